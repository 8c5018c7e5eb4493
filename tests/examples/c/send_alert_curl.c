/* Sends an alert through libcurl: the request level, for hosts whose HTTP stack makes the bytes on the wire. */
#include "deliver.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

/* One request of libcurl and the exchange it is made for. */
struct stack {
    CURL *curl;
    struct mw_exchange *exchange;
    /* How much of the body is out, and how much of the reply's is in. */
    size_t sent;
    size_t received;
    /* Where the final reply has got to: its head is behind the interim replies and before the trailer. */
    enum { BEFORE_HEAD, IN_HEAD, BEHIND_HEAD } place;
    struct mw_failure failure;
    char why[CURL_ERROR_SIZE];
};

/* The connection stands, its certificate is verified, and the first byte of the request is about to leave. */
static int before_request(void *host, char *to, char *from, int to_port, int from_port)
{
    struct stack *stack = host;
    (void)to, (void)from, (void)to_port, (void)from_port;
    bool is_ready = mw_reply_request_sent(stack->exchange, &stack->failure) == MW_STATUS_OK;
    return is_ready ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/* The body, piece by piece: it is never in memory as a whole. */
static size_t give_body(char *out, size_t unit, size_t count, void *host)
{
    struct stack *stack = host;
    size_t length = 0;
    if (mw_exchange_body(stack->exchange, stack->sent, (uint8_t *)out, unit * count, &length, &stack->failure) !=
        MW_STATUS_OK) {
        return CURL_READFUNC_ABORT;
    }
    stack->sent += length;
    return length;
}

/* One line of the head: a status line, a field or the empty line behind them. */
static size_t take_line(char *line, size_t unit, size_t count, void *host)
{
    struct stack *stack = host;
    size_t length = unit * count;
    mw_status status = MW_STATUS_OK;
    const char *colon = memchr(line, ':', length);
    if (length > 5 && memcmp(line, "HTTP/", 5) == 0) {
        long http_status = 0;
        curl_easy_getinfo(stack->curl, CURLINFO_RESPONSE_CODE, &http_status);
        if (http_status >= 200) {
            stack->place = IN_HEAD;
            status = mw_reply_status(stack->exchange, (uint32_t)http_status, &stack->failure);
        }
    } else if (stack->place == IN_HEAD && (line[0] == '\r' || line[0] == '\n')) {
        stack->place = BEHIND_HEAD;
        status = mw_reply_head_end(stack->exchange, &stack->failure);
    } else if (stack->place == IN_HEAD && colon != NULL) {
        /* Blanks and the line end around the value may stay. */
        size_t name = (size_t)(colon - line);
        status = mw_reply_field(stack->exchange, (struct mw_slice){(const uint8_t *)line, name},
                                (struct mw_slice){(const uint8_t *)colon + 1, length - name - 1}, &stack->failure);
    }
    return status == MW_STATUS_OK ? length : 0;
}

/* A piece of the reply's body. */
static size_t take_body(char *piece, size_t unit, size_t count, void *host)
{
    struct stack *stack = host;
    const uint8_t *bytes = (const uint8_t *)piece;
    size_t length = unit * count;
    struct mw_received received = {.event = MW_EVENT_ROW};
    for (size_t at = 0; received.event != MW_EVENT_NEED_MORE; at += received.consumed) {
        if (mw_reply_body(stack->exchange, bytes + at, length - at, stack->received + at, &received,
                          &stack->failure) != MW_STATUS_OK) {
            return 0;
        }
    }
    stack->received += length;
    return length;
}

/* The header fields of the request, as libcurl wants them; NULL if there is no memory. */
static struct curl_slist *new_fields(const struct mw_exchange *exchange)
{
    /* A token may have 2048 bytes. */
    char line[2304];
    struct mw_header field;
    struct curl_slist *fields = curl_slist_append(NULL, "Expect:"); /* none: it would only cost a round trip */
    for (size_t index = 0; fields != NULL && mw_exchange_header(exchange, index, &field) == MW_STATUS_OK; index++) {
        int length = snprintf(line, sizeof line, "%.*s: %.*s%.*s",
                              (int)field.name.length, (const char *)field.name.data,
                              (int)field.scheme.length, (const char *)field.scheme.data,
                              (int)field.value.length, (const char *)field.value.data);
        struct curl_slist *longer = length < (int)sizeof line ? curl_slist_append(fields, line) : NULL;
        if (longer == NULL) {
            curl_slist_free_all(fields);
        }
        fields = longer;
    }
    mw_wipe(line, sizeof line); /* one of them was the token */
    return fields;
}

static void free_fields(struct curl_slist *fields)
{
    for (struct curl_slist *at = fields; at != NULL; at = at->next) {
        mw_wipe(at->data, strlen(at->data));
    }
    curl_slist_free_all(fields);
}

/* Everything that libcurl is told. Certificates are verified by default; here it stands all the same. */
static CURLcode set_up(struct stack *stack, const struct alert *alert, struct curl_slist *fields, const char *url,
                       uint32_t method, size_t body)
{
    CURL *curl = stack->curl;
    CURLcode code = CURLE_OK;
#define SET(option, value) (code = code != CURLE_OK ? code : curl_easy_setopt(curl, option, value))
    SET(CURLOPT_URL, url);
    SET(CURLOPT_HTTPHEADER, fields);
    if (method == MW_HTTP_METHOD_POST) {
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body);
        SET(CURLOPT_READFUNCTION, give_body);
        SET(CURLOPT_READDATA, stack);
    }
    SET(CURLOPT_PREREQFUNCTION, before_request);
    SET(CURLOPT_PREREQDATA, stack);
    SET(CURLOPT_HEADERFUNCTION, take_line);
    SET(CURLOPT_HEADERDATA, stack);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, stack);

    SET(CURLOPT_PROTOCOLS_STR, "https");
    SET(CURLOPT_FOLLOWLOCATION, 0L); /* the token would leave for another host */
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (alert->ca_file != NULL) {
        SET(CURLOPT_CAINFO, alert->ca_file);
        SET(CURLOPT_CAPATH, NULL);
    }
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L); /* what a proxy says is no reply */
    /* On a connection that it had kept libcurl repeats a request by itself when no answer comes. */
    SET(CURLOPT_FRESH_CONNECT, 1L);
    SET(CURLOPT_FORBID_REUSE, 1L);
    SET(CURLOPT_CONNECTTIMEOUT, 10L);
    SET(CURLOPT_TIMEOUT, 60L);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_ERRORBUFFER, stack->why);
