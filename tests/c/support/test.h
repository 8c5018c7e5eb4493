/* What every test program includes: cmocka, mailwire.h, and how slices and words are compared. */

#ifndef TEST_H
#define TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <mailwire.h>

#define TEST(name) static void name(__attribute__((unused)) void **state)
#define RUN(name) cmocka_unit_test(name)
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A literal as a slice, also with a NUL inside; and as what a static slice begins with. */
#define TEXT_INIT(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}
#define TEXT(literal) ((mw_slice)TEXT_INIT(literal))

static inline bool is_same(mw_slice left, mw_slice right) {
  return left.length == right.length && (left.length == 0 || memcmp(left.data, right.data, left.length) == 0);
}

#define assert_slice(got, want)                                                                                    \
  do {                                                                                                              \
    const mw_slice got_ = (got), want_ = mw_text(want);                                                             \
    if (!is_same(got_, want_)) {                                                                                    \
      fail_msg("%s is \"%.*s\" instead of \"%s\"", #got, (int)got_.length, (const char *)got_.data, want);          \
    }                                                                                                               \
  } while (0)

#define assert_status(call, want)                                                                                  \
  do {                                                                                                              \
    const int32_t got_ = (call);                                                                                    \
    if (got_ != (want)) {                                                                                           \
      fail_msg("%s is %s instead of %s", #call, mw_status_name(got_), mw_status_name(want));                        \
    }                                                                                                               \
  } while (0)

#define assert_ok(call) assert_status(call, MW_STATUS_OK)

#endif
