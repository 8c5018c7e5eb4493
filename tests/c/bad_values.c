/* Values that cannot be sent, each refused with its field, its place and its problem before anything leaves. */

#include "records.h"

static struct records good;
static mw_exchange exchange;

static size_t refused;

/* The failure reads like this, and the exchange has not begun. */
static void expect(const char *want, enum operation operation, const struct records *records) {
  mw_failure failure = {0};
  char text[256] = "";
  const mw_status got = begin_operation(operation, &exchange, records, &failure);
  if (got != MW_STATUS_OK) assert_ok(mw_failure_text(&failure, text, sizeof text, NULL));
  if (strcmp(text, want) != 0) fail_msg("\"%s\" instead of \"%s\"", text, want);
  if (got == MW_STATUS_OK) return;
  assert_int_equal(failure.stage, MW_STAGE_CONFIGURE);
  assert_status(mw_exchange_wants(&exchange), MW_STATUS_NOT_INITIALIZED);
  refused++;
}

/* A text of this length, "x...", or "x...@b". */
static mw_slice long_text(size_t length, bool is_address) {
  static uint8_t text[8192];
  memset(text, 'x', sizeof text);
  if (is_address) memcpy(text + length - 2, "@b", 2);
  return (mw_slice){text, length};
}

/* A member of a record, a value that is wrong there, and how the failure reads. `of_length`: a text of so many bytes. */
static const struct {
  const char *want;
  enum operation operation;
  size_t offset; /* in struct records */
  mw_slice value;
  size_t of_length;
} TEXTS[] = {
#define IN(operation, record, member) operation, offsetof(struct records, record.member)
  {"config: host: too-long, 256 bytes, at most 255 allowed", IN(SEND, account, host), {0}, 256},
  {"", IN(SEND, account, host), {0}, 255},
  {"config: host: forbidden at byte 3", IN(SEND, account, host), TEXT_INIT("api\r\nX: 1"), 0},
  {"config: host: not-a-host", IN(SEND, account, host), TEXT_INIT("http://api.hubapi.com"), 0},
  {"config: host: not-a-host", IN(SEND, account, host), TEXT_INIT("api.hubapi.com:0"), 0},
  {"", IN(SEND, account, host), TEXT_INIT("127.0.0.1:8443"), 0},
  {"config: user-agent: too-long, 4097 bytes, at most 4096 allowed", IN(SEND, account, user_agent), {0}, 4097},
  {"", IN(SEND, account, user_agent), {0}, 4096},
  {"config: user-agent: forbidden at byte 1", IN(SEND, account, user_agent), TEXT_INIT("a\nb"), 0},
  {"config: token: empty", IN(SEND, account, credential), TEXT_INIT(""), 0},
  {"config: token: empty", IN(SEND, account, credential), TEXT_INIT(" \t"), 0},
  {"config: token: too-long, 2049 bytes, at most 2048 allowed", IN(SEND, account, credential), {0}, 2049},
  {"", IN(SEND, account, credential), {0}, 2048},
  {"config: token: forbidden at byte 2", IN(SEND, account, credential), TEXT_INIT("ab\r\nX: 1"), 0},
  {"config: token: is-api-key", IN(SEND, account, credential), TEXT_INIT("00000000-0000-4000-8000-000000000000"), 0},
  {"config: token: is-smtp-token", IN(SEND, account, credential), TEXT_INIT("abc@62515.smtp.hubspot.net"), 0},
  {"config: to: empty", IN(SEND, send, to), TEXT_INIT(""), 0},
  {"config: to: forbidden at byte 3", IN(SEND, send, to), TEXT_INIT("a@b\r\nBcc: c@d"), 0},
  {"config: to: forbidden at byte 3", IN(SEND, send, to), TEXT_INIT("a@b\0"), 0},
  {"config: to: not-utf8 at byte 2", IN(SEND, send, to), TEXT_INIT("a@\xff" "b"), 0},
  {"config: to: not-utf8 at byte 4", IN(SEND, send, to), TEXT_INIT("a@b\xc3"), 0},
  {"config: to: not-an-address", IN(SEND, send, to), TEXT_INIT("jane"), 0},
  {"config: to: not-an-address", IN(SEND, send, to), TEXT_INIT("@b"), 0},
  {"config: to: not-an-address", IN(SEND, send, to), TEXT_INIT("a@"), 0},
  {"config: to: several-addresses", IN(SEND, send, to), TEXT_INIT("a@b, c@d"), 0},
  {"config: to: several-addresses", IN(SEND, send, to), TEXT_INIT("a@b;"), 0},
  {"config: from: not-an-address", IN(SEND, send, from), TEXT_INIT("Boiler <a>"), 0},
  {"config: from: forbidden at byte 6", IN(SEND, send, from), TEXT_INIT("Boiler\t<a@b>"), 0},
  {"", IN(SEND, send, from), TEXT_INIT("Boiler 7 <alerts@harbour.example>"), 0},
  {"config: send-id: too-long, 101 bytes, at most 100 allowed", IN(SEND, send, send_id), {0}, 101},
  {"", IN(SEND, send, send_id), {0}, 100},
  {"config: send-id: forbidden at byte 1", IN(SEND, send, send_id), TEXT_INIT("a b"), 0},
  {"config: custom-property-value: not-json at byte 5", IN(SEND, send, custom.object), TEXT_INIT("{\"a\":}"), 0},
  {"config: custom-property-value: not-an-object", IN(SEND, send, custom.object), TEXT_INIT("[1]"), 0},
  {"config: custom-property-name (item 2): duplicate", IN(SEND, send, custom.object),
   TEXT_INIT("{\"a\":1,\"b\":2,\"a\":3}"), 0},
  {"config: contact-property-name: empty", IN(SEND, send, contact.object), TEXT_INIT("{\"\":\"1\"}"), 0},
  {"config: contact-property-value (item 1): not-text", IN(SEND, send, contact.object),
   TEXT_INIT("{\"a\":\"1\",\"b\":2}"), 0},
  {"config: status-id: empty", IN(STATUS, status, status_id), TEXT_INIT(""), 0},
  {"config: status-id: too-long, 256 bytes, at most 255 allowed", IN(STATUS, status, status_id), {0}, 256},
  {"", IN(STATUS, status, status_id), {0}, 255},
  {"config: status-id: forbidden at byte 1", IN(STATUS, status, status_id), TEXT_INIT("a\nb"), 0},
  {"config: client-id: empty", IN(REFRESH, refresh, client_id), TEXT_INIT(""), 0},
  {"config: client-secret: forbidden at byte 1", IN(REFRESH, refresh, client_secret), TEXT_INIT("s\r\n"), 0},
  {"config: refresh-token: too-long, 4097 bytes, at most 4096 allowed", IN(REFRESH, refresh, refresh_token), {0}, 4097},
  {"", IN(REFRESH, refresh, refresh_token), {0}, 4096},
  {"config: authorization-code: empty", IN(CODE, code, code), TEXT_INIT(""), 0},
  {"config: redirect-uri: forbidden at byte 8", IN(CODE, code, redirect_uri), TEXT_INIT("https://\xc3\xa9"), 0},
  {"config: code-verifier: forbidden at byte 1", IN(CODE, code, code_verifier), TEXT_INIT("a\0"), 0},
  {"config: api-key: empty", IN(BATCH, api_user, api_key), TEXT_INIT(""), 0},
  {"config: api-key: too-long, 257 bytes, at most 256 allowed", IN(BATCH, api_user, api_key), {0}, 257},
  {"", IN(BATCH, api_user, api_key), {0}, 256},
  {"config: shared-secret: forbidden at byte 1", IN(BATCH, api_user, shared_secret), TEXT_INIT("s s"), 0},
  {"config: host: not-a-host", IN(BATCH, api_user, host), TEXT_INIT("https://echo.bluehornet.com"), 0},
  {"config: user-agent: forbidden at byte 0", IN(BATCH, api_user, user_agent), TEXT_INIT("\x7f"), 0},
};

