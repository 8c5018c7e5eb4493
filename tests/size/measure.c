/* Runs exchanges of both providers on a device that QEMU plays, and prints what each function took.
 *
 * Lines on the console:
 *   context NAME BYTES            the smallest context its init takes
 *   stack KIND FUNCTION BYTES     the deepest stack below a function. KIND is the provider; the provider and `-usually`
 *                                 for the usual alert; or `request` for both at the request level
 *   work NAME CALLS TICKS BYTES   what a piece of work took, and over how many bytes it went
 *   wrong ...                     something did not come out as it must
 */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "mailwire.h"
#include "meter.h"
#include "replies.h" /* made by tests/size/run from tests/vectors */

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define SLICE(text) ((mw_slice){(const uint8_t *)(text), sizeof(text) - 1})

static mw_exchange exchange;
static uint8_t buffer[256];
static mw_failure failure;
static int failures;

/* Kinds of programs, as in `roots`. */
static const char *kind;
static struct {
    const char *kind, *function;
    uint32_t depth;
} stacks[96];

/* The work under way; NULL where nobody counts. */
static const char *work;
static struct {
    const char *name;
    uint32_t calls, ticks, bytes;
} works[24];

static void wrong(const char *what, long number) {
    printf("wrong %s %ld\n", what, number);
    failures++;
}

static void expect(const char *what, long number, long expected) {
    if (number != expected) {
        wrong(what, number);
    }
}

static void work_note(uint32_t calls, uint32_t ticks, uint32_t bytes) {
    if (work == NULL) {
        return;
    }
    size_t i = 0;
    while (i < COUNT(works) - 1 && works[i].name != NULL && strcmp(works[i].name, work) != 0) {
        i++;
    }
    works[i].name = work;
    works[i].calls += calls;
    works[i].ticks += ticks;
    works[i].bytes += bytes;
}

void meter_note(const char *function, uint32_t depth, uint32_t ticks) {
    size_t i = 0;
    while (i < COUNT(stacks) - 1 && stacks[i].kind != NULL &&
           !(stacks[i].kind == kind && strcmp(stacks[i].function, function) == 0)) {
        i++;
    }
    stacks[i].kind = kind;
    stacks[i].function = function;
    if (stacks[i].depth < depth) {
        stacks[i].depth = depth;
    }
    if (depth >= PAINTED) {
        wrong("stack deeper than painted", depth);
    }
    work_note(1, ticks, 0);
}

/* What the measuring itself takes. */
__attribute__((noinline)) static mw_status nothing(mw_exchange *unused, size_t a, const void *b, const void *c,
                                                   void *d) {
    __asm__ volatile("" : : "r"(unused), "r"(a), "r"(b), "r"(c), "r"(d));
    return MW_STATUS_OK;
}

/* Twice as many instructions as turns and a few more: shows that the clock counts what it is said to count. */
#define TURNS 5000
__attribute__((noinline)) static mw_status spin(uint32_t turns) {
#ifdef __riscv
    __asm__ volatile("1: addi %0, %0, -1\nbnez %0, 1b" : "+r"(turns));
#else
    __asm__ volatile(".syntax unified\n1: subs %0, %0, #1\nbne 1b" : "+r"(turns) : : "cc");
#endif
    return MW_STATUS_OK;
}

/* --- HubSpot: an alert of the usual size, and one that asks for all there is --- */

static mw_hubspot_account hubspot_account;
static mw_hubspot_single_send send;

static const mw_slice copies[] = {SLICE("ops@example.com"), SLICE("Night Shift <night@example.com>")};
static const mw_slice answers[] = {SLICE("noreply@example.com")};
static const mw_property contact[] = {{.name = SLICE("firstname"), .text = SLICE("Jane")},
                                      {.name = SLICE("lastname"), .text = SLICE("Doe")}};
