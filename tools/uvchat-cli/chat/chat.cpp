#include "chat/chat.h"

#include <algorithm>
#include <utility>

#include "chat/address.h"
#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/completion.h"
#include "chat/entering.h"
#include "chat/keeping.h"
#include "chat/keys.h"
#include "chat/nick.h"
#include "chat/password.h"
#include "chat/past.h"
#include "chat/receive.h"
#include "chat/saving.h"
#include "chat/secrets.h"
#include "chat/sending.h"
#include "chat/text.h"
#include "chat/transfers.h"
#include "chat/unread.h"

namespace uvchat::cli {
namespace {

constexpr std::uint64_t ping_interval_ms = 30'000;
constexpr std::uint64_t silence_max_ms = 120'000;

void open_wanted_rooms(ClientState& chat) {
  for (const std::string& wanted : chat.options.rooms) {
    std::string_view rest = wanted;
    const std::string_view name = take_word(rest);
    Talk& talk = chat.talks.open(name);
    talk.wanted = talk.room.kind == Room::Kind::channel;
    talk.asked = talk.wanted;
    talk.join_key = rest;
  }
  if (chat.talks.size() > 1) show_talk(chat, chat.talks.at(1));
}

void ping(ClientState& chat, std::string_view token) {
  chat.ping_sent_ms = chat.now.mono_ms;
  chat.ping_open_ms = chat.now.mono_ms;
  send_line(chat, "PING :" + std::string(token));
}

// Each joined room shows it; the rest is shown in the server's room.
void lose_rooms(ClientState& chat, const std::string& sentence) {
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    Talk& talk = chat.talks.at(i);
    if (talk.room.joined) talk.lost_at_ms = chat.now.wall_ms();
    if (talk.room.joined || talk.room.entries.empty()) {  // an empty room shows why it is empty
      tell_failure(chat, talk, sentence);
    }
    talk.room.joined = false;
    talk.joining = false;
    talk.room.members.clear();
  }
}

// Questions to the last connection are not answered on the next one.
void forget_answers(ClientState& chat) {
  chat.ready = false;
  chat.nicks_asked = 0;
  chat.nick_watched.clear();
  chat.names_replies.clear();
  chat.list = {};
  chat.who_asked.clear();
  chat.whois_open = false;
  chat.topic_asked.clear();
  forget_all_past(chat);
  chat.targets = {};
  chat.finding = {};
}

void show_locks(ClientState& chat) {
  for (const Lock* const lock : chat.keyring.all()) show_lock(chat, *lock);
}

void tick_lag(ClientState& chat) {
  const std::uint64_t now = chat.now.mono_ms;
  if (!chat.ping_open_ms) {
    if (now - chat.ping_sent_ms >= ping_interval_ms) ping(chat, "uvchat-lag");
    return;
  }
  const auto waited = static_cast<std::int64_t>(now - *chat.ping_open_ms);
  if (waited > 2000 && waited > chat.status.lag_ms.value_or(0)) {
    chat.status.lag_ms = waited;
    ++chat.version;
  }
  if (now - std::max(chat.heard_ms, *chat.ping_open_ms) >= silence_max_ms) {
    tell_failure(chat, chat.talks.server_talk(), text(Text::server_silent));
    chat.host.connect_again();
  }
}

void tell_security(ClientState& chat) {
  Talk& talk = chat.talks.server_talk();
  if (!chat.status.pinned_certificate.empty()) {
    tell_info(chat, talk,
              fill(Text::connected_pinned, {{"version", chat.status.tls_version},
                                            {"fingerprint", chat.status.pinned_certificate}}));
  } else if (!chat.status.tls_version.empty()) {
    tell_info(chat, talk, fill(Text::connected_tls, {{"version", chat.status.tls_version}}));
  } else if (chat.status.in_clear) {
    tell_info(chat, talk, text(Text::connected_in_clear));
  }
}

}  // namespace

ClientState::ClientState(Chat::Host& its_host, ChatOptions its_options)
    : host(its_host),
      options(std::move(its_options)),
      keyring(options.server),
      talks(server, keyring),
      wanted_nick(options.nick) {
  settings = options.preferences;
  status.server = options.server;
  status.nick = options.nick;
  talks.server_talk().room.name = options.server;
}

Chat::Chat(Host& host, ChatOptions options)
    : state_(std::make_unique<ClientState>(host, std::move(options))) {
  open_wanted_rooms(*state_);
}

Chat::~Chat() = default;

