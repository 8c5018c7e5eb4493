/* How deep the stack went, by painting it. */

#ifndef BOARD_STACK_H
#define BOARD_STACK_H

#include <stdint.h>

extern uint32_t __stack_limit[], __stack_top[];

/* Paints what is free below the caller. */
void stack_paint(void);

/* Bytes of the stack that were in use at once since it was painted, and how many there are. */
uint32_t stack_deepest(void);
uint32_t stack_size(void);

/* Runs `part` with interrupts held back: bytes of stack it used below its caller. */
uint32_t stack_of(void (*part)(void));

#endif
