// The same program in C++.
#include <mailwire.hpp>

#include <stdio.h>
#include <string.h>

namespace {

constexpr char reply[] = "HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{\"statusId\":\"s-1\",\"status\":\"PENDING\"}";

class Server {
 public:
  ptrdiff_t write(mailwire::Bytes bytes) { return static_cast<ptrdiff_t>(bytes.size()); }

  ptrdiff_t read(mailwire::Buffer out) {
    const size_t rest = sizeof reply - 1 - given_;
    const size_t n = rest < out.size() ? rest : out.size();
    memcpy(out.data(), reply + given_, n);
    given_ += n;
    return static_cast<ptrdiff_t>(n);
  }

 private:
  size_t given_ = 0;
};

}  // namespace

int main() {
  if (!mailwire::is_abi_right()) {
    puts("header and library differ");
    return 1;
  }
  const auto account = mailwire::hubspot::Account::bearer("EXAMPLE-ACCESS-TOKEN");
  const auto send = mailwire::hubspot::SingleSend(4126643121, "jane@customer.example");
  auto begun = mailwire::hubspot::Exchange::begin(account, send);
  if (!begun) return 1;
  uint8_t buffer[256];
  const auto ran = begun.value().run(Server(), buffer);
  const auto outcome = begun.value().outcome();
  printf("mailwire %s: %s\n", mailwire::version(), mailwire::name(outcome.kind()));
  return ran ? 0 : 1;
}
