/* mailwire.h: send an alert email through a provider's HTTPS API: once, or know exactly why not.
 *
 * Made from ffi/src/c by ffi/header; do not edit. License: MIT OR Apache-2.0.
 *
 * The rules that hold for every function:
 *
 * Pointers. No pointer may be NULL unless its function says so, except `failure`, which always may. A slice of length 0
 * may have NULL as its data. NULL elsewhere is answered by MW_STATUS_NULL_POINTER, a pointer that is not aligned by
 * MW_STATUS_BAD_POINTER. What a pointer to const points to is not changed.
 *
 * Answers. MW_STATUS_OK is 0, errors are negative. On an error no out parameter is touched, unless its function says so,
 * and `*failure` says what was wrong. On success `*failure` is not touched.
 *
 * Ownership. The library allocates nothing, keeps no global and no thread-local, and frees nothing. A context lies where
 * the caller puts it and may be moved by copying its bytes. The account and the operation of an exchange, and all they
 * point to, are borrowed from its init until it is over: keep them where they are and as they are. Buffers are borrowed
 * for the length of a call. Texts handed out say how long they live.
 *
 * Threads and interrupts. One context has one user at a time; different contexts may be used by different threads at
 * once. No function blocks, except mw_exchange_run, which waits where its callbacks do. All others may be called from an
 * interrupt if their context is not in use elsewhere; their time grows with the bytes they are given, and that of
 * mw_exchange_transmit with the message.
 *
 * Records that begin with `size` are filled in by their `_default` function first. Numbers of enumerations given to the
 * library are checked; MW_STATUS_OUT_OF_RANGE is the answer to one that is none. Texts are UTF-8 and end with no NUL;
 * words, such as those of mw_reason_name, are C strings.
 */


#ifndef MAILWIRE_H
#define MAILWIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Words (of 8 bytes) of a context for any provider.
 */
#define MW_EXCHANGE_WORDS 104

/**
 * Words (of 8 bytes) of a context that is used with HubSpot only: memory that is no `mw_exchange` but an array of so
 * many `uint64_t` may be given in its place.
 */
#define MW_HUBSPOT_EXCHANGE_WORDS 72

/**
 * A text of an outcome that was longer than its room is cut at the end of a character, and its bit is set.
 */
#define MW_TRUNCATED_PROVIDER_CODE 1

/**
 * See `MW_TRUNCATED_PROVIDER_CODE`.
 */
#define MW_TRUNCATED_TEXT 2

/**
 * See `MW_TRUNCATED_PROVIDER_CODE`.
 */
#define MW_TRUNCATED_CORRELATION_ID 4

/**
 * See `MW_TRUNCATED_PROVIDER_CODE`.
 */
#define MW_TRUNCATED_STATUS_ID 8

/**
 * See `MW_TRUNCATED_PROVIDER_CODE`.
 */
#define MW_TRUNCATED_EVENT_ID 16

/**
 * See `MW_TRUNCATED_PROVIDER_CODE`.
 */
#define MW_TRUNCATED_DETAIL 32

/**
 * Room for `provider_code` of an outcome, in bytes.
 */
#define MW_PROVIDER_CODE_SIZE 40

/**
 * Room for `text` of an outcome, in bytes.
 */
#define MW_TEXT_SIZE 128

/**
 * Room for `correlation_id` of an outcome, in bytes.
 */
#define MW_CORRELATION_ID_SIZE 36

/**
 * Room for `status_id` of an outcome, in bytes: it has to be copied before its context is used again.
 */
#define MW_STATUS_ID_SIZE 64

/**
 * Room for `event_id` of an outcome, in bytes.
 */
#define MW_EVENT_ID_SIZE 36

/**
 * Room for `detail` of an outcome, in bytes.
 */
#define MW_DETAIL_SIZE 40

/**
 * Words (of 8 bytes) of a collector of tokens.
 */
#define MW_HUBSPOT_TOKENS_WORDS 16

/**
 * Grows with every change after which programs must be compiled again: sizes and members of records, numbers of
 * enumerations, signatures.
 */
#define MW_ABI_VERSION 1

/**
 * `mw_features`: HubSpot is in this library.
 */
#define MW_FEATURE_HUBSPOT 1

/**
 * `mw_features`: BlueHornet is in this library.
 */
#define MW_FEATURE_BLUEHORNET 2

/**
 * What a function came to: 0 is OK, errors are negative.
 */
enum mw_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * It was done.
   */
  MW_STATUS_OK = 0,
  /**
   * A value given by the caller cannot be sent. Nothing has left.
   */
  MW_STATUS_ERROR_CONFIG = -1,
  /**
   * Something does not fit where it has to go; the failure says how much would have been enough.
   */
  MW_STATUS_ERROR_CAPACITY = -2,
  /**
   * The reply breaks the protocol or a cap on its size. The outcome stays readable.
   */
  MW_STATUS_ERROR_PEER = -3,
  /**
   * The verbs were called in an order that makes no sense; the failure says which rule.
   */
  MW_STATUS_ERROR_MISUSE = -4,
  /**
   * The host's transport failed; the failure has its code.
   */
  MW_STATUS_ERROR_TRANSPORT = -5,
  /**
   * NULL where something must be.
   */
  MW_STATUS_NULL_POINTER = -6,
  /**
   * A pointer that is not aligned, or a length that no memory has.
   */
  MW_STATUS_BAD_POINTER = -7,
  /**
   * The size of a record or context is not the one this library knows: header and library differ, or a `_default`
   * function was not called.
   */
  MW_STATUS_WRONG_SIZE = -8,
  /**
   * A context that was never initialised, was cleared, or is damaged.
   */
  MW_STATUS_NOT_INITIALIZED = -9,
  /**
   * A number that is none of its enumeration, or an index behind the end.
   */
  MW_STATUS_OUT_OF_RANGE = -10,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_status mw_status;
#else
typedef int32_t mw_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The kind of an argument's value.
 */
enum mw_argument_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * `text`: UTF-8 without the characters that XML forbids.
   */
  MW_ARGUMENT_KIND_TEXT = 0,
  /**
   * `number`.
   */
  MW_ARGUMENT_KIND_NUMBER = 1,
  /**
   * `number`: false where it is 0; written `1` or `0`.
   */
  MW_ARGUMENT_KIND_BOOLEAN = 2,
  /**
   * `number`: year * 10000 + month * 100 + day, such as 20261122; US Pacific.
   */
  MW_ARGUMENT_KIND_DATE = 3,
  /**
   * The two versions of a message: `text` is the HTML version, `plain` the other.
   */
  MW_ARGUMENT_KIND_TEMPLATE = 4,
  /**
   * `items`: an element with elements in it.
   */
  MW_ARGUMENT_KIND_NESTED = 5,
  /**
   * `items`: a list; an item without a name is an element `item`.
   */
  MW_ARGUMENT_KIND_LIST = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_argument_kind mw_argument_kind;
#else
typedef uint32_t mw_argument_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How the XML document travels.
 */
enum mw_bluehornet_carriage
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The default: form.
   */
  MW_BLUEHORNET_CARRIAGE_DEFAULT = 0,
  /**
   * As the form field `data`, as documented. The guide calls a missing field the number one source of error.
   */
  MW_BLUEHORNET_CARRIAGE_FORM = 1,
  /**
   * As the body itself, which stand-ins and several clients use.
   */
  MW_BLUEHORNET_CARRIAGE_RAW = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_bluehornet_carriage mw_bluehornet_carriage;
#else
typedef uint32_t mw_bluehornet_carriage;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Where the data of a method's reply sits.
 */
enum mw_bluehornet_data_place
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_BLUEHORNET_DATA_PLACE_NONE = 0,
  /**
   * Values directly in `responseData`.
   */
  MW_BLUEHORNET_DATA_PLACE_FLAT = 1,
  /**
   * A list in an element of `responseData`.
   */
  MW_BLUEHORNET_DATA_PLACE_WRAPPER = 2,
  /**
   * A list directly in the item of the call.
   */
  MW_BLUEHORNET_DATA_PLACE_ITEM = 3,
  /**
   * Records below `responseData/manifest`.
   */
  MW_BLUEHORNET_DATA_PLACE_MANIFEST = 4,
  /**
   * Messages with an attribute `id` below `responseData/message_data`.
   */
  MW_BLUEHORNET_DATA_PLACE_MESSAGE_DATA = 5,
  /**
   * The reply is the file itself.
   */
  MW_BLUEHORNET_DATA_PLACE_FILE = 6,
  /**
   * Not documented.
   */
  MW_BLUEHORNET_DATA_PLACE_UNDOCUMENTED = 7,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_bluehornet_data_place mw_bluehornet_data_place;
#else
typedef uint32_t mw_bluehornet_data_place;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The form of a reply.
 */
enum mw_bluehornet_response_type
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The default: xml.
   */
  MW_BLUEHORNET_RESPONSE_TYPE_DEFAULT = 0,
  /**
   * XML.
   */
  MW_BLUEHORNET_RESPONSE_TYPE_XML = 1,
  /**
   * PHP's `serialize()`.
   */
  MW_BLUEHORNET_RESPONSE_TYPE_PHP = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_bluehornet_response_type mw_bluehornet_response_type;
#else
typedef uint32_t mw_bluehornet_response_type;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How the provider tells a repeat.
 */
enum mw_dedupe_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Not at all. An outcome of kind `unknown` is never repeated by machine.
   */
  MW_DEDUPE_KIND_NONE = 0,
  /**
   * The operation changes nothing, or the same thing again.
   */
  MW_DEDUPE_KIND_IDEMPOTENT = 1,
  /**
   * By a key: a second call with it is ignored.
   */
  MW_DEDUPE_KIND_KEY = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_dedupe_kind mw_dedupe_kind;
#else
typedef uint32_t mw_dedupe_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A known cause. `mw_diagnosis_hint` says it in a sentence; a device that prints codes does not carry those.
 */