std::vector<std::string> Chat::capabilities() {
  return {"message-tags",
          "server-time",
          "batch",
          "echo-message",
          "labeled-response",
          "multi-prefix",
          "away-notify",
          "account-notify",
          "account-tag",
          "extended-join",
          "chghost",
          "invite-notify",
          "standard-replies",
          "draft/multiline",
          "draft/chathistory",
          "draft/event-playback",
          "draft/read-marker",
          "draft/message-redaction",
          "soju.im/search",
          "cap-notify",
          "setname",
          "draft/channel-rename",
          "sasl",
          "draft/account-registration",
          "uvchat/resume"};
}

void Chat::load_password(std::string_view password) {
  state_->server_password = cipher::SecretString(password);
}

void Chat::load_state(KeptState state, Now now) {
  state_->now = now;
  cli::load_state(*state_, std::move(state));
  show_locks(*state_);
}

void Chat::load_keys(const Result<std::string>& contents, Now now) {
  ClientState& chat = *state_;
  chat.now = now;
  const auto loaded = contents.and_then(
      [&](const std::string& file) -> Result<void> { return chat.keyring.load(file); });
  if (!loaded) tell_failure(chat, chat.talks.current(), loaded.error().text);
  for (Lock* const lock : chat.keyring.all()) restore_counts(chat, *lock);
  show_locks(chat);
  take_back_unsent(chat);
  tell_all_waiting_for_key(chat);
}

void Chat::load_accounts(const Result<std::string>& contents, Now now) {
  ClientState& chat = *state_;
  chat.now = now;
  auto kept = contents.and_then(
      [&](const std::string& file) { return read_logins(file, chat.options.server); });
  if (kept) {
    chat.login.kept = std::move(*kept);
  } else {
    refuse_here(chat, kept.error().text);
  }
}

bool Chat::begin_login(std::string_view password, Now now) {
  state_->now = now;
  return cli::begin_login(*state_, password);
}

void Chat::welcome(Now now) {
  ClientState& chat = *state_;
  chat.now = now;
  Talk& talk = chat.talks.current();
  tell_info(chat, talk,
            talk.room.kind == Room::Kind::server ? text(Text::welcome_roomless)
                                                 : fill(Text::welcome, {{"room", talk.room.name}}));
}

void Chat::on_connecting(Now now) {
  ClientState& chat = *state_;
  chat.now = now;
  chat.server.forget();
  chat.nick_may_become_free = true;
  chat.nick_was_refused = false;
  chat.status.link = LinkState::connecting;
  tell_info(chat, chat.talks.server_talk(),
            fill(Text::connecting, {{"server", chat.status.server}}));
}

void Chat::on_secured(const std::string& tls_version, bool in_clear,
                      const std::string& pinned_certificate) {
  state_->status.tls_version = tls_version;
  state_->status.pinned_certificate = pinned_certificate;
  state_->status.in_clear = in_clear;
  ++state_->version;
}

void Chat::on_failure(const std::string& what, Now now) {
  state_->now = now;
  tell_failure(*state_, state_->talks.server_talk(), what);
}

bool Chat::on_negotiated(bool is_secure, Now now) {
  state_->now = now;
  return log_in_first(*state_, is_secure);
}

void Chat::on_registered(std::string_view nick, Now now) {
  ClientState& chat = *state_;
  chat.now = now;
  chat.heard_ms = now.mono_ms;
  chat.status.link = LinkState::online;
  chat.status.away = false;
  chat.status.has_accounts = chat.server.has("sasl");
  tell_info(chat, chat.talks.server_talk(),
            fill(Text::connected, {{"server", chat.status.server}, {"nick", nick}}));
  tell_security(chat);
  begin_nick(chat, is_word(nick) ? printable(nick) : chat.wanted_nick);
  chat.own_prefix_bytes = prefix_bytes_of(chat.status.nick);
  remember_server(chat);
  if (chat.away_text) send_line(chat, "AWAY :" + *chat.away_text);
  check_login(chat);
  // The rooms of an account that is here with another device are told first.
  if (chat.status.account.empty()) join_wanted(chat);
  ping(chat, "uvchat-ready");
}

void Chat::on_line(const irc::Message& message, Now now) {
  state_->now = now;
  receive(*state_, message);
  keep_state(*state_);
}

