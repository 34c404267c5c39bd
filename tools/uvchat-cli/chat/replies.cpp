#include "chat/replies.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

using Where = Reply::Where;

// Answers to a command are shown in the current room. A reply that is not here may have come
// unasked: it is shown in the room that it names, or else in the current one. {1}, {2}... are the
// reply's parameters, {n1}, {n2}... the numbers in its last one, {mode} is a mode in it, {why} what
// that mode forbids.
constexpr auto replies = std::to_array<Reply>({
    {1, Where::nowhere},  // the client says so itself
    {2, Where::nowhere},
    {3, Where::nowhere},
    {4, Where::server, Text::reply_server_is},
    {219, Where::nowhere},
    {221, Where::here, Text::reply_own_modes},
    {251, Where::server, Text::reply_users},
    {252, Where::server, Text::reply_operators},
    {253, Where::server, Text::reply_unregistered},
    {254, Where::server, Text::reply_rooms},
    {255, Where::nowhere},  // 265 says it
    {256, Where::here, Text::reply_admin_of},
    {263, Where::here, Text::reply_try_again},
    {265, Where::server, Text::reply_local_users},
    {266, Where::server, Text::reply_global_users},
    {301, Where::named, Text::reply_away},
    {303, Where::here, Text::reply_online},
    {305, Where::here, Text::reply_back},
    {306, Where::here, Text::reply_gone},
    {311, Where::here, Text::reply_whois_user},
    {312, Where::here, Text::reply_whois_server},
    {313, Where::here, Text::reply_whois_operator},
    {314, Where::here, Text::reply_whowas_user},
    {315, Where::nowhere},
    {317, Where::here, Text::reply_whois_idle},
    {318, Where::nowhere},
    {319, Where::here, Text::reply_whois_channels},
    {321, Where::nowhere},
    {322, Where::server, Text::reply_list},
    {323, Where::server, Text::reply_list_end},
    {324, Where::here, Text::reply_modes},
    {329, Where::nowhere},
    {330, Where::here, Text::reply_whois_account},
    {331, Where::here, Text::reply_no_topic},
    {333, Where::nowhere},
    {335, Where::here, Text::reply_whois_bot},
    {336, Where::here, Text::reply_invited_to},
    {337, Where::nowhere},
    {338, Where::here, Text::reply_whois_from},
    {341, Where::here, Text::reply_inviting},
    {346, Where::here, Text::reply_invite_mask},
    {347, Where::here, Text::reply_masks_end},
    {348, Where::here, Text::reply_except_mask},
    {349, Where::here, Text::reply_masks_end},
    {351, Where::here, Text::reply_version},
    {365, Where::nowhere},
    {366, Where::nowhere},
    {367, Where::here, Text::reply_ban_mask},
    {368, Where::here, Text::reply_masks_end},
    {369, Where::nowhere},
    {372, Where::server},
    {374, Where::nowhere},
    {375, Where::nowhere},
    {376, Where::nowhere},
    {379, Where::here, Text::reply_whois_modes},
    {381, Where::here, Text::reply_operator_now},
    {382, Where::here, Text::reply_rehashing},
    {391, Where::here, Text::reply_time},
    {401, Where::here, Text::error_no_such_nick},
    {402, Where::here, Text::error_no_such_server},
    {403, Where::here, Text::error_no_such_room},
    {404, Where::here, Text::error_cannot_speak},
    {405, Where::here, Text::error_too_many_rooms, true},
    {406, Where::here, Text::error_was_nobody},
    {407, Where::here, Text::error_too_many_targets},
    {410, Where::here, Text::error_unknown_command},
    {411, Where::here, Text::error_no_target},
    {412, Where::here, Text::error_no_text},
    {417, Where::here, Text::error_line_too_long},
    {421, Where::here, Text::error_unknown_command},
    {422, Where::nowhere},
    {423, Where::here, Text::error_no_admin},
    {431, Where::here, Text::error_no_nick},
    {432, Where::here, Text::error_bad_nick},
    {433, Where::here, Text::error_nick_taken},
    {435, Where::here, Text::error_nick_while_banned},
    {436, Where::here, Text::error_nick_taken},
    {437, Where::here, Text::error_nick_unavailable},
    {438, Where::here, Text::error_nick_too_fast},
    {441, Where::here, Text::error_not_there},
    {442, Where::here, Text::error_you_not_there},
    {443, Where::here, Text::error_already_there},
    {451, Where::here, Text::error_not_registered},
    {461, Where::here, Text::error_too_few},
    {462, Where::here, Text::error_registered},
    {464, Where::here, Text::error_password},
    {465, Where::here, Text::error_banned_here},
    {467, Where::here, Text::error_key_set},
    {468, Where::here, Text::error_bad_user},
    {470, Where::here, Text::error_forwarded, true},
    {471, Where::here, Text::error_room_full, true},
    {472, Where::here, Text::error_unknown_mode},
    {473, Where::here, Text::error_invite_only, true},
    {474, Where::here, Text::error_banned, true},
    {475, Where::here, Text::error_room_key, true},
    {476, Where::here, Text::error_bad_room, true},
    {477, Where::here, Text::error_needs_account, true},
    {478, Where::here, Text::error_list_full},
    {479, Where::here, Text::error_bad_room, true},
    {481, Where::here, Text::error_not_network_operator},
    {482, Where::here, Text::error_not_operator},
    {484, Where::here, Text::error_restricted},
    {489, Where::here, Text::error_needs_tls, true},
    {491, Where::here, Text::error_no_operators_there},
    {501, Where::here, Text::error_unknown_own_mode},
    {502, Where::here, Text::error_not_your_modes},
    {524, Where::here, Text::error_no_help},
    {531, Where::here, Text::error_takes_no_messages},
    {696, Where::here, Text::error_mode_value},
    {706, Where::nowhere},
    {723, Where::here, Text::error_no_privilege},
    {730, Where::here, Text::reply_online},
    {731, Where::here, Text::reply_not_online},
    {732, Where::here, Text::reply_watched},
    {733, Where::nowhere},
    {734, Where::here, Text::error_too_many_watched},
    {900, Where::here, Text::reply_logged_in},
    {901, Where::here, Text::reply_logged_out},
    {902, Where::here, Text::error_login},
    {903, Where::nowhere},
    {904, Where::here, Text::error_login},
    {905, Where::here, Text::error_login},
    {906, Where::here, Text::error_login},
    {907, Where::here, Text::error_login},
    {908, Where::nowhere},
});

