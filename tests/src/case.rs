//! Tables of what is done against a sandbox of HubSpot, what must be said about it, whether it may be done again, and how
//! many mails there are in truth.
//!
//! The tables read: what it shows; what is done; kind, reason, diagnosis (`-` for none) and HTTP status; the decision
//! on another attempt with and without a `sendId` (`after` so many milliseconds, before jitter); the mails.

use std::net::TcpStream;

use crate::service::{
    Connection, GivesUpAfter, Proxy, Ran, Service, account, again, is_true, run_over, trusting, words,
};
use mailwire::Exchange;
use mailwire::hubspot::{Account, ApiVersion, SingleSend};
use mailwire::io::Failure;
use mailwire::operation::Operation;
use mailwire_sandbox::{End, Fault, FaultBody};

/// A recipient of whom nothing is known.
pub const JANE: &str = "jane@customer.example";
/// An email that is published.
pub const EMAIL: u64 = 4_126_643_121;

/// Done, with a sendId and without; as the decisions below.
pub const DONE: [&str; 2] = ["stop done"; 2];
/// Rejected for good.
pub const REJECTED: [&str; 2] = ["stop rejected"; 2];
/// May be tried again.
pub const AT_ONCE: [&str; 2] = ["after 0"; 2];
/// May have been done, so only the sendId makes another attempt safe.
pub const ONLY_WITH_KEY: [&str; 2] = ["after 0", "stop may-have-been-sent"];
/// Somebody has to mend the configuration.
pub const CONFIGURATION: [&str; 2] = ["stop configuration"; 2];

