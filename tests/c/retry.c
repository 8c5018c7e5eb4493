/* Whether and when to try again: a table over what an attempt came to, the same for every seed. */

#include "test.h"

static const uint32_t SEEDS[] = {0, 1, 2, 7, 0xfeed, 0x7fffffff, 0x80000000, UINT32_MAX};

/* One attempt. */
struct finding {
  uint32_t reason, diagnosis, retry_after_kind;
  uint64_t retry_after;
};

static mw_status decide(const struct finding *finding, uint32_t dedupe_kind, uint32_t attempt, uint32_t seed,
                        const mw_schedule *schedule, mw_decision *out) {
  // Of the records nothing else counts: a device keeps these numbers over a restart, not texts.
  mw_outcome outcome;
  mw_dedupe dedupe;
  memset(&outcome, 0xAA, sizeof outcome);
  memset(&dedupe, 0xAA, sizeof dedupe);
  outcome.reason = finding->reason;
  outcome.diagnosis = finding->diagnosis;
  outcome.retry_after_kind = finding->retry_after_kind;
  outcome.retry_after = finding->retry_after;
  dedupe.kind = dedupe_kind;
  memset(out, 0x55, sizeof *out);
  return mw_retry_decide(&outcome, &dedupe, attempt, seed, schedule, out);
}

/* Waits between `floor` and `floor + span`, jittered; or stops. */
static void assert_decides(const struct finding *finding, uint32_t dedupe, uint32_t attempt, uint32_t stop,
                           uint32_t floor, uint32_t span) {
  uint32_t least = UINT32_MAX, most = 0;
  for (size_t i = 0; i < COUNT(SEEDS); i++) {
    mw_decision decision;
    assert_ok(decide(finding, dedupe, attempt, SEEDS[i], NULL, &decision));
    if (decision.stop != stop) {
      fail_msg("%s, attempt %u: %s instead of %s", mw_reason_name(finding->reason), attempt,
               mw_stop_name(decision.stop), mw_stop_name(stop));
    }
    assert_int_equal(decision.again, stop == MW_STOP_NONE);
    if (!decision.again) {
      assert_int_equal(decision.after_ms, 0);
      continue;
    }
    assert_in_range(decision.after_ms, floor, floor + span);
    if (decision.after_ms < least) least = decision.after_ms;
    if (decision.after_ms > most) most = decision.after_ms;
  }
  if (stop == MW_STOP_NONE) assert_true(most > least);
}

/* Each reason by its kind: what was not done may be tried again, what may have been done where a repeat is noticed. */
TEST(reasons) {
  for (uint32_t reason = MW_REASON_PENDING; reason <= MW_REASON_NO_REPLY; reason++) {
    const struct finding finding = {.reason = reason};
    const bool is_accepted = reason <= MW_REASON_DRAFT_CREATED, is_rejected = reason <= MW_REASON_REDIRECT;
    uint32_t plain = MW_STOP_NONE, keyed = MW_STOP_NONE, floor = 0;
    if (is_accepted) {
      plain = keyed = MW_STOP_DONE;
    } else if (is_rejected) {
      plain = keyed = MW_STOP_REJECTED;
    } else if (reason == MW_REASON_EDGE_CONFIGURATION) {
      plain = keyed = MW_STOP_CONFIGURATION;
    } else if (reason >= MW_REASON_SERVER_ERROR) {
      plain = MW_STOP_MAY_HAVE_BEEN_SENT;
    }
    if (reason == MW_REASON_RATE_LIMITED || reason == MW_REASON_MIGRATING) floor = 60000;
    if (reason == MW_REASON_LOCKED) floor = 2000;
    assert_decides(&finding, MW_DEDUPE_KIND_NONE, 1, plain, floor, 5000);
    assert_decides(&finding, MW_DEDUPE_KIND_KEY, 1, keyed, floor, 5000);
    assert_decides(&finding, MW_DEDUPE_KIND_IDEMPOTENT, 1, keyed, floor, 5000);
    assert_decides(&finding, MW_DEDUPE_KIND_KEY, 2, keyed, floor, 15000);
    assert_decides(&finding, MW_DEDUPE_KIND_KEY, 3, keyed == MW_STOP_NONE ? MW_STOP_ATTEMPTS_USED_UP : keyed, 0, 0);
  }
}

