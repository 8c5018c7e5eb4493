// Every HubSpot request vector made from the fields of the document; canonical files come out byte for byte.
#include "replay.hpp"

#include <deque>

using replay::Json;
using vectors::text;
namespace hubspot = mailwire::hubspot;

namespace {

hubspot::ApiVersion version(const std::string& word) {
  for (uint32_t number = 1; number <= MW_HUBSPOT_VERSION_DATED_2026_03_MARKETING; ++number) {
    const auto version = static_cast<hubspot::ApiVersion>(number);
    if (word == mailwire::name(version)) return version;
  }
  FAIL("no version ", word);
  return MW_HUBSPOT_VERSION_DEFAULT;
}

/// Keeps the texts of a document as long as they are borrowed.
class Fields {
 public:
  explicit Fields(const Json& fields) : fields_(fields) {}

  hubspot::SingleSend send(hubspot::ApiVersion version) {
    auto send = hubspot::SingleSend(fields_["email_id"].get<uint64_t>(), keep(text(fields_["to"]))).version(version);
    if (fields_["from"].is_string()) send = send.from(keep(text(fields_["from"])));
    if (fields_["send_id"].is_string()) send = send.send_id(keep(text(fields_["send_id"])));
    list(reply_to_, fields_["reply_to"]);
    list(cc_, fields_["cc"]);
    list(bcc_, fields_["bcc"]);
    properties(contact_, fields_["contact"]);
    properties(custom_, fields_["custom"]);
    return send.reply_to(reply_to_).cc(cc_).bcc(bcc_).contact(contact_).custom(custom_);
  }

 private:
  const std::string& keep(std::string value) { return kept_.emplace_back(std::move(value)); }

  void list(std::vector<mailwire::Text>& out, const Json& from) {
    for (const auto& item : from) out.emplace_back(keep(text(item)));
  }

  void properties(std::vector<hubspot::Property>& out, const Json& from) {
    for (const auto& pair : from) {
      const std::string& name = keep(text(pair[0]));
      const Json& value = pair[1];
      if (value.is_string()) {
        out.emplace_back(name, keep(text(value)));
      } else if (value.is_number_integer()) {
        out.push_back(hubspot::Property::integer(name, value.get<int64_t>()));
      } else if (value.is_boolean()) {
        out.push_back(hubspot::Property::boolean(name, value.get<bool>()));
      } else if (value.is_null()) {
        out.push_back(hubspot::Property::null(name));
      } else {
        out.push_back(hubspot::Property::json(name, keep(value.dump())));
      }
    }
  }

  const Json& fields_;
  std::deque<std::string> kept_;
  std::vector<mailwire::Text> reply_to_, cc_, bcc_;
  std::vector<hubspot::Property> contact_, custom_;
};

/// A request as it goes out: head and body.
struct Written {
  std::string head, body;
};

/// By every buffer the same bytes, and the same body at request level.
template <class Operation> Written written(const hubspot::Account& account, const Operation& operation) {
  Written written;
  for (const auto& cut : replay::cuts) {
    replay::Place<hubspot::Exchange> place(replay::begin<hubspot::Exchange>(account, operation));
    const auto lengths = place->check();
    REQUIRE(lengths);
    std::string body;
    uint8_t buffer[64];
    for (size_t length = 1; length > 0;) {
      length = place->body(body.size(), buffer).value();
      body.append(buffer, buffer + length);
    }
    const std::string all = replay::request(place, cut);
    CHECK(all.size() == lengths.value().request);
    CHECK(body.size() == lengths.value().body);
    const size_t head = all.size() - body.size();
    CHECK(all.substr(head) == body);
    if (cut.size == 0) written = {all.substr(0, head), body};
    CHECK(all == written.head + written.body);
  }
  return written;
}

/// A body as another parser sees it, in the words of the document.
Json listed(const Json& body, hubspot::ApiVersion version) {
  const Json message = body["message"];
  const auto list = [](const Json& from, const char* name) { return from.contains(name) ? from[name] : Json::array(); };
  const auto pairs = [&](const char* name) {
    Json all = Json::array();
    if (!body.contains(name)) return all;
    for (const auto& [key, value] : body[name].items()) {
      all.push_back(version == MW_HUBSPOT_VERSION_V1 ? Json::array({value["name"], value["value"]})
                                                     : Json::array({key, value}));
    }
    return all;
  };
  Json fields;
  fields["email_id"] = body["emailId"];
  fields["to"] = message["to"];
  fields["from"] = message.value("from", Json());
  fields["send_id"] = message.value("sendId", Json());
  const bool is_list = version == MW_HUBSPOT_VERSION_V1 && message.contains("replyTo");
  fields["reply_to"] = is_list ? Json::array({message["replyTo"]})
                               : list(message, version == MW_HUBSPOT_VERSION_V1 ? "replyToList" : "replyTo");
  fields["cc"] = list(message, "cc");
  fields["bcc"] = list(message, "bcc");
  fields["contact"] = pairs("contactProperties");
  fields["custom"] = pairs("customProperties");
  return fields;
}

const auto bearer = hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN");

}  // namespace

