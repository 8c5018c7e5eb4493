// What comes out of an exchange: outcomes, calls, rows, events.

#ifndef MAILWIRE_OUTCOME_HPP
#define MAILWIRE_OUTCOME_HPP

#include "result.hpp"

namespace mailwire {

/// What became of one attempt.
///
/// Texts are the provider's, bounded, with credentials masked; they may hold any character, so escape them where you
/// show them. They lie in the exchange and are valid until it changes, moves or ends.
class Outcome {
 public:
  /// Nothing.
  Outcome() noexcept : record_() {}

  /// As C has it.
  explicit Outcome(const ::mw_outcome& record) noexcept : record_(record) {}

  /// Accepted, rejected, deferred or unknown; none if nothing has begun.
  [[nodiscard]] Kind kind() const noexcept { return static_cast<Kind>(record_.kind); }

  /// Why.
  [[nodiscard]] Reason reason() const noexcept { return static_cast<Reason>(record_.reason); }

  /// What went wrong, in the cases that are known.
  [[nodiscard]] Diagnosis diagnosis() const noexcept { return static_cast<Diagnosis>(record_.diagnosis); }

  /// The HTTP status of the final reply, 0 if none came.
  [[nodiscard]] uint32_t http_status() const noexcept { return record_.http_status; }

  /// What `retry_after` is: seconds, a date, or nothing.
  [[nodiscard]] RetryAfter retry_after_kind() const noexcept {
    return static_cast<RetryAfter>(record_.retry_after_kind);
  }

  /// When to try again, if the provider said: seconds, or seconds since 1970.
  [[nodiscard]] uint64_t retry_after() const noexcept { return record_.retry_after; }

  /// The result of the send, else the category of the error. At most 40 bytes.
  [[nodiscard]] Text provider_code() const noexcept { return Text(record_.provider_code); }

  /// The provider's message for people. At most 128 bytes.
  [[nodiscard]] Text text() const noexcept { return Text(record_.text); }

  /// What the provider's support asks for. At most 36 bytes.
  [[nodiscard]] Text correlation_id() const noexcept { return Text(record_.correlation_id); }

  /// The key to ask for the status of the send. At most 64 bytes.
  [[nodiscard]] Text status_id() const noexcept { return Text(record_.status_id); }

  /// The id of the event the send made. At most 36 bytes.
  [[nodiscard]] Text event_id() const noexcept { return Text(record_.event_id); }

  /// What the diagnosis is about, such as required scopes. At most 40 bytes.
  [[nodiscard]] Text detail() const noexcept { return Text(record_.detail); }

  /// Whether one of these texts, given as bits `MW_TRUNCATED_*`, was cut.
  [[nodiscard]] bool is_truncated(uint32_t texts) const noexcept { return (record_.truncated & texts) != 0; }

  /// Whether the body of a failure could not be read to its end.
  [[nodiscard]] bool is_damaged() const noexcept { return record_.is_damaged; }

  /// As C has it.
  [[nodiscard]] const ::mw_outcome& c() const noexcept { return record_; }

 private:
  ::mw_outcome record_;
};

/// What became of one call of a batch. Texts as in `Outcome`.
class CallOutcome {
 public:
  /// Nothing.
  CallOutcome() noexcept : record_() {}

  /// As C has it.
  explicit CallOutcome(const ::mw_call_outcome& record) noexcept : record_(record) {}

  /// Which call, from 1.
  [[nodiscard]] uint32_t number() const noexcept { return record_.number; }

  /// Accepted, rejected, deferred or unknown.
  [[nodiscard]] Kind kind() const noexcept { return static_cast<Kind>(record_.kind); }

  /// Why.
  [[nodiscard]] Reason reason() const noexcept { return static_cast<Reason>(record_.reason); }

  /// What went wrong, in the cases that are known.
  [[nodiscard]] Diagnosis diagnosis() const noexcept { return static_cast<Diagnosis>(record_.diagnosis); }

  /// The response code, three digits; empty if none came.
  [[nodiscard]] Text code() const noexcept { return Text(record_.code); }

  /// The method, as the reply spells it; empty if it does not.
  [[nodiscard]] Text method() const noexcept { return Text(record_.method); }

  /// The text for people; several are joined by `; `.
  [[nodiscard]] Text text() const noexcept { return Text(record_.text); }

  /// Missing variables, the refused address, the id of what was made, a reason.
  [[nodiscard]] Text detail() const noexcept { return Text(record_.detail); }

  /// As C has it.
  [[nodiscard]] const ::mw_call_outcome& c() const noexcept { return record_; }

 private:
  ::mw_call_outcome record_;
};

/// A call of a batch that has no answer, and what that means for it.
struct Unanswered {
  /// Which call, from 1.
  uint32_t number;
  /// Why it has none.
  Reason reason;
};

/// A piece of a value that is handed out while the reply is read.
///
/// Handed out because it has no bound, or because it is a secret the library does not keep.
class Row {
 public:
  /// As C has it.
  explicit Row(const ::mw_row& record) noexcept : record_(record) {}

  /// The name of the value; `MW_ROW_NAME_VALUE` has a path: `Exchange::path`.
  [[nodiscard]] RowName name() const noexcept { return static_cast<RowName>(record_.name); }

  /// The item of the reply that it belongs to, from 1; 0 without items.
  [[nodiscard]] uint32_t item() const noexcept { return record_.item; }

  /// The piece: UTF-8, maybe cut inside a character.
  ///
  /// It lies in the input or in the exchange and is valid until either changes or moves.
  [[nodiscard]] Text piece() const noexcept { return Text(record_.piece); }

  /// Whether the value is complete with this piece.
  ///
  /// A value that never gets there is not one: another row, a call, or the end of the reply takes its place.
  [[nodiscard]] bool is_last() const noexcept { return record_.is_last != 0; }

 private:
  ::mw_row record_;
};

/// What became of input.
class Event {
 public:
  /// Nothing: more is needed.
  Event() noexcept : record_() {}

  /// As C has it.
  explicit Event(const ::mw_received& record) noexcept : record_(record) {}

  /// Need more, row, call or complete.
  [[nodiscard]] EventKind kind() const noexcept { return static_cast<EventKind>(record_.event); }

  /// The row of `MW_EVENT_ROW`.
  [[nodiscard]] Row row() const noexcept { return Row(record_.row); }

  /// As C has it.
  [[nodiscard]] const ::mw_received& c() const noexcept { return record_; }

 private:
  ::mw_received record_;
};

}  // namespace mailwire

#endif  // MAILWIRE_OUTCOME_HPP
