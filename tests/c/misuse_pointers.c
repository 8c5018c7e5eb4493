/* Every function that takes a pointer, with every pointer wrong in turn: an error, a failure record, nothing touched.
 *
 * A row names a function, the state its context has to be in, and what its pointers are. The good call comes first, so
 * a row cannot be wrong unnoticed. */

#include <valgrind/memcheck.h>

#include "fence.h"
#include "records.h"

enum kind {
  END,
  CONTEXT,   /* an exchange in the state of the row */
  COLLECTOR, /* a collector of tokens that was initialised */
  MEMORY,    /* memory for one of these, which need not be initialised */
  IN,        /* what is read */
  OUT,       /* what is written on success, and only then */
  FAILURE
};

struct pointer {
  enum kind kind;
  size_t size, alignment;
  const void *good; /* IN: what it points to */
  bool may_be_null;
};

enum { MOST = 5 };

/* The pointers of one call, and the length that goes with one of them. */
struct call {
  void *p[MOST];
  size_t length;
};

struct row {
  const char *name;
  enum state state;
  size_t length; /* 0: no pointer goes with a length */
  int32_t (*call)(const struct call *call);
  struct pointer pointers[MOST];
};

static struct records good;
static mw_failure a_failure = {.status = MW_STATUS_ERROR_CONFIG, .field = MW_FIELD_TO, .problem = MW_PROBLEM_EMPTY};
static mw_outcome an_outcome = {.kind = MW_KIND_DEFERRED, .reason = MW_REASON_NOT_SENT};
static mw_dedupe a_dedupe = {.kind = MW_DEDUPE_KIND_KEY};
static mw_schedule a_schedule;
static mw_received a_row = {
  .event = MW_EVENT_ROW,
  .row = {.name = MW_ROW_NAME_ACCESS_TOKEN, .piece = TEXT_INIT("EXAMPLE"), .is_last = 1},
};

static ptrdiff_t write_all(void *context, const uint8_t *bytes, size_t length) {
  (void)context, (void)bytes;
  return (ptrdiff_t)length;
}

static ptrdiff_t read_reply(void *context, uint8_t *out, size_t size) {
  (void)context;
  assert_true(size >= PENDING_REPLY.length);
  memcpy(out, PENDING_REPLY.data, PENDING_REPLY.length);
  return (ptrdiff_t)PENDING_REPLY.length;
}

static mw_transport a_transport = {.write = write_all, .read = read_reply};

#define ONE(name, call_) static int32_t name(const struct call *c) { return call_; }
#define P(index) c->p[index]
#define SLICE(index) ((mw_slice){c->p[index], c->length})

