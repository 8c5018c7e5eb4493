// BlueHornet: accounts, arguments, calls and batches as values; the table of methods.

#ifndef MAILWIRE_BLUEHORNET_HPP
#define MAILWIRE_BLUEHORNET_HPP

#include "range.hpp"
#include "result.hpp"

namespace mailwire::bluehornet {

/// An API user of a BlueHornet account. Everything stays borrowed.
///
/// An exchange reads it until it is over: keep it where it is and as it is.
class Account {
 public:
  /// Words of a context that can be used with this provider.
  static constexpr size_t exchange_words = MW_EXCHANGE_WORDS;

  /// An API user by key and secret: 1 to 256 bytes of visible ASCII each.
  Account(Text api_key, Text shared_secret) noexcept : record_() {
    // What it answers shows at the begin of an exchange: a record of the wrong size stays without one.
    static_cast<void>(::mw_bluehornet_account_default(&record_, sizeof record_));
    record_.api_key = api_key.c();
    record_.shared_secret = shared_secret.c();
  }

  /// With another host than `echo.bluehornet.com`: `host` or `host:port`.
  [[nodiscard]] Account host(Text host_and_port) const noexcept {
    Account account = *this;
    account.record_.host = host_and_port.c();
    return account;
  }

  /// With another User-Agent than `mailwire/` and the version.
  [[nodiscard]] Account user_agent(Text agent) const noexcept {
    Account account = *this;
    account.record_.user_agent = agent.c();
    return account;
  }

  /// With replies in this form; XML by default.
  [[nodiscard]] Account response_type(ResponseType type) const noexcept {
    Account account = *this;
    account.record_.response_type = type;
    return account;
  }

  /// With documents that travel so; as a form field by default.
  [[nodiscard]] Account carriage(Carriage document_carriage) const noexcept {
    Account account = *this;
    account.record_.carriage = document_carriage;
    return account;
  }

  /// Whether calls behind a failing one are executed all the same; no by default.
  [[nodiscard]] Account no_halt(bool is_no_halt) const noexcept {
    Account account = *this;
    account.record_.no_halt = is_no_halt ? 1 : 0;
    return account;
  }

  /// As C has it.
  [[nodiscard]] const ::mw_bluehornet_account& c() const noexcept { return record_; }

 private:
  ::mw_bluehornet_account record_;
};

/// A name and its value. Everything stays borrowed.
///
/// A name is that of an element: ASCII letters, digits, `_ - .`, at most 64 bytes.
class Argument {
 public:
  /// A text without the characters that XML forbids.
  Argument(Text name, Text value) noexcept : Argument(MW_ARGUMENT_KIND_TEXT, name) { record_.text = value.c(); }

  /// A whole number.
  [[nodiscard]] static Argument number(Text name, int64_t value) noexcept {
    Argument argument(MW_ARGUMENT_KIND_NUMBER, name);
    argument.record_.number = value;
    return argument;
  }

  /// `1` or `0`.
  [[nodiscard]] static Argument boolean(Text name, bool value) noexcept {
    Argument argument(MW_ARGUMENT_KIND_BOOLEAN, name);
    argument.record_.number = value ? 1 : 0;
    return argument;
  }

  /// `YYYY-MM-DD`, US Pacific. A day that does not exist is refused at the begin.
  [[nodiscard]] static Argument date(Text name, uint16_t year, uint8_t month, uint8_t day) noexcept {
    Argument argument(MW_ARGUMENT_KIND_DATE, name);
    // Two digits each: a month of 112 must not become December of another year.
    const bool is_written = month < 100 && day < 100;
    argument.record_.number = is_written ? int64_t{year} * 10000 + int64_t{month} * 100 + int64_t{day} : 0;
    return argument;
  }

  /// The two versions of a message.
  [[nodiscard]] static Argument template_data(Text name, Text html, Text plain) noexcept {
    Argument argument(MW_ARGUMENT_KIND_TEMPLATE, name);
    argument.record_.text = html.c();
    argument.record_.plain = plain.c();
    return argument;
  }

  /// An element with elements in it, at most six deep.
  [[nodiscard]] static Argument nested(Text name, Span<const Argument> elements) noexcept {
    return Argument(MW_ARGUMENT_KIND_NESTED, name, elements);
  }

  /// A list; an item without a name is an element `item`.
  [[nodiscard]] static Argument list(Text name, Span<const Argument> items) noexcept {
    return Argument(MW_ARGUMENT_KIND_LIST, name, items);
  }

  /// As C has it.
  [[nodiscard]] const ::mw_argument& c() const noexcept { return record_; }

 private:
  // The kind first, so that a value that is no text is not taken for one.
  Argument(ArgumentKind kind, Text name) noexcept : record_() {
    record_.name = name.c();
    record_.kind = kind;
  }

  Argument(ArgumentKind kind, Text name, Span<const Argument> items) noexcept : Argument(kind, name) {
    record_.items = items.empty() ? nullptr : &items[0].record_;
    record_.item_count = items.size();
  }

