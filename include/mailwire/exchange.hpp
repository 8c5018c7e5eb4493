// Exchange: one attempt of one operation, as bytes or as the parts of a request and a reply.

#ifndef MAILWIRE_EXCHANGE_HPP
#define MAILWIRE_EXCHANGE_HPP

#include "outcome.hpp"
#include "range.hpp"
#include "transport.hpp"

namespace mailwire {

/// Whom to connect to.
class Server {
 public:
  /// Nobody.
  Server() noexcept : record_() {}

  /// As C has it.
  explicit Server(const ::mw_server& record) noexcept : record_(record) {}

  /// The name alone, for name resolution, SNI and certificate checks.
  ///
  /// It lies in the account or is static.
  [[nodiscard]] Text name() const noexcept { return Text(record_.name); }

  /// The port; 443 unless the account says otherwise.
  [[nodiscard]] uint16_t port() const noexcept { return record_.port; }

 private:
  ::mw_server record_;
};

/// The lengths of a request in bytes: `request`, and `body` alone.
using Lengths = ::mw_lengths;

/// What keeps a repeat of an operation from doing the same thing twice.
class Dedupe {
 public:
  /// Nothing does.
  Dedupe() noexcept : record_() {}

  /// As kept over a restart: of all it says, the kind alone decides.
  explicit Dedupe(DedupeKind kind) noexcept : record_() { record_.kind = kind; }

  /// As C has it.
  explicit Dedupe(const ::mw_dedupe& record) noexcept : record_(record) {}

  /// How.
  [[nodiscard]] DedupeKind kind() const noexcept { return static_cast<DedupeKind>(record_.kind); }

  /// Whether an attempt of unknown outcome may be repeated by machine.
  [[nodiscard]] bool is_repeatable() const noexcept { return record_.kind != MW_DEDUPE_KIND_NONE; }

  /// The key; it lies in the operation.
  [[nodiscard]] Text key() const noexcept { return Text(record_.key); }

  /// Where the key goes in the request. Static.
  [[nodiscard]] Text place() const noexcept { return Text(record_.place); }

  /// How long the provider remembers the key, in s; 0: it does not say.
  [[nodiscard]] uint32_t window_s() const noexcept { return record_.window_s; }

  /// As C has it.
  [[nodiscard]] const ::mw_dedupe& c() const noexcept { return record_; }

 private:
  ::mw_dedupe record_;
};

/// A header field of a request. Its value is `scheme` and `value` in a row.
class Header {
 public:
  /// Nothing.
  Header() noexcept : record_() {}

  /// As C has it.
  explicit Header(const ::mw_header& record) noexcept : record_(record) {}

  /// Its name. Static.
  [[nodiscard]] Text name() const noexcept { return Text(record_.name); }

  /// What stands before the value, such as `Bearer ` with its blank. Static.
  [[nodiscard]] Text scheme() const noexcept { return Text(record_.scheme); }

  /// The value: visible ASCII. It lies in the account or is static.
  [[nodiscard]] Text value() const noexcept { return Text(record_.value); }

  /// Whether the value is a secret: do not log it.
  [[nodiscard]] bool is_secret() const noexcept { return record_.is_secret; }

 private:
  ::mw_header record_;
};

/// Where the calls without an answer come from.
class UnansweredSource {
 public:
  /// What is handed out.
  using Item = Unanswered;

  /// Of this context.
  explicit UnansweredSource(const ::mw_exchange* exchange) noexcept : exchange_(exchange) {}

  /// The next one, if there is one.
  bool next(Unanswered& call) noexcept {
    uint32_t number = 0;
    uint32_t reason = 0;
    static_cast<void>(::mw_exchange_unanswered(exchange_, after_, &number, &reason));
    call = Unanswered{number, static_cast<Reason>(reason)};
    after_ = number;
    return number != 0;
  }

