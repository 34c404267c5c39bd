#pragma once

#include <string_view>

// What an answer means, for programs: the words of the tag "uvchat/code", which stands on all that
// NickServ and ChanServ answer, and on a login that is refused. Where FAIL has a code for the same,
// it is that one. docs/services.md says what each is for.

namespace uvchat::hub::code {

inline constexpr std::string_view done = "DONE";
inline constexpr std::string_view help = "HELP";
inline constexpr std::string_view end = "END";  // of a list
inline constexpr std::string_view logged_in = "LOGGED_IN";
inline constexpr std::string_view verification_required = "VERIFICATION_REQUIRED";
inline constexpr std::string_view code_sent = "CODE_SENT";
inline constexpr std::string_view warning = "WARNING";  // what a confirmed wish will do

// --- Why not

inline constexpr std::string_view already_authenticated = "ALREADY_AUTHENTICATED";
inline constexpr std::string_view already_registered = "ALREADY_REGISTERED";
inline constexpr std::string_view banned = "BANNED";
inline constexpr std::string_view clear_connection = "CLEAR_CONNECTION";
inline constexpr std::string_view disallowed = "DISALLOWED";
inline constexpr std::string_view in_doubt = "IN_DOUBT";
inline constexpr std::string_view invalid_code = "INVALID_CODE";
inline constexpr std::string_view invalid_email = "INVALID_EMAIL";
inline constexpr std::string_view invalid_params = "INVALID_PARAMS";
inline constexpr std::string_view limit_reached = "LIMIT_REACHED";
inline constexpr std::string_view need_login = "NEED_LOGIN";
inline constexpr std::string_view nick_taken = "NICK_TAKEN";
inline constexpr std::string_view no_permissions = "NO_PERMISSIONS";
inline constexpr std::string_view no_such_account = "NO_SUCH_ACCOUNT";
inline constexpr std::string_view no_such_certificate = "NO_SUCH_CERTIFICATE";
inline constexpr std::string_view no_such_channel = "NO_SUCH_CHANNEL";
inline constexpr std::string_view no_such_setting = "NO_SUCH_SETTING";
inline constexpr std::string_view not_registered = "NOT_REGISTERED";
inline constexpr std::string_view not_verified = "NOT_VERIFIED";
inline constexpr std::string_view not_yours = "NOT_YOURS";
inline constexpr std::string_view of_configuration = "OF_CONFIGURATION";
inline constexpr std::string_view outdated = "OUTDATED";
inline constexpr std::string_view secure_only = "SECURE_ONLY";
inline constexpr std::string_view suspended = "SUSPENDED";
inline constexpr std::string_view temporarily_unavailable = "TEMPORARILY_UNAVAILABLE";
inline constexpr std::string_view too_many_sessions = "TOO_MANY_SESSIONS";
inline constexpr std::string_view unacceptable_password = "UNACCEPTABLE_PASSWORD";
inline constexpr std::string_view unchanged = "UNCHANGED";
inline constexpr std::string_view unknown_command = "UNKNOWN_COMMAND";
inline constexpr std::string_view unknown_mechanism = "UNKNOWN_MECHANISM";
inline constexpr std::string_view weak_password = "WEAK_PASSWORD";
inline constexpr std::string_view wrong_certificate = "WRONG_CERTIFICATE";
inline constexpr std::string_view wrong_password = "WRONG_PASSWORD";
inline constexpr std::string_view wrong_token = "WRONG_TOKEN";

}  // namespace uvchat::hub::code
