//! Accounts and operations as records of C, right and wrong, and the same as values.

use std::ptr;

use mailwire::retry::Schedule;
use mailwire_ffi::c::bluehornet::*;
use mailwire_ffi::c::failure::mw_status;
use mailwire_ffi::c::hubspot::*;
use mailwire_ffi::c::property::{mw_properties, mw_property};
use mailwire_ffi::c::retry::{mw_schedule, mw_schedule_default, mw_schedule_in_line};
use mailwire_ffi::c::slice::mw_slice;

use super::contexts::Out;

/// Texts, some of which no field takes.
const TEXTS: [&[u8]; 16] = [
    b"EXAMPLE",
    b"jane@customer.example",
    b"7",
    b"x",
    b"",
    b"a b",
    b"line\r\nend",
    b"caf\xc3\xa9@caf\xc3\xa9",
    b"\xff\xfe",
    b"<&>]]>\"\\",
    b"..",
    b"a@b,c@d",
    b"00000000-0000-0000-0000-000000000000",
    b"\0",
    b"EXAMPLE-TOKEN-Zq7Xk",
    &[b'l'; 600],
];

/// Where a user comes back to with a code.
pub(super) const BACK: &[u8] = b"https://app.example/back";

/// What is asked of a provider.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asked {
    Send { token: &'static [u8], to: &'static [u8], send_id: &'static [u8], custom: &'static [u8] },
    Status { token: &'static [u8], id: &'static [u8] },
    Refresh { id: &'static [u8], secret: &'static [u8], token: &'static [u8] },
    Code { id: &'static [u8], secret: &'static [u8], code: &'static [u8], verifier: &'static [u8] },
    Batch { key: &'static [u8], secret: &'static [u8], email: &'static [u8], count: usize, is_php: bool },
}

impl Asked {
    /// Mostly something that can be sent.
    pub(super) fn chosen(which: u8, wrong: usize) -> Self {
        // One value is another than it should be; beyond the texts none is.
        let text = |field: usize, usual: usize| {
            let is_this = wrong != 0 && wrong % 4 == field;
            TEXTS[if is_this { wrong / 4 % TEXTS.len() } else { usual }]
        };
        match which % 9 {
            0 | 1 => {
                let send_id = if which.is_multiple_of(2) { text(2, 3) } else { b"" };
                Asked::Send { token: text(0, 0), to: text(1, 1), send_id, custom: text(3, 9) }
            }
            2 => Asked::Status { token: text(0, 0), id: text(1, 7) },
            3 => Asked::Refresh { id: text(0, 0), secret: text(1, 5), token: text(2, 14) },
            8 => {
                let verifier = if wrong & 128 != 0 { text(3, 3) } else { b"" };
                Asked::Code { id: text(0, 0), secret: text(1, 5), code: text(2, 14), verifier }
            }
            which => {
                let count = [1, 2, 3, 9][usize::from(which - 4)];
                Asked::Batch { key: text(0, 0), secret: text(1, 9), email: text(2, 1), count, is_php: wrong & 128 != 0 }
            }
        }
    }

    pub(super) fn is_hubspot(self) -> bool {
        !matches!(self, Asked::Batch { .. })
    }
}

/// The records of both providers; those of one are used. They point into each other, so they stay where they are.
pub(super) struct Records {
    asked: Asked,
    pub(super) hubspot: mw_hubspot_account,
    pub(super) send: mw_hubspot_single_send,
    pub(super) status: mw_hubspot_send_status,
    pub(super) refresh: mw_hubspot_refresh_token,
    pub(super) code: mw_hubspot_authorization_code,
    pub(super) bluehornet: mw_bluehornet_account,
    pub(super) batch: mw_bluehornet_batch,
    property: mw_property,
    arguments: [mw_argument; 2],
    calls: Vec<mw_bluehornet_call>,
}

/// A text; an empty one with NULL as its data, as the header allows.
pub(super) fn slice(text: &[u8]) -> mw_slice {
    mw_slice { data: if text.is_empty() { ptr::null() } else { text.as_ptr() }, length: text.len() }
}

/// A record as its `_default` function leaves it; what it does with a wrong size and with no record at all.
fn default<T: Copy>(fill: unsafe extern "C" fn(*mut T, usize) -> mw_status, wrong: usize) -> T {
    let size = size_of::<T>();
    let wrong = if wrong == size { 0 } else { wrong };
    let mut record = Out::<T>::new();
    // SAFETY: the place is valid or NULL, and has the size that is told where that is the right one.
    unsafe {
        assert_eq!(fill(record.place(), wrong), mw_status::WrongSize);
        assert!(record.is_untouched());
        assert_eq!(fill(ptr::null_mut(), size), mw_status::NullPointer);
        assert_eq!(fill(record.place().cast::<u8>().wrapping_add(1).cast(), size), mw_status::BadPointer);
        assert!(record.is_untouched());
        assert_eq!(fill(record.place(), size), mw_status::Ok);
        assert_eq!(record.place().cast::<u32>().read(), size as u32, "it begins with its size");
        record.get()
    }
}

/// Every `_default` function, and the schedules, which are those of the core.
pub(super) fn defaults(wrong: usize) {
    default(mw_hubspot_account_default, wrong);
    default(mw_hubspot_single_send_default, wrong);
    default(mw_hubspot_send_status_default, wrong);
    default(mw_hubspot_refresh_token_default, wrong);
    default(mw_hubspot_authorization_code_default, wrong);
    default(mw_bluehornet_account_default, wrong);
    default(mw_bluehornet_batch_default, wrong);
    for (fill, wanted) in [
        (mw_schedule_default as unsafe extern "C" fn(*mut mw_schedule) -> mw_status, Schedule::DEFAULT),
        (mw_schedule_in_line, Schedule::IN_LINE),
    ] {
        let mut schedule = Out::<mw_schedule>::new();
        // SAFETY: the place is valid or NULL.
        let there = unsafe {
            assert_eq!(fill(ptr::null_mut()), mw_status::NullPointer);
            assert_eq!(fill(schedule.place()), mw_status::Ok);
            schedule.get()
        };
        assert_eq!((there.attempts, there.factor), (u32::from(wanted.attempts), u32::from(wanted.factor)));
        assert_eq!((there.first_ms, there.cap_ms), (wanted.first_ms, wanted.cap_ms));
        assert_eq!((there.rate_limit_ms, there.longest_ms), (wanted.rate_limit_ms, wanted.longest_ms));
    }
}

impl Records {
    pub(super) fn new(asked: Asked) -> Box<Self> {
        let none = mw_slice::EMPTY;
        let argument =
            mw_argument { name: none, text: none, plain: none, items: ptr::null(), item_count: 0, number: 7, kind: 0 };
        let mut records = Box::new(Records {
            asked,
            hubspot: default(mw_hubspot_account_default, 0),
            send: default(mw_hubspot_single_send_default, 0),
            status: default(mw_hubspot_send_status_default, 0),
            refresh: default(mw_hubspot_refresh_token_default, 0),
            code: default(mw_hubspot_authorization_code_default, 0),
            bluehornet: default(mw_bluehornet_account_default, 0),
            batch: default(mw_bluehornet_batch_default, 0),
            property: mw_property { name: slice(b"alert"), text: none, integer: 0, kind: 0 },
            arguments: [argument; 2],
            calls: Vec::new(),
        });
        records.send.email_id = 7;
        records.fill();
        records
    }

    fn fill(&mut self) {
        match self.asked {
            Asked::Send { token, to, send_id, custom } => {
                self.hubspot.credential = slice(token);
                (self.send.to, self.send.send_id) = (slice(to), slice(send_id));
                self.property.text = slice(custom);
                self.send.custom = mw_properties { items: &raw const self.property, count: 1, object: mw_slice::EMPTY };
            }
            Asked::Status { token, id } => {
                (self.hubspot.credential, self.status.status_id) = (slice(token), slice(id));
            }
            Asked::Refresh { id, secret, token } => {
                self.hubspot.credential_kind = mw_hubspot_credential::None as u32;
                (self.refresh.client_id, self.refresh.client_secret) = (slice(id), slice(secret));
                self.refresh.refresh_token = slice(token);
            }
            Asked::Code { id, secret, code, verifier } => {
                self.hubspot.credential_kind = mw_hubspot_credential::None as u32;
                (self.code.client_id, self.code.client_secret) = (slice(id), slice(secret));
                (self.code.code, self.code.redirect_uri) = (slice(code), slice(BACK));
                self.code.code_verifier = slice(verifier);
            }
            Asked::Batch { key, secret, email, count, is_php } => {
                (self.bluehornet.api_key, self.bluehornet.shared_secret) = (slice(key), slice(secret));
                self.bluehornet.response_type = if is_php { 2 } else { 1 };
                (self.arguments[0].name, self.arguments[0].text) = (slice(b"email"), slice(email));
                (self.arguments[1].name, self.arguments[1].kind) = (slice(b"template_id"), 1);
                let call = mw_bluehornet_call {
                    method: slice(b"transactional.sendTransaction"),
                    arguments: mw_arguments { items: self.arguments.as_ptr(), count: 2 },
                    variables: mw_arguments { items: ptr::null(), count: 0 },
                    is_custom: 0,
                };
                self.calls = vec![call; count];
                (self.batch.calls, self.batch.count) = (self.calls.as_ptr(), count);
            }
        }
    }

    pub(super) fn asked(&self) -> Asked {
        self.asked
    }
}
