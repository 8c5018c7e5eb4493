//! W5: a JSON reply by serde and by a pull parser, texts borrowed.

use picojson::{Event, PullParser, SliceParser};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::answers::{JsonReply, Members};
use crate::contender::Contender;

impl<'de, T: Deserialize<'de> + Default + Copy> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Of<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de> + Default + Copy> Visitor<'de> for Of<T> {
            type Value = Members<T>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Members::default();
                while let Some((name, value)) = map.next_entry()? {
                    members.push(name, value);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Of(std::marker::PhantomData))
    }
}

type Borrowed = JsonReply<&'static str>;

pub fn contenders(text: &'static [u8]) -> Vec<Contender> {
    vec![
        Contender::new("serde-json-core", Borrowed::default(), move |reply| {
            *reply = serde_json_core::from_slice(text).expect("JSON").0;
        }),
        Contender::new("serde_json", Borrowed::default(), move |reply| {
            *reply = serde_json::from_slice(text).expect("JSON");
        }),
        Contender::new("sonic-rs", Borrowed::default(), move |reply| {
            *reply = sonic_rs::from_slice(text).expect("JSON");
        }),
        picojson(text),
    ]
}

/// Its texts live no longer than to the next event, so the same span is cut from the input.
fn span(text: &'static [u8], part: &str) -> &'static [u8] {
    let at = part.as_ptr() as usize - text.as_ptr() as usize;
    &text[at..at + part.len()]
}

fn picojson(text: &'static [u8]) -> Contender {
    Contender::new("picojson", JsonReply::<&[u8]>::default(), move |reply| {
        *reply = JsonReply::default();
        let mut parser = SliceParser::new_from_slice(text);
        let (mut depth, mut parent, mut name): (_, &[u8], &[u8]) = (0, b"", b"");
        loop {
            match parser.next_event().expect("JSON") {
                Event::EndDocument => break,
                Event::StartObject => {
                    depth += 1;
                    if depth == 2 {
                        parent = name;
                    }
                }
                Event::EndObject => depth -= 1,
                Event::Key(key) => name = span(text, &key),
                Event::String(value) => reply.text((depth > 1).then_some(parent), name, span(text, &value)),
                Event::Number(number) => {
                    reply.number((depth > 1).then_some(parent), name, number.as_str().as_bytes());
                }
                _ => {}
            }
        }
    })
}
