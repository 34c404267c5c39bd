#include "server/config_file.h"

#include "server/config_table.h"

// The table of docs/configuration.md.

namespace uvchat::server {
namespace {

using nlohmann::ordered_json;

// As the page shows a default.
std::string shown(const ordered_json& value) {
  if (value.is_array()) return "`" + value.dump() + "`";
  if (!value.is_string()) return value.dump();
  const auto& text = value.get_ref<const std::string&>();
  return text.empty() ? "empty" : "`" + text + "`";
}

// A cell ends where a '|' stands.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped.append(c == '|' ? "\\" : "").append(1, c);
  return escaped;
}

std::string line(const std::string& path, const std::string& value, const Row& row,
                 std::string_view takes, std::string_view help) {
  return "| `" + path + "` | " + cell(value) + " | " + cell(takes) + " | " +
         (row.is_live ? "REHASH" : "restart") + " | " + cell(help) + " |\n";
}

}  // namespace

std::string print_keys() {
  const Config defaults;
  std::string page =
      "| key | default | what it takes | changed by | what it is |\n|---|---|---|---|---|\n";
  for (const Row& row : config_table()) {
    for (const ItemKey& item : row.items) {
      const std::string value =
          item.value.empty() ? "required" : shown(ordered_json::parse(item.value));
      page += line(std::string(row.key.name) + "[]." + std::string(item.name), value, row,
                   item.takes, item.help);
    }
    if (!row.items.empty()) continue;
    page += line(std::string(row.key.name), shown(row.key.print(defaults)), row, row.key.takes,
                 row.key.help);
  }
  return page;
}

}  // namespace uvchat::server