ONE(server, mw_exchange_server(P(0), P(1)))
ONE(wants, mw_exchange_wants(P(0)) < 0 ? mw_exchange_wants(P(0)) : 0)
ONE(check, mw_exchange_check(P(0), P(1), P(2)))
ONE(dedupe, mw_exchange_dedupe(P(0), P(1)))
ONE(transmit, mw_exchange_transmit(P(0), P(1), c->length, P(2), P(3)))
ONE(advance, mw_exchange_advance(P(0), 1, P(1)))
ONE(receive, mw_exchange_receive(P(0), P(1), c->length, P(2), P(3)))
ONE(end_of_stream, mw_exchange_receive_end_of_stream(P(0), P(1)))
ONE(clear, mw_exchange_clear(P(0), c->length))
ONE(outcome, mw_exchange_outcome(P(0), P(1)))
ONE(call_, mw_exchange_call(P(0), P(1)))
ONE(unanswered, mw_exchange_unanswered(P(0), 0, P(1), P(2)))
ONE(path, mw_exchange_path(P(0), P(1), c->length, P(2)))
ONE(method, mw_exchange_method(P(0), P(1)))
ONE(url, mw_exchange_url(P(0), P(1), c->length, P(2)))
ONE(header, mw_exchange_header(P(0), 0, P(1)))
ONE(body, mw_exchange_body(P(0), 0, P(1), c->length, P(2), P(3)))
ONE(request_sent, mw_reply_request_sent(P(0), P(1)))
ONE(status, mw_reply_status(P(0), 200, P(1)))
ONE(field_name, mw_reply_field(P(0), SLICE(1), TEXT("v"), P(2)))
ONE(field_value, mw_reply_field(P(0), TEXT("n"), SLICE(1), P(2)))
ONE(head_end, mw_reply_head_end(P(0), P(1)))
ONE(reply_body, mw_reply_body(P(0), P(1), c->length, 0, P(2), P(3)))
ONE(reply_end, mw_reply_end(P(0), PENDING_BODY.length, P(1)))
ONE(run, mw_exchange_run(P(0), P(1), P(2), c->length, P(3)))
ONE(single_send_init, mw_hubspot_single_send_init(P(0), sizeof(mw_exchange), P(1), P(2), P(3)))
ONE(send_status_init, mw_hubspot_send_status_init(P(0), sizeof(mw_exchange), P(1), P(2), P(3)))
ONE(refresh_token_init, mw_hubspot_refresh_token_init(P(0), sizeof(mw_exchange), P(1), P(2), P(3)))
ONE(authorization_code_init, mw_hubspot_authorization_code_init(P(0), sizeof(mw_exchange), P(1), P(2), P(3)))
ONE(batch_init, mw_bluehornet_batch_init(P(0), sizeof(mw_exchange), P(1), P(2), P(3)))
ONE(account_default, mw_hubspot_account_default(P(0), sizeof(mw_hubspot_account)))
ONE(single_send_default, mw_hubspot_single_send_default(P(0), sizeof(mw_hubspot_single_send)))
ONE(send_status_default, mw_hubspot_send_status_default(P(0), sizeof(mw_hubspot_send_status)))
ONE(refresh_token_default, mw_hubspot_refresh_token_default(P(0), sizeof(mw_hubspot_refresh_token)))
ONE(authorization_code_default, mw_hubspot_authorization_code_default(P(0), sizeof(mw_hubspot_authorization_code)))
ONE(api_user_default, mw_bluehornet_account_default(P(0), sizeof(mw_bluehornet_account)))
ONE(batch_default, mw_bluehornet_batch_default(P(0), sizeof(mw_bluehornet_batch)))
ONE(method_at, mw_bluehornet_method_at(0, P(0)))
ONE(method_argument, mw_bluehornet_method_argument(0, 0, P(0)))
ONE(poll_after_ms, mw_hubspot_poll_after_ms(0, P(0)))
ONE(find_send_result, mw_hubspot_find_send_result(SLICE(0), P(1)))
ONE(failure_text, mw_failure_text(P(0), P(1), c->length, P(2)))
ONE(copy_text_in, mw_copy_text(SLICE(0), P(1), 128, P(2)))
ONE(copy_text_out, mw_copy_text(TEXT("pump"), P(0), c->length, P(1)))
ONE(schedule_default, mw_schedule_default(P(0)))
ONE(schedule_in_line, mw_schedule_in_line(P(0)))
ONE(retry_decide, mw_retry_decide(P(0), P(1), 1, 0, P(2), P(3)))
ONE(tokens_init, mw_hubspot_tokens_init(P(0), sizeof(mw_hubspot_tokens), P(1), c->length))
ONE(tokens_push, mw_hubspot_tokens_push(P(0), P(1), P(2)))
ONE(tokens_values, mw_hubspot_tokens_values(P(0), P(1)))
ONE(tokens_clear, mw_hubspot_tokens_clear(P(0)))
ONE(wipe, mw_wipe(P(0), c->length))
ONE(whitelist_check, mw_whitelist_check(SLICE(0), P(1)))
ONE(whitelist_entry, mw_whitelist_entry(SLICE(0), 0, P(1)))
ONE(whitelist_covers, mw_whitelist_covers(SLICE(0), 0x0A000001, P(1)))
ONE(whitelist_covers_list, mw_whitelist_covers_text(SLICE(0), TEXT("10.0.0.1"), P(1)))
ONE(whitelist_covers_address, mw_whitelist_covers_text(TEXT("10.0.0.1"), SLICE(0), P(1)))

