//! No text of a caller leaves its place: it is refused, or another reader finds exactly this text, there and nowhere
//! else. The readers are httparse for the head, serde_json for the body, and a form reader written here.

use std::cell::Cell;
use std::fmt;

use mailwire::error::Error;
use mailwire::exchange::Request;
use mailwire::hubspot::{
    Account, ApiVersion, AuthorizationCode, IndexedTexts, OauthVersion, Properties, Property, RefreshToken, SendStatus,
    SingleSend, Texts, Value,
};
use mailwire::operation::Operation;
use mailwire::{Exchange, Wants};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

// ---------------------------------------------------------------------------------------------- what is put in

/// A piece of text that has ended a line, a string, a value or a path somewhere before.
fn hostile_piece() -> impl Strategy<Value = Vec<u8>> {
    const LINES: [&str; 6] = ["\r\n", "\r", "\n", "\r\nX-Evil: 1", "\r\n\r\n{}", " HTTP/1.1\r\nHost: evil\r\n\r\n"];
    const STRINGS: [&str; 9] = ["\"", "\\", "\\\"", "\",\"to\":\"evil@x", "\"}", "}]}", "{\"", ",", "\\u0022"];
    const FORMS: [&str; 11] = ["%", "%0d%0a", "%22", "&", "=", "&client_secret=evil", "+", "#", "?", "/", ".."];
    const OTHERS: [&str; 10] = ["\0", "\u{1}", "\u{7f}", "\u{85}", "\u{2028}", "\u{feff}", "é", "😀", " ", "\t"];
    let of = |texts: &'static [&'static str]| proptest::sample::select(texts).prop_map(|text| text.as_bytes().to_vec());
    prop_oneof![
        3 => of(&LINES),
        4 => of(&STRINGS),
        4 => of(&FORMS),
        3 => of(&OTHERS),
        1 => any::<char>().prop_map(|character| character.to_string().into_bytes()),
        1 => vec(any::<u8>(), 1..3),
        4 => "[a-zA-Z0-9._-]{1,6}".prop_map(String::into_bytes),
    ]
}

fn hostile() -> impl Strategy<Value = Vec<u8>> {
    vec(hostile_piece(), 0..6).prop_map(|pieces| pieces.concat())
}

/// Mostly what is left of a hostile text when the bytes that `keep` refuses are gone, so that most cases get through
/// to the wire; now and then the text itself, or what is left with something around it.
fn mostly(keep: fn(char) -> bool, wrap: fn(String) -> String) -> impl Strategy<Value = Vec<u8>> {
    (hostile(), 0..40u8).prop_map(move |(bytes, how)| {
        if how == 0 {
            return bytes;
        }
        let text: String = String::from_utf8_lossy(&bytes).chars().filter(|character| keep(*character)).collect();
        wrap(text).into_bytes()
    })
}

fn address() -> impl Strategy<Value = Vec<u8>> {
    mostly(|c| c >= ' ' && !matches!(c, '\u{7f}' | ',' | ';' | '@'), |text| format!("\"{text}\" <x{text}x@b>"))
}

fn recipient() -> impl Strategy<Value = Vec<u8>> {
    mostly(|c| c > ' ' && !matches!(c, '\u{7f}' | ',' | ';' | '@' | '<' | '>'), |text| format!("x{text}x@y{text}"))
}

fn name() -> impl Strategy<Value = Vec<u8>> {
    mostly(|c| c >= ' ' && c != '\u{7f}', |text| format!("n{text}"))
}

fn visible() -> impl Strategy<Value = Vec<u8>> {
    mostly(|c| ('!'..='~').contains(&c), |text| format!("v{text}v"))
}

/// Raw JSON: mostly a value, printed with blanks around it, sometimes with something glued to it.
fn raw_json() -> impl Strategy<Value = Vec<u8>> {
    let text = || hostile().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        (-1e30..1e30f64).prop_map(Into::into),
        text().prop_map(Into::into),
    ];
    let value = leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(serde_json::Value::Array),
            vec((text(), inner), 0..4).prop_map(|pairs| serde_json::Value::Object(pairs.into_iter().collect())),
        ]
    });
    (value, hostile(), 0..30u8).prop_map(|(value, extra, how)| match how {
        0 => [value.to_string().as_bytes(), &extra].concat(),
        1 => extra,
        2..10 => format!(" \r\n\t{value:#}\n ").into_bytes(),
        _ => value.to_string().into_bytes(),
    })
}

