// Span: borrowed items in a row; bytes and buffers among them.

#ifndef MAILWIRE_SPAN_HPP
#define MAILWIRE_SPAN_HPP

#include "meta.hpp"

namespace mailwire {

namespace detail {

/// Items of one type serve as those of another: the same, or characters as bytes.
template <class From, class To>
inline constexpr bool is_alike = is_same<From, To> || (is_same<To, uint8_t> && is_character<From>);
template <class From, class To>
inline constexpr bool fits = is_alike<bare<From>, bare<To>> && (is_const<To> || !is_const<From>);

template <class Pointer> struct Pointee { using Type = void; };
template <class T> struct Pointee<T*> { using Type = T; };

template <class T, class To, class = void> inline constexpr bool is_container = false;
template <class T, class To>
inline constexpr bool
    is_container<T, To, always_void<decltype(lend<T&>().data()), decltype(static_cast<size_t>(lend<T&>().size()))>> =
        fits<typename Pointee<decltype(lend<T&>().data())>::Type, To>;

}  // namespace detail

/// Borrowed items in a row: a pointer and a length.
///
/// It owns nothing: what it points to must live as long as the span is used. A span of `uint8_t` takes characters too.
template <class T> class Span {
 public:
  /// No items.
  constexpr Span() noexcept : data_(nullptr), size_(0) {}

  /// `size` items at `data`; null only where `size` is 0.
  template <class U, detail::enable_if<detail::fits<U, T>> = 0>
  constexpr Span(U* data, size_t size) noexcept : data_(as_items(data)), size_(size) {}

  /// All items of an array.
  template <class U, size_t N, detail::enable_if<detail::fits<U, T>> = 0>
  constexpr Span(U (&array)[N]) noexcept
      : data_(as_items(&array[0])), size_(N) {}  // NOLINT: an array is given as it is

  /// Not an array that ends with the statement.
  template <class U, size_t N> Span(const U (&&)[N]) = delete;

  /// Not a literal, whose NUL is not meant: see `Text`.
  template <size_t N> Span(const char (&)[N]) = delete;

  /// Anything with `data()` and `size()` of such items, such as a std::vector.
  template <class C, detail::enable_if<detail::is_container<C, T> && !detail::is_same<detail::bare<C>, Span> &&
                                       detail::outlives<C>> = 0>
  constexpr Span(C&& items) noexcept : data_(as_items(items.data())), size_(static_cast<size_t>(items.size())) {}

  /// Not an owner that ends with the statement: keep it in a variable.
  template <class C, detail::enable_if<detail::is_container<C, T> && !detail::outlives<C>> = 0, class = void>
  Span(C&&) = delete;

  /// The first item.
  [[nodiscard]] constexpr T* data() const noexcept { return data_; }

  /// How many items.
  [[nodiscard]] constexpr size_t size() const noexcept { return size_; }

  /// Whether there are none.
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }

  /// The first item.
  [[nodiscard]] constexpr T* begin() const noexcept { return data_; }

  /// Behind the last item.
  [[nodiscard]] constexpr T* end() const noexcept { return data_ + size_; }

  /// The item at `index`, which must be below the size.
  [[nodiscard]] constexpr T& operator[](size_t index) const noexcept { return data_[index]; }

  /// The first `count` items, or all where there are fewer.
  [[nodiscard]] constexpr Span first(size_t count) const noexcept { return Span(data_, count < size_ ? count : size_); }

  /// All but the first `count` items; none where there are fewer.
  [[nodiscard]] constexpr Span behind(size_t count) const noexcept {
    return count < size_ ? Span(data_ + count, size_ - count) : Span();
  }

 private:
  template <class U> static constexpr T* as_items(U* data) noexcept {
    if constexpr (detail::is_same<detail::bare<U>, detail::bare<T>>) {
      return data;
    } else {
      return reinterpret_cast<T*>(data);
    }
  }

  T* data_;
  size_t size_;
};

/// Bytes that are read.
using Bytes = Span<const uint8_t>;

/// Room that is written.
using Buffer = Span<uint8_t>;

}  // namespace mailwire

#endif  // MAILWIRE_SPAN_HPP