#define AN_EXCHANGE {CONTEXT, sizeof(mw_exchange), _Alignof(mw_exchange), NULL, false}
#define FOR_AN_EXCHANGE {MEMORY, sizeof(mw_exchange), _Alignof(mw_exchange), NULL, false}
#define TOKENS {COLLECTOR, sizeof(mw_hubspot_tokens), _Alignof(mw_hubspot_tokens), NULL, false}
#define FOR_TOKENS {MEMORY, sizeof(mw_hubspot_tokens), _Alignof(mw_hubspot_tokens), NULL, false}
#define READS(type, object) {IN, sizeof(type), _Alignof(type), &(object), false}
#define MAY_READ(type, object) {IN, sizeof(type), _Alignof(type), &(object), true}
#define READS_TEXT(text) {IN, sizeof(text) - 1, 1, text, false}
#define WRITES(type) {OUT, sizeof(type), _Alignof(type), NULL, false}
#define MAY_WRITE(type) {OUT, sizeof(type), _Alignof(type), NULL, true}
#define ROOM {OUT, 128, 1, NULL, false}
#define MAY_FAIL {FAILURE, sizeof(mw_failure), _Alignof(mw_failure), NULL, true}

static const struct row ROWS[] = {
  {"mw_exchange_wants", BEGUN, 0, wants, {AN_EXCHANGE}},
  {"mw_exchange_server", BEGUN, 0, server, {AN_EXCHANGE, WRITES(mw_server)}},
  {"mw_exchange_check", BEGUN, 0, check, {AN_EXCHANGE, WRITES(mw_lengths), MAY_FAIL}},
  {"mw_exchange_dedupe", BEGUN, 0, dedupe, {AN_EXCHANGE, WRITES(mw_dedupe)}},
  {"mw_exchange_transmit", BEGUN, 128, transmit, {AN_EXCHANGE, ROOM, WRITES(size_t), MAY_FAIL}},
  {"mw_exchange_advance", WRITTEN, 0, advance, {AN_EXCHANGE, MAY_FAIL}},
  {"mw_exchange_receive", SENT, 4, receive, {AN_EXCHANGE, READS_TEXT("HTTP"), WRITES(mw_received), MAY_FAIL}},
  {"mw_exchange_receive_end_of_stream", ANSWERED, 0, end_of_stream, {AN_EXCHANGE, MAY_FAIL}},
  {"mw_exchange_clear", NO_STATE, sizeof(mw_exchange), clear, {FOR_AN_EXCHANGE}},
  {"mw_exchange_outcome", ANSWERED, 0, outcome, {AN_EXCHANGE, WRITES(mw_outcome)}},
  {"mw_exchange_call", CALLED, 0, call_, {AN_EXCHANGE, WRITES(mw_call_outcome)}},
  {"mw_exchange_unanswered", CALLED, 0, unanswered, {AN_EXCHANGE, WRITES(uint32_t), WRITES(uint32_t)}},
  {"mw_exchange_path", ROWED, 128, path, {AN_EXCHANGE, ROOM, MAY_WRITE(size_t)}},
  {"mw_exchange_method", BEGUN, 0, method, {AN_EXCHANGE, WRITES(uint32_t)}},
  {"mw_exchange_url", BEGUN, 128, url, {AN_EXCHANGE, ROOM, MAY_WRITE(size_t)}},
  {"mw_exchange_header", BEGUN, 0, header, {AN_EXCHANGE, WRITES(mw_header)}},
  {"mw_exchange_body", BEGUN, 128, body, {AN_EXCHANGE, ROOM, WRITES(size_t), MAY_FAIL}},
  {"mw_reply_request_sent", BEGUN, 0, request_sent, {AN_EXCHANGE, MAY_FAIL}},
  {"mw_reply_status", HANDED, 0, status, {AN_EXCHANGE, MAY_FAIL}},
  {"mw_reply_field (name)", HANDED, 1, field_name, {AN_EXCHANGE, READS_TEXT("n"), MAY_FAIL}},
  {"mw_reply_field (value)", HANDED, 1, field_value, {AN_EXCHANGE, READS_TEXT("v"), MAY_FAIL}},
  {"mw_reply_head_end", HANDED, 0, head_end, {AN_EXCHANGE, MAY_FAIL}},
  {"mw_reply_body", HEADED, 1, reply_body, {AN_EXCHANGE, READS_TEXT("{"), WRITES(mw_received), MAY_FAIL}},
  {"mw_reply_end", READ, 0, reply_end, {AN_EXCHANGE, MAY_FAIL}},
  {"mw_exchange_run", BEGUN, 128, run, {AN_EXCHANGE, READS(mw_transport, a_transport), ROOM, MAY_FAIL}},
  {"mw_hubspot_single_send_init", NO_STATE, 0, single_send_init,
   {FOR_AN_EXCHANGE, READS(mw_hubspot_account, good.account), READS(mw_hubspot_single_send, good.send), MAY_FAIL}},
  {"mw_hubspot_send_status_init", NO_STATE, 0, send_status_init,
   {FOR_AN_EXCHANGE, READS(mw_hubspot_account, good.account), READS(mw_hubspot_send_status, good.status), MAY_FAIL}},
  {"mw_hubspot_refresh_token_init", NO_STATE, 0, refresh_token_init,
   {FOR_AN_EXCHANGE, READS(mw_hubspot_account, good.account), READS(mw_hubspot_refresh_token, good.refresh), MAY_FAIL}},
  {"mw_hubspot_authorization_code_init", NO_STATE, 0, authorization_code_init,
   {FOR_AN_EXCHANGE, READS(mw_hubspot_account, good.account), READS(mw_hubspot_authorization_code, good.code),
    MAY_FAIL}},
  {"mw_bluehornet_batch_init", NO_STATE, 0, batch_init,
   {FOR_AN_EXCHANGE, READS(mw_bluehornet_account, good.api_user), READS(mw_bluehornet_batch, good.batch), MAY_FAIL}},
  {"mw_hubspot_account_default", NO_STATE, 0, account_default, {WRITES(mw_hubspot_account)}},
  {"mw_hubspot_single_send_default", NO_STATE, 0, single_send_default, {WRITES(mw_hubspot_single_send)}},
  {"mw_hubspot_send_status_default", NO_STATE, 0, send_status_default, {WRITES(mw_hubspot_send_status)}},
  {"mw_hubspot_refresh_token_default", NO_STATE, 0, refresh_token_default, {WRITES(mw_hubspot_refresh_token)}},
  {"mw_hubspot_authorization_code_default", NO_STATE, 0, authorization_code_default,
   {WRITES(mw_hubspot_authorization_code)}},
  {"mw_bluehornet_account_default", NO_STATE, 0, api_user_default, {WRITES(mw_bluehornet_account)}},
  {"mw_bluehornet_batch_default", NO_STATE, 0, batch_default, {WRITES(mw_bluehornet_batch)}},
  {"mw_bluehornet_method_at", NO_STATE, 0, method_at, {WRITES(mw_bluehornet_method)}},
  {"mw_bluehornet_method_argument", NO_STATE, 0, method_argument, {WRITES(mw_slice)}},
  {"mw_hubspot_poll_after_ms", NO_STATE, 0, poll_after_ms, {WRITES(uint32_t)}},
  {"mw_hubspot_find_send_result", NO_STATE, 4, find_send_result, {READS_TEXT("SENT"), WRITES(mw_hubspot_send_result)}},
  {"mw_failure_text", NO_STATE, 128, failure_text, {READS(mw_failure, a_failure), ROOM, MAY_WRITE(size_t)}},
  {"mw_copy_text (text)", NO_STATE, 4, copy_text_in, {READS_TEXT("pump"), ROOM, MAY_WRITE(size_t)}},
  {"mw_copy_text (room)", NO_STATE, 128, copy_text_out, {ROOM, MAY_WRITE(size_t)}},
  {"mw_schedule_default", NO_STATE, 0, schedule_default, {WRITES(mw_schedule)}},
  {"mw_schedule_in_line", NO_STATE, 0, schedule_in_line, {WRITES(mw_schedule)}},
  {"mw_retry_decide", NO_STATE, 0, retry_decide,
   {READS(mw_outcome, an_outcome), READS(mw_dedupe, a_dedupe), MAY_READ(mw_schedule, a_schedule), WRITES(mw_decision)}},
  {"mw_hubspot_tokens_init", NO_STATE, 128, tokens_init, {FOR_TOKENS, ROOM}},
  {"mw_hubspot_tokens_push", NO_STATE, 0, tokens_push, {TOKENS, READS(mw_received, a_row), MAY_FAIL}},
  {"mw_hubspot_tokens_values", NO_STATE, 0, tokens_values, {TOKENS, WRITES(mw_hubspot_token_values)}},
  {"mw_hubspot_tokens_clear", NO_STATE, 0, tokens_clear, {TOKENS}},
  {"mw_wipe", NO_STATE, 128, wipe, {ROOM}},
  {"mw_whitelist_check", NO_STATE, 8, whitelist_check, {READS_TEXT("10.0.0.1"), WRITES(mw_whitelist_error)}},
  {"mw_whitelist_entry", NO_STATE, 8, whitelist_entry, {READS_TEXT("10.0.0.1"), WRITES(mw_addresses)}},
  {"mw_whitelist_covers", NO_STATE, 8, whitelist_covers, {READS_TEXT("10.0.0.1"), WRITES(bool)}},
  {"mw_whitelist_covers_text (list)", NO_STATE, 8, whitelist_covers_list, {READS_TEXT("10.0.0.1"), WRITES(bool)}},
  {"mw_whitelist_covers_text (address)", NO_STATE, 8, whitelist_covers_address, {READS_TEXT("10.0.0.1"), WRITES(bool)}},
};

