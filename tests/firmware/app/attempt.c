/* Connects to the server of an exchange and drives it to its end, or to a time-out. */

#include "attempt.h"

#include <stdbool.h>

#include "clock.h"
#include "console.h"
#include "network.h"
#include "sandbox.h"
#include "stream.h"
#include "tls.h"
#include "transport.h"

/* For the one way; the other needs no buffer. */
static uint8_t buffer[256];

static mw_status transport_failure(int error, mw_failure *failure)
{
  *failure = (mw_failure){.status = MW_STATUS_ERROR_TRANSPORT, .transport_code = -error};
  return MW_STATUS_ERROR_TRANSPORT;
}

/* Takes what came: the whole input, in as many calls as there are events in it. */
static mw_status receive(mw_exchange *exchange, const uint8_t *input, size_t length, mw_failure *failure)
{
  mw_received received;
  do {
    mw_status status = mw_exchange_receive(exchange, input, length, &received, failure);
    if (status != MW_STATUS_OK) {
      return status;
    }
    tls_taken(received.consumed);
    input += received.consumed;
    length -= received.consumed;
  } while (received.event != MW_EVENT_NEED_MORE && received.event != MW_EVENT_COMPLETE);
  return MW_STATUS_OK;
}

/* What a main loop does when it comes by: it never waits. `*is_over` once there is nothing left to do. */
static mw_status step(mw_exchange *exchange, enum tls_state state, bool *is_over, mw_failure *failure)
{
  size_t length;
  switch (mw_exchange_wants(exchange)) {
  case MW_WANTS_TRANSMIT: {
    size_t room;
    uint8_t *out = tls_room(&room);
    if (out == NULL) {
      break;
    }
    mw_status status = mw_exchange_transmit(exchange, out, room, &length, failure);
    if (status != MW_STATUS_OK) {
      return status;
    }
    tls_sent(length);
    status = mw_exchange_advance(exchange, length, failure);
    if (mw_exchange_wants(exchange) == MW_WANTS_RECEIVE) {
      tls_flush();
    }
    return status;
  }
  case MW_WANTS_RECEIVE: {
    const uint8_t *input = tls_input(&length);
    if (input != NULL) {
      return receive(exchange, input, length, failure);
    }
    if (state == TLS_ENDED) {
      return mw_exchange_receive_end_of_stream(exchange, failure);
    }
    break;
  }
  default:
    *is_over = true;
    return MW_STATUS_OK;
  }
  return state == TLS_FAILED || state == TLS_ENDED ? transport_failure(tls_error(), failure) : MW_STATUS_OK;
}

static mw_status by_steps(mw_exchange *exchange, uint32_t deadline, mw_failure *failure)
{
  bool is_over = false;
  while (!is_over) {
    mw_status status = step(exchange, tls_poll(), &is_over, failure);
    if (status != MW_STATUS_OK) {
      return status;
    }
    if (clock_is_past(deadline)) {
      return transport_failure(TLS_TIME_OUT, failure);
    }
  }
  return MW_STATUS_OK;
}

static mw_status by_run(mw_exchange *exchange, uint32_t deadline, mw_failure *failure)
{
  struct mw_transport transport = tls_transport(&deadline);
  return mw_exchange_run(exchange, &transport, buffer, sizeof buffer, failure);
}

static mw_status connect(const mw_exchange *exchange, const struct settings *settings, uint32_t deadline,
                         mw_failure *failure)
{
  mw_server server;
  mw_status status = mw_exchange_server(exchange, &server);
  if (status != MW_STATUS_OK) {
    return status;
  }
  /* A device looks server.name up and takes server.port. Here both services are one program on the host. */
  if (!stream_open(&network_host, SANDBOX_PORT)) {
    return transport_failure(TLS_CONNECTION_LOST, failure);
  }
  const struct tls_peer peer = {
      .name = (const char *)server.name.data,
      .length = server.name.length,
      .anchor = settings->anchor,
      .time = settings->time,
  };
  tls_open(&peer);
  for (;;) {
    switch (tls_poll()) {
    case TLS_OPEN:
      return MW_STATUS_OK;
    case TLS_OPENING:
      if (!clock_is_past(deadline)) {
        break;
      }
      return transport_failure(TLS_TIME_OUT, failure);
    default:
      return transport_failure(tls_error(), failure);
    }
  }
}

static void print_failure(const mw_failure *failure)
{
  char text[96];
  mw_failure_text(failure, text, sizeof text, NULL);
  print("    %s", text);
  if (failure->status == MW_STATUS_ERROR_TRANSPORT) {
    print(" (%s)", tls_error_text((int)-failure->transport_code));
  }
  print("\n");
}

void attempt(mw_exchange *exchange, enum way way, const struct settings *settings)
{
  uint32_t deadline = clock_ms() + settings->time_out_ms;
  mw_failure failure;
  mw_status status = connect(exchange, settings, deadline, &failure);
  if (status == MW_STATUS_OK) {
    status = (way == BY_STEPS ? by_steps : by_run)(exchange, deadline, &failure);
  }
  tls_close();
  if (status != MW_STATUS_OK) {
    print_failure(&failure);
  }
}