enum mw_diagnosis
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_DIAGNOSIS_NONE = 0,
  /**
   * 401: the service saw no credential.
   */
  MW_DIAGNOSIS_CREDENTIAL_NOT_RECEIVED = 1,
  /**
   * 401: the service saw something, but no credential it knows.
   */
  MW_DIAGNOSIS_CREDENTIAL_NOT_RECOGNIZED = 2,
  /**
   * 401: no such API key.
   */
  MW_DIAGNOSIS_API_KEY_UNKNOWN = 3,
  /**
   * 401: the token has expired.
   */
  MW_DIAGNOSIS_TOKEN_EXPIRED = 4,
  /**
   * 401: "expired" in 1970, so it never was an access token.
   */
  MW_DIAGNOSIS_TOKEN_NEVER_VALID = 5,
  /**
   * 401: a browser cookie came along.
   */
  MW_DIAGNOSIS_BROWSER_COOKIE = 6,
  /**
   * 401 of another kind.
   */
  MW_DIAGNOSIS_NOT_AUTHORIZED = 7,
  /**
   * 400: a credential of another kind.
   */
  MW_DIAGNOSIS_WRONG_CREDENTIAL_KIND = 8,
  /**
   * 403: scope or entitlement missing.
   */
  MW_DIAGNOSIS_MISSING_SCOPES = 9,
  /**
   * 403 in the older wording.
   */
  MW_DIAGNOSIS_MISSING_PERMISSIONS = 10,
  /**
   * 403 of another kind.
   */
  MW_DIAGNOSIS_NOT_PERMITTED = 11,
  /**
   * 530: the token is so malformed that it cannot be routed.
   */
  MW_DIAGNOSIS_MALFORMED_TOKEN = 12,
  /**
   * 400: a value of the shape another version has, such as lists where maps go.
   */
  MW_DIAGNOSIS_PROPERTY_SHAPE = 13,
  /**
   * 400: the body was not read as JSON.
   */
  MW_DIAGNOSIS_INVALID_JSON = 14,
  /**
   * 400: the body did not arrive.
   */
  MW_DIAGNOSIS_EMPTY_BODY = 15,
  /**
   * 400: a value was refused.
   */
  MW_DIAGNOSIS_VALIDATION = 16,
  /**
   * 404: no such thing.
   */
  MW_DIAGNOSIS_WRONG_ID = 17,
  /**
   * 404: no such path.
   */
  MW_DIAGNOSIS_WRONG_PATH = 18,
  /**
   * 405: the method changed on the way.
   */
  MW_DIAGNOSIS_WRONG_METHOD = 19,
  /**
   * 409: it exists already.
   */
  MW_DIAGNOSIS_CONFLICT = 20,
  /**
   * 415: the content type did not arrive.
   */
  MW_DIAGNOSIS_CONTENT_TYPE = 21,
  /**
   * 423: locked for the moment.
   */
  MW_DIAGNOSIS_LOCKED = 22,
  /**
   * 429: the daily limit.
   */
  MW_DIAGNOSIS_RATE_LIMIT_DAILY = 23,
  /**
   * 429: the limit of the last ten seconds.
   */
  MW_DIAGNOSIS_RATE_LIMIT_TEN_SECONDLY = 24,
  /**
   * 429: the limit of the last second.
   */
  MW_DIAGNOSIS_RATE_LIMIT_SECONDLY = 25,
  /**
   * 429 without a policy.
   */
  MW_DIAGNOSIS_RATE_LIMIT = 26,
  /**
   * 477: the account is moving.
   */
  MW_DIAGNOSIS_MIGRATING = 27,
  /**
   * 500, 502, 504: the service failed.
   */
  MW_DIAGNOSIS_ORIGIN_ERROR = 28,
  /**
   * 503: the service is overloaded.
   */
  MW_DIAGNOSIS_OVERLOADED = 29,
  /**
   * 520, 524: the service gave the edge no usable answer.
   */
  MW_DIAGNOSIS_ORIGIN_SILENT = 30,
  /**
   * 521, 522, 523: the edge could not reach the service.
   */
  MW_DIAGNOSIS_ORIGIN_UNREACHABLE = 31,
  /**
   * 525, 526: TLS between edge and service.
   */
  MW_DIAGNOSIS_ORIGIN_TLS = 32,
  /**
   * BlueHornet: the address of the caller is not on the whitelist.
   */
  MW_DIAGNOSIS_IP_NOT_WHITELISTED = 33,
  /**
   * BlueHornet: an argument is missing or blank.
   */
  MW_DIAGNOSIS_MISSING_VARIABLES = 34,
  /**
   * BlueHornet: no such method.
   */
  MW_DIAGNOSIS_UNKNOWN_METHOD = 35,
  /**
   * BlueHornet: no such template, or not active.
   */
  MW_DIAGNOSIS_WRONG_TEMPLATE = 36,
  /**
   * BlueHornet: no such IP binding.
   */
  MW_DIAGNOSIS_WRONG_BINDING = 37,
  /**
   * BlueHornet: the document did not arrive.
   */
  MW_DIAGNOSIS_NO_XML = 38,
  /**
   * BlueHornet: the API user may not call this method.
   */
  MW_DIAGNOSIS_ACCESS_DENIED = 39,
  /**
   * OAuth: the refresh token.
   */
  MW_DIAGNOSIS_OAUTH_REFRESH_TOKEN = 40,
  /**
   * OAuth: the authorization code.
   */
  MW_DIAGNOSIS_OAUTH_CODE = 41,
  /**
   * OAuth: client id or secret.
   */
  MW_DIAGNOSIS_OAUTH_CLIENT = 42,
  /**
   * OAuth: the redirect address.
   */
  MW_DIAGNOSIS_OAUTH_REDIRECT_URI = 43,
  /**
   * OAuth: the grant type did not arrive.
   */
  MW_DIAGNOSIS_OAUTH_GRANT_TYPE = 44,
  /**
   * OAuth: the account.
   */
  MW_DIAGNOSIS_OAUTH_ACCOUNT = 45,
  /**
   * OAuth: the code verifier.
   */
  MW_DIAGNOSIS_OAUTH_CODE_VERIFIER = 46,
  /**
   * OAuth: the scopes.
   */
  MW_DIAGNOSIS_OAUTH_SCOPES = 47,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_diagnosis mw_diagnosis;
#else
typedef uint32_t mw_diagnosis;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What `mw_exchange_receive` came to.
 */
enum mw_event
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The input is used up; bring more.
   */
  MW_EVENT_NEED_MORE = 0,
  /**
   * A piece of a value that is handed out while reading. Call again: input may be left.
   */
  MW_EVENT_ROW = 1,
  /**
   * A call of a batch was answered: see `mw_exchange_call`. Call again: input may be left.
   */
  MW_EVENT_CALL = 2,
  /**
   * The reply is complete. What is left of the input follows it on the connection.
   */
  MW_EVENT_COMPLETE = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_event mw_event;
#else
typedef uint32_t mw_event;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Which rule the reply breaks. RFC 9112 for the framing, RFC 8259 for the JSON in it.
 */
enum mw_fault
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_FAULT_NONE = 0,
  /**
   * The first line is not an HTTP/1.x status line (RFC 9112 section 4).
   */
  MW_FAULT_STATUS_LINE = 1,
  /**
   * A field name is empty, has a forbidden character or a blank before its colon (section 5.1).
   */
  MW_FAULT_FIELD_NAME = 2,
  /**
   * A control character in a field value (RFC 9110 section 5.5).
   */
  MW_FAULT_FIELD_VALUE = 3,
  /**
   * A folded line (section 5.2): refused, as it allows to smuggle.
   */
  MW_FAULT_FOLDED_LINE = 4,
  /**
   * A line that does not end in CR LF: refused, for the same reason (section 2.2).
   */
  MW_FAULT_LINE_END = 5,
  /**
   * Content-Length is not a number or above 4 GiB (RFC 9110 section 8.6).
   */
  MW_FAULT_CONTENT_LENGTH = 6,
  /**
   * Two Content-Length values that differ (RFC 9112 section 6.3).
   */
  MW_FAULT_CONTENT_LENGTH_DIFFERS = 7,
  /**
   * A transfer coding other than chunked, which was not asked for (section 6.1).
   */
  MW_FAULT_TRANSFER_ENCODING = 8,
  /**
   * Content-Length together with Transfer-Encoding (section 6.1).
   */
  MW_FAULT_LENGTH_AND_CODING = 9,
  /**
   * A content coding, which was not asked for.
   */
  MW_FAULT_CONTENT_ENCODING = 10,
  /**
   * 101 Switching Protocols, which was not asked for.
   */
  MW_FAULT_UPGRADE = 11,
  /**
   * The head is longer than 16384 bytes.
   */
  MW_FAULT_HEAD_TOO_LONG = 12,
  /**
   * More fields than 100.
   */
  MW_FAULT_TOO_MANY_FIELDS = 13,
  /**
   * More interim replies than 8.
   */
  MW_FAULT_TOO_MANY_INTERIM = 14,
  /**
   * A chunk size that is not a number or above 4 GiB, or a broken chunk line (section 7.1).
   */
  MW_FAULT_CHUNK_SIZE = 15,
  /**
   * A chunk line longer than 64 bytes.
   */
  MW_FAULT_CHUNK_LINE_TOO_LONG = 16,
  /**
   * No line end behind a chunk (section 7.1).
   */
  MW_FAULT_CHUNK_END = 17,
  /**
   * More framing than content, beyond 16384 bytes.
   */
  MW_FAULT_CHUNK_OVERHEAD = 18,
  /**
   * The connection ended before the reply did.
   */
  MW_FAULT_TRUNCATED = 19,
  /**
   * The body is empty where a document was due.
   */
  MW_FAULT_BODY_EMPTY = 20,
  /**
   * The body is not JSON but something else: HTML or text.
   */
  MW_FAULT_BODY_KIND = 21,
  /**
   * The body breaks the JSON grammar.
   */
  MW_FAULT_JSON_SYNTAX = 22,
  /**
   * The body is not UTF-8.
   */
  MW_FAULT_JSON_UTF8 = 23,
  /**
   * A JSON escape that does not exist or half of a surrogate pair.
   */
  MW_FAULT_JSON_ESCAPE = 24,
  /**
   * A number that JSON does not know.
   */
  MW_FAULT_JSON_NUMBER = 25,
  /**
   * The JSON document nests too deep.
   */
  MW_FAULT_JSON_DEPTH = 26,
  /**
   * The body ended inside the JSON document.
   */
  MW_FAULT_JSON_TRUNCATED = 27,
  /**
   * The body breaks the XML grammar.
   */
  MW_FAULT_XML_SYNTAX = 28,
  /**
   * The XML is not UTF-8.
   */
  MW_FAULT_XML_UTF8 = 29,
  /**
   * A character that XML forbids.
   */
  MW_FAULT_XML_CHARACTER = 30,
  /**
   * An entity that is not predefined.
   */
  MW_FAULT_XML_ENTITY = 31,
  /**
   * A closing tag that does not fit.
   */
  MW_FAULT_XML_TAG_MISMATCH = 32,
  /**
   * The same attribute twice.
   */
  MW_FAULT_XML_ATTRIBUTE = 33,
  /**
   * A document type.
   */
  MW_FAULT_XML_DOCTYPE = 34,
  /**
   * A name that is too long.
   */
  MW_FAULT_XML_NAME_TOO_LONG = 35,
  /**
   * Elements nest too deep.
   */
  MW_FAULT_XML_DEPTH = 36,
  /**
   * An encoding that is not decoded.
   */
  MW_FAULT_XML_ENCODING = 37,
  /**
   * The body ended inside the XML document.
   */
  MW_FAULT_XML_TRUNCATED = 38,
  /**
   * The body breaks the grammar of serialized data.
   */
  MW_FAULT_PHP_SYNTAX = 39,
  /**
   * A text that does not end where its length says.
   */
  MW_FAULT_PHP_LENGTH = 40,
  /**
   * An object, a reference, or a key of another type.
   */
  MW_FAULT_PHP_TYPE = 41,
  /**
   * A count that is wrong or too large.
   */
  MW_FAULT_PHP_COUNT = 42,
  /**
   * Arrays nest too deep.
   */
  MW_FAULT_PHP_DEPTH = 43,
  /**
   * A text that is not UTF-8.
   */
  MW_FAULT_PHP_UTF8 = 44,
  /**
   * Something follows the data.
   */
  MW_FAULT_PHP_TRAILING = 45,
  /**
   * The body ended inside the data.
   */
  MW_FAULT_PHP_TRUNCATED = 46,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_fault mw_fault;
#else
typedef uint32_t mw_fault;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A value given by the caller.
 */
enum mw_field
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_FIELD_NONE = 0,
  /**
   * Host name of the service, with an optional port.
   */
  MW_FIELD_HOST = 1,
  /**
   * The value of the User-Agent header field.
   */
  MW_FIELD_USER_AGENT = 2,
  /**
   * The bearer token of the account.
   */
  MW_FIELD_TOKEN = 3,
  /**
   * The retired query key of the account.
   */
  MW_FIELD_QUERY_KEY = 4,
  /**
   * The content id of the email.
   */
  MW_FIELD_EMAIL_ID = 5,
  /**
   * The one recipient.
   */
  MW_FIELD_TO = 6,
  /**
   * The From header.
   */
  MW_FIELD_FROM = 7,
  /**
   * The dedupe key.
   */
  MW_FIELD_SEND_ID = 8,
  /**
   * A Reply-To address.
   */
  MW_FIELD_REPLY_TO = 9,
  /**
   * A cc address.
   */
  MW_FIELD_CC = 10,
  /**
   * A bcc address.
   */
  MW_FIELD_BCC = 11,
  /**
   * The name of a contact property.
   */
  MW_FIELD_CONTACT_PROPERTY_NAME = 12,
  /**
   * The value of a contact property.
   */
  MW_FIELD_CONTACT_PROPERTY_VALUE = 13,
  /**
   * The name of a custom property.
   */
  MW_FIELD_CUSTOM_PROPERTY_NAME = 14,
  /**
   * The value of a custom property.
   */
  MW_FIELD_CUSTOM_PROPERTY_VALUE = 15,
  /**
   * The key of a send status query.
   */
  MW_FIELD_STATUS_ID = 16,
  /**
   * The OAuth client id.
   */
  MW_FIELD_CLIENT_ID = 17,
  /**
   * The OAuth client secret.
   */
  MW_FIELD_CLIENT_SECRET = 18,
  /**
   * The OAuth refresh token.
   */
  MW_FIELD_REFRESH_TOKEN = 19,
  /**
   * The OAuth authorization code.
   */
  MW_FIELD_AUTHORIZATION_CODE = 20,
  /**
   * The OAuth redirect address.
   */
  MW_FIELD_REDIRECT_URI = 21,
  /**
   * The OAuth code verifier (RFC 7636).
   */
  MW_FIELD_CODE_VERIFIER = 22,
  /**
   * A request target (RFC 9112 section 3.2).
   */
  MW_FIELD_TARGET = 23,
  /**
   * A header field name.
   */
  MW_FIELD_FIELD_NAME = 24,
  /**
   * A header field value.
   */
  MW_FIELD_FIELD_VALUE = 25,
  /**
   * The API key of a BlueHornet API user.
   */
  MW_FIELD_API_KEY = 26,
  /**
   * The shared secret of a BlueHornet API user.
   */
  MW_FIELD_SHARED_SECRET = 27,
  /**
   * The name of a method.
   */
  MW_FIELD_METHOD_NAME = 28,
  /**
   * The calls of a batch.
   */
  MW_FIELD_CALLS = 29,
  /**
   * The name of an argument.
   */
  MW_FIELD_ARGUMENT_NAME = 30,
  /**
   * The value of an argument.
   */
  MW_FIELD_ARGUMENT_VALUE = 31,
  /**
   * The name of a template variable.
   */
  MW_FIELD_VARIABLE_NAME = 32,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_field mw_field;