static const mw_property custom[] = {
    {.name = SLICE("alert"),
     .text = SLICE("Temperature 81.5 \xC2\xB0"
                   "C exceeds limit \"80\" at node/7\n")},
    {.name = SLICE("device"), .text = SLICE("pump-17")},
    {.name = SLICE("site"), .text = SLICE("Plant 3")},
    {.name = SLICE("reading"), .kind = MW_VALUE_INTEGER, .integer = -815},
};
static const mw_property custom_hard[] = {
    {.name = SLICE("alert"),
     .text = SLICE("81.5 \xC2\xB0"
                   "C")},
    {.name = SLICE("largest"), .kind = MW_VALUE_INTEGER, .integer = INT64_MIN},
    {.name = SLICE("on"), .kind = MW_VALUE_BOOLEAN, .integer = 1},
    {.name = SLICE("list"), .kind = MW_VALUE_JSON, .text = SLICE("[1, {\"a\": [-2.5e3, \"\\u00e9\"]}, null]")},
};

static void hubspot_message(bool is_hard) {
    expect("account", CALL(mw_hubspot_account_default, &hubspot_account, sizeof hubspot_account), MW_STATUS_OK);
    hubspot_account.credential = SLICE("pat-eu1-00000000-1111-2222-3333-444444444444");
    expect("send", CALL(mw_hubspot_single_send_default, &send, sizeof send), MW_STATUS_OK);
    send.email_id = 4126643121;
    send.to = SLICE("jdoe@example.com");
    send.send_id = SLICE("6b2f9c0e-6f0b-4a53-9a55-0f3b7c1d2e4a");
    send.cc = (mw_slices){copies, 1};
    send.reply_to = (mw_slices){answers, COUNT(answers)};
    send.contact = (mw_properties){.items = contact, .count = COUNT(contact)};
    send.custom = (mw_properties){.items = custom, .count = COUNT(custom)};
    if (is_hard) {
        hubspot_account.host = SLICE("sandbox.example:8443");
        hubspot_account.user_agent = SLICE("boiler/1.2");
        send.from = SLICE("Boiler 7 <boiler@example.com>");
        send.cc.count = send.bcc.count = COUNT(copies);
        send.bcc.items = copies;
        send.custom = (mw_properties){.items = custom_hard, .count = COUNT(custom_hard)};
    }
}

/* --- BlueHornet: a transactional send, and arguments as deep as they go --- */

static mw_bluehornet_account bluehornet_account;
static mw_bluehornet_batch batch;

static const mw_argument variables[] = {{.name = SLICE("alert"),
                                         .text = SLICE("81.5 \xC2\xB0"
                                                       "C > 80 at node/7 & rising")},
                                        {.name = SLICE("device"), .text = SLICE("pump-17")},
                                        {.name = SLICE("reading"), .kind = MW_ARGUMENT_KIND_NUMBER, .number = -815}};
static const mw_argument arguments[] = {{.name = SLICE("email"), .text = SLICE("jdoe@example.com")},
                                        {.name = SLICE("template_id"), .text = SLICE("1055589")}};
static const mw_bluehornet_call one_call[] = {{.method = SLICE("transactional.sendTransaction"),
                                               .arguments = {arguments, COUNT(arguments)},
                                               .variables = {variables, COUNT(variables)}}};

#define NEST(inner)                                                                                                    \
    {                                                                                                                  \
        { .name = SLICE("data"), .kind = MW_ARGUMENT_KIND_NESTED, .items = (inner), .item_count = COUNT(inner) }       \
    }
static const mw_argument deep5[] = {{.name = SLICE("at"), .kind = MW_ARGUMENT_KIND_DATE, .number = 20261122},
                                    {.name = SLICE("least"), .kind = MW_ARGUMENT_KIND_NUMBER, .number = INT64_MIN},
                                    {.name = SLICE("html"), .text = SLICE("<p>Pump {$pump} & co]]> has stopped.</p>")}};
static const mw_argument deep4[] = NEST(deep5), deep3[] = NEST(deep4), deep2[] = NEST(deep3), deep1[] = NEST(deep2);
static const mw_argument deep[] = {
    {.name = SLICE("template_id"), .text = SLICE("1055589")},
    {.name = SLICE("template_data"),
     .kind = MW_ARGUMENT_KIND_TEMPLATE,
     .text = SLICE("<b>{$pump}</b>"),
     .plain = SLICE("{$pump}")},
    {.name = SLICE("list"), .kind = MW_ARGUMENT_KIND_LIST, .items = deep1, .item_count = COUNT(deep1)}};
