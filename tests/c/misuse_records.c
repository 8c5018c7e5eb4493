/* Records with one thing wrong in them: a pointer, a size, a number of an enumeration. The exchange does not begin. */

#include "records.h"

static struct records good;
static mw_exchange exchange;
static size_t calls_made;

static mw_status begin_counted(enum operation operation, const struct records *records, mw_failure *failure) {
  calls_made++;
  return begin_operation(operation, &exchange, records, failure);
}

/* The exchange does not begin, and the failure record says why. */
static void expect(enum operation operation, const struct records *records, const char *what, mw_status want) {
  mw_failure failure = {.status = 7};
  const mw_status got = begin_counted(operation, records, &failure);
  if (got != want) fail_msg("%s: %s instead of %s", what, mw_status_name(got), mw_status_name(want));
  if (want == MW_STATUS_OK) {
    assert_int_equal(failure.status, 7);
    return;
  }
  assert_int_equal(failure.status, want);
  assert_int_equal(failure.stage, MW_STAGE_CONFIGURE);
  assert_status(mw_exchange_wants(&exchange), MW_STATUS_NOT_INITIALIZED);
}

/* A member of a record, and whose exchange it spoils. */
struct member {
  const char *name;
  enum operation operation;
  size_t offset; /* in struct records */
};

#define MEMBER(operation, record, member_) {#record "." #member_, operation, offsetof(struct records, record.member_)}

/* Every text that stands in a record itself. */
static const struct member TEXTS[] = {
  MEMBER(SEND, account, credential),
  MEMBER(SEND, account, host),
  MEMBER(SEND, account, user_agent),
  MEMBER(SEND, send, to),
  MEMBER(SEND, send, from),
  MEMBER(SEND, send, send_id),
  MEMBER(SEND, send, contact.object),
  MEMBER(SEND, send, custom.object),
  MEMBER(STATUS, status, status_id),
  MEMBER(REFRESH, refresh, client_id),
  MEMBER(REFRESH, refresh, client_secret),
  MEMBER(REFRESH, refresh, refresh_token),
  MEMBER(CODE, code, client_id),
  MEMBER(CODE, code, client_secret),
  MEMBER(CODE, code, code),
  MEMBER(CODE, code, redirect_uri),
  MEMBER(CODE, code, code_verifier),
  MEMBER(BATCH, api_user, api_key),
  MEMBER(BATCH, api_user, shared_secret),
  MEMBER(BATCH, api_user, host),
  MEMBER(BATCH, api_user, user_agent),
};

static void *at(struct records *records, size_t offset) {
  return (char *)records + offset;
}

TEST(texts) {
  static const uint8_t byte = 'x';
  for (size_t i = 0; i < COUNT(TEXTS); i++) {
    const struct member *member = &TEXTS[i];
    struct records records = good;
    mw_slice *text = at(&records, member->offset);
    *text = (mw_slice){NULL, 1};
    expect(member->operation, &records, member->name, MW_STATUS_NULL_POINTER);
    *text = (mw_slice){NULL, SIZE_MAX};
    expect(member->operation, &records, member->name, MW_STATUS_NULL_POINTER);
    *text = (mw_slice){&byte, SIZE_MAX};
    expect(member->operation, &records, member->name, MW_STATUS_BAD_POINTER);
    *text = (mw_slice){&byte, SIZE_MAX / 2 + 1};
    expect(member->operation, &records, member->name, MW_STATUS_BAD_POINTER);
    // The empty text is never a bad pointer: it is a value that is missing, or none at all.
    *text = (mw_slice){NULL, 0};
    const mw_status empty = begin_counted(member->operation, &records, NULL);
    assert_true(empty == MW_STATUS_OK || empty == MW_STATUS_ERROR_CONFIG);
    *text = (mw_slice){&byte, 0};
    assert_int_equal(begin_counted(member->operation, &records, NULL), empty);
  }
}

/* A list in a record: where its pointer and its count are, and what its items are. */
struct list {
  const char *name;
  enum operation operation;
  size_t items, count, alignment;
};

#define LIST(operation, record, list_, items_, count_, type)                                                       \
  {#record "." #list_, operation, offsetof(struct records, record.items_), offsetof(struct records, record.count_), \
   _Alignof(type)}

static const struct list LISTS[] = {
  LIST(SEND, send, reply_to, reply_to.items, reply_to.count, mw_slice),
  LIST(SEND, send, cc, cc.items, cc.count, mw_slice),
  LIST(SEND, send, bcc, bcc.items, bcc.count, mw_slice),
  LIST(SEND, send, contact, contact.items, contact.count, mw_property),
  LIST(SEND, send, custom, custom.items, custom.count, mw_property),
  LIST(BATCH, batch, calls, calls, count, mw_bluehornet_call),
};

