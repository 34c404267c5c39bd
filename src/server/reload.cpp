#include "server/reload.h"

#include "server/config_file.h"
#include "server/config_table.h"

namespace uvchat::server {

std::string listed(const std::vector<std::string>& keys) {
  std::string list;
  for (const std::string& key : keys) list.append(list.empty() ? "" : ", ").append(key);
  return list;
}

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
  // Values that are consistent in the file may contradict those that need a restart.
  auto config = parse_config(print_config(taken), "");
  if (!config) {
    const std::string& error = config.error().text;  // after its place, which is in no file
    return fail(path + ": needs a restart, for " + listed(reload.needs_restart) +
                " cannot change without one. With what runs: " + error.substr(error.find(' ') + 1));
  }
  reload.config = std::move(*config);
  return reload;
}

}  // namespace uvchat::server
