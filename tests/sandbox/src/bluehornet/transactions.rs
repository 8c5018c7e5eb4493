//! The mails of sendTransaction and sendTest, as `GET /sandbox/transactions` lists them.

use super::document::Element;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A mail that BlueHornet took over, rendered.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Transaction {
    /// `transactional.sendTransaction` or `transactional.sendTest`.
    pub method: &'static str,
    /// The name of the API user, not its key.
    pub api_user: String,
    /// The recipient.
    pub email: String,
    /// The display name of the recipient, if the call had one.
    pub name: Option<String>,
    /// The id of an external system, if the call had one.
    pub external_id: Option<String>,
    /// As in the reply: a number, `test` for a test send.
    pub contact_id: String,
    /// The template.
    pub template_id: u64,
    /// `live` or `test`.
    pub template_version: &'static str,
    /// `mime`, `html` or `plain`.
    pub email_preference: String,
    /// The subject of the call, else the rendered one of the template.
    pub subject: String,
    /// Likewise.
    pub from_description: String,
    /// Likewise.
    pub from_email: String,
    /// Likewise.
    pub reply_email: String,
    /// The rendered HTML, unless `plain` was preferred.
    pub html: Option<String>,
    /// The rendered plain text, unless `html` was preferred.
    pub plain: Option<String>,
    /// Every argument that is not one of the method's own: texts, lists (of `item` elements) and objects.
    pub variables: Map<String, Value>,
    /// When the call came, RFC 3339.
    pub sent_at: String,
}

/// A variable as JSON: a text, a list of `item` elements or of elements with one name, an object.
pub(crate) fn as_json(element: &Element) -> Value {
    let children = &element.children;
    let Some(first) = children.first() else { return json!(element.text) };
    if first.name == "item" || (children.len() > 1 && children.iter().all(|child| child.name == first.name)) {
        return children.iter().map(as_json).collect();
    }
    Value::Object(children.iter().map(|child| (child.name.clone(), as_json(child))).collect())
}
