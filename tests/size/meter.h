/* Counts the instructions of a call and how deep its stack goes. QEMU counts instructions, never cycles. */
#ifndef METER_H
#define METER_H

#include <stddef.h>
#include <stdint.h>

/* How far below the caller the stack is painted; a call that reaches the end of it is reported. */
#define PAINTED 6144
#define PAINT 0xA5C3965Au

#ifdef __riscv
static inline __attribute__((always_inline)) uint32_t *stack_pointer(void) {
    uint32_t *sp;
    __asm__ volatile("mv %0, sp" : "=r"(sp));
    return sp;
}

static inline __attribute__((always_inline)) uint32_t clock_now(void) {
    uint32_t n;
    __asm__ volatile(".option push\n.option arch, +zicsr\ncsrr %0, minstret\n.option pop" : "=r"(n));
    return n;
}

#define ELAPSED(from, to) ((to) - (from))

static inline void clock_start(void) {}
#else
static inline __attribute__((always_inline)) uint32_t *stack_pointer(void) {
    uint32_t *sp;
    __asm__ volatile("mov %0, sp" : "=r"(sp));
    return sp;
}

/* SysTick: under -icount it follows the instructions. It counts down in 24 bits. */
#define SYST_CSR (*(volatile uint32_t *)0xE000E010)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018)
#define ELAPSED(from, to) (((from) - (to)) & 0xFFFFFF)

static inline __attribute__((always_inline)) uint32_t clock_now(void) { return SYST_CVR; }

static inline void clock_start(void) {
    SYST_RVR = 0xFFFFFF;
    SYST_CVR = 0;
    SYST_CSR = 5; /* on, by the clock of the processor, no interrupt */
}
#endif

/* Below the stack pointer nothing is kept, so it may be painted in place. */
static inline __attribute__((always_inline)) void paint(void) {
    uint32_t *top = stack_pointer();
    for (volatile uint32_t *at = top - PAINTED / 4; at != top; at++) {
        *at = PAINT;
    }
}

/* How many bytes below the stack pointer are painted no more. */
static inline __attribute__((always_inline)) uint32_t depth(void) {
    uint32_t *top = stack_pointer();
    volatile uint32_t *at = top - PAINTED / 4;
    while (at != top && *at == PAINT) {
        at++;
    }
    return (uint32_t)(top - (uint32_t *)at) * 4;
}

/* What is known of a function so far, and whose turn it is: see measure.c. */
void meter_note(const char *function, uint32_t depth, uint32_t ticks);

/* Calls a function, and notes what it took. Everything happens in the frame of the caller, so the depth is that below
   the call itself; words of arguments on the stack are the caller's. */
#define CALL(function, ...)                                                                                            \
    __extension__({                                                                                                    \
        paint();                                                                                                       \
        uint32_t meter_from = clock_now();                                                                             \
        __typeof__(function(__VA_ARGS__)) meter_answer = function(__VA_ARGS__);                                        \
        uint32_t meter_to = clock_now();                                                                               \
        uint32_t meter_depth = depth();                                                                                \
        meter_note(#function, meter_depth, ELAPSED(meter_from, meter_to));                                             \
        meter_answer;                                                                                                  \
    })

#endif
