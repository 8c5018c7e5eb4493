//! The answer to one call, and what a whole request is answered with.

use super::value::{Node, Value, text, tree};

/// The answer to one call. Its number, the totals and the name of the method come later.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// Whether the call counts as failed, so that the calls after it are not executed.
    pub failed: bool,
    /// Whether the failure is told by an `error` element; legacy and account methods have failures without one.
    pub flagged: bool,
    pub code: Option<u16>,
    pub text: Option<Value>,
    pub data: Option<Vec<Node>>,
    /// Elements that sit in the item itself.
    pub direct: Vec<Node>,
    /// Early failures and one old sample do not name the method.
    pub named: bool,
    /// The whole body in place of a reply, if this is the only call.
    pub file: Option<String>,
    /// The whole reply is in the padded style.
    pub padded: bool,
}

/// The code that says so, and the text.
pub(crate) const MISSING_VARIABLES: (u16, &str) = (428, "Missing variables");
pub(crate) const INVALID_TEMPLATE: (u16, &str) = (429, "Invalid Template ID");
pub(crate) const INVALID_BINDING: (u16, &str) = (444, "Invalid binding value");
pub(crate) const NO_XML_DATA: (u16, &str) = (446, "No XML data passed");
pub(crate) const INACTIVE_TEMPLATE: (u16, &str) = (448, "Invalid or Inactive Template ID");

impl Item {
    /// A success with these elements in `responseData`.
    pub fn ok(data: Vec<Node>) -> Self {
        Item {
            failed: false,
            flagged: false,
            code: None,
            text: None,
            data: Some(data),
            direct: Vec::new(),
            named: true,
            file: None,
            padded: false,
        }
    }

    /// A success whose elements sit in the item itself.
    pub fn direct(direct: Vec<Node>) -> Self {
        Item { data: None, direct, ..Item::ok(Vec::new()) }
    }

    /// A failure with an `error` element.
    pub fn error(text: &str) -> Self {
        Item { failed: true, flagged: true, ..Item::ok(Vec::new()) }.text(text)
    }

    /// A failure with an `error` element, a code and its text.
    pub fn coded_error((code, text): (u16, &str)) -> Self {
        Item::error(text).code(code)
    }

    /// A failure that only its code and text tell.
    pub fn soft_error(code: u16, text: &str, data: Vec<Node>) -> Self {
        Item { failed: true, ..Item::ok(data) }.code(code).text(text)
    }

    /// A failure of the legacy methods: `message` is 2, `reason` tells why.
    pub fn refused(reason: &str) -> Self {
        Item { failed: true, ..Item::ok(vec![text("message", 2), text("reason", reason)]) }
    }

    pub fn missing(names: &[String]) -> Self {
        Item { data: Some(vec![text("missing_vars", names.join(","))]), ..Item::coded_error(MISSING_VARIABLES) }
    }

    pub fn code(self, code: u16) -> Self {
        Item { code: Some(code), ..self }
    }

    pub fn text(self, text: &str) -> Self {
        Item { text: Some(Value::Text(text.to_owned())), ..self }
    }

    /// A list of texts.
    pub fn texts(self, texts: &[&str]) -> Self {
        Item { text: Some(Value::Tree(texts.iter().map(|one| text("item", one)).collect())), ..self }
    }

    /// Not naming the method.
    pub fn unnamed(self) -> Self {
        Item { named: false, ..self }
    }

    /// The element, in the order of the samples. `number` is the place of the call, `requests` how many there are.
    pub fn into_node(self, method: &str, number: usize, requests: usize, completed: usize) -> Node {
        let mut children = Vec::new();
        if self.named {
            children.push(text("methodName", method));
        }
        if self.flagged {
            children.push(text("error", 1));
        }
        if let Some(code) = self.code {
            children.push(text("responseCode", code));
        }
        if let Some(value) = self.text {
            children.push(Node { name: "responseText".to_owned(), id: None, value });
        }
        if let Some(data) = self.data {
            children.push(tree("responseData", data));
        }
        children.extend(self.direct);
        children.push(text("responseNum", number));
        if self.flagged {
            children.push(text("totalRequests", requests));
            children.push(text("totalCompleted", completed));
        }
        tree("item", children)
    }
}

/// What a request is answered with.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Items {
        items: Vec<Node>,
        php: bool,
        /// The authentication failure is always in the padded style, as its sample.
        padded: bool,
    },
    /// The whole body of utilities.getFile.
    File(String),
}