/* What a call has to come to. `touched` is the pointer that was made wrong: what it points to is not looked at. */
struct wanted {
  const char *what;
  int32_t status;
  size_t touched;
};

static struct fence fences[MOST];
static uint8_t tokens_room[64];
static size_t calls_made;

/* Good pointers, each before a fence of its own. */
static struct call good_call(const struct row *row) {
  struct call call = {.length = row->length};
  for (size_t i = 0; i < MOST && row->pointers[i].kind != END; i++) {
    const struct pointer *pointer = &row->pointers[i];
    // Memory for an exchange holds one already, which must not survive a call that fails.
    call.p[i] = pointer->kind == IN ? fenced_copy(&fences[i], pointer->good, pointer->size)
                                    : fenced_room(&fences[i], pointer->size);
    if (pointer->kind == CONTEXT) bring_to(row->state, call.p[i], &good);
    if (pointer->kind == MEMORY && pointer->size == sizeof(mw_exchange)) bring_to(SENT, call.p[i], &good);
    if (pointer->kind == COLLECTOR) {
      assert_ok(mw_hubspot_tokens_init(call.p[i], pointer->size, tokens_room, sizeof tokens_room));
    }
  }
  return call;
}

static uint8_t before[MOST][2048];

static void remember(const struct row *row, const struct call *call) {
  for (size_t i = 0; i < MOST && row->pointers[i].kind != END; i++) {
    if (call->p[i] != NULL) memcpy(before[i], call->p[i], row->pointers[i].size);
  }
}

