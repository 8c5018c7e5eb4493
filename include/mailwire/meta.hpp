// What the other headers need of the C++ library: cross compilers come without its <type_traits>.

#ifndef MAILWIRE_META_HPP
#define MAILWIRE_META_HPP

#include <stddef.h>
#include <stdint.h>

namespace mailwire::detail {

/// A type without reference, const and volatile.
template <class T> struct Bare { using Type = T; };
template <class T> struct Bare<T&> : Bare<T> {};
template <class T> struct Bare<T&&> : Bare<T> {};
template <class T> struct Bare<const T> : Bare<T> {};
template <class T> struct Bare<volatile T> : Bare<T> {};
template <class T> struct Bare<const volatile T> : Bare<T> {};
template <class T> using bare = typename Bare<T>::Type;

template <class T> struct Unreferenced { using Type = T; };
template <class T> struct Unreferenced<T&> { using Type = T; };

template <bool Condition> struct EnableIf {};
template <> struct EnableIf<true> { using Type = int; };
template <bool Condition> using enable_if = typename EnableIf<Condition>::Type;

template <class...> using always_void = void;

template <class A, class B> inline constexpr bool is_same = false;
template <class A> inline constexpr bool is_same<A, A> = true;

template <class T> inline constexpr bool is_lvalue = false;
template <class T> inline constexpr bool is_lvalue<T&> = true;

template <class T> inline constexpr bool is_const = false;
template <class T> inline constexpr bool is_const<const T> = true;

/// A value of a type, for expressions that are never evaluated.
template <class T> T&& lend() noexcept;

/// Gives a value away.
template <class T> constexpr bare<T>&& move(T&& value) noexcept { return static_cast<bare<T>&&>(value); }

/// Whether what is behind an argument of type `T&&` outlives the argument.
///
/// A named one does. So does what a view points to; views are copied bit by bit, and owners are not.
template <class T> inline constexpr bool outlives = is_lvalue<T> || __is_trivially_copyable(bare<T>);

/// A byte that holds a character, or part of one.
template <class T> inline constexpr bool is_character = is_same<T, char> || is_same<T, unsigned char>;
#ifdef __cpp_char8_t
template <> inline constexpr bool is_character<char8_t> = true;
#endif

}  // namespace mailwire::detail

#endif  // MAILWIRE_META_HPP
