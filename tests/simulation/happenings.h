#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace uvchat::simulation {

// What must happen in the simulation, besides commands and modes: where one of these never does,
// nothing is known of it.
enum class Happening {
  account_made,
  account_made_late,
  account_of_nobody_made,
  account_of_nobody_is_used,
  account_not_made,
  name_is_taken,
  hash_is_refused,
  password_cannot_be_read,
  answer_does_not_come,
  restart_with_store,
  restart_without_store,
  old_account_is_used,
  guest_becomes_user,
  guest_joins_user,
  newcomer_has_account,
  newcomer_joins_user,
  session_ends_alone,
  person_stays,
  person_is_here_again,
  absent_person_is_back,
  absent_person_ends,
  several_are_killed,
  killed_from_outside,
  one_of_several_is_banned,
  other_session_is_told,
  nick_is_owned,
  password_is_wrong,
  address_is_shut_out,
  address_makes_no_more,
  line_waits_for_others,
  account_waits_for_code,
  mail_is_lost,
  code_is_wrong,
  account_verified,
  account_is_not_verified,
  login_by_nickserv,
  guest_has_owned_nick,
  grace_ends,
  grace_is_used_up,
  nick_is_taken_back,
  nick_of_another_account,
  line_is_told_again,
  event_is_told_again,
  late_line_is_told,
  full_page_is_told,
  loss_is_told,
  unstored_is_told,
  unstored_talk_is_told,
  line_is_missing,
  line_is_told_at_joining,
  line_is_played,
  line_is_redacted,
  slow_reader_is_told,
  line_is_told_when_stored,
  line_is_refused,
  line_is_refused_at_once,
  line_is_stored_too_late,
  certificate_logs_in,
  certificate_is_unknown,
  channel_is_not_made_secure,
  secure_channel_refuses,
  insecure_device_is_refused,
  upload_token_is_made,
  upload_token_is_shown,
  file_is_deleted,
  last,
};

inline constexpr std::array<std::string_view, static_cast<std::size_t>(Happening::last)>
    happening_names{"an account is made",
                    "an account is made when its maker waits no more",
                    "an account is made whose maker has gone",
                    "somebody logs in to an account whose maker had gone",
                    "an account cannot be stored",
                    "a name is taken in the store",
                    "a new password is not hashed",
                    "a password cannot be read",
                    "an answer about accounts does not come in time",
                    "the server starts anew with what the store has",
                    "the server starts anew and the store is lost",
                    "somebody logs in to an account of before the restart",
                    "a guest becomes an account's user",
                    "a guest's session joins an account's user",
                    "a newcomer has an account",
                    "a newcomer's session joins an account's user",
                    "a session ends and its user stays",
                    "a user stays when their last session ends",
                    "a user without a session is here again after a restart",
                    "a session comes back to a user who had none",
                    "a user without a session ends",
                    "a user with several sessions is killed",
                    "somebody is killed from outside of the chat",
                    "one of several sessions is banned",
                    "a user's other session is told what one says",
                    "a nick is refused because it is owned",
                    "a password is wrong",
                    "an address may try no more passwords",
                    "an address may make no more accounts",
                    "a line waits because another session of the account has said much",
                    "an account waits for a code that was sent",
                    "a code cannot be sent",
                    "a code is wrong",
                    "an account is verified",
                    "somebody logs in to an account that is not verified",
                    "somebody logs in by NickServ",
                    "a guest is told that their nick belongs to an account",
                    "a guest loses a nick when their grace ends",
                    "a guest whose grace has ended takes an owned nick",
                    "an owner takes a nick back",
                    "a guest with an owned nick logs in to another account",
                    "a line of before is told again",
                    "an event is told again",
                    "a line that was stored late is told again",
                    "a page has no room for all that was stored late",
                    "a page tells that something was lost",
                    "a page tells that something is not stored yet",
                    "a talk is told that is not stored yet",
                    "a page lacks what is not stored",
                    "a line of before is told to who joins",
                    "what was said is played back",
                    "a line is taken back",
                    "a slow reader is told what they were not sent",
                    "a line is told when it is stored",
                    "a line is refused because it is not stored in time",
                    "a line is refused because the store is away",
                    "a line is stored when its speaker has been told that it is not",
                    "somebody logs in by a certificate",
                    "a certificate logs in nowhere",
                    "a channel is not made secure because somebody in it is not",
                    "a secure channel lets somebody not in",
                    "a connection without TLS is kept out of an account in a secure channel",
                    "somebody gets a token for an upload",
                    "a token for an upload is shown",
                    "a file is deleted"};

class Happenings {
 public:
  void add(Happening what) { ++times_[static_cast<std::size_t>(what)]; }
  void add(const Happenings& others) {
    for (std::size_t i = 0; i < times_.size(); ++i) times_[i] += others.times_[i];
  }
  // Calls f(name, times) for each of them.
  template <typename F>
  void for_each(F&& f) const {
    for (std::size_t i = 0; i < times_.size(); ++i) f(happening_names[i], times_[i]);
  }

 private:
  std::array<std::uint64_t, static_cast<std::size_t>(Happening::last)> times_{};
};

}  // namespace uvchat::simulation