#else
typedef uint32_t mw_field;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The methods the providers use.
 */
enum mw_http_method
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_HTTP_METHOD_NONE = 0,
  /**
   * GET.
   */
  MW_HTTP_METHOD_GET = 1,
  /**
   * POST.
   */
  MW_HTTP_METHOD_POST = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_http_method mw_http_method;
#else
typedef uint32_t mw_http_method;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The kind of a HubSpot credential.
 */
enum mw_hubspot_credential
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * A bearer token: an OAuth access token, a private app token or a service key.
   */
  MW_HUBSPOT_CREDENTIAL_BEARER = 0,
  /**
   * None, for the OAuth calls: they carry theirs in the body.
   */
  MW_HUBSPOT_CREDENTIAL_NONE = 1,
  /**
   * **Retired.** The query key of version 1, which stopped working on 2022-11-30. It stands in the address, where
   * proxies and logs see it. Only for old stand-ins of the service, and only with `MW_HUBSPOT_VERSION_V1`.
   */
  MW_HUBSPOT_CREDENTIAL_RETIRED_V1_QUERY_KEY = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_hubspot_credential mw_hubspot_credential;
#else
typedef uint32_t mw_hubspot_credential;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A version of the token call. The default is the newest dated one.
 */
enum mw_hubspot_oauth_version
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The default: 2026-09.
   */
  MW_HUBSPOT_OAUTH_VERSION_DEFAULT = 0,
  /**
   * Switched off on 2027-02-16.
   */
  MW_HUBSPOT_OAUTH_VERSION_V1 = 1,
  /**
   * Since January 2026.
   */
  MW_HUBSPOT_OAUTH_VERSION_V3 = 2,
  /**
   * Dated version of March 2026.
   */
  MW_HUBSPOT_OAUTH_VERSION_DATED_2026_03 = 3,
  /**
   * Dated version of September 2026.
   */
  MW_HUBSPOT_OAUTH_VERSION_DATED_2026_09 = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_hubspot_oauth_version mw_hubspot_oauth_version;
#else
typedef uint32_t mw_hubspot_oauth_version;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Who has to act on a result.
 */
enum mw_hubspot_result_class
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_HUBSPOT_RESULT_CLASS_NONE = 0,
  /**
   * Taken over; stop.
   */
  MW_HUBSPOT_RESULT_CLASS_ACCEPTED = 1,
  /**
   * A repeat of an earlier send; stop and say so.
   */
  MW_HUBSPOT_RESULT_CLASS_DUPLICATE = 2,
  /**
   * Back off and repeat with the same `sendId`.
   */
  MW_HUBSPOT_RESULT_CLASS_TRANSIENT = 3,
  /**
   * The caller must change the call or the template.
   */
  MW_HUBSPOT_RESULT_CLASS_REQUEST = 4,
  /**
   * This address must not be tried again by machine.
   */
  MW_HUBSPOT_RESULT_CLASS_RECIPIENT = 5,
  /**
   * The recipient's consent is missing; not again by machine.
   */
  MW_HUBSPOT_RESULT_CLASS_CONSENT = 6,
  /**
   * An administrator of the account must act.
   */
  MW_HUBSPOT_RESULT_CLASS_ACCOUNT = 7,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_hubspot_result_class mw_hubspot_result_class;
#else
typedef uint32_t mw_hubspot_result_class;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A version of single send. The default is the newest dated one.
 *
 * HubSpot publishes a dated version each March and September and supports it for 18 months; v1 and v3 become
 * unsupported in September 2027, v4 on 2027-03-30.
 */
enum mw_hubspot_version
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The default: 2026-09.
   */
  MW_HUBSPOT_VERSION_DEFAULT = 0,
  /**
   * Synchronous; properties as lists. The only version that ever took a query key.
   */
  MW_HUBSPOT_VERSION_V1 = 1,
  /**
   * Asynchronous; properties as maps.
   */
  MW_HUBSPOT_VERSION_V3 = 2,
  /**
   * **Marketing** single send: it makes the recipient a marketing contact, which is billed, and subscription rules
   * apply. Needs Marketing Hub Enterprise.
   */
  MW_HUBSPOT_VERSION_V4_MARKETING = 3,
  /**
   * Dated version of September 2025.
   */
  MW_HUBSPOT_VERSION_DATED_2025_09 = 4,
  /**
   * Dated version of March 2026.
   */
  MW_HUBSPOT_VERSION_DATED_2026_03 = 5,
  /**
   * Dated version of September 2026.
   */
  MW_HUBSPOT_VERSION_DATED_2026_09 = 6,
  /**
   * Dated **marketing** single send of March 2026: recipients become marketing contacts, as in v4.
   */
  MW_HUBSPOT_VERSION_DATED_2026_03_MARKETING = 7,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_hubspot_version mw_hubspot_version;
#else
typedef uint32_t mw_hubspot_version;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The four kinds. They decide what may be done next; `mw_retry_decide` knows how.
 */
enum mw_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_KIND_NONE = 0,
  /**
   * The service took the message over.
   */
  MW_KIND_ACCEPTED = 1,
  /**
   * Surely not done, and the same request never will be.
   */
  MW_KIND_REJECTED = 2,
  /**
   * Surely not done, and it may be tried again.
   */
  MW_KIND_DEFERRED = 3,
  /**
   * It may have been done: the request was handed over, and no complete, readable answer came.
   */
  MW_KIND_UNKNOWN = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_kind mw_kind;
#else
typedef uint32_t mw_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What was too small.
 */
enum mw_limit
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_LIMIT_NONE = 0,
  /**
   * The buffer lent to `mw_exchange_transmit` has no room at all.
   */
  MW_LIMIT_BUFFER = 1,
  /**
   * A request can be at most 2 GiB.
   */
  MW_LIMIT_REQUEST = 2,
  /**
   * The scratch buffer for decoded texts.
   */
  MW_LIMIT_TEXT_BUFFER = 3,
  /**
   * The slots for the items of lists.
   */
  MW_LIMIT_TEXT_SLOTS = 4,
  /**
   * The slots for properties.
   */
  MW_LIMIT_PROPERTY_SLOTS = 5,
  /**
   * The buffer for a serialized value.
   */
  MW_LIMIT_JSON_BUFFER = 6,
  /**
   * A batch has too many calls.
   */
  MW_LIMIT_CALLS = 7,
  /**
   * The room for a received token.
   */
  MW_LIMIT_TOKEN_BUFFER = 8,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_limit mw_limit;
#else
typedef uint32_t mw_limit;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How the library was called wrongly.
 */
enum mw_misuse
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_MISUSE_NONE = 0,
  /**
   * `mw_exchange_receive` before a byte of the request was handed over.
   */
  MW_MISUSE_NOTHING_SENT = 1,
  /**
   * `mw_exchange_advance` by more than `mw_exchange_transmit` had offered.
   */
  MW_MISUSE_ADVANCED_TOO_FAR = 2,
  /**
   * The exchange has ended; use a new one.
   */
  MW_MISUSE_ENDED = 3,
  /**
   * The memory of the message or the account changed while the request was being sent. This one ends the exchange:
   * what was sent and what is left do not fit together.
   */
  MW_MISUSE_MESSAGE_CHANGED = 4,
  /**
   * The end of a reply without its status.
   */
  MW_MISUSE_NO_STATUS = 5,
  /**
   * The verbs of an exchange over bytes and those of a host that frames replies itself were mixed.
   */
  MW_MISUSE_LEVELS_MIXED = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_misuse mw_misuse;
#else
typedef uint32_t mw_misuse;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What is wrong with a value.
 */
enum mw_problem
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_PROBLEM_NONE = 0,
  /**
   * Nothing is there, and something must be.
   */
  MW_PROBLEM_EMPTY = 1,
  /**
   * Longer than the field may be.
   */
  MW_PROBLEM_TOO_LONG = 2,
  /**
   * A byte that the field forbids, such as a line end or a blank.
   */
  MW_PROBLEM_FORBIDDEN = 3,
  /**
   * Not UTF-8.
   */
  MW_PROBLEM_NOT_UTF8 = 4,
  /**
   * Not one JSON value.
   */
  MW_PROBLEM_NOT_JSON = 5,
  /**
   * Outside the numbers the field allows.
   */
  MW_PROBLEM_OUT_OF_RANGE = 6,
  /**
   * The name occurs twice.
   */
  MW_PROBLEM_DUPLICATE = 7,
  /**
   * Not an address: no `@`, or nothing on one side of it.
   */
  MW_PROBLEM_NOT_AN_ADDRESS = 8,
  /**
   * More than one address where exactly one goes.
   */
  MW_PROBLEM_SEVERAL_ADDRESSES = 9,
  /**
   * A scheme or a path where only `host` or `host:port` goes. The connection is always TLS.
   */
  MW_PROBLEM_NOT_A_HOST = 10,
  /**
   * Not a text, and the field takes texts only.
   */
  MW_PROBLEM_NOT_TEXT = 11,
  /**
   * Not a JSON object.
   */
  MW_PROBLEM_NOT_AN_OBJECT = 12,
  /**
   * An argument that the method requires is not there.
   */
  MW_PROBLEM_MISSING_ARGUMENT = 13,
  /**
   * None of the arguments of which the method requires one is there; the first of them.
   */
  MW_PROBLEM_MISSING_ONE_OF = 14,
  /**
   * The method must be alone in its request.
   */
  MW_PROBLEM_MUST_BE_ALONE = 15,
  /**
   * The method answers in XML only.
   */
  MW_PROBLEM_XML_ONLY = 16,
  /**
   * Nested deeper than arguments may be.
   */
  MW_PROBLEM_TOO_DEEP = 17,
  /**
   * The version in use does not have this field or this form of it.
   */
  MW_PROBLEM_NOT_IN_THIS_VERSION = 18,
  /**
   * A HubSpot API key (UUID form), retired since 2022-11-30. Use a private app token or OAuth.
   */
  MW_PROBLEM_IS_API_KEY = 19,
  /**
   * The user name of an SMTP token. It works for SMTP submission only.
   */
  MW_PROBLEM_IS_SMTP_TOKEN = 20,
  /**
   * A personal access key of the command line tool. It must be exchanged for an access token first.
   */
  MW_PROBLEM_IS_PERSONAL_ACCESS_KEY = 21,
  /**
   * A private app token where the retired query key goes. It is a bearer token.
   */
  MW_PROBLEM_IS_BEARER_TOKEN = 22,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_problem mw_problem;
#else
typedef uint32_t mw_problem;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Why the outcome is of its kind.
 */
