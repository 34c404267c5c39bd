// What is said, as history has it.

#include "tests/simulation/chronicle.h"

#include <algorithm>
#include <utility>

#include "hub/iso_time.h"
#include "uvchat/irc/message.h"

namespace uvchat::simulation {
namespace {

Said noted(const Person& p, const Speech& speech) {
  Said line;
  line.command = speech.command;
  line.source = speech.source;
  line.relayed_by = speech.relayed_by;
  line.lines = speech.lines;
  if (!line.lines.empty()) line.lines.front().concat = false;  // there is none before it
  line.is_batch = speech.is_batch;
  line.is_bot = p.modes.contains('B');
  line.account = p.account != nullptr && speech.relayed_by.empty() ? p.account->id : 0;
  std::vector<std::string> kept;
  std::string_view rest = speech.client_tags;
  while (const auto tag = irc::next_tag(rest)) {
    // No other is kept that is said here.
    if (tag->key != "+reply" && tag->key != "uvchat/edits") continue;
    kept.push_back(str(tag->key) + (tag->value.empty() ? "" : "=" + str(tag->value)));
  }
  line.client_tags = joined(kept, ';');
  return line;
}

}  // namespace

// --- What is said is noted

// Something happens there that takes a place among the lines.
std::int64_t Chronicle::takes_place(const Channel& channel) {
  if (!bounds_.keeps_past) return now_.wall_us;
  batches_.comes();
  return annals_.next_time(channel.life, now_.wall_us);
}

Said Chronicle::deed(const Person& by, const std::string& command) const {
  Said event;
  event.command = command;
  event.source = prefix(by);
  event.is_bot = by.modes.contains('B');
  event.account = by.account != nullptr ? by.account->id : 0;
  return event;
}

std::int64_t Chronicle::happens(const Channel& channel, Said event) {
  const std::int64_t time_us = event.time_us = takes_place(channel);
  if (!bounds_.keeps_past) return time_us;
  event.life = channel.life;
  event.is_closed = is_closed(channel);
  annals_.add(std::move(event));
  return time_us;
}

// Of somebody whom not all know of it is told, and told again, to those alone who may.
std::int64_t Chronicle::happens_to(const Person& p, const Channel& channel, Said event) {
  event.least_rank = member_of(channel, p.id)->known ? 0 : 2;
  return happens(channel, std::move(event));
}

void Chronicle::happens_everywhere(const Person& p, const Said& event) {
  for (const std::string& folded : p.channels) happens_to(p, channels_.at(folded), event);
}

// When it was told.
std::int64_t Chronicle::note(const Person& p, const Speech& speech, const Channel& channel,
                             int least_rank, const std::string& target) {
  if (!bounds_.keeps_past || speech.command == "TAGMSG") return now_.wall_us;
  Said line = noted(p, speech);
  line.life = channel.life;
  if (target != channel.name) line.target = target;
  line.least_rank = least_rank;
  line.is_closed = is_closed(channel);
  const std::int64_t time_us = line.time_us = takes_place(channel);
  annals_.add(std::move(line));
  return time_us;
}

// Talks with a guest are kept in memory, as long as both are here; those of guests nowhere.
std::int64_t Chronicle::note(const Person& p, const Speech& speech, const Person& other) {
  if (!bounds_.keeps_past || speech.command == "TAGMSG") return now_.wall_us;
  const bool one_is_guest = p.account == nullptr, other_is_guest = other.account == nullptr;
  if (one_is_guest && other_is_guest) return now_.wall_us;
  Said line = noted(p, speech);
  line.target = other.nick;
  line.time_us = now_.wall_us;
  if (one_is_guest || other_is_guest) {
    auto& talk = guest_talks_[std::minmax(p.id, other.id)];
    if (talk.empty()) guest_talks_begun_.emplace_back(std::minmax(p.id, other.id));
    talk.push_back(std::move(line));
    return now_.wall_us;
  }
  batches_.comes();
  line.life = annals_.begin_talk(p.account->id, other.account->id);
  const std::int64_t time_us = line.time_us = annals_.next_time(line.life, now_.wall_us);
  annals_.add(std::move(line));
  return time_us;
}

// --- It is told

void Chronicle::address(Saying& saying, const Speech& speech, const std::string& target) {
  const std::string head = ":" + speech.source + " " + speech.command + " " + target;
  if (speech.is_batch) {
    saying.body = ":" + speech.source + " BATCH +lines draft/multiline " + target;
    saying.head = head + " :";
    saying.lines = speech.lines;
  } else {
    saying.body = head + (saying.tags_only ? "" : " :" + speech.lines.front().text);
  }
}

void Chronicle::tell_in_channel(const Saying& saying, const Channel& channel, int least_rank,
                                const Person* by, const Session* except) {
  for (const Member& member : channel.members) {
    const bool is_own = by != nullptr && member.who == by->id;
    if (!is_own && rank_of(channel, member.who) < least_rank) continue;
    tell_all_of(people_.at(member.who), saying, except);
    if (is_own && by->sessions.size() > 1) happened_.add(Happening::other_session_is_told);
  }
}

// --- It is told again

void Chronicle::say_past(const std::string& type, const std::string& end_tag, const Wish& wish) {
  open_inner_batch(type, end_tag);
  say_lines(wish.found, wish.source.name, wish.names, "batch=inner");
  reply(said(":srv BATCH -inner"));
}

// Who has searched is told themselves of what is missing: it may be anywhere.
void Chronicle::say_found(Wish& wish) {
  look_for_missing(wish, wish.found);
  wish.found.is_search = true;
  wish.found.unstored.extend(wish.found.unindexed);
  if (!wish.found.unindexed.empty()) happened_.add(Happening::unindexed_is_told);
  wish.source.name = me().nick;
  say_past("soju.im/search", {}, wish);
}

void Chronicle::play_lines(const std::string& name, const Found& found) {
  const bool in_batch = caller_->caps.contains("batch");
  if (in_batch) open_inner_batch("chathistory " + name, {});
  say_lines(found, name, {}, in_batch ? "batch=inner" : "");
  if (in_batch) reply(said(":srv BATCH -inner"));
  happened_.add(Happening::line_is_played);
}

void Chronicle::note_doubts(Wish& wish) const {
  std::vector<Reading> readings = wish.readings;
  std::erase_if(readings, [](const Reading& one) { return one.life == 0; });  // their turn is later
  doubts_.asked(readings, wish.asked);
}

// Of what may be missing in the page that has come, its reader hears.
void Chronicle::look_for_missing(const Wish& wish, Found& page) {
  doubts_.answered(wish.asked);
  const TimeSpan missing = doubts_.missing(wish.asked);
  const bool is_in_page = missing.to_us >= page.time.from_us && missing.from_us <= page.time.to_us;
  if (is_in_page) page.unstored = missing;
  if (doubts_.is_withheld(wish.asked)) happened_.add(Happening::unstored_is_withheld);
  breaks(Annals::what_is_not_told(page));
  if (!page.missing.empty()) happened_.add(Happening::line_is_missing);
}

// Of talks that may be missing in the list that has come, too.
void Chronicle::look_for_missing_talks(Wish& wish) {
  doubts_.answered(wish.asked);
  std::vector<Annals::Talk>& talks = wish.talks;
  // Those that are later are told when what is behind it is asked for.
  const bool is_full = wish.of == Wish::Of::targets && talks.size() >= wish.count;
  const std::int64_t last_us = is_full ? talks.back().last_us : INT64_MAX;
  for (Annals::Talk talk : annals_.talks_of(wish.account)) {
    talk.last_us = doubts_.missing_in(annals_.number_of(talk.life), wish.asked).to_us;
    const std::int64_t ms = talk.last_us / 1000;
    const bool is_meant = ms > wish.after_ms && ms < wish.before_ms && talk.last_us <= last_us;
    if (talk.last_us == 0 || !is_meant) continue;
    happened_.add(Happening::unstored_talk_is_told);
    const auto known = std::find_if(talks.begin(), talks.end(),
                                    [&](const Annals::Talk& one) { return one.life == talk.life; });
    if (known == talks.end()) {
      talks.push_back(talk);
    } else {
      known->last_us = std::max(known->last_us, talk.last_us);
    }
  }
  annals_.sort(talks);
  const bool is_cut = wish.of == Wish::Of::targets && talks.size() >= wish.count;
  if (is_cut) return talks.resize(wish.count);
  breaks(annals_.what_talk_is_not_told(talks, wish.account, wish.after_ms, wish.before_ms,
                                       wish.asked.end));
}

// `names`: of several rooms, by their lives. `tag`: empty: they stand in no batch.
void Chronicle::say_lines(const Found& found, const std::string& name,
                          const std::map<std::uint64_t, std::string>& names,
                          const std::string& tag) {
  std::size_t gaps_told = 0;
  bool is_told = found.unstored.empty();
  const auto tell_gaps = [&](std::int64_t until_us) {
    for (; gaps_told < found.gaps.size(); ++gaps_told) {
      const store::Gap& gap = found.gaps[gaps_told];
      if (gap.from_us > until_us) break;
      tell_of_past(gap_between(gap, name), tag);
    }
    if (found.unstored.from_us > until_us || std::exchange(is_told, true)) return;
    tell_of_past(unstored_in(found, name), tag);
  };
  for (const Said& line : found.lines) {
    tell_gaps(line.time_us);
    if (!may_be_told_again(line)) continue;
    const auto of_room = names.find(line.life);
    tell_of_past(again(line, of_room == names.end() ? name : of_room->second), tag);
    happened_.add(Happening::line_is_told_again);
    if (line.stored_us != 0) happened_.add(Happening::late_line_is_told);
    if (line.is_event()) happened_.add(Happening::event_is_told_again);
  }
  tell_gaps(INT64_MAX);
}

// In a batch, or as what else is answered.
void Chronicle::tell_of_past(Saying saying, const std::string& tag) {
  if (!tag.empty()) return tell_unjudged(*caller_, saying, tag);
  saying.is_judged = true;
  reply(saying);
}

Saying Chronicle::gap_between(const store::Gap& gap, const std::string& room) {
  const std::string until = hub::iso_time(gap.to_us / 1000);
  const std::string what =
      gap.lost != 0
          ? std::to_string(gap.lost) + (gap.lost > 1 ? " lines that were" : " line that was") +
                " said until " + until + " could not be kept"
          : "More was said until " + until + " than this page has room for. It is in the history";
  Saying saying{":srv NOTICE " + room + " :" + what, gap.from_us / 1000};
  saying.client_tags = "draft/chathistory-context";
  happened_.add(gap.lost != 0 ? Happening::loss_is_told : Happening::full_page_is_told);
  return saying;
}

Saying Chronicle::unstored_in(const Found& found, const std::string& room) {
  const std::string until = hub::iso_time(found.unstored.to_us / 1000);
  const std::string why = found.is_search ? " cannot be found yet" : " is not stored yet";
  Saying saying{
      ":srv NOTICE " + room + " :What was said until " + until + why + ": ask again later",
      found.unstored.from_us / 1000};
  saying.client_tags = "draft/chathistory-context";
  happened_.add(Happening::unstored_is_told);
  return saying;
}

void Chronicle::open_inner_batch(const std::string& type, const std::string& tag) {
  const bool is_labelled = !caller_->answer.label.empty();
  if (is_labelled) open_batch();
  std::string tags = is_labelled ? "batch=label" : "";
  if (!tag.empty()) tags += (tags.empty() ? "" : ";") + tag;
  tell(*caller_, said(":srv BATCH +inner " + type), tags);
}

// It is known at once that a line is refused, wherever it is by then.
bool Chronicle::may_be_told_again(const Said& line) const {
  return !line.is_redacted && (line.life == 0 || !annals_.at(line.at).is_refused);
}

// As it was said then.
Saying Chronicle::again(const Said& line, const std::string& room) const {
  Saying saying{{}, line.time_us / 1000, true, line.is_bot};
  saying.id = line.id;
  for (const Account& account : accounts_) {
    if (line.account != 0 && account.id == line.account) saying.account = account.name;
  }
  saying.client_tags = line.client_tags;
  saying.relayed_by = line.relayed_by;
  const std::string target = line.target.empty() ? room : line.target;
  const std::string head = ":" + line.source + " " + line.command + " " + target + " :";
  if (line.is_event()) {
    tell_event(saying, line, target);
  } else if (line.is_batch) {
    saying.body = ":" + line.source + " BATCH +lines draft/multiline " + target;
    saying.head = head;
    saying.lines = line.lines;
  } else {
    saying.body = head + line.lines.front().text;
  }
  return saying;
}

void Chronicle::tell_event(Saying& saying, const Said& event, const std::string& target) {
  saying.body = ":" + event.source + " " + event.command;
  if (event.command != "QUIT") saying.body += " " + target;
  if (event.command == "JOIN") {
    const std::string account = saying.account.empty() ? "*" : saying.account;
    saying.extended = " " + account + " :" + text_of(event);
    return;
  }
  if (!event.words.empty()) saying.body += " " + event.words;
  if (!event.lines.empty()) saying.body += " :" + text_of(event);
}

void Chronicle::tell_targets(Wish& wish) {
  if (wish.account != 0) look_for_missing_talks(wish);
  for (const Annals::Talk& talk : wish.talks) {
    for (const Account& account : accounts_) {
      if (account.id == talk.with) wish.targets.emplace_back(talk.last_us, account.name);
    }
  }
  std::stable_sort(wish.targets.begin(), wish.targets.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  if (wish.targets.size() > wish.count) wish.targets.resize(wish.count);
  open_inner_batch("draft/chathistory-targets", {});
  for (const auto& [time_us, name] : wish.targets) {
    tell(*caller_, said(":srv CHATHISTORY TARGETS " + name + " " + hub::iso_time(time_us / 1000)),
         "batch=inner");
  }
  reply(said(":srv BATCH -inner"));
}

}  // namespace uvchat::simulation
