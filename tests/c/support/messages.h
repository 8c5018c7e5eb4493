/* Typed HubSpot requests made from the fields of a vector document. */

#ifndef MESSAGES_H
#define MESSAGES_H

#include "drive.h"
#include "vectors.h"

enum { MOST = 16 };

/* A send with room for its lists. */
struct message {
  mw_hubspot_single_send send;
  mw_slice reply_to[MOST], cc[MOST], bcc[MOST];
  mw_property contact[MOST], custom[MOST];
};

/* What an entry of requests.json says. `as_json`: custom values are given as JSON, also where they need not be. */
void fill_in(struct message *message, json_object *entry, bool as_json);

/* The number of a version by its word. */
uint32_t version_named(const char *word);

/* A JSON value as the documents spell it. */
mw_slice json_text(json_object *value);

/* An account with this bearer token. */
mw_hubspot_account account_with(const char *token);

/* An exchange that was begun. */
struct home begun(const mw_hubspot_single_send *send, const mw_hubspot_account *account, bool moves);

#endif
