#include <charconv>

#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/keys.h"

namespace uvchat::cli {
namespace {

constexpr int shift_of_the_original = 10;

// The word "as" is followed by another label than the name.
std::string take_label(const ClientState& chat, std::string_view& arguments,
                       std::string_view name) {
  std::string_view rest = arguments;
  if (take_word(rest) == "as" && !rest.empty()) {
    arguments = {};
    return std::string(rest);
  }
  return label_for(chat, name);
}

// An open room may be named without its sign.
Lock& lock_named(ClientState& chat, std::string_view word) {
  const std::string_view name = chat.server.without_status(word);
  Talk* talk = chat.talks.find(name);
  if (talk == nullptr) talk = chat.talks.find(chat.server.as_channel(name));
  return talk != nullptr ? talk->lock : chat.keyring.of(name);
}

// "/key remove" is about the conversation on the screen, as with other commands without a name.
bool names_no_talk(ClientState& chat, std::string_view word, std::string_view arguments) {
  const bool is_action = word == "remove" || word == "keep" || word == "forget" || word == "new";
  return is_action && arguments.empty() && chat.talks.find(word) == nullptr;
}

}  // namespace

void command_key(ClientState& chat, std::string_view arguments) {
  const std::string_view word = take_word(arguments);
  if (word.empty()) {
    list_keys(chat);
    return;
  }
  if (chat.options.classroom) {
    tell_failure(chat, chat.talks.current(), text(Text::classroom_ciphers_itself));
    return;
  }
  if (!is_one_target(chat, word)) {
    tell_usage(chat, "key");
    return;
  }
  const bool is_here = names_no_talk(chat, word, arguments);
  Talk& here = chat.talks.current();
  if (is_here && here.room.kind == Room::Kind::server) {
    tell_failure(chat, here, text(Text::which_room));
    return;
  }
  Lock& lock = is_here ? here.lock : lock_named(chat, word);
  std::string_view rest = arguments;
  const std::string_view what = is_here ? word : take_word(rest);
  if (what == "remove") {
    remove_key(chat, lock);
  } else if (what == "keep" || what == "forget") {
    keep_key(chat, lock, what == "keep");
  } else if (what == "new") {
    const std::string label = take_label(chat, rest, lock.name);
    make_random_key(chat, lock, label);
  } else {
    const std::string label = take_label(chat, arguments, lock.name);
    if (!arguments.empty()) {  // a passphrase would be visible on the screen
      tell_usage(chat, "key");
      return;
    }
    ask_passphrase(chat, lock, label);
  }
}

void command_cipher(ClientState& chat, std::string_view arguments) {
  const std::string_view what = take_word(arguments);
  const std::string_view number = take_word(arguments);
  Talk& talk = chat.talks.current();
  if (chat.options.classroom) {
    tell_failure(chat, talk, text(Text::classroom_ciphers_itself));
    return;
  }
  int shift = shift_of_the_original;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), shift);
  const bool good_number =
      number.empty() || (parsed.ec == std::errc() && parsed.ptr == number.data() + number.size());
  if ((what != "caesar" && what != "none") || !good_number) {
    tell_usage(chat, "cipher");
    return;
  }
  if (talk.room.kind == Room::Kind::server) {
    tell_failure(chat, talk, text(Text::which_room));
    return;
  }
  Lock& lock = talk.lock;
  if (lock.closed) {
    tell_failure(chat, talk, fill(Text::has_key, {{"room", talk.room.name}}));
    return;
  }
  lock.caesar_shift = what == "none" ? 0 : (shift % 26 + 26) % 26;
  show_lock(chat, lock);
  tell_info(chat, talk,
            lock.caesar_shift == 0
                ? text(Text::cipher_none)
                : fill(Text::cipher_caesar, {{"shift", std::to_string(lock.caesar_shift)}}));
}

}  // namespace uvchat::cli
