#include "files/tus_head.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "uvchat/base/ascii.h"
#include "uvchat/base/base64.h"
#include "uvchat/http/file_name.h"

namespace uvchat::files {
namespace {

using http::Request;
using http::Response;

constexpr std::string_view body_type = "application/offset+octet-stream";

tl::unexpected<Response> refuse(int status, std::string_view line) {
  return tl::unexpected<Response>(say_in_tus(status, line));
}

std::optional<std::uint64_t> number_in(const Request& head, std::string_view name) {
  const std::string* const value = head.only(name);
  std::uint64_t number = 0;
  if (value == nullptr) return std::nullopt;
  const char* const end = value->data() + value->size();
  const auto [stop, error] = std::from_chars(value->data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

bool has_body_type(const Request& head) {
  const std::string* const type = head.only("content-type");
  return type != nullptr && same_in_ascii(*type, body_type);
}

// False where it has one that cannot be checked.
bool read_checksum(const Request& head, std::optional<Checksum>& checksum) {
  if (!head.has("upload-checksum")) return true;
  const std::string* const value = head.only("upload-checksum");
  const std::string_view text = value == nullptr ? std::string_view() : *value;
  const std::size_t space = std::min(text.find(' '), text.size());
  const std::string_view name = text.substr(0, space);
  const bool is_sha1 = name == "sha1";
  if (!is_sha1 && name != "sha256") return false;
  auto bytes = from_base64(text.substr(std::min(space + 1, text.size())));
  if (!bytes || bytes->size() != (is_sha1 ? 20U : 32U)) return false;
  checksum = Checksum{is_sha1 ? Hash::sha1 : Hash::sha256, std::move(*bytes)};
  return true;
}

constexpr std::string_view checksum_refusal =
    "Upload-Checksum is sha1 or sha256, a space, and the hash in base64.";

struct Pair {
  std::string_view key;
  std::string value;
};

// "filename bWUucG5n,is_private": keys are there once, values may be missing. Nothing where it is
// not that.
std::optional<std::vector<Pair>> read_metadata(std::string_view text) {
  std::vector<Pair> pairs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (item.starts_with(' ')) item.remove_prefix(1);
    const std::size_t space = std::min(item.find(' '), item.size());
    auto value = from_base64(item.substr(std::min(space + 1, item.size())));
    const std::string_view key = item.substr(0, space);
    const bool is_there = std::any_of(pairs.begin(), pairs.end(),
                                      [key](const Pair& pair) { return pair.key == key; });
    if (key.empty() || is_there || !value) return std::nullopt;
    pairs.push_back({key, std::move(*value)});
  }
  return pairs;
}

// "image/png", without parameters; empty where it is no media type.
std::string media_type(std::string_view text) {
  constexpr std::size_t bytes_max = 127;
  const std::string_view type = text.substr(0, std::min(text.find(';'), text.size()));
  const auto is_sign = [](char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("!#$&^_.+-/").find(c) != std::string_view::npos;
  };
  const bool is_type = type.size() <= bytes_max && std::count(type.begin(), type.end(), '/') == 1 &&
                       !type.starts_with('/') && !type.ends_with('/') &&
                       std::all_of(type.begin(), type.end(), is_sign);
  return is_type ? std::string(type) : std::string();
}

std::optional<Response> refuse_creation(const Request& head, std::uint64_t bytes_max) {
  if (auto refusal = refuse_tus_version(head)) return refusal;
  if (head.has("upload-defer-length")) {
    return say_in_tus(400, "An upload's length is told when it is made, in Upload-Length.");
  }
  if (head.has("upload-concat")) return say_in_tus(400, "Uploads are not joined here.");
  const auto length = number_in(head, "upload-length");
  if (!length) return say_in_tus(400, "Upload-Length is a number of bytes.");
  if (*length > bytes_max) {
    Response response = say_in_tus(413, "Such a large file is not taken here.");
    response.fields.push_back({"Tus-Max-Size", std::to_string(bytes_max)});
    response.fields.push_back({std::string(refusal_field), std::string(refusal::file_too_large)});
    return response;
  }
  const std::uint64_t body = number_in(head, "content-length").value_or(0);
  if (body > 0 && !has_body_type(head)) {
    return say_in_tus(415, "The file's bytes are sent as application/offset+octet-stream.");
  }
  if (body > *length) return say_in_tus(400, "There are more bytes than Upload-Length says.");
  return std::nullopt;
}

}  // namespace

std::string_view tus_method(const Request& request) {
  const std::string* const meant = request.only("x-http-method-override");
  return request.method == "POST" && meant != nullptr ? *meant : request.method;
}

Response say_in_tus(int status, std::string_view line) {
  Response response = http::say(status, line);
  response.fields.push_back({"Tus-Resumable", std::string(tus_version)});
  return response;
}

std::optional<Response> refuse_tus_version(const Request& request) {
  const std::string* const version = request.only("tus-resumable");
  if (version != nullptr && *version == tus_version) return std::nullopt;
  Response refusal = say_in_tus(412, "This server speaks tus 1.0.0: Tus-Resumable says so.");
  refusal.fields.push_back({"Tus-Version", std::string(tus_version)});
  return refusal;
}

tl::expected<TusCreation, Response> read_tus_creation(const Request& head,
                                                      std::uint64_t bytes_max) {
  if (auto refusal = refuse_creation(head, bytes_max)) return tl::unexpected(std::move(*refusal));
  TusCreation creation;
  creation.length = number_in(head, "upload-length").value_or(0);
  if (!read_checksum(head, creation.checksum)) return refuse(400, checksum_refusal);
  if (!head.has("upload-metadata")) return creation;
  const std::string* const text = head.only("upload-metadata");
  const auto pairs = text == nullptr ? std::nullopt : read_metadata(*text);
  if (!pairs) return refuse(400, "Upload-Metadata has keys with values in base64.");
  for (const Pair& pair : *pairs) {
    if (pair.key == "filename") creation.name = http::safe_name(pair.value);
    if (pair.key == "filetype") creation.type = media_type(pair.value);
  }
  return creation;
}

tl::expected<TusPatch, Response> read_tus_patch(const Request& head) {
  if (auto refusal = refuse_tus_version(head)) return tl::unexpected(std::move(*refusal));
  if (!has_body_type(head)) {
    return refuse(415, "The file's bytes are sent as application/offset+octet-stream.");
  }
  const auto offset = number_in(head, "upload-offset");
  if (!offset) return refuse(400, "Upload-Offset is a number of bytes.");
  TusPatch patch{*offset, {}};
  if (!read_checksum(head, patch.checksum)) return refuse(400, checksum_refusal);
  return patch;
}

}  // namespace uvchat::files
