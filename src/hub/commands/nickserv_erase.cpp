// ERASE: what somebody has said is erased, and the account stays.

#include <string>

#include "hub/commands/nickserv_words.h"
#include "hub/past_questions.h"

namespace uvchat::hub {
namespace {

// Lines that are told in one turn have times that run ahead of the clock, a microsecond for each.
constexpr std::int64_t ahead_us_max = 10'000;

// What waits for the store is asked for before it. Of private lines with guests, which are in
// memory alone, the whole talks go.
Progress ask_to_erase(Call& page, store::AccountId id) {
  const store::EraseLines wish{id, 0, page.now.wall_us + ahead_us_max};
  const auto settle = [&state = page.state, wish](const store::Answer& answer, Now) {
    if (answer.outcome != store::Outcome::done) return;
    state.history.erase_what_comes(wish);
    const Account* account = state.accounts.find(wish.account);
    if (account != nullptr && account->user != nullptr) state.guest_talks.end(*account->user);
  };
  flush_past(page.state, page.now);
  ask_to_change(page, wish, settle);
  return Progress::waiting;
}

Progress tell_erased(Call& page) {
  if (is_stored(page, "Nothing was erased")) {
    say_as(page, nickserv_nick, code::done,
           "What you have said until now is gone from the history.");
  }
  return Progress::done;
}

}  // namespace

void erase_lines(ServiceCall& asked) {
  const Account& account = *asked.call.user().account;
  const std::string word = confirmation_word(
      asked.call.state, "ERASE " + account.name + " " + std::to_string(account.made_us));
  if (asked.word(0) != word) {
    asked.say(
        code::warning,
        "All that you have said while you were logged in, in channels and in private, will be "
        "erased from the history. What others have kept is not changed, nor are copies that an "
        "operator has made of the database.");
    return asked.say("CONFIRM ERASE " + word, "If you want that, say: ERASE " + word);
  }
  const auto ask = [id = account.id](Call& page) { return ask_to_erase(page, id); };
  answer_in_pages(asked.call, in_steps({ask, tell_erased}));
}

}  // namespace uvchat::hub
