/* One alert until it is settled. This is where the library is used; the files beside it make the connection. */
#ifndef DELIVER_H
#define DELIVER_H

#include "alert.h"

/* Runs one exchange over a connection of its own. It answers nothing: the outcome knows what became of the message,
 * also where there was no connection. */
typedef void deliver_run(void *host, const struct alert *alert, struct mw_exchange *exchange);

/* Sends the alert, again as long as that is safe, and follows it to its end. `exchange` lends its memory, `host` is
 * handed to `run`. Answers an mw_kind; MW_KIND_NONE if a value cannot be sent. */
uint32_t deliver(const struct alert *alert, struct mw_exchange *exchange, deliver_run *run, void *host);

#endif
