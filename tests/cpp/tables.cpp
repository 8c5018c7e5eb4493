// The tables of the providers: BlueHornet's methods and whitelists, HubSpot's results of a send.
#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <mailwire.hpp>

#include "vectors.hpp"

using namespace mailwire;
using vectors::Json;
using vectors::text;

namespace {

/// The arguments a row of the document lists, groups of alternatives among them.
void collect(const Json& list, std::vector<std::string>& out) {
  for (const auto& argument : list) {
    if (argument.is_array()) {
      collect(argument, out);
    } else {
      out.push_back(text(argument));
    }
  }
}

std::vector<std::string> arguments(const bluehornet::Method& method) {
  std::vector<std::string> names;
  const size_t count = method.required_count() + method.one_of_count() + method.optional_count();
  while (names.size() < count) names.push_back(method.argument(names.size()).value().as<std::string>());
  CHECK(method.argument(count).failure().status() == MW_STATUS_OUT_OF_RANGE);
  return names;
}

}  // namespace

TEST_CASE("BlueHornet: the methods and their arguments are those of the document") {
  const Json document = vectors::document("bluehornet", "methods.json");
  size_t count = 0, known = 0;
  for (const auto& method : bluehornet::methods()) {
    const auto& all = document["methods"];
    const auto row = std::find_if(
        all.begin(), all.end(), [&](const Json& one) { return text(one["name"]) == method.name().as<std::string>(); });
    CAPTURE(method.name().as<std::string>());
    REQUIRE(row != all.end());
    CHECK(method.is_alone() == row->value("alone", false));
    CHECK(method.is_xml_only() == row->value("xml_only", false));
    CHECK(std::string(mailwire::name(method.data())) != "?");
    const std::vector<std::string> names = arguments(method);
    std::vector<std::string> listed;
    for (const char* list : {"required", "one_of", "optional"}) collect(row->value(list, Json::array()), listed);
    for (const std::string& wanted : listed) {
      CAPTURE(wanted);
      // A family of names, such as `custval<number>`, is not one argument.
      if (wanted.find('<') == std::string::npos) CHECK(std::count(names.begin(), names.end(), wanted) == 1);
    }
    known += names.size();
    ++count;
  }
  CHECK(count == document["methods"].size());
  CHECK_FALSE(bluehornet::Method::at(count));
  MESSAGE(count, " methods with ", known, " arguments");
}

TEST_CASE("BlueHornet: variables of a template go to the methods that send one") {
  for (const auto& method : bluehornet::methods()) {
    if (method.name() == "transactional.sendTransaction") CHECK(method.has_variables());
    if (method.name() == "utilities.checkEmail") CHECK_FALSE(method.has_variables());
  }
}

namespace {

std::string dotted(uint32_t address) {
  return std::to_string(address >> 24) + "." + std::to_string(address >> 16 & 255) + "." +
         std::to_string(address >> 8 & 255) + "." + std::to_string(address & 255);
}

uint32_t number(const std::string& dotted) {
  uint32_t number = 0, octet = 0;
  for (const char character : dotted + ".") {
    if (character != '.') {
      octet = octet * 10 + static_cast<uint32_t>(character - '0');
    } else {
      number = number << 8 | octet;
      octet = 0;
    }
  }
  return number;
}

}  // namespace

TEST_CASE("BlueHornet: every whitelist notation, what it covers, and what is refused where") {
  const Json document = vectors::document("bluehornet", "whitelist.json");
  size_t count = 0;
  for (const auto& entry : document["good"]) {
    const std::string source = text(entry["text"]);
    CAPTURE(source);
    const auto list = bluehornet::Whitelist::parse(source);
    REQUIRE(list);
    Json entries = Json::array();
    for (const auto& found : list.value().entries()) {
      entries.push_back(Json::array({dotted(found.first), dotted(found.last)}));
    }
    CHECK(entries == entry["entries"]);
    for (const auto& pair : entry["covers"]) {
      const std::string address = text(pair[0]);
      CHECK(list.value().covers(number(address)) == pair[1].get<bool>());
      CHECK(list.value().covers_text(address).value() == pair[1].get<bool>());
    }
    ++count;
  }
  for (const auto& entry : document["bad"]) {
    const std::string source = text(entry["text"]);
    CAPTURE(source);
    const auto list = bluehornet::Whitelist::parse(source);
    CHECK_FALSE(list);
    CHECK(list.failure().status() == MW_STATUS_ERROR_CONFIG);
    CHECK(name(list.failure().fault()) == text(entry["fault"]));
    CHECK(list.failure().offset() == entry["offset"].get<size_t>());
    CHECK_FALSE(list.value().covers(number("10.0.0.1")));
    ++count;
  }
  CHECK(bluehornet::Whitelist::parse("10.0.0.1").value().covers_text("pumps").failure().status() ==
        MW_STATUS_OUT_OF_RANGE);
  MESSAGE(count, " whitelists");
}

TEST_CASE("HubSpot: results of a send are looked up") {
  const auto sent = hubspot::SendResult::find("SENT");
  REQUIRE(sent);
  CHECK(sent.value().result_class() == MW_HUBSPOT_RESULT_CLASS_ACCEPTED);
  CHECK_FALSE(sent.value().meaning().empty());
  CHECK(sent.value().is_documented());
  const auto unsubscribed = hubspot::SendResult::find("PREVIOUSLY_UNSUBSCRIBED_MESSAGE");
  REQUIRE(unsubscribed);
  CHECK_FALSE(unsubscribed.value().is_documented());
  CHECK(hubspot::SendResult::find("PUMPS").failure().status() == MW_STATUS_OUT_OF_RANGE);
}
