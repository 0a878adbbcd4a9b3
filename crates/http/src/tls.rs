//! The TLS settings of our clients, with their own cryptography: nothing is installed for the whole process,
//! which belongs to the program.

use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;
use std::sync::Arc;

/// Settings that trust what the machine trusts.
///
/// # Errors
/// A text when the machine has no usable certificates.
pub(crate) fn of_machine() -> Result<ClientConfig, String> {
    let provider = provider();
    let verifier = Verifier::new(provider.clone()).map_err(|fault| fault.to_string())?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|fault| fault.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(with_protocols(config))
}

/// Settings that trust nobody, for calls that need no TLS: no certificates are read for them.
///
/// # Errors
/// A text when the cryptography cannot be used.
pub(crate) fn of_nobody() -> Result<ClientConfig, String> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|fault| fault.to_string())?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    Ok(with_protocols(config))
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn with_protocols(mut config: ClientConfig) -> ClientConfig {
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}
