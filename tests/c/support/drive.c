/* No call here may allocate. */

#include "drive.h"

#include "allocator.h"
#include "fence.h"
#include "http.h"

/* Ends the test, and with it the ban on allocation. */
#define MUST(condition)                                                                                            \
  do {                                                                                                              \
    if (!(condition)) {                                                                                             \
      forbid_allocation(false);                                                                                     \
      fail_msg("%s", #condition);                                                                                   \
    }                                                                                                               \
  } while (0)

static struct fence input_fence, output_fence, homes[2];

struct home home_of(size_t size, bool moves) {
  size = (size + 7) / 8 * 8;
  return (struct home){
    .at = (mw_exchange *)(void *)fenced_room(&homes[0], size),
    .other = (mw_exchange *)(void *)fenced_room(&homes[1], size),
    .size = size,
    .moves = moves,
  };
}

mw_exchange *here(struct home *home) {
  if (home->moves) {
    mw_exchange *from = home->at;
    home->at = home->other;
    home->other = from;
    memcpy(home->at, from, home->size);
    memset(from, 0xAA, home->size);
  }
  return home->at;
}

static uint8_t written[256 * 1024];

mw_slice send_all(struct home *home, const struct way *way) {
  size_t length = 0;
  forbid_allocation(true);
  while (mw_exchange_wants(here(home)) == MW_WANTS_TRANSMIT) {
    uint8_t *room = fenced_room(&output_fence, way->window);
    size_t n = SIZE_MAX;
    MUST(mw_exchange_transmit(here(home), room, way->window, &n, NULL) == MW_STATUS_OK);
    MUST(n > 0 && n <= way->window && n <= sizeof written - length);
    if (way->is_short) n = (n + 1) / 2;
    memcpy(written + length, room, n);
    length += n;
    MUST(mw_exchange_advance(here(home), n, NULL) == MW_STATUS_OK);
  }
  forbid_allocation(false);
  return (mw_slice){written, length};
}

mw_slice body_of(struct home *home, size_t window) {
  size_t length = 0, n = 0;
  forbid_allocation(true);
  do {
    uint8_t *room = fenced_room(&output_fence, window);
    MUST(mw_exchange_body(here(home), length, room, window, &n, NULL) == MW_STATUS_OK);
    MUST(n <= window && n <= sizeof written - length);
    memcpy(written + length, room, n);
    length += n;
  } while (n > 0);
  forbid_allocation(false);
  return (mw_slice){written, length};
}

/* Copies a text that would not live long enough. */
static mw_slice keep(struct seen *seen, mw_slice text) {
  MUST(text.length <= sizeof seen->room - seen->room_length);
  uint8_t *copy = seen->room + seen->room_length;
  if (text.length > 0) memcpy(copy, text.data, text.length);
  seen->room_length += text.length;
  return (mw_slice){copy, text.length};
}

static void show_row(struct seen *seen, const mw_exchange *exchange, const mw_row *row) {
  char path[1024];
  size_t length = 0;
  MUST(mw_exchange_path(exchange, path, sizeof path, &length) == MW_STATUS_OK);
  const mw_slice name = length > 0 ? mw_text(path) : mw_text(mw_row_name_name(row->name));
  struct row *last = seen->row_count > 0 ? &seen->rows[seen->row_count - 1] : NULL;
  if (last == NULL || last->is_last || !is_same(last->path, name)) {
    MUST(seen->row_count < COUNT(seen->rows));
    last = &seen->rows[seen->row_count++];
    *last = (struct row){.item = row->item, .path = keep(seen, name)};
  }
  const mw_slice piece = keep(seen, row->piece);
  if (last->text.length == 0) last->text.data = piece.data;
  MUST(last->text.data + last->text.length == piece.data);
  last->text.length += piece.length;
  last->is_last = row->is_last != 0;
}

static void show_call(struct seen *seen, const mw_exchange *exchange) {
  MUST(seen->call_count < COUNT(seen->calls));
  mw_call_outcome *call = &seen->calls[seen->call_count++];
  MUST(mw_exchange_call(exchange, call) == MW_STATUS_OK);
  call->code = keep(seen, call->code);
  call->method = keep(seen, call->method);
  call->text = keep(seen, call->text);
  call->detail = keep(seen, call->detail);
}

/* Feeds a piece until it is used up, or until the reply is over; false if it is. */
static bool feed(struct home *home, mw_slice piece, size_t from, bool is_body, struct seen *seen) {
  const uint8_t *input = fenced_copy(&input_fence, piece.data, piece.length);
  size_t used = 0, steps = 0;
  for (;;) {
    MUST(steps++ <= 4 * piece.length + 64);
    mw_received received;
    seen->status = is_body ? mw_reply_body(here(home), input + used, piece.length - used, from + used, &received,
                                           &seen->failure)
                           : mw_exchange_receive(here(home), input + used, piece.length - used, &received,
                                                 &seen->failure);
    if (seen->status != MW_STATUS_OK) {
      // How much was read is not said.
      seen->left = 0;
      return false;
    }
    MUST(received.consumed <= piece.length - used);
    used += received.consumed;
    seen->left -= received.consumed;
    switch (received.event) {
      case MW_EVENT_ROW:
        // The piece may lie in the context, so it is looked at where it is.
        show_row(seen, home->at, &received.row);
        break;
      case MW_EVENT_CALL: show_call(seen, here(home)); break;
      case MW_EVENT_COMPLETE: MUST(!is_body); return false;
      default: MUST(received.event == MW_EVENT_NEED_MORE && used == piece.length); return true;
    }
  }
}

static void read_bytes(struct home *home, mw_slice reply, size_t pieces, struct seen *seen) {
  for (size_t at = 0; at < reply.length && mw_exchange_wants(here(home)) == MW_WANTS_RECEIVE; at += pieces) {
    const size_t length = reply.length - at < pieces ? reply.length - at : pieces;
    if (!feed(home, (mw_slice){reply.data + at, length}, 0, false, seen)) break;
  }
  if (mw_exchange_wants(here(home)) == MW_WANTS_RECEIVE) {
    seen->status = mw_exchange_receive_end_of_stream(here(home), &seen->failure);
  }
  MUST(mw_exchange_wants(here(home)) == MW_WANTS_NOTHING);
}

static void read_unframed(struct home *home, const struct http_reply *reply, size_t pieces, struct seen *seen) {
  MUST(mw_reply_status(here(home), reply->status, NULL) == MW_STATUS_OK);
  for (size_t i = 0; i < reply->field_count; i++) {
    MUST(mw_reply_field(here(home), reply->fields[i].name, reply->fields[i].value, NULL) == MW_STATUS_OK);
  }
  MUST(mw_reply_head_end(here(home), NULL) == MW_STATUS_OK);
  for (size_t at = 0; at < reply->body_length; at += pieces) {
    const size_t length = reply->body_length - at < pieces ? reply->body_length - at : pieces;
    if (!feed(home, (mw_slice){reply->body + at, length}, at, true, seen)) break;
  }
  seen->status = mw_reply_end(here(home), reply->body_length, &seen->failure);
}

__attribute__((format(printf, 2, 3))) static void say(struct seen *seen, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(seen->text + seen->length, sizeof seen->text - seen->length, format, arguments);
  va_end(arguments);
  MUST(length >= 0 && (size_t)length < sizeof seen->text - seen->length);
  seen->length += (size_t)length;
}

/* A text in one line: what could not be read in a terminal as its number. */
static void say_text(struct seen *seen, const char *name, mw_slice text) {
  say(seen, " %s \"", name);
  for (size_t i = 0; i < text.length; i++) {
    say(seen, text.data[i] < ' ' || text.data[i] == 0x7F ? "\\%02x" : "%c", text.data[i]);
  }
  say(seen, "\"");
}

static void write_down(struct seen *seen) {
  const mw_outcome *outcome = &seen->outcome;
  say(seen, "%s %s %s %u retry %u %llu truncated %u%s", mw_kind_name(outcome->kind), mw_reason_name(outcome->reason),
      mw_diagnosis_name(outcome->diagnosis), outcome->http_status, outcome->retry_after_kind,
      (unsigned long long)outcome->retry_after, outcome->truncated, outcome->is_damaged ? " damaged" : "");
  say_text(seen, "code", outcome->provider_code);
  say_text(seen, "text", outcome->text);
  say_text(seen, "correlation", outcome->correlation_id);
  say_text(seen, "status", outcome->status_id);
  say_text(seen, "event", outcome->event_id);
  say_text(seen, "detail", outcome->detail);
  for (size_t i = 0; i < seen->row_count; i++) {
    const struct row *row = &seen->rows[i];
    say(seen, "\nrow %u%s", row->item, row->is_last ? "" : " unfinished");
    say_text(seen, "path", row->path);
    say_text(seen, "text", row->text);
  }
  for (size_t i = 0; i < seen->call_count; i++) {
    const mw_call_outcome *call = &seen->calls[i];
    say(seen, "\ncall %u %s %s %s", call->number, mw_kind_name(call->kind), mw_reason_name(call->reason),
        mw_diagnosis_name(call->diagnosis));
    say_text(seen, "code", call->code);
    say_text(seen, "method", call->method);
    say_text(seen, "text", call->text);
    say_text(seen, "detail", call->detail);
  }
  for (size_t i = 0; i < seen->unanswered_count; i++) {
    say(seen, "\nunanswered %u %s", seen->unanswered[i].number, mw_reason_name(seen->unanswered[i].reason));
  }
  say(seen, "\n%s %s", mw_status_name(seen->status), mw_fault_name(seen->failure.fault));
  snprintf(seen->end, sizeof seen->end, "at %u, %zu left", seen->failure.offset, seen->left);
}

bool read_reply(struct home *home, mw_slice reply, const struct way *way, struct seen *out) {
  static struct http_reply unframed;
  const size_t pieces = way->pieces > 0 ? way->pieces : SIZE_MAX / 2;
  out->status = MW_STATUS_OK;
  memset(&out->failure, 0, sizeof out->failure);
  out->row_count = out->call_count = out->unanswered_count = out->length = out->room_length = 0;
  out->left = way->is_request ? 0 : reply.length;
  if (way->is_request && !read_http(reply, &unframed)) return false;
  forbid_allocation(true);
  if (way->is_request) {
    out->left = unframed.body_length;
    read_unframed(home, &unframed, pieces, out);
  } else {
    read_bytes(home, reply, pieces, out);
  }
  mw_outcome *outcome = &out->outcome;
  MUST(mw_exchange_outcome(here(home), outcome) == MW_STATUS_OK);
  outcome->provider_code = keep(out, outcome->provider_code);
  outcome->text = keep(out, outcome->text);
  outcome->correlation_id = keep(out, outcome->correlation_id);
  outcome->status_id = keep(out, outcome->status_id);
  outcome->event_id = keep(out, outcome->event_id);
  outcome->detail = keep(out, outcome->detail);
  for (uint32_t number = 0, reason = 0;;) {
    MUST(mw_exchange_unanswered(here(home), number, &number, &reason) == MW_STATUS_OK);
    if (number == 0) break;
    MUST(out->unanswered_count < COUNT(out->unanswered));
    out->unanswered[out->unanswered_count].number = number;
    out->unanswered[out->unanswered_count++].reason = reason;
  }
  write_down(out);
  forbid_allocation(false);
  return true;
}
