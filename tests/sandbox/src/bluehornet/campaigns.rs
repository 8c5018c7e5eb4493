//! Campaigns in two steps, and what is counted afterwards.

use super::document::Call;
use super::reply::Item;
use super::state::{Caller, State};
use super::value::{Node, item, text, tree};
use crate::clock;

/// A draft, or what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Campaign {
    id: u64,
    key: String,
    subject: String,
    name: String,
    /// `YYYY-MM-DD HH`, of a timed release.
    release: Option<String>,
    sent_at: Option<String>,
}

/// `legacy.send_campaign`: without `message_key` the first step, with it the second.
pub(crate) fn send(call: &Call, state: &mut State, caller: &Caller) -> Item {
    match call.text("message_key") {
        None => draft(call, state, caller),
        Some(key) => release(key, state, caller),
    }
}

fn draft(call: &Call, state: &mut State, caller: &Caller) -> Item {
    let id = state.new_id();
    let key = format!("EXAMPLE-message-key-{id}");
    let given = |name: &str| call.text(name).unwrap_or_default().to_owned();
    let hour = call.id("hour").unwrap_or(0);
    state.campaigns.push(Campaign {
        id,
        key: key.clone(),
        subject: given("msubject"),
        name: given("message_name"),
        release: call.says("timed_release").then(|| format!("{} {hour:02}", given("date"))),
        sent_at: None,
    });
    let data = vec![text("message", 1), text("message_id", id), text("message_key", key)];
    match caller.plain_style {
        // The old sample has the fields in the item, and no name of the method.
        true => Item::direct(data).unnamed(),
        false => Item::ok(data).code(202).text("draft message created"),
    }
}

fn release(key: &str, state: &mut State, caller: &Caller) -> Item {
    let now = clock::pacific(caller.now);
    let Some(campaign) = state.campaigns.iter_mut().find(|campaign| campaign.key == key) else {
        return Item::refused("invalid message_key");
    };
    if campaign.sent_at.is_some() {
        return Item::refused("message was already sent");
    }
    if campaign.release.as_ref().is_some_and(|release| release.as_str() < &now[..13]) {
        return Item::refused("timed-release day/time is in the past");
    }
    campaign.sent_at = Some(now);
    Item::ok(vec![text("message", 1), text("sent", 1)]).code(201).text("campaign sent")
}

/// `legacy.message_stats`: the campaigns that were sent.
pub(crate) fn stats(call: &Call, state: &mut State, _: &Caller) -> Item {
    let sent = state
        .campaigns
        .iter()
        .filter(|campaign| campaign.sent_at.is_some() && call.id("mess_id").is_none_or(|wanted| wanted == campaign.id));
    let most = call.id("last").unwrap_or(100).min(1000);
    let all = sent.rev().take(usize::try_from(most).unwrap_or(0)).map(|campaign| {
        let heads = vec![
            text("message_subject", &campaign.subject),
            text("message_name", &campaign.name),
            text("date_sent", campaign.sent_at.as_deref().unwrap_or_default()),
        ];
        message(campaign.id, heads, 0)
    });
    counted(all.collect())
}

/// `transactional.messageStats`: the templates whose live version was sent.
pub(crate) fn template_stats(call: &Call, state: &mut State, _: &Caller) -> Item {
    let ids = state.templates.keys().filter(|id| call.id("template_id").is_none_or(|wanted| wanted == **id));
    let all = ids.filter_map(|id| {
        let sent = state.transactions.iter().filter(|sent| sent.template_id == *id && sent.template_version == "live");
        let count = sent.count();
        (count > 0).then(|| message(*id, Vec::new(), count))
    });
    counted(all.collect())
}

/// `welcome.messageStats`: the one welcome message, sent to nobody.
pub(crate) fn welcome_stats(_: &Call, _: &mut State, _: &Caller) -> Item {
    counted(vec![message(WELCOME, Vec::new(), 0)])
}

/// `message.getWelcomeMessages`
pub(crate) fn welcome(_: &Call, _: &mut State, _: &Caller) -> Item {
    let message = item(vec![
        text("mess_id", WELCOME),
        text("subject", "Welcome"),
        text("from_description", "Example News"),
        text("from_email", "news@example.com"),
        text("reply_email", "desk@example.com"),
        text("enabled", 1),
        text("is_default", 1),
    ]);
    Item::ok(vec![tree("messages", vec![message])])
}

/// `transactional.bouncedList`: mails to a local part that begins with `bounce`.
pub(crate) fn bounced(call: &Call, state: &mut State, _: &Caller) -> Item {
    let meant = state.transactions.iter().filter(|sent| {
        sent.email.to_ascii_lowercase().starts_with("bounce")
            && sent.template_version == "live"
            && call.text("email").is_none_or(|email| email.eq_ignore_ascii_case(&sent.email))
            && call.text("template_id").is_none_or(|id| id == sent.template_id.to_string())
    });
    let all = meant.map(|sent| {
        item(vec![
            text("email", &sent.email),
            text("external_id", sent.external_id.as_deref().unwrap_or_default()),
            text("reason", "5-Invalid Recipient"),
            text("flagged_invalid", 1),
            text("bounced_date", &sent.sent_at),
        ])
    });
    Item::ok(all.collect())
}

/// The id of the one welcome message.
const WELCOME: u64 = 8_300_001;

fn counted(messages: Vec<Node>) -> Item {
    Item::ok(vec![tree("message_data", messages)]).code(201).text("statistics returned")
}

fn message(id: u64, mut fields: Vec<Node>, sent: usize) -> Node {
    fields.extend([text("sent_total", sent), text("delivered_total", sent), text("bounced_total", 0)]);
    fields.extend([text("opened_total", 0), text("clicked_total", 0), text("optout_total", 0)]);
    Node { id: Some(id.to_string()), ..tree("message", fields) }
}
