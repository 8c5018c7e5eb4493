/* A page without rights behind 64 KiB with them. */

#define _DEFAULT_SOURCE

#include "fence.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

enum { SIZE = 64 * 1024 };

uint8_t *fenced_room(struct fence *fence, size_t size) {
  if (fence->end == NULL) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *memory = mmap(NULL, SIZE + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(memory != MAP_FAILED);
    assert_int_equal(mprotect(memory + SIZE, page, PROT_NONE), 0);
    fence->end = memory + SIZE;
  }
  assert_true(size <= SIZE);
  return memset(fence->end - size, 0xA5, size);
}

uint8_t *fenced_copy(struct fence *fence, const void *bytes, size_t size) {
  uint8_t *room = fenced_room(fence, size);
  if (size > 0) memcpy(room, bytes, size);
  return room;
}
