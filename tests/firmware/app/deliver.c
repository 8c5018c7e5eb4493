/* Attempt, outcome, decision, wait; again. */

#include "deliver.h"

#include "clock.h"
#include "console.h"
#include "host.h"
#include "network.h"

/* One at a time, for either provider: MW_HUBSPOT_EXCHANGE_WORDS would do where it is HubSpot alone. */
static mw_exchange exchange;

static void print_outcome(const mw_outcome *outcome)
{
  print("    %s: %s", mw_kind_name(outcome->kind), mw_reason_name(outcome->reason));
  if (outcome->http_status != 0) {
    print(", HTTP %u", (unsigned)outcome->http_status);
  }
  if (outcome->provider_code.length > 0) {
    print(", %.*s", (int)outcome->provider_code.length, (const char *)outcome->provider_code.data);
  }
  if (outcome->diagnosis != 0) {
    print(", %s", mw_diagnosis_name(outcome->diagnosis));
  }
  print("\n");
}

static void print_decision(const mw_decision *decision, const mw_dedupe *dedupe)
{
  if (!decision->again) {
    print("    stop: %s\n", mw_stop_name(decision->stop));
  } else if (dedupe->kind == MW_DEDUPE_KIND_KEY) {
    print("    again in %u ms, with the same %.*s\n", (unsigned)decision->after_ms, (int)dedupe->place.length,
          (const char *)dedupe->place.data);
  } else {
    print("    again in %u ms\n", (unsigned)decision->after_ms);
  }
}

static void wait(uint32_t milliseconds)
{
  uint32_t end = clock_ms() + milliseconds;
  while (!clock_is_past(end)) {
    network_poll();
    clock_sleep();
  }
}

void deliver(const struct provider *provider, enum way way, const struct alert *alert,
             const struct settings *settings, size_t settings_count, const mw_schedule *schedule)
{
  uint32_t seed = host_random_word();
  mw_decision decision;
  for (uint32_t number = 1;; number++) {
    const struct settings *now = &settings[number <= settings_count ? number - 1 : settings_count - 1];
    print("  %s, %s, attempt %u\n", provider->name, alert->event, (unsigned)number);

    mw_failure failure;
    if (provider->begin(&exchange, alert, now->host, &failure) != MW_STATUS_OK) {
      char text[96];
      mw_failure_text(&failure, text, sizeof text, NULL);
      print("    %s\n", text);
      return;
    }
    attempt(&exchange, way, now);

    mw_outcome outcome;
    mw_dedupe dedupe;
    mw_exchange_outcome(&exchange, &outcome);
    mw_exchange_dedupe(&exchange, &dedupe);
    print_outcome(&outcome);
    mw_retry_decide(&outcome, &dedupe, number, seed, schedule, &decision);
    print_decision(&decision, &dedupe);
    if (!decision.again) {
      break;
    }
    wait(decision.after_ms);
  }
  mw_exchange_clear(&exchange, sizeof exchange);
}
