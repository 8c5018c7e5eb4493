// run() over a scripted connection: pieces, failures, what is shown; members that may be missing.
#include <cstring>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <mailwire.hpp>

using namespace mailwire;

namespace {

/// A connection that takes and gives so many bytes at a time, and fails where it is told.
struct Script {
  std::string reply;
  size_t at_a_time = 1000;
  /// After so many bytes `write` answers `write_answer`; `read` answers `read_answer` at the end of the reply.
  size_t takes = 1000000;
  ptrdiff_t write_answer = 0;
  ptrdiff_t read_answer = 0;
  int flush_answer = 0;

  std::string sent = {};
  int flushes = 0;
  std::string value = {};
  std::vector<std::string> shown = {};

  ptrdiff_t write(Bytes bytes) {
    const Bytes taken = bytes.first(at_a_time).first(takes - sent.size());
    if (taken.empty()) return write_answer;
    sent.append(taken.begin(), taken.end());
    return static_cast<ptrdiff_t>(taken.size());
  }

  ptrdiff_t read(Buffer buffer) {
    const std::string given = reply.substr(0, at_a_time < buffer.size() ? at_a_time : buffer.size());
    if (given.empty()) return read_answer;
    std::memcpy(buffer.data(), given.data(), given.size());
    reply.erase(0, given.size());
    return static_cast<ptrdiff_t>(given.size());
  }

  int flush() {
    ++flushes;
    return flush_answer;
  }

  template <class X> void show(const X& exchange, const Event& event) {
    char buffer[64];
    if (event.kind() == MW_EVENT_ROW) {
      value += event.row().piece().as<std::string>();
      if (!event.row().is_last()) return;
      shown.push_back(exchange.path(buffer).value().template as<std::string>() + "=" + value);
      value.clear();
    } else {
      shown.push_back(exchange.call().value().method().template as<std::string>());
    }
  }
};

/// The two members that must be there; whole numbers of any type will do.
struct Bare {
  Script& script;
  int write(Bytes bytes) { return static_cast<int>(script.write(bytes)); }
  long read(Buffer buffer) { return script.read(buffer); }
};

const auto account = hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN");
const auto send = hubspot::SingleSend(4126643121, "jane@customer.example").send_id("boiler-7-0042");
const std::string reply = "HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{\"statusId\":\"s-1\",\"status\":\"PENDING\"}";

/// Runs a send; what failed, and the outcome in words.
struct Ran {
  Failure failure;
  std::string outcome;
};

template <class Transport> Ran run(Transport&& transport, size_t size = 256) {
  auto begun = hubspot::Exchange::begin(account, send);
  REQUIRE(begun);
  std::vector<uint8_t> buffer(size);
  const auto ran = begun.value().run(transport, buffer);
  const Outcome outcome = begun.value().outcome();
  return {ran.failure(), std::string(name(outcome.kind())) + " " + name(outcome.reason())};
}

std::string words(const Failure& failure) {
  char buffer[80];
  return failure.is_failure() ? failure.text(buffer).value().as<std::string>() : "";
}

}  // namespace

TEST_CASE("a run sends the request, flushes once and reads the reply, whatever the sizes") {
  std::string sent;
  for (const size_t size : {1u, 7u, 256u, 4096u}) {
    for (const size_t at_a_time : {1u, 3u, 1000u}) {
      Script script{reply, at_a_time};
      const Ran ran = run(script, size);
      CHECK(words(ran.failure) == "");
      CHECK(ran.outcome == "accepted pending");
      CHECK(script.flushes == 1);
      if (sent.empty()) sent = script.sent;
      CHECK(script.sent == sent);
    }
  }
  CHECK(sent.find("\"sendId\":\"boiler-7-0042\"") != std::string::npos);
}

TEST_CASE("flush and show may be missing; the transport may be a temporary") {
  Script script{reply};
  const Ran ran = run(Bare{script});
  CHECK(ran.outcome == "accepted pending");
  CHECK(script.flushes == 0);
}

TEST_CASE("a lost connection is told, and the outcome says what it means") {
  Script whole{reply};
  run(whole);
  const size_t length = whole.sent.size();

  Script lost{reply, 1000, length - 1, -5};
  Ran ran = run(lost);
  CHECK(words(ran.failure) == "transport: code -5");
  CHECK(ran.failure.transport_code() == -5);
  CHECK(ran.failure.stage() == MW_STAGE_TRANSMIT);
  CHECK(ran.outcome == "deferred not-sent");

  Script closed{reply, 1000, 10, 0};
  ran = run(closed);
  CHECK(words(ran.failure) == "transport: code 0");
  CHECK(ran.outcome == "deferred not-sent");

  Script silent{"", 1000, length, 0, -110};
  ran = run(silent);
  CHECK(words(ran.failure) == "transport: code -110");
  CHECK(ran.failure.stage() == MW_STAGE_RECEIVE);
  CHECK(ran.outcome == "unknown no-reply");

  Script cut{reply.substr(0, 60)};
  ran = run(cut);
  CHECK(ran.failure.fault() == MW_FAULT_TRUNCATED);
  CHECK(ran.failure.http_status() == 200);
  CHECK(ran.outcome == "unknown incomplete-reply");

  Script stuck{reply, 1000, length, 0, 0, -9};
  ran = run(stuck);
  CHECK(words(ran.failure) == "transport: code -9");
  CHECK(ran.outcome == "unknown no-reply");
}

TEST_CASE("a callback that claims more than there is, and a buffer of nothing, are misuse") {
  struct Boasts {
    size_t write(Bytes bytes) { return bytes.size() + 1; }
    size_t read(Buffer) { return 0; }
  };
  Ran ran = run(Boasts{});
  CHECK(ran.failure.misuse() == MW_MISUSE_ADVANCED_TOO_FAR);
  Script script{reply};
  ran = run(script, 0);
  CHECK(ran.failure.limit() == MW_LIMIT_BUFFER);
  CHECK(ran.outcome == "deferred not-sent");
}

TEST_CASE("rows and calls are shown with the exchange to ask for more") {
  const std::string body =
      "<methodResponse><item><methodName>utilities.getTasks</methodName><responseData><task><id>7</id></task>"
      "</responseData><responseNum>1</responseNum><totalRequests>1</totalRequests><totalCompleted>1</totalCompleted>"
      "<responseCode>201</responseCode></item></methodResponse>";
  Script script{"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
  const bluehornet::Account user("KEY", "SECRET");
  const bluehornet::Call calls[] = {bluehornet::Call("utilities.getTasks")};
  const bluehornet::Batch batch(calls);
  auto begun = Exchange::begin(user, batch);
  REQUIRE(begun);
  uint8_t buffer[64];
  CHECK(begun.value().run(script, buffer));
  CHECK(script.shown == std::vector<std::string>{"responseData/task/id=7", "utilities.getTasks"});
}
