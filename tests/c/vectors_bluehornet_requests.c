/* Every request vector of BlueHornet, written from its calls: the bytes of the file, in both carriages; the method
 * table. */

#include "calls.h"

enum { MOST_CALLS = 8 };

static json_object *entries(const char *list) {
  return member(document("bluehornet", "requests.json"), list);
}

static bool is(json_object *entry, const char *name) {
  return json_object_get_boolean(member(entry, name));
}

/* A request as it is given to the library. */
struct request {
  struct arguments_room room;
  mw_bluehornet_call calls[MOST_CALLS];
  mw_bluehornet_account account;
  mw_bluehornet_batch batch;
};

static void fill_in(struct request *request, json_object *entry, enum spelling spelling) {
  request->account = account_of(member(entry, "authentication"));
  assert_ok(mw_bluehornet_batch_default(&request->batch, sizeof request->batch));
  request->batch.count = calls_of(entry, spelling, &request->room, request->calls, MOST_CALLS);
  request->batch.calls = request->calls;
}

static struct home begun(const struct request *request, bool moves) {
  struct home home = home_of(mw_exchange_size(), moves);
  mw_failure failure = {0};
  if (mw_bluehornet_batch_init(home.at, home.size, &request->account, &request->batch, &failure) != MW_STATUS_OK) {
    char text[256];
    mw_failure_text(&failure, text, sizeof text, NULL);
    fail_msg("%.*s: %s", (int)request->calls[0].method.length, request->calls[0].method.data, text);
  }
  return home;
}

/* In every window, by both levels; the context may move, the transport may take half. */
static void assert_written(const char *file, const struct request *request, mw_slice want) {
  const struct way ways[] = {
    {"1", .window = 1},
    {"7", .window = 7},
    {"64", .window = 64},
    {"4096", .window = 4096},
    {"7, half of it taken, moving", .window = 7, .is_short = true, .moves = true},
    {"64, half of it taken, moving", .window = 64, .is_short = true, .moves = true},
  };
  for (size_t i = 0; i < COUNT(ways); i++) {
    struct home home = begun(request, ways[i].moves);
    mw_lengths lengths;
    assert_ok(mw_exchange_check(here(&home), &lengths, NULL));
    const mw_slice all = send_all(&home, &ways[i]);
    assert_int_equal(all.length, lengths.request);
    const mw_slice body = {all.data + all.length - lengths.body, lengths.body};
    if (!is_same(body, want)) {
      fail_msg("%s in windows of %s: %.*s", file, ways[i].name, (int)body.length, (const char *)body.data);
    }
    if (!is_same(body_of(&home, ways[i].window), want)) fail_msg("%s, body in windows of %s", file, ways[i].name);
  }
}

/* A document as the form field `data`. */
static mw_slice as_form(mw_slice body) {
  static char form[64 * 1024];
  size_t length = (size_t)snprintf(form, sizeof form, "data=");
  for (size_t i = 0; i < body.length; i++) {
    const uint8_t byte = body.data[i];
    const bool stays = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
                       strchr("-._~", byte) != NULL;
    length += (size_t)snprintf(form + length, sizeof form - length, stays ? "%c" : "%%%02X", byte);
  }
  return (mw_slice){(const uint8_t *)form, length};
}

/* Canonical documents come out byte for byte, as the body itself and as a form field, whatever kinds the values have. */
TEST(every_canonical_request_is_written) {
  static struct request request;
  const enum spelling spellings[] = {AS_IT_STANDS, AS_TEXTS, AS_MEANT};
  size_t count = 0;
  for (size_t i = 0; i < length_of(entries("requests")); i++) {
    json_object *entry = item(entries("requests"), i);
    if (!is(entry, "bytes_equal")) continue;
    const char *file = word_member(entry, "file");
    for (size_t j = 0; j < COUNT(spellings); j++) {
      fill_in(&request, entry, spellings[j]);
      request.account.carriage = MW_BLUEHORNET_CARRIAGE_RAW;
      assert_written(file, &request, vector("bluehornet", file));
      request.account.carriage = j == 0 ? MW_BLUEHORNET_CARRIAGE_DEFAULT : MW_BLUEHORNET_CARRIAGE_FORM;
      assert_written(file, &request, as_form(vector("bluehornet", file)));
    }
    count++;
  }
  print_message("%zu requests\n", count);
  assert_true(count >= 27);
}

static json_object *entry_of(const char *file) {
  for (size_t i = 0; i < length_of(entries("requests")); i++) {
    json_object *entry = item(entries("requests"), i);
    if (strcmp(word_member(entry, "file"), file) == 0) return entry;
  }
  return NULL;
}

/* Recorded forms are those of the documents they carry. */
TEST(every_canonical_form_is_written) {
  static struct request request;
  size_t count = 0;
  for (size_t i = 0; i < length_of(entries("forms")); i++) {
    json_object *form = item(entries("forms"), i);
    if (!is(form, "bytes_equal")) continue;
    fill_in(&request, entry_of(word_member(form, "carries")), AS_IT_STANDS);
    assert_written(word_member(form, "file"), &request, vector("bluehornet", word_member(form, "file")));
    count++;
  }
  assert_int_equal(count, 5);
}

