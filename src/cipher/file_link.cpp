#include "uvchat/cipher/file_link.h"

#include <algorithm>
#include <charconv>

#include "uvchat/base/ascii.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cipher {
namespace {

constexpr std::string_view type_signs = "!#$&^_.+-";

bool is_unreserved(char c) {  // RFC 3986
  return is_letter(c) || is_digit(c) || std::string_view("-._~").find(c) != std::string::npos;
}

std::string percent_encoded(std::string_view text, std::string_view also_plain) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c) || also_plain.find(c) != also_plain.npos) {
      encoded += c;
    } else {
      const auto byte = static_cast<std::uint8_t>(c);
      encoded += {'%', digits[byte >> 4], digits[byte & 0xF]};
    }
  }
  return encoded;
}

// What is no escape stands for itself.
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    std::uint8_t byte = 0;
    const std::string_view digits = text.substr(1, 2);
    const char* const end = digits.data() + digits.size();
    const bool is_escape = text.front() == '%' && digits.size() == 2 &&
                           std::from_chars(digits.data(), end, byte, 16).ptr == end;
    decoded += is_escape ? static_cast<char>(byte) : text.front();
    text.remove_prefix(is_escape ? 3 : 1);
  }
  return decoded;
}

// Controls, and what changes the direction of the text around it.
bool steers(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// What a name may be on the reader's disk: no path, nothing that steers a terminal or the direction
// of writing, in which "gpj.exe" looks like "exe.jpg".
std::string plain_name(std::string_view name) {
  if (const std::size_t slash = name.find_last_of("/\\"); slash != name.npos) {
    name.remove_prefix(slash + 1);
  }
  const std::string mended = utf8_mended(name);
  std::string plain;
  for (std::string_view rest = mended; !rest.empty();) {
    const std::string_view from = rest;
    const bool is_dropped = steers(utf8_take(rest));
    if (!is_dropped) plain += from.substr(0, from.size() - rest.size());
  }
  return plain == "." || plain == ".." ? std::string() : plain;
}

bool is_media_type(std::string_view type) {
  const std::size_t slash = type.find('/');
  if (slash == 0 || slash == type.npos || slash + 1 == type.size()) return false;
  const auto is_type_char = [](char c) {
    return is_letter(c) || is_digit(c) || type_signs.find(c) != type_signs.npos;
  };
  return std::all_of(type.begin(), type.begin() + static_cast<std::ptrdiff_t>(slash),
                     is_type_char) &&
         std::all_of(type.begin() + static_cast<std::ptrdiff_t>(slash) + 1, type.end(),
                     is_type_char);
}

// "https://host/path" or with http, of visible ASCII.
bool is_file_url(std::string_view url) {
  constexpr std::string_view clear = "http://";
  constexpr std::string_view secure = "https://";
  if (!url.starts_with(clear) && !url.starts_with(secure)) return false;
  const std::string_view rest = url.substr((url.starts_with(clear) ? clear : secure).size());
  const std::size_t slash = rest.find('/');
  return slash != 0 && slash != rest.npos && std::all_of(url.begin(), url.end(), [](char c) {
           return c > ' ' && c < 0x7F && c != '#';
         });
}

// The name, encoded, with what has to go taken from before its extension; empty where nothing of
// it would be left there.
std::string shortened_name(std::string_view name, std::size_t bytes_max) {
  std::string whole = percent_encoded(name, {});
  if (whole.size() <= bytes_max) return whole;
  const std::size_t dot = name.rfind('.');
  const std::size_t stem_bytes = dot == name.npos || dot == 0 ? name.size() : dot;
  const std::string extension = percent_encoded(name.substr(stem_bytes), {});
  std::string shortened;
  for (std::string_view stem = name.substr(0, stem_bytes); !stem.empty();) {
    const std::string_view from = stem;
    utf8_take(stem);
    const std::string next = percent_encoded(from.substr(0, from.size() - stem.size()), {});
    if (shortened.size() + next.size() + extension.size() > bytes_max) break;
    shortened += next;
  }
  return shortened.empty() ? shortened : shortened + extension;
}

void add_field(std::string& text, const std::string& field) {
  text += (text.find('#') == text.npos ? '#' : '&') + field;
}

struct Field {
  std::string_view name, value;
};

Field cut_field(std::string_view& fragment) {
  const std::string_view field = fragment.substr(0, fragment.find('&'));
  fragment.remove_prefix(std::min(field.size() + 1, fragment.size()));
  const std::size_t equals = std::min(field.find('='), field.size());
  return {field.substr(0, equals), field.substr(std::min(equals + 1, field.size()))};
}

std::optional<FileKey> read_file_key(std::string_view text) {
  const std::optional<std::vector<std::uint8_t>> bytes = from_base64url(text);
  FileKey key;
  if (!bytes || bytes->size() != key.bytes().size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), key.writable().begin());
  return key;
}

