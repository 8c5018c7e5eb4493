/* SMSC LAN9118: frames go through two FIFOs, one word at a time. Polled; names are those of its data sheet. */

#include "lan9118.h"

#include <string.h>

#include "lwip/etharp.h"
#include "lwip/pbuf.h"

#define REGISTER(offset) (*(volatile uint32_t *)(0x40200000 + (offset)))
#define RX_DATA_FIFO REGISTER(0x00)
#define TX_DATA_FIFO REGISTER(0x20)
#define RX_STATUS_FIFO REGISTER(0x40)
#define BYTE_TEST REGISTER(0x64)
#define TX_CFG REGISTER(0x70)
#define HW_CFG REGISTER(0x74)
#define RX_FIFO_INF REGISTER(0x7c)
#define TX_FIFO_INF REGISTER(0x80)
#define MAC_CSR_CMD REGISTER(0xa4)
#define MAC_CSR_DATA REGISTER(0xa8)

#define HW_CFG_SRST (1u << 0)
#define HW_CFG_MUST_BE_ONE (1u << 20)
#define HW_CFG_TX_FIFO_5K (5u << 16)
#define TX_CFG_TX_ON (1u << 1)
#define TX_CFG_STATUS_OVERRUN (1u << 2) /* nobody reads the status of sent frames */
#define RX_STATUS_ERROR (1u << 15)
#define TX_FIRST_AND_LAST (1u << 13 | 1u << 12)

#define MAC_CSR_BUSY (1u << 31)
#define MAC_CR 1u
#define MAC_ADDRH 2u
#define MAC_ADDRL 3u
#define MAC_CR_FULL_DUPLEX (1u << 20)
#define MAC_CR_TXEN (1u << 3)
#define MAC_CR_RXEN (1u << 2)

#define FCS_BYTES 4u
#define LONGEST_FRAME 1514u

/* 52:54 is what QEMU gives to its own cards: locally administered. */
static const uint8_t address[6] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};

static void mac_write(uint32_t index, uint32_t value)
{
  MAC_CSR_DATA = value;
  MAC_CSR_CMD = MAC_CSR_BUSY | index;
  while (MAC_CSR_CMD & MAC_CSR_BUSY) {
  }
}

static err_t send(struct netif *interface, struct pbuf *frame)
{
  (void)interface;
  uint32_t length = frame->tot_len;
  if (length > LONGEST_FRAME) {
    return ERR_BUF;
  }
  if ((TX_FIFO_INF & 0xffff) < length + 3 + 2 * 4) {
    return ERR_WOULDBLOCK;
  }
  TX_DATA_FIFO = TX_FIRST_AND_LAST | length;
  TX_DATA_FIFO = length;
  /* A chain of buffers of any length each, cut into words. */
  uint32_t word = 0, bytes = 0;
  for (const struct pbuf *piece = frame; piece != NULL; piece = piece->next) {
    for (uint32_t i = 0; i < piece->len; i++) {
      word |= (uint32_t)((const uint8_t *)piece->payload)[i] << 8 * bytes;
      if (++bytes == 4) {
        TX_DATA_FIFO = word;
        word = bytes = 0;
      }
    }
  }
  if (bytes > 0) {
    TX_DATA_FIFO = word;
  }
  return ERR_OK;
}

bool lan9118_receive(struct netif *interface)
{
  if ((RX_FIFO_INF >> 16 & 0xff) == 0) {
    return false;
  }
  uint32_t status = RX_STATUS_FIFO;
  uint32_t length = status >> 16 & 0x3fff; /* with the check sequence */
  uint32_t words = (length + 3) / 4;
  struct pbuf *frame = NULL;
  if (!(status & RX_STATUS_ERROR) && length > FCS_BYTES && length - FCS_BYTES <= LONGEST_FRAME) {
    frame = pbuf_alloc(PBUF_RAW, (u16_t)(length - FCS_BYTES), PBUF_POOL);
  }
  /* Without a buffer the frame is lost, as on the wire: TCP sends it again. */
  for (uint32_t i = 0; i < words; i++) {
    uint32_t word = RX_DATA_FIFO;
    uint32_t left = frame == NULL || i * 4 > frame->tot_len ? 0 : frame->tot_len - i * 4;
    if (left > 0) {
      pbuf_take_at(frame, &word, (u16_t)(left < 4 ? left : 4), (u16_t)(i * 4));
    }
  }
  if (frame != NULL && interface->input(frame, interface) != ERR_OK) {
    pbuf_free(frame);
  }
  return true;
}

err_t lan9118_start(struct netif *interface)
{
  if (BYTE_TEST != 0x87654321) {
    return ERR_IF;
  }
  HW_CFG = HW_CFG_SRST;
  while (HW_CFG & HW_CFG_SRST) {
  }
  HW_CFG = HW_CFG_MUST_BE_ONE | HW_CFG_TX_FIFO_5K;
  TX_CFG = TX_CFG_TX_ON | TX_CFG_STATUS_OVERRUN;
  mac_write(MAC_ADDRL, address[0] | address[1] << 8 | address[2] << 16 | (uint32_t)address[3] << 24);
  mac_write(MAC_ADDRH, address[4] | address[5] << 8);
  mac_write(MAC_CR, MAC_CR_FULL_DUPLEX | MAC_CR_TXEN | MAC_CR_RXEN);

  interface->name[0] = 'e';
  interface->name[1] = 'n';
  interface->mtu = 1500;
  interface->hwaddr_len = sizeof address;
  memcpy(interface->hwaddr, address, sizeof address);
  interface->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_LINK_UP;
  interface->output = etharp_output;
  interface->linkoutput = send;
  return ERR_OK;
}
