/* Header and library are of one version, and a context of this header is large enough for this library. */

#include "test.h"

static void the_abi_is_that_of_the_header(void **state) {
  (void)state;
  assert_int_equal(mw_abi_version(), MW_ABI_VERSION);
}

static void the_version_is_that_of_the_workspace(void **state) {
  (void)state;
  assert_string_equal(mw_version(), VERSION);
}

static void both_providers_are_in(void **state) {
  (void)state;
  assert_int_equal(mw_features(), MW_FEATURE_HUBSPOT | MW_FEATURE_BLUEHORNET);
}

static void a_context_fits(void **state) {
  (void)state;
  assert_true(mw_exchange_size() <= sizeof(mw_exchange));
  assert_true(mw_exchange_alignment() <= _Alignof(mw_exchange));
  assert_int_equal(sizeof(mw_exchange), 8 * MW_EXCHANGE_WORDS);
  assert_true(MW_HUBSPOT_EXCHANGE_WORDS < MW_EXCHANGE_WORDS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_abi_is_that_of_the_header),
    cmocka_unit_test(the_version_is_that_of_the_workspace),
    cmocka_unit_test(both_providers_are_in),
    cmocka_unit_test(a_context_fits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
