#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "uvchat/http/message.h"

namespace uvchat::http {

// Reads the requests of one connection (RFC 9112). Nothing is read beyond the request that is being
// read, and nothing is kept of it but the request.
//
// A body is read where the request may have one, and then its length must be told before
// (Content-Length). Any other request with a body is the last of its connection, and one whose end
// programs do not agree on (Transfer-Encoding) is refused. Owner: one thread at a time.
class Reader {
 public:
  static constexpr std::size_t head_bytes_max = 8 * 1024;
  static constexpr std::size_t fields_max = 64;
  static constexpr std::size_t body_bytes_max = 64 * 1024;

  // Asked of a request whose head has come, and that has a body: how many bytes it may have, at
  // most body_bytes_max. 0: it is not read. `is_streamed`: the request is done with its head, and
  // the next request().streamed_bytes of the input are the caller's.
  static constexpr std::size_t is_streamed = SIZE_MAX;
  using BodyRule = std::function<std::size_t(const Request& head)>;

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
  Status read(std::string_view& in, const BodyRule& takes_body = {});
  // The client waits with its body until it is told to go on (RFC 9110, 10.1.1). Once for each.
  bool take_wish_to_go_on() { return std::exchange(wants_to_go_on_, false); }
  Request& request() { return request_; }
  int status() const { return status_; }
  // A request has begun and is not whole.
  bool has_begun() const { return parsing_ != nullptr || body_left_ > 0; }

 private:
  struct Parsing;

  Status refuse(int status);
  Status take_head(const BodyRule& takes_body);
  Status take_body(std::string_view& in);

  std::unique_ptr<Parsing> parsing_;  // of the request that is being read
  Request request_;
  std::size_t body_left_ = 0;  // to be read, of request_
  bool wants_to_go_on_ = false;
  int status_ = 0;
};

}  // namespace uvchat::http
