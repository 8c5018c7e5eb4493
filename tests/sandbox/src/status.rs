//! The way of a request from PENDING over PROCESSING to its end, and the status query.

use crate::clock;
use crate::credentials::admit;
use crate::errors;
use crate::reply::Reply;
use crate::send_result;
use crate::service::Service;
use crate::version::Version;
use http::HeaderMap;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// The path of the status query, in axum's notation.
pub(crate) const PATH: &str = "/marketing/v3/email/send-statuses/{status_id}";

/// What moves a status on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Each query is a step: the first answers PROCESSING, the second the end.
    Polls,
    /// Each step takes this long.
    Time(Duration),
}

/// Where a request ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// COMPLETE with this `sendResult`.
    Complete(String),
    /// CANCELED.
    Canceled,
    /// Nowhere: PENDING for ever.
    Stuck,
}

impl Ending {
    pub fn complete(send_result: &str) -> Self {
        Ending::Complete(send_result.to_owned())
    }
}

/// One request on its way.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    pub status_id: String,
    pub account: u64,
    pub ending: Ending,
    pub requested_at: SystemTime,
    pub started_at: Option<SystemTime>,
    pub completed_at: Option<SystemTime>,
    event_id: Uuid,
}

impl Progress {
    pub fn pending(account: u64, ending: Ending, now: SystemTime) -> Self {
        Self {
            status_id: format!("EXAMPLE-status-{}", Uuid::new_v4().simple()),
            account,
            ending,
            requested_at: now,
            started_at: None,
            completed_at: None,
            event_id: Uuid::new_v4(),
        }
    }

    pub fn completed(account: u64, ending: Ending, now: SystemTime) -> Self {
        Self { started_at: Some(now), completed_at: Some(now), ..Self::pending(account, ending, now) }
    }

    /// One step on.
    fn step(&mut self, now: SystemTime) {
        match (&self.ending, self.started_at, self.completed_at) {
            (Ending::Stuck, ..) | (_, _, Some(_)) => {}
            (_, None, _) => self.started_at = Some(now),
            (_, Some(_), None) => self.completed_at = Some(now),
        }
    }

    /// The steps that time brings; none when queries bring them.
    pub fn pass_time(&mut self, pace: Pace, now: SystemTime) {
        let Pace::Time(step) = pace else { return };
        let (start, end) = (self.requested_at + step, self.requested_at + 2 * step);
        if self.started_at.is_none() && now >= start {
            self.step(start);
        }
        if self.completed_at.is_none() && now >= end {
            self.step(end);
        }
    }

    pub fn status(&self) -> &'static str {
        match (&self.ending, self.started_at, self.completed_at) {
            (Ending::Stuck, ..) | (_, None, _) => "PENDING",
            (_, Some(_), None) => "PROCESSING",
            (Ending::Canceled, ..) => "CANCELED",
            (Ending::Complete(_), ..) => "COMPLETE",
        }
    }

    pub fn send_result(&self) -> Option<&str> {
        match &self.ending {
            Ending::Complete(result) if self.completed_at.is_some() => Some(result),
            _ => None,
        }
    }

    /// `EmailSendStatusView`; members that have no value are left out.
    pub fn view(&self) -> Value {
        let mut view = json!({"requestedAt": clock::rfc3339(self.requested_at)});
        if let Some(started) = self.started_at.filter(|_| self.ending != Ending::Stuck) {
            view["startedAt"] = json!(clock::rfc3339(started));
        }
        if let Some(completed) = self.completed_at.filter(|_| self.ending != Ending::Stuck) {
            view["completedAt"] = json!(clock::rfc3339(completed));
        }
        view["statusId"] = json!(self.status_id);
        view["status"] = json!(self.status());
        if let Some(result) = self.send_result() {
            view["sendResult"] = json!(result);
            if let Some(text) = send_result::message(result) {
                view["message"] = json!(text);
            }
            if result == "SENT" {
                view["eventId"] = json!({"id": self.event_id, "created": view["completedAt"]});
            }
        }
        view
    }

    /// The synchronous answer of v1.
    pub fn view_v1(&self) -> Value {
        let result = match &self.ending {
            Ending::Complete(result) => result,
            Ending::Canceled => "CAMPAIGN_CANCELLED",
            Ending::Stuck => "QUEUED",
        };
        let mut view = json!({"sendResult": result});
        if let Some(text) = send_result::message(result) {
            view["message"] = json!(text);
        }
        if result == "SENT" {
            view["eventId"] = json!({"id": self.event_id, "created": clock::epoch_milliseconds(self.requested_at)});
        }
        view
    }
}

/// `GET /marketing/v3/email/send-statuses/{statusId}`
pub(crate) fn query(service: &Service, headers: &HeaderMap, query: &str, status_id: &str) -> Reply {
    let account = match admit(service, Version::V3, headers, query) {
        Ok(account) => account,
        Err(refusal) => return refusal,
    };
    let pace = service.settings.pace;
    let mut memory = service.memory();
    let Some(progress) = memory.progress.get_mut(status_id).filter(|progress| progress.account == account) else {
        return errors::not_found();
    };
    match pace {
        Pace::Polls => progress.step(SystemTime::now()),
        Pace::Time(_) => progress.pass_time(pace, SystemTime::now()),
    }
    Reply::json(200, &progress.view())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_brings_both_steps_once() {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let second = Duration::from_secs(1);
        let mut progress = Progress::pending(1, Ending::complete("SENT"), start);
        let mut at = |after: u64| {
            progress.pass_time(Pace::Time(second), start + Duration::from_millis(after));
            progress.status()
        };
        assert_eq!(
            [at(0), at(999), at(1000), at(1001), at(1999), at(2000)],
            ["PENDING", "PENDING", "PROCESSING", "PROCESSING", "PROCESSING", "COMPLETE"]
        );
        assert_eq!(progress.view()["completedAt"], "1970-01-12T13:46:42.000Z");
    }
}
