// PRIVMSG, NOTICE, TAGMSG.

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "hub/commands/answers.h"
#include "hub/commands/edits.h"
#include "hub/commands/handlers.h"
#include "hub/commands/playback.h"
#include "hub/commands/service_list.h"
#include "hub/commands/speech.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

// "+key" or "+vendor/key" with a value that others can read (IRCv3 message-tags "Format").
bool is_client_tag(const irc::Tag& tag) {
  const auto fits = [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '/';
  };
  return tag.key.size() > 1 && tag.key.front() == '+' &&
         std::all_of(tag.key.begin() + 1, tag.key.end(), fits) &&
         std::none_of(tag.value.begin(), tag.value.end(), is_control);
}

// IRCv3 message-tags "CLIENTTAGDENY".
bool is_denied(const std::vector<std::string>& denied, std::string_view name) {
  if (denied.empty()) return false;
  const auto names_it = [&](std::string_view entry) { return entry == name; };
  const auto exempts_it = [&](std::string_view entry) {
    return entry.starts_with('-') && entry.substr(1) == name;
  };
  if (denied.front() == "*") return std::none_of(denied.begin(), denied.end(), exempts_it);
  return std::any_of(denied.begin(), denied.end(), names_it);
}

// It may hold a password: nobody else is told it, so no one else may be named. What must not be
// answered, and tags without a text, mean nothing to a service.
void speak_to_service(Call& call, RecordKind kind) {
  if (kind != RecordKind::privmsg) return;
  const Service* service = find_service(call.param(0));
  if (service != nullptr) return ask_service(call, *service, call.param(1));
  call.reply.fail("PRIVMSG", {"INVALID_TARGET", call.param(0)},
                  "Speak to a service alone: nothing was sent");
}

void handle_message(Call& call, RecordKind kind) {
  const bool answered = kind != RecordKind::notice;
  if (call.param(0).empty()) {
    if (answered) call.reply.numeric(Numeric::err_norecipient, {}, "No recipient given");
    return;
  }
  const bool has_text = kind != RecordKind::tagmsg;
  if (has_text && call.param(1).empty()) {
    if (answered) call.reply.numeric(Numeric::err_notexttosend, {}, "No text to send");
    return;
  }
  if (names_service(call.param(0))) return speak_to_service(call, kind);
  if (call.param(0) == playback_nick && kind == RecordKind::privmsg &&
      call.state.history.is_enabled()) {
    return play_back(call, call.param(1));
  }
  const std::string tags = client_tags_of(call, call.param(0));
  if (!has_text && tags.empty()) return;
  const TextLine line{has_text ? call.param(1) : std::string_view()};
  const Speech speech{.kind = kind,
                      .source = call.user().prefix(),
                      .client_tags = tags,
                      .lines = std::span(&line, 1)};
  std::string_view list = call.param(0);
  std::string_view target;
  std::array<std::string, limits::targets_max> told;  // folded
  std::string folded;
  for (std::size_t n = 0; irc::next_in_list(list, target);) {
    fold_into(call.state.work, call.state.names, folded, target);
    const auto end = told.begin() + static_cast<std::ptrdiff_t>(n);
    if (std::find(told.begin(), end, folded) != end) continue;
    if (n == told.size()) {
      if (answered) call.reply.numeric(Numeric::err_toomanytargets, {target}, "Too many targets");
      return;
    }
    told[n++] = folded;
    call.state.work.add(fold_work(target));  // it is looked up
    say(call, speech, target);
    if (call.session.quitting) return;
  }
}

}  // namespace

void handle_privmsg(Call& call) { handle_message(call, RecordKind::privmsg); }
void handle_notice(Call& call) { handle_message(call, RecordKind::notice); }

void handle_tagmsg(Call& call) {
  if (!call.session.caps.has(irc::Capability::message_tags)) return;
  handle_message(call, RecordKind::tagmsg);
}

// Those without '+' are the server's to give.
std::string client_tags_of(Call& call, std::string_view target) {
  std::string kept;
  if (!call.session.caps.has(irc::Capability::message_tags)) return kept;
  bool may_edit = true;
  for (const irc::Tag& tag : irc::tags_of(call.message.tags)) {
    if (!is_client_tag(tag)) continue;
    if (is_denied(call.state.settings.client_tags_denied, tag.key.substr(1))) continue;
    if (!kept.empty()) kept += ';';
    if (tag.key == edits_tag && std::exchange(may_edit, false)) {
      if (const auto versions = take_versions(call, target, tag.value); !versions.empty()) {
        kept.append(edits_tag.substr(1)).append("=").append(versions);
        continue;
      }
    }
    kept.append(tag.key);
    if (!tag.value.empty()) kept.append("=").append(tag.value);
  }
  return kept;
}

}  // namespace uvchat::hub