TEST(texts) {
  for (size_t i = 0; i < COUNT(TEXTS); i++) {
    struct records records = good;
    const mw_slice value = TEXTS[i].of_length > 0 ? long_text(TEXTS[i].of_length, false) : TEXTS[i].value;
    memcpy((char *)&records + TEXTS[i].offset, &value, sizeof value);
    expect(TEXTS[i].want, TEXTS[i].operation, &records);
  }
}

TEST(addresses) {
  struct records records = good;
  records.send.to = long_text(512, true);
  expect("", SEND, &records);
  records.send.to = long_text(513, true);
  expect("config: to: too-long, 513 bytes, at most 512 allowed", SEND, &records);
  const mw_slice list[] = {TEXT("a@b"), TEXT("c@d"), TEXT("c")};
  records = good;
  records.send.reply_to = (mw_slices){list, 3};
  expect("config: reply-to (item 2): not-an-address", SEND, &records);
  records = good;
  const mw_slice line_end[] = {TEXT("a@b\n")};
  records.send.cc = (mw_slices){line_end, 1};
  expect("config: cc: forbidden at byte 3", SEND, &records);
  records = good;
  const mw_slice not_utf8[] = {TEXT("a@b"), TEXT("c@\xff")};
  records.send.bcc = (mw_slices){not_utf8, 2};
  expect("config: bcc (item 1): not-utf8 at byte 2", SEND, &records);
}

