/* Memory that ends where the program may not read on: one byte too far, by the library too, and the program stops. */

#ifndef FENCE_H
#define FENCE_H

#include <stddef.h>
#include <stdint.h>

struct fence {
  uint8_t *end;
};

/* The last `size` bytes before the fence, filled with a pattern. What was lent before is gone. */
uint8_t *fenced_room(struct fence *fence, size_t size);

/* The same, with these bytes in it. */
uint8_t *fenced_copy(struct fence *fence, const void *bytes, size_t size);

#endif
