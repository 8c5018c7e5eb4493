//! One item of a reply: which of its values decide, and the order in which they do.

use crate::diagnosis::Diagnosis;
use crate::outcome::{CallOutcome, Reason};
use crate::text::{Redactor, Table, contains, table};

use super::method::Method;

/// Where the text of the innermost element goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It means nothing here: a row.
    Row,
    /// It has nothing but elements in it, or is passed over.
    Nowhere,
    /// `responseData`: as above.
    Data,
    Method,
    Error,
    /// The code of the item itself.
    OwnCode,
    /// A code in its data, which stands back.
    Code,
    Number,
    Text,
    /// `message`: a flag in some methods, a text in others.
    Message,
    Status,
    Valid,
    /// A candidate for the detail, by its rank.
    Detail(u8),
}

impl Place {
    const fn is_row(self) -> bool {
        matches!(self, Place::Row | Place::Message | Place::Status | Place::Valid | Place::Detail(_))
    }
}

/// What the direct child of the item is that we are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Text,
    Data,
    Other,
}

/// What a direct child of the item is by its name. Those that may also lie in `responseData`, beside the code, have the
/// places of rows: values that decide, or may become the detail of the call (the highest rank wins).
const PLACE_NAMES: Table = table![
    "error",
    "responseCode",
    "responseNum",
    "responseText",
    "responseData",
    "totalRequests",
    "totalCompleted",
    "message",
    "status",
    "valid",
    "request_ip",
    "missing_vars",
    "task_id",
    "job_id",
    "message_id",
    "contact_id",
    "template_id",
    "reason",
    "message_key",
];
/// What each of [`PLACE_NAMES`] is.
const PLACES: [Place; 19] = [
    Place::Error,
    Place::OwnCode,
    Place::Number,
    Place::Text,
    Place::Data,
    Place::Nowhere,
    Place::Nowhere,
    Place::Message,
    Place::Status,
    Place::Valid,
    Place::Detail(REQUEST_IP),
    Place::Detail(MISSING),
    Place::Detail(TASK),
    Place::Detail(JOB),
    Place::Detail(MESSAGE_ID),
    Place::Detail(CONTACT_ID),
    Place::Detail(TEMPLATE_ID),
    Place::Detail(REASON),
    Place::Detail(KEY),
];
const REQUEST_IP: u8 = 9;
const MISSING: u8 = 8;
const TASK: u8 = 7;
const JOB: u8 = 6;
const MESSAGE_ID: u8 = 5;
const CONTACT_ID: u8 = 4;
const TEMPLATE_ID: u8 = 3;
const REASON: u8 = 2;
/// The text of `message`, where it is the reason of a failure.
const MESSAGE: u8 = 1;
/// Of interest only for being there.
const KEY: u8 = 0;

/// Codes below 200 that mean that nothing was done.
const NOT_TAKEN: [u16; 4] = [114, 121, 123, 141];

/// How a failure is told: by the beginning of its text, or by its code.
const FAILURE_TEXTS: Table = table![
    "Invalid Request IP",
    "Could not authenticate",
    "Missing variables",
    "Invalid Template ID",
    "Invalid or Inactive Template ID",
    "Invalid binding value",
    "No XML data passed",
    "Incorrect Action Specified",
];
/// For each of [`FAILURE_TEXTS`] its code, or one that no reply has, and what it means.
const FAILURES: [(u16, Reason, Diagnosis); 8] = [
    (NO_CODE, Reason::IpNotWhitelisted, Diagnosis::IpNotWhitelisted),
    (445, Reason::Unauthorized, Diagnosis::CredentialNotRecognized),
    (428, Reason::MissingVariables, Diagnosis::MissingVariables),
    (429, Reason::InvalidTemplate, Diagnosis::WrongTemplate),
    (448, Reason::InvalidTemplate, Diagnosis::WrongTemplate),
    (444, Reason::InvalidBinding, Diagnosis::WrongBinding),
    (446, Reason::NoXml, Diagnosis::NoXml),
    (NO_CODE, Reason::UnknownMethod, Diagnosis::UnknownMethod),
];
const NO_CODE: u16 = Number::ABSENT.0;

/// What a method does, as far as the decision depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Send,
    Template,
    Campaign,
    Subscriber,
    CheckEmail,
    Other,
}

const DEEDS: [(Method, Deed); 8] = [
    (Method::of_literal("transactional.sendTransaction"), Deed::Send),
    (Method::of_literal("transactional.sendTest"), Deed::Send),
    (Method::of_literal("transactional.insertTemplate"), Deed::Template),
    (Method::of_literal("transactional.updateTemplate"), Deed::Template),
    (Method::of_literal("transactional.rebuildTemplate"), Deed::Template),
    (Method::of_literal("legacy.send_campaign"), Deed::Campaign),
    (Method::of_literal("legacy.manage_subscriber"), Deed::Subscriber),
    (Method::of_literal("utilities.checkEmail"), Deed::CheckEmail),
];