TEST(email_ids) {
  struct records records = good;
  records.send.email_id = 0;
  expect("config: email-id: out-of-range", SEND, &records);
  records.send.email_id = UINT64_C(1) << 63;
  expect("config: email-id: out-of-range", SEND, &records);
  records.send.email_id = INT64_MAX;
  expect("", SEND, &records);
}

/* A credential of one kind where another goes. */
TEST(credentials) {
  struct records records = good;
  records.account.credential_kind = MW_HUBSPOT_CREDENTIAL_NONE;
  expect("config: token: empty", SEND, &records);
  expect("", REFRESH, &records);
  records.account.credential_kind = MW_HUBSPOT_CREDENTIAL_RETIRED_V1_QUERY_KEY;
  records.account.credential = mw_text("demo");
  expect("config: query-key: not-in-this-version", SEND, &records);
  expect("config: query-key: not-in-this-version", STATUS, &records);
  records.send.version = MW_HUBSPOT_VERSION_V1;
  expect("", SEND, &records);
  records.account.credential = mw_text("");
  expect("config: query-key: empty", SEND, &records);
  records.account.credential = mw_text("a&b=c");
  expect("config: query-key: forbidden at byte 1", SEND, &records);
  records.account.credential = mw_text("pat-na1-x");
  expect("config: query-key: is-bearer-token", SEND, &records);
}

