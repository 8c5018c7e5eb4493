/* Verbs in an order that makes no sense, or once too often: the failure says which rule, and what can go on goes on. */

#include "records.h"

static struct records good;
static mw_exchange exchange;
static uint8_t room[512];
static size_t n;
static mw_received received;

/* The call is refused as misuse of this kind, at this stage, and no out parameter is touched. */
#define assert_misuse(call, rule, stage_)                                                                          \
  do {                                                                                                              \
    mw_failure failure = {0};                                                                                       \
    n = 0xA5A5;                                                                                                     \
    memset(&received, 0xA5, sizeof received);                                                                       \
    const mw_received untouched = received;                                                                         \
    assert_status(call, MW_STATUS_ERROR_MISUSE);                                                                    \
    assert_int_equal(failure.status, MW_STATUS_ERROR_MISUSE);                                                       \
    assert_string_equal(mw_misuse_name(failure.misuse), mw_misuse_name(rule));                                      \
    assert_int_equal(failure.stage, stage_);                                                                        \
    assert_int_equal(n, 0xA5A5);                                                                                    \
    assert_memory_equal(&received, &untouched, sizeof received);                                                    \
  } while (0)

#define TRANSMIT mw_exchange_transmit(&exchange, room, sizeof room, &n, &failure)
#define ADVANCE(bytes) mw_exchange_advance(&exchange, bytes, &failure)
#define RECEIVE mw_exchange_receive(&exchange, PENDING_REPLY.data, PENDING_REPLY.length, &received, &failure)

static void assert_reason(uint32_t reason) {
  mw_outcome outcome;
  assert_ok(mw_exchange_outcome(&exchange, &outcome));
  assert_string_equal(mw_reason_name(outcome.reason), mw_reason_name(reason));
}

/* The rest of an exchange that can go on. */
static void finish(void) {
  while (mw_exchange_wants(&exchange) == MW_WANTS_TRANSMIT) {
    assert_ok(mw_exchange_transmit(&exchange, room, sizeof room, &n, NULL));
    assert_ok(mw_exchange_advance(&exchange, n, NULL));
  }
  assert_int_equal(mw_exchange_wants(&exchange), MW_WANTS_RECEIVE);
  assert_ok(mw_exchange_receive(&exchange, PENDING_REPLY.data, PENDING_REPLY.length, &received, NULL));
  assert_int_equal(received.event, MW_EVENT_COMPLETE);
  assert_int_equal(mw_exchange_wants(&exchange), MW_WANTS_NOTHING);
  assert_reason(MW_REASON_PENDING);
}

TEST(receive_before_a_byte_was_sent) {
  bring_to(BEGUN, &exchange, &good);
  assert_misuse(RECEIVE, MW_MISUSE_NOTHING_SENT, MW_STAGE_RECEIVE);
  bring_to(WRITTEN, &exchange, &good);
  assert_misuse(RECEIVE, MW_MISUSE_NOTHING_SENT, MW_STAGE_RECEIVE);
  assert_reason(MW_REASON_NOT_SENT);
  finish();
}

TEST(advance_by_more_than_was_written) {
  bring_to(BEGUN, &exchange, &good);
  assert_misuse(ADVANCE(1), MW_MISUSE_ADVANCED_TOO_FAR, MW_STAGE_TRANSMIT);
  bring_to(WRITTEN, &exchange, &good);
  const size_t too_far[] = {65, 1000, UINT32_MAX, SIZE_MAX};
  for (size_t i = 0; i < COUNT(too_far); i++) {
    assert_misuse(ADVANCE(too_far[i]), MW_MISUSE_ADVANCED_TOO_FAR, MW_STAGE_TRANSMIT);
  }
  assert_ok(mw_exchange_advance(&exchange, 60, NULL));
  assert_misuse(ADVANCE(5), MW_MISUSE_ADVANCED_TOO_FAR, MW_STAGE_TRANSMIT);
  assert_ok(mw_exchange_advance(&exchange, 4, NULL));
  assert_misuse(ADVANCE(1), MW_MISUSE_ADVANCED_TOO_FAR, MW_STAGE_TRANSMIT);
  assert_ok(mw_exchange_advance(&exchange, 0, NULL));
  finish();
}

