// The vector documents of tests/vectors.

#ifndef VECTORS_HPP
#define VECTORS_HPP

#include <string>

#include <nlohmann/json.hpp>

namespace vectors {

/// Members stay in the order of the document.
using Json = nlohmann::ordered_json;

/// The bytes of one vector; a test fails if there is no such file.
std::string bytes(const std::string& provider, const std::string& file);

/// A vector document.
Json document(const std::string& provider, const std::string& file);

/// A text of a document, empty where there is none.
std::string text(const Json& value);

/// A whole reply around a body.
std::string with_head(int status, const std::string& body);

/// The beginning of a text, at most `size` bytes, cut at the end of a character.
std::string cut(const std::string& text, size_t size);

}  // namespace vectors

#endif  // VECTORS_HPP
