// A connection of the caller's as the callbacks that C wants.

#ifndef MAILWIRE_TRANSPORT_HPP
#define MAILWIRE_TRANSPORT_HPP

#include "outcome.hpp"
#include "span.hpp"

namespace mailwire::detail {

// A member that may be missing is missing if it has no such name and cannot be called: one that has the name and other
// parameters is a mistake, and the compiler says so where it is called.

template <class T, class = void> inline constexpr bool names_flush = false;
template <class T> inline constexpr bool names_flush<T, always_void<decltype(&T::flush)>> = true;
template <class T, class = void> inline constexpr bool can_flush = false;
template <class T> inline constexpr bool can_flush<T, always_void<decltype(lend<T&>().flush())>> = true;

template <class T, class = void> inline constexpr bool names_show = false;
template <class T> inline constexpr bool names_show<T, always_void<decltype(&T::show)>> = true;
template <class T, class Exchange, class = void> inline constexpr bool can_show = false;
template <class T, class Exchange>
inline constexpr bool
    can_show<T, Exchange, always_void<decltype(lend<T&>().show(lend<const Exchange&>(), lend<const Event&>()))>> = true;

/// The callbacks of one run.
///
/// They lead through C, so nothing may be thrown out of them.
template <class Exchange, class Transport> class Callbacks {
 public:
  Callbacks(const Exchange& exchange, Transport& transport) noexcept : exchange_(exchange), transport_(transport) {}

  ::mw_transport c() noexcept {
    ::mw_transport callbacks = {};
    callbacks.context = this;
    callbacks.write = &write;
    callbacks.read = &read;
    if constexpr (names_flush<Transport> || can_flush<Transport>) callbacks.flush = &flush;
    if constexpr (names_show<Transport> || can_show<Transport, Exchange>) callbacks.show = &show;
    return callbacks;
  }

 private:
  static Callbacks& self(void* context) noexcept { return *static_cast<Callbacks*>(context); }

  static ptrdiff_t write(void* context, const uint8_t* bytes, size_t length) noexcept {
    return static_cast<ptrdiff_t>(self(context).transport_.write(Bytes(bytes, length)));
  }

  static ptrdiff_t read(void* context, uint8_t* out, size_t size) noexcept {
    return static_cast<ptrdiff_t>(self(context).transport_.read(Buffer(out, size)));
  }

  static int32_t flush(void* context) noexcept { return static_cast<int32_t>(self(context).transport_.flush()); }

  static void show(void* context, const ::mw_exchange*, const ::mw_received* received) noexcept {
    const Event event(*received);
    self(context).transport_.show(self(context).exchange_, event);
  }

  const Exchange& exchange_;
  Transport& transport_;
};

}  // namespace mailwire::detail

#endif  // MAILWIRE_TRANSPORT_HPP
