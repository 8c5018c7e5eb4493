/* Interim replies are read and dropped, chunks put together, as any stack does. */

#include "http.h"

#include <http_parser.h>

struct reading {
  struct http_reply *out;
  bool in_value, is_done;
};

static struct reading *reading_of(http_parser *parser) {
  return parser->data;
}

static int begin(http_parser *parser) {
  struct reading *reading = reading_of(parser);
  reading->in_value = false;
  reading->out->field_count = reading->out->body_length = 0;
  return 0;
}

static void extend(mw_slice *slice, const char *at, size_t length) {
  if (slice->data == NULL) slice->data = (const uint8_t *)at;
  slice->length += length;
}

static int name(http_parser *parser, const char *at, size_t length) {
  struct reading *reading = reading_of(parser);
  if (reading->in_value || reading->out->field_count == 0) {
    assert_true(reading->out->field_count < MOST_FIELDS);
    memset(&reading->out->fields[reading->out->field_count++], 0, sizeof reading->out->fields[0]);
  }
  reading->in_value = false;
  extend(&reading->out->fields[reading->out->field_count - 1].name, at, length);
  return 0;
}

static int value(http_parser *parser, const char *at, size_t length) {
  struct reading *reading = reading_of(parser);
  reading->in_value = true;
  extend(&reading->out->fields[reading->out->field_count - 1].value, at, length);
  return 0;
}

static int body(http_parser *parser, const char *at, size_t length) {
  struct http_reply *out = reading_of(parser)->out;
  assert_true(length <= sizeof out->body - out->body_length);
  memcpy(out->body + out->body_length, at, length);
  out->body_length += length;
  return 0;
}

static int complete(http_parser *parser) {
  if (parser->status_code < 200) return 0;
  reading_of(parser)->out->status = parser->status_code;
  reading_of(parser)->is_done = true;
  http_parser_pause(parser, 1);
  return 0;
}

bool read_http(mw_slice bytes, struct http_reply *out) {
  struct reading reading = {.out = out};
  http_parser parser = {.data = &reading};
  http_parser_init(&parser, HTTP_RESPONSE);
  const http_parser_settings settings = {
    .on_message_begin = begin,
    .on_header_field = name,
    .on_header_value = value,
    .on_body = body,
    .on_message_complete = complete,
  };
  http_parser_execute(&parser, &settings, (const char *)bytes.data, bytes.length);
  if (!reading.is_done && HTTP_PARSER_ERRNO(&parser) == HPE_OK) http_parser_execute(&parser, &settings, "", 0);
  return reading.is_done;
}
