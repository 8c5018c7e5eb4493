/* Which algorithms of BearSSL this client speaks. */

#ifndef TLS_PROFILE_H
#define TLS_PROFILE_H

#include "bearssl.h"

/* TLS 1.2 only (BearSSL knows no 1.3), certificates checked against `anchor`. */
void tls_profile(br_ssl_client_context *client, br_x509_minimal_context *x509, const br_x509_trust_anchor *anchor);

#endif
