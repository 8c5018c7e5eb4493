// Whitelist: which addresses may call BlueHornet for an API user.

#ifndef MAILWIRE_WHITELIST_HPP
#define MAILWIRE_WHITELIST_HPP

#include "range.hpp"
#include "result.hpp"

namespace mailwire::bluehornet {

/// What is wrong with a whitelist, and where.
class WhitelistError {
 public:
  /// Nothing is.
  WhitelistError() noexcept : status_(MW_STATUS_OK), record_() {}

  /// What the check answered.
  WhitelistError(Status status, const ::mw_whitelist_error& record) noexcept : status_(status), record_(record) {}

  /// What the check answered: `MW_STATUS_ERROR_CONFIG` where there is a fault.
  [[nodiscard]] Status status() const noexcept { return status_; }

  /// What is wrong.
  [[nodiscard]] WhitelistFault fault() const noexcept { return static_cast<WhitelistFault>(record_.fault); }

  /// Index of the byte at fault, from 0.
  [[nodiscard]] size_t offset() const noexcept { return record_.offset; }

  /// Whether something is wrong.
  [[nodiscard]] bool is_failure() const noexcept { return status_ != MW_STATUS_OK; }

 private:
  Status status_;
  ::mw_whitelist_error record_;
};

/// The addresses from `first` to `last`, both in it: IPv4, as numbers.
using Addresses = ::mw_addresses;

/// Where the entries of a whitelist come from.
class WhitelistSource {
 public:
  /// What is handed out.
  using Item = Addresses;

  /// Of this text.
  explicit WhitelistSource(Text text) noexcept : text_(text) {}

  /// The next one, if there is one.
  bool next(Addresses& entry) noexcept { return ::mw_whitelist_entry(text_.c(), index_++, &entry) == MW_STATUS_OK; }

 private:
  Text text_;
  size_t index_ = 0;
};

/// A checked whitelist; the text stays borrowed and must stay the same.
///
/// Entries are separated by commas or line ends: an address, a range `a-b`, or CIDR. IPv4 only.
class Whitelist {
 public:
  /// No entries: it covers nobody.
  Whitelist() noexcept {}

  /// Checks `text`; the error says what is wrong, and where.
  [[nodiscard]] static Result<Whitelist, WhitelistError> parse(Text text) noexcept {
    ::mw_whitelist_error error = {};
    const Status status = ::mw_whitelist_check(text.c(), &error);
    if (status != MW_STATUS_OK) return WhitelistError(status, error);
    Whitelist list;
    list.text_ = text;
    return list;
  }

  /// The entries in their order. Each step reads the list from its beginning.
  [[nodiscard]] Range<WhitelistSource> entries() const noexcept {
    return Range<WhitelistSource>(WhitelistSource(text_));
  }

  /// Whether a call from `address` passes: `0xCB007107` is 203.0.113.7.
  ///
  /// The address is the one the service sees: behind a router that is not the device's own.
  [[nodiscard]] bool covers(uint32_t address) const noexcept {
    bool is_covered = false;
    return ::mw_whitelist_covers(text_.c(), address, &is_covered) == MW_STATUS_OK && is_covered;
  }

  /// Whether a call from an address in text passes, such as an outcome's detail.
  ///
  /// `MW_STATUS_OUT_OF_RANGE` if it is none.
  [[nodiscard]] Result<bool> covers_text(Text address) const noexcept {
    bool is_covered = false;
    const Status status = ::mw_whitelist_covers_text(text_.c(), address.c(), &is_covered);
    if (status != MW_STATUS_OK) return Failure(status);
    return is_covered;
  }

 private:
  Text text_;
};

}  // namespace mailwire::bluehornet

#endif  // MAILWIRE_WHITELIST_HPP
