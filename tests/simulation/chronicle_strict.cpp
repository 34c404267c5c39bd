// What is said of a strict history: first the store has it, then others hear it. What could not be
// stored in time nobody hears, and its speaker is told so.

#include <algorithm>
#include <set>
#include <utility>

#include "tests/simulation/model.h"

namespace uvchat::simulation {

bool Chronicle::waits_for_store(const Speech& speech) const {
  return bounds_.is_strict && speech.command != "TAGMSG";
}

bool Chronicle::is_unstorable(const Speech& speech, const std::string& target) {
  if (!waits_for_store(speech) || batches_.takes_speech()) return false;
  happened_.add(Happening::line_is_refused_at_once);
  fail_to_store(speech.command, target, "the database cannot be used now");
  return true;
}

// A NOTICE is answered only where no program takes the answer for another one.
void Chronicle::fail_to_store(const std::string& command, const std::string& target,
                              const std::string& why) {
  if (command == "NOTICE" && !caller_->caps.contains("standard-replies")) return;
  reply(said(":srv FAIL " + command + " STORE_UNAVAILABLE " + target +
             " :Nobody has been told, for it could not be stored: " + why));
}

void Chronicle::put_off(Untold untold) {
  if (caller_->caps.contains("echo-message")) judge(*caller_, untold.saying);
  untold.asker = caller_->conn;
  untold.line = annals_.size() - 1;
  unspoken_.push_back(std::move(untold));
}

// A room that has another name meanwhile is told it under that one.
void Chronicle::echo(const Untold& untold) {
  if (!caller_->caps.contains("echo-message")) return;
  Saying saying = untold.saying;
  saying.is_judged = true;
  const Channel* channel = untold.channel_id != 0 ? channel_of(untold.channel_id) : nullptr;
  if (channel != nullptr) address(saying, untold.speech, untold.sign + channel->name);
  reply(saying);
}

// To those who are there now, as if it were said now; but of a closed room those do not hear it who
// came later.
void Chronicle::tell_put_off(const Untold& untold) {
  Saying saying = untold.saying;
  if (!annals_.at(untold.line).is_stored) breaks("told and not stored: " + saying.body);
  happened_.add(Happening::line_is_told_when_stored);
  const Session& asker = sessions_.at(untold.asker);
  if (untold.channel_id == 0) {
    for (const std::uint64_t id : std::set{untold.to_account, untold.by_account}) {
      const auto account = std::find_if(accounts_.begin(), accounts_.end(),
                                        [&](const Account& one) { return one.id == id; });
      if (account == accounts_.end() || account->user == 0) continue;
      tell_all_of(people_.at(account->user), saying, id == untold.to_account ? nullptr : &asker);
    }
    return;
  }
  const Channel* channel = channel_of(untold.channel_id);
  if (channel == nullptr) return;
  address(saying, untold.speech, untold.sign + channel->name);
  const std::int64_t time_us = annals_.at(untold.line).time_us;
  Channel here = *channel;
  if (untold.is_closed) {
    std::erase_if(here.members, [&](const Member& member) { return member.began_us > time_us; });
  }
  const bool is_for_all = untold.least_rank == 0 && here.members.size() == channel->members.size();
  if (!is_for_all) saying.said_us = 0;
  tell_in_channel(saying, here, untold.least_rank, asker.gone ? nullptr : &person_of(asker),
                  &asker);
}

void Chronicle::refuse_sayings(std::uint64_t command) {
  for (Untold& untold : unspoken_) untold.is_refused |= untold.command == command;
  for (Settled& one : settled_) one.untold.is_refused |= one.untold.command == command;
}

std::size_t Chronicle::first_untold_in(const Channel& channel) const {
  std::size_t first = annals_.size();
  const auto look_at = [&](const Untold& untold) {
    if (untold.channel_id == channel.id) first = std::min(first, untold.line);
  };
  for (const Untold& untold : unspoken_) look_at(untold);
  for (const Settled& one : settled_) look_at(one.untold);
  return first;
}

// --- The steps of the hub

// What was given up or stored can be refused or told now.
void Model::settle_batches() {
  batches_.tick(now_.mono_ms);
  for (const Batches::Settled& batch : batches_.take_settled()) {
    const auto is_in = [&](const Untold& untold) {
      return untold.line >= batch.first && untold.line < batch.end;
    };
    for (const Untold& untold : unspoken_) {
      if (!is_in(untold)) continue;
      const bool goes_on = !settled_.empty() && untold.command != 0 &&
                           settled_.back().untold.command == untold.command;
      if (goes_on) settled_.back().is_last = false;
      settled_.push_back({untold, batch.answer, untold.command != 0});
    }
    std::erase_if(unspoken_, is_in);
  }
}

void Model::next_stored() {
  if (settled_.empty()) return breaks("the hub tells what is stored, and nothing is");
  const Settled next = std::move(settled_.front());
  settled_.pop_front();
  const Untold& untold = next.untold;
  const bool is_stored = next.answer.outcome == store::Outcome::done;
  if (is_stored && untold.is_refused) {
    happened_.add(Happening::line_is_stored_too_late);
    batches_.take_back({untold.line});
  } else if (is_stored) {
    tell_put_off(untold);
  }
  Session& s = sessions_.at(untold.asker);
  const bool waits = next.is_last && !s.gone && s.question &&
                     s.question->of == Question::Of::sayings &&
                     s.question->command == untold.command;
  if (!waits) return;
  answered(s, [&](const Question& question) { go_on_with_sayings(question, next.answer); });
}

// The caller's command is not answered to its end before what it has said is stored.
void Model::await_storing() {
  if (caller_->classroom || caller_->gone || caller_->question) return;
  const auto is_new = [&](const Untold& untold) {
    return untold.asker == caller_->conn && untold.command == 0;
  };
  if (unspoken_.empty() || !is_new(unspoken_.back())) return;
  Question question;
  question.of = Question::Of::sayings;
  question.command = ++commands_waiting_;
  for (auto at = unspoken_.rbegin(); at != unspoken_.rend() && is_new(*at); ++at) {
    at->command = question.command;
    question.sayings.insert(question.sayings.begin(), *at);
  }
  wait_for(std::move(question));
}

void Model::go_on_with_sayings(const Question& question, const store::Answer& answer) {
  const bool is_stored = answer.outcome == store::Outcome::done;
  if (!is_stored) refuse_sayings(question.command);
  LabelledAnswer own = caller_->answer;
  if (question.of_batch) caller_->answer = *question.of_batch;
  for (const Untold& untold : question.sayings) {
    if (is_stored) {
      echo(untold);
    } else {
      happened_.add(Happening::line_is_refused);
      fail_to_store(untold.speech.command, untold.target, answer.why);
    }
  }
  if (!question.of_batch) return;
  end_step();
  caller_->answer = std::move(own);
}

}  // namespace uvchat::simulation
