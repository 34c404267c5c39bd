// A server and a user that say anything: what is shown stays printable and bounded, what is sent is
// one line each, and nothing leaves in clear for a room with a key. Lines that begin with '<' are
// the server's, those with '!' a second that passes, all others the user's.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "chat/chat.h"
#include "chat/log_files.h"
#include "chat/preferences.h"
#include "chat/text.h"
#include "uvchat/base/assert.h"
#include "uvchat/cipher/root_key.h"

using namespace uvchat;
using namespace uvchat::cli;

namespace {

class Host final : public Chat::Host {
 public:
  void send_line(std::string_view line) override {
    UVCHAT_ASSERT(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
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
  void connect_again() override {}
  void quit() override {}

 private:
  std::string preferences_;
};

void check(const Chat& chat) {
  for (const auto& room : chat.rooms()) {
    UVCHAT_ASSERT(room->entries.size() <= Room::entries_max);
    UVCHAT_ASSERT(is_printable(room->topic));
    for (const Entry& entry : room->entries) {
      UVCHAT_ASSERT(is_printable(entry.nick) && is_printable(entry.note));
      UVCHAT_ASSERT(formatted(entry.text).text == entry.text);
    }
    for (const Member& member : room->members) UVCHAT_ASSERT(is_printable(member.nick));
  }
}

void give_key(Chat& chat, Now now) {
  chat.load_keys(R"({"s:1": {"#secret": [")" + std::string(64, 'a') + R"("]}})", now);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Now now{1'000'000, 1'800'000'000'000'000};
  Host host;
  Chat chat(host, {"s:1", "ana", {"#lobby", "#secret"}});
  give_key(chat, now);
  chat.on_connecting(now);
  chat.on_registered("ana", now);
  std::string_view input(reinterpret_cast<const char*>(data), size);
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    if (line.starts_with('<')) {
      const auto message = irc::parse(line.substr(1));
      if (message) chat.on_line(*message, now);
    } else if (line.starts_with('!')) {
      now.mono_ms += 1000;
      chat.on_tick(now);
    } else if (line.find("remove") == std::string_view::npos) {  // a key goes by the user's wish
      chat.on_input(line, now);
      chat.complete(line, line.size());
    }
  }
  check(chat);
  return 0;
}
