#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/announce.h"
#include "chat/room.h"
#include "chat/settings.h"
#include "uvchat/base/result.h"
#include "uvchat/base/time.h"
#include "uvchat/irc/message.h"

namespace uvchat::cipher {
class RootKey;
class SecretString;
}  // namespace uvchat::cipher

namespace uvchat::cli {

enum class LinkState : std::uint8_t {
  connecting,
  online,   // registered
  waiting,  // for the next attempt, at Status::retry_at_ms
  offline,
};

struct Status {
  LinkState link = LinkState::offline;
  std::string server;  // host:port
  std::string nick;
  bool away = false;
  std::optional<std::int64_t> lag_ms;
  std::uint64_t retry_at_ms = 0;  // Now::mono_ms
};

struct ChatOptions {
  std::string server;
  std::string nick;
  std::vector<std::string> rooms;  // "#room" or "#room key": joined once registered
  bool classroom = false;          // the server speaks the classroom's protocol
  Preferences preferences = {};
};

struct ChatState;
struct KeptState;
struct LogPlace;

using FileChange = std::function<Result<std::string>(const std::string& contents)>;

// Everything the client knows and decides, without a terminal, a socket, a clock or a thread:
// lines of the server and of the user go in, lines for the server and rooms to show come out.
// Used by one thread. Texts that come in may be any bytes; those that go out are printable.
class Chat {
 public:
  // What the chat asks of who runs it. Calls come from inside the chat's functions.
  class Host {
   public:
    // To the server, without CR LF. Nobody else hears it if there is no connection.
    virtual void send_line(std::string_view line) = 0;
    // Off this thread; answered by on_key().
    virtual void derive_key(std::uint64_t ticket, cipher::SecretString passphrase,
                            std::string label) = 0;
    // Only the user's wish leads here: `change` makes of what the file of keys holds now (nothing,
    // where there is none) what it is to hold. Nobody else writes it meanwhile.
    virtual Result<void> change_keys(const FileChange& change) = 0;
    // The same of the file of what else outlives the program: state_file.h. Without one, nothing.
    virtual Result<void> change_state(const FileChange& change) = 0;
    // The same of the file of the user's preferences.
    virtual Result<void> change_preferences(const FileChange& change) = 0;
    // Lines of what was said in a talk, for the user to keep.
    virtual Result<void> write_log(const LogPlace& place, std::string_view lines) = 0;
    // The connection is given up, and tried again at once.
    virtual void connect_again() = 0;
    virtual void quit() = 0;  // the user wants to go; what was sent is on its way

   protected:
    ~Host() = default;
  };

  Chat(Host& host, ChatOptions options);
  ~Chat();
  Chat(const Chat&) = delete;
  Chat& operator=(const Chat&) = delete;

  // What the chat would like a server to have (IRCv3).
  static std::vector<std::string> capabilities();

  // What the server lets the user in by, given at the start.
  void load_password(std::string_view password);
  // What else outlives the program, given before the keys.
  void load_state(KeptState state, Now now);
  // The contents of the file of keys, read at the start. What is wrong with it the user is told.
  void load_keys(const Result<std::string>& contents, Now now);

  // The first words to a new user: how to talk, and where help is.
  void welcome(Now now);

  // --- From the link.
  void on_connecting(Now now);
  void on_registered(std::string_view nick, Now now);
  // Every line of the server, those before on_registered too.
  void on_line(const irc::Message& message, Now now);
  // The connection is over, or an attempt has failed.
  void on_lost(std::string_view why, std::optional<std::uint64_t> retry_at_ms, Now now);
  void on_key(std::uint64_t ticket, Result<cipher::RootKey> root, Now now);
  void on_tick(Now now);  // about once a second

  // --- From the user.
  // A line typed: text, /command or FIN. Holds '\n' where several lines were pasted.
  void on_input(std::string_view line, Now now);
  // The user leaves, and has been asked. /quit asks first where lines are not sent.
  void quit(Now now);
  std::size_t unsent() const;  // lines of the user's that wait to be sent
  // Whether such a line, typed where the user is, may be shown again: none in which a passphrase or
  // password can stand, so none of /key, of commands that are none (/kye), or for NickServ.
  bool may_be_remembered(std::string_view line) const;
  // The prompt while a question without echo is open: the next line goes to on_secret, Escape to
  // cancel_secret. The caller wipes what it holds of the line.
  const std::optional<std::string>& secret_prompt() const;
  void on_secret(std::string_view typed, Now now);
  void cancel_secret(Now now);

  // What could stand in the place of bytes [begin, cursor) of `line`, best first, each with what
  // follows it (": " or " "): commands, nicks (latest speakers first), rooms.
  struct Completions {
    std::size_t begin = 0;
    std::vector<std::string> words;
  };
  Completions complete(std::string_view line, std::size_t cursor) const;

  // --- To the screen.
  const std::vector<std::unique_ptr<Room>>& rooms() const;  // [0] is the server's
  std::size_t current() const;
  void show(std::size_t index);  // clears its unread and mentions; index < rooms().size()
  const Status& status() const;
  const Settings& settings() const;
  // What to register as.
  const std::string& wanted_nick() const;
  // What the server lets us in by; empty: nothing.
  std::string_view server_password() const;
  // Rises whenever something to be seen has changed.
  std::uint64_t version() const;
  // The number of the entry /search stands at, in the current room; 0: none.
  std::uint64_t found() const;
  const std::string& searched() const;  // what it has searched for
  // What the user is to be told of outside the screen: the latest since the last call.
  std::optional<Alert> take_alert();

 private:
  std::unique_ptr<ChatState> state_;
};

}  // namespace uvchat::cli