/// A small whole number as it arrives; anything else is none. A number that is too large stays one: the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Number(u16);

impl Number {
    const ABSENT: Self = Number(u16::MAX);
    const OTHER: Self = Number(u16::MAX - 1);
    const LARGEST: u32 = u16::MAX as u32 - 2;

    fn push(&mut self, piece: &[u8]) {
        for &byte in piece.iter().filter(|byte| !byte.is_ascii_whitespace()) {
            let before = if *self == Self::ABSENT { 0 } else { u32::from(self.0) };
            *self = match byte {
                b'0'..=b'9' if *self != Self::OTHER => {
                    Number((before * 10 + u32::from(byte - b'0')).min(Self::LARGEST) as u16)
                }
                _ => Self::OTHER,
            };
        }
    }

    /// 0 where it is none.
    const fn value(self) -> u16 {
        if self.0 as u32 > Self::LARGEST { 0 } else { self.0 }
    }
}

/// Whether the failure came before any call was executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Ordinary,
    BeforeDispatch,
}

/// The values of one item that decide.
#[derive(Clone, Debug)]
pub(super) struct Item {
    section: Section,
    place: Place,
    is_begun: bool,
    /// `error` holds something other than `0`.
    has_error: bool,
    has_task: bool,
    has_key: bool,
    /// The code is that of the item itself.
    has_own_code: bool,
    code: Number,
    number: Number,
    message: Number,
    status: Number,
    valid: Number,
    detail_rank: u8,
    redactor: Redactor,
}

impl Item {
    pub(super) const fn new() -> Self {
        Item {
            section: Section::Other,
            place: Place::Nowhere,
            is_begun: false,
            has_error: false,
            has_task: false,
            has_key: false,
            has_own_code: false,
            code: Number::ABSENT,
            number: Number::ABSENT,
            message: Number::ABSENT,
            status: Number::ABSENT,
            valid: Number::ABSENT,
            detail_rank: 0,
            redactor: Redactor::new(),
        }
    }

    /// As new, where it lies.
    #[inline(never)]
    pub(super) fn clear(&mut self) {
        *self = Item::new();
    }

    /// Whether anything was in it.
    pub(super) const fn is_begun(&self) -> bool {
        self.is_begun
    }

    /// Which call it says it answers; 0 where that is no number.
    pub(super) const fn number(&self) -> Option<u16> {
        if self.number.0 == Number::ABSENT.0 { None } else { Some(self.number.value()) }
    }

    /// Whether the innermost element is data for the caller.
    pub(super) const fn is_row(&self) -> bool {
        self.place.is_row()
    }

    /// An element began, `level` levels below the item.
    pub(super) fn open(&mut self, level: usize, name: &[u8], call: &mut CallOutcome) {
        self.is_begun = true;
        let place = place_of(name);
        if level == 1 {
            self.section = match place {
                Place::Text => Section::Text,
                Place::Data => Section::Data,
                _ => Section::Other,
            };
        }
        self.place = match (level, self.section) {
            (1, _) => place,
            (2, Section::Text) => {
                if !call.text.is_empty() {
                    call.text.push(b"; ");
                }
                Place::Text
            }
            (2, Section::Data) if place == Place::OwnCode => Place::Code,
            (2, Section::Data) if place.is_row() => place,
            _ => Place::Row,
        };
        if let Place::Detail(rank) = self.place {
            self.has_task |= rank == TASK;
            self.has_key |= rank == KEY;
            if rank <= self.detail_rank {
                self.place = Place::Row;
            }
        }
    }

    /// A piece of the code. That of the item itself, unless it is empty, puts the one in its data out.
    fn code(&mut self, is_own: bool, piece: &[u8], call: &mut CallOutcome) {
        if is_own && !self.has_own_code {
            self.has_own_code = true;
            self.code = Number::ABSENT;
            call.code.clear();
        }
        if is_own == self.has_own_code {
            self.code.push(piece);
            call.code.push(piece);
        }
    }

    /// A piece of a candidate for the detail; the first piece puts the candidate before out.
    fn detail(&mut self, rank: u8, piece: &[u8], call: &mut CallOutcome) {
        if self.detail_rank < rank {
            self.detail_rank = rank;
            call.detail.clear();
        }
        if self.detail_rank == rank {
            call.detail.push(piece);
        }
    }