TEST(properties) {
  const struct {
    const char *want;
    mw_property property;
    bool is_contact;
  } rows[] = {
    {"config: contact-property-value (item 1): not-text", {.name = TEXT("n"), .kind = MW_VALUE_INTEGER}, true},
    {"config: contact-property-value (item 1): not-text", {.name = TEXT("n"), .kind = MW_VALUE_NULL}, true},
    {"config: contact-property-value (item 1): not-utf8 at byte 1", {.name = TEXT("n"), .text = TEXT("a\xff")}, true},
    {"config: contact-property-name (item 1): duplicate", {.name = TEXT("a")}, true},
    {"config: custom-property-name (item 1): duplicate", {.name = TEXT("a")}, false},
    {"config: custom-property-name (item 1): empty", {.name = TEXT("")}, false},
    {"config: custom-property-name (item 1): forbidden at byte 1", {.name = TEXT("a\0b")}, false},
    {"config: custom-property-name (item 1): not-utf8 at byte 1", {.name = TEXT("a\x80")}, false},
    {"config: custom-property-name (item 1): too-long, 257 bytes, at most 256 allowed",
     {.name = long_text(257, false)}, false},
    {"config: custom-property-value (item 1): not-utf8 at byte 3", {.name = TEXT("n"), .text = TEXT("ab\xe2")}, false},
    {"config: custom-property-value (item 1): not-json at byte 3",
     {.name = TEXT("n"), .text = TEXT("[1,]"), .kind = MW_VALUE_JSON}, false},
    {"config: custom-property-value (item 1): not-json at byte 0", {.name = TEXT("n"), .kind = MW_VALUE_JSON}, false},
    {"", {.name = TEXT("n"), .kind = MW_VALUE_NULL}, false},
    {"", {.name = TEXT("n"), .integer = INT64_MIN, .kind = MW_VALUE_INTEGER}, false},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    const mw_property list[] = {{.name = TEXT("a"), .text = TEXT("1")}, rows[i].property};
    struct records records = good;
    *(rows[i].is_contact ? &records.send.contact : &records.send.custom) = (mw_properties){.items = list, .count = 2};
    expect(rows[i].want, SEND, &records);
  }
}

/* Calls, the second of which is wrong. */
TEST(calls) {
  const mw_argument email = {.name = TEXT("email"), .text = TEXT("a@b.example")};
  const mw_argument twice[] = {email, email};
  const mw_argument blank = {.name = TEXT("email"), .text = TEXT(" ")};
  const mw_argument name = {.name = TEXT("methodname"), .text = TEXT("x")};
  const mw_argument slash = {.name = TEXT("a/"), .text = TEXT("x")};
  const mw_argument nul = {.name = TEXT("a"), .text = TEXT("a\0")};
  const mw_argument not_utf8 = {.name = TEXT("a"), .text = TEXT("ab\xff")};
  const mw_argument upper = {.name = TEXT("Name"), .text = TEXT("x")};
  const mw_argument id = {.name = TEXT("template_id"), .number = 7, .kind = MW_ARGUMENT_KIND_NUMBER};
  const mw_argument template_id[] = {email, id};
  const struct {
    const char *want;
    mw_bluehornet_call call;
  } rows[] = {
    {"config: method-name (item 1): empty", {.method = TEXT(""), .is_custom = 1}},
    {"config: method-name (item 1): out-of-range", {.method = TEXT("transactional.sendNothing")}},
    {"", {.method = TEXT("transactional.sendNothing"), .is_custom = 1}},
    {"config: method-name (item 1): forbidden at byte 1", {.method = TEXT("a<b"), .is_custom = 1}},
    {"config: calls (item 1): must-be-alone", {.method = TEXT("legacy.send_campaign")}},
    {"config: argument-name (item 1): missing-argument email", {.method = TEXT("utilities.checkEmail")}},
    {"config: argument-name (item 1): missing-argument email",
     {.method = TEXT("utilities.checkEmail"), .arguments = {&blank, 1}}},
    {"config: argument-name (item 1): missing-one-of email", {.method = TEXT("legacy.manage_subscriber")}},
    {"config: argument-name (item 1): duplicate", {.method = TEXT("a.b"), .arguments = {&name, 1}, .is_custom = 1}},
    {"", {.method = TEXT("a.b"), .arguments = {twice, 2}, .is_custom = 1}},
    {"config: argument-name (item 1): forbidden at byte 1",
     {.method = TEXT("a.b"), .arguments = {&slash, 1}, .is_custom = 1}},
    {"config: argument-value (item 1): forbidden at byte 1",
     {.method = TEXT("a.b"), .arguments = {&nul, 1}, .is_custom = 1}},
    {"config: argument-value (item 1): not-utf8 at byte 2",
     {.method = TEXT("a.b"), .arguments = {&not_utf8, 1}, .is_custom = 1}},
    {"config: variable-name: not-in-this-version",
     {.method = TEXT("utilities.checkEmail"), .arguments = {&email, 1}, .variables = {&email, 1}}},
    {"config: variable-name: forbidden at byte 0",
     {.method = TEXT("transactional.sendTransaction"), .arguments = {template_id, 2}, .variables = {&upper, 1}}},
    {"config: variable-name: duplicate",
     {.method = TEXT("transactional.sendTransaction"), .arguments = {template_id, 2}, .variables = {&email, 1}}},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    const mw_bluehornet_call both[] = {good.calls[0], rows[i].call};
    struct records records = good;
    records.batch.calls = both;
    records.batch.count = 2;
    expect(rows[i].want, BATCH, &records);
  }
}

