#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/result.h"

namespace uvchat::cli {

struct HttpAnswer {
  static constexpr std::size_t text_bytes_max = 4096;

  int status = 0;
  std::map<std::string, std::string> fields = {};  // by name, in lower case
  std::string text = {};  // what the body begins with, unless `take` took it

  std::string_view field(const std::string& name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string_view() : std::string_view(found->second);
  }
};

struct HttpRequest {
  std::string method;
  std::string url;
  std::vector<std::string> fields = {};  // "Name: value"
  bool is_farewell = false;              // asked also where all is stopped, and for a moment only
  std::uint64_t body_bytes = 0;
  // Fills the buffer, and says how much of it; 0: it cannot go on. Null: there is no body.
  std::function<std::size_t(std::span<char>)> body = nullptr;
  // Asked before the body of an answer, also of an empty one, and then told each piece of it; false
  // ends the exchange. Null: the body is text.
  std::function<bool(const HttpAnswer&)> begin = nullptr;
  std::function<bool(std::string_view)> take = nullptr;
};

// Asks one request after the other, and waits for the answer. It follows no redirection.
class Http {
 public:
  virtual ~Http() = default;
  // The error says why there is no whole answer, as a part of a sentence.
  virtual Result<HttpAnswer> ask(const HttpRequest& request) = 0;
  // Why no further attempt helps: the certificate is not believed, or what came is no HTTP. Empty:
  // it may.
  virtual std::string why_hopeless() const { return {}; }
  // Whether the latest request was answered.
  virtual bool was_answered() const { return true; }
};

// How a transfer is watched by who has started it.
struct TransferWatch {
  std::function<bool()> is_stopped;
  std::function<void(std::uint64_t bytes, std::uint64_t bytes_all)> moved;
  std::function<void(const std::string& why)> broken;
  std::function<std::uint64_t()> now_ms;  // of a clock that never goes back
  // Until an attempt may be made again; earlier where it is stopped.
  std::function<void(std::uint64_t ms)> rest;
  // So long, also where it is stopped: for what is still to be said then. False: the program ends,
  // and waits no longer.
  std::function<bool(std::uint64_t ms)> linger;
  // What was sent could not be given up on the server.
  std::function<void(const std::string& why)> left_there;
};

}  // namespace uvchat::cli