enum mw_reason
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_REASON_NONE = 0,
  /**
   * Accepted: the send is under way. Ask for its status.
   */
  MW_REASON_PENDING = 1,
  /**
   * Accepted: handed to the mail system. Not proof of delivery.
   */
  MW_REASON_SENT = 2,
  /**
   * Accepted: goes out as the queue drains. Do not send again.
   */
  MW_REASON_QUEUED = 3,
  /**
   * Accepted: the dedupe key was used before, nothing new was sent; the earlier send stands.
   */
  MW_REASON_DUPLICATE_IGNORED = 4,
  /**
   * Accepted: an access token was issued.
   */
  MW_REASON_TOKEN_ISSUED = 5,
  /**
   * Accepted: done.
   */
  MW_REASON_DONE = 6,
  /**
   * Accepted: a task was created that does it later.
   */
  MW_REASON_TASK_CREATED = 7,
  /**
   * Accepted: a draft was created; a second step sends it.
   */
  MW_REASON_DRAFT_CREATED = 8,
  /**
   * Rejected: the request could not be built; the error says why. Nothing was sent.
   */
  MW_REASON_REQUEST_INVALID = 9,
  /**
   * Rejected: the dedupe key was used before for something else.
   */
  MW_REASON_DUPLICATE_CONFLICT = 10,
  /**
   * Rejected: the send was canceled.
   */
  MW_REASON_CANCELED = 11,
  /**
   * Rejected: the call or the template must change.
   */
  MW_REASON_REQUEST_REFUSED = 12,
  /**
   * Rejected: this address must not be tried again by machine.
   */
  MW_REASON_RECIPIENT_REFUSED = 13,
  /**
   * Rejected: the recipient did not consent, or took the consent back.
   */
  MW_REASON_CONSENT_MISSING = 14,
  /**
   * Rejected: an administrator of the account must act.
   */
  MW_REASON_ACCOUNT_REFUSED = 15,
  /**
   * Rejected: a result this version does not know; its text is the provider code.
   */
  MW_REASON_RESULT_UNRECOGNIZED = 16,
  /**
   * Rejected: 400.
   */
  MW_REASON_BAD_REQUEST = 17,
  /**
   * Rejected: 401.
   */
  MW_REASON_UNAUTHORIZED = 18,
  /**
   * Rejected: 403.
   */
  MW_REASON_FORBIDDEN = 19,
  /**
   * Rejected: 404.
   */
  MW_REASON_NOT_FOUND = 20,
  /**
   * Rejected: 405.
   */
  MW_REASON_METHOD_NOT_ALLOWED = 21,
  /**
   * Rejected: 409.
   */
  MW_REASON_CONFLICT = 22,
  /**
   * Rejected: 415.
   */
  MW_REASON_UNSUPPORTED_MEDIA_TYPE = 23,
  /**
   * Rejected: another 4xx.
   */
  MW_REASON_CLIENT_ERROR = 24,
  /**
   * Rejected: an argument that the method requires is missing or blank.
   */
  MW_REASON_MISSING_VARIABLES = 25,
  /**
   * Rejected: no such template, or it is not active.
   */
  MW_REASON_INVALID_TEMPLATE = 26,
  /**
   * Rejected: no such IP binding.
   */
  MW_REASON_INVALID_BINDING = 27,
  /**
   * Rejected: the document did not arrive.
   */
  MW_REASON_NO_XML = 28,
  /**
   * Rejected: the address of the caller is not on the whitelist.
   */
  MW_REASON_IP_NOT_WHITELISTED = 29,
  /**
   * Rejected: no such method.
   */
  MW_REASON_UNKNOWN_METHOD = 30,
  /**
   * Rejected: the action was not taken; the text says why.
   */
  MW_REASON_ACTION_NOT_TAKEN = 31,
  /**
   * Rejected: refused; the text says why.
   */
  MW_REASON_REFUSED = 32,
  /**
   * Rejected: a call of a batch was not executed, because an earlier one failed.
   */
  MW_REASON_NOT_EXECUTED = 33,
  /**
   * Rejected: a redirect. It is never followed: a token would leave for another host.
   */
  MW_REASON_REDIRECT = 34,
  /**
   * Deferred: the provider could not take it just now.
   */
  MW_REASON_TRANSIENT = 35,
  /**
   * Deferred: 429.
   */
  MW_REASON_RATE_LIMITED = 36,
  /**
   * Deferred: 477, the account is moving between data centres.
   */
  MW_REASON_MIGRATING = 37,
  /**
   * Deferred: 423.
   */
  MW_REASON_LOCKED = 38,
  /**
   * Deferred: the edge could not reach the service (521, 522, 523).
   */
  MW_REASON_EDGE_UNREACHABLE = 39,
  /**
   * Deferred: the edge could not route or verify the service (525, 526, 530). Do not loop.
   */
  MW_REASON_EDGE_CONFIGURATION = 40,
  /**
   * Deferred: the last byte of the request was not handed over.
   */
  MW_REASON_NOT_SENT = 41,
  /**
   * Unknown: the service failed (5xx) and may have sent.
   */
  MW_REASON_SERVER_ERROR = 42,
  /**
   * Unknown: a success without a result.
   */
  MW_REASON_NO_RESULT = 43,
  /**
   * Unknown: a status this version does not know; its text is the detail.
   */
  MW_REASON_STATUS_UNRECOGNIZED = 44,
  /**
   * Unknown: a success that cannot be read.
   */
  MW_REASON_MALFORMED_REPLY = 45,
  /**
   * Unknown: the reply began and did not end.
   */
  MW_REASON_INCOMPLETE_REPLY = 46,
  /**
   * Unknown: a call of a batch has no answer.
   */
  MW_REASON_NO_ANSWER = 47,
  /**
   * Unknown: no reply at all.
   */
  MW_REASON_NO_REPLY = 48,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_reason mw_reason;
#else
typedef uint32_t mw_reason;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * When the provider wants to be asked again.
 */
enum mw_retry_after
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * It did not say.
   */
  MW_RETRY_AFTER_NONE = 0,
  /**
   * `retry_after` seconds after the reply.
   */
  MW_RETRY_AFTER_SECONDS = 1,
  /**
   * At `retry_after`, in seconds since 1970-01-01T00:00:00Z, for a host with a clock.
   */
  MW_RETRY_AFTER_DATE = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_retry_after mw_retry_after;
#else
typedef uint32_t mw_retry_after;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The name of a value that is handed out.
 */
enum mw_row_name
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_ROW_NAME_NONE = 0,
  /**
   * OAuth: the access token.
   */
  MW_ROW_NAME_ACCESS_TOKEN = 1,
  /**
   * OAuth: the refresh token to keep from now on.
   */
  MW_ROW_NAME_REFRESH_TOKEN = 2,
  /**
   * OAuth: how long the access token works, in seconds.
   */
  MW_ROW_NAME_EXPIRES_IN = 3,
  /**
   * A value whose path tells more.
   */
  MW_ROW_NAME_VALUE = 4,
  /**
   * A body that passes through.
   */
  MW_ROW_NAME_FILE = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_row_name mw_row_name;
#else
typedef uint32_t mw_row_name;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * When something failed.
 */
enum mw_stage
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing failed.
   */
  MW_STAGE_NONE = 0,
  /**
   * While an account or an operation was checked: nothing has left.
   */
  MW_STAGE_CONFIGURE = 1,
  /**
   * While the request was written.
   */
  MW_STAGE_TRANSMIT = 2,
  /**
   * While the reply was read.
   */
  MW_STAGE_RECEIVE = 3,
  /**
   * Anywhere else.
   */
  MW_STAGE_OTHER = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_stage mw_stage;
#else
typedef uint32_t mw_stage;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Why not to try again.
 */
enum mw_stop
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_STOP_NONE = 0,
  /**
   * It was accepted.
   */
  MW_STOP_DONE = 1,
  /**
   * It was rejected: the same request never will be accepted.
   */
  MW_STOP_REJECTED = 2,
  /**
   * It may have been sent, and the provider would not notice a repeat.
   */
  MW_STOP_MAY_HAVE_BEEN_SENT = 3,
  /**
   * The schedule allows no more attempts.
   */
  MW_STOP_ATTEMPTS_USED_UP = 4,
  /**
   * The provider asks for a wait longer than the schedule allows.
   */
  MW_STOP_WAIT_TOO_LONG = 5,
  /**
   * The provider names a date, and only a host with a clock can wait for it.
   */
  MW_STOP_AT_DATE = 6,
  /**
   * The daily limit is used up: not before it is reset.
   */
  MW_STOP_DAILY_LIMIT = 7,
  /**
   * Somebody has to set something right: a token, or TLS between edge and service.
   */
  MW_STOP_CONFIGURATION = 8,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_stop mw_stop;
#else
typedef uint32_t mw_stop;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The kind of a property's value.
 */
enum mw_value
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * `text`. The only kind contact properties take.
   */
  MW_VALUE_TEXT = 0,
  /**
   * `integer`.
   */
  MW_VALUE_INTEGER = 1,
  /**
   * `integer`: false where it is 0.
   */
  MW_VALUE_BOOLEAN = 2,
  /**
   * `null`.
   */
  MW_VALUE_NULL = 3,
  /**
   * `text` is one JSON value, checked before it is sent: a list, an object, a fraction.
   */
  MW_VALUE_JSON = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_value mw_value;
#else
typedef uint32_t mw_value;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What an exchange needs next.
 */
enum mw_wants
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * It is over; see the outcome.
   */
  MW_WANTS_NOTHING = 0,
  /**
   * Bytes of the request are to be sent: `mw_exchange_transmit`, then `mw_exchange_advance`.
   */
  MW_WANTS_TRANSMIT = 1,
  /**
   * Bytes of the reply are to be read: `mw_exchange_receive`.
   */
  MW_WANTS_RECEIVE = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_wants mw_wants;
#else
typedef int32_t mw_wants;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What is wrong with an entry.
 */
enum mw_whitelist_fault
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * Nothing, or not applicable.
   */
  MW_WHITELIST_FAULT_NONE = 0,
  /**
   * No address where one should be; at the byte that is not part of one.
   */
  MW_WHITELIST_FAULT_ADDRESS = 1,
  /**
   * A number above 255; at its first digit.
   */
  MW_WHITELIST_FAULT_OCTET = 2,
  /**
   * A number with a leading zero, which others read as octal; at that zero.
   */
  MW_WHITELIST_FAULT_LEADING_ZERO = 3,
  /**
   * A prefix that is no number up to 32; at its first digit.
   */
  MW_WHITELIST_FAULT_PREFIX = 4,
  /**
   * A range whose end is before its beginning; at the end address.
   */
  MW_WHITELIST_FAULT_RANGE_REVERSED = 5,
  /**
   * An IPv6 address; at its first byte.
   */
  MW_WHITELIST_FAULT_IPV6 = 6,
  /**
   * Something behind an entry; at its first byte.
   */
  MW_WHITELIST_FAULT_TRAILING = 7,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum mw_whitelist_fault mw_whitelist_fault;
#else
typedef uint32_t mw_whitelist_fault;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Bytes that somebody else owns: a text in UTF-8, without a NUL behind it. (NULL, 0) is the empty text.
 */
typedef struct mw_slice {
  /**
   * The first byte; NULL only where `length` is 0.
   */
  const uint8_t *data;
  /**
   * How many bytes.
   */
  size_t length;
} mw_slice;

/**
 * An API user of a BlueHornet account. Call `mw_bluehornet_account_default`, then set key and secret. Everything is
 * borrowed from the init of an exchange until it is cleared or not used any more.
 */
typedef struct mw_bluehornet_account {
  /**
   * `sizeof(mw_bluehornet_account)`.
   */
  uint32_t size;
  /**
   * The form of replies: an `mw_bluehornet_response_type`; XML by default.
   */
  uint32_t response_type;
  /**
   * How documents travel: an `mw_bluehornet_carriage`; as a form field by default.
   */
  uint32_t carriage;
  /**
   * Not 0: the calls of a batch behind a failing one are executed all the same.
   */
  uint32_t no_halt;
  /**
   * The API key: 1 to 256 bytes of visible ASCII, as the secret.
   */
  struct mw_slice api_key;
  /**
   * The shared secret.
   */
  struct mw_slice shared_secret;
  /**
   * Another host than `echo.bluehornet.com`: `host` or `host:port`, at most 255 bytes. Empty: the default.
   */
  struct mw_slice host;
  /**
   * Another User-Agent than `mailwire/` and the version: visible ASCII and blanks between. Empty: the default.
   */
  struct mw_slice user_agent;
} mw_bluehornet_account;

