/* Every reply vector of BlueHornet: outcome, calls and rows are those of the document, however the reply is cut. */

#include "drive.h"
#include "vectors.h"

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

/* Arguments enough for every method: what is required is not the matter here. */
static const char *const NAMES[] = {
  "email",         "template_id",   "file",      "group_id", "group_name",       "reply_email", "data_url",
  "category_id",   "id",            "name",      "category_name", "groupname",   "subject",     "from_description",
  "from_email",    "template_data", "im_schedule", "contact_id",  "mes_cont_id",
};

/* Posts the calls of an entry and reads its reply. */
static void replay(json_object *entry, const struct way *way, struct seen *seen) {
  mw_argument arguments[COUNT(NAMES)] = {0};
  for (size_t i = 0; i < COUNT(NAMES); i++) arguments[i] = (mw_argument){.name = mw_text(NAMES[i]), .text = TEXT("1")};
  mw_bluehornet_call calls[64];
  mw_bluehornet_batch batch;
  mw_bluehornet_account account;
  assert_ok(mw_bluehornet_account_default(&account, sizeof account));
  assert_ok(mw_bluehornet_batch_default(&batch, sizeof batch));
  account.api_key = mw_text("EXAMPLE-API-KEY");
  account.shared_secret = mw_text("EXAMPLE-SHARED-SECRET");
  account.no_halt = json_object_get_boolean(member(entry, "no_halt")) ? 1 : 0;
  if (is_same(text_member(entry, "response_type"), TEXT("php"))) {
    account.response_type = MW_BLUEHORNET_RESPONSE_TYPE_PHP;
  }
  // Broken replies are to a send.
  json_object *methods = member(entry, "method");
  batch.count = methods == NULL ? 1 : length_of(methods);
  batch.calls = calls;
  for (size_t i = 0; i < batch.count; i++) {
    const mw_slice method = methods == NULL ? TEXT("transactional.sendTransaction") : slice_of(item(methods, i));
    calls[i] = (mw_bluehornet_call){.method = method, .arguments = {arguments, COUNT(arguments)}, .is_custom = 1};
  }
  struct home home = home_of(mw_exchange_size(), way->moves);
  assert_ok(mw_bluehornet_batch_init(home.at, home.size, &account, &batch, NULL));
  if (way->is_request) {
    assert_ok(mw_reply_request_sent(here(&home), NULL));
  } else {
    send_all(&home, way);
  }
  json_object *status = member(entry, "status");
  const mw_slice body = vector("bluehornet", word_member(entry, "file"));
  const mw_slice http = with_head(status == NULL ? 200 : json_object_get_int(status), body);
  assert_true(read_reply(&home, http, way, seen));
}

static size_t wrong;

/* One more difference; what is expected is an entry of the document. */
__attribute__((format(printf, 2, 3))) static void differs(json_object *entry, const char *format, ...) {
  va_list arguments;
  char text[4096];
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  print_error("%s (%s): %s\n", word_member(entry, "file"), word_member(entry, "shows"), text);
  wrong++;
}

