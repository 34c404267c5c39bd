#include "files/desk_values.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "files/multipart.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/hex.h"
#include "uvchat/base/secret.h"
#include "uvchat/base/sha256.h"
#include "uvchat/http/file_name.h"

namespace uvchat::files {
namespace {

constexpr std::size_t id_digits = 32;
// A form has heads and boundaries besides its file.
constexpr std::uint64_t form_bytes_max = 64 * 1024;
constexpr std::string_view exposed =
    "Location, Content-Location, Upload-Offset, Upload-Length, Upload-Expires, Tus-Resumable, "
    "Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Refusal";

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

std::string type_of(const http::Request& head) {
  const std::string* type = head.only("content-type");
  return type == nullptr ? std::string() : *type;
}

http::Response say_too_large(std::uint64_t bytes_max) {
  http::Response response =
      http::say(413, "A file may have " + std::to_string(bytes_max) + " bytes.");
  response.fields.push_back({std::string(refusal_field), std::string(refusal::file_too_large)});
  return response;
}

std::optional<errand::AdmitUpload> read_credentials(std::string_view value) {
  const std::size_t space = std::min(value.find(' '), value.size());
  const std::string_view scheme = value.substr(0, space);
  std::string_view rest = value.substr(space);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  errand::AdmitUpload who;
  if (same_in_ascii(scheme, "bearer")) {
    if (rest.empty()) return std::nullopt;
    who.token = rest;
    return who;
  }
  if (!same_in_ascii(scheme, "basic")) return std::nullopt;
  auto both = from_base64(rest);
  const std::size_t colon = both ? both->find(':') : std::string::npos;
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  who.name = both->substr(0, colon);
  who.password = both->substr(colon + 1);
  wipe(*both);
  return who;
}

}  // namespace

tl::expected<UploadPlan, http::Response> read_plan(const http::Request& head,
                                                   std::uint64_t bytes_max) {
  UploadPlan plan;
  if (is_tus(head)) {
    auto creation = read_tus_creation(head, bytes_max);
    if (!creation) return tl::unexpected(std::move(creation.error()));
    plan.is_tus = true;
    plan.bytes = creation->length;
    plan.type = std::move(creation->type);
    plan.name = std::move(creation->name);
    plan.checksum = std::move(creation->checksum);
  } else {
    plan.type = type_of(head);
    plan.bytes = head.streamed_bytes;
    plan.is_form = MultipartReader::boundary_in(plan.type).has_value();
    const std::string* disposition = head.only("content-disposition");
    if (disposition != nullptr) plan.name = http::name_in_disposition(*disposition);
    if (plan.bytes > bytes_max + (plan.is_form ? form_bytes_max : 0)) {
      return tl::unexpected(say_too_large(bytes_max));
    }
  }
  if (plan.bytes == 0) return tl::unexpected(http::say(400, "A file has at least one byte."));
  return plan;
}

std::optional<errand::AdmitUpload> take_credentials(http::Request& head) {
  std::optional<errand::AdmitUpload> who;
  if (const std::string* value = head.only("authorization")) who = read_credentials(*value);
  for (http::Field& field : head.fields) {
    if (field.name == "authorization") wipe(field.value);
  }
  return who;
}

std::string id_in(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return {};
  path.remove_prefix(prefix.size());
  const std::string_view id = path.substr(0, id_digits);
  const std::string_view rest = path.substr(id.size());
  if (id.size() < id_digits || !is_hex(id)) return {};
  if (!rest.empty() && rest.front() != '.' && rest.front() != '/') return {};
  return std::string(id);
}

std::string hash_of_key(std::string_view key) {
  return hex_text(from_base64url(sha256_text(key)).value());
}

std::uint64_t counted(std::uint64_t bytes) { return std::max(bytes, store::file_bytes_min); }

http::Response bare(int status) {
  http::Response response;
  response.status = status;
  return response;
}

bool is_tus(const http::Request& head) { return head.has("tus-resumable"); }

void tell_all(const http::Site& site, const http::Request& head, http::Response& response) {
  std::vector<http::Field> told = http::told_to_pages(site, head, exposed);
  const bool is_told =
      std::any_of(response.fields.begin(), response.fields.end(),
                  [](const http::Field& field) { return field.name == "Tus-Resumable"; });
  if (is_tus(head) && !is_told) told.push_back({"Tus-Resumable", std::string(tus_version)});
  for (http::Field& field : told) response.fields.push_back(std::move(field));
}

http::Response tell_ways(const http::Site& site, const http::Request& head,
                         std::uint64_t bytes_max) {
  const bool is_upload = head.path.starts_with(http::upload_path);
  const std::string ways = !is_upload ? "OPTIONS, GET, HEAD"
                           : head.path.size() == http::upload_path.size()
                               ? "OPTIONS, POST"
                               : "OPTIONS, HEAD, PATCH, DELETE";
  http::Response response = bare(204);
  response.fields = {{"Allow", ways}};
  if (is_upload) {
    response.fields.push_back({"Accept-Post", "*/*"});
    response.fields.push_back({"Tus-Version", std::string(tus_version)});
    response.fields.push_back({"Tus-Extension", std::string(tus_extensions)});
    response.fields.push_back({"Tus-Max-Size", std::to_string(bytes_max)});
    response.fields.push_back({"Tus-Checksum-Algorithm", std::string(tus_algorithms)});
  }
  if (!http::told_to_pages(site, head, exposed).empty()) {
    response.fields.push_back({"Access-Control-Allow-Methods", ways});
    response.fields.push_back(
        {"Access-Control-Allow-Headers",
         "Authorization, Content-Type, Content-Disposition, Tus-Resumable, Upload-Length, "
         "Upload-Metadata, Upload-Offset, Upload-Checksum, Range"});
    response.fields.push_back({"Access-Control-Max-Age", "86400"});
  }
  return response;
}

}  // namespace uvchat::files
