//! The connection is cut at every byte: what the outcome then says is true, whatever had happened on the other side.

use mailwire::error::{Error, Fault, Misuse};
use mailwire::exchange::State;
use mailwire::hubspot::Reader;
use mailwire::operation::Row;
use mailwire::outcome::{Kind, Outcome, Reason};
use mailwire::{Event, Wants};
use mailwire_tests::operations::{Call, each_kind, every};
use mailwire_tests::specification::{STATUSES, kind};
use mailwire_tests::vectors;
use mailwire_tests::wire::{FRAMINGS, Framing, reply};

/// Takes what the input has, and passes over rows.
fn take<'i>(state: &mut State<Reader>, input: &mut &'i [u8]) -> Result<Event<'i>, Error> {
    loop {
        match state.receive(input)? {
            Event::Row(Row { .. }) => {}
            event => return Ok(event),
        }
    }
}

/// The outcome after the end of the stream, without touching `state`.
fn cut(state: &State<Reader>) -> (Outcome, Result<(), Error>) {
    let mut state = state.clone();
    let result = state.receive_end_of_stream();
    assert_eq!(state.wants(), Wants::Nothing, "the end of the stream ends it");
    assert_eq!(state.receive_end_of_stream(), Ok(()), "asked again, it is no news");
    (state.outcome().clone(), result)
}

/// Before the last byte of the request was handed over, nothing was sent: a part of a request is never processed.
#[test]
fn a_request_that_was_cut_is_not_sent() {
    for call in every() {
        let (request, length) = (call.request(), call.bytes().len());
        let mut state = call.state();
        for sent in 0..length {
            assert_eq!(state.wants(), Wants::Transmit);
            // The transport failed, and the host just reads the outcome; also after bytes were offered.
            assert_eq!((state.outcome().kind(), state.outcome().reason), (Kind::Deferred, Reason::NotSent));
            assert!(state.transmit(&request, &mut [0; 16]).expect("valid") > 0);
            assert_eq!(state.outcome().reason, Reason::NotSent, "{}: offered is not taken", call.name);
            // Or it was told that the other side has closed.
            let (outcome, result) = cut(&state);
            assert_eq!((outcome.kind(), outcome.reason), (Kind::Deferred, Reason::NotSent), "{} at {sent}", call.name);
            assert_eq!(result, Err(Error::Peer { fault: Fault::Truncated, offset: 0 }));
            state.advance(1).expect("one byte");
        }
        // The last byte is out.
        assert_eq!(state.wants(), Wants::Receive);
        assert_eq!((state.outcome().kind(), state.outcome().reason), (Kind::Unknown, Reason::NoReply), "{}", call.name);
        assert_eq!(cut(&state).0.reason, Reason::NoReply);
    }
}

/// Replies of every shape that `call` may get: what they are, their bytes, and where their body begins.
fn replies(call: &Call) -> Vec<(String, u16, Vec<u8>)> {
    let mut all = Vec::new();
    for framing in FRAMINGS {
        let interim = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
        let good = reply(200, "X-HubSpot-Correlation-Id: c-1\r\n", call.good_body(), framing);
        all.push((format!("200 {framing:?}"), 200, good.clone()));
        all.push((format!("103, 200 {framing:?}"), 200, [interim, &good[..]].concat()));
        let error = br#"{"status":"error","message":"caf\u00e9 (x)","correlationId":"c-2","category":"RATE_LIMITS"}"#;
        all.push((format!("429 {framing:?}"), 429, reply(429, "Retry-After: 7\r\n", error, framing)));
        // A result in a refusal decides, as version 1 may send it; a half of it does not.
        let refused = br#"{"sendResult":"PREVIOUSLY_BOUNCED","message":"no"}"#;
        all.push((format!("400 with a result {framing:?}"), 400, reply(400, "", refused, framing)));
        let throttled = br#"{"sendResult":"THROTTLED"}"#;
        all.push((format!("500 with a result {framing:?}"), 500, reply(500, "", throttled, framing)));
        all.push((
            format!("502 {framing:?}"),
            502,
            reply(502, "CF-RAY: 1-FRA\r\n", b"<html><title>Bad</title>", framing),
        ));
    }
    for (status, ..) in STATUSES {
        all.push((format!("{status}, empty"), status, reply(status, "", b"", Framing::Sized)));
    }
    all.push(("204".into(), 204, b"HTTP/1.1 204 No Content\r\nCF-RAY: 1-FRA\r\n\r\n".to_vec()));
    all
}