/// The value of a property, owned.
#[derive(Clone, Debug)]
enum Owned {
    Text(Vec<u8>),
    Integer(i64),
    Boolean(bool),
    Null,
    Json(Vec<u8>),
}

impl Owned {
    fn borrow(&self) -> Value<'_> {
        match self {
            Owned::Text(text) => Value::Text(text),
            Owned::Integer(number) => Value::Integer(*number),
            Owned::Boolean(boolean) => Value::Boolean(*boolean),
            Owned::Null => Value::Null,
            Owned::Json(text) => Value::Json(text),
        }
    }

    fn node(&self) -> Result<Node, serde_json::Error> {
        Ok(match self {
            Owned::Text(text) => Node::text(text),
            Owned::Integer(number) => Node::Leaf((*number).into()),
            Owned::Boolean(boolean) => Node::Leaf((*boolean).into()),
            Owned::Null => Node::Leaf(serde_json::Value::Null),
            Owned::Json(text) => return serde_json::from_slice(text),
        })
    }
}

fn value() -> impl Strategy<Value = Owned> {
    prop_oneof![
        6 => mostly(|_| true, |text| text).prop_map(Owned::Text),
        1 => any::<i64>().prop_map(Owned::Integer),
        1 => any::<bool>().prop_map(Owned::Boolean),
        1 => Just(Owned::Null),
        3 => raw_json().prop_map(Owned::Json),
    ]
}

/// Everything a caller can put into a single send.
#[derive(Clone, Debug)]
struct Message {
    email_id: u64,
    to: Vec<u8>,
    from: Option<Vec<u8>>,
    send_id: Option<Vec<u8>>,
    reply_to: Vec<Vec<u8>>,
    cc: Vec<Vec<u8>>,
    bcc: Vec<Vec<u8>>,
    contact: Vec<(Vec<u8>, Vec<u8>)>,
    custom: Vec<(Vec<u8>, Owned)>,
    /// In place of the custom properties.
    object: Option<Vec<u8>>,
}

fn message() -> impl Strategy<Value = Message> {
    let send_id = mostly(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'), |text| format!("k{text}"));
    let object = vec((name(), raw_json()), 0..3).prop_map(|pairs| {
        let members: Vec<_> = pairs
            .iter()
            .map(|(name, value)| {
                format!("{}: {}", serde_json::json!(String::from_utf8_lossy(name)), String::from_utf8_lossy(value))
            })
            .collect();
        format!(" {{ {} }} ", members.join(" ,\n")).into_bytes()
    });
    (
        prop_oneof![1 => Just(0), 30 => 1..=i64::MAX as u64, 1 => any::<u64>()],
        recipient(),
        proptest::option::of(address()),
        proptest::option::of(send_id),
        (vec(address(), 0..3), vec(address(), 0..2), vec(address(), 0..2)),
        vec((name(), mostly(|_| true, |text| text)), 0..3),
        vec((name(), value()), 0..4),
        proptest::option::weighted(0.2, object),
    )
        .prop_map(|(email_id, to, from, send_id, (reply_to, cc, bcc), contact, custom, object)| Message {
            email_id,
            to,
            from,
            send_id,
            reply_to,
            cc,
            bcc,
            contact,
            custom,
            object,
        })
}

/// Who sends: host, user agent, token.
#[derive(Clone, Debug)]
struct Sender {
    host: Vec<u8>,
    agent: Vec<u8>,
    token: Vec<u8>,
    key: Option<Vec<u8>>,
}

fn sender() -> impl Strategy<Value = Sender> {
    let host = mostly(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'), |text| format!("h{text}:8443"));
    let agent = mostly(|c| (' '..='~').contains(&c), |text| format!("a{text}z"));
    let key = mostly(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'), |text| format!("k{text}"));
    // Of the characters of RFC 6750, and of all that are visible.
    let token = prop_oneof![
        mostly(|c| c.is_ascii_alphanumeric() || "-._~+/=".contains(c), |text| format!(" t{text}\n")),
        mostly(|c| ('!'..='~').contains(&c) && c != '@', |text| format!(" t{text}\n")),
    ];
    (host, agent, token, proptest::option::weighted(0.3, key)).prop_map(|(host, agent, token, key)| Sender {
        host,
        agent,
        token,
        key,
    })
}

impl Sender {
    /// With the query key where there is one and `takes_key` allows it.
    fn account(&self, takes_key: bool) -> Result<Account<'_>, Error> {
        let account = match &self.key {
            Some(key) if takes_key => Account::retired_v1_query_key(key)?,
            _ => Account::bearer(&self.token)?,
        };
        account.host(&self.host)?.user_agent(&self.agent)
    }
}

/// Addresses of which nobody knows whether they are UTF-8.
struct Addresses<'a>(&'a [Vec<u8>]);

impl IndexedTexts for Addresses<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, index: usize) -> Option<&[u8]> {
        self.0.get(index).map(Vec::as_slice)
    }
}

