/* Whitelists: what each notation covers, and what is refused where. */

#include "fence.h"
#include "vectors.h"

static struct fence fence;

/* The text of a case, before a fence. */
static mw_slice text_of(json_object *row) {
  const mw_slice text = text_member(row, "text");
  return (mw_slice){fenced_copy(&fence, text.data, text.length), text.length};
}

/* An address in text as a number. */
static uint32_t address(const char *text) {
  unsigned a, b, c, d;
  assert_int_equal(sscanf(text, "%u.%u.%u.%u", &a, &b, &c, &d), 4);
  return a << 24 | b << 16 | c << 8 | d;
}

static json_object *cases(const char *list) {
  return member(document("bluehornet", "whitelist.json"), list);
}

TEST(every_notation_covers_what_it_says) {
  size_t answers = 0;
  for (size_t i = 0; i < length_of(cases("good")); i++) {
    json_object *row = item(cases("good"), i), *entries = member(row, "entries"), *covers = member(row, "covers");
    const mw_slice text = text_of(row);
    mw_whitelist_error error = {.fault = 99, .offset = 99};
    assert_ok(mw_whitelist_check(text, &error));
    assert_int_equal(error.fault, MW_WHITELIST_FAULT_NONE);
    assert_int_equal(error.offset, 0);
    mw_addresses found;
    for (size_t j = 0; j < length_of(entries); j++) {
      assert_ok(mw_whitelist_entry(text, j, &found));
      assert_int_equal(found.first, address(json_object_get_string(item(item(entries, j), 0))));
      assert_int_equal(found.last, address(json_object_get_string(item(item(entries, j), 1))));
    }
    assert_status(mw_whitelist_entry(text, length_of(entries), &found), MW_STATUS_OUT_OF_RANGE);
    for (size_t j = 0; j < length_of(covers); j++, answers++) {
      const char *whom = json_object_get_string(item(item(covers, j), 0));
      const bool want = json_object_get_boolean(item(item(covers, j), 1));
      bool got = !want;
      assert_ok(mw_whitelist_covers(text, address(whom), &got));
      assert_int_equal(got, want);
      got = !want;
      assert_ok(mw_whitelist_covers_text(text, mw_text(whom), &got));
      assert_int_equal(got, want);
    }
  }
  print_message("%zu lists, %zu answers\n", length_of(cases("good")), answers);
}

TEST(every_bad_list_is_explained) {
  for (size_t i = 0; i < length_of(cases("bad")); i++) {
    json_object *row = item(cases("bad"), i);
    const mw_slice text = text_of(row);
    mw_whitelist_error error = {0};
    assert_status(mw_whitelist_check(text, &error), MW_STATUS_ERROR_CONFIG);
    assert_string_equal(mw_whitelist_fault_name(error.fault), word_member(row, "fault"));
    assert_int_equal(error.offset, json_object_get_int(member(row, "offset")));
    mw_addresses found = {7, 7};
    bool covers = true;
    assert_status(mw_whitelist_entry(text, 0, &found), MW_STATUS_ERROR_CONFIG);
    assert_status(mw_whitelist_covers(text, 0x0A000001, &covers), MW_STATUS_ERROR_CONFIG);
    assert_status(mw_whitelist_covers_text(text, mw_text("10.0.0.1"), &covers), MW_STATUS_ERROR_CONFIG);
    assert_true(covers && found.first == 7 && found.last == 7);
  }
  print_message("%zu lists\n", length_of(cases("bad")));
}

TEST(an_address_that_is_none) {
  bool covers = true;
  assert_status(mw_whitelist_covers_text(mw_text("10.0.0.1"), mw_text("pumps"), &covers), MW_STATUS_OUT_OF_RANGE);
  assert_status(mw_whitelist_covers_text(mw_text("10.0.0.1"), mw_text(""), &covers), MW_STATUS_OUT_OF_RANGE);
  assert_true(covers);
}

/* An empty list covers nobody; it is NULL and 0 as well as a text without characters. */
TEST(an_empty_list) {
  bool covers = true;
  mw_addresses found;
  assert_ok(mw_whitelist_covers((mw_slice){NULL, 0}, 0x0A000001, &covers));
  assert_false(covers);
  assert_status(mw_whitelist_entry((mw_slice){NULL, 0}, 0, &found), MW_STATUS_OUT_OF_RANGE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(every_notation_covers_what_it_says),
    RUN(every_bad_list_is_explained),
    RUN(an_address_that_is_none),
    RUN(an_empty_list),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
