/* What this board has no hardware for and the machine under it has: a clock that is set, randomness, an end. */

#ifndef BOARD_HOST_H
#define BOARD_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds since 1970. On a device: a battery-backed clock or SNTP. */
uint32_t host_time(void);

/* On a device: the generator of random numbers of the chip. TLS is worth nothing without. */
void host_random(uint8_t *out, size_t size);
uint32_t host_random_word(void);

/* Ends the emulator, with exit code 0 if all is well. */
void host_exit(bool is_well) __attribute__((noreturn));

#endif