TEST(a_buffer_of_no_bytes) {
  bring_to(BEGUN, &exchange, &good);
  for (int i = 0; i < 2; i++) {
    mw_failure failure = {0};
    n = 7;
    assert_status(mw_exchange_transmit(&exchange, i == 0 ? room : NULL, 0, &n, &failure), MW_STATUS_ERROR_CAPACITY);
    assert_int_equal(failure.limit, MW_LIMIT_BUFFER);
    assert_int_equal(failure.needed, 1);
    assert_int_equal(failure.available, 0);
    assert_status(mw_exchange_body(&exchange, 0, i == 0 ? room : NULL, 0, &n, &failure), MW_STATUS_ERROR_CAPACITY);
    assert_int_equal(failure.limit, MW_LIMIT_BUFFER);
    assert_int_equal(n, 7);
  }
  finish();
}

TEST(input_of_no_bytes) {
  bring_to(SENT, &exchange, &good);
  assert_ok(mw_exchange_receive(&exchange, NULL, 0, &received, NULL));
  assert_int_equal(received.event, MW_EVENT_NEED_MORE);
  assert_int_equal(received.consumed, 0);
  finish();
  bring_to(HEADED, &exchange, &good);
  assert_ok(mw_reply_body(&exchange, NULL, 0, 0, &received, NULL));
  assert_int_equal(received.event, MW_EVENT_NEED_MORE);
}

/* Spurious calls write the same bytes again, or none. */
TEST(transmit_once_too_often) {
  uint8_t again[64];
  bring_to(BEGUN, &exchange, &good);
  assert_ok(mw_exchange_transmit(&exchange, room, 64, &n, NULL));
  assert_ok(mw_exchange_transmit(&exchange, again, 64, &n, NULL));
  assert_memory_equal(room, again, 64);
  bring_to(SENT, &exchange, &good);
  assert_ok(mw_exchange_transmit(&exchange, room, 64, &n, NULL));
  assert_int_equal(n, 0);
  finish();
}

TEST(after_the_end) {
  bring_to(ANSWERED, &exchange, &good);
  assert_ok(mw_exchange_transmit(&exchange, room, sizeof room, &n, NULL));
  assert_int_equal(n, 0);
  assert_misuse(ADVANCE(1), MW_MISUSE_ENDED, MW_STAGE_TRANSMIT);
  // What follows the reply on the connection is not of this exchange.
  assert_ok(mw_exchange_receive(&exchange, PENDING_REPLY.data, PENDING_REPLY.length, &received, NULL));
  assert_int_equal(received.event, MW_EVENT_COMPLETE);
  assert_int_equal(received.consumed, 0);
  assert_ok(mw_exchange_receive_end_of_stream(&exchange, NULL));
  assert_reason(MW_REASON_PENDING);
}

TEST(after_a_broken_reply) {
  bring_to(SENT, &exchange, &good);
  mw_failure broken = {0};
  const mw_slice other = TEXT("SSH-2.0");
  assert_status(mw_exchange_receive(&exchange, other.data, other.length, &received, &broken), MW_STATUS_ERROR_PEER);
  assert_int_equal(broken.fault, MW_FAULT_STATUS_LINE);
  assert_misuse(RECEIVE, MW_MISUSE_ENDED, MW_STAGE_RECEIVE);
  assert_misuse(ADVANCE(1), MW_MISUSE_ENDED, MW_STAGE_TRANSMIT);
  assert_int_equal(mw_exchange_wants(&exchange), MW_WANTS_NOTHING);
  assert_ok(mw_exchange_receive_end_of_stream(&exchange, NULL));
  assert_reason(MW_REASON_MALFORMED_REPLY);
}

/* The connection is closed before the request was sent, before the reply, and in it. */
TEST(the_end_of_the_stream) {
  const struct {
    enum state state;
    size_t length;
    uint32_t reason;
  } rows[] = {
    {BEGUN, 0, MW_REASON_NOT_SENT},
    {WRITTEN, 0, MW_REASON_NOT_SENT},
    {SENT, 0, MW_REASON_NO_REPLY},
    {SENT, 20, MW_REASON_INCOMPLETE_REPLY},
    {SENT, 60, MW_REASON_INCOMPLETE_REPLY},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    bring_to(rows[i].state, &exchange, &good);
    if (rows[i].length > 0) {
      assert_ok(mw_exchange_receive(&exchange, PENDING_REPLY.data, rows[i].length, &received, NULL));
    }
    mw_failure failure = {0};
    assert_status(mw_exchange_receive_end_of_stream(&exchange, &failure), MW_STATUS_ERROR_PEER);
    assert_int_equal(failure.fault, MW_FAULT_TRUNCATED);
    assert_int_equal(failure.offset, rows[i].length);
    assert_int_equal(mw_exchange_wants(&exchange), MW_WANTS_NOTHING);
    assert_reason(rows[i].reason);
  }
}

