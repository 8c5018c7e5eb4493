//! The functions, one call each, compared with what the core answers to the same.

use std::ptr;

use mailwire::error::{Limit, Misuse};
use mailwire::exchange::measure;
use mailwire::operation::{Found, Piece, Row, RowName};
use mailwire::outcome::Reason;
use mailwire::text::{Cursor, Text};
use mailwire::{Error, Event};
use mailwire_ffi::c::bluehornet::mw_bluehornet_batch_init;
use mailwire_ffi::c::exchange::*;
use mailwire_ffi::c::failure::*;
use mailwire_ffi::c::hubspot::*;
use mailwire_ffi::c::outcome::*;
use mailwire_ffi::c::request::*;
use mailwire_ffi::c::retry::*;
use mailwire_ffi::c::slice::*;
use mailwire_ffi::c::whitelist::*;

use super::contexts::{Open, Out, Slot, failure_tells, status_of};
use super::records::{Asked, Records, defaults, slice};
use super::run::run;
use super::tokens::{Collector, tokens};

const OK: mw_status = mw_status::Ok;

/// One call on a slot.
pub(super) fn call(slot: &mut Slot<'_>, what: u8, which: u8, size: usize) {
    match what % 32 {
        0 | 1 | 24 => begin(slot, Asked::chosen(which, size), size),
        2 => transmit(slot, 4096),
        3 => transmit(slot, size),
        4 => advance(slot, size),
        5 => advance(slot, slot.offered),
        6 => receive(slot, 1 + size),
        7 => receive(slot, usize::MAX),
        8 => end_of_stream(slot),
        9 => outcome(slot, which),
        10 => answered(slot),
        11 => path(slot, size),
        12 => told(slot, size),
        13 => body(slot, usize::from(which) * 8, size),
        14 => request_sent(slot),
        15 => reply_status(slot, u32::from(which) * 4 + size as u32),
        16 => reply_field(slot, which),
        17 => reply_body(slot, 1 + size),
        18 => reply_end(slot),
        19 => slot.move_away(),
        20 => slot.replace(which & 1 != 0, size as u8),
        21 => clear(slot),
        22 => refused(slot, which),
        23 => lists(slot.reply, size),
        25..=28 => run(slot, which, size),
        29 => defaults(size),
        _ => tokens(slot, which, size),
    }
}

fn not_initialized(status: mw_status) {
    assert_eq!(status, mw_status::NotInitialized);
}

fn begin(slot: &mut Slot<'_>, asked: Asked, size: usize) {
    // One in sixteen has something wrong about the call itself.
    let mishap = if size % 16 == 15 { size / 16 } else { 0 };
    let records = Records::new(asked);
    (slot.open, slot.offered) = (None, 0);
    let (context, mut failure) = (slot.context(), Out::new());
    let is_large = asked.is_hubspot() || slot.size() == MW_EXCHANGE_WORDS * 8;
    let memory = if mishap == 1 { 8 } else { slot.size() };
    // SAFETY: context, records and failure are valid or NULL; the size told is at most that of the memory.
    let status = unsafe {
        let (hubspot, bluehornet) = if mishap == 2 {
            (ptr::null(), ptr::null())
        } else {
            (&raw const records.hubspot, &raw const records.bluehornet)
        };
        match asked {
            Asked::Send { .. } => {
                mw_hubspot_single_send_init(context, memory, hubspot, &raw const records.send, failure.place())
            }
            Asked::Status { .. } => {
                mw_hubspot_send_status_init(context, memory, hubspot, &raw const records.status, failure.place())
            }
            Asked::Refresh { .. } => {
                mw_hubspot_refresh_token_init(context, memory, hubspot, &raw const records.refresh, failure.place())
            }
            Asked::Code { .. } => {
                mw_hubspot_authorization_code_init(context, memory, hubspot, &raw const records.code, failure.place())
            }
            Asked::Batch { .. } => {
                mw_bluehornet_batch_init(context, memory, bluehornet, &raw const records.batch, failure.place())
            }
        }
    };
    if mishap == 1 || !is_large {
        // Too little memory is not written to, so what was there is what it was: nobody may go on with it.
        assert_eq!(status, mw_status::WrongSize);
        failure_tells(&failure, status, None);
        slot.replace(slot.size() < MW_EXCHANGE_WORDS * 8, 0);
        return;
    }
    if mishap == 2 {
        assert_eq!(status, mw_status::NullPointer);
        return failure_tells(&failure, status, None);
    }
    let beside = Open::begin(asked);
    assert_eq!(status, status_of(&beside), "{asked:?}: {:?}", beside.as_ref().err());
    failure_tells(&failure, status, beside.as_ref().err().copied());
    slot.open = beside.ok().map(|beside| Open { records, beside });
}

