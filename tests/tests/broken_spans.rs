//! A fault behind a good piece: what stands before it is handed out the same way however the reply is cut and framed.

use mailwire::Exchange;
use mailwire::bluehornet::request::{RequestFault, Room, parse};
use mailwire::bluehornet::{Account, Argument, Batch, ListTemplates};
use mailwire::error::{Error, Fault};
use mailwire::http::request::{HeadFault, parse as parse_head};
use mailwire_tests::replay::{Seen, read, read_with};

/// Framings of one body; what differs between them is the place of a fault alone.
fn framed(status: u16, body: &[u8]) -> [Vec<u8>; 3] {
    let head = |field: &str| format!("HTTP/1.1 {status} \r\n{field}\r\n").into_bytes();
    let length = head(&format!("Content-Length: {}\r\n", body.len()));
    let chunk = format!("{:x}\r\n", body.len()).into_bytes();
    [
        [&length, body].concat(),
        [&head("Transfer-Encoding: chunked\r\n")[..], &chunk, body, b"\r\n0\r\n\r\n"].concat(),
        [&head("")[..], body].concat(),
    ]
}

/// Whole, in pieces of every size up to 9, and cut in two at every byte: the same. Gives what was seen.
fn the_same(reply: &[u8], read: &dyn Fn(&mut dyn Iterator<Item = usize>) -> Seen) -> Seen {
    let whole = read(&mut std::iter::once(usize::MAX));
    let sizes = (1..10).map(|size| vec![size]).chain((1..reply.len()).map(|at| vec![at, usize::MAX]));
    for sizes in sizes {
        let split = read(&mut sizes.iter().copied());
        let text = String::from_utf8_lossy(reply);
        assert_eq!((&split.outcome, split.error), (&whole.outcome, whole.error), "{sizes:?} of {text}");
        assert_eq!(split.rows, whole.rows, "{sizes:?} of {text}");
    }
    whole
}

fn fault(seen: &Seen) -> Option<Fault> {
    seen.error.and_then(|error| if let Error::Peer { fault, .. } = error { Some(fault) } else { None })
}

/// A header field that breaks in its value.
#[test]
fn header_fields() {
    for (reply, correlation_id) in [
        (&b"HTTP/1.1 500 \r\nX-HubSpot-Correlation-Id: abc\nX: 1\r\n\r\n"[..], "abc"),
        (b"HTTP/1.1 429 \r\nCF-RAY: ray\r\nX-HubSpot-Correlation-Id: abc\0\r\n\r\n", "abc"),
    ] {
        let seen = the_same(reply, &|pieces| read("single-send", reply, pieces));
        assert_eq!(seen.outcome.correlation_id.as_str(), correlation_id);
        assert!(fault(&seen).is_some());
    }
}

/// A JSON text that ends in half a character, and numbers that are none.
#[test]
fn json() {
    for (operation, status, body, broken) in [
        ("single-send", 500, &b"{\"message\":\"old\",\"message\":\"caf\xe9\"}"[..], None),
        ("single-send", 200, b"{\"message\":\"old\",\"message\":\"caf\xe9\"}", Some(Fault::JsonUtf8)),
        ("oauth", 200, b"{\"access_token\":\"abc\xe9\"}", Some(Fault::JsonUtf8)),
        ("oauth", 200, b"{\"expires_in\":00}", Some(Fault::JsonNumber)),
        ("oauth", 200, b"{\"expires_in\":01800}", Some(Fault::JsonNumber)),
        ("oauth", 200, b"{\"expires_in\":18e\"}", Some(Fault::JsonNumber)),
    ] {
        let seen = framed(status, body).map(|reply| the_same(&reply, &|pieces| read(operation, &reply, pieces)));
        for seen in &seen {
            assert_eq!(fault(seen), broken, "{}", String::from_utf8_lossy(body));
        }
        assert!(seen.iter().all(|other| (&other.outcome, &other.rows) == (&seen[0].outcome, &seen[0].rows)));
    }
}

/// XML text that ends in half a character.
#[test]
fn xml() {
    let account = Account::new("EXAMPLE-KEY", "EXAMPLE-SECRET").expect("valid");
    let list = ListTemplates::new();
    let calls = [list.call()];
    let batch = Batch::new(&calls);
    let body = b"<methodResponse><item><methodName>a.b</methodName><responseData><x>caf\xe9</x></responseData></item>\
        </methodResponse>";
    let seen = framed(200, body)
        .map(|reply| the_same(&reply, &|pieces| read_with(Exchange::new(&account, &batch), &reply, pieces)));
    for one in &seen {
        assert_eq!(fault(one), Some(Fault::XmlUtf8));
        assert_eq!((&one.outcome, &one.rows), (&seen[0].outcome, &seen[0].rows));
    }
    assert_eq!(seen[0].rows.len(), 1, "what came of it");
}

/// The name of a processing instruction is UTF-8, too.
#[test]
fn instructions() {
    let account = Account::new("EXAMPLE-KEY", "EXAMPLE-SECRET").expect("valid");
    let list = ListTemplates::new();
    let calls = [list.call()];
    let batch = Batch::new(&calls);
    for (name, wanted) in
        [(&b"x\xedl"[..], Some(Fault::XmlUtf8)), (b"x\xc3", Some(Fault::XmlUtf8)), (b"x\xc3\xa9", None)]
    {
        let body = [b"<methodResponse><?", name, b" a?><item/></methodResponse>"].concat();
        for reply in framed(200, &body) {
            let seen = the_same(&reply, &|pieces| read_with(Exchange::new(&account, &batch), &reply, pieces));
            assert_eq!(fault(&seen), wanted, "{}", String::from_utf8_lossy(&body));
        }
    }
}

/// A field whose name is too long hides nothing behind it: the head is refused, at the byte that is too many.
#[test]
fn received_heads() {
    for (length, fields) in [(256, Some(3)), (257, None)] {
        let head = format!("POST / HTTP/1.1\r\nHost: a\r\n{}: 1\r\nContent-Length: 5\r\n\r\nhello", "x".repeat(length));
        let got = parse_head(head.as_bytes()).map(|(head, _)| head.fields().count());
        assert_eq!(got, fields.ok_or(HeadFault::FieldLine(26 + 256)), "{length}");
    }
}

/// An argument that could not be written again is refused at its tag.
#[test]
fn received_argument_names() {
    let before = "<api><authentication><api_key>k</api_key><shared_secret>s</shared_secret></authentication><data>\
        <methodCall><methodName>a.b</methodName>";
    let long = "n".repeat(65);
    for (name, is_good) in [
        (&b"title"[..], true),
        (b"\x96p", false),
        (b"\xe2\x82p", false),
        (b"1a", false),
        (b"-a", false),
        (long.as_bytes(), false),
        (&long.as_bytes()[1..], true),
    ] {
        let element = [b"<", name, b">1</", name, b">"].concat();
        let document = [before.as_bytes(), &element, b"</methodCall></data></api>"].concat();
        let (mut text, mut arguments, mut calls) = ([0; 512], [Argument::new("", ""); 4], [None; 4]);
        let room = Room { text: &mut text, arguments: &mut arguments, calls: &mut calls };
        let fault = parse(&document, room).map(drop).map_err(|error| (error.fault, error.column as usize));
        let wanted = if is_good { Ok(()) } else { Err((RequestFault::InvalidValue, before.len() + 1)) };
        assert_eq!(fault, wanted, "{}", String::from_utf8_lossy(name));
    }
}
