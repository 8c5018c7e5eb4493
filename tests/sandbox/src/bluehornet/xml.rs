//! Writes replies as XML, in the styles that samples of the service have.

use super::value::{Node, Value};

/// How the texts of XML replies are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Plain text with entities, indented, no code on old methods: `<error>1</error>`.
    Plain,
    /// Every text in CDATA, as newer samples have it: `<error><![CDATA[1]]></error>`.
    #[default]
    Cdata,
    /// CDATA between line ends and blanks, behind an XML declaration.
    PaddedCdata,
}

impl std::str::FromStr for Style {
    type Err = String;

    /// Reads `plain`, `cdata` or `padded-cdata`.
    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "plain" => Ok(Style::Plain),
            "cdata" => Ok(Style::Cdata),
            "padded-cdata" => Ok(Style::PaddedCdata),
            other => Err(format!("{other:?} is none of plain, cdata, padded-cdata")),
        }
    }
}

/// The whole document.
pub(crate) fn document(items: &[Node], style: Style) -> String {
    let mut out = String::new();
    if style == Style::PaddedCdata {
        out.push_str("<?xml version=\"1.0\"?>\n");
    }
    out.push_str("<methodResponse>\n");
    for item in items {
        write(&mut out, item, style, 1);
    }
    out.push_str("</methodResponse>\n");
    out
}

fn write(out: &mut String, node: &Node, style: Style, depth: usize) {
    let indent = if style == Style::Cdata { String::new() } else { "  ".repeat(depth) };
    out.push_str(&indent);
    out.push('<');
    out.push_str(&node.name);
    if let Some(id) = &node.id {
        out.push_str(&format!(" id=\"{}\"", escaped(id)));
    }
    out.push('>');
    match &node.value {
        Value::Text(text) if text.is_empty() => {}
        Value::Text(text) => match style {
            Style::Plain => out.push_str(&escaped(text)),
            Style::Cdata => out.push_str(&cdata(text)),
            Style::PaddedCdata => out.push_str(&format!("\n{indent}  {}\n{indent}", cdata(text))),
        },
        Value::Tree(children) if children.is_empty() => {}
        Value::Tree(children) => {
            out.push('\n');
            for child in children {
                write(out, child, style, depth + 1);
            }
            out.push_str(&indent);
        }
    }
    out.push_str(&format!("</{}>\n", node.name));
}

/// Text and attribute values with entities; a CR only survives as a reference.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
    out
}

/// CDATA whose end mark inside the text is split over two sections.
fn cdata(text: &str) -> String {
    format!("<![CDATA[{}]]>", text.replace("]]>", "]]]]><![CDATA[>"))
}

#[cfg(test)]
mod tests {
    use super::super::value::{text, tree};
    use super::*;

    #[test]
    fn three_styles() {
        let items = [tree("item", vec![text("a", "x < ]]> &"), tree("b", vec![]), text("c", "")])];
        assert_eq!(
            document(&items, Style::Plain),
            "<methodResponse>\n  <item>\n    <a>x &lt; ]]&gt; &amp;</a>\n    <b></b>\n    <c></c>\n  </item>\n</methodResponse>\n"
        );
        assert_eq!(
            document(&items, Style::Cdata),
            "<methodResponse>\n<item>\n<a><![CDATA[x < ]]]]><![CDATA[> &]]></a>\n<b></b>\n<c></c>\n</item>\n</methodResponse>\n"
        );
        assert_eq!(
            document(&items[..0], Style::PaddedCdata),
            "<?xml version=\"1.0\"?>\n<methodResponse>\n</methodResponse>\n"
        );
        assert!(document(&items, Style::PaddedCdata).contains("    <a>\n      <![CDATA[x <"));
    }
}
