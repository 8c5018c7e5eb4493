//! Templates with a test and a live version, and the mails that are made of them.

use super::document::{Call, Element};
use super::methods;
use super::reply::{INACTIVE_TEMPLATE, INVALID_BINDING, INVALID_TEMPLATE, Item};
use super::state::{Caller, State};
use super::subscribers;
use super::transactions::{Transaction, as_json};
use super::value::{Node, item, text, tree};
use crate::clock;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A template that every sandbox has. Its subject is `{$title}`, its bodies show `{$title}` and `{$message}`.
pub const TEMPLATE_ID: u64 = 7_100_042;

/// The template id that is always refused as inactive, with 448.
const INACTIVE: u64 = 448;

/// The one IP binding that is known.
const BINDING: &str = "echo";

/// Both versions of one template.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    live: Version,
    test: Version,
}

#[derive(Clone, Debug, Default)]
struct Version {
    subject: String,
    from_description: String,
    from_email: String,
    reply_email: String,
    message_notes: String,
    bill_codes: String,
    html: String,
    plain: String,
    binding: Option<String>,
}

/// The template of every sandbox.
pub(crate) fn built_in() -> BTreeMap<u64, Template> {
    let version = Version {
        subject: "{$title}".to_owned(),
        from_description: "Example Alerts".to_owned(),
        from_email: "alerts@example.com".to_owned(),
        reply_email: "desk@example.com".to_owned(),
        html: "<html><body><h1>{$title}</h1><p>{$message}</p></body></html>".to_owned(),
        plain: "{$title}\n\n{$message}\n".to_owned(),
        ..Version::default()
    };
    [(TEMPLATE_ID, Template { live: version.clone(), test: version })].into()
}

impl Version {
    /// Takes over what the call has.
    fn change(&mut self, call: &Call) {
        for (name, place) in [
            ("subject", &mut self.subject),
            ("from_description", &mut self.from_description),
            ("from_email", &mut self.from_email),
            ("reply_email", &mut self.reply_email),
            ("message_notes", &mut self.message_notes),
            ("bill_codes", &mut self.bill_codes),
        ] {
            if let Some(value) = call.argument(name) {
                *place = value.text.trim().to_owned();
            }
        }
        let body = |name: &str| call.argument("template_data").and_then(|data| data.child(name));
        for (name, place) in [("html", &mut self.html), ("plain", &mut self.plain)] {
            if let Some(value) = body(name) {
                value.text.clone_into(place);
            }
        }
        if let Some(binding) = call.text("binding") {
            self.binding = Some(binding.to_owned());
        }
    }
}

/// `transactional.insertTemplate`
pub(crate) fn insert(call: &Call, state: &mut State, _: &Caller) -> Item {
    if let Err(refusal) = binding(call) {
        return refusal;
    }
    let mut version = Version::default();
    version.change(call);
    let id = state.new_id();
    state.templates.insert(id, Template { live: version.clone(), test: version });
    Item::ok(vec![text("template_id", id)]).code(201).text(&format!("Template ID {id} has been added."))
}

/// `transactional.updateTemplate`: the test version alone.
pub(crate) fn update(call: &Call, state: &mut State, _: &Caller) -> Item {
    if let Err(refusal) = binding(call) {
        return refusal;
    }
    match find(call, state) {
        Ok((id, template)) => {
            template.test.change(call);
            Item::ok(vec![text("template_id", id)]).text(&format!("Template ID {id} has been updated."))
        }
        Err(refusal) => refusal,
    }
}

/// `transactional.rebuildTemplate`: test becomes live.
pub(crate) fn rebuild(call: &Call, state: &mut State, _: &Caller) -> Item {
    if let Err(refusal) = binding(call) {
        return refusal;
    }
    match find(call, state) {
        Ok((id, template)) => {
            if let Some(binding) = call.text("binding") {
                template.test.binding = Some(binding.to_owned());
            }
            template.live = template.test.clone();
            let said = format!("Template ID {id} cache has been rebuilt");
            Item::ok(vec![text("template_id", id)]).code(203).text(&said)
        }
        Err(refusal) => refusal,
    }
}

/// `transactional.listTemplates`: the test versions, as items directly in the item.
pub(crate) fn list(_: &Call, state: &mut State, _: &Caller) -> Item {
    let one = |(id, template): (&u64, &Template)| {
        let test = &template.test;
        let mut fields = vec![
            text("template_id", id),
            text("from_description", &test.from_description),
            text("from_email", &test.from_email),
            text("reply_email", &test.reply_email),
            text("subject", &test.subject),
            text("message_notes", &test.message_notes),
            text("bill_codes", &test.bill_codes),
            tree("template_data", vec![text("html", &test.html), text("plain", &test.plain)]),
        ];
        fields.extend(test.binding.as_ref().map(|binding| text("binding", binding)));
        item(fields)
    };
    let all: Vec<Node> = state.templates.iter().map(one).collect();
    Item::direct(all).code(204).text("List of templates returned")
}

