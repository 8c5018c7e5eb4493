/* Drives an exchange in every way a host may, and writes down all that comes out of it. */

#ifndef DRIVE_H
#define DRIVE_H

#include "test.h"

/* A way to drive an exchange. */
struct way {
  const char *name;
  size_t window;   /* bytes lent to mw_exchange_transmit */
  size_t pieces;   /* bytes given to mw_exchange_receive or mw_reply_body at once; 0: all */
  bool is_short;   /* the transport takes half of what is written */
  bool moves;      /* the context moves before every call, and its old memory is overwritten */
  bool is_request; /* at the request level */
};

/* Where a context lies: two places before a fence, between which it moves. */
struct home {
  mw_exchange *at, *other;
  size_t size;
  bool moves;
};

/* A place for a context of `size` bytes. The second of two homes in use at once has to be of another kind. */
struct home home_of(size_t size, bool moves);

/* Where the context is now. */
mw_exchange *here(struct home *home);

/* All that comes out of a reply. `text` is all of it in lines: the outcome, each row, each call, each call without an
 * answer, the error. `end` is what differs between the levels: the place of the error, and what was not read. */
struct seen {
  mw_status status;
  mw_failure failure;
  mw_outcome outcome; /* its texts are copies */
  size_t row_count;
  struct row {
    mw_slice path, text; /* the word of its name where it has no path */
    uint32_t item;
    bool is_last;
  } rows[256];
  size_t call_count;
  mw_call_outcome calls[64]; /* their texts are copies */
  size_t unanswered_count;
  struct {
    uint32_t number, reason;
  } unanswered[64];
  size_t left;
  size_t length, room_length;
  char text[256 * 1024], end[256];
  uint8_t room[256 * 1024];
};

/* Sends the whole request; what was written, in memory that the next call uses again. */
mw_slice send_all(struct home *home, const struct way *way);

/* The body of the request by mw_exchange_body, likewise. */
mw_slice body_of(struct home *home, size_t window);

/* Reads a reply behind a request that was sent. False where the host's own stack does not take it. */
bool read_reply(struct home *home, mw_slice reply, const struct way *way, struct seen *out);

#endif
