//! W6: an XML reply by three readers; their tokens fill the same items.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_till1, take_until, take_while1};
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};

use crate::answers::Items;
use crate::contender::Contender;

pub fn contenders(text: &'static [u8]) -> Vec<Contender> {
    let text = std::str::from_utf8(text).expect("UTF-8");
    vec![quick_xml(text), nom_tokenizer(text.as_bytes()), xmlparser(text)]
}

fn quick_xml(text: &'static str) -> Contender {
    use quick_xml::events::Event;
    Contender::new("quick-xml", Items::default(), move |items| {
        items.clear();
        // A reply is bytes: that they are UTF-8 is part of the work.
        let text = std::str::from_utf8(std::hint::black_box(text.as_bytes())).expect("UTF-8");
        let mut reader = quick_xml::Reader::from_str(text);
        loop {
            match reader.read_event().expect("XML") {
                Event::Eof => break,
                Event::Start(tag) => items.open(tag.name().as_ref().as_bytes()),
                Event::Text(span) => {
                    if let std::borrow::Cow::Borrowed(span) = span.into_inner() {
                        items.text(span.as_bytes());
                    }
                }
                Event::CData(span) => {
                    if let std::borrow::Cow::Borrowed(span) = span.into_inner() {
                        items.text(span.as_bytes());
                    }
                }
                Event::End(_) => items.close(),
                _ => {}
            }
        }
    })
}

/// What a program that takes nom for a format writes: names are checked, tags matched, entities passed over.
#[derive(Clone, Copy)]
enum Token {
    Open(&'static [u8]),
    Close(&'static [u8]),
    Text(&'static [u8]),
    Declaration,
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | 0x80..)
}

fn token(input: &'static [u8]) -> IResult<&'static [u8], Token> {
    alt((
        take_till1(|byte| byte == b'<').map(Token::Text),
        delimited(tag(&b"</"[..]), take_while1(is_name), tag(&b">"[..])).map(Token::Close),
        delimited(tag(&b"<![CDATA["[..]), take_until(&b"]]>"[..]), tag(&b"]]>"[..])).map(Token::Text),
        delimited(tag(&b"<?"[..]), take_until(&b"?>"[..]), tag(&b"?>"[..])).map(|_| Token::Declaration),
        delimited(preceded(tag(&b"<"[..]), nom::combinator::success(())), take_while1(is_name), tag(&b">"[..]))
            .map(Token::Open),
    ))
    .parse(input)
}

fn nom_tokenizer(text: &'static [u8]) -> Contender {
    Contender::new("nom tokenizer", Items::default(), move |items| {
        items.clear();
        let (mut rest, mut open, mut depth) = (text, [&b""[..]; 16], 0);
        while !rest.is_empty() {
            let (after, token) = token(rest).expect("XML");
            rest = after;
            match token {
                Token::Open(name) => {
                    open[depth] = name;
                    depth += 1;
                    items.open(name);
                }
                Token::Close(name) => {
                    depth -= 1;
                    assert!(open[depth] == name, "tags match");
                    items.close();
                }
                Token::Text(span) => items.text(span),
                Token::Declaration => {}
            }
        }
        assert!(depth == 0, "a whole document");
    })
}

fn xmlparser(text: &'static str) -> Contender {
    use xmlparser::{ElementEnd, Token, Tokenizer};
    Contender::new("xmlparser", Items::default(), move |items| {
        items.clear();
        let text = std::str::from_utf8(std::hint::black_box(text.as_bytes())).expect("UTF-8");
        let (mut open, mut depth) = ([""; 16], 0);
        for token in Tokenizer::from(text) {
            match token.expect("XML") {
                Token::ElementStart { local, .. } => {
                    open[depth] = local.as_str();
                    depth += 1;
                    items.open(local.as_str().as_bytes());
                }
                Token::ElementEnd { end: ElementEnd::Close(_, local), .. } => {
                    depth -= 1;
                    assert!(open[depth] == local.as_str(), "tags match");
                    items.close();
                }
                Token::Text { text } | Token::Cdata { text, .. } => items.text(text.as_str().as_bytes()),
                _ => {}
            }
        }
    })
}
