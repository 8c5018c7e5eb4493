//! A provider as it really is: mails, and the keys by which one of them tells a repeat. It reads requests with programs of
//! others.

use serde_json::Value;

use super::trouble::{Answer, Processing, Trouble};
use crate::wire::reply;

/// Which service, and how it is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// HubSpot's single send of version 1, which answers with a result.
    HubSpotV1,
    /// The newest single send, which answers with a state.
    HubSpot,
    /// BlueHornet, with replies in XML.
    BlueHornetXml,
    /// BlueHornet, with replies of PHP.
    BlueHornetPhp,
}

impl Service {
    /// All of them.
    pub const ALL: [Service; 4] =
        [Service::HubSpotV1, Service::HubSpot, Service::BlueHornetXml, Service::BlueHornetPhp];

    /// Does it look at a key?
    pub fn is_hubspot(self) -> bool {
        matches!(self, Service::HubSpot | Service::HubSpotV1)
    }
}

/// A provider, and what it has done.
#[derive(Clone, Debug)]
pub struct Provider {
    service: Service,
    keys: Vec<String>,
    mails: usize,
    /// Requests that it will still process.
    waiting: Vec<Vec<u8>>,
    /// The request that came first: a repeat has to be the same.
    first: Option<Vec<u8>>,
}

impl Provider {
    /// One that has done nothing.
    pub fn new(service: Service) -> Self {
        Provider { service, keys: Vec::new(), mails: 0, waiting: Vec::new(), first: None }
    }

    /// The mails that it has sent.
    pub fn mails(&self) -> usize {
        self.mails
    }

    /// What was put off is done now.
    pub fn catch_up(&mut self) {
        for request in std::mem::take(&mut self.waiting) {
            self.process(&request);
        }
    }

    /// Whether the bytes are a whole request.
    ///
    /// # Panics
    /// If they are none at all, or more than one.
    pub fn is_whole(bytes: &[u8]) -> bool {
        let mut fields = [httparse::EMPTY_HEADER; 32];
        let mut request = httparse::Request::new(&mut fields);
        let httparse::Status::Complete(head) = request.parse(bytes).expect("a request") else { return false };
        let length = request.headers.iter().find(|field| field.name.eq_ignore_ascii_case("content-length"));
        let length = std::str::from_utf8(length.expect("a length").value).expect("digits");
        let whole = head + length.parse::<usize>().expect("a number");
        assert!(bytes.len() <= whole, "more than a request came");
        bytes.len() == whole
    }

    /// The reply to a whole request, which is processed as the trouble wants it.
    pub fn answer(&mut self, request: &[u8], trouble: &Trouble) -> Vec<u8> {
        let (status, body) = match trouble.answer {
            _ if trouble.late => {
                self.waiting.push(request.to_vec());
                (200, String::new())
            }
            Answer::Own => (200, self.process(request)),
            Answer::Refused(status) => (status, refusal(status).to_owned()),
            Answer::Failed(status, processing) => {
                match processing {
                    Processing::Now => drop(self.process(request)),
                    Processing::Later => self.waiting.push(request.to_vec()),
                    Processing::Never => {}
                }
                (status, "upstream failed".to_owned())
            }
            Answer::Replaced(status, body) => {
                self.process(request);
                (status, body.to_owned())
            }
            Answer::Throttled(status) if self.service.is_hubspot() => {
                (status, r#"{"sendResult":"THROTTLED"}"#.to_owned())
            }
            Answer::Throttled(_) => (429, String::new()),
        };
        written(status, &body, trouble)
    }

    /// The reply of one that does not wait for the end of the request, and does nothing.
    pub fn answer_early(&mut self, trouble: &Trouble) -> Vec<u8> {
        let status = match trouble.answer {
            Answer::Refused(status) => status,
            _ => 413,
        };
        written(status, refusal(status), trouble)
    }

    /// Sends the mail, unless its key is known, and answers what is said of it.
    fn process(&mut self, request: &[u8]) -> String {
        let first = self.first.get_or_insert_with(|| request.to_vec());
        assert_eq!(first, request, "a repeat is the same request");
        let body = request.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
        let is_repeat = self.service.is_hubspot() && self.is_known(&request[body..]);
        self.mails += usize::from(!is_repeat);
        match (self.service, is_repeat) {
            (Service::HubSpotV1, false) => r#"{"sendResult":"SENT","eventId":{"id":"e-1","created":1793611047000}}"#,
            (_, true) => r#"{"statusId":"s-1","status":"COMPLETE","sendResult":"IDEMPOTENT_IGNORE"}"#,
            (Service::HubSpot, false) => {
                r#"{"requestedAt":"2026-11-02T09:15:27.123Z","statusId":"s-1","status":"PENDING"}"#
            }
            (Service::BlueHornetXml, _) => {
                "<methodResponse>\n<item>\n<methodName><![CDATA[transactional.sendtransaction]]></methodName>\n\
                 <responseText><![CDATA[Sent Transaction]]></responseText>\n<responseData>\n\
                 <template_id>7</template_id>\n<email><![CDATA[jane@customer.example]]></email>\n</responseData>\n\
                 <responseNum><![CDATA[1]]></responseNum>\n</item>\n</methodResponse>\n"
            }
            (Service::BlueHornetPhp, _) => {
                r#"a:1:{i:0;a:4:{s:10:"methodName";s:29:"transactional.sendtransaction";s:12:"responseText";s:16:"Sent Transaction";s:12:"responseData";a:1:{s:11:"template_id";s:1:"7";}s:11:"responseNum";s:1:"1";}}"#
            }
        }
        .to_owned()
    }

    /// Whether the key was used before; from now on it was.
    fn is_known(&mut self, body: &[u8]) -> bool {
        let body: Value = serde_json::from_slice(body).expect("JSON");
        let Some(key) = body["message"]["sendId"].as_str() else { return false };
        if self.keys.iter().any(|known| known == key) {
            return true;
        }
        self.keys.push(key.to_owned());
        false
    }
}

fn refusal(status: u16) -> &'static str {
    match status {
        429 => r#"{"status":"error","message":"limit","policyName":"TEN_SECONDLY_ROLLING","errorType":"RATE_LIMIT"}"#,
        401 => r#"{"status":"error","message":"expired","category":"EXPIRED_AUTHENTICATION"}"#,
        400 => r#"{"status":"error","message":"Invalid input JSON","correlationId":"c-1"}"#,
        _ => "<html><title>Refused</title></html>",
    }
}

/// A reply as the trouble has it written.
fn written(status: u16, body: &str, trouble: &Trouble) -> Vec<u8> {
    let wait = trouble.retry_after.map_or(String::new(), |wait| format!("Retry-After: {wait}\r\n"));
    let fields = format!("Content-Type: application/json\r\nX-HubSpot-Correlation-Id: c-1\r\n{wait}");
    let mut bytes = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(trouble.interim);
    bytes.extend(reply(status, &fields, body.as_bytes(), trouble.framing));
    bytes
}