static const mw_bluehornet_call hard_calls[] = {
    {.method = SLICE("transactional.sendTransaction"),
     .arguments = {arguments, COUNT(arguments)},
     .variables = {variables, COUNT(variables)}},
    {.method = SLICE("transactional.updateTemplate"), .arguments = {deep, COUNT(deep)}},
    {.method = SLICE("house.special"), .arguments = {deep1, COUNT(deep1)}, .is_custom = 1}};

static void bluehornet_message(bool is_hard, bool is_php) {
    expect("account", CALL(mw_bluehornet_account_default, &bluehornet_account, sizeof bluehornet_account),
           MW_STATUS_OK);
    bluehornet_account.api_key = SLICE("EXAMPLE-API-KEY");
    bluehornet_account.shared_secret = SLICE("EXAMPLE-SHARED-SECRET");
    bluehornet_account.response_type = is_php ? MW_BLUEHORNET_RESPONSE_TYPE_PHP : MW_BLUEHORNET_RESPONSE_TYPE_XML;
    expect("batch", CALL(mw_bluehornet_batch_default, &batch, sizeof batch), MW_STATUS_OK);
    batch.calls = is_hard ? hard_calls : one_call;
    batch.count = is_hard ? COUNT(hard_calls) : COUNT(one_call);
}

static void begin(bool is_bluehornet) {
    mw_status status;
    if (is_bluehornet) {
        status = CALL(mw_bluehornet_batch_init, &exchange, sizeof exchange, &bluehornet_account, &batch, &failure);
    } else {
        status = CALL(mw_hubspot_single_send_init, &exchange, sizeof exchange, &hubspot_account, &send, &failure);
    }
    if (status != MW_STATUS_OK) {
        printf("wrong init %ld field %ld problem %ld item %ld\n", (long)status, (long)failure.field,
               (long)failure.problem, (long)failure.item);
        failures++;
    }
}

/* --- one attempt over a connection that takes and brings as many bytes as fit --- */

static void transmit(size_t size) {
    uint32_t bytes = 0;
    while (CALL(mw_exchange_wants, &exchange) == MW_WANTS_TRANSMIT) {
        size_t length = 0;
        mw_status status = CALL(mw_exchange_transmit, &exchange, buffer, size, &length, &failure);
        if (status != MW_STATUS_OK || length == 0) {
            wrong("transmit", status);
            return;
        }
        expect("advance", CALL(mw_exchange_advance, &exchange, length, &failure), MW_STATUS_OK);
        bytes += length;
    }
    work_note(0, 0, bytes);
}

static void look_at(const mw_received *received, bool is_bluehornet) {
    const char *before = work;
    work = NULL;
    if (received->event == MW_EVENT_ROW && is_bluehornet) {
        char path[96];
        size_t length;
        expect("path", CALL(mw_exchange_path, &exchange, path, sizeof path, &length), MW_STATUS_OK);
    }
    if (received->event == MW_EVENT_CALL) {
        mw_call_outcome outcome;
        expect("call", CALL(mw_exchange_call, &exchange, &outcome), MW_STATUS_OK);
    }
    work = before;
}

static void receive(const uint8_t *bytes, size_t length, size_t size, bool is_bluehornet) {
    work_note(0, 0, length);
    while (length > 0) {
        size_t piece = length < size ? length : size;
        memcpy(buffer, bytes, piece);
        bytes += piece;
        length -= piece;
        for (size_t at = 0; at < piece;) {
            mw_received received;
            mw_status status = CALL(mw_exchange_receive, &exchange, buffer + at, piece - at, &received, &failure);
            if (status != MW_STATUS_OK) {
                wrong("receive", status);
                return;
            }
            look_at(&received, is_bluehornet);
            at += received.consumed;
            if (received.event == MW_EVENT_COMPLETE || (received.event == MW_EVENT_NEED_MORE && at < piece)) {
                expect("left", (long)(piece - at), 0);
                return;
            }
        }
    }
}

