/* Vector table and start: copies .data, clears .bss, calls main; everything that should not happen ends the run. */

#include <stdint.h>

#include "clock.h"
#include "console.h"
#include "host.h"
#include "stack.h"

extern uint32_t __data_start[], __data_end[], __data_load[], __bss_start[], __bss_end[];

int main(void);
void Reset(void);

static void fault(void)
{
  print("fault\n");
  host_exit(false);
}

__attribute__((section(".vectors"), used)) static void (*const vectors[16])(void) = {
    (void (*)(void))__stack_top,
    Reset,
    fault, /* non-maskable */
    fault, /* hard fault: also a stack that ran over */
    fault, /* memory */
    fault, /* bus */
    fault, /* usage */
    0, 0, 0, 0,
    fault, /* supervisor call */
    fault, /* debug monitor */
    0,
    fault, /* pendable service */
    clock_tick,
};

void Reset(void)
{
  uint32_t *to = __data_start;
  for (const uint32_t *from = __data_load; to < __data_end; from++, to++) {
    *to = *from;
  }
  for (to = __bss_start; to < __bss_end; to++) {
    *to = 0;
  }
  stack_paint();
  console_start();
  clock_start();
  host_exit(main() == 0);
}
