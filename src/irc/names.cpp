#include "uvchat/irc/names.h"

#include <algorithm>

#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::irc {
namespace {

bool is_nick_char(char c) {
  return is_letter(c) || is_digit(c) ||
         std::string_view("[]\\`_^{|}-").find(c) != std::string::npos;
}

bool may_begin_nick(char c) { return is_nick_char(c) && !is_digit(c) && c != '-'; }

}  // namespace

void fold_into(std::string& out, std::string_view name) {
  out.resize(name.size());
  std::transform(name.begin(), name.end(), out.begin(), to_lower);
}

std::string fold(std::string_view name) {
  std::string folded;
  fold_into(folded, name);
  return folded;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_lower(x) == to_lower(y); });
}

bool valid_nick(std::string_view nick, std::size_t chars_max) {
  return !nick.empty() && nick.size() <= std::min(chars_max, limits::nick_bytes_max) &&
         may_begin_nick(nick.front()) && std::all_of(nick.begin(), nick.end(), is_nick_char);
}

bool valid_channel(std::string_view channel, std::size_t chars_max) {
  if (channel.size() < 2 || channel.size() > limits::channel_bytes_max) return false;
  if (channel.front() != '#' || !utf8_valid(channel)) return false;
  if (utf8_length(channel) > chars_max) return false;
  return std::none_of(channel.begin(), channel.end(),
                      [](char c) { return c == ' ' || c == ',' || is_control(c); });
}

bool valid_user_char(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
}

std::string nick_from(std::string_view name, std::size_t chars_max) {
  std::string nick;
  for (std::size_t at = 0; at < name.size() && nick.size() < chars_max;) {
    const std::size_t bytes = std::max<std::size_t>(utf8_char_bytes(name.substr(at)), 1);
    const bool fits = bytes == 1 && is_nick_char(name[at]);
    nick.push_back(fits ? name[at] : '_');
    at += bytes;
  }
  if (nick.empty() || !may_begin_nick(nick.front())) nick.insert(nick.begin(), '_');
  if (nick.size() > chars_max) nick.resize(chars_max);
  return nick;
}

bool next_in_list(std::string_view& list, std::string_view& item) {
  while (!list.empty()) {
    item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(item.size() + 1, list.size()));
    if (!item.empty()) return true;
  }
  return false;
}

}  // namespace uvchat::irc
