// SEARCH, REDACT and MARKREAD; and what the store is asked for of what was said.

#include <algorithm>
#include <charconv>
#include <utility>

#include "hub/iso_time.h"
#include "tests/simulation/model_playback.h"
#include "tests/simulation/taken_back.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {
namespace {

const std::string unsearchable = "What was said cannot be searched at the moment";

}  // namespace

void Model::has_past(Annals annals) {
  annals_ = std::move(annals);
  annals_.may_lose(bounds_.may_lose);
  annals_.is_strict(bounds_.is_strict);
  if (bounds_.is_strict) doubts_.is_strict();
}

Annals Model::take_past() {
  annals_.crash();
  return std::move(annals_);
}

// --- What the store does

// Of a question the ticket is known from here on.
void Model::asked_of_past(const AskStore& asked, bool done) {
  const bool is_of_session = store::is_slow_question(asked.request) ||
                             std::holds_alternative<store::Redact>(asked.request);
  const bool is_of_markers = std::holds_alternative<store::ReadMarkers>(asked.request);
  if (is_of_session || is_of_markers) {
    if (asked_by(asked.ticket.conn, Question::Of::past, asked.ticket) == nullptr) {
      breaks("the hub asks for what was said, and nobody wants to know it");
    }
  }
  if (store::is_slow_question(asked.request)) {
    const auto& question = sessions_.at(asked.ticket.conn).question;
    const bool is_its = question && question->wish && question->ticket == asked.ticket.number;
    if (is_its) note_doubts(*question->wish);
  }
  if (std::holds_alternative<store::Redact>(asked.request)) {
    const auto& question = sessions_.at(asked.ticket.conn).question;
    if (question && question->wish) redactions_[asked.ticket.number] = *question->wish;
  }
  give_annals(asked);
  if (const auto* marker = std::get_if<store::SetMarker>(&asked.request)) {
    const auto set = markers_set_.find({marker->account, marker->target});
    if (set == markers_set_.end() || !set->second.contains(marker->time_ms)) {
      breaks("the hub keeps a marker that nobody has set: " + marker->target);
    }
  }
  if (done) done_by_store(asked);
  breaks(annals_.what_is_never_seen());
}

void Model::give_annals(const AskStore& asked) {
  const std::uint64_t ticket = asked.ticket.number;
  const std::size_t before = annals_.lines_given();
  if (std::string wrong = annals_.given(asked.request, ticket); !wrong.empty()) breaks(wrong);
  if (const auto* gap = std::get_if<store::KeepGap>(&asked.request)) doubts_.given(*gap, ticket);
  if (const auto* lines = std::get_if<store::KeepLines>(&asked.request)) {
    doubts_.given(*lines, ticket);
  }
  if (!bounds_.is_strict) return;
  if (const auto* lines = std::get_if<store::KeepLines>(&asked.request)) {
    batches_.given(*lines, ticket, before, annals_.lines_given());
  } else if (const auto* back = std::get_if<store::TakeBack>(&asked.request)) {
    breaks(batches_.given(*back, ticket));
  }
}

// In this moment; when the answer comes, and whether it does, is another matter.
void Model::done_by_store(const AskStore& asked) {
  annals_.done(asked.request);
  const auto at = sessions_.find(asked.ticket.conn);
  if (at == sessions_.end() || at->second.gone) return;
  if (!at->second.question || !at->second.question->wish) return;
  const Question& question = *at->second.question;
  if (question.ticket != asked.ticket.number) return;
  Wish& wish = *question.wish;
  if (std::holds_alternative<store::ReadMarkers>(asked.request)) {
    const Person& p = person_of(at->second);
    if (p.account != nullptr) wish.markers = annals_.stored_markers(p.account->id);
  } else if (std::holds_alternative<store::ReadTalks>(asked.request)) {
    wish.talks = annals_.stored_talks(wish.account, wish.after_ms, wish.before_ms);
    if (wish.of == Wish::Of::targets && wish.talks.size() > wish.count) {
      wish.talks.resize(wish.count);
    }
  } else if (std::holds_alternative<store::SearchLines>(asked.request)) {
    wish.found = annals_.find_newest(wish.readings, wish.count);
  } else if (std::holds_alternative<store::ReadLines>(asked.request)) {
    wish.just_found = annals_.find(wish.readings.front());
    annals_.is_given(wish.just_found);
  }
}

