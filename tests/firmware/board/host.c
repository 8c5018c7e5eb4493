/* Semihosting (ARM DUI 0471): a breakpoint with a number, which QEMU answers. */

#include "host.h"

#include "console.h"

#define SYS_OPEN 0x01u
#define SYS_CLOSE 0x02u
#define SYS_READ 0x06u
#define SYS_TIME 0x11u
#define SYS_EXIT 0x18u

#define MODE_READ_BINARY 1u
#define STOPPED_APPLICATION_EXIT 0x20026u
#define STOPPED_RUN_TIME_ERROR 0x20023u

static uint32_t call(uint32_t operation, const void *parameters)
{
  register uint32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = parameters;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

uint32_t host_time(void)
{
  return call(SYS_TIME, 0);
}

void host_random(uint8_t *out, size_t size)
{
  static const char path[] = "/dev/urandom";
  const uint32_t open[3] = {(uint32_t)path, MODE_READ_BINARY, sizeof path - 1};
  uint32_t file = call(SYS_OPEN, open);
  const uint32_t read[3] = {file, (uint32_t)out, size};
  uint32_t missing = call(SYS_READ, read);
  call(SYS_CLOSE, &file);
  if (missing != 0) {
    print("no randomness\n");
    host_exit(false);
  }
}

uint32_t host_random_word(void)
{
  uint32_t word;
  host_random((uint8_t *)&word, sizeof word);
  return word;
}

void host_exit(bool is_well)
{
  for (;;) {
    call(SYS_EXIT, (const void *)(is_well ? STOPPED_APPLICATION_EXIT : STOPPED_RUN_TIME_ERROR));
  }
}
