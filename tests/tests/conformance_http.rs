//! The suite of HTTP/1.1 reply framing (RFC 9112): its documents against our framer, against httparse for the heads, and
//! against hyper for whole replies. h11 reads them in the binary `oracles`.

use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use mailwire_tests::conformance::{Case, compare, hold, http};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Every case is read as its document says, in whatever pieces it comes.
#[test]
fn every_case() {
    hold("http", http::read);
}

/// httparse takes the same heads: the statuses in the order of the replies.
#[test]
fn httparse_reads_the_same_heads() {
    let count = compare("http", "httparse", http::read_status, |case| {
        // Grammar is what it knows; what a length or a coding means it does not ask.
        let grammar = ["status-line", "field-name", "field-value", "line-end", "folded-line"];
        let is_asked = case.fault.as_ref().is_none_or(|fault| grammar.contains(&fault.as_str()));
        match heads(&case.bytes) {
            // A fault behind the head is nothing to it, either.
            Ok((_, end)) if case.at.is_some_and(|at| at >= end) => None,
            found => is_asked.then(|| found.map(|(status, _)| status.to_string())),
        }
    });
    assert!(count.as_ref().is_ok_and(|count| *count > 100), "{}", count.err().unwrap_or_default());
}

/// The status of the first head that is final, and where the head ends.
fn heads(bytes: &[u8]) -> Result<(u16, usize), String> {
    let mut end = 0;
    loop {
        let mut fields = [httparse::EMPTY_HEADER; 128];
        let mut reply = httparse::Response::new(&mut fields);
        match reply.parse(&bytes[end..]).map_err(|error| error.to_string())? {
            httparse::Status::Partial => return Err("partial".to_owned()),
            httparse::Status::Complete(n) => end += n,
        }
        match reply.code {
            Some(100..=199) => {}
            status => return Ok((status.expect("a status"), end)),
        }
    }
}

/// hyper's client makes the same of every reply, whole and byte by byte.
#[test]
fn hyper_reads_the_same_replies() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    for piece in [usize::MAX, 1] {
        let count =
            compare("http", "hyper", http::read_message, |case| Some(runtime.block_on(hyper_reads(case, piece))));
        assert!(count.as_ref().is_ok_and(|count| *count > 150), "{}", count.err().unwrap_or_default());
    }
}

async fn hyper_reads(case: &Case, piece: usize) -> Result<String, String> {
    let (client, mut server) = tokio::io::duplex(64 * 1024);
    let (mut sender, connection) = handshake(TokioIo::new(client)).await.map_err(|error| error.to_string())?;
    let exchange = async move {
        let request = hyper::Request::builder().uri("/").header("host", "a.example").body(Empty::<Bytes>::new());
        let reply = sender.send_request(request.expect("a request")).await.map_err(|error| format!("{error:?}"))?;
        let status = reply.status().as_u16();
        let body = reply.into_body().collect().await.map_err(|error| format!("{error:?}"))?;
        Ok(http::line(status, &body.to_bytes(), false, b""))
    };
    let service = async move {
        // The reply begins when the request is there, or it would be nobody's.
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(server.read_u8().await.expect("a request"));
        }
        for piece in case.bytes.chunks(piece.min(case.bytes.len().max(1))) {
            if server.write_all(piece).await.is_err() {
                return; // hyper has read enough
            }
            if piece.len() == 1 {
                tokio::task::yield_now().await;
            }
        }
    };
    let connection = async move { drop(connection.await) };
    // Also where it waits for what will never come, the end of the connection ends it.
    let both = async { tokio::join!(exchange, async { tokio::join!(service, connection) }).0 };
    tokio::time::timeout(Duration::from_secs(1), both).await.map_err(|_| "it hangs".to_owned())?
}
