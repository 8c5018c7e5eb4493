//! What must hold of mailwire for any input. Each target is a module with one function, `holds`, that is given bytes and
//! panics if something does not hold: the body of a fuzz target, and of a test over the seeds.
//!
//! | target | what it is given | what must hold |
//! |---|---|---|
//! | [`framer`] | a reply | cuts change nothing; httparse and a plain reader find the same head and body |
//! | [`json`] | a document | cuts change nothing; serde_json finds the same parts, or none either |
//! | [`xml`] | a document | cuts change nothing; quick-xml and roxmltree find the same parts |
//! | [`php`] | serialized data | cuts change nothing; a recursive reader finds the same entries |
//! | [`hubspot_reply`] | a body, status and operation behind it | cuts change nothing; what is read is what serde_json finds |
//! | [`bluehornet_reply`] | a body, status and methods behind it | cuts change nothing; each call is answered once or not |
//! | [`whitelist`] | a list | a reader over the standard library has the same entries |
//! | [`http_date`] | a date | httpdate says the same |
//! | [`request_head`] | a request head | httparse finds the same |
//! | [`hubspot_request`] | a body, its version behind it | what is taken is written and read again as the same |
//! | [`bluehornet_request`] | a document | the same, and quick-xml finds the texts |
//! | [`exchange`] | a reply, verbs behind it | a model answers the same, in any order and with any buffer |
//! | [`encode`] | typed values | what others read of the request is what was put in |
//! | [`c_abi`] | a reply, calls behind it | the C ABI answers what the core answers, and touches nothing else |
//!
//! Work is bounded everywhere: a scanner may take so many steps for each byte, and no more.
#![deny(missing_docs)]

pub mod bluehornet_reply;
pub mod bluehornet_request;
pub mod c_abi;
pub mod cuts;
pub mod encode;
pub mod exchange;
pub mod framer;
pub mod http_date;
pub mod hubspot_reply;
pub mod hubspot_request;
pub mod json;
pub mod php;
pub mod replies;
pub mod request_head;
pub mod seeds;
pub mod whitelist;
pub mod xml;

/// A target: its name, and what must hold.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 14] = [
    ("framer", framer::holds),
    ("json", json::holds),
    ("xml", xml::holds),
    ("php", php::holds),
    ("hubspot_reply", hubspot_reply::holds),
    ("bluehornet_reply", bluehornet_reply::holds),
    ("whitelist", whitelist::holds),
    ("http_date", http_date::holds),
    ("request_head", request_head::holds),
    ("hubspot_request", hubspot_request::holds),
    ("bluehornet_request", bluehornet_request::holds),
    ("exchange", exchange::holds),
    ("encode", encode::holds),
    ("c_abi", c_abi::holds),
];