/**
 * A name and its value. All zero but name and text is a text.
 */
typedef struct mw_argument {
  /**
   * The name of its element: ASCII letters, digits, `_ - .`, at most 64 bytes.
   */
  struct mw_slice name;
  /**
   * The value, for `MW_ARGUMENT_KIND_TEXT` and `MW_ARGUMENT_KIND_TEMPLATE`.
   */
  struct mw_slice text;
  /**
   * The plain version, for `MW_ARGUMENT_KIND_TEMPLATE`.
   */
  struct mw_slice plain;
  /**
   * The elements, for `MW_ARGUMENT_KIND_NESTED` and `MW_ARGUMENT_KIND_LIST`; at most six deep. NULL only where
   * `item_count` is 0.
   */
  const struct mw_argument *items;
  /**
   * How many elements.
   */
  size_t item_count;
  /**
   * The value, for numbers, booleans and dates.
   */
  int64_t number;
  /**
   * Which kind: an `mw_argument_kind`.
   */
  uint32_t kind;
} mw_argument;

/**
 * Arguments; the caller owns the array and what it points to. (NULL, 0) is none.
 */
typedef struct mw_arguments {
  /**
   * The first item; NULL only where `count` is 0.
   */
  const struct mw_argument *items;
  /**
   * How many items.
   */
  size_t count;
} mw_arguments;

/**
 * A call of a method.
 */
typedef struct mw_bluehornet_call {
  /**
   * The name of the method, such as `transactional.sendTransaction`.
   */
  struct mw_slice method;
  /**
   * Its arguments. Required ones must be there, unknown ones are allowed.
   */
  struct mw_arguments arguments;
  /**
   * Variables of a template, for methods that take them: lower case names without a clash with an argument. Their
   * values are data and never read as template text.
   */
  struct mw_arguments variables;
  /**
   * Not 0: the method need not be one of the table; then nothing but the grammar is checked.
   */
  uint32_t is_custom;
} mw_bluehornet_call;

/**
 * One request with one call or several, at most 64. Call `mw_bluehornet_batch_default` first. Borrowed as the account
 * is. BlueHornet has no dedupe key: an attempt of unknown outcome is never repeated by machine.
 */
typedef struct mw_bluehornet_batch {
  /**
   * `sizeof(mw_bluehornet_batch)`.
   */
  uint32_t size;
  /**
   * The first call.
   */
  const struct mw_bluehornet_call *calls;
  /**
   * How many calls.
   */
  size_t count;
} mw_bluehornet_batch;

/**
 * The context of one exchange: allocated by the caller, anywhere. It owns nothing, so it may be moved by copying its
 * bytes, dropped without a call, and initialised anew at any time. One owner at a time; no function keeps a pointer to
 * it. `mw_exchange_clear` wipes it.
 */
typedef struct mw_exchange {
  /**
   * Of no concern to the caller.
   */
  uint64_t opaque[MW_EXCHANGE_WORDS];
} mw_exchange;

/**
 * What was wrong: a plain record without pointers into anything that ends. Every function that can fail fills it in if it is
 * given one; it is not touched where all went well. What does not apply is 0.
 */
typedef struct mw_failure {
  /**
   * What the function answered: an `mw_status`.
   */
  int32_t status;
  /**
   * When: an `mw_stage`.
   */
  uint32_t stage;
  /**
   * Config: which value, an `mw_field`.
   */
  uint32_t field;
  /**
   * Config: what is wrong with it, an `mw_problem`.
   */
  uint32_t problem;
  /**
   * Capacity: what was too small, an `mw_limit`.
   */
  uint32_t limit;
  /**
   * Peer: which rule the reply breaks, an `mw_fault`.
   */
  uint32_t fault;
  /**
   * Misuse: which rule was broken, an `mw_misuse`.
   */
  uint32_t misuse;
  /**
   * Config: where the field is a list its index, from 0; in a BlueHornet batch the index of the call, but
   * for the name of a variable that of the variable.
   */
  uint32_t item;
  /**
   * Config: the byte at fault, from 0. Peer: the place in the reply, in bytes from its start.
   */
  uint32_t offset;
  /**
   * Capacity: how much would have been enough. Config, too long: how long the value is. In bytes, or in items for
   * limits that count items.
   */
  uint32_t needed;
  /**
   * Capacity: how much there was. Config, too long: how long it may be.
   */
  uint32_t available;
  /**
   * Transport: what the callback answered, as it was.
   */
  int64_t transport_code;
  /**
   * The HTTP status of the reply, as far as it is known.
   */
  uint32_t http_status;
  /**
   * Config, missing argument: its name; else empty. Static.
   */
  struct mw_slice argument;
} mw_failure;

/**
 * A documented method of the BlueHornet API.
 */
typedef struct mw_bluehornet_method {
  /**
   * Its name on the wire. Static, as all that follows.
   */
  struct mw_slice name;
  /**
   * How many arguments it requires.
   */
  size_t required_count;
  /**
   * Of how many arguments it requires one; 0 if there is no such group.
   */
  size_t one_of_count;
  /**
   * How many other arguments are known. The lists are not complete: unknown arguments are allowed.
   */
  size_t optional_count;
  /**
   * Where the data of its reply sits: an `mw_bluehornet_data_place`.
   */
  uint32_t data;
  /**
   * It must be the only call of its request.
   */
  bool is_alone;
  /**
   * It answers in XML only.
   */
  bool is_xml_only;
  /**
   * It takes template variables.
   */
  bool has_variables;
} mw_bluehornet_method;

/**
 * Whom to connect to.
 */
typedef struct mw_server {
  /**
   * The name or address alone, for name resolution, SNI and certificate checks; `mw_copy_text` puts a NUL behind it. It
   * points into the account or is static.
   */
  struct mw_slice name;
  /**
   * The port; 443 unless the account says otherwise.
   */
  uint16_t port;
} mw_server;

/**
 * The lengths of a request, in bytes.
 */
typedef struct mw_lengths {
  /**
   * Head and body.
   */
  uint32_t request;
  /**
   * The body alone.
   */
  uint32_t body;
} mw_lengths;

/**
 * What keeps a repeat of an operation from doing the same thing twice.
 */
typedef struct mw_dedupe {
  /**
   * How: an `mw_dedupe_kind`.
   */
  uint32_t kind;
  /**
   * How long the provider remembers the key, in seconds; 0: it does not say.
   */
  uint32_t window_s;
  /**
   * The key; it points into the operation.
   */
  struct mw_slice key;
  /**
   * Where the key goes in the request. Static.
   */
  struct mw_slice place;
} mw_dedupe;

/**
 * A piece of a value that is handed out while the reply is read, because it has no bound or because it is a secret.
 */
typedef struct mw_row {
  /**
   * The name of the value: an `mw_row_name`. `MW_ROW_NAME_VALUE` has a path: see `mw_exchange_path`.
   */
  uint32_t name;
  /**
   * The place of the item in the reply that it belongs to, from 1; 0 where a reply has no items.
   */
  uint32_t item;
  /**
   * The piece: UTF-8, maybe cut inside a character. It points into the input or into the context, and is valid until
   * either changes or moves.
   */
  struct mw_slice piece;
  /**
   * 1 if the value is complete with this piece, else 0. A value that never gets there is not one: a row of another name
   * or path, a call, or the end of the reply takes its place.
   */
  uint32_t is_last;
} mw_row;

/**
 * What became of input.
 */
typedef struct mw_received {
  /**
   * How many bytes of the input were consumed. The rest is to be given again, unless the event is
   * `MW_EVENT_COMPLETE`: then it follows the reply on the connection.
   */
  size_t consumed;
  /**
   * What happened: an `mw_event`.
   */
  uint32_t event;
  /**
   * The row of `MW_EVENT_ROW`; else all zero.
   */
  struct mw_row row;
} mw_received;

/**
 * A HubSpot account. Call `mw_hubspot_account_default`, then set what differs. Everything is borrowed from the init of
 * an exchange until it is cleared or not used any more.
 */
typedef struct mw_hubspot_account {
  /**
   * `sizeof(mw_hubspot_account)`.
   */
  uint32_t size;
  /**
   * Which kind of credential: an `mw_hubspot_credential`; a bearer token by default.
   */
  uint32_t credential_kind;
  /**
   * The credential: at most 2048 bytes of what RFC 6750 section 2.1 allows in a token. White space around it is left
   * out.
   */
  struct mw_slice credential;
  /**
   * Another host than `api.hubapi.com`: `host` or `host:port`, at most 255 bytes. Empty: the default.
   */
  struct mw_slice host;
  /**
   * Another User-Agent than `mailwire/` and the version: visible ASCII and blanks between. Empty: the default.
   */
  struct mw_slice user_agent;
} mw_hubspot_account;

/**
 * A list of texts; the caller owns the array and the texts. (NULL, 0) is the empty list.
 */
typedef struct mw_slices {
  /**
   * The first item; NULL only where `count` is 0.
   */
  const struct mw_slice *items;
  /**
   * How many items.
   */
  size_t count;
} mw_slices;

/**
 * A name and its value. All zero but name and text is a text.
 */
typedef struct mw_property {
  /**
   * The internal name, such as `firstname`: 1 to 256 bytes of UTF-8 without controls. Names must differ.
   */
  struct mw_slice name;
  /**
   * The value, for `MW_VALUE_TEXT` and `MW_VALUE_JSON`.
   */
  struct mw_slice text;
  /**
   * The value, for `MW_VALUE_INTEGER` and `MW_VALUE_BOOLEAN`.
   */
  int64_t integer;
  /**
   * Which kind: an `mw_value`.
   */
  uint32_t kind;
} mw_property;

/**
 * Properties; the caller owns the array and what it points to. (NULL, 0) is none.
 */
typedef struct mw_properties {
  /**
   * The first item; NULL only where `count` is 0.
   */
  const struct mw_property *items;
  /**
   * How many items.
   */
  size_t count;
  /**
   * In place of items: one JSON object as it stands, checked before it is sent; its members are the properties.
   * Empty where there are items.
   */
  struct mw_slice object;
} mw_properties;

/**
 * One templated email to one recipient. Call `mw_hubspot_single_send_default`, then set what differs; `email_id` and
 * `to` are required. Everything is borrowed as the account is.
 */
typedef struct mw_hubspot_single_send {
  /**
   * `sizeof(mw_hubspot_single_send)`.
   */
  uint32_t size;
  /**
   * An `mw_hubspot_version`; 0 is the newest dated one.
   */
  uint32_t version;
  /**
   * The id of an email that lives in HubSpot: 1 to 2^63-1.
   */
  uint64_t email_id;
  /**
   * The one recipient: an address, with a display name or without, at most 512 bytes of UTF-8.
   */
  struct mw_slice to;
  /**
   * The From header, `Name <address>` allowed. Empty: that of the email.
   */
  struct mw_slice from;
  /**
   * The dedupe key: 1 to 100 characters of `A-Z a-z 0-9 . _ -`; at most one email is sent for each key and account.
   * Empty: none, and then a send of unknown outcome is never repeated by machine. Derive it from the event, before
   * the first attempt, never from the clock.
   */
  struct mw_slice send_id;
  /**
   * Where answers go.
   */
  struct mw_slices reply_to;
  /**
   * Who gets a copy.
   */
  struct mw_slices cc;
  /**
   * Who gets a hidden copy.
   */
  struct mw_slices bcc;
  /**
   * Properties that are **written to the contact**; texts only.
   */
  struct mw_properties contact;
  /**
   * Properties for this email alone.
   */
  struct mw_properties custom;
} mw_hubspot_single_send;

/**
 * Asks for the status of a send. Call `mw_hubspot_send_status_default` first. Borrowed as the account is.
 */
typedef struct mw_hubspot_send_status {
  /**
   * `sizeof(mw_hubspot_send_status)`.
   */
  uint32_t size;
  /**
   * The `status_id` of the outcome of a send: opaque, at most 255 bytes. It must not lie in the context that is used for
   * the question: copy it first, it has at most `MW_STATUS_ID_SIZE` bytes.
   */
  struct mw_slice status_id;
} mw_hubspot_send_status;