fn transmit(slot: &mut Slot<'_>, size: usize) {
    let (context, mut failure, mut length) = (slot.context(), Out::new(), Out::<usize>::new());
    let mut room = vec![0xaa; size];
    // SAFETY: context, room and places are valid.
    let status = unsafe { mw_exchange_transmit(context, room.as_mut_ptr(), size, length.place(), failure.place()) };
    let Some(open) = &mut slot.open else { return not_initialized(status) };
    let mut wanted = vec![0xaa; size];
    let answer = open.with(|request, _, state| state.transmit(request, &mut wanted));
    assert_eq!(status, status_of(&answer), "{answer:?}");
    failure_tells(&failure, status, answer.err());
    assert_eq!(length.is_untouched(), status != OK);
    if let Ok(n) = answer {
        // SAFETY: it went well.
        assert_eq!((unsafe { length.get() }, &room[..n]), (n, &wanted[..n]));
        slot.offered = n;
    }
}

fn advance(slot: &mut Slot<'_>, n: usize) {
    let (context, mut failure) = (slot.context(), Out::new());
    // SAFETY: context and place are valid.
    let status = unsafe { mw_exchange_advance(context, n, failure.place()) };
    let Some(open) = &mut slot.open else { return not_initialized(status) };
    let answer = open.beside.state().advance(n);
    assert_eq!(status, status_of(&answer), "{answer:?}");
    failure_tells(&failure, status, answer.err());
    if answer.is_ok() {
        slot.offered = slot.offered.saturating_sub(n);
    }
}

fn receive(slot: &mut Slot<'_>, most: usize) {
    let piece = &slot.reply[..most.min(slot.reply.len())];
    let (context, mut failure, mut out) = (slot.context(), Out::new(), Out::<mw_received>::new());
    let data = if piece.is_empty() { ptr::null() } else { piece.as_ptr() };
    // SAFETY: context, input and places are valid.
    let status = unsafe { mw_exchange_receive(context, data, piece.len(), out.place(), failure.place()) };
    let Some(open) = &mut slot.open else { return not_initialized(status) };
    let mut input = piece;
    let answer = open.beside.state().receive(&mut input);
    assert_eq!(status, status_of(&answer), "{answer:?}");
    failure_tells(&failure, status, answer.err());
    assert_eq!(out.is_untouched(), status != OK);
    if let Ok(event) = answer {
        // SAFETY: it went well.
        is_event(&unsafe { out.get() }, event, piece.len() - input.len(), &mut slot.collector);
    }
    slot.reply = &slot.reply[piece.len() - input.len()..];
}

/// What was received is the event, and the collector gets it.
fn is_event(received: &mw_received, event: Event<'_>, consumed: usize, collector: &mut Option<Collector>) {
    assert_eq!(received.consumed, consumed);
    let number = match event {
        Event::NeedMore => mw_event::NeedMore,
        Event::Row(row) => {
            is_row(&received.row, &row);
            mw_event::Row
        }
        Event::Call => mw_event::Call,
        Event::Complete => mw_event::Complete,
    };
    assert_eq!(received.event, number as u32);
    if let Some(collector) = collector {
        collector.push(received);
    }
}

