//! HubSpot's requests: serde_json and a reader of forms find what was put in.

mod vectors;

use arbitrary::Arbitrary;
use mailwire::error::{Error, Field, Problem};
use mailwire::hubspot::{
    Account, ApiVersion, AuthorizationCode, OauthVersion, Properties, Property, RefreshToken, SendStatus, SingleSend,
    Value,
};
use serde_json::{Map, json};

pub(super) use vectors::messages;

use super::{Sender, Sent, Words, of_sender, pairs, send, undo, undo_variants};
use crate::json;

const HOST: (&str, &str) = ("Host", "api.hubapi.com");
const TOKEN: (&str, &str) = ("Authorization", "Bearer EXAMPLE-ACCESS-TOKEN");
const JSON: (&str, &str) = ("Content-Type", "application/json");
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded;charset=utf-8");
const ACCEPT: (&str, &str) = ("Accept", "application/json");

fn account() -> Account<'static> {
    Account::bearer(&TOKEN.1[7..]).expect("a token")
}

/// The value of a property.
#[derive(Arbitrary, Debug)]
enum Held {
    Text(String),
    Integer(i64),
    Boolean(bool),
    Null,
    Json(String),
}

undo_variants!(Held { 0 Text(text), 1 Integer(number), 2 Boolean(boolean), 3 Null, 4 Json(text) });

/// Properties for the email alone.
#[derive(Arbitrary, Debug)]
enum Custom {
    Listed(Vec<(Words, Held)>),
    Object(String),
}

undo_variants!(Custom { 0 Listed(list), 1 Object(text) });

/// A single send with whatever is in it.
#[derive(Arbitrary, Debug)]
pub(super) struct Send {
    version: u8,
    email_id: u64,
    to: Words,
    from: Option<Words>,
    send_id: Option<Words>,
    reply_to: Vec<Words>,
    cc: Vec<Words>,
    bcc: Vec<Words>,
    contact: Vec<(Words, String)>,
    custom: Custom,
}

undo!(Send { version, email_id, to, from, send_id, reply_to, cc, bcc, contact, custom });

fn address(words: &Words) -> String {
    let text = words.of(|character| character > ' ' && !matches!(character, '\u{7f}' | '@' | ',' | ';' | '<' | '>'));
    if words.is_raw { text } else { format!("x{text}x@y{text}") }
}

fn name(words: &Words) -> String {
    let text = words.of(|character| character >= ' ' && character != '\u{7f}');
    if words.is_raw { text } else { format!("n{text}") }
}

/// The texts of a send as they are lent.
struct Texts {
    to: String,
    from: String,
    send_id: String,
    reply_to: Vec<String>,
    cc: Vec<String>,
    bcc: Vec<String>,
    contact: Vec<(String, String)>,
    custom: Vec<String>,
}