    /// A piece of the text of the innermost element.
    pub(super) fn text(&mut self, piece: &[u8], call: &mut CallOutcome) {
        match self.place {
            Place::Row | Place::Nowhere | Place::Data => {}
            Place::Method => call.method.push(piece),
            Place::Error => self.has_error |= piece.iter().any(|byte| *byte != b'0' && !byte.is_ascii_whitespace()),
            Place::OwnCode => self.code(true, piece, call),
            Place::Code => self.code(false, piece, call),
            Place::Number => self.number.push(piece),
            Place::Text => self.redactor.push(&mut call.text, piece),
            Place::Message => {
                self.message.push(piece);
                self.detail(MESSAGE, piece, call);
            }
            Place::Status => self.status.push(piece),
            Place::Valid => self.valid.push(piece),
            Place::Detail(rank) => self.detail(rank, piece, call),
        }
    }

    /// An element ended; what follows in the one around it belongs to the layout.
    pub(super) fn close(&mut self, call: &mut CallOutcome) {
        match self.place {
            Place::Method => call.method.trim_end(),
            Place::Text => call.text.trim_end(),
            Place::OwnCode | Place::Code => call.code.trim_end(),
            Place::Detail(_) | Place::Message => call.detail.trim_end(),
            _ => {}
        }
        self.place = Place::Nowhere;
    }

    /// The decision, in its documented order; it completes the outcome of the call.
    #[inline(never)]
    pub(super) fn verdict(&self, call: &mut CallOutcome, method: Option<Method>) -> Verdict {
        let deed = deed_of(method);
        let code = self.code.value();
        let text = call.text.as_bytes();
        let starts = |start: &[u8]| text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        let is_failure = self.has_error
            || match code {
                400.. => true,
                100..=199 => starts(b"action not taken") || NOT_TAKEN.contains(&code),
                200..=399 => false,
                _ if deed == Deed::Subscriber => !matches!(self.status.value(), 1 | 2),
                _ => self.message.value() == 2,
            };
        if !is_failure {
            call.reason = match deed {
                _ if code == 101 || self.has_task => Reason::TaskCreated,
                Deed::Campaign if self.has_key || code == 202 => Reason::DraftCreated,
                Deed::Send => Reason::Sent,
                _ => Reason::Done,
            };
            let is_send = call.reason == Reason::Sent;
            let fits = match self.detail_rank {
                TASK | JOB => true,
                MESSAGE_ID => deed == Deed::Campaign,
                CONTACT_ID => is_send,
                TEMPLATE_ID => is_send || deed == Deed::Template,
                _ => false,
            };
            if !fits {
                call.detail.clear();
            }
            if self.valid == Number(0) && deed == Deed::CheckEmail {
                call.detail.clear();
                call.detail.push(b"valid=0");
            }
            return Verdict::Ordinary;
        }
        let mut failures = FAILURE_TEXTS.iter().zip(&FAILURES);
        let known = failures.find(|(start, known)| known.0 == code || starts(start));
        (call.reason, call.diagnosis) = match known {
            Some((_, (_, reason, diagnosis))) => (*reason, Some(*diagnosis)),
            None if is_denied(text) => (Reason::Refused, Some(Diagnosis::AccessDenied)),
            None if (100..200).contains(&code) => (Reason::ActionNotTaken, None),
            None => (Reason::Refused, None),
        };
        let fits = match self.detail_rank {
            REQUEST_IP => call.reason == Reason::IpNotWhitelisted,
            MISSING => call.reason == Reason::MissingVariables,
            REASON => true,
            MESSAGE => deed == Deed::Subscriber && self.code == Number::ABSENT,
            _ => false,
        };
        if !fits {
            call.detail.clear();
        }
        let is_before = matches!(call.reason, Reason::IpNotWhitelisted | Reason::Unauthorized);
        if is_before && call.method.is_empty() { Verdict::BeforeDispatch } else { Verdict::Ordinary }
    }
}

/// What a direct child of the item is.
fn place_of(name: &[u8]) -> Place {
    match PLACE_NAMES.position(name).and_then(|index| PLACES.get(index)) {
        Some(place) => *place,
        None if name.eq_ignore_ascii_case(b"methodName") => Place::Method,
        None => Place::Row,
    }
}

// Not inlined: the optimiser would turn each look at the result into a comparison of methods.
#[inline(never)]
fn deed_of(method: Option<Method>) -> Deed {
    DEEDS.iter().find(|deed| Some(deed.0) == method).map_or(Deed::Other, |deed| deed.1)
}

/// The wording of a refused method is not documented: these words are all there is to go by.
fn is_denied(text: &[u8]) -> bool {
    const WORDS: [&[u8]; 3] = [b"denied", b"permission", b"not authorized"];
    WORDS.iter().any(|words| contains(text, words))
}
