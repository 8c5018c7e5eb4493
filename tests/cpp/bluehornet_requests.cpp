// Every canonical BlueHornet request vector made from the document, byte for byte, in both carriages.
#include "replay.hpp"

#include <deque>

using replay::Json;
using vectors::text;
namespace bluehornet = mailwire::bluehornet;
using bluehornet::Argument;

namespace {

/// Keeps the texts and lists of a document as long as they are borrowed.
class Document {
 public:
  explicit Document(const Json& entry) {
    for (const auto& call : entry["calls"]) {
      calls_.push_back(bluehornet::Call::custom(keep(text(call["method"])), nested(call["arguments"])));
    }
    const Json& authentication = entry["authentication"];
    account_ = std::make_unique<bluehornet::Account>(
        bluehornet::Account(keep(text(authentication["api_key"])), keep(text(authentication["shared_secret"])))
            .response_type(authentication["response_type"] == "php" ? MW_BLUEHORNET_RESPONSE_TYPE_PHP
                                                                    : MW_BLUEHORNET_RESPONSE_TYPE_XML)
            .no_halt(authentication["no_halt"] == true));
  }

  bluehornet::Batch batch() const { return bluehornet::Batch(calls_); }
  bluehornet::Account account(bluehornet::Carriage carriage) const { return account_->carriage(carriage); }

 private:
  const std::string& keep(std::string value) { return kept_.emplace_back(std::move(value)); }

  bluehornet::Arguments nested(const Json& members) {
    std::vector<Argument> arguments;
    for (const auto& member : members) arguments.push_back(argument(keep(text(member[0])), member[1]));
    return lists_.emplace_back(std::move(arguments));
  }

  Argument argument(mailwire::Text name, const Json& value) {
    if (value.is_number()) return Argument::number(name, value.get<int64_t>());
    if (value.is_boolean()) return Argument::boolean(name, value.get<bool>());
    if (value.is_array()) return structure(name, value);
    if (!value.is_object()) return Argument(name, keep(text(value)));
    mailwire::Text child;
    if (value.contains("child")) child = keep(text(value["child"]));
    std::vector<Argument> items;
    for (const auto& item : value["list"]) items.push_back(argument(child, item));
    return Argument::list(name, lists_.emplace_back(std::move(items)));
  }

  /// A structure; that of a message has a kind of its own.
  Argument structure(mailwire::Text name, const Json& members) {
    if (members.size() == 2 && members[0][0] == "html" && members[1][0] == "plain") {
      return Argument::template_data(name, keep(text(members[0][1])), keep(text(members[1][1])));
    }
    return Argument::nested(name, nested(members));
  }

