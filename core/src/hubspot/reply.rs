//! One reader for every reply of HubSpot: results, send status, tokens, and all forms of errors.
//!
//! The first byte decides what a body is, whatever its content type says: `{` is JSON, `<` is HTML, of which the title
//! is kept, anything else is text.

use crate::error::Fault;
use crate::operation::{self, FIELD_SIZE, Found, Piece, Row, RowName};
use crate::outcome::{
    self, CORRELATION_ID_SIZE, DETAIL_SIZE, EVENT_ID_SIZE, PROVIDER_CODE_SIZE, STATUS_ID_SIZE, Summary, TEXT_SIZE,
};
use crate::text::json::{Malformed, Scanner, Token};
use crate::text::{Names, Redactor, Table, Text, TextRef, Utf8, table};

use super::decide::{Policy, Status};

/// What a reply answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReplyOf {
    /// A single send.
    Send,
    /// A send status query; read like a send.
    Status,
    /// A token call.
    Token,
}

/// What the body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// Nothing but blanks and a byte order mark so far.
    Empty,
    Json,
    Html,
    Text,
}

/// Top-level members that are read; all others are checked and passed over.
const FIELDS: Table = table![
    "status",
    "statusId",
    "sendResult",
    "message",
    "correlationId",
    "guid",
    "requestId",
    "category",
    "policyName",
    "error_description",
    "access_token",
    "refresh_token",
    "expires_in",
    "eventId",
    "engagement",
    "context",
    "errors",
    "validationResults",
];
const STATUS: u8 = 0;
const STATUS_ID: u8 = 1;
const SEND_RESULT: u8 = 2;
const MESSAGE: u8 = 3;
const CORRELATION_ID: u8 = 4;
const GUID: u8 = 5;
const REQUEST_ID: u8 = 6;
const CATEGORY: u8 = 7;
const POLICY_NAME: u8 = 8;
const ERROR_DESCRIPTION: u8 = 9;
const ACCESS_TOKEN: u8 = 10;
const EXPIRES_IN: u8 = 12;
const EVENT_ID: u8 = 13;
const ENGAGEMENT: u8 = 14;
const CONTEXT: u8 = 15;
const ERRORS: u8 = 16;
const VALIDATION_RESULTS: u8 = 17;
const NONE: u8 = u8::MAX;

/// Names of the rows, in the order of their fields from `ACCESS_TOKEN` on.
const ROWS: [RowName; 3] = [RowName::AccessToken, RowName::RefreshToken, RowName::ExpiresIn];

/// Members of nested objects.
const NESTED: Table =
    table!["id", "expire time", "requiredScopes", "requiredGranularScopes", "missingScopes", "message"];
const ID: u8 = 0;
const EXPIRE_TIME: u8 = 1;
const REQUIRED_SCOPES: u8 = 2;
const MISSING_SCOPES: u8 = 4;
const NESTED_MESSAGE: u8 = 5;

/// Bytes of a byte order mark, which may stand before everything else.
const BEHIND_MARK: u8 = 3;
const EPOCH: &[u8] = b"1970-01-01";
const CSRF: &[u8] = b"Csrf token";

const STATUSES: Table = table!["PENDING", "PROCESSING", "CANCELED", "COMPLETE", "error", "success"];
/// What each of [`STATUSES`] is.
const STATUS_OF: [Status; 6] =
    [Status::Pending, Status::Pending, Status::Canceled, Status::Complete, Status::Absent, Status::Absent];
const POLICIES: Table = table!["DAILY", "TEN_SECONDLY_ROLLING", "SECONDLY"];
/// What each of [`POLICIES`] is.
const POLICY_OF: [Policy; 3] = [Policy::Daily, Policy::TenSecondly, Policy::Secondly];

/// Which of several members feeds a text of the outcome: the highest rank wins, the last of equals.
mod rank {
    pub(super) const STATUS: u8 = 1;
    pub(super) const CATEGORY: u8 = 2;
    pub(super) const SEND_RESULT: u8 = 3;

