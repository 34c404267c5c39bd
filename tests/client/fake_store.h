#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transfer/http.h"

namespace uvchat::cli {

// It has one file, and loses its connections when it is told to.
class FakeStore final : public Http {
 public:
  Result<HttpAnswer> ask(const HttpRequest& request) override {
    asked.push_back(request.fields);
    if (is_dead) return fail("nobody is there");
    HttpAnswer answer{.status = status, .fields = fields};
    std::size_t from = 0;
    if (status == 200) answer.fields["content-length"] = std::to_string(stored.size());
    if (const auto range = range_of(request); range && knows_ranges && status == 200) {
      from = *range;
      answer.status = 206;
      answer.fields["content-range"] = "bytes " + std::to_string(from) + "-" +
                                       std::to_string(stored.size() - 1) + "/" +
                                       std::to_string(stored.size());
    }
    for (const auto& [name, value] : lies) answer.fields[name] = value;
    const std::string body = status == 200 ? stored.substr(from) + more : "<html>";
    return sent(request, answer, body);
  }

  std::string why_hopeless() const override { return hopeless; }

  Result<HttpAnswer> sent(const HttpRequest& request, const HttpAnswer& answer,
                          const std::string& body) {
    std::size_t left = breaks_after.empty() ? body.size() : breaks_after.front();
    const bool breaks = !breaks_after.empty();
    if (breaks) breaks_after.pop_front();
    if (!request.begin(answer)) return fail("the client has had enough");
    for (std::size_t at = 0; at < body.size() && left > 0; at += 1000) {
      const std::string piece = body.substr(at, std::min<std::size_t>(1000, left));
      left -= piece.size();
      if (answer.status / 100 == 2 && !request.take(piece)) return fail("enough");
    }
    if (after_each) after_each();
    if (breaks) return fail("the line is cut");
    return answer;
  }

  static std::optional<std::size_t> range_of(const HttpRequest& request) {
    constexpr std::string_view begin = "Range: bytes=";
    for (const std::string& field : request.fields) {
      if (field.starts_with(begin)) return std::stoul(field.substr(begin.size()));
    }
    return std::nullopt;
  }

  bool is_dead = false;
  std::string hopeless;
  int status = 200;
  std::string stored = "all that there is";
  std::string more;  // behind its end
  bool knows_ranges = true;
  std::map<std::string, std::string> fields = {{"etag", "\"v1\""}};
  std::map<std::string, std::string> lies;
  std::deque<std::size_t> breaks_after;
  std::function<void()> after_each;
  std::vector<std::vector<std::string>> asked;
};

}  // namespace uvchat::cli
