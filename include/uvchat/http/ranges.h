#pragma once

#include <cstdint>
#include <string_view>

#include "uvchat/http/message.h"

// What a client has already, and which part it asks for (RFC 9110, 13 and 14).

namespace uvchat::http {

// Whether it has what has this etag: it is told 304. `etag`: with its quotes.
bool has_already(const Request& request, std::string_view etag);

struct Slice {
  enum class Kind : std::uint8_t { whole, part, outside };
  Kind kind = Kind::whole;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;  // one behind its last byte
};
// Of something of so many bytes. One range is given; of several, or of what is none, the whole, and
// likewise where it has changed since the client had a part of it.
Slice slice_of(const Request& request, std::string_view etag, std::uint64_t bytes);

// Sets the status of a response and the fields that tell of the slice; for Kind::outside it becomes
// the whole refusal. Its body is the caller's business.
void tell_slice(const Slice& slice, std::uint64_t bytes, Response& response);

}  // namespace uvchat::http