/* Every verb of the other level is refused, and the exchange goes on at its own. */
TEST(levels) {
  const mw_slice text = TEXT("x");
  const enum state begun_with_bytes[] = {WRITTEN, SENT};
  for (size_t i = 0; i < COUNT(begun_with_bytes); i++) {
    bring_to(begun_with_bytes[i], &exchange, &good);
    assert_misuse(mw_reply_request_sent(&exchange, &failure), MW_MISUSE_LEVELS_MIXED, MW_STAGE_TRANSMIT);
    assert_misuse(mw_reply_status(&exchange, 200, &failure), MW_MISUSE_LEVELS_MIXED, MW_STAGE_RECEIVE);
    assert_misuse(mw_reply_field(&exchange, text, text, &failure), MW_MISUSE_LEVELS_MIXED, MW_STAGE_RECEIVE);
    assert_misuse(mw_reply_head_end(&exchange, &failure), MW_MISUSE_LEVELS_MIXED, MW_STAGE_RECEIVE);
    assert_misuse(mw_reply_body(&exchange, text.data, 1, 0, &received, &failure), MW_MISUSE_LEVELS_MIXED,
                  MW_STAGE_RECEIVE);
    assert_misuse(mw_reply_end(&exchange, 1, &failure), MW_MISUSE_LEVELS_MIXED, MW_STAGE_RECEIVE);
    finish();
  }
  const enum state begun_with_requests[] = {HANDED, HEADED, READ};
  for (size_t i = 0; i < COUNT(begun_with_requests); i++) {
    bring_to(begun_with_requests[i], &exchange, &good);
    assert_int_equal(mw_exchange_wants(&exchange), MW_WANTS_NOTHING);
    assert_misuse(TRANSMIT, MW_MISUSE_LEVELS_MIXED, MW_STAGE_TRANSMIT);
    assert_misuse(ADVANCE(1), MW_MISUSE_LEVELS_MIXED, MW_STAGE_TRANSMIT);
    assert_misuse(RECEIVE, MW_MISUSE_LEVELS_MIXED, MW_STAGE_RECEIVE);
    assert_misuse(mw_exchange_receive_end_of_stream(&exchange, &failure), MW_MISUSE_LEVELS_MIXED, MW_STAGE_RECEIVE);
    assert_reason(begun_with_requests[i] == HANDED ? MW_REASON_NO_REPLY : MW_REASON_INCOMPLETE_REPLY);
    if (begun_with_requests[i] != READ) continue;
    assert_ok(mw_reply_end(&exchange, PENDING_BODY.length, NULL));
    assert_reason(MW_REASON_PENDING);
  }
}

/* Initialised again in any state, the exchange begins anew; also for another provider. */
TEST(init_again) {
  const enum state states[] = {BEGUN, WRITTEN, SENT, ANSWERED, CALLED, HANDED, HEADED, READ};
  for (size_t i = 0; i < COUNT(states); i++) {
    bring_to(states[i], &exchange, &good);
    assert_ok(mw_hubspot_single_send_init(&exchange, sizeof exchange, &good.account, &good.send, NULL));
    assert_reason(MW_REASON_NOT_SENT);
    finish();
    bring_to(states[i], &exchange, &good);
    assert_ok(mw_bluehornet_batch_init(&exchange, sizeof exchange, &good.api_user, &good.batch, NULL));
    assert_int_equal(mw_exchange_wants(&exchange), MW_WANTS_TRANSMIT);
    mw_call_outcome call;
    assert_ok(mw_exchange_call(&exchange, &call));
  }
}

