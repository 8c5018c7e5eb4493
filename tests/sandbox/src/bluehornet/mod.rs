//! BlueHornet eMS: XML calls in a POST, XML or PHP replies, HTTP 200 for all of them.

mod carriage;
mod dispatch;
mod document;
mod masking;
mod methods;
mod php;
mod reply;
mod state;
mod subscribers;
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