static void finish(const struct reply *reply, bool is_hard) {
    mw_outcome outcome;
    mw_dedupe dedupe;
    mw_decision decision;
    expect("outcome", CALL(mw_exchange_outcome, &exchange, &outcome), MW_STATUS_OK);
    expect("dedupe", CALL(mw_exchange_dedupe, &exchange, &dedupe), MW_STATUS_OK);
    expect("decide", CALL(mw_retry_decide, &outcome, &dedupe, 1, 42, NULL, &decision), MW_STATUS_OK);
    /* Of several calls the replies answer the first alone. */
    if (outcome.kind != (is_hard && reply->is_bluehornet ? (uint32_t)MW_KIND_UNKNOWN : reply->kind)) {
        printf("wrong outcome of %s: kind %ld reason %ld\n", reply->name, (long)outcome.kind, (long)outcome.reason);
        failures++;
    }
    if (reply->is_bluehornet) {
        uint32_t number, reason;
        expect("unanswered", CALL(mw_exchange_unanswered, &exchange, 0, &number, &reason), MW_STATUS_OK);
    }
}

static void message(const struct reply *reply, bool is_hard) {
    if (reply->is_bluehornet) {
        bluehornet_message(is_hard, reply->is_php);
    } else {
        hubspot_message(is_hard);
    }
}

/* The usual alert: work counts, and stacks are noted for the kind "... usually". */
static void attempt(const struct reply *reply, size_t size, bool is_hard) {
    bool is_counted = !is_hard;
    kind = reply->is_bluehornet ? (is_hard ? "bluehornet" : "bluehornet-usually")
                                : (is_hard ? "hubspot" : "hubspot-usually");
    message(reply, is_hard);
    begin(reply->is_bluehornet);
    transmit(size);
    work = is_counted && reply->counts_head ? reply->work : NULL;
    receive(reply->head, reply->head_length, size, reply->is_bluehornet);
    work = is_counted && !reply->counts_head ? reply->work : NULL;
    receive(reply->body, reply->body_length, size, reply->is_bluehornet);
    expect("wants", CALL(mw_exchange_wants, &exchange), MW_WANTS_NOTHING);
    work = NULL;
    finish(reply, is_hard);
}

/* --- the same with a host that frames requests and replies itself --- */

static void attempt_request_level(const struct reply *reply, size_t size, bool is_hard) {
    message(reply, is_hard);
    begin(reply->is_bluehornet);
    mw_lengths lengths = {0, 0};
    uint32_t method;
    size_t length = 0, from = 0;
    mw_header header;
    expect("check", CALL(mw_exchange_check, &exchange, &lengths, &failure), MW_STATUS_OK);
    expect("method", CALL(mw_exchange_method, &exchange, &method), MW_STATUS_OK);
    expect("url", CALL(mw_exchange_url, &exchange, (char *)buffer, sizeof buffer, &length), MW_STATUS_OK);
    for (size_t i = 0; CALL(mw_exchange_header, &exchange, i, &header) == MW_STATUS_OK; i++) {
    }
    do {
        expect("body", CALL(mw_exchange_body, &exchange, from, buffer, size, &length, &failure), MW_STATUS_OK);
        from += length;
    } while (length > 0);
    expect("length", (long)from, (long)lengths.body);
    expect("sent", CALL(mw_reply_request_sent, &exchange, &failure), MW_STATUS_OK);
    expect("status", CALL(mw_reply_status, &exchange, reply->status, &failure), MW_STATUS_OK);
    expect("field", CALL(mw_reply_field, &exchange, SLICE("Date"), SLICE("Mon, 02 Nov 2026 09:15:27 GMT"), &failure),
           MW_STATUS_OK);
    expect("field",
           CALL(mw_reply_field, &exchange, SLICE("Retry-After"), SLICE("Mon, 02 Nov 2026 09:16:27 GMT"), &failure),
           MW_STATUS_OK);
    expect("field",
           CALL(mw_reply_field, &exchange, SLICE("X-HubSpot-Correlation-Id"),
                SLICE("019a5c1e-7f3b-7c44-9d0e-3b8a1f6c2d71"), &failure),
           MW_STATUS_OK);
    expect("head end", CALL(mw_reply_head_end, &exchange, &failure), MW_STATUS_OK);
    for (size_t at = 0; at < reply->body_length;) {
        mw_received received;
        size_t piece = reply->body_length - at < size ? reply->body_length - at : size;
        expect("body", CALL(mw_reply_body, &exchange, reply->body + at, piece, at, &received, &failure), MW_STATUS_OK);
        at += received.consumed;
        if (received.consumed == 0 && received.event == MW_EVENT_NEED_MORE) {
            wrong("body stands still", (long)at);
            break;
        }
    }
    expect("end", CALL(mw_reply_end, &exchange, reply->body_length, &failure), MW_STATUS_OK);
    finish(reply, is_hard);
}

