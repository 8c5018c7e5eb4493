/* mw_exchange_run over a scripted transport: short writes, failures of every callback, a peer that closes early. */

#include "fence.h"
#include "records.h"

static struct records good;
static mw_exchange exchange;
static struct fence buffer_fence;

/* What a transport does, and what it has seen. */
struct script {
  mw_slice reply;
  size_t most_written, most_read;                           /* at once; 0: as much as there is */
  size_t write_fails_after, read_fails_after, closes_after; /* bytes; SIZE_MAX: never */
  ptrdiff_t write_answer, read_answer;                      /* of a callback that fails */
  int32_t flush_answer;

  uint8_t request[4096];
  size_t written, read, flushes, written_at_flush, rows, calls, shown_with_exchange;
};

static struct script script_for(mw_slice reply) {
  return (struct script){
    .reply = reply, .write_fails_after = SIZE_MAX, .read_fails_after = SIZE_MAX, .closes_after = SIZE_MAX};
}

static size_t least(size_t left, size_t right) {
  return left < right ? left : right;
}

static ptrdiff_t write_some(void *context, const uint8_t *bytes, size_t length) {
  struct script *script = context;
  assert_true(length > 0);
  if (script->written >= script->write_fails_after) return script->write_answer;
  if (script->most_written > 0) length = least(length, script->most_written);
  length = least(length, script->write_fails_after - script->written);
  assert_true(length <= sizeof script->request - script->written);
  memcpy(script->request + script->written, bytes, length);
  script->written += length;
  return (ptrdiff_t)length;
}

static ptrdiff_t read_some(void *context, uint8_t *out, size_t size) {
  struct script *script = context;
  if (script->read >= script->read_fails_after) return script->read_answer;
  size_t length = least(size, least(script->reply.length, script->closes_after) - script->read);
  if (script->most_read > 0) length = least(length, script->most_read);
  length = least(length, script->read_fails_after - script->read);
  memcpy(out, script->reply.data + script->read, length);
  script->read += length;
  return (ptrdiff_t)length;
}

static int32_t flush(void *context) {
  struct script *script = context;
  script->flushes++;
  script->written_at_flush = script->written;
  return script->flush_answer;
}

static void show(void *context, const mw_exchange *shown, const mw_received *received) {
  struct script *script = context;
  script->shown_with_exchange += shown == &exchange;
  if (received->event == MW_EVENT_ROW) {
    char path[128];
    assert_ok(mw_exchange_path(shown, path, sizeof path, NULL));
    assert_int_equal(received->row.name, MW_ROW_NAME_VALUE);
    script->rows++;
  } else {
    mw_call_outcome call;
    assert_int_equal(received->event, MW_EVENT_CALL);
    assert_ok(mw_exchange_call(shown, &call));
    assert_int_equal(call.number, ++script->calls);
  }
}

static mw_transport transport_of(struct script *script) {
  return (mw_transport){.context = script, .write = write_some, .read = read_some, .flush = flush};
}

static void begin(void) {
  assert_ok(mw_hubspot_single_send_init(&exchange, sizeof exchange, &good.account, &good.send, NULL));
}

/* Runs a send over a script, with a buffer of this size before a fence. */
static mw_status run(struct script *script, size_t size, mw_failure *failure) {
  const mw_transport transport = transport_of(script);
  begin();
  return mw_exchange_run(&exchange, &transport, fenced_room(&buffer_fence, size), size, failure);
}

static void assert_reason(uint32_t reason) {
  mw_outcome outcome;
  assert_ok(mw_exchange_outcome(&exchange, &outcome));
  assert_string_equal(mw_reason_name(outcome.reason), mw_reason_name(reason));
}

/* With buffers of any size and transports that take and give little: the same request, the same outcome. */
TEST(all_goes_well) {
  static struct script first;
  first = script_for(PENDING_REPLY);
  assert_ok(run(&first, 4096, NULL));
  assert_true(first.written > 200);
  const size_t sizes[] = {1, 2, 7, 64, 300, 4096}, steps[] = {0, 1, 3, 100};
  for (size_t i = 0; i < COUNT(sizes) * COUNT(steps) * COUNT(steps); i++) {
    struct script script = script_for(PENDING_REPLY);
    script.most_written = steps[i / COUNT(sizes) % COUNT(steps)];
    script.most_read = steps[i / COUNT(sizes) / COUNT(steps)];
    mw_failure failure = {.status = 7};
    assert_ok(run(&script, sizes[i % COUNT(sizes)], &failure));
    assert_int_equal(failure.status, 7);
    assert_int_equal(script.written, first.written);
    assert_memory_equal(script.request, first.request, first.written);
    assert_int_equal(script.read, PENDING_REPLY.length);
    assert_int_equal(script.flushes, 1);
    assert_int_equal(script.written_at_flush, script.written);
    assert_reason(MW_REASON_PENDING);
  }
}

