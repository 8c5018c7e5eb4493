//! BlueHornet eMS (later Mapp Empower): XML calls in a POST, XML or PHP replies, HTTP 200 for all of them.
//!
//! # Example
//!
//! ```
//! use mailwire_sandbox::Sandbox;
//! use mailwire_sandbox::bluehornet::{API_KEY, PATH, SHARED_SECRET, TEMPLATE_ID};
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//!
//! # fn main() -> std::io::Result<()> {
//! let sandbox = Sandbox::builder().tls(false).start_blocking()?;
//! let document = format!(
//!     "<api><authentication><api_key>{API_KEY}</api_key><shared_secret>{SHARED_SECRET}</shared_secret></authentication>\
//!      <data><methodCall><methodName>transactional.sendTransaction</methodName><email>jane@example.com</email>\
//!      <template_id>{TEMPLATE_ID}</template_id><title>Pump 3</title><message>It has stopped.</message></methodCall>\
//!      </data></api>"
//! );
//! let mut connection = TcpStream::connect(sandbox.addr())?;
//! write!(
//!     connection,
//!     "POST {PATH} HTTP/1.1\r\nHost: echo.bluehornet.com\r\nContent-Type: application/xml\r\nConnection: close\r\n\
//!      Content-Length: {}\r\n\r\n{document}",
//!     document.len()
//! )?;
//! let mut reply = String::new();
//! connection.read_to_string(&mut reply)?;
//!
//! assert!(reply.contains("<responseText><![CDATA[Sent Transaction]]></responseText>"));
//! let sent = &sandbox.transactions()[0];
//! assert_eq!((sent.subject.as_str(), sent.plain.as_deref()), ("Pump 3", Some("Pump 3\n\nIt has stopped.\n")));
//! # Ok(())
//! # }
//! ```
//!
//! # What is checked, in this order
//!
//! 1. The document arrives as the form field `data`, as the body, as the part `data` of a multipart form or in the query
//!    of a GET, and is a good one; else `No XML data passed`, 446, with a `reason` in `responseData`.
//! 2. The key is known ([`BUILT_IN_API_USERS`], [`Builder::api_user`](crate::Builder::api_user)); else 445.
//! 3. The [`Whitelist`] of the API user covers the caller; else the address is told in `request_ip`.
//! 4. The secret is right; else 445.
//! 5. A method that must be alone is alone.
//! 6. For each call, up to the first failure or with `no_halt` to the end: the method is known, the [`AccessLevel`]
//!    allows it, the required arguments are there (428), and what the method itself finds.
//!
//! # What is there from the start, and what asks for what
//!
//! | value | what it does |
//! |---|---|
//! | `template_id` 7100042 | [`TEMPLATE_ID`]; shows `{$title}` and `{$message}` |
//! | `template_id` 448 | `Invalid or Inactive Template ID`, 448; any other unknown one 429 |
//! | `binding` | `echo` is known, every other 444 |
//! | an address with the label `invalid` in its domain | `utilities.checkEmail` answers `Invalid` |
//! | an address that begins with `bounce` | is in `transactional.bouncedList` after a sendTransaction |
//! | `mess_id`, `group_id`, `template_id` 404 | the task that the call begins ends with `ERROR` |
//! | category 31007, custom field 80021, static segment 640017, welcome message 8300001 | are there |
//!
//! All API users share one account. `utilities.getTasks` moves a task on, from `PENDING` over `PROCESSING` to
//! `COMPLETE`; with [`Builder::step`](crate::Builder::step) time does. Rendering puts scalars in the place of `{$name}`; an unset name is
//! empty, every other Smarty tag stays as it is.
//!
//! # Where the service's behaviour is unknown
//!
//! These are choices of this sandbox:
//!
//! * malformed documents, unknown elements and values in `authentication`, an element twice: 446 with a `reason`;
//!   a missing or blank key or secret: 445;
//! * the address is checked after the key and before the secret;
//! * a method that must be alone among others: nothing is executed, one item without a method says so, without a code;
//! * a method outside the access level: `Access denied: this API User may not call METHOD`, without a code;
//! * an unknown method is `Incorrect Action Specified` for every user, also for one that may call little;
//! * several missing arguments are joined with commas; of alternatives `email or external_id` is told;
//! * failures without an `error` element (114, 121, 123, 141, `message` 2, a bad `status`) halt a batch as well;
//! * `totalCompleted` counts the calls that succeeded, before and after the failure;
//! * sendTransaction and insertTemplate succeed with 201; sendTransaction to what is no address, or with `check_optout`
//!   to someone who opted out, fails without a code;
//! * successes without a documented code have none; methods known by name only answer `Success`;
//! * XML-only methods answer in XML whatever the request asks for, and with them their whole batch;
//! * utilities.getFile in a batch puts the file into `responseData/content`;
//! * [`Style::Plain`] repeats the method's name in small letters, and its first step of legacy.send_campaign has its
//!   fields in the item; authentication failures are in [`Style::PaddedCdata`] always;
//! * how PHP replies are nested ([`PhpLayout`]), that all their scalars are strings, and their media type `text/html`;
//! * times are US Pacific standard time all year.

