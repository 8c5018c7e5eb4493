/* See alert.h. */
#define _POSIX_C_SOURCE 200809L
#include "alert.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char HELP[] =
    "Sends one alert email and says what became of it.\n"
    "\n"
    "Without --bluehornet through HubSpot: the send, and its status until it is final.\n"
    "\n"
    "  --to ADDRESS        the one recipient (jane@customer.example)\n"
    "  --text TEXT         the alert: {{ custom.alert }} in HubSpot, {$message} in BlueHornet\n"
    "  --send-id KEY       HubSpot: the dedupe key; derive it from the event, not from the clock. Empty: none\n"
    "  --email-id ID       HubSpot: the email (4126643121)\n"
    "  --bluehornet        send a transaction through BlueHornet instead\n"
    "  --template-id ID    BlueHornet: the template (7100042)\n"
    "  --ca FILE           certificate authorities to trust, in PEM, in place of those of this machine\n"
    "  --connect HOST:PORT connect there; the certificate must be the provider's all the same\n"
    "  --host NAME[:PORT]  another host than the provider's own, such as a stand-in\n"
    "  --patient           wait between attempts as a device may, up to minutes; else up to seconds\n"
    "  --no-wait           do not wait at all, for tests\n"
    "  --help              this text\n"
    "\n"
    "Environment: MAILWIRE_HUBSPOT_TOKEN; MAILWIRE_BLUEHORNET_KEY and MAILWIRE_BLUEHORNET_SECRET.\n"
    "\n"
    "Exit code: 0 accepted, 1 this machine failed, 2 wrong usage or a value that cannot be sent, 3 rejected,\n"
    "4 deferred (surely not sent, may be tried later), 5 unknown (it may have been sent).\n";

static void refuse_usage(const char *what, const char *about)
{
    fprintf(stderr, "%s%s; see --help\n", what, about);
    exit(2);
}

static uint64_t number(const char *text, uint64_t most, const char *option)
{
    char *end = NULL;
    errno = 0;
    uint64_t value = strtoumax(text, &end, 10);
    if (errno != 0 || *text < '0' || *text > '9' || *end != '\0' || value > most) {
        refuse_usage("not a number for ", option);
    }
    return value;
}

/* Without a secret the library would refuse just as well; this names the variable. */
static const char *secret(const char *variable)
{
    const char *value = getenv(variable);
    if (value == NULL || *value == '\0') {
        refuse_usage("not in the environment: ", variable);
    }
    return value;
}

void alert_read(struct alert *alert, int argc, char **argv)
{
    static const struct option options[] = {
        {"to", required_argument, NULL, 't'},       {"text", required_argument, NULL, 'x'},
        {"send-id", required_argument, NULL, 's'},  {"email-id", required_argument, NULL, 'e'},
        {"bluehornet", no_argument, NULL, 'b'},     {"template-id", required_argument, NULL, 'm'},
        {"ca", required_argument, NULL, 'a'},       {"connect", required_argument, NULL, 'c'},
        {"host", required_argument, NULL, 'o'},     {"patient", no_argument, NULL, 'p'},
        {"no-wait", no_argument, NULL, 'w'},        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    setvbuf(stdout, NULL, _IOLBF, 0); /* in a pipe, too, lines and errors stay in their order */
    *alert = (struct alert){
        .to = "jane@customer.example",
        .text = "Boiler 7: 96 \302\260C, limit 90 \302\260C",
        .send_id = "boiler-7-overheat-0042",
        .email_id = 4126643121,
        .template_id = 7100042,
    };
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 't': alert->to = optarg; break;
        case 'x': alert->text = optarg; break;
        case 's': alert->send_id = optarg; break;
        case 'e': alert->email_id = number(optarg, INT64_MAX, "--email-id"); break;
        case 'b': alert->is_bluehornet = true; break;
        case 'm': alert->template_id = (uint32_t)number(optarg, UINT32_MAX, "--template-id"); break;
        case 'a': alert->ca_file = optarg; break;
        case 'c': alert->connect = optarg; break;
        case 'o': alert->host = optarg; break;
        case 'p': alert->is_patient = true; break;
        case 'w': alert->no_wait = true; break;
        case 'h': fputs(HELP, stdout); exit(0);
        default: exit(2); /* getopt_long has said why */
        }
    }
    if (optind < argc) {
        refuse_usage("not an option: ", argv[optind]);
    }
    if (alert->is_bluehornet) {
        alert->api_key = secret("MAILWIRE_BLUEHORNET_KEY");
        alert->shared_secret = secret("MAILWIRE_BLUEHORNET_SECRET");
    } else {
        alert->token = secret("MAILWIRE_HUBSPOT_TOKEN");
    }
}