fn is_row(there: &mw_row, row: &Row<'_>) {
    assert_eq!((there.name, there.item, there.is_last != 0, bytes_of(there.piece)), shown(row));
}

/// A row of the core as the numbers and bytes of C.
pub(super) fn shown(row: &Row<'_>) -> (u32, u32, bool, Vec<u8>) {
    let name = RowName::ALL.iter().position(|name| *name == row.name).map_or(0, |index| index as u32 + 1);
    let mut bytes = [0; 4];
    let piece = match row.piece {
        Piece::Span(span) => span,
        Piece::Char(character) => character.encode_utf8(&mut bytes).as_bytes(),
    };
    (name, u32::from(row.item), row.is_last, piece.to_vec())
}

/// What a slice of the library points to; it lives until the context changes.
pub(super) fn bytes_of(text: mw_slice) -> Vec<u8> {
    if text.length == 0 {
        return Vec::new();
    }
    // SAFETY: the header says that it lives until the context changes, and it did not since.
    unsafe { std::slice::from_raw_parts(text.data, text.length) }.to_vec()
}

fn end_of_stream(slot: &mut Slot<'_>) {
    let (context, mut failure) = (slot.context(), Out::new());
    // SAFETY: context and place are valid.
    let status = unsafe { mw_exchange_receive_end_of_stream(context, failure.place()) };
    let Some(open) = &mut slot.open else { return not_initialized(status) };
    let answer = open.beside.state().receive_end_of_stream();
    assert_eq!(status, status_of(&answer), "{answer:?}");
    failure_tells(&failure, status, answer.err());
}

fn outcome(slot: &mut Slot<'_>, attempt: u8) {
    let (context, mut out) = (slot.context(), Out::<mw_outcome>::new());
    // SAFETY: context and place are valid.
    let status = unsafe { mw_exchange_outcome(context, out.place()) };
    let Some(open) = &mut slot.open else {
        assert!(out.is_untouched());
        return not_initialized(status);
    };
    assert_eq!(status, OK);
    // SAFETY: it went well.
    let there = unsafe { out.get() };
    let (wanted, dedupe) = open.with(|_, dedupe, state| (state.outcome().clone(), dedupe.is_repeatable()));
    let reason = Reason::ALL.iter().position(|reason| *reason == wanted.reason).map_or(0, |index| index as u32 + 1);
    assert_eq!((there.reason, there.http_status), (reason, u32::from(wanted.http_status)));
    assert_eq!(there.is_damaged, wanted.is_damaged);
    let ids = [(there.status_id, whole(&wanted.status_id)), (there.event_id, whole(&wanted.event_id))];
    let texts = [(there.text, whole(&wanted.text)), (there.detail, whole(&wanted.detail))];
    for (text, wanted) in ids.into_iter().chain(texts) {
        assert_eq!(bytes_of(text), wanted);
    }
    let mut dedupe_record = Out::<mw_dedupe>::new();
    let mut decision = Out::<mw_decision>::new();
    // SAFETY: context, records and places are valid.
    unsafe {
        assert_eq!(mw_exchange_dedupe(context, dedupe_record.place()), OK);
        assert_eq!(dedupe_record.get().kind != mw_dedupe_kind::None as u32, dedupe);
        let decided =
            mw_retry_decide(out.place(), dedupe_record.place(), attempt.into(), 1, ptr::null(), decision.place());
        assert_eq!(decided, OK);
        let is_unknown = wanted.kind() == mailwire::outcome::Kind::Unknown;
        assert!(!decision.get().again || !is_unknown || dedupe, "again, and nobody would notice");
    }
}

fn whole<const N: usize>(text: &Text<N>) -> Vec<u8> {
    text.whole_bytes().to_vec()
}