void Model::go_on_with_past(const Question& question, const store::Answer& answer) {
  const std::shared_ptr<Wish>& wish = question.wish;
  const bool is_answered = answer.outcome == store::Outcome::done;
  switch (wish->of) {
    case Wish::Of::lines:
      if (!is_answered) {
        return reply(said(":srv FAIL CHATHISTORY MESSAGE_ERROR * " + middle(wish->source.name) +
                          " :What was said cannot be read at the moment"));
      }
      wish->readings.erase(wish->readings.begin());
      look_for_missing(*wish, wish->just_found);
      wish->found.unstored.extend(wish->just_found.unstored);
      wish->found.has_more = wish->found.has_more || wish->just_found.has_more;
      std::move(wish->just_found.lines.begin(), wish->just_found.lines.end(),
                std::back_inserter(wish->found.lines));
      for (const store::Gap& gap : wish->just_found.gaps) {
        const auto& gaps = wish->found.gaps;
        if (std::count(gaps.begin(), gaps.end(), gap) == 0) wish->found.gaps.push_back(gap);
      }
      return ask_for_past(wish);
    case Wish::Of::targets:
      if (is_answered) return tell_targets(*wish);
      return reply(
          said(":srv FAIL CHATHISTORY MESSAGE_ERROR TARGETS * :What was said cannot be "
               "read at the moment"));
    case Wish::Of::talks_to_search:
    case Wish::Of::search:
      if (!is_answered) return reply(said(":srv FAIL SEARCH INTERNAL_ERROR :" + unsearchable));
      if (wish->of == Wish::Of::search) return say_found(*wish);
      look_for_missing_talks(*wish);
      return search_everywhere(me(), wish);
    case Wish::Of::look_to_redact:
      return go_on_with_redaction(wish, is_answered);
    case Wish::Of::redact:
      if (answer.outcome == store::Outcome::unavailable) {
        refuse_redaction(*wish, "STORE_UNAVAILABLE",
                         "What was said cannot be changed at the moment");
      } else if (!is_answered) {
        refuse_redaction(*wish, "UNKNOWN_MSGID",
                         "There is no such message there that you can read");
      } else if (wish->may_be_replaced) {
        note_taken_back(*caller_, *wish, annals_.at(wish->line));
      }
      return;
    case Wish::Of::talks_to_play:
    case Wish::Of::play:
      return Playback{*this}.go_on(wish, is_answered);
    case Wish::Of::replay:
      return go_on_with_replay(*wish, is_answered);
    case Wish::Of::markers:
      if (is_answered) {
        for (const auto& [target, ms] : wish->markers) {
          std::int64_t& known = me().markers[target];
          known = std::max(known, ms);
        }
        me().has_all_markers = true;
      }
      return go_on_with_marker(me(), *wish);
  }
}

// --- SEARCH

void Model::search(Person& p, const irc::Message& message) {
  const auto refuse = [&](const std::string& what) {
    reply(said(":srv FAIL SEARCH INVALID_PARAMS" + what));
  };
  if (!caller_->caps.contains("batch")) return refuse(" :The answer needs the capability batch");
  auto wish = std::make_shared<Wish>();
  std::vector<std::string> in;
  std::string word;
  std::string_view rest = message.param(0);
  while (const auto tag = irc::next_tag(rest)) {
    if (tag->key == "in") {
      std::string_view list = tag->value;
      for (std::string_view name; irc::next_in_list(list, name);) in.emplace_back(name);
    } else if (tag->key == "text") {
      word = tag->value;
    } else if (tag->key == "limit") {
      std::from_chars(tag->value.data(), tag->value.data() + tag->value.size(), wish->count);
    } else {
      return refuse(" :Only in, from, text, after, before and limit can be asked for");
    }
  }
  wish->count = std::min(wish->count == 0 ? 50 : wish->count, page_lines_max);
  if (word.empty()) return refuse(" :text= or from= is needed");
  wish->asked_for = word;
  for (const std::string& name : in) {
    const auto source = source_named(p, name);
    if (!source) return refuse(" " + middle(name) + " :You can read nothing there");
    add_to_search(*wish, *source);
  }
  if (in.empty() && p.account != nullptr) {
    wish->of = Wish::Of::talks_to_search;
    wish->account = p.account->id;
    wish->before_ms = now_.wall_ms() + 1;
    return wait_for_past(wish);
  }
  if (in.empty()) return search_everywhere(p, wish);
  wish->of = Wish::Of::search;
  wait_for_past(wish);
}

