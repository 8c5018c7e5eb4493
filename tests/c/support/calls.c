/* From the arguments of a vector document to the records of the header. */

#include "calls.h"

mw_bluehornet_account account_of(json_object *authentication) {
  mw_bluehornet_account account;
  assert_ok(mw_bluehornet_account_default(&account, sizeof account));
  account.api_key = text_member(authentication, "api_key");
  account.shared_secret = text_member(authentication, "shared_secret");
  json_object *no_halt = member(authentication, "no_halt"), *response_type = member(authentication, "response_type");
  // true, 1 and "1" are all in use.
  account.no_halt = no_halt != NULL && json_object_get_int(no_halt) == 1 ? 0x100 : 0;
  if (response_type != NULL && strcmp(json_object_get_string(response_type), "php") == 0) {
    account.response_type = MW_BLUEHORNET_RESPONSE_TYPE_PHP;
  }
  return account;
}

long method_named(mw_slice name) {
  mw_bluehornet_method method;
  for (long index = 0; mw_bluehornet_method_at((size_t)index, &method) == MW_STATUS_OK; index++) {
    if (is_same(method.name, name)) return index;
  }
  return -1;
}

bool has_argument(size_t method, mw_slice name) {
  mw_slice known;
  for (size_t i = 0; mw_bluehornet_method_argument(method, i, &known) == MW_STATUS_OK; i++) {
    if (is_same(known, name)) return true;
  }
  return false;
}

static mw_argument *taken(struct arguments_room *room, size_t count) {
  assert_true(count <= COUNT(room->items) - room->used);
  mw_argument *items = room->items + room->used;
  memset(items, 0, count * sizeof *items);
  room->used += count;
  return items;
}

static void arguments(json_object *members, enum spelling spelling, struct arguments_room *room, mw_argument *out);

/* "2026-01-31" as 20260131; 0 for a text that is no date. */
static int64_t date(mw_slice text) {
  char digits[9] = "";
  if (text.length != 10 || text.data[4] != '-' || text.data[7] != '-') return 0;
  memcpy(digits, text.data, 4);
  memcpy(digits + 4, text.data + 5, 2);
  memcpy(digits + 6, text.data + 8, 2);
  char *end;
  const long number = strtol(digits, &end, 10);
  return *end == '\0' ? number : 0;
}

static bool is_template(json_object *members) {
  return length_of(members) == 2 && is_same(slice_of(item(item(members, 0), 0)), TEXT("html")) &&
         is_same(slice_of(item(item(members, 1), 0)), TEXT("plain"));
}

static void value(json_object *from, enum spelling spelling, struct arguments_room *room, mw_argument *out) {
  json_object *list = NULL;
  switch (json_object_get_type(from)) {
    case json_type_string:
      out->text = slice_of(from);
      if (spelling == AS_MEANT && date(out->text) != 0) {
        *out = (mw_argument){.name = out->name, .kind = MW_ARGUMENT_KIND_DATE, .number = date(out->text)};
      }
      return;
    case json_type_int:
      if (spelling == AS_TEXTS) {
        out->text = mw_text(json_object_to_json_string(from));
        return;
      }
      out->kind = MW_ARGUMENT_KIND_NUMBER;
      out->number = json_object_get_int64(from);
      return;
    case json_type_boolean:
      out->kind = MW_ARGUMENT_KIND_BOOLEAN;
      out->number = json_object_get_boolean(from) ? 12 : 0;
      return;
    case json_type_array:
      if (spelling == AS_MEANT && is_template(from)) {
        out->kind = MW_ARGUMENT_KIND_TEMPLATE;
        out->text = slice_of(item(item(from, 0), 1));
        out->plain = slice_of(item(item(from, 1), 1));
        return;
      }
      out->kind = MW_ARGUMENT_KIND_NESTED;
      out->item_count = length_of(from);
      mw_argument *members = taken(room, out->item_count);
      out->items = members;
      arguments(from, spelling, room, members);
      return;
    case json_type_object:
      list = member(from, "list");
      out->kind = MW_ARGUMENT_KIND_LIST;
      out->item_count = length_of(list);
      mw_argument *items = taken(room, out->item_count);
      out->items = items;
      for (size_t i = 0; i < out->item_count; i++) {
        items[i].name = text_member(from, "child");
        value(item(list, i), spelling, room, &items[i]);
      }
      return;
    default: fail_msg("no value: %s", json_object_to_json_string(from));
  }
}

static void arguments(json_object *members, enum spelling spelling, struct arguments_room *room, mw_argument *out) {
  for (size_t i = 0; i < length_of(members); i++) {
    out[i].name = slice_of(item(item(members, i), 0));
    value(item(item(members, i), 1), spelling, room, &out[i]);
  }
}

size_t calls_of(json_object *entry, enum spelling spelling, struct arguments_room *room, mw_bluehornet_call *out,
                size_t most) {
  json_object *calls = member(entry, "calls");
  room->used = 0;
  assert_true(length_of(calls) <= most);
  for (size_t i = 0; i < length_of(calls); i++) {
    json_object *members = member(item(calls, i), "arguments");
    const size_t count = length_of(members);
    mw_argument *items = taken(room, count);
    arguments(members, spelling, room, items);
    out[i] = (mw_bluehornet_call){.method = text_member(item(calls, i), "method"), .arguments = {items, count}};
    mw_bluehornet_method method;
    const long index = method_named(out[i].method);
    out[i].is_custom = index < 0;
    if (index < 0 || spelling != AS_MEANT) continue;
    assert_ok(mw_bluehornet_method_at((size_t)index, &method));
    size_t first = count;
    while (method.has_variables && first > 0 && !has_argument((size_t)index, items[first - 1].name)) first--;
    out[i].arguments.count = first;
    out[i].variables = (mw_arguments){items + first, count - first};
  }
  return length_of(calls);
}