TEST_CASE("HubSpot: each request is written from its fields") {
  const Json document = vectors::document("hubspot", "requests.json");
  size_t count = 0, canonical = 0;
  for (const auto& entry : document["requests"]) {
    const std::string file = text(entry["file"]);
    CAPTURE(file);
    const auto of = version(text(entry["version"]));
    Fields fields(entry["fields"]);
    const auto send = fields.send(of);
    const std::string body = written(bearer, send).body;
    CHECK(listed(Json::parse(body), of) == entry["fields"]);
    if (entry["bytes_equal"].get<bool>()) {
      CHECK(body == vectors::bytes("hubspot", file));
      ++canonical;
    }
    ++count;
  }
  CHECK(count > 30);
  CHECK(canonical > 25);
  MESSAGE(count, " requests of HubSpot, ", canonical, " byte for byte");
}

TEST_CASE("HubSpot: token calls are forms") {
  const auto account = hubspot::Account::without_credential();
  const char id[] = "00000000-0000-4000-8000-000000000000";
  const char secret[] = "11111111-1111-4111-8111-111111111111";
  const mailwire::Text client = mailwire::Text::of(id), key = mailwire::Text::of(secret);
  const hubspot::RefreshToken refresh(client, key, "na1-EXAMPLE-REFRESH");
  CHECK(written(account, refresh).body == vectors::bytes("hubspot", "req-oauth-refresh.form"));
  const hubspot::AuthorizationCode code(client, key, "na1-EXAMPLE-CODE", "https://app.example.com/oauth-callback");
  CHECK(written(account, code).body == vectors::bytes("hubspot", "req-oauth-code.form"));
  const auto verified = code.code_verifier("a~b c").version(MW_HUBSPOT_OAUTH_VERSION_V1);
  const Written form = written(account, verified);
  CHECK(form.body == written(account, code).body + "&code_verifier=a~b%20c");
  CHECK(form.head.find("POST /oauth/v1/token HTTP/1.1\r\n") == 0);
  CHECK(form.head.find("Authorization") == std::string::npos);
  const auto old = refresh.version(MW_HUBSPOT_OAUTH_VERSION_V3);
  CHECK(written(account, old).head.find("POST /oauth/v3/token HTTP/1.1\r\n") == 0);
}

TEST_CASE("HubSpot: heads say what the account says") {
  const hubspot::SingleSend send(4126643121, "jdoe@hubspot.com");
  const auto v3 = send.send_id("6").version(MW_HUBSPOT_VERSION_V3);
  CHECK(written(bearer, v3).head ==
        "POST /marketing/v3/transactional/single-email/send HTTP/1.1\r\nHost: api.hubapi.com\r\n"
        "Authorization: Bearer EXAMPLE-ACCESS-TOKEN\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
        "User-Agent: mailwire/" +
            std::string(mailwire::version()) + "\r\nContent-Length: 71\r\n\r\n");
  const auto other = bearer.host("sandbox.example:8443").user_agent("boiler/7");
  const std::string head = written(other, v3).head;
  CHECK(head.find("\r\nHost: sandbox.example:8443\r\n") != std::string::npos);
  CHECK(head.find("\r\nUser-Agent: boiler/7\r\n") != std::string::npos);
  const auto key = hubspot::Account::retired_v1_query_key("demo");
  const auto v1 = send.version(MW_HUBSPOT_VERSION_V1);
  CHECK(written(key, v1).head.find("POST /email/public/v1/singleEmail/send?hapikey=demo HTTP/1.1\r\n") == 0);
  const hubspot::SendStatus status("Ab/C d");
  const Written asked = written(bearer, status);
  CHECK(asked.head.find("GET /marketing/v3/email/send-statuses/Ab%2FC%20d HTTP/1.1\r\n") == 0);
  CHECK(asked.body.empty());
}

TEST_CASE("HubSpot: one JSON object in place of properties") {
  const hubspot::SingleSend send(1, "a@b");
  const auto with = send.version(MW_HUBSPOT_VERSION_V3).custom(hubspot::Properties::object(" {\"a\":[1,2.5]} "));
  CHECK(written(bearer, with).body == R"({"emailId":1,"message":{"to":"a@b"},"customProperties":{"a":[1,2.5]}})");
}

TEST_CASE("HubSpot: what cannot be sent is refused with its field and place") {
  const auto refused = [](const hubspot::Account& account, const hubspot::SingleSend& send, const std::string& text) {
    const auto begun = hubspot::Exchange::begin(account, send);
    CHECK_FALSE(begun);
    char buffer[120];
    CHECK(begun.failure().text(buffer).value().as<std::string>() == text);
    CHECK(begun.failure().stage() == MW_STAGE_CONFIGURE);
    CHECK(begun.value().wants() == MW_WANTS_NOTHING);
  };
  const hubspot::SingleSend good(1, "a@b");
  refused(bearer, hubspot::SingleSend(0, "a@b"), "config: email-id: out-of-range");
  refused(bearer, hubspot::SingleSend(1, ""), "config: to: empty");
  refused(bearer, good.send_id("boiler 7"), "config: send-id: forbidden at byte 6");
  refused(hubspot::Account::bearer(""), good, "config: token: empty");
  refused(hubspot::Account::without_credential(), good, "config: token: empty");
  refused(bearer.host("https://x"), good, "config: host: not-a-host");
  const mailwire::Text copies[] = {"a@b", "nobody"};
  refused(bearer, good.cc(copies), "config: cc (item 1): not-an-address");
  const hubspot::Property twice[] = {{"a", "1"}, {"a", "2"}};
  refused(bearer, good.custom(twice), "config: custom-property-name (item 1): duplicate");
  const hubspot::Property number[] = {hubspot::Property::integer("a", 1)};
  refused(bearer, good.contact(number), "config: contact-property-value: not-text");
  refused(bearer, good.version(static_cast<hubspot::ApiVersion>(99)), "out-of-range");
}
