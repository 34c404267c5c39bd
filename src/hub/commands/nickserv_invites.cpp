// INVITE: codes with which people make accounts where not everybody may.

#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/acts/audit.h"
#include "hub/codes.h"
#include "hub/commands/nickserv_words.h"

namespace uvchat::hub {
namespace {

constexpr int codes_max = 10;

// "3", or nothing for one. 0: that is no such number.
int count_of(std::string_view word) {
  if (word.empty()) return 1;
  int count = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), count);
  const bool is_whole = read.ec == std::errc() && read.ptr == word.data() + word.size();
  return is_whole && count > 0 && count <= codes_max ? count : 0;
}

// `deed`: of the first code, which is noted for all that follow; null for these.
Progress keep(Call& page, const std::string& code, const AskedDeed* deed) {
  const store::Invite invite{hash_of_code(code), std::string(page.user().nick()), page.now.wall_us};
  ask_to_change(page, invite,
                [&state = page.state, noted = deed == nullptr ? std::optional<AskedDeed>() : *deed](
                    const store::Answer& answer, Now now) {
                  if (noted) note_answered(state, *noted, answer, now);
                });
  return Progress::waiting;
}

void tell_code(Call& page, const std::string& code) {
  say_as(page, nickserv_nick, "INVITATION " + code, "Invitation: " + code);
}

// Each code is said when the store has it, and then the next one is made.
Page make_code(const std::shared_ptr<std::string>& token, int number, const AskedDeed& deed) {
  return [token, number, deed](Call& page) {
    const auto code = [&](int n) { return code_of_token(*token + std::to_string(n)); };
    if (number == 1) *token = std::get<TokenDrawn>(*page.answer).token;
    if (token->empty()) {
      refuse_without_code(page);
      return Progress::done;
    }
    if (number > 1) {
      if (!is_stored(page, "There is no code")) return Progress::done;
      tell_code(page, code(number - 1));
    }
    return keep(page, code(number), number == 1 ? &deed : nullptr);
  };
}

Page tell_last(const std::shared_ptr<std::string>& token, int number) {
  return [token, number](Call& page) {
    if (is_stored(page, "There is no code")) {
      tell_code(page, code_of_token(*token + std::to_string(number)));
      say_as(page, nickserv_nick, code::end,
             "Each is good for one account: REGISTER <password> [<e-mail>] <code>. They are not "
             "shown again.");
    }
    return Progress::done;
  };
}

}  // namespace

void make_invitations(ServiceCall& asked) {
  const int count = count_of(asked.word(0));
  if (count == 0) {
    return asked.say(code::invalid_params, "INVITE [<1 to " + std::to_string(codes_max) + ">]");
  }
  const AskedDeed deed = asked_deed(
      asked.call.actor(), "INVITE", std::to_string(count),
      std::string(asked.call.user().nick()) + " makes invitations: " + std::to_string(count));
  const auto token = std::make_shared<std::string>();  // once it is drawn
  std::vector<Page> steps{[](Call& page) {
    ask(page, DrawToken{}, TokenDrawn{});
    return Progress::waiting;
  }};
  for (int number = 1; number <= count; ++number) steps.push_back(make_code(token, number, deed));
  steps.push_back(tell_last(token, count));
  answer_in_pages(asked.call, in_steps(std::move(steps)));
}

}  // namespace uvchat::hub
