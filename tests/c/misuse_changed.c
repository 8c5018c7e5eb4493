/* Records, or what they point to, that change while an exchange borrows them: it stops, and says so. */

#include "records.h"

static struct records records;
static mw_exchange exchange;
static char to[] = "jane@customer.example";
static mw_property property;
static char value[] = "EXAMPLE-VALUE";

static void account_size(void) { records.account.size = 0; }
static void send_size(void) { records.send.size++; }
static void credential_gone(void) { records.account.credential.data = NULL; }
static void credential_longer(void) { records.account.credential = mw_text("EXAMPLE-ACCESS-TOKEN-2"); }
static void credential_spoilt(void) { records.account.credential = mw_text("a\r\nX: 1"); }
static void version_unknown(void) { records.send.version = 99; }
static void version_other(void) { records.send.version = MW_HUBSPOT_VERSION_V1; }
static void recipient_gone(void) { records.send.to = (mw_slice){NULL, 0}; }
static void recipient_longer(void) { records.send.to = mw_text("jane.doe@customer.example"); }
static void recipient_spoilt(void) { to[4] = '\n'; }
static void recipient_not_utf8(void) { to[4] = '\xff'; }
static void list_gone(void) { records.send.custom.items = NULL; }
static void list_misaligned(void) { records.send.custom.items = (const mw_property *)1; }
static void value_needs_escapes(void) { value[3] = '"'; }
static void value_with_line_end(void) { value[3] = '\n'; }
static void kind_unknown(void) { property.kind = 99; }
static void item_gone(void) { records.send.custom.count = 0; }

static const struct {
  const char *name;
  void (*change)(void);
} CHANGES[] = {
  {"the size of the account", account_size},
  {"the size of the send", send_size},
  {"the credential is NULL", credential_gone},
  {"the credential is longer", credential_longer},
  {"the credential has a line end", credential_spoilt},
  {"the version is none", version_unknown},
  {"the version is another", version_other},
  {"the recipient is gone", recipient_gone},
  {"the recipient is longer", recipient_longer},
  {"the recipient has a line end", recipient_spoilt},
  {"the recipient is not UTF-8", recipient_not_utf8},
  {"the list is NULL", list_gone},
  {"the list is misaligned", list_misaligned},
  {"a value needs an escape", value_needs_escapes},
  {"a value has a line end", value_with_line_end},
  {"the kind of a value is none", kind_unknown},
  {"an item is gone", item_gone},
};

static void begin(void) {
  good_records(&records);
  memcpy(to, "jane@customer.example", sizeof to);
  memcpy(value, "EXAMPLE-VALUE", sizeof value);
  property = (mw_property){.name = TEXT("firstname"), .text = mw_text(value)};
  records.send.to = mw_text(to);
  records.send.custom = (mw_properties){.items = &property, .count = 1};
  assert_ok(mw_hubspot_single_send_init(&exchange, sizeof exchange, &records.account, &records.send, NULL));
}

static uint8_t sent[2048];

/* Sends up to this many more bytes; how many there are then. `failure` says what stopped it, if something did. */
static size_t send_more(size_t already, size_t count, mw_failure *failure) {
  uint8_t room[64];
  while (count > 0 && mw_exchange_wants(&exchange) == MW_WANTS_TRANSMIT) {
    size_t n = SIZE_MAX;
    if (mw_exchange_transmit(&exchange, room, sizeof room, &n, failure) != MW_STATUS_OK) {
      assert_true(n == SIZE_MAX);
      break;
    }
    if (n > count) n = count;
    memcpy(sent + already, room, n);
    assert_ok(mw_exchange_advance(&exchange, n, NULL));
    already += n;
    count -= n;
  }
  return already;
}

static void send_bytes(size_t count) {
  mw_failure failure = {0};
  assert_int_equal(send_more(0, count, &failure), count);
}

static uint32_t reason(void) {
  mw_outcome outcome;
  assert_ok(mw_exchange_outcome(&exchange, &outcome));
  return outcome.reason;
}

/* After the first bytes have left, a change ends the exchange. Bytes that were counted are still to come, so the
 * service never has a whole request. Only what was written before it changed goes out, as it was. */
