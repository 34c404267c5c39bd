#include "server/site.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "server/cloak_key.h"
#include "server/page.h"
#include "uvchat/base/ascii.h"

namespace uvchat::server {
namespace {

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), to_lower);
  return text;
}

// A folder that holds what only the server may read would give it to everybody.
Result<void> check_folder(const Config& config, const std::filesystem::path& beside,
                          const std::string& config_file) {
  std::error_code ignored;
  const std::filesystem::path folder =
      std::filesystem::weakly_canonical(beside / config.http.folder, ignored);
  std::vector<std::string> secrets{config.tls.first.key, config.store.path, config.uploads.path,
                                   state_directory().value_or("")};
  for (const tls::CertificateFiles& files : config.tls.others) secrets.push_back(files.key);
  if (!config_file.empty()) {
    secrets.push_back(std::filesystem::path(config_file).filename().string());
  }
  for (const std::string& secret : secrets) {
    if (secret.empty()) continue;
    const auto path = std::filesystem::weakly_canonical(beside / secret, ignored);
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    if (end != folder.end()) continue;
    return fail("http.folder: it holds " + path.string() + ", which is nobody's to read");
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const http::Site>> load_site(const Config& config,
                                                    const std::string& config_file) {
  auto site = std::make_shared<http::Site>();
  site->hosts.names.push_back(lowered(config.hub.server_name));
  for (const std::string& host : config.http.hosts) site->hosts.names.push_back(lowered(host));
  for (const std::string& origin : config.http.origins) {
    site->hosts.origins.push_back(http::origin_text(origin));
  }
  if (!config.http.url.empty()) {
    const std::string origin = http::origin_text(config.http.url);
    site->hosts.names.push_back(http::host_of(origin));
    site->hosts.origins.push_back(origin);
    site->url = origin;
  }
  site->proxies = config.gate.proxies;
  site->exempt = config.hub.address_limits.exempt;
  site->forwarded_by = config.http.forwarded_by;
  site->takes_files = config.uploads.is_served;
  if (config.http.folder.empty()) {
    site->files = http::Files::of(built_in_page());
    site->is_built_in = true;
  } else {
    const std::filesystem::path beside = std::filesystem::path(config_file).parent_path();
    if (auto harmless = check_folder(config, beside, config_file); !harmless) {
      return tl::unexpected(harmless.error());
    }
    auto files = http::Files::load((beside / config.http.folder).string());
    if (!files) return fail("http.folder: " + files.error().text);
    site->files = std::move(*files);
  }
  return std::shared_ptr<const http::Site>(std::move(site));
}

}  // namespace uvchat::server
