//! The tree that a reply is made of, before it is XML or PHP.

/// What an element of a reply holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Tree(Vec<Node>),
}

/// One element. In PHP an `item` is an entry with a number, every other name is the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub name: String,
    /// XML writes it as the attribute `id`, PHP as the first entry.
    pub id: Option<String>,
    pub value: Value,
}

/// An element with a text.
pub(crate) fn text(name: &str, text: impl ToString) -> Node {
    Node { name: name.to_owned(), id: None, value: Value::Text(text.to_string()) }
}

/// An element with elements.
pub(crate) fn tree(name: &str, children: Vec<Node>) -> Node {
    Node { name: name.to_owned(), id: None, value: Value::Tree(children) }
}

/// An element of a list.
pub(crate) fn item(children: Vec<Node>) -> Node {
    tree("item", children)
}
