/* Records that are right, and exchanges brought to a state, for tests that make one thing wrong. */

#ifndef RECORDS_H
#define RECORDS_H

#include "test.h"

/* How far an exchange has come. */
enum state {
  NO_STATE,
  BEGUN,    /* initialised: a send by HubSpot */
  WRITTEN,  /* bytes of the request were written, none was taken */
  SENT,     /* the whole request was handed over */
  ANSWERED, /* the reply is complete */
  ROWED,    /* a batch: a row of the reply was just handed out */
  CALLED,   /* a batch: the first call was just answered */
  HANDED,   /* at the request level: the request was handed to the stack */
  HEADED,   /* at the request level: the head of the reply is in */
  READ      /* at the request level: the body is in too */
};

/* Everything an exchange is made of, filled in. */
struct records {
  mw_hubspot_account account;
  mw_hubspot_single_send send;
  mw_hubspot_send_status status;
  mw_hubspot_refresh_token refresh;
  mw_hubspot_authorization_code code;
  mw_bluehornet_account api_user;
  mw_bluehornet_batch batch;
  mw_bluehornet_call calls[2];
  mw_argument arguments[2];
};

/* Fills them in; they stay where they are. */
void good_records(struct records *records);

/* Which of these records an exchange is made of. */
enum operation { SEND, STATUS, REFRESH, CODE, BATCH };

/* The init function of an operation. */
mw_status begin_operation(enum operation operation, mw_exchange *exchange, const struct records *records,
                          mw_failure *failure);

/* Brings an exchange to a state. */
void bring_to(enum state state, mw_exchange *exchange, const struct records *records);

extern const mw_slice PENDING_REPLY, PENDING_BODY;

#endif
