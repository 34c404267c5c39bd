#include "chat/pages.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_set>
#include <utility>

#include "chat/client_state.h"
#include "chat/unread.h"

namespace uvchat::cli {
namespace {

using Which = PastWish::Which;

constexpr std::size_t newest_kept = 500;  // while the user reads far above them
constexpr std::size_t dropped_at_once = 64;

std::size_t first_with_its_id(const Room& room, std::size_t index) {
  while (index > 0 && room.entries[index - 1].msgid == room.entries[index].msgid) --index;
  return index;
}

// The next line of history at `index` or below it; entries.size() if there is none.
std::size_t next_of_past(const Room& room, std::size_t index) {
  while (index < room.entries.size() && !is_of_past(room.entries[index])) ++index;
  return index;
}

bool has_past_above(const Room& room, std::size_t index) {
  return std::any_of(room.entries.begin(),
                     room.entries.begin() + static_cast<std::ptrdiff_t>(index), is_of_past);
}

// Of a line that is there already only the id came here.
bool is_bare(const Entry& line) { return line.text.empty() && line.nick.empty(); }

// What has no id, or an id of its own for each room, is known by its time and its words.
bool is_shown_already(const Room& room, const Entry& line) {
  if (!line.msgid.empty() && line.kind != EntryKind::event) return false;
  return std::any_of(room.entries.rbegin(), room.entries.rend(), [&](const Entry& entry) {
    return entry.server_ms == line.server_ms && entry.kind == line.kind &&
           entry.nick == line.nick && entry.text == line.text;
  });
}

// One page on its way into a room.
class Placing {
 public:
  Placing(ClientState& chat, Talk& talk, Page page);

  void place();
  bool has_placed() const { return has_placed_; }

 private:
  // The place of the line beside which the page stands; entries.size() if it is gone.
  std::size_t anchor() const { return index_of_id(room_, page_.wish.anchor); }
  bool is_behind_anchor() const {
    return page_.wish.which == Which::after ||
           (page_.wish.which == Which::latest && !page_.wish.anchor.empty());
  }
  std::size_t first_place_of(std::size_t index) const {
    return index < room_.entries.size() ? first_with_its_id(room_, index) : index;
  }
  std::size_t end_of_places() const {
    return first_place_of(page_.wish.which == Which::before ? anchor() : room_.entries.size());
  }
  void count(std::size_t index) {
    first_ = first_ == 0 ? room_.entries[index].number : first_;
    last_ = room_.entries[index].number;
  }
  std::size_t insert(std::vector<Entry>::iterator begin, std::vector<Entry>::iterator end,
                     std::size_t low, std::size_t high);
  std::size_t insert_at(std::size_t at, std::vector<Entry>::iterator begin,
                        std::vector<Entry>::iterator end);
  void close_gaps(std::size_t above, std::size_t below);
  void set_gaps();
  void set_gaps_beside_anchor(std::size_t at);
  void close_below(std::size_t index, bool is_closed);
  std::size_t index_of(std::uint64_t number) const {
    const auto found = std::find_if(room_.entries.begin(), room_.entries.end(),
                                    [&](const Entry& entry) { return entry.number == number; });
    return static_cast<std::size_t>(found - room_.entries.begin());
  }

