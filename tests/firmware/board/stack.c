/* The stack is painted with a pattern; what is not of that colour any more was used. */

#include "stack.h"

#define PAINT 0xdeadbeefu

static uint32_t *stack_pointer(void)
{
  uint32_t *pointer;
  __asm__ volatile("mov %0, sp" : "=r"(pointer));
  return pointer;
}

/* In line, so that it has no frame of its own to paint over. */
static inline __attribute__((always_inline)) void paint_below(uint32_t *end)
{
  for (volatile uint32_t *word = __stack_limit; word < end; word++) {
    *word = PAINT;
  }
}

static const uint32_t *lowest_used(void)
{
  const uint32_t *word = __stack_limit;
  while (word < __stack_top && *word == PAINT) {
    word++;
  }
  return word;
}

void stack_paint(void)
{
  paint_below(stack_pointer());
}

uint32_t stack_deepest(void)
{
  return (uint32_t)((const char *)__stack_top - (const char *)lowest_used());
}

uint32_t stack_size(void)
{
  return (uint32_t)((const char *)__stack_top - (const char *)__stack_limit);
}

uint32_t stack_of(void (*part)(void))
{
  __asm__ volatile("cpsid i");
  uint32_t *here = stack_pointer();
  paint_below(here);
  part();
  __asm__ volatile("cpsie i");
  return (uint32_t)((const char *)here - (const char *)lowest_used());
}
