// Text: a borrowed text.

#ifndef MAILWIRE_TEXT_HPP
#define MAILWIRE_TEXT_HPP

#include "../mailwire.h"
#include "meta.hpp"

namespace mailwire {

namespace detail {

inline const uint8_t* as_bytes(const char* text) noexcept { return reinterpret_cast<const uint8_t*>(text); }
inline const uint8_t* as_bytes(const uint8_t* text) noexcept { return text; }
#ifdef __cpp_char8_t
inline const uint8_t* as_bytes(const char8_t* text) noexcept { return reinterpret_cast<const uint8_t*>(text); }
#endif

template <class T, class = void> inline constexpr bool is_textual = false;
template <class T>
inline constexpr bool is_textual<T, always_void<decltype(as_bytes(lend<const T&>().data())),
                                                decltype(static_cast<size_t>(lend<const T&>().size()))>> = true;

}  // namespace detail

/// A borrowed text in UTF-8: a pointer and a length.
///
/// It owns nothing: what it points to must live and stay the same as long as the text is used. No NUL stands behind it.
class Text {
 public:
  /// The empty text.
  constexpr Text() noexcept : slice_{nullptr, 0} {}

  /// `size` bytes at `data`; null only where `size` is 0.
  Text(const char* data, size_t size) noexcept : slice_{detail::as_bytes(data), size} {}

  /// `size` bytes at `data`; null only where `size` is 0.
  Text(const uint8_t* data, size_t size) noexcept : slice_{data, size} {}

  /// A literal, without the NUL behind it.
  template <size_t N>
  Text(const char (&literal)[N]) noexcept  // NOLINT: texts are given as they are
      : slice_{detail::as_bytes(literal), literal[N - 1] == '\0' ? N - 1 : N} {}

#ifdef __cpp_char8_t
  /// A literal, without the NUL behind it.
  template <size_t N> Text(const char8_t (&literal)[N]) noexcept : slice_{detail::as_bytes(literal), N - 1} {}
#endif

  /// Not a buffer: how much of it is text is not known. See `Text::of`.
  template <size_t N> Text(char (&)[N]) = delete;

  /// Anything with `data()` and `size()` of characters, such as a std::string.
  template <class T, detail::enable_if<detail::is_textual<detail::bare<T>> && !detail::is_same<detail::bare<T>, Text> &&
                                       detail::outlives<T>> = 0>
  Text(T&& text) noexcept : slice_{detail::as_bytes(text.data()), static_cast<size_t>(text.size())} {}

  /// Not an owner that ends with the statement: keep it in a variable.
  template <class T, detail::enable_if<detail::is_textual<detail::bare<T>> && !detail::outlives<T>> = 0, class = void>
  Text(T&&) = delete;

  /// What C calls a slice.
  explicit constexpr Text(const ::mw_slice& slice) noexcept : slice_(slice) {}

  /// A text that ends with a NUL, such as that of a buffer; null is the empty text.
  [[nodiscard]] static Text of(const char* text) noexcept { return Text(::mw_text(text)); }

  /// The first byte; never null.
  [[nodiscard]] const char* data() const noexcept {
    return slice_.data == nullptr ? "" : reinterpret_cast<const char*>(slice_.data);
  }

  /// How many bytes.
  [[nodiscard]] constexpr size_t size() const noexcept { return slice_.length; }

  /// Whether there are none.
  [[nodiscard]] constexpr bool empty() const noexcept { return slice_.length == 0; }

  /// The first byte.
  [[nodiscard]] const char* begin() const noexcept { return data(); }

  /// Behind the last byte.
  [[nodiscard]] const char* end() const noexcept { return data() + size(); }

  /// As another type made of pointer and length: `text.as<std::string>()`.
  template <class T> [[nodiscard]] T as() const { return T(data(), size()); }

  /// As C has it.
  [[nodiscard]] constexpr const ::mw_slice& c() const noexcept { return slice_; }

  /// The same bytes.
  friend bool operator==(const Text& one, const Text& other) noexcept {
    if (one.size() != other.size()) return false;
    for (size_t at = 0; at < one.size(); ++at) {
      if (one.slice_.data[at] != other.slice_.data[at]) return false;
    }
    return true;
  }

  /// Not the same bytes.
  friend bool operator!=(const Text& one, const Text& other) noexcept { return !(one == other); }

 private:
  ::mw_slice slice_;
};

static_assert(sizeof(Text) == sizeof(::mw_slice), "an array of texts is an array of slices");

}  // namespace mailwire

#endif  // MAILWIRE_TEXT_HPP
