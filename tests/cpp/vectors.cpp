// Reads the vector documents.
#include "vectors.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

// MAILWIRE_VECTORS: the folder tests/vectors, given by tests/cpp/run.

namespace vectors {

std::string bytes(const std::string& provider, const std::string& file) {
  const std::string path = std::string(MAILWIRE_VECTORS "/") + provider + "/" + file;
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("no file " + path);
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

Json document(const std::string& provider, const std::string& file) { return Json::parse(bytes(provider, file)); }

std::string text(const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

std::string with_head(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) + " \r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

std::string cut(const std::string& text, size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

}  // namespace vectors
