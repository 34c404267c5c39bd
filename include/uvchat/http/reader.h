#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "uvchat/http/message.h"

namespace uvchat::http {

// Reads the requests of one connection (RFC 9112). Nothing is read beyond the request that is being
// read, and nothing is kept of it but the request. Nothing here takes a body: a request that has
// one is the last of its connection, and one whose end programs do not agree on (Transfer-Encoding)
// is refused. Owner: one thread at a time.
class Reader {
 public:
  static constexpr std::size_t head_bytes_max = 8 * 1024;
  static constexpr std::size_t fields_max = 64;

  enum class Status : std::uint8_t {
    wants_input,  // what is left of the input is given again, with more behind it
    done,         // request() is whole, and the next call begins another one
    refused,      // status() tells why; nothing more can be read from this connection
  };

  Reader();
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  // Takes bytes off the front of `in`. Less than head_bytes_max of them is left.
  Status read(std::string_view& in);
  Request& request() { return request_; }
  int status() const { return status_; }
  // A request has begun and is not whole.
  bool has_begun() const { return parsing_ != nullptr; }

 private:
  struct Parsing;

  Status refuse(int status);
  Status finish();

  std::unique_ptr<Parsing> parsing_;  // of the request that is being read
  Request request_;
  int status_ = 0;
};

}  // namespace uvchat::http
