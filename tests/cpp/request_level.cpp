// The request level: parts of the request out, parts of the reply in; and what keeps the two levels apart.
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <mailwire.hpp>

using namespace mailwire;

namespace {

const auto account = hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN").host("sandbox.example:8443");
const auto send = hubspot::SingleSend(4126643121, "jane@customer.example").send_id("boiler-7-0042");

hubspot::Exchange begun() {
  auto begun = hubspot::Exchange::begin(account, send);
  REQUIRE(begun);
  return std::move(begun).value();
}

}  // namespace

TEST_CASE("method, address, header fields and body are those of the bytes") {
  const auto exchange = begun();
  CHECK(exchange.method().value() == MW_HTTP_METHOD_POST);
  CHECK(std::string(name(exchange.method().value())) == "POST");
  char url[100];
  const char* address = "https://sandbox.example:8443/marketing/transactional/2026-09/single-email/send";
  CHECK(exchange.url(url).value() == Text::of(address));
  CHECK(std::string(url) == address);
  char small[20];
  const auto cut = exchange.url(small);
  CHECK(cut.failure().status() == MW_STATUS_ERROR_CAPACITY);
  CHECK(cut.failure().limit() == MW_LIMIT_BUFFER);
  CHECK(cut.failure().needed() == std::string(address).size() + 1);
  CHECK(cut.failure().available() == 20);
  CHECK(std::string(small) == std::string(address).substr(0, 19));

  std::vector<std::string> fields;
  int secrets = 0;
  for (const auto& header : exchange.headers()) {
    fields.push_back(header.name().as<std::string>() + ": " + header.scheme().as<std::string>() +
                     header.value().as<std::string>());
    secrets += header.is_secret() ? 1 : 0;
  }
  CHECK(fields == std::vector<std::string>{"Authorization: Bearer EXAMPLE-ACCESS-TOKEN",
                                           "Content-Type: application/json", "Accept: application/json",
                                           "User-Agent: mailwire/" + std::string(version())});
  CHECK(secrets == 1);

  std::string body(exchange.check().value().body, '\0');
  CHECK(exchange.body(0, body).value() == body.size());
  CHECK(body.find(R"("sendId":"boiler-7-0042")") != std::string::npos);
  CHECK(exchange.body(body.size(), url).value() == 0);
  CHECK(exchange.body(0, Buffer()).failure().limit() == MW_LIMIT_BUFFER);

  const auto server = exchange.server().value();
  CHECK(server.name() == "sandbox.example");
  CHECK(server.port() == 8443);
  const auto dedupe = exchange.dedupe().value();
  CHECK(dedupe.kind() == MW_DEDUPE_KIND_KEY);
  CHECK(dedupe.is_repeatable());
  CHECK(dedupe.key() == "boiler-7-0042");
  CHECK(dedupe.place() == "message.sendId");
  CHECK(dedupe.window_s() == 0);
}

TEST_CASE("status, header fields and body of a reply decide the outcome") {
  auto exchange = begun();
  CHECK(exchange.outcome().reason() == MW_REASON_NOT_SENT);
  REQUIRE(exchange.reply_request_sent());
  CHECK(exchange.outcome().reason() == MW_REASON_NO_REPLY);
  REQUIRE(exchange.reply_status(429));
  REQUIRE(exchange.reply_field("X-HubSpot-Correlation-Id", "c-1"));
  REQUIRE(exchange.reply_field("Retry-After", "7"));
  REQUIRE(exchange.reply_head_end());
  const std::string body = R"({"policyName":"SECONDLY","message":"slow down"})";
  size_t from = 0;
  for (const char& byte : body) {
    Bytes input(&byte, 1);
    CHECK(exchange.reply_body(input, from++).value().kind() == MW_EVENT_NEED_MORE);
    CHECK(input.empty());
  }
  REQUIRE(exchange.reply_end(body.size()));
  const Outcome outcome = exchange.outcome();
  CHECK(outcome.kind() == MW_KIND_DEFERRED);
  CHECK(outcome.reason() == MW_REASON_RATE_LIMITED);
  CHECK(outcome.diagnosis() == MW_DIAGNOSIS_RATE_LIMIT_SECONDLY);
  CHECK(outcome.retry_after_kind() == MW_RETRY_AFTER_SECONDS);
  CHECK(outcome.retry_after() == 7);
  CHECK(outcome.text() == "slow down");
  CHECK(outcome.correlation_id() == "c-1");
  CHECK_FALSE(outcome.is_truncated(MW_TRUNCATED_TEXT));
  CHECK_FALSE(outcome.is_damaged());
}

TEST_CASE("rows of a reply are handed out at request level too") {
  const auto nobody = hubspot::Account::without_credential();
  const hubspot::RefreshToken refresh("id", "EXAMPLE-SECRET", "EXAMPLE-REFRESH");
  auto begun = hubspot::Exchange::begin(nobody, refresh);
  REQUIRE(begun);
  auto& exchange = begun.value();
  REQUIRE(exchange.reply_request_sent());
  REQUIRE(exchange.reply_status(200));
  REQUIRE(exchange.reply_head_end());
  const std::string body = R"({"access_token":"A-TOKEN","refresh_token":"R-TOKEN","expires_in":1800})";
  uint8_t room[64];
  hubspot::Tokens tokens(room);
  Bytes input(body);
  while (true) {
    const auto event = exchange.reply_body(input, body.size() - input.size());
    REQUIRE(event);
    REQUIRE(tokens.push(event.value()));
    if (event.value().kind() == MW_EVENT_NEED_MORE) break;
    CHECK(event.value().row().item() == 0);
    CHECK(event.value().row().is_last());
  }
  REQUIRE(exchange.reply_end(body.size()));
  CHECK(tokens.access_token() == "A-TOKEN");
  CHECK(tokens.refresh_token() == "R-TOKEN");
}

TEST_CASE("a body that cannot be read is a failure with its place, and the outcome is unknown") {
  auto exchange = begun();
  REQUIRE(exchange.reply_request_sent());
  REQUIRE(exchange.reply_status(200));
  REQUIRE(exchange.reply_head_end());
  Bytes input(Text("{\"statusId\" 1}"));
  REQUIRE(exchange.reply_body(input, 0));
  const auto ended = exchange.reply_end(14);
  CHECK(ended.failure().status() == MW_STATUS_ERROR_PEER);
  CHECK(ended.failure().fault() == MW_FAULT_JSON_SYNTAX);
  CHECK(ended.failure().offset() == 12);
  CHECK(exchange.outcome().reason() == MW_REASON_MALFORMED_REPLY);
}

TEST_CASE("the levels cannot be mixed, and verbs have an order") {
  auto bytes = begun();
  uint8_t buffer[600];
  Bytes nothing;
  CHECK(bytes.receive(nothing).failure().misuse() == MW_MISUSE_NOTHING_SENT);
  REQUIRE(bytes.transmit(buffer));
  CHECK(bytes.reply_request_sent().failure().misuse() == MW_MISUSE_LEVELS_MIXED);
  CHECK(bytes.advance(601).failure().misuse() == MW_MISUSE_ADVANCED_TOO_FAR);
  auto parts = begun();
  REQUIRE(parts.reply_request_sent());
  CHECK(parts.transmit(buffer).failure().misuse() == MW_MISUSE_LEVELS_MIXED);
  CHECK(parts.reply_status(42).failure().status() == MW_STATUS_OUT_OF_RANGE);
  CHECK(parts.call().failure().status() == MW_STATUS_OUT_OF_RANGE);
}
