/* Every request vector of HubSpot, written from its fields: the bytes of the file, whatever the buffers. */

#include "messages.h"

static json_object *entries(const char *list) {
  return member(document("hubspot", "requests.json"), list);
}

static bool is(json_object *entry, const char *name) {
  return json_object_get_boolean(member(entry, name));
}

/* Body and lengths in every window, by both levels; the context may move, the transport may take half. */
static void assert_written(const char *file, const mw_hubspot_single_send *send) {
  const struct way ways[] = {
    {"1", .window = 1},
    {"7", .window = 7},
    {"64", .window = 64},
    {"4096", .window = 4096},
    {"7, half of it taken, moving", .window = 7, .is_short = true, .moves = true},
    {"64, half of it taken, moving", .window = 64, .is_short = true, .moves = true},
    {"4096, moving", .window = 4096, .moves = true},
  };
  const mw_slice want = vector("hubspot", file);
  const mw_hubspot_account account = account_with("EXAMPLE-ACCESS-TOKEN");
  for (size_t i = 0; i < COUNT(ways); i++) {
    struct home home = begun(send, &account, ways[i].moves);
    mw_lengths lengths;
    assert_ok(mw_exchange_check(here(&home), &lengths, NULL));
    const mw_slice request = send_all(&home, &ways[i]);
    assert_int_equal(request.length, lengths.request);
    assert_int_equal(want.length, lengths.body);
    const mw_slice body = {request.data + request.length - lengths.body, lengths.body};
    if (!is_same(body, want)) fail_msg("%s in windows of %s: %.*s", file, ways[i].name, (int)body.length, body.data);
    if (!is_same(body_of(&home, ways[i].window), want)) fail_msg("%s, body in windows of %s", file, ways[i].name);
  }
}

/* Canonical files come out byte for byte, from values given as what they are and as JSON. */
TEST(every_canonical_request_is_written) {
  static struct message message;
  size_t count = 0;
  for (size_t i = 0; i < length_of(entries("requests")); i++) {
    json_object *entry = item(entries("requests"), i);
    if (!is(entry, "bytes_equal")) continue;
    fill_in(&message, entry, false);
    assert_written(word_member(entry, "file"), &message.send);
    fill_in(&message, entry, true);
    assert_written(word_member(entry, "file"), &message.send);
    count++;
  }
  print_message("%zu requests\n", count);
  assert_true(count >= 27);
}

/* A list of pairs as an object. */
static json_object *object_of(json_object *pairs) {
  json_object *object = json_object_new_object();
  for (size_t i = 0; i < length_of(pairs); i++) {
    json_object *pair = item(pairs, i);
    json_object_object_add(object, json_object_get_string(item(pair, 0)), json_object_get(item(pair, 1)));
  }
  return object;
}

/* Properties as one JSON object are the same bytes as a list of them. */
TEST(an_object_is_as_good_as_a_list) {
  static struct message message;
  for (size_t i = 0; i < length_of(entries("requests")); i++) {
    json_object *entry = item(entries("requests"), i);
    if (!is(entry, "bytes_equal")) continue;
    json_object *fields = member(entry, "fields");
    json_object *contact = object_of(member(fields, "contact")), *custom = object_of(member(fields, "custom"));
    fill_in(&message, entry, false);
    message.send.contact = (mw_properties){.object = json_text(contact)};
    message.send.custom = (mw_properties){.object = json_text(custom)};
    assert_written(word_member(entry, "file"), &message.send);
    json_object_put(contact);
    json_object_put(custom);
  }
}

/* A custom property of a body: a member of a map, or of a list of names and values. */
static json_object *custom_of(json_object *body, const char *name) {
  json_object *all = member(body, "customProperties");
  if (!json_object_is_type(all, json_type_array)) return member(all, name);
  for (size_t i = 0; i < length_of(all); i++) {
    if (strcmp(word_member(item(all, i), "name"), name) == 0) return member(item(all, i), "value");
  }
  return NULL;
}

/* Requests that are legal in another form carry the same fields when they are written: json-c reads them. */
TEST(every_other_request_says_the_same) {
  static struct message message;
  const mw_hubspot_account account = account_with("EXAMPLE-ACCESS-TOKEN");
  size_t count = 0;
  for (size_t i = 0; i < length_of(entries("requests")); i++) {
    json_object *entry = item(entries("requests"), i), *fields = member(entry, "fields");
    if (is(entry, "bytes_equal")) continue;
    fill_in(&message, entry, false);
    struct home home = begun(&message.send, &account, false);
    const mw_slice body = body_of(&home, 4096);
    char text[8192];
    snprintf(text, sizeof text, "%.*s", (int)body.length, body.data);
    json_object *read = json_tokener_parse(text), *inner = member(read, "message");
    assert_non_null(inner);
    assert_true(json_object_equal(member(read, "emailId"), member(fields, "email_id")));
    assert_true(json_object_equal(member(inner, "to"), member(fields, "to")));
    assert_true(json_object_equal(member(inner, "from"), member(fields, "from")));
    assert_true(json_object_equal(member(inner, "sendId"), member(fields, "send_id")));
    json_object *custom = member(fields, "custom");
    for (size_t j = 0; j < length_of(custom); j++) {
      json_object *found = custom_of(read, json_object_get_string(item(item(custom, j), 0)));
      assert_true(json_object_equal(found, item(item(custom, j), 1)));
    }
    json_object_put(read);
    count++;
  }
  assert_int_equal(count, 6);
}

