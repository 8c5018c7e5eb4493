/* Every reply vector of HubSpot: what the document says comes out, whole, byte by byte, in pieces, at both levels. */

#include "messages.h"

static const struct way WHOLE = {"whole", .window = 4096};
static const struct way WAYS[] = {
  {"byte by byte", .window = 4096, .pieces = 1},
  {"in pieces of 7", .window = 4096, .pieces = 7},
  {"byte by byte, moving", .window = 4096, .pieces = 1, .moves = true},
  {"in pieces of 7, moving", .window = 4096, .pieces = 7, .moves = true},
};
static const struct way REQUEST_WAYS[] = {
  {"unframed, whole", .is_request = true},
  {"unframed, byte by byte", .is_request = true, .pieces = 1},
  {"unframed, in pieces of 7, moving", .is_request = true, .pieces = 7, .moves = true},
};

/* Runs an operation by its word and reads the reply to it; false where the host's own stack does not take that. */
static bool replay(const char *operation, mw_slice http, const struct way *way, struct seen *seen) {
  const mw_hubspot_account account = account_with("EXAMPLE-ACCESS-TOKEN");
  mw_hubspot_single_send send;
  mw_hubspot_send_status status;
  mw_hubspot_refresh_token refresh;
  assert_ok(mw_hubspot_single_send_default(&send, sizeof send));
  assert_ok(mw_hubspot_send_status_default(&status, sizeof status));
  assert_ok(mw_hubspot_refresh_token_default(&refresh, sizeof refresh));
  send.email_id = 4126643121;
  send.to = mw_text("jdoe@hubspot.com");
  send.send_id = mw_text("6");
  status.status_id = mw_text("AbCdEf0123456789-example-status-id");
  refresh.client_id = mw_text("id");
  refresh.client_secret = mw_text("EXAMPLE-SECRET");
  refresh.refresh_token = mw_text("EXAMPLE-REFRESH");
  struct home home = home_of(8 * MW_HUBSPOT_EXCHANGE_WORDS, way->moves);
  if (strcmp(operation, "single-send") == 0) {
    assert_ok(mw_hubspot_single_send_init(home.at, home.size, &account, &send, NULL));
  } else if (strcmp(operation, "send-status") == 0) {
    assert_ok(mw_hubspot_send_status_init(home.at, home.size, &account, &status, NULL));
  } else {
    assert_string_equal(operation, "oauth");
    assert_ok(mw_hubspot_refresh_token_init(home.at, home.size, &account, &refresh, NULL));
  }
  if (way->is_request) {
    assert_ok(mw_reply_request_sent(here(&home), NULL));
  } else {
    send_all(&home, way);
  }
  return read_reply(&home, http, way, seen);
}

static mw_slice http_of(json_object *entry) {
  const mw_slice bytes = vector("hubspot", word_member(entry, "file"));
  json_object *status = member(entry, "status");
  return status == NULL ? bytes : with_head(json_object_get_int(status), bytes);
}

static size_t wrong;

static void differs(const char *file, const char *name, mw_slice got, mw_slice want) {
  if (is_same(got, want)) return;
  print_error("%s: %s is \"%.*s\" instead of \"%.*s\"\n", file, name, (int)got.length, (const char *)got.data,
              (int)want.length, (const char *)want.data);
  wrong++;
}

/* A text of the document, cut as an outcome cuts its texts, at the end of a character; and whether it says so. */
static void text_differs(const char *file, json_object *expect, const char *name, mw_slice got, size_t most,
                         uint32_t truncated, uint32_t bit) {
  mw_slice want = text_member(expect, name);
  if (((truncated & bit) != 0) != (want.length > most)) {
    print_error("%s: %s has %zu bytes, truncated %x\n", file, name, want.length, truncated);
    wrong++;
  }
  if (want.length > most) {
    want.length = most;
    while ((want.data[want.length] & 0xC0) == 0x80) want.length--;
  }
  differs(file, name, got, want);
}

/* Outcome, reason, texts and diagnosis of each vector are those of the document. */
TEST(every_reply_has_its_outcome) {
  static struct seen seen;
  json_object *replies = member(document("hubspot", "replies.json"), "replies");
  wrong = 0;
  for (size_t i = 0; i < length_of(replies); i++) {
    json_object *entry = item(replies, i), *expect = member(entry, "expect");
    const char *file = word_member(entry, "file");
    assert_true(replay(word_member(entry, "operation"), http_of(entry), &WHOLE, &seen));
    const mw_outcome *got = &seen.outcome;
    differs(file, "outcome", mw_text(mw_kind_name(got->kind)), text_member(expect, "outcome"));
    differs(file, "reason", mw_text(mw_reason_name(got->reason)), text_member(expect, "reason"));
    const char *diagnosis = got->diagnosis == MW_DIAGNOSIS_NONE ? "" : mw_diagnosis_name(got->diagnosis);
    differs(file, "diagnosis", mw_text(diagnosis), text_member(expect, "diagnosis"));
    const uint32_t cut = got->truncated;
    text_differs(file, expect, "provider_code", got->provider_code, 40, cut, MW_TRUNCATED_PROVIDER_CODE);
    text_differs(file, expect, "text", got->text, 128, cut, MW_TRUNCATED_TEXT);
    text_differs(file, expect, "correlation_id", got->correlation_id, 36, cut, MW_TRUNCATED_CORRELATION_ID);
    text_differs(file, expect, "status_id", got->status_id, 64, cut, MW_TRUNCATED_STATUS_ID);
    text_differs(file, expect, "event_id", got->event_id, 36, cut, MW_TRUNCATED_EVENT_ID);
    json_object *wait = member(expect, "retry_after_s");
    if (got->http_status != (uint32_t)json_object_get_int(member(expect, "http_status")) ||
        (got->retry_after_kind == MW_RETRY_AFTER_SECONDS) != (wait != NULL) ||
        (wait != NULL && got->retry_after != (uint64_t)json_object_get_int64(wait))) {
      print_error("%s: status %u, retry after %llu\n", file, got->http_status, (unsigned long long)got->retry_after);
      wrong++;
    }
  }
  print_message("%zu replies\n", length_of(replies));
  assert_true(length_of(replies) > 300);
  assert_int_equal(wrong, 0);
}

