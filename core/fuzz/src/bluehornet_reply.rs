//! Bodies of BlueHornet's replies, XML and PHP's, to batches of any methods: cuts change nothing; each call is answered once
//! or listed as unanswered; what is handed out stands in the document as another reader finds it; what is no document is never
//! a success.

use mailwire::Error;
use mailwire::bluehornet::{Account, Argument, Batch, Call, Method, Reader, ResponseType};
use mailwire::error::Fault;
use mailwire::operation::{Operation, RowName};
use mailwire::outcome::{Kind, Reason};

use crate::cuts::{Choices, Cut};
use crate::replies::{Seen, read};
use crate::{php, xml};

/// Statuses whose meaning differs.
pub const STATUSES: [u16; 8] = [200, 200, 200, 200, 302, 403, 429, 500];
/// The first methods to choose from; the others of the table follow.
pub const USUAL: [&str; 2] = ["transactional.sendTransaction", "getfile"];

/// The name of a documented method, by any number.
pub fn nth_method(number: usize) -> &'static str {
    let mut methods = Method::all();
    methods.nth(number % methods.len()).expect("below their number").name()
}

/// What was posted, as far as the reply depends on it.
#[derive(Clone, Debug)]
pub struct Posted {
    methods: Vec<&'static str>,
    response_type: ResponseType,
    no_halt: bool,
}

impl Posted {
    /// A byte each for the number of calls, for their methods, and for the account.
    pub fn chosen(choices: &mut Choices<'_>) -> Self {
        let flags = choices.byte();
        let count = 1 + usize::from(choices.byte() & 3);
        let methods = (0..count)
            .map(|_| {
                let index = usize::from(choices.byte());
                USUAL.get(index).copied().unwrap_or_else(|| nth_method(index))
            })
            .collect();
        let response_type = if flags & 1 == 0 { ResponseType::Xml } else { ResponseType::Php };
        Posted { methods, response_type, no_halt: flags & 2 != 0 }
    }

    /// What reads the reply.
    ///
    /// # Panics
    /// Never: the names are those of the table.
    pub fn reader(&self) -> Reader {
        let account = Account::new("key", "secret").expect("valid");
        let account = account.response_type(self.response_type).no_halt(self.no_halt);
        let arguments: [Argument<'_>; 0] = [];
        let calls: Vec<_> = self.methods.iter().map(|name| Call::custom(*name, &arguments).expect("a name")).collect();
        Batch::new(&calls).reader(&account)
    }
}

/// The last bytes choose what was posted and the status; the rest is the body.
///
/// # Panics
/// If something does not hold.
pub fn holds(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let status = choices.one_of(&STATUSES);
    let posted = Posted::chosen(&mut choices);
    let body = choices.document();
    let [whole, others @ ..] = Cut::all(body);
    let seen = read(posted.reader(), status, body, whole);
    for cut in others {
        assert_eq!(read(posted.reader(), status, body, cut), seen, "{cut:?}");
    }
    each_call_once(&posted, &seen);
    let is_file = seen.values.iter().any(|value| value.name == RowName::File);
    let is_accepted = seen.outcome.kind() == Kind::Accepted;
    if is_accepted {
        assert!(status < 300 && seen.error.is_none());
        assert!(is_file || seen.unanswered.is_empty(), "done, and a call has no answer");
        assert!(seen.calls.iter().all(|call| call.kind() == Kind::Accepted), "done, and a call was refused");
    }
    if status >= 300 {
        assert!(seen.calls.is_empty() && seen.values.is_empty(), "read under a status of failure");
    } else if is_file {
        let text: Vec<u8> = seen.values.iter().flat_map(|value| value.text.iter().copied()).collect();
        assert_eq!(text, body, "a file comes out as it is");
    } else {
        documents_agree(&posted, body, &seen);
    }
}

fn each_call_once(posted: &Posted, seen: &Seen) {
    let mut numbers: Vec<u16> = seen.calls.iter().map(|call| call.number).collect();
    numbers.extend(seen.unanswered.iter().map(|(number, _)| *number));
    numbers.sort_unstable();
    let is_file = posted.methods.len() == 1 && seen.values.iter().any(|value| value.name == RowName::File);
    let all: Vec<u16> = (1..=posted.methods.len() as u16).collect();
    assert!(numbers == all || is_file, "{numbers:?} of {all:?}");
    for (_, reason) in &seen.unanswered {
        assert!(reason.kind() != Kind::Accepted, "done without an answer");
    }
}

/// What was handed out stands in the document; what is no document has a fault.
fn documents_agree(posted: &Posted, body: &[u8], seen: &Seen) {
    let is_php = posted.response_type == ResponseType::Php;
    let unmarked = body.trim_ascii_start();
    let texts: Option<Vec<Vec<u8>>> = if is_php && unmarked.first() != Some(&b'<') {
        php::texts(unmarked)
    } else {
        let text = xml::decoded(unmarked);
        let parts = text.and_then(|text| xml::quick(&text).ok());
        parts.map(|parts| parts.into_iter().filter_map(xml::Part::into_text).collect())
    };
    match (&texts, seen.error) {
        (None, error) => assert!(error.is_some(), "another reader refuses it"),
        (Some(texts), None) => {
            for value in seen.values.iter().filter(|value| value.is_whole) {
                let is_there = texts.iter().any(|text| text.trim_ascii_start() == value.text || *text == value.text);
                assert!(is_there || value.text.is_empty(), "{value:?} is nowhere");
            }
        }
        (Some(_), Some(Error::Peer { fault, offset })) => {
            assert!(offset as usize <= body.len());
            assert_ne!(fault, Fault::Truncated, "there is no framing here");
        }
        (Some(_), Some(other)) => panic!("{other}"),
    }
    if seen.error.is_some() {
        assert_eq!(seen.outcome.kind(), Kind::Unknown, "{:?}", seen.outcome);
        assert!(seen.unanswered.iter().all(|(_, reason)| *reason != Reason::Done));
    }
}
