// mailwire for C++17: mailwire.h as values that clean up behind themselves. License: MIT OR Apache-2.0.
//
//   using namespace mailwire;
//   const auto account = hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN");
//   const hubspot::Property custom[] = {{"alert", "Boiler 7: 96 °C"}};
//   const auto send = hubspot::SingleSend(4126643121, "jane@customer.example")
//                         .send_id("boiler-7-0042")  // from the event: it keeps a repeat from being a second mail
//                         .custom(custom);
//
//   auto begun = hubspot::Exchange::begin(account, send);
//   if (!begun) return report(begun.failure());
//   auto& exchange = begun.value();
//   uint8_t buffer[256];                                 // any size from 1
//   const auto ran = exchange.run(tls, buffer);          // or the verbs, one by one: see BasicExchange
//   const auto outcome = exchange.outcome();             // also after a failure: it says what that means for the alert
//   printf("%s: %s\n", name(outcome.kind()), name(outcome.reason()));
//
// The rules that hold for everything here, beside those of mailwire.h:
//
// Nothing is allocated, nothing is thrown, nothing of the C++ library is needed: only <stddef.h>, <stdint.h> and
// <stdbool.h>. It compiles with -ffreestanding -fno-exceptions -fno-rtti.
//
// A `Text` and a `Span` borrow. Accounts, operations, arguments and batches are small values made of such borrows;
// their methods return changed copies. An exchange borrows its account and its operation: they must be variables that
// outlive it and are not changed. A temporary in the place of either does not compile, nor does one that owns a text.
//
// What can fail answers a `Result`, which the compiler does not let you drop. Behind a failure its value is empty.
//
// Accessors named `c` give what C has, for everything that is easier said there.

#ifndef MAILWIRE_HPP
#define MAILWIRE_HPP

#include "mailwire/bluehornet.hpp"
#include "mailwire/exchange.hpp"
#include "mailwire/hubspot.hpp"
#include "mailwire/library.hpp"
#include "mailwire/outcome.hpp"
#include "mailwire/result.hpp"
#include "mailwire/retry.hpp"
#include "mailwire/span.hpp"
#include "mailwire/text.hpp"
#include "mailwire/tokens.hpp"
#include "mailwire/whitelist.hpp"
#include "mailwire/words.hpp"

#endif  // MAILWIRE_HPP