/**
 * A new access token for a refresh token. The reply's tokens are handed out as rows: see `mw_hubspot_tokens`. Call
 * `mw_hubspot_refresh_token_default` first. Borrowed as the account is.
 */
typedef struct mw_hubspot_refresh_token {
  /**
   * `sizeof(mw_hubspot_refresh_token)`.
   */
  uint32_t size;
  /**
   * An `mw_hubspot_oauth_version`; 0 is the newest dated one.
   */
  uint32_t version;
  /**
   * The id of the app: visible ASCII and blanks, at most 4096 bytes, as all that follows.
   */
  struct mw_slice client_id;
  /**
   * Its secret.
   */
  struct mw_slice client_secret;
  /**
   * The refresh token.
   */
  struct mw_slice refresh_token;
} mw_hubspot_refresh_token;

/**
 * The first tokens for an authorization code, which works once. Call `mw_hubspot_authorization_code_default` first.
 * Borrowed as the account is.
 */
typedef struct mw_hubspot_authorization_code {
  /**
   * `sizeof(mw_hubspot_authorization_code)`.
   */
  uint32_t size;
  /**
   * An `mw_hubspot_oauth_version`; 0 is the newest dated one.
   */
  uint32_t version;
  /**
   * The id of the app: visible ASCII and blanks, at most 4096 bytes, as all that follows.
   */
  struct mw_slice client_id;
  /**
   * Its secret.
   */
  struct mw_slice client_secret;
  /**
   * The code.
   */
  struct mw_slice code;
  /**
   * The redirect address that was used to get the code.
   */
  struct mw_slice redirect_uri;
  /**
   * The verifier of a proof key (RFC 7636). Empty: none.
   */
  struct mw_slice code_verifier;
} mw_hubspot_authorization_code;

/**
 * What is known of a result of a send.
 */
typedef struct mw_hubspot_send_result {
  /**
   * Who has to act: an `mw_hubspot_result_class`.
   */
  uint32_t class_;
  /**
   * Whether HubSpot documents the meaning; the others are read off the name.
   */
  bool is_documented;
  /**
   * What it means, for a person. Static.
   */
  struct mw_slice meaning;
} mw_hubspot_send_result;

/**
 * What became of one attempt. Texts are the provider's, bounded, in UTF-8, with credentials masked; they may hold any
 * character, so escape them where you show them. They point into the context and are valid until it changes, moves or
 * is cleared.
 */
typedef struct mw_outcome {
  /**
   * Accepted, rejected, deferred or unknown: an `mw_kind`.
   */
  uint32_t kind;
  /**
   * Why: an `mw_reason`.
   */
  uint32_t reason;
  /**
   * What went wrong, in the cases that are known: an `mw_diagnosis`, or 0.
   */
  uint32_t diagnosis;
  /**
   * The HTTP status of the final reply, 0 if none came.
   */
  uint32_t http_status;
  /**
   * What `retry_after` is: an `mw_retry_after`.
   */
  uint32_t retry_after_kind;
  /**
   * Which texts were cut: bits `MW_TRUNCATED_*`.
   */
  uint32_t truncated;
  /**
   * When to try again, if the provider said.
   */
  uint64_t retry_after;
  /**
   * The result of the send, else the category of the error, else empty. At most 40 bytes.
   */
  struct mw_slice provider_code;
  /**
   * The provider's message for people. At most 128 bytes.
   */
  struct mw_slice text;
  /**
   * What the provider's support asks for. At most 36 bytes.
   */
  struct mw_slice correlation_id;
  /**
   * The key to ask for the status of the send. At most 64 bytes.
   */
  struct mw_slice status_id;
  /**
   * The id of the event the send made. At most 36 bytes. Empty, and its bit in `truncated` set, where the reply has a
   * detail of a failure beside it, which the service does not send.
   */
  struct mw_slice event_id;
  /**
   * What the diagnosis is about: required scopes, credentials not seen, the id of what was made. At most 40 bytes.
   */
  struct mw_slice detail;
  /**
   * The body of a failure could not be read to its end; what was read is kept.
   */
  bool is_damaged;
} mw_outcome;

/**
 * What became of one call of a batch. Texts as in `mw_outcome`.
 */
typedef struct mw_call_outcome {
  /**
   * Which call, from 1.
   */
  uint32_t number;
  /**
   * An `mw_kind`.
   */
  uint32_t kind;
  /**
   * An `mw_reason`.
   */
  uint32_t reason;
  /**
   * An `mw_diagnosis`, or 0.
   */
  uint32_t diagnosis;
  /**
   * The response code, three digits; empty if none came. Its meaning depends on the method.
   */
  struct mw_slice code;
  /**
   * The method, as the reply spells it; empty if the reply does not name it.
   */
  struct mw_slice method;
  /**
   * The text for people; several are joined by `; `.
   */
  struct mw_slice text;
  /**
   * Names of missing variables, the address that was refused, the id of what was made, or a reason.
   */
  struct mw_slice detail;
} mw_call_outcome;

/**
 * A header field of a request. Its value is `scheme` and `value` in a row: a credential is lent, not copied.
 */
typedef struct mw_header {
  /**
   * Its name. Static.
   */
  struct mw_slice name;
  /**
   * What stands before the value, such as `Bearer ` with its blank, or nothing. Static.
   */
  struct mw_slice scheme;
  /**
   * The value: visible ASCII. It points into the account or is static.
   */
  struct mw_slice value;
  /**
   * The value is a secret: do not log it.
   */
  bool is_secret;
} mw_header;

/**
 * How often and how far apart to try, as data. All times in milliseconds.
 */
typedef struct mw_schedule {
  /**
   * Attempts in all, the first one included; at most 255.
   */
  uint32_t attempts;
  /**
   * Longest wait before the second attempt, unless somebody asks for more.
   */
  uint32_t first_ms;
  /**
   * How the longest wait grows from attempt to attempt; at most 255.
   */
  uint32_t factor;
  /**
   * Where it stops growing.
   */
  uint32_t cap_ms;
  /**
   * Shortest wait after 429 or 477 without a policy or Retry-After.
   */
  uint32_t rate_limit_ms;
  /**
   * A wait that the provider asks for and that is longer than this is not waited for.
   */
  uint32_t longest_ms;
} mw_schedule;

/**
 * What to do after an attempt.
 */
typedef struct mw_decision {
  /**
   * Whether to try the same request again, with the same dedupe key.
   */
  bool again;
  /**
   * After how many milliseconds, if so.
   */
  uint32_t after_ms;
  /**
   * Why not, if not: an `mw_stop`.
   */
  uint32_t stop;
} mw_decision;

/**
 * A TLS connection that the host has opened and verified, as callbacks. The library neither opens nor closes it and
 * has no time-outs of its own. Set all of it to zero first.
 */
typedef struct mw_transport {
  /**
   * Handed to every callback; may be NULL.
   */
  void *context;
  /**
   * Sends some of `length` bytes, and answers how many: at least 1. 0: the connection is closed. Negative: it failed;
   * the number is handed on as `mw_failure.transport_code`. If bytes may have been passed on before a failure, answer
   * their number first. A TLS record that was not written whole was not passed on: no one can read a part of it.
   */
  ptrdiff_t (*write)(void *context, const uint8_t *bytes, size_t length);
  /**
   * Receives at most `size` bytes, and answers how many. 0: the other side has closed. Negative: it failed.
   */
  ptrdiff_t (*read)(void *context, uint8_t *out, size_t size);
  /**
   * Called when the whole request was written; 0, or negative: it failed. May be NULL.
   */
  int32_t (*flush)(void *context);
  /**
   * Gets what is handed out while the reply is read: `MW_EVENT_ROW` and `MW_EVENT_CALL`, with the exchange to ask for
   * more. It must not call a verb that changes the exchange. May be NULL.
   */
  void (*show)(void *context, const struct mw_exchange *exchange, const struct mw_received *received);
} mw_transport;

/**
 * Collects the tokens of an OAuth answer. Allocated by the caller; it may be moved, the room it fills may not.
 */
typedef struct mw_hubspot_tokens {
  /**
   * Of no concern to the caller.
   */
  uint64_t opaque[MW_HUBSPOT_TOKENS_WORDS];
} mw_hubspot_tokens;

/**
 * What was found so far.
 */
typedef struct mw_hubspot_token_values {
  /**
   * The access token, once it is complete; else empty. It points into the room.
   */
  struct mw_slice access_token;
  /**
   * The refresh token to keep from now on, once it is complete; else empty. It points into the room.
   */
  struct mw_slice refresh_token;
  /**
   * How long the access token works, in seconds; 0 if the reply does not say.
   */
  uint32_t expires_in_s;
} mw_hubspot_token_values;

/**
 * What is wrong with a whitelist, and where.
 */
typedef struct mw_whitelist_error {
  /**
   * What: an `mw_whitelist_fault`; 0 if nothing is.
   */
  uint32_t fault;
  /**
   * Index of the byte at fault, from 0.
   */
  size_t offset;
} mw_whitelist_error;

/**
 * The addresses from `first` to `last`, both in it: IPv4, as numbers (`0xCB007107` is 203.0.113.7).
 */
typedef struct mw_addresses {
  /**
   * The first address.
   */
  uint32_t first;
  /**
   * The last address.
   */
  uint32_t last;
} mw_addresses;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * A BlueHornet account with the defaults: the usual host, replies in XML; key and secret are still to be set.
 *
 * `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
 */
mw_status mw_bluehornet_account_default(struct mw_bluehornet_account *out, size_t size);

/**
 * A batch without calls.
 *
 * `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
 */
mw_status mw_bluehornet_batch_default(struct mw_bluehornet_batch *out, size_t size);

/**
 * Begins an exchange that posts a batch of calls to BlueHornet. As `mw_hubspot_single_send_init`, with memory of at least
 * `MW_EXCHANGE_WORDS` words.
 */
mw_status mw_bluehornet_batch_init(struct mw_exchange *exchange,
                                   size_t size,
                                   const struct mw_bluehornet_account *account,
                                   const struct mw_bluehornet_batch *batch,
                                   struct mw_failure *failure);

/**
 * The documented method at `index`, from 0.
 *
 * Errors: `MW_STATUS_OUT_OF_RANGE` behind the end, `MW_STATUS_NULL_POINTER`.
 */
mw_status mw_bluehornet_method_at(size_t index, struct mw_bluehornet_method *out);

/**
 * The name of an argument of the method at `index`: first the required ones, then those of which one is required,
 * then the others. `*out` is static.
 *
 * Errors: `MW_STATUS_OUT_OF_RANGE` behind the end, `MW_STATUS_NULL_POINTER`.
 */
mw_status mw_bluehornet_method_argument(size_t index, size_t argument, struct mw_slice *out);

/**
 * Bytes of a context for any provider, as this library was built: at most `sizeof(mw_exchange)`.
 */
size_t mw_exchange_size(void);

/**
 * Alignment of a context, as this library was built: at most that of `uint64_t`.
 */
size_t mw_exchange_alignment(void);

/**
 * What to do next: an `mw_wants`, or a negative `mw_status` where the context cannot be used. It can be asked at any
 * time and changes nothing.
 */
int32_t mw_exchange_wants(const struct mw_exchange *exchange);

/**
 * Whom to connect to.
 *
 * Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`, and those of the init function if the records have
 * changed since.
 */
mw_status mw_exchange_server(const struct mw_exchange *exchange, struct mw_server *out);

/**
 * Tells errors and lengths early, without a buffer. The first `mw_exchange_transmit` does the same.
 *
 * Errors: `MW_STATUS_ERROR_CONFIG` with the field, `MW_STATUS_ERROR_CAPACITY` for a request above 2 GiB.
 */
mw_status mw_exchange_check(const struct mw_exchange *exchange, struct mw_lengths *out, struct mw_failure *failure);

/**
 * What keeps a repeat of the operation from doing it twice.
 */
mw_status mw_exchange_dedupe(const struct mw_exchange *exchange, struct mw_dedupe *out);