/* Who asks for a wait is waited for, up to a quarter of an hour. */
TEST(waits) {
  const struct {
    struct finding finding;
    uint32_t stop, first, second; /* the shortest wait before the second and the third attempt */
  } rows[] = {
    {{MW_REASON_RATE_LIMITED, MW_DIAGNOSIS_RATE_LIMIT_TEN_SECONDLY, 0, 0}, 0, 10000, 20000},
    {{MW_REASON_RATE_LIMITED, MW_DIAGNOSIS_RATE_LIMIT_SECONDLY, 0, 0}, 0, 1000, 1000},
    {{MW_REASON_RATE_LIMITED, MW_DIAGNOSIS_RATE_LIMIT_DAILY, 0, 0}, MW_STOP_DAILY_LIMIT, 0, 0},
    {{MW_REASON_RATE_LIMITED, MW_DIAGNOSIS_RATE_LIMIT, 0, 0}, 0, 60000, 60000},
    {{MW_REASON_RATE_LIMITED, MW_DIAGNOSIS_RATE_LIMIT_TEN_SECONDLY, MW_RETRY_AFTER_SECONDS, 3}, 0, 3000, 3000},
    {{MW_REASON_RATE_LIMITED, 0, MW_RETRY_AFTER_SECONDS, 0}, 0, 0, 0},
    {{MW_REASON_RATE_LIMITED, 0, MW_RETRY_AFTER_SECONDS, 900}, 0, 900000, 900000},
    {{MW_REASON_RATE_LIMITED, 0, MW_RETRY_AFTER_SECONDS, 901}, MW_STOP_WAIT_TOO_LONG, 0, 0},
    {{MW_REASON_RATE_LIMITED, 0, MW_RETRY_AFTER_SECONDS, UINT32_MAX}, MW_STOP_WAIT_TOO_LONG, 0, 0},
    {{MW_REASON_RATE_LIMITED, 0, MW_RETRY_AFTER_SECONDS, UINT64_C(1) << 32}, MW_STOP_WAIT_TOO_LONG, 0, 0},
    {{MW_REASON_RATE_LIMITED, 0, MW_RETRY_AFTER_SECONDS, UINT64_MAX}, MW_STOP_WAIT_TOO_LONG, 0, 0},
    {{MW_REASON_RATE_LIMITED, 0, MW_RETRY_AFTER_DATE, 1793610927}, MW_STOP_AT_DATE, 0, 0},
    {{MW_REASON_MIGRATING, MW_DIAGNOSIS_MIGRATING, 0, 0}, 0, 60000, 60000},
    {{MW_REASON_MIGRATING, 0, MW_RETRY_AFTER_SECONDS, 86400}, MW_STOP_WAIT_TOO_LONG, 0, 0},
    {{MW_REASON_SERVER_ERROR, MW_DIAGNOSIS_OVERLOADED, MW_RETRY_AFTER_SECONDS, 30}, 0, 30000, 30000},
    {{MW_REASON_UNAUTHORIZED, MW_DIAGNOSIS_TOKEN_EXPIRED, 0, 0}, MW_STOP_REJECTED, 0, 0},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    assert_decides(&rows[i].finding, MW_DEDUPE_KIND_KEY, 1, rows[i].stop, rows[i].first, 5000);
    assert_decides(&rows[i].finding, MW_DEDUPE_KIND_KEY, 2, rows[i].stop, rows[i].second, 15000);
  }
  print_message("%zu rows\n", COUNT(rows));
}

