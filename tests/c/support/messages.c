/* From the fields of a vector document to the records of the header. */

#include "messages.h"

uint32_t version_named(const char *word) {
  for (uint32_t version = MW_HUBSPOT_VERSION_V1; version <= MW_HUBSPOT_VERSION_DATED_2026_03_MARKETING; version++) {
    if (strcmp(mw_hubspot_version_name(version), word) == 0) return version;
  }
  fail_msg("no version %s", word);
  return 0;
}

mw_slice json_text(json_object *value) {
  return mw_text(json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

static mw_slices slices(json_object *texts, mw_slice *room) {
  const size_t count = length_of(texts);
  assert_true(count <= MOST);
  for (size_t i = 0; i < count; i++) room[i] = slice_of(item(texts, i));
  return (mw_slices){room, count};
}

static mw_property property(json_object *pair, bool as_json) {
  json_object *value = item(pair, 1);
  mw_property property = {.name = slice_of(item(pair, 0))};
  switch (as_json ? json_type_object : json_object_get_type(value)) {
    case json_type_string: property.text = slice_of(value); break;
    case json_type_null: property.kind = MW_VALUE_NULL; break;
    case json_type_int:
      property.kind = MW_VALUE_INTEGER;
      property.integer = json_object_get_int64(value);
      break;
    case json_type_boolean:
      property.kind = MW_VALUE_BOOLEAN;
      property.integer = json_object_get_boolean(value) ? -7 : 0;
      break;
    default: property.kind = MW_VALUE_JSON; property.text = json_text(value);
  }
  return property;
}

static mw_properties properties(json_object *pairs, mw_property *room, bool as_json) {
  const size_t count = length_of(pairs);
  assert_true(count <= MOST);
  for (size_t i = 0; i < count; i++) room[i] = property(item(pairs, i), as_json);
  return (mw_properties){.items = room, .count = count};
}

void fill_in(struct message *message, json_object *entry, bool as_json) {
  json_object *fields = member(entry, "fields");
  assert_ok(mw_hubspot_single_send_default(&message->send, sizeof message->send));
  message->send.version = version_named(word_member(entry, "version"));
  message->send.email_id = (uint64_t)json_object_get_int64(member(fields, "email_id"));
  message->send.to = text_member(fields, "to");
  message->send.from = text_member(fields, "from");
  message->send.send_id = text_member(fields, "send_id");
  message->send.reply_to = slices(member(fields, "reply_to"), message->reply_to);
  message->send.cc = slices(member(fields, "cc"), message->cc);
  message->send.bcc = slices(member(fields, "bcc"), message->bcc);
  message->send.contact = properties(member(fields, "contact"), message->contact, false);
  message->send.custom = properties(member(fields, "custom"), message->custom, as_json);
}

mw_hubspot_account account_with(const char *token) {
  mw_hubspot_account account;
  assert_ok(mw_hubspot_account_default(&account, sizeof account));
  account.credential = mw_text(token);
  return account;
}

struct home begun(const mw_hubspot_single_send *send, const mw_hubspot_account *account, bool moves) {
  struct home home = home_of(8 * MW_HUBSPOT_EXCHANGE_WORDS, moves);
  mw_failure failure = {0};
  if (mw_hubspot_single_send_init(home.at, home.size, account, send, &failure) != MW_STATUS_OK) {
    char text[256];
    mw_failure_text(&failure, text, sizeof text, NULL);
    fail_msg("%s", text);
  }
  return home;
}
