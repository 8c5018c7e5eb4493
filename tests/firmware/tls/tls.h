/* TLS over the one TCP connection: BearSSL's engine, with its buffers lent to the caller.
 *
 * The request is written into the record that will be sent, the reply is read out of the record that came, so no other
 * buffer is needed. Nothing here waits: call tls_poll again and again. */

#ifndef TLS_TLS_H
#define TLS_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bearssl.h"

/* Errors of our own; the others are BearSSL's, from 1. */
#define TLS_CONNECTION_LOST 1001 /* the TCP connection ended and TLS did not: whoever cuts it can do so */
#define TLS_TIME_OUT 1002

enum tls_state {
  TLS_OPENING, /* TCP and TLS handshakes are under way */
  TLS_OPEN,
  TLS_ENDED, /* the other side said so, in TLS */
  TLS_FAILED,
};

struct tls_peer {
  const char *name; /* for SNI, and to be found in the certificate; `length` bytes */
  size_t length;
  const br_x509_trust_anchor *anchor;
  uint32_t time; /* seconds since 1970: certificates are valid for a while only */
};

/* Begins the handshake over a stream that connects. A name that is too long fails at once. */
void tls_open(const struct tls_peer *peer);

/* Moves what can be moved between TLS and TCP; sleeps a little if there was nothing. */
enum tls_state tls_poll(void);

/* Why it failed; 0 if it did not. */
int tls_error(void);
const char *tls_error_text(int error);

/* Where bytes to send may be written, `*room` of them; NULL: not now. tls_sent takes over the first `length`, and
 * tls_flush makes a record of what was taken over. */
uint8_t *tls_room(size_t *room);
void tls_sent(size_t length);
void tls_flush(void);

/* Bytes that came, `*length` of them; NULL: none now. tls_taken gives back the first `length`. */
const uint8_t *tls_input(size_t *length);
void tls_taken(size_t length);

/* Says goodbye as far as that goes without waiting, closes the connection and wipes the keys. */
void tls_close(void);

#endif
