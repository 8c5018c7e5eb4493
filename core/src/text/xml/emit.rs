//! XML on the way out: text, attribute values and CDATA sections that no text can end, names that are names.

#[cfg(target_pointer_width = "64")]
use super::name::is_element_name;
use super::name::{is_name, is_name_start};
#[cfg(target_pointer_width = "64")]
use crate::text::block;
#[cfg(target_pointer_width = "64")]
use crate::text::cursor::digits;
#[cfg(target_pointer_width = "64")]
use crate::text::is_visible;
use crate::text::run::plain;
#[cfg(target_pointer_width = "64")]
use crate::text::utf8::is_whole;
use crate::text::{Cursor, Utf8};

/// Whether `text` can stand in an XML document at all: UTF-8 without the characters that XML 1.0 forbids (controls but
/// tab, line feed and carriage return, U+FFFE, U+FFFF).
///
/// # Errors
/// The index of the first byte at fault.
pub fn check_text(text: &[u8]) -> Result<(), usize> {
    if is_certainly_text(text) {
        return Ok(());
    }
    let mut utf8 = Utf8::new();
    let control = text.iter().position(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'));
    utf8.check_xml(text.get(..control.unwrap_or(text.len())).unwrap_or(text))?;
    match control {
        Some(at) => Err(at),
        None if utf8.is_whole() => Ok(()),
        None => Err(text.len()),
    }
}

/// What most texts are: a short cut of PCs and phones; a microcontroller has the long way alone.
#[cfg(target_pointer_width = "64")]
fn is_certainly_text(text: &[u8]) -> bool {
    if is_visible(text) {
        return true;
    }
    !block::any(text, |byte| (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r'))
        && is_whole(text, true)
}

#[cfg(not(target_pointer_width = "64"))]
#[inline(always)]
const fn is_certainly_text(_: &[u8]) -> bool {
    false
}

/// Whether `name` can be the name of an element: ASCII letters, digits, `_ - .`, not beginning with a digit, `-` or `.`.
/// (XML allows more; the service's names are of this kind.)
///
/// # Errors
/// The index of the first byte at fault; 0 for an empty name.
pub fn check_name(name: &[u8]) -> Result<(), usize> {
    #[cfg(target_pointer_width = "64")]
    if let [b'a'..=b'z' | b'A'..=b'Z' | b'_', ..] = name
        && name.iter().fold(true, |is_good, byte| is_good & is_element_name(*byte))
    {
        return Ok(());
    }
    let is_good = |byte: u8| byte < 0x80 && byte != b':';
    match name
        .iter()
        .enumerate()
        .find(|(at, byte)| !is_good(**byte) || !(if *at == 0 { is_name_start } else { is_name })(**byte))
    {
        Some((at, _)) => Err(at),
        None if name.is_empty() => Err(0),
        None => Ok(()),
    }
}

impl Cursor<'_> {
    /// A tag: `<` or `</`, the name, `>`. A name that is none is refused.
    pub fn xml_tag(&mut self, open: &[u8], name: &[u8]) {
        if check_name(name).is_err() {
            self.refuse();
        }
        self.xml_checked_tag(open, name);
    }

    /// As [`xml_tag`](Self::xml_tag) with a name that was checked or refused before, in this pass.
    pub(crate) fn xml_checked_tag(&mut self, open: &[u8], name: &[u8]) {
        self.raw(open);
        self.raw(name);
        self.raw(b">");
    }

    /// An element with a text in it that is whole in a window: as it is, or as CDATA where there is markup in it. Else
    /// `false`, and nothing is written. The name was checked; what XML forbids in the text is refused.
    #[cfg(target_pointer_width = "64")]
    #[inline(never)]
    pub(crate) fn xml_element(&mut self, name: &[u8], text: &[u8]) -> bool {
        let length = 2 * name.len() + text.len();
        // Either form ends within this.
        let Some([less, place @ ..]) = self.place(length + 17) else { return false };
        let Some((open, place)) = place.split_at_mut_checked(name.len()) else { return false };
        let (around, found) = match between(place, *b">", text, MARKUP, *b"</", name) {
            None => (17, between(place, *b"><![CDATA[", text, *b"]", *b"]]></", name)),
            found => (5, found),
        };
        let Some(may_be_beyond_ascii) = found else { return false };
        *less = b'<';
        block::copy(open, name);
        self.skip(length + around);
        // Controls were looked for.
        if may_be_beyond_ascii && !is_whole(text, true) {
            self.refuse();
        }
        true
    }

    /// An element with a number in it that is whole in a window; else `false`, and nothing is written. The name was checked.
    #[cfg(target_pointer_width = "64")]
    pub(crate) fn xml_decimal(&mut self, name: &[u8], number: i64) -> bool {
        let (mut digits, mut first) = digits(number.unsigned_abs());
        if number < 0
            && let Some(before) = first.checked_sub(1)
            && let Some(sign) = digits.get_mut(before)
        {
            (*sign, first) = (b'-', before);
        }
        self.xml_element(name, digits.get(first..).unwrap_or(&[]))
    }

    /// Character data with `<`, `>`, `&` as entities. Characters that XML forbids are refused; what is not UTF-8 only by PCs
    /// and phones: a microcontroller relies on the check before.
    pub fn xml_text(&mut self, text: &[u8]) {
        #[cfg(target_pointer_width = "64")]
        if let Some(place) = self.place(text.len())
            && let (run, may_be_beyond_ascii) = block::copy_plain(place, text, MARKUP)
            && run == text.len()
        {
            self.skip(run);
            if may_be_beyond_ascii && !is_whole(text, true) {
                self.refuse();
            }
            return;
        }
        #[cfg(target_pointer_width = "64")]
        self.refuse_unless_text(text);
        self.xml_escaped(text, false);
    }

    #[cfg(target_pointer_width = "64")]
    #[inline(never)]
    fn refuse_unless_text(&mut self, text: &[u8]) {
        if check_text(text).is_err() {
            self.refuse();
        }
    }

    /// The value of an attribute in double quotes, without them. Line ends and tabs go as references, or they would
    /// arrive as blanks.
    pub fn xml_attribute(&mut self, text: &[u8]) {
        self.xml_escaped(text, true);
    }

    fn xml_escaped(&mut self, text: &[u8], is_attribute: bool) {
        let mut rest = text;
        loop {
            let (run, _) = plain(rest, [b'<', b'>', b'&', if is_attribute { b'"' } else { b'<' }]);
            self.raw(rest.get(..run).unwrap_or(&[]));
            let Some((&byte, after)) = rest.get(run..).and_then(<[u8]>::split_first) else { break };
            match byte {
                b'<' => self.raw(b"&lt;"),
                b'>' => self.raw(b"&gt;"),
                b'&' => self.raw(b"&amp;"),
                b'"' => self.raw(b"&quot;"),
                b'\t' if is_attribute => self.raw(b"&#9;"),
                b'\n' if is_attribute => self.raw(b"&#10;"),
                // A bare carriage return would arrive as a line feed.
                b'\r' => self.raw(b"&#13;"),
                b'\t' | b'\n' => self.raw(&[byte]),
                _ => self.refuse(),
            }
            rest = after;
        }
    }

    /// A CDATA section with its brackets; `]]>` in the text is split over two sections. Refused is what
    /// [`xml_text`](Self::xml_text) refuses.
    pub fn xml_cdata(&mut self, text: &[u8]) {
        #[cfg(target_pointer_width = "64")]
        self.refuse_unless_text(text);
        self.raw(b"<![CDATA[");
        let mut rest = text;
        while let Some(at) = rest.windows(3).position(|window| window == b"]]>") {
            let (section, after) = rest.split_at_checked(at + 2).unwrap_or((rest, &[]));
            self.xml_characters(section);
            self.raw(b"]]><![CDATA[");
            rest = after;
        }
        self.xml_characters(rest);
        self.raw(b"]]>");
    }

    fn xml_characters(&mut self, text: &[u8]) {
        if text.iter().any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) {
            self.refuse();
        }
        self.raw(text);
    }
}

#[cfg(target_pointer_width = "64")]
const MARKUP: [u8; 3] = [b'<', b'>', b'&'];

/// What follows the name at the beginning of an element, to its end: `before`, the text, `after`, the name, `>`. Answers
/// whether a byte of the text may be above 0x7f; `None` where one of `stop` or a control is in it.
#[cfg(target_pointer_width = "64")]
#[inline(always)]
fn between<const B: usize, const A: usize, const N: usize>(
    place: &mut [u8],
    before: [u8; B],
    text: &[u8],
    stop: [u8; N],
    after: [u8; A],
    name: &[u8],
) -> Option<bool> {
    let (first, place) = place.split_first_chunk_mut()?;
    let (content, place) = place.split_at_mut_checked(text.len())?;
    let (then, place) = place.split_first_chunk_mut()?;
    let (run, may_be_beyond_ascii) = block::copy_plain(content, text, stop);
    if run != text.len() {
        return None;
    }
    let (close, place) = place.split_at_mut_checked(name.len())?;
    (*first, *then, *place.first_mut()?) = (before, after, b'>');
    block::copy(close, name);
    Some(may_be_beyond_ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl Fn(&mut Cursor<'_>)) -> Result<[u8; 64], ()> {
        let mut out = [b'.'; 64];
        let mut cursor = Cursor::fill(&mut out);
        write(&mut cursor);
        if cursor.has_fault() { Err(()) } else { Ok(out) }
    }

    #[test]
    fn escapes() {
        let text = b"a<b>&\"\r\n\t]]>".as_slice();
        assert!(written(|out| out.xml_text(text)).unwrap().starts_with(b"a&lt;b&gt;&amp;\"&#13;\n\t]]&gt;."));
        assert!(
            written(|out| out.xml_attribute(text)).unwrap().starts_with(b"a&lt;b&gt;&amp;&quot;&#13;&#10;&#9;]]&gt;.")
        );
        assert!(written(|out| out.xml_cdata(b"a]]>b")).unwrap().starts_with(b"<![CDATA[a]]]]><![CDATA[>b]]>."));
        assert!(written(|out| out.xml_cdata(b"]]]]>>")).unwrap().starts_with(b"<![CDATA[]]]]]]><![CDATA[>>]]>."));
        for byte in (0..0x20).filter(|byte| !matches!(byte, b'\t' | b'\n' | b'\r')) {
            assert!(written(|out| out.xml_text(&[b'a', byte])).is_err());
            assert!(written(|out| out.xml_cdata(&[b'a', byte])).is_err());
            assert_eq!(check_text(&[b'a', byte]), Err(1));
        }
        assert_eq!(check_text("aé\u{fffd}\u{10ffff}".as_bytes()), Ok(()));
        assert_eq!(check_text("a\u{ffff}".as_bytes()), Err(3));
        assert_eq!(check_text(b"a\xc3"), Err(2)); // a character that does not come to its end
    }

    #[test]
    fn names() {
        for good in ["a", "api_key", "custval12", "a-b.c", "_x"] {
            assert_eq!(check_name(good.as_bytes()), Ok(()), "{good}");
        }
        for (bad, at) in [("", 0), ("1a", 0), ("a b", 1), ("a>", 1), ("a/", 1), ("é", 0), ("a:b", 1), ("-a", 0)] {
            assert_eq!(check_name(bad.as_bytes()), Err(at), "{bad}");
        }
        assert_eq!(check_name(b"a\x80"), Err(1));
    }

    /// A short cut says the same as the long way of whatever is said to be text; and of usual text it says so.
    #[cfg(target_pointer_width = "64")]
    #[test]
    fn the_short_way() {
        for good in
            ["", "a", "plain text that is longer than a block", "a\tb\r\n", "é and more than sixteen bytes", "é"]
        {
            assert!(is_certainly_text(good.as_bytes()), "{good:?}");
        }
        for other in
            ["\u{1}", "a\u{0}", "\u{ffff}", "longer than sixteen bytes \u{fffe}", "longer than sixteen bytes \u{1f}"]
        {
            assert!(!is_certainly_text(other.as_bytes()), "{other:?}");
        }
        let mut out = [0; 32];
        let mut cursor = Cursor::fill(&mut out);
        // There is room for the element, and not for what either form may take.
        assert!(cursor.xml_element(b"name", b"te") && !cursor.xml_element(b"b", b""));
        assert_eq!(cursor.filled(), b"<name>te</name>");
    }
}
