/* See deliver.h. No allocation, nothing of an operating system: it would run on a device as it stands.
 *
 * A status is looked at where a value or the outside can be at fault, not where it could only be a wrong pointer. */
#include "deliver.h"

#include <stdio.h>
#include <string.h>

/* The alert as records of the library. An exchange borrows them and all they point to. */
struct message {
    struct mw_hubspot_account hubspot;
    struct mw_property custom[1];
    struct mw_hubspot_single_send send;

    struct mw_bluehornet_account bluehornet;
    struct mw_argument arguments[2];
    struct mw_argument variables[2];
    struct mw_bluehornet_call call;
    struct mw_bluehornet_batch batch;
};

/* HubSpot: an email that lives there, with a property in it for the text. */
static void fill_hubspot(struct message *message, const struct alert *alert)
{
    mw_hubspot_account_default(&message->hubspot, sizeof message->hubspot);
    message->hubspot.credential = mw_text(alert->token);
    message->hubspot.host = mw_text(alert->host);

    message->custom[0] = (struct mw_property){.name = mw_text("alert"), .text = mw_text(alert->text)};
    mw_hubspot_single_send_default(&message->send, sizeof message->send);
    message->send.email_id = alert->email_id;
    message->send.to = mw_text(alert->to);
    message->send.send_id = mw_text(alert->send_id);
    message->send.custom.items = message->custom;
    message->send.custom.count = 1;
}

/* BlueHornet: a batch of one call. What the method asks for are arguments, what the template shows are variables. */
static void fill_bluehornet(struct message *message, const struct alert *alert)
{
    mw_bluehornet_account_default(&message->bluehornet, sizeof message->bluehornet);
    message->bluehornet.api_key = mw_text(alert->api_key);
    message->bluehornet.shared_secret = mw_text(alert->shared_secret);
    message->bluehornet.host = mw_text(alert->host);

    message->arguments[0] = (struct mw_argument){.name = mw_text("email"), .text = mw_text(alert->to)};
    message->arguments[1] = (struct mw_argument){
        .name = mw_text("template_id"), .kind = MW_ARGUMENT_KIND_NUMBER, .number = alert->template_id};
    message->variables[0] = (struct mw_argument){.name = mw_text("title"), .text = mw_text("Alert")};
    message->variables[1] = (struct mw_argument){.name = mw_text("message"), .text = mw_text(alert->text)};
    message->call = (struct mw_bluehornet_call){
        .method = mw_text("transactional.sendTransaction"),
        .arguments = {.items = message->arguments, .count = 2},
        .variables = {.items = message->variables, .count = 2},
    };
    mw_bluehornet_batch_default(&message->batch, sizeof message->batch);
    message->batch.calls = &message->call;
    message->batch.count = 1;
}

static mw_status begin(struct mw_exchange *exchange, const struct alert *alert, const struct message *message,
                       struct mw_failure *failure)
{
    if (alert->is_bluehornet) {
        return mw_bluehornet_batch_init(exchange, sizeof *exchange, &message->bluehornet, &message->batch, failure);
    }
    return mw_hubspot_single_send_init(exchange, sizeof *exchange, &message->hubspot, &message->send, failure);
}

/* Asks what became of a send that is under way, until that is final; then `outcome` is it. The send's own exchange is
 * over, so its memory serves for the questions. */
static void follow(const struct alert *alert, struct mw_exchange *exchange, const struct message *message,
                   deliver_run *run, void *host, struct mw_outcome *outcome)
{
    /* The id points into the exchange. */
    uint8_t id[MW_STATUS_ID_SIZE];
    struct mw_hubspot_send_status status;
    mw_hubspot_send_status_default(&status, sizeof status);
    if (outcome->status_id.length > sizeof id || (outcome->truncated & MW_TRUNCATED_STATUS_ID)) {
        return;
    }
    memcpy(id, outcome->status_id.data, outcome->status_id.length);
    status.status_id = (struct mw_slice){.data = id, .length = outcome->status_id.length};

    uint32_t wait_ms = 0;
    for (uint32_t poll = 0; mw_hubspot_poll_after_ms(poll, &wait_ms) == MW_STATUS_OK; poll++) {
        alert_wait(alert, wait_ms);
        struct mw_outcome answer;
        struct mw_failure failure;
        if (mw_hubspot_send_status_init(exchange, sizeof *exchange, &message->hubspot, &status, &failure) !=
            MW_STATUS_OK) {
            alert_tell_failure(&failure);
            return;
        }
        run(host, alert, exchange);
        mw_exchange_outcome(exchange, &answer);
        printf("   Asked for its status: ");
        alert_tell(&answer);
        /* Without a readable 200 this is about the question, not about the send: that stays accepted. */
        if (answer.http_status == 200 && answer.kind != MW_KIND_UNKNOWN) {
            *outcome = answer;
            if (answer.reason != MW_REASON_PENDING) {
                return;
            }
        }
    }
    puts("   It is not known yet what became of it; ask again later.");
}

/* Any number that differs from event to event and from device to device, so that many of them do not come back at
 * once: here FNV-1a of the alert. */
static uint32_t seed_of(const struct alert *alert)
{
    uint32_t hash = 2166136261U;
    for (const char *at = alert->send_id; *at != '\0'; at++) {
        hash = (hash ^ (uint8_t)*at) * 16777619U;
    }
    for (const char *at = alert->text; *at != '\0'; at++) {
        hash = (hash ^ (uint8_t)*at) * 16777619U;
    }
    return hash;
}

uint32_t deliver(const struct alert *alert, struct mw_exchange *exchange, deliver_run *run, void *host)
{
    struct message message = {0};
    (alert->is_bluehornet ? fill_bluehornet : fill_hubspot)(&message, alert);
    struct mw_schedule schedule;
    (alert->is_patient ? mw_schedule_default : mw_schedule_in_line)(&schedule);

    bool may_have_been_sent = false;
    for (uint32_t attempt = 1;; attempt++) {
        /* The same records for every attempt, with the same sendId: it keeps a repeat from being a second mail. */
        struct mw_failure failure;
        if (begin(exchange, alert, &message, &failure) != MW_STATUS_OK) {
            alert_tell_failure(&failure);
            return MW_KIND_NONE;
        }
        struct mw_dedupe dedupe;
        mw_exchange_dedupe(exchange, &dedupe);

        run(host, alert, exchange);
        struct mw_outcome outcome;
        mw_exchange_outcome(exchange, &outcome);
        alert_tell(&outcome);
        if (outcome.reason == MW_REASON_PENDING) {
            follow(alert, exchange, &message, run, host, &outcome);
        }

        struct mw_decision decision = {.again = false};
        mw_retry_decide(&outcome, &dedupe, attempt, seed_of(alert), &schedule, &decision);
        may_have_been_sent |= outcome.kind == MW_KIND_UNKNOWN;
        if (decision.again) {
            printf("   Again in %u ms.\n", (unsigned)decision.after_ms);
            alert_wait(alert, decision.after_ms);
            continue;
        }
        mw_exchange_clear(exchange, sizeof *exchange);
        if (outcome.kind == MW_KIND_ACCEPTED) {
            return outcome.kind;
        }
        printf("   No further attempt: %s.\n", mw_stop_name(decision.stop));
        /* An outcome is about one attempt: where the last one sent nothing, one before it may have. */
        return may_have_been_sent ? MW_KIND_UNKNOWN : outcome.kind;
    }
}