#undef SET
    return code;
}

static void run(void *host, const struct alert *alert, struct mw_exchange *exchange)
{
    struct stack stack = {.curl = host, .exchange = exchange};
    char url[2048];
    char connect_to[300];
    uint32_t method = MW_HTTP_METHOD_NONE;
    struct mw_lengths lengths;
    if (mw_exchange_check(exchange, &lengths, &stack.failure) != MW_STATUS_OK) {
        alert_tell_failure(&stack.failure);
        return;
    }
    if (mw_exchange_url(exchange, url, sizeof url, NULL) != MW_STATUS_OK ||
        mw_exchange_method(exchange, &method) != MW_STATUS_OK) {
        fputs("   the request does not fit\n", stderr);
        return;
    }
    struct curl_slist *fields = new_fields(exchange);
    struct curl_slist *elsewhere = NULL;
    if (alert->connect != NULL) {
        /* For any host and any port; the name in SNI and in the certificate stays that of the address. */
        snprintf(connect_to, sizeof connect_to, "::%s", alert->connect);
        elsewhere = curl_slist_append(NULL, connect_to);
    }
    curl_easy_reset(stack.curl);
    CURLcode code = fields == NULL ? CURLE_OUT_OF_MEMORY : set_up(&stack, alert, fields, url, method, lengths.body);
    if (code == CURLE_OK) {
        code = curl_easy_setopt(stack.curl, CURLOPT_CONNECT_TO, elsewhere);
    }
    if (code == CURLE_OK) {
        code = curl_easy_perform(stack.curl);
    }
    if (code != CURLE_OK) {
        fprintf(stderr, "   %s\n", stack.why[0] != '\0' ? stack.why : curl_easy_strerror(code));
    } else if (stack.place != BEHIND_HEAD) {
        /* For libcurl that is an end like any other. Without mw_reply_end the reply stays incomplete. It also takes any
         * end for that of a body without a length; there the reader sees that the document is not whole. */
        fputs("   the connection ended in the head of the reply\n", stderr);
    } else if (mw_reply_end(exchange, stack.received, &stack.failure) != MW_STATUS_OK) {
        alert_tell_failure(&stack.failure);
    }
    curl_slist_free_all(elsewhere);
    free_fields(fields);
}

int main(int argc, char **argv)
{
    struct alert alert;
    alert_read(&alert, argc, argv);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return ALERT_HOST_FAILED;
    }
    CURL *curl = curl_easy_init();
    if (curl == NULL) {
        return ALERT_HOST_FAILED;
    }
    struct mw_exchange exchange;
    uint32_t kind = deliver(&alert, &exchange, run, curl);
    curl_easy_cleanup(curl);
    curl_global_cleanup();
    return alert_exit_code(kind);
}