/* Whether a pointer's memory has changed. Gaps between members and unused parts of contexts are compared too. */
static bool is_changed(const struct pointer *pointer, const void *now, size_t index) {
  static uint8_t after[sizeof before[0]];
  memcpy(after, now, pointer->size);
  (void)VALGRIND_MAKE_MEM_DEFINED(after, pointer->size);
  (void)VALGRIND_MAKE_MEM_DEFINED(before[index], pointer->size);
  return memcmp(before[index], after, pointer->size) != 0;
}

/* A failure record that says what was answered, and nothing that does not apply. */
static bool is_plain(const mw_failure *failure, int32_t status) {
  const uint32_t others = failure->field | failure->problem | failure->limit | failure->fault | failure->misuse |
                          failure->item | failure->offset | failure->needed | failure->available;
  return failure->status == status && failure->stage >= MW_STAGE_CONFIGURE && failure->stage <= MW_STAGE_OTHER &&
         others == 0 && failure->transport_code == 0 && failure->argument.length == 0;
}

/* Makes the call. On an error nothing has changed but the failure record; on success the failure record has not. */
static void expect(const struct row *row, const struct call *call, struct wanted want) {
  const bool is_init = strstr(row->name, "_init") != NULL && row->pointers[0].size == sizeof(mw_exchange);
  remember(row, call);
  const int32_t got = row->call(call);
  calls_made++;
  if (got != want.status) {
    fail_msg("%s, %s: %s instead of %s", row->name, want.what, mw_status_name(got), mw_status_name(want.status));
  }
  for (size_t i = 0; i < MOST && row->pointers[i].kind != END; i++) {
    const struct pointer *pointer = &row->pointers[i];
    if (call->p[i] == NULL) continue;
    const bool changed = is_changed(pointer, call->p[i], i);
    if (pointer->kind == FAILURE && got != MW_STATUS_OK && i != want.touched) {
      if (!is_plain(call->p[i], got)) fail_msg("%s, %s: the failure record says something else", row->name, want.what);
    } else if (changed && got != MW_STATUS_OK && pointer->kind != MEMORY) {
      fail_msg("%s, %s: pointer %zu was written to", row->name, want.what, i);
    } else if (changed && got == MW_STATUS_OK && (pointer->kind == IN || pointer->kind == FAILURE)) {
      fail_msg("%s, %s: pointer %zu was written to on success", row->name, want.what, i);
    }
    // What cannot be begun is not begun: nothing of an exchange that was there before is left.
    if (got != MW_STATUS_OK && is_init && pointer->kind == MEMORY && i != want.touched) {
      assert_status(mw_exchange_wants(call->p[i]), MW_STATUS_NOT_INITIALIZED);
    }
  }
}

