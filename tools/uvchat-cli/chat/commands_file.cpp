#include <string>
#include <string_view>

#include "chat/announced_files.h"
#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/downloads.h"
#include "chat/own_files.h"
#include "chat/transfers.h"

namespace uvchat::cli {
namespace {

constexpr std::string_view cancel_word = "--cancel";
constexpr std::string_view as_is_word = "--as-is ";

// Terminals put a path in quotes where a file is dropped on them.
std::string_view path_in(std::string_view arguments) {
  while (arguments.ends_with(' ')) arguments.remove_suffix(1);
  const bool is_quoted = arguments.size() > 2 && arguments.front() == arguments.back() &&
                         (arguments.front() == '\'' || arguments.front() == '"');
  return is_quoted ? arguments.substr(1, arguments.size() - 2) : arguments;
}

}  // namespace

// "/send ~/Pictures/my cat.jpg", "/send --as-is cat.jpg", "/send --cancel"
void command_send(ClientState& chat, std::string_view arguments) {
  Talk& talk = chat.talks.current();
  const bool is_as_it_is = arguments.starts_with(as_is_word);
  if (is_as_it_is) arguments.remove_prefix(as_is_word.size());
  while (arguments.starts_with(' ')) arguments.remove_prefix(1);
  const std::string_view path = path_in(arguments);
  if (path.empty()) {
    tell_usage(chat, "send");
  } else if (path == cancel_word && !is_as_it_is) {
    if (!cancel_transfers(chat, talk)) tell_failure(chat, talk, text(Text::no_transfer));
  } else if (path.starts_with(std::string(cancel_word) + " ") && path == arguments) {
    tell_failure(chat, talk, text(Text::cancel_stands_alone));
  } else if (talk.room.kind == Room::Kind::server) {
    tell_failure(chat, talk, text(Text::where_to_talk));
  } else if (is_online(chat)) {
    send_file(chat, talk, {std::string(path), is_as_it_is});
  }
}

// "/get", "/get 2", "/get https://... ~/cat.jpg", "/get --cancel"
void command_get(ClientState& chat, std::string_view arguments) {
  Talk& talk = chat.talks.current();
  const std::string_view which = take_word(arguments);
  if (which.empty()) {
    list_files(chat, talk);
  } else if (which == cancel_word) {
    if (!path_in(arguments).empty()) {
      tell_failure(chat, talk, text(Text::get_cancel_stands_alone));
    } else if (!cancel_downloads(chat, talk)) {
      tell_failure(chat, talk, text(Text::no_transfer));
    }
  } else if (const auto announced = announcement_of(talk, which)) {
    get_file(chat, talk, *announced, std::string(path_in(arguments)));
  } else {
    tell_failure(chat, talk, announced.error().text);
  }
}

// "/files", "/files more", "/files delete 2", "/files delete https://..."
void command_files(ClientState& chat, std::string_view arguments) {
  const std::string_view what = take_word(arguments);
  const std::string_view which = take_word(arguments);
  const bool deletes = what == "delete" && !which.empty() && arguments.empty();
  const bool lists = which.empty() && (what.empty() || what == "more");
  if (!deletes && !lists) {
    tell_usage(chat, "files");
  } else if (!is_online(chat)) {
    return;
  } else if (deletes) {
    delete_own_file(chat, which);
  } else if (what == "more") {
    list_more_own_files(chat);
  } else {
    list_own_files(chat);
  }
}

// "/show 1", "/show https://..."
void command_show(ClientState& chat, std::string_view arguments) {
  Talk& talk = chat.talks.current();
  const std::string_view which = take_word(arguments);
  if (which.empty()) {
    list_files(chat, talk);
  } else if (const auto announced = announcement_of(talk, which)) {
    show_file(chat, talk, *announced);
  } else {
    tell_failure(chat, talk, announced.error().text);
  }
}

}  // namespace uvchat::cli