static void spoil_list(const struct list *list, struct records *records) {
  static _Alignas(16) uint8_t memory[512];
  void **items = at(records, list->items);
  size_t *count = at(records, list->count);
  *items = NULL;
  *count = 1;
  expect(list->operation, records, list->name, MW_STATUS_NULL_POINTER);
  *items = memory;
  *count = SIZE_MAX;
  expect(list->operation, records, list->name, MW_STATUS_BAD_POINTER);
  *count = SIZE_MAX / 2;
  expect(list->operation, records, list->name, MW_STATUS_BAD_POINTER);
  *count = 1;
  for (size_t off = 1; off < list->alignment; off += list->alignment / 2) {
    *items = memory + off;
    expect(list->operation, records, list->name, MW_STATUS_BAD_POINTER);
  }
}

TEST(lists) {
  for (size_t i = 0; i < COUNT(LISTS); i++) {
    struct records records = good;
    spoil_list(&LISTS[i], &records);
  }
}

/* What stands in the items of lists. */
TEST(items) {
  static const mw_slice bad[] = {{NULL, 1}, {(const uint8_t *)"x", SIZE_MAX}};
  const mw_status want[] = {MW_STATUS_NULL_POINTER, MW_STATUS_BAD_POINTER};
  for (size_t i = 0; i < COUNT(bad); i++) {
    const mw_slice addresses[] = {TEXT("a@b.example"), bad[i]};
    const mw_property properties[][2] = {{{.name = TEXT("a"), .text = TEXT("b")}, {.name = bad[i]}},
                                         {{.name = TEXT("a"), .text = TEXT("b")}, {.name = TEXT("c"), .text = bad[i]}}};
    struct records records = good;
    records.send.reply_to = (mw_slices){addresses, 2};
    expect(SEND, &records, "an address", want[i]);
    records = good;
    records.send.cc = (mw_slices){addresses, 2};
    expect(SEND, &records, "an address", want[i]);
    records = good;
    records.send.bcc = (mw_slices){addresses, 2};
    expect(SEND, &records, "an address", want[i]);
    for (size_t j = 0; j < COUNT(properties); j++) {
      records = good;
      records.send.custom = (mw_properties){.items = properties[j], .count = 2};
      expect(SEND, &records, "a custom property", want[i]);
      records = good;
      records.send.contact = (mw_properties){.items = properties[j], .count = 2};
      expect(SEND, &records, "a contact property", want[i]);
    }
  }
}

/* A list and an object at once are not a record that means something. */
TEST(a_list_and_an_object) {
  const mw_property property = {.name = TEXT("a"), .text = TEXT("b")};
  struct records records = good;
  records.send.custom = (mw_properties){.items = &property, .count = 1, .object = TEXT("{}")};
  expect(SEND, &records, "a list and an object", MW_STATUS_OUT_OF_RANGE);
}

/* A call, its arguments and what is nested in them, to the depth that is allowed. */
TEST(calls_and_arguments) {
  static const mw_slice bad[] = {{NULL, 1}, {(const uint8_t *)"x", SIZE_MAX}};
  const mw_status want[] = {MW_STATUS_NULL_POINTER, MW_STATUS_BAD_POINTER};
  for (size_t i = 0; i < COUNT(bad); i++) {
    struct records records = good;
    mw_bluehornet_call call = good.calls[0];
    records.batch.calls = &call;
    records.batch.count = 1;
    call.method = bad[i];
    expect(BATCH, &records, "a method", want[i]);
    const mw_argument spoilt[] = {
      {.name = bad[i]},
      {.name = TEXT("email"), .text = bad[i]},
      {.name = TEXT("email"), .kind = MW_ARGUMENT_KIND_TEMPLATE, .plain = bad[i]},
      {.name = TEXT("email"), .kind = MW_ARGUMENT_KIND_NESTED, .item_count = 1},
      {.name = TEXT("email"), .kind = MW_ARGUMENT_KIND_LIST, .items = (const mw_argument *)1, .item_count = 1},
    };
    const mw_status wants[] = {want[i], want[i], want[i], MW_STATUS_NULL_POINTER, MW_STATUS_BAD_POINTER};
    for (size_t j = 0; j < COUNT(spoilt); j++) {
      mw_argument nested[6];
      for (size_t depth = 0; depth < COUNT(nested); depth++) {
        call = good.calls[0];
        call.arguments = (mw_arguments){depth == 0 ? &spoilt[j] : &nested[depth - 1], 1};
        expect(BATCH, &records, "an argument", wants[j]);
        call = good.calls[0];
        call.variables = (mw_arguments){depth == 0 ? &spoilt[j] : &nested[depth - 1], 1};
        expect(BATCH, &records, "a variable", wants[j]);
        nested[depth] = (mw_argument){.name = TEXT("email"),
                                      .kind = depth % 2 == 0 ? MW_ARGUMENT_KIND_NESTED : MW_ARGUMENT_KIND_LIST,
                                      .items = depth == 0 ? &spoilt[j] : &nested[depth - 1],
                                      .item_count = 1};
      }
    }
    call = good.calls[0];
    call.arguments = (mw_arguments){NULL, 1};
    expect(BATCH, &records, "arguments", MW_STATUS_NULL_POINTER);
    call = good.calls[0];
    call.variables = (mw_arguments){NULL, SIZE_MAX};
    expect(BATCH, &records, "variables", MW_STATUS_NULL_POINTER);
  }
}