/* Each broken reply gives its fault, and no outcome that claims anything. */
TEST(every_broken_reply_has_its_fault) {
  static struct seen seen;
  json_object *broken = member(document("hubspot", "replies.json"), "broken");
  for (size_t i = 0; i < length_of(broken); i++) {
    replay("single-send", http_of(item(broken, i)), &WHOLE, &seen);
    assert_status(seen.status, MW_STATUS_ERROR_PEER);
    assert_string_equal(mw_fault_name(seen.failure.fault), word_member(item(broken, i), "fault"));
    assert_int_equal(seen.failure.status, seen.status);
    assert_int_equal(seen.failure.stage, MW_STAGE_RECEIVE);
    assert_true(seen.failure.offset <= http_of(item(broken, i)).length);
    assert_int_not_equal(seen.outcome.kind, MW_KIND_ACCEPTED);
  }
  print_message("%zu broken replies\n", length_of(broken));
}

/* However a reply is cut, and wherever the context lies: the same comes out, errors with their place. */
TEST(splits_and_moves_change_nothing) {
  static struct seen whole, seen;
  const char *lists[] = {"replies", "broken"};
  for (size_t list = 0; list < 2; list++) {
    json_object *replies = member(document("hubspot", "replies.json"), lists[list]);
    for (size_t i = 0; i < length_of(replies); i++) {
      json_object *entry = item(replies, i);
      const char *operation = list == 0 ? word_member(entry, "operation") : "single-send";
      const mw_slice http = http_of(entry);
      replay(operation, http, &WHOLE, &whole);
      for (size_t way = 0; way < COUNT(WAYS); way++) {
        replay(operation, http, &WAYS[way], &seen);
        if (strcmp(seen.text, whole.text) != 0 || strcmp(seen.end, whole.end) != 0) {
          fail_msg("%s %s:\n%s %s\ninstead of\n%s %s", word_member(entry, "file"), WAYS[way].name, seen.text, seen.end,
                   whole.text, whole.end);
        }
      }
    }
  }
}

/* A host whose own stack has read the reply comes to the same outcome. */
TEST(the_request_level_says_the_same) {
  static struct seen whole, seen;
  json_object *replies = member(document("hubspot", "replies.json"), "replies");
  for (size_t i = 0; i < length_of(replies); i++) {
    json_object *entry = item(replies, i);
    const char *operation = word_member(entry, "operation");
    const mw_slice http = http_of(entry);
    replay(operation, http, &WHOLE, &whole);
    for (size_t way = 0; way < COUNT(REQUEST_WAYS); way++) {
      if (!replay(operation, http, &REQUEST_WAYS[way], &seen)) {
        // http_parser refuses a second Content-Length, also an equal one.
        assert_string_equal(word_member(entry, "file"), "http-200-duplicate-equal-length.http");
        break;
      }
      if (strcmp(seen.text, whole.text) != 0) {
        fail_msg("%s %s:\n%s\ninstead of\n%s", word_member(entry, "file"), REQUEST_WAYS[way].name, seen.text,
                 whole.text);
      }
    }
  }
}

/* Each result of a send that is documented is found, with what the table says. */
TEST(every_result_is_found) {
  json_object *results = member(document("hubspot", "sendresults.json"), "results");
  for (size_t i = 0; i < length_of(results); i++) {
    json_object *row = item(results, i);
    mw_hubspot_send_result result;
    assert_ok(mw_hubspot_find_send_result(text_member(row, "value"), &result));
    assert_true(result.meaning.length > 0);
    assert_string_equal(mw_hubspot_result_class_name(result.class_), word_member(row, "class"));
    assert_int_equal(result.is_documented, json_object_get_boolean(member(row, "documented")));
  }
  print_message("%zu results\n", length_of(results));
  assert_true(length_of(results) > 40);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(every_reply_has_its_outcome),     RUN(every_broken_reply_has_its_fault), RUN(splits_and_moves_change_nothing),
    RUN(the_request_level_says_the_same), RUN(every_result_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