    pub(super) const CF_RAY: u8 = 1;
    pub(super) const REQUEST_ID: u8 = 2;
    pub(super) const CORRELATION_FIELD: u8 = 3;
    pub(super) const GUID: u8 = 4;
    pub(super) const CORRELATION_ID: u8 = 5;

    pub(super) const ERROR_DESCRIPTION: u8 = 1;
    pub(super) const MESSAGE: u8 = 2;
}

/// Where the value under way goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Nowhere,
    ProviderCode,
    Text,
    CorrelationId,
    StatusId,
    EventId,
    Detail,
    Policy,
    /// Compared with the beginning of the credential's expire time.
    Epoch,
    /// Compared with the message about cookies.
    Csrf,
    Row,
}

/// The texts of the outcome.
#[derive(Clone, Debug)]
pub(super) struct Texts {
    pub(super) provider_code: Text<PROVIDER_CODE_SIZE>,
    pub(super) text: Text<TEXT_SIZE>,
    pub(super) correlation_id: Text<CORRELATION_ID_SIZE>,
    pub(super) status_id: Text<STATUS_ID_SIZE>,
    /// The detail of a failure; where a body has none, the id of the event. No reply of the service has both.
    pub(super) detail: Text<DETAIL_SIZE>,
    pub(super) has_event_id: bool,
    /// The id of an event gave way to a detail.
    pub(super) is_event_id_lost: bool,
    /// What stands as the code is an unknown status, and so a detail.
    pub(super) is_code_a_status: bool,
}

/// What is needed while the head is read, or while a body that is JSON is.
#[derive(Clone, Debug)]
enum Room {
    /// The header field under way.
    Field(Text<FIELD_SIZE>),
    Json(Scanner),
    /// Of a body that is not JSON.
    Other(Utf8),
}

/// What reads a reply: a plain value, no buffer.
#[derive(Clone, Debug)]
pub struct Reader {
    room: Room,
    pub(super) texts: Texts,
    names: Names,
    redactor: Redactor,
    reply_of: ReplyOf,
    body: Body,
    /// The top-level member under way.
    field: u8,
    /// The nested member under way.
    nested: u8,
    target: Target,
    /// No piece of the value has come yet.
    is_start: bool,
    /// Some pieces of a name have come.
    in_name: bool,
    /// Place in a text that is compared; `NONE` once it differs.
    at: u8,
    code_rank: u8,
    correlation_rank: u8,
    text_rank: u8,
    /// Where the body turned out to be no JSON, or to be broken.
    fault: Option<(Fault, u32)>,
    facts: Facts,
}

/// What a body said beyond the texts of the outcome.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) status: Status,
    pub(crate) policy: Policy,
    pub(crate) has_result: bool,
    pub(crate) has_category: bool,
    pub(crate) has_engagement: bool,
    pub(crate) has_validation_results: bool,
    pub(crate) has_access_token: bool,
    pub(crate) has_csrf: bool,
    pub(crate) is_epoch: bool,
}

impl Reader {
    // Inlined, it is written where it will lie: a device has no room for a copy on its stack.
    #[inline(always)]
    pub(crate) const fn new(reply_of: ReplyOf) -> Self {
        Reader {
            room: Room::Field(Text::new()),
            texts: Texts {
                provider_code: Text::new(),
                text: Text::new(),
                correlation_id: Text::new(),
                status_id: Text::new(),
                detail: Text::new(),
                has_event_id: false,
                is_event_id_lost: false,
                is_code_a_status: false,
            },
            names: Names::new(),
            redactor: Redactor::new(),
            reply_of,
            body: Body::Empty,
            field: NONE,
            nested: NONE,
            target: Target::Nowhere,
            is_start: false,
            in_name: false,
            at: 0,
            code_rank: 0,
            correlation_rank: 0,
            text_rank: 0,
            fault: None,
            facts: Facts {
                status: Status::Absent,
                policy: Policy::Absent,
                has_result: false,
                has_category: false,
                has_engagement: false,
                has_validation_results: false,
                has_access_token: false,
                has_csrf: false,
                is_epoch: false,
            },
        }
    }