  ClientState& chat_;
  Talk& talk_;
  Room& room_;
  Page page_;
  std::vector<bool> known_;  // which of the page's lines are among the entries already
  std::uint64_t first_ = 0;  // the page's oldest line among the entries, and its newest; 0: none
  std::uint64_t last_ = 0;
  bool is_first_new_ = false;
  bool is_last_new_ = false;
  bool has_placed_ = false;
};

Placing::Placing(ClientState& chat, Talk& talk, Page page)
    : chat_(chat), talk_(talk), room_(talk.room), page_(std::move(page)) {
  std::vector<Entry> lines;
  std::unordered_set<std::string> ids;
  std::string latest;  // the parts of one message follow each other
  for (Entry& line : page_.lines) {
    make_showable(chat, line);
    const bool is_known = room_.msgids.contains(line.msgid);
    const bool is_part = !line.msgid.empty() && line.msgid == latest;
    latest = line.msgid;
    if (!line.msgid.empty() && !is_part && !ids.insert(line.msgid).second) continue;
    if (is_known ? is_part : is_bare(line) || is_shown_already(room_, line)) continue;
    known_.push_back(is_known);
    lines.push_back(std::move(line));
  }
  page_.lines = std::move(lines);
}

std::size_t Placing::insert_at(std::size_t at, std::vector<Entry>::iterator begin,
                               std::vector<Entry>::iterator end) {
  for (auto line = begin; line != end; ++line) {
    line->number = room_.next_number++;
    take_into(chat_, room_, *line);
  }
  has_placed_ = true;
  room_.entries.insert(room_.entries.begin() + static_cast<std::ptrdiff_t>(at),
                       std::make_move_iterator(begin), std::make_move_iterator(end));
  return at + static_cast<std::size_t>(end - begin);
}

// Between the places `low` and `high` lines stand by their times. Returns the place behind them.
std::size_t Placing::insert(std::vector<Entry>::iterator begin, std::vector<Entry>::iterator end,
                            std::size_t low, std::size_t high) {
  const auto& entries = room_.entries;
  std::size_t at = high;
  while (at > low && entries[at - 1].server_ms > begin->server_ms) --at;
  const std::size_t first = at;
  while (begin != end) {
    auto run = std::next(begin);
    while (run != end && (at == high || run->server_ms < entries[at].server_ms)) ++run;
    const std::size_t behind = insert_at(at, begin, run);
    if (at == first) count(at);
    high += behind - at;
    at = behind;
    count(at - 1);
    for (begin = run; begin != end && at < high && entries[at].server_ms <= begin->server_ms;) ++at;
  }
  return at;
}

void Placing::place() {
  std::size_t low = is_behind_anchor() && anchor() < room_.entries.size() ? anchor() + 1 : 0;
  auto& lines = page_.lines;
  for (std::size_t i = 0; i < lines.size();) {
    if (known_[i]) {
      const std::size_t there = index_of_id(room_, lines[i++].msgid);
      if (there < room_.entries.size()) {
        count(there);
        low = std::max(low, there + 1);
        is_last_new_ = false;
      }
      continue;
    }
    std::size_t end = i;
    while (end < lines.size() && !known_[end]) ++end;
    const std::size_t high =
        end < lines.size() ? first_place_of(index_of_id(room_, lines[end].msgid)) : end_of_places();
    is_first_new_ = is_first_new_ || first_ == 0;
    low = insert(lines.begin() + static_cast<std::ptrdiff_t>(i),
                 lines.begin() + static_cast<std::ptrdiff_t>(end), low, std::max(low, high));
    is_last_new_ = true;
    i = end;
  }
  set_gaps();
}

void Placing::close_gaps(std::size_t above, std::size_t below) {
  for (std::size_t i = above + 1; i <= below && i < room_.entries.size(); ++i) {
    room_.entries[i].gap_above = false;
  }
}

void Placing::close_below(std::size_t index, bool is_closed) {
  const std::size_t next = next_of_past(room_, index + 1);
  if (next < room_.entries.size()) room_.entries[next].gap_above = !is_closed;
}

void Placing::set_gaps() {
  const bool is_end = page_.is_end || page_.told == 0;
  const std::size_t first = index_of(first_);
  const std::size_t last = index_of(last_);
  if (first_ != 0) {
    close_gaps(first, last);
    if (is_first_new_) room_.entries[first].gap_above = !is_end;
  }
  const std::size_t at = page_.wish.anchor.empty() ? room_.entries.size() : anchor();
  if (at < room_.entries.size()) set_gaps_beside_anchor(at);
  if (page_.wish.which == Which::latest) {
    talk_.gap_coming = false;
    if (first_ != 0) close_below(last, true);
  } else if (page_.wish.which == Which::around && first_ != 0 && is_last_new_) {
    close_below(last, is_end);
  }
}

// A page in which there is nothing new closes its gap, so that the server is not asked for ever.
void Placing::set_gaps_beside_anchor(std::size_t at) {
  const bool is_end = page_.is_end || page_.told == 0;
  const std::size_t first = first_ == 0 ? at : index_of(first_);
  const std::size_t last = first_ == 0 ? at : index_of(last_);
  switch (page_.wish.which) {
    case Which::before: {
      const std::size_t top = first_with_its_id(room_, at);
      if (first_ != 0) close_gaps(first, top);
      if (!has_placed()) room_.entries[first_ == 0 ? top : first].gap_above = false;
      if (!has_placed()) room_.entries[top].gap_above = false;
      break;
    }
    case Which::after:
      close_gaps(at, last);
      if (is_end || !has_placed()) close_below(last, true);
      break;
    case Which::latest:
      if (is_end) close_gaps(at, first);
      if (is_end && first_ == 0) close_below(at, true);
      break;
    case Which::around:
      break;
  }
}

// More is asked for where nothing of the page can be shown, or where a gap is to be closed.
void go_on(ClientState& chat, Talk& talk, const PastWish& wish, const Page& page, bool has_placed) {
  const bool goes_up = wish.which == Which::before || wish.which == Which::latest;
  if (!goes_up || page.is_end || page.told == 0) return;
  PastWish next{.talk = &talk, .which = Which::before};
  const std::size_t top = next_of_past(talk.room, 0);
  if (!has_placed && wish.which == Which::before && wish.tries < Past::tries_max &&
      !page.first_id.empty() && "msgid=" + page.first_id != wish.reference) {
    next.anchor = wish.anchor;
    next.reference = "msgid=" + page.first_id;
    next.tries = wish.tries + 1;
  } else if (wish.pages_to_come > 0 && top < talk.room.entries.size()) {
    const auto& entries = talk.room.entries;
    const auto gap = std::find_if(entries.rbegin(), entries.rend(), [](const Entry& entry) {
      return entry.gap_above && is_of_past(entry);
    });
    if (gap == entries.rend()) return;
    const auto index = static_cast<std::size_t>(entries.rend() - gap) - 1;
    if (!has_past_above(talk.room, index)) return;
    next.anchor = gap->msgid;
    next.reference = "msgid=" + gap->msgid;
    next.pages_to_come = wish.pages_to_come - 1;
  } else {
    return;
  }
  ask_past(chat, std::move(next), true);
}

// The parts of one message follow each other, and go together.
void drop(ClientState& chat, Room& room, std::size_t begin, std::size_t end) {
  const auto goes_on = [&](std::size_t i) {
    return i > 0 && i < room.entries.size() && is_of_past(room.entries[i]) &&
           room.entries[i].msgid == room.entries[i - 1].msgid;
  };
  while (goes_on(begin)) --begin;
  while (goes_on(end)) ++end;
  bool has_past_line = false;
  for (std::size_t i = begin; i < end; ++i) {
    const Entry& entry = room.entries[i];
    has_past_line = has_past_line || is_of_past(entry);
    room.msgids.erase(entry.msgid);
    room.edited.erase(edit_of(entry.nick, entry.edits));
    for (const std::string& nonce : entry.nonces) room.nonces.erase(nonce);
    if (const auto reactions = room.reactions.extract(entry.msgid)) {
      chat.reactions_count -= reactions.mapped().size();
    }
    room.entries_bytes -= entry.bytes;
    chat.entries_bytes -= entry.bytes;
  }
  const auto at = room.entries.begin();
  room.entries.erase(at + static_cast<std::ptrdiff_t>(begin),
                     at + static_cast<std::ptrdiff_t>(end));
  if (!has_past_line) return;
  const std::size_t next = next_of_past(room, begin);
  if (next < room.entries.size()) room.entries[next].gap_above = has_past(chat);
}

// The oldest ones; while the user reads among these, some of the newer ones, but for the newest.
void drop_some(ClientState& chat, Room& room) {
  const std::size_t size = room.entries.size();
  const std::size_t kept = std::min(newest_kept, size / 4);
  const auto half = room.entries.begin() + static_cast<std::ptrdiff_t>(size / 2);
  const bool reads_old = room.seen_oldest != 0 && kept > 0 &&
                         std::any_of(room.entries.begin(), half, [&](const Entry& entry) {
                           return entry.number == room.seen_oldest;
                         });
  const std::size_t end = reads_old ? size - kept : 1;
  const std::size_t begin =
      reads_old ? std::max(size / 2, end - std::min(end, dropped_at_once)) : 0;
  drop(chat, room, begin, end);
}

}  // namespace

bool is_of_past(const Entry& entry) { return !entry.msgid.empty(); }

std::size_t index_of_id(const Room& room, const std::string& msgid) {
  if (msgid.empty() || !room.msgids.contains(msgid)) return room.entries.size();
  for (std::size_t i = room.entries.size(); i-- > 0;) {
    if (room.entries[i].msgid == msgid) return i;
  }
  return room.entries.size();
}

void place_page(ClientState& chat, Talk& talk, Page page) {
  const PastWish wish = page.wish;
  const Page facts{{}, {}, page.told, page.first_id, page.is_end};
  Placing placing(chat, talk, std::move(page));
  placing.place();
  if (wish.which == Which::latest) talk.is_behind = false;
  go_on(chat, talk, wish, facts, placing.has_placed());
  count_placed(chat, talk);
  if (wish.which == Which::around) show_found(chat, talk);
  const std::uint64_t top = talk.room.entries.empty() ? 0 : talk.room.entries.front().number;
  keep_bounds(chat, talk.room);
  // A page that does not fit would be fetched again and again.
  const bool is_cut = !talk.room.entries.empty() && talk.room.entries.front().number != top;
  if (wish.which == Which::before && is_cut) talk.past_refused_ms = chat.now.mono_ms;
  ++chat.version;
}

void keep_bounds(ClientState& chat, Room& room) {
  while (room.entries.size() > Room::entries_max || room.entries_bytes > Room::entries_bytes_max) {
    drop_some(chat, room);
  }
  while (chat.entries_bytes > ClientState::entries_bytes_max) {
    const auto& rooms = chat.talks.rooms();
    const auto most = std::max_element(
        rooms.begin(), rooms.end(),
        [](const auto& a, const auto& b) { return a->entries_bytes < b->entries_bytes; });
    drop_some(chat, **most);
  }
}

}  // namespace uvchat::cli
