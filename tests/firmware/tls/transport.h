/* The TLS connection as an mw_transport, for mw_exchange_run: callbacks that wait. */

#ifndef TLS_TRANSPORT_H
#define TLS_TRANSPORT_H

#include <stdint.h>

#include "mailwire.h"

/* Callbacks fail with TLS_TIME_OUT from `*deadline_ms` on. It is borrowed. */
struct mw_transport tls_transport(const uint32_t *deadline_ms);

#endif
