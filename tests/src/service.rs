//! A sandbox to send to, ways to reach it, and transports that fail at the place a test wants.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use embedded_io_adapters::std::FromStd;
use mailwire::hubspot::{Account, SendStatus};
use mailwire::io::{Failure, drive};
use mailwire::operation::{Dedupe, Operation, Row};
use mailwire::outcome::{Kind, Reason};
use mailwire::retry::{Decision, Schedule, decide};
use mailwire::{Event, Exchange, Outcome};
use mailwire_sandbox::{ACCESS_TOKEN, Builder, Fault, Message, Sandbox};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// The name every account asks for, and the certificate of the sandbox has.
pub const NAME: &str = "api.hubapi.com";
/// A test that waits so long hangs; nothing on loopback takes a part of it.
const PATIENCE: Duration = Duration::from_secs(30);
/// The bytes by which the sandbox sees that a request begins.
const BEGINNING: usize = 16;
/// How long a client that gives up listens into a silence before it does.
const GIVES_UP: Duration = Duration::from_millis(10);

/// An account that may send.
///
/// # Panics
/// Never: the token is well formed.
pub fn account() -> Account<'static> {
    Account::bearer(ACCESS_TOKEN).expect("a token")
}

/// A running sandbox and what is needed to reach it.
#[derive(Debug)]
pub struct Service {
    /// The sandbox: faults go in here, messages come out.
    pub sandbox: Sandbox,
    /// Who is trusted; none without TLS.
    pub tls: Option<Arc<ClientConfig>>,
}

/// What one exchange came to.
#[derive(Debug)]
pub struct Ran {
    /// What the exchange says.
    pub outcome: Outcome,
    /// Why the driver stopped before the end, if it did.
    pub failure: Option<Failure<io::Error>>,
}

impl Service {
    /// A sandbox with TLS, as the real service.
    pub fn over_tls() -> Self {
        Self::of(Sandbox::builder())
    }

    /// A sandbox without TLS, where thousands of connections are made.
    pub fn over_tcp() -> Self {
        Self::of(Sandbox::builder().tls(false))
    }

    /// A sandbox of one's own.
    ///
    /// # Panics
    /// If nothing can listen on loopback.
    pub fn of(builder: Builder) -> Self {
        let sandbox = builder.start_blocking().expect("a sandbox on loopback");
        let tls = (!sandbox.ca_pem().is_empty()).then(|| trusting(sandbox.ca_pem()));
        Service { sandbox, tls }
    }

    /// A connection of one's own, its certificate verified as [`NAME`].
    ///
    /// # Panics
    /// If the sandbox cannot be reached.
    pub fn connect(&self) -> Connection {
        let tcp = self.tcp();
        match &self.tls {
            None => Connection::Plain(tcp),
            Some(config) => Connection::secured(tcp, config, NAME),
        }
    }

    /// A TCP connection to the sandbox.
    ///
    /// # Panics
    /// If the sandbox cannot be reached.
    pub fn tcp(&self) -> TcpStream {
        let tcp = TcpStream::connect(self.sandbox.addr()).expect("a connection on loopback");
        tcp.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        tcp.set_write_timeout(Some(PATIENCE)).expect("a time-out");
        tcp.set_nodelay(true).expect("an option");
        tcp
    }

