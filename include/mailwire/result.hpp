// Failure: what was wrong. Result: a value or a failure, without exceptions.

#ifndef MAILWIRE_RESULT_HPP
#define MAILWIRE_RESULT_HPP

#include "span.hpp"
#include "text.hpp"
#include "words.hpp"

namespace mailwire {

template <class T, class E> class Result;

/// What was wrong: a plain value that borrows nothing that ends.
///
/// What does not apply is 0.
class Failure {
 public:
  /// Nothing was wrong.
  Failure() noexcept : record_() {}

  /// Nothing but what a function answered.
  explicit Failure(Status status) noexcept : record_() {
    record_.status = status;
    record_.stage = MW_STAGE_OTHER;
  }

  /// As C has it.
  explicit Failure(const ::mw_failure& record) noexcept : record_(record) {}

  /// What the function answered.
  [[nodiscard]] Status status() const noexcept { return static_cast<Status>(record_.status); }

  /// When it was.
  [[nodiscard]] Stage stage() const noexcept { return static_cast<Stage>(record_.stage); }

  /// Config: which value.
  [[nodiscard]] Field field() const noexcept { return static_cast<Field>(record_.field); }

  /// Config: what is wrong with it.
  [[nodiscard]] Problem problem() const noexcept { return static_cast<Problem>(record_.problem); }

  /// Capacity: what was too small.
  [[nodiscard]] Limit limit() const noexcept { return static_cast<Limit>(record_.limit); }

  /// Peer: which rule the reply breaks.
  [[nodiscard]] Fault fault() const noexcept { return static_cast<Fault>(record_.fault); }

  /// Misuse: which rule was broken.
  [[nodiscard]] Misuse misuse() const noexcept { return static_cast<Misuse>(record_.misuse); }

  /// Config: the index in a list, from 0; in a batch that of the call.
  [[nodiscard]] uint32_t item() const noexcept { return record_.item; }

  /// Config: the byte at fault, from 0. Peer: the byte of the reply.
  [[nodiscard]] uint32_t offset() const noexcept { return record_.offset; }

  /// Capacity: how much would have been enough. Config: how long it is.
  [[nodiscard]] uint32_t needed() const noexcept { return record_.needed; }

  /// Capacity: how much there was. Config: how long it may be.
  [[nodiscard]] uint32_t available() const noexcept { return record_.available; }

  /// Transport: what the callback answered.
  [[nodiscard]] int64_t transport_code() const noexcept { return record_.transport_code; }

  /// The HTTP status of the reply, as far as it is known.
  [[nodiscard]] uint32_t http_status() const noexcept { return record_.http_status; }

  /// Config, missing argument: its name; else empty. Static.
  [[nodiscard]] Text argument() const noexcept { return Text(record_.argument); }

  /// Writes it for a person, as in `config: to: not-an-address`.
  ///
  /// The text lies in `buffer`, with a NUL behind it, and lives as long as that. If it does not fit the failure says
  /// how many bytes are needed, and the buffer holds what fits.
  [[nodiscard]] Result<Text, Failure> text(Buffer buffer) const noexcept;

  /// As C has it.
  [[nodiscard]] const ::mw_failure& c() const noexcept { return record_; }

  /// The place for a function of C to fill in.
  [[nodiscard]] ::mw_failure* place() noexcept { return &record_; }

  /// Whether something was wrong.
  [[nodiscard]] bool is_failure() const noexcept { return record_.status != MW_STATUS_OK; }

 private:
  ::mw_failure record_;
};

/// A value, or what was wrong.
///
/// Ask it before the value is used: `if (!result) return result.failure();`. Behind a failure the value is the empty
/// one of its type: 0, an empty text, an exchange that has not begun.
template <class T, class E = Failure> class [[nodiscard]] Result {
 public:
  /// A value.
  Result(const T& value) noexcept : value_(value), failure_() {}  // NOLINT: for `return value;`

  /// A failure.
  Result(const E& failure) noexcept : value_(), failure_(failure) {}  // NOLINT: for `return failure;`

  /// Whether there is a value.
  explicit operator bool() const noexcept { return !failure_.is_failure(); }

  /// The value.
  [[nodiscard]] T& value() & noexcept { return value_; }

  /// The value.
  [[nodiscard]] const T& value() const& noexcept { return value_; }

  /// The value, given away.
  [[nodiscard]] T value() && noexcept { return detail::move(value_); }

  /// What was wrong; nothing if there is a value.
  [[nodiscard]] const E& failure() const& noexcept { return failure_; }

  /// What was wrong; nothing if there is a value.
  [[nodiscard]] E failure() && noexcept { return failure_; }

 private:
  // An exchange begins in the place of the value: it is too large to be copied about.
  template <size_t Words> friend class BasicExchange;

  Result() noexcept : value_(), failure_() {}

  T value_;
  E failure_;
};

/// Done, or what was wrong.
template <class E> class [[nodiscard]] Result<void, E> {
 public:
  /// Done.
  Result() noexcept : failure_() {}

  /// A failure; done if it says that nothing was wrong.
  Result(const E& failure) noexcept : failure_(failure) {}  // NOLINT: for `return failure;`

  /// Whether it was done.
  explicit operator bool() const noexcept { return !failure_.is_failure(); }

  /// What was wrong; nothing if it was done.
  [[nodiscard]] const E& failure() const& noexcept { return failure_; }

  /// What was wrong; nothing if it was done.
  [[nodiscard]] E failure() && noexcept { return failure_; }

 private:
  E failure_;
};

namespace detail {

/// A buffer as C functions want it that write characters into it.
inline char* characters(Buffer buffer) noexcept { return reinterpret_cast<char*>(buffer.data()); }

/// What a function has written into a buffer; or that it is too small.
inline Result<Text> written(Status status, Buffer buffer, size_t length) noexcept {
  if (status == MW_STATUS_OK) return Text(buffer.data(), length);
  ::mw_failure record = Failure(status).c();
  if (status == MW_STATUS_ERROR_CAPACITY) {
    record.limit = MW_LIMIT_BUFFER;
    record.needed = static_cast<uint32_t>(length + 1);
    record.available = static_cast<uint32_t>(buffer.size());
  }
  return Failure(record);
}

}  // namespace detail

inline Result<Text> Failure::text(Buffer buffer) const noexcept {
  size_t length = 0;
  const Status status = ::mw_failure_text(&record_, detail::characters(buffer), buffer.size(), &length);
  return detail::written(status, buffer, length);
}

}  // namespace mailwire

#endif  // MAILWIRE_RESULT_HPP
