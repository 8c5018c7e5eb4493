/* Whom to trust: names and public keys of certificate authorities, in flash. tests/firmware/run makes the file. */

#ifndef TLS_ANCHORS_H
#define TLS_ANCHORS_H

#include "bearssl.h"

extern const br_x509_trust_anchor sandbox_ca;

/* An authority of the same name with another key. */
extern const br_x509_trust_anchor stranger_ca;

#endif
