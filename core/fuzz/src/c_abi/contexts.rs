//! A context in memory of its exact size, and the exchange of the core that runs beside it.

use std::mem::{MaybeUninit, size_of};

use mailwire::exchange::{Emit, Request, State};
use mailwire::operation::{Dedupe, Operation, Reader};
use mailwire::{Error, bluehornet, hubspot};
use mailwire_ffi::c::exchange::{MW_EXCHANGE_WORDS, MW_HUBSPOT_EXCHANGE_WORDS, mw_exchange, mw_exchange_wants};
use mailwire_ffi::c::failure::{mw_failure, mw_status};

use super::records::{Asked, BACK, Records};
use super::tokens::Collector;

/// The exchange of the core.
#[allow(clippy::large_enum_variant, reason = "there are two of them, and they never move")]
pub(super) enum Beside {
    Hubspot(State<hubspot::Reader>),
    Bluehornet(State<bluehornet::Reader>),
}

impl Beside {
    pub(super) fn state(&mut self) -> &mut State<dyn Reader> {
        match self {
            Beside::Hubspot(state) => state,
            Beside::Bluehornet(state) => state,
        }
    }
}

/// What is asked, with the exchange of the core.
pub(super) struct Open {
    /// The records of C lie here until the slot is begun anew; the context points to them.
    pub(super) records: Box<Records>,
    pub(super) beside: Beside,
}

impl Open {
    /// Puts account and operation of the core together, as far as they can be.
    pub(super) fn begin(asked: Asked) -> Result<Beside, Error> {
        let mut beside = None;
        with_request(asked, |request, state, _| {
            request.check()?;
            beside = Some(state);
            Ok(())
        })??;
        Ok(beside.expect("a reader"))
    }

    /// The request of the core, for the length of one call.
    pub(super) fn with<T>(&mut self, each: impl FnOnce(&dyn Emit, Dedupe<'_>, &mut State<dyn Reader>) -> T) -> T {
        let beside = &mut self.beside;
        let done = with_request(self.records.asked(), |request, _, dedupe| each(request, dedupe, beside.state()));
        done.unwrap_or_else(|error| panic!("it was right when the exchange began: {error}"))
    }
}

fn with_request<T>(asked: Asked, each: impl FnOnce(&dyn Emit, Beside, Dedupe<'_>) -> T) -> Result<T, Error> {
    macro_rules! hubspot {
        ($account:expr, $operation:expr) => {{
            let (account, operation) = ($account, $operation);
            let state = Beside::Hubspot(State::new(operation.reader(&account)));
            Ok(each(&Request::new(&account, &operation), state, operation.dedupe()))
        }};
    }
    match asked {
        Asked::Send { token, to, send_id, custom } => {
            let account = hubspot::Account::bearer(token)?;
            let properties = [hubspot::Property { name: b"alert", value: hubspot::Value::Text(custom) }];
            let mut send = hubspot::SingleSend::new(7, to)?.custom(&properties);
            if !send_id.is_empty() {
                send = send.send_id(send_id)?;
            }
            hubspot!(account, send)
        }
        Asked::Status { token, id } => hubspot!(hubspot::Account::bearer(token)?, hubspot::SendStatus::new(id)?),
        Asked::Refresh { id, secret, token } => {
            hubspot!(hubspot::Account::without_credential(), hubspot::RefreshToken::new(id, secret, token)?)
        }
        Asked::Code { id, secret, code, verifier } => {
            let mut call = hubspot::AuthorizationCode::new(id, secret, code, BACK)?;
            if !verifier.is_empty() {
                call = call.code_verifier(verifier)?;
            }
            hubspot!(hubspot::Account::without_credential(), call)
        }
        Asked::Batch { key, secret, email, count, is_php } => {
            let response_type = if is_php { bluehornet::ResponseType::Php } else { bluehornet::ResponseType::Xml };
            let account = bluehornet::Account::new(key, secret)?.response_type(response_type);
            let arguments = [
                bluehornet::Argument { name: b"email", value: bluehornet::ArgumentValue::Text(email) },
                bluehornet::Argument::new("template_id", 7_i64),
            ];
            let call = bluehornet::Call::new("transactional.sendTransaction", &arguments)?;
            let calls = vec![call; count];
            let batch = bluehornet::Batch::new(&calls);
            let state = Beside::Bluehornet(State::new(batch.reader(&account)));
            Ok(each(&Request::new(&account, &batch), state, batch.dedupe()))
        }
    }
}

/// Memory for a context, what should be in it, and what of the reply is still to come.
pub(super) struct Slot<'i> {
    pub(super) memory: Box<[u64]>,
    pub(super) open: Option<Open>,
    pub(super) reply: &'i [u8],
    /// What was written and not yet handed over.
    pub(super) offered: usize,
    /// Gets what is handed out, where there is one.
    pub(super) collector: Option<Collector>,
}

impl<'i> Slot<'i> {
    /// Nothing was begun.
    pub(super) fn new(reply: &'i [u8]) -> Self {
        Slot { memory: vec![0; MW_EXCHANGE_WORDS].into(), open: None, reply, offered: 0, collector: None }
    }

