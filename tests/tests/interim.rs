//! An interim reply (1xx) leaves no trace: the outcome is that of the final reply alone.

use mailwire_tests::replay::read;
use mailwire_tests::wire::{Framing, reply};

/// Whatever an interim head says, the final one has not said it.
#[test]
fn an_interim_reply_leaves_no_trace() {
    let mut traces = Vec::new();
    for (status, body) in [(200, r#"{"statusId":"s-1","status":"PENDING"}"#), (429, "{}"), (503, "<html>")] {
        let last = reply(status, "", body.as_bytes(), Framing::Sized);
        let alone = read("single-send", &last, &mut std::iter::once(usize::MAX)).outcome;
        for field in [
            "Link: </a>",
            "Content-Length: 7",
            "Transfer-Encoding: chunked",
            "Date: Mon, 02 Nov 2026 09:15:27 GMT",
            "CF-RAY: interim",
            "X-HubSpot-Correlation-Id: interim",
            "Retry-After: 600",
            "Retry-After: Mon, 02 Nov 2026 09:17:27 GMT",
        ] {
            let http = [format!("HTTP/1.1 103 Early Hints\r\n{field}\r\n\r\n").as_bytes(), &last].concat();
            for size in [usize::MAX, 1] {
                let seen = read("single-send", &http, &mut std::iter::once(size));
                assert_eq!(seen.error, None, "{status} after an interim {field}");
                if seen.outcome != alone {
                    let (id, wait) = (&seen.outcome.correlation_id, seen.outcome.retry_after);
                    traces.push(format!("{status} after an interim {field}: id {id:?}, wait {wait:?}"));
                }
            }
        }
    }
    assert!(traces.is_empty(), "{traces:#?}");
}
