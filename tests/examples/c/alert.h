/* What the examples have in common and what is not their point: arguments, the peer's address, words on a terminal. */
#ifndef ALERT_H
#define ALERT_H

#include <mailwire.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the command line and the environment say. Texts are theirs. */
struct alert {
    const char *to;
    const char *text;
    const char *send_id;
    uint64_t email_id;
    uint32_t template_id;
    bool is_bluehornet;
    /* Secrets come from the environment: every user of a machine can read the command lines of the others. */
    const char *token;
    const char *api_key;
    const char *shared_secret;
    /* NULL: the provider's own. */
    const char *host;
    /* HOST:PORT, or NULL: where the host's name leads. */
    const char *connect;
    /* NULL: what the platform trusts. */
    const char *ca_file;
    bool is_patient;
    bool no_wait;
};

/* Reads the arguments. Ends the program after --help, and where they are wrong. */
void alert_read(struct alert *alert, int argc, char **argv);

/* Whom to connect to, as C strings. */
struct alert_peer {
    /* The name that the certificate must be for, and that goes into SNI. */
    char name[256];
    /* Where to connect to. The two differ with --connect alone. */
    char host[256];
    char port[6];
};

/* Whether the exchange's peer is known. If not, says why. */
bool alert_find_peer(const struct alert *alert, const struct mw_exchange *exchange, struct alert_peer *out);

/* Waits, unless --no-wait. */
void alert_wait(const struct alert *alert, uint32_t milliseconds);

/* Says what became of an attempt. */
void alert_tell(const struct mw_outcome *outcome);

/* Says why something failed. */
void alert_tell_failure(const struct mw_failure *failure);

/* The exit code for an mw_kind; MW_KIND_NONE is for a value that cannot be sent. */
int alert_exit_code(uint32_t kind);

/* The exit code where the host could not even begin, such as without TLS. */
#define ALERT_HOST_FAILED 1

#ifdef __cplusplus
}
#endif

#endif
