//! W3: the body of a batch of calls, at the request level: every value checked, then written in one pass.

use mailwire::bluehornet::{Account, Argument, Batch, Call, Carriage};
use mailwire::exchange::{Request, write_body};

use crate::contender::{Contender, Written};
use crate::samples::{self, API_KEY, METHOD, SHARED_SECRET};

pub fn contender(calls: &'static [samples::Call]) -> Contender {
    let account = Account::new(API_KEY, SHARED_SECRET).expect("valid").carriage(Carriage::Raw).no_halt(true);
    let call = |call: &'static samples::Call| {
        let arguments = Vec::leak(vec![
            Argument::new("email", call.email.as_str()),
            Argument::new("template_id", call.template_id),
            Argument::new("firstname", call.firstname),
            Argument::new("message", call.message),
        ]);
        Call::new(METHOD, arguments).expect("a documented method")
    };
    let batch = Batch::new(Vec::leak(calls.iter().map(call).collect()));
    Contender::new("mailwire", Written::new(32 * 1024), move |out| {
        out.length = write_body(&Request::new(&account, &batch), out.room).expect("valid");
    })
}
