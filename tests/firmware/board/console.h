/* Text on the first UART of the board. */

#ifndef BOARD_CONSOLE_H
#define BOARD_CONSOLE_H

void console_start(void);

/* A printf of %s, %.*s and %u, which needs no heap (that of newlib does). Texts come from a network: what is no
 * printable ASCII and no UTF-8 byte is shown as `?`. */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
