/* Every number of an enumeration has a word of its own, the others have "?", and failures are told in these words. */

#include "test.h"

typedef const char *name_of(uint32_t number);

static const struct {
  const char *function;
  name_of *name;
  uint32_t last;
  const char *zero, *first, *end; /* the words of 0, 1 and the last number */
} ROWS[] = {
  {"mw_kind_name", mw_kind_name, MW_KIND_UNKNOWN, "none", "accepted", "unknown"},
  {"mw_reason_name", mw_reason_name, MW_REASON_NO_REPLY, "none", "pending", "no-reply"},
  {"mw_diagnosis_name", mw_diagnosis_name, MW_DIAGNOSIS_OAUTH_SCOPES, "none", "credential-not-received",
   "oauth-scopes"},
  {"mw_stop_name", mw_stop_name, MW_STOP_CONFIGURATION, "none", "done", "configuration"},
  {"mw_fault_name", mw_fault_name, MW_FAULT_PHP_TRUNCATED, "none", "status-line", "php-truncated"},
  {"mw_row_name_name", mw_row_name_name, MW_ROW_NAME_FILE, "none", "access_token", "file"},
  {"mw_hubspot_result_class_name", mw_hubspot_result_class_name, MW_HUBSPOT_RESULT_CLASS_ACCOUNT, "none", "accepted",
   "account"},
  {"mw_bluehornet_data_place_name", mw_bluehornet_data_place_name, MW_BLUEHORNET_DATA_PLACE_UNDOCUMENTED, "none",
   "responseData/*", "undocumented"},
  {"mw_field_name", mw_field_name, MW_FIELD_VARIABLE_NAME, "none", "host", "variable-name"},
  {"mw_problem_name", mw_problem_name, MW_PROBLEM_IS_BEARER_TOKEN, "none", "empty", "is-bearer-token"},
  {"mw_limit_name", mw_limit_name, MW_LIMIT_TOKEN_BUFFER, "none", "buffer", "token-buffer"},
  {"mw_misuse_name", mw_misuse_name, MW_MISUSE_LEVELS_MIXED, "none", "nothing-sent", "levels-mixed"},
  {"mw_http_method_name", mw_http_method_name, MW_HTTP_METHOD_POST, "none", "GET", "POST"},
  {"mw_hubspot_version_name", mw_hubspot_version_name, MW_HUBSPOT_VERSION_DATED_2026_03_MARKETING, "2026-09", "v1",
   "2026-03-marketing"},
  {"mw_hubspot_oauth_version_name", mw_hubspot_oauth_version_name, MW_HUBSPOT_OAUTH_VERSION_DATED_2026_09, "2026-09",
   "v1", "2026-09"},
  {"mw_bluehornet_response_type_name", mw_bluehornet_response_type_name, MW_BLUEHORNET_RESPONSE_TYPE_PHP, "xml", "xml",
   "php"},
  {"mw_bluehornet_carriage_name", mw_bluehornet_carriage_name, MW_BLUEHORNET_CARRIAGE_RAW, "form", "form", "raw"},
  {"mw_whitelist_fault_name", mw_whitelist_fault_name, MW_WHITELIST_FAULT_TRAILING, "none", "address", "trailing"},
};

TEST(every_number_has_its_word) {
  size_t words = 0;
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    name_of *name = ROWS[i].name;
    assert_string_equal(name(0), ROWS[i].zero);
    assert_string_equal(name(1), ROWS[i].first);
    assert_string_equal(name(ROWS[i].last), ROWS[i].end);
    for (uint32_t number = 1; number <= ROWS[i].last; number++, words++) {
      assert_string_not_equal(name(number), "?");
      assert_true(strlen(name(number)) > 0);
      for (uint32_t other = 1; other < number; other++) assert_string_not_equal(name(other), name(number));
    }
    const uint32_t none[] = {ROWS[i].last + 1, 255, 256, 0x80000000, UINT32_MAX};
    for (size_t j = 0; j < COUNT(none); j++) assert_string_equal(name(none[j]), "?");
  }
  print_message("%zu enumerations, %zu words\n", COUNT(ROWS), words);
}

