/* lwIP for one TCP connection at a time: the raw interface, IPv4, no heap but static pools. */

#ifndef LWIPOPTS_H
#define LWIPOPTS_H

/* No operating system; everything is called from one place, so nothing has to be locked. */
#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_SOCKET 0
#define LWIP_NETCONN 0

/* TCP over IPv4 over Ethernet. Addresses are given and names are not looked up, see network.c: the resolver of the
 * emulator would ask the world outside. A device takes LWIP_DHCP and LWIP_DNS, and with them LWIP_UDP. */
#define LWIP_TCP 1
#define LWIP_IPV4 1
#define LWIP_ARP 1
#define LWIP_UDP 0
#define LWIP_DHCP 0
#define LWIP_DNS 0
#define LWIP_ICMP 0
#define LWIP_RAW 0
#define IP_REASSEMBLY 0
#define IP_FRAG 0
#define LWIP_STATS 0

/* Memory: arrays of fixed size. MEM_SIZE is for what waits to be acknowledged. */
#define MEM_LIBC_MALLOC 0
#define MEMP_MEM_MALLOC 0
#define MEM_ALIGNMENT 4
#define MEM_SIZE 4096
#define MEMP_NUM_PBUF 4
#define MEMP_NUM_TCP_PCB 3
#define MEMP_NUM_TCP_PCB_LISTEN 1
#define MEMP_NUM_TCP_SEG TCP_SND_QUEUELEN
#define ARP_TABLE_SIZE 4

/* Two full segments each way. The chip holds what comes faster. */
#define TCP_MSS 1460
#define TCP_WND (2 * TCP_MSS)
#define TCP_SND_BUF (2 * TCP_MSS)
#define TCP_SND_QUEUELEN 8
#define TCP_QUEUE_OOSEQ 0
#define PBUF_POOL_SIZE 4

#endif
