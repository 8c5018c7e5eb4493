/* What differs between the two services: the records an alert is made of. */

#ifndef APP_PROVIDER_H
#define APP_PROVIDER_H

#include "mailwire.h"

struct alert {
  const char *event; /* names the event, whenever and however often it is told */
  const char *text;
};

struct provider {
  const char *name;
  /* Fills static records in and begins an exchange about them. `host` may be NULL: the service's own. */
  mw_status (*begin)(mw_exchange *exchange, const struct alert *alert, const char *host, mw_failure *failure);
};

extern const struct provider hubspot;
extern const struct provider bluehornet;

#endif
