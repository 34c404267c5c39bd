// However the network tears a connection's bytes apart, no other requests come out of it, what is
// kept of an unfinished one is bounded, and whatever was asked has an answer.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/assert.h"
#include "uvchat/http/reader.h"
#include "uvchat/http/site.h"

using namespace uvchat;
using namespace uvchat::http;

namespace {

const Site site{{{"chat.example.org"}, {"https://friend.example.net"}}, {}, {}};

std::string answer_to(const Request& request) {
  const Decision decision = decide(site, request);
  const auto* accepted = std::get_if<WebSocketAccepted>(&decision);
  const Response& response =
      accepted != nullptr ? accepted->response : std::get<Response>(decision);
  UVCHAT_ASSERT(response.begin <= response.end);
  UVCHAT_ASSERT(response.end == 0 || response.end <= response.body->size());
  std::string head = head_of(response, request.keeps_alive, date_text(0));
  // Nothing of the request may end up among the fields.
  UVCHAT_ASSERT(head.find("\r\n\r\n") == head.size() - 4);
  return head;
}

// A path takes as long a body as it is itself.
std::size_t takes_body(const Request& head) {
  UVCHAT_ASSERT(head.body.empty());
  return head.method == "POST" ? head.path.size() : 0;
}

std::vector<std::string> answers(std::string_view bytes, std::size_t piece) {
  std::vector<std::string> out;
  Reader reader;
  std::string unread;
  while (true) {
    std::string_view in = unread;
    const Reader::Status status = reader.read(in, takes_body);
    UVCHAT_ASSERT(in.size() <= unread.size());
    unread.erase(0, unread.size() - in.size());
    if (status == Reader::Status::done) {
      const Request& request = reader.request();
      UVCHAT_ASSERT(request.fields.size() <= Reader::fields_max);
      UVCHAT_ASSERT(request.body.empty() || request.body.size() <= request.path.size());
      out.push_back(request.method + request.path + request.body + answer_to(request));
      if (!request.keeps_alive) return out;
    } else if (status == Reader::Status::refused) {
      UVCHAT_ASSERT(reader.status() >= 400);
      out.push_back(std::to_string(reader.status()));
      return out;
    } else {
      UVCHAT_ASSERT(unread.size() < Reader::head_bytes_max);
      if (bytes.empty()) return out;
      unread += bytes.substr(0, piece);
      bytes.remove_prefix(std::min(piece, bytes.size()));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  // What comes in pieces may be waited for longer before it is refused.
  const std::vector<std::string> torn = answers(bytes, 1U + data[0]);
  const std::vector<std::string> whole = answers(bytes, size);
  UVCHAT_ASSERT(torn.size() <= whole.size());
  UVCHAT_ASSERT(std::equal(torn.begin(), torn.end(), whole.begin()));
  static_cast<void>(origin_text(bytes));
  return 0;
}
