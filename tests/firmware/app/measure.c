/* Exchanges with answers from flash, on a painted stack: every function that a device calls. */

#include "measure.h"

#include "console.h"
#include "provider.h"
#include "stack.h"

#define HUBSPOT_BODY \
  "{\"status\":\"error\",\"message\":\"Slow down: \\u00fc\",\"correlationId\":\"c-1\"," \
  "\"policyName\":\"SECONDLY\",\"errorType\":\"RATE\"}"
_Static_assert(sizeof HUBSPOT_BODY - 1 == 0x71, "the chunk size below");

static const char hubspot_reply[] =
    "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    "71\r\n" HUBSPOT_BODY "\r\n0\r\n\r\n";

#define BLUEHORNET_BODY \
  "<?xml version=\"1.0\"?><methodResponse><item><methodName><![CDATA[transactional.sendTransaction]]></methodName>" \
  "<responseCode>201</responseCode><responseText>sent &amp; done</responseText></item></methodResponse>"
_Static_assert(sizeof BLUEHORNET_BODY - 1 == 209, "the length below");

static const char bluehornet_reply[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 209\r\n\r\n" BLUEHORNET_BODY;

static mw_exchange exchange;
static uint8_t buffer[256];
static uint32_t hubspot_reason, bluehornet_reason;

static const struct alert alert = {"boiler-7-0001", "Boiler 7: 96 \xc2\xb0" "C, \"limit\" <90>"};

static void rehearse(const struct provider *provider, const char *reply, size_t length, uint32_t *reason)
{
  mw_failure failure = {0};
  mw_lengths lengths;
  mw_server server;
  provider->begin(&exchange, &alert, NULL, &failure);
  mw_exchange_check(&exchange, &lengths, &failure);
  mw_exchange_server(&exchange, &server);
  while (mw_exchange_wants(&exchange) == MW_WANTS_TRANSMIT) {
    size_t written = 0;
    if (mw_exchange_transmit(&exchange, buffer, sizeof buffer, &written, &failure) != MW_STATUS_OK) {
      break;
    }
    mw_exchange_advance(&exchange, written, &failure);
  }
  mw_received received = {0};
  while (length > 0 && received.event != MW_EVENT_COMPLETE) {
    if (mw_exchange_receive(&exchange, (const uint8_t *)reply, length, &received, &failure) != MW_STATUS_OK) {
      break;
    }
    reply += received.consumed;
    length -= received.consumed;
  }
  mw_outcome outcome;
  mw_dedupe dedupe;
  mw_decision decision;
  mw_exchange_outcome(&exchange, &outcome);
  mw_exchange_dedupe(&exchange, &dedupe);
  mw_retry_decide(&outcome, &dedupe, 1, 7, NULL, &decision);
  mw_failure_text(&failure, (char *)buffer, sizeof buffer, NULL);
  mw_exchange_clear(&exchange, sizeof exchange);
  *reason = outcome.reason;
}

static void rehearse_hubspot(void)
{
  rehearse(&hubspot, hubspot_reply, sizeof hubspot_reply - 1, &hubspot_reason);
}

static void rehearse_bluehornet(void)
{
  rehearse(&bluehornet, bluehornet_reply, sizeof bluehornet_reply - 1, &bluehornet_reason);
}

void measure(void)
{
  print("  stack: %u of %u bytes\n", (unsigned)stack_deepest(), (unsigned)stack_size());
  unsigned depth = stack_of(rehearse_hubspot);
  print("  stack: %u bytes in mailwire for HubSpot: %s\n", depth, mw_reason_name(hubspot_reason));
  depth = stack_of(rehearse_bluehornet);
  print("  stack: %u bytes in mailwire for BlueHornet: %s\n", depth, mw_reason_name(bluehornet_reason));
}