static const size_t NOBODY = MOST;

TEST(good_calls) {
  for (const struct row *row = ROWS; row < ROWS + COUNT(ROWS); row++) {
    struct call call = good_call(row);
    expect(row, &call, (struct wanted){"as it should be", MW_STATUS_OK, NOBODY});
  }
}

TEST(null) {
  for (const struct row *row = ROWS; row < ROWS + COUNT(ROWS); row++) {
    for (size_t i = 0; i < MOST && row->pointers[i].kind != END; i++) {
      struct call call = good_call(row);
      call.p[i] = NULL;
      const bool may = row->pointers[i].may_be_null;
      expect(row, &call, (struct wanted){"NULL", may ? MW_STATUS_OK : MW_STATUS_NULL_POINTER, i});
    }
  }
}

/* The same with no failure record to fill in. */
TEST(null_twice) {
  for (const struct row *row = ROWS; row < ROWS + COUNT(ROWS); row++) {
    size_t failure = 0;
    while (failure < MOST && row->pointers[failure].kind != FAILURE) failure++;
    for (size_t i = 0; failure < MOST && i < failure; i++) {
      struct call call = good_call(row);
      call.p[i] = call.p[failure] = NULL;
      expect(row, &call, (struct wanted){"NULL, without a failure record", MW_STATUS_NULL_POINTER, i});
    }
  }
}

