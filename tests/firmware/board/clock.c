/* SysTick of a Cortex-M at the 25 MHz of an MPS2 board. */

#include "clock.h"

#define SYSTICK_CONTROL (*(volatile uint32_t *)0xe000e010)
#define SYSTICK_RELOAD (*(volatile uint32_t *)0xe000e014)
#define SYSTICK_CURRENT (*(volatile uint32_t *)0xe000e018)

#define CONTROL_ENABLE 1u
#define CONTROL_INTERRUPT 2u
#define CONTROL_PROCESSOR_CLOCK 4u

static volatile uint32_t ticks;

void clock_start(void)
{
  SYSTICK_RELOAD = 25000000 / 1000 - 1;
  SYSTICK_CURRENT = 0;
  SYSTICK_CONTROL = CONTROL_ENABLE | CONTROL_INTERRUPT | CONTROL_PROCESSOR_CLOCK;
}

void clock_tick(void)
{
  ticks++;
}

uint32_t clock_ms(void)
{
  return ticks;
}

bool clock_is_past(uint32_t deadline_ms)
{
  return (int32_t)(clock_ms() - deadline_ms) >= 0;
}

void clock_sleep(void)
{
  __asm__ volatile("wfi");
}
