// The decision on another attempt: every reason, schedules as data, numbers kept over a restart.
#include <string>

#include <doctest/doctest.h>
#include <mailwire.hpp>

using namespace mailwire;
using retry::Finding;

namespace {

const Dedupe none, key(MW_DEDUPE_KIND_KEY), idempotent(MW_DEDUPE_KIND_IDEMPOTENT);

Finding of(Reason reason) { return Finding(reason, MW_DIAGNOSIS_NONE, MW_RETRY_AFTER_NONE, 0); }

std::string words(const Result<retry::Decision>& decided) {
  if (!decided) return name(decided.failure().status());
  return decided.value().again() ? "again" : name(decided.value().stop());
}

}  // namespace

TEST_CASE("each reason is decided by its kind, and unknown by the dedupe") {
  int again = 0;
  for (uint32_t number = 1; number <= MW_REASON_NO_REPLY; ++number) {
    const auto reason = static_cast<Reason>(number);
    CAPTURE(name(reason));
    const std::string with_key = words(retry::decide(of(reason), 1, key, 7));
    const std::string without = words(retry::decide(of(reason), 1, none, 7));
    CHECK(words(retry::decide(of(reason), 1, idempotent, 7)) == with_key);
    if (reason <= MW_REASON_DRAFT_CREATED) {
      CHECK(with_key == "done");
      CHECK(without == "done");
    } else if (reason <= MW_REASON_REDIRECT) {
      CHECK(with_key == "rejected");
      CHECK(without == "rejected");
    } else if (reason == MW_REASON_EDGE_CONFIGURATION) {
      CHECK(with_key == "configuration");
      CHECK(without == "configuration");
    } else {
      CHECK(with_key == "again");
      CHECK(without == (reason <= MW_REASON_NOT_SENT ? "again" : "may-have-been-sent"));
      ++again;
    }
  }
  CHECK(again > 10);
}

TEST_CASE("a schedule is data, and the wait is jittered below it") {
  retry::Schedule schedule;
  CHECK(schedule.attempts == 3);
  CHECK(schedule.first_ms == 5000);
  CHECK(schedule.cap_ms == 900000);
  CHECK(retry::Schedule::in_line().first_ms == 1000);
  schedule.attempts = 255;
  uint32_t longest = 0;
  for (uint32_t seed = 0; seed < 500; ++seed) {
    const auto decided = retry::decide(of(MW_REASON_NOT_SENT), 2, none, seed, schedule);
    REQUIRE(decided);
    CHECK(decided.value().after_ms() <= 15000);
    longest = decided.value().after_ms() > longest ? decided.value().after_ms() : longest;
  }
  CHECK(longest > 14000);
  CHECK(words(retry::decide(of(MW_REASON_NOT_SENT), 3, none, 7)) == "attempts-used-up");
  CHECK(words(retry::decide(of(MW_REASON_NOT_SENT), 3, none, 7, schedule)) == "again");
}

TEST_CASE("what the provider asks for is a floor, up to the longest wait") {
  const auto asked = [](RetryAfter kind, uint64_t number) {
    return Finding(MW_REASON_RATE_LIMITED, MW_DIAGNOSIS_RATE_LIMIT, kind, number);
  };
  const auto seven = retry::decide(asked(MW_RETRY_AFTER_SECONDS, 7), 1, none, 7);
  CHECK(seven.value().after_ms() >= 7000);
  CHECK(seven.value().after_ms() <= 12000);
  CHECK(words(retry::decide(asked(MW_RETRY_AFTER_SECONDS, 86400), 1, none, 7)) == "wait-too-long");
  CHECK(words(retry::decide(asked(MW_RETRY_AFTER_DATE, 1793611047), 1, none, 7)) == "at-date");
  const Finding daily(MW_REASON_RATE_LIMITED, MW_DIAGNOSIS_RATE_LIMIT_DAILY, MW_RETRY_AFTER_NONE, 0);
  CHECK(words(retry::decide(daily, 1, none, 7)) == "daily-limit");
}

TEST_CASE("numbers that are none are refused") {
  CHECK(words(retry::decide(of(static_cast<Reason>(99)), 1, none, 7)) == "out-of-range");
  CHECK(words(retry::decide(of(MW_REASON_NOT_SENT), 256, none, 7)) == "out-of-range");
  CHECK(words(retry::decide(Outcome(), 1, none, 7)) == "out-of-range");
  retry::Schedule schedule;
  schedule.factor = 256;
  CHECK(words(retry::decide(of(MW_REASON_NOT_SENT), 1, none, 7, schedule)) == "out-of-range");
}

TEST_CASE("an outcome of an exchange goes in as it is") {
  const auto account = hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN");
  const auto send = hubspot::SingleSend(7, "jane@customer.example").send_id("boiler-7-0042");
  const auto begun = hubspot::Exchange::begin(account, send);
  REQUIRE(begun);
  const auto decided = retry::decide(begun.value().outcome(), 1, begun.value().dedupe().value(), 0x12345678);
  CHECK(decided.value().again());
  CHECK(decided.value().after_ms() <= 5000);
  CHECK(decided.value().stop() == MW_STOP_NONE);
}