impl Send {
    fn texts(&self) -> Texts {
        let all = |list: &[Words]| list.iter().map(address).collect();
        let key = |words: &Words| words.of(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
        Texts {
            to: address(&self.to),
            from: self.from.as_ref().map(|from| format!("\"B\" <{}>", address(from))).unwrap_or_default(),
            send_id: self.send_id.as_ref().map(key).unwrap_or_default(),
            reply_to: all(&self.reply_to),
            cc: all(&self.cc),
            bcc: all(&self.bcc),
            contact: self.contact.iter().map(|(words, text)| (name(words), text.clone())).collect(),
            custom: match &self.custom {
                Custom::Listed(list) => list.iter().map(|(words, _)| name(words)).collect(),
                Custom::Object(_) => Vec::new(),
            },
        }
    }

    pub(super) fn holds(&self, sender: &Sender, sizes: [u8; 4]) {
        let texts = self.texts();
        let version = ApiVersion::ALL[usize::from(self.version) % ApiVersion::ALL.len()];
        let lists = [&texts.reply_to, &texts.cc, &texts.bcc]
            .map(|list| -> Vec<&str> { list.iter().map(String::as_str).collect() });
        let contact: Vec<(&str, &str)> =
            texts.contact.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let custom: Vec<Property<'_>> = match &self.custom {
            Custom::Listed(list) => {
                list.iter().zip(&texts.custom).map(|((_, held), name)| held.property(name)).collect()
            }
            Custom::Object(_) => Vec::new(),
        };
        let (host, agent) = (sender.host(), sender.agent());
        let built = (|| {
            let mut message = SingleSend::new(self.email_id, &texts.to)?
                .version(version)
                .reply_to(&lists[0][..])
                .cc(&lists[1][..])
                .bcc(&lists[2][..])
                .contact(&contact[..]);
            message = match &self.custom {
                Custom::Listed(_) => message.custom(&custom[..]),
                Custom::Object(text) => message.custom(Properties::Object(text.as_bytes())),
            };
            if !texts.from.is_empty() {
                message = message.from(&texts.from)?;
            }
            if !texts.send_id.is_empty() {
                message = message.send_id(&texts.send_id)?;
            }
            send(&of_sender!(account(), host, agent), &message, sizes)
        })();
        match built {
            Ok(sent) => {
                sent.has_head(sender, "POST", version.path(), &[HOST, TOKEN, JSON, ACCEPT]);
                self.is_in(&sent, version, &texts);
            }
            Err(error) => {
                assert!(sender.is_wrong(error) || self.is_wrong(&texts, error), "refused without a reason: {error}")
            }
        }
    }

    /// Every value is in the body, at its place, and nothing else is.
    fn is_in(&self, sent: &Sent, version: ApiVersion, texts: &Texts) {
        let Some(body) = json::value(&sent.body) else { return };
        let is_list = version == ApiVersion::V1;
        let has_all = !matches!(version, ApiVersion::V1 | ApiVersion::V3 | ApiVersion::V4Marketing);
        let mut message = Map::new();
        let mut put = |name: &str, value: serde_json::Value, is_there: bool| {
            if is_there {
                message.insert(name.into(), value);
            }
        };
        put("to", json!(texts.to), true);
        put("from", json!(texts.from), !texts.from.is_empty());
        put("sendId", json!(texts.send_id), !texts.send_id.is_empty());
        match (&texts.reply_to[..], is_list) {
            ([one], true) => put("replyTo", json!(one), true),
            (list, true) => put("replyToList", json!(list), has_all || !list.is_empty()),
            (list, false) => put("replyTo", json!(list), has_all || !list.is_empty()),
        }
        put("cc", json!(texts.cc), has_all || !texts.cc.is_empty());
        put("bcc", json!(texts.bcc), has_all || !texts.bcc.is_empty());
        let contact: Vec<_> = texts.contact.iter().map(|(name, text)| (name.clone(), json!(text))).collect();
        let custom: Vec<_> = match &self.custom {
            Custom::Listed(list) => {
                list.iter().zip(&texts.custom).map(|((_, held), name)| (name.clone(), held.json())).collect()
            }
            Custom::Object(text) => match json::value(text.as_bytes()) {
                Some(Ok(serde_json::Value::Object(members))) => {
                    assert_eq!(json::names(text.as_bytes()).len(), members.len(), "a name comes twice in {text}");
                    members.into_iter().collect()
                }
                Some(other) => panic!("taken for an object: {other:?}"),
                None => return,
            },
        };
        let mut wanted = Map::new();
        wanted.insert("emailId".into(), json!(self.email_id));
        wanted.insert("message".into(), message.into());
        for (name, properties) in [("contactProperties", contact), ("customProperties", custom)] {
            if has_all || !properties.is_empty() {
                wanted.insert(name.into(), as_written(properties, is_list));
            }
        }
        let wanted: serde_json::Value = wanted.into();
        let found = body.expect("JSON");
        assert_eq!(sorted(found, is_list), sorted(wanted.clone(), is_list));
        if !self.has_raw() {
            // As long as that of serde_json: no member comes twice.
            assert_eq!(sent.body.len(), serde_json::to_vec(&wanted).expect("JSON").len());
        }
    }

