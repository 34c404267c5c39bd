#include "transfer/upload.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "chat/amounts.h"
#include "chat/file_url.h"
#include "chat/text.h"
#include "chat/texts.h"
#include "transfer/attempts.h"
#include "uvchat/base/base64.h"

namespace uvchat::cli {
namespace {

constexpr const char* tus_version = "Tus-Resumable: 1.0.0";

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return is_number ? std::optional(number) : std::nullopt;
}

// By the cause that the server names for programs (docs/files.md); empty: it names none that is
// known here.
std::string known_refusal(const HttpAnswer& answer, std::uint64_t bytes) {
  const std::string_view cause = answer.field("upload-refusal");
  if (cause == "file_too_large") {
    const auto bytes_max = number_of(answer.field("tus-max-size"));
    // A bound that the file keeps to explains nothing.
    const bool is_reason = bytes_max && *bytes_max > 0 && *bytes_max < bytes;
    return is_reason ? fill(Text::upload_larger_than, {{"size", bytes_text(*bytes_max)}})
                     : text(Text::upload_too_large);
  }
  if (cause == "account_full") return text(Text::upload_account_full);
  if (cause == "too_many_uploads") return text(Text::upload_too_many);
  if (cause == "too_much_lately") return text(Text::upload_too_much_lately);
  if (cause == "server_full") return text(Text::upload_server_full);
  const bool is_of_server = !answer.field("tus-resumable").empty();
  if (answer.status == 413 && !is_of_server) return text(Text::upload_way_too_narrow);
  return {};
}

// Else in the server's words, of which the first line is enough. `bytes`: of what was to be sent.
std::string refusal_of(const HttpAnswer& answer, std::uint64_t bytes) {
  if (std::string known = known_refusal(answer, bytes); !known.empty()) return known;
  constexpr std::size_t words_max = 200;
  std::string words = answer.text.substr(0, answer.text.find_first_of("\r\n"));
  const bool is_text = !words.empty() && words.size() <= words_max && words.front() != '<';
  words = is_text ? printable(words) : "HTTP " + std::to_string(answer.status);
  if (words.ends_with('.')) words.pop_back();
  return fill(Text::file_refused, {{"why", words}});
}

// Another attempt may be let through: it is busy, it limits us, its disk is full, or it still waits
// for what the broken connection sends.
bool may_pass_later(int status) {
  return status == 423 || status == 429 || status == 409 || status >= 500;
}

// Answers to DELETE.
bool is_gone(int status) { return status / 100 == 2 || status == 404 || status == 410; }
bool may_be_gone_later(int status) { return status == 423 || status == 429 || status == 503; }

// One upload by tus, as far as it is.
class Upload {
 public:
  Upload(Http& http, const FileUrl& host, const Parcel& parcel, const TransferWatch& watch)
      : http_(http), host_(host), parcel_(parcel), watch_(watch), attempts_(watch) {}

  // The error is final.
  Result<void> create(const std::string& host_url, std::string_view token);
  Result<void> send();
  const std::string& url() const { return url_; }
  const std::string& file_url() const { return file_url_; }

 private:
  Result<void> patch();
  Result<void> find_out();
  enum class Way : std::uint8_t { sent, asked };
  Result<void> take_offset(const HttpAnswer& answer, Way way);
  Result<void> take_place(const HttpAnswer& answer, Way way);
  Result<void> brought_nothing(Way way, const std::string& why);
  Result<void> rest(const std::string& why);
  std::string refusal(const HttpAnswer& answer) const { return refusal_of(answer, parcel_.bytes); }