/// `transactional.sendTransaction`: the live version.
pub(crate) fn send_transaction(call: &Call, state: &mut State, caller: &Caller) -> Item {
    match send(call, state, caller, true) {
        Ok(data) => Item::ok(data).code(201).text("Sent Transaction"),
        Err(refusal) => refusal,
    }
}

/// `transactional.sendTest`: the test version.
pub(crate) fn send_test(call: &Call, state: &mut State, caller: &Caller) -> Item {
    let rebuilt = format!("Template ID {}-test cache has been rebuilt", call.text("template_id").unwrap_or_default());
    match send(call, state, caller, false) {
        Ok(data) => Item::ok(data).texts(&[&rebuilt, "Sent Transaction"]),
        Err(refusal) => refusal,
    }
}

fn send(call: &Call, state: &mut State, caller: &Caller, live: bool) -> Result<Vec<Node>, Item> {
    let (template_id, template) = find(call, state)?;
    let version = if live { template.live.clone() } else { template.test.clone() };
    let email = call.text("email").unwrap_or_default().to_owned();
    if !subscribers::is_address(&email) {
        return Err(Item::error("Invalid email address"));
    }
    if call.says("check_optout") && subscribers::opted_out(state, &email) {
        return Err(Item::error("This email address has opted out"));
    }
    let contact_id = match live {
        true => subscribers::contact_id(state, &email, call.says("contact_add")).to_string(),
        false => "test".to_owned(),
    };
    let variables: Map<String, Value> =
        variables(call).map(|variable| (variable.name.clone(), as_json(variable))).collect();
    let preference = call.text("email_preference").unwrap_or("mime").to_ascii_lowercase();
    let given = |name: &str| call.text(name).map(str::to_owned);
    let own_or = |name: &str, template: &str| given(name).unwrap_or_else(|| render(template, &variables));
    state.transactions.push(Transaction {
        method: if live { "transactional.sendTransaction" } else { "transactional.sendTest" },
        api_user: caller.user.clone(),
        email: email.clone(),
        name: given("name"),
        external_id: given("external_id"),
        contact_id: contact_id.clone(),
        template_id,
        template_version: if live { "live" } else { "test" },
        subject: own_or("subject", &version.subject),
        from_description: own_or("from_description", &version.from_description),
        from_email: own_or("from_email", &version.from_email),
        reply_email: own_or("reply_email", &version.reply_email),
        html: (preference != "plain").then(|| render(&version.html, &variables)),
        plain: (preference != "html").then(|| render(&version.plain, &variables)),
        email_preference: preference,
        variables,
        sent_at: clock::rfc3339(caller.now),
    });
    Ok(vec![text("template_id", template_id), text("email", email), text("contact_id", contact_id)])
}

/// The arguments that are none of the method's own.
fn variables(call: &Call) -> impl Iterator<Item = &Element> {
    let own = methods::find(&call.method).map(|method| method.arguments()).unwrap_or_default();
    call.arguments.iter().filter(move |argument| !own.contains(&argument.name.as_str()))
}

fn find<'s>(call: &Call, state: &'s mut State) -> Result<(u64, &'s mut Template), Item> {
    let id = call.id("template_id");
    if id == Some(INACTIVE) {
        return Err(Item::coded_error(INACTIVE_TEMPLATE));
    }
    let template = id.and_then(|id| state.templates.get_mut(&id).map(|template| (id, template)));
    template.ok_or_else(|| Item::coded_error(INVALID_TEMPLATE))
}

fn binding(call: &Call) -> Result<(), Item> {
    match call.text("binding") {
        None | Some(BINDING) => Ok(()),
        Some(_) => Err(Item::coded_error(INVALID_BINDING)),
    }
}

/// Puts scalars in the place of `{$name}`, in one pass: values are data. An unset name is empty, as in Smarty; every
/// other tag, and the name of a list, stays as it is.
fn render(template: &str, variables: &Map<String, Value>) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find("{$") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[2..].split('}').next().unwrap_or_default();
        let value = match variables.get(name) {
            _ if !is_variable(name) || rest.len() == 2 + name.len() => None,
            None => Some(""),
            Some(Value::String(value)) => Some(value.as_str()),
            Some(_) => None,
        };
        match value {
            Some(value) => {
                out.push_str(value);
                rest = &rest[name.len() + 3..];
            }
            None => {
                out.push_str("{$");
                rest = &rest[2..];
            }
        }
    }
    out + rest
}

/// `[a-z_][a-z0-9_]*`
fn is_variable(name: &str) -> bool {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.chars().all(word) && name.starts_with(|c: char| !c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn scalars_are_put_in_once() {
        let Value::Object(variables) = json!({"a": "{$b}", "b": "two", "list": ["x"]}) else { panic!() };
        let rendered = render("{$a} {$b}{$unset} {$list} {$b|upper} {$B} { $b} {if $a}{$ {$}{$b", &variables);
        assert_eq!(rendered, "{$b} two {$list} {$b|upper} {$B} { $b} {if $a}{$ {$}{$b");
        assert_eq!(render("{$äöü", &variables), "{$äöü");
    }
}