/// Where the status of the final reply is known: at the byte behind its three digits.
fn status_at(reply: &[u8], status: u16) -> usize {
    let line = format!("HTTP/1.1 {status}");
    reply.windows(line.len()).position(|window| window == line.as_bytes()).expect("a status line") + line.len() + 1
}

/// After the last byte of the request, and before the reply is complete: unknown, unless the status says more.
#[test]
fn a_reply_that_was_cut_claims_nothing() {
    for call in each_kind() {
        for (what, status, reply) in replies(&call) {
            let until_close = what.contains("UntilClose");
            let whole = {
                let mut state = call.sent();
                let mut input = &reply[..];
                let event = take(&mut state, &mut input);
                assert_eq!(event == Ok(Event::NeedMore), until_close, "{}: {what}", call.name);
                cut(&state).0
            };
            let known = status_at(&reply, status);
            let mut state = call.sent();
            for at in 0..reply.len() {
                let place = || format!("{}: {what}, cut at {at} of {}", call.name, reply.len());
                assert_eq!(state.wants(), Wants::Receive, "{}", place());
                let (closed, result) = cut(&state);
                // Where the body ends with the connection, the end is an end as good as any.
                let is_end = until_close && result.is_ok();
                assert!(is_end || result.is_err(), "{}", place());
                // A host whose transport failed does not say so: it just reads the outcome.
                for (outcome, is_closed) in [(&state.outcome(), false), (&closed, true)] {
                    let kinds: &[Kind] = if at < known {
                        &[Kind::Unknown]
                    } else if is_end && is_closed {
                        &[whole.kind(), Kind::Unknown]
                    } else if status < 300 {
                        &[Kind::Unknown]
                    } else {
                        &[kind(status), whole.kind()]
                    };
                    assert!(kinds.contains(&outcome.kind()), "{}: {:?}", place(), outcome.reason);
                    assert_eq!(outcome.http_status, if at < known { 0 } else { status }, "{}", place());
                }
                if at == 0 {
                    assert_eq!(closed.reason, Reason::NoReply);
                } else if at < known || status < 300 && !until_close {
                    assert_eq!(closed.reason, Reason::IncompleteReply, "{}", place());
                }
                // What is known of a failure is kept, and that there was more is said.
                let has_fault =
                    matches!(result, Err(Error::Peer { fault: Fault::Truncated, offset }) if offset as usize == at);
                assert!(has_fault || until_close, "{}: {result:?}", place());
                assert!(until_close || at < known || status < 300 || closed.is_damaged, "{}", place());
                let next = take(&mut state, &mut &reply[at..=at]);
                // The last byte may show that there is nothing to read; that is no cut.
                assert!(next.is_ok() || at + 1 == reply.len(), "{}: {next:?}", place());
            }
        }
    }
}

/// A status of failure decides as soon as it is there: cut right behind it, the kind is that of the table.
#[test]
fn the_status_alone_decides_a_failure() {
    for call in each_kind() {
        for (status, ..) in STATUSES {
            let line = format!("HTTP/1.1 {status} ");
            let mut state = call.sent();
            assert_eq!(take(&mut state, &mut line.as_bytes()), Ok(Event::NeedMore));
            assert_eq!(state.outcome().kind(), kind(status), "{status}");
            let (outcome, _) = cut(&state);
            assert_eq!((outcome.kind(), outcome.is_damaged), (kind(status), true), "{status}");
        }
    }
}

