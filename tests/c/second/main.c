/* A program with two Rust libraries: neither takes a symbol from the other. */

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <mailwire.h>

uint64_t second_sum(const uint8_t *text, size_t length, size_t first);
size_t second_decimal(uint64_t number, uint8_t *out);

static const char REPLY[] = "HTTP/1.1 200 OK\r\n\r\n{\"statusId\":\"s-1\",\"status\":\"PENDING\"}";

static int fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  return 1;
}

int main(void) {
  uint8_t decimal[20], room[512];
  if (second_sum((const uint8_t *)"abc", 3, 1) != 'b' + 'c') return fail("the sum is wrong");
  if (second_decimal(4126643121, decimal) != 10 || memcmp(decimal, "4126643121", 10) != 0) return fail("no decimal");

  mw_hubspot_account account;
  mw_hubspot_single_send send;
  mw_exchange exchange;
  mw_received received;
  mw_outcome outcome;
  size_t n;
  mw_hubspot_account_default(&account, sizeof account);
  mw_hubspot_single_send_default(&send, sizeof send);
  account.credential = mw_text("EXAMPLE-ACCESS-TOKEN");
  send.email_id = 4126643121;
  send.to = mw_text("jane@customer.example");
  if (mw_hubspot_single_send_init(&exchange, sizeof exchange, &account, &send, NULL) != MW_STATUS_OK) {
    return fail("the exchange does not begin");
  }
  while (mw_exchange_wants(&exchange) == MW_WANTS_TRANSMIT) {
    if (mw_exchange_transmit(&exchange, room, sizeof room, &n, NULL) != MW_STATUS_OK) return fail("nothing to send");
    if (mw_exchange_advance(&exchange, n, NULL) != MW_STATUS_OK) return fail("not sent");
  }
  if (mw_exchange_receive(&exchange, (const uint8_t *)REPLY, sizeof REPLY - 1, &received, NULL) != MW_STATUS_OK ||
      mw_exchange_receive_end_of_stream(&exchange, NULL) != MW_STATUS_OK ||
      mw_exchange_outcome(&exchange, &outcome) != MW_STATUS_OK) {
    return fail("not received");
  }
  return outcome.reason == MW_REASON_PENDING ? 0 : fail("not accepted");
}