/* Off by one byte, and by half of the alignment. A failure record that is not aligned is left alone. */
TEST(misaligned) {
  static _Alignas(16) uint8_t memory[4096];
  for (const struct row *row = ROWS; row < ROWS + COUNT(ROWS); row++) {
    for (size_t i = 0; i < MOST && row->pointers[i].kind != END; i++) {
      const struct pointer *pointer = &row->pointers[i];
      for (size_t off = 1; off < pointer->alignment; off += pointer->alignment / 2) {
        struct call call = good_call(row);
        memset(memory, 0xA5, sizeof memory);
        call.p[i] = memcpy(memory + off, call.p[i], pointer->size);
        const bool is_failure = pointer->kind == FAILURE;
        expect(row, &call, (struct wanted){"misaligned", is_failure ? MW_STATUS_OK : MW_STATUS_BAD_POINTER, i});
      }
    }
  }
}

/* A length that no memory has. */
TEST(too_long) {
  const size_t lengths[] = {SIZE_MAX, SIZE_MAX / 2 + 1};
  for (const struct row *row = ROWS; row < ROWS + COUNT(ROWS); row++) {
    for (size_t i = 0; row->length > 0 && i < COUNT(lengths); i++) {
      struct call call = good_call(row);
      call.length = lengths[i];
      expect(row, &call, (struct wanted){"too long", MW_STATUS_BAD_POINTER, NOBODY});
    }
  }
}

/* Contexts that never were one, that were wiped, and that broke. */
TEST(not_initialized) {
  const int fills[] = {0x00, 0xAA, 0xFF, 0x6D};
  for (const struct row *row = ROWS; row < ROWS + COUNT(ROWS); row++) {
    if (row->pointers[0].kind != CONTEXT && row->pointers[0].kind != COLLECTOR) continue;
    for (size_t i = 0; i < COUNT(fills); i++) {
      struct call call = good_call(row);
      memset(call.p[0], fills[i], row->pointers[0].size);
      expect(row, &call, (struct wanted){"never initialised", MW_STATUS_NOT_INITIALIZED, NOBODY});
    }
    struct call call = good_call(row);
    if (row->pointers[0].kind == CONTEXT) {
      assert_ok(mw_exchange_clear(call.p[0], sizeof(mw_exchange)));
    } else {
      assert_ok(mw_hubspot_tokens_clear(call.p[0]));
    }
    expect(row, &call, (struct wanted){"cleared", MW_STATUS_NOT_INITIALIZED, NOBODY});
  }
}

/* A context is its bytes: copied elsewhere it goes on, whatever becomes of the old place. */
TEST(moved) {
  static mw_exchange elsewhere;
  static mw_hubspot_tokens tokens;
  for (const struct row *row = ROWS; row < ROWS + COUNT(ROWS); row++) {
    if (row->pointers[0].kind != CONTEXT && row->pointers[0].kind != COLLECTOR) continue;
    struct call call = good_call(row);
    void *to = row->pointers[0].kind == CONTEXT ? (void *)&elsewhere : (void *)&tokens;
    memcpy(to, call.p[0], row->pointers[0].size);
    memset(call.p[0], 0xAA, row->pointers[0].size);
    call.p[0] = to;
    expect(row, &call, (struct wanted){"moved", MW_STATUS_OK, NOBODY});
  }
}

static int prepare(void **state) {
  (void)state;
  good_records(&good);
  assert_ok(mw_schedule_default(&a_schedule));
  return 0;
}

static int report(void **state) {
  (void)state;
  print_message("%zu rows, %zu calls\n", COUNT(ROWS), calls_made);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(good_calls), RUN(null),  RUN(null_twice), RUN(misaligned), RUN(too_long), RUN(not_initialized), RUN(moved),
  };
  return cmocka_run_group_tests(tests, prepare, report);
}
