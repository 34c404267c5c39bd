#include "hub/upload_urls.h"

#include <algorithm>

#include "uvchat/base/ascii.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view upload_path = "/upload";
constexpr std::string_view files_path = "/files/";
constexpr std::size_t id_chars = 32;
constexpr std::size_t upload_id_chars = 64;

std::string_view origin_of(const UploadRules& rules) {
  const std::string_view url = rules.url;
  return url.ends_with(upload_path) ? url.substr(0, url.size() - upload_path.size())
                                    : std::string_view();
}

bool is_hex_of_id(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

}  // namespace

std::string url_of_file(const UploadRules& rules, std::string_view id) {
  return std::string(origin_of(rules)).append(files_path).append(id);
}

std::string id_of_file(std::string_view text) {
  const std::size_t place = text.find(files_path);
  if (place != text.npos) text.remove_prefix(place + files_path.size());
  const std::string_view id = text.substr(0, id_chars);
  const bool has_end =
      text.size() == id_chars || (place != text.npos && text.size() > id_chars &&
                                  (text[id_chars] == '.' || text[id_chars] == '/'));
  return has_end && std::all_of(id.begin(), id.end(), is_hex_of_id) ? std::string(id)
                                                                    : std::string();
}

bool is_id_of_upload(std::string_view text) {
  return text.size() == upload_id_chars && std::all_of(text.begin(), text.end(), is_hex_of_id);
}

// With either scheme, and in any case.
bool names_file(const UploadRules& rules, std::string_view text) {
  const std::string_view origin = origin_of(rules);
  const std::size_t place = origin.find("://");
  if (place == origin.npos) return false;
  const std::string wanted = std::string(origin.substr(place)).append(files_path);
  const auto same = [](char a, char b) { return to_lower(a) == to_lower(b); };
  return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(), same) != text.end();
}

}  // namespace uvchat::hub