TEST(every_status_has_its_word) {
  const char *const words[] = {
    "ok",           "config",      "capacity",   "peer",            "misuse",       "transport",
    "null-pointer", "bad-pointer", "wrong-size", "not-initialized", "out-of-range",
  };
  for (int32_t i = 0; i < (int32_t)COUNT(words); i++) assert_string_equal(mw_status_name(-i), words[i]);
  const int32_t none[] = {1, -(int32_t)COUNT(words), INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < COUNT(none); i++) assert_string_equal(mw_status_name(none[i]), "?");
}

TEST(every_diagnosis_has_a_sentence) {
  for (uint32_t number = 1; number <= MW_DIAGNOSIS_OAUTH_SCOPES; number++) {
    const char *hint = mw_diagnosis_hint(number);
    assert_true(strlen(hint) > 20);
    for (uint32_t other = 1; other < number; other++) assert_string_not_equal(mw_diagnosis_hint(other), hint);
  }
  assert_string_equal(mw_diagnosis_hint(0), "");
  assert_string_equal(mw_diagnosis_hint(MW_DIAGNOSIS_OAUTH_SCOPES + 1), "");
  assert_string_equal(mw_diagnosis_hint(UINT32_MAX), "");
}

TEST(texts_of_c) {
  assert_true(is_same(mw_text(NULL), (mw_slice){NULL, 0}));
  assert_int_equal(mw_text("").length, 0);
  const char *text = "Pump 3 \xc3\xa9";
  assert_ptr_equal(mw_text(text).data, text);
  assert_int_equal(mw_text(text).length, 9);
}

/* A text with a NUL behind it, in room of every size; what does not fit is said, and what fits is there. */
TEST(texts_for_c) {
  const mw_slice text = TEXT("Pump\0three");
  for (size_t size = 0; size <= text.length + 2; size++) {
    char room[16];
    size_t length = 7;
    memset(room, 0x7F, sizeof room);
    const mw_status want = size > text.length ? MW_STATUS_OK : MW_STATUS_ERROR_CAPACITY;
    assert_status(mw_copy_text(text, room, size, &length), want);
    assert_int_equal(length, text.length);
    const size_t copied = size > text.length ? text.length : size == 0 ? 0 : size - 1;
    assert_memory_equal(room, text.data, copied);
    if (size > 0) assert_int_equal(room[copied], 0);
    for (size_t i = size; i < sizeof room; i++) assert_int_equal(room[i], 0x7F);
  }
  char room[1];
  assert_ok(mw_copy_text((mw_slice){NULL, 0}, room, sizeof room, NULL));
  assert_int_equal(room[0], 0);
}

