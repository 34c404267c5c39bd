#include "server/site.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "uvchat/base/ascii.h"

namespace uvchat::server {
namespace {

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), to_lower);
  return text;
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
  }
  site->proxies = config.gate.proxies;
  site->forwarded_by = config.http.forwarded_by;
  if (!config.http.folder.empty()) {
    const std::filesystem::path beside = std::filesystem::path(config_file).parent_path();
    auto files = http::Files::load((beside / config.http.folder).string());
    if (!files) return fail("http.folder: " + files.error().text);
    site->files = std::move(*files);
  }
  return std::shared_ptr<const http::Site>(std::move(site));
}

}  // namespace uvchat::server