/// Every recorded reply, cut at every byte: never accepted before it is complete, and never more certain than the
/// whole of it or its status.
#[test]
fn vectors_that_were_cut() {
    for vector in vectors::replies() {
        let call = each_kind().into_iter().find(|call| call.answers == vector.operation).expect("a call");
        let mut state = call.sent();
        for (at, byte) in vector.http.iter().enumerate() {
            let (closed, result) = cut(&state);
            let status = closed.http_status;
            let allowed = match status {
                0..300 if result.is_ok() => continue, // the body ends with the connection
                0..300 => vec![Kind::Unknown],
                _ => vec![kind(status), kind_of(&vector.expect)],
            };
            for outcome in [&state.outcome(), &closed] {
                let is_allowed = allowed.contains(&outcome.kind()) || outcome.http_status == 0;
                assert!(is_allowed, "{} cut at {at}: {:?}", vector.file, outcome.reason);
                assert!(outcome.http_status != 0 || outcome.kind() == Kind::Unknown, "{} cut at {at}", vector.file);
            }
            if !matches!(take(&mut state, &mut &[*byte][..]), Ok(Event::NeedMore)) {
                break;
            }
        }
    }
}

fn kind_of(expect: &serde_json::Value) -> Kind {
    *Kind::ALL.iter().find(|kind| expect["outcome"] == kind.as_str()).expect("a kind")
}

/// A reply may come before the request is out, and decides: nothing more is to be sent.
#[test]
fn early_replies_decide() {
    for call in every() {
        let (request, length) = (call.request(), call.bytes().len());
        for sent in [1, 2, length / 2, length - 1] {
            for (status, want) in
                [(413, Kind::Rejected), (400, Kind::Rejected), (429, Kind::Deferred), (503, Kind::Unknown)]
            {
                let mut state = partly(&call, sent);
                let http = reply(status, "", b"{}", Framing::Chunked(1));
                for byte in &http[..http.len() - 1] {
                    assert_eq!(take(&mut state, &mut &[*byte][..]), Ok(Event::NeedMore));
                    assert_eq!(state.wants(), Wants::Transmit, "an unfinished reply stops nobody");
                }
                let mut input = &[http[http.len() - 1], b'x'][..];
                assert_eq!(take(&mut state, &mut input), Ok(Event::Complete));
                assert_eq!((input, state.wants()), (&b"x"[..], Wants::Nothing));
                assert_eq!(state.outcome().kind(), want, "{status} after {sent} bytes of {}", call.name);
                assert_eq!(state.transmit(&request, &mut [0; 16]), Ok(0), "nothing more is sent");
                assert_eq!(state.advance(1), Err(Error::Misuse(Misuse::Ended)));
                assert_eq!(state.outcome().kind(), want);
            }
        }
    }
}

/// An early reply that is broken or breaks off says no more than its status: without one, nothing was sent.
#[test]
fn early_replies_that_break_off() {
    for call in each_kind() {
        let length = call.bytes().len();
        for sent in [1, length - 1] {
            for part in ["HTTP/1.1 20", "HTTP/1.1 100 \r\n", "HTTP/1.1 100 \r\n\r\n", "HTTP/1.1 200\0", "SSH-2.0-x\r\n"]
            {
                let mut state = partly(&call, sent);
                let broken = take(&mut state, &mut part.as_bytes()).is_err();
                assert_eq!(state.outcome().reason, Reason::NotSent, "{part:?}");
                assert_eq!(cut(&state).0.reason, Reason::NotSent, "{part:?}");
                assert_eq!(state.wants(), if broken { Wants::Nothing } else { Wants::Transmit });
            }
            for (part, want) in [
                ("HTTP/1.1 413 ", Kind::Rejected),
                ("HTTP/1.1 413 \r\nContent-Length: 9\r\n\r\n{\"messa", Kind::Rejected),
                ("HTTP/1.1 503 \r\nX: \0", Kind::Unknown),
                ("HTTP/1.1 200 \r\nContent-Length: 9\r\n\r\n{", Kind::Unknown),
                ("HTTP/1.1 200 \r\nX: \0", Kind::Unknown),
            ] {
                let mut state = partly(&call, sent);
                let _ = take(&mut state, &mut part.as_bytes());
                assert_eq!(cut(&state).0.kind(), want, "{part:?}");
            }
        }
    }
}