    /// One operation over a connection of its own, through a buffer that fits most.
    pub fn run<'a>(&self, account: &Account<'a>, operation: &dyn Operation<Account<'a>>) -> Ran {
        run_over(&mut self.connect(), account, operation, 512)
    }

    /// As [`run`](Self::run), with a fault that befalls this exchange.
    pub fn run_with<'a>(&self, fault: Fault, account: &Account<'a>, operation: &dyn Operation<Account<'a>>) -> Ran {
        self.sandbox.fault(fault);
        self.run(account, operation)
    }

    /// One operation over a connection that the host loses when so many bytes of the request were taken.
    pub fn run_losing<'a>(
        &self,
        after: usize,
        account: &Account<'a>,
        operation: &dyn Operation<Account<'a>>,
        buffer: usize,
    ) -> Ran {
        // The sandbox hands out the next fault when a request begins, so that this one does not take that of another.
        let begins = after >= BEGINNING;
        if begins {
            self.sandbox.fault(Fault::default());
        }
        let waiting = self.sandbox.waiting_faults();
        let ran = run_over(&mut LostAfter { inner: self.connect(), left: after }, account, operation, buffer);
        let start = Instant::now();
        while begins && self.sandbox.waiting_faults() >= waiting && start.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
        ran
    }

    /// Asks for the status of an accepted send until it is final, or `polls` times.
    ///
    /// # Panics
    /// If an answer has no status id that can be asked for.
    pub fn follow(&self, account: &Account<'_>, accepted: Ran, polls: u8) -> Ran {
        let mut last = accepted;
        let status_id = last.outcome.status_id.clone();
        for _ in 0..polls {
            if last.outcome.reason != Reason::Pending {
                break;
            }
            assert!(!status_id.is_truncated(), "the status id fits");
            last = self.run(account, &SendStatus::new(status_id.as_bytes()).expect("a status id"));
        }
        last
    }

    /// The mails that left or are under way: taken over, and neither refused nor canceled since.
    pub fn mails(&self) -> Vec<Message> {
        let leaves = |message: &Message| {
            message.status != "CANCELED" && matches!(message.send_result.as_deref(), None | Some("SENT" | "QUEUED"))
        };
        self.sandbox.messages().into_iter().filter(leaves).collect()
    }

    /// Those of [`mails`](Self::mails) that go to one recipient: a request of an earlier client that arrives late does
    /// not count.
    pub fn mails_to(&self, recipient: &str) -> usize {
        self.mails().iter().filter(|mail| mail.to == recipient).count()
    }

    /// How many mails there are, once the sandbox is done with a request whose client did not stay for the reply:
    /// `wanted`, or else what there is when patience ends.
    pub fn mails_become(&self, wanted: usize) -> usize {
        let start = Instant::now();
        loop {
            let mails = self.mails().len();
            if mails == wanted || start.elapsed() > PATIENCE {
                return mails;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Trusts one authority and nobody else.
///
/// # Panics
/// If `ca_pem` is no certificate.
pub fn trusting(ca_pem: &str) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).expect("PEM")).expect("a certificate");
    Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}

/// Runs an operation over any transport, through a buffer of any size; rows are passed over.
pub fn run_over<'a>(
    transport: &mut (impl Read + Write),
    account: &Account<'a>,
    operation: &dyn Operation<Account<'a>>,
    buffer: usize,
) -> Ran {
    run_rows(transport, account, operation, buffer, |_| {})
}

/// As [`run_over`], with somebody who takes the rows.
pub fn run_rows<'a>(
    transport: &mut (impl Read + Write),
    account: &Account<'a>,
    operation: &dyn Operation<Account<'a>>,
    buffer: usize,
    mut row: impl FnMut(Row<'_>),
) -> Ran {
    let mut exchange = Exchange::new(account, operation);
    let show = |_: &Exchange<'_, Account<'a>>, event: Event<'_>| {
        if let Event::Row(piece) = event {
            row(piece);
        }
    };
    let done = drive(&mut exchange, &mut FromStd::new(transport), &mut vec![0; buffer], show);
    Ran { outcome: exchange.outcome().clone(), failure: done.err() }
}

/// Kind, reason, diagnosis and HTTP status: `unknown server-error origin-error 500`, `accepted sent - 200`.
pub fn words(outcome: &Outcome) -> String {
    let diagnosis = outcome.diagnosis.map_or("-", |diagnosis| diagnosis.as_str());
    format!("{} {} {diagnosis} {}", outcome.kind(), outcome.reason, outcome.http_status)
}

/// What is done after a first attempt, without the random part of the wait: `after 10000`, `stop rejected`.
pub fn again(outcome: &Outcome, dedupe: Dedupe<'_>) -> String {
    let schedule = Schedule { first_ms: 0, ..Schedule::DEFAULT };
    match decide(outcome, 1, dedupe, 0, &schedule) {
        Decision::After(milliseconds) => format!("after {milliseconds}"),
        Decision::Stop(why) => format!("stop {why}"),
    }
}

