//! The collector of tokens: it gets what the library hands out, and holds what the core's own collector makes of the same.

use std::mem::MaybeUninit;
use std::ptr;

use mailwire::hubspot::Tokens;
use mailwire::operation::{Piece, Row, RowName};
use mailwire_ffi::c::exchange::{mw_event, mw_received};
use mailwire_ffi::c::failure::mw_status;
use mailwire_ffi::c::tokens::*;

use super::contexts::{Out, Slot, failure_tells, status_of};
use super::verbs::bytes_of;

const SIZE: usize = size_of::<mw_hubspot_tokens>();

/// A collector of C, and the rows it got.
pub(super) struct Collector {
    memory: Box<mw_hubspot_tokens>,
    room: Box<[u8]>,
    rows: Vec<Pushed>,
}

/// A row that was pushed, and the answer.
struct Pushed {
    name: RowName,
    piece: Vec<u8>,
    is_last: bool,
    status: mw_status,
}

impl Collector {
    fn new(size: usize) -> Self {
        let mut collector = Collector {
            memory: Box::new(mw_hubspot_tokens { opaque: [0; MW_HUBSPOT_TOKENS_WORDS] }),
            room: vec![0xaa; size].into(),
            rows: Vec::new(),
        };
        let (mut values, mut failure) = (Out::new(), Out::new());
        let (place, room) = (collector.place(), collector.room.as_mut_ptr());
        // SAFETY: memory and room have these sizes; what is not begun yet is answered.
        unsafe {
            assert_eq!(mw_hubspot_tokens_values(place, values.place()), mw_status::NotInitialized);
            assert_eq!(mw_hubspot_tokens_clear(place), mw_status::NotInitialized);
            assert_eq!(mw_hubspot_tokens_init(place, SIZE - 8, room, size), mw_status::WrongSize);
            assert_eq!(mw_hubspot_tokens_init(ptr::null_mut(), SIZE, room, size), mw_status::NullPointer);
            assert_eq!(mw_hubspot_tokens_init(place, SIZE, room, size), mw_status::Ok);
            let status = mw_hubspot_tokens_push(place, ptr::null(), failure.place());
            assert_eq!(status, mw_status::NullPointer);
            failure_tells(&failure, status, None);
        }
        assert!(values.is_untouched());
        collector
    }

    fn place(&mut self) -> *mut mw_hubspot_tokens {
        &raw mut *self.memory
    }

    /// The core's collector, in room of the same size, behind all rows, to which it answered the same; and its last answer.
    fn beside<T>(&self, then: impl FnOnce(&Tokens<'_>, Result<(), mailwire::Error>) -> T) -> T {
        let mut room = vec![0; self.room.len()];
        let (mut tokens, mut last) = (Tokens::new(&mut room), Ok(()));
        for Pushed { name, piece, is_last, status } in &self.rows {
            last = tokens.push(&Row { item: 0, name: *name, piece: Piece::Span(piece), is_last: *is_last });
            assert_eq!(*status, status_of(&last), "{last:?}");
        }
        then(&tokens, last)
    }

    /// What was just handed out.
    pub(super) fn push(&mut self, received: &mw_received) {
        let mut failure = Out::new();
        // SAFETY: the collector was begun, and the record lives through the call.
        let status = unsafe { mw_hubspot_tokens_push(self.place(), received, failure.place()) };
        if received.event != mw_event::Row as u32 {
            assert_eq!(status, mw_status::Ok);
            return failure_tells(&failure, status, None);
        }
        let name = RowName::ALL[received.row.name as usize - 1];
        let is_last = received.row.is_last != 0;
        self.rows.push(Pushed { name, piece: bytes_of(received.row.piece), is_last, status });
        // Each look costs a pass over all rows, and there may be one for every byte.
        if is_last || self.rows.len().is_multiple_of(16) {
            let answer = self.beside(|_, last| last);
            failure_tells(&failure, status, answer.err());
            self.agrees();
        }
    }

    fn agrees(&mut self) {
        let mut values = Out::<mw_hubspot_token_values>::new();
        // SAFETY: the collector was begun, and the place is valid.
        let there = unsafe {
            assert_eq!(mw_hubspot_tokens_values(self.place(), values.place()), mw_status::Ok);
            values.get()
        };
        self.beside(|tokens, _| {
            assert_eq!(bytes_of(there.access_token), tokens.access_token().unwrap_or("").as_bytes());
            assert_eq!(bytes_of(there.refresh_token), tokens.refresh_token().unwrap_or("").as_bytes());
            assert_eq!(there.expires_in_s, tokens.expires_in_s().unwrap_or(0));
        });
    }

    /// To other memory by copying its bytes; the room stays.
    fn move_away(&mut self) {
        let mut moved = Box::new(MaybeUninit::<mw_hubspot_tokens>::uninit());
        // SAFETY: both have the size of a collector.
        unsafe { ptr::copy_nonoverlapping(self.place(), moved.as_mut_ptr(), 1) };
        self.memory.opaque.fill(u64::MAX);
        // SAFETY: it was just written.
        self.memory = unsafe { moved.assume_init() };
        self.agrees();
    }

    fn clear(mut self) {
        let mut values = Out::new();
        // SAFETY: the collector was begun; what is no collector any more is answered.
        unsafe {
            assert_eq!(mw_hubspot_tokens_clear(self.place()), mw_status::Ok);
            assert_eq!(mw_hubspot_tokens_values(self.place(), values.place()), mw_status::NotInitialized);
        }
        assert!(
            self.room.iter().chain(self.memory.opaque.map(|word| (word != 0).into()).iter()).all(|byte| *byte == 0)
        );
    }
}

/// Begins, looks at, moves, or clears the collector beside a context.
pub(super) fn tokens(slot: &mut Slot<'_>, which: u8, size: usize) {
    match (which % 4, slot.collector.take()) {
        (0, Some(collector)) => collector.clear(),
        (1, Some(mut collector)) => {
            collector.move_away();
            slot.collector = Some(collector);
        }
        (_, Some(mut collector)) => {
            collector.agrees();
            slot.collector = Some(collector);
        }
        (_, None) => slot.collector = Some(Collector::new(size * 4)),
    }
}