/// One line of a table.
pub struct Row {
    /// What the line shows.
    pub shows: &'static str,
    /// What is done.
    pub does: fn(&Case<'_>) -> Ran,
    /// Kind, reason, diagnosis and HTTP status.
    pub says: &'static str,
    /// The decision on another attempt, with a sendId and without.
    pub again: [&'static str; 2],
    /// How many mails there are.
    pub mails: usize,
}

/// The send that a row makes, once with a sendId and once without.
pub struct Case<'s> {
    /// Where it goes.
    pub service: &'s Service,
    /// The dedupe key.
    pub send_id: Option<&'s str>,
}

impl<'s> Case<'s> {
    /// The message itself, to this recipient.
    pub fn send(&self, to: &'s str) -> SingleSend<'s> {
        let send = SingleSend::new(EMAIL, to).expect("a recipient").custom(&[("alert", "Boiler 7: 96 °C")]);
        match self.send_id {
            Some(send_id) => send.send_id(send_id).expect("a key"),
            None => send,
        }
    }

    /// To this recipient, in the newest version.
    pub fn to(&self, to: &'static str) -> Ran {
        self.service.run(&account(), &self.send(to))
    }

    /// To this recipient, in version 1.
    pub fn v1(&self, to: &'static str) -> Ran {
        self.service.run(&account(), &self.send(to).version(ApiVersion::V1))
    }

    /// To this recipient, then asked for the status so many times.
    pub fn followed(&self, to: &'static str, polls: u8) -> Ran {
        let accepted = self.to(to);
        self.service.follow(&account(), accepted, polls)
    }

    /// With this fault.
    pub fn with(&self, fault: Fault) -> Ran {
        self.service.run_with(fault, &account(), &self.send(JANE))
    }

    /// With this fault, in version 1.
    pub fn v1_with(&self, fault: Fault) -> Ran {
        self.service.run_with(fault, &account(), &self.send(JANE).version(ApiVersion::V1))
    }

    /// Answered with this HTTP status; the request was processed all the same.
    pub fn processed(&self, status: u16) -> Ran {
        self.with(Fault { status: Some(status), processed: true, ..Fault::default() })
    }

    /// Answered with this HTTP status and text; the request was not processed.
    pub fn refused(&self, status: u16, body_text: &str) -> Ran {
        self.with(Fault { status: Some(status), body_text: Some(body_text.to_owned()), ..Fault::default() })
    }

    /// Processed, and answered with 200 and this text.
    pub fn answered(&self, body_text: &str) -> Ran {
        self.with(Fault { body_text: Some(body_text.to_owned()), ..Fault::default() })
    }

    /// Processed, and answered with 200 and such a body.
    pub fn body(&self, body: FaultBody) -> Ran {
        self.with(Fault { body: Some(body), ..Fault::default() })
    }

    /// Processed, and the connection ends after so many bytes of the reply.
    pub fn cut(&self, cut: usize, end: End) -> Ran {
        self.with(Fault { cut_reply_after: Some(cut), end, ..long_reply(true) })
    }

    /// Processed, and the client gives up in the silence after so many bytes of the reply.
    pub fn stalled(&self, bytes: usize) -> Ran {
        self.service.sandbox.fault(Fault { stall_after: Some(bytes), ..long_reply(true) });
        let mut client = GivesUpAfter { inner: self.service.connect(), left: bytes };
        run_over(&mut client, &account(), &self.send(JANE), 512)
    }

    /// Through a proxy that rewrites the head.
    pub fn through(&self, edit: fn(&str) -> String) -> Ran {
        run_over(&mut Proxy::new(self.service.connect(), edit), &account(), &self.send(JANE), 512)
    }

    /// The same in version 1.
    pub fn v1_through(&self, edit: fn(&str) -> String) -> Ran {
        let send = self.send(JANE).version(ApiVersion::V1);
        run_over(&mut Proxy::new(self.service.connect(), edit), &account(), &send, 512)
    }

    /// Over a connection that the host loses when so many bytes are left to send.
    pub fn lost_before_the_last(&self, left: u32) -> Ran {
        let (account, send) = (account(), self.send(JANE));
        let length = Exchange::new(&account, &send).check().expect("valid").request;
        self.service.run_losing((length - left) as usize, &account, &send, 512)
    }

    /// Over a connection that never comes about.
    pub fn refused_connection(&self) -> Ran {
        let (account, send) = (account(), self.send(JANE));
        let refused = TcpStream::connect(("127.0.0.1", 1)).expect_err("nobody listens there");
        let outcome = Exchange::new(&account, &send).outcome().clone();
        Ran { outcome, failure: Some(Failure::Transport(refused)) }
    }

    /// Over TLS that fails: the certificate is not for this name, or not of this authority.
    pub fn handshake(&self, authority: &Service, name: &str) -> Ran {
        let config = trusting(authority.sandbox.ca_pem());
        let mut tls = Connection::secured(self.service.tcp(), &config, name);
        let ran = run_over(&mut tls, &account(), &self.send(JANE), 512);
        assert!(matches!(ran.failure, Some(Failure::Transport(_))), "{:?}", ran.failure);
        ran
    }
}

/// A reply that says it was accepted, in a body so long that 2000 bytes of the reply end in it: inside the document, or
/// behind it.
pub fn long_reply(inside: bool) -> Fault {
    let (start, end) = if inside { (" ", "") } else { ("", " ") };
    let (start, end) = (start.repeat(4000), end.repeat(4000));
    Fault { body_text: Some(format!("{{\"statusId\":\"s\",{start}\"status\":\"PENDING\"}}{end}")), ..Fault::default() }
}

/// Every row of a table, with a sendId and without one; all that differ are told.
pub fn hold(service: &Service, rows: &[Row]) {
    let mut wrong = Vec::new();
    for row in rows {
        for (send_id, decision) in [Some("boiler-7-overheat-0042"), None].into_iter().zip(row.again) {
            service.sandbox.clear();
            let case = Case { service, send_id };
            let outcome = (row.does)(&case).outcome;
            let send = case.send(JANE);
            let dedupe = Operation::<Account<'_>>::dedupe(&send);
            let seen = (words(&outcome), again(&outcome, dedupe), service.mails_become(row.mails));
            if seen != (row.says.to_owned(), decision.to_owned(), row.mails) || !is_true(&outcome, seen.2) {
                wrong.push(format!(
                    "{}\n  with sendId {send_id:?}: {seen:?}\n  wanted: {:?}, {decision:?}, {}\n  {outcome:?}",
                    row.shows, row.says, row.mails
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} rows differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// The head without this field.
pub fn without_field(head: &str, name: &str) -> String {
    head.split_inclusive("\r\n").filter(|line| !line.starts_with(name)).collect()
}