// ---------------------------------------------------------------------------------------------- what is read

/// JSON with every member that is there, also one of a name that was there before.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    Leaf(serde_json::Value),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    fn text(text: &[u8]) -> Node {
        Node::Leaf(String::from_utf8(text.to_vec()).expect("what is not UTF-8 was refused").into())
    }

    fn texts(texts: &[Vec<u8>]) -> Node {
        Node::List(texts.iter().map(|text| Node::text(text)).collect())
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Node::Object(members))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Node::List(items))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
                // A number that is given as i64 is read as u64 where it can be.
                Ok(Node::Leaf(i64::try_from(value).map_or_else(|_| value.into(), Into::into)))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Node, E> {
                Ok(Node::Leaf(value.into()))
            }

            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Leaf(serde_json::Value::Null))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A request as a server reads it.
struct Received {
    method: String,
    target: String,
    fields: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

fn receive(bytes: &[u8]) -> Received {
    let mut fields = [httparse::EMPTY_HEADER; 32];
    let mut request = httparse::Request::new(&mut fields);
    let httparse::Status::Complete(length) = request.parse(bytes).expect("a head") else { panic!("the head is whole") };
    assert_eq!(request.version, Some(1));
    let fields = request.headers.iter().map(|field| (field.name.to_owned(), field.value.to_vec())).collect();
    let (method, target) = (request.method.expect("one").to_owned(), request.path.expect("one").to_owned());
    Received { method, target, fields, body: bytes[length..].to_vec() }
}

impl Received {
    /// Exactly these fields, and a body of exactly the length they say.
    fn assert_fields(&self, sender: &Sender, has_token: bool, content_type: Option<&str>) {
        let token = [b"Bearer ", sender.token.trim_ascii()].concat();
        let length = self.body.len().to_string();
        // Blanks at the ends of a value belong to nobody (RFC 9112 section 5).
        let mut want = vec![("Host", &sender.host[..])];
        want.extend(has_token.then_some(("Authorization", &token[..])));
        want.extend(content_type.map(|kind| ("Content-Type", kind.as_bytes())));
        want.extend([("Accept", &b"application/json"[..]), ("User-Agent", sender.agent.trim_ascii())]);
        want.extend(content_type.map(|_| ("Content-Length", length.as_bytes())));
        let got: Vec<_> = self.fields.iter().map(|(name, value)| (name.as_str(), &value[..])).collect();
        assert_eq!(got, want);
        assert!(content_type.is_some() || self.body.is_empty());
    }
}

/// Percent-decoding that knows nothing of encoding: `None` for what no encoder should write.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'%' => {
                let digits = std::str::from_utf8(after.get(..2)?).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = &after[2..];
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => bytes.push(*byte),
            _ => return None,
        }
    }
    Some(bytes)
}

/// The pairs of a form, in order.
fn form(body: &[u8]) -> Vec<(String, Vec<u8>)> {
    let text = std::str::from_utf8(body).expect("ASCII");
    text.split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=').expect("a pair");
            (name.to_owned(), decoded(value).expect("encoded"))
        })
        .collect()
}

/// The bytes of the request, or why there are none.
fn written<'a>(account: &Account<'a>, operation: &dyn Operation<Account<'a>>) -> Result<Vec<u8>, Error> {
    let mut exchange = Exchange::new(account, operation);
    let length = exchange.check()?.request as usize;
    let (mut all, mut buffer) = (Vec::new(), [0; 200]);
    while exchange.wants() == Wants::Transmit {
        let n = exchange.transmit(&mut buffer)?;
        all.extend_from_slice(&buffer[..n]);
        exchange.advance(n)?;
    }
    assert_eq!(all.len(), length);
    Ok(all)
}

// ---------------------------------------------------------------------------------------------- the promises