bool alert_find_peer(const struct alert *alert, const struct mw_exchange *exchange, struct alert_peer *out)
{
    struct mw_server server;
    if (mw_exchange_server(exchange, &server) != MW_STATUS_OK) {
        fputs("the exchange does not know its server\n", stderr);
        return false;
    }
    snprintf(out->name, sizeof out->name, "%.*s", (int)server.name.length, (const char *)server.name.data);
    if (alert->connect == NULL) {
        memcpy(out->host, out->name, sizeof out->host);
        snprintf(out->port, sizeof out->port, "%u", (unsigned)server.port);
        return true;
    }
    /* The last colon: an IPv6 address, in brackets, has some of its own. */
    const char *colon = strrchr(alert->connect, ':');
    const char *host = alert->connect;
    size_t length = colon == NULL ? 0 : (size_t)(colon - host);
    if (length > 2 && host[0] == '[' && host[length - 1] == ']') {
        host += 1;
        length -= 2;
    }
    if (length == 0 || length >= sizeof out->host || strlen(colon + 1) >= sizeof out->port) {
        fprintf(stderr, "not HOST:PORT: %s\n", alert->connect);
        return false;
    }
    snprintf(out->host, sizeof out->host, "%.*s", (int)length, host);
    snprintf(out->port, sizeof out->port, "%s", colon + 1);
    return true;
}

void alert_wait(const struct alert *alert, uint32_t milliseconds)
{
    struct timespec left = {.tv_sec = (time_t)(milliseconds / 1000), .tv_nsec = (long)(milliseconds % 1000) * 1000000};
    while (!alert->no_wait && nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

/* A line with a text of the provider. It may hold anything, also what would command the terminal. */
static void show(const char *before, struct mw_slice text, bool is_cut)
{
    if (text.length == 0) {
        return;
    }
    printf("   %s", before);
    for (size_t at = 0; at < text.length; at++) {
        putchar(text.data[at] < 0x20 || text.data[at] == 0x7f ? '?' : text.data[at]);
    }
    puts(is_cut ? "..." : "");
}

void alert_tell(const struct mw_outcome *outcome)
{
    printf("%s: %s\n", mw_kind_name(outcome->kind), mw_reason_name(outcome->reason));
    struct mw_hubspot_send_result result;
    if (mw_hubspot_find_send_result(outcome->provider_code, &result) == MW_STATUS_OK) {
        show("Result: ", outcome->provider_code, false);
        show("That means: ", result.meaning, false);
    }
    show("The service says: ", outcome->text, outcome->truncated & MW_TRUNCATED_TEXT);
    if (outcome->diagnosis != MW_DIAGNOSIS_NONE) {
        printf("   %s: %s\n", mw_diagnosis_name(outcome->diagnosis), mw_diagnosis_hint(outcome->diagnosis));
    }
    show("Detail: ", outcome->detail, outcome->truncated & MW_TRUNCATED_DETAIL);
    if (outcome->retry_after_kind == MW_RETRY_AFTER_SECONDS) {
        printf("   Not before %" PRIu64 " s.\n", outcome->retry_after);
    }
    show("Correlation id: ", outcome->correlation_id, outcome->truncated & MW_TRUNCATED_CORRELATION_ID);
}

void alert_tell_failure(const struct mw_failure *failure)
{
    char text[256];
    mw_failure_text(failure, text, sizeof text, NULL); /* one that is too long is cut */
    fprintf(stderr, "   %s\n", text);
}

int alert_exit_code(uint32_t kind)
{
    switch (kind) {
    case MW_KIND_ACCEPTED: return 0;
    case MW_KIND_REJECTED: return 3;
    case MW_KIND_DEFERRED: return 4;
    case MW_KIND_UNKNOWN: return 5;
    default: return 2;
    }
}
