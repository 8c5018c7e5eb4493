/* The LAN9118 Ethernet chip as a network interface of lwIP. */

#ifndef ETHERNET_LAN9118_H
#define ETHERNET_LAN9118_H

#include <stdbool.h>

#include "lwip/netif.h"

/* For netif_add. */
err_t lan9118_start(struct netif *interface);

/* Hands one received frame to lwIP; false: there was none. */
bool lan9118_receive(struct netif *interface);

#endif
