//! Typed requests of every operation on their way out: what is refused was not right; what is written comes out the same in
//! windows of any size, and readers of others find in it what was put in, at its place, and nothing else.

mod bluehornet;
mod hubspot;
mod inverse;

use arbitrary::{Arbitrary, Unstructured};
use mailwire::error::{Error, Field};
use mailwire::operation::{AnyAccount, Operation};
use mailwire::{Exchange, Wants};
use serde_json::Value;

use crate::cuts::Numbers;
use inverse::{Inverse, undo, undo_variants};

/// A request of any provider.
#[derive(Arbitrary, Debug)]
enum Message {
    Send(hubspot::Send),
    Status(Words),
    Refresh(hubspot::Refresh),
    Code(hubspot::Code),
    Batch(bluehornet::Posted),
}

undo_variants!(Message { 0 Send(send), 1 Status(id), 2 Refresh(refresh), 3 Code(code), 4 Batch(batch) });

/// A text. Mostly it becomes one that its field can take, and sometimes it stays as it is.
#[derive(Arbitrary, Debug)]
struct Words {
    is_raw: bool,
    text: String,
}

undo!(Words { is_raw, text });

impl Words {
    /// A text as it is.
    fn raw(text: &str) -> Self {
        Words { is_raw: true, text: text.into() }
    }

    /// Without the characters that the field does not take.
    fn of(&self, is_allowed: impl Fn(char) -> bool) -> String {
        self.text.chars().filter(|character| self.is_raw || is_allowed(*character)).collect()
    }

    /// Visible ASCII and blanks, something at least.
    fn ascii(&self) -> String {
        let text = self.of(|character| (' '..='~').contains(&character));
        if text.is_empty() && !self.is_raw { "x".into() } else { text }
    }
}

/// What an account says of itself beside its credentials.
#[derive(Arbitrary, Debug, Default)]
struct Sender {
    host: Option<Words>,
    agent: Option<Words>,
}

undo!(Sender { host, agent });

impl Sender {
    fn host(&self) -> Option<String> {
        self.host.as_ref().map(|words| words.of(|c| c.is_ascii_alphanumeric() || ".-_:[]".contains(c)))
    }

    fn agent(&self) -> Option<String> {
        self.agent.as_ref().map(|words| words.of(|c| (' '..='~').contains(&c)))
    }

    /// A host is a name or an address in brackets, and may have a port.
    fn is_host(&self) -> bool {
        let Some(host) = self.host() else { return true };
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
            _ => (host.as_str(), None),
        };
        let is_port = port.is_none_or(|port| {
            port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|number| number > 0)
        });
        let of = |text: &str, more: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c));
        let is_name = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            Some(address) => !address.is_empty() && of(address, ".-_:[]"),
            None => !name.is_empty() && of(name, ".-_"),
        };
        host.len() <= 255 && is_port && is_name
    }

    fn is_agent(&self) -> bool {
        let Some(agent) = self.agent() else { return true };
        let is_visible = agent.chars().all(|c| (' '..='~').contains(&c));
        is_visible && (1..=256).contains(&agent.len()) && agent.trim_matches(' ') == agent
    }

    /// The error is about host or user agent, and rightly.
    fn is_wrong(&self, error: Error) -> bool {
        match error {
            Error::Config { field: Field::Host, .. } => !self.is_host(),
            Error::Config { field: Field::UserAgent, .. } => !self.is_agent(),
            _ => false,
        }
    }
}

/// Puts host and user agent into an account of either provider.
macro_rules! of_sender {
    ($account:expr, $host:expr, $agent:expr) => {{
        let mut account = $account;
        if let Some(host) = &$host {
            account = account.host(host)?;
        }
        if let Some(agent) = &$agent {
            account = account.user_agent(agent)?;
        }
        account
    }};
}
use of_sender;

/// Sizes of windows, who sends, and what.
#[derive(Arbitrary, Debug)]
struct Input {
    sizes: [u8; 4],
    sender: Sender,
    message: Message,
}

undo!(Input { sizes, sender, message });

/// Takes a typed request out of the bytes.
///
/// # Panics
/// If something does not hold.
pub fn holds(bytes: &[u8]) {
    let Ok(mut input) = Input::arbitrary(&mut Unstructured::new(bytes)) else { return };
    match &mut input.message {
        Message::Send(send) => send.holds(&input.sender, input.sizes),
        Message::Status(id) => hubspot::status_holds(id, input.sizes),
        Message::Refresh(refresh) => refresh.holds(input.sizes),
        Message::Code(code) => code.holds(input.sizes),
        Message::Batch(batch) => batch.holds(&input.sender, input.sizes),
    }
}