TEST(schedules) {
  mw_schedule device, in_line;
  assert_ok(mw_schedule_default(&device));
  assert_ok(mw_schedule_in_line(&in_line));
  const mw_schedule wanted_device = {3, 5000, 3, 900000, 60000, 900000};
  assert_memory_equal(&device, &wanted_device, sizeof device);
  assert_int_equal(in_line.attempts, 3);
  assert_int_equal(in_line.first_ms, 1000);
  assert_int_equal(in_line.factor, 2);
  assert_int_equal(in_line.longest_ms, 30000);
  // NULL is the default: the same decision for every seed.
  const struct finding finding = {.reason = MW_REASON_NOT_SENT};
  for (size_t i = 0; i < COUNT(SEEDS); i++) {
    mw_decision by_null, by_default;
    assert_ok(decide(&finding, MW_DEDUPE_KIND_NONE, 1, SEEDS[i], NULL, &by_null));
    assert_ok(decide(&finding, MW_DEDUPE_KIND_NONE, 1, SEEDS[i], &device, &by_default));
    assert_int_equal(by_null.after_ms, by_default.after_ms);
  }
  // As data: ten attempts, a wait that doubles until it is capped.
  const mw_schedule own = {.attempts = 10, .first_ms = 100, .factor = 2, .cap_ms = 400, .longest_ms = 1000};
  const uint32_t spans[] = {100, 200, 400, 400, 400, 400, 400, 400, 400};
  for (uint32_t attempt = 1; attempt <= 10; attempt++) {
    for (size_t i = 0; i < COUNT(SEEDS); i++) {
      mw_decision decision;
      assert_ok(decide(&finding, MW_DEDUPE_KIND_NONE, attempt, SEEDS[i], &own, &decision));
      assert_int_equal(decision.again, attempt < 10);
      if (decision.again) assert_true(decision.after_ms <= spans[attempt - 1]);
    }
  }
  // The largest numbers there are.
  const mw_schedule largest = {255, UINT32_MAX, 255, UINT32_MAX, UINT32_MAX, UINT32_MAX};
  mw_decision decision;
  for (uint32_t attempt = 0; attempt < 256; attempt++) {
    assert_ok(decide(&finding, MW_DEDUPE_KIND_NONE, attempt, 1, &largest, &decision));
    assert_int_equal(decision.again, attempt < 255);
  }
}

/* Numbers that are none of their enumeration, or above their limit. */
TEST(out_of_range) {
  const struct finding wrong[] = {
    {.reason = MW_REASON_NONE},
    {.reason = MW_REASON_NO_REPLY + 1},
    {.reason = UINT32_MAX},
    {.reason = MW_REASON_NOT_SENT, .diagnosis = MW_DIAGNOSIS_OAUTH_SCOPES + 1},
    {.reason = MW_REASON_NOT_SENT, .diagnosis = UINT32_MAX},
    {.reason = MW_REASON_NOT_SENT, .retry_after_kind = MW_RETRY_AFTER_DATE + 1},
    {.reason = MW_REASON_NOT_SENT, .retry_after_kind = UINT32_MAX},
  };
  mw_decision decision, untouched;
  memset(&untouched, 0x55, sizeof untouched);
  for (size_t i = 0; i < COUNT(wrong); i++) {
    assert_status(decide(&wrong[i], MW_DEDUPE_KIND_NONE, 1, 0, NULL, &decision), MW_STATUS_OUT_OF_RANGE);
    assert_memory_equal(&decision, &untouched, sizeof decision);
  }
  const struct finding good = {.reason = MW_REASON_NOT_SENT};
  const uint32_t numbers[] = {MW_DEDUPE_KIND_KEY + 1, 255, 256, UINT32_MAX};
  for (size_t i = 0; i < COUNT(numbers); i++) {
    assert_status(decide(&good, numbers[i], 1, 0, NULL, &decision), MW_STATUS_OUT_OF_RANGE);
  }
  const uint32_t above[] = {256, 65537, UINT32_MAX};
  for (size_t i = 0; i < COUNT(above); i++) {
    mw_schedule schedule;
    assert_status(decide(&good, MW_DEDUPE_KIND_NONE, above[i], 0, NULL, &decision), MW_STATUS_OUT_OF_RANGE);
    assert_ok(mw_schedule_default(&schedule));
    schedule.attempts = above[i];
    assert_status(decide(&good, MW_DEDUPE_KIND_NONE, 1, 0, &schedule, &decision), MW_STATUS_OUT_OF_RANGE);
    assert_ok(mw_schedule_default(&schedule));
    schedule.factor = above[i];
    assert_status(decide(&good, MW_DEDUPE_KIND_NONE, 1, 0, &schedule, &decision), MW_STATUS_OUT_OF_RANGE);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {RUN(reasons), RUN(waits), RUN(schedules), RUN(out_of_range)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
