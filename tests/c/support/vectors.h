/* The vector documents of tests/vectors, read by json-c, and the files they name. */

#ifndef VECTORS_H
#define VECTORS_H

#include <json-c/json.h>

#include "test.h"

/* The bytes of a file; they stay until the program ends. */
mw_slice vector(const char *provider, const char *file);

/* A document; it stays until the program ends. */
json_object *document(const char *provider, const char *file);

/* A member, NULL where it is absent or null. */
json_object *member(json_object *object, const char *name);

/* A member that is a text, as a slice and as a C string. */
mw_slice text_member(json_object *object, const char *name);
const char *word_member(json_object *object, const char *name);

/* A text. */
mw_slice slice_of(json_object *text);

/* The elements of a list. */
size_t length_of(json_object *list);
json_object *item(json_object *list, size_t index);

/* A reply as it comes over a connection: these bytes behind a head with this status. The next call overwrites it. */
mw_slice with_head(int status, mw_slice body);

#endif
