/* BlueHornet calls made from the arguments of a vector document. */

#ifndef CALLS_H
#define CALLS_H

#include "drive.h"
#include "vectors.h"

/* Arguments, and what they point to, of one request. */
struct arguments_room {
  size_t used;
  mw_argument items[512];
};

/* How a value is given where there is more than one way. */
enum spelling {
  AS_IT_STANDS, /* numbers as numbers, dates as texts, structures as structures, all arguments as arguments */
  AS_TEXTS,     /* numbers as texts */
  AS_MEANT      /* dates as dates, two versions of a message as a template, what a method does not know as a variable */
};

/* The account an entry of requests.json names. */
mw_bluehornet_account account_of(json_object *authentication);

/* The calls an entry lists; how many. */
size_t calls_of(json_object *entry, enum spelling spelling, struct arguments_room *room, mw_bluehornet_call *out,
                size_t most);

/* The index of a documented method, or -1. */
long method_named(mw_slice name);

/* Whether a method has an argument of this name. */
bool has_argument(size_t method, mw_slice name);

#endif
