/* The tokens of an OAuth reply, collected into room of the caller's, and wiped with it. */

#include "fence.h"
#include "records.h"
#include "vectors.h"

static struct records good;
static mw_exchange exchange;
static struct fence room_fence, input_fence;

static bool is_zero(const void *memory, size_t size) {
  const uint8_t *bytes = memory;
  size_t i = 0;
  while (i < size && bytes[i] == 0) i++;
  return i == size;
}

/* Runs a token call over this reply in pieces, and collects; the collector moves before every push. */
static mw_status collect(mw_slice http, size_t pieces, mw_hubspot_tokens *tokens, uint8_t *room, size_t size,
                         mw_failure *failure) {
  mw_hubspot_tokens homes[2] = {0};
  assert_ok(mw_hubspot_tokens_init(&homes[0], sizeof homes[0], room, size));
  assert_ok(mw_hubspot_refresh_token_init(&exchange, sizeof exchange, &good.account, &good.refresh, NULL));
  while (mw_exchange_wants(&exchange) == MW_WANTS_TRANSMIT) {
    uint8_t out[256];
    size_t n;
    assert_ok(mw_exchange_transmit(&exchange, out, sizeof out, &n, NULL));
    assert_ok(mw_exchange_advance(&exchange, n, NULL));
  }
  mw_status status = MW_STATUS_OK;
  size_t now = 0;
  for (size_t at = 0; at < http.length && status == MW_STATUS_OK; at += pieces) {
    mw_slice piece = {http.data + at, http.length - at < pieces ? http.length - at : pieces};
    piece.data = fenced_copy(&input_fence, piece.data, piece.length);
    mw_received received;
    do {
      assert_ok(mw_exchange_receive(&exchange, piece.data, piece.length, &received, NULL));
      piece = (mw_slice){piece.data + received.consumed, piece.length - received.consumed};
      memcpy(&homes[1 - now], &homes[now], sizeof homes[0]);
      memset(&homes[now], 0xAA, sizeof homes[0]);
      now = 1 - now;
      status = mw_hubspot_tokens_push(&homes[now], &received, failure);
    } while (status == MW_STATUS_OK && received.event == MW_EVENT_ROW);
  }
  *tokens = homes[now];
  return status;
}

static mw_slice reply(const char *file) {
  return with_head(200, vector("hubspot", file));
}

/* Whatever the pieces, the tokens are those that json-c reads; they lie in the room. Afterwards everything is zero. */
TEST(every_token_reply) {
  const char *const files[] = {"resp-oauth-token-v1.json", "resp-oauth-token-newer.json", "resp-oauth-long-token.json"};
  for (size_t i = 0; i < COUNT(files); i++) {
    json_object *want = document("hubspot", files[i]);
    for (size_t pieces = 1; pieces <= 10; pieces++) {
      const size_t size = 1024;
      uint8_t *room = fenced_room(&room_fence, size);
      mw_hubspot_tokens tokens;
      assert_ok(collect(reply(files[i]), pieces == 10 ? SIZE_MAX / 2 : pieces, &tokens, room, size, NULL));
      mw_hubspot_token_values values;
      assert_ok(mw_hubspot_tokens_values(&tokens, &values));
      assert_true(is_same(values.access_token, text_member(want, "access_token")));
      assert_true(is_same(values.refresh_token, text_member(want, "refresh_token")));
      assert_int_equal(values.expires_in_s, json_object_get_int(member(want, "expires_in")));
      assert_true(values.access_token.data >= room && values.access_token.data < room + size);
      assert_false(is_zero(room, size));
      assert_ok(mw_hubspot_tokens_clear(&tokens));
      assert_true(is_zero(room, size));
      assert_true(is_zero(&tokens, sizeof tokens));
      assert_status(mw_hubspot_tokens_values(&tokens, &values), MW_STATUS_NOT_INITIALIZED);
      assert_status(mw_hubspot_tokens_clear(&tokens), MW_STATUS_NOT_INITIALIZED);
    }
  }
  print_message("%zu replies\n", COUNT(files));
}

/* Room that is too small is said, with how much is known to be needed; enough is enough. */
TEST(little_room) {
  json_object *want = document("hubspot", "resp-oauth-token-v1.json");
  const size_t enough = text_member(want, "access_token").length + text_member(want, "refresh_token").length;
  for (size_t size = 0; size <= enough + 1; size++) {
    uint8_t *room = fenced_room(&room_fence, size);
    mw_hubspot_tokens tokens;
    mw_failure failure = {0};
    const mw_slice http = reply("resp-oauth-token-v1.json");
    const mw_status got = collect(http, 5, &tokens, size > 0 ? room : NULL, size, &failure);
    assert_status(got, size >= enough ? MW_STATUS_OK : MW_STATUS_ERROR_CAPACITY);
    if (got != MW_STATUS_OK) {
      assert_int_equal(failure.limit, MW_LIMIT_TOKEN_BUFFER);
      assert_int_equal(failure.available, size);
      assert_in_range(failure.needed, size + 1, enough);
    }
    assert_ok(mw_hubspot_tokens_clear(&tokens));
    assert_true(is_zero(room, size));
  }
}

