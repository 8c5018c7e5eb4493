/* An alert as a single send of HubSpot. The event is the dedupe key: what may have been sent may be repeated. */

#include "provider.h"

static mw_hubspot_account account;
static mw_hubspot_single_send send;
static mw_property properties[1];

static mw_status begin(mw_exchange *exchange, const struct alert *alert, const char *host, mw_failure *failure)
{
  mw_hubspot_account_default(&account, sizeof account);
  account.credential = mw_text("EXAMPLE-ACCESS-TOKEN");
  account.host = mw_text(host);

  mw_hubspot_single_send_default(&send, sizeof send);
  send.email_id = 4126643121;
  send.to = mw_text("jane@customer.example");
  send.send_id = mw_text(alert->event);
  properties[0] = (mw_property){.name = mw_text("alert"), .text = mw_text(alert->text)};
  send.custom.items = properties;
  send.custom.count = 1;

  return mw_hubspot_single_send_init(exchange, sizeof *exchange, &account, &send, failure);
}

const struct provider hubspot = {"hubspot", begin};
