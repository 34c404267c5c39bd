// SEARCH: finds what was said (the form of soju.im/search).

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/commands/handlers.h"
#include "hub/commands/history_source.h"
#include "hub/iso_time.h"
#include "hub/past_questions.h"
#include "hub/replay.h"
#include "hub/word_lines.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view search_type = "soju.im/search";
constexpr std::string_view no_time = "A time looks like 2026-11-22T14:03:11.123Z";
constexpr std::uint32_t matches_default = 50;
constexpr std::size_t words_max = 8;
constexpr std::uint32_t talks_max = 500;

struct Search {
  store::SearchLines lines;
  std::vector<std::string> in;                     // what was named; empty: everywhere
  std::map<store::RoomNumber, std::string> names;  // of the rooms in `lines`
  AskedTalks talks = {};                           // what is asked for first
  AskedLines asked = {};                           // what is searched
  bool has_asked = false;                          // the store to search
};

void refuse_search(Call& call, std::string_view text) {
  call.reply.fail("SEARCH", {"INVALID_PARAMS"}, text);
}

bool take_time(const std::string& text, std::int64_t& into) {
  const auto ms = parse_iso_time(text);
  if (ms) into = *ms;
  return ms.has_value();
}

std::string_view take_words(const std::string& text, std::vector<std::string>& words) {
  for (const std::string_view word : words_of(text)) {
    const std::size_t bytes = word.find_last_not_of('*') + 1;
    if (bytes < word.size() && bytes < store::beginning_bytes_min) {
      return "A * needs more of the word before it";
    }
    words.emplace_back(word);
  }
  return words.size() > words_max ? "Those are too many words" : std::string_view();
}

// Why it cannot be; empty: it can.
std::string_view take_key(Call& call, std::string_view key, const std::string& value,
                          Search& search) {
  if (key == "in") {
    std::string_view list = value;
    for (std::string_view name; irc::next_in_list(list, name);) search.in.emplace_back(name);
    if (search.in.size() > limits::targets_max) return "Name fewer channels, or none for all";
  } else if (key == "from") {
    const Account* account = call.state.accounts.find(value);
    search.lines.from = value;
    search.lines.from_account = account != nullptr ? account->id : 0;
  } else if (key == "text") {
    return take_words(value, search.lines.words);
  } else if (key == "after") {
    if (!take_time(value, search.lines.after_ms)) return no_time;
  } else if (key == "before") {
    if (!take_time(value, search.lines.before_ms)) return no_time;
  } else if (key == "limit") {
    const auto read =
        std::from_chars(value.data(), value.data() + value.size(), search.lines.count_max);
    if (read.ec != std::errc()) return "limit= takes a number";
  } else {
    return "Only in, from, text, after, before and limit can be asked for";
  }
  return {};
}

void add_source(Search& search, const HistorySource& source) {
  if (source.reader.room == 0 || search.names.contains(source.reader.room)) return;
  search.names.emplace(source.reader.room, source.name);
  search.lines.readers.push_back(source.reader);
  search.lines.readers.back().events = false;
}

// False where one of the names is none that the caller may read, which is said.
bool add_named(Call& call, Search& search) {
  for (const std::string& name : search.in) {
    const auto source = find_history_source(call, name);
    if (!source) {
      call.reply.fail("SEARCH", {"INVALID_PARAMS", name}, "You can read nothing there");
      return false;
    }
    add_source(search, *source);
  }
  return true;
}

void cannot_search(Call& page) {
  page.reply.fail("SEARCH", {"INTERNAL_ERROR"}, "What was said cannot be searched at the moment");
}

void add_all(Call& page, const std::vector<store::TalkTime>& talks, Search& search) {
  for (const Membership* own : page.user().memberships) {
    add_source(search, source_of(page.state, page.session, *own));
  }
  const Account* own = page.session.account();
  for (const store::TalkTime& talk : talks) {
    if (own == nullptr) break;
    HistorySource source;
    source.reader.room = talk.number;
    source.reader.account = own->id;
    add_source(search, source);
  }
}

void take_matches(Call& page, const store::Answer& answer, Search& search) {
  if (answer.outcome == store::Outcome::out_of_time) {
    return page.reply.fail("SEARCH", {"INTERNAL_ERROR"},
                           "The search took too long: name a channel, a time or rarer words");
  }
  if (!answer.page) return cannot_search(page);
  TimeSpan not_found = unstored_in(page, search.asked, *answer.page);
  not_found.extend({answer.page->unindexed_from_us, answer.page->unindexed_to_us});
  Replay found{.batch = std::string(search_type),
               .is_search = true,
               .lines = answer.page->lines,
               .unstored = not_found,
               .name = std::string(page.user().nick()),  // what is missing may be anywhere
               .names = std::move(search.names)};
  answer_in_pages(page,
                  [found = std::move(found)](Call& more) mutable { return tell(more, found); });
}

Progress ask_store_to_search(Call& page, Search& search) {
  search.has_asked = true;
  search.lines.time_max_ms =
      static_cast<std::uint32_t>(page.state.settings.history.search_time_max_ms);
  page.state.work.add(limits::free_work);  // looks through more than it tells
  search.asked = ask_to_search(page, search.lines);
  return Progress::waiting;
}

Progress ask_for_all_talks(Call& page, store::AccountId account, Search& search) {
  search.talks = ask_for_talks(page, {.account = account,
                                      .after_ms = search.lines.after_ms,
                                      .before_ms = page.now.wall_ms() + 1,
                                      .count_max = talks_max,
                                      .newest = true});
  return Progress::waiting;
}

}  // namespace

void handle_search(Call& call) {
  if (!call.session.caps.has(irc::Capability::batch)) {
    return refuse_search(call, "The answer needs the capability batch");
  }
  auto search = std::make_shared<Search>();
  for (const irc::Tag& tag : irc::tags_of(call.param(0))) {
    const std::string_view why = take_key(call, tag.key, irc::unescape_tag(tag.value), *search);
    if (!why.empty()) return refuse_search(call, why);
  }
  const auto max = static_cast<std::uint32_t>(call.state.settings.history.page_lines_max);
  if (search->lines.count_max == 0) search->lines.count_max = matches_default;
  search->lines.count_max = std::min(search->lines.count_max, max);
  if (search->lines.words.empty() && search->lines.from.empty()) {
    return refuse_search(call, "text= or from= is needed");
  }
  if (!add_named(call, *search)) return;
  const Account* own = call.session.account();
  const store::AccountId account = own != nullptr && search->in.empty() ? own->id : 0;
  answer_in_pages(call, [search, account](Call& page) {
    if (page.answer == nullptr && account != 0) return ask_for_all_talks(page, account, *search);
    if (page.answer == nullptr) {
      if (search->in.empty()) add_all(page, {}, *search);
      return ask_store_to_search(page, *search);
    }
    const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
    if (!search->has_asked) {
      const AskedTalks asked = std::exchange(search->talks, {});
      if (answer.outcome != store::Outcome::done) {
        cannot_search(page);
        return Progress::done;
      }
      add_all(page, talks_in(page, asked, answer), *search);
      return ask_store_to_search(page, *search);
    }
    take_matches(page, answer, *search);
    return Progress::done;
  });
}

}  // namespace uvchat::hub
