#include "chat/identity.h"

#include <utility>

#include "chat/client_state.h"
#include "chat/receive.h"

namespace uvchat::cli {
namespace {

template <typename Visit>
void for_each_talk_with(ClientState& chat, const std::string& fold, Visit visit) {
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    Talk& talk = chat.talks.at(i);
    if (const Member* const member = talk.room.members.find(fold)) visit(talk, *member);
  }
}

// The account as a name, or empty.
std::string_view as_name(std::string_view account) {
  return account == "*" || account == "0" ? std::string_view() : account;
}

void mark(ClientState& chat, Talk& talk, const Member& there, std::string_view account) {
  Member member = there;
  member.account = account;
  member.borrowed = is_borrowed(chat, member.nick, account);
  if (member.account == there.account && member.borrowed == there.borrowed) return;
  chat.talks.put_member(talk.room, std::move(member));
  ++chat.version;
}

// Who has the name of the account as their nick, and was not known to have borrowed it.
void see(ClientState& chat, std::string_view account) {
  SeenAccounts& seen = chat.seen_accounts;
  const std::string fold = chat.server.fold(account);
  if (seen.folds.size() >= SeenAccounts::names_max || !seen.folds.insert(fold).second) return;
  for_each_talk_with(chat, fold, [&](Talk& talk, const Member& member) {
    mark(chat, talk, member, member.account);
  });
}

}  // namespace

bool is_borrowed(const ClientState& chat, std::string_view nick, std::string_view account) {
  const std::string fold = chat.server.fold(nick);
  return chat.seen_accounts.folds.contains(fold) && chat.server.fold(account) != fold;
}

void note_account(ClientState& chat, std::string_view nick, std::string_view account) {
  const std::string_view name = as_name(account);
  if (!is_good_name(name)) return;
  if (!name.empty()) see(chat, name);
  for_each_talk_with(chat, chat.server.fold(nick),
                     [&](Talk& talk, const Member& member) { mark(chat, talk, member, name); });
}

// ACCOUNT <account or *>
void receive_account(ClientState& chat, const ServerLine& line) {
  const std::string nick = line.nick();
  note_account(chat, nick, line.param(0));
  if (is_own(chat, nick) && is_good_name(as_name(line.param(0)))) {
    chat.status.account = as_name(line.param(0));
    ++chat.version;
  }
}

std::optional<std::string> account_of_speaker(ClientState& chat, const ServerLine& line) {
  if (chat.server.has("account-tag")) return line.account;
  std::optional<std::string> account;
  if (chat.server.has("account-notify") && chat.server.has("extended-join")) {
    for_each_talk_with(chat, chat.server.fold(line.nick()),
                       [&](const Talk&, const Member& member) { account = member.account; });
  }
  return account;
}

void tell_if_borrowed(ClientState& chat, Talk& talk, std::string_view nick) {
  const Member* const member = talk.room.members.find(chat.server.fold(nick));
  if (member != nullptr && member->borrowed) {
    tell_event(chat, talk, fill(Text::nick_is_borrowed, {{"nick", nick}}));
  }
}

}  // namespace uvchat::cli
