/* The allocator as the test programs meet it: it stops the program where nothing may be allocated. */

#include "allocator.h"

#include <stdio.h>
#include <stdlib.h>

static bool is_forbidden;

void forbid_allocation(bool forbid) {
  is_forbidden = forbid;
}

static void check(const char *function) {
  if (is_forbidden) {
    is_forbidden = false;
    fprintf(stderr, "%s was called where nothing may be allocated\n", function);
    abort();
  }
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __wrap_free(void *memory);

void *__wrap_malloc(size_t size) {
  check("malloc");
  return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
  check("calloc");
  return __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size) {
  check("realloc");
  return __real_realloc(memory, size);
}

void __wrap_free(void *memory) {
  check("free");
  __real_free(memory);
}
