/* Each callback polls until TLS has room, or input, or neither ever again. */

#include "transport.h"

#include <string.h>

#include "clock.h"
#include "tls.h"

/* 0: go on waiting. */
static int failure(const uint32_t *deadline_ms, enum tls_state state)
{
  if (state == TLS_FAILED) {
    return tls_error();
  }
  return clock_is_past(*deadline_ms) ? TLS_TIME_OUT : 0;
}

static ptrdiff_t write_some(void *context, const uint8_t *bytes, size_t length)
{
  for (;;) {
    enum tls_state state = tls_poll();
    size_t room;
    uint8_t *out = tls_room(&room);
    if (out != NULL) {
      size_t taken = length < room ? length : room;
      memcpy(out, bytes, taken);
      tls_sent(taken);
      return (ptrdiff_t)taken;
    }
    int error = failure(context, state);
    if (error != 0 || state == TLS_ENDED) {
      return -error;
    }
  }
}

static ptrdiff_t read_some(void *context, uint8_t *out, size_t size)
{
  for (;;) {
    enum tls_state state = tls_poll();
    size_t length;
    const uint8_t *bytes = tls_input(&length);
    if (bytes != NULL) {
      size_t taken = length < size ? length : size;
      memcpy(out, bytes, taken);
      tls_taken(taken);
      return (ptrdiff_t)taken;
    }
    int error = failure(context, state);
    if (error != 0 || state == TLS_ENDED) {
      return -error;
    }
  }
}

static int32_t flush(void *context)
{
  (void)context;
  tls_flush();
  return 0;
}

struct mw_transport tls_transport(const uint32_t *deadline_ms)
{
  return (struct mw_transport){
      .context = (void *)deadline_ms,
      .write = write_some,
      .read = read_some,
      .flush = flush,
  };
}
