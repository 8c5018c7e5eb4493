/* What public servers of today need, and nothing older: forward secrecy, authenticated encryption, SHA-2.
 *
 * br_ssl_client_init_full is one line in place of this file and links everything, CBC, 3DES and MD5 included. */

#include "profile.h"

/* ChaCha20 first: without AES in hardware it is the faster one. RSA as well as ECDSA, and all three curves with both
 * SHA-2 sizes: roots and intermediate certificates of public CAs use them, whatever the server's own key is. */
static const uint16_t suites[] = {
    BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    BR_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    BR_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
};

/* HTTP/1.1 is what mailwire speaks (RFC 7301). */
static const char *protocols[] = {"http/1.1"};

void tls_profile(br_ssl_client_context *client, br_x509_minimal_context *x509, const br_x509_trust_anchor *anchor)
{
  br_ssl_engine_context *engine = &client->eng;
  br_ssl_client_zero(client);
  br_ssl_engine_set_versions(engine, BR_TLS12, BR_TLS12);
  br_ssl_engine_add_flags(engine, BR_OPT_NO_RENEGOTIATION);
  br_ssl_engine_set_suites(engine, suites, sizeof suites / sizeof *suites);
  br_ssl_engine_set_protocol_names(engine, protocols, 1);

  static const br_hash_class *const hashes[] = {&br_sha256_vtable, &br_sha384_vtable, &br_sha512_vtable};
  br_x509_minimal_init(x509, &br_sha256_vtable, anchor, 1);
  for (int id = br_sha256_ID; id <= br_sha512_ID; id++) {
    br_ssl_engine_set_hash(engine, id, hashes[id - br_sha256_ID]);
    br_x509_minimal_set_hash(x509, id, hashes[id - br_sha256_ID]);
  }

  /* i31 and m31 multiply 32 by 32 bits: in constant time on a Cortex-M4. A Cortex-M0 or M3 takes i15 and m15. */
  br_ssl_engine_set_ec(engine, &br_ec_all_m31);
  br_ssl_engine_set_ecdsa(engine, br_ecdsa_i31_vrfy_asn1);
  br_ssl_engine_set_rsavrfy(engine, br_rsa_i31_pkcs1_vrfy);
  br_x509_minimal_set_ecdsa(x509, &br_ec_all_m31, br_ecdsa_i31_vrfy_asn1);
  br_x509_minimal_set_rsa(x509, br_rsa_i31_pkcs1_vrfy);
  br_ssl_engine_set_x509(engine, &x509->vtable);

  br_ssl_engine_set_prf_sha256(engine, br_tls12_sha256_prf);
  br_ssl_engine_set_prf_sha384(engine, br_tls12_sha384_prf);
  br_ssl_engine_set_chapol(engine, &br_sslrec_in_chapol_vtable, &br_sslrec_out_chapol_vtable);
  br_ssl_engine_set_chacha20(engine, br_chacha20_ct_run);
  br_ssl_engine_set_poly1305(engine, br_poly1305_ctmul_run);
  br_ssl_engine_set_gcm(engine, &br_sslrec_in_gcm_vtable, &br_sslrec_out_gcm_vtable);
  br_ssl_engine_set_aes_ctr(engine, &br_aes_ct_ctr_vtable);
  br_ssl_engine_set_ghash(engine, br_ghash_ctmul);
}
