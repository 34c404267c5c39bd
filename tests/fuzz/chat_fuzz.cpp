// A server and a user that say anything: what is shown stays printable and bounded, what is sent is
// one line each, nothing leaves in clear for a room with a key, and no password leaves over a
// connection on which others could read it. Lines that begin with '<' are the server's; with '!' a
// second passes, and the user looks through the room; with '+' and '-' the capabilities are known,
// of a server on this machine or not; with '=' the server has registered us; with '?' the user
// types a password unseen; with '~' the connection is lost. All others are the user's.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "chat/accounts_file.h"
#include "chat/chat.h"
#include "chat/log_files.h"
#include "chat/preferences.h"
#include "chat/text.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/base64.h"
#include "uvchat/cipher/root_key.h"

using namespace uvchat;
using namespace uvchat::cli;

namespace {

constexpr std::string_view password = "pw-hunter2";

// Not where the input itself has it: the fuzzer learns words.
bool is_input_innocent = true;

bool holds_password(std::string_view line) {
  if (!is_input_innocent) return false;
  constexpr std::string_view sasl = "AUTHENTICATE ";
  const auto said = line.starts_with(sasl) ? from_base64(line.substr(sasl.size())) : std::nullopt;
  return (said && said->find(password) != std::string::npos) ||
         line.find(password) != std::string_view::npos;
}

class Host final : public Chat::Host {
 public:
  bool is_secure = false;

  void send_line(std::string_view line) override {
    UVCHAT_ASSERT(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    UVCHAT_ASSERT(is_secure || !holds_password(line));
    const auto message = irc::parse(line);
    if (message && message->command == "PRIVMSG" && message->param(0) == "#secret") {
      UVCHAT_ASSERT(message->param(1).starts_with("+aes1 "));
    }
  }
  void derive_key(std::uint64_t, cipher::SecretString, std::string) override {}
  Result<void> change_keys(const FileChange&) override { return {}; }
  Result<void> change_preferences(const FileChange& change) override {
    preferences_ = change(preferences_).value();
    UVCHAT_ASSERT(parse_preferences(preferences_, "cli.json"));
    return {};
  }
  Result<void> write_log(const LogPlace& place, std::string_view lines) override {
    const std::string name = log_file_name(place);
    UVCHAT_ASSERT(std::count(name.begin(), name.end(), '/') == 1 && name.size() < 250);
    UVCHAT_ASSERT(lines.ends_with('\n') && is_printable(name));
    return {};
  }
  Result<void> change_state(const FileChange&) override { return {}; }
  Result<void> change_accounts(const FileChange& change) override {
    accounts_ = change(accounts_).value();
    UVCHAT_ASSERT(read_logins(accounts_, "s:1"));
    UVCHAT_ASSERT(!holds_password(accounts_));
    return {};
  }
  void connect_again() override {}
  void hang_up(bool) override {}
  void end_negotiation() override {}
  void begin_upload(std::uint64_t, UploadOrder) override {}
  void begin_download(std::uint64_t, DownloadOrder) override {}
  void stop_transfer(std::uint64_t) override {}
  void drop_upload(std::uint64_t, const std::string&, const FileTrust&) override {}
  void quit() override {}

 private:
  std::string preferences_;
  std::string accounts_;
};

void check(const Chat& chat) {
  for (const auto& room : chat.rooms()) {
    UVCHAT_ASSERT(room->entries.size() <= Room::entries_max);
    UVCHAT_ASSERT(is_printable(room->topic));
    for (const Entry& entry : room->entries) {
      UVCHAT_ASSERT(!holds_password(entry.text));
      UVCHAT_ASSERT(is_printable(entry.nick) && is_printable(entry.note));
      UVCHAT_ASSERT(entry.msgid.empty() || room->msgids.contains(entry.msgid));
      UVCHAT_ASSERT(formatted(entry.text).text == entry.text);
    }
    for (const Member& member : room->members) UVCHAT_ASSERT(is_printable(member.nick));
  }
}

// The user has scrolled up to the oldest line, and comes back.
void look(Chat& chat, Now now) {
  const auto& entries = chat.rooms()[chat.current()]->entries;
  if (!entries.empty()) chat.see(entries.front().number, entries.back().number, now);
  chat.see_newest(now);
}

void give_key(Chat& chat, Now now) {
  chat.load_keys(R"({"s:1": {"#secret": [")" + std::string(64, 'a') + R"("]}})", now);
}

void play(Chat& chat, Host& host, std::string_view line, Now& now) {
  const char kind = line.empty() ? '\0' : line.front();
  if (kind == '<') {
    const auto message = irc::parse(line.substr(1));
    if (message) chat.on_line(*message, now);
  } else if (kind == '!') {
    now.mono_ms += 1000;
    chat.on_tick(now);
    look(chat, now);
  } else if (kind == '+' || kind == '-') {
    host.is_secure = kind == '+';
    chat.on_negotiated(host.is_secure, now);
  } else if (kind == '=') {
    chat.on_registered("ana", now);
  } else if (kind == '?') {
    if (chat.secret_prompt()) chat.on_secret(password, now);
  } else if (kind == '~') {
    host.is_secure = false;
    chat.on_lost("it broke", now.mono_ms, now);
    chat.on_connecting(now);
  } else if (line.find("remove") == std::string_view::npos) {  // a key goes by the user's wish
    chat.on_input(line, now);
    chat.complete(line, line.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Now now{1'000'000, 1'800'000'000'000'000};
  Host host;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  is_input_innocent = input.find(password) == std::string_view::npos &&
                      input.find("/raw") == std::string_view::npos &&
                      input.find("/quote") == std::string_view::npos;
  const bool has_account = input.starts_with("<CAP");  // else the user is a guest
  Chat chat(host, {.server = "s:1",
                   .nick = "ana",
                   .rooms = {"#lobby", "#secret"},
                   .account = has_account ? "ana" : "",
                   .device = "a device"});
  give_key(chat, now);
  chat.begin_login({}, now);
  chat.on_connecting(now);
  if (!has_account) chat.on_registered("ana", now);
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    play(chat, host, line, now);
  }
  check(chat);
  return 0;
}
