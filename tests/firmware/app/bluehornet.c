/* An alert as a transaction of BlueHornet. There is no dedupe key: what may have been sent is not repeated. */

#include "provider.h"

static mw_bluehornet_account account;
static mw_bluehornet_batch batch;
static mw_bluehornet_call call;
static mw_argument arguments[2];
static mw_argument variables[2];

static mw_status begin(mw_exchange *exchange, const struct alert *alert, const char *host, mw_failure *failure)
{
  mw_bluehornet_account_default(&account, sizeof account);
  account.api_key = mw_text("EXAMPLE-API-KEY");
  account.shared_secret = mw_text("EXAMPLE-SHARED-SECRET");
  account.host = mw_text(host);

  arguments[0] = (mw_argument){.name = mw_text("email"), .text = mw_text("jane@customer.example")};
  arguments[1] = (mw_argument){.name = mw_text("template_id"), .number = 7100042, .kind = MW_ARGUMENT_KIND_NUMBER};
  variables[0] = (mw_argument){.name = mw_text("title"), .text = mw_text(alert->event)};
  variables[1] = (mw_argument){.name = mw_text("message"), .text = mw_text(alert->text)};
  call = (mw_bluehornet_call){
      .method = mw_text("transactional.sendTransaction"),
      .arguments = {arguments, 2},
      .variables = {variables, 2},
  };
  mw_bluehornet_batch_default(&batch, sizeof batch);
  batch.calls = &call;
  batch.count = 1;

  return mw_bluehornet_batch_init(exchange, sizeof *exchange, &account, &batch, failure);
}

const struct provider bluehornet = {"bluehornet", begin};
