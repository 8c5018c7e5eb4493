//! W1: the body of a single send, at the request level: every value checked, then written in one pass.

use mailwire::exchange::{Emit, Request, write_body};
use mailwire::hubspot::{Account, ApiVersion, SingleSend};
use mailwire::text::Cursor;

use crate::contender::{Contender, Written};
use crate::samples::{Message, TOKEN};

/// The same values as the request of a user.
pub fn single_send(message: &'static Message) -> SingleSend<'static> {
    SingleSend::new(message.email_id, message.to)
        .and_then(|send| send.send_id(message.send_id))
        .expect("valid")
        .version(ApiVersion::V3)
        .reply_to(&message.reply_to)
        .cc(&message.cc)
        .contact(&message.contact)
        .custom(message.custom)
}

/// Checks and writes.
pub fn checked(message: &'static Message) -> Contender {
    contender("mailwire", message, true)
}

/// Writes a message that was checked before, as the second pass over it does.
pub fn unchecked(message: &'static Message) -> Contender {
    contender("mailwire, body alone", message, false)
}

fn contender(name: &'static str, message: &'static Message, checks: bool) -> Contender {
    let account = Account::bearer(TOKEN).expect("a token");
    let send = single_send(message);
    Contender::new(name, Written::new(16 * 1024), move |out| {
        let request = Request::new(&account, &send);
        if checks {
            out.length = write_body(&request, out.room).expect("valid");
            return;
        }
        let mut cursor = Cursor::fill(out.room);
        request.body(&mut cursor);
        assert!(!cursor.has_fault());
        out.length = cursor.position();
    })
}
