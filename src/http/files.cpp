#include "uvchat/http/files.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "http/list.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/file.h"
#include "uvchat/base/sha256.h"
#include "uvchat/http/ranges.h"

namespace uvchat::http {
namespace {

namespace fs = std::filesystem;

struct Type {
  std::string_view ending;
  std::string_view name;
};

constexpr Type types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".webp", "image/webp"},
    {".ico", "image/vnd.microsoft.icon"},
    {".wasm", "application/wasm"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".mp3", "audio/mpeg"},
    {".ogg", "audio/ogg"},
};

std::string_view type_of(std::string_view name) {
  for (const Type& type : types) {
    if (name.ends_with(type.ending)) return type.name;
  }
  return "application/octet-stream";
}

int digit_of(char c) {
  if (is_digit(c)) return c - '0';
  const char small = to_lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// Nothing where a '%' is not followed by two digits.
std::optional<std::string> decoded(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '%') {
      out.push_back(path[i]);
      continue;
    }
    if (i + 2 >= path.size()) return std::nullopt;
    const int high = digit_of(path[i + 1]);
    const int low = digit_of(path[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return out;
}

// Whether the client takes this coding (RFC 9110, 12.5.3). What it does not name it does not get.
bool takes_coding(const Request& request, std::string_view coding) {
  const std::string* value = request.only("accept-encoding");
  std::string_view rest = value == nullptr ? std::string_view() : *value;
  while (!rest.empty()) {
    const std::string_view item = take_item(rest);
    const std::size_t name_bytes = std::min(item.find(';'), item.size());
    const std::string_view weight = item.substr(name_bytes);
    if (!same_in_ascii(trimmed(item.substr(0, name_bytes)), coding)) continue;
    return weight.empty() || weight.find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

// Of the file in a coding: what is sent otherwise is another text.
std::string etag_of(const File& file, std::string_view coding) {
  return file.etag.substr(0, file.etag.size() - 1) + std::string(coding) + "\"";
}

struct Found {
  std::string path;  // "/app.js"
  std::string contents;
};

Result<std::vector<Found>> read_all(const std::string& folder) {
  std::error_code error;
  fs::recursive_directory_iterator entries(folder, error);
  if (error) return fail(folder + ": " + error.message());
  std::vector<Found> found;
  std::size_t bytes = 0;
  for (const fs::recursive_directory_iterator end; entries != end; entries.increment(error)) {
    if (error) return fail(folder + ": " + error.message());
    const std::string name = entries->path().filename().string();
    const fs::file_status status = entries->symlink_status(error);
    if (name.starts_with('.')) {
      entries.disable_recursion_pending();
      continue;
    }
    if (error || !fs::is_regular_file(status)) continue;
    if (found.size() == Files::files_max) {
      return fail(folder + ": it has more than " + std::to_string(Files::files_max) + " files");
    }
    const std::string path = entries->path().string();
    auto contents = file_contents(path, Files::bytes_max - bytes, Links::refused);
    if (!contents) return fail(path + ": " + contents.error().text);
    bytes += contents->size();
    found.push_back(
        {"/" + entries->path().lexically_relative(folder).generic_string(), std::move(*contents)});
  }
  if (error) return fail(folder + ": " + error.message());
  return found;
}

File file_of(std::string_view path, Body plain, Body gzip, Body brotli) {
  const std::string etag = "\"" + sha256_text(*plain).substr(0, 22) + "\"";
  return {std::string(type_of(path)), etag, std::move(plain), std::move(gzip), std::move(brotli)};
}

// A folder's index.html is the folder.
constexpr std::string_view index_name = "index.html";

}  // namespace

Result<Files> Files::load(const std::string& folder) {
  auto found = read_all(folder);
  if (!found) return tl::unexpected(found.error());
  Files files;
  std::map<std::string, Body, std::less<>> bodies;
  for (Found& file : *found) {
    bodies[file.path] = std::make_shared<const std::string>(std::move(file.contents));
  }
  const auto beside = [&](const std::string& path, std::string_view ending) {
    const auto it = bodies.find(path + std::string(ending));
    return it == bodies.end() ? Body() : it->second;
  };
  for (const auto& [path, body] : bodies) {
    files.add(path, file_of(path, body, beside(path, ".gz"), beside(path, ".br")));
  }
  return files;
}

Files Files::of(std::span<const BuiltInFile> built_in) {
  const auto body_of = [](std::string_view bytes) {
    return bytes.empty() ? Body() : std::make_shared<const std::string>(bytes);
  };
  Files files;
  for (const BuiltInFile& file : built_in) {
    File added = file_of(file.path, std::make_shared<const std::string>(file.plain),
                         body_of(file.gzip), body_of(file.brotli));
    added.is_immutable = file.path.starts_with("/assets/");
    files.add(file.path, std::move(added));
  }
  return files;
}

void Files::add(std::string_view path, File file) {
  const std::string_view folder = path.substr(0, path.rfind('/') + 1);
  if (path.substr(folder.size()) == index_name) files_[std::string(folder)] = file;
  files_[std::string(path)] = std::move(file);
}

const File* Files::find(std::string_view path) const {
  const auto name = decoded(path);
  const auto it = name ? files_.find(*name) : files_.end();
  return it == files_.end() ? nullptr : &it->second;
}

Response respond_with(const File& file, const Request& request, std::string_view policy) {
  Response response;
  const bool as_brotli = file.brotli != nullptr && takes_coding(request, "br");
  const bool as_gzip = !as_brotli && file.gzip != nullptr && takes_coding(request, "gzip");
  const std::string etag = etag_of(file, as_brotli ? "-br" : as_gzip ? "-gz" : "");
  response.fields = {
      {"ETag", etag},
      {"Cache-Control", file.is_immutable ? "public, max-age=31536000, immutable" : "no-cache"},
      {"Vary", "Accept-Encoding"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Content-Security-Policy", std::string(policy)}};
  if (has_already(request, etag)) {
    response.status = 304;
    return response;
  }
  response.fields.push_back({"Content-Type", file.type});
  const std::uint64_t bytes = file.plain->size();
  Slice slice{.end = bytes};
  if (!as_brotli && !as_gzip) slice = slice_of(request, file.etag, bytes);
  tell_slice(slice, bytes, response);
  if (slice.kind == Slice::Kind::outside) return response;
  if (slice.kind == Slice::Kind::part) {
    response.body = file.plain;
    response.begin = static_cast<std::size_t>(slice.begin);
    response.end = static_cast<std::size_t>(slice.end);
    return response;
  }
  response.body = file.plain;
  if (as_brotli) {
    response.body = file.brotli;
    response.fields.push_back({"Content-Encoding", "br"});
  } else if (as_gzip) {
    response.body = file.gzip;
    response.fields.push_back({"Content-Encoding", "gzip"});
  }
  response.end = response.body->size();
  return response;
}

}  // namespace uvchat::http
