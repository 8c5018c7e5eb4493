/* lwIP on the LAN9118, with the addresses of QEMU's user network. */

#include "network.h"

#include "clock.h"
#include "console.h"
#include "host.h"
#include "lan9118.h"
#include "lwip/init.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"

const ip_addr_t network_host = IPADDR4_INIT_BYTES(10, 0, 2, 2);

static struct netif interface;

bool network_start(void)
{
  static const ip4_addr_t own = IPADDR4_INIT_BYTES(10, 0, 2, 15);
  static const ip4_addr_t mask = IPADDR4_INIT_BYTES(255, 255, 255, 0);
  lwip_init();
  if (netif_add(&interface, &own, &mask, &network_host, NULL, lan9118_start, ethernet_input) == NULL) {
    return false;
  }
  netif_set_default(&interface);
  netif_set_up(&interface);
  return true;
}

void network_poll(void)
{
  while (lan9118_receive(&interface)) {
  }
  sys_check_timeouts();
}

u32_t sys_now(void)
{
  return clock_ms();
}

void network_assert(const char *text)
{
  print("lwIP: %s\n", text);
  host_exit(false);
}