/// Whether the outcome of a send is true of a service that has `mails` of it: accepted means one, rejected or deferred
/// means none, unknown means none or one.
pub fn is_true(outcome: &Outcome, mails: usize) -> bool {
    match outcome.kind() {
        Kind::Accepted => mails == 1,
        Kind::Rejected | Kind::Deferred => mails == 0,
        Kind::Unknown => mails <= 1,
    }
}

/// A connection to the sandbox.
#[derive(Debug)]
pub enum Connection {
    /// TCP alone.
    Plain(TcpStream),
    /// TLS over TCP.
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Connection {
    /// TLS over `tcp`; the handshake is made with the first bytes.
    ///
    /// # Panics
    /// If `name` is no name of a server.
    pub fn secured(tcp: TcpStream, config: &Arc<ClientConfig>, name: &str) -> Self {
        let name = ServerName::try_from(name.to_owned()).expect("a name");
        let client = ClientConnection::new(Arc::clone(config), name).expect("a client");
        Connection::Tls(Box::new(StreamOwned::new(client, tcp)))
    }

    /// The TCP stream below.
    pub fn tcp(&self) -> &TcpStream {
        match self {
            Connection::Plain(tcp) => tcp,
            Connection::Tls(tls) => &tls.sock,
        }
    }
}

impl Read for Connection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Connection::Plain(tcp) => tcp.read(buffer),
            Connection::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Connection {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Connection::Plain(tcp) => tcp.write(bytes),
            Connection::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Connection::Plain(tcp) => tcp.flush(),
            Connection::Tls(tls) => tls.flush(),
        }
    }
}

/// A connection that is lost at the client's side when so many bytes of the request were taken.
#[derive(Debug)]
struct LostAfter {
    inner: Connection,
    left: usize,
}

impl Write for LostAfter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match bytes.len().min(self.left) {
            0 => Err(ErrorKind::ConnectionAborted.into()),
            n => {
                let taken = self.inner.write(&bytes[..n])?;
                self.left -= taken;
                Ok(taken)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl Read for LostAfter {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(ErrorKind::ConnectionAborted.into())
    }
}

/// A client with a read time-out, which strikes when so many bytes of the reply came. Until then it is patient, so that
/// a slow machine changes nothing.
#[derive(Debug)]
pub struct GivesUpAfter {
    /// The connection.
    pub inner: Connection,
    /// How many bytes come before the silence.
    pub left: usize,
}

impl Read for GivesUpAfter {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            self.inner.tcp().set_read_timeout(Some(GIVES_UP))?;
        }
        let n = self.inner.read(buffer)?;
        self.left = self.left.saturating_sub(n);
        Ok(n)
    }
}

impl Write for GivesUpAfter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A proxy that rewrites the head of the request on its way; some also lose the body.
pub struct Proxy<T> {
    inner: T,
    edit: fn(&str) -> String,
    drops_body: bool,
    head: Vec<u8>,
    is_past: bool,
}

impl<T: Read + Write> Proxy<T> {
    /// `edit` gets the head with its empty line.
    pub fn new(inner: T, edit: fn(&str) -> String) -> Self {
        Proxy { inner, edit, drops_body: false, head: Vec::new(), is_past: false }
    }

    /// The body is not passed on.
    pub fn without_body(mut self) -> Self {
        self.drops_body = true;
        self
    }

    fn pass(&mut self, body: &[u8]) -> io::Result<()> {
        if self.drops_body { Ok(()) } else { self.inner.write_all(body) }
    }
}

impl<T: Read + Write> Write for Proxy<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_past {
            self.pass(bytes)?;
            return Ok(bytes.len());
        }
        self.head.extend_from_slice(bytes);
        if let Some(end) = self.head.windows(4).position(|window| window == b"\r\n\r\n") {
            let body = self.head.split_off(end + 4);
            let edited = (self.edit)(&String::from_utf8_lossy(&self.head));
            self.inner.write_all(edited.as_bytes())?;
            self.pass(&body)?;
            self.is_past = true;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Read + Write> Read for Proxy<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}
