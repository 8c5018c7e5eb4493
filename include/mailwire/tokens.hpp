// Tokens: collects the tokens of an OAuth answer of HubSpot, and wipes them.

#ifndef MAILWIRE_TOKENS_HPP
#define MAILWIRE_TOKENS_HPP

#include "library.hpp"
#include "outcome.hpp"

namespace mailwire::hubspot {

/// Collects the tokens of an OAuth answer into room that the caller lends.
///
/// The end of it wipes the room. It may be moved, the room may not.
class Tokens {
 public:
  /// Nothing yet; tokens go into `room`. 1024 bytes hold those that are known.
  ///
  /// The room is borrowed until the collector ends.
  explicit Tokens(Buffer room) noexcept : context_() {
    // What it answers shows at the first row: a collector that was not initialised says so.
    static_cast<void>(::mw_hubspot_tokens_init(&context_, sizeof context_, room.data(), room.size()));
  }

  Tokens(const Tokens&) = delete;
  Tokens& operator=(const Tokens&) = delete;

  /// Takes another collector over, which is empty then and has no room.
  Tokens(Tokens&& other) noexcept : context_(other.context_) { other.leave(); }

  /// Wipes what it has, then takes another collector over.
  Tokens& operator=(Tokens&& other) noexcept {
    if (this != &other) {
      clear();
      context_ = other.context_;
      other.leave();
    }
    return *this;
  }

  /// Wipes room and collector.
  ~Tokens() { clear(); }

  /// Takes what was received; everything but rows with tokens is passed over.
  ///
  /// `MW_STATUS_ERROR_CAPACITY` if the room is too small; `needed` counts what is known so far.
  Result<void> push(const Event& event) noexcept {
    Failure failure;
    static_cast<void>(::mw_hubspot_tokens_push(&context_, &event.c(), failure.place()));
    return failure;
  }

  /// The access token, once it is complete; else empty. It lies in the room.
  [[nodiscard]] Text access_token() const& noexcept { return Text(values().access_token); }
  Text access_token() const&& = delete;

  /// The refresh token to keep from now on, once it is complete; else empty.
  ///
  /// It lies in the room.
  [[nodiscard]] Text refresh_token() const& noexcept { return Text(values().refresh_token); }
  Text refresh_token() const&& = delete;

  /// How long the access token works, in seconds; 0 if the reply does not say.
  [[nodiscard]] uint32_t expires_in_s() const noexcept { return values().expires_in_s; }

  /// Wipes room and collector before their end. It takes nothing any more.
  void clear() noexcept { static_cast<void>(::mw_hubspot_tokens_clear(&context_)); }

 private:
  // The room goes on to another collector, so it is not wiped.
  void leave() noexcept { wipe(Buffer(reinterpret_cast<uint8_t*>(&context_), sizeof context_)); }

  ::mw_hubspot_token_values values() const noexcept {
    ::mw_hubspot_token_values values = {};
    static_cast<void>(::mw_hubspot_tokens_values(&context_, &values));
    return values;
  }

  ::mw_hubspot_tokens context_;
};

}  // namespace mailwire::hubspot

#endif  // MAILWIRE_TOKENS_HPP
