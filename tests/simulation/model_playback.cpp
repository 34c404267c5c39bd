// PRIVMSG *playback :PLAY, of which each channel and each talk is told as a page is.

#include "tests/simulation/model_playback.h"

#include <cmath>
#include <sstream>

namespace uvchat::simulation {
namespace {

// Of "1790000000.123"; nothing where it is no time.
std::optional<std::int64_t> ms_of(const std::string& word) {
  std::istringstream in(word);
  double seconds = -1;
  in >> seconds;
  if (in.fail() || !in.eof() || seconds < 0 || seconds >= 1e11) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(seconds * 1000));
}

Found lines_between(const std::vector<Said>& talk, const Edge& after, const Edge& before) {
  Found found;
  for (const Said& line : talk) {
    const std::int64_t ms = line.time_us / 1000;
    const bool is_before = before.by == Edge::By::nothing || ms < before.time_ms;
    if (ms > after.time_ms && is_before) found.lines.push_back(line);
  }
  return found;
}

}  // namespace

void Model::Playback::say(const std::string& text) const {
  model.reply(model.said(":*playback!znc@srv NOTICE " + model.me().nick + " :" + text));
}

void Model::Playback::play(std::string_view text) const {
  std::istringstream in{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  const auto from = words.size() > 2 ? ms_of(words[2]) : std::optional<std::int64_t>(0);
  const auto to = words.size() > 3 ? ms_of(words[3]) : std::optional<std::int64_t>(0);
  const bool is_play = words.size() >= 2 && words.size() <= 4 && upper(words[0]) == "PLAY";
  if (!is_play || !from || !to) {
    return say("PLAY <channel|nick|*>{,...} [<from> [<to>]], in seconds since 1970");
  }
  auto wish = std::make_shared<Wish>();
  wish->of = Wish::Of::play;
  wish->after = {.by = Edge::By::time, .time_ms = *from - 1};
  if (*to != 0) wish->before = {.by = Edge::By::time, .time_ms = *to};
  if (words[1] == "*") {
    add_all(*wish);
  } else {
    std::string_view list = words[1];
    int left = 4;
    for (std::string_view name; left > 0 && irc::next_in_list(list, name); --left) {
      add_named(*wish, str(name));
    }
  }
  ask_for_next(wish);
}

// A talk with a guest is here, all of it.
void Model::Playback::add(Wish& wish, const Source& source) const {
  if (source.is_with_guest) {
    const auto talk = model.guest_talks_.find(std::minmax(model.me().id, source.with));
    if (talk == model.guest_talks_.end()) return;
    Found found = lines_between(talk->second, wish.after, wish.before);
    if (!found.lines.empty()) wish.ready.emplace_back(source.name, std::move(found));
  } else if (model.is_kept(source)) {
    wish.sources.push_back(source);
  }
}

void Model::Playback::add_named(Wish& wish, const std::string& name) const {
  const auto source = model.source_named(model.me(), name);
  source ? add(wish, *source) : say("You can read nothing in " + name);
}

// Channels, guests, and then the accounts with whom they have talked.
void Model::Playback::add_all(Wish& wish) const {
  const Person& p = model.me();
  for (const std::string& folded : p.channels) {
    add(wish, *model.source_named(p, model.channels_.at(folded).name));
  }
  for (const auto& [one, other] : model.guest_talks_begun_) {
    if (one != p.id && other != p.id) continue;
    const auto with = model.people_.find(one == p.id ? other : one);
    if (with != model.people_.end()) add_named(wish, with->second.nick);
  }
  if (p.account == nullptr) return;
  wish.of = Wish::Of::talks_to_play;
  wish.account = p.account->id;
  wish.after_ms = wish.after.time_ms;
}

// By their accounts, whoever has a nick like that.
void Model::Playback::add_talks(Wish& wish) const {
  for (const Annals::Talk& talk : wish.talks) {
    for (const Account& account : model.accounts_) {
      if (account.id != talk.with) continue;
      Source source;
      source.name = account.name;
      source.life = source.reading.life = talk.life;
      source.other = account.id;
      source.reading.account = wish.account;
      add(wish, source);
    }
  }
}

void Model::Playback::ask_for_next(const std::shared_ptr<Wish>& wish) const {
  for (const auto& [name, found] : std::exchange(wish->ready, {})) model.play_lines(name, found);
  if (wish->of == Wish::Of::talks_to_play) {
    wish->before_ms = model.now_.wall_ms() + 1;
    return model.wait_for_past(wish);
  }
  for (; !wish->sources.empty(); wish->sources.pop_front()) {
    Source& next = wish->sources.front();
    if (!model.may_still_read(model.me(), next)) continue;
    // A room that has another name meanwhile is told under that one.
    if (next.channel_id != 0) next.name = model.channel_of(next.channel_id)->name;
    Reading reading = next.reading;
    reading.after = wish->after;
    reading.before = wish->before;
    reading.newest = true;
    reading.count = played_lines_max;
    reading.end = model.annals_.size();
    wish->readings = {reading};
    return model.wait_for_past(wish);
  }
}

void Model::Playback::go_on(const std::shared_ptr<Wish>& wish, bool is_answered) const {
  if (!is_answered) say("What was said cannot be read at the moment");
  if (wish->of == Wish::Of::talks_to_play) {
    wish->of = Wish::Of::play;
    if (is_answered) model.look_for_missing_talks(*wish);
    if (is_answered) add_talks(*wish);
    return ask_for_next(wish);
  }
  if (is_answered) model.look_for_missing(*wish, wish->just_found);
  const Found found = is_answered ? std::exchange(wish->just_found, {}) : Found();
  const bool is_nothing = found.lines.empty() && found.gaps.empty() && found.unstored.empty();
  if (!is_nothing) wish->ready.emplace_back(wish->sources.front().name, found);
  wish->sources.pop_front();
  ask_for_next(wish);
}

}  // namespace uvchat::simulation
