#include "chat/own_files.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "chat/amounts.h"
#include "chat/client_state.h"
#include "chat/receive.h"
#include "chat/sending.h"
#include "chat/text.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

void ask(ClientState& chat, const std::string& after) {
  OwnFiles& files = chat.own_files;
  files.is_asked = true;
  files.page.clear();
  files.next.clear();
  send_line(chat, after.empty() ? "FILES LIST" : "FILES LIST AFTER " + after);
}

std::string amount_of(std::string_view digits) {
  std::uint64_t bytes = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
  return bytes_text(bytes);
}

// The name stands last, behind so many others.
std::string name_of(const ServerLine& line, std::size_t others) {
  const bool has_name = line.message.param_count > others && !line.last().empty();
  return has_name ? std::string(line.last()) : text(Text::own_file_unnamed);
}

// "cat.jpg  48.2 kB  2026-11-28 08:00  https://chat.example.org/files/8f14..."
std::string own_row(const ClientState& chat, const ServerLine& line) {
  const auto made_ms = server_time(line.param(4));
  std::string row = name_of(line, 6) + "  " + amount_of(line.param(2));
  if (made_ms) row += "  " + clock_text(*made_ms, server_now_ms(chat));
  if (line.param(5) != "*") {
    row += "  " + fill(Text::own_file_until, {{"time", line.param(5).substr(0, 10)}});
  }
  return row + "  " + std::string(line.param(1));
}

// "film.mp4  200 kB of 300 kB, not finished  until 2026-11-29 08:00"
std::string unfinished_row(const ClientState& chat, const ServerLine& line) {
  const auto until_ms = server_time(line.param(4));
  std::string row = name_of(line, 5) + "  " +
                    fill(Text::own_file_unfinished,
                         {{"bytes", amount_of(line.param(2))}, {"all", amount_of(line.param(3))}});
  if (until_ms) {
    const std::string time = clock_text(*until_ms, server_now_ms(chat));
    row += "  " + fill(Text::own_file_until, {{"time", time}});
  }
  return row;
}

void take_row(ClientState& chat, const ServerLine& line, const std::string& row) {
  OwnFiles& files = chat.own_files;
  if (files.listed.size() >= OwnFiles::listed_max) return;
  files.listed.emplace_back(line.param(1));
  files.page += std::to_string(files.listed.size()) + "  " + printable(row) + "\n";
}

void show_list(ClientState& chat, std::string_view next) {
  OwnFiles& files = chat.own_files;
  files.is_asked = false;
  const std::string page = std::exchange(files.page, {});
  if (page.empty()) return tell_here(chat, text(Text::own_files_none));
  if (next != "*") files.next = next;
  const Text how = files.next.empty() ? Text::own_files_how : Text::own_files_how_more;
  tell_page(chat, chat.talks.current(), text(Text::own_files_here) + ("\n" + page) + text(how));
}

// The URL without what stands behind its '#', which may be a key. Empty: there is no such number.
std::string own_url(const ClientState& chat, std::string_view which) {
  if (!std::all_of(which.begin(), which.end(), is_digit)) {
    return std::string(which.substr(0, which.find('#')));
  }
  std::size_t number = 0;
  std::from_chars(which.data(), which.data() + which.size(), number);
  const auto& listed = chat.own_files.listed;
  return number >= 1 && number <= listed.size() ? listed[number - 1] : std::string();
}

}  // namespace

void list_own_files(ClientState& chat) {
  chat.own_files.listed.clear();
  ask(chat, {});
}

void list_more_own_files(ClientState& chat) {
  const std::string after = chat.own_files.next;
  if (after.empty()) return refuse_here(chat, text(Text::own_files_no_more));
  ask(chat, after);
}

void delete_own_file(ClientState& chat, std::string_view which) {
  const std::string url = own_url(chat, which);
  if (url.empty()) return refuse_here(chat, fill(Text::own_file_unknown, {{"number", which}}));
  send_line(chat, "FILES DELETE " + url);
}

void receive_files(ClientState& chat, const ServerLine& line) {
  const std::string_view what = line.param(0);
  const bool is_asked = chat.own_files.is_asked;
  if (what == "FILE" && is_asked) return take_row(chat, line, own_row(chat, line));
  if (what == "UPLOAD" && is_asked) return take_row(chat, line, unfinished_row(chat, line));
  if (what == "END" && is_asked) return show_list(chat, line.param(1));
  if (what == "DELETED") {
    return tell_here(chat, fill(Text::own_file_deleted, {{"id", line.param(1)}}));
  }
  tell_here(chat, line.raw_text());
}

void refuse_files(ClientState& chat) {
  chat.own_files.is_asked = false;
  chat.own_files.page.clear();
}

}  // namespace uvchat::cli
