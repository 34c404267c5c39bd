// What the operators' patterns do to those who say what they match.

#include "hub/commands/spam.h"

#include <algorithm>
#include <string>

#include "hub/acts/audit.h"
#include "hub/acts/notices.h"
#include "hub/acts/quit.h"
#include "hub/spam_filters.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

std::string_view word_of(SpamAction action) {
  switch (action) {
    case SpamAction::refuse:
      return "refused";
    case SpamAction::silence:
      return "silenced";
    case SpamAction::kill:
      return "killed";
    case SpamAction::report:
      return "reported";
  }
  return {};
}

bool may_note(Call& call) {
  NotesOfMinute& notes = call.state.spam_notes;
  if (call.now.mono_ms >= notes.minute_ends_ms && notes.left_out > 0) {
    notify_operators(call.state,
                     "Spam filters matched " + std::to_string(notes.left_out) + " times more",
                     call.now);
  }
  return may_keep(notes, call.now);
}

// As much of a pattern as tells it from others, in one line.
std::string shown(const std::string& pattern) {
  constexpr std::size_t bytes_max = 40;
  std::string text(utf8_cut(pattern, bytes_max));
  std::replace_if(text.begin(), text.end(), is_control, '?');
  return "(" + text + (text.size() < pattern.size() ? "..." : "") + ")";
}

// Operators count their filters from 1.
void note(Call& call, std::size_t number, const SpamFilterSettings& settings,
          std::string_view where) {
  if (!may_note(call)) return;
  const std::string filter = "spam filter " + std::to_string(number + 1);
  const std::string about = std::string(call.user().prefix()) + " to " + std::string(where);
  const std::string what(word_of(settings.action));
  notify_operators(call.state, filter + " " + shown(settings.pattern) + " " + what + " " + about,
                   call.now);
  keep_deed(call.state, filter, what, about, call.now);
}

}  // namespace

SpamVerdict look_for_spam(Call& call, SpamTarget target, std::span<const TextLine> lines,
                          std::string_view where) {
  const SpamFilters* filters = call.state.settings.spam_filters.get();
  SpamVerdict verdict;
  if (filters == nullptr || call.user().is_operator()) return verdict;
  const bool is_logged_in = call.user().account != nullptr;
  const bool could_look = filters->look(call.state.work, target, is_logged_in, lines,
                                        [&](std::size_t number, const SpamFilterSettings& filter) {
                                          note(call, number, filter, where);
                                          if (filter.action == SpamAction::report) return false;
                                          verdict = {false, filter.action, filter.reason};
                                          return true;
                                        });
  if (!could_look) verdict = {false, SpamAction::refuse, "It would take too long to look through"};
  return verdict;
}

std::string_view reason_without_spam(Call& call, std::string_view reason, std::string_view where) {
  if (reason.empty()) return reason;
  const TextLine line{reason};
  const SpamVerdict verdict = look_for_spam(call, SpamTarget::leaving, std::span(&line, 1), where);
  if (verdict.is(SpamAction::kill)) kill_for_spam(call, verdict);
  return verdict.passes ? reason : std::string_view();
}

void kill_for_spam(Call& call, const SpamVerdict& verdict) {
  const Actor actor = call.actor();
  for_each_session_of(actor.user, [&](Session& session) {
    end_other(actor, session, "Killed (spam filter)", verdict.reason, Ends::user);
  });
}

}  // namespace uvchat::hub
