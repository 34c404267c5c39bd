#include "uvchat/http/ranges.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "http/list.h"

namespace uvchat::http {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Slice range_of(std::string_view value, std::uint64_t bytes) {
  constexpr std::string_view unit = "bytes=";
  const Slice whole{.end = bytes};
  if (!value.starts_with(unit)) return whole;
  value.remove_prefix(unit.size());
  const std::size_t dash = value.find('-');
  if (dash == std::string_view::npos) return whole;
  const auto first = number(value.substr(0, dash));
  const auto last = number(value.substr(dash + 1));
  const bool is_suffix = dash == 0;
  const bool is_open = dash + 1 == value.size();
  if ((!is_suffix && !first) || (!is_open && !last) || (is_suffix && is_open)) return whole;
  if (is_suffix) {
    if (*last == 0 || bytes == 0) return {.kind = Slice::Kind::outside};
    return {Slice::Kind::part, bytes - std::min(*last, bytes), bytes};
  }
  if (last && *last < *first) return whole;
  if (*first >= bytes) return {.kind = Slice::Kind::outside};
  return {Slice::Kind::part, *first, last ? std::min(*last, bytes - 1) + 1 : bytes};
}

}  // namespace

bool has_already(const Request& request, std::string_view etag) {
  const std::string* list = request.only("if-none-match");
  std::string_view rest = list == nullptr ? std::string_view() : *list;
  while (!rest.empty()) {
    std::string_view item = take_item(rest);
    if (item.starts_with("W/")) item.remove_prefix(2);
    if (item == etag || item == "*") return true;
  }
  return false;
}

Slice slice_of(const Request& request, std::string_view etag, std::uint64_t bytes) {
  const std::string* asked = request.only("range");
  const std::string* since = request.only("if-range");
  const bool counts = since == nullptr ? !request.has("if-range") : *since == etag;
  return asked != nullptr && counts ? range_of(*asked, bytes) : Slice{.end = bytes};
}

void tell_slice(const Slice& slice, std::uint64_t bytes, Response& response) {
  const std::string size = std::to_string(bytes);
  switch (slice.kind) {
    case Slice::Kind::whole:
      response.fields.push_back({"Accept-Ranges", "bytes"});
      break;
    case Slice::Kind::part:
      response.status = 206;
      response.fields.push_back({"Content-Range", "bytes " + std::to_string(slice.begin) + "-" +
                                                      std::to_string(slice.end - 1) + "/" + size});
      break;
    case Slice::Kind::outside:
      response = say(416, "The file has " + size + " bytes.");
      response.fields.push_back({"Content-Range", "bytes */" + size});
      break;
  }
}

}  // namespace uvchat::http