/// Runs `promise` over random inputs. It answers whether its input got through to the wire; enough of them must, and
/// some must be refused, or nothing was shown.
fn hold<S: Strategy>(cases: u32, strategy: &S, promise: impl Fn(S::Value) -> Result<(), Error>) {
    let (sent, refused) = (Cell::new(0), Cell::new(0));
    let result = TestRunner::new(Config { cases, ..Config::default() }).run(strategy, |input| {
        match promise(input) {
            Ok(()) => sent.set(sent.get() + 1),
            Err(Error::Config { .. }) => refused.set(refused.get() + 1),
            Err(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let (sent, refused) = (sent.get(), refused.get());
    assert!(sent * 4 > cases && refused * 100 > cases, "{sent} sent and {refused} refused of {cases}");
}

/// The message as the version writes it.
fn expected(message: &Message, version: ApiVersion) -> Result<Node, serde_json::Error> {
    let is_v1 = version == ApiVersion::V1;
    let sends_empty = !matches!(version, ApiVersion::V1 | ApiVersion::V3 | ApiVersion::V4Marketing);
    let mut inner = vec![("to".to_owned(), Node::text(&message.to))];
    inner.extend(message.from.iter().map(|from| ("from".to_owned(), Node::text(from))));
    inner.extend(message.send_id.iter().map(|send_id| ("sendId".to_owned(), Node::text(send_id))));
    let mut list = |name: &str, texts: &[Vec<u8>]| {
        if sends_empty || !texts.is_empty() {
            inner.push((name.to_owned(), Node::texts(texts)));
        }
    };
    match (is_v1, &message.reply_to[..]) {
        (true, [one]) => inner.push(("replyTo".to_owned(), Node::text(one))),
        (true, several) => list("replyToList", several),
        (false, addresses) => list("replyTo", addresses),
    }
    let mut list = |name: &str, texts: &[Vec<u8>]| {
        if sends_empty || !texts.is_empty() {
            inner.push((name.to_owned(), Node::texts(texts)));
        }
    };
    list("cc", &message.cc);
    list("bcc", &message.bcc);

    let text = |text: &[u8]| String::from_utf8(text.to_vec()).expect("UTF-8");
    let contact = message.contact.iter().map(|(name, value)| (text(name), Node::text(value))).collect();
    let custom = match &message.object {
        Some(object) => match serde_json::from_slice(object)? {
            Node::Object(members) => members,
            other => panic!("not an object: {other:?}"),
        },
        None => {
            let pair = |(name, value): &(Vec<u8>, Owned)| Ok((text(name), value.node()?));
            message.custom.iter().map(pair).collect::<Result<_, serde_json::Error>>()?
        }
    };
    let mut all = vec![
        ("emailId".to_owned(), Node::Leaf((message.email_id as i64).into())),
        ("message".to_owned(), Node::Object(inner)),
    ];
    for (name, members) in [("contactProperties", contact), ("customProperties", custom)] {
        let members: Vec<(String, Node)> = members;
        if members.is_empty() && !sends_empty {
            continue;
        }
        let pair = |(name, value): (String, Node)| {
            Node::Object(vec![("name".to_owned(), Node::Leaf(name.into())), ("value".to_owned(), value)])
        };
        let node = if is_v1 { Node::List(members.into_iter().map(pair).collect()) } else { Node::Object(members) };
        all.push((name.to_owned(), node));
    }
    Ok(Node::Object(all))
}

/// What is put in, and the check of what comes out, for one version of single send.
fn single_send(sender: &Sender, message: &Message, version: ApiVersion) -> Result<(), Error> {
    let takes_key = version == ApiVersion::V1 && sender.key.is_some();
    let account = sender.account(takes_key)?;
    let lists = [&message.reply_to, &message.cc, &message.bcc].map(|list| Addresses(list));
    let property = |name, value| Property { name, value };
    let contact: Vec<_> = message.contact.iter().map(|(name, value)| property(name, Value::Text(value))).collect();
    let custom: Vec<_> = message.custom.iter().map(|(name, value)| property(name, value.borrow())).collect();
    let mut send = SingleSend::new(message.email_id, &message.to)?
        .version(version)
        .reply_to(Texts::Indexed(&lists[0]))
        .cc(Texts::Indexed(&lists[1]))
        .bcc(Texts::Indexed(&lists[2]))
        .contact(Properties::Slice(&contact))
        .custom(message.object.as_ref().map_or(Properties::Slice(&custom), |object| Properties::Object(object)));
    if let Some(from) = &message.from {
        send = send.from(from)?;
    }
    if let Some(send_id) = &message.send_id {
        send = send.send_id(send_id)?;
    }
    let received = receive(&written(&account, &send)?);
    received.assert_fields(sender, !takes_key, Some("application/json"));
    assert_eq!(received.method, "POST");
    let key = sender.key.as_deref().filter(|_| takes_key).map(|key| std::str::from_utf8(key).expect("ASCII"));
    assert_eq!(
        received.target,
        version.path().to_owned() + &key.map_or(String::new(), |key| format!("?hapikey={key}"))
    );
    match expected(message, version) {
        Ok(node) => assert_eq!(serde_json::from_slice::<Node>(&received.body).expect("JSON"), node),
        // Our scanner has no range of numbers, and its own limit of depth.
        Err(error) => assert!(error.to_string().contains("out of range"), "{error} in what was accepted: {message:?}"),
    }
    Ok(())
}

/// Addresses, keys, names, values, raw JSON, host, user agent and credential of every version.
#[test]
fn nothing_leaves_its_place_in_a_send() {
    for version in ApiVersion::ALL {
        hold(600, &(sender(), message()), |(sender, message)| single_send(&sender, &message, *version));
    }
}

/// An id is one segment of the path, whatever it holds, and the path stays the path.
#[test]
fn nothing_leaves_its_place_in_a_status_query() {
    let id = prop_oneof![20 => mostly(|c| c >= ' ' && c != '\u{7f}', |text| format!("s{text}")), 1 => hostile()];
    hold(4000, &(sender(), id), |(sender, id)| {
        let received = receive(&written(&sender.account(false)?, &SendStatus::new(&id)?)?);
        received.assert_fields(&sender, true, None);
        assert_eq!(received.method, "GET");
        let segment = received.target.strip_prefix("/marketing/v3/email/send-statuses/").expect("the path");
        assert_eq!(decoded(segment).expect("one segment"), id);
        Ok(())
    });
}

/// A segment of dots would be taken out of the path on the way (RFC 3986 section 5.2.4), also when it is encoded: the
/// query would go to another resource.
#[test]
fn a_status_id_does_not_climb_the_path() {
    let account = Account::bearer("EXAMPLE-ACCESS-TOKEN").expect("a token");
    for id in [".", ".."] {
        let sent = SendStatus::new(id).and_then(|status| written(&account, &status));
        assert!(sent.is_err(), "{id}: {}", String::from_utf8_lossy(&sent.unwrap_or_default()));
    }
    for id in ["...", "a/../b", "../a", ".a", "%2e%2e"] {
        let sent = written(&account, &SendStatus::new(id).expect("an id")).expect("an id");
        let target = receive(&sent).target;
        let segments: Vec<_> = target.split('/').collect();
        assert_eq!(segments.len(), 6, "{target}");
        assert_eq!(decoded(segments[5]).as_deref(), Some(id.as_bytes()));
    }
}

/// Ids, secrets, tokens, codes and addresses are values of a form; no pair is added.
#[test]
fn nothing_leaves_its_place_in_a_form() {
    for version in OauthVersion::ALL {
        let fields = (visible(), visible(), visible(), visible(), proptest::option::of(visible()));
        hold(600, &(sender(), fields), |(sender, (id, secret, token, uri, verifier))| {
            let check = |bytes: &[u8], want: &[(&str, &[u8])]| {
                let received = receive(bytes);
                received.assert_fields(&sender, false, Some("application/x-www-form-urlencoded;charset=utf-8"));
                assert_eq!((received.method.as_str(), received.target.as_str()), ("POST", version.path()));
                let pairs = form(&received.body);
                let got: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), &value[..])).collect();
                assert_eq!(got, want);
            };
            let account = sender.account(false)?;
            let refresh = RefreshToken::new(&id, &secret, &token)?.version(*version);
            let credential = [("client_id", &id[..]), ("client_secret", &secret)];
            let grant = [("grant_type", &b"refresh_token"[..])];
            let rest = [("refresh_token", &token[..])];
            check(&written(&account, &refresh)?, &[&grant[..], &credential, &rest].concat());

            let mut code = AuthorizationCode::new(&id, &secret, &token, &uri)?.version(*version);
            if let Some(verifier) = &verifier {
                code = code.code_verifier(verifier)?;
            }
            let grant = [("grant_type", &b"authorization_code"[..])];
            let mut rest = vec![("redirect_uri", &uri[..]), ("code", &token)];
            rest.extend(verifier.as_ref().map(|verifier| ("code_verifier", &verifier[..])));
            check(&written(&account, &code)?, &[&grant[..], &credential, &rest].concat());
            Ok(())
        });
    }
}

/// A header value is on the wire what it was: blanks at its ends would be gone on the other side, so they are refused,
/// as the documentation says ("visible ASCII and blanks between").
#[test]
fn a_header_value_has_no_blanks_at_its_ends() {
    let send = SingleSend::new(1, "a@b").expect("valid");
    for agent in [" ", " a", "a ", "a b", "\"a\" "] {
        let account = Account::bearer("t").and_then(|account| account.user_agent(agent));
        let Ok(account) = account else { continue };
        let received = receive(&written(&account, &send).expect("valid"));
        let field = received.fields.iter().find(|field| field.0 == "User-Agent").expect("a field");
        assert_eq!(std::str::from_utf8(&field.1), Ok(agent));
    }
}

/// Every single byte, at the beginning, in the middle and at the end of every text of a send: refused or kept.
#[test]
fn every_byte_in_every_place() {
    let plain = Sender { host: b"h".to_vec(), agent: b"a".to_vec(), token: b"t".to_vec(), key: None };
    let least = Message {
        email_id: 1,
        to: b"x@y".to_vec(),
        from: None,
        send_id: None,
        reply_to: Vec::new(),
        cc: Vec::new(),
        bcc: Vec::new(),
        contact: Vec::new(),
        custom: Vec::new(),
        object: None,
    };
    type Put = fn(&mut Sender, &mut Message, Vec<u8>);
    let places: [Put; 14] = [
        |_, message, text| message.to = [&text[..], b"@y"].concat(),
        |_, message, text| message.to = [b"x@", &text[..]].concat(),
        |_, message, text| message.from = Some([b"\"", &text[..], b"\" <x@y>"].concat()),
        |_, message, text| message.send_id = Some(text),
        |_, message, text| message.reply_to = vec![b"x@y".to_vec(), [b"x@", &text[..]].concat()],
        |_, message, text| message.cc = vec![[b"x@", &text[..]].concat()],
        |_, message, text| message.bcc = vec![[b"x@", &text[..]].concat()],
        |_, message, text| message.contact = vec![(text.clone(), text)],
        |_, message, text| message.custom = vec![(b"n".to_vec(), Owned::Text(text.clone())), (text, Owned::Null)],
        |_, message, text| message.custom = vec![(b"n".to_vec(), Owned::Json([b"\"", &text[..], b"\""].concat()))],
        |_, message, text| message.custom = vec![(b"n".to_vec(), Owned::Json(text))],
        |_, message, text| message.object = Some([b"{\"", &text[..], b"\":\"", &text, b"\"}"].concat()),
        |sender, _, text| sender.token = text,
        |sender, _, text| (sender.host, sender.agent) = (text.clone(), [b"a", &text[..], b"z"].concat()),
    ];
    for version in [ApiVersion::V1, ApiVersion::V3, ApiVersion::default()] {
        let (mut sent, mut refused) = (0, 0);
        for put in places {
            for byte in 0..=255u8 {
                for text in [vec![byte, b'm', b'n'], vec![b'm', byte, b'n'], vec![b'm', b'n', byte], vec![byte]] {
                    let (mut sender, mut message) = (plain.clone(), least.clone());
                    put(&mut sender, &mut message, text);
                    match single_send(&sender, &message, version) {
                        Ok(()) => sent += 1,
                        Err(Error::Config { .. }) => refused += 1,
                        Err(other) => panic!("{other:?}"),
                    }
                }
            }
        }
        assert!(sent > 3000 && refused > 3000, "{version}: {sent} sent, {refused} refused");
    }
}

/// The readers here do find what was smuggled in: a second member, a second field, another target, a second pair.
#[test]
fn the_readers_see_smuggling() {
    let node = |text: &str| serde_json::from_str::<Node>(text).expect("JSON");
    assert_ne!(node(r#"{"to":"a","to":"b"}"#), node(r#"{"to":"b"}"#));
    assert_ne!(node(r#"{"to":"a","x":1}"#), node(r#"{"to":"a"}"#));
    let smuggled = receive(b"GET / HTTP/1.1\r\nHost: a\r\nX-Evil: 1\r\n\r\n");
    assert_eq!(smuggled.fields.len(), 2);
    assert_eq!(form(b"a=1&b=2%26c%3D3&c=4").len(), 3);
    assert_eq!(decoded("a/b"), None);
    let call = mailwire_tests::operations::every().remove(0);
    assert!(Request::new(&call.account, &*call.operation).dedupe().is_repeatable());
}