/* Behind the end of a list. */
TEST(indexes) {
  bring_to(BEGUN, &exchange, &good);
  mw_lengths lengths;
  assert_ok(mw_exchange_check(&exchange, &lengths, NULL));
  const size_t behind[] = {lengths.body, lengths.body + 1, UINT32_MAX, SIZE_MAX};
  for (size_t i = 0; i < COUNT(behind); i++) {
    mw_header header;
    mw_bluehornet_method method;
    mw_slice name;
    mw_addresses addresses;
    assert_status(mw_exchange_header(&exchange, behind[i], &header), MW_STATUS_OUT_OF_RANGE);
    assert_status(mw_bluehornet_method_at(behind[i], &method), MW_STATUS_OUT_OF_RANGE);
    assert_status(mw_bluehornet_method_argument(behind[i], 0, &name), MW_STATUS_OUT_OF_RANGE);
    assert_status(mw_bluehornet_method_argument(0, behind[i], &name), MW_STATUS_OUT_OF_RANGE);
    assert_status(mw_whitelist_entry(TEXT("10.0.0.1"), behind[i], &addresses), MW_STATUS_OUT_OF_RANGE);
    assert_ok(mw_exchange_body(&exchange, behind[i], room, sizeof room, &n, NULL));
    assert_int_equal(n, 0);
  }
  uint32_t ms, polls = 0;
  while (mw_hubspot_poll_after_ms(polls, &ms) == MW_STATUS_OK) polls++;
  assert_true(polls > 5 && polls < 255);
  const uint32_t late[] = {255, 256, UINT32_MAX};
  for (size_t i = 0; i < COUNT(late); i++) {
    assert_status(mw_hubspot_poll_after_ms(late[i], &ms), MW_STATUS_OUT_OF_RANGE);
  }
}

/* The address of a request and the path of a row, in room of every size. */
TEST(texts_in_little_room) {
  const char *const texts[] = {"https://api.hubapi.com/marketing/transactional/2026-09/single-email/send",
                               "responseData/valid"};
  for (size_t i = 0; i < COUNT(texts); i++) {
    bring_to(i == 0 ? BEGUN : ROWED, &exchange, &good);
    const size_t whole = strlen(texts[i]);
    for (size_t size = 0; size <= whole + 1; size++) {
      char text[128];
      size_t length = 7;
      memset(text, 0x7F, sizeof text);
      const mw_status got = i == 0 ? mw_exchange_url(&exchange, text, size, &length)
                                   : mw_exchange_path(&exchange, text, size, &length);
      assert_status(got, size > whole ? MW_STATUS_OK : MW_STATUS_ERROR_CAPACITY);
      assert_int_equal(length, whole);
      for (size_t j = size; j < sizeof text; j++) assert_int_equal(text[j], 0x7F);
      if (size == 0) continue;
      assert_int_equal(strlen(text), size > whole ? whole : size - 1);
      assert_memory_equal(text, texts[i], strlen(text));
    }
  }
}

/* What only a batch has. */
TEST(calls_of_an_operation_without_calls) {
  bring_to(ANSWERED, &exchange, &good);
  mw_call_outcome call;
  assert_status(mw_exchange_call(&exchange, &call), MW_STATUS_OUT_OF_RANGE);
  uint32_t number = 7, reason = 7;
  assert_ok(mw_exchange_unanswered(&exchange, 0, &number, &reason));
  assert_int_equal(number, 0);
}

TEST(a_status_that_is_none) {
  const uint32_t wrong[] = {0, 1, 99, 1000, 65536 + 200, UINT32_MAX};
  bring_to(HANDED, &exchange, &good);
  for (size_t i = 0; i < COUNT(wrong); i++) {
    mw_failure failure = {0};
    assert_status(mw_reply_status(&exchange, wrong[i], &failure), MW_STATUS_OUT_OF_RANGE);
    assert_int_equal(failure.status, MW_STATUS_OUT_OF_RANGE);
  }
  assert_ok(mw_reply_status(&exchange, 200, NULL));
}

static int prepare(void **state) {
  (void)state;
  good_records(&good);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(receive_before_a_byte_was_sent),
    RUN(advance_by_more_than_was_written),
    RUN(a_buffer_of_no_bytes),
    RUN(input_of_no_bytes),
    RUN(transmit_once_too_often),
    RUN(after_the_end),
    RUN(after_a_broken_reply),
    RUN(the_end_of_the_stream),
    RUN(levels),
    RUN(init_again),
    RUN(indexes),
    RUN(texts_in_little_room),
    RUN(calls_of_an_operation_without_calls),
    RUN(a_status_that_is_none),
  };
  return cmocka_run_group_tests(tests, prepare, NULL);
}
