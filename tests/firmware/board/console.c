/* The CMSDK UART of an MPS2 board, polled. */

#include "console.h"

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#define UART_DATA (*(volatile uint32_t *)0x40004000)
#define UART_STATE (*(volatile uint32_t *)0x40004004)
#define UART_CONTROL (*(volatile uint32_t *)0x40004008)
#define UART_BAUD_DIVIDER (*(volatile uint32_t *)0x40004010)

#define STATE_FULL 1u
#define CONTROL_TRANSMIT 1u

void console_start(void)
{
  UART_BAUD_DIVIDER = 16;
  UART_CONTROL = CONTROL_TRANSMIT;
}

static void put(char character)
{
  while (UART_STATE & STATE_FULL) {
  }
  UART_DATA = (uint8_t)character;
}

static void put_number(unsigned number)
{
  if (number >= 10) {
    put_number(number / 10);
  }
  put((char)('0' + number % 10));
}

static void put_text(const char *text, unsigned length)
{
  for (; length > 0 && *text != 0; text++, length--) {
    bool is_control = (uint8_t)*text < 0x20 || *text == 0x7f;
    put(is_control ? '?' : *text);
  }
}

void print(const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  for (; *format != 0; format++) {
    if (*format != '%') {
      put(*format);
      continue;
    }
    switch (*++format) {
    case 'u':
      put_number(va_arg(arguments, unsigned));
      break;
    case 's':
      put_text(va_arg(arguments, const char *), UINT_MAX);
      break;
    default: { /* .*s */
      unsigned length = va_arg(arguments, unsigned);
      put_text(va_arg(arguments, const char *), length);
      format += 2;
    }
    }
  }
  va_end(arguments);
}
