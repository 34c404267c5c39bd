#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/drawing.h"
#include "chat/progress.h"
#include "chat/transfer_orders.h"
#include "uvchat/base/result.h"

// Files that the user fetches: one at a time, the others wait.

namespace uvchat::cli {

struct ClientState;
struct Talk;

struct Download {
  std::uint64_t ticket = 0;
  bool is_moving = false;
  std::string name;  // as it is shown
  Progress progress;
  DownloadOrder order;
};

struct Downloads {
  static constexpr std::size_t waiting_max = 100;
  static constexpr std::size_t names_max = 100;

  std::deque<Download> list;
  // What is known of files whose announcement has no name: URL and name, the newest last.
  std::deque<std::pair<std::string, std::string>> names;
  Canvas canvas;                   // of the screen
  std::optional<Drawing> drawing;  // that is on it
};

// What a file is called, for lists alone: no path is made of it.
void remember_file_name(ClientState& chat, const std::string& url, std::string name);

// Shows the files that were announced in the talk, the newest first.
void list_files(ClientState& chat, Talk& talk);

// Fetches the file that this text announces, when its turn comes, to `place` on this machine;
// empty: to the folder for that. The user is told why not, if it cannot be fetched.
void get_file(ClientState& chat, Talk& talk, const std::string& announcement, std::string place);
// The same; it is a picture that is drawn on the screen, and not kept.
void show_file(ClientState& chat, Talk& talk, const std::string& announcement);
// All of the talk, as when it is closed. False: there is none.
bool cancel_downloads(ClientState& chat, const Talk& talk);

// False: it is none of them.
bool take_download_news(ClientState& chat, std::uint64_t ticket, const TransferNews& news);

}  // namespace uvchat::cli