TEST(batches) {
  static mw_bluehornet_call calls[65];
  for (size_t i = 0; i < COUNT(calls); i++) calls[i] = good.calls[0];
  struct records records = good;
  records.batch.calls = calls;
  records.batch.count = 0;
  expect("config: calls: empty", BATCH, &records);
  records.batch.count = 64;
  expect("", BATCH, &records);
  records.batch.count = 65;
  expect("capacity: calls: 65 needed, 64 available", BATCH, &records);
  calls[0] = (mw_bluehornet_call){.method = TEXT("legacy.retrieve_unsub")};
  records.batch.count = 1;
  expect("", BATCH, &records);
  records.api_user.response_type = MW_BLUEHORNET_RESPONSE_TYPE_PHP;
  expect("config: calls: xml-only", BATCH, &records);
}

/* Six levels of elements are allowed, seven are not. */
TEST(depth) {
  mw_argument levels[8] = {{.name = TEXT("a"), .text = TEXT("x")}};
  for (size_t i = 1; i < COUNT(levels); i++) {
    levels[i] = (mw_argument){.name = TEXT("a"),
                              .items = &levels[i - 1],
                              .item_count = 1,
                              .kind = i % 2 == 0 ? MW_ARGUMENT_KIND_LIST : MW_ARGUMENT_KIND_NESTED};
  }
  for (size_t i = 0; i < COUNT(levels); i++) {
    const mw_bluehornet_call call = {.method = TEXT("a.b"), .arguments = {&levels[i], 1}, .is_custom = 1};
    struct records records = good;
    records.batch.calls = &call;
    records.batch.count = 1;
    expect(i <= 5 ? "" : "config: argument-value: too-deep", BATCH, &records);
  }
}

/* 29 February of a leap year is a date; these are none. */
TEST(dates) {
  const int64_t wrong[] = {0,        -20261122, 20260000, 20261301,  20260230,  20260100,
                           20260132, 99999999,  120260101, INT64_MAX, INT64_MIN};
  struct records records = good;
  mw_argument arguments[] = {{.name = TEXT("email"), .text = TEXT("a@b.example")},
                             {.name = TEXT("seen"), .kind = MW_ARGUMENT_KIND_DATE, .number = 20280229}};
  const mw_bluehornet_call call = {.method = TEXT("utilities.checkEmail"), .arguments = {arguments, 2}};
  records.batch.calls = &call;
  records.batch.count = 1;
  expect("", BATCH, &records);
  for (size_t i = 0; i < COUNT(wrong); i++) {
    arguments[1].number = wrong[i];
    expect("config: argument-value: out-of-range", BATCH, &records);
  }
}

static int prepare(void **state) {
  (void)state;
  good_records(&good);
  return 0;
}

static int report(void **state) {
  (void)state;
  print_message("%zu values refused\n", refused);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(texts),      RUN(addresses), RUN(email_ids), RUN(credentials), RUN(properties),
    RUN(calls),      RUN(batches),   RUN(depth),     RUN(dates),
  };
  return cmocka_run_group_tests(tests, prepare, report);
}