TEST(in_the_middle) {
  static uint8_t original[sizeof sent];
  begin();
  const size_t length = send_more(0, SIZE_MAX, NULL);
  memcpy(original, sent, length);
  size_t stopped = 0, passed = 0;
  for (size_t i = 0; i < COUNT(CHANGES); i++) {
    for (size_t before = 1; before < length; before++) {
      begin();
      send_bytes(before);
      CHANGES[i].change();
      mw_failure failure = {0};
      const size_t end = send_more(before, SIZE_MAX, &failure);
      assert_memory_equal(sent, original, end);
      if (end == length) {
        passed++;
        continue;
      }
      if (failure.misuse != MW_MISUSE_MESSAGE_CHANGED) {
        fail_msg("%s: %s", CHANGES[i].name, mw_status_name(failure.status));
      }
      assert_int_equal(failure.stage, MW_STAGE_TRANSMIT);
      assert_int_equal(mw_exchange_wants(&exchange), MW_WANTS_NOTHING);
      assert_int_equal(reason(), MW_REASON_NOT_SENT);
      stopped++;
    }
  }
  print_message("%zu changes, %zu of %zu exchanges stopped\n", COUNT(CHANGES), stopped, stopped + passed);
}

/* Another value of the same length cannot be noticed. It goes out in place of the old one, and all around it stays. */
TEST(a_value_of_the_same_length) {
  static uint8_t original[sizeof sent];
  begin();
  const size_t length = send_more(0, SIZE_MAX, NULL);
  memcpy(original, sent, length);
  begin();
  send_bytes(10);
  memset(value, 'X', sizeof value - 1);
  mw_failure failure = {0};
  assert_int_equal(send_more(10, SIZE_MAX, &failure), length);
  size_t changed = 0;
  for (size_t i = 0; i < length; i++) changed += sent[i] != original[i];
  // All but the X that was one before.
  assert_int_equal(changed, sizeof value - 2);
}

/* Put right again, the exchange that stopped stays stopped. */
TEST(stopped_for_good) {
  begin();
  send_bytes(10);
  records.account.size = 0;
  uint8_t room[64];
  size_t n;
  assert_status(mw_exchange_transmit(&exchange, room, sizeof room, &n, NULL), MW_STATUS_ERROR_MISUSE);
  records.account.size = sizeof records.account;
  assert_int_equal(mw_exchange_wants(&exchange), MW_WANTS_NOTHING);
  assert_ok(mw_exchange_transmit(&exchange, room, sizeof room, &n, NULL));
  assert_int_equal(n, 0);
  assert_status(mw_exchange_advance(&exchange, 1, NULL), MW_STATUS_ERROR_MISUSE);
}

/* Whoever only asks is told what is wrong with the records, and nothing is over. */
TEST(questions) {
  for (size_t i = 0; i < COUNT(CHANGES); i++) {
    begin();
    send_bytes(10);
    CHANGES[i].change();
    mw_server server;
    mw_lengths lengths;
    mw_dedupe dedupe;
    mw_header header;
    uint32_t method;
    uint8_t room[512];
    size_t n;
    const mw_status got[] = {
      mw_exchange_server(&exchange, &server),
      mw_exchange_check(&exchange, &lengths, NULL),
      mw_exchange_dedupe(&exchange, &dedupe),
      mw_exchange_header(&exchange, 0, &header),
      mw_exchange_method(&exchange, &method),
      mw_exchange_url(&exchange, (char *)room, sizeof room, NULL),
      mw_exchange_body(&exchange, 0, room, sizeof room, &n, NULL),
    };
    for (size_t j = 0; j < COUNT(got); j++) {
      // A change into another good message is none that could be noticed here.
      assert_true(got[j] == MW_STATUS_OK || got[j] == MW_STATUS_ERROR_CONFIG || got[j] == MW_STATUS_WRONG_SIZE ||
                  got[j] == MW_STATUS_NULL_POINTER || got[j] == MW_STATUS_BAD_POINTER ||
                  got[j] == MW_STATUS_OUT_OF_RANGE);
    }
    assert_int_equal(mw_exchange_wants(&exchange), MW_WANTS_TRANSMIT);
    assert_int_equal(reason(), MW_REASON_NOT_SENT);
  }
}

/* Once the request is out, the records may go: the reply is read without them. */
TEST(after_the_request) {
  begin();
  send_more(0, SIZE_MAX, NULL);
  memset(&records, 0xAA, sizeof records);
  mw_received received;
  assert_ok(mw_exchange_receive(&exchange, PENDING_REPLY.data, PENDING_REPLY.length, &received, NULL));
  assert_int_equal(received.event, MW_EVENT_COMPLETE);
  assert_int_equal(reason(), MW_REASON_PENDING);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(in_the_middle),
    RUN(a_value_of_the_same_length),
    RUN(stopped_for_good),
    RUN(questions),
    RUN(after_the_request),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
