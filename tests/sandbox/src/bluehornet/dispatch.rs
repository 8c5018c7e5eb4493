//! From a request to its reply: who calls, from where, what, in which order.

use super::document::{Call, Document, read};
use super::methods::{self, XML_ONLY};
use super::reply::{Answer, Item, NO_XML_DATA};
use super::state::{Caller, State};
use super::users::ApiUser;
use super::value::text;
use super::xml::Style;
use crate::status::Pace;
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::SystemTime;

const INVALID_ADDRESS: &str = "Invalid Request IP: Please add request_ip to the API Whitelist in your account. \
                               (Account -> Edit Account: API Tab)";

/// What a request meets.
pub(crate) struct Desk<'d> {
    pub users: &'d HashMap<String, ApiUser>,
    pub state: &'d mut State,
    /// Where the request came from.
    pub address: IpAddr,
    pub style: Style,
    pub pace: Pace,
}

impl Desk<'_> {
    /// Answers a document; none if the request did not carry one.
    pub fn answer(&mut self, document: Option<Vec<u8>>) -> Answer {
        let document = match document.as_deref().map(read) {
            Some(Ok(document)) => document,
            // The reason is an addition of this sandbox, for those who look for their mistake.
            Some(Err(reason)) => {
                tracing::info!(%reason, "a BlueHornet document was refused");
                let data = Some(vec![text("reason", reason)]);
                return self.refuse(1, false, Item { data, ..Item::coded_error(NO_XML_DATA) });
            }
            None => return self.refuse(1, false, Item::coded_error(NO_XML_DATA)),
        };
        let (calls, php) = (document.calls.len(), document.php);
        let user = match self.authenticate(&document) {
            Ok(user) => user,
            Err(refusal) => return self.refuse(calls, php, *refusal),
        };
        let alone = document.calls.iter().filter_map(|call| methods::find(&call.method)).find(|method| method.alone);
        if let Some(method) = alone.filter(|_| calls > 1) {
            let said = format!("{} must be the only method call of its request", method.name);
            return self.refuse(calls, php, Item::error(&said));
        }
        self.run(&document, user)
    }

    /// User, whitelist, secret: in this order, because the whitelist is kept with the user.
    fn authenticate(&self, document: &Document) -> Result<ApiUser, Box<Item>> {
        let denied = || {
            let data = vec![text("responseCode", 445)];
            Box::new(Item { data: Some(data), padded: true, ..Item::error("Could not authenticate") })
        };
        let user = self.users.get(&document.api_key).ok_or_else(denied)?;
        if !user.admits(self.address) {
            let data = vec![text("request_ip", self.address.to_canonical())];
            return Err(Box::new(Item { data: Some(data), ..Item::error(INVALID_ADDRESS) }));
        }
        if user.secret != document.shared_secret {
            return Err(denied());
        }
        Ok(user.clone())
    }

    /// A failure before any call was looked at: one item without a method, however many calls there are.
    fn refuse(&self, calls: usize, php: bool, item: Item) -> Answer {
        let padded = item.padded;
        let item = item.unnamed().into_node("", 1, calls, 0);
        Answer::Items { items: vec![item], php, padded }
    }

    fn run(&mut self, document: &Document, user: ApiUser) -> Answer {
        let caller = Caller {
            user: user.name.clone(),
            plain_style: self.style == Style::Plain,
            pace: self.pace,
            now: SystemTime::now(),
        };
        let mut answered: Vec<(&Call, Item)> = Vec::new();
        for call in &document.calls {
            let item = one(call, &user, self.state, &caller);
            let stops = item.failed && !document.no_halt;
            answered.push((call, item));
            if stops {
                break;
            }
        }
        if let [(_, Item { file: Some(file), .. })] = answered.as_slice()
            && document.calls.len() == 1
        {
            return Answer::File(file.clone());
        }
        let requests = document.calls.len();
        let completed = answered.iter().filter(|(_, item)| !item.failed).count();
        let xml_only = |call: &Call| XML_ONLY.iter().any(|name| name.eq_ignore_ascii_case(&call.method));
        let php = document.php && !document.calls.iter().any(xml_only);
        let number = |(at, (call, item)): (usize, (&Call, Item))| {
            // Older samples repeat the name in small letters.
            let name = if caller.plain_style { call.method.to_ascii_lowercase() } else { call.method.clone() };
            item.into_node(&name, at + 1, requests, completed)
        };
        Answer::Items { items: answered.into_iter().enumerate().map(number).collect(), php, padded: false }
    }
}

fn one(call: &Call, user: &ApiUser, state: &mut State, caller: &Caller) -> Item {
    let Some(method) = methods::find(&call.method) else {
        return Item::error("Incorrect Action Specified");
    };
    if !user.may_call(method.name) {
        return Item::error(&format!("Access denied: this API User may not call {}", method.name));
    }
    let missing = method.missing(call);
    if !missing.is_empty() {
        return Item::missing(&missing);
    }
    if method.has_too_many(call) {
        return Item::error("Only one of contact_id, email, external_id may be given");
    }
    (method.answer)(call, state, caller)
}
