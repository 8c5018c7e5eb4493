// A TLS connection over OpenSSL 3 and a POSIX socket that closes behind itself: the transport of Exchange::run.
#ifndef CONNECTION_HPP
#define CONNECTION_HPP

#include <mailwire.hpp>

#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>
#include <utility>

#include "alert.h"

// The library has no time-outs of its own: a peer that falls silent ends here.
inline constexpr timeval kTimeOut = {30, 0};

// Frees what is OpenSSL's.
struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* tls) const { SSL_free(tls); }
};
using Context = std::unique_ptr<SSL_CTX, Free>;

// TLS 1.2 or newer, and no connection without a certificate from somebody who is trusted.
inline Context new_context(const char* ca_file) {
  Context context(SSL_CTX_new(TLS_client_method()));
  if (!context) return nullptr;
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const int is_trusting = ca_file == nullptr ? SSL_CTX_set_default_verify_paths(context.get())
                                             : SSL_CTX_load_verify_file(context.get(), ca_file);
  if (is_trusting != 1 || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) return nullptr;
  return context;
}

// A TCP connection, as long as this lives.
class Socket {
 public:
  explicit Socket(const alert_peer& peer) {
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int code = getaddrinfo(peer.host, peer.port, &hints, &found); code != 0) {
      std::cerr << "   " << peer.host << ": " << gai_strerror(code) << '\n';
      return;
    }
    for (const addrinfo* at = found; at != nullptr && number_ < 0; at = at->ai_next) connect_to(*at);
    freeaddrinfo(found);
    if (number_ < 0) std::cerr << "   " << peer.host << " port " << peer.port << ": " << std::strerror(errno) << '\n';
  }
  ~Socket() { end(); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int number() const { return number_; }

 private:
  void connect_to(const addrinfo& address) {
    number_ = socket(address.ai_family, address.ai_socktype, address.ai_protocol);
    // On Linux the time-out of sending is also that of connecting.
    if (number_ >= 0 && (setsockopt(number_, SOL_SOCKET, SO_SNDTIMEO, &kTimeOut, sizeof kTimeOut) != 0 ||
                         setsockopt(number_, SOL_SOCKET, SO_RCVTIMEO, &kTimeOut, sizeof kTimeOut) != 0 ||
                         connect(number_, address.ai_addr, address.ai_addrlen) != 0)) {
      end();
    }
  }

  void end() {
    const int why = errno;
    if (number_ >= 0) close(number_);
    number_ = -1;
    errno = why;
  }

  int number_ = -1;
};

// A TLS connection to a peer whose certificate is for its name.
class Connection {
 public:
  Connection(SSL_CTX* context, const alert_peer& peer) : socket_(peer) {
    if (socket_.number() < 0) return;
    std::unique_ptr<SSL, Free> tls(SSL_new(context));
    if (!tls) return;
    SSL_set_hostflags(tls.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (SSL_set1_host(tls.get(), peer.name) == 1 && SSL_set_tlsext_host_name(tls.get(), peer.name) == 1 &&
        SSL_set_fd(tls.get(), socket_.number()) == 1 && SSL_connect(tls.get()) == 1) {
      tls_ = std::move(tls);
      return;
    }
    const long verified = SSL_get_verify_result(tls.get());
    std::cerr << "   TLS with " << peer.name << ": "
              << (verified != X509_V_OK ? X509_verify_cert_error_string(verified) : "the handshake failed") << '\n';
  }

  explicit operator bool() const { return tls_ != nullptr; }

  // After a failure not even the last byte of these has left: a record of TLS that is cut is no record. So the failure
  // alone is the answer, and the message counts as not handed over.
  ptrdiff_t write(mailwire::Bytes bytes) {
    size_t written = 0;
    ERR_clear_error();
    const bool is_done = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &written) == 1;
    return is_done ? static_cast<ptrdiff_t>(written) : -SSL_get_error(tls_.get(), 0);
  }

  // The end is where the peer says so, with close_notify. A connection that just stops was cut.
  ptrdiff_t read(mailwire::Buffer buffer) {
    size_t length = 0;
    ERR_clear_error();
    if (SSL_read_ex(tls_.get(), buffer.data(), buffer.size(), &length) == 1) return static_cast<ptrdiff_t>(length);
    const int error = SSL_get_error(tls_.get(), 0);
    return error == SSL_ERROR_ZERO_RETURN ? 0 : -error;
  }

  void say_goodbye() { SSL_shutdown(tls_.get()); }

 private:
  Socket socket_;
  std::unique_ptr<SSL, Free> tls_;
};

#endif
