/* Sends an alert over Mbed TLS 2.28 as firmware does: the loop by hand, everything in static memory, small buffers. */
#include "deliver.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <stdio.h>

/* The library has no time-outs of its own: a peer that falls silent ends here. */
#define TIME_OUT_MS 30000

/* All the memory there is on our side; Mbed TLS gets its own from its allocator. */
static struct mw_exchange context; /* for HubSpot alone, uint64_t[MW_HUBSPOT_EXCHANGE_WORDS] would do */
static uint8_t buffer[256];
static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context random_numbers;
static mbedtls_x509_crt authorities;
static mbedtls_ssl_config config;
static mbedtls_ssl_context tls;
static mbedtls_net_context tcp;

static void tell(const char *what, int code)
{
    char text[128];
    mbedtls_strerror(code, text, sizeof text);
    fprintf(stderr, "   %s: %s\n", what, text);
}

/* TLS 1.2 or newer, and no connection without a certificate from somebody who is trusted. */
static int configure(const char *ca_file)
{
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&random_numbers);
    mbedtls_x509_crt_init(&authorities);
    mbedtls_ssl_config_init(&config);
    mbedtls_ssl_init(&tls);
    mbedtls_net_init(&tcp);

    int code = mbedtls_ctr_drbg_seed(&random_numbers, mbedtls_entropy_func, &entropy, NULL, 0);
    /* A device has them in flash: mbedtls_x509_crt_parse. */
    if (code == 0 && (code = mbedtls_x509_crt_parse_file(&authorities, ca_file)) > 0) {
        code = MBEDTLS_ERR_X509_INVALID_FORMAT; /* so many of them cannot be read */
    }
    if (code == 0) {
        code = mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                           MBEDTLS_SSL_PRESET_DEFAULT);
    }
    mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&config, &authorities, NULL);
    mbedtls_ssl_conf_min_version(&config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &random_numbers);
    mbedtls_ssl_conf_read_timeout(&config, TIME_OUT_MS);
    return code == 0 ? mbedtls_ssl_setup(&tls, &config) : code;
}

/* A connection over non-blocking sockets asks to be called again. */
static bool is_to_be_repeated(int code)
{
    return code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE;
}

/* A TLS connection to a peer whose certificate is for its name. */
static bool connect_tls(const struct alert_peer *peer)
{
    int code = mbedtls_net_connect(&tcp, peer->host, peer->port, MBEDTLS_NET_PROTO_TCP);
    if (code != 0) {
        tell(peer->host, code);
        return false;
    }
    mbedtls_ssl_set_bio(&tls, &tcp, mbedtls_net_send, NULL, mbedtls_net_recv_timeout);
    code = mbedtls_ssl_set_hostname(&tls, peer->name); /* SNI, and the name to verify */
    while (code == 0 && (code = mbedtls_ssl_handshake(&tls)) != 0 && is_to_be_repeated(code)) {
        code = 0;
    }
    if (code != 0) {
        char why[256] = "";
        uint32_t flags = mbedtls_ssl_get_verify_result(&tls);
        if (flags != 0 && flags != UINT32_MAX) { /* the latter: it did not come to that */
            mbedtls_x509_crt_verify_info(why, sizeof why, "   ", flags);
        }
        tell(peer->name, code);
        fputs(why, stderr);
    }
    return code == 0;
}

/* Writes the next bytes of the request. */
static bool transmit(struct mw_exchange *exchange, struct mw_failure *failure)
{
    size_t length = 0;
    if (mw_exchange_transmit(exchange, buffer, sizeof buffer, &length, failure) != MW_STATUS_OK) {
        alert_tell_failure(failure);
        return false;
    }
    int taken = mbedtls_ssl_write(&tls, buffer, length);
    if (is_to_be_repeated(taken)) {
        return true; /* mbedtls_ssl_write wants the same bytes again, and as nothing was taken they come again */
    }
    /* After a failure not even the last byte of these has left: a record of TLS that is cut is no record. */
    if (taken <= 0) {
        tell("write", taken);
        return false;
    }
    if (mw_exchange_advance(exchange, (size_t)taken, failure) != MW_STATUS_OK) {
        alert_tell_failure(failure);
        return false;
    }
    return true;
}

/* Reads bytes of the reply. */
static bool receive(struct mw_exchange *exchange, struct mw_failure *failure)
{
    int length = mbedtls_ssl_read(&tls, buffer, sizeof buffer);
    if (is_to_be_repeated(length)) {
        return true;
    }
    mw_status status = MW_STATUS_OK;
    if (length == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
        status = mw_exchange_receive_end_of_stream(exchange, failure);
    } else if (length <= 0) {
        /* 0 is no end that the peer has told: the connection was cut. */
        tell("read", length == 0 ? MBEDTLS_ERR_SSL_CONN_EOF : length);
        return false;
    }
    struct mw_received received = {.event = MW_EVENT_ROW};
    for (int at = 0; at < length && status == MW_STATUS_OK; at += (int)received.consumed) {
        status = mw_exchange_receive(exchange, buffer + at, (size_t)(length - at), &received, failure);
        if (received.event == MW_EVENT_NEED_MORE || received.event == MW_EVENT_COMPLETE) {
            break; /* rows and calls are for programs that ask for data */
        }
    }
    if (status != MW_STATUS_OK) {
        alert_tell_failure(failure);
    }
    return status == MW_STATUS_OK;
}

/* The one loop. Whatever ends it, the exchange knows what that means for the alert. */
static void run(void *host, const struct alert *alert, struct mw_exchange *exchange)
{
    (void)host;
    struct alert_peer peer;
    if (alert_find_peer(alert, exchange, &peer) && connect_tls(&peer)) {
        struct mw_failure failure;
        bool goes_on = true;
        while (goes_on) {
            switch (mw_exchange_wants(exchange)) {
            case MW_WANTS_TRANSMIT: goes_on = transmit(exchange, &failure); break;
            case MW_WANTS_RECEIVE: goes_on = receive(exchange, &failure); break;
            default:
                mbedtls_ssl_close_notify(&tls);
                goes_on = false;
            }
        }
    }
    mbedtls_net_free(&tcp);
    mbedtls_ssl_session_reset(&tls); /* ready for the next connection, without a new allocation */
}

int main(int argc, char **argv)
{
    struct alert alert;
    alert_read(&alert, argc, argv);
    if (alert.ca_file == NULL) {
        fputs("a device has no store of authorities: --ca is needed; see --help\n", stderr);
        return 2;
    }
    int code = configure(alert.ca_file);
    if (code != 0) {
        tell(alert.ca_file, code);
        return ALERT_HOST_FAILED;
    }
    return alert_exit_code(deliver(&alert, &context, run, NULL));
}
