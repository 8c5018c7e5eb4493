/* Alerts of a boiler through both providers: when all is well, when the connection is cut, when the server is a
 * stranger. What goes wrong, and in which order, is set up by tests/firmware/run. */

#include "anchors.h"
#include "console.h"
#include "deliver.h"
#include "host.h"
#include "mailwire.h"
#include "measure.h"
#include "network.h"

#define TIME_OUT_MS 30000u

static const struct alert boiler[] = {
    {"boiler-7-0001", "Boiler 7: 96 \xc2\xb0" "C, limit 90"},
    {"boiler-7-0002", "Boiler 7: 97 \xc2\xb0" "C, limit 90"},
    {"boiler-7-0003", "Boiler 7: 98 \xc2\xb0" "C, limit 90"},
};

int main(void)
{
  print("mailwire %s\n", mw_version());
  if (mw_abi_version() != MW_ABI_VERSION) {
    print("header and library differ\n");
    return 1;
  }
  if (!network_start()) {
    print("no network\n");
    return 1;
  }
  const uint32_t now = host_time();
  const struct settings right = {&sandbox_ca, NULL, now, TIME_OUT_MS};

  print("All is well\n");
  deliver(&hubspot, BY_STEPS, &boiler[0], &right, 1, NULL);
  deliver(&bluehornet, BY_RUN, &boiler[0], &right, 1, NULL);

  /* From here on with waits that a test has time for. */
  mw_schedule quick;
  mw_schedule_default(&quick);
  quick.attempts = 4;
  quick.first_ms = 200;

  print("The connection is cut while the reply is due, or falls silent\n");
  const struct settings impatient = {&sandbox_ca, NULL, now, 4000};
  deliver(&hubspot, BY_STEPS, &boiler[1], &impatient, 1, &quick);
  deliver(&bluehornet, BY_RUN, &boiler[1], &impatient, 1, &quick);

  print("The server is not who it should be, or the clock is not set\n");
  const struct settings wrong_then_right[] = {
      {&stranger_ca, NULL, now, TIME_OUT_MS},
      {&sandbox_ca, "mail.stranger.example", now, TIME_OUT_MS},
      {&sandbox_ca, NULL, 0, TIME_OUT_MS},
      right,
  };
  deliver(&hubspot, BY_RUN, &boiler[2], wrong_then_right, 4, &quick);
  deliver(&bluehornet, BY_STEPS, &boiler[2], wrong_then_right, 4, &quick);

  print("What it took\n");
  measure();
  print("the end\n");
  return 0;
}
