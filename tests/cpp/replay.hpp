// Runs an exchange by its verbs, cut in any way, and writes down everything that came out.

#ifndef REPLAY_HPP
#define REPLAY_HPP

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <mailwire.hpp>

#include "vectors.hpp"

namespace replay {

using vectors::Json;

/// How input and output are cut.
struct Cut {
  /// Bytes at a time; 0: all at once.
  size_t size;
  /// The exchange moves to another place between two pieces.
  bool moves;
};

/// Whole, byte by byte, in pieces of 7; and in pieces of 7 with an exchange that moves.
inline constexpr Cut cuts[] = {{0, false}, {1, false}, {7, false}, {7, true}};

/// Everything that came out of a reply.
struct Seen {
  Json outcome;
  Json failure;
  Json rows = Json::array();
  Json items = Json::array();
  Json calls = Json::array();
  Json unanswered = Json::array();
  size_t left = 0;

  friend bool operator==(const Seen& one, const Seen& other) {
    return one.outcome == other.outcome && one.failure == other.failure && one.rows == other.rows &&
           one.items == other.items && one.calls == other.calls && one.unanswered == other.unanswered &&
           one.left == other.left;
  }
};

/// "" for what does not apply.
template <class Word> std::string word(Word value) { return value == 0 ? "" : mailwire::name(value); }

/// An outcome in the words of the vector documents, and what they do not list.
inline Json in_words(const mailwire::Outcome& outcome) {
  Json words;
  words["outcome"] = mailwire::name(outcome.kind());
  words["reason"] = mailwire::name(outcome.reason());
  words["http_status"] = outcome.http_status();
  words["provider_code"] = outcome.provider_code().as<std::string>();
  words["text"] = outcome.text().as<std::string>();
  words["correlation_id"] = outcome.correlation_id().as<std::string>();
  words["status_id"] = outcome.status_id().as<std::string>();
  words["event_id"] = outcome.event_id().as<std::string>();
  words["retry_after_s"] = nullptr;
  if (outcome.retry_after_kind() == MW_RETRY_AFTER_SECONDS) words["retry_after_s"] = outcome.retry_after();
  words["diagnosis"] = word(outcome.diagnosis());
  words["detail"] = outcome.detail().as<std::string>();
  words["truncated"] = outcome.c().truncated;
  words["is_damaged"] = outcome.is_damaged();
  return words;
}

/// A call in the words of the vector documents.
inline Json in_words(const mailwire::CallOutcome& call) {
  Json words;
  words["number"] = call.number();
  words["outcome"] = mailwire::name(call.kind());
  words["reason"] = mailwire::name(call.reason());
  words["diagnosis"] = word(call.diagnosis());
  words["code"] = call.code().as<std::string>();
  words["method"] = call.method().as<std::string>();
  words["text"] = call.text().as<std::string>();
  words["detail"] = call.detail().as<std::string>();
  return words;
}

/// What was wrong.
inline Json in_words(const mailwire::Failure& failure) {
  Json words;
  words["status"] = mailwire::name(failure.status());
  words["fault"] = word(failure.fault());
  words["offset"] = failure.offset();
  return words;
}

/// An exchange that may move to another place on the heap, where the sanitizer watches what is left behind.
template <class Exchange> class Place {
 public:
  explicit Place(Exchange exchange) : exchange_(std::make_unique<Exchange>(std::move(exchange))) {}

  void move() { exchange_ = std::make_unique<Exchange>(std::move(*exchange_)); }

  Exchange& operator*() { return *exchange_; }
  Exchange* operator->() { return exchange_.get(); }

 private:
  std::unique_ptr<Exchange> exchange_;
};

/// Begins an exchange, which must be possible.
template <class Exchange, class Account, class Operation>
Exchange begin(const Account& account, const Operation& operation) {
  auto begun = Exchange::begin(account, operation);
  char text[200];
  INFO(begun.failure().text(text).value().template as<std::string>());
  REQUIRE(begun);
  return std::move(begun).value();
}

/// The whole request as it goes out.
template <class Exchange> std::string request(Place<Exchange>& place, const Cut& cut) {
  std::vector<uint8_t> buffer(cut.size == 0 ? 65536 : cut.size);
  std::string all;
  while (place->wants() == MW_WANTS_TRANSMIT) {
    const auto length = place->transmit(buffer);
    REQUIRE(length);
    all.append(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(length.value()));
    REQUIRE(place->advance(length.value()));
    if (cut.moves) place.move();
  }
  return all;
}

/// Puts a row together from its pieces.
class Rows {
 public:
  explicit Rows(Seen& seen) : seen_(seen) {}

  template <class Exchange> void add(const Exchange& exchange, const mailwire::Row& row) {
    char buffer[512];
    const auto path = exchange.path(buffer);
    REQUIRE(path);
    const std::string name =
        path.value().empty() ? mailwire::name(row.name()) : path.value().template as<std::string>();
    if (seen_.rows.empty() || is_complete_ || seen_.rows.back()[0] != name) {
      CHECK_MESSAGE((seen_.rows.empty() || is_complete_), "a row begins before the last one ends");
      seen_.rows.push_back(Json::array({name, ""}));
      seen_.items.push_back(row.item());
    }
    auto& text = seen_.rows.back()[1].get_ref<std::string&>();
    text.append(row.piece().data(), row.piece().size());
    is_complete_ = row.is_last();
  }

 private:
  Seen& seen_;
  bool is_complete_ = false;
};

/// Hands the request over, feeds the reply, then the end of the stream.
template <class Exchange, class Account, class Operation>
Seen read(const Account& account, const Operation& operation, const std::string& reply, const Cut& cut) {
  Place<Exchange> place(begin<Exchange>(account, operation));
  request(place, Cut{0, false});
  Seen seen;
  Rows rows(seen);
  mailwire::Bytes rest(reply);
  mailwire::Failure failure;
  bool is_complete = false;
  while (!rest.empty() && !is_complete && !failure.is_failure() && place->wants() == MW_WANTS_RECEIVE) {
    const mailwire::Bytes piece = rest.first(cut.size == 0 ? rest.size() : cut.size);
    mailwire::Bytes input = piece;
    for (bool needs_more = false; !needs_more && !is_complete && !failure.is_failure();) {
      const auto event = place->receive(input);
      failure = event.failure();
      if (!event) continue;
      if (event.value().kind() == MW_EVENT_ROW) rows.add(*place, event.value().row());
      if (event.value().kind() == MW_EVENT_CALL) seen.calls.push_back(in_words(place->call().value()));
      needs_more = event.value().kind() == MW_EVENT_NEED_MORE;
      is_complete = event.value().kind() == MW_EVENT_COMPLETE;
      if (needs_more) CHECK(input.empty());
    }
    // Of a piece with a fault nothing counts as consumed, so what is left is told of complete replies alone.
    rest = rest.behind(piece.size() - (is_complete ? input.size() : 0));
    if (cut.moves) place.move();
  }
  if (place->wants() == MW_WANTS_RECEIVE) failure = place->receive_end_of_stream().failure();
  CHECK(place->wants() == MW_WANTS_NOTHING);
  if (cut.moves) place.move();
  seen.outcome = in_words(place->outcome());
  if (failure.is_failure()) seen.failure = in_words(failure);
  for (const auto& call : place->unanswered()) {
    seen.unanswered.push_back(Json::array({call.number, mailwire::name(call.reason)}));
  }
  if (is_complete) seen.left = rest.size();
  return seen;
}

}  // namespace replay

#endif  // REPLAY_HPP