/**
 * Writes the next bytes of the request into `out`, of `size` bytes; `*out_length` is how many. Call it as long as
 * `mw_exchange_wants` says so, and `mw_exchange_advance` behind it. A spurious call writes the same bytes again, or
 * none when nothing is left.
 *
 * `size` may be any number from 1; the bytes on the wire are the same. Each call runs through the message once, so
 * small buffers cost time: 256 bytes and more are sensible.
 *
 * Errors: `MW_STATUS_ERROR_CONFIG` and `MW_STATUS_ERROR_CAPACITY` at the first call, before a byte has left.
 * `MW_STATUS_ERROR_MISUSE` (`MW_MISUSE_MESSAGE_CHANGED`) if the records have changed since: close the connection; a part
 * of a request is never processed. `MW_STATUS_ERROR_CAPACITY` for a `size` of 0 changes nothing.
 */
mw_status mw_exchange_transmit(struct mw_exchange *exchange,
                               uint8_t *out,
                               size_t size,
                               size_t *out_length,
                               struct mw_failure *failure);

/**
 * The transport took `n` bytes of what `mw_exchange_transmit` wrote; fewer is normal. With the last byte the request
 * counts as handed over: from then on a missing reply means `unknown`, no longer `deferred`.
 *
 * Errors: `MW_STATUS_ERROR_MISUSE` for more bytes than were written since the last `mw_exchange_advance`, or after the end.
 */
mw_status mw_exchange_advance(struct mw_exchange *exchange,
                              size_t n,
                              struct mw_failure *failure);

/**
 * Reads bytes of the reply: `length` bytes at `input`. Call again with the rest until the event is
 * `MW_EVENT_NEED_MORE` or `MW_EVENT_COMPLETE`. A reply may come before the last byte was sent; receive it, it decides.
 *
 * Errors: `MW_STATUS_ERROR_PEER` if the reply breaks a rule or a cap: the exchange has ended, close the connection; the
 * outcome stays readable. `MW_STATUS_ERROR_MISUSE` before the first `mw_exchange_advance` and after an error.
 */
mw_status mw_exchange_receive(struct mw_exchange *exchange,
                              const uint8_t *input,
                              size_t length,
                              struct mw_received *out,
                              struct mw_failure *failure);

/**
 * The connection was closed by the other side. Fine after the reply, and at the end of a body without a length.
 *
 * Errors: `MW_STATUS_ERROR_PEER` (`MW_FAULT_TRUNCATED`) if the reply was not complete.
 */
mw_status mw_exchange_receive_end_of_stream(struct mw_exchange *exchange, struct mw_failure *failure);

/**
 * Wipes a context of `size` bytes in a way the compiler does not leave out. Every verb then answers
 * `MW_STATUS_NOT_INITIALIZED`. The records and texts are the caller's to wipe: see `mw_wipe`.
 */
mw_status mw_exchange_clear(struct mw_exchange *exchange, size_t size);

/**
 * The word for an `mw_status`; "?" for a number that is none. Static.
 */
const char *mw_status_name(int32_t status);

/**
 * Writes a failure for a person, in words and numbers, such as `config: to: not-an-address` or `peer: line-end at
 * byte 17 of the reply`, with a NUL behind it. `*out_length`, if `out_length` is not NULL, is the length without it.
 *
 * Errors: `MW_STATUS_ERROR_CAPACITY` if `size` bytes are too few; `*out_length` is then what is needed without the
 * NUL, and `out` holds what fits.
 */
mw_status mw_failure_text(const struct mw_failure *failure, char *out, size_t size, size_t *out_length);

/**
 * A HubSpot account with the defaults: the usual host, a bearer token that is still to be set.
 *
 * `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
 */
mw_status mw_hubspot_account_default(struct mw_hubspot_account *out, size_t size);

/**
 * A single send with the defaults: newest version, no lists; `email_id` and `to` are still to be set.
 *
 * `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
 */
mw_status mw_hubspot_single_send_default(struct mw_hubspot_single_send *out, size_t size);

/**
 * A question for the status of a send; `status_id` is still to be set.
 *
 * `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
 */
mw_status mw_hubspot_send_status_default(struct mw_hubspot_send_status *out, size_t size);

/**
 * A token call by refresh token; everything but the version is still to be set.
 *
 * `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
 */
mw_status mw_hubspot_refresh_token_default(struct mw_hubspot_refresh_token *out, size_t size);

/**
 * A token call by authorization code; everything but version and verifier is still to be set.
 *
 * `size` is `sizeof *out`. Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
 */
mw_status mw_hubspot_authorization_code_default(struct mw_hubspot_authorization_code *out, size_t size);

/**
 * Begins an exchange that sends one email through HubSpot. Every value is checked; nothing is sent yet.
 *
 * `exchange` is memory of `size` bytes, at least `MW_HUBSPOT_EXCHANGE_WORDS` words, aligned for `uint64_t`; what was in
 * it does not matter. `account` and `send`, with all they point to, are borrowed until the exchange is over.
 *
 * Errors: `MW_STATUS_ERROR_CONFIG` with the field, `MW_STATUS_WRONG_SIZE`, `MW_STATUS_NULL_POINTER`,
 * `MW_STATUS_BAD_POINTER`, `MW_STATUS_OUT_OF_RANGE`. The context is then not initialised.
 */
mw_status mw_hubspot_single_send_init(struct mw_exchange *exchange,
                                      size_t size,
                                      const struct mw_hubspot_account *account,
                                      const struct mw_hubspot_single_send *send,
                                      struct mw_failure *failure);

/**
 * Begins an exchange that asks for the status of a send. As `mw_hubspot_single_send_init`.
 *
 * The outcome tells of the send where the question was answered: `http_status` is 200 and the kind is not `unknown`. Else
 * it tells of the question alone, which may always be asked again. A send that comes out `deferred` is repeated as one
 * whose own outcome was: give this outcome to `mw_retry_decide`, with the dedupe of the send.
 */
mw_status mw_hubspot_send_status_init(struct mw_exchange *exchange,
                                      size_t size,
                                      const struct mw_hubspot_account *account,
                                      const struct mw_hubspot_send_status *status,
                                      struct mw_failure *failure);

/**
 * Begins an exchange that gets an access token for a refresh token. As `mw_hubspot_single_send_init`; the account
 * needs no credential.
 */
mw_status mw_hubspot_refresh_token_init(struct mw_exchange *exchange,
                                        size_t size,
                                        const struct mw_hubspot_account *account,
                                        const struct mw_hubspot_refresh_token *call,
                                        struct mw_failure *failure);

/**
 * Begins an exchange that gets the first tokens for an authorization code. As `mw_hubspot_single_send_init`; the
 * account needs no credential.
 */
mw_status mw_hubspot_authorization_code_init(struct mw_exchange *exchange,
                                             size_t size,
                                             const struct mw_hubspot_account *account,
                                             const struct mw_hubspot_authorization_code *call,
                                             struct mw_failure *failure);

/**
 * How long to wait before the status poll of number `poll` (from 0), in milliseconds.
 *
 * Errors: `MW_STATUS_OUT_OF_RANGE` after about five minutes of polling: give up. `MW_STATUS_NULL_POINTER`.
 */
mw_status mw_hubspot_poll_after_ms(uint32_t poll, uint32_t *out_ms);

/**
 * Looks a result of a send up, such as the `provider_code` of an outcome. Links the table of meanings.
 *
 * Errors: `MW_STATUS_OUT_OF_RANGE` if it is not in the table, which is open; `MW_STATUS_NULL_POINTER`.
 */
mw_status mw_hubspot_find_send_result(struct mw_slice value, struct mw_hubspot_send_result *out);

/**
 * What became of the attempt, readable at any time: before the first byte and while the request is being sent
 * `deferred` (`MW_REASON_NOT_SENT`), then `unknown` (`MW_REASON_NO_REPLY`) until the reply decides. So after a lost
 * connection or an error just read it.
 *
 * Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`.
 */
mw_status mw_exchange_outcome(const struct mw_exchange *exchange, struct mw_outcome *out);

/**
 * The call that the event `MW_EVENT_CALL` is about, until the next `mw_exchange_receive`.
 *
 * Errors: `MW_STATUS_OUT_OF_RANGE` for an operation without calls; `MW_STATUS_NULL_POINTER`,
 * `MW_STATUS_NOT_INITIALIZED`.
 */
mw_status mw_exchange_call(const struct mw_exchange *exchange, struct mw_call_outcome *out);

/**
 * The first call of a batch behind number `after` that has no answer, and what that means for it: `*out_number`, from
 * 1, and `*out_reason`, an `mw_reason`. Begin with an `after` of 0 when the exchange has ended, go on with the number
 * found. `*out_number` is 0 when there are no more.
 *
 * Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`.
 */
mw_status mw_exchange_unanswered(const struct mw_exchange *exchange,
                                 uint32_t after,
                                 uint32_t *out_number,
                                 uint32_t *out_reason);

/**
 * Writes where the row of the event `MW_EVENT_ROW` stands below its item, with a NUL behind it: names joined by `/`,
 * items of lists numbered from 1, an attribute behind `@`, as in `responseData/task/item[2]/status`. Empty where rows
 * have a name of their own. It holds until the next `mw_exchange_receive`. `*out_length`, if `out_length` is not NULL,
 * is the length without the NUL.
 *
 * Errors: `MW_STATUS_ERROR_CAPACITY` if `size` bytes are too few; `*out_length` is then what is needed without the
 * NUL, and `out` holds what fits. `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`.
 */
mw_status mw_exchange_path(const struct mw_exchange *exchange,
                           char *out,
                           size_t size,
                           size_t *out_length);

/**
 * The method of the request: `*out` is an `mw_http_method`. `mw_http_method_name` has its word.
 *
 * Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`.
 */
mw_status mw_exchange_method(const struct mw_exchange *exchange, uint32_t *out);

/**
 * Writes the address of the request, `https://` and host and target, with a NUL behind it. `*out_length`, if
 * `out_length` is not NULL, is the length without the NUL.
 *
 * Errors: `MW_STATUS_ERROR_CAPACITY` if `size` bytes are too few; `*out_length` is then what is needed without the
 * NUL, and `out` holds what fits. `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`.
 */
mw_status mw_exchange_url(const struct mw_exchange *exchange, char *out, size_t size, size_t *out_length);

/**
 * The header field at `index`, from 0. Host and Content-Length are the stack's.
 *
 * Errors: `MW_STATUS_OUT_OF_RANGE` behind the end; `MW_STATUS_NULL_POINTER`, `MW_STATUS_NOT_INITIALIZED`.
 */
mw_status mw_exchange_header(const struct mw_exchange *exchange, size_t index, struct mw_header *out);

/**
 * Writes the body from byte `from` on into `out`, of `size` bytes; `*out_length` is how many. None means that the body
 * ends there. Its whole length is `mw_lengths.body` of `mw_exchange_check`.
 *
 * Errors: as `mw_exchange_check`; `MW_STATUS_ERROR_CAPACITY` for a `size` of 0.
 */
mw_status mw_exchange_body(const struct mw_exchange *exchange,
                           size_t from,
                           uint8_t *out,
                           size_t size,
                           size_t *out_length,
                           struct mw_failure *failure);

/**
 * The request was handed over to the host's stack: from now on a missing reply means `unknown`, no longer `deferred`.
 * Call it when the connection stands and before the stack begins to send; libcurl calls `CURLOPT_PREREQFUNCTION` there.
 * With a stack that does not say when that is, call it before the stack is started: a connection that never came about is
 * then `unknown` too. A second call changes nothing.
 *
 * If the stack fails before the reply is complete, do not call `mw_reply_end`: the outcome then says what that means.
 *
 * Errors: `MW_STATUS_ERROR_MISUSE` (`MW_MISUSE_LEVELS_MIXED`) after `mw_exchange_transmit`. `mw_exchange_transmit` and the
 * other verbs over bytes answer the same after this.
 */
mw_status mw_reply_request_sent(struct mw_exchange *exchange,
                                struct mw_failure *failure);

/**
 * The status of the final reply: 200 to 599 of interest; interim ones are the stack's.
 *
 * Errors: `MW_STATUS_OUT_OF_RANGE` for a number that is no status of three digits; `MW_STATUS_ERROR_MISUSE`.
 */
mw_status mw_reply_status(struct mw_exchange *exchange, uint32_t http_status, struct mw_failure *failure);

/**
 * A header field of the reply. Those that mean nothing here are passed over; case does not matter.
 *
 * Errors: `MW_STATUS_ERROR_MISUSE`, `MW_STATUS_NULL_POINTER`, `MW_STATUS_BAD_POINTER`.
 */