/* A write that fails, wherever: its number comes back as it was, and the message was not sent. */
TEST(writing_fails) {
  struct script whole = script_for(PENDING_REPLY);
  assert_ok(run(&whole, 4096, NULL));
  const ptrdiff_t codes[] = {-1, -26, -0x7780, INT32_MIN, PTRDIFF_MIN};
  for (size_t at = 0; at < whole.written; at += 11) {
    for (size_t i = 0; i < COUNT(codes); i++) {
      struct script script = script_for(PENDING_REPLY);
      script.write_fails_after = at;
      script.write_answer = codes[i];
      mw_failure failure = {0};
      assert_status(run(&script, 64, &failure), MW_STATUS_ERROR_TRANSPORT);
      assert_int_equal(failure.status, MW_STATUS_ERROR_TRANSPORT);
      assert_int_equal(failure.stage, MW_STAGE_TRANSMIT);
      assert_true(failure.transport_code == codes[i]);
      assert_int_equal(failure.http_status, 0);
      assert_int_equal(script.written, at);
      assert_int_equal(script.read + script.flushes, 0);
      assert_reason(MW_REASON_NOT_SENT);
    }
  }
  // A connection that was closed has no code.
  struct script closed = script_for(PENDING_REPLY);
  closed.write_fails_after = 20;
  mw_failure failure = {.transport_code = 7};
  assert_status(run(&closed, 64, &failure), MW_STATUS_ERROR_TRANSPORT);
  assert_int_equal(failure.transport_code, 0);
}

/* A read that fails: the request is out, so nobody knows. */
TEST(reading_fails) {
  // Then the status is known; what follows on the line is words.
  const size_t status = strlen("HTTP/1.1 200 ");
  for (size_t at = 0; at < PENDING_REPLY.length; at++) {
    struct script script = script_for(PENDING_REPLY);
    script.read_fails_after = at;
    script.read_answer = -0x6800;
    mw_failure failure = {0};
    assert_status(run(&script, 64, &failure), MW_STATUS_ERROR_TRANSPORT);
    assert_int_equal(failure.stage, MW_STAGE_RECEIVE);
    assert_int_equal(failure.transport_code, -0x6800);
    assert_int_equal(failure.http_status, at >= status ? 200 : 0);
    assert_reason(at >= status ? MW_REASON_INCOMPLETE_REPLY : MW_REASON_NO_REPLY);
  }
}

TEST(flushing_fails) {
  struct script script = script_for(PENDING_REPLY);
  script.flush_answer = INT32_MIN;
  mw_failure failure = {0};
  assert_status(run(&script, 64, &failure), MW_STATUS_ERROR_TRANSPORT);
  assert_int_equal(failure.transport_code, INT32_MIN);
  assert_int_equal(failure.stage, MW_STAGE_TRANSMIT);
  assert_int_equal(script.read, 0);
  assert_reason(MW_REASON_NO_REPLY);
  // Any number that is not negative is fine.
  script = script_for(PENDING_REPLY);
  script.flush_answer = 1;
  assert_ok(run(&script, 64, NULL));
}

/* The peer closes before the reply, in it, and at the end of one that has no length. */
TEST(the_peer_closes) {
  for (size_t at = 0; at < PENDING_REPLY.length; at++) {
    struct script script = script_for(PENDING_REPLY);
    script.closes_after = at;
    mw_failure failure = {0};
    assert_status(run(&script, 16, &failure), MW_STATUS_ERROR_PEER);
    assert_int_equal(failure.fault, MW_FAULT_TRUNCATED);
    assert_int_equal(failure.offset, at);
    assert_int_equal(failure.stage, MW_STAGE_RECEIVE);
    assert_reason(at == 0 ? MW_REASON_NO_REPLY : MW_REASON_INCOMPLETE_REPLY);
  }
  struct script script = script_for(TEXT("HTTP/1.1 200 OK\r\n\r\n{\"statusId\":\"s-1\",\"status\":\"PENDING\"}"));
  assert_ok(run(&script, 16, NULL));
  assert_reason(MW_REASON_PENDING);
}

TEST(a_broken_reply) {
  struct script script = script_for(TEXT("HTTP/1.1 200 OK\n\n{}"));
  mw_failure failure = {0};
  assert_status(run(&script, 64, &failure), MW_STATUS_ERROR_PEER);
  assert_int_equal(failure.fault, MW_FAULT_LINE_END);
  assert_reason(MW_REASON_MALFORMED_REPLY);
}

