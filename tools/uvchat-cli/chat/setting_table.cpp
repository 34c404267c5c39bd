#include "chat/setting_table.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "chat/address.h"
#include "chat/file_url.h"
#include "chat/ignore.h"
#include "chat/password.h"
#include "chat/preferences.h"
#include "chat/text.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {
namespace {

using nlohmann::ordered_json;

bool is_address(std::string_view text) { return parse_address(text).has_value(); }
bool is_name(std::string_view text) { return is_word(text) && is_printable(text); }

// Conversions of strftime with a short result and no line end.
bool is_time_format(std::string_view text) {
  constexpr std::string_view known = "HIMSpRTdmyYjaAbBeklFD%";
  constexpr std::size_t bytes_max = 20;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && (++i == text.size() || known.find(text[i]) == std::string_view::npos)) {
      return false;
    }
  }
  return !text.empty() && text.size() <= bytes_max && is_printable(text);
}

// As a URL has it.
bool is_file_host(std::string_view text) {
  const auto url = parse_file_url("https://" + std::string(text) + "/");
  return text.empty() || (url && url->host == text);
}

bool is_folder(std::string_view text) {
  constexpr std::size_t bytes_max = 4000;
  return text.size() <= bytes_max && is_printable(text) &&
         (text.empty() || text.starts_with('/') || text.starts_with("~/"));
}

template <typename V, typename Kind>
Setting row(std::string_view name, V Preferences::*member, Kind kind, Text help, Text allowed) {
  return {json::key(name, member, std::move(kind)), help, allowed,
          [=](Preferences& preferences) { preferences.*member = Preferences().*member; }};
}

Setting at_start(Setting setting) {
  setting.at_start = true;
  return setting;
}

Setting flag(std::string_view name, bool Preferences::*member, Text help) {
  return row(name, member, json::Boolean{}, help, Text::allowed_flag);
}

Setting words(std::string_view name, std::vector<std::string> Preferences::*member,
              bool (*valid)(std::string_view), Text help, Text allowed) {
  return row(name, member, json::ListOf<json::Text>{{"a word", valid}, list_items_max}, help,
             allowed);
}

Setting word(std::string_view name, std::string Preferences::*member,
             bool (*valid)(std::string_view), Text help, Text allowed) {
  return row(name, member, json::Text{"a text", valid}, help, allowed);
}

Setting protocol(std::string_view name, std::optional<Protocol> Preferences::*member, Text help) {
  const json::Choice<Protocol> choice{{{"irc", Protocol::irc}, {"caesar", Protocol::classroom}},
                                      {{"classroom", Protocol::classroom}}};
  return row(name, member, json::OrNull<json::Choice<Protocol>>{choice}, help,
             Text::allowed_protocol);
}

std::vector<Setting> make_table() {
  using P = Preferences;
  const json::Choice<Language> languages{{{"en", Language::english}, {"es", Language::spanish}}};
  std::size_t P::*const paste = &P::paste_lines_ask;
  return {
      at_start(word("server", &P::server, is_address, Text::set_server, Text::allowed_server)),
      at_start(word("nick", &P::nick, is_name, Text::set_nick, Text::allowed_nick)),
      at_start(words("rooms", &P::rooms, is_name, Text::set_rooms, Text::allowed_rooms)),
      at_start(protocol("protocol", &P::protocol, Text::set_protocol)),
      at_start(
          word("password", &P::password, is_password, Text::set_password, Text::allowed_password)),
      at_start(word("account", &P::account, is_name, Text::set_account, Text::allowed_account)),
      row("language", &P::language, json::OrNull<json::Choice<Language>>{languages},
          Text::set_language, Text::allowed_language),
      words("highlight_words", &P::highlight_words, is_name, Text::set_highlight_words,
            Text::allowed_words),
      word("time_format", &P::time_format, is_time_format, Text::set_time_format,
           Text::allowed_time_format),
      flag("bell", &P::bell, Text::set_bell),
      flag("title", &P::title, Text::set_title),
      flag("desktop_notifications", &P::desktop_notifications, Text::set_desktop_notifications),
      flag("colours", &P::colours, Text::set_colours),
      flag("mouse", &P::mouse, Text::set_mouse),
      flag("fold_joins", &P::fold_joins, Text::set_fold_joins),
      flag("member_list", &P::member_list, Text::set_member_list),
      row("paste_lines_ask", paste, json::Whole<0, 10'000>{}, Text::set_paste_lines_ask,
          Text::allowed_paste_lines),
      flag("log", &P::log, Text::set_log),
      flag("log_encrypted", &P::log_encrypted, Text::set_log_encrypted),
      word("file_host", &P::file_host, is_file_host, Text::set_file_host, Text::allowed_host),
      word("download_folder", &P::download_folder, is_folder, Text::set_download_folder,
           Text::allowed_folder),
      words("ignore", &P::ignore, is_ignore_mask, Text::set_ignore, Text::allowed_masks),
      word("last_server", &P::last_server, is_address, Text::set_last_server, Text::allowed_server),
      word("last_nick", &P::last_nick, is_name, Text::set_last_nick, Text::allowed_nick),
      word("last_account", &P::last_account, is_name, Text::set_last_account,
           Text::allowed_account),
      words("last_rooms", &P::last_rooms, is_name, Text::set_last_rooms, Text::allowed_rooms),
      protocol("last_protocol", &P::last_protocol, Text::set_last_protocol),
  };
}