mod account;
mod campaigns;
mod carriage;
mod dispatch;
mod document;
mod masking;
mod methods;
mod php;
mod reply;
mod state;
mod subscribers;
mod tasks;
mod templates;
mod transactions;
mod users;
mod value;
mod whitelist;
mod xml;

pub use php::PhpLayout;
pub use templates::TEMPLATE_ID;
pub use transactions::Transaction;
pub use users::{
    API_KEY, AccessLevel, ApiUser, BUILT_IN_API_USERS, CUSTOM_API_KEY, ELSEWHERE_API_KEY, SHARED_SECRET,
    THIRD_PARTY_API_KEY,
};
pub use whitelist::{BadWhitelist, Whitelist};
pub use xml::Style;

pub(crate) use masking::masked;
pub(crate) use state::State;
pub(crate) use users::built_in as built_in_users;

use crate::reply::Reply;
use crate::service::Service;
use http::{HeaderMap, Method};
use reply::Answer;
use std::net::IpAddr;

/// The one path of the API.
pub const PATH: &str = "/api/xmlrpc/index.php";

/// Where a request came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub IpAddr);

/// Whether a request target, of which a query may be a part, is of the API.
pub(crate) fn is_target(target: &str) -> bool {
    target.split('?').next() == Some(PATH)
}

/// What the web server before the API answers by itself.
pub(crate) fn failure(status: u16) -> Reply {
    match status {
        200..=299 | 304 => Reply::apache_page(status, ""),
        301 | 302 | 307 | 308 => Reply::apache_page(status, "").field("location", "https://localhost:9/redirected"),
        status => Reply::apache_page(status, &page(status)),
    }
}

/// The usual page of Apache.
pub(crate) fn page(status: u16) -> String {
    let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let title = reason.unwrap_or("Error");
    format!(
        "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>{status} {title}</title>\n\
         </head><body>\n<h1>{title}</h1>\n<p>The server cannot answer this request.</p>\n</body></html>\n"
    )
}

/// `POST` (and `GET`) of the path.
pub(crate) fn call(
    service: &Service,
    Peer(peer): Peer,
    method: &Method,
    query: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Reply {
    let settings = &service.settings;
    let document = carriage::document(method, query, headers, body);
    let mut memory = service.memory();
    let memory = &mut *memory;
    let mut desk = dispatch::Desk {
        users: &memory.api_users,
        state: &mut memory.bluehornet,
        address: settings.request_ip.unwrap_or(peer),
        style: settings.bluehornet_style,
        pace: settings.pace,
    };
    match desk.answer(document) {
        Answer::Items { items, php: true, .. } => Reply::php(php::document(&items, settings.php_layout)),
        Answer::Items { items, padded, .. } => {
            let style = if padded { Style::PaddedCdata } else { settings.bluehornet_style };
            Reply::xml(xml::document(&items, style))
        }
        Answer::File(file) => Reply::xml(file),
    }
}