/* A record of another version of the library, or one that no `_default` function has filled in. */
TEST(sizes_of_records) {
  const struct member sizes[] = {
    MEMBER(SEND, account, size),    MEMBER(SEND, send, size),     MEMBER(STATUS, status, size),
    MEMBER(REFRESH, refresh, size), MEMBER(CODE, code, size),     MEMBER(BATCH, api_user, size),
    MEMBER(BATCH, batch, size),
  };
  for (size_t i = 0; i < COUNT(sizes); i++) {
    struct records records = good;
    uint32_t *size = at(&records, sizes[i].offset);
    const uint32_t right = *size, wrong[] = {0, 1, right - 1, right + 1, 2 * right, 0xAAAAAAAA, UINT32_MAX};
    for (size_t j = 0; j < COUNT(wrong); j++) {
      *size = wrong[j];
      expect(sizes[i].operation, &records, sizes[i].name, MW_STATUS_WRONG_SIZE);
    }
    *size = right;
    expect(sizes[i].operation, &records, sizes[i].name, MW_STATUS_OK);
  }
}

typedef mw_status set_default(void *out, size_t size);
static mw_status set_account(void *out, size_t size) { return mw_hubspot_account_default(out, size); }
static mw_status set_send(void *out, size_t size) { return mw_hubspot_single_send_default(out, size); }
static mw_status set_status(void *out, size_t size) { return mw_hubspot_send_status_default(out, size); }
static mw_status set_refresh(void *out, size_t size) { return mw_hubspot_refresh_token_default(out, size); }
static mw_status set_code(void *out, size_t size) { return mw_hubspot_authorization_code_default(out, size); }
static mw_status set_api_user(void *out, size_t size) { return mw_bluehornet_account_default(out, size); }
static mw_status set_batch(void *out, size_t size) { return mw_bluehornet_batch_default(out, size); }

/* A program compiled with another header: nothing is written. */
TEST(sizes_of_defaults) {
  static const struct {
    set_default *set;
    size_t size;
  } rows[] = {
    {set_account, sizeof(mw_hubspot_account)},        {set_send, sizeof(mw_hubspot_single_send)},
    {set_status, sizeof(mw_hubspot_send_status)},     {set_refresh, sizeof(mw_hubspot_refresh_token)},
    {set_code, sizeof(mw_hubspot_authorization_code)}, {set_api_user, sizeof(mw_bluehornet_account)},
    {set_batch, sizeof(mw_bluehornet_batch)},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    uint64_t memory[64], before[64];
    memset(memory, 0xA5, sizeof memory);
    memcpy(before, memory, sizeof memory);
    const size_t wrong[] = {0, rows[i].size - 1, rows[i].size + 8, SIZE_MAX};
    for (size_t j = 0; j < COUNT(wrong); j++) assert_status(rows[i].set(memory, wrong[j]), MW_STATUS_WRONG_SIZE);
    assert_memory_equal(memory, before, sizeof memory);
    assert_ok(rows[i].set(memory, rows[i].size));
    uint32_t size;
    memcpy(&size, memory, sizeof size);
    assert_int_equal(size, rows[i].size);
    const size_t words = rows[i].size / sizeof *memory;
    assert_memory_equal(memory + words, before + words, sizeof memory - rows[i].size);
    calls_made += COUNT(wrong) + 1;
  }
}