/// A reply begins while the request is under way, the rest of both follows: the last byte of the request does not
/// forget the status that is known already.
#[test]
fn a_reply_beside_the_request() {
    for call in each_kind() {
        let (bytes, http) = (call.bytes(), reply(429, "Retry-After: 7\r\n", b"{}", Framing::Sized));
        for at in 0..http.len() {
            let mut state = partly(&call, 1);
            assert_eq!(take(&mut state, &mut &http[..at]), Ok(Event::NeedMore));
            let before = state.outcome().clone();
            state.transmit(&call.request(), &mut vec![0; bytes.len()]).expect("valid");
            state.advance(bytes.len() - 1).expect("as offered");
            let status_is_known = at >= status_at(&http, 429);
            assert_eq!(state.outcome() == before, status_is_known, "at {at}");
            assert!(status_is_known || state.outcome().reason == Reason::NoReply, "at {at}");
            assert_eq!(take(&mut state, &mut &http[at..]), Ok(Event::Complete));
            assert_eq!(state.outcome().reason, Reason::RateLimited);
        }
    }
}

/// `sent` bytes of the request are out.
fn partly(call: &Call, sent: usize) -> State<Reader> {
    let mut state = call.state();
    assert!(state.transmit(&call.request(), &mut vec![0; 8192]).expect("valid") >= sent);
    state.advance(sent).expect("as offered");
    state
}

/// What follows the reply on the connection is handed back untouched: the next exchange begins with it.
#[test]
fn what_follows_the_reply_stays() {
    for call in each_kind() {
        for framing in [Framing::Sized, Framing::Chunked(5)] {
            let first = reply(200, "", call.good_body(), framing);
            let second = reply(503, "Retry-After: 7\r\n", b"", framing);
            let both = [&first[..], &second].concat();
            for at in 0..both.len() {
                let mut state = call.sent();
                let mut input = &both[..at];
                let event = take(&mut state, &mut input);
                let want = if at < first.len() { Event::NeedMore } else { Event::Complete };
                assert_eq!(event, Ok(want), "{} at {at}", call.name);
                assert_eq!(input, &both[first.len().min(at)..at], "{}: exactly what follows is left", call.name);
            }
            let mut state = call.sent();
            let mut input = &both[..];
            assert_eq!(take(&mut state, &mut input), Ok(Event::Complete));
            let outcome = state.outcome().clone();
            assert_eq!(outcome.kind(), Kind::Accepted);
            for _ in 0..2 {
                assert_eq!(take(&mut state, &mut input), Ok(Event::Complete), "asked again, nothing is consumed");
                assert_eq!(input, second);
            }
            let mut next = call.sent();
            assert_eq!(take(&mut next, &mut input), Ok(Event::Complete), "a pipelined reply is the next one's");
            assert_eq!((input, next.outcome().kind()), (&b""[..], Kind::Unknown));
            assert_eq!(state.outcome(), outcome, "and the first outcome stays");
        }
    }
}

/// A success that has no body, and one with a body that is nothing: complete, and yet it says nothing.
#[test]
fn a_success_without_a_result_is_unknown() {
    for call in each_kind() {
        for http in [
            reply(204, "", b"", Framing::Sized),
            reply(200, "", b"", Framing::Sized),
            reply(200, "", b"", Framing::Chunked(1)),
            reply(202, "", b"{}", Framing::Sized),
            reply(200, "", b"{\"status\":\"COMPLETE\"}", Framing::Sized),
            reply(200, "", b"{\"statusId\":\"s-1\",\"status\":\"COMPLETE\"}", Framing::Sized),
            reply(200, "", b"{\"statusId\":\"s-1\"}", Framing::Sized),
            reply(200, "", b"OK", Framing::Sized),
        ] {
            let mut state = call.sent();
            let _ = take(&mut state, &mut &http[..]);
            assert_eq!((state.outcome().kind(), state.wants()), (Kind::Unknown, Wants::Nothing), "{}", call.name);
        }
    }
}
