#include "uvchat/http/message.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

#include "http/list.h"
#include "uvchat/base/ascii.h"

namespace uvchat::http {
namespace {

struct Reason {
  int status;
  std::string_view words;
};

constexpr auto reasons = std::to_array<Reason>({
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {204, "No Content"},
    {206, "Partial Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {460, "Checksum Mismatch"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
});

std::string_view reason_of(int status) {
  for (const Reason& reason : reasons) {
    if (reason.status == status) return reason.words;
  }
  return "Unknown";
}

// Responses that never have a body, and so no length of one.
bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

const std::string* Request::only(std::string_view name) const {
  const std::string* found = nullptr;
  for (const Field& field : fields) {
    if (field.name != name) continue;
    if (found != nullptr) return nullptr;
    found = &field.value;
  }
  return found;
}

bool Request::has(std::string_view name) const {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const Field& field) { return field.name == name; });
}

bool Request::lists(std::string_view name, std::string_view item) const {
  for (const Field& field : fields) {
    if (field.name != name) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      if (same_in_ascii(take_item(rest), item)) return true;
    }
  }
  return false;
}

Response with_body(int status, std::string_view type, Body body) {
  Response response;
  response.status = status;
  response.fields = {{"Content-Type", std::string(type)}, {"X-Content-Type-Options", "nosniff"}};
  response.end = body->size();
  response.body = std::move(body);
  return response;
}

Response say(int status, std::string_view line) {
  auto body = std::make_shared<const std::string>(std::string(line) + "\n");
  return with_body(status, "text/plain; charset=utf-8", std::move(body));
}

std::string head_of(const Response& response, bool keeps_alive, std::string_view date) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head.append(reason_of(response.status)).append("\r\nDate: ").append(date).append("\r\n");
  for (const Field& field : response.fields) {
    head.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  if (!has_no_body(response.status)) {
    const std::uint64_t bytes = response.end - response.begin + response.streamed_bytes;
    head.append("Content-Length: " + std::to_string(bytes) + "\r\n");
  }
  if (response.status != 101 && !keeps_alive) head.append("Connection: close\r\n");
  return head.append("\r\n");
}

std::string date_text(std::int64_t unix_s) {
  static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = unix_s;
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr) return "Thu, 01 Jan 1970 00:00:00 GMT";
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                days[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                months[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900, parts.tm_hour,
                parts.tm_min, parts.tm_sec);
  return text.data();
}

}  // namespace uvchat::http