    /// The context as C has it.
    pub(super) fn context(&mut self) -> *mut mw_exchange {
        self.memory.as_mut_ptr().cast()
    }

    /// Bytes of the memory.
    pub(super) fn size(&self) -> usize {
        self.memory.len() * 8
    }

    /// Other memory, with something in it that is no context.
    pub(super) fn replace(&mut self, is_small: bool, fill: u8) {
        let words = if is_small { MW_HUBSPOT_EXCHANGE_WORDS } else { MW_EXCHANGE_WORDS };
        // A number that no library puts at the beginning of a context: only `init` may.
        let fill = u64::from(fill & 0x0f) * 0x0101_0101_0101_0101;
        self.open = None;
        self.memory = vec![fill; words].into();
    }

    /// Moves the context by copying its bytes, and spoils the old place.
    pub(super) fn move_away(&mut self) {
        let moved = self.memory.clone();
        self.memory.fill(u64::MAX);
        self.memory = moved;
    }

    /// Both sides want the same next.
    pub(super) fn agrees(&mut self) {
        let context = self.context();
        // SAFETY: the memory has the size of a context for its provider, and in front of one that was never begun stands
        // another number than that of one that was.
        let wants = unsafe { mw_exchange_wants(context) };
        let wanted = match &mut self.open {
            None => mw_status::NotInitialized as i32,
            Some(open) => match open.beside.state().wants() {
                mailwire::Wants::Nothing => 0,
                mailwire::Wants::Transmit => 1,
                mailwire::Wants::Receive => 2,
            },
        };
        assert_eq!(wants, wanted);
    }
}

const UNTOUCHED: u8 = 0xa5;

/// A place for an answer, filled so that it shows whether it was written.
pub(super) struct Out<T>(Box<MaybeUninit<T>>);

impl<T: Copy> Out<T> {
    pub(super) fn new() -> Self {
        let mut place = Box::new(MaybeUninit::<T>::uninit());
        // SAFETY: the box has this many bytes.
        unsafe { place.as_mut_ptr().cast::<u8>().write_bytes(UNTOUCHED, size_of::<T>()) };
        Out(place)
    }

    pub(super) fn place(&mut self) -> *mut T {
        self.0.as_mut_ptr()
    }

    /// No byte of it was written.
    pub(super) fn is_untouched(&self) -> bool {
        // SAFETY: all bytes were written by `new`, and none were taken back since.
        let bytes = unsafe { std::slice::from_raw_parts(self.0.as_ptr().cast::<u8>(), size_of::<T>()) };
        bytes.iter().all(|byte| *byte == UNTOUCHED)
    }

    /// The answer.
    ///
    /// # Safety
    /// The function said that all went well, so it has written one.
    pub(super) unsafe fn get(&self) -> T {
        // SAFETY: as the caller promises.
        unsafe { *self.0.as_ptr() }
    }
}

/// The status that stands for an answer of the core.
pub(super) fn status_of<T>(answer: &Result<T, Error>) -> mw_status {
    match answer {
        Ok(_) => mw_status::Ok,
        Err(Error::Config { .. }) => mw_status::ErrorConfig,
        Err(Error::Capacity { .. }) => mw_status::ErrorCapacity,
        Err(Error::Peer { .. }) => mw_status::ErrorPeer,
        Err(Error::Misuse(_)) => mw_status::ErrorMisuse,
    }
}

/// The failure record was written exactly where something failed, and says what.
pub(super) fn failure_tells(failure: &Out<mw_failure>, status: mw_status, error: Option<Error>) {
    assert_eq!(failure.is_untouched(), status == mw_status::Ok, "{status:?}");
    if status == mw_status::Ok {
        return;
    }
    // SAFETY: it is not untouched, so it was written.
    let failure = unsafe { failure.get() };
    assert_eq!(failure.status, status as i32);
    assert!(failure.stage != 0);
    match error {
        Some(Error::Peer { offset, .. }) => assert!(failure.fault != 0 && failure.offset == offset),
        Some(Error::Capacity { needed, available, .. }) => {
            assert_eq!((failure.needed, failure.available), (needed, available));
            assert!(failure.limit != 0);
        }
        Some(Error::Config { item, .. }) => {
            assert!(failure.field != 0 && failure.problem != 0);
            assert_eq!(failure.item, u32::from(item));
        }
        Some(Error::Misuse(_)) => assert!(failure.misuse != 0),
        _ => {}
    }
}