/* A failure of each kind, and how a person reads it. */
static const struct {
  mw_failure failure;
  const char *text;
} TEXTS[] = {
  {{.status = MW_STATUS_OK}, "ok"},
  {{.status = MW_STATUS_ERROR_CONFIG, .field = MW_FIELD_TO, .problem = MW_PROBLEM_NOT_AN_ADDRESS},
   "config: to: not-an-address"},
  {{.status = MW_STATUS_ERROR_CONFIG, .field = MW_FIELD_CC, .problem = MW_PROBLEM_EMPTY, .item = 2},
   "config: cc (item 2): empty"},
  {{.status = MW_STATUS_ERROR_CONFIG, .field = MW_FIELD_HOST, .problem = MW_PROBLEM_TOO_LONG, .needed = 256,
    .available = 255},
   "config: host: too-long, 256 bytes, at most 255 allowed"},
  {{.status = MW_STATUS_ERROR_CONFIG, .field = MW_FIELD_TOKEN, .problem = MW_PROBLEM_FORBIDDEN, .offset = 3},
   "config: token: forbidden at byte 3"},
  {{.status = MW_STATUS_ERROR_CONFIG, .field = MW_FIELD_FROM, .problem = MW_PROBLEM_NOT_UTF8, .offset = UINT32_MAX},
   "config: from: not-utf8 at byte 4294967295"},
  {{.status = MW_STATUS_ERROR_CONFIG, .field = MW_FIELD_CUSTOM_PROPERTY_VALUE, .problem = MW_PROBLEM_NOT_JSON},
   "config: custom-property-value: not-json at byte 0"},
  {{.status = MW_STATUS_ERROR_CONFIG, .field = MW_FIELD_ARGUMENT_NAME, .problem = MW_PROBLEM_MISSING_ARGUMENT,
    .argument = TEXT_INIT("email")},
   "config: argument-name: missing-argument email"},
  {{.status = MW_STATUS_ERROR_CAPACITY, .limit = MW_LIMIT_CALLS, .needed = 65, .available = 64},
   "capacity: calls: 65 needed, 64 available"},
  {{.status = MW_STATUS_ERROR_PEER, .fault = MW_FAULT_LINE_END, .offset = 17},
   "peer: line-end at byte 17 of the reply"},
  {{.status = MW_STATUS_ERROR_MISUSE, .misuse = MW_MISUSE_ENDED}, "misuse: ended"},
  {{.status = MW_STATUS_ERROR_TRANSPORT, .transport_code = -26}, "transport: code -26"},
  {{.status = MW_STATUS_ERROR_TRANSPORT}, "transport: code 0"},
  {{.status = MW_STATUS_ERROR_TRANSPORT, .transport_code = INT64_MIN}, "transport: code -9223372036854775808"},
  {{.status = MW_STATUS_NULL_POINTER}, "null-pointer"},
  {{.status = MW_STATUS_BAD_POINTER}, "bad-pointer"},
  {{.status = MW_STATUS_WRONG_SIZE}, "wrong-size"},
  {{.status = MW_STATUS_NOT_INITIALIZED}, "not-initialized"},
  {{.status = MW_STATUS_OUT_OF_RANGE}, "out-of-range"},
  // Records that nobody filled in.
  {{.status = INT32_MIN}, "?"},
  {{.status = MW_STATUS_ERROR_CONFIG, .field = 99, .problem = UINT32_MAX}, "config: ?: ?"},
  {{.status = MW_STATUS_ERROR_CONFIG}, "config: ?: ?"},
  {{.status = MW_STATUS_ERROR_PEER, .fault = 255}, "peer: ? at byte 0 of the reply"},
};

TEST(failures_in_words) {
  for (size_t i = 0; i < COUNT(TEXTS); i++) {
    char room[128];
    size_t length = 0;
    memset(room, 0x7F, sizeof room);
    assert_ok(mw_failure_text(&TEXTS[i].failure, room, sizeof room, &length));
    assert_string_equal(room, TEXTS[i].text);
    assert_int_equal(length, strlen(TEXTS[i].text));
  }
}

/* In room of every size: what fits, with a NUL behind it; and how much would have been enough. */
TEST(failures_in_little_room) {
  for (size_t i = 0; i < COUNT(TEXTS); i++) {
    const size_t whole = strlen(TEXTS[i].text);
    for (size_t size = 0; size <= whole + 2; size++) {
      char room[128];
      size_t length = 7;
      memset(room, 0x7F, sizeof room);
      const mw_status want = size > whole ? MW_STATUS_OK : MW_STATUS_ERROR_CAPACITY;
      assert_status(mw_failure_text(&TEXTS[i].failure, room, size, &length), want);
      assert_int_equal(length, whole);
      if (size > 0) {
        assert_int_equal(strlen(room), size > whole ? whole : size - 1);
        assert_memory_equal(room, TEXTS[i].text, strlen(room));
      }
      for (size_t j = size; j < sizeof room; j++) assert_int_equal(room[j], 0x7F);
    }
    size_t length = 0;
    assert_status(mw_failure_text(&TEXTS[i].failure, NULL, 0, &length), MW_STATUS_ERROR_CAPACITY);
    assert_int_equal(length, whole);
    assert_status(mw_failure_text(&TEXTS[i].failure, NULL, 0, NULL), MW_STATUS_ERROR_CAPACITY);
  }
  print_message("%zu failures\n", COUNT(TEXTS));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(every_number_has_its_word),
    RUN(every_status_has_its_word),
    RUN(every_diagnosis_has_a_sentence),
    RUN(texts_of_c),
    RUN(texts_for_c),
    RUN(failures_in_words),
    RUN(failures_in_little_room),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
