/* One TCP connection as two streams of bytes. Nothing here waits. */

#ifndef ETHERNET_STREAM_H
#define ETHERNET_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lwip/ip_addr.h"

/* Begins to connect; false: there is no room for a connection. What was open before is closed. */
bool stream_open(const ip_addr_t *address, uint16_t port);

/* How many bytes were taken: none while it connects, while the buffer is full and after the end. */
size_t stream_write(const uint8_t *bytes, size_t length);

/* How many bytes have come. */
size_t stream_read(uint8_t *out, size_t size);

/* Everything that came was read, and nothing more will come: the other side has ended, or the connection is lost. */
bool stream_has_ended(void);

void stream_close(void);

#endif
