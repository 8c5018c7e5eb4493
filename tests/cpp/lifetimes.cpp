// Moves and ends: an exchange goes on in another place, and leaves nothing behind; neither does a collector of tokens.
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>
#include <mailwire.hpp>

using namespace mailwire;

namespace {

const auto account = hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN");
const hubspot::SingleSend send(4126643121, "jane@customer.example");
const std::string reply = "HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{\"statusId\":\"s-1\",\"status\":\"PENDING\"}";

/// Whether a byte other than 0 is in memory; read as it is, whatever the compiler thinks lives there.
bool is_wiped(const volatile unsigned char* memory, size_t size) {
  for (size_t at = 0; at < size; ++at) {
    if (memory[at] != 0) return false;
  }
  return true;
}

template <class T> bool is_wiped(const T& value) {
  return is_wiped(reinterpret_cast<const volatile unsigned char*>(&value), sizeof value);
}

/// Memory for an exchange whose end can be looked at.
template <class T> struct Memory { alignas(T) unsigned char bytes[sizeof(T)]; };

template <class X> void hand_over(X& exchange) {
  uint8_t buffer[512];
  while (exchange.wants() == MW_WANTS_TRANSMIT) REQUIRE(exchange.advance(exchange.transmit(buffer).value()));
}

template <class X> void ends_wiped() {
  Memory<X> memory;
  std::memset(memory.bytes, 0xA5, sizeof memory.bytes);
  X* exchange = new (memory.bytes) X;
  CHECK(is_wiped(memory.bytes, sizeof memory.bytes));
  REQUIRE(exchange->restart(account, send));
  hand_over(*exchange);
  Bytes input(reply);
  REQUIRE(exchange->receive(input));
  CHECK(exchange->outcome().status_id() == "s-1");
  CHECK_FALSE(is_wiped(memory.bytes, sizeof memory.bytes));
  exchange->~X();
  CHECK(is_wiped(memory.bytes, sizeof memory.bytes));
}

}  // namespace

// What compiles and what does not, asked of the compiler; refused.cpp shows the rest.
static_assert(std::is_nothrow_move_constructible_v<Exchange> && std::is_nothrow_move_assignable_v<Exchange>);
static_assert(!std::is_copy_constructible_v<Exchange> && !std::is_copy_assignable_v<Exchange>);
static_assert(!std::is_copy_constructible_v<hubspot::Tokens> && std::is_nothrow_move_constructible_v<hubspot::Tokens>);
static_assert(sizeof(Exchange) == sizeof(mw_exchange) && alignof(Exchange) == alignof(mw_exchange));
static_assert(sizeof(hubspot::Exchange) == MW_HUBSPOT_EXCHANGE_WORDS * 8);
static_assert(std::is_trivially_copyable_v<hubspot::Account> && std::is_trivially_copyable_v<hubspot::SingleSend>);
static_assert(std::is_trivially_copyable_v<bluehornet::Batch> && std::is_trivially_copyable_v<Outcome>);
static_assert(std::is_constructible_v<Text, const std::string&> && std::is_constructible_v<Text, std::string_view>);
static_assert(!std::is_constructible_v<Text, std::string> && !std::is_constructible_v<Text, const std::string>);
static_assert(!std::is_constructible_v<Text, char (&)[8]> && !std::is_constructible_v<Text, const char*>);
static_assert(!std::is_constructible_v<Text, int> && !std::is_constructible_v<Text, std::nullptr_t>);
static_assert(std::is_constructible_v<Buffer, char (&)[8]> && std::is_constructible_v<Buffer, std::vector<uint8_t>&>);
static_assert(!std::is_constructible_v<Buffer, const std::vector<uint8_t>&>);
static_assert(!std::is_constructible_v<Buffer, std::vector<uint8_t>> && !std::is_constructible_v<Bytes, std::string>);
static_assert(!std::is_constructible_v<Bytes, const char (&)[4]>, "the NUL of a literal is not meant");
static_assert(!std::is_constructible_v<hubspot::Texts, std::vector<Text>>);
static_assert(std::is_constructible_v<hubspot::Texts, const std::vector<Text>&>);
static_assert(!std::is_constructible_v<hubspot::Properties, std::vector<hubspot::Property>>);
static_assert(std::is_constructible_v<hubspot::Properties, std::vector<hubspot::Property>&>);
static_assert(!std::is_convertible_v<Span<bluehornet::Argument>, Span<const bluehornet::Call>>);

TEST_CASE("an exchange of either size ends wiped") {
  ends_wiped<Exchange>();
  ends_wiped<hubspot::Exchange>();
}

TEST_CASE("an exchange that moves leaves nothing behind and goes on") {
  auto begun = Exchange::begin(account, send);
  REQUIRE(begun);
  Exchange first = std::move(begun).value();
  CHECK(is_wiped(begun.value()));
  hand_over(first);
  Bytes input = Bytes(reply).first(50);
  CHECK(first.receive(input).value().kind() == MW_EVENT_NEED_MORE);

  Exchange second(std::move(first));
  CHECK(is_wiped(first));
  CHECK(first.wants() == MW_WANTS_NOTHING);
  CHECK(first.receive(input).failure().status() == MW_STATUS_NOT_INITIALIZED);
  CHECK(first.outcome().kind() == MW_KIND_NONE);
  CHECK(second.wants() == MW_WANTS_RECEIVE);

  REQUIRE(begun.value().restart(account, send));
  Exchange& third = begun.value();
  third = std::move(second);
  CHECK(is_wiped(second));
  input = Bytes(reply).behind(50);
  CHECK(third.receive(input).value().kind() == MW_EVENT_COMPLETE);
  CHECK(third.outcome().reason() == MW_REASON_PENDING);

  Exchange& same = third;
  third = std::move(same);
  CHECK(third.outcome().reason() == MW_REASON_PENDING);
  third.clear();
  CHECK(is_wiped(third));
}