static ptrdiff_t write_too_much(void *context, const uint8_t *bytes, size_t length) {
  (void)context, (void)bytes;
  return (ptrdiff_t)length + 1;
}

static ptrdiff_t read_too_much(void *context, uint8_t *out, size_t size) {
  (void)context, (void)out;
  return (ptrdiff_t)size + 1;
}

/* A callback that answers more bytes than there were is not believed. */
TEST(callbacks_that_lie) {
  struct script script = script_for(PENDING_REPLY);
  mw_transport liars[] = {transport_of(&script), transport_of(&script)};
  liars[0].write = write_too_much;
  liars[1].read = read_too_much;
  for (size_t i = 0; i < COUNT(liars); i++) {
    begin();
    mw_failure failure = {0};
    uint8_t *room = fenced_room(&buffer_fence, 64);
    assert_status(mw_exchange_run(&exchange, &liars[i], room, 64, &failure), MW_STATUS_ERROR_MISUSE);
    assert_int_equal(failure.misuse, MW_MISUSE_ADVANCED_TOO_FAR);
    assert_reason(i == 0 ? MW_REASON_NOT_SENT : MW_REASON_NO_REPLY);
  }
}

/* A transport that is not whole, and a buffer that is none: nothing was sent, and the exchange can be run after all. */
TEST(what_is_missing) {
  struct script script = script_for(PENDING_REPLY);
  const mw_transport whole = transport_of(&script);
  mw_transport no_write = whole, no_read = whole;
  no_write.write = NULL;
  no_read.read = NULL;
  uint8_t buffer[64];
  mw_failure failure = {0};
  begin();
  assert_status(mw_exchange_run(&exchange, &no_write, buffer, sizeof buffer, &failure), MW_STATUS_NULL_POINTER);
  assert_int_equal(failure.status, MW_STATUS_NULL_POINTER);
  assert_status(mw_exchange_run(&exchange, &no_read, buffer, sizeof buffer, &failure), MW_STATUS_NULL_POINTER);
  assert_status(mw_exchange_run(&exchange, &whole, buffer, 0, &failure), MW_STATUS_ERROR_CAPACITY);
  assert_int_equal(failure.limit, MW_LIMIT_BUFFER);
  assert_status(mw_exchange_run(&exchange, &whole, NULL, 0, &failure), MW_STATUS_ERROR_CAPACITY);
  assert_int_equal(script.written, 0);
  assert_ok(mw_exchange_run(&exchange, &whole, buffer, sizeof buffer, NULL));
  assert_reason(MW_REASON_PENDING);
  // Once more: it is over, and nothing is sent again.
  const size_t written = script.written;
  assert_ok(mw_exchange_run(&exchange, &whole, buffer, sizeof buffer, NULL));
  assert_int_equal(script.written, written);
}

/* Rows and calls are shown as they come, with the exchange to ask for more. Nobody has to look. */
TEST(rows_and_calls) {
  const mw_slice reply = TEXT(
    "HTTP/1.1 200 OK\r\n\r\n<methodResponse><item><methodName>utilities.checkEmail</methodName><responseData><valid>1"
    "</valid></responseData><responseNum>1</responseNum></item><item><methodName>utilities.checkEmail</methodName>"
    "<responseData><valid>0</valid></responseData><responseNum>2</responseNum></item></methodResponse>");
  for (size_t most = 0; most < 18; most++) {
    struct script script = script_for(reply);
    script.most_read = most / 2;
    mw_transport transport = transport_of(&script);
    transport.show = most % 2 == 0 ? show : NULL;
    uint8_t *room = fenced_room(&buffer_fence, 128);
    assert_ok(mw_bluehornet_batch_init(&exchange, sizeof exchange, &good.api_user, &good.batch, NULL));
    assert_ok(mw_exchange_run(&exchange, &transport, room, 128, NULL));
    assert_reason(MW_REASON_DONE);
    if (transport.show == NULL) continue;
    assert_int_equal(script.calls, 2);
    assert_true(script.rows >= 2);
    assert_int_equal(script.shown_with_exchange, script.rows + script.calls);
  }
}

static int prepare(void **state) {
  (void)state;
  good_records(&good);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(all_goes_well),  RUN(writing_fails),      RUN(reading_fails),   RUN(flushing_fails), RUN(the_peer_closes),
    RUN(a_broken_reply), RUN(callbacks_that_lie), RUN(what_is_missing), RUN(rows_and_calls),
  };
  return cmocka_run_group_tests(tests, prepare, NULL);
}
