/* Somebody's program: one alert through HubSpot, to a server that is played by two callbacks. It prints
 * `mailwire VERSION: accepted`. */
#include <mailwire.h>
#include <stdio.h>
#include <string.h>

static const char REPLY[] = "HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{\"statusId\":\"s-1\",\"status\":\"PENDING\"}";

static ptrdiff_t take(void *context, const uint8_t *bytes, size_t length) {
    (void)context;
    (void)bytes;
    return (ptrdiff_t)length;
}

static ptrdiff_t answer(void *context, uint8_t *out, size_t size) {
    size_t *given = context;
    size_t rest = sizeof REPLY - 1 - *given;
    size_t n = rest < size ? rest : size;
    memcpy(out, REPLY + *given, n);
    *given += n;
    return (ptrdiff_t)n;
}

int main(void) {
    if (mw_abi_version() != MW_ABI_VERSION) {
        puts("header and library differ");
        return 1;
    }
    mw_hubspot_account account;
    mw_hubspot_account_default(&account, sizeof account);
    account.credential = mw_text("EXAMPLE-ACCESS-TOKEN");
    mw_hubspot_single_send send;
    mw_hubspot_single_send_default(&send, sizeof send);
    send.email_id = 4126643121;
    send.to = mw_text("jane@customer.example");

    mw_exchange exchange;
    mw_failure failure;
    mw_status status = mw_hubspot_single_send_init(&exchange, sizeof exchange, &account, &send, &failure);
    size_t given = 0;
    const mw_transport transport = {.context = &given, .write = take, .read = answer};
    uint8_t buffer[256];
    if (status == MW_STATUS_OK) {
        status = mw_exchange_run(&exchange, &transport, buffer, sizeof buffer, &failure);
    }
    mw_outcome outcome;
    if (status != MW_STATUS_OK || mw_exchange_outcome(&exchange, &outcome) != MW_STATUS_OK) {
        printf("failed: %s\n", mw_status_name(status));
        return 1;
    }
    printf("mailwire %s: %s\n", mw_version(), mw_kind_name(outcome.kind));
    mw_exchange_clear(&exchange, sizeof exchange);
    return 0;
}