/* A connection that is lost at once, and a reply that is none. */
static void attempt_broken(const struct reply *reply) {
    message(reply, false);
    begin(reply->is_bluehornet);
    transmit(sizeof buffer);
    mw_outcome outcome;
    mw_received received;
    CALL(mw_exchange_receive_end_of_stream, &exchange, &failure);
    CALL(mw_exchange_outcome, &exchange, &outcome);
    begin(reply->is_bluehornet);
    transmit(sizeof buffer);
    CALL(mw_exchange_receive, &exchange, (const uint8_t *)"HTTP/1.1 200 OK\n\n", 17, &received, &failure);
    CALL(mw_exchange_outcome, &exchange, &outcome);
}

/* An object of properties: each of its names is looked for in the rest. */
static void attempt_object(void) {
    hubspot_message(true);
    send.custom =
        (mw_properties){.object = SLICE(" {\"boiler\": 7, \"t\\u00e9xt\": \"a\\\"b\", \"list\": [1, {\"x\": null}]} ")};
    begin(false);
    transmit(64);
    mw_lengths lengths;
    expect("check", CALL(mw_exchange_check, &exchange, &lengths, &failure), MW_STATUS_OK);
}

static void context_sizes(void) {
    size_t hubspot = 4, bluehornet = 4;
    hubspot_message(false);
    bluehornet_message(false, false);
    while (mw_hubspot_single_send_init(&exchange, hubspot, &hubspot_account, &send, NULL) == MW_STATUS_WRONG_SIZE) {
        hubspot += 4;
    }
    while (mw_bluehornet_batch_init(&exchange, bluehornet, &bluehornet_account, &batch, NULL) == MW_STATUS_WRONG_SIZE) {
        bluehornet += 4;
    }
    expect("mw_exchange_size", (long)mw_exchange_size(), (long)(hubspot > bluehornet ? hubspot : bluehornet));
    printf("context hubspot %lu\ncontext bluehornet %lu\n", (unsigned long)hubspot, (unsigned long)bluehornet);
}

static void request(bool is_bluehornet, size_t size, const char *name) {
    struct reply any = {.is_bluehornet = is_bluehornet};
    kind = is_bluehornet ? "bluehornet-usually" : "hubspot-usually";
    work = name;
    message(&any, false);
    begin(is_bluehornet);
    transmit(size);
    work = NULL;
}

int main(void) {
    clock_start();
    kind = "floor";
    work = "floor";
    for (int i = 0; i < 8; i++) {
        CALL(nothing, &exchange, sizeof exchange, NULL, NULL, &failure);
    }
    work = "spin";
    CALL(spin, TURNS);
    work_note(0, 0, 2 * TURNS);
    work = NULL;
    context_sizes();

    request(false, 256, "request-hubspot-256");
    request(false, 64, "request-hubspot-64");
    request(true, 256, "request-bluehornet-256");
    request(true, 64, "request-bluehornet-64");

    for (size_t i = 0; i < COUNT(replies); i++) {
        const struct reply *reply = &replies[i];
        attempt(reply, 256, false);
        attempt(reply, 64, true);
        attempt(reply, 1, true);
        attempt_broken(reply);
        if (!reply->counts_head) { /* its body has the framing of the connection in it */
            kind = "request";
            attempt_request_level(reply, 64, true);
        }
    }
    kind = "hubspot";
    attempt_object();

    for (size_t i = 0; i < COUNT(stacks) && stacks[i].kind != NULL; i++) {
        printf("stack %s %s %lu\n", stacks[i].kind, stacks[i].function, (unsigned long)stacks[i].depth);
    }
    for (size_t i = 0; i < COUNT(works) && works[i].name != NULL; i++) {
        printf("work %s %lu %lu %lu\n", works[i].name, (unsigned long)works[i].calls, (unsigned long)works[i].ticks,
               (unsigned long)works[i].bytes);
    }
    return failures > 0;
}