/* Memory too small for a context is not written to; HubSpot needs less than all. */
TEST(sizes_of_contexts) {
  uint64_t small[MW_HUBSPOT_EXCHANGE_WORDS], before[MW_HUBSPOT_EXCHANGE_WORDS];
  memset(small, 0xA5, sizeof small);
  memcpy(before, small, sizeof small);
  mw_exchange *context = (mw_exchange *)(void *)small;
  const size_t sizes[] = {0, 1, 8, 64, sizeof small};
  for (size_t i = 0; i < COUNT(sizes); i++) {
    mw_failure failure;
    assert_status(mw_bluehornet_batch_init(context, sizes[i], &good.api_user, &good.batch, &failure),
                  MW_STATUS_WRONG_SIZE);
    assert_int_equal(failure.status, MW_STATUS_WRONG_SIZE);
    if (sizes[i] == sizeof small) break;
    assert_status(mw_hubspot_single_send_init(context, sizes[i], &good.account, &good.send, &failure),
                  MW_STATUS_WRONG_SIZE);
  }
  assert_memory_equal(small, before, sizeof small);
  assert_ok(mw_hubspot_single_send_init(context, sizeof small, &good.account, &good.send, NULL));
  assert_ok(mw_exchange_clear(context, sizeof small));
  mw_hubspot_tokens tokens;
  uint8_t room[8];
  const size_t wrong[] = {0, sizeof tokens - 1, sizeof tokens + 1, SIZE_MAX};
  for (size_t i = 0; i < COUNT(wrong); i++) {
    assert_status(mw_hubspot_tokens_init(&tokens, wrong[i], room, sizeof room), MW_STATUS_WRONG_SIZE);
  }
}

/* Every number of an enumeration up to the last is one, the others are not. */
TEST(numbers) {
  const struct {
    struct member member;
    uint32_t last;
  } rows[] = {
    {MEMBER(STATUS, account, credential_kind), MW_HUBSPOT_CREDENTIAL_RETIRED_V1_QUERY_KEY},
    {MEMBER(SEND, send, version), MW_HUBSPOT_VERSION_DATED_2026_03_MARKETING},
    {MEMBER(REFRESH, refresh, version), MW_HUBSPOT_OAUTH_VERSION_DATED_2026_09},
    {MEMBER(CODE, code, version), MW_HUBSPOT_OAUTH_VERSION_DATED_2026_09},
    {MEMBER(BATCH, api_user, response_type), MW_BLUEHORNET_RESPONSE_TYPE_PHP},
    {MEMBER(BATCH, api_user, carriage), MW_BLUEHORNET_CARRIAGE_RAW},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    struct records records = good;
    uint32_t *number = at(&records, rows[i].member.offset);
    for (*number = 0; *number <= rows[i].last; ++*number) {
      // Not every number fits every operation, but it is one.
      const mw_status got = begin_counted(rows[i].member.operation, &records, NULL);
      assert_true(got == MW_STATUS_OK || got == MW_STATUS_ERROR_CONFIG);
    }
    const uint32_t wrong[] = {rows[i].last + 1, 255, 256, 0xAAAAAAAA, UINT32_MAX};
    for (size_t j = 0; j < COUNT(wrong); j++) {
      *number = wrong[j];
      expect(rows[i].member.operation, &records, rows[i].member.name, MW_STATUS_OUT_OF_RANGE);
    }
  }
}

TEST(numbers_of_values) {
  const uint32_t wrong_value[] = {MW_VALUE_JSON + 1, 255, 256, UINT32_MAX};
  const uint32_t wrong_kind[] = {MW_ARGUMENT_KIND_LIST + 1, 255, 256, UINT32_MAX};
  for (size_t i = 0; i < COUNT(wrong_value); i++) {
    struct records records = good;
    const mw_property property = {.name = TEXT("a"), .kind = wrong_value[i]};
    records.send.custom = (mw_properties){.items = &property, .count = 1};
    expect(SEND, &records, "a value", MW_STATUS_OUT_OF_RANGE);
    records = good;
    const mw_argument argument = {.name = TEXT("email"), .kind = wrong_kind[i]};
    const mw_bluehornet_call call = {.method = TEXT("utilities.checkEmail"), .arguments = {&argument, 1}};
    records.batch.calls = &call;
    records.batch.count = 1;
    expect(BATCH, &records, "an argument", MW_STATUS_OUT_OF_RANGE);
  }
}

static int prepare(void **state) {
  (void)state;
  good_records(&good);
  return 0;
}

static int report(void **state) {
  (void)state;
  print_message("%zu texts, %zu lists, %zu calls\n", COUNT(TEXTS), COUNT(LISTS), calls_made);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
    RUN(texts),
    RUN(lists),
    RUN(items),
    RUN(a_list_and_an_object),
    RUN(calls_and_arguments),
    RUN(sizes_of_records),
    RUN(sizes_of_defaults),
    RUN(sizes_of_contexts),
    RUN(numbers),
    RUN(numbers_of_values),
  };
  return cmocka_run_group_tests(tests, prepare, report);
}
