/* The HTTP stack of a host that works at the request level: http_parser, which knows nothing of us. */

#ifndef HTTP_H
#define HTTP_H

#include "test.h"

enum { MOST_FIELDS = 128 };

struct http_reply {
  unsigned status;
  size_t field_count;
  struct {
    mw_slice name, value;
  } fields[MOST_FIELDS];
  uint8_t body[64 * 1024];
  size_t body_length;
};

/* The final reply in these bytes, unframed. Texts point into them. False where the stack finds no whole one. */
bool read_http(mw_slice bytes, struct http_reply *out);

#endif