  std::deque<std::string> kept_;
  std::deque<std::vector<Argument>> lists_;
  std::vector<bluehornet::Call> calls_;
  std::unique_ptr<bluehornet::Account> account_;
};

/// The body as it goes out, by every buffer the same.
std::string body(const bluehornet::Account& account, const bluehornet::Batch& batch) {
  std::string body;
  for (const auto& cut : replay::cuts) {
    replay::Place<mailwire::Exchange> place(replay::begin<mailwire::Exchange>(account, batch));
    const auto lengths = place->check();
    REQUIRE(lengths);
    const std::string all = replay::request(place, cut);
    CHECK(all.size() == lengths.value().request);
    const std::string found = all.substr(all.size() - lengths.value().body);
    if (cut.size == 0) body = found;
    CHECK(found == body);
  }
  return body;
}

std::string as_form(const std::string& document) {
  std::string form = "data=";
  for (const char character : document) {
    const bool is_plain = (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z') ||
                          (character >= '0' && character <= '9') ||
                          std::string("-._~").find(character) != std::string::npos;
    const auto byte = static_cast<unsigned char>(character);
    const char* digits = "0123456789ABCDEF";
    form += is_plain ? std::string(1, character) : std::string({'%', digits[byte / 16], digits[byte % 16]});
  }
  return form;
}

}  // namespace

TEST_CASE("BlueHornet: each canonical request is written, raw and as a form") {
  const Json document = vectors::document("bluehornet", "requests.json");
  size_t count = 0;
  for (const auto& entry : document["requests"]) {
    if (entry["bytes_equal"] != true) continue;
    const std::string file = text(entry["file"]);
    CAPTURE(file);
    const Document made(entry);
    const std::string source = vectors::bytes("bluehornet", file);
    CHECK(body(made.account(MW_BLUEHORNET_CARRIAGE_RAW), made.batch()) == source);
    CHECK(body(made.account(MW_BLUEHORNET_CARRIAGE_FORM), made.batch()) == as_form(source));
    ++count;
  }
  CHECK(count > 20);
  for (const auto& form : document["forms"]) {
    if (form["bytes_equal"] != true) continue;
    CAPTURE(text(form["file"]));
    for (const auto& entry : document["requests"]) {
      if (entry["file"] != form["carries"]) continue;
      const Document made(entry);
      CHECK(body(made.account(MW_BLUEHORNET_CARRIAGE_DEFAULT), made.batch()) ==
            vectors::bytes("bluehornet", text(form["file"])));
      ++count;
    }
  }
  MESSAGE(count, " requests and forms of BlueHornet, byte for byte");
}

TEST_CASE("BlueHornet: dates, variables and another host") {
  const Argument arguments[] = {{"email", "jane@customer.example"}, Argument::number("template_id", 7)};
  const Argument variables[] = {{"alert", "Boiler 7"}, Argument::date("since", 2026, 2, 28)};
  const bluehornet::Call calls[] = {bluehornet::Call("transactional.sendTransaction", arguments).variables(variables)};
  const auto account = bluehornet::Account("KEY", "SECRET")
                           .carriage(MW_BLUEHORNET_CARRIAGE_RAW)
                           .host("echo3.example")
                           .user_agent("boiler/7");
  const bluehornet::Batch batch(calls);
  CHECK(body(account, batch).find("<alert>Boiler 7</alert><since>2026-02-28</since></methodCall>") !=
        std::string::npos);
  auto exchange = replay::begin<mailwire::Exchange>(account, batch);
  CHECK(exchange.server().value().name() == "echo3.example");
}

TEST_CASE("BlueHornet: what cannot be sent is refused with its field and place") {
  const bluehornet::Account account("KEY", "SECRET");
  const auto refused = [&](mailwire::Span<const bluehornet::Call> calls, const std::string& text) {
    const bluehornet::Batch batch(calls);
    const auto begun = mailwire::Exchange::begin(account, batch);
    CHECK_FALSE(begun);
    char buffer[120];
    CHECK(begun.failure().text(buffer).value().as<std::string>() == text);
  };
  refused({}, "config: calls: empty");
  const Argument email[] = {{"email", "a@b"}};
  const bluehornet::Call missing[] = {bluehornet::Call("utilities.checkEmail", email),
                                      bluehornet::Call("transactional.sendTransaction", email)};
  refused(missing, "config: argument-name (item 1): missing-argument template_id");
  const bluehornet::Call unknown[] = {bluehornet::Call("berth.getTides")};
  refused(unknown, "config: method-name: out-of-range");
  const Argument days[] = {{"email", "a@b"}, Argument::date("day", 2026, 2, 29)};
  const bluehornet::Call no_day[] = {bluehornet::Call("utilities.checkEmail", days)};
  refused(no_day, "config: argument-value: out-of-range");
  // Month 112 of 2026 must not pass for another number.
  const Argument months[] = {{"email", "a@b"}, Argument::date("day", 2025, 112, 1)};
  const bluehornet::Call no_month[] = {bluehornet::Call("utilities.checkEmail", months)};
  refused(no_month, "config: argument-value: out-of-range");
}
