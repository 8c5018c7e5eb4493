// Range: what is asked for one by one, for a `for` loop.

#ifndef MAILWIRE_RANGE_HPP
#define MAILWIRE_RANGE_HPP

#include "meta.hpp"

namespace mailwire {

/// Items that a source hands out one by one, for `for (const auto& item : range)`.
///
/// It borrows what it asks. A source is a small value with `Item`, the type of an item, and `bool next(Item&)`.
template <class Source> class Range {
 public:
  /// Behind the last item.
  struct End {};

  /// An item, and where the next one comes from.
  class Iterator {
   public:
    /// The first item.
    explicit Iterator(const Source& source) noexcept : source_(source), item_(), is_there_(source_.next(item_)) {}

    /// The item.
    [[nodiscard]] const typename Source::Item& operator*() const noexcept { return item_; }

    /// The item.
    [[nodiscard]] const typename Source::Item* operator->() const noexcept { return &item_; }

    /// On to the next item.
    Iterator& operator++() noexcept {
      is_there_ = source_.next(item_);
      return *this;
    }

    /// Whether there is an item.
    friend bool operator!=(const Iterator& iterator, const End&) noexcept { return iterator.is_there_; }

   private:
    Source source_;
    typename Source::Item item_;
    bool is_there_;
  };

  /// What is handed out by `source`.
  explicit Range(const Source& source) noexcept : source_(source) {}

  /// The first item.
  [[nodiscard]] Iterator begin() const noexcept { return Iterator(source_); }

  /// Behind the last item.
  [[nodiscard]] End end() const noexcept { return End(); }

 private:
  Source source_;
};

}  // namespace mailwire

#endif  // MAILWIRE_RANGE_HPP