mw_status mw_reply_field(struct mw_exchange *exchange,
                         struct mw_slice name,
                         struct mw_slice value,
                         struct mw_failure *failure);

/**
 * All header fields are in.
 *
 * Errors: `MW_STATUS_ERROR_MISUSE`.
 */
mw_status mw_reply_head_end(struct mw_exchange *exchange, struct mw_failure *failure);

/**
 * Bytes of the body, without framing: `length` bytes at `input`, which begin at byte `from` of the body. Call again
 * with the rest until the event is `MW_EVENT_NEED_MORE`. Events are those of `mw_exchange_receive`; a body has no
 * `MW_EVENT_COMPLETE`.
 *
 * Errors: `MW_STATUS_ERROR_MISUSE`, `MW_STATUS_NULL_POINTER`, `MW_STATUS_BAD_POINTER`.
 */
mw_status mw_reply_body(struct mw_exchange *exchange,
                        const uint8_t *input,
                        size_t length,
                        size_t from,
                        struct mw_received *out,
                        struct mw_failure *failure);

/**
 * The body, of `length` bytes, is complete: now the outcome is decided.
 *
 * Errors: `MW_STATUS_ERROR_PEER` if the body was to say what was done and cannot be read: the outcome is `unknown`
 * then. `MW_STATUS_ERROR_MISUSE`: `MW_MISUSE_NO_STATUS` if `mw_reply_status` was not called, `MW_MISUSE_ENDED` to this
 * and every other `mw_reply_*` after the end.
 */
mw_status mw_reply_end(struct mw_exchange *exchange,
                       size_t length,
                       struct mw_failure *failure);

/**
 * For a device whose alert may come late: 3 attempts, 5 s, three times as long each time, at most 15 min; 60 s after a
 * rate limit.
 *
 * Errors: `MW_STATUS_NULL_POINTER`.
 */
mw_status mw_schedule_default(struct mw_schedule *out);

/**
 * For a program that waits in line for the answer: 3 attempts, 1 s, twice as long each time, at most 30 s.
 *
 * Errors: `MW_STATUS_NULL_POINTER`.
 */
mw_status mw_schedule_in_line(struct mw_schedule *out);

/**
 * What to do after attempt number `attempt` (from 1) came to `outcome`. Of the outcome only reason, diagnosis and
 * retry_after count, of `dedupe` only the kind: a device that keeps an alert over a restart keeps these numbers. `seed`
 * is any number that differs from device to device and from event to event. `schedule` may be NULL: the default.
 *
 * An outcome is about one attempt. After an attempt of kind `unknown` that was repeated, a later `rejected` or `deferred`
 * says that *that* attempt sent nothing; the message of the earlier one may be under way. So remember whether an attempt
 * was `unknown`: unless a later one is `accepted`, the whole is.
 *
 * The function keeps no state. A wait is what the provider asks for and a random part, evenly from 0 to the longest wait
 * of the schedule for this attempt, so that many devices do not come back at once.
 *
 * Errors: `MW_STATUS_OUT_OF_RANGE` for a number that is none of its enumeration or above its limit;
 * `MW_STATUS_NULL_POINTER`.
 */
mw_status mw_retry_decide(const struct mw_outcome *outcome,
                          const struct mw_dedupe *dedupe,
                          uint32_t attempt,
                          uint32_t seed,
                          const struct mw_schedule *schedule,
                          struct mw_decision *out);

/**
 * Runs an exchange to its end over a transport, with a lent buffer of `size` bytes: any number from 1; 256 and more
 * are sensible. Afterwards `mw_exchange_outcome` tells what became of the message, also after a failure.
 *
 * Errors: `MW_STATUS_ERROR_TRANSPORT` with the code of the callback, 0 for a connection that closed while writing;
 * those of `mw_exchange_transmit` and `mw_exchange_receive`; `MW_STATUS_NULL_POINTER` for a missing `write` or `read`.
 */
mw_status mw_exchange_run(struct mw_exchange *exchange,
                          const struct mw_transport *transport,
                          uint8_t *buffer,
                          size_t size,
                          struct mw_failure *failure);

/**
 * A text that ends with a NUL as a slice without it. `text` may be NULL: that is the empty text. The slice points
 * into `text`.
 */
struct mw_slice mw_text(const char *text);

/**
 * Copies a text and puts a NUL behind it, for functions of other libraries. `*out_length`, if `out_length` is not NULL, is
 * the length without the NUL. A NUL inside the text is copied too.
 *
 * Errors: `MW_STATUS_ERROR_CAPACITY` if `size` bytes are too few; `*out_length` is then what is needed without the
 * NUL, and `out` holds what fits. `MW_STATUS_NULL_POINTER`, `MW_STATUS_BAD_POINTER`.
 */
mw_status mw_copy_text(struct mw_slice text,
                       char *out,
                       size_t size,
                       size_t *out_length);

/**
 * Begins to collect. `room`, of `room_size` bytes, is borrowed until `mw_hubspot_tokens_clear`; 1024 bytes hold the
 * tokens that are known. `size` is `sizeof *tokens`.
 *
 * Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_WRONG_SIZE`.
 */
mw_status mw_hubspot_tokens_init(struct mw_hubspot_tokens *tokens, size_t size, uint8_t *room, size_t room_size);

/**
 * Takes what `mw_exchange_receive` handed out; everything but rows with tokens is passed over.
 *
 * Errors: `MW_STATUS_ERROR_CAPACITY` if the room is too small; `needed` counts what is known so far.
 * `MW_STATUS_NOT_INITIALIZED`, `MW_STATUS_NULL_POINTER`.
 */
mw_status mw_hubspot_tokens_push(struct mw_hubspot_tokens *tokens,
                                 const struct mw_received *received,
                                 struct mw_failure *failure);

/**
 * What was found so far.
 *
 * Errors: `MW_STATUS_NOT_INITIALIZED`, `MW_STATUS_NULL_POINTER`.
 */
mw_status mw_hubspot_tokens_values(const struct mw_hubspot_tokens *tokens, struct mw_hubspot_token_values *out);

/**
 * Wipes the room and the collector.
 *
 * Errors: `MW_STATUS_NOT_INITIALIZED`, `MW_STATUS_NULL_POINTER`.
 */
mw_status mw_hubspot_tokens_clear(struct mw_hubspot_tokens *tokens);

/**
 * The `MW_ABI_VERSION` this library was built with. A program that links a shared library compares the two.
 */
uint32_t mw_abi_version(void);

/**
 * The version of the library, such as `0.1.0`. Static.
 */
const char *mw_version(void);

/**
 * What this library holds: bits `MW_FEATURE_*`.
 */
uint32_t mw_features(void);

/**
 * Overwrites `size` bytes with zeros in a way the compiler does not leave out, for tokens and contexts.
 *
 * Errors: `MW_STATUS_NULL_POINTER`, `MW_STATUS_BAD_POINTER`.
 */
mw_status mw_wipe(void *memory, size_t size);

/**
 * Checks a whitelist: entries separated by commas or line ends, each an address, a range `a-b`, or CIDR. `*out` says what
 * is wrong; it is written in both cases.
 *
 * Errors: `MW_STATUS_ERROR_CONFIG` with `*out`; `MW_STATUS_NULL_POINTER`, `MW_STATUS_BAD_POINTER`.
 */
mw_status mw_whitelist_check(struct mw_slice text,
                             struct mw_whitelist_error *out);

/**
 * The entry at `index`, from 0. Each call reads the list from its beginning.
 *
 * Errors: `MW_STATUS_OUT_OF_RANGE` behind the end, `MW_STATUS_ERROR_CONFIG` for a list that `mw_whitelist_check` refuses,
 * `MW_STATUS_NULL_POINTER`, `MW_STATUS_BAD_POINTER`.
 */
mw_status mw_whitelist_entry(struct mw_slice text,
                             size_t index,
                             struct mw_addresses *out);

/**
 * Whether a call from `address` (a number as in `mw_addresses`) passes. The address is the one the service sees: behind
 * a router that is not the device's own; an outcome `MW_REASON_IP_NOT_WHITELISTED` tells it as the detail.
 *
 * Errors: `MW_STATUS_ERROR_CONFIG` for a list that `mw_whitelist_check` refuses, `MW_STATUS_NULL_POINTER`,
 * `MW_STATUS_BAD_POINTER`.
 */
mw_status mw_whitelist_covers(struct mw_slice text,
                              uint32_t address,
                              bool *out);

/**
 * As `mw_whitelist_covers`, with an address in text, such as the detail of an outcome.
 *
 * Errors: as `mw_whitelist_covers`; `MW_STATUS_OUT_OF_RANGE` if `address` is none.
 */
mw_status mw_whitelist_covers_text(struct mw_slice text, struct mw_slice address, bool *out);

/**
 * The word for an `mw_kind`, the same in every language; "none" for 0, "?" for a number that is none. Static.
 */
const char *mw_kind_name(uint32_t kind);

/**
 * The word for an `mw_reason`, the same in every language; "none" for 0, "?" for a number that is none. Static.
 */
const char *mw_reason_name(uint32_t reason);

/**
 * The word for an `mw_diagnosis`, the same in every language; "none" for 0, "?" for a number that is none. Static.
 */
const char *mw_diagnosis_name(uint32_t diagnosis);

/**
 * One sentence for a person: the likely cause and what to do; "" for 0 and for a number that is none. Static.
 */
const char *mw_diagnosis_hint(uint32_t diagnosis);

/**
 * The word for an `mw_stop`, the same in every language; "none" for 0, "?" for a number that is none. Static.
 */
const char *mw_stop_name(uint32_t stop);

/**
 * The word for an `mw_fault`, the same in every language; "none" for 0, "?" for a number that is none. Static.
 */
const char *mw_fault_name(uint32_t fault);

/**
 * The word for an `mw_row_name`, the same in every language; "none" for 0, "?" for a number that is none. Static.
 */
const char *mw_row_name_name(uint32_t row_name);

/**
 * The word for an `mw_hubspot_result_class`, the same in every language; "none" for 0, "?" for a number that is none.
 * Static.
 */
const char *mw_hubspot_result_class_name(uint32_t result_class);

/**
 * The word for an `mw_bluehornet_data_place`, the same in every language; "none" for 0, "?" for a number that is none.
 * Static.
 */
const char *mw_bluehornet_data_place_name(uint32_t data_place);

/**
 * The word for an `mw_field`, the same in every language; "none" for 0, "?" for a number that is none. Static.
 */
const char *mw_field_name(uint32_t field);

/**
 * The word for an `mw_problem`, the same in every language; "none" for 0, "?" for a number that is none. Static.
 */
const char *mw_problem_name(uint32_t problem);

/**
 * The word for an `mw_limit`, the same in every language; "none" for 0, "?" for a number that is none. Static.
 */
const char *mw_limit_name(uint32_t limit);

/**
 * The word for an `mw_misuse`, the same in every language; "none" for 0, "?" for a number that is none. Static.
 */
const char *mw_misuse_name(uint32_t misuse);

/**
 * The word for an `mw_http_method`, the same in every language; "none" for 0, "?" for a number that is none. Static.
 */
const char *mw_http_method_name(uint32_t http_method);

/**
 * The word for an `mw_hubspot_version`, the same in every language; that of the default for 0, "?" for a number that
 * is none. Static.
 */
const char *mw_hubspot_version_name(uint32_t version);

/**
 * The word for an `mw_hubspot_oauth_version`, the same in every language; that of the default for 0, "?" for a number
 * that is none. Static.
 */
const char *mw_hubspot_oauth_version_name(uint32_t oauth_version);

/**
 * The word for an `mw_bluehornet_response_type`, the same in every language; that of the default for 0, "?" for a
 * number that is none. Static.
 */
const char *mw_bluehornet_response_type_name(uint32_t response_type);

/**
 * The word for an `mw_bluehornet_carriage`, the same in every language; that of the default for 0, "?" for a number
 * that is none. Static.
 */
const char *mw_bluehornet_carriage_name(uint32_t carriage);

/**
 * The word for an `mw_whitelist_fault`, the same in every language; "none" for 0, "?" for a number that is none.
 * Static.
 */
const char *mw_whitelist_fault_name(uint32_t whitelist_fault);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* MAILWIRE_H */
