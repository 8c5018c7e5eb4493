/* One attempt: a connection, an exchange over it, and what went wrong if something did. */

#ifndef APP_ATTEMPT_H
#define APP_ATTEMPT_H

#include "bearssl.h"
#include "mailwire.h"

/* The two ways to drive an exchange. They come to the same. */
enum way {
  BY_STEPS, /* the verbs, one after the other, straight in and out of the records of TLS */
  BY_RUN,   /* mw_exchange_run, with callbacks that wait */
};

/* What it is made with. A device has one of these; the test has wrong ones too. */
struct settings {
  const br_x509_trust_anchor *anchor;
  const char *host; /* NULL: the service's own */
  uint32_t time;    /* what the clock says, in seconds since 1970 */
  uint32_t time_out_ms;
};

/* Tries. Afterwards mw_exchange_outcome tells what that means for the alert, also when something went wrong. */
void attempt(mw_exchange *exchange, enum way way, const struct settings *settings);

#endif
