#include "server/reload.h"

#include "server/certificates.h"
#include "server/config_file.h"
#include "server/config_table.h"
#include "server/site.h"

namespace uvchat::server {

std::string listed(const std::vector<std::string>& keys) {
  std::string list;
  for (const std::string& key : keys) list.append(list.empty() ? "" : ", ").append(key);
  return list;
}

namespace {

// What keeps the live values of `config` from taking effect. `error`: a start's, for both together.
std::string misfit(const Config& config, const std::string& error) {
  for (std::size_t index = 0; config.hub.password && index < config.listen.size(); ++index) {
    if (!config.listen[index].is_classroom() || !config.listen[index].password) continue;
    return "server.password cannot take effect while " + json::path_of_item("listen", index) +
           " asks for it";
  }
  return error.substr(error.find(' ') + 1);  // after its place, which is in no file
}

}  // namespace

Result<Reload> reload_config(const std::string& path, const Config& running) {
  if (path.empty()) return fail("there is no configuration file");
  const auto wanted = load_config(path);
  if (!wanted) return tl::unexpected(wanted.error());
  Reload reload;
  Config taken = *wanted;
  for (const Row& row : config_table()) {
    if (row.is_live || row.key.print(running) == row.key.print(*wanted)) continue;
    row.copy(running, taken);
    reload.needs_restart.emplace_back(row.key.name);
  }
  // Live values that fit the file may not fit what waits for a restart.
  auto config = parse_config(print_config(taken), "");
  if (!config) {
    return fail(path + ": " + misfit(taken, config.error().text) + ", and " +
                listed(reload.needs_restart) +
                (reload.needs_restart.size() == 1 ? " changes" : " change") +
                " only with a restart. Restart the server to apply this file.");
  }
  reload.config = std::move(*config);
  reload.config.uploads.is_served = running.uploads.is_served;
  if (auto loaded = load_named_files(reload, path); !loaded) return tl::unexpected(loaded.error());
  return reload;
}

Result<void> load_named_files(Reload& reload, const std::string& config_file) {
  auto site = load_site(reload.config, config_file);
  if (!site) return tl::unexpected(site.error());
  reload.site = std::move(*site);
  reload.certificate_files = state_of_files(reload.config.tls, config_file);
  auto certificates = load_certificates(reload.config, config_file);
  if (!certificates) return tl::unexpected(certificates.error());
  reload.certificates = std::move(*certificates);
  return {};
}

}  // namespace uvchat::server
