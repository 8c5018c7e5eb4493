//! W2: a whole request, head and body, into one buffer, by an exchange.

use mailwire::Exchange;
use mailwire::hubspot::Account;

use super::json_encode::single_send;
use crate::contender::{Contender, Written};
use crate::samples::{SMALL, TOKEN, USER_AGENT};

pub fn contender() -> Contender {
    let account = Account::bearer(TOKEN).and_then(|account| account.user_agent(USER_AGENT)).expect("valid");
    let send = single_send(&SMALL);
    Contender::new("mailwire", Written::new(1024), move |out| {
        let mut exchange = Exchange::new(&account, &send);
        out.length = exchange.transmit(out.room).expect("valid");
    })
}
