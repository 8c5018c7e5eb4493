//! Starting a sandbox, and the handle on a running one.

use crate::bluehornet::{ApiUser, PhpLayout, Style, Transaction, built_in_users};
use crate::connection::serve;
use crate::credentials::{ACCOUNT, BUILT_IN_TOKENS, Credential, OTHER_ACCOUNT, OTHER_ACCOUNT_TOKEN, Standing};
use crate::faults::Fault;
use crate::messages::Message;
use crate::oauth::OAuthApp;
use crate::requests::RecordedRequest;
use crate::routes::router;
use crate::service::{Service, Settings};
use crate::status::Pace;
use crate::tls::Identity;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::task::{AbortHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

/// How a sandbox starts. [`Sandbox::builder`] makes one.
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    listen: SocketAddr,
    allow_remote: bool,
    tls: bool,
    tokens: HashMap<String, Credential>,
    api_users: HashMap<String, ApiUser>,
    settings: Settings,
}

impl Default for Builder {
    /// TLS on 127.0.0.1 with a port of the system's choice, the built-in tokens, a step of the status for each query.
    fn default() -> Self {
        let account = |token: &str| if token == OTHER_ACCOUNT_TOKEN { OTHER_ACCOUNT } else { ACCOUNT };
        let credential = |(token, standing, _): (&str, Standing, &str)| {
            (token.to_owned(), Credential { standing, account: account(token) })
        };
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            allow_remote: false,
            tls: true,
            tokens: BUILT_IN_TOKENS.into_iter().map(credential).collect(),
            api_users: built_in_users(),
            settings: Settings {
                pace: Pace::Polls,
                strict_required: false,
                fault: Fault::default(),
                oauth: OAuthApp::default(),
                bluehornet_style: Style::default(),
                php_layout: PhpLayout::default(),
                request_ip: None,
            },
        }
    }
}

impl Builder {
    /// The address to listen on; port 0 lets the system choose.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Allows an address that other machines can reach. Without it, only loopback is listened on.
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.allow_remote = allow;
        self
    }

    /// TLS (the default) or plain HTTP.
    pub fn tls(mut self, tls: bool) -> Self {
        self.tls = tls;
        self
    }

    /// Makes one more bearer token known, or a built-in one known otherwise. Never a real token.
    pub fn token(mut self, token: impl Into<String>, standing: Standing) -> Self {
        self.tokens.insert(token.into(), Credential { standing, account: ACCOUNT });
        self
    }

    /// Moves statuses on by time, this long for each of the two steps, instead of by queries.
    pub fn step(mut self, step: Duration) -> Self {
        self.settings.pace = Pace::Time(step);
        self
    }

    /// Refuses dated requests that lack the lists and maps which their schema calls required. Off by default, because
    /// the real service is believed to be lenient.
    pub fn strict_required(mut self, strict: bool) -> Self {
        self.settings.strict_required = strict;
        self
    }

    /// The fault of every request for which none is queued.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.settings.fault = fault;
        self
    }

    /// The app that the token endpoint knows.
    pub fn oauth(mut self, app: OAuthApp) -> Self {
        self.settings.oauth = app;
        self
    }

    /// Makes one more BlueHornet API user known, or the one with its key known otherwise. Never a real key.
    pub fn api_user(mut self, user: ApiUser) -> Self {
        self.api_users.insert(user.key.clone(), user);
        self
    }

    /// How BlueHornet writes its XML; [`Style::Cdata`] by default.
    pub fn bluehornet_style(mut self, style: Style) -> Self {
        self.settings.bluehornet_style = style;
        self
    }

    /// How BlueHornet nests its PHP replies; [`PhpLayout::List`] by default.
    pub fn php_layout(mut self, layout: PhpLayout) -> Self {
        self.settings.php_layout = layout;
        self
    }

    /// Where BlueHornet requests seem to come from, as if behind a NAT; by default their real address.
    pub fn request_ip(mut self, address: IpAddr) -> Self {
        self.settings.request_ip = Some(address);
        self
    }

    /// Starts on the current tokio runtime.
    ///
    /// # Errors
    /// `PermissionDenied` for an address that is not loopback, without [`Builder::allow_remote`]; what the system
    /// says if it cannot listen there.
    pub async fn start(self) -> io::Result<Sandbox> {
        if !self.listen.ip().is_loopback() && !self.allow_remote {
            let text = format!("{} is not a loopback address; other machines would reach it", self.listen.ip());
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, text));
        }
        let identity = if self.tls { Some(Identity::generate()?) } else { None };
        let listener = TcpListener::bind(self.listen).await?;
        let address = listener.local_addr()?;
        let service = Arc::new(Service::new(self.settings, self.tokens, self.api_users));
        let (server, ca_pem) = identity.map(|identity| (identity.server, identity.ca_pem)).unzip();
        let acceptor = server.map(TlsAcceptor::from);
        let task = tokio::spawn(accept(listener, acceptor, Arc::clone(&service))).abort_handle();
        Ok(Sandbox { address, ca_pem: ca_pem.unwrap_or_default(), service, task, runtime: None })
    }

    /// Starts with a runtime of its own, on threads of its own; for programs that do not use tokio.
    ///
    /// # Errors
    /// As [`Builder::start`].
    pub fn start_blocking(self) -> io::Result<Sandbox> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        // Not block_on: that would panic inside another runtime.
        let (started, result) = std::sync::mpsc::channel();
        runtime.spawn(async move {
            let _ = started.send(self.start().await);
        });
        let mut sandbox = result.recv().map_err(io::Error::other)??;
        sandbox.runtime = Some(runtime);
        Ok(sandbox)
    }
}

