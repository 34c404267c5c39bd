#include "server/uploads.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "server/cloak_key.h"
#include "server/file.h"
#include "server/module_settings.h"
#include "uvchat/base/hex.h"

namespace uvchat::server {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;

bool serves_pages(const Config& config) {
  return std::any_of(config.listen.begin(), config.listen.end(),
                     [](const ListenerConfig& listener) {
                       return listener.is_http() && !listener.net.is_for_operators;
                     });
}

// At a first start the state directory is not there yet.
Result<files::Depot> open_in_folder(const std::filesystem::path& folder) {
  const std::string around = folder.parent_path().string();
  if (auto made = make_folder(around.empty() ? "." : around); !made) {
    return tl::unexpected(made.error());
  }
  return files::Depot::open(folder.string());
}

}  // namespace

Result<std::optional<files::Depot>> open_depot(const Config& config, const std::string& config_file,
                                               LogSink& log) {
  if (!config.uploads.enabled || !serves_pages(config)) return std::nullopt;
  const bool is_named = !config.uploads.path.empty();
  std::filesystem::path folder = config.uploads.path;
  if (is_named) {
    folder = std::filesystem::path(config_file).parent_path() / folder;
  } else {
    const auto state = state_directory();
    if (!state) return tl::unexpected(state.error());
    if (state->empty()) {
      log.write(LogLevel::warning, "no files are taken",
                {{"reason", "there is no state directory"}});
      return std::nullopt;
    }
    folder = std::filesystem::path(*state) / "uploads";
  }
  auto depot = open_in_folder(folder);
  if (depot && upload_url(config).empty()) {
    log.write(LogLevel::warning, "clients are not told where to upload files",
              {{"reason", "http.url is not set"}});
  }
  if (depot) return std::optional(std::move(*depot));
  if (is_named) return fail("uploads.path: " + depot.error().text);
  log.write(LogLevel::warning, "no files are taken", {{"reason", depot.error().text}});
  return std::nullopt;
}

std::string draw_file_id() { return hex_text(random_key()); }

UploadsTold no_uploads(const AskUploads& question) {
  return {question.ticket,
          question.give_up.empty() ? UploadsOutcome::done : UploadsOutcome::absent};
}

files::DeskSettings desk_settings(const Config& config, std::shared_ptr<const http::Site> site) {
  const UploadSettings& uploads = config.uploads;
  files::DeskSettings settings;
  settings.url = site->url;
  settings.file_bytes_max = uploads.file_bytes_max;
  settings.account_bytes_max = uploads.account_bytes_max;
  settings.bytes_max = uploads.bytes_max;
  settings.keep_us = uploads.keep_days * day_us;
  settings.site = std::move(site);
  return settings;
}

}  // namespace uvchat::server