    fn has_raw(&self) -> bool {
        match &self.custom {
            Custom::Listed(list) => list.iter().any(|(_, held)| matches!(held, Held::Json(_))),
            Custom::Object(_) => true,
        }
    }

    /// There is something wrong with the value that the error names.
    fn is_wrong(&self, texts: &Texts, error: Error) -> bool {
        let Error::Config { field, item, problem } = error else { return false };
        let item = usize::from(item);
        let names = |names: Vec<&String>| {
            let name = names[item];
            match problem {
                Problem::Duplicate => names[..item].contains(&name),
                Problem::TooLong { .. } => name.len() > 256,
                _ => name.is_empty() || name.chars().any(|c| c < ' ' || c == '\u{7f}'),
            }
        };
        let is_bad = |words: &Words, text: &str| words.is_raw || text.len() > 512;
        match (field, &self.custom) {
            (Field::EmailId, _) => self.email_id == 0 || self.email_id > i64::MAX as u64,
            (Field::To, _) => is_bad(&self.to, &texts.to),
            (Field::From, _) => self.from.as_ref().is_some_and(|words| is_bad(words, &texts.from)),
            (Field::SendId, _) => self.send_id.as_ref().is_some_and(|words| words.is_raw) || texts.send_id.len() > 100,
            (Field::ReplyTo, _) => is_bad(&self.reply_to[item], &texts.reply_to[item]),
            (Field::Cc, _) => is_bad(&self.cc[item], &texts.cc[item]),
            (Field::Bcc, _) => is_bad(&self.bcc[item], &texts.bcc[item]),
            (Field::ContactPropertyName, _) => names(texts.contact.iter().map(|pair| &pair.0).collect()),
            (Field::CustomPropertyName, Custom::Listed(_)) => names(texts.custom.iter().collect()),
            (Field::CustomPropertyValue, Custom::Listed(list)) => match &list[item].1 {
                Held::Json(text) => json::value(text.as_bytes()).is_none_or(|value| value.is_err()),
                _ => false,
            },
            (Field::CustomPropertyName, Custom::Object(text)) => {
                let names = json::names(text.as_bytes());
                let Some(name) = names.get(item) else { return false };
                if problem == Problem::Duplicate { names[..item].contains(name) } else { name.is_empty() }
            }
            (Field::CustomPropertyValue, Custom::Object(text)) => {
                json::value(text.as_bytes()).is_none_or(|value| !value.is_ok_and(|value| value.is_object()))
            }
            _ => false,
        }
    }
}

impl Held {
    fn property<'a>(&'a self, name: &'a str) -> Property<'a> {
        let value = match self {
            Held::Text(text) => Value::Text(text.as_bytes()),
            Held::Integer(number) => Value::Integer(*number),
            Held::Boolean(boolean) => Value::Boolean(*boolean),
            Held::Null => Value::Null,
            Held::Json(text) => Value::Json(text.as_bytes()),
        };
        Property { name: name.as_bytes(), value }
    }

    fn json(&self) -> serde_json::Value {
        match self {
            Held::Text(text) => json!(text),
            Held::Integer(number) => json!(number),
            Held::Boolean(boolean) => json!(boolean),
            Held::Null => serde_json::Value::Null,
            Held::Json(text) => json::value(text.as_bytes()).expect("flat").expect("JSON"),
        }
    }
}

/// As a map, or as the list of version 1.
fn as_written(properties: Vec<(String, serde_json::Value)>, is_list: bool) -> serde_json::Value {
    match is_list {
        true => properties.into_iter().map(|(name, value)| json!({"name": name, "value": value})).collect(),
        false => serde_json::Value::Object(properties.into_iter().collect()),
    }
}

/// serde_json's maps are sorted by name; a list of properties made of one is compared in that order.
fn sorted(mut body: serde_json::Value, is_list: bool) -> serde_json::Value {
    if let (true, Some(list)) = (is_list, body.get_mut("customProperties").and_then(|list| list.as_array_mut())) {
        list.sort_by_key(|pair| pair["name"].as_str().unwrap_or("").to_owned());
    }
    body
}

