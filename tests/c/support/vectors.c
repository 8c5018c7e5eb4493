/* Reads each file once and keeps it. */

#include "vectors.h"

enum { MOST_FILES = 4096 };

static struct file {
  char path[256];
  mw_slice bytes;
  json_object *document;
} files[MOST_FILES];

static struct file *file(const char *provider, const char *name) {
  char path[sizeof files->path];
  snprintf(path, sizeof path, "%s/%s/%s", VECTORS, provider, name);
  struct file *file = files;
  while (file->path[0] != '\0' && strcmp(file->path, path) != 0) file++;
  assert_true(file < files + MOST_FILES - 1);
  if (file->path[0] != '\0') return file;
  FILE *from = fopen(path, "rb");
  if (from == NULL) fail_msg("%s cannot be opened", path);
  fseek(from, 0, SEEK_END);
  const size_t length = (size_t)ftell(from);
  rewind(from);
  uint8_t *bytes = malloc(length + 1);
  assert_int_equal(fread(bytes, 1, length, from), length);
  fclose(from);
  bytes[length] = '\0';
  memcpy(file->path, path, sizeof path);
  file->bytes = (mw_slice){bytes, length};
  return file;
}

mw_slice vector(const char *provider, const char *name) {
  return file(provider, name)->bytes;
}

json_object *document(const char *provider, const char *name) {
  struct file *it = file(provider, name);
  if (it->document == NULL) it->document = json_tokener_parse((const char *)it->bytes.data);
  if (it->document == NULL) fail_msg("%s is no JSON", it->path);
  return it->document;
}

json_object *member(json_object *object, const char *name) {
  json_object *found = NULL;
  json_object_object_get_ex(object, name, &found);
  return found;
}

mw_slice slice_of(json_object *text) {
  if (text == NULL) return (mw_slice){NULL, 0};
  assert_true(json_object_is_type(text, json_type_string));
  return (mw_slice){(const uint8_t *)json_object_get_string(text), (size_t)json_object_get_string_len(text)};
}

mw_slice text_member(json_object *object, const char *name) {
  return slice_of(member(object, name));
}

const char *word_member(json_object *object, const char *name) {
  json_object *text = member(object, name);
  if (text == NULL) fail_msg("no member %s in %s", name, json_object_to_json_string(object));
  return json_object_get_string(text);
}

size_t length_of(json_object *list) {
  assert_true(json_object_is_type(list, json_type_array));
  return json_object_array_length(list);
}

json_object *item(json_object *list, size_t index) {
  return json_object_array_get_idx(list, index);
}

mw_slice with_head(int status, mw_slice body) {
  static char reply[64 * 1024];
  const int head = snprintf(reply, sizeof reply, "HTTP/1.1 %d \r\nContent-Length: %zu\r\n\r\n", status, body.length);
  assert_true(body.length <= sizeof reply - (size_t)head);
  memcpy(reply + head, body.data, body.length);
  return (mw_slice){(const uint8_t *)reply, (size_t)head + body.length};
}
