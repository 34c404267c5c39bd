#include "chat/reactions.h"

#include <algorithm>
#include <string>
#include <utility>

#include "chat/client_state.h"
#include "chat/editing.h"
#include "chat/ignore.h"
#include "chat/pages.h"
#include "chat/receive.h"
#include "chat/text.h"
#include "chat/unread.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/secret.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t reactions_max = 20'000;  // of all rooms together
constexpr std::size_t reactions_to_one_max = 64;
constexpr std::size_t told_bytes_max = 60;  // of a line that was taken back

// The talk that a line between people, or to a room, is about; null if it is not open.
Talk* talk_of_line(ClientState& chat, const ServerLine& line) {
  const std::string_view target = chat.server.without_status(line.param(0));
  if (chat.server.is_channel(target)) return chat.talks.find(target);
  return chat.talks.find(is_own(chat, line.nick()) ? target : std::string_view(line.nick()));
}

// A reaction that was taken away stays as such: what is fetched later may be older.
void put(ClientState& chat, std::vector<Reaction>& there, Reaction reaction) {
  const auto same = std::find_if(there.begin(), there.end(), [&](const Reaction& each) {
    return each.nick == reaction.nick && each.text == reaction.text;
  });
  if (same != there.end()) {
    if (reaction.server_ms >= same->server_ms) *same = std::move(reaction);
  } else if (there.size() < reactions_to_one_max && chat.reactions_count < reactions_max) {
    ++chat.reactions_count;
    there.push_back(std::move(reaction));
  }
}

std::string words_of_redaction(const ServerLine& line, const Entry& entry) {
  const std::string nick = line.nick();
  const std::string_view why = line.param(2);
  if (why.empty() && nick == entry.nick) return text(Text::taken_back);
  return why.empty() ? fill(Text::taken_back_by, {{"nick", nick}})
                     : fill(Text::taken_back_why, {{"nick", nick}, {"why", why}});
}

void redact(const ServerLine& line, Entry& entry) {
  std::string words = printable(words_of_redaction(line, entry));
  for (std::string* const gone : {&entry.text, &entry.announced, &entry.leads_to}) {
    cipher::wipe(gone->data(), gone->size());
    gone->clear();
  }
  entry.text = std::move(words);
  entry.styles.clear();
  entry.note.clear();
  entry.seal = Seal::none;
  entry.lacked_key.clear();
  entry.heard.reset();
  entry.mention = false;
  entry.is_taken_back = true;
}

template <typename Entries>
bool redact_all(const ServerLine& line, Entries& entries) {
  bool is_found = false;
  for (Entry& entry : entries) {
    const bool is_said = entry.kind == EntryKind::said || entry.kind == EntryKind::acted ||
                         entry.kind == EntryKind::noticed;
    if (entry.msgid != line.param(1) || !is_said || entry.is_taken_back) continue;
    redact(line, entry);
    is_found = true;
  }
  return is_found;
}

// "<ana> The begin...": so that the user sees which line it was. Empty where it is not here.
std::string words_of_taken(const Room& room, const ServerLine& line) {
  const auto entry = std::find_if(room.entries.begin(), room.entries.end(), [&](const Entry& each) {
    return each.msgid == line.param(1) && !each.is_taken_back && !each.nick.empty();
  });
  if (entry == room.entries.end()) return {};
  const std::string_view whole = entry->text;
  const std::string_view begin = utf8_cut(whole.substr(0, whole.find('\n')), told_bytes_max);
  return "<" + entry->nick + "> " + std::string(begin) + (begin == whole ? "" : "...");
}

void redact_in(ClientState& chat, Talk& talk, const ServerLine& line) {
  if (!talk.room.msgids.contains(std::string(line.param(1))) ||
      !redact_all(line, talk.room.entries)) {
    return;
  }
  count_placed(chat, talk);
  ++chat.version;
}

// The user is told which line they have taken back, if not to replace it.
void redact_now(ClientState& chat, Talk& talk, const ServerLine& line) {
  const bool is_ours = is_own(chat, line.nick());
  const std::string taken = is_ours ? words_of_taken(talk.room, line) : std::string();
  redact_in(chat, talk, line);
  if (is_ours && go_on_with_edit(chat, talk, line.param(1))) return;
  if (!taken.empty()) tell_info(chat, talk, fill(Text::redacted, {{"line", taken}}));
}

}  // namespace

void take_reaction(ClientState& chat, Room& room, const ServerLine& line) {
  const std::string& said = line.react.empty() ? line.unreact : line.react;
  if (said.empty() || line.reply_to.empty() || is_ignored(chat, line.message.source)) return;
  Reaction reaction;
  reaction.text = printable(utf8_cut(said, reaction_bytes_max));
  reaction.nick = printable(line.nick());
  reaction.is_given = !line.react.empty();
  reaction.server_ms = line.time_ms;
  put(chat, room.reactions[line.reply_to], std::move(reaction));
  if (room.reactions[line.reply_to].empty()) room.reactions.erase(line.reply_to);
  ++chat.version;
}

bool has_own_reaction(const ClientState& chat, const Room& room, const std::string& msgid,
                      std::string_view said) {
  const auto found = room.reactions.find(msgid);
  return found != room.reactions.end() &&
         std::any_of(found->second.begin(), found->second.end(), [&](const Reaction& each) {
           return each.is_given && each.text == printable(said) && is_own(chat, each.nick);
         });
}

void add_own_reaction(ClientState& chat, Room& room, const std::string& msgid,
                      std::string_view said, bool is_given) {
  put(chat, room.reactions[msgid],
      {printable(utf8_cut(said, reaction_bytes_max)), chat.status.nick, is_given,
       server_now_ms(chat)});
  ++chat.version;
}

void receive_tagmsg(ClientState& chat, const ServerLine& line) {
  if (Talk* const talk = talk_of_line(chat, line)) take_reaction(chat, talk->room, line);
}

void forget_reactions(ClientState& chat, const Room& room) {
  for (const auto& [msgid, reactions] : room.reactions) chat.reactions_count -= reactions.size();
}

// What was said between two people is known by its id alone: their nicks may have changed.
void receive_redact(ClientState& chat, const ServerLine& line) {
  if (chat.server.is_channel(line.param(0))) {
    if (Talk* const talk = chat.talks.find(line.param(0))) redact_now(chat, *talk, line);
    return;
  }
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    Talk& talk = chat.talks.at(i);
    if (talk.room.kind == Room::Kind::query) redact_now(chat, talk, line);
  }
}

void take_back(ClientState& chat, const ServerLine& line, Batch& past) {
  redact_all(line, past.entries);
  if (Talk* const talk = chat.talks.find_id(past.room_id)) redact_in(chat, *talk, line);
}

}  // namespace uvchat::cli