static bool is_blank(uint8_t byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static mw_slice trimmed(mw_slice text) {
  while (text.length > 0 && is_blank(text.data[text.length - 1])) text.length--;
  while (text.length > 0 && is_blank(text.data[0])) text = (mw_slice){text.data + 1, text.length - 1};
  return text;
}

/* Texts are compared as far as the library keeps them: `most` bytes, cut at the end of a character. */
static void text_differs(json_object *entry, const char *name, mw_slice got, mw_slice want, size_t most) {
  mw_slice both[2] = {got, want};
  for (size_t i = 0; i < 2; i++) {
    if (both[i].length > most) {
      both[i].length = most;
      while ((both[i].data[both[i].length] & 0xC0) == 0x80) both[i].length--;
    }
    while (both[i].length > 0 && is_blank(both[i].data[both[i].length - 1])) both[i].length--;
  }
  if (is_same(both[0], both[1])) return;
  differs(entry, "%s \"%.*s\" instead of \"%.*s\"", name, (int)got.length, (const char *)got.data, (int)want.length,
          (const char *)want.data);
}

static void word_differs(json_object *entry, json_object *expect, const char *name, const char *got) {
  if (strcmp(got, word_member(expect, name)) != 0) {
    differs(entry, "%s %s instead of %s", name, got, word_member(expect, name));
  }
}

static void outcome_differs(json_object *entry, json_object *expect, const mw_outcome *got) {
  word_differs(entry, expect, "outcome", mw_kind_name(got->kind));
  word_differs(entry, expect, "reason", mw_reason_name(got->reason));
  word_differs(entry, expect, "diagnosis",
               got->diagnosis == MW_DIAGNOSIS_NONE ? "" : mw_diagnosis_name(got->diagnosis));
  text_differs(entry, "provider_code", got->provider_code, text_member(expect, "provider_code"), 40);
  text_differs(entry, "text", got->text, text_member(expect, "text"), 96);
  if (got->http_status != (uint32_t)json_object_get_int(member(expect, "http_status"))) {
    differs(entry, "status %u", got->http_status);
  }
}

/* A call as it was read, or the reason that a call without an answer has. */
static void call_differs(json_object *entry, json_object *want, const struct seen *seen) {
  const uint32_t number = (uint32_t)json_object_get_int(member(want, "number"));
  for (size_t i = 0; i < seen->call_count; i++) {
    const mw_call_outcome *got = &seen->calls[i];
    if (got->number != number) continue;
    word_differs(entry, want, "outcome", mw_kind_name(got->kind));
    word_differs(entry, want, "reason", mw_reason_name(got->reason));
    text_differs(entry, "code of a call", got->code, text_member(want, "code"), 8);
    text_differs(entry, "text of a call", got->text, text_member(want, "text"), 96);
    text_differs(entry, "detail of a call", got->detail, text_member(want, "detail"), 40);
    return;
  }
  for (size_t i = 0; i < seen->unanswered_count; i++) {
    if (seen->unanswered[i].number != number) continue;
    word_differs(entry, want, "reason", mw_reason_name(seen->unanswered[i].reason));
    return;
  }
  differs(entry, "call %u is neither answered nor unanswered", number);
}

static void rows_differ(json_object *entry, json_object *rows, const struct seen *seen) {
  if (length_of(rows) != seen->row_count) {
    differs(entry, "%zu rows instead of %zu", seen->row_count, length_of(rows));
    return;
  }
  for (size_t i = 0; i < seen->row_count; i++) {
    json_object *want = item(rows, i);
    const struct row *got = &seen->rows[i];
    if (got->item != (uint32_t)json_object_get_int(item(want, 0)) || !is_same(got->path, slice_of(item(want, 1))) ||
        !is_same(trimmed(got->text), slice_of(item(want, 2)))) {
      differs(entry, "row %u %.*s: \"%.*s\" instead of %s", got->item, (int)got->path.length, got->path.data,
              (int)got->text.length, got->text.data, json_object_to_json_string(want));
    }
  }
}

static json_object *entries(const char *list) {
  return member(document("bluehornet", "replies.json"), list);
}

/* Outcome, calls and rows are those of the document. */
TEST(every_reply_has_its_outcome) {
  static struct seen seen;
  size_t calls = 0, rows = 0;
  wrong = 0;
  for (size_t i = 0; i < length_of(entries("replies")); i++) {
    json_object *entry = item(entries("replies"), i), *expect = member(entry, "expect");
    replay(entry, &WHOLE, &seen);
    outcome_differs(entry, expect, &seen.outcome);
    json_object *wanted = member(expect, "calls");
    // A file is its own answer.
    for (size_t j = 0; member(expect, "pass_through") == NULL && j < length_of(wanted); j++) {
      call_differs(entry, item(wanted, j), &seen);
    }
    if (member(expect, "rows") != NULL) rows_differ(entry, member(expect, "rows"), &seen);
    calls += seen.call_count;
    rows += seen.row_count;
  }
  print_message("%zu replies, %zu calls, %zu rows\n", length_of(entries("replies")), calls, rows);
  assert_true(length_of(entries("replies")) > 350);
  assert_int_equal(wrong, 0);
}

/* Each broken reply gives its fault, and nothing is reported as done that was not answered. */
TEST(every_broken_reply_has_its_fault) {
  static struct seen seen;
  for (size_t i = 0; i < length_of(entries("broken")); i++) {
    json_object *entry = item(entries("broken"), i);
    replay(entry, &WHOLE, &seen);
    assert_status(seen.status, MW_STATUS_ERROR_PEER);
    assert_string_equal(mw_fault_name(seen.failure.fault), word_member(entry, "fault"));
    assert_int_equal(seen.outcome.kind, MW_KIND_UNKNOWN);
  }
  print_message("%zu broken replies\n", length_of(entries("broken")));
}

/* However a reply is cut, at whichever level it is read, wherever the context lies: the same comes out. */
static void assert_same(const char *list, const struct way *ways, size_t count, bool with_end) {
  static struct seen whole, seen;
  for (size_t i = 0; i < length_of(entries(list)); i++) {
    json_object *entry = item(entries(list), i);
    replay(entry, &WHOLE, &whole);
    for (size_t way = 0; way < count; way++) {
      replay(entry, &ways[way], &seen);
      if (strcmp(seen.text, whole.text) != 0 || (with_end && strcmp(seen.end, whole.end) != 0)) {
        fail_msg("%s %s:\n%s %s\ninstead of\n%s %s", word_member(entry, "file"), ways[way].name, seen.text, seen.end,
                 whole.text, whole.end);
      }
    }
  }
}

TEST(splits_and_moves_change_nothing) {
  assert_same("replies", WAYS, COUNT(WAYS), true);
  assert_same("broken", WAYS, COUNT(WAYS), true);
}

TEST(the_request_level_says_the_same) {
  assert_same("replies", REQUEST_WAYS, COUNT(REQUEST_WAYS), false);
  assert_same("broken", REQUEST_WAYS, COUNT(REQUEST_WAYS), false);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(every_reply_has_its_outcome),
    RUN(every_broken_reply_has_its_fault),
    RUN(splits_and_moves_change_nothing),
    RUN(the_request_level_says_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
