/* Credentials are shown to nobody: not by the words of a failure, nor by an outcome when a reply echoes them. */

#include <valgrind/memcheck.h>

#include "messages.h"
#include "records.h"

/* A part of every secret here, long enough to be nothing else. */
#define PART "Zq7Xk"
#define SECRET PART "-EXAMPLE-SECRET"

static bool shows(mw_slice text) {
  for (size_t i = 0; i + strlen(PART) <= text.length; i++) {
    if (memcmp(text.data + i, PART, strlen(PART)) == 0) return true;
  }
  return false;
}

static struct records good;
static mw_exchange exchange;

static void assert_failure_hides(const mw_failure *failure) {
  char text[512];
  assert_ok(mw_failure_text(failure, text, sizeof text, NULL));
  assert_false(shows(mw_text(text)));
  assert_false(shows(failure->argument));
  assert_false(shows((mw_slice){(const uint8_t *)failure, sizeof *failure}));
}

/* What is refused is not quoted: a secret that is spoilt, too long, or in the wrong place. */
TEST(failures_quote_nothing) {
  static char long_secret[8192];
  memset(long_secret, 'x', sizeof long_secret);
  memcpy(long_secret, SECRET, strlen(SECRET));
  const mw_slice spoilt[] = {
    TEXT(SECRET "\r\n" PART), TEXT("pat-" SECRET " "), TEXT(SECRET "@x.smtp.hubspot.net"),
    {(const uint8_t *)long_secret, sizeof long_secret},
  };
  const struct {
    size_t offset;
    enum operation operation;
  } members[] = {
    {offsetof(struct records, account.credential), SEND},
    {offsetof(struct records, refresh.client_secret), REFRESH},
    {offsetof(struct records, refresh.refresh_token), REFRESH},
    {offsetof(struct records, code.code), CODE},
    {offsetof(struct records, code.code_verifier), CODE},
    {offsetof(struct records, api_user.api_key), BATCH},
    {offsetof(struct records, api_user.shared_secret), BATCH},
  };
  size_t refused = 0;
  for (size_t i = 0; i < COUNT(members); i++) {
    for (size_t j = 0; j < COUNT(spoilt); j++) {
      struct records records = good;
      memcpy((char *)&records + members[i].offset, &spoilt[j], sizeof spoilt[j]);
      mw_failure failure = {0};
      const mw_status status = begin_operation(members[i].operation, &exchange, &records, &failure);
      if (status == MW_STATUS_OK) continue;
      assert_status(status, MW_STATUS_ERROR_CONFIG);
      assert_failure_hides(&failure);
      refused++;
    }
  }
  print_message("%zu values refused\n", refused);
  assert_true(refused >= 17);
}

/* A header field with a credential says that it is one; no other field has any. */
TEST(secret_header_fields) {
  struct records records = good;
  records.account.credential = TEXT(SECRET);
  assert_ok(mw_hubspot_single_send_init(&exchange, sizeof exchange, &records.account, &records.send, NULL));
  mw_header header;
  size_t secrets = 0;
  for (size_t i = 0; mw_exchange_header(&exchange, i, &header) == MW_STATUS_OK; i++) {
    assert_int_equal(header.is_secret, shows(header.value));
    secrets += header.is_secret;
  }
  assert_int_equal(secrets, 1);
  char url[512];
  assert_ok(mw_exchange_url(&exchange, url, sizeof url, NULL));
  assert_false(shows(mw_text(url)));
}

/* The forms in which services echo credentials. */
static const char *const ECHOES[] = {
  "This oauth-token (" SECRET ") does not have proper permissions!",
  "This hapikey (" SECRET ") is not known",
  "GET /x?hapikey=" SECRET "&a=1",
  "access_token=" SECRET " refresh_token=" SECRET,
  "client_secret=" SECRET ", x",
  "?code=" SECRET "&state=1",
  "Authorization: Bearer " SECRET,
  "bearer " SECRET ", and so on",
  "the token pat-na1-" SECRET " is not valid.",
  "<api_key>" SECRET "</api_key>",
  "code_verifier=" SECRET,
};

static void assert_outcome_hides(const mw_exchange *of) {
  mw_outcome outcome;
  assert_ok(mw_exchange_outcome(of, &outcome));
  const mw_slice texts[] = {outcome.provider_code, outcome.text,     outcome.correlation_id,
                            outcome.status_id,     outcome.event_id, outcome.detail};
  for (size_t i = 0; i < COUNT(texts); i++) assert_false(shows(texts[i]));
  mw_call_outcome call;
  if (mw_exchange_call(of, &call) != MW_STATUS_OK) return;
  assert_false(shows(call.code) || shows(call.method) || shows(call.text) || shows(call.detail));
}

