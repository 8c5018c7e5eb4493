// Which library is linked, and the wipe for secrets.

#ifndef MAILWIRE_LIBRARY_HPP
#define MAILWIRE_LIBRARY_HPP

#include "result.hpp"

namespace mailwire {

/// Whether header and library belong together.
///
/// A program that links a shared library asks this first; if not, nothing else may be called.
[[nodiscard]] inline bool is_abi_right() noexcept { return ::mw_abi_version() == MW_ABI_VERSION; }

/// The version of the library, such as `0.1.0`. Static.
[[nodiscard]] inline const char* version() noexcept { return ::mw_version(); }

/// Whether HubSpot is in this library.
[[nodiscard]] inline bool has_hubspot() noexcept { return (::mw_features() & MW_FEATURE_HUBSPOT) != 0; }

/// Whether BlueHornet is in this library.
[[nodiscard]] inline bool has_bluehornet() noexcept { return (::mw_features() & MW_FEATURE_BLUEHORNET) != 0; }

/// Overwrites a buffer with zeros in a way the compiler does not leave out.
///
/// For tokens, and for buffers that held a request.
inline void wipe(Buffer buffer) noexcept {
  // It answers an error for a null pointer alone, and a span has none with a length.
  static_cast<void>(::mw_wipe(buffer.data(), buffer.size()));
}

}  // namespace mailwire

#endif  // MAILWIRE_LIBRARY_HPP
