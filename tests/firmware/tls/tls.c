/* The engine of BearSSL between the caller's bytes and the stream's. Everything it needs is in one static record. */

#include "tls.h"

#include <string.h>

#include "clock.h"
#include "host.h"
#include "mailwire.h"
#include "network.h"
#include "profile.h"
#include "stream.h"

/* Days from year 0 to 1970, which is how BearSSL counts. */
#define DAYS_TO_1970 719528u
#define DAY 86400u

static struct {
  br_ssl_client_context client;
  br_x509_minimal_context x509;
  /* One record of the largest size there is, for both directions: requests and replies take turns. A server that
   * knows the extension of RFC 6066 section 4 can be talked into smaller ones; most do not know it. */
  unsigned char record[BR_SSL_BUFSIZE_MONO];
  bool is_open;
  int error;
} tls;

static br_ssl_engine_context *const engine = &tls.client.eng;

void tls_open(const struct tls_peer *peer)
{
  tls.is_open = false;
  tls.error = 0;
  tls_profile(&tls.client, &tls.x509, peer->anchor);
  br_ssl_engine_set_buffer(engine, tls.record, sizeof tls.record, 0);
  br_x509_minimal_set_time(&tls.x509, peer->time / DAY + DAYS_TO_1970, peer->time % DAY);

  uint8_t seed[32];
  host_random(seed, sizeof seed);
  br_ssl_engine_inject_entropy(engine, seed, sizeof seed);
  mw_wipe(seed, sizeof seed);

  char name[256]; /* BearSSL wants a NUL behind it, and copies it */
  if (peer->length >= sizeof name) {
    tls.error = BR_ERR_BAD_PARAM;
    return;
  }
  memcpy(name, peer->name, peer->length);
  name[peer->length] = 0;
  if (!br_ssl_client_reset(&tls.client, name, 0)) {
    tls.error = br_ssl_engine_last_error(engine);
  }
}

/* One step in each direction; whether anything moved. */
static bool move(void)
{
  bool moved = false;
  size_t length;
  unsigned char *bytes = br_ssl_engine_sendrec_buf(engine, &length);
  if (bytes != NULL) {
    size_t taken = stream_write(bytes, length);
    if (taken > 0) {
      br_ssl_engine_sendrec_ack(engine, taken);
      moved = true;
    }
  }
  bytes = br_ssl_engine_recvrec_buf(engine, &length);
  if (bytes != NULL) {
    size_t got = stream_read(bytes, length);
    if (got > 0) {
      br_ssl_engine_recvrec_ack(engine, got);
      moved = true;
    }
  }
  return moved;
}

enum tls_state tls_poll(void)
{
  network_poll();
  bool moved = false;
  while (tls.error == 0 && move()) {
    moved = true;
  }
  if (tls.error != 0) {
    return TLS_FAILED;
  }
  unsigned state = br_ssl_engine_current_state(engine);
  if (state & BR_SSL_CLOSED) {
    tls.error = br_ssl_engine_last_error(engine);
    return tls.error == 0 ? TLS_ENDED : TLS_FAILED;
  }
  if (state & BR_SSL_SENDAPP) {
    tls.is_open = true;
  }
  if (!(state & BR_SSL_RECVAPP) && stream_has_ended()) {
    tls.error = TLS_CONNECTION_LOST;
    return TLS_FAILED;
  }
  if (!moved && !(state & BR_SSL_RECVAPP)) {
    clock_sleep();
  }
  return tls.is_open ? TLS_OPEN : TLS_OPENING;
}

int tls_error(void)
{
  return tls.error;
}

const char *tls_error_text(int error)
{
  switch (error) {
  case TLS_CONNECTION_LOST:
    return "connection lost";
  case TLS_TIME_OUT:
    return "time-out";
  case BR_ERR_X509_BAD_SIGNATURE:
    return "certificate: bad signature";
  case BR_ERR_X509_EXPIRED:
    return "certificate: not valid at this time";
  case BR_ERR_X509_BAD_SERVER_NAME:
    return "certificate: of another name";
  case BR_ERR_X509_NOT_TRUSTED:
    return "certificate: not trusted";
  default:
    return "TLS"; /* the number is in bearssl_ssl.h and bearssl_x509.h */
  }
}

uint8_t *tls_room(size_t *room)
{
  return br_ssl_engine_sendapp_buf(engine, room);
}

void tls_sent(size_t length)
{
  br_ssl_engine_sendapp_ack(engine, length);
}

void tls_flush(void)
{
  br_ssl_engine_flush(engine, 0);
}

const uint8_t *tls_input(size_t *length)
{
  return br_ssl_engine_recvapp_buf(engine, length);
}

void tls_taken(size_t length)
{
  br_ssl_engine_recvapp_ack(engine, length);
}

void tls_close(void)
{
  size_t unread;
  if (tls.is_open && tls.error == 0) {
    while (br_ssl_engine_recvapp_buf(engine, &unread) != NULL) {
      br_ssl_engine_recvapp_ack(engine, unread);
    }
    br_ssl_engine_close(engine);
    tls_poll();
  }
  stream_close();
  mw_wipe(&tls, sizeof tls);
}
