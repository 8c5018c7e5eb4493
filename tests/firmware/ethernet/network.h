/* The network of this board: one interface, polled. */

#ifndef ETHERNET_NETWORK_H
#define ETHERNET_NETWORK_H

#include <stdbool.h>

#include "lwip/ip_addr.h"

/* False: there is no Ethernet chip. */
bool network_start(void);

/* Takes received frames and lets lwIP do what is due. Call it whenever there is time. */
void network_poll(void);

/* The machine the emulator runs on, as its user network shows it. */
extern const ip_addr_t network_host;

#endif
