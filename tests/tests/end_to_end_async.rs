//! The async driver over tokio: the same outcomes as the blocking one, over TLS and with many exchanges at once on one
//! thread.

use std::io::{BufWriter, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use embedded_io_adapters::tokio_1::FromTokio;
use mailwire::hubspot::{Account, RefreshToken, SendStatus, SingleSend, Tokens};
use mailwire::io::{Failure, drive_async};
use mailwire::operation::{AnyAccount, Operation};
use mailwire::outcome::Reason;
use mailwire::{Event, Exchange, Outcome, Wants};
use mailwire_sandbox::{End, Fault, OAuthApp};
use mailwire_tests::service::{Connection, NAME, Service, account, run_over, words};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::task::LocalSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

const JANE: &str = "jane@customer.example";

fn one_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

async fn connect(service: &Service) -> FromTokio<TlsStream<TcpStream>> {
    let tcp = TcpStream::connect(service.sandbox.addr()).await.expect("a connection on loopback");
    let connector = TlsConnector::from(Arc::clone(service.tls.as_ref().expect("a sandbox with TLS")));
    let name = ServerName::try_from(NAME).expect("a name");
    FromTokio::new(connector.connect(name, tcp).await.expect("a certificate that is good"))
}

/// One operation over a connection of its own.
async fn run<'a>(
    service: &Service,
    account: &Account<'a>,
    operation: &dyn Operation<Account<'a>>,
    buffer: usize,
) -> (Outcome, Option<Failure<std::io::Error>>) {
    let mut exchange = Exchange::new(account, operation);
    let mut transport = connect(service).await;
    let done = drive_async(&mut exchange, &mut transport, &mut vec![0; buffer], |_, _| {}).await;
    (exchange.outcome().clone(), done.err())
}

/// Accepted, then followed to its end; through a buffer of one byte, too.
#[test]
fn an_accepted_send_is_followed_to_its_end() {
    let service = Service::over_tls();
    one_thread().block_on(async {
        for buffer in [1, 64, 4096] {
            service.sandbox.clear();
            let send = SingleSend::new(7, JANE).expect("valid");
            let (accepted, failure) = run(&service, &account(), &send, buffer).await;
            assert!(failure.is_none(), "{failure:?}");
            assert_eq!(words(&accepted), "accepted pending - 200");
            let status = SendStatus::new(accepted.status_id.as_bytes()).expect("a status id");
            assert_eq!(words(&run(&service, &account(), &status, buffer).await.0), "accepted pending - 200");
            assert_eq!(words(&run(&service, &account(), &status, buffer).await.0), "accepted sent - 200");
            assert_eq!(service.mails().len(), 1);
        }
    });
}

/// A refusal and each way in which a connection is cut: the outcome of the blocking driver, and a failure where the
/// driver had to stop.
#[test]
fn refusals_and_cuts_have_the_outcome_of_the_blocking_driver() {
    let service = Service::over_tls();
    let cut = |cut, end| Fault { cut_reply_after: Some(cut), end, ..Fault::default() };
    let half_way = Fault { cut_request_after: Some(100), ..Fault::default() };
    let refused = Fault { status: Some(401), ..Fault::default() };
    one_thread().block_on(async {
        for (fault, says, stops, mails) in [
            (refused, "rejected unauthorized credential-not-recognized 401", false, 0),
            (half_way, "unknown no-reply - 0", true, 0),
            (cut(0, End::Drop), "unknown no-reply - 0", true, 1),
            (cut(0, End::CloseNotify), "unknown no-reply - 0", true, 1),
            (cut(200, End::Drop), "unknown incomplete-reply - 200", true, 1),
            (cut(200, End::CloseNotify), "unknown incomplete-reply - 200", true, 1),
        ] {
            let send = SingleSend::new(7, JANE).expect("valid");
            service.sandbox.clear();
            service.sandbox.fault(fault.clone());
            let (outcome, failure) = run(&service, &account(), &send, 4096).await;
            assert_eq!((words(&outcome).as_str(), failure.is_some()), (says, stops), "{fault:?}");
            assert_eq!(service.mails().len(), mails, "{fault:?}");
            let blocking = service.run_with(fault.clone(), &account(), &send);
            assert_eq!((words(&blocking.outcome).as_str(), blocking.failure.is_some()), (says, stops), "{fault:?}");
        }
    });
}

