#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/settings.h"
#include "chat/texts.h"
#include "uvchat/base/result.h"
#include "uvchat/json/keys.h"

// What /set changes and cli.json keeps: one row each.

namespace uvchat::cli {

struct Setting {
  json::Key<Preferences> key;
  Text help;
  Text allowed;
  std::function<void(Preferences&)> reset;  // to the default
  bool at_start = false;                    // takes effect at the next start
};

inline constexpr std::size_t list_items_max = 500;  // of a setting that is a list

const std::vector<Setting>& setting_table();
// Null if there is none.
const Setting* find_setting(std::string_view name);
std::vector<std::string_view> setting_names();

// "on", "#a #b"; "-" for an empty value.
std::string shown_value(const Setting& setting, const Preferences& preferences);
// Takes a value as the user types it. Returns false, and changes nothing, if it is not allowed.
bool take_value(const Setting& setting, Preferences& preferences, std::string_view typed);

// The file `contents` with the setting in it, or without it if it has its default; all else stays.
// An error if the file holds a mistake, which would be lost.
Result<std::string> with_setting(std::string_view contents, const std::string& file_name,
                                 const Setting& setting, const Preferences& preferences);

}  // namespace uvchat::cli