    pub(crate) const fn reply_of(&self) -> ReplyOf {
        self.reply_of
    }

    pub(crate) const fn body(&self) -> Body {
        self.body
    }

    pub(crate) const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// How many objects and arrays of the body are open.
    const fn depth(&self) -> usize {
        if let Room::Json(scanner) = &self.room { scanner.depth() } else { 0 }
    }

    fn json<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Row<'i>>, Malformed> {
        loop {
            let Room::Json(scanner) = &mut self.room else { return Ok(None) };
            match scanner.next(input)? {
                Token::More => return Ok(None),
                Token::Key(piece, last) => self.key(piece, last),
                Token::KeyChar(character) => self.key(character.encode_utf8(&mut [0; 4]).as_bytes(), false),
                Token::Text(piece, last) => {
                    if self.value(piece, last) {
                        return Ok(self.row(Piece::Span(piece), last));
                    }
                }
                Token::TextChar(character) => {
                    if self.value(character.encode_utf8(&mut [0; 4]).as_bytes(), false) {
                        return Ok(self.row(Piece::Char(character), false));
                    }
                }
                Token::Number(piece, last) => {
                    if self.field == EXPIRES_IN && self.depth() == 1 && self.reply_of == ReplyOf::Token {
                        return Ok(self.row(Piece::Span(piece), last));
                    }
                }
                Token::Object | Token::Array => match self.field {
                    ENGAGEMENT => self.facts.has_engagement = true,
                    VALIDATION_RESULTS => self.facts.has_validation_results = true,
                    _ => {}
                },
                Token::End => {
                    if self.depth() == 1 {
                        self.field = NONE;
                    }
                }
                Token::True | Token::False | Token::Null => {}
            }
        }
    }

    fn row<'i>(&self, piece: Piece<'i>, is_last: bool) -> Option<Row<'i>> {
        let name = *ROWS.get(usize::from(self.field.wrapping_sub(ACCESS_TOKEN)))?;
        Some(Row { item: 0, name, piece, is_last })
    }

    fn key(&mut self, piece: &[u8], last: bool) {
        let depth = self.depth();
        if depth == 1 {
            let known = self.names.push(FIELDS, piece, last);
            self.field = known.map_or(NONE, |index| index as u8);
            self.nested = NONE;
        } else if self.field == ENGAGEMENT && depth == 2 {
            // Each entry names a credential that the service looked for.
            if !self.in_name {
                self.separate();
            }
            self.in_name = !last;
            self.texts.detail.push(piece);
            if last {
                self.texts.detail.end();
            }
        } else if self.field != NONE {
            let known = self.names.push(NESTED, piece, last);
            self.nested = known.map_or(NONE, |index| index as u8);
        }
        self.is_start = last;
        self.target = Target::Nowhere;
    }

    /// A piece of a text; answers whether it belongs to a row.
    fn value(&mut self, piece: &[u8], last: bool) -> bool {
        if self.is_start || self.depth() > 1 && self.target == Target::Nowhere {
            self.begin();
        }
        self.is_start = false;
        match self.target {
            Target::Nowhere => {}
            Target::ProviderCode => self.texts.provider_code.push(piece),
            Target::Text => self.redactor.push(&mut self.texts.text, piece),
            Target::CorrelationId => self.texts.correlation_id.push(piece),
            Target::StatusId => self.texts.status_id.push(piece),
            Target::EventId | Target::Detail => self.texts.detail.push(piece),
            Target::Policy => {}
            Target::Epoch => self.compare(EPOCH, piece),
            Target::Csrf => self.compare(CSRF, piece),
            Target::Row => self.facts.has_access_token |= self.field == ACCESS_TOKEN && !piece.is_empty(),
        }
        if self.field == POLICY_NAME && self.target == Target::Policy {
            let known = self.names.push(POLICIES, piece, last);
            self.facts.policy = known.and_then(|index| POLICY_OF.get(index)).copied().unwrap_or(Policy::Absent);
        } else if self.field == STATUS && self.depth() == 1 {
            let known = self.names.push(STATUSES, piece, last);
            if last {
                self.end_of_status(known);
            }
        }
        let is_row = self.target == Target::Row;
        if last {
            self.end();
        }
        is_row
    }

    /// A comma before the next of several details.
    fn separate(&mut self) {
        if self.texts.has_event_id {
            (self.texts.has_event_id, self.texts.is_event_id_lost) = (false, !self.texts.detail.is_empty());
            self.texts.detail.clear();
        }
        if !self.texts.detail.is_empty() {
            self.texts.detail.push(b",");
        }
    }

    fn code_of(&mut self, rank: u8) -> Target {
        if rank < self.code_rank {
            return Target::Nowhere;
        }
        self.code_rank = rank;
        self.texts.provider_code.clear();
        Target::ProviderCode
    }

    fn correlation_of(&mut self, rank: u8) -> Target {
        if rank < self.correlation_rank {
            return Target::Nowhere;
        }
        self.correlation_rank = rank;
        self.texts.correlation_id.clear();
        Target::CorrelationId
    }

    fn text_of(&mut self, rank: u8) -> Target {
        if rank < self.text_rank {
            return Target::Nowhere;
        }
        self.text_rank = rank;
        self.redactor = Redactor::new();
        self.texts.text.clear();
        Target::Text
    }

    /// The first piece of a text: where does it go?
    fn begin(&mut self) {
        self.target = match (self.depth(), self.field, self.nested) {
            (1, STATUS, _) => {
                self.facts.status = Status::Absent;
                self.code_of(rank::STATUS)
            }
            (1, CATEGORY, _) => {
                self.facts.has_category = true;
                self.code_of(rank::CATEGORY)
            }
            (1, SEND_RESULT, _) => {
                self.facts.has_result = true;
                self.code_of(rank::SEND_RESULT)
            }
            (1, STATUS_ID, _) => {
                self.texts.status_id.clear();
                Target::StatusId
            }
            (1, MESSAGE, _) => self.text_of(rank::MESSAGE),
            (1, ERROR_DESCRIPTION, _) => self.text_of(rank::ERROR_DESCRIPTION),
            (1, CORRELATION_ID, _) => self.correlation_of(rank::CORRELATION_ID),
            (1, GUID, _) => self.correlation_of(rank::GUID),
            (1, REQUEST_ID, _) => self.correlation_of(rank::REQUEST_ID),
            (1, POLICY_NAME, _) => Target::Policy,
            (1, ACCESS_TOKEN..EXPIRES_IN, _) if self.reply_of == ReplyOf::Token => Target::Row,
            (2, EVENT_ID, ID) => {
                let texts = &mut self.texts;
                if !texts.has_event_id && !texts.detail.is_empty() {
                    texts.is_event_id_lost = true;
                    Target::Nowhere
                } else {
                    texts.detail.clear();
                    texts.has_event_id = true;
                    Target::EventId
                }
            }
            (_, CONTEXT | ERRORS, EXPIRE_TIME) => Target::Epoch,
            (_, CONTEXT | ERRORS, REQUIRED_SCOPES..=MISSING_SCOPES) => {
                self.separate();
                Target::Detail
            }
            (_, ERRORS, NESTED_MESSAGE) => Target::Csrf,
            _ => Target::Nowhere,
        };
        self.at = 0;
    }

    /// The last piece of a text is in.
    fn end(&mut self) {
        match self.target {
            Target::ProviderCode => self.texts.provider_code.end(),
            Target::Text => self.texts.text.end(),
            Target::CorrelationId => self.texts.correlation_id.end(),
            Target::StatusId => self.texts.status_id.end(),
            Target::EventId | Target::Detail => self.texts.detail.end(),
            Target::Epoch => self.facts.is_epoch |= self.at != NONE && usize::from(self.at) >= EPOCH.len(),
            Target::Csrf => self.facts.has_csrf |= self.at != NONE && usize::from(self.at) >= CSRF.len(),
            _ => {}
        }
        self.target = Target::Nowhere;
    }

    /// `status` is the state of the send, the word "error", or the code of an OAuth error.
    fn end_of_status(&mut self, known: Option<usize>) {
        match known.and_then(|index| STATUS_OF.get(index)) {
            Some(status) => {
                self.facts.status = *status;
                if self.target == Target::ProviderCode {
                    self.texts.provider_code.clear();
                }
            }
            None => {
                self.facts.status = Status::Unrecognized;
            }
        }
    }

    /// Goes on comparing a text with the beginning of another.
    fn compare(&mut self, wanted: &[u8], piece: &[u8]) {
        for &byte in piece {
            match wanted.get(usize::from(self.at)) {
                _ if self.at == NONE => return,
                Some(same) if *same == byte => self.at += 1,
                Some(_) => self.at = NONE,
                None => return,
            }
        }
    }

    /// The title of a page.
    fn html(&mut self, input: &[u8]) {
        const TITLE: &[u8] = b"<title";
        const IN_TAG: u8 = TITLE.len() as u8;
        const IN_TITLE: u8 = IN_TAG + 1;
        for &byte in input {
            self.at = match self.at {
                NONE => return,
                IN_TITLE if byte == b'<' => {
                    self.texts.text.end();
                    NONE
                }
                IN_TITLE => {
                    self.printable(byte);
                    IN_TITLE
                }
                IN_TAG if byte == b'>' => IN_TITLE,
                IN_TAG => IN_TAG,
                at if TITLE.get(usize::from(at)) == Some(&byte.to_ascii_lowercase()) => at + 1,
                _ => u8::from(byte == b'<'),
            };
        }
    }

    /// The first printable characters.
    fn text(&mut self, input: &[u8]) {
        for &byte in input {
            self.printable(byte);
        }
    }

    /// A byte of text of unknown encoding: controls are left out, what is not UTF-8 becomes `?`.
    fn printable(&mut self, byte: u8) {
        if byte < 0x20 || byte == 0x7f {
            return;
        }
        let Room::Other(utf8) = &mut self.room else { return };
        if utf8.check(&[byte]).is_err() {
            *utf8 = Utf8::new();
            self.texts.text.end();
            self.texts.text.push(b"?");
            // The byte may begin a character of its own.
            if byte >= 0x80 && utf8.check(&[byte]).is_err() {
                *utf8 = Utf8::new();
                return;
            }
        }
        self.redactor.push(&mut self.texts.text, &[byte]);
    }
}

