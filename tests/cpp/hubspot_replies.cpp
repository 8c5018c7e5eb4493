// Every HubSpot reply vector with its expectation: whole, byte by byte, in pieces of 7, with an exchange that moves.
#include "replay.hpp"

using replay::Json;
using replay::Seen;
using vectors::text;

namespace {

/// Reads a reply with an exchange of either size.
template <class Exchange> Seen read(const std::string& operation, const std::string& http, const replay::Cut& cut) {
  using namespace mailwire::hubspot;
  const auto account = Account::bearer("EXAMPLE-ACCESS-TOKEN");
  if (operation == "send-status") {
    return replay::read<Exchange>(account, SendStatus("AbCdEf0123456789-example-status-id"), http, cut);
  }
  if (operation == "oauth") {
    return replay::read<Exchange>(account, RefreshToken("id", "EXAMPLE-SECRET", "EXAMPLE-REFRESH"), http, cut);
  }
  REQUIRE(operation == "single-send");
  return replay::read<Exchange>(account, SingleSend(4126643121, "jdoe@hubspot.com").send_id("6"), http, cut);
}

/// What the document says, cut as an outcome cuts its texts.
Json wanted(const Json& expect) {
  Json wanted = expect;
  const std::pair<const char*, size_t> sizes[] = {
      {"text", 128}, {"correlation_id", 36}, {"status_id", 64}, {"provider_code", 40}, {"event_id", 36}};
  for (const auto& [field, size] : sizes) wanted[field] = vectors::cut(text(expect[field]), size);
  return wanted;
}

}  // namespace

TEST_CASE("HubSpot: each reply has its outcome, however it is cut") {
  const Json document = vectors::document("hubspot", "replies.json");
  size_t count = 0;
  for (const auto& entry : document["replies"]) {
    const std::string file = text(entry["file"]), operation = text(entry["operation"]);
    CAPTURE(file);
    CAPTURE(operation);
    const std::string body = vectors::bytes("hubspot", file);
    const std::string http = entry["status"].is_null() ? body : vectors::with_head(entry["status"].get<int>(), body);
    const Seen whole = read<mailwire::hubspot::Exchange>(operation, http, replay::cuts[0]);
    const Json expect = wanted(entry["expect"]);
    for (const auto& member : expect.items()) {
      CAPTURE(member.key());
      CHECK(whole.outcome[member.key()] == member.value());
    }
    for (const auto& cut : replay::cuts) {
      CAPTURE(cut.size);
      CAPTURE(cut.moves);
      CHECK(read<mailwire::hubspot::Exchange>(operation, http, cut) == whole);
      CHECK(read<mailwire::Exchange>(operation, http, cut) == whole);
    }
    ++count;
  }
  CHECK(count > 300);
  MESSAGE(count, " replies of HubSpot");
}

TEST_CASE("HubSpot: each broken reply has its fault, and no outcome that claims anything") {
  const Json document = vectors::document("hubspot", "replies.json");
  size_t count = 0;
  for (const auto& entry : document["broken"]) {
    const std::string file = text(entry["file"]), http = vectors::bytes("hubspot", file);
    CAPTURE(file);
    const Seen whole = read<mailwire::hubspot::Exchange>("single-send", http, replay::cuts[0]);
    REQUIRE(whole.failure.is_object());
    CHECK(whole.failure["status"] == "peer");
    CHECK(whole.failure["fault"] == entry["fault"]);
    CHECK(whole.outcome["outcome"] != "accepted");
    for (const auto& cut : replay::cuts) {
      CAPTURE(cut.size);
      CAPTURE(cut.moves);
      CHECK(read<mailwire::hubspot::Exchange>("single-send", http, cut) == whole);
    }
    ++count;
  }
  CHECK(count >= 20);
  MESSAGE(count, " broken replies of HubSpot");
}
