#include "transfer/download.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/file_url.h"
#include "chat/text.h"
#include "chat/texts.h"
#include "transfer/attempts.h"
#include "transfer/chafa.h"
#include "uvchat/cipher/file_stream.h"
#include "uvchat/http/file_name.h"

namespace uvchat::cli {
namespace {

constexpr int first_attempts_in_vain_max = 3;  // before a file has begun to come

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return is_number ? std::optional(number) : std::nullopt;
}

// What comes of the server is written, deciphered before where it has to be.
class Intake {
 public:
  Intake(ArrivingFile& file, const cipher::FileLink* link) : file_(file), link_(link) {}

  // The stored file has so many bytes.
  Result<void> begin(std::uint64_t bytes) {
    bytes_all_ = bytes;
    if (link_ != nullptr) {
      auto opener = cipher::FileOpener::start(link_->key->clone(), *link_->size, bytes);
      if (!opener) return fail(text(Text::file_damaged));
      opener_.emplace(*std::move(opener));
    }
    chunk_.clear();
    bytes_ = 0;
    return file_.start_anew();
  }

  Result<void> take(std::string_view bytes) {
    if (bytes.size() > bytes_all_ - bytes_) return fail(text(Text::file_bad_answer));
    bytes_ += bytes.size();
    if (!opener_) return file_.append(bytes);
    while (!bytes.empty()) {
      if (opener_->done()) return fail(text(Text::file_damaged));
      const std::size_t wanted = opener_->next_bytes() - chunk_.size();
      chunk_.append(bytes.substr(0, wanted));
      bytes.remove_prefix(std::min(wanted, bytes.size()));
      if (chunk_.size() < opener_->next_bytes()) break;
      if (auto opened = open_chunk(); !opened) return opened;
    }
    return {};
  }

  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t bytes_all() const { return bytes_all_; }
  bool is_whole() const { return bytes_ == bytes_all_ && (!opener_ || opener_->done()); }

 private:
  Result<void> open_chunk() {
    const auto clear =
        opener_->open_next({reinterpret_cast<const std::uint8_t*>(chunk_.data()), chunk_.size()});
    if (!clear) return fail(text(Text::file_damaged));
    chunk_.clear();
    return file_.append({reinterpret_cast<const char*>(clear->data()), clear->size()});
  }

  ArrivingFile& file_;
  const cipher::FileLink* link_;  // null: it is in clear
  std::optional<cipher::FileOpener> opener_;
  std::string chunk_;  // its beginning, still sealed
  std::uint64_t bytes_ = 0;
  std::uint64_t bytes_all_ = 0;
};

// One file by GET, as far as it is.
class Fetching {
 public:
  Fetching(ArrivingFile& file, Http& http, const DownloadOrder& order, const TransferWatch& watch)
      : file_(file),
        http_(http),
        order_(order),
        watch_(watch),
        intake_(file, order.link.get()),
        attempts_(watch, first_attempts_in_vain_max) {}

  Result<void> run() {
    while (true) {
      if (watch_.is_stopped()) return fail(text(Text::file_stopped));
      if (const auto done = attempt(); !done || has_come_) return done;
    }
  }
  // Else as many as the disk holds.
  void set_bytes_max(std::uint64_t bytes) { bytes_max_ = bytes; }
  // That the server gives it; empty: none.
  const std::string& name() const { return name_; }

 private:
  Result<void> attempt();
  Result<void> begin(const HttpAnswer& answer);
  Result<void> begin_whole(const HttpAnswer& answer);
  Result<void> go_on(const HttpAnswer& answer);
  Result<void> rest(const std::string& why) { return attempts_.rest(http_, why); }

