#include "server/ctl_table.h"

#include <algorithm>
#include <clocale>
#include <cwchar>
#include <nlohmann/json.hpp>
#include <vector>

#include "uvchat/base/utf8.h"

namespace uvchat::server {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view between = "  ";
constexpr std::string_view cut_sign = "…";

std::size_t columns_of(char32_t character) {
  const int columns = ::wcwidth(static_cast<wchar_t>(character));
  return columns < 0 ? 1 : static_cast<std::size_t>(columns);
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) columns += columns_of(utf8_take(text));
  return columns;
}

std::string cut(const std::string& line, std::size_t columns) {
  if (columns == 0 || columns_of(line) <= columns) return line;
  std::string_view left = line;
  for (std::size_t taken = 0; taken + 1 < columns;) {
    std::string_view rest = left;
    taken += columns_of(utf8_take(rest));
    if (taken + 1 > columns) break;
    left = rest;
  }
  return line.substr(0, line.size() - left.size()) + std::string(cut_sign);
}

std::string cell_of(const ordered_json& value) {
  if (value.is_null()) return "-";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_string()) {
    const std::string text = printable(value.get_ref<const std::string&>());
    return text.empty() ? "-" : text;
  }
  if (value.is_array()) {
    std::string all;
    for (const ordered_json& item : value) all.append(all.empty() ? "" : ",").append(cell_of(item));
    return all.empty() ? "-" : all;
  }
  if (value.is_object()) {
    std::string all;
    for (const auto& [key, item] : value.items()) {
      all.append(all.empty() ? "" : ", ").append(printable(key) + " " + cell_of(item));
    }
    return all;
  }
  return value.dump();
}

std::string title_of(const std::string& key) {
  std::string title = printable(key);
  std::replace(title.begin(), title.end(), '_', ' ');
  for (char& c : title) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return title;
}

std::string rows_of(const ordered_json& rows, std::size_t columns) {
  if (rows.empty()) return "none\n";
  std::vector<std::vector<std::string>> cells(1);
  for (const auto& [key, value] : rows.front().items()) cells[0].push_back(title_of(key));
  for (const ordered_json& row : rows) {
    auto& line = cells.emplace_back();
    for (const auto& [key, value] : row.items()) line.push_back(cell_of(value));
    line.resize(cells[0].size());
  }
  std::vector<std::size_t> widths(cells[0].size());
  for (const auto& line : cells) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      widths[i] = std::max(widths[i], columns_of(line[i]));
    }
  }
  std::string table;
  for (const auto& line : cells) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      text.append(i == 0 ? "" : between).append(line[i]);
      if (i + 1 < line.size()) text.append(widths[i] - columns_of(line[i]), ' ');
    }
    table += cut(text, columns) + "\n";
  }
  return table;
}

// A line for each fact.
std::string facts_of(const ordered_json& answer, std::size_t columns) {
  std::size_t width = 0;
  for (const auto& [key, value] : answer.items()) {
    width = std::max(width, columns_of(title_of(key)));
  }
  std::string lines;
  for (const auto& [key, value] : answer.items()) {
    const std::string title = title_of(key);
    lines += cut(title + std::string(width - columns_of(title), ' ') + std::string(between) +
                     cell_of(value),
                 columns) +
             "\n";
  }
  return lines;
}

}  // namespace

std::string list_in(const ordered_json& answer) {
  if (!answer.is_object() || !answer.contains("next") || answer.empty()) return {};
  const auto first = answer.begin();
  return first.value().is_array() ? first.key() : std::string();
}

std::string table_of(const ordered_json& answer, std::size_t columns) {
  std::setlocale(LC_CTYPE, "C.UTF-8");  // for wcwidth()
  if (const std::string list = list_in(answer); !list.empty()) {
    return rows_of(answer[list], columns);
  }
  if (!answer.is_object()) return cell_of(answer) + "\n";
  // Of a change there is nothing to say but what is unusual.
  if (answer.contains("codes")) {
    std::string lines;
    for (const ordered_json& code : answer["codes"]) lines += cell_of(code) + "\n";
    return lines;
  }
  if (answer.contains("done")) {
    std::string lines = "done\n";
    for (const auto& [key, value] : answer.items()) {
      if (key != "done" && !value.is_null() && !value.empty()) {
        lines += title_of(key) + ": " + cell_of(value) + "\n";
      }
    }
    return lines;
  }
  return facts_of(answer, columns);
}

}  // namespace uvchat::server