TEST_CASE("an exchange begins anew in its place; on a failure nothing has begun") {
  hubspot::Exchange exchange;
  CHECK(exchange.wants() == MW_WANTS_NOTHING);
  CHECK(exchange.check().failure().status() == MW_STATUS_NOT_INITIALIZED);
  CHECK(exchange.server().failure().status() == MW_STATUS_NOT_INITIALIZED);
  REQUIRE(exchange.restart(account, send));
  hand_over(exchange);
  CHECK(exchange.outcome().reason() == MW_REASON_NO_REPLY);
  REQUIRE(exchange.restart(account, send));
  CHECK(exchange.wants() == MW_WANTS_TRANSMIT);
  CHECK(exchange.outcome().reason() == MW_REASON_NOT_SENT);
  const hubspot::SingleSend wrong(1, "nobody");
  const auto refused = exchange.restart(account, wrong);
  CHECK_FALSE(refused);
  CHECK(refused.failure().field() == MW_FIELD_TO);
  CHECK(is_wiped(exchange));
}

TEST_CASE("a text of the outcome does not outlive a begin in the same place, and that is found out") {
  hubspot::Exchange exchange;
  REQUIRE(exchange.restart(account, send));
  hand_over(exchange);
  Bytes input(reply);
  REQUIRE(exchange.receive(input));
  const hubspot::SendStatus lost(exchange.outcome().status_id());
  CHECK(exchange.restart(account, lost).failure().field() == MW_FIELD_STATUS_ID);
}

TEST_CASE("account and operation are read until the end: a change is found out") {
  auto changed = send.custom({});
  std::string address = "jane@customer.example";
  changed = hubspot::SingleSend(7, address);
  auto begun = hubspot::Exchange::begin(account, changed);
  REQUIRE(begun);
  uint8_t buffer[16];
  auto& exchange = begun.value();
  REQUIRE(exchange.advance(exchange.transmit(buffer).value()));
  address += "s";
  changed = hubspot::SingleSend(7, address);
  const auto failed = exchange.transmit(buffer);
  CHECK(failed.failure().status() == MW_STATUS_ERROR_MISUSE);
  CHECK(failed.failure().misuse() == MW_MISUSE_MESSAGE_CHANGED);
}

namespace {

const hubspot::RefreshToken refresh("id", "EXAMPLE-SECRET", "EXAMPLE-REFRESH");
const auto nobody = hubspot::Account::without_credential();

/// Reads a token reply into a collector, byte by byte; whether all went in.
bool collect(hubspot::Tokens& tokens) {
  const std::string body =
      R"({"token_type":"bearer","access_token":"A\u002dTOKEN","refresh_token":"R-TOKEN","expires_in":1800})";
  const std::string http = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  auto begun = hubspot::Exchange::begin(nobody, refresh);
  REQUIRE(begun);
  hand_over(begun.value());
  bool is_all_in = true;
  for (const char& byte : http) {
    Bytes input(&byte, 1);
    for (EventKind kind = MW_EVENT_ROW; kind == MW_EVENT_ROW;) {
      const auto event = begun.value().receive(input);
      REQUIRE(event);
      kind = event.value().kind();
      is_all_in = static_cast<bool>(tokens.push(event.value())) && is_all_in;
    }
  }
  CHECK(begun.value().outcome().reason() == MW_REASON_TOKEN_ISSUED);
  return is_all_in;
}

}  // namespace

TEST_CASE("tokens are collected, moved with their room, and wiped at the end") {
  char room[64] = {};
  alignas(hubspot::Tokens) unsigned char memory[sizeof(hubspot::Tokens)];
  auto* tokens = new (memory) hubspot::Tokens(room);
  CHECK(collect(*tokens));
  CHECK(tokens->access_token() == "A-TOKEN");
  CHECK(tokens->refresh_token() == "R-TOKEN");
  CHECK(tokens->expires_in_s() == 1800);
  CHECK(std::string(room, 14) == "A-TOKENR-TOKEN");

  auto* moved = new hubspot::Tokens(std::move(*tokens));
  CHECK(is_wiped(*tokens));
  CHECK(tokens->access_token().empty());
  CHECK(tokens->push(Event()).failure().status() == MW_STATUS_NOT_INITIALIZED);
  tokens->~Tokens();
  CHECK(moved->access_token() == "A-TOKEN");

  char other_room[8] = "EXAMPLE";
  hubspot::Tokens last(other_room);
  last = std::move(*moved);
  CHECK(is_wiped(other_room));
  delete moved;
  CHECK(last.refresh_token() == "R-TOKEN");
  last.clear();
  CHECK(is_wiped(room));
  CHECK(is_wiped(last));
}

TEST_CASE("a collector that ends wipes its room and itself") {
  char room[64] = {};
  Memory<hubspot::Tokens> memory;
  auto* tokens = new (memory.bytes) hubspot::Tokens(room);
  CHECK(collect(*tokens));
  CHECK_FALSE(is_wiped(room));
  tokens->~Tokens();
  CHECK(is_wiped(room));
  CHECK(is_wiped(memory.bytes, sizeof memory.bytes));
}

TEST_CASE("a room too small for a token says so, and keeps no half of one") {
  char room[5] = {};
  hubspot::Tokens tokens(room);
  CHECK_FALSE(collect(tokens));
  CHECK(tokens.access_token().empty());
  CHECK(tokens.refresh_token().empty());
  CHECK(tokens.expires_in_s() == 1800);
}
