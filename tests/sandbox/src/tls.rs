//! A certificate authority for this one run, and the server certificate that it signs.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// The names in the server certificate.
pub const NAMES: [&str; 5] = ["localhost", "127.0.0.1", "::1", "api.hubapi.com", "echo.bluehornet.com"];

const DAY: Duration = Duration::from_secs(86_400);

/// What a listener needs to speak TLS, and what a client needs to trust it.
pub(crate) struct Identity {
    pub server: Arc<ServerConfig>,
    pub ca_pem: String,
}

impl Identity {
    /// Makes keys and certificates. The keys never leave the process.
    pub fn generate() -> io::Result<Self> {
        let (certificates, key, ca_pem) = certificates().map_err(io::Error::other)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut server = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(certificates, key))
            .map_err(io::Error::other)?;
        server.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { server: Arc::new(server), ca_pem })
    }
}

type Signed = (Vec<rustls::pki_types::CertificateDer<'static>>, PrivateKeyDer<'static>, String);

fn certificates() -> Result<Signed, rcgen::Error> {
    let ca_key = KeyPair::generate()?;
    let mut ca = CertificateParams::new(Vec::new())?;
    ca.distinguished_name.push(DnType::CommonName, "mailwire sandbox CA, for tests only");
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    for_a_year(&mut ca);
    let ca_pem = ca.self_signed(&ca_key)?.pem();
    let issuer = Issuer::new(ca, ca_key);

    let key = KeyPair::generate()?;
    let mut server = CertificateParams::new(NAMES.map(str::to_owned))?;
    server.distinguished_name.push(DnType::CommonName, "mailwire sandbox");
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.use_authority_key_identifier_extension = true;
    for_a_year(&mut server);
    let certificate = server.signed_by(&key, &issuer)?;
    Ok((vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()), ca_pem))
}

/// Yesterday to next year: phones refuse certificates that live longer than about two.
fn for_a_year(params: &mut CertificateParams) {
    let now = SystemTime::now();
    params.not_before = (now - DAY).into();
    params.not_after = (now + 365 * DAY).into();
}
