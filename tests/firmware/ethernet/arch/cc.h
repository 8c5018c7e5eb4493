/* What lwIP has to know of the compiler and the board. */

#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

#include <stdint.h>

#include "host.h"

void network_assert(const char *text);

#define BYTE_ORDER LITTLE_ENDIAN

/* No printf: it would bring a heap along. */
#define LWIP_PLATFORM_DIAG(arguments) ((void)0)
#define LWIP_PLATFORM_ASSERT(text) network_assert(text)

/* First sequence numbers and ports. */
#define LWIP_RAND() host_random_word()

#endif
