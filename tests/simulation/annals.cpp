#include "tests/simulation/annals.h"

#include <algorithm>
#include <utility>

#include "hub/msgid.h"
#include "tests/simulation/past_store.h"
#include "tests/simulation/voice.h"

namespace uvchat::simulation {
namespace {

std::string command_of(store::LineKind kind) {
  static const std::vector<std::string> commands = {"PRIVMSG", "NOTICE", "TAGMSG", "JOIN",
                                                    "PART",    "QUIT",   "KICK",   "NICK",
                                                    "TOPIC",   "MODE",   "RENAME"};
  return commands.at(static_cast<std::size_t>(kind));
}

bool is_as_it_was_told(const Said& said, const store::StoredLine& kept) {
  return kept.key.time_us == said.time_us && command_of(kept.kind) == said.command &&
         static_cast<int>(kept.audience) == said.least_rank && kept.is_closed == said.is_closed &&
         kept.is_multiline == said.is_batch && kept.is_bot == said.is_bot &&
         kept.account == said.account && kept.source == said.source && kept.target == said.target &&
         kept.words == (said.is_event() ? said.words : said.relayed_by) &&
         kept.text.has_value() != said.lines.empty() &&
         Voice::matches(text_of(said), kept.text.value_or("")) && kept.tags == said.client_tags;
}

}  // namespace

// --- Lives

std::uint64_t Annals::begin_life() {
  lives_.emplace_back();
  return lives_.size() - 1;
}

std::uint64_t Annals::begin_room(const std::string& fold) {
  const std::uint64_t life = begin_life();
  named(life, fold);
  return life;
}

void Annals::drop_life(std::uint64_t life) {
  end_life(life);
  std::erase_if(namings_, [life](const Naming& naming) { return naming.life == life; });
}

void Annals::named(std::uint64_t life, const std::string& fold) {
  namings_.push_back({life, fold});
}

std::uint64_t Annals::life_of_room(const std::string& fold) {
  for (const auto& [number, name] : names_kept_) {
    if (name != fold) continue;
    std::uint64_t life = life_with(number);
    if (life == 0) {
      life = begin_life();
      lives_[life].number = number;
    }
    lives_[life].has_ended = false;
    return life;
  }
  return begin_room(fold);
}

std::uint64_t Annals::life_of_talk(std::uint64_t one, std::uint64_t other) const {
  const auto at = talks_.find(std::minmax(one, other));
  return at == talks_.end() ? 0 : at->second;
}

std::uint64_t Annals::begin_talk(std::uint64_t one, std::uint64_t other) {
  std::uint64_t& life = talks_[std::minmax(one, other)];
  if (life == 0) life = begin_life();
  return life;
}

Annals::Markers Annals::stored_markers(std::uint64_t account) const {
  const auto at = markers_kept_.find(account);
  return at == markers_kept_.end() ? Markers() : at->second;
}

void Annals::rename(Markers& markers, const std::string& old_fold, const std::string& fold,
                    OldMarker own) {
  if (old_fold == fold) return;
  if (own == OldMarker::is_dropped) markers.erase(fold);
  const auto old = markers.extract(old_fold);
  if (old.empty()) return;
  std::int64_t& fresh = markers[fold];
  fresh = std::max(fresh, old.mapped());
}

std::uint64_t Annals::life_with(store::RoomNumber number) const {
  for (std::size_t life = lives_.size() - 1; life > 0; --life) {
    if (lives_[life].number == number) return life;
  }
  return 0;
}

// --- What is said

std::int64_t Annals::next_time(std::uint64_t life, std::int64_t now_us) {
  Life& here = lives_.at(life);
  if (here.number == 0 && free_numbers_.empty()) {
    here.number = ++last_number_;
  } else if (here.number == 0) {
    here.number = free_numbers_.back();
    free_numbers_.pop_back();
  }
  here.last_us = std::max(now_us, here.last_us + 1);
  return here.last_us;
}

void Annals::not_before(std::uint64_t life, std::int64_t time_us) {
  std::int64_t& last_us = lives_.at(life).last_us;
  last_us = std::max(last_us, time_us - 1);
}

Edge Annals::before_line(std::uint64_t life, std::size_t line) const {
  const bool is_said = line < lines_.size();
  return {Edge::By::line, line, 0, is_said ? lines_[line].time_us : lives_.at(life).last_us};
}

void Annals::add(Said line) {
  line.at = lines_.size();
  lives_.at(line.life).lines.push_back(line.at);
  lines_.push_back(std::move(line));
}

std::optional<std::size_t> Annals::line_with_id(std::string_view id) const {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? std::nullopt : std::optional(at->second);
}

const Said* Annals::last_speech(std::uint64_t life) const {
  const std::vector<std::size_t>& lines = lives_.at(life).lines;
  for (auto at = lines.rbegin(); at != lines.rend(); ++at) {
    const Said& line = lines_[*at];
    if (!line.is_lost && line.is_speech() && line.least_rank == 0) return &line;
  }
  return nullptr;
}

void Annals::joins(std::uint64_t life, std::uint64_t account, std::int64_t at_us) {
  lives_.at(life).joined.try_emplace(account, at_us);
}

// --- The store

std::string Annals::given(const store::Request& request, std::uint64_t ticket) {
  if (const auto* lines = std::get_if<store::KeepLines>(&request)) return given_lines(*lines);
  if (const auto* free = std::get_if<store::FreeRoom>(&request)) {
    return given_to_free(*free, ticket);
  }
  if (const auto* join = std::get_if<store::NoteJoin>(&request)) {
    const bool is_true = std::any_of(lives_.begin(), lives_.end(), [&](const Life& life) {
      const auto first = life.joined.find(join->account);
      return first != life.joined.end() && first->second <= join->at_us;
    });
    return is_true ? "" : "the hub notes that an account has joined a room, and it has not";
  }
  if (const auto* gap = std::get_if<store::KeepGap>(&request)) return given_gap(*gap);
  return {};
}

// Of lines that were told then; how many of them were lost is looked at in the end.
std::string Annals::given_gap(const store::KeepGap& gap) const {
  if (!may_lose_) return "the hub has lost a line";
  const std::uint64_t life = life_with(gap.room);
  const auto is_at = [&](std::int64_t time_us) {
    return std::any_of(lives_[life].lines.begin(), lives_[life].lines.end(), [&](std::size_t line) {
      return lines_[line].time_us == time_us && lines_[line].heard() == heard_of(gap);
    });
  };
  const bool is_true = gap.lost > 0 && is_at(gap.from_us) && is_at(gap.to_us);
  return is_true ? "" : "the hub has lost what nobody has said";
}

// Where it is asked again, the first answer counts no more.
std::string Annals::given_to_free(const store::FreeRoom& request, std::uint64_t ticket) {
  std::erase_if(being_freed_, [&](const auto& entry) { return entry.second == request.room; });
  being_freed_[ticket] = request.room;
  const std::uint64_t life = life_with(request.room);
  return life == 0 || lives_[life].has_ended ? "" : "the hub erases what is said in a room";
}

void Annals::answered(std::uint64_t ticket, store::Outcome outcome) {
  const auto freed = being_freed_.extract(ticket);
  if (freed.empty() || outcome != store::Outcome::done) return;
  free_numbers_.push_back(freed.mapped());
}

// A batch may be asked for more than once.
std::string Annals::given_lines(const store::KeepLines& request) {
  if (request.lines == nullptr || !batches_.insert(request.lines.get()).second) return {};
  given_batches_.push_back(request.lines);
  for (const store::RoomName& name : request.rooms) given_name(name);
  for (const store::StoredLine& line : *request.lines) {
    // It is asked again without speech. A room that is erased may have had the same place.
    const auto known = by_place_.find({line.room, line.key});
    const bool is_known =
        known != by_place_.end() && lives_[lines_[known->second].life].number == line.room;
    if (is_known) continue;
    if (std::string wrong = given_line(line); !wrong.empty()) return wrong;
  }
  return {};
}

void Annals::given_name(const store::RoomName& name) {
  const auto naming = std::find_if(namings_.begin(), namings_.end(), [&](const Naming& n) {
    const store::RoomNumber number = lives_[n.life].number;
    return n.fold == name.fold && number == name.number;
  });
  if (naming != namings_.end()) namings_.erase(naming);
}

std::string Annals::given_line(const store::StoredLine& line) {
  const std::string about = line.source + " in " + line.target + ": " + line.text.value_or("");
  const auto is_it = [&](const Said& said) {
    return said.time_us == line.key.time_us && lives_[said.life].number == line.room;
  };
  while (may_lose_ && given_ < lines_.size() && !is_it(lines_[given_])) ++given_;  // it is lost
  if (given_ >= lines_.size()) return "the hub keeps what nobody has said: " + about;
  Said& said = lines_[given_];
  if (!is_as_it_was_told(said, line)) {
    return "the hub keeps " + command_of(line.kind) + " of " + about + "\nand what was told is " +
           said.command + " of " + said.source + " in " + said.target + ": " + text_of(said);
  }
  if (lives_[said.life].number != line.room) {
    return "the hub keeps a line in another room: " + about;
  }
  // How long somebody was silent who has quit for it, only the hub may know.
  if (said.is_event() && line.text) said.lines = {{*line.text}};
  said.place = {line.room, line.key};
  const hub::MsgidText id = hub::msgid_text({line.room, line.key});
  said.id.assign(id.data(), id.size());
  by_id_[said.id] = by_place_[{line.room, line.key}] = given_++;
  return {};
}

void Annals::done(const store::Request& request) {
  if (const auto* lines = std::get_if<store::KeepLines>(&request)) return done_lines(*lines);
  if (std::holds_alternative<store::ReadLines>(request)) return all_are_indexed();
  if (const auto* join = std::get_if<store::NoteJoin>(&request)) {
    joined_kept_.try_emplace({join->room, join->account}, join->at_us);
    numbers_kept_.insert(join->room);
  } else if (const auto* marker = std::get_if<store::SetMarker>(&request)) {
    std::int64_t& kept = markers_kept_[marker->account][marker->target];
    kept = std::max(kept, marker->time_ms);
  } else if (const auto* renamed = std::get_if<store::RenameRoom>(&request)) {
    for (auto& [account, markers] : markers_kept_) {
      rename(markers, renamed->fold, renamed->name.fold, OldMarker::is_dropped);
    }
  } else if (const auto* gap = std::get_if<store::KeepGap>(&request)) {
    gaps_kept_.try_emplace(
        {gap->room, gap->from_us},
        KeptGap{store::Gap{gap->from_us, gap->to_us, gap->lost}, heard_of(*gap)});
    numbers_kept_.insert(gap->room);
    std::int64_t& last_us = lost_last_[gap->room];
    if (talks_kept_.contains(gap->room)) last_us = std::max(last_us, gap->to_us);
  } else if (const auto* redact = std::get_if<store::Redact>(&request)) {
    const auto line = by_place_.find({redact->room, redact->key});
    if (line != by_place_.end()) lines_[line->second].is_redacted = true;
  } else if (const auto* back = std::get_if<store::TakeBack>(&request)) {
    for (const store::LinePlace& place : back->lines) {
      lines_[by_place_.at({place.room, place.key})].is_stored = false;
    }
  } else if (const auto* free = std::get_if<store::FreeRoom>(&request)) {
    const std::uint64_t life = life_with(free->room);
    if (life != 0) lives_[life].number = 0;
    numbers_kept_.erase(free->room);
    names_kept_.erase(free->room);
    talks_kept_.erase(free->room);
    std::erase_if(joined_kept_, [&](const auto& entry) { return entry.first.first == free->room; });
    std::erase_if(gaps_kept_, [&](const auto& entry) { return entry.first.first == free->room; });
    lost_last_.erase(free->room);
  }
}

void Annals::all_are_indexed() {
  for (Said& line : lines_) line.is_indexed = line.is_stored;
}

void Annals::done_lines(const store::KeepLines& request) {
  all_are_indexed();
  for (const store::Talk& talk : request.talks) {
    talks_kept_.insert(talk.number);
    numbers_kept_.insert(talk.number);
  }
  for (const store::RoomName& name : request.rooms) {
    std::erase_if(names_kept_, [&](const auto& entry) { return entry.second == name.fold; });
    names_kept_[name.number] = name.fold;
    numbers_kept_.insert(name.number);
  }
  if (request.lines == nullptr) return;
  for (const store::StoredLine& line : *request.lines) {
    numbers_kept_.insert(line.room);
    const auto at = by_place_.find({line.room, line.key});
    if (at != by_place_.end()) is_stored(lines_[at->second], request);
  }
}

// Whoever was given a later line before is given this one only where it is known to be late.
void Annals::is_stored(Said& line, const store::KeepLines& by) {
  if (std::exchange(line.is_stored, true)) return;
  const bool is_late = by.is_asked_again || by.stored_us > line.time_us + store::late_us_min;
  line.stored_us = is_late ? by.stored_us : 0;
  const std::size_t read_until = lives_[line.life].read_until;
  if (line.at >= read_until || line.is_refused) return;
  const std::int64_t cursor_us = lines_[read_until].time_us;
  if (line.stored_us != 0 && line.stored_us >= cursor_us - late_slack_us) return;
  never_seen_ = "who has read on does not see what " + line.source + " said: " + text_of(line);
}

store::LinePlace Annals::refuse(std::size_t line) {
  lines_.at(line).is_refused = true;
  return lines_[line].place;
}

// Nobody knows any more what was refused and is there.
void Annals::crash() {
  for (Said& line : lines_) {
    line.is_lost = !line.is_stored;
    line.is_refused = false;
  }
  given_ = lines_.size();
  for (const auto& [begin, kept] : gaps_kept_) old_gaps_.insert(begin);
  namings_.clear();
  free_numbers_.clear();
  being_freed_.clear();
  last_number_ = numbers_kept_.empty() ? 0 : *numbers_kept_.rbegin();
  std::erase_if(
      talks_, [&](const auto& talk) { return !talks_kept_.contains(lives_[talk.second].number); });
  for (Life& life : lives_) {
    life.has_ended = true;
    life.last_us = 0;
    if (!names_kept_.contains(life.number) && !talks_kept_.contains(life.number)) life.number = 0;
    std::erase_if(life.joined, [&](const auto& joined) {
      return !joined_kept_.contains({life.number, joined.first});
    });
  }
}

std::string Annals::what_is_not_stored() const {
  for (const Said& line : lines_) {
    const bool is_as_it_should_be = line.is_stored != line.is_refused;
    if (is_as_it_should_be || line.is_lost || lives_[line.life].has_ended) continue;
    if (!line.is_refused && gap_of(line) != nullptr) continue;
    const std::string what = line.is_refused ? " was told is not kept: " : " has said: ";
    return "what " + line.source + what + text_of(line);
  }
  return gaps_that_are_wrong();
}

// The hub has never given it.
const Annals::KeptGap* Annals::gap_of(const Said& line) const {
  if (line.place.room != 0) return nullptr;
  const store::RoomNumber room = lives_[line.life].number;
  for (const auto& [begin, kept] : gaps_kept_) {
    const bool is_then = kept.gap.from_us <= line.time_us && line.time_us <= kept.gap.to_us;
    if (begin.first == room && is_then && kept.heard == line.heard()) return &kept;
  }
  return nullptr;
}

std::string Annals::gaps_that_are_wrong() const {
  for (const Life& life : lives_) {
    if (life.number == 0 || life.has_ended) continue;
    std::size_t lost = 0, told = 0;
    for (const std::size_t line : life.lines) {
      lost += !lines_[line].is_lost && gap_of(lines_[line]) != nullptr ? 1 : 0;
    }
    for (const auto& [begin, kept] : gaps_kept_) {
      told += begin.first == life.number && !old_gaps_.contains(begin) ? kept.gap.lost : 0;
    }
    if (lost != told) {
      return "how much is lost: " + std::to_string(told) + " lines and not " + std::to_string(lost);
    }
  }
  return {};
}

}  // namespace uvchat::simulation
