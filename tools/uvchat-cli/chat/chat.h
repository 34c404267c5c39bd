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
#include "chat/secrets.h"
#include "chat/settings.h"
#include "chat/transfers.h"
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
  std::string tls_version;         // of the connection; empty: there is none, or it is in clear
  std::string pinned_certificate;  // its fingerprint, for which alone the server is believed
  bool in_clear = false;           // others on the way can read what is said
  bool away = false;
  std::string account;        // that the user is logged in to; empty: none
  bool has_accounts = false;  // the server, as far as it has said
  std::optional<std::int64_t> lag_ms;
  std::uint64_t retry_at_ms = 0;  // Now::mono_ms
};

struct ChatOptions {
  std::string server;
  std::string nick;
  std::vector<std::string> rooms;  // "#room" or "#room key": joined once registered
  bool classroom = false;          // the server speaks the classroom's protocol
  bool has_tls = false;            // it is connected to with TLS, and not otherwise
  Preferences preferences = {};
  std::string account = {};        // to log in to; empty: none
  std::string device = {};         // what the server is to call this device in its lists
  bool shows_certificate = false;  // the connection does, of `account`
};

struct ClientState;
struct Drawing;
struct KeptState;
struct LogPlace;

using FileChange = std::function<Result<std::string>(const std::string& contents)>;

// Everything the client knows and decides, without a terminal, a socket, a clock or a thread:
// lines of the server and of the user go in, lines for the server and rooms to show come out.
// Used by one thread. Texts that come in may be any bytes; those that go out are printable.
class Chat {
 public:
  // What the chat needs from the program around it. It is called from inside the chat's functions.
  class Host {
   public:
    // To the server, without CR LF. Dropped if there is no connection.
    virtual void send_line(std::string_view line) = 0;
    // Off this thread; answered by on_key().
    virtual void derive_key(std::uint64_t ticket, cipher::SecretString passphrase,
                            std::string label) = 0;
    // Only at the user's wish: `change` turns the contents of the file of keys (nothing if there is
    // none) into its new contents. No other program writes it meanwhile.
    virtual Result<void> change_keys(const FileChange& change) = 0;
    // The same for the file of other state (state_file.h). Does nothing without one.
    virtual Result<void> change_state(const FileChange& change) = 0;
    // The same for the file of the user's preferences.
    virtual Result<void> change_preferences(const FileChange& change) = 0;
    // The same for the file of what one logs in with (accounts_file.h).
    virtual Result<void> change_accounts(const FileChange& change) = 0;
    // Lines of a talk, for the user's log.
    virtual Result<void> write_log(const LogPlace& place, std::string_view lines) = 0;
    // Closes the connection and connects again at once.
    virtual void connect_again() = 0;
    // Closes the connection. Where it is not to try again, it waits for connect_again().
    virtual void hang_up(bool tries_again) = 0;
    // The registration, which on_negotiated() has made wait, goes on.
    virtual void end_negotiation() = 0;
    // Files: what becomes of them is told by on_transfer().
    virtual void begin_upload(std::uint64_t ticket, UploadOrder order) = 0;
    virtual void begin_download(std::uint64_t ticket, DownloadOrder order) = 0;
    // Nothing of it stays here, and on the server only what its end tells.
    virtual void stop_transfer(std::uint64_t ticket) = 0;
    // A finished upload is taken back.
    virtual void drop_upload(std::uint64_t ticket, const std::string& upload_url,
                             const FileTrust& trust) = 0;
    virtual void quit() = 0;  // the user quits; what was sent is on its way

   protected:
    ~Host() = default;
  };

  Chat(Host& host, ChatOptions options);
  ~Chat();
  Chat(const Chat&) = delete;
  Chat& operator=(const Chat&) = delete;

  // The capabilities that the chat asks a server for (IRCv3).
  static std::vector<std::string> capabilities();

  // The password of the server, given at the start.
  void load_password(std::string_view password);
  // What the last run kept besides its keys; call it before the keys are given.
  void load_state(KeptState state, Now now);
  // The contents of the file of keys, read at the start. The user is told what is wrong with it.
  void load_keys(const Result<std::string>& contents, Now now);

  // The contents of the file of what one logs in with. The user is told what is wrong with it.
  void load_accounts(const Result<std::string>& contents, Now now);
  // Call it when all is loaded; `password` is that of the account, empty if none was given. False:
  // the user is asked for one, and the client connects when connect_again() is called.
  bool begin_login(std::string_view password, Now now);

