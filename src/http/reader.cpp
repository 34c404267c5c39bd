#include "uvchat/http/reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>

#include "uvchat/base/ascii.h"

namespace uvchat::http {
namespace {

namespace beast = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

int status_for(const boost::beast::error_code& error) {
  if (error == beast::error::header_limit) return 431;
  if (error == beast::error::body_limit) return 413;
  if (error == beast::error::bad_version) return 505;
  return 400;
}

}  // namespace

struct Reader::Parsing {
  Parsing() {
    parser.header_limit(head_bytes_max);
    parser.body_limit(body_bytes_max);
    parser.eager(false);  // the head is looked at first
  }
  beast::request_parser<beast::string_body> parser;
};

Reader::Reader() = default;
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

Reader::Status Reader::read(std::string_view& in) {
  if (status_ != 0) return Status::refused;
  if (parsing_ == nullptr) {
    // A robust server skips empty lines in front of a request (RFC 9112, 2.2).
    while (in.starts_with("\r\n")) in.remove_prefix(2);
    if (in.empty() || in == "\r") return Status::wants_input;
    parsing_ = std::make_unique<Parsing>();
  }
  auto& parser = parsing_->parser;
  while (!in.empty() && !parser.is_done()) {
    boost::beast::error_code error;
    const std::size_t used = parser.put(boost::asio::buffer(in.data(), in.size()), error);
    in.remove_prefix(used);
    if (error == beast::error::need_more) {
      return in.size() < head_bytes_max ? Status::wants_input : refuse(431);
    }
    if (error) return refuse(status_for(error));
    if (parser.is_header_done() && parser.chunked()) return refuse(411);
    if (used == 0 && !parser.is_done()) return refuse(400);
  }
  return parser.is_done() ? finish() : Status::wants_input;
}

Reader::Status Reader::refuse(int status) {
  parsing_.reset();
  status_ = status;
  return Status::refused;
}

Reader::Status Reader::finish() {
  const auto parsing = std::move(parsing_);
  auto& message = parsing->parser.get();
  request_ = {};
  request_.method = view(message.method_string());
  request_.keeps_alive = message.keep_alive();
  const std::string_view target = view(message.target());
  const std::size_t question = std::min(target.find('?'), target.size());
  request_.path = target.substr(0, question);
  request_.query = target.substr(std::min(question + 1, target.size()));
  for (const auto& field : message) {
    if (request_.fields.size() == fields_max) return refuse(431);
    std::string name(view(field.name_string()));
    std::transform(name.begin(), name.end(), name.begin(), to_lower);
    request_.fields.push_back({std::move(name), std::string(view(field.value()))});
  }
  request_.body = std::move(message.body());
  return Status::done;
}

}  // namespace uvchat::http