impl operation::Reader for Reader {
    fn fault(&self) -> Option<(Fault, u32)> {
        self.fault
    }

    fn correlation(&mut self, is_edge: bool, piece: &[u8], last: bool) {
        let rank = if is_edge { rank::CF_RAY } else { rank::CORRELATION_FIELD };
        if rank < self.correlation_rank {
            return;
        }
        if rank > self.correlation_rank || self.is_start {
            self.texts.correlation_id.clear();
        }
        (self.correlation_rank, self.is_start) = (rank, last);
        for &byte in piece {
            // A field may hold any byte above 0x7f; an id does not.
            self.texts.correlation_id.push(&[if byte < 0x80 { byte } else { b'?' }]);
        }
        if last {
            self.texts.correlation_id.trim_end();
        }
    }

    fn read<'i>(&mut self, input: &mut &'i [u8], offset: u32, _: &mut Summary) -> Option<Found<'i>> {
        let whole = input.len();
        let place = |rest: &[u8]| offset.saturating_add((whole - rest.len()) as u32);
        while self.body == Body::Empty {
            let (&byte, rest) = input.split_first()?;
            self.body = match byte {
                b' ' | b'\t' | b'\r' | b'\n' => Body::Empty,
                // A byte order mark: three bytes before everything else.
                0xef if self.at == 0 => Body::Empty,
                0xbb if self.at == 1 => Body::Empty,
                0xbf if self.at == 2 => Body::Empty,
                b'{' if matches!(self.at, 0 | BEHIND_MARK) => Body::Json,
                b'<' => Body::Html,
                _ => Body::Text,
            };
            if self.body == Body::Empty {
                self.at = if byte >= 0x80 { self.at + 1 } else { BEHIND_MARK };
                *input = rest;
                continue;
            }
            self.at = 0;
            if self.body == Body::Json {
                self.room = Room::Json(Scanner::new());
            } else {
                self.room = Room::Other(Utf8::new());
                self.fault = Some((Fault::BodyKind, place(input)));
            }
        }
        match self.body {
            Body::Json if self.fault.is_none() => match self.json(input) {
                Ok(row) => return row.map(Found::Row),
                Err(malformed) => {
                    self.fault = Some((json_fault(malformed), place(input)));
                    self.abandon();
                }
            },
            Body::Html => self.html(input),
            Body::Text => self.text(input),
            _ => {}
        }
        *input = &[];
        None
    }

    fn finish(&mut self, offset: u32) {
        if self.fault.is_none() {
            self.fault = match self.body {
                Body::Empty => Some((Fault::BodyEmpty, offset)),
                _ => match &self.room {
                    Room::Json(scanner) => scanner.finish().err().map(|malformed| (json_fault(malformed), offset)),
                    Room::Field(_) | Room::Other(_) => None,
                },
            };
        }
        self.abandon();
    }

    /// The JSON text under way is incomplete and goes; other text stays.
    fn abandon(&mut self) {
        match self.target {
            Target::ProviderCode => self.texts.provider_code.clear(),
            Target::Text => self.texts.text.clear(),
            Target::CorrelationId => self.texts.correlation_id.clear(),
            Target::StatusId => self.texts.status_id.clear(),
            Target::EventId => self.texts.detail.clear(),
            _ => {}
        }
        self.target = Target::Nowhere;
        self.texts.text.end();
        self.texts.detail.end();
    }

    fn texts(&self) -> outcome::Texts<'_> {
        let texts = &self.texts;
        let (none, code, kept) = (TextRef::default(), texts.provider_code.lend(), texts.detail.lend());
        outcome::Texts {
            provider_code: if texts.is_code_a_status { none } else { code },
            text: texts.text.lend(),
            correlation_id: texts.correlation_id.lend(),
            status_id: texts.status_id.lend(),
            event_id: if texts.has_event_id { kept.cut(EVENT_ID_SIZE) } else { none.cut_if(texts.is_event_id_lost) },
            detail: match (texts.is_code_a_status, texts.has_event_id) {
                (true, _) => code,
                (false, true) => none,
                (false, false) => kept,
            },
        }
    }

    fn field(&mut self) -> Option<&mut Text<FIELD_SIZE>> {
        if let Room::Field(field) = &mut self.room { Some(field) } else { None }
    }

    fn decide(&mut self, summary: &mut Summary) {
        super::decide::decide(self, summary);
    }
}

const fn json_fault(malformed: Malformed) -> Fault {
    match malformed {
        Malformed::Syntax => Fault::JsonSyntax,
        Malformed::Utf8 => Fault::JsonUtf8,
        Malformed::Escape => Fault::JsonEscape,
        Malformed::Number => Fault::JsonNumber,
        Malformed::Depth => Fault::JsonDepth,
        Malformed::Truncated => Fault::JsonTruncated,
    }
}
