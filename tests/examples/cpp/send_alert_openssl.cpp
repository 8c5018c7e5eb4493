// Sends an alert from C++17: mailwire.hpp over the connection of connection.hpp.

#include <mailwire.hpp>

#include <csignal>
#include <functional>
#include <iostream>
#include <string>
#include <type_traits>

#include "alert.h"
#include "connection.hpp"

namespace {

using mailwire::Exchange;
using mailwire::Text;

// What was asked for, and the means to do it.
struct Host {
  const alert& asked;
  SSL_CTX* context;

  // Runs one exchange over a connection of its own. It answers nothing: the outcome knows what became of the message,
  // also where there was no connection.
  void run(Exchange& exchange) const {
    alert_peer peer;
    if (!alert_find_peer(&asked, exchange.c(), &peer)) return;
    Connection connection(context, peer);
    if (!connection) return;
    uint8_t buffer[1024];
    if (const auto ran = exchange.run(connection, buffer)) {
      connection.say_goodbye();
    } else {
      alert_tell_failure(&ran.failure().c());  // the code of the transport is that of SSL_get_error
    }
  }
};

// What is known of an attempt when its exchange is gone.
struct Settled {
  mailwire::Kind kind;
  mailwire::retry::Finding finding;

  explicit Settled(const mailwire::Outcome& outcome) : kind(outcome.kind()), finding(outcome) {}
};

// Asks what became of a send that is under way, until that is final.
Settled follow(const Host& host, const mailwire::hubspot::Account& account, const mailwire::Outcome& outcome) {
  using mailwire::hubspot::SendStatus;
  Settled settled(outcome);
  if (outcome.is_truncated(MW_TRUNCATED_STATUS_ID)) return settled;
  const SendStatus status(outcome.status_id());
  for (uint32_t poll = 0;; ++poll) {
    const auto wait_ms = SendStatus::poll_after_ms(poll);
    if (!wait_ms) break;
    alert_wait(&host.asked, wait_ms.value());
    auto begun = Exchange::begin(account, status);
    if (!begun) {
      alert_tell_failure(&begun.failure().c());
      return settled;
    }
    host.run(begun.value());
    const auto answer = begun.value().outcome();
    std::cout << "   Asked for its status: ";
    alert_tell(&answer.c());
    // Without a readable 200 this is about the question, not about the send: that stays accepted.
    if (answer.http_status() == 200 && answer.kind() != MW_KIND_UNKNOWN) {
      settled = Settled(answer);
      if (answer.reason() != MW_REASON_PENDING) return settled;
    }
  }
  std::cout << "   It is not known yet what became of it; ask again later.\n";
  return settled;
}

// Sends the alert, again as long as that is safe, and follows it to its end. The same operation for every attempt, and
// with it the same sendId: it keeps a repeat from being a second mail.
template <class Account, class Operation>
mailwire::Kind deliver(const Host& host, const Account& account, const Operation& operation) {
  using namespace mailwire::retry;
  const auto schedule = host.asked.is_patient ? Schedule() : Schedule::in_line();
  // Any number that differs from event to event and from device to device, so that many do not come back at once.
  const auto seed = static_cast<uint32_t>(std::hash<std::string>()(std::string(host.asked.send_id) + host.asked.text));
  bool may_have_been_sent = false;
  for (uint32_t attempt = 1;; ++attempt) {
    auto begun = Exchange::begin(account, operation);
    if (!begun) {
      alert_tell_failure(&begun.failure().c());
      return MW_KIND_NONE;
    }
    Exchange& exchange = begun.value();
    host.run(exchange);
    const auto outcome = exchange.outcome();
    alert_tell(&outcome.c());
    Settled settled(outcome);
    if constexpr (std::is_same_v<Account, mailwire::hubspot::Account>) {
      if (outcome.reason() == MW_REASON_PENDING) settled = follow(host, account, outcome);
    }
    const auto decision = decide(settled.finding, attempt, exchange.dedupe().value(), seed, schedule).value();
    may_have_been_sent |= settled.kind == MW_KIND_UNKNOWN;
    if (decision.again()) {
      std::cout << "   Again in " << decision.after_ms() << " ms.\n";
      alert_wait(&host.asked, decision.after_ms());
      continue;
    }
    if (settled.kind == MW_KIND_ACCEPTED) return settled.kind;
    std::cout << "   No further attempt: " << mailwire::name(decision.stop()) << ".\n";
    // An outcome is about one attempt: where the last one sent nothing, one before it may have.
    return may_have_been_sent ? MW_KIND_UNKNOWN : settled.kind;
  }
}

mailwire::Kind send_through_hubspot(const Host& host) {
  using namespace mailwire::hubspot;
  const alert& asked = host.asked;
  const auto account = Account::bearer(Text::of(asked.token)).host(Text::of(asked.host));
  const Property custom[] = {{"alert", Text::of(asked.text)}};
  const auto send = SingleSend(asked.email_id, Text::of(asked.to)).send_id(Text::of(asked.send_id)).custom(custom);
  return deliver(host, account, send);
}

// What the method asks for are arguments, what the template shows are variables.
mailwire::Kind send_through_bluehornet(const Host& host) {
  using namespace mailwire::bluehornet;
  const alert& asked = host.asked;
  const auto account = Account(Text::of(asked.api_key), Text::of(asked.shared_secret)).host(Text::of(asked.host));
  const Argument arguments[] = {{"email", Text::of(asked.to)}, Argument::number("template_id", asked.template_id)};
  const Argument variables[] = {{"title", "Alert"}, {"message", Text::of(asked.text)}};
  const Call calls[] = {Call("transactional.sendTransaction", arguments).variables(variables)};
  const Batch batch(calls);
  return deliver(host, account, batch);
}

}  // namespace

int main(int argc, char** argv) {
  alert asked;
  alert_read(&asked, argc, argv);
  std::signal(SIGPIPE, SIG_IGN);  // a connection that is gone is an error of a write, not the end of the program
  const Context context = new_context(asked.ca_file);
  if (!context) {
    ERR_print_errors_fp(stderr);
    return ALERT_HOST_FAILED;
  }
  const Host host = {asked, context.get()};
  return alert_exit_code(asked.is_bluehornet ? send_through_bluehornet(host) : send_through_hubspot(host));
}
