#include "chat/keys.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "chat/client_state.h"
#include "chat/keeping.h"
#include "chat/receive.h"
#include "uvchat/cipher/caesar.h"
#include "uvchat/cipher/names.h"
#include "uvchat/cipher/passphrase.h"

namespace uvchat::cli {
namespace {

constexpr std::int64_t clock_difference_max_ms = 300'000;

std::string why_unreadable(const cipher::Opened& opened) {
  switch (opened.line_class) {
    case cipher::LineClass::unknown_version:
      return fill(Text::line_unknown_version, {{"version", opened.version}});
    case cipher::LineClass::other_key:
      return fill(Text::line_other_key, {{"key", cipher::short_key_id(*opened.key_id)}});
    case cipher::LineClass::replayed:
      return text(Text::line_replayed);
    default:
      return text(opened.forged_or_damaged ? Text::line_forged : Text::line_damaged);
  }
}

std::string rotated(std::string_view text, int shift) {
  std::string clear(text);
  cipher::rotate(clear, -shift);
  return clear;
}

Result<void> write_lock(ClientState& chat, Lock& lock, bool keep) {
  auto written = chat.host.change_keys([&](const std::string& file) {
    return keep ? chat.keyring.with_lock(file, lock) : chat.keyring.without_lock(file, lock);
  });
  if (written) lock.kept_as = keep ? lock.name : "";
  return written;
}

void write_or_tell(ClientState& chat, Lock& lock, bool keep) {
  if (const auto written = write_lock(chat, lock, keep); !written) {
    tell_failure(chat, chat.talks.current(), written.error().text);
  }
}

// Its open talk; null if there is none.
Talk* talk_of_lock(ClientState& chat, const Lock& lock) {
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    if (&chat.talks.at(i).lock == &lock) return &chat.talks.at(i);
  }
  return nullptr;
}

// A passphrase with a slip in it makes a key as good as any other: only the lines tell. Where the
// newest one that somebody has encrypted needs another key, the user is told.
void compare_key(ClientState& chat, Talk& talk, const std::string& id) {
  const auto& entries = talk.room.entries;
  const auto newest = std::find_if(entries.rbegin(), entries.rend(), [](const Entry& entry) {
    return !entry.own && (entry.seal == Seal::opened || !entry.lacked_key.empty());
  });
  if (newest == entries.rend() || newest->lacked_key.empty()) return;
  tell_failure(chat, talk,
               fill(Text::key_is_another,
                    {{"theirs", newest->lacked_key}, {"key", id}, {"room", talk.room.name}}));
}

// The wish is counted in keys_coming.
void derive(ClientState& chat, KeyWish wish, std::string_view passphrase) {
  auto prepared = cipher::prepare_passphrase(passphrase);
  if (!prepared) {
    --wish.lock->keys_coming;
    tell_failure(chat, chat.talks.current(), prepared.error().text);
    return;
  }
  if (cipher::is_weak_passphrase(passphrase)) tell_here(chat, text(Text::passphrase_weak));
  wish.lock->closed = true;
  chat.state_changed = true;
  show_lock(chat, *wish.lock);
  const std::uint64_t ticket = chat.next_ticket++;
  std::string label = wish.label;
  chat.key_wishes[ticket] = std::move(wish);
  chat.host.derive_key(ticket, std::move(*prepared), std::move(label));
}

}  // namespace

