//! The sandbox's own paths: what came in, what goes wrong next. They take no credential and have no faults.

use crate::faults::Fault;
use crate::reply::{Answerer, Reply};
use crate::service::Service;
use serde_json::{Value, json};

/// Everything below this path is the sandbox's own.
pub(crate) const PREFIX: &str = "/sandbox/";

/// `GET /sandbox/messages`
pub(crate) fn messages(service: &Service) -> Reply {
    own(200, &json!(service.messages()))
}

/// `GET /sandbox/transactions`
pub(crate) fn transactions(service: &Service) -> Reply {
    own(200, &json!(service.memory().bluehornet.transactions))
}

/// `GET /sandbox/requests`
pub(crate) fn requests(service: &Service) -> Reply {
    own(200, &json!(service.memory().requests))
}

/// `DELETE /sandbox/messages`
pub(crate) fn forget(service: &Service) -> Reply {
    service.forget();
    Reply { answerer: Answerer::Sandbox, ..Reply::empty(204) }
}

/// `POST /sandbox/faults`: a list of faults, or one, or the text form of one.
pub(crate) fn queue_faults(service: &Service, body: &[u8]) -> Reply {
    match read_faults(body) {
        Ok(faults) => {
            let mut memory = service.memory();
            memory.faults.extend(faults);
            own(200, &json!({"queued": memory.faults.len()}))
        }
        Err(error) => own(400, &json!({"error": error})),
    }
}

/// `DELETE /sandbox/faults`
pub(crate) fn drop_faults(service: &Service) -> Reply {
    service.memory().faults.clear();
    own(200, &json!({"queued": 0}))
}

fn read_faults(body: &[u8]) -> Result<Vec<Fault>, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    if !text.trim_start().starts_with(['[', '{', '"']) {
        return text.parse().map(|fault| vec![fault]);
    }
    let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let one = |value: Value| match value {
        Value::String(pairs) => pairs.parse(),
        other => serde_json::from_value::<Fault>(other).map_err(|error| error.to_string())?.check(),
    };
    match document {
        Value::Array(all) => all.into_iter().map(one).collect(),
        other => Ok(vec![one(other)?]),
    }
}

fn own(status: u16, document: &Value) -> Reply {
    Reply { answerer: Answerer::Sandbox, ..Reply::json(status, document) }
}