fn answered(slot: &mut Slot<'_>) {
    let (context, mut out) = (slot.context(), Out::<mw_call_outcome>::new());
    // SAFETY: context and place are valid.
    let status = unsafe { mw_exchange_call(context, out.place()) };
    let mut numbers = Vec::new();
    let mut after = 0;
    loop {
        let (mut number, mut reason) = (Out::<u32>::new(), Out::<u32>::new());
        // SAFETY: context and places are valid.
        let status = unsafe { mw_exchange_unanswered(context, after, number.place(), reason.place()) };
        if slot.open.is_none() {
            assert!(number.is_untouched() && reason.is_untouched());
            return not_initialized(status);
        }
        assert_eq!(status, OK);
        // SAFETY: it went well.
        after = unsafe { number.get() };
        if after == 0 {
            break;
        }
        numbers.push(after);
    }
    let Some(open) = &mut slot.open else { return };
    let state = open.beside.state();
    let wanted: Vec<u32> = state.unanswered().map(|(number, _)| u32::from(number)).collect();
    assert_eq!(numbers, wanted);
    match state.call() {
        None => assert!(status == mw_status::OutOfRange && out.is_untouched()),
        Some(call) => {
            assert_eq!(status, OK);
            // SAFETY: it went well.
            let there = unsafe { out.get() };
            assert_eq!(there.number, u32::from(call.number));
            assert_eq!((bytes_of(there.code), bytes_of(there.text)), (whole(&call.code), whole(&call.text)));
        }
    }
}

fn path(slot: &mut Slot<'_>, size: usize) {
    let context = slot.context();
    let wanted = slot.open.as_mut().map(|open| open.beside.state().path().to_string());
    // SAFETY: context and place are valid.
    written(wanted.as_deref(), size, |out, size, length| unsafe { mw_exchange_path(context, out, size, length) });
}

/// A text that a function writes with a NUL behind it, into too little room, too.
fn written(wanted: Option<&str>, size: usize, write: impl Fn(*mut std::ffi::c_char, usize, *mut usize) -> mw_status) {
    let (mut room, mut length) = (vec![0x7e_u8; size], Out::<usize>::new());
    let status = write(room.as_mut_ptr().cast(), size, length.place());
    let Some(wanted) = wanted else {
        assert!(length.is_untouched() && room.iter().all(|byte| *byte == 0x7e));
        return not_initialized(status);
    };
    assert_eq!(status, if wanted.len() < size { OK } else { mw_status::ErrorCapacity });
    // SAFETY: it is written in both cases.
    assert_eq!(unsafe { length.get() }, wanted.len());
    let fits = wanted.len().min(size.saturating_sub(1));
    assert_eq!(room[..fits], wanted.as_bytes()[..fits]);
    assert!(size == 0 || room[fits] == 0, "no NUL behind the text");
    // Without a place for the length.
    assert_eq!(write(room.as_mut_ptr().cast(), size, ptr::null_mut()), status);
}