 private:
  const ::mw_exchange* exchange_;
  uint32_t after_ = 0;
};

/// Where the header fields of a request come from.
class HeaderSource {
 public:
  /// What is handed out.
  using Item = Header;

  /// Of this context.
  explicit HeaderSource(const ::mw_exchange* exchange) noexcept : exchange_(exchange) {}

  /// The next one, if there is one.
  bool next(Header& header) noexcept {
    ::mw_header record = {};
    const bool is_there = ::mw_exchange_header(exchange_, index_++, &record) == MW_STATUS_OK;
    header = Header(record);
    return is_there;
  }

 private:
  const ::mw_exchange* exchange_;
  size_t index_ = 0;
};

/// One attempt of one operation over a connection, in `Words` words of 8 bytes.
///
/// `Exchange` is the one for any provider, `hubspot::Exchange` a smaller one for HubSpot alone. Account and operation,
/// and all they point to, are borrowed from the begin until the exchange is over or begins anew. It can be moved, which
/// empties the source, and its end wipes it. Of an exchange that has not begun, or was emptied, every verb answers
/// `MW_STATUS_NOT_INITIALIZED`. One user at a time.
template <size_t Words> class BasicExchange {
 public:
  /// Not begun.
  constexpr BasicExchange() noexcept : words_() {}

  BasicExchange(const BasicExchange&) = delete;
  BasicExchange& operator=(const BasicExchange&) = delete;

  /// Takes another exchange over, which is emptied.
  ///
  /// Texts and rows that the other one has handed out are not valid any more.
  BasicExchange(BasicExchange&& other) noexcept { take(other); }

  /// Takes another exchange over, which is emptied.
  BasicExchange& operator=(BasicExchange&& other) noexcept {
    if (this != &other) take(other);
    return *this;
  }

  /// Wipes the context. What it borrowed is the caller's to wipe.
  ~BasicExchange() { clear(); }

  /// Begins an attempt: every value is checked, nothing is sent yet.
  ///
  /// `MW_STATUS_ERROR_CONFIG` with the field.
  template <class Account, class Operation,
            class = decltype(init(detail::lend<::mw_exchange*>(), size_t(), detail::lend<const Account&>(),
                                  detail::lend<const Operation&>(), detail::lend<::mw_failure*>()))>
  static Result<BasicExchange> begin(const Account& account, const Operation& operation) noexcept {
    Result<BasicExchange> begun;
    begun.failure_ = begun.value_.restart(account, operation).failure();
    return begun;
  }

  // An exchange would borrow them longer than they live: keep account and operation in variables.
  template <class Account, class Operation>
  static Result<BasicExchange> begin(const Account&&, const Operation&) noexcept = delete;
  template <class Account, class Operation>
  static Result<BasicExchange> begin(const Account&, const Operation&&) noexcept = delete;
  template <class Account, class Operation>
  static Result<BasicExchange> begin(const Account&&, const Operation&&) noexcept = delete;

  /// As `begin`, in this place: for an exchange that stays where it is.
  ///
  /// What was in it is over and wiped, texts of its outcome too: copy a `status_id` before it goes into a `SendStatus`.
  /// On a failure nothing has begun.
  template <class Account, class Operation,
            class = decltype(init(detail::lend<::mw_exchange*>(), size_t(), detail::lend<const Account&>(),
                                  detail::lend<const Operation&>(), detail::lend<::mw_failure*>()))>
  Result<void> restart(const Account& account, const Operation& operation) noexcept {
    static_assert(Words >= Account::exchange_words,
                  "this exchange is too small for the provider: use mailwire::Exchange");
    clear();
    Failure failure;
    static_cast<void>(init(c(), sizeof words_, account, operation, failure.place()));
    return failure;
  }

  template <class Account, class Operation> Result<void> restart(const Account&&, const Operation&) noexcept = delete;
  template <class Account, class Operation> Result<void> restart(const Account&, const Operation&&) noexcept = delete;
  template <class Account, class Operation> Result<void> restart(const Account&&, const Operation&&) noexcept = delete;

  /// Wipes the context before its end.
  void clear() noexcept { static_cast<void>(::mw_exchange_clear(c(), sizeof words_)); }

  /// What to do next; nothing where nothing has begun.
  ///
  /// It can be asked at any time and changes nothing.
  [[nodiscard]] Wants wants() const noexcept {
    const int32_t wanted = ::mw_exchange_wants(c());
    return wanted < 0 ? MW_WANTS_NOTHING : static_cast<Wants>(wanted);
  }

  /// Whom to connect to.
  [[nodiscard]] Result<Server> server() const noexcept {
    ::mw_server record = {};
    const Status status = ::mw_exchange_server(c(), &record);
    if (status != MW_STATUS_OK) return Failure(status);
    return Server(record);
  }

  /// Tells errors and lengths early, without a buffer.
  ///
  /// `MW_STATUS_ERROR_CONFIG` with the field, `MW_STATUS_ERROR_CAPACITY` for a request above 2 GiB.
  [[nodiscard]] Result<Lengths> check() const noexcept {
    Lengths lengths = {};
    Failure failure;
    if (::mw_exchange_check(c(), &lengths, failure.place()) != MW_STATUS_OK) return failure;
    return lengths;
  }

  /// What keeps a repeat of the operation from doing it twice.
  [[nodiscard]] Result<Dedupe> dedupe() const noexcept {
    ::mw_dedupe record = {};
    const Status status = ::mw_exchange_dedupe(c(), &record);
    if (status != MW_STATUS_OK) return Failure(status);
    return Dedupe(record);
  }

  /// Writes the next bytes of the request into `out`, and tells how many.
  ///
  /// Any size from 1 will do, 256 and more are sensible. Send them, then `advance`. A second call writes the same bytes
  /// again. `MW_STATUS_ERROR_MISUSE` (`MW_MISUSE_MESSAGE_CHANGED`) if account or operation have changed: close the
  /// connection, a part of a request is never processed.
  [[nodiscard]] Result<size_t> transmit(Buffer out) noexcept {
    size_t length = 0;
    Failure failure;
    if (::mw_exchange_transmit(c(), out.data(), out.size(), &length, failure.place()) != MW_STATUS_OK) return failure;
    return length;
  }

  /// The transport took `count` bytes of what `transmit` wrote; fewer is normal.
  ///
  /// With the last byte the request counts as handed over: from then on a missing reply means unknown, no longer
  /// deferred. `MW_STATUS_ERROR_MISUSE` for more bytes than were written.
  Result<void> advance(size_t count) noexcept {
    Failure failure;
    static_cast<void>(::mw_exchange_advance(c(), count, failure.place()));
    return failure;
  }

  /// Reads bytes of the reply; `input` loses what was consumed.
  ///
  /// Call again until the event is `MW_EVENT_NEED_MORE` or `MW_EVENT_COMPLETE`; what is left then follows the reply on
  /// the connection. `MW_STATUS_ERROR_PEER` if the reply breaks a rule: the exchange has ended, close the connection.
  /// `MW_STATUS_ERROR_MISUSE` before the first `advance` and after an error. On a failure `input` stays as it is.
  Result<Event> receive(Bytes& input) noexcept {
    ::mw_received record = {};
    Failure failure;
    if (::mw_exchange_receive(c(), input.data(), input.size(), &record, failure.place()) != MW_STATUS_OK)
      return failure;
    input = input.behind(record.consumed);
    return Event(record);
  }

  /// The other side has closed the connection.
  ///
  /// `MW_STATUS_ERROR_PEER` (`MW_FAULT_TRUNCATED`) if the reply was not complete.
  Result<void> receive_end_of_stream() noexcept {
    Failure failure;
    static_cast<void>(::mw_exchange_receive_end_of_stream(c(), failure.place()));
    return failure;
  }

  /// What became of the attempt, readable at any time, also after a failure.
  ///
  /// Deferred (`MW_REASON_NOT_SENT`) until the request was handed over, then unknown (`MW_REASON_NO_REPLY`) until the
  /// reply decides. Its texts lie in the exchange: see `Outcome`.
  [[nodiscard]] Outcome outcome() const& noexcept {
    ::mw_outcome record = {};
    static_cast<void>(::mw_exchange_outcome(c(), &record));
    return Outcome(record);
  }
  Outcome outcome() const&& = delete;

  /// The call that `MW_EVENT_CALL` is about, until the next `receive`.
  ///
  /// `MW_STATUS_OUT_OF_RANGE` for an operation without calls. Its texts lie in the exchange.
  [[nodiscard]] Result<CallOutcome> call() const& noexcept {
    ::mw_call_outcome record = {};
    const Status status = ::mw_exchange_call(c(), &record);
    if (status != MW_STATUS_OK) return Failure(status);
    return CallOutcome(record);
  }
  Result<CallOutcome> call() const&& = delete;

  /// The calls of a batch that have no answer. Ask at the end.
  ///
  /// It borrows the exchange: `for (const auto& call : exchange.unanswered())`.
  [[nodiscard]] Range<UnansweredSource> unanswered() const& noexcept {
    return Range<UnansweredSource>(UnansweredSource(c()));
  }
  Range<UnansweredSource> unanswered() const&& = delete;

  /// Writes where the row of `MW_EVENT_ROW` stands, until the next `receive`.
  ///
  /// Names joined by `/`, as in `responseData/task/item[2]/status`; empty where rows have a name of their own. The text
  /// lies in `buffer`, with a NUL behind it. `MW_STATUS_ERROR_CAPACITY` says how many bytes are needed.
  [[nodiscard]] Result<Text> path(Buffer buffer) const noexcept {
    size_t length = 0;
    const Status status = ::mw_exchange_path(c(), detail::characters(buffer), buffer.size(), &length);
    return detail::written(status, buffer, length);
  }

  /// Runs to the end over a connection that is open and verified.
  ///
  /// `transport` has `write(Bytes)` and `read(Buffer)`, which answer how many bytes, 0 for a closed connection, or a
  /// negative number that becomes `Failure::transport_code`; `write` takes at least 1. It may have `flush()`, called
  /// when the request was written, which answers 0 or a negative number; and `show(const BasicExchange&, const
  /// Event&)`, which gets rows and calls and must not change the exchange. Nothing may be thrown out of them. `buffer`
  /// has any size from 1; 256 and more are sensible. Afterwards `outcome` tells what became of the message, also after
  /// a failure.
  template <class Transport> Result<void> run(Transport&& transport, Buffer buffer) noexcept {
    detail::Callbacks<BasicExchange, typename detail::Unreferenced<Transport>::Type> callbacks(*this, transport);
    const ::mw_transport record = callbacks.c();
    Failure failure;
    static_cast<void>(::mw_exchange_run(c(), &record, buffer.data(), buffer.size(), failure.place()));
    return failure;
  }

  // The request level, for hosts with an HTTP stack.

  /// The method of the request.
  [[nodiscard]] Result<HttpMethod> method() const noexcept {
    uint32_t method = 0;
    const Status status = ::mw_exchange_method(c(), &method);
    if (status != MW_STATUS_OK) return Failure(status);
    return static_cast<HttpMethod>(method);
  }

  /// Writes the address of the request: `https://`, host and target.
  ///
  /// The text lies in `buffer`, with a NUL behind it. `MW_STATUS_ERROR_CAPACITY` says how many bytes are needed.
  [[nodiscard]] Result<Text> url(Buffer buffer) const noexcept {
    size_t length = 0;
    const Status status = ::mw_exchange_url(c(), detail::characters(buffer), buffer.size(), &length);
    return detail::written(status, buffer, length);
  }

  /// The header fields of the request. Host and Content-Length are the stack's.
  ///
  /// It borrows the exchange: `for (const auto& header : exchange.headers())`.
  [[nodiscard]] Range<HeaderSource> headers() const& noexcept { return Range<HeaderSource>(HeaderSource(c())); }
  Range<HeaderSource> headers() const&& = delete;

  /// Writes the body from byte `from` on into `out`, and tells how many bytes.
  ///
  /// 0 means that the body ends there; its whole length is that of `check`.
  [[nodiscard]] Result<size_t> body(size_t from, Buffer out) const noexcept {
    size_t length = 0;
    Failure failure;
    if (::mw_exchange_body(c(), from, out.data(), out.size(), &length, failure.place()) != MW_STATUS_OK) return failure;
    return length;
  }

  /// The request goes to the stack: a missing reply means unknown from now on.
  ///
  /// Call it when the connection stands and before the stack begins to send; with a stack that does not say when that
  /// is, before the stack is started. If the stack fails before the reply is complete, do not call `reply_end`: the
  /// outcome then says what that means. `MW_STATUS_ERROR_MISUSE` after `transmit`.
  Result<void> reply_request_sent() noexcept {
    Failure failure;
    static_cast<void>(::mw_reply_request_sent(c(), failure.place()));
    return failure;
  }

  /// The status of the final reply; interim ones are the stack's.
  Result<void> reply_status(uint32_t http_status) noexcept {
    Failure failure;
    static_cast<void>(::mw_reply_status(c(), http_status, failure.place()));
    return failure;
  }

  /// A header field of the reply. Those that mean nothing here are passed over.
  Result<void> reply_field(Text name, Text value) noexcept {
    Failure failure;
    static_cast<void>(::mw_reply_field(c(), name.c(), value.c(), failure.place()));
    return failure;
  }

  /// All header fields are in.
  Result<void> reply_head_end() noexcept {
    Failure failure;
    static_cast<void>(::mw_reply_head_end(c(), failure.place()));
    return failure;
  }

  /// Bytes of the body, from byte `from` of it on; `input` loses what was consumed.
  ///
  /// Call again until the event is `MW_EVENT_NEED_MORE`. `from` is the place of the first byte of `input` in the body.
  Result<Event> reply_body(Bytes& input, size_t from) noexcept {
    ::mw_received record = {};
    Failure failure;
    if (::mw_reply_body(c(), input.data(), input.size(), from, &record, failure.place()) != MW_STATUS_OK)
      return failure;
    input = input.behind(record.consumed);
    return Event(record);
  }

  /// The body, of `length` bytes, is complete: now the outcome is decided.
  ///
  /// `MW_STATUS_ERROR_PEER` if the body was to say what was done and cannot be read.
  Result<void> reply_end(size_t length) noexcept {
    Failure failure;
    static_cast<void>(::mw_reply_end(c(), length, failure.place()));
    return failure;
  }

  /// As C has it: memory of at least the words that C asks for.
  [[nodiscard]] ::mw_exchange* c() noexcept { return reinterpret_cast<::mw_exchange*>(words_); }

  /// As C has it.
  [[nodiscard]] const ::mw_exchange* c() const noexcept { return reinterpret_cast<const ::mw_exchange*>(words_); }

 private:
  // A context holds no address of itself, so its bytes are all there is to move.
  void take(BasicExchange& other) noexcept {
    for (size_t at = 0; at < Words; ++at) words_[at] = other.words_[at];
    other.clear();
  }

  uint64_t words_[Words];
};

/// One attempt of one operation, of any provider.
using Exchange = BasicExchange<MW_EXCHANGE_WORDS>;

namespace hubspot {
/// One attempt of one operation of HubSpot, in about 60 % of the memory.
using Exchange = BasicExchange<MW_HUBSPOT_EXCHANGE_WORDS>;
}  // namespace hubspot

}  // namespace mailwire

#endif  // MAILWIRE_EXCHANGE_HPP
