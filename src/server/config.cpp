#include "server/config.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "server/config_table.h"

namespace uvchat::server {
namespace {

constexpr std::size_t file_bytes_max = 1'048'576;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

Result<Config> unreadable(const std::string& path, int code) {
  return fail(path + ": cannot be read: " + std::generic_category().message(code));
}

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& file_name) {
  if (text.size() > file_bytes_max) {
    return fail(file_name + ": larger than " + std::to_string(file_bytes_max) + " bytes");
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
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) {
    return unreadable(path, errno);
  }
  // One byte more than is allowed is enough to see that there are too many.
  std::string text(file_bytes_max + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) {
    return unreadable(path, errno);
  }
  return parse_config(text, path);
}

std::string print_config(const Config& config) {
  return config_table().print(config).dump(2) + "\n";
}

}  // namespace uvchat::server
