/* Forbids allocation. The linker sends every malloc, calloc, realloc and free of the library and the tests here. */

#ifndef ALLOCATOR_H
#define ALLOCATOR_H

#include <stdbool.h>

void forbid_allocation(bool forbid);

#endif
