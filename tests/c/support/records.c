/* Good records and exchanges. */

#include "records.h"

const mw_slice PENDING_REPLY =
  TEXT_INIT("HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{\"statusId\":\"s-1\",\"status\":\"PENDING\"}");
const mw_slice PENDING_BODY = TEXT_INIT("{\"statusId\":\"s-1\",\"status\":\"PENDING\"}");

static const mw_slice BATCH_REPLY =
  TEXT_INIT("HTTP/1.1 200 OK\r\n\r\n<methodResponse><item><methodName>utilities.checkEmail</methodName>"
       "<responseData><valid>1</valid></responseData><responseNum>1</responseNum></item><item>");

void good_records(struct records *records) {
  assert_ok(mw_hubspot_account_default(&records->account, sizeof records->account));
  assert_ok(mw_hubspot_single_send_default(&records->send, sizeof records->send));
  assert_ok(mw_hubspot_send_status_default(&records->status, sizeof records->status));
  assert_ok(mw_hubspot_refresh_token_default(&records->refresh, sizeof records->refresh));
  assert_ok(mw_hubspot_authorization_code_default(&records->code, sizeof records->code));
  assert_ok(mw_bluehornet_account_default(&records->api_user, sizeof records->api_user));
  assert_ok(mw_bluehornet_batch_default(&records->batch, sizeof records->batch));
  records->account.credential = mw_text("EXAMPLE-ACCESS-TOKEN");
  records->send.email_id = 4126643121;
  records->send.to = mw_text("jane@customer.example");
  records->send.send_id = mw_text("boiler-7-0042");
  records->status.status_id = mw_text("s-1");
  records->refresh.client_id = records->code.client_id = mw_text("id");
  records->refresh.client_secret = records->code.client_secret = mw_text("EXAMPLE-SECRET");
  records->refresh.refresh_token = mw_text("EXAMPLE-REFRESH");
  records->code.code = mw_text("EXAMPLE-CODE");
  records->code.redirect_uri = mw_text("https://app.example.com/oauth-callback");
  records->api_user.api_key = mw_text("EXAMPLE-API-KEY");
  records->api_user.shared_secret = mw_text("EXAMPLE-SHARED-SECRET");
  memset(records->calls, 0, sizeof records->calls);
  memset(records->arguments, 0, sizeof records->arguments);
  for (size_t i = 0; i < 2; i++) {
    records->arguments[i].name = mw_text("email");
    records->arguments[i].text = mw_text("jane@customer.example");
    records->calls[i].method = mw_text("utilities.checkEmail");
    records->calls[i].arguments = (mw_arguments){&records->arguments[i], 1};
  }
  records->batch.calls = records->calls;
  records->batch.count = 2;
}

mw_status begin_operation(enum operation operation, mw_exchange *exchange, const struct records *records,
                          mw_failure *failure) {
  switch (operation) {
    case SEND:
      return mw_hubspot_single_send_init(exchange, sizeof *exchange, &records->account, &records->send, failure);
    case STATUS:
      return mw_hubspot_send_status_init(exchange, sizeof *exchange, &records->account, &records->status, failure);
    case REFRESH:
      return mw_hubspot_refresh_token_init(exchange, sizeof *exchange, &records->account, &records->refresh, failure);
    case CODE:
      return mw_hubspot_authorization_code_init(exchange, sizeof *exchange, &records->account, &records->code, failure);
    default:
      return mw_bluehornet_batch_init(exchange, sizeof *exchange, &records->api_user, &records->batch, failure);
  }
}

static void send_all(mw_exchange *exchange) {
  uint8_t room[512];
  while (mw_exchange_wants(exchange) == MW_WANTS_TRANSMIT) {
    size_t n;
    assert_ok(mw_exchange_transmit(exchange, room, sizeof room, &n, NULL));
    assert_ok(mw_exchange_advance(exchange, n, NULL));
  }
}

/* Reads until this event. */
static void receive_until(mw_exchange *exchange, mw_slice input, uint32_t event) {
  mw_received received;
  do {
    assert_ok(mw_exchange_receive(exchange, input.data, input.length, &received, NULL));
    input = (mw_slice){input.data + received.consumed, input.length - received.consumed};
    assert_int_not_equal(received.event, MW_EVENT_NEED_MORE);
  } while (received.event != event);
}

void bring_to(enum state state, mw_exchange *exchange, const struct records *records) {
  memset(exchange, 0xA5, sizeof *exchange);
  if (state == NO_STATE) return;
  if (state == CALLED || state == ROWED) {
    assert_ok(mw_bluehornet_batch_init(exchange, sizeof *exchange, &records->api_user, &records->batch, NULL));
    send_all(exchange);
    receive_until(exchange, BATCH_REPLY, state == CALLED ? MW_EVENT_CALL : MW_EVENT_ROW);
    return;
  }
  assert_ok(mw_hubspot_single_send_init(exchange, sizeof *exchange, &records->account, &records->send, NULL));
  uint8_t room[64];
  size_t n;
  switch (state) {
    case WRITTEN: assert_ok(mw_exchange_transmit(exchange, room, sizeof room, &n, NULL)); break;
    case SENT: send_all(exchange); break;
    case ANSWERED:
      send_all(exchange);
      receive_until(exchange, PENDING_REPLY, MW_EVENT_COMPLETE);
      break;
    case HANDED: assert_ok(mw_reply_request_sent(exchange, NULL)); break;
    case HEADED:
    case READ:
      assert_ok(mw_reply_request_sent(exchange, NULL));
      assert_ok(mw_reply_status(exchange, 200, NULL));
      assert_ok(mw_reply_head_end(exchange, NULL));
      if (state == HEADED) break;
      mw_received received;
      assert_ok(mw_reply_body(exchange, PENDING_BODY.data, PENDING_BODY.length, 0, &received, NULL));
      break;
    default: break;
  }
}