  Http& http_;
  const FileUrl& host_;
  const Parcel& parcel_;
  const TransferWatch& watch_;
  std::string url_;
  std::string file_url_;
  std::uint64_t offset_ = 0;    // that the server has
  std::uint64_t furthest_ = 0;  // that it has had: what it takes again brings nothing
  bool is_unsure_ = false;      // what the server has: it must be asked
  std::string why_;             // the latest attempt was in vain
  Attempts attempts_;
};

Result<void> Upload::create(const std::string& host_url, std::string_view token) {
  HttpRequest request{.method = "POST", .url = host_url};
  request.fields = {tus_version, "Upload-Length: " + std::to_string(parcel_.bytes),
                    "Authorization: Bearer " + std::string(token)};
  if (!parcel_.name.empty()) {
    request.fields.push_back("Upload-Metadata: filename " + to_base64(parcel_.name));
  }
  request.body = [](std::span<char>) { return std::size_t{0}; };  // there is one, and it is empty
  const auto answer = http_.ask(request);
  if (!answer) {
    const std::string hopeless = http_.why_hopeless();
    return fail(hopeless.empty() ? fill(Text::file_no_answer, {{"why", answer.error().text}})
                                 : hopeless);
  }
  if (answer->status != 201) return fail(refusal(*answer));
  const auto url = same_origin(host_, answer->field("location"));
  if (!url) return fail(text(Text::file_bad_answer));
  url_ = *url;
  attempts_.brought_something();
  return {};
}

Result<void> Upload::take_offset(const HttpAnswer& answer, Way way) {
  const auto offset = number_of(answer.field("upload-offset"));
  if (!offset || *offset > parcel_.bytes) return fail(text(Text::file_bad_answer));
  offset_ = *offset;
  is_unsure_ = false;
  watch_.moved(offset_, parcel_.bytes);
  if (offset_ == parcel_.bytes) return take_place(answer, way);
  if (offset_ < furthest_ + Attempts::bytes_min) {
    return brought_nothing(way, text(Text::file_no_progress));
  }
  furthest_ = offset_;
  attempts_.brought_something();
  return {};
}

// Who asks while it is becoming a file is not told its URL yet: an empty PATCH asks for that.
Result<void> Upload::take_place(const HttpAnswer& answer, Way way) {
  if (answer.field("content-location").empty()) {
    return brought_nothing(way, text(Text::file_bad_answer));
  }
  const auto url = same_origin(host_, answer.field("content-location"));
  if (!url) return fail(text(Text::file_bad_answer));
  file_url_ = *url;
  return {};
}

// What was sent in vain has its pause before the server is asked, and none behind that.
Result<void> Upload::brought_nothing(Way way, const std::string& why) {
  if (way == Way::sent) return rest(why);
  return attempts_.waited_too_long() ? fail(why_) : Result<void>();
}

// Waits until an attempt may be made again; an error where there were enough.
Result<void> Upload::rest(const std::string& why) {
  is_unsure_ = true;
  why_ = why;
  return attempts_.rest(http_, why);
}

Result<void> Upload::patch() {
  HttpRequest request{.method = "PATCH", .url = url_};
  request.fields = {tus_version, "Upload-Offset: " + std::to_string(offset_),
                    "Content-Type: application/offset+octet-stream"};
  request.body_bytes = parcel_.bytes - offset_;
  std::string unreadable;
  std::uint64_t at = offset_;
  request.body = [&](std::span<char> into) -> std::size_t {
    const auto left =
        static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), parcel_.bytes - at));
    const auto got = parcel_.file.read_at(at, into.first(left));
    if (!got) unreadable = fill(Text::file_unreadable, {{"why", got.error().text}});
    if (got && *got < left) unreadable = text(Text::file_shrank);
    if (!unreadable.empty()) return 0;
    at += left;
    attempts_.moved();
    watch_.moved(at, parcel_.bytes);
    return left;
  };
  const auto answer = http_.ask(request);
  if (!unreadable.empty()) return fail(unreadable);
  if (!answer) return rest(fill(Text::file_no_answer, {{"why", answer.error().text}}));
  if (answer->status == 204 || answer->status == 200) return take_offset(*answer, Way::sent);
  return may_pass_later(answer->status) ? rest(refusal(*answer)) : fail(refusal(*answer));
}

// HEAD: where the upload is to go on.
Result<void> Upload::find_out() {
  const auto answer = http_.ask({.method = "HEAD", .url = url_, .fields = {tus_version}});
  if (!answer) return rest(fill(Text::file_no_answer, {{"why", answer.error().text}}));
  if (answer->status == 200 || answer->status == 204) return take_offset(*answer, Way::asked);
  if (answer->status == 404 || answer->status == 410) return fail(text(Text::file_lost));
  return may_pass_later(answer->status) ? rest(refusal(*answer)) : fail(refusal(*answer));
}

Result<void> Upload::send() {
  while (file_url_.empty()) {
    if (watch_.is_stopped()) return fail(text(Text::file_stopped));
    const auto done = is_unsure_ ? find_out() : patch();
    if (!done) return done;
  }
  return {};
}

}  // namespace

Result<Uploaded> upload(Http& http, const std::string& host_url, std::string_view token,
                        const Parcel& parcel, const TransferWatch& watch) {
  const auto host = parse_file_url(host_url);
  if (!host) return fail(fill(Text::file_host_wrong, {{"url", host_url}}));
  Upload upload(http, *host, parcel, watch);
  if (const auto made = upload.create(host_url, token); !made) return tl::unexpected(made.error());
  if (const auto sent = upload.send(); !sent) {
    drop_upload(http, upload.url(), watch);
    return tl::unexpected(sent.error());
  }
  return Uploaded{upload.file_url(), upload.url()};
}

void drop_upload(Http& http, const std::string& upload_url, const TransferWatch& watch) {
  constexpr int attempts_max = 6;
  constexpr std::uint64_t pause_min_ms = 200;
  for (int attempt = 1;; ++attempt) {
    const auto answer = http.ask(
        {.method = "DELETE", .url = upload_url, .fields = {tus_version}, .is_farewell = true});
    if (!answer) {
      return watch.left_there(fill(Text::file_no_answer, {{"why", answer.error().text}}));
    }
    if (is_gone(answer->status)) return;
    const bool may_pass = may_be_gone_later(answer->status) && attempt < attempts_max;
    if (!may_pass || !watch.linger(pause_min_ms << attempt)) {
      return watch.left_there(refusal_of(*answer, 0));
    }
  }
}

}  // namespace uvchat::cli