/// Whom to connect to, how long the request is, its method, address and header fields.
fn told(slot: &mut Slot<'_>, size: usize) {
    let context = slot.context();
    let (mut server, mut lengths, mut failure) = (Out::<mw_server>::new(), Out::<mw_lengths>::new(), Out::new());
    let (mut method, mut header) = (Out::<u32>::new(), Out::<mw_header>::new());
    let index = size % 6;
    // SAFETY: context and places are valid.
    let statuses = unsafe {
        [
            mw_exchange_server(context, server.place()),
            mw_exchange_check(context, lengths.place(), failure.place()),
            mw_exchange_method(context, method.place()),
            mw_exchange_header(context, index, header.place()),
        ]
    };
    let Some(open) = &mut slot.open else {
        assert_eq!(statuses, [mw_status::NotInitialized; 4]);
        assert!(server.is_untouched() && lengths.is_untouched() && method.is_untouched() && header.is_untouched());
        return written(None, size, |out, size, length| {
            // SAFETY: context and place are valid.
            unsafe { mw_exchange_url(context, out, size, length) }
        });
    };
    let url = open.with(|request, _, _| {
        let measured = measure(request);
        assert_eq!(statuses[..3], [OK, status_of(&measured), OK]);
        // SAFETY: these went well.
        unsafe {
            assert_eq!(
                (lengths.get().request, lengths.get().body),
                measured.map_or((0, 0), |found| (found.request, found.body))
            );
        }
        request.with_head(&mut |head| {
            // SAFETY: as above.
            unsafe {
                assert_eq!(bytes_of(server.get().name), head.host.name().as_bytes());
                assert_eq!(server.get().port, head.host.port());
                match head.fields().nth(index) {
                    None => assert!(statuses[3] == mw_status::OutOfRange && header.is_untouched()),
                    Some(field) => {
                        assert_eq!(bytes_of(header.get().name), field.name.as_bytes());
                        assert_eq!(bytes_of(header.get().value), field.value);
                        assert_eq!(header.get().is_secret, field.is_secret());
                    }
                }
            }
        });
        let mut target = vec![0; 16 * 1024];
        let mut cursor = Cursor::fill(&mut target);
        request.target(&mut cursor);
        let target = String::from_utf8_lossy(cursor.filled()).into_owned();
        let mut host = String::new();
        request.with_head(&mut |head| host = String::from_utf8_lossy(head.host.as_bytes()).into_owned());
        format!("https://{host}{target}")
    });
    // SAFETY: context and place are valid.
    written(Some(&url), size * 2, |out, size, length| unsafe { mw_exchange_url(context, out, size, length) });
}

fn body(slot: &mut Slot<'_>, from: usize, size: usize) {
    let (context, mut failure, mut length) = (slot.context(), Out::new(), Out::<usize>::new());
    let mut room = vec![0xaa; size];
    // SAFETY: context, room and places are valid.
    let status = unsafe { mw_exchange_body(context, from, room.as_mut_ptr(), size, length.place(), failure.place()) };
    let Some(open) = &mut slot.open else { return not_initialized(status) };
    let wanted = open.with(|request, _, _| {
        let mut whole = vec![0; measure(request).map_or(0, |lengths| lengths.body as usize)];
        request.body(&mut Cursor::fill(&mut whole));
        whole
    });
    if size == 0 {
        let none = Error::Capacity { limit: Limit::Buffer, needed: 1, available: 0 };
        assert_eq!(status, mw_status::ErrorCapacity);
        return failure_tells(&failure, status, Some(none));
    }
    assert_eq!(status, OK);
    let wanted = wanted.get(from..).unwrap_or(&[]);
    let wanted = &wanted[..size.min(wanted.len())];
    // SAFETY: it went well.
    assert_eq!((unsafe { length.get() }, &room[..wanted.len()]), (wanted.len(), wanted));
}

fn request_sent(slot: &mut Slot<'_>) {
    let (context, mut failure) = (slot.context(), Out::new());
    // SAFETY: context and place are valid.
    let status = unsafe { mw_reply_request_sent(context, failure.place()) };
    let Some(open) = &mut slot.open else { return not_initialized(status) };
    let answer = open.beside.state().reply().map(|reply| reply.request_sent());
    assert_eq!(status, status_of(&answer), "{answer:?}");
    failure_tells(&failure, status, answer.err());
}

