// What the server answers the hub, and when.

#include <utility>

#include "tests/simulation/world.h"

namespace uvchat::simulation {

Answer World::answer_to(const Request& request) {
  if (const auto* check = std::get_if<CheckPassword>(&request)) {
    const bool match = check->hash == hash_of(check->password);
    const PasswordVerdict verdict = random_.one_in(8) ? PasswordVerdict::busy
                                    : match           ? PasswordVerdict::match
                                                      : PasswordVerdict::mismatch;
    return PasswordChecked{check->ticket, verdict};
  }
  if (const auto* hash = std::get_if<HashPassword>(&request)) {
    return PasswordHashed{hash->ticket, random_.one_in(8) ? "" : hash_of(hash->password)};
  }
  if (const auto* read = std::get_if<ReadStoreFigures>(&request)) {
    return StoreFiguresRead{read->ticket, {.engine = "memory"}};
  }
  if (const auto* draw = std::get_if<DrawToken>(&request)) {
    const std::string token = "token" + std::to_string(draw->ticket.number);
    return TokenDrawn{draw->ticket, random_.one_in(8) ? "" : token};
  }
  if (const auto* mail = std::get_if<SendMail>(&request)) {
    return MailSent{mail->ticket, random_.one_in(4) ? MailOutcome::not_sent : MailOutcome::sent};
  }
  if (const auto* uploads = std::get_if<AskUploads>(&request)) return some_uploads(*uploads);
  const auto* asked = std::get_if<AskStore>(&request);
  const bool is_new =
      asked != nullptr && std::holds_alternative<store::MakeAccount>(asked->request);
  const bool fails = random_.one_in(is_new ? 3 : 5);
  if (asked != nullptr) {
    // Some changes are made, and nobody hears of it.
    const bool is_done = !fails || random_.one_in(2);
    AskStore now_asked = *asked;
    auto* lines = std::get_if<store::KeepLines>(&now_asked.request);
    if (lines != nullptr) lines->stored_us = now_.wall_us;
    const store::Answer answer = is_done ? store_.answer(now_asked.request) : store::Answer();
    asked_.emplace_back(now_asked, is_done && answer.outcome == store::Outcome::done);
    if (!fails) return StoreAnswered{asked->ticket, answer};
    const bool in_doubt = is_done && !store::is_question(asked->request);
    return StoreAnswered{asked->ticket, in_doubt ? store::in_doubt("the connection broke")
                                                 : store::unavailable("the disk is full")};
  }
  const Ticket ticket = std::get<ReloadSettings>(request).ticket;
  if (fails) return SettingsReloaded{ticket, nullptr, "uvchat.json:1:1: not JSON", {}};
  const House& house = houses_.emplace(ticket.number, some_house(random_)).first->second;
  const std::vector<std::string> restart = {"listen"};
  return SettingsReloaded{ticket,
                          std::make_shared<hub::HubSettings>(hub_settings(house)),
                          {},
                          random_.one_in(4) ? restart : std::vector<std::string>()};
}

UploadsTold World::some_uploads(const AskUploads& asked) {
  UploadsTold told{asked.ticket, UploadsOutcome::done};
  if (random_.one_in(6)) told.outcome = UploadsOutcome::unknown;
  if (!asked.give_up.empty() && random_.one_in(3)) {
    told.outcome = random_.one_in(2) ? UploadsOutcome::absent : UploadsOutcome::busy;
  }
  if (asked.give_up.empty() && random_.one_in(2)) {
    told.uploads = {{std::string(64, 'e'), random_.below(48'211), 48'211,
                     now_.wall_us + 3'600'000'000, "my cat.txt"}};
  }
  return told;
}

void World::tell_model_of_store() {
  for (const auto& [asked, is_done] : asked_) model_.asked_of_past(asked, is_done);
  asked_.clear();
}

// In any order, and sometimes when who has asked is gone; and some answers come twice, the second
// when no command waits for it any more.
void World::answer_a_request() {
  if (answers_.empty()) return;
  const std::size_t at = random_.below(answers_.size());
  const auto asker = by_conn_.find(ticket_of(answers_[at]).conn);  // none where nobody waits
  if (asker != by_conn_.end() && random_.one_in(12)) return client_leaves(*asker->second);
  Answer answer = answers_[at];
  if (!random_.one_in(4)) answers_.erase(answers_.begin() + static_cast<std::ptrdiff_t>(at));
  listening_.sent(answer);
  (void)runner_.answer(std::move(answer));
}

}  // namespace uvchat::simulation
