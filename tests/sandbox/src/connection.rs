//! One connection: requests in, replies out, and the faults that happen between them.

use crate::bluehornet::{self, Peer};
use crate::control;
use crate::errors;
use crate::faults::{End, Fault, FaultBody};
use crate::reply::Reply;
use crate::reply_bytes::{Sizes, reply_bytes, with_body, with_bytes};
use crate::request_reader::{Head, Inbox, Incoming, Stop};
use crate::requests::RecordedRequest;
use crate::routes::ForcedResult;
use crate::service::Service;
use axum::Router;
use axum::body::Body;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tower::ServiceExt as _;

/// How long the end of a connection waits for the client's end, so that no reset overtakes the last bytes.
const LINGER: Duration = Duration::from_millis(500);

/// A byte stream over TCP, with or without TLS.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Unpin + Send {
    /// The TCP stream below.
    fn tcp(&mut self) -> &mut TcpStream;
}

impl Transport for TcpStream {
    fn tcp(&mut self) -> &mut TcpStream {
        self
    }
}

impl Transport for TlsStream<TcpStream> {
    fn tcp(&mut self) -> &mut TcpStream {
        self.get_mut().0
    }
}

/// Serves requests until one side ends the connection.
pub(crate) async fn serve<T: Transport>(mut transport: T, peer: IpAddr, service: Arc<Service>, router: Router) {
    let mut inbox = Inbox::default();
    let end = loop {
        let step = match inbox.request(&mut transport, || service.claim_fault()).await {
            Ok(incoming) => exchange(&mut transport, Peer(peer), &service, &router, incoming).await,
            Err(Stop::Closed) => Ok(Some(End::CloseNotify)),
            Err(Stop::Cut(bytes, fault)) => {
                record_cut(&service, &bytes);
                Ok(Some(fault.end))
            }
            Err(Stop::Malformed(reply)) => {
                let reply = reply_bytes(&reply, &Head::default(), &Fault::default());
                write(&mut transport, &reply.bytes, &Fault::default()).await.map(|()| Some(End::CloseNotify))
            }
        };
        match step {
            Ok(None) => {}
            Ok(Some(end)) => break end,
            Err(error) => {
                tracing::debug!(%error, "the client is gone");
                return;
            }
        }
    };
    finish(transport, end).await;
}

/// One request and its reply. Says how the connection ends, if it does.
async fn exchange<T: Transport>(
    transport: &mut T,
    peer: Peer,
    service: &Service,
    router: &Router,
    incoming: Incoming,
) -> io::Result<Option<End>> {
    let Incoming { head, body, received, fault } = incoming;
    let seen = RecordedRequest::new(&head.method, &head.target, &head.fields, &body, received, true);
    let (method, target) = (seen.method.clone(), seen.target.clone());
    if !target.starts_with(control::PREFIX) {
        service.memory().requests.push(seen);
    }
    let reply = faulty_reply(router, peer, &head, body, &fault).await;
    tracing::info!(%method, %target, status = reply.status.as_u16(), faulty = fault != Fault::default());

    tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    let reply = reply_bytes(&reply, &head, &fault);
    let cut = fault.cut_reply_after.filter(|cut| *cut < reply.bytes.len());
    let stall = fault.stall_after.filter(|stall| *stall < cut.unwrap_or(reply.bytes.len()));
    let length = stall.or(cut).unwrap_or(reply.bytes.len());
    write(transport, &reply.bytes[..length], &fault).await?;
    if stall.is_some() {
        // What the client says is of no interest; only that it ends.
        while transport.read(&mut [0; 1024]).await? > 0 {}
        return Ok(Some(fault.end));
    }
    Ok(match cut {
        Some(_) => Some(fault.end),
        None => reply.closes.then_some(End::CloseNotify),
    })
}

/// The service's reply, or what the fault puts in its place.
async fn faulty_reply(router: &Router, peer: Peer, head: &Head, body: Vec<u8>, fault: &Fault) -> Reply {
    let own_body = fault.body == Some(FaultBody::Own);
    let refusal = |status| match bluehornet::is_target(&head.target) {
        true => bluehornet::failure(status),
        false => errors::answer(status, None),
    };
    let reply = match fault.status {
        Some(status) if !fault.processed && !own_body => refusal(status),
        Some(status) => {
            let mut reply = service_reply(router, peer, head, body, fault).await;
            match own_body {
                true => reply.status = http::StatusCode::from_u16(status).unwrap_or(reply.status),
                false => reply = refusal(status),
            }
            reply
        }
        None => service_reply(router, peer, head, body, fault).await,
    };
    let reply = match &fault.retry_after {
        Some(wait) => reply.field("retry-after", &errors::retry_after(wait)),
        None => reply,
    };
    match (&fault.body_text, fault.body) {
        (Some(text), _) => {
            let api_type = reply.api_type();
            with_bytes(reply, api_type, text.clone().into_bytes())
        }
        (None, Some(body)) => with_body(reply, body),
        (None, None) => reply,
    }
}

async fn service_reply(router: &Router, peer: Peer, head: &Head, body: Vec<u8>, fault: &Fault) -> Reply {
    let mut request = http::Request::builder()
        .method(head.method.as_str())
        .uri(head.target.as_str())
        .extension(peer)
        .extension(ForcedResult(fault.send_result.clone()));
    for (name, value) in &head.fields {
        request = request.header(name.as_str(), value.as_slice());
    }
    let Ok(request) = request.body(Body::from(body)) else {
        return Reply::edge_page(400, "Bad Request");
    };
    let Ok(response) = router.clone().oneshot(request).await;
    Reply::from_response(response).await
}

/// Writes in the pieces that the fault asks for, each flushed.
async fn write<T: Transport>(transport: &mut T, mut bytes: &[u8], fault: &Fault) -> io::Result<()> {
    let mut sizes = fault.write_seed.map(|seed| Sizes::new(seed, 200));
    while !bytes.is_empty() {
        let size = match &mut sizes {
            _ if fault.byte_writes => 1,
            Some(sizes) => sizes.next_size().min(bytes.len()),
            None => bytes.len(),
        };
        transport.write_all(&bytes[..size]).await?;
        transport.flush().await?;
        bytes = &bytes[size..];
    }
    Ok(())
}

/// Ends the connection. All but a reset wait a moment for the client to end its side.
async fn finish<T: Transport>(mut transport: T, end: End) {
    let ended = match end {
        End::CloseNotify => transport.shutdown().await,
        End::Drop => transport.tcp().shutdown().await,
        End::Reset => {
            let _ = transport.tcp().set_zero_linger();
            return;
        }
    };
    if ended.is_ok() {
        let tcp = transport.tcp();
        let drained = async { while matches!(tcp.read(&mut [0; 1024]).await, Ok(1..)) {} };
        let _ = tokio::time::timeout(LINGER, drained).await;
    }
}

fn record_cut(service: &Service, bytes: &[u8]) {
    let head = Head::of_cut(bytes);
    let body = head.body_of(bytes);
    let seen = RecordedRequest::new(&head.method, &head.target, &head.fields, body, bytes.len(), false);
    tracing::info!(method = %seen.method, target = %seen.target, received = seen.received, "request cut");
    service.memory().requests.push(seen);
}