fn reply_status(slot: &mut Slot<'_>, number: u32) {
    let (context, mut failure) = (slot.context(), Out::new());
    // SAFETY: context and place are valid.
    let status = unsafe { mw_reply_status(context, number, failure.place()) };
    let Some(open) = &mut slot.open else { return not_initialized(status) };
    if !(100..=999).contains(&number) {
        assert_eq!(status, mw_status::OutOfRange);
        return failure_tells(&failure, status, None);
    }
    let answer = open.beside.state().reply().map(|reply| reply.status(number as u16));
    assert_eq!(status, status_of(&answer), "{answer:?}");
    failure_tells(&failure, status, answer.err());
    // What follows is header fields: the core wants to know where they end.
    if answer.is_ok() {
        let mut failure = Out::new();
        // SAFETY: context and place are valid.
        assert_eq!(unsafe { mw_reply_head_end(context, failure.place()) }, OK);
        open.beside.state().reply().expect("as before").head_end();
    }
}

fn reply_field(slot: &mut Slot<'_>, which: u8) {
    const FIELDS: [(&[u8], &[u8]); 5] = [
        (b"Retry-After", b"120"),
        (b"date", b"Mon, 02 Nov 2026 09:15:27 GMT"),
        (b"retry-after", b" Mon, 02 Nov 2026 09:17:27 GMT "),
        (b"X-HubSpot-Correlation-Id", b"c-1\xff"),
        (b"", b"\0"),
    ];
    let (name, value) = FIELDS[usize::from(which) % FIELDS.len()];
    let (context, mut failure) = (slot.context(), Out::new());
    // SAFETY: context, texts and place are valid.
    let status = unsafe { mw_reply_field(context, slice(name), slice(value), failure.place()) };
    let Some(open) = &mut slot.open else { return not_initialized(status) };
    let answer = open.beside.state().reply().map(|reply| reply.field(name, value));
    assert_eq!(status, status_of(&answer), "{answer:?}");
    failure_tells(&failure, status, answer.err());
}

fn reply_body(slot: &mut Slot<'_>, most: usize) {
    let piece = &slot.reply[..most.min(slot.reply.len())];
    let (context, mut failure, mut out) = (slot.context(), Out::new(), Out::<mw_received>::new());
    let data = if piece.is_empty() { ptr::null() } else { piece.as_ptr() };
    // SAFETY: context, input and places are valid.
    let status = unsafe { mw_reply_body(context, data, piece.len(), 7, out.place(), failure.place()) };
    let Some(open) = &mut slot.open else { return not_initialized(status) };
    let mut input = piece;
    let answer = open.beside.state().reply().map(|reply| match reply.body(&mut input, 7) {
        Some(Found::Row(row)) => Event::Row(row),
        Some(Found::Call) => Event::Call,
        None => Event::NeedMore,
    });
    assert_eq!(status, status_of(&answer), "{answer:?}");
    failure_tells(&failure, status, answer.err());
    assert_eq!(out.is_untouched(), status != OK);
    if let Ok(event) = answer {
        // SAFETY: it went well.
        is_event(&unsafe { out.get() }, event, piece.len() - input.len(), &mut slot.collector);
    }
    slot.reply = &slot.reply[piece.len() - input.len()..];
}

fn reply_end(slot: &mut Slot<'_>) {
    let (context, mut failure) = (slot.context(), Out::new());
    // SAFETY: context and place are valid.
    let status = unsafe { mw_reply_end(context, 9, failure.place()) };
    let Some(open) = &mut slot.open else { return not_initialized(status) };
    let answer = open.beside.state().reply().and_then(|reply| reply.end(9));
    if !matches!(answer, Err(Error::Misuse(_))) {
        open.beside.state().abandon();
    }
    assert_eq!(status, status_of(&answer), "{answer:?}");
    failure_tells(&failure, status, answer.err());
    if answer.is_ok() {
        let mut failure = Out::new();
        // SAFETY: context and place are valid.
        let again = unsafe { mw_reply_end(context, 9, failure.place()) };
        assert_eq!(again, mw_status::ErrorMisuse);
        failure_tells(&failure, again, Some(Error::Misuse(Misuse::Ended)));
    }
}

