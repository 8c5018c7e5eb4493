/* Milliseconds since the start, by SysTick. */

#ifndef BOARD_CLOCK_H
#define BOARD_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

void clock_start(void);

/* The handler of SysTick. */
void clock_tick(void);

/* Wraps after 49 days: compare by difference. */
uint32_t clock_ms(void);
bool clock_is_past(uint32_t deadline_ms);

/* Sleeps until the next interrupt, 1 ms at most. */
void clock_sleep(void);

#endif