void Model::add_to_search(Wish& wish, const Source& source) {
  if (!is_kept(source) || wish.names.contains(source.life)) return;
  wish.names[source.life] = source.name;
  Reading reading = source.reading;
  reading.word = wish.asked_for;
  reading.newest = true;
  reading.count = page_lines_max;
  reading.end = annals_.size();
  wish.readings.push_back(std::move(reading));
}

void Model::search_everywhere(const Person& p, const std::shared_ptr<Wish>& wish) {
  wish->of = Wish::Of::search;
  for (const std::string& folded : p.channels) {
    const Channel& channel = channels_.at(folded);
    Source source;
    source.name = channel.name;
    source.life = channel.life;
    source.reading = reading_of(p, channel);
    add_to_search(*wish, source);
  }
  for (const Annals::Talk& talk : wish->talks) {
    Source source;
    source.life = source.reading.life = talk.life;
    source.reading.account = wish->account;
    if (p.account != nullptr) add_to_search(*wish, source);
  }
  wait_for_past(wish);
}

// --- REDACT

void Model::refuse_redaction(const Wish& wish, const std::string& code, const std::string& why) {
  reply(said(":srv FAIL REDACT " + code + " " + middle(wish.asked_for) + " " + middle(wish.id) +
             " :" + why));
}

void Model::redact(Person& p, const irc::Message& message) {
  auto wish = std::make_shared<Wish>();
  wish->of = Wish::Of::look_to_redact;
  wish->asked_for = message.param(0);
  wish->id = message.param(1);
  const auto source = source_named(p, message.param(0));
  if (!source) {
    return reply(said(":srv FAIL REDACT INVALID_TARGET " + middle(wish->asked_for) +
                      " :You can read nothing there"));
  }
  const auto line = annals_.line_with_id(wish->id);
  const bool is_there =
      line && source->life != 0 && annals_.at(*line).place.room == annals_.number_of(source->life);
  if (!is_there) {
    return refuse_redaction(*wish, "UNKNOWN_MSGID",
                            "There is no such message there that you can read");
  }
  wish->source = *source;
  wish->line = *line;
  const std::size_t head = prefix(p).size() + wish->asked_for.size() + 60;
  wish->reason = shortened(p, "REDACT", wish->asked_for, message.param(2), line_room - head);
  Reading exactly = source->reading;
  exactly.after = just_before({Edge::By::line, *line, 0, 0});
  exactly.before = {Edge::By::line, *line + 1, 0, 0};
  exactly.count = 1;
  exactly.events = true;
  wish->readings.push_back(exactly);
  wait_for_past(wish);
}

void Model::go_on_with_redaction(const std::shared_ptr<Wish>& wish, bool is_answered) {
  if (!is_answered) {
    return refuse_redaction(*wish, "STORE_UNAVAILABLE",
                            "What was said cannot be changed at the moment");
  }
  const Person& p = me();
  const auto& found = wish->just_found.lines;
  if (found.empty()) {
    doubts_.answered(wish->asked);
    const TimeSpan missing = doubts_.missing(wish->asked);
    const std::int64_t told_us = annals_.at(wish->line).time_us;
    if (missing.from_us <= told_us && told_us <= missing.to_us) {
      happened_.add(Happening::line_cannot_be_redacted_yet);
      return refuse_redaction(*wish, "STORE_UNAVAILABLE",
                              "That is not stored yet: try again later");
    }
  }
  if (found.empty() || found.front().is_redacted || found.front().is_event()) {
    return refuse_redaction(*wish, "UNKNOWN_MSGID",
                            "There is no such message there that you can read");
  }
  const Said& line = wish->just_found.lines.front();
  const Channel* channel =
      wish->source.channel_id == 0 ? nullptr : channel_of(wish->source.channel_id);
  const bool rules = channel != nullptr && rank_of(*channel, p.id) >= 2;
  const bool is_own = p.account != nullptr ? line.account == p.account->id
                                           : line.account == 0 && line.source == prefix(p) &&
                                                 line.time_us >= wish->source.reading.began_us;
  if (!rules && !is_own) return refuse_redaction(*wish, "REDACT_FORBIDDEN", "You did not say that");
  if (!rules && now_.wall_us - line.time_us > std::int64_t{redaction_window_s} * 1'000'000) {
    return reply(said(":srv FAIL REDACT REDACT_WINDOW_EXPIRED " + middle(wish->asked_for) + " " +
                      middle(wish->id) + " " + std::to_string(redaction_window_s) +
                      " :It is too late to take that back"));
  }
  wish->of = Wish::Of::redact;
  wish->may_be_replaced = is_own && line.least_rank == 0;
  wish->prefix = prefix(p);
  wait_for_past(wish);
}

