// A program without the C++ library, as on a device: -ffreestanding -fno-exceptions -fno-rtti, no header of C++.
//
// tests/cpp/run compiles it for ARM too, looks at what it needs from outside, and links it on this machine with the C
// linker alone. It runs a scripted connection by the verbs and by run(), and ends with 0.
#include <mailwire.hpp>

// Every member, not only those that are used.
template class mailwire::Span<const uint8_t>;
template class mailwire::Span<uint8_t>;
template class mailwire::BasicExchange<MW_EXCHANGE_WORDS>;
template class mailwire::BasicExchange<MW_HUBSPOT_EXCHANGE_WORDS>;
template class mailwire::Range<mailwire::UnansweredSource>;
template class mailwire::Range<mailwire::HeaderSource>;
template class mailwire::Range<mailwire::bluehornet::MethodSource>;
template class mailwire::Range<mailwire::bluehornet::WhitelistSource>;
template class mailwire::Result<mailwire::Text>;
template class mailwire::Result<void>;

using namespace mailwire;

namespace {

constexpr char accepted[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{\"statusId\":\"s-1\",\"status\":\"PENDING\"}";

/// A connection that swallows what is sent and answers with a text.
class Connection {
 public:
  explicit Connection(Text reply) : rest_(reply) {}

  ptrdiff_t write(Bytes bytes) { return static_cast<ptrdiff_t>(bytes.size()); }

  ptrdiff_t read(Buffer buffer) {
    const Bytes given = rest_.first(buffer.size());
    for (size_t at = 0; at < given.size(); ++at) buffer[at] = given[at];
    rest_ = rest_.behind(given.size());
    return static_cast<ptrdiff_t>(given.size());
  }

  int flush() { return 0; }

 private:
  Bytes rest_;
};

/// The one loop, by its verbs.
Result<void> attempt(hubspot::Exchange& exchange, Connection& connection, hubspot::Tokens& tokens) {
  uint8_t buffer[32];
  while (true) {
    switch (exchange.wants()) {
      case MW_WANTS_TRANSMIT: {
        const auto length = exchange.transmit(buffer);
        if (!length) return length.failure();
        const auto advanced =
            exchange.advance(static_cast<size_t>(connection.write(Bytes(buffer).first(length.value()))));
        if (!advanced) return advanced;
        break;
      }
      case MW_WANTS_RECEIVE: {
        const size_t length = static_cast<size_t>(connection.read(buffer));
        if (length == 0) {
          const auto ended = exchange.receive_end_of_stream();
          if (!ended) return ended;
          break;
        }
        Bytes input = Bytes(buffer).first(length);
        EventKind kind = MW_EVENT_ROW;
        while (kind != MW_EVENT_NEED_MORE && kind != MW_EVENT_COMPLETE) {
          const auto event = exchange.receive(input);
          if (!event) return event.failure();
          kind = event.value().kind();
          const auto pushed = tokens.push(event.value());
          if (!pushed) return pushed;
        }
        break;
      }
      case MW_WANTS_NOTHING:
        return {};
    }
  }
}

// As on a device: in memory that is there from the start.
hubspot::Exchange exchange;

bool sends() {
  const auto account = hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN").user_agent("boiler/7");
  const Text copies[] = {"one@customer.example", "two@customer.example"};
  const hubspot::Property custom[] = {{"alert", "Boiler 7: 96 °C"},
                                      hubspot::Property::integer("boiler", 7),
                                      hubspot::Property::boolean("hot", true),
                                      hubspot::Property::null("cold"),
                                      hubspot::Property::json("celsius", "[96.5, 97]")};
  const auto send = hubspot::SingleSend(4126643121, "jane@customer.example")
                        .send_id("boiler-7-0042")
                        .from("alerts@device.example")
                        .reply_to(copies)
                        .cc(copies)
                        .bcc(copies)
                        .custom(custom);
  if (!exchange.restart(account, send)) return false;
  Connection connection{Text(accepted)};
  uint8_t room[16];
  hubspot::Tokens tokens(room);
  if (!attempt(exchange, connection, tokens)) return false;
  const Outcome outcome = exchange.outcome();
  const auto dedupe = exchange.dedupe();
  const auto decided = retry::decide(outcome, 1, dedupe.value(), 42, retry::Schedule::in_line());
  return outcome.reason() == MW_REASON_PENDING && outcome.status_id() == "s-1" && decided &&
         decided.value().stop() == MW_STOP_DONE;
}

bool refreshes() {
  const auto account = hubspot::Account::without_credential();
  const hubspot::RefreshToken refresh("id", "EXAMPLE-SECRET", "EXAMPLE-REFRESH");
  if (!exchange.restart(account, refresh)) return false;
  Connection connection(
      "HTTP/1.1 200 OK\r\nContent-Length: 43\r\n\r\n{\"access_token\":\"A-TOKEN\",\"expires_in\":900}");
  uint8_t room[16];
  hubspot::Tokens tokens(room);
  return attempt(exchange, connection, tokens) && tokens.access_token() == "A-TOKEN" && tokens.expires_in_s() == 900;
}

bool asks() {
  const bluehornet::Account account("KEY", "SECRET");
  const bluehornet::Argument variables[] = {{"alert", "Boiler 7"}};
  const bluehornet::Argument arguments[] = {{"email", "jane@customer.example"},
                                            bluehornet::Argument::number("template_id", 7)};
  const bluehornet::Call calls[] = {bluehornet::Call("utilities.checkEmail", bluehornet::Arguments(arguments).first(1)),
                                    bluehornet::Call("transactional.sendTransaction", arguments).variables(variables)};
  const bluehornet::Batch batch(calls);
  auto begun = Exchange::begin(account, batch);
  if (!begun) return false;
  char url[64];
  uint8_t buffer[48];
  const auto ran = begun.value().run(Connection("HTTP/1.1 503 \r\nContent-Length: 0\r\n\r\n"), buffer);
  uint32_t unanswered = 0;
  for (const auto& call : begun.value().unanswered()) unanswered += call.number;
  char words[48];
  return ran && ran.failure().text(words) && begun.value().url(url) && unanswered == 3 &&
         begun.value().outcome().kind() == MW_KIND_UNKNOWN && name(MW_KIND_UNKNOWN)[0] == 'u';
}

bool looks_up() {
  size_t methods = 0;
  for (const auto& method : bluehornet::methods()) methods += method.name().empty() ? 0u : 1u;
  const auto list = bluehornet::Whitelist::parse("203.0.113.7, 198.51.100.0/24");
  size_t entries = 0;
  for (const auto& entry : list.value().entries()) entries += entry.last >= entry.first ? 1u : 0u;
  const auto result = hubspot::SendResult::find("SENT");
  return methods > 40 && entries == 2 && list.value().covers(0xC633642A) && result && is_abi_right();
}

}  // namespace

extern "C" int main() { return sends() && refreshes() && asks() && looks_up() ? 0 : 1; }