/// A running sandbox. Dropping it ends it, with every connection.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    ca_pem: String,
    service: Arc<Service>,
    task: AbortHandle,
    runtime: Option<Runtime>,
}

impl Sandbox {
    /// A sandbox to configure.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// The certificate authority that signed the server certificate, in PEM; empty without TLS.
    ///
    /// The server certificate is good for the names in [`NAMES`](crate::NAMES): a client may connect to
    /// [`Sandbox::addr`] and verify `api.hubapi.com` or `echo.bluehornet.com`.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The mails that were taken over, oldest first, with the state they have now.
    pub fn messages(&self) -> Vec<Message> {
        self.service.messages()
    }

    /// The mails of BlueHornet's `sendTransaction` and `sendTest`, oldest first.
    pub fn transactions(&self) -> Vec<Transaction> {
        self.service.memory().bluehornet.transactions.clone()
    }

    /// The requests that came in, oldest first, without those to `/sandbox/`.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.service.memory().requests.clone()
    }

    /// Queues a fault: it befalls one request, the next that begins and for which none was queued before.
    pub fn fault(&self, fault: Fault) {
        self.service.memory().faults.push_back(fault);
    }

    /// How many queued faults wait for a request.
    pub fn waiting_faults(&self) -> usize {
        self.service.memory().faults.len()
    }

    /// Makes a bearer token known, or known otherwise, from the next request on.
    pub fn set_token(&self, token: &str, standing: Standing) {
        self.service.set_token(token, standing);
    }

    /// Makes a BlueHornet API user known, or the one with its key known otherwise, from the next request on.
    pub fn set_api_user(&self, user: ApiUser) {
        self.service.memory().api_users.insert(user.key.clone(), user);
    }

    /// Forgets mails, sendIds, statuses, requests and queued faults, and what BlueHornet calls changed.
    pub fn clear(&self) {
        self.service.forget();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Accepts connections until it is aborted; its connections end with it.
async fn accept(listener: TcpListener, acceptor: Option<TlsAcceptor>, service: Arc<Service>) {
    let router = router(Arc::clone(&service));
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((tcp, peer)) => {
                    connections.spawn(connect(tcp, peer.ip(), acceptor.clone(), Arc::clone(&service), router.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connect(
    tcp: TcpStream,
    peer: IpAddr,
    acceptor: Option<TlsAcceptor>,
    service: Arc<Service>,
    router: axum::Router,
) {
    // Byte-wise writes shall leave byte-wise.
    let _ = tcp.set_nodelay(true);
    match acceptor {
        None => serve(tcp, peer, service, router).await,
        Some(acceptor) => match acceptor.accept(tcp).await {
            Ok(tls) => serve(tls, peer, service, router).await,
            Err(error) => tracing::warn!(%error, "no TLS handshake"),
        },
    }
}
