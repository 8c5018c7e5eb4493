//! Writes replies the way PHP's `serialize()` does.

use super::value::{Node, Value};

/// How the items of a reply with `response_type` php are nested. The guide does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PhpLayout {
    /// A list of items.
    #[default]
    List,
    /// `methodResponse`, in it `item`: the item itself if there is one, else a list of them.
    Wrapped,
    /// `methodResponse`, in it `item`, in it a list, even for one item.
    WrappedList,
}

impl std::str::FromStr for PhpLayout {
    type Err = String;

    /// Reads `list`, `wrapped` or `wrapped-list`.
    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "list" => Ok(PhpLayout::List),
            "wrapped" => Ok(PhpLayout::Wrapped),
            "wrapped-list" => Ok(PhpLayout::WrappedList),
            other => Err(format!("{other:?} is none of list, wrapped, wrapped-list")),
        }
    }
}

/// The whole body.
pub(crate) fn document(items: &[Node], layout: PhpLayout) -> String {
    let list = || array(items.iter().enumerate().map(|(at, item)| (number(at), value(item))));
    let wrapped = |inner: String| array([(string("methodResponse"), array([(string("item"), inner)]))]);
    match (layout, items) {
        (PhpLayout::List, _) => list(),
        (PhpLayout::Wrapped, [one]) => wrapped(value(one)),
        (PhpLayout::Wrapped | PhpLayout::WrappedList, _) => wrapped(list()),
    }
}

fn value(node: &Node) -> String {
    match (&node.value, &node.id) {
        (Value::Text(text), _) => string(text),
        (Value::Tree(children), id) => {
            let id = id.iter().map(|id| (string("id"), string(id)));
            array(id.chain(entries(children)).collect::<Vec<_>>())
        }
    }
}

/// The entries of an array: an `item` has a number, and a name that occurs several times holds a list.
fn entries(children: &[Node]) -> Vec<(String, String)> {
    let mut entries = Vec::new();
    let mut items = 0;
    for (at, child) in children.iter().enumerate() {
        let same = |other: &&Node| other.name == child.name;
        if child.name == "item" {
            entries.push((number(items), value(child)));
            items += 1;
        } else if children.iter().filter(same).count() == 1 {
            entries.push((string(&child.name), value(child)));
        } else if !children[..at].iter().any(|earlier| same(&earlier)) {
            let all = children.iter().filter(same).enumerate();
            entries.push((string(&child.name), array(all.map(|(at, one)| (number(at), value(one))))));
        }
    }
    entries
}

fn array(entries: impl IntoIterator<Item = (String, String)>) -> String {
    let entries: Vec<_> = entries.into_iter().map(|(key, value)| key + &value).collect();
    format!("a:{}:{{{}}}", entries.len(), entries.concat())
}

fn number(value: usize) -> String {
    format!("i:{value};")
}

/// The length counts bytes; nothing in the text is escaped.
fn string(text: &str) -> String {
    format!("s:{}:\"{text}\";", text.len())
}

#[cfg(test)]
mod tests {
    use super::super::value::{item, text, tree};
    use super::*;

    #[test]
    fn three_layouts_of_one_item() {
        let items = [item(vec![text("ä", "\"x\"")])];
        assert_eq!(document(&items, PhpLayout::List), "a:1:{i:0;a:1:{s:2:\"ä\";s:3:\"\"x\"\";}}");
        assert_eq!(
            document(&items, PhpLayout::Wrapped),
            "a:1:{s:14:\"methodResponse\";a:1:{s:4:\"item\";a:1:{s:2:\"ä\";s:3:\"\"x\"\";}}}"
        );
        assert_eq!(
            document(&items, PhpLayout::WrappedList),
            "a:1:{s:14:\"methodResponse\";a:1:{s:4:\"item\";a:1:{i:0;a:1:{s:2:\"ä\";s:3:\"\"x\"\";}}}}"
        );
    }

    #[test]
    fn lists_ids_and_names_that_repeat() {
        let mut record = tree("message", vec![text("sent", 1)]);
        record.id = Some("7".to_owned());
        let items = [item(vec![text("item", "a"), record.clone(), text("item", "b"), record, tree("none", vec![])])];
        assert_eq!(
            document(&items, PhpLayout::List),
            "a:1:{i:0;a:4:{i:0;s:1:\"a\";s:7:\"message\";a:2:{i:0;a:2:{s:2:\"id\";s:1:\"7\";s:4:\"sent\";s:1:\"1\";}\
             i:1;a:2:{s:2:\"id\";s:1:\"7\";s:4:\"sent\";s:1:\"1\";}}i:1;s:1:\"b\";s:4:\"none\";a:0:{}}}"
        );
    }
}