Reading read_text(const ClientState& chat, Lock* lock, const Place& place, std::string_view line) {
  Reading reading;
  reading.text = line;
  const bool has_key = lock != nullptr && lock->conversation.has_key();
  if (!has_key && !line.starts_with("+aes")) {
    if (lock != nullptr && lock->closed) {
      reading.seal = Seal::in_clear;
    } else if (lock != nullptr && lock->caesar_shift != 0) {
      reading.text = rotated(line, lock->caesar_shift);
    }
    return reading;
  }
  cipher::Conversation without_key;
  cipher::Conversation& conversation = has_key ? lock->conversation : without_key;
  const cipher::Opened opened =
      place.history ? conversation.open_past(place.kind, place.target, place.sender, line)
                    : conversation.open(place.kind, place.target, place.sender, line);
  if (opened.line_class == cipher::LineClass::clear) {
    reading.seal = has_key ? Seal::in_clear : Seal::none;
  } else if (opened.line_class == cipher::LineClass::ok) {
    reading.seal = Seal::opened;
    reading.text = opened.text;
    reading.nonce = opened.nonce;
    reading.time_ms = std::int64_t{opened.time_s} * 1000;
    if (!place.history && place.kind != cipher::LineKind::topic &&
        std::abs(reading.time_ms - chat.now.wall_ms()) > clock_difference_max_ms) {
      reading.note =
          fill(Text::sent_at, {{"time", clock_text(reading.time_ms, chat.now.wall_ms())}});
    }
  } else {
    reading.seal = Seal::unreadable;
    reading.text = why_unreadable(opened);
    if (opened.key_id) reading.lacked_key = cipher::short_key_id(*opened.key_id);
  }
  return reading;
}

Reading read_topic(const ClientState& chat, Lock* lock, std::string_view room,
                   std::string_view line) {
  if (line.empty()) return {};
  Reading reading = read_text(chat, lock, {cipher::LineKind::topic, room, {}, false}, line);
  if (reading.seal == Seal::opened) {
    const auto time_s = static_cast<std::uint32_t>(reading.time_ms / 1000);
    if (time_s < lock->newest_topic_s) {
      reading.note = text(Text::topic_is_old);
    } else {
      lock->newest_topic_s = time_s;
    }
  }
  return reading;
}

bool rename_talk(ClientState& chat, Talk& talk, std::string_view name) {
  const std::string before = talk.room.name;
  if (!chat.talks.rename(talk, name)) return false;
  if (talk.lock.closed && !Keyring::is_same(before, name)) {
    chat.state_changed = true;
    keep_state(chat);  // before the key is removed: the old name stays closed
    if (talk.lock.is_kept()) write_or_tell(chat, talk.lock, true);
  }
  return true;
}

std::string label_for(const ClientState& chat, std::string_view name) {
  return chat.server.is_channel(name) ? cipher::room_label(name)
                                      : cipher::private_label(chat.status.nick, name);
}

void ask_passphrase(ClientState& chat, Lock& lock, std::string label) {
  cancel_question(chat);
  chat.password_for = PasswordFor::nothing;
  chat.prompt = fill(Text::passphrase_prompt, {{"room", lock.name}});
  chat.question = KeyWish{&lock, std::move(label)};
  ++lock.keys_coming;
  ++chat.version;
}

void take_passphrase(ClientState& chat, std::string_view typed) {
  if (!chat.question) return;
  KeyWish wish = *std::exchange(chat.question, std::nullopt);
  chat.prompt.reset();
  ++chat.version;
  derive(chat, std::move(wish), typed);
  send_waiting(chat);
}

void cancel_question(ClientState& chat) {
  if (const auto wish = std::exchange(chat.question, std::nullopt)) {
    --wish->lock->keys_coming;
    chat.prompt.reset();
    ++chat.version;
    send_waiting(chat);
  }
}

void make_random_key(ClientState& chat, Lock& lock, std::string label) {
  std::string passphrase = cipher::random_passphrase();
  Talk& talk = chat.talks.current();
  Entry entry;
  entry.text = fill(Text::passphrase_random, {{"room", lock.name}, {"passphrase", passphrase}});
  const std::uint64_t number = add(chat, talk, std::move(entry));
  ++lock.keys_coming;
  derive(chat, {&lock, std::move(label)}, passphrase);
  cipher::wipe(passphrase.data(), passphrase.size());
  chat.shown_once = {&talk, number};
}

