/* Sends an alert over OpenSSL 3: an SSL connection over a POSIX socket is the transport of mw_exchange_run. */
#define _POSIX_C_SOURCE 200809L
#include "deliver.h"

#include <errno.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* The library has no time-outs of its own: a peer that falls silent ends here. */
#define TIME_OUT_S 30

static int connect_tcp(const struct alert_peer *peer)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(peer->host, peer->port, &hints, &found);
    if (code != 0) {
        fprintf(stderr, "   %s: %s\n", peer->host, gai_strerror(code));
        return -1;
    }
    int tcp = -1;
    for (const struct addrinfo *at = found; at != NULL && tcp < 0; at = at->ai_next) {
        tcp = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
        if (tcp < 0) {
            continue;
        }
        /* On Linux the time-out of sending is also that of connecting. */
        const struct timeval limit = {.tv_sec = TIME_OUT_S};
        if (setsockopt(tcp, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0 ||
            setsockopt(tcp, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
            connect(tcp, at->ai_addr, at->ai_addrlen) != 0) {
            fprintf(stderr, "   %s port %s: %s\n", peer->host, peer->port, strerror(errno));
            close(tcp);
            tcp = -1;
        }
    }
    freeaddrinfo(found);
    return tcp;
}

/* TLS 1.2 or newer, and no connection without a certificate from somebody who is trusted. */
static SSL_CTX *new_context(const char *ca_file)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (context == NULL) {
        return NULL;
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    int is_trusting = ca_file == NULL ? SSL_CTX_set_default_verify_paths(context)
                                      : SSL_CTX_load_verify_file(context, ca_file);
    if (is_trusting != 1 || SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1) {
        SSL_CTX_free(context);
        return NULL;
    }
    return context;
}

/* A TLS connection to a peer whose certificate is for its name. */
static SSL *connect_tls(SSL_CTX *context, int tcp, const char *name)
{
    SSL *tls = SSL_new(context);
    if (tls == NULL) {
        return NULL;
    }
    SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (SSL_set1_host(tls, name) != 1 || SSL_set_tlsext_host_name(tls, name) != 1 || SSL_set_fd(tls, tcp) != 1 ||
        SSL_connect(tls) != 1) {
        long verified = SSL_get_verify_result(tls);
        fprintf(stderr, "   TLS with %s: %s\n", name,
                verified != X509_V_OK ? X509_verify_cert_error_string(verified) : "the handshake failed");
        SSL_free(tls);
        return NULL;
    }
    return tls;
}

/* After a failure not even the last byte of these has left: a record of TLS that is cut is no record. So the failure
 * alone is the answer, and the message counts as not handed over. */
static ptrdiff_t tls_write(void *tls, const uint8_t *bytes, size_t length)
{
    size_t written = 0;
    ERR_clear_error();
    return SSL_write_ex(tls, bytes, length, &written) == 1 ? (ptrdiff_t)written : -SSL_get_error(tls, 0);
}

/* The end is where the peer says so, with close_notify. A connection that just stops was cut. */
static ptrdiff_t tls_read(void *tls, uint8_t *out, size_t size)
{
    size_t length = 0;
    ERR_clear_error();
    if (SSL_read_ex(tls, out, size, &length) == 1) {
        return (ptrdiff_t)length;
    }
    int error = SSL_get_error(tls, 0);
    return error == SSL_ERROR_ZERO_RETURN ? 0 : -error;
}

static void run(void *context, const struct alert *alert, struct mw_exchange *exchange)
{
    struct alert_peer peer;
    int tcp = alert_find_peer(alert, exchange, &peer) ? connect_tcp(&peer) : -1;
    if (tcp < 0) {
        return;
    }
    SSL *tls = connect_tls(context, tcp, peer.name);
    if (tls != NULL) {
        const struct mw_transport transport = {.context = tls, .write = tls_write, .read = tls_read};
        uint8_t buffer[1024];
        struct mw_failure failure;
        if (mw_exchange_run(exchange, &transport, buffer, sizeof buffer, &failure) == MW_STATUS_OK) {
            SSL_shutdown(tls);
        } else {
            alert_tell_failure(&failure); /* the code of the transport is that of SSL_get_error */
        }
        SSL_free(tls);
    }
    close(tcp);
}

int main(int argc, char **argv)
{
    struct alert alert;
    alert_read(&alert, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a connection that is gone is an error of a write, not the end of the program */
    SSL_CTX *context = new_context(alert.ca_file);
    if (context == NULL) {
        ERR_print_errors_fp(stderr);
        return ALERT_HOST_FAILED;
    }
    struct mw_exchange exchange;
    uint32_t kind = deliver(&alert, &exchange, run, context);
    SSL_CTX_free(context);
    return alert_exit_code(kind);
}