std::optional<std::uint64_t> read_size(std::string_view text) {
  std::uint64_t size = 0;
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, size);
  if (error != std::errc() || read_to != end || size > file_bytes_max) return std::nullopt;
  return size;
}

std::optional<std::uint32_t> read_side(std::string_view text) {
  constexpr std::uint32_t side_max = 32'767;
  std::uint32_t side = 0;
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, side);
  const bool is_side = error == std::errc() && read_to == end && side > 0 && side <= side_max;
  return is_side ? std::optional(side) : std::nullopt;
}

// "w=640&h=480"
std::string extent_fields(const FileLink& link) {
  if (!link.extent) return {};
  const auto [width, height] = *link.extent;
  return "w=" + std::to_string(width) + "&h=" + std::to_string(height);
}

// `bare` with type, name and extent; nothing where they do not fit, or nothing of the name does.
std::optional<std::string> with_claims(const std::string& bare, const FileLink& link,
                                       const std::string& extent, std::size_t bytes_max) {
  std::string text = bare;
  if (is_media_type(link.type)) add_field(text, "type=" + percent_encoded(link.type, "/+"));
  if (const std::string name = plain_name(link.name); !name.empty()) {
    add_field(text, "name=");
    const std::size_t used = text.size() + (extent.empty() ? 0 : extent.size() + 1);
    const std::size_t left = bytes_max - std::min(used, bytes_max);
    const std::string shortened = shortened_name(name, left);
    if (shortened.empty()) return std::nullopt;
    text += shortened;
  }
  if (!extent.empty()) add_field(text, extent);
  return text.size() <= bytes_max ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace

Result<std::string> file_link_text(const FileLink& link, std::size_t text_bytes_max) {
  if (!is_file_url(link.url)) return fail("a file's URL is one of http or https, with a path");
  std::string bare = link.url;
  if (link.key) add_field(bare, "aes1=" + to_base64url(link.key->bytes()));
  if (link.size) add_field(bare, "size=" + std::to_string(*link.size));
  if (bare.size() > text_bytes_max) return fail("the file's URL does not fit into one line");
  auto text = with_claims(bare, link, extent_fields(link), text_bytes_max);
  if (!text) text = with_claims(bare, link, {}, text_bytes_max);
  return text.value_or(bare);
}

std::optional<FileLink> parse_file_link(std::string_view text) {
  const std::size_t hash = std::min(text.find('#'), text.size());
  FileLink link;
  link.url = text.substr(0, hash);
  if (!is_file_url(link.url)) return std::nullopt;
  bool is_enciphered = false;
  std::optional<std::uint32_t> width;
  std::optional<std::uint32_t> height;
  for (std::string_view rest = text.substr(std::min(hash + 1, text.size())); !rest.empty();) {
    const Field field = cut_field(rest);
    if (field.name == "aes1") {
      is_enciphered = true;
      link.key = read_file_key(field.value);
    } else if (field.name == "size") {
      link.size = read_size(field.value);
    } else if (field.name == "type") {
      link.type = percent_decoded(field.value);
    } else if (field.name == "name") {
      link.name = plain_name(percent_decoded(field.value));
    } else if (field.name == "w") {
      width = read_side(field.value);
    } else if (field.name == "h") {
      height = read_side(field.value);
    }
  }
  const bool is_visible =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
  const bool can_be_opened = link.key && link.size;
  if (!is_visible || (is_enciphered && !can_be_opened)) return std::nullopt;
  if (!is_media_type(link.type)) link.type.clear();
  if (width && height) link.extent = PixelExtent{*width, *height};
  return link;
}

}  // namespace uvchat::cipher