/* Feeds a reply byte by byte and looks at the exchange behind each call; false where the reply is refused. */
static bool feed(mw_slice http, void (*look)(const mw_exchange *)) {
  for (size_t i = 0; i < http.length; i++) {
    mw_received received;
    size_t left = 1;
    do {
      if (mw_exchange_receive(&exchange, http.data + i + 1 - left, left, &received, NULL) != MW_STATUS_OK) return false;
      left -= received.consumed;
      look(&exchange);
    } while (received.event == MW_EVENT_ROW || received.event == MW_EVENT_CALL);
  }
  return mw_exchange_receive_end_of_stream(&exchange, NULL) == MW_STATUS_OK;
}

TEST(echoes_are_masked_by_hubspot) {
  for (size_t i = 0; i < COUNT(ECHOES); i++) {
    char replies[3][1024];
    json_object *text = json_object_new_string(ECHOES[i]);
    snprintf(replies[0], sizeof replies[0], "{\"status\":\"error\",\"message\":%s,\"category\":\"X\"}",
             json_object_to_json_string(text));
    snprintf(replies[1], sizeof replies[1], "%s", ECHOES[i]);
    snprintf(replies[2], sizeof replies[2], "<html><head><title>%s</title></head></html>", ECHOES[i]);
    json_object_put(text);
    for (size_t j = 0; j < COUNT(replies); j++) {
      bring_to(SENT, &exchange, &good);
      feed(with_head(401, mw_text(replies[j])), assert_outcome_hides);
      mw_outcome outcome;
      assert_ok(mw_exchange_outcome(&exchange, &outcome));
      assert_int_equal(outcome.kind, MW_KIND_REJECTED);
      // The words around it are kept, where they are words.
      char shown[256];
      snprintf(shown, sizeof shown, "%.*s", (int)outcome.text.length, (const char *)outcome.text.data);
      if (j == 0) assert_non_null(strstr(shown, "***"));
    }
  }
  print_message("%zu echoes\n", COUNT(ECHOES));
}

TEST(echoes_are_masked_by_bluehornet) {
  for (size_t i = 0; i < COUNT(ECHOES); i++) {
    char reply[1024];
    snprintf(reply, sizeof reply,
             "<methodResponse><item><methodName>utilities.checkEmail</methodName><error>1</error><responseCode>400"
             "</responseCode><responseText><![CDATA[%s]]></responseText></item></methodResponse>",
             ECHOES[i]);
    assert_ok(mw_bluehornet_batch_init(&exchange, sizeof exchange, &good.api_user, &good.batch, NULL));
    struct home home = {.at = &exchange, .size = sizeof exchange};
    send_all(&home, &(struct way){"", .window = 4096});
    assert_true(feed(with_head(200, mw_text(reply)), assert_outcome_hides));
    mw_outcome outcome;
    assert_ok(mw_exchange_outcome(&exchange, &outcome));
    assert_int_equal(outcome.kind, MW_KIND_REJECTED);
    assert_true(outcome.text.length > 0);
  }
}

/* Parts of a context that were never written are looked at too. */
static void assert_context_hides(const mw_exchange *of) {
  static mw_exchange copy;
  copy = *of;
  (void)VALGRIND_MAKE_MEM_DEFINED(&copy, sizeof copy);
  assert_false(shows((mw_slice){(const uint8_t *)&copy, sizeof copy}));
}

/* No credential is copied into a context: it is where the caller has put it, and nowhere else. */
TEST(contexts_hold_no_credential) {
  struct records records = good;
  records.account.credential = TEXT(SECRET);
  records.api_user.api_key = records.api_user.shared_secret = TEXT(SECRET);
  records.refresh.client_secret = records.refresh.refresh_token = TEXT(SECRET);
  const enum state states[] = {BEGUN, WRITTEN, SENT, ANSWERED, CALLED, HANDED, READ};
  for (size_t i = 0; i < COUNT(states); i++) {
    bring_to(states[i], &exchange, &records);
    assert_context_hides(&exchange);
  }
  memset(&exchange, 0, sizeof exchange);
  assert_ok(mw_hubspot_refresh_token_init(&exchange, sizeof exchange, &records.account, &records.refresh, NULL));
  struct home home = {.at = &exchange, .size = sizeof exchange};
  send_all(&home, &(struct way){"", .window = 64});
  const mw_slice reply =
    TEXT("HTTP/1.1 200 OK\r\n\r\n{\"access_token\":\"" SECRET "\",\"refresh_token\":\"" SECRET "\"}");
  assert_true(feed(reply, assert_context_hides));
}

static int prepare(void **state) {
  (void)state;
  good_records(&good);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(failures_quote_nothing),
    RUN(secret_header_fields),
    RUN(echoes_are_masked_by_hubspot),
    RUN(echoes_are_masked_by_bluehornet),
    RUN(contexts_hold_no_credential),
  };
  return cmocka_run_group_tests(tests, prepare, NULL);
}