fn clear(slot: &mut Slot<'_>) {
    let (context, size) = (slot.context(), slot.size());
    // SAFETY: the memory has this size.
    assert_eq!(unsafe { mw_exchange_clear(context, size) }, OK);
    assert!(slot.memory.iter().all(|word| *word == 0), "not wiped");
    slot.open = None;
}

/// Pointers that are refused: NULL, and such that are not aligned. A context that was begun is as before.
fn refused(slot: &mut Slot<'_>, which: u8) {
    let context = slot.context();
    let (mut length, mut outcome, mut failure) = (Out::<usize>::new(), Out::<mw_outcome>::new(), Out::new());
    let (wrong, wanted) = match which & 1 {
        0 => (ptr::null_mut(), mw_status::NullPointer),
        _ => (context.cast::<u8>().wrapping_add(1).cast::<mw_exchange>(), mw_status::BadPointer),
    };
    // SAFETY: the header says that NULL and what is not aligned is answered; nothing behind such a pointer is touched.
    unsafe {
        assert_eq!(mw_exchange_wants(wrong), wanted as i32);
        assert_eq!(mw_exchange_transmit(wrong, ptr::null_mut(), 0, length.place(), failure.place()), wanted);
        failure_tells(&failure, wanted, None);
        assert_eq!(mw_exchange_advance(wrong, 0, ptr::null_mut()), wanted);
        assert_eq!(mw_exchange_outcome(wrong, outcome.place()), wanted);
        assert_eq!(mw_exchange_outcome(context, ptr::null_mut()), mw_status::NullPointer);
        assert_eq!(mw_exchange_clear(wrong, 8), wanted);
        if slot.open.is_some() {
            let mut failure = Out::new();
            let status = mw_exchange_receive(context, ptr::null(), 1, ptr::null_mut(), failure.place());
            assert_eq!(status, mw_status::NullPointer);
            failure_tells(&failure, status, None);
            let status = mw_exchange_transmit(context, ptr::null_mut(), 1, length.place(), ptr::null_mut());
            assert_eq!(status, mw_status::NullPointer);
            let far = mw_slice { data: wrong.cast(), length: usize::MAX };
            assert!(mw_reply_field(context, far, mw_slice::EMPTY, ptr::null_mut()) != OK);
        }
    }
    assert!(length.is_untouched() && outcome.is_untouched());
}

/// The functions without a context, over bytes that may be anything.
fn lists(text: &[u8], size: usize) {
    let text = &text[..text.len().min(size)];
    let (mut error, mut covers, mut entry) =
        (Out::<mw_whitelist_error>::new(), Out::<bool>::new(), Out::<mw_addresses>::new());
    let list = mailwire::bluehornet::Whitelist::new(text);
    // SAFETY: text and places are valid.
    unsafe {
        let status = mw_whitelist_check(slice(text), error.place());
        assert_eq!(status == OK, list.is_ok());
        assert_eq!(error.get().offset, list.map_or_else(|error| error.offset, |_| 0));
        assert_eq!(mw_whitelist_covers(slice(text), 7, covers.place()), status);
        let wanted = list.ok().and_then(|list| list.entries().nth(size % 3));
        assert_eq!(mw_whitelist_entry(slice(text), size % 3, entry.place()) == OK, wanted.is_some());
        assert_eq!(entry.is_untouched(), wanted.is_none());
    }
    let wanted = std::str::from_utf8(text).unwrap_or("?");
    let copied = if wanted == "?" { b"?" } else { text };
    // SAFETY: text and place are valid.
    written(Some(wanted), size, |out, size, length| unsafe { mw_copy_text(slice(copied), out, size, length) });
    let mut found = Out::<mw_hubspot_send_result>::new();
    // SAFETY: text and place are valid.
    let status = unsafe { mw_hubspot_find_send_result(slice(text), found.place()) };
    assert_eq!(status == OK, mailwire::hubspot::SendResult::from_value(text).is_some());
}