  // Shows a new user how to talk, and where help is.
  void welcome(Now now);

  // --- From the link.
  void on_connecting(Now now);
  // How the connection is secured: see Status.
  void on_secured(const std::string& tls_version, bool in_clear,
                  const std::string& pinned_certificate = {});
  // What the server can do is known. False: the registration waits for Host::end_negotiation().
  // `is_secure`: nobody on the way can read along, so that a password may be said.
  bool on_negotiated(bool is_secure, Now now);
  void on_registered(std::string_view nick, Now now);
  // Every line of the server, also those before on_registered.
  void on_line(const irc::Message& message, Now now);
  // The connection has ended, or an attempt has failed.
  void on_lost(std::string_view why, std::optional<std::uint64_t> retry_at_ms, Now now);
  // Something went wrong around it that the user is to know, a sentence without its full stop.
  void on_failure(const std::string& what, Now now);
  void on_key(std::uint64_t ticket, Result<cipher::RootKey> root, Now now);
  void on_transfer(std::uint64_t ticket, const TransferNews& news, Now now);
  void on_tick(Now now);  // about once a second

  // --- From the user.
  // A line that the user typed: text, /command or FIN. It holds '\n' if several lines were pasted.
  void on_input(std::string_view line, Now now);
  // As /send, to the room on the screen.
  void send(FileToSend file, Now now);
  // The server's greeting is over: what it can do is known.
  bool knows_server() const;
  // The user quits, and has confirmed it. /quit asks first if there are unsent lines.
  void quit(Now now);
  std::size_t unsent() const;  // the user's lines that wait to be sent
  // Whether a line typed into the current room may be shown again. Not if it can hold a passphrase
  // or a password: /key, an unknown command (/kye), a line for NickServ.
  bool may_be_remembered(std::string_view line) const;
  // What of such a line is shown as stars while it is typed.
  std::vector<TextPart> passwords_in(std::string_view line) const;
  // The prompt while a question without echo is open: the next line goes to on_secret, Escape to
  // cancel_secret. The caller wipes what it holds of the line.
  const std::optional<std::string>& secret_prompt() const;
  void on_secret(std::string_view typed, Now now);
  void cancel_secret(Now now);

  // What can replace bytes [begin, cursor) of `line`, best first, each with what follows it (": "
  // or " "): commands, nicks (latest speakers first), rooms.
  struct Completions {
    std::size_t begin = 0;
    std::vector<std::string> words;
  };
  Completions complete(std::string_view line, std::size_t cursor) const;

  // --- To the screen.
  const std::vector<std::unique_ptr<Room>>& rooms() const;  // [0] is the server's
  std::size_t current() const;
  void show(std::size_t index);  // clears its unread and mentions; index < rooms().size()
  // The user looks at the entries with these numbers, and not at the newest ones: what the server
  // has beside them is fetched.
  void see(std::uint64_t oldest, std::uint64_t newest, Now now);
  // The user looks at the newest entry of the current room: all of it is read.
  void see_newest(Now now);
  const Status& status() const;
  const Settings& settings() const;
  // The nick to register with.
  const std::string& wanted_nick() const;
  // The password of the server; empty: none.
  std::string_view server_password() const;
  // Rises whenever something visible has changed.
  std::uint64_t version() const;
  // The entry that /search has found last in the current room; 0: none.
  std::uint64_t found() const;
  // Which of how many lines that is; 0 of 0: it is not known.
  struct FoundPlace {
    std::size_t number = 0;
    std::size_t count = 0;
  };
  FoundPlace found_place() const;
  const std::string& searched() const;       // what it has searched for, as it was typed
  const std::string& searched_text() const;  // and which text the lines have
  // Rises whenever a found line is to be shown: found(), which may be the same one as before.
  std::uint64_t findings() const;
  // Nothing older than found() holds what was searched for.
  bool search_is_over() const;
  // The user has gone back to the newest line: what they say next is not about found().
  void leave_found();
  // How the latest upload has ended, since the last call.
  std::optional<UploadEnd> take_upload_end();
  // Where a picture can be drawn; without it, none is.
  void set_canvas(const Canvas& canvas);
  // The picture that the user wants to see now; null: none.
  const Drawing* drawing() const;
  void close_drawing();
  // The latest alert since the last call, to be shown outside the screen.
  std::optional<Alert> take_alert();

 private:
  std::unique_ptr<ClientState> state_;
};

}  // namespace uvchat::cli
