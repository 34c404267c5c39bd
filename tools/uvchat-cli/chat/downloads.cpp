#include "chat/downloads.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "chat/amounts.h"
#include "chat/client_state.h"
#include "chat/file_url.h"
#include "chat/text.h"
#include "chat/transfers.h"
#include "uvchat/base/ascii.h"
#include "uvchat/cipher/file_link.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t listed_max = 20;

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

bool is_of_somebody(const Entry& entry) {
  return entry.kind == EntryKind::said || entry.kind == EntryKind::acted ||
         entry.kind == EntryKind::noticed;
}

// Where a file may be fetched from: over TLS, or on this machine where the server is on it.
bool is_fetched_from(const ClientState& chat, const std::string& url) {
  const auto parsed = parse_file_url(url);
  return parsed && (parsed->has_tls ||
                    (is_this_machine(parsed->host) && is_this_machine(host_of_server(chat))));
}

std::optional<cipher::FileLink> link_in(const ClientState& chat, std::string_view text) {
  auto link = cipher::parse_file_link(text);
  return link && is_fetched_from(chat, link->url) ? std::move(link) : std::nullopt;
}

// A file with its key, or one that lies where the server lets files be sent to.
bool announces_file(const ClientState& chat, const std::string& text) {
  if (!text.starts_with("http")) return false;
  const auto link = link_in(chat, text);
  if (!link) return false;
  const auto host = parse_file_url(chat.server.file_host());
  return link->key || (host && same_origin(*host, link->url));
}

std::vector<const Entry*> announcing_entries(const ClientState& chat, const Talk& talk) {
  std::vector<const Entry*> found;
  const auto& entries = talk.room.entries;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (found.size() == listed_max) break;
    if (is_of_somebody(*entry) && !entry->is_taken_back && announces_file(chat, entry->text)) {
      found.push_back(&*entry);
    }
  }
  return found;
}

// The last part of its URL. Of an id, as servers give it, the first digits tell it from others.
std::string name_in_url(const std::string& url) {
  constexpr std::size_t id_digits = 32;
  constexpr std::size_t shown_digits = 8;
  std::string name = url.substr(0, url.find('?'));
  name = name.substr(name.rfind('/') + 1);
  const std::size_t end = std::min(name.find('.'), name.size());
  const bool is_id =
      end == id_digits && std::all_of(name.begin(), name.begin() + id_digits, is_hex);
  return is_id ? name.substr(0, shown_digits) + "…" + name.substr(end) : name;
}

std::string shown_name(const ClientState& chat, const cipher::FileLink& link) {
  if (!link.name.empty()) return printable(link.name);
  for (const auto& [url, name] : chat.downloads.names) {
    if (url == link.url) return printable(name);
  }
  const std::string name = name_in_url(link.url);
  return printable(name.empty() ? link.url : name);
}

// "2  8f14e45f….jpg  luis  14:03"
std::string row_of(const ClientState& chat, const Entry& entry, std::size_t number) {
  const auto link = cipher::parse_file_link(entry.text);
  const std::string size = link->size ? "  " + bytes_text(*link->size) : "";
  return std::to_string(number) + "  " + shown_name(chat, *link) + size + "  " + entry.nick + "  " +
         clock_text(entry.time_ms, chat.now.wall_ms());
}

Download* find_download(ClientState& chat, std::uint64_t ticket) {
  auto& list = chat.downloads.list;
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const Download& each) { return each.ticket == ticket; });
  return found == list.end() ? nullptr : &*found;
}

void begin_downloads(ClientState& chat) {
  auto& list = chat.downloads.list;
  if (list.empty() || list.front().is_moving) return;
  Download& next = list.front();
  next.is_moving = true;
  next.progress.measured_ms = chat.now.mono_ms;
  chat.host.begin_download(next.ticket, next.order);
}

std::string not_got(const std::string& name, const std::string& why) {
  return fill(Text::file_not_got, {{"file", name}, {"why", within_sentence(why)}});
}

void fail_download(ClientState& chat, const Download& download, const std::string& why) {
  fail_progress(chat, download.progress, fill(Text::file_not_got_short, {{"file", download.name}}),
                not_got(download.name, why));
}

void finish(ClientState& chat, const Download& download, const TransferNews& news) {
  if (const auto& canvas = download.order.canvas) {
    Drawing drawing = parse_drawing(news.drawing, canvas->rows, canvas->columns);
    drawing.name = download.name;
    chat.downloads.drawing = std::move(drawing);
    return show_progress(chat, download.progress,
                         fill(Text::picture_shown, {{"file", download.name}}));
  }
  if (download.order.name.empty() && download.order.place.empty()) {
    remember_file_name(chat, download.order.url, news.place.substr(news.place.rfind('/') + 1));
  }
  show_progress(
      chat, download.progress,
      fill(Text::file_got, {{"file", printable(news.place)}, {"bytes", bytes_text(news.bytes)}}));
}