void Chat::on_lost(std::string_view why, std::optional<std::uint64_t> retry_at_ms, Now now) {
  ClientState& chat = *state_;
  chat.now = now;
  if (chat.status.link == LinkState::online) {
    const auto silent_ms = static_cast<std::int64_t>(now.mono_ms - chat.heard_ms);
    chat.lost_heard_ms = server_now_ms(chat) - silent_ms;
  }
  const Text kept_trying =
      chat.status.link == LinkState::online ? Text::disconnected : Text::no_connection;
  const std::string sentence = fill(retry_at_ms ? kept_trying : Text::gave_up, {{"why", why}});
  chat.status.link = retry_at_ms ? LinkState::waiting : LinkState::offline;
  chat.status.retry_at_ms = retry_at_ms.value_or(0);
  chat.status.lag_ms.reset();
  chat.status.tls_version.clear();
  chat.status.pinned_certificate.clear();
  chat.status.in_clear = false;
  chat.ping_open_ms.reset();
  end_batches(chat);
  hold_unread(chat);
  forget_answers(chat);
  forget_login(chat);
  hold_transfers(chat);
  if (std::exchange(chat.is_operator, false)) chat.was_operator = true;
  tell_failure(chat, chat.talks.server_talk(), sentence);
  lose_rooms(chat, sentence);
  hold_unsent(chat);
  keep_state(chat);
}

void Chat::on_key(std::uint64_t ticket, Result<cipher::RootKey> root, Now now) {
  state_->now = now;
  take_key(*state_, ticket, std::move(root));
  keep_state(*state_);
}

void Chat::on_tick(Now now) {
  state_->now = now;
  if (state_->status.link == LinkState::online) {
    tick_lag(*state_);
    tick_nick(*state_);
    end_silent_batches(*state_);
    tick_past(*state_);
    tick_markers(*state_);
  }
  begin_transfers(*state_);
  tick_login(*state_);
  keep_state(*state_);
}

void Chat::on_input(std::string_view line, Now now) {
  state_->now = now;
  take_input(*state_, line);
  keep_state(*state_);
}

bool Chat::may_be_remembered(std::string_view line) const {
  return !may_hold_secret(state_->talks.current().room, line);
}

std::vector<TextPart> Chat::passwords_in(std::string_view line) const {
  return cli::passwords_in(state_->talks.current().room, line);
}

void Chat::quit(Now now) {
  state_->now = now;
  leave_server(*state_, {});
  keep_state(*state_);
}

std::size_t Chat::unsent() const { return unsent_count(*state_); }

const std::optional<std::string>& Chat::secret_prompt() const { return state_->prompt; }

void Chat::on_secret(std::string_view typed, Now now) {
  state_->now = now;
  if (state_->password_for == PasswordFor::account) {
    take_account_password(*state_, typed);
  } else if (state_->password_for != PasswordFor::nothing) {
    take_password(*state_, typed);
  } else {
    take_passphrase(*state_, typed);
  }
  keep_state(*state_);
}

void Chat::cancel_secret(Now now) {
  state_->now = now;
  if (state_->password_for == PasswordFor::account) {
    cancel_account_password(*state_);
  } else if (state_->password_for != PasswordFor::nothing) {
    cancel_password(*state_);
  } else {
    cancel_question(*state_);
  }
}

Chat::Completions Chat::complete(std::string_view line, std::size_t cursor) const {
  return completions(*state_, line, cursor);
}

const std::vector<std::unique_ptr<Room>>& Chat::rooms() const { return state_->talks.rooms(); }
std::size_t Chat::current() const { return state_->talks.current_index(); }
void Chat::show(std::size_t index) { show_talk(*state_, state_->talks.at(index)); }
const Status& Chat::status() const { return state_->status; }
const Settings& Chat::settings() const { return state_->settings; }
const std::string& Chat::wanted_nick() const { return state_->wanted_nick; }
std::string_view Chat::server_password() const { return state_->server_password.view(); }
std::uint64_t Chat::version() const { return state_->version; }

void Chat::see(std::uint64_t oldest, std::uint64_t newest, Now now) {
  state_->now = now;
  see_past(*state_, state_->talks.current(), oldest, newest);
}

void Chat::see_newest(Now now) {
  state_->now = now;
  cli::see_newest(*state_);
}

const std::string& Chat::searched() const { return state_->search_for.typed; }
const std::string& Chat::searched_text() const { return state_->search_for.text; }
std::uint64_t Chat::findings() const { return state_->findings; }
bool Chat::search_is_over() const { return found() != 0 && state_->finding.is_over; }
void Chat::leave_found() { state_->stands_at_found = false; }
std::optional<Alert> Chat::take_alert() { return std::exchange(state_->alert, std::nullopt); }

Chat::FoundPlace Chat::found_place() const {
  const Finding& finding = state_->finding;
  const bool is_here = found() != 0 && finding.room_id == state_->talks.current().room.id;
  return is_here ? FoundPlace{finding.at + 1, finding.lines.size()} : FoundPlace{};
}

std::uint64_t Chat::found() const {
  return state_->found_in == state_->talks.current().fold ? state_->found : 0;
}

}  // namespace uvchat::cli