// Converts what the user has typed to the form in the file.
std::optional<ordered_json> typed_as(const ordered_json& like, std::string_view typed) {
  if (like.is_boolean()) {
    const bool on = typed == "on" || typed == "true";
    return on || typed == "off" || typed == "false" ? std::optional<ordered_json>(on)
                                                    : std::nullopt;
  }
  if (like.is_number()) {
    auto number = ordered_json::parse(typed, nullptr, false);
    return number.is_number() ? std::optional(std::move(number)) : std::nullopt;
  }
  if (!like.is_array()) return ordered_json(typed);
  auto list = ordered_json::array();
  while (!typed.empty()) {
    const std::string_view item = typed.substr(0, typed.find_first_of(" ,"));
    typed.remove_prefix(std::min(item.size() + 1, typed.size()));
    if (!item.empty()) list.push_back(std::string(item));
  }
  return list;
}

bool take_json(const Setting& setting, Preferences& preferences, const ordered_json& value) {
  const std::string text = value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  const auto tree = json::parse_tree(text);
  Preferences changed = preferences;
  if (!tree || !setting.key.read({*tree, ""}, changed)) return false;
  preferences = std::move(changed);
  return true;
}

}  // namespace

const std::vector<Setting>& setting_table() {
  static const std::vector<Setting> table = make_table();
  return table;
}

const Setting* find_setting(std::string_view name) {
  const auto& table = setting_table();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Setting& each) { return each.key.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::vector<std::string_view> setting_names() {
  std::vector<std::string_view> names;
  for (const Setting& setting : setting_table()) names.push_back(setting.key.name);
  return names;
}

std::string shown_value(const Setting& setting, const Preferences& preferences) {
  const ordered_json value = setting.key.print(preferences);
  if (value.is_boolean()) return value.get<bool>() ? "on" : "off";
  if (value.is_number()) return value.dump();
  std::string shown = value.is_string() ? value.get<std::string>() : "";
  for (const ordered_json& item : value.is_array() ? value : ordered_json::array()) {
    shown += (shown.empty() ? "" : " ") + item.get<std::string>();
  }
  if (shown.empty()) return "-";
  return setting.key.name == "password" ? text(Text::password_is_kept) : printable(shown);
}

bool take_value(const Setting& setting, Preferences& preferences, std::string_view typed) {
  const auto value = typed_as(setting.key.print(Preferences()), typed);
  return value && !typed.empty() && take_json(setting, preferences, *value);
}

Result<std::string> with_setting(std::string_view contents, const std::string& file_name,
                                 const Setting& setting, const Preferences& preferences) {
  if (const auto there = parse_preferences(contents, file_name); !there) {
    return tl::unexpected(there.error());
  }
  ordered_json root = ordered_json::parse(contents, nullptr, false);
  root = root.is_object() ? std::move(root) : ordered_json::object();
  const std::string name(setting.key.name);
  const ordered_json value = setting.key.print(preferences);
  if (value == setting.key.print(Preferences())) {
    root.erase(name);
  } else {
    root[name] = value;
  }
  std::string changed = root.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
  return parse_preferences(changed, file_name).map([&](const Preferences&) {
    return std::move(changed);
  });
}

}  // namespace uvchat::cli