// To a place, or onto a canvas.
struct Target {
  std::string place;
  std::optional<Canvas> canvas = {};
};

void begin_download(ClientState& chat, Talk& talk, const std::string& announcement, Target to) {
  auto link = link_in(chat, announcement);
  if (!link) {
    return tell_failure(chat, talk, fill(Text::no_file_url, {{"url", printable(announcement)}}));
  }
  Download download;
  download.name = shown_name(chat, *link);
  if (chat.downloads.list.size() >= Downloads::waiting_max) {
    return tell_failure(chat, talk, not_got(download.name, text(Text::too_many_files)));
  }
  download.ticket = chat.transfers.next_ticket++;
  download.order.url = link->url;
  download.order.trust = file_trust(chat, link->url);
  download.order.name = link->name;
  download.order.place = std::move(to.place);
  download.order.folder = chat.settings.download_folder;
  download.order.canvas = to.canvas;
  if (link->key) download.order.link = std::make_shared<cipher::FileLink>(*std::move(link));
  download.progress =
      begin_progress(chat, talk, fill(Text::file_get_waits, {{"file", download.name}}));
  chat.downloads.list.push_back(std::move(download));
  begin_downloads(chat);
}

}  // namespace

void remember_file_name(ClientState& chat, const std::string& url, std::string name) {
  auto& names = chat.downloads.names;
  std::erase_if(names, [&](const auto& known) { return known.first == url; });
  if (names.size() >= Downloads::names_max) names.pop_front();
  names.emplace_back(url, std::move(name));
}

void list_files(ClientState& chat, Talk& talk) {
  auto& listed = chat.downloads.listed;
  listed.clear();
  chat.downloads.listed_room = talk.room.id;
  std::string page = text(Text::files_here);
  for (const Entry* const entry : announcing_entries(chat, talk)) {
    listed.push_back(entry->text);
    page += "\n" + row_of(chat, *entry, listed.size());
  }
  if (listed.empty()) return tell_failure(chat, talk, text(Text::no_files_here));
  tell_page(chat, talk, page + "\n" + text(Text::files_how));
}

Result<std::string> announcement_of(const ClientState& chat, const Talk& talk,
                                    std::string_view which) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(which.data(), which.data() + which.size(), number);
  if (error != std::errc() || end != which.data() + which.size()) return std::string(which);
  std::vector<std::string> listed;
  if (chat.downloads.listed_room == talk.room.id) listed = chat.downloads.listed;
  if (listed.empty()) {
    for (const Entry* const entry : announcing_entries(chat, talk)) listed.push_back(entry->text);
  }
  if (number >= 1 && number <= listed.size()) return listed[number - 1];
  return fail(fill(Text::no_such_file, {{"number", std::string(which)}}));
}

void get_file(ClientState& chat, Talk& talk, const std::string& announcement, std::string place) {
  begin_download(chat, talk, announcement, {std::move(place)});
}

void show_file(ClientState& chat, Talk& talk, const std::string& announcement) {
  const Canvas canvas = chat.downloads.canvas;
  if (canvas.rows == 0 || canvas.columns == 0) {
    return tell_failure(chat, talk, text(Text::no_canvas));
  }
  begin_download(chat, talk, announcement, {{}, canvas});
}

bool cancel_downloads(ClientState& chat, const Talk& talk) {
  const auto is_meant = [&](const Download& each) { return each.progress.room_id == talk.room.id; };
  auto& list = chat.downloads.list;
  for (const Download& each : list) {
    if (!is_meant(each)) continue;
    if (each.is_moving) chat.host.stop_transfer(each.ticket);
    show_progress(chat, each.progress, fill(Text::file_cancelled, {{"file", each.name}}));
  }
  const bool any = std::erase_if(list, is_meant) > 0;
  begin_downloads(chat);
  return any;
}

bool take_download_news(ClientState& chat, std::uint64_t ticket, const TransferNews& news) {
  Download* const download = find_download(chat, ticket);
  if (download == nullptr) return false;
  switch (news.step) {
    case TransferNews::Step::moving:
      show_progress(
          chat, download->progress,
          fill(Text::file_getting,
               {{"file", download->name}, {"progress", bar_of(chat, download->progress, news)}}));
      return true;
    case TransferNews::Step::broken:
      show_progress(
          chat, download->progress,
          fill(Text::file_broken, {{"file", download->name}, {"why", printable(news.why)}}));
      return true;
    case TransferNews::Step::failed:
      fail_download(chat, *download, printable(news.why));
      break;
    case TransferNews::Step::done:
      finish(chat, *download, news);
      break;
  }
  std::erase_if(chat.downloads.list, [&](const Download& each) { return each.ticket == ticket; });
  begin_downloads(chat);
  return true;
}

}  // namespace uvchat::cli
