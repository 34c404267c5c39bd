#include "chat/finding.h"

#include <algorithm>
#include <utility>

#include "chat/client_state.h"
#include "chat/pages.h"
#include "chat/past.h"
#include "chat/receive.h"
#include "chat/search_words.h"
#include "chat/sending.h"

namespace uvchat::cli {
namespace {

// The newest entry older than `below` that holds the searched text; 0: none.
std::uint64_t search_back(const ClientState& chat, const Room& room, std::uint64_t below) {
  bool behind = below == 0;
  for (auto entry = room.entries.rbegin(); entry != room.entries.rend(); ++entry) {
    if (behind && is_searched(*entry, chat.search_for)) return entry->number;
    behind = behind || entry->number == below;
  }
  return 0;
}

void show_line(ClientState& chat, const Talk& talk, std::uint64_t number) {
  chat.found = number;
  chat.found_in = talk.fold;
  chat.stands_at_found = number != 0;
  ++chat.findings;
  ++chat.version;
}

// The line that was found last is shown still.
void end_search(ClientState& chat, Talk& talk) {
  chat.finding.is_over = true;
  tell_failure(chat, talk, fill(Text::found_no_more, {{"text", chat.search_for.typed}}));
  show_line(chat, talk, chat.found);
}

void search_here(ClientState& chat, Talk& talk, bool goes_on) {
  const bool stands_somewhere = goes_on && chat.found != 0;
  const std::uint64_t found = search_back(chat, talk.room, goes_on ? chat.found : 0);
  if (found == 0 && stands_somewhere) {
    end_search(chat, talk);
    return;
  }
  if (found == 0) {
    tell_failure(chat, talk, fill(Text::found_nothing, {{"text", chat.search_for.typed}}));
  }
  const Entry* const entry = find_entry(talk.room, found);
  const bool is_by_nick =
      !goes_on && entry != nullptr && !has_searched_text(*entry, chat.search_for);
  if (is_by_nick) tell_info(chat, talk, fill(Text::found_by_nick, {{"nick", entry->nick}}));
  show_line(chat, talk, found);
}

// What is ciphered the server cannot find, and is not to be told what is looked for there.
bool can_ask(const ClientState& chat, const Talk& talk) {
  return chat.server.has("soju.im/search") && has_past(chat) && !talk.lock.closed &&
         talk.lock.keys_coming == 0 && talk.room.kind != Room::Kind::server &&
         chat.status.link == LinkState::online;
}

void open_line(ClientState& chat, Talk& talk) {
  Finding& finding = chat.finding;
  const std::string& msgid = finding.lines[finding.at].msgid;
  finding.is_coming = true;
  if (talk.room.msgids.contains(msgid)) {
    show_found(chat, talk);
    return;
  }
  PastWish wish{.talk = &talk, .which = PastWish::Which::around};
  wish.reference = "msgid=" + msgid;
  ask_past(chat, std::move(wish), true);
}

void go_on(ClientState& chat, Talk& talk) {
  Finding& finding = chat.finding;
  if (finding.is_asked || finding.is_coming) return;
  const bool begins_anew = std::exchange(finding.is_over, false);
  if (begins_anew || finding.at + 1 < finding.lines.size()) {
    finding.at = begins_anew ? 0 : finding.at + 1;
    open_line(chat, talk);
    return;
  }
  end_search(chat, talk);
}

}  // namespace

void search(ClientState& chat, Talk& talk, std::string_view wanted) {
  Finding& finding = chat.finding;
  const bool is_of_server = finding.room_id == talk.room.id && !finding.lines.empty();
  if (wanted.empty() && is_of_server) {
    go_on(chat, talk);
    return;
  }
  const bool goes_on = wanted.empty() && chat.found_in == talk.fold && !finding.is_over;
  finding = {};
  if (!wanted.empty()) chat.search_for = search_words(wanted);
  if (wanted.empty() || !can_ask(chat, talk)) {
    search_here(chat, talk, goes_on);
    return;
  }
  finding.is_asked =
      send_line(chat, search_line(talk.room.name, chat.search_for, Finding::lines_max));
  finding.room_id = talk.room.id;
}

void note_found(Batch& batch, const ServerLine& line) {
  if (line.msgid.empty() || batch.found.size() >= Finding::lines_max) return;
  batch.found.push_back({line.msgid, line.time_ms});
}

// The words of a text that is found here only are parts of longer ones, or just typed.
void take_found(ClientState& chat, std::vector<FoundLine> lines) {
  Finding& finding = chat.finding;
  finding.is_asked = false;
  Talk* const talk = chat.talks.find_id(finding.room_id);
  if (talk == nullptr || talk != &chat.talks.current()) {
    finding = {};
    return;
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const FoundLine& a, const FoundLine& b) { return a.time_ms > b.time_ms; });
  finding.lines = std::move(lines);
  finding.at = 0;
  if (finding.lines.empty()) {
    search_here(chat, *talk, false);
  } else {
    open_line(chat, *talk);
  }
}

void refuse_search(ClientState& chat) { chat.finding.is_asked = false; }

void show_found(ClientState& chat, Talk& talk) {
  Finding& finding = chat.finding;
  if (!finding.is_coming || finding.room_id != talk.room.id) return;
  finding.is_coming = false;
  const std::size_t index = index_of_id(talk.room, finding.lines[finding.at].msgid);
  if (index < talk.room.entries.size()) {
    talk.room.seen_oldest = talk.room.entries[index].number;
    show_line(chat, talk, talk.room.entries[index].number);
  } else {
    tell_failure(chat, talk, text(Text::found_is_gone));
  }
}

}  // namespace uvchat::cli