/* What is no row with a token is passed over; what is no row at all is refused. */
TEST(other_rows) {
  uint8_t room[64];
  mw_hubspot_tokens tokens;
  assert_ok(mw_hubspot_tokens_init(&tokens, sizeof tokens, room, sizeof room));
  const uint32_t events[] = {MW_EVENT_NEED_MORE, MW_EVENT_CALL, MW_EVENT_COMPLETE};
  for (size_t i = 0; i < COUNT(events); i++) {
    const mw_received received = {.event = events[i], .row = {.name = MW_ROW_NAME_ACCESS_TOKEN, .piece = TEXT("x")}};
    assert_ok(mw_hubspot_tokens_push(&tokens, &received, NULL));
  }
  const uint32_t names[] = {MW_ROW_NAME_VALUE, MW_ROW_NAME_FILE};
  for (size_t i = 0; i < COUNT(names); i++) {
    const mw_received received = {.event = MW_EVENT_ROW, .row = {.name = names[i], .piece = TEXT("x"), .is_last = 1}};
    assert_ok(mw_hubspot_tokens_push(&tokens, &received, NULL));
  }
  const uint32_t wrong[] = {MW_ROW_NAME_NONE, MW_ROW_NAME_FILE + 1, UINT32_MAX};
  for (size_t i = 0; i < COUNT(wrong); i++) {
    const mw_received received = {.event = MW_EVENT_ROW, .row = {.name = wrong[i], .piece = TEXT("x"), .is_last = 1}};
    mw_failure failure = {0};
    assert_status(mw_hubspot_tokens_push(&tokens, &received, &failure), MW_STATUS_OUT_OF_RANGE);
    assert_int_equal(failure.status, MW_STATUS_OUT_OF_RANGE);
  }
  mw_received received = {.event = MW_EVENT_ROW, .row = {.name = MW_ROW_NAME_ACCESS_TOKEN, .piece = {NULL, 1}}};
  assert_status(mw_hubspot_tokens_push(&tokens, &received, NULL), MW_STATUS_NULL_POINTER);
  received.row.piece = (mw_slice){room, SIZE_MAX};
  assert_status(mw_hubspot_tokens_push(&tokens, &received, NULL), MW_STATUS_BAD_POINTER);
  mw_hubspot_token_values values;
  assert_ok(mw_hubspot_tokens_values(&tokens, &values));
  assert_int_equal(values.access_token.length, 0);
  assert_int_equal(values.refresh_token.length, 0);
  assert_int_equal(values.expires_in_s, 0);
}

/* Memory that is wiped is zero, up to its end and no further. */
TEST(wiped_memory) {
  for (size_t size = 0; size < 40; size++) {
    uint8_t memory[48];
    memset(memory, 0xA5, sizeof memory);
    assert_ok(mw_wipe(memory + 4, size));
    assert_true(is_zero(memory + 4, size));
    for (size_t i = 0; i < 4; i++) assert_int_equal(memory[i], 0xA5);
    for (size_t i = 4 + size; i < sizeof memory; i++) assert_int_equal(memory[i], 0xA5);
  }
  assert_ok(mw_wipe(NULL, 0));
}

/* So is a context: neither the credential's address nor a text of the reply is left in it. */
TEST(wiped_context) {
  const enum state states[] = {BEGUN, SENT, ANSWERED, CALLED, READ};
  for (size_t i = 0; i < COUNT(states); i++) {
    bring_to(states[i], &exchange, &good);
    assert_false(is_zero(&exchange, sizeof exchange));
    assert_ok(mw_exchange_clear(&exchange, sizeof exchange));
    assert_true(is_zero(&exchange, sizeof exchange));
    assert_status(mw_exchange_wants(&exchange), MW_STATUS_NOT_INITIALIZED);
  }
}

static int prepare(void **state) {
  (void)state;
  good_records(&good);
  good.account.credential_kind = MW_HUBSPOT_CREDENTIAL_BEARER;
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(every_token_reply), RUN(little_room), RUN(other_rows), RUN(wiped_memory), RUN(wiped_context),
  };
  return cmocka_run_group_tests(tests, prepare, NULL);
}
