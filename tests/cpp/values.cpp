// Texts, spans, results, words, and which library this is.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <mailwire.hpp>

using namespace mailwire;

TEST_CASE("a text is made of a literal, of pointer and length, and of what has both") {
  CHECK(Text("boiler").size() == 6);
  CHECK(Text("").empty());
  CHECK(Text().empty());
  CHECK(Text().data() != nullptr);
  const char four[4] = {'a', 'b', 'c', 'd'};
  CHECK(Text(four).size() == 4);
  CHECK(Text("boiler", 3) == "boi");
  const uint8_t bytes[] = {0x62, 0x6F};
  CHECK(Text(bytes, 2) == "bo");
  const std::string string = "96 °C";
  const std::string_view view = string;
  const std::vector<uint8_t> vector(string.begin(), string.end());
  CHECK(Text(string) == Text(view));
  CHECK(Text(vector) == Text(string));
  CHECK(Text(std::string_view("x")) == "x");
  CHECK(Text(string).data() == string.data());
  CHECK(Text("a") != "b");
  CHECK(Text("a") != "ab");
  char buffer[8] = "ab";
  CHECK(Text::of(buffer) == "ab");
  CHECK(Text::of(nullptr).empty());
  CHECK(Text("ab").as<std::string>() == "ab");
  std::string again;
  for (const char character : Text("ab")) again += character;
  CHECK(again == "ab");
  CHECK(Text(Text("ab").c()) == "ab");
#ifdef __cpp_char8_t
  CHECK(Text(u8"°").size() == 2);
#endif
}

TEST_CASE("a span is made of arrays and containers, and cut without leaving them") {
  uint8_t array[4] = {1, 2, 3, 4};
  std::array<uint8_t, 4> other = {1, 2, 3, 4};
  CHECK(Buffer(array).size() == 4);
  CHECK(Buffer(other).data() == other.data());
  const Bytes bytes = Buffer(array);
  CHECK(bytes.first(2).size() == 2);
  CHECK(bytes.first(9).size() == 4);
  CHECK(bytes.behind(3)[0] == 4);
  CHECK(bytes.behind(4).empty());
  CHECK(bytes.behind(9).empty());
  CHECK(Bytes(Text("ab")).size() == 2);
  int sum = 0;
  for (const uint8_t byte : bytes) sum += byte;
  CHECK(sum == 10);
  wipe(array);
  CHECK(array[3] == 0);
  wipe(Buffer());
}

TEST_CASE("a result is a value or a failure, and behind a failure the value is empty") {
  const Result<uint32_t> first = hubspot::SendStatus::poll_after_ms(0);
  REQUIRE(first);
  CHECK(first.value() == 1000);
  CHECK_FALSE(first.failure().is_failure());
  const Result<uint32_t> late = hubspot::SendStatus::poll_after_ms(100);
  CHECK_FALSE(late);
  CHECK(late.value() == 0);
  CHECK(late.failure().status() == MW_STATUS_OUT_OF_RANGE);
  CHECK(late.failure().stage() == MW_STAGE_OTHER);
  CHECK(Result<void>());
  CHECK_FALSE(Result<void>(Failure(MW_STATUS_WRONG_SIZE)));
}

TEST_CASE("a failure in words, and where it does not fit") {
  mw_failure record = {};
  record.status = MW_STATUS_ERROR_CONFIG;
  record.stage = MW_STAGE_CONFIGURE;
  record.field = MW_FIELD_TO;
  record.problem = MW_PROBLEM_TOO_LONG;
  record.needed = 600;
  record.available = 512;
  const Failure failure(record);
  CHECK(failure.needed() == 600);
  CHECK(failure.item() == 0);
  CHECK(failure.argument().empty());
  char buffer[100];
  CHECK(failure.text(buffer).value() == "config: to: too-long, 600 bytes, at most 512 allowed");
  CHECK(Text::of(buffer) == failure.text(buffer).value());
  char small[9];
  const auto cut = failure.text(small);
  CHECK(cut.failure().needed() == 53);
  CHECK(Text::of(small) == "config: ");
  CHECK_FALSE(failure.text(Buffer()));
}

TEST_CASE("words are found for each enumeration, also for numbers that are none") {
  const std::pair<const char*, const char*> words[] = {
      {name(MW_STATUS_WRONG_SIZE), "wrong-size"},
      {name(MW_FIELD_SEND_ID), "send-id"},
      {name(MW_PROBLEM_NOT_AN_ADDRESS), "not-an-address"},
      {name(MW_LIMIT_TOKEN_BUFFER), "token-buffer"},
      {name(MW_FAULT_LINE_END), "line-end"},
      {name(MW_MISUSE_ENDED), "ended"},
      {name(MW_ROW_NAME_ACCESS_TOKEN), "access_token"},
      {name(MW_KIND_ACCEPTED), "accepted"},
      {name(MW_REASON_PENDING), "pending"},
      {name(MW_DIAGNOSIS_TOKEN_EXPIRED), "token-expired"},
      {name(MW_HTTP_METHOD_GET), "GET"},
      {name(MW_STOP_AT_DATE), "at-date"},
      {name(MW_HUBSPOT_VERSION_DEFAULT), "2026-09"},
      {name(MW_HUBSPOT_OAUTH_VERSION_V1), "v1"},
      {name(MW_HUBSPOT_RESULT_CLASS_RECIPIENT), "recipient"},
      {name(MW_BLUEHORNET_RESPONSE_TYPE_PHP), "php"},
      {name(MW_BLUEHORNET_CARRIAGE_DEFAULT), "form"},
      {name(MW_BLUEHORNET_DATA_PLACE_FLAT), "responseData/*"},
      {name(MW_WHITELIST_FAULT_IPV6), "ipv6"},
      {name(MW_KIND_NONE), "none"},
      {name(static_cast<Kind>(99)), "?"},
  };
  for (const auto& [found, wanted] : words) CHECK(std::string(found) == wanted);
  CHECK(std::string(hint(MW_DIAGNOSIS_TOKEN_EXPIRED)).size() > 20);
  CHECK(std::string(hint(MW_DIAGNOSIS_NONE)).empty());
}

TEST_CASE("header and library belong together") {
  CHECK(is_abi_right());
  CHECK(std::string(version()).find('.') != std::string::npos);
  CHECK(has_hubspot());
  CHECK(has_bluehornet());
  CHECK(mw_exchange_size() <= sizeof(Exchange));
  CHECK(mw_exchange_alignment() <= alignof(Exchange));
}
