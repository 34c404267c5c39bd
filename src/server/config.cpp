#include "server/config.h"

#include "server/config_table.h"
#include "server/file.h"

namespace uvchat::server {
namespace {

constexpr std::size_t config_bytes_max = 1'048'576;

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& file_name) {
  if (text.size() > config_bytes_max) {
    return fail(file_name + ": larger than " + std::to_string(config_bytes_max) + " bytes");
  }
  const auto refused = [&](const Fault& fault) {
    return fail(file_name + ":" + position_of(text, fault.offset) + ": " + fault.text);
  };
  const auto root = parse_tree(text);
  if (!root) {
    return refused(root.error());
  }
  Config config;
  if (const Read done = config_table().read({*root, ""}, config); !done) {
    return refused(done.error());
  }
  if (const Read done = check_together(*root, config); !done) {
    return refused(done.error());
  }
  return config;
}

Result<Config> load_config(const std::string& path) {
  const auto text = read_file(path, config_bytes_max, Links::followed);
  if (!text) {
    return tl::unexpected(text.error());
  }
  return parse_config(*text, path);
}

std::string print_config(const Config& config) {
  return config_table().print(config).dump(2) + "\n";
}

}  // namespace uvchat::server