/// Asks for a status: the id is one segment of the path.
pub(super) fn status_holds(id: &Words, sizes: [u8; 4]) {
    let id = id.of(|character| character >= ' ' && character != '\u{7f}');
    let built = SendStatus::new(&id).and_then(|status| send(&account(), &status, sizes));
    match built {
        Ok(sent) => {
            sent.has_head(&Sender::default(), "GET", &sent.target, &[HOST, TOKEN, ACCEPT]);
            let segment = sent.target.strip_prefix("/marketing/v3/email/send-statuses/").expect("the path");
            assert!(!segment.contains(['/', '?', '#', '+']) && segment != "." && segment != "..", "{segment}");
            assert_eq!(pairs(format!("id={segment}").as_bytes()), [("id".to_owned(), id)]);
        }
        Err(error) => {
            let has_control = id.chars().any(|c| c < ' ' || c == '\u{7f}');
            assert!(has_control || id.is_empty() || id.len() > 255 || id == "." || id == "..", "{error}");
        }
    }
}

/// A token call.
#[derive(Arbitrary, Debug)]
pub(super) struct Refresh {
    version: u8,
    client_id: Words,
    client_secret: Words,
    token: Words,
}

undo!(Refresh { version, client_id, client_secret, token });

impl Refresh {
    pub(super) fn holds(&self, sizes: [u8; 4]) {
        let [id, secret, token] = [&self.client_id, &self.client_secret, &self.token].map(Words::ascii);
        let version = OauthVersion::ALL[usize::from(self.version) % OauthVersion::ALL.len()];
        let built = RefreshToken::new(&id, &secret, &token)
            .and_then(|refresh| send(&Account::without_credential(), &refresh.version(version), sizes));
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", &id),
            ("client_secret", &secret),
            ("refresh_token", &token),
        ];
        token_call(built, version, &form);
    }
}

/// The first token call.
#[derive(Arbitrary, Debug)]
pub(super) struct Code {
    version: u8,
    client_id: Words,
    client_secret: Words,
    code: Words,
    redirect_uri: Words,
    code_verifier: Option<Words>,
}

undo!(Code { version, client_id, client_secret, code, redirect_uri, code_verifier });

impl Code {
    pub(super) fn holds(&self, sizes: [u8; 4]) {
        let [id, secret, code, uri] =
            [&self.client_id, &self.client_secret, &self.code, &self.redirect_uri].map(Words::ascii);
        let verifier = self.code_verifier.as_ref().map(Words::ascii);
        let version = OauthVersion::ALL[usize::from(self.version) % OauthVersion::ALL.len()];
        let built = (|| {
            let mut call = AuthorizationCode::new(&id, &secret, &code, &uri)?.version(version);
            if let Some(verifier) = &verifier {
                call = call.code_verifier(verifier)?;
            }
            send(&account(), &call, sizes)
        })();
        let mut form = vec![("grant_type", "authorization_code"), ("client_id", &id), ("client_secret", &secret)];
        form.extend([("code", code.as_str()), ("redirect_uri", &uri)]);
        form.extend(verifier.as_deref().map(|verifier| ("code_verifier", verifier)));
        token_call(built, version, &form);
    }
}

/// The form has these pairs in any order; an account's own token stays out of it.
fn token_call(built: Result<Sent, Error>, version: OauthVersion, form: &[(&str, &str)]) {
    match built {
        Ok(sent) => {
            sent.has_head(&Sender::default(), "POST", version.path(), &[HOST, FORM, ACCEPT]);
            let mut found = pairs(&sent.body);
            let mut wanted: Vec<_> = form.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
            found.sort();
            wanted.sort();
            assert_eq!(found, wanted);
        }
        Err(error) => {
            let is_bad = |text: &str| {
                text.is_empty() || text.len() > 4096 || text.chars().any(|character| !(' '..='~').contains(&character))
            };
            assert!(form.iter().any(|(_, text)| is_bad(text)), "refused without a reason: {error}");
        }
    }
}
