//! The host's side: a TLS connection, and the one loop over it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use embedded_io_adapters::std::FromStd;
use mailwire::http::header::Host;
use mailwire::operation::{AnyAccount, Operation};
use mailwire::outcome::Reason;
use mailwire::{Event, Exchange, Outcome, Wants};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::Failure;

pub type Tls = StreamOwned<ClientConnection, TcpStream>;

/// The one loop over any stream.
pub fn run_loop<A: AnyAccount>(
    exchange: &mut Exchange<'_, A>,
    tls: &mut (impl Read + Write),
    buffer: u32,
) -> Result<(), Failure> {
    let mut buffer = vec![0; buffer as usize];
    loop {
        match exchange.wants() {
            Wants::Transmit => {
                let n = exchange.transmit(&mut buffer)?;
                let taken = tls.write(&buffer[..n])?;
                if taken == 0 {
                    return Err("the connection takes no more bytes".into());
                }
                exchange.advance(taken)?;
                if exchange.wants() == Wants::Receive {
                    tls.flush()?;
                }
            }
            Wants::Receive => {
                let n = tls.read(&mut buffer)?;
                if n == 0 {
                    exchange.receive_end_of_stream()?;
                    continue;
                }
                let mut input = &buffer[..n];
                while let Event::Row(_) | Event::Call = exchange.receive(&mut input)? {}
            }
            Wants::Nothing => return Ok(()),
        }
    }
}

/// What became of an operation.
pub struct Done {
    pub outcome: Outcome,
    /// Calls of a batch without an answer.
    pub unanswered: Vec<(u16, Reason)>,
}

/// Where to connect, and whom to trust.
pub struct Service {
    pub address: SocketAddr,
    pub roots: RootCertStore,
    pub buffer: u32,
}

impl Service {
    /// A TLS connection whose certificate is that of the host.
    pub fn connect(&self, host: Host<'_>) -> Result<Tls, Failure> {
        let config = ClientConfig::builder().with_root_certificates(self.roots.clone()).with_no_client_auth();
        let name = ServerName::try_from(host.name().to_owned())?;
        let tcp = TcpStream::connect_timeout(&self.address, Duration::from_secs(10))?;
        tcp.set_read_timeout(Some(Duration::from_secs(30)))?;
        tcp.set_write_timeout(Some(Duration::from_secs(30)))?;
        Ok(StreamOwned::new(ClientConnection::new(Arc::new(config), name)?, tcp))
    }

    /// One operation with the ready-made driver; `show` gets what is handed out on the way. What goes wrong is in the
    /// outcome.
    pub fn run<A: AnyAccount>(
        &self,
        host: Host<'_>,
        account: &A,
        operation: &dyn Operation<A>,
        show: impl FnMut(&Exchange<'_, A>, Event<'_>),
    ) -> Result<Done, Failure> {
        let mut exchange = Exchange::new(account, operation);
        let mut transport = FromStd::new(self.connect(host)?);
        let mut buffer = vec![0; self.buffer as usize];
        if let Err(failure) = mailwire::io::drive(&mut exchange, &mut transport, &mut buffer, show) {
            println!("   The connection failed: {failure}");
        }
        Ok(Done { outcome: exchange.outcome().clone(), unanswered: exchange.unanswered().collect() })
    }
}

/// The certificate authority of a sandbox.
pub fn sandbox_roots(ca_pem: &str) -> Result<RootCertStore, Failure> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes())?)?;
    Ok(roots)
}

/// The root certificates of this machine.
pub fn platform_roots() -> Result<RootCertStore, Failure> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        return Err(format!("no root certificates on this machine: {:?}", found.errors).into());
    }
    Ok(roots)
}