/// A transport that keeps what it is given until it is flushed: both drivers flush before they wait for the reply.
#[test]
fn a_transport_that_buffers_is_flushed() {
    let service = Service::over_tls();
    let (account, send) = (account(), SingleSend::new(7, JANE).expect("valid"));
    one_thread().block_on(async {
        let mut exchange = Exchange::new(&account, &send);
        let mut transport = FromTokio::new(tokio::io::BufStream::new(connect(&service).await.into_inner()));
        let mut buffer = [0; 64];
        let all = drive_async(&mut exchange, &mut transport, &mut buffer, |_, _| {});
        let done = tokio::time::timeout(Duration::from_secs(20), all).await.expect("it was flushed");
        assert!(done.is_ok(), "{done:?}");
        assert_eq!(words(&exchange.outcome()), "accepted pending - 200");
    });
    let mut transport = Buffers(BufWriter::new(service.connect()));
    assert_eq!(words(&run_over(&mut transport, &account, &send, 64).outcome), "accepted pending - 200");
    assert_eq!(service.mails().len(), 2);
}

/// A blocking stream that buffers.
struct Buffers(BufWriter<Connection>);

impl Read for Buffers {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.get_mut().read(buffer)
    }
}

impl Write for Buffers {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

/// A certificate of another name: the handshake fails in the host, and the exchange was not begun.
#[test]
fn a_failed_handshake_sends_nothing() {
    let service = Service::over_tls();
    let send = SingleSend::new(7, JANE).expect("valid");
    let account = account();
    let exchange = Exchange::new(&account, &send);
    one_thread().block_on(async {
        let tcp = TcpStream::connect(service.sandbox.addr()).await.expect("a connection on loopback");
        let connector = TlsConnector::from(Arc::clone(service.tls.as_ref().expect("a sandbox with TLS")));
        let name = ServerName::try_from("api.wrong.example").expect("a name");
        assert!(connector.connect(name, tcp).await.is_err());
    });
    assert_eq!(words(&exchange.outcome()), "deferred not-sent - 0");
    assert!(service.sandbox.requests().is_empty());
}

/// A future that is dropped in a silence, as a time-out of the host does it, leaves an outcome that is true: unknown
/// behind the last byte of the request.
#[test]
fn a_dropped_future_leaves_its_outcome() {
    let service = Service::over_tls();
    one_thread().block_on(async {
        for (bytes, reason) in [(0, Reason::NoReply), (200, Reason::IncompleteReply)] {
            service.sandbox.clear();
            service.sandbox.fault(Fault { stall_after: Some(bytes), ..Fault::default() });
            let (account, send) = (account(), SingleSend::new(7, JANE).expect("valid"));
            let mut exchange = Exchange::new(&account, &send);
            let mut transport = connect(&service).await;
            let mut buffer = [0; 4096];
            // What comes before the silence is waited for without a clock.
            let mut received = 0;
            while exchange.wants() == Wants::Transmit || received < bytes {
                step(&mut exchange, transport.inner_mut(), &mut buffer, &mut received).await;
            }
            let silence = drive_async(&mut exchange, &mut transport, &mut buffer, |_, _| {});
            assert!(tokio::time::timeout(Duration::from_millis(10), silence).await.is_err(), "still waiting");
            assert_eq!(exchange.outcome().reason, reason);
            assert_eq!(service.mails_become(1), 1);
        }
    });
}

/// The same while the connection takes no more: not sent, as the last byte of the request is still here.
#[test]
fn a_future_dropped_in_the_request_was_not_sent() {
    one_thread().block_on(async {
        let (account, send) = (account(), SingleSend::new(7, JANE).expect("valid"));
        let mut exchange = Exchange::new(&account, &send);
        let (near, _far) = tokio::io::duplex(100);
        let mut transport = FromTokio::new(near);
        let mut buffer = [0; 64];
        let stuck = drive_async(&mut exchange, &mut transport, &mut buffer, |_, _| {});
        assert!(tokio::time::timeout(Duration::from_millis(10), stuck).await.is_err(), "still writing");
        assert_eq!(words(&exchange.outcome()), "deferred not-sent - 0");
    });
}

/// One turn of the loop by hand.
async fn step<A: AnyAccount>(
    exchange: &mut Exchange<'_, A>,
    tls: &mut TlsStream<TcpStream>,
    buffer: &mut [u8],
    received: &mut usize,
) {
    if exchange.wants() == Wants::Transmit {
        let n = exchange.transmit(buffer).expect("a valid request");
        let taken = tls.write(&buffer[..n]).await.expect("a connection");
        tls.flush().await.expect("a connection");
        exchange.advance(taken).expect("as offered");
    } else {
        let n = tls.read(buffer).await.expect("a connection");
        *received += n;
        assert_eq!(exchange.receive(&mut &buffer[..n]), Ok(Event::NeedMore));
    }
}

/// Tokens come out of the async driver as they do of the blocking one.
#[test]
fn tokens_are_collected() {
    let service = Service::over_tls();
    let app = OAuthApp::default();
    let refresh = RefreshToken::new(&app.client_id, &app.client_secret, &app.refresh_token).expect("valid");
    let none = Account::without_credential();
    let mut room = [0; 256];
    let mut tokens = Tokens::new(&mut room);
    let mut exchange = Exchange::new(&none, &refresh);
    let done = one_thread().block_on(async {
        let mut transport = connect(&service).await;
        drive_async(&mut exchange, &mut transport, &mut [0; 16], |_, event| {
            if let mailwire::Event::Row(row) = event {
                tokens.push(&row).expect("room");
            }
        })
        .await
    });
    assert!(done.is_ok());
    assert_eq!(tokens.access_token(), Some("EXAMPLE-ISSUED-TOKEN-1"));
    assert_eq!(tokens.expires_in_s(), Some(1800));
}

/// Fifty exchanges at once on one thread, each with a message and a fate of its own: each gets its own answer, and the
/// service has each mail once.
#[test]
fn fifty_exchanges_share_one_thread() {
    const FATES: [(&str, &str); 5] = [
        ("device", "accepted pending - 200"),
        ("http+401", "rejected unauthorized credential-not-recognized 401"),
        ("http+429", "deferred rate-limited rate-limit-ten-secondly 429"),
        ("http+503", "unknown server-error overloaded 503"),
        ("stuck+pending", "accepted pending - 200"),
    ];
    // Slow and in pieces, so that all of them are under way together.
    let shape = Fault { delay_ms: 50, write_seed: Some(7), chunk_seed: Some(7), ..Fault::default() };
    let service = Service::of(mailwire_sandbox::Sandbox::builder().fault(shape));
    let service = std::rc::Rc::new(service);
    let local = LocalSet::new();
    let exchanges: Vec<_> = (0..50)
        .map(|index: usize| {
            let service = std::rc::Rc::clone(&service);
            local.spawn_local(async move {
                let (local_part, says) = FATES[index % FATES.len()];
                let to = format!("{local_part}@customer-{index}.example");
                let send_id = format!("event-{index}");
                let send = SingleSend::new(7, &to).expect("valid").send_id(&send_id).expect("valid");
                let (outcome, failure) = run(&service, &account(), &send, 1 + index * 7).await;
                assert!(failure.is_none(), "{index}: {failure:?}");
                assert_eq!(words(&outcome), says, "{index}");
                (send_id, outcome)
            })
        })
        .collect();
    let outcomes = one_thread().block_on(local.run_until(async {
        let mut outcomes = Vec::new();
        for exchange in exchanges {
            outcomes.push(exchange.await.expect("no panic"));
        }
        outcomes
    }));
    let messages = service.sandbox.messages();
    for (send_id, outcome) in &outcomes {
        let mine: Vec<_> = messages.iter().filter(|message| message.send_id.as_deref() == Some(send_id)).collect();
        let accepted = matches!(outcome.reason, Reason::Pending);
        assert_eq!(mine.len(), usize::from(accepted), "{send_id}");
        assert!(mine.iter().all(|message| message.status_id == outcome.status_id.as_str()), "{send_id}");
    }
    assert_eq!((outcomes.len(), messages.len()), (50, 20));
}
