#include "chat/keeping.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "chat/address.h"
#include "chat/client_state.h"
#include "chat/secrets.h"
#include "chat/text.h"
#include "uvchat/base/hex.h"

namespace uvchat::cli {
namespace {

constexpr std::uint64_t lines_ahead = 1024;

cipher::LineKind kind_of(const KeptMessage& message) {
  return message.notice ? cipher::LineKind::notice : cipher::LineKind::privmsg;
}

bool may_have_been_said(const Message& message) { return message.sent || message.perhaps_said; }

// Nothing if it cannot be kept in any form: its conversation is closed and has no key.
std::optional<KeptMessage> sealed_or_clear(ClientState& chat, const Message& message) {
  Lock& lock = message.talk->lock;
  KeptMessage kept{message.talk->room.name,
                   message.status,
                   message.kind == cipher::LineKind::notice,
                   message.action,
                   message.only_sealed || lock.closed,
                   chat.status.nick,
                   {},
                   false};
  if (kept.sealed && !lock.conversation.has_key()) return std::nullopt;
  for (std::string_view rest = message.text; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!kept.sealed) {
      kept.lines.emplace_back(line);
      continue;
    }
    count_line(chat, lock);
    auto sealed =
        lock.conversation.seal(kind_of(kept), kept.to, kept.sender, line,
                               static_cast<std::uint32_t>(chat.now.wall_ms() / 1000), false);
    if (!sealed) return std::nullopt;
    kept.lines.push_back(std::move(*sealed));
  }
  return kept;
}

// Sealed once, not at each write. A clear text is removed from the file when its conversation gets
// closed. A text to a service may be a password, so it is never kept.
void keep(ClientState& chat, Message& message, KeptState& state) {
  if (said_may_hold_secret(message.talk->room, message.text)) return;
  if (message.kept && !message.kept->sealed && message.talk->lock.closed) message.kept.reset();
  if (!message.kept) message.kept = sealed_or_clear(chat, message);
  if (message.kept) {
    message.kept->perhaps_said = may_have_been_said(message);
    state.unsent.push_back(*message.kept);
  }
}

// Its text; nothing if it cannot be read.
std::optional<std::string> text_of(Lock& lock, const KeptMessage& kept) {
  std::string text;
  for (const std::string& line : kept.lines) {
    text += text.empty() ? "" : "\n";
    if (!kept.sealed) {
      text += line;
      continue;
    }
    const auto opened = lock.conversation.open(kind_of(kept), kept.to, kept.sender, line);
    if (opened.line_class != cipher::LineClass::ok) return std::nullopt;
    text += opened.text;
  }
  return text;
}

void come_back(ClientState& chat, const KeptMessage& kept, std::string said) {
  Talk& talk = chat.talks.open(kept.to);
  Entry entry;
  entry.kind = kept.action ? EntryKind::acted : kept.notice ? EntryKind::noticed : EntryKind::said;
  entry.own = true;
  entry.refused = true;
  entry.nick = chat.status.nick;
  entry.text = said;
  entry.note = text(kept.perhaps_said ? Text::perhaps_said_before : Text::not_sent_before);
  Message message;
  message.talk = &talk;
  message.status = kept.status;
  message.only_sealed = kept.sealed;
  message.kind = kind_of(kept);
  message.action = kept.action;
  message.text = std::move(said);
  message.kept = kept;
  message.perhaps_said = kept.perhaps_said;
  message.entry = add(chat, talk, std::move(entry));
  chat.outgoing.refused.push_back(std::move(message));
}

std::vector<UnsentMark> unsent_of(const ClientState& chat) {
  std::vector<UnsentMark> unsent;
  for (const Message& message : chat.outgoing.messages) {
    unsent.push_back({message.talk, message.entry, may_have_been_said(message)});
  }
  for (const Message& message : chat.outgoing.refused) {
    unsent.push_back({message.talk, message.entry, may_have_been_said(message)});
  }
  return unsent;
}

// Whether the file has all of `unsent`, and besides only messages that it marks as perhaps
// delivered and that are settled by now. Then a write can wait.
bool has_only_settled(const std::vector<UnsentMark>& written,
                      const std::vector<UnsentMark>& unsent) {
  auto next = unsent.begin();
  for (const UnsentMark& mark : written) {
    if (next != unsent.end() && *next == mark) {
      ++next;
    } else if (!mark.perhaps_said) {
      return false;
    }
  }
  return next == unsent.end();
}

// How long until the next write: the whole file is written each time, and the user waits.
std::uint64_t writing_price_ms(const KeptState& state) {
  std::size_t bytes = 0;
  for (const KeptMessage& message : state.unsent) {
    for (const std::string& line : message.lines) bytes += 256 + line.size();
  }
  return 250 + bytes / 2048;
}

KeptState state_of(ClientState& chat) {
  KeptState state;
  for (const Lock* const lock : chat.keyring.all()) {
    if (lock->closed) state.closed.push_back(lock->name);
  }
  state.unsent = chat.kept_unsent;
  for (Message& message : chat.outgoing.refused) {  // older than the waiting ones
    keep(chat, message, state);
  }
  for (Message& message : chat.outgoing.messages) keep(chat, message, state);
  state.lines = chat.lines_sealed;  // with the lines that were sealed just now
  return state;
}

}  // namespace

