// Every BlueHornet reply vector: outcome, calls, rows; whole, byte by byte, in pieces of 7, and with a moving exchange.
#include "replay.hpp"

#include <algorithm>

using replay::Json;
using replay::Seen;
using vectors::text;
namespace bluehornet = mailwire::bluehornet;

namespace {

/// Arguments enough for every method: what is required is another test's business.
std::vector<bluehornet::Argument> arguments() {
  const char* names[] = {
      "email",      "template_id",      "file",       "group_id",      "group_name",    "reply_email",
      "data_url",   "category_id",      "id",         "name",          "category_name", "groupname",
      "subject",    "from_description", "from_email", "template_data", "im_schedule",   "contact_id",
      "mes_cont_id"};
  std::vector<bluehornet::Argument> arguments;
  for (const char* name : names) arguments.emplace_back(mailwire::Text::of(name), "1");
  return arguments;
}

Seen read(const Json& entry, const replay::Cut& cut) {
  static const auto given = arguments();
  std::vector<std::string> methods = {"transactional.sendTransaction"};
  if (entry.contains("method")) methods = entry["method"].get<std::vector<std::string>>();
  std::vector<bluehornet::Call> calls;
  for (const auto& method : methods) calls.push_back(bluehornet::Call::custom(method, given));
  const auto account = bluehornet::Account("EXAMPLE-API-KEY", "EXAMPLE-SHARED-SECRET")
                           .no_halt(entry.value("no_halt", false))
                           .response_type(entry["response_type"] == "php" ? MW_BLUEHORNET_RESPONSE_TYPE_PHP
                                                                          : MW_BLUEHORNET_RESPONSE_TYPE_XML);
  const std::string body = vectors::bytes("bluehornet", text(entry["file"]));
  const std::string http = vectors::with_head(entry.value("status", 200), body);
  return replay::read<mailwire::Exchange>(account, bluehornet::Batch(calls), http, cut);
}

std::string trimmed(const std::string& text) {
  const char* blanks = " \t\r\n";
  const size_t first = text.find_first_not_of(blanks);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The same as far as an outcome keeps it.
bool is_same(const Json& got, const Json& want, size_t size) {
  const auto kept = [&](const Json& value) {
    const std::string cut = vectors::cut(text(value), size);
    return cut.substr(0, cut.find_last_not_of(" \t\r\n") + 1);
  };
  return kept(got) == kept(want);
}

void check_call(const Seen& seen, const Json& want) {
  CAPTURE(want.dump());
  for (const auto& call : seen.calls) {
    if (call["number"] != want["number"]) continue;
    CHECK(call["outcome"] == want["outcome"]);
    CHECK(call["reason"] == want["reason"]);
    CHECK(call["code"] == want["code"]);
    CHECK(is_same(call["text"], want["text"], 96));
    CHECK(is_same(call["detail"], want["detail"], 40));
    return;
  }
  const Json unanswered = Json::array({want["number"], want["reason"]});
  CHECK(std::find(seen.unanswered.begin(), seen.unanswered.end(), unanswered) != seen.unanswered.end());
}

void check_rows(const Seen& seen, const Json& want) {
  Json got = Json::array();
  for (size_t at = 0; at < seen.rows.size(); ++at) {
    got.push_back(Json::array({seen.items[at], seen.rows[at][0], trimmed(text(seen.rows[at][1]))}));
  }
  CHECK(got == want);
}

void check_cuts(const Json& entry, const Seen& whole) {
  for (const auto& cut : replay::cuts) {
    CAPTURE(cut.size);
    CAPTURE(cut.moves);
    CHECK(read(entry, cut) == whole);
  }
}

}  // namespace

TEST_CASE("BlueHornet: each reply has its outcome, its calls and its rows, however it is cut") {
  const Json document = vectors::document("bluehornet", "replies.json");
  size_t count = 0, calls = 0, rows = 0;
  for (const auto& entry : document["replies"]) {
    const std::string file = text(entry["file"]), shows = text(entry["shows"]);
    CAPTURE(file);
    CAPTURE(shows);
    const Seen whole = read(entry, replay::cuts[0]);
    const Json& expect = entry["expect"];
    for (const char* field : {"outcome", "reason", "http_status", "provider_code", "diagnosis"}) {
      CAPTURE(field);
      CHECK(whole.outcome[field] == expect[field]);
    }
    CHECK(is_same(whole.outcome["text"], expect["text"], 96));
    // A file is its own answer, and comes as it is.
    if (expect.value("pass_through", false)) {
      const bool is_as_it_is = whole.rows[0][0] == "file" && whole.rows[0][1] == vectors::bytes("bluehornet", file);
      CHECK(is_as_it_is);
    } else {
      for (const auto& want : expect["calls"]) check_call(whole, want);
      calls += expect["calls"].size();
    }
    const Json want = expect.value("rows", Json());
    if (want.is_array()) check_rows(whole, want);
    rows += want.size();
    check_cuts(entry, whole);
    ++count;
  }
  CHECK(count > 350);
  MESSAGE(count, " replies of BlueHornet with ", calls, " calls and ", rows, " rows");
}

TEST_CASE("BlueHornet: each broken reply has its fault, and nothing is reported as done") {
  const Json document = vectors::document("bluehornet", "replies.json");
  size_t count = 0;
  for (const auto& entry : document["broken"]) {
    const std::string file = text(entry["file"]);
    CAPTURE(file);
    const Seen whole = read(entry, replay::cuts[0]);
    REQUIRE(whole.failure.is_object());
    CHECK(whole.failure["fault"] == entry["fault"]);
    CHECK(whole.outcome["outcome"] == "unknown");
    check_cuts(entry, whole);
    ++count;
  }
  CHECK(count > 150);
  MESSAGE(count, " broken replies of BlueHornet");
}
