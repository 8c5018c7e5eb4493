//! Subscribers, and the check of an address.

use super::document::Call;
use super::reply::Item;
use super::state::{Caller, State};
use super::tasks;
use super::value::{Node, item, text, tree};
use std::collections::BTreeMap;

/// One record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subscriber {
    pub contact_id: u64,
    pub email: String,
    pub external_id: String,
    pub opted_out: bool,
    /// Every other argument of manage_subscriber, `custval80021` and the like among them.
    pub fields: BTreeMap<String, String>,
}

/// `legacy.manage_subscriber`
pub(crate) fn manage(call: &Call, state: &mut State, _: &Caller) -> Item {
    let email = call.text("email").unwrap_or_default();
    if !email.is_empty() && !is_address(email) {
        let data = vec![text("status", 4), text("message", "Invalid email address")];
        return Item { failed: true, ..Item::ok(data) };
    }
    let external_id = call.text("external_id").unwrap_or_default();
    let known = state.subscribers.iter().position(|subscriber| match email {
        "" => subscriber.external_id == external_id,
        _ => subscriber.email.eq_ignore_ascii_case(email),
    });
    let at = known.unwrap_or_else(|| {
        let contact_id = state.new_id();
        state.subscribers.push(Subscriber { contact_id, ..Subscriber::default() });
        state.subscribers.len() - 1
    });
    let subscriber = &mut state.subscribers[at];
    for argument in &call.arguments {
        let value = argument.text.trim();
        match argument.name.as_str() {
            "email" | "newemail" => value.clone_into(&mut subscriber.email),
            "external_id" | "new_external_id" => value.clone_into(&mut subscriber.external_id),
            "optout" | "remove" => subscriber.opted_out = call.says(&argument.name),
            name => {
                subscriber.fields.insert(name.to_owned(), value.to_owned());
            }
        }
    }
    let (status, said) = if known.is_some() { (2, "User has been updated") } else { (1, "User has been added") };
    let answer = Item::ok(vec![text("status", status), text("message", said)]);
    // A code is documented for the addition alone.
    if status == 1 { answer.code(201).text(said) } else { answer }
}

/// `utilities.checkEmail`: a domain with the label `invalid` takes no mail.
pub(crate) fn check_email(call: &Call, _: &mut State, _: &Caller) -> Item {
    let email = call.text("email").unwrap_or_default();
    let domain = email.rsplit('@').next().unwrap_or_default();
    let sound = is_address(email) || (call.says("domain_only") && is_address(&format!("x@{domain}")));
    let valid = sound && !domain.split('.').any(|label| label.eq_ignore_ascii_case("invalid"));
    let said = match (valid, call.text("mx_check")) {
        (false, _) => "Invalid",
        (true, Some("0")) => "Valid",
        (true, _) => "Valid: MX Records found for this domain",
    };
    Item::ok(vec![text("valid", u8::from(valid)), text("email", email)]).text(said)
}

/// `subscribers.getSubscriber`: the record and the mails it got.
pub(crate) fn get(call: &Call, state: &mut State, _: &Caller) -> Item {
    let found = state.subscribers.iter().find(|subscriber| {
        call.id("contact_id") == Some(subscriber.contact_id)
            || call.text("email").is_some_and(|email| email.eq_ignore_ascii_case(&subscriber.email))
            || call.text("external_id").is_some_and(|id| id == subscriber.external_id)
    });
    let Some(subscriber) = found else { return Item::error("No subscriber found") };
    let got = state.transactions.iter().filter(|sent| sent.email.eq_ignore_ascii_case(&subscriber.email));
    let history = got.map(|sent| {
        let events = tree("events", vec![text("item", "sent")]);
        item(vec![text("mess_id", sent.template_id), text("subject", &sent.subject), events])
    });
    let mut data = vec![text("contact_id", subscriber.contact_id)];
    data.extend(profile(subscriber));
    data.push(tree("message_history", history.collect()));
    Item::ok(data)
}

/// `legacy.retrieve_active`
pub(crate) fn retrieve_active(call: &Call, state: &mut State, caller: &Caller) -> Item {
    if call.says("asynchronous") {
        return tasks::export(call, state, caller);
    }
    let found: Vec<Node> = matching(call, state, false).map(|one| tree("contact_data", profile(one))).collect();
    let said = format!("{} contacts found", found.len());
    Item::ok(vec![tree("manifest", found)]).code(201).text(&said)
}

/// `legacy.retrieve_unsub`
pub(crate) fn retrieve_unsub(call: &Call, state: &mut State, _: &Caller) -> Item {
    let found = matching(call, state, true).map(|one| tree("deleted_contact_data", profile(one)));
    Item::ok(vec![tree("manifest", found.collect())])
}

fn matching<'s>(call: &'s Call, state: &'s State, opted_out: bool) -> impl Iterator<Item = &'s Subscriber> {
    let asked = |name: &str, value: &str| call.text(name).is_none_or(|wanted| wanted.eq_ignore_ascii_case(value));
    state.subscribers.iter().filter(move |subscriber| {
        subscriber.opted_out == opted_out
            && asked("email", &subscriber.email)
            && asked("external_id", &subscriber.external_id)
    })
}

/// The elements of a record.
pub(crate) fn profile(subscriber: &Subscriber) -> Vec<Node> {
    let own = vec![text("email", &subscriber.email), text("external_id", &subscriber.external_id)];
    own.into_iter().chain(subscriber.fields.iter().map(|(name, value)| text(name, value))).collect()
}

pub(crate) fn opted_out(state: &State, email: &str) -> bool {
    state.subscribers.iter().any(|subscriber| subscriber.opted_out && subscriber.email.eq_ignore_ascii_case(email))
}

/// The number of a contact. An unknown one becomes a subscriber only if that is asked for.
pub(crate) fn contact_id(state: &mut State, email: &str, add: bool) -> u64 {
    if let Some(known) = state.subscribers.iter().find(|known| known.email.eq_ignore_ascii_case(email)) {
        return known.contact_id;
    }
    let contact_id = state.new_id();
    if add {
        state.subscribers.push(Subscriber { contact_id, email: email.to_owned(), ..Subscriber::default() });
    }
    contact_id
}

/// Whether this is one bare address.
pub(crate) fn is_address(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !",;<>@\"".contains(c);
    let sound = |part: &str| !part.is_empty() && part.chars().all(plain);
    text.split_once('@').is_some_and(|(local, domain)| sound(local) && sound(domain) && domain.contains('.'))
}