void load_state(ClientState& chat, KeptState state) {
  for (const std::string& name : state.closed) {
    if (is_word(name) && is_printable(name)) chat.keyring.of(name).closed = true;
  }
  chat.lines_sealed = std::move(state.lines);
  for (KeptMessage& message : state.unsent) {
    if (is_word(message.to) && is_printable(message.to) && message.status.size() <= 1) {
      chat.kept_unsent.push_back(std::move(message));
    }
  }
}

void take_back_unsent(ClientState& chat) {
  for (KeptMessage& kept : std::exchange(chat.kept_unsent, {})) {
    Lock& lock = chat.keyring.of(kept.to);
    lock.closed = lock.closed || kept.sealed;
    if (auto said = text_of(lock, kept)) {
      come_back(chat, kept, std::move(*said));
    } else {
      chat.kept_unsent.push_back(std::move(kept));
    }
  }
}

bool tell_waiting_for_key(ClientState& chat, Talk& talk) {
  const auto count = std::count_if(
      chat.kept_unsent.begin(), chat.kept_unsent.end(),
      [&](const KeptMessage& kept) { return Keyring::is_same(kept.to, talk.room.name); });
  if (count > 0) {
    tell_failure(
        chat, talk,
        fill(Text::unsent_need_key, {{"count", std::to_string(count)}, {"room", talk.room.name}}));
  }
  return count > 0;
}

void tell_all_waiting_for_key(ClientState& chat) {
  std::set<Talk*> talks;
  for (const KeptMessage& kept : chat.kept_unsent) talks.insert(&chat.talks.open(kept.to));
  for (Talk* const talk : talks) tell_waiting_for_key(chat, *talk);
}

void keep_state(ClientState& chat) {
  constexpr std::uint64_t settled_wait_ms = 1'000;
  constexpr std::uint64_t retry_ms = 10'000;
  constexpr std::uint64_t ahead_ms = 2'000;
  const std::uint64_t since_ms = chat.now.mono_ms - chat.state_written_ms;
  if (chat.state_failed && since_ms < retry_ms && !chat.leaving) return;
  auto unsent = unsent_of(chat);
  if (!chat.state_changed) {
    const bool too_often = chat.state_paid_until_ms > chat.now.mono_ms + ahead_ms;
    const bool can_wait =
        !chat.leaving && (too_often || (since_ms < settled_wait_ms &&
                                        has_only_settled(chat.unsent_written, unsent)));
    if (can_wait || unsent == chat.unsent_written) return;
  }
  const KeptState state = state_of(chat);
  chat.state_written_ms = chat.now.mono_ms;
  chat.state_paid_until_ms =
      std::max(chat.state_paid_until_ms, chat.now.mono_ms) + writing_price_ms(state);
  chat.unsent_written = std::move(unsent);
  const auto written = chat.host.change_state([&](const std::string& file) {
    return write_state(file, chat.options.server, chat.options.nick, state, chat.opened_names);
  });
  if (written) {
    chat.opened_names.clear();
  } else if (!chat.state_failed) {
    tell_failure(chat, chat.talks.server_talk(), written.error().text);
  }
  chat.state_failed = !written;
  chat.state_changed = !written;
}

void count_line(ClientState& chat, const Lock& lock) {
  std::uint64_t& reserved = chat.lines_sealed[hex_text(lock.conversation.current()->id())];
  if (lock.conversation.sealed_count() >= reserved) {
    reserved = lock.conversation.sealed_count() + lines_ahead;
    chat.state_changed = true;
  }
}

std::uint64_t sealed_before(const ClientState& chat, const cipher::RootKey& key) {
  const auto found = chat.lines_sealed.find(hex_text(key.id()));
  return found == chat.lines_sealed.end() ? 0 : found->second;
}

void restore_counts(const ClientState& chat, Lock& lock) {
  std::vector<cipher::RootKey> keys;
  for (const cipher::RootKey* const key : lock.conversation.keys()) keys.push_back(key->clone());
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {  // the current one last
    const std::uint64_t before = sealed_before(chat, *key);
    lock.conversation.add_key(std::move(*key), before);
  }
}

}  // namespace uvchat::cli
