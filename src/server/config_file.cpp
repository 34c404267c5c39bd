#include "server/config_file.h"

#include <algorithm>

#include "server/config_table.h"
#include "server/file.h"
#include "store/postgres_url.h"

namespace uvchat::server {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t config_bytes_max = 1'048'576;

// The keys of the object whose keys' paths begin with `prefix`: "" or "limits.".
std::vector<std::string_view> keys_below(std::string_view prefix) {
  std::vector<std::string_view> keys;
  for (const Row& row : config_table()) {
    if (!row.key.name.starts_with(prefix)) continue;
    const std::string_view rest = row.key.name.substr(prefix.size());
    const std::string_view key = rest.substr(0, rest.find('.'));
    if (keys.empty() || keys.back() != key) keys.push_back(key);
  }
  return keys;
}

const Row* find_row(std::string_view path) {
  const auto& rows = config_table();
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.key.name == path; });
  return found == rows.end() ? nullptr : &*found;
}

Read read_object(const Place& place, const std::string& prefix, Config& into) {
  if (place.node.type != Node::Type::object) return refuse_kind(place, "an object");
  const auto known = keys_below(prefix);
  for (const Node& child : place.node.children) {
    const Place at{child, path_of_key(place.path, child.raw_key)};
    if (std::find(known.begin(), known.end(), child.key) == known.end()) {
      return refuse_unknown(at, known);
    }
    const std::string path = prefix + child.key;
    const Row* row = find_row(path);
    Read done = row == nullptr ? read_object(at, path + ".", into) : row->key.read(at, into);
    if (!done) return done;
  }
  return {};
}

ordered_json& at_path(ordered_json& root, std::string_view path) {
  ordered_json* at = &root;
  for (std::size_t dot = 0; (dot = path.find('.')) != std::string_view::npos;) {
    at = &(*at)[std::string(path.substr(0, dot))];
    path.remove_prefix(dot + 1);
  }
  return (*at)[std::string(path)];
}

// Null where there is none.
const Node* find_node(const Node& root, std::string_view key_path) {
  const Node* at = &root;
  while (at != nullptr && !key_path.empty()) {
    const bool is_item = key_path.front() == '[';
    const std::size_t end = is_item ? key_path.find(']') : key_path.find_first_of(".[");
    std::string_view step = key_path.substr(is_item ? 1 : 0, end - (is_item ? 1 : 0));
    key_path.remove_prefix(std::min(key_path.size(), is_item ? end + 1 : end));
    if (key_path.starts_with('.')) key_path.remove_prefix(1);
    if (is_item) {
      const std::size_t index = std::stoul(std::string(step));
      at = index < at->children.size() ? &at->children[index] : nullptr;
    } else {
      at = at->find(step);
    }
  }
  return at;
}

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& file_name) {
  if (text.size() > config_bytes_max) {
    return fail(file_name + ": larger than " + std::to_string(config_bytes_max) + " bytes");
  }
  const auto refused = [&](const Fault& fault) {
    return fail(file_name + ":" + position_of(text, fault.offset) + ": " + fault.text);
  };
  const auto root = parse_tree(text);
  if (!root) return refused(root.error());
  Config config;
  if (const Read done = read_object({*root, ""}, "", config); !done) return refused(done.error());
  if (const Read done = check_together(*root, config); !done) return refused(done.error());
  return config;
}

Result<Config> load_config(const std::string& path) {
  const auto text = read_file(path, config_bytes_max, Links::followed);
  if (!text) return tl::unexpected(text.error());
  return parse_config(*text, path);
}

std::string place_of_key(const std::string& file, std::string_view key_path) {
  if (file.empty()) return {};
  const auto text = read_file(file, config_bytes_max, Links::followed);
  const auto root = text ? parse_tree(*text) : tl::unexpected(Fault{});
  const Node* at = root ? find_node(*root, key_path) : nullptr;
  return at == nullptr ? file + ": " : file + ":" + position_of(*text, at->offset) + ": ";
}

Config shown_config(Config config) {
  if (!config.store.url.empty()) config.store.url = store::shown_url(config.store.url);
  return config;
}

std::string print_config(const Config& config) {
  auto printed = ordered_json::object();
  for (const Row& row : config_table()) at_path(printed, row.key.name) = row.key.print(config);
  return printed.dump(2) + "\n";
}

}  // namespace uvchat::server
