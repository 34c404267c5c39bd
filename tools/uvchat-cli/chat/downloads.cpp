#include "chat/downloads.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "chat/amounts.h"
#include "chat/announced_files.h"
#include "chat/client_state.h"
#include "chat/text.h"
#include "chat/transfers.h"
#include "uvchat/cipher/file_link.h"

namespace uvchat::cli {
namespace {

// "2  8f14e45f….jpg  luis  14:03"
std::string row_of(const ClientState& chat, const Entry& entry) {
  const auto link = cipher::parse_file_link(entry.announced);
  const std::string size = link->size ? "  " + bytes_text(*link->size) : "";
  return std::to_string(entry.file_number) + "  " + announced_name(chat, *link) + size + "  " +
         entry.nick + "  " + clock_text(entry.time_ms, chat.now.wall_ms());
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
  fail_progress(chat, download.progress, not_got(download.name, why));
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
  if (!link) return tell_failure(chat, talk, why_no_file(announcement));
  Download download;
  download.name = shown_file_name(chat, *link);
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
  std::string page = text(Text::files_here);
  const auto entries = announcing_entries(talk);
  for (const Entry* const entry : entries) page += "\n" + row_of(chat, *entry);
  if (entries.empty()) return tell_failure(chat, talk, text(Text::no_files_here));
  tell_page(chat, talk, page + "\n" + text(Text::files_how));
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
