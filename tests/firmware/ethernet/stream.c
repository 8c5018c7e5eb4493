/* A connection over lwIP's raw interface: its callbacks only collect, in the buffers lwIP has anyway. */

#include "stream.h"

#include "lwip/pbuf.h"
#include "lwip/tcp.h"

static struct {
  struct tcp_pcb *connection; /* NULL: none, or lost */
  struct pbuf *received;      /* not read yet */
  bool is_open;
  bool has_ended;
} stream;

static err_t on_connected(void *context, struct tcp_pcb *connection, err_t error)
{
  (void)context, (void)connection, (void)error;
  stream.is_open = true;
  return ERR_OK;
}

static err_t on_received(void *context, struct tcp_pcb *connection, struct pbuf *piece, err_t error)
{
  (void)context, (void)connection, (void)error;
  if (piece == NULL) {
    stream.has_ended = true;
  } else if (stream.received == NULL) {
    stream.received = piece;
  } else {
    pbuf_cat(stream.received, piece);
  }
  return ERR_OK;
}

static void on_lost(void *context, err_t error)
{
  (void)context, (void)error;
  stream.connection = NULL; /* lwIP has freed it */
  stream.has_ended = true;
}

bool stream_open(const ip_addr_t *address, uint16_t port)
{
  stream_close();
  stream.is_open = stream.has_ended = false;
  stream.connection = tcp_new();
  if (stream.connection == NULL) {
    return false;
  }
  tcp_recv(stream.connection, on_received);
  tcp_err(stream.connection, on_lost);
  return tcp_connect(stream.connection, address, port, on_connected) == ERR_OK;
}

size_t stream_write(const uint8_t *bytes, size_t length)
{
  if (stream.connection == NULL || !stream.is_open) {
    return 0;
  }
  size_t room = tcp_sndbuf(stream.connection);
  uint16_t taken = (uint16_t)(length < room ? length : room);
  if (taken == 0 || tcp_write(stream.connection, bytes, taken, TCP_WRITE_FLAG_COPY) != ERR_OK) {
    return 0;
  }
  tcp_output(stream.connection);
  return taken;
}

size_t stream_read(uint8_t *out, size_t size)
{
  if (stream.received == NULL) {
    return 0;
  }
  uint16_t all = stream.received->tot_len;
  uint16_t taken = (uint16_t)(size < all ? size : all);
  pbuf_copy_partial(stream.received, out, taken, 0);
  stream.received = pbuf_free_header(stream.received, taken);
  if (stream.connection != NULL) {
    tcp_recved(stream.connection, taken);
  }
  return taken;
}

bool stream_has_ended(void)
{
  return stream.has_ended && stream.received == NULL;
}

void stream_close(void)
{
  if (stream.received != NULL) {
    pbuf_free(stream.received);
    stream.received = NULL;
  }
  if (stream.connection != NULL) {
    tcp_recv(stream.connection, NULL);
    tcp_err(stream.connection, NULL);
    if (tcp_close(stream.connection) != ERR_OK) {
      tcp_abort(stream.connection);
    }
    stream.connection = NULL;
  }
}