// Whoever has asked may be gone.
void Model::settle_redaction(const StoreAnswered& stored) {
  const auto asked = redactions_.extract(stored.ticket.number);
  if (asked.empty() || stored.answer.outcome != store::Outcome::done) return;
  tell_redaction(asked.mapped());
}

// All who could hear the line hear that it is gone, whoever has asked for it.
void Model::tell_redaction(const Wish& wish) {
  happened_.add(Happening::line_is_redacted);
  const Said& line = annals_.at(wish.line);
  const auto tell_person = [&](const Person& p, const std::string& target) {
    const std::string reason = wish.reason.empty() ? "" : " :" + wish.reason;
    for (const ConnId conn : p.sessions) {
      Session& s = sessions_.at(conn);
      if (!s.caps.contains("draft/message-redaction")) continue;
      tell_unjudged(s, said(":" + wish.prefix + " REDACT " + target + " " + wish.id + reason), {});
    }
  };
  if (wish.source.channel_id != 0) {
    const Channel* channel = channel_of(wish.source.channel_id);
    if (channel == nullptr) return;
    for (const Member& member : channel->members) {
      if (rank_of(*channel, member.who) < line.least_rank) continue;
      if (line.is_closed && member.began_us > line.time_us) continue;  // they were not there
      tell_person(people_.at(member.who), channel->name);
    }
    return;
  }
  for (const Account& account : accounts_) {
    const bool is_meant =
        account.id == wish.source.other || account.id == wish.source.reading.account;
    if (account.id != 0 && is_meant && account.user != 0) {
      tell_person(people_.at(account.user), wish.source.name);
    }
  }
}

// --- MARKREAD

void Model::markread(Person& p, const irc::Message& message) {
  constexpr std::string_view time_key = "timestamp=";
  const std::string target = str(message.param(0));
  const std::string_view word = message.param(1);
  if (target.empty()) return reply(said(":srv FAIL MARKREAD NEED_MORE_PARAMS :Whose marker?"));
  const bool is_name =
      target.starts_with('#') ? names_.valid_channel(target) : names_.valid_nick(target);
  const auto ms =
      word.starts_with(time_key) ? hub::parse_iso_time(word.substr(time_key.size())) : std::nullopt;
  if (!is_name || (!word.empty() && !ms)) {
    return reply(said(":srv FAIL MARKREAD INVALID_PARAMS " + middle(target) +
                      " :MARKREAD <channel|nick> [timestamp=<time>]"));
  }
  auto wish = std::make_shared<Wish>();
  wish->of = Wish::Of::markers;
  wish->asked_for = target;
  wish->marker_ms = std::min(ms.value_or(0), now_.wall_ms());
  if (p.account == nullptr || p.has_all_markers) return go_on_with_marker(p, *wish);
  wait_for_past(wish);
}

// Markers only go on.
void Model::go_on_with_marker(Person& p, const Wish& wish) {
  const std::string& target = wish.asked_for;
  std::string fold = names_.fold(target);
  if (!target.starts_with('#')) {
    const Person* user = holder_of(target);
    const Account* account = user != nullptr ? user->account : account_named(target);
    if (account != nullptr) fold = names_.fold(account->name);
  }
  std::int64_t& known = p.markers[fold];
  const bool is_later = wish.marker_ms > known;
  if (is_later) known = wish.marker_ms;
  if (is_later && p.account != nullptr) markers_set_[{p.account->id, fold}].insert(wish.marker_ms);
  const std::string time = known == 0 ? "*" : "timestamp=" + hub::iso_time(known);
  reply(said(":srv MARKREAD " + target + " " + time));
}

}  // namespace uvchat::simulation