void take_key(ClientState& chat, std::uint64_t ticket, Result<cipher::RootKey> root) {
  const auto node = chat.key_wishes.extract(ticket);
  if (node.empty()) {
    return;  // removed meanwhile
  }
  Lock& lock = *node.mapped().lock;
  --lock.keys_coming;
  Talk* const room = talk_of_lock(chat, lock);
  Talk& talk = room != nullptr ? *room : chat.talks.current();
  if (!root) {
    tell_failure(chat, talk, root.error().text);
    send_waiting(chat);  // refused if there is no key
    return;
  }
  const std::string id = cipher::short_key_id(root->id());
  const std::uint64_t before = sealed_before(chat, *root);
  lock.conversation.add_key(std::move(*root), before);
  chat.state_changed = true;  // waiting messages can be kept now, sealed
  tell_info(chat, talk, fill(Text::key_set, {{"room", lock.name}, {"key", id}}));
  tell_info(chat, talk, text(Text::key_does_not_hide));
  tell_info(chat, talk, text(Text::key_does_not_prove));
  show_lock(chat, lock);
  if (room != nullptr && read_again(chat, talk) == 0) compare_key(chat, talk, id);
  take_back_unsent(chat);
  if (lock.is_kept()) {
    write_or_tell(chat, lock, true);  // else the old key would be current again after a restart
  }
  send_waiting(chat);
}

void remove_key(ClientState& chat, Lock& lock) {
  if (!lock.closed) {
    tell_failure(chat, chat.talks.current(), fill(Text::no_key, {{"room", lock.name}}));
    return;
  }
  if (lock.is_kept()) write_or_tell(chat, lock, false);
  if (chat.question && chat.question->lock == &lock) cancel_question(chat);
  std::erase_if(chat.key_wishes, [&](const auto& wish) { return wish.second.lock == &lock; });
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    if (&chat.talks.at(i).lock == &lock) {
      refuse_all(chat, chat.talks.at(i));  // a text that was to be ciphered is not sent in clear
    }
  }
  const std::string name = lock.name;
  chat.opened_names.push_back(name);
  chat.state_changed = true;
  lock = Lock();
  lock.name = name;
  show_lock(chat, lock);
  Talk* const talk = talk_of_lock(chat, lock);
  tell_info(chat, talk != nullptr ? *talk : chat.talks.current(),
            fill(Text::key_removed, {{"room", name}}));
}

void keep_key(ClientState& chat, Lock& lock, bool keep) {
  if (!lock.conversation.has_key()) {
    tell_failure(chat, chat.talks.current(), fill(Text::no_key, {{"room", lock.name}}));
    return;
  }
  if (const auto written = write_lock(chat, lock, keep); !written) {
    tell_failure(chat, chat.talks.current(), written.error().text);
    return;
  }
  tell_here(chat, fill(keep ? Text::key_kept : Text::key_forgotten, {{"room", lock.name}}));
}

void list_keys(ClientState& chat) {
  bool any = false;
  for (const Lock* const lock : chat.keyring.all()) {
    if (!lock->conversation.has_key()) continue;
    const cipher::RootKey* const current = lock->conversation.current();
    std::string ids = cipher::short_key_id(current->id());
    std::string older;
    for (const cipher::RootKey* const key : lock->conversation.keys()) {
      if (key == current) continue;
      older += (older.empty() ? "" : ", ") + cipher::short_key_id(key->id());
    }
    if (!older.empty()) ids = fill(Text::keys_with_older, {{"key", ids}, {"older", older}});
    tell_here(chat, fill(lock->is_kept() ? Text::key_listed_kept : Text::key_listed,
                         {{"room", lock->name}, {"keys", ids}}));
    any = true;
  }
  if (!any) tell_here(chat, text(Text::keys_none));
}

void show_lock(ClientState& chat, const Lock& lock) {
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    Talk& talk = chat.talks.at(i);
    if (&talk.lock == &lock) {
      talk.room.cipher = lock.title();
      ++chat.version;
    }
  }
}

void hide_shown_once(ClientState& chat) {
  if (!chat.shown_once) return;
  const auto [talk, number] = *std::exchange(chat.shown_once, std::nullopt);
  Entry* const entry = find_entry(talk->room, number);
  if (entry != nullptr) {
    cipher::wipe(entry->text.data(), entry->text.size());
    entry->text = text(Text::passphrase_was_here);
    ++chat.version;
  }
}

}  // namespace uvchat::cli
