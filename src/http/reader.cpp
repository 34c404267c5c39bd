#include "uvchat/http/reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <iterator>
#include <limits>
#include <utility>

#include "uvchat/base/ascii.h"

namespace uvchat::http {
namespace {

namespace beast = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

int status_for(const boost::beast::error_code& error) {
  if (error == beast::error::header_limit) return 431;
  if (error == beast::error::bad_version) return 505;
  return 400;
}

}  // namespace

struct Reader::Parsing {
  Parsing() {
    parser.header_limit(head_bytes_max);
    parser.eager(false);                                           // the head is looked at first
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());  // whose rule is the caller's
  }
  std::uint64_t body_bytes() const { return parser.content_length().value_or(0); }

  beast::request_parser<beast::empty_body> parser;
};

Reader::Reader() = default;
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

Reader::Status Reader::read(std::string_view& in, const BodyRule& takes_body) {
  if (status_ != 0) return Status::refused;
  if (body_left_ > 0) return take_body(in);
  if (parsing_ == nullptr) {
    // A robust server skips empty lines in front of a request (RFC 9112, 2.2).
    while (in.starts_with("\r\n")) in.remove_prefix(2);
    if (in.empty() || in == "\r") return Status::wants_input;
    parsing_ = std::make_unique<Parsing>();
  }
  auto& parser = parsing_->parser;
  while (!in.empty()) {
    boost::beast::error_code error;
    const std::size_t used = parser.put(boost::asio::buffer(in.data(), in.size()), error);
    in.remove_prefix(used);
    if (error == beast::error::need_more && in.size() >= head_bytes_max) return refuse(431);
    if (error && error != beast::error::need_more) return refuse(status_for(error));
    const auto& fields = parser.get();
    const auto count = static_cast<std::size_t>(std::distance(fields.begin(), fields.end()));
    if (count > fields_max) return refuse(431);
    if (parser.is_header_done()) {
      if (fields.count(beast::field::transfer_encoding) > 0) return refuse(411);
      const Status status = take_head(takes_body);
      return body_left_ > 0 ? take_body(in) : status;
    }
    if (error) return Status::wants_input;
    if (used == 0) return refuse(400);
  }
  return Status::wants_input;
}

Reader::Status Reader::refuse(int status) {
  parsing_.reset();
  request_ = {};
  status_ = status;
  return Status::refused;
}

// With a body that is to be read, the request is not done.
Reader::Status Reader::take_head(const BodyRule& takes_body) {
  const auto parsing = std::move(parsing_);
  auto& message = parsing->parser.get();
  request_ = {};
  request_.method = view(message.method_string());
  request_.is_1_1 = message.version() == 11;
  request_.keeps_alive = message.keep_alive();
  const std::string_view target = view(message.target());
  const std::size_t question = std::min(target.find('?'), target.size());
  request_.path = target.substr(0, question);
  request_.query = target.substr(std::min(question + 1, target.size()));
  for (const auto& field : message) {
    std::string name(view(field.name_string()));
    std::transform(name.begin(), name.end(), name.begin(), to_lower);
    request_.fields.push_back({std::move(name), std::string(view(field.value()))});
  }
  const std::uint64_t body_bytes = parsing->body_bytes();
  if (body_bytes == 0) return Status::done;
  const std::size_t bytes_max = takes_body ? takes_body(request_) : 0;
  if (bytes_max == 0) {
    request_.keeps_alive = false;
    return Status::done;
  }
  wants_to_go_on_ = request_.is_1_1 && request_.lists("expect", "100-continue");
  if (bytes_max == is_streamed) {
    request_.streamed_bytes = body_bytes;
    return Status::done;
  }
  if (body_bytes > std::min(bytes_max, body_bytes_max)) return refuse(413);
  body_left_ = static_cast<std::size_t>(body_bytes);
  return Status::wants_input;
}

Reader::Status Reader::take_body(std::string_view& in) {
  const std::size_t size = std::min(body_left_, in.size());
  request_.body.append(in.substr(0, size));
  in.remove_prefix(size);
  body_left_ -= size;
  if (size > 0) wants_to_go_on_ = false;
  return body_left_ == 0 ? Status::done : Status::wants_input;
}

}  // namespace uvchat::http