/* Recorded messages go where ours go, by the same method, under the same type. */
TEST(recorded_messages_have_the_same_head) {
  static struct request request;
  size_t count = 0;
  for (size_t i = 0; i < length_of(entries("messages")); i++) {
    json_object *entry = item(entries("messages"), i);
    const bool is_raw = strcmp(word_member(entry, "carriage"), "raw") == 0;
    json_object *carried = member(entry, "carries") == NULL ? NULL : entry_of(word_member(entry, "carries"));
    // Other carriages are what gateways must read, not what we write.
    if (!is(entry, "good") || carried == NULL || (!is_raw && strcmp(word_member(entry, "carriage"), "form") != 0)) {
      continue;
    }
    fill_in(&request, carried, AS_IT_STANDS);
    request.account.carriage = is_raw ? MW_BLUEHORNET_CARRIAGE_RAW : MW_BLUEHORNET_CARRIAGE_FORM;
    struct home home = begun(&request, false);
    uint32_t method;
    assert_ok(mw_exchange_method(home.at, &method));
    assert_string_equal(mw_http_method_name(method), word_member(entry, "method"));
    char url[256], want[256];
    assert_ok(mw_exchange_url(home.at, url, sizeof url, NULL));
    snprintf(want, sizeof want, "https://echo.bluehornet.com%s", word_member(entry, "target"));
    assert_string_equal(url, want);
    mw_header header = {0};
    for (size_t j = 0; !is_same(header.name, TEXT("Content-Type")); j++) {
      assert_ok(mw_exchange_header(home.at, j, &header));
      assert_false(header.is_secret);
    }
    assert_slice(header.value, is_raw ? "application/xml" : "application/x-www-form-urlencoded");
    count++;
  }
  print_message("%zu messages\n", count);
  assert_true(count >= 5);
}

/* Every name of a list, or of the groups in it, is an argument of the method. A mark behind a name and families of
 * names, such as `custval<id>`, are for the reader of the document. */
static void assert_known(size_t method, json_object *list) {
  for (size_t i = 0; i < length_of(list); i++) {
    if (json_object_is_type(item(list, i), json_type_array)) {
      assert_known(method, item(list, i));
      continue;
    }
    mw_slice name = slice_of(item(list, i));
    if (memchr(name.data, '<', name.length) != NULL) continue;
    while (name.length > 0 && strchr("*?[]+", name.data[name.length - 1]) != NULL) name.length--;
    if (!has_argument(method, name)) fail_msg("%.*s is no argument", (int)name.length, (const char *)name.data);
  }
}

/* The table has every documented method with its arguments; a call that lacks a required one says which. */
TEST(the_method_table) {
  json_object *methods = member(document("bluehornet", "methods.json"), "methods");
  mw_bluehornet_account account;
  mw_bluehornet_batch batch;
  assert_ok(mw_bluehornet_account_default(&account, sizeof account));
  assert_ok(mw_bluehornet_batch_default(&batch, sizeof batch));
  account.api_key = account.shared_secret = mw_text("EXAMPLE");
  for (size_t i = 0; i < length_of(methods); i++) {
    json_object *row = item(methods, i);
    const long found = method_named(text_member(row, "name"));
    assert_true(found >= 0);
    mw_bluehornet_method method;
    assert_ok(mw_bluehornet_method_at((size_t)found, &method));
    assert_int_equal(method.is_alone, is(row, "alone"));
    assert_int_equal(method.is_xml_only, is(row, "xml_only"));
    assert_int_equal(method.has_variables, is(row, "variables"));
    assert_string_not_equal(mw_bluehornet_data_place_name(method.data), "?");
    assert_int_equal(method.required_count, length_of(member(row, "required")));
    assert_known((size_t)found, member(row, "required"));
    assert_known((size_t)found, member(row, "one_of"));
    assert_known((size_t)found, member(row, "optional"));
    const size_t all = method.required_count + method.one_of_count + method.optional_count;
    mw_slice name;
    assert_status(mw_bluehornet_method_argument((size_t)found, all, &name), MW_STATUS_OUT_OF_RANGE);
    if (method.required_count == 0) continue;
    const mw_bluehornet_call call = {.method = method.name};
    batch.calls = &call;
    batch.count = 1;
    mw_exchange exchange;
    mw_failure failure;
    assert_status(mw_bluehornet_batch_init(&exchange, sizeof exchange, &account, &batch, &failure),
                  MW_STATUS_ERROR_CONFIG);
    assert_int_equal(failure.field, MW_FIELD_ARGUMENT_NAME);
    assert_int_equal(failure.problem, MW_PROBLEM_MISSING_ARGUMENT);
    assert_ok(mw_bluehornet_method_argument((size_t)found, 0, &name));
    assert_true(is_same(failure.argument, name));
  }
  print_message("%zu methods\n", length_of(methods));
  mw_bluehornet_method behind;
  assert_status(mw_bluehornet_method_at(length_of(methods), &behind), MW_STATUS_OUT_OF_RANGE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(every_canonical_request_is_written),
    RUN(every_canonical_form_is_written),
    RUN(recorded_messages_have_the_same_head),
    RUN(the_method_table),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