/// A request as httparse reads it.
struct Sent {
    method: String,
    target: String,
    fields: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Checks a request; where it can be sent, writes it in one piece and in windows, and reads its head.
fn send<A: AnyAccount>(account: &A, operation: &dyn Operation<A>, sizes: [u8; 4]) -> Result<Sent, Error> {
    let checked = Exchange::new(account, operation).check();
    let lengths = match checked {
        Ok(lengths) => lengths,
        Err(error) => {
            let mut exchange = Exchange::new(account, operation);
            assert_eq!(exchange.transmit(&mut [0; 64]), Err(error), "the first transmit says the same");
            assert_eq!(exchange.wants(), Wants::Nothing);
            return Err(error);
        }
    };
    let mut whole = vec![0; lengths.request as usize];
    assert_eq!(Exchange::new(account, operation).transmit(&mut whole), Ok(whole.len()));
    // Windows cost a pass each; a bound on their number keeps the work in proportion.
    let least = whole.len() / 64 + 1;
    let (mut exchange, mut windows) = (Exchange::new(account, operation), Vec::new());
    for size in sizes.iter().cycle() {
        if exchange.wants() != Wants::Transmit {
            break;
        }
        let mut window = vec![0; least.max(usize::from(*size))];
        let n = exchange.transmit(&mut window).expect("checked");
        // Sometimes the transport takes a part.
        let taken = if size % 3 == 0 { n.div_ceil(2) } else { n };
        windows.extend_from_slice(&window[..taken]);
        exchange.advance(taken).expect("as offered");
    }
    assert_eq!(windows, whole, "other bytes in windows");
    Ok(read(&whole, lengths.body as usize))
}

fn read(request: &[u8], body: usize) -> Sent {
    let mut slots = [httparse::EMPTY_HEADER; 8];
    let mut head = httparse::Request::new(&mut slots);
    let Ok(httparse::Status::Complete(length)) = head.parse(request) else { panic!("httparse does not take the head") };
    assert_eq!(request.len() - length, body, "the body has another length");
    let fields: Vec<_> = head
        .headers
        .iter()
        .map(|field| (field.name.to_owned(), String::from_utf8(field.value.to_vec()).expect("ASCII")))
        .collect();
    let told = fields.iter().find(|(name, _)| name == "Content-Length");
    assert_eq!(told.map_or("0", |(_, length)| length), body.to_string());
    Sent {
        method: head.method.unwrap_or("").into(),
        target: head.path.unwrap_or("").into(),
        fields,
        body: request[length..].to_vec(),
    }
}

impl Sent {
    /// Method, target and fields are these and no others.
    fn has_head(&self, sender: &Sender, method: &str, target: &str, fields: &[(&str, &str)]) {
        assert!(sender.is_host() && sender.is_agent(), "taken: {sender:?}");
        assert_eq!((self.method.as_str(), self.target.as_str()), (method, target));
        let length = self.body.len().to_string();
        let mut wanted: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        if let Some(host) = sender.host() {
            wanted[0].1 = host;
        }
        // The version is the crate's own business.
        let agent = self.fields.iter().find(|(name, value)| match sender.agent() {
            Some(agent) => name == "User-Agent" && *value == agent,
            None => name == "User-Agent" && value.starts_with("mailwire/"),
        });
        wanted.extend(agent.cloned());
        if method == "POST" {
            wanted.push(("Content-Length".into(), length));
        }
        assert_eq!(self.fields, wanted);
    }
}

/// The names and values of a form.
fn pairs(form: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(form).into_owned().collect()
}

/// Requests of the vectors as inputs: `hubspot` and `bluehornet` are their documents about requests.
///
/// # Panics
/// If a document has another form, or an input does not stand for what it was made of.
pub fn inputs(hubspot: &Value, bluehornet: &Value) -> Vec<Vec<u8>> {
    let messages = hubspot::messages(hubspot).into_iter().chain(bluehornet::messages(bluehornet));
    let input = |(index, message): (usize, Message)| {
        // A byte at a time, all at once, and what is between.
        let mut numbers = Numbers::new(index as u64);
        let sizes = [0, 255, numbers.number() as u8, numbers.number() as u8];
        let sender = match index % 3 {
            0 => Sender::default(),
            1 => {
                Sender { host: Some(Words::raw("echo3.example:8443")), agent: Some(Words::raw("boiler/7 (pump room)")) }
            }
            _ => Sender { host: Some(Words::raw("[::1]")), agent: None },
        };
        let input = Input { sizes, sender, message };
        let bytes = Inverse::of(&input);
        let again = Input::arbitrary(&mut Unstructured::new(&bytes)).expect("enough bytes");
        assert_eq!(format!("{again:?}"), format!("{input:?}"), "the way back leads elsewhere");
        bytes
    };
    messages.enumerate().map(input).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds;

    /// Every operation and every kind of value is in what the fuzzer begins with.
    #[test]
    fn the_requests_of_the_vectors_are_of_every_kind() {
        let inputs: Vec<Input> = seeds::requests()
            .iter()
            .map(|(_, bytes)| Input::arbitrary(&mut Unstructured::new(bytes)).expect("enough bytes"))
            .collect();
        let told = format!("{inputs:?}");
        let kinds = [
            "Send(",
            "Status(",
            "Refresh(",
            "Code(",
            "Batch(",
            "Listed(",
            "Object(",
            "Text(",
            "Integer(",
            "Boolean(",
            "Null",
            "Json(",
            "Number(",
            "Date(",
            "Template(",
            "Nested(",
            "is_php: true",
            "no_halt: true",
            "code_verifier: Some",
            "host: Some",
            "agent: Some",
            "from: Some",
            "send_id: Some",
        ];
        for kind in kinds {
            assert!(told.contains(kind), "no {kind} in the seeds");
        }
    }
}