struct Code {
  std::string_view code;
  Text words;
};

constexpr auto codes = std::to_array<Code>({
    {"ACCOUNT_EXISTS", Text::fail_account_exists},
    {"ACCOUNT_REQUIRED", Text::fail_account_required},
    {"ALREADY_AUTHENTICATED", Text::fail_already_authenticated},
    {"BAD_ACCOUNT_NAME", Text::fail_bad_account_name},
    {"BLANK_MSG", Text::fail_blank},
    {"CANNOT_RENAME", Text::fail_cannot_rename},
    {"CHANNEL_NAME_IN_USE", Text::fail_room_name_taken},
    {"CLEAR_CONNECTION", Text::fail_clear_connection},
    {"DISALLOWED", Text::fail_disallowed},
    {"INVALID_CODE", Text::fail_invalid_code},
    {"INVALID_EMAIL", Text::fail_invalid_email},
    {"INVALID_HOST", Text::fail_invalid_host},
    {"INVALID_INVITATION", Text::fail_invalid_invitation},
    {"INVALID_LINE", Text::fail_invalid_line},
    {"INVALID_MASK", Text::fail_invalid_mask},
    {"INVALID_NICK", Text::fail_invalid_nick},
    {"INVALID_REALNAME", Text::fail_invalid_realname},
    {"INVALID_TARGET", Text::fail_invalid_target},
    {"INVALID_UTF8", Text::fail_invalid_utf8},
    {"INVITATION_REQUIRED", Text::fail_invitation_required},
    {"MATCHES_EVERYBODY", Text::fail_matches_everybody},
    {"MATCHES_YOU", Text::fail_matches_you},
    {"MULTILINE_INVALID", Text::fail_multiline},
    {"MULTILINE_INVALID_TARGET", Text::fail_multiline},
    {"MULTILINE_MAX_BYTES", Text::fail_multiline_long},
    {"MULTILINE_MAX_LINES", Text::fail_multiline_long},
    {"NEED_MORE_PARAMS", Text::error_too_few},
    {"NOT_ENABLED", Text::fail_not_enabled},
    {"NO_SUCH_BAN", Text::fail_no_such_ban},
    {"PRIVS_NEEDED", Text::error_not_network_operator},
    {"RATE_LIMITED", Text::fail_too_fast},
    {"REDACT_FORBIDDEN", Text::fail_redact_forbidden},
    {"REDACT_WINDOW_EXPIRED", Text::fail_redact_late},
    {"TEMPORARILY_UNAVAILABLE", Text::fail_unavailable},
    {"TOO_MANY_BANS", Text::fail_too_many_bans},
    {"TRY_AGAIN", Text::fail_try_again},
    {"UNACCEPTABLE_EMAIL", Text::fail_invalid_email},
    {"UNACCEPTABLE_PASSWORD", Text::fail_unacceptable_password},
    {"UNKNOWN_COMMAND", Text::error_unknown_command},
    {"UNKNOWN_MSGID", Text::fail_unknown_message},
});