/* The field of this name, as a host with an HTTP stack finds it. */
static mw_header header_named(const mw_exchange *exchange, const char *name) {
  mw_header header;
  for (size_t index = 0;; index++) {
    assert_ok(mw_exchange_header(exchange, index, &header));
    if (is_same(header.name, mw_text(name))) return header;
  }
}

/* Method, address, header fields and body of recorded messages. What stacks add of their own is not compared: the host,
 * lengths, codings, the names of other programs. */
TEST(recorded_messages_have_the_same_head) {
  size_t count = 0;
  for (size_t i = 0; i < length_of(entries("messages")); i++) {
    json_object *entry = item(entries("messages"), i);
    if (!is(entry, "good")) continue;
    const uint32_t version = version_named(word_member(entry, "version"));
    mw_hubspot_account account = account_with("EXAMPLE-ACCESS-TOKEN");
    if (version == MW_HUBSPOT_VERSION_V1) {
      account = account_with("demo");
      account.credential_kind = MW_HUBSPOT_CREDENTIAL_RETIRED_V1_QUERY_KEY;
    }
    mw_hubspot_single_send send;
    mw_hubspot_send_status status;
    assert_ok(mw_hubspot_single_send_default(&send, sizeof send));
    assert_ok(mw_hubspot_send_status_default(&status, sizeof status));
    send.version = version;
    send.email_id = 4126643121;
    send.to = mw_text("jdoe@hubspot.com");
    if (strstr(word_member(entry, "body"), "sendId") != NULL) send.send_id = mw_text("6");
    status.status_id = mw_text("STATUSID");
    const bool is_send = strcmp(word_member(entry, "operation"), "single-send") == 0;
    struct home home = home_of(8 * MW_HUBSPOT_EXCHANGE_WORDS, false);
    assert_ok(is_send ? mw_hubspot_single_send_init(home.at, home.size, &account, &send, NULL)
                      : mw_hubspot_send_status_init(home.at, home.size, &account, &status, NULL));

    uint32_t method;
    assert_ok(mw_exchange_method(home.at, &method));
    assert_string_equal(mw_http_method_name(method), word_member(entry, "method"));
    char url[512], want[512], value[512];
    assert_ok(mw_exchange_url(home.at, url, sizeof url, NULL));
    snprintf(want, sizeof want, "https://api.hubapi.com%s", word_member(entry, "target"));
    assert_string_equal(url, want);
    json_object *fields = member(entry, "headers");
    for (size_t j = 0; j < length_of(fields); j++) {
      const char *name = json_object_get_string(item(item(fields, j), 0));
      if (strcmp(name, "Authorization") != 0 && strcmp(name, "Content-Type") != 0 && strcmp(name, "Accept") != 0) {
        continue;
      }
      const mw_header header = header_named(home.at, name);
      snprintf(value, sizeof value, "%.*s%.*s", (int)header.scheme.length, (const char *)header.scheme.data,
               (int)header.value.length, (const char *)header.value.data);
      assert_string_equal(value, json_object_get_string(item(item(fields, j), 1)));
      assert_int_equal(header.is_secret, strcmp(name, "Authorization") == 0);
    }
    assert_slice(body_of(&home, 64), word_member(entry, "body"));
    count++;
  }
  assert_int_equal(count, 3);
}

/* Token calls are forms. */
TEST(token_calls_are_forms) {
  mw_hubspot_account account;
  mw_hubspot_refresh_token refresh;
  mw_hubspot_authorization_code code;
  assert_ok(mw_hubspot_account_default(&account, sizeof account));
  assert_ok(mw_hubspot_refresh_token_default(&refresh, sizeof refresh));
  assert_ok(mw_hubspot_authorization_code_default(&code, sizeof code));
  account.credential_kind = MW_HUBSPOT_CREDENTIAL_NONE;
  for (size_t i = 0; i < length_of(entries("forms")); i++) {
    json_object *form = item(entries("forms"), i), *fields = member(form, "fields");
    bool is_code = false;
    for (size_t j = 0; j < length_of(fields); j++) {
      const char *name = json_object_get_string(item(item(fields, j), 0));
      const mw_slice value = slice_of(item(item(fields, j), 1));
      if (strcmp(name, "grant_type") == 0) is_code = is_same(value, TEXT("authorization_code"));
      if (strcmp(name, "client_id") == 0) refresh.client_id = code.client_id = value;
      if (strcmp(name, "client_secret") == 0) refresh.client_secret = code.client_secret = value;
      if (strcmp(name, "refresh_token") == 0) refresh.refresh_token = value;
      if (strcmp(name, "redirect_uri") == 0) code.redirect_uri = value;
      if (strcmp(name, "code") == 0) code.code = value;
    }
    const mw_slice want = vector("hubspot", word_member(form, "file"));
    const size_t windows[] = {1, 7, 64, 4096};
    for (size_t j = 0; j < COUNT(windows); j++) {
      const struct way way = {"", .window = windows[j], .moves = true};
      struct home home = home_of(8 * MW_HUBSPOT_EXCHANGE_WORDS, way.moves);
      assert_ok(is_code ? mw_hubspot_authorization_code_init(home.at, home.size, &account, &code, NULL)
                        : mw_hubspot_refresh_token_init(home.at, home.size, &account, &refresh, NULL));
      assert_true(is_same(body_of(&home, way.window), want));
      const mw_slice request = send_all(&home, &way);
      assert_true(is_same((mw_slice){request.data + request.length - want.length, want.length}, want));
    }
  }
  assert_int_equal(length_of(entries("forms")), 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(every_canonical_request_is_written), RUN(an_object_is_as_good_as_a_list),
    RUN(every_other_request_says_the_same),  RUN(recorded_messages_have_the_same_head),
    RUN(token_calls_are_forms),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
