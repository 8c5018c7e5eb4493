/* An alert from its first attempt to the decision that there will be no other. */

#ifndef APP_DELIVER_H
#define APP_DELIVER_H

#include "attempt.h"
#include "provider.h"

/* Makes attempts, with the settings one after the other and then the last ones again, and waits between them as
 * mw_retry_decide says. Tells each step. `schedule` may be NULL. */
void deliver(const struct provider *provider, enum way way, const struct alert *alert,
             const struct settings *settings, size_t settings_count, const mw_schedule *schedule);

#endif