std::vector<std::string> numbers_in(std::string_view text) {
  std::vector<std::string> numbers;
  bool in_number = false;
  for (const char c : text) {
    if (is_digit(c)) {
      if (!in_number) numbers.emplace_back();
      numbers.back() += c;
    }
    in_number = is_digit(c);
  }
  return numbers;
}

// "+m" of "Cannot send to channel (+m): ..." and of "is using modes +m"; else nothing.
std::string_view mode_in(std::string_view text) {
  for (std::size_t at = text.find('+'); at != std::string_view::npos; at = text.find('+', at + 1)) {
    const std::string_view rest = text.substr(at + 1);
    const auto end = std::find_if_not(rest.begin(), rest.end(), is_letter);
    const auto length = static_cast<std::size_t>(end - rest.begin());
    if (length > 0 && (at == 0 || text[at - 1] == '(' || text[at - 1] == ' ')) {
      return text.substr(at, length + 1);
    }
  }
  return {};
}

// Why a room refuses a text: the mode that forbids it, or else the server's words.
std::string_view speech_refusal(std::string_view said) {
  constexpr std::array<std::pair<std::string_view, Text>, 7> reasons = {
      {{"+b", Text::cannot_speak_banned},
       {"+q", Text::cannot_speak_banned},
       {"+n", Text::cannot_speak_outside},
       {"+m", Text::cannot_speak_moderated},
       {"+c", Text::cannot_speak_colours},
       {"+C", Text::cannot_speak_ctcp},
       {"Cannot send to channel (+x): encrypted lines only", Text::cannot_speak_unciphered}}};
  const auto reason = std::find_if(reasons.begin(), reasons.end(), [&](const auto& each) {
    return each.first == mode_in(said) || each.first == said;
  });
  return reason == reasons.end() ? said : text(reason->second);
}

// `first` is the parameter that {1} stands for.
std::optional<std::string> filled(const ServerLine& line, Text words, std::size_t first) {
  std::vector<std::string> numbers = numbers_in(line.last());
  for (const auto& [hole, count] : {std::pair("{n1}", 1U), {"{n2}", 2U}, {"{n3}", 3U}}) {
    if (numbers.size() < count &&
        std::string_view(text(words)).find(hole) != std::string_view::npos) {
      return std::nullopt;
    }
  }
  numbers.resize(std::max<std::size_t>(numbers.size(), 3));
  return fill(words, {{"1", line.param(first)},
                      {"2", line.param(first + 1)},
                      {"3", line.param(first + 2)},
                      {"4", line.param(first + 3)},
                      {"n1", numbers[0]},
                      {"n2", numbers[1]},
                      {"n3", numbers[2]},
                      {"mode", mode_in(line.last())},
                      {"why", speech_refusal(line.last())},
                      {"last", line.last()}});
}

}  // namespace

const Reply* find_reply(int number) {
  const auto reply = std::find_if(replies.begin(), replies.end(),
                                  [&](const Reply& each) { return each.number == number; });
  return reply == replies.end() ? nullptr : &*reply;
}

std::optional<std::string> words_of(const ServerLine& line, Text words) {
  return filled(line, words, 1);
}

std::optional<std::string> words_of(const ServerLine& line, const Reply* reply) {
  return reply != nullptr && reply->words ? words_of(line, *reply->words) : std::nullopt;
}

// FAIL command code context... :text
std::optional<std::string> words_of_standard_reply(const ServerLine& line) {
  const auto found = std::find_if(codes.begin(), codes.end(),
                                  [&](const Code& each) { return each.code == line.param(1); });
  if (found == codes.end()) return std::nullopt;
  const bool is_of_command =
      found->words == Text::error_too_few || found->words == Text::error_unknown_command;
  return filled(line, found->words, is_of_command ? 0 : 2);
}

}  // namespace uvchat::cli
