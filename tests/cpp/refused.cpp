// What must not compile. tests/cpp/run compiles each case alone and looks for the words behind `refused:` in what the
// compiler says; without a case all is well.
#include <string>
#include <utility>
#include <vector>

#include <mailwire.hpp>

using namespace mailwire;

#ifndef CASE
#define CASE 0
#endif

struct Good {
  ptrdiff_t write(Bytes bytes) { return static_cast<ptrdiff_t>(bytes.size()); }
  ptrdiff_t read(Buffer) { return 0; }
  int flush() { return 0; }
  void show(const Exchange&, const Event&) {}
};

struct CannotRead {
  ptrdiff_t write(Bytes bytes) { return static_cast<ptrdiff_t>(bytes.size()); }
};

struct ShowsOtherThings : Good {
  void show(const Event&) {}
};

struct FlushesOtherThings : Good {
  int flush(int how) { return how; }
};

std::string some_text();
std::string some_text() { return "jane@customer.example"; }

int main() {
  const auto account = hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN");
  const hubspot::SingleSend send(7, "jane@customer.example");
  const bluehornet::Account user("KEY", "SECRET");
  const bluehornet::Call calls[] = {bluehornet::Call("transactional.listTemplates")};
  const bluehornet::Batch batch(calls);
  auto begun = Exchange::begin(account, send);
  Exchange exchange = std::move(begun).value();
  uint8_t buffer[64];
  char text[64] = "";
  const char* pointer = text;
  Bytes input(buffer);
  static_cast<void>(send);
  static_cast<void>(batch);
  static_cast<void>(user);
  static_cast<void>(pointer);
  static_cast<void>(input);
  if (!exchange.run(Good(), buffer)) return 1;

#if CASE == 1  // refused: unused-result
  exchange.transmit(buffer);
#elif CASE == 2  // refused: unused-result
  exchange.advance(1);
#elif CASE == 3  // refused: unused-result
  send.send_id("boiler-7-0042");
#elif CASE == 4  // refused: unused-result
  Exchange::begin(account, send);
#elif CASE == 5  // refused: unused-result
  exchange.run(Good(), buffer);
#elif CASE == 6  // refused: (deleted function|call to deleted)
  auto other = Exchange::begin(hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN"), send);
#elif CASE == 7  // refused: (deleted function|call to deleted)
  auto other = Exchange::begin(account, send.send_id("boiler-7-0042"));
#elif CASE == 8  // refused: (deleted function|call to deleted)
  auto other = Exchange::begin(hubspot::Account::without_credential(), hubspot::RefreshToken("a", "b", "c"));
#elif CASE == 9  // refused: (deleted function|call to deleted)
  if (!exchange.restart(account, send.send_id("boiler-7-0042"))) return 1;
#elif CASE == 10  // refused: (deleted function|call to deleted)
  if (!exchange.restart(account.host("sandbox.example"), send)) return 1;
#elif CASE == 11  // refused: (deleted function|call to deleted)
  Exchange other = exchange;
#elif CASE == 12  // refused: no matching
  auto other = Exchange::begin(account, batch);
#elif CASE == 13  // refused: no matching
  auto other = Exchange::begin(user, send);
#elif CASE == 14  // refused: too small for the provider
  auto other = hubspot::Exchange::begin(user, batch);
#elif CASE == 15  // refused: (deleted function|deleted member)
  return static_cast<int>(Exchange::begin(account, send).value().outcome().kind());
#elif CASE == 16  // refused: (deleted function|deleted member)
  for (const auto& call : Exchange::begin(user, batch).value().unanswered()) return static_cast<int>(call.number);
#elif CASE == 17  // refused: (deleted function|deleted member)
  return static_cast<int>(hubspot::Tokens(buffer).access_token().size());
#elif CASE == 18  // refused: (deleted function|deleted constructor)
  const hubspot::SingleSend other(7, some_text());
#elif CASE == 19  // refused: (deleted function|deleted constructor)
  const hubspot::SingleSend other(7, text);
#elif CASE == 20  // refused: (no matching|could not convert)
  const hubspot::SingleSend other(7, pointer);
#elif CASE == 21  // refused: (deleted function|deleted constructor)
  const auto other = send.cc(std::vector<Text>{"one@customer.example"});
#elif CASE == 22  // refused: (no matching|no viable|cannot bind|expects an lvalue)
  if (!exchange.receive(Bytes(buffer))) return 1;
#elif CASE == 23  // refused: no member named .*read
  if (!exchange.run(CannotRead(), buffer)) return 1;
#elif CASE == 24  // refused: (no matching|too many arguments)
  if (!exchange.run(ShowsOtherThings(), buffer)) return 1;
#elif CASE == 25  // refused: (no matching|too few arguments)
  if (!exchange.run(FlushesOtherThings(), buffer)) return 1;
#elif CASE == 26  // refused: no matching
  const bluehornet::Argument argument("template_id", 7);
#elif CASE == 27  // refused: no matching
  const hubspot::Property property("is_hot", true);
#elif CASE == 28  // refused: (cannot convert|could not convert|no viable)
  const auto custom = send.custom(std::vector<hubspot::Property>{{"alert", "Boiler 7"}});
#endif
  return 0;
}
