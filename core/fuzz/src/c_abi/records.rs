//! Accounts and operations as records of C, right and wrong, and the same as values.

use std::ptr;

use mailwire_ffi::c::bluehornet::{
    mw_argument, mw_arguments, mw_bluehornet_account, mw_bluehornet_batch, mw_bluehornet_call,
};
use mailwire_ffi::c::hubspot::{
    mw_hubspot_account, mw_hubspot_credential, mw_hubspot_refresh_token, mw_hubspot_send_status, mw_hubspot_single_send,
};
use mailwire_ffi::c::property::{mw_properties, mw_property};
use mailwire_ffi::c::slice::{mw_slice, mw_slices};

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

/// What is asked of a provider.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asked {
    Send { token: &'static [u8], to: &'static [u8], send_id: &'static [u8], custom: &'static [u8] },
    Status { token: &'static [u8], id: &'static [u8] },
    Refresh { id: &'static [u8], secret: &'static [u8], token: &'static [u8] },
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
        match which % 8 {
            0 | 1 => {
                let send_id = if which.is_multiple_of(2) { text(2, 3) } else { b"" };
                Asked::Send { token: text(0, 0), to: text(1, 1), send_id, custom: text(3, 9) }
            }
            2 => Asked::Status { token: text(0, 0), id: text(1, 7) },
            3 => Asked::Refresh { id: text(0, 0), secret: text(1, 5), token: text(2, 14) },
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
    pub(super) bluehornet: mw_bluehornet_account,
    pub(super) batch: mw_bluehornet_batch,
    property: mw_property,
    arguments: [mw_argument; 2],
    calls: Vec<mw_bluehornet_call>,
}

const NO_TEXTS: mw_slices = mw_slices { items: ptr::null(), count: 0 };
const NO_ARGUMENTS: mw_arguments = mw_arguments { items: ptr::null(), count: 0 };
const NO_PROPERTIES: mw_properties = mw_properties { items: ptr::null(), count: 0, object: mw_slice::EMPTY };

/// A text; an empty one with NULL as its data, as the header allows.
pub(super) fn slice(text: &[u8]) -> mw_slice {
    mw_slice { data: if text.is_empty() { ptr::null() } else { text.as_ptr() }, length: text.len() }
}

/// As C writes it: the number of bytes in the first member.
fn size<T>() -> u32 {
    size_of::<T>() as u32
}

impl Records {
    pub(super) fn new(asked: Asked) -> Box<Self> {
        let none = mw_slice::EMPTY;
        let argument =
            mw_argument { name: none, text: none, plain: none, items: ptr::null(), item_count: 0, number: 7, kind: 0 };
        let mut records = Box::new(Records {
            asked,
            hubspot: mw_hubspot_account {
                size: size::<mw_hubspot_account>(),
                credential_kind: 0,
                credential: none,
                host: none,
                user_agent: none,
            },
            send: mw_hubspot_single_send {
                size: size::<mw_hubspot_single_send>(),
                version: 0,
                email_id: 7,
                to: none,
                from: none,
                send_id: none,
                reply_to: NO_TEXTS,
                cc: NO_TEXTS,
                bcc: NO_TEXTS,
                contact: NO_PROPERTIES,
                custom: NO_PROPERTIES,
            },
            status: mw_hubspot_send_status { size: size::<mw_hubspot_send_status>(), status_id: none },
            refresh: mw_hubspot_refresh_token {
                size: size::<mw_hubspot_refresh_token>(),
                version: 0,
                client_id: none,
                client_secret: none,
                refresh_token: none,
            },
            bluehornet: mw_bluehornet_account {
                size: size::<mw_bluehornet_account>(),
                response_type: 0,
                carriage: 0,
                no_halt: 0,
                api_key: none,
                shared_secret: none,
                host: none,
                user_agent: none,
            },
            batch: mw_bluehornet_batch { size: size::<mw_bluehornet_batch>(), calls: ptr::null(), count: 0 },
            property: mw_property { name: slice(b"alert"), text: none, integer: 0, kind: 0 },
            arguments: [argument; 2],
            calls: Vec::new(),
        });
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
            Asked::Batch { key, secret, email, count, is_php } => {
                (self.bluehornet.api_key, self.bluehornet.shared_secret) = (slice(key), slice(secret));
                self.bluehornet.response_type = if is_php { 2 } else { 1 };
                (self.arguments[0].name, self.arguments[0].text) = (slice(b"email"), slice(email));
                (self.arguments[1].name, self.arguments[1].kind) = (slice(b"template_id"), 1);
                let call = mw_bluehornet_call {
                    method: slice(b"transactional.sendTransaction"),
                    arguments: mw_arguments { items: self.arguments.as_ptr(), count: 2 },
                    variables: NO_ARGUMENTS,
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
