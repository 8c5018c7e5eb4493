//! W3: the body of a batch of calls, by `core::fmt` and by quick-xml.

use std::fmt::Write;
use std::io::Cursor;

use quick_xml::Writer;
use quick_xml::events::{BytesCData, BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::fixed::Fixed;
use crate::contender::{Contender, Written};
use crate::samples::{API_KEY, Call, METHOD, SHARED_SECRET};

pub fn contenders(calls: &'static [Call]) -> Vec<Contender> {
    vec![fmt(calls), quick_xml(calls)]
}

fn has_markup(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'<' | b'>' | b'&'))
}

fn fmt(calls: &'static [Call]) -> Contender {
    Contender::new("core::fmt", Written::new(32 * 1024), move |out| {
        let mut fixed = Fixed::new(out.room);
        document(calls, &mut fixed).expect("it fits");
        out.length = fixed.length;
    })
}

/// Text with what XML needs escaped.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'<' | b'>' | b'&' | b'\r')) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'&' => "&amp;",
                _ => "&#13;",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// CDATA where there is markup, as the service wants it.
struct Value<'a>(&'a str);

impl std::fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !has_markup(self.0) {
            return Escaped(self.0).fmt(f);
        }
        f.write_str("<![CDATA[")?;
        let mut sections = self.0.split("]]>");
        f.write_str(sections.next().unwrap_or(""))?;
        for section in sections {
            f.write_str("]]]]><![CDATA[>")?;
            f.write_str(section)?;
        }
        f.write_str("]]>")
    }
}

fn document(calls: &[Call], out: &mut Fixed<'_>) -> std::fmt::Result {
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><api><authentication><api_key>{}</api_key><shared_secret>{}\
         </shared_secret><response_type>xml</response_type><no_halt>1</no_halt></authentication><data>",
        Escaped(std::hint::black_box(API_KEY)),
        Escaped(std::hint::black_box(SHARED_SECRET))
    )?;
    for call in calls {
        write!(
            out,
            "<methodCall><methodName>{}</methodName><email>{}</email><template_id>{}</template_id><firstname>{}\
             </firstname><message>{}</message></methodCall>",
            Escaped(std::hint::black_box(METHOD)),
            Value(&call.email),
            call.template_id,
            Value(call.firstname),
            Value(call.message)
        )?;
    }
    out.write_str("</data></api>")
}

fn quick_xml(calls: &'static [Call]) -> Contender {
    Contender::new("quick-xml", Written::new(32 * 1024), move |out| {
        let mut cursor = Cursor::new(&mut out.room[..]);
        events(calls, &mut Writer::new(&mut cursor)).expect("it fits");
        out.length = cursor.position() as usize;
    })
}

type Out<'a, 'b> = Writer<&'a mut Cursor<&'b mut [u8]>>;

fn element(out: &mut Out<'_, '_>, name: &str, text: &str) -> std::io::Result<()> {
    out.write_event(Event::Start(BytesStart::new(name)))?;
    if has_markup(text) {
        for section in BytesCData::escaped(text) {
            out.write_event(Event::CData(section))?;
        }
    } else {
        out.write_event(Event::Text(BytesText::new(text)))?;
    }
    out.write_event(Event::End(BytesEnd::new(name)))
}

fn events(calls: &[Call], out: &mut Out<'_, '_>) -> std::io::Result<()> {
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    out.write_event(Event::Start(BytesStart::new("api")))?;
    out.write_event(Event::Start(BytesStart::new("authentication")))?;
    element(out, "api_key", API_KEY)?;
    element(out, "shared_secret", SHARED_SECRET)?;
    element(out, "response_type", "xml")?;
    element(out, "no_halt", "1")?;
    out.write_event(Event::End(BytesEnd::new("authentication")))?;
    out.write_event(Event::Start(BytesStart::new("data")))?;
    for call in calls {
        out.write_event(Event::Start(BytesStart::new("methodCall")))?;
        element(out, "methodName", METHOD)?;
        element(out, "email", &call.email)?;
        element(out, "template_id", &call.template_id.to_string())?;
        element(out, "firstname", call.firstname)?;
        element(out, "message", call.message)?;
        out.write_event(Event::End(BytesEnd::new("methodCall")))?;
    }
    out.write_event(Event::End(BytesEnd::new("data")))?;
    out.write_event(Event::End(BytesEnd::new("api")))
}
