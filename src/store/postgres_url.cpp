#include "store/postgres_url.h"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>

namespace uvchat::store {
namespace {

constexpr std::size_t url_bytes_max = 2'000;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using UrlOptions = std::unique_ptr<PQconninfoOption, FreeOptions>;

// Null: it is none. What libpq says of it is not read: it repeats the password.
UrlOptions options_of(const std::string& url) {
  char* error = nullptr;
  UrlOptions options(PQconninfoParse(url.c_str(), &error));
  PQfreemem(error);
  return options;
}

bool is_secret(const PQconninfoOption& option) {
  return option.dispchar != nullptr && option.dispchar[0] == '*';
}

std::string quoted(std::string_view value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

}  // namespace

bool is_database_url(std::string_view url) {
  const bool is_printable = std::all_of(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
  });
  return is_printable && url.size() <= url_bytes_max && options_of(std::string(url)) != nullptr;
}

std::string shown_url(const std::string& url) {
  const UrlOptions options = options_of(url);
  if (options == nullptr) return {};
  std::string shown;
  bool has_secret = false;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    has_secret = has_secret || is_secret(*option);
    shown.append(shown.empty() ? "" : " ").append(option->keyword).append("=");
    shown += quoted(is_secret(*option) ? "***" : option->val);
  }
  return has_secret ? shown : url;
}

}  // namespace uvchat::store