  ::mw_argument record_;
};

static_assert(sizeof(Argument) == sizeof(::mw_argument), "an array of arguments is an array of records");

/// Arguments of a call. They stay borrowed.
using Arguments = Span<const Argument>;

/// A call of a method. Everything stays borrowed.
class Call {
 public:
  /// A call of a documented method, such as `transactional.sendTransaction`.
  ///
  /// Required arguments must be there, unknown ones are allowed.
  explicit Call(Text method, Arguments arguments = Arguments()) noexcept : record_() {
    record_.method = method.c();
    record_.arguments = as_c(arguments);
  }

  /// A call of any method: nothing but the grammar is checked.
  [[nodiscard]] static Call custom(Text method, Arguments arguments = Arguments()) noexcept {
    Call call(method, arguments);
    call.record_.is_custom = 1;
    return call;
  }

  /// With variables of a template, for methods that take them.
  ///
  /// Lower case names without a clash with an argument. Values are data and never read as template text.
  [[nodiscard]] Call variables(Arguments template_variables) const noexcept {
    Call call = *this;
    call.record_.variables = as_c(template_variables);
    return call;
  }

  /// As C has it.
  [[nodiscard]] const ::mw_bluehornet_call& c() const noexcept { return record_; }

 private:
  static ::mw_arguments as_c(Arguments arguments) noexcept {
    return ::mw_arguments{arguments.empty() ? nullptr : &arguments[0].c(), arguments.size()};
  }

  ::mw_bluehornet_call record_;
};

static_assert(sizeof(Call) == sizeof(::mw_bluehornet_call), "an array of calls is an array of records");

/// One request with one call or several, at most 64. It stays borrowed.
///
/// Values are checked when an exchange begins, which reads this value, the calls and all they point to until it is
/// over. BlueHornet has no dedupe key: an attempt of unknown outcome is never repeated by machine.
class Batch {
 public:
  /// These calls.
  explicit Batch(Span<const Call> calls) noexcept : record_() {
    static_cast<void>(::mw_bluehornet_batch_default(&record_, sizeof record_));
    record_.calls = calls.empty() ? nullptr : &calls[0].c();
    record_.count = calls.size();
  }

  /// As C has it.
  [[nodiscard]] const ::mw_bluehornet_batch& c() const noexcept { return record_; }

 private:
  friend Status init(::mw_exchange* exchange, size_t size, const Account& account, const Batch& batch,
                     ::mw_failure* failure) noexcept {
    return ::mw_bluehornet_batch_init(exchange, size, &account.c(), &batch.c(), failure);
  }

  ::mw_bluehornet_batch record_;
};

/// A documented method. All it tells is static.
class Method {
 public:
  /// None.
  Method() noexcept : record_(), index_(0) {}

  /// The method at `index`, from 0. `MW_STATUS_OUT_OF_RANGE` behind the end.
  [[nodiscard]] static Result<Method> at(size_t index) noexcept {
    Method method;
    const Status status = ::mw_bluehornet_method_at(index, &method.record_);
    if (status != MW_STATUS_OK) return Failure(status);
    method.index_ = index;
    return method;
  }

  /// Its name on the wire.
  [[nodiscard]] Text name() const noexcept { return Text(record_.name); }

  /// How many arguments it requires.
  [[nodiscard]] size_t required_count() const noexcept { return record_.required_count; }

  /// Of how many arguments it requires one; 0 if there is no such group.
  [[nodiscard]] size_t one_of_count() const noexcept { return record_.one_of_count; }

  /// How many other arguments are known; unknown ones are allowed.
  [[nodiscard]] size_t optional_count() const noexcept { return record_.optional_count; }

  /// The name of an argument: required ones, those of the group, others.
  ///
  /// `MW_STATUS_OUT_OF_RANGE` behind the end.
  [[nodiscard]] Result<Text> argument(size_t argument_index) const noexcept {
    ::mw_slice name = {nullptr, 0};
    const Status status = ::mw_bluehornet_method_argument(index_, argument_index, &name);
    if (status != MW_STATUS_OK) return Failure(status);
    return Text(name);
  }

  /// Where the data of its reply sits.
  [[nodiscard]] DataPlace data() const noexcept { return static_cast<DataPlace>(record_.data); }

  /// Whether it must be the only call of its request.
  [[nodiscard]] bool is_alone() const noexcept { return record_.is_alone; }

  /// Whether it answers in XML only.
  [[nodiscard]] bool is_xml_only() const noexcept { return record_.is_xml_only; }

  /// Whether it takes template variables.
  [[nodiscard]] bool has_variables() const noexcept { return record_.has_variables; }

 private:
  ::mw_bluehornet_method record_;
  size_t index_;
};

/// Where the documented methods come from.
class MethodSource {
 public:
  /// What is handed out.
  using Item = Method;

  /// The next one, if there is one.
  bool next(Method& method) noexcept {
    const Result<Method> found = Method::at(index_++);
    method = found.value();
    return static_cast<bool>(found);
  }

 private:
  size_t index_ = 0;
};

/// The documented methods: `for (const auto& method : methods())`.
[[nodiscard]] inline Range<MethodSource> methods() noexcept { return Range<MethodSource>(MethodSource()); }

}  // namespace mailwire::bluehornet

#endif  // MAILWIRE_BLUEHORNET_HPP