  ArrivingFile& file_;
  Http& http_;
  const DownloadOrder& order_;
  const TransferWatch& watch_;
  Intake intake_;
  std::uint64_t bytes_max_ = std::numeric_limits<std::uint64_t>::max();
  bool has_begun_ = false;
  bool has_come_ = false;
  std::string version_;  // the ETag of what has come; empty: a part is worth nothing
  std::string name_;
  Attempts attempts_;
  std::uint64_t furthest_ = 0;  // that an attempt has come which was worth it
};

Result<void> Fetching::begin_whole(const HttpAnswer& answer) {
  const auto bytes = whole_number(answer.field("content-length"));
  if (!bytes || !answer.field("content-encoding").empty()) {
    return fail(text(Text::file_without_length));
  }
  if (*bytes > bytes_max_) return fail(text(Text::file_too_large));
  if (*bytes > file_.free_bytes()) return fail(text(Text::disk_too_small));
  if (!std::exchange(has_begun_, true)) attempts_.allow(Attempts::in_vain_max);
  const std::string_view version = answer.field("etag");
  version_ = version.starts_with('"') && is_printable(version) ? version : "";
  name_ = http::name_in_disposition(answer.field("content-disposition"));
  return intake_.begin(*bytes);
}

// "bytes 7-99/100": from where we are to the end of the same file.
Result<void> Fetching::go_on(const HttpAnswer& answer) {
  const std::string expected = "bytes " + std::to_string(intake_.bytes()) + "-" +
                               std::to_string(intake_.bytes_all() - 1) + "/" +
                               std::to_string(intake_.bytes_all());
  const std::string_view version = answer.field("etag");
  const bool is_same = version.empty() || version == version_;
  const bool is_it = has_begun_ && is_same && answer.field("content-range") == expected;
  return is_it ? Result<void>() : fail(text(Text::file_bad_answer));
}

Result<void> Fetching::begin(const HttpAnswer& answer) {
  if (answer.status == 200) return begin_whole(answer);
  if (answer.status == 206) return go_on(answer);
  return fail(text(Text::file_bad_answer));
}

bool is_busy(int status) { return status == 429 || status >= 500; }

// What an answer says that has no file in it.
std::string refusal_of(int status) {
  if (status / 100 == 3) return text(Text::file_leads_elsewhere);
  if (status == 404) return text(Text::file_not_known);
  if (status == 410) return text(Text::file_not_there);
  const std::string words = "HTTP " + std::to_string(status);
  return fill(is_busy(status) ? Text::file_not_now : Text::file_refused, {{"why", words}});
}

Result<void> Fetching::attempt() {
  HttpRequest request{.method = "GET", .url = order_.url};
  if (has_begun_ && !version_.empty() && intake_.bytes() > 0) {
    request.fields = {"Range: bytes=" + std::to_string(intake_.bytes()) + "-",
                      "If-Range: " + version_};
  }
  std::optional<Error> problem;  // of ours, or of what came: it is not tried again
  request.begin = [&](const HttpAnswer& answer) {
    if (answer.status / 100 != 2) return true;  // its text says why
    if (const auto begun = begin(answer); !begun) problem = begun.error();
    return !problem;
  };
  request.take = [&](std::string_view bytes) {
    if (const auto taken = intake_.take(bytes); !taken) problem = taken.error();
    if (!problem) watch_.moved(intake_.bytes(), intake_.bytes_all());
    // What comes again and again from the beginning brings nothing.
    if (intake_.bytes() >= furthest_ + Attempts::bytes_min) {
      attempts_.brought_something();
      furthest_ = intake_.bytes();
    }
    return !problem;
  };
  const auto answer = http_.ask(request);
  if (problem) return tl::unexpected(*problem);
  if (!answer) return rest(fill(Text::file_no_answer, {{"why", answer.error().text}}));
  if (answer->status / 100 != 2) {
    const std::string refusal = refusal_of(answer->status);
    // A server that broke off may be starting again.
    return has_begun_ && is_busy(answer->status) ? rest(refusal) : fail(refusal);
  }
  if (!intake_.is_whole()) return fail(text(Text::file_bad_answer));
  has_come_ = true;
  return {};
}

struct Goal {
  std::string folder;
  std::string name;  // empty: that of the file
};

Goal goal_of(const DownloadOrder& order) {
  const std::string usual = order.folder.empty() ? usual_download_folder() : at_home(order.folder);
  if (order.place.empty()) return {usual, {}};
  std::string place = at_home(order.place);
  std::error_code ignored;
  if (place.ends_with('/') || std::filesystem::is_directory(place, ignored)) {
    while (place.size() > 1 && place.ends_with('/')) place.pop_back();
    return {place, {}};
  }
  const std::size_t slash = place.rfind('/');
  if (slash == std::string::npos) return {".", place};
  return {slash == 0 ? "/" : place.substr(0, slash), place.substr(slash + 1)};
}

// What the sender calls it, else the server, else the end of its URL; nothing of that is believed.
std::string kept_name(const DownloadOrder& order, const std::string& of_server) {
  std::string path = parse_file_url(order.url).value_or(FileUrl{}).path;
  path = path.substr(0, path.find('?'));
  for (const std::string& claimed : {order.name, of_server, path}) {
    if (std::string name = http::safe_name(claimed); !name.empty()) return name;
  }
  return "file";
}

}  // namespace

Result<Downloaded> download(Http& http, const DownloadOrder& order, const TransferWatch& watch) {
  const Goal goal = goal_of(order);
  auto file = ArrivingFile::in(goal.folder);
  if (!file) return tl::unexpected(file.error());
  Fetching fetching(*file, http, order, watch);
  if (const auto done = fetching.run(); !done) return tl::unexpected(done.error());
  const std::uint64_t bytes = file->bytes();
  return file->keep(goal.name.empty() ? kept_name(order, fetching.name()) : goal.name)
      .map([bytes](std::string&& path) {
        return Downloaded{std::move(path), bytes};
      });
}

Result<std::string> download_drawing(Http& http, const DownloadOrder& order,
                                     const TransferWatch& watch) {
  const auto chafa = find_chafa();
  if (!chafa) return tl::unexpected(chafa.error());
  auto picture = ArrivingFile::without_name();
  if (!picture) return tl::unexpected(picture.error());
  Fetching fetching(*picture, http, order, watch);
  fetching.set_bytes_max(cipher::sealed_file_bytes(drawn_bytes_max));
  if (const auto done = fetching.run(); !done) return tl::unexpected(done.error());
  return draw_by_chafa(*chafa, *picture, order.canvas.value_or(Canvas{}), watch);
}

}  // namespace uvchat::cli
