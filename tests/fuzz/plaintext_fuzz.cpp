// A hostile server says anything, and a user writes into talks that have a key: no piece of what
// they write leaves. An input is a play of instructions, one letter each with operands of a byte;
// what is no letter of an instruction is taken for one.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/chat.h"
#include "screen/input_line.h"
#include "screen/screen.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/keyed_hash.h"
#include "uvchat/cipher/root_key.h"

using namespace uvchat;
using namespace uvchat::cli;

namespace {

constexpr std::size_t piece_bytes = 8;

// Letters that the input cannot hold: a server that is told of them has got them from the user.
std::string marker_of(std::string_view input) {
  std::uint64_t state = keyed_hash(HashKey{}, input);
  std::string marker;
  for (int i = 0; i < 24; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    marker += static_cast<char>('a' + (state >> 33U) % 26);
  }
  return marker;
}

bool holds_piece(std::string_view text, std::string_view marker) {
  for (std::size_t at = 0; at + piece_bytes <= marker.size(); ++at) {
    if (text.find(marker.substr(at, piece_bytes)) != std::string_view::npos) return true;
  }
  return false;
}

constexpr auto names = std::to_array<std::string_view>(
    {"#secret", "bob",      "ana",    "#lobby",   "#zzz",           "carl",    "eve",
     "#SECRET", "@#secret", "secret", "s",        "#se\u200bcret",  "&secret", "##secret",
     "BOB",     "@bob",     "o",      "b",        "#secret,#lobby", "#se[ret", "#se{ret",
     "*",       "s.x",      "",       "+#secret", "#s ecret",       "#Ñu",     "#ñu",
     "bob_",    "~bob",     "$*",     "!secret"});

constexpr auto tokens = std::to_array<std::string_view>({"PREFIX=(ov)@+",
                                                         "PREFIX=(o)#",
                                                         "PREFIX=(o)b",
                                                         "PREFIX=(os)#s",
                                                         "PREFIX=",
                                                         "PREFIX=()",
                                                         "CHANTYPES=#",
                                                         "CHANTYPES=s",
                                                         "CHANTYPES=",
                                                         "CHANTYPES=o",
                                                         "CHANTYPES=#&",
                                                         "CHANTYPES=+!",
                                                         "CASEMAPPING=ascii",
                                                         "CASEMAPPING=rfc1459",
                                                         "CASEMAPPING=x",
                                                         "UTF8MAPPING=rfc8265",
                                                         "UTF8MAPPING=none",
                                                         "LINELEN=8192",
                                                         "LINELEN=1",
                                                         "TOPICLEN=9",
                                                         "TOPICLEN=0",
                                                         "NETWORK=x",
                                                         "CHANMODES=b,k,l,imnt",
                                                         "STATUSMSG=#",
                                                         "PREFIX=(qaohv)~&@%+",
                                                         "PREFIX=(o)!"});

constexpr auto capabilities = std::to_array<std::string_view>(
    {"echo-message", "labeled-response", "batch", "draft/multiline", "draft/chathistory",
     "draft/multiline=max-lines=2,max-bytes=9", "draft/channel-rename", "server-time", "x",
     "soju.im/search", "draft/message-redaction", "draft/event-playback", "draft/read-marker"});

class Play final : public Chat::Host {
 public:
  explicit Play(std::string_view input) : marker_(marker_of(input)), input_(input) {
    chat_.load_keys(R"({"s:1": {"#secret": [")" + std::string(64, 'a') + R"("], "bob": [")" +
                        std::string(64, 'b') + R"("]}})",
                    now_);
    chat_.on_input("/query bob", now_);
    chat_.show(2);
    for (std::size_t i = 2; i < chat_.rooms().size(); ++i) keyed_.insert(chat_.rooms()[i].get());
    meet();
    server(":ana!u@h JOIN #lobby");
    server(":ana!u@h JOIN #secret");
  }

  void run();

 private:
  struct Instruction {
    char letter;
    void (Play::*run)();
  };
  static const std::vector<Instruction>& instructions();

  // --- Operands.
  std::uint8_t byte() {
    if (input_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(input_.front());
    input_.remove_prefix(1);
    return first;
  }
  template <typename Table>
  std::string one_of(const Table& table) {
    return std::string(table[byte() % table.size()]);
  }
  std::string name() { return one_of(names); }
  std::string someone() { return name() + "!u@h"; }
  std::string line() {
    std::string text(input_.substr(0, std::min<std::size_t>(input_.find('\n'), 200)));
    input_.remove_prefix(std::min(text.size() + 1, input_.size()));
    return text;
  }

  // --- The server.
  void server(const std::string& said) {
    if (const auto message = irc::parse(said)) chat_.on_line(*message, now_);
  }
  void meet() {
    chat_.on_connecting(now_);
    chat_.on_registered("ana", now_);
    server(":s PONG s uvchat-ready");
  }
  void isupport() { server(":s 005 ana " + one_of(tokens) + " " + one_of(tokens) + " :are"); }
  void isupport_raw() { server(":s 005 ana " + line() + " :are"); }
  void join() { server(":" + someone() + " JOIN " + name()); }
  void join_us() { server(":" + chat_.status().nick + "!u@h JOIN " + name()); }
  void part() { server(":" + someone() + " PART " + name()); }
  void kick() { server(":s KICK " + name() + " " + name() + " :out"); }
  void rename() { server(":s RENAME " + name() + " " + name() + " :x"); }
  void nick() { server(":" + someone() + " NICK " + name()); }
  void mode() { server(":s MODE " + name() + " +" + static_cast<char>(byte()) + "k " + line()); }
  void offer() {
    const std::string capability = one_of(capabilities);
    server(":s CAP ana LS :" + capability);
    server(":s CAP ana ACK :" + capability.substr(0, capability.find('=')));
  }
  void withdraw() { server(":s CAP ana DEL :" + one_of(capabilities)); }
  void batch_open() { server("BATCH +" + name() + " " + line()); }
  void batch_close() { server("BATCH -" + name()); }
  void refuse() { server("FAIL " + line()); }
  void numeric() {
    const int number = 300 + byte() + byte();
    server(":s " + std::to_string(number) + " ana " + name() + " " + name() + " :x");
  }
  void label_refused() { server("@label=" + std::to_string(byte()) + " :s 404 ana #secret :no"); }
  void names_reply() { server(":s 353 ana = " + name() + " :@" + name() + " " + name()); }
  void names_end() { server(":s 366 ana " + name() + " :End"); }
  void message() { server(":" + someone() + " PRIVMSG " + name() + " :" + line()); }
  void topic() { server(":" + someone() + " TOPIC " + name() + " :" + line()); }
  void echo() {  // the latest lines as they were sent
    for (const std::string& each : std::deque<std::string>(latest_)) {
      const std::size_t tags = each.starts_with('@') ? each.find(' ') + 1 : 0;
      server(each.substr(0, tags) + ":" + chat_.status().nick + "!u@h " + each.substr(tags));
    }
  }
  void raw() { server(line()); }
  void ready() { server(":s PONG s uvchat-ready"); }
  void lose() { chat_.on_lost("it broke", now_.mono_ms + 1, now_); }
  void connect() {
    chat_.on_connecting(now_);
    chat_.on_registered(name(), now_);
  }
  void pass_time() {
    now_.mono_ms += 1000U * byte();
    now_.wall_us += 1'000'000;
    chat_.on_tick(now_);
  }
  void give_keys() {
    for (const std::uint64_t ticket : std::exchange(tickets_, {})) {
      const std::vector<std::uint8_t> bytes(cipher::RootKey::bytes_count, ticket & 0xffU);
      chat_.on_key(ticket,
                   cipher::RootKey(std::span<const std::uint8_t, cipher::RootKey::bytes_count>(
                       bytes.data(), bytes.size())),
                   now_);
    }
  }

  // --- The user, who knows which talks are secret.
  void press(Key key, const std::string& text = "") { screen_.press({key, text}, now_); }
  void type(const std::string& text, Key key = Key::text) {
    press(key, text);
    input_line().insert(text);
  }
  void clear() {
    press(Key::end);
    press(Key::control, "u");
    input_line().end();
    input_line().cut_all_left();
  }
  // What stands on the screen's line.
  InputLine& input_line() {
    return drafts_.try_emplace(chat_.rooms()[chat_.current()]->id, killed_).first->second;
  }
  bool is_secret(const std::string& called) const {
    return secret_names_.contains(called.substr(0, called.find(',')));
  }
  bool is_in_secret() const {
    const Room* const room = chat_.rooms()[chat_.current()].get();
    return keyed_.contains(room) || is_secret(room->name);
  }
  bool means_to_say(const std::string& text) const;
  void enter();
  void say(const std::string& text) {
    clear();
    type(text);
    enter();
  }
  std::string secret_name() {
    auto at = secret_names_.begin();
    std::advance(at, byte() % secret_names_.size());
    return *at;
  }
  std::string text() {
    std::string said = marker_;
    for (std::size_t i = byte() % 40; i > 30; --i) {
      said += (i % 2 == 0 ? " " : "") + marker_ + marker_;
    }
    return said;
  }
  void draft() { type(text()); }
  void paste() { type(marker_ + "\n" + text() + "\n/" + marker_, Key::paste); }
  void older() { press(Key::up), input_line().older(); }
  void newer() { press(Key::down), input_line().newer(); }
  void yank() { press(Key::control, "y"), input_line().yank(); }
  void says() { say(text()); }
  void says_slash() { say("//" + text()); }
  void acts() { say("/me " + text()); }
  void notices() { say("/notice " + secret_name() + " " + text()); }
  void messages() { say("/msg " + secret_name() + " " + text()); }
  void messages_some() { say("/msg @" + secret_name() + " " + text()); }
  void messages_several() { say("/msg " + secret_name() + "," + name() + " " + text()); }
  void queries() { say("/query " + secret_name() + " " + text()); }
  void sets_topic() { say("/topic " + text()); }
  void sets_topic_of() { say("/topic " + secret_name() + " " + text()); }
  void resends() { say("/resend"); }
  void joins() { say("/join " + name()); }
  void closes() { say("/close"); }
  void changes_nick() { say("/nick " + name()); }
  void makes_key() { say("/key " + secret_name() + " new"); }
  void goes() { chat_.show(byte() % chat_.rooms().size()); }
  void goes_to_secret() {
    for (std::size_t i = 0; i < chat_.rooms().size(); ++i) {
      if (keyed_.contains(chat_.rooms()[i].get())) chat_.show(i);
    }
  }

  // --- The host.
  void send_line(std::string_view sent) override {
    UVCHAT_ASSERT(sent.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    UVCHAT_ASSERT(!holds_piece(sent, marker_));
    latest_.emplace_back(sent);
    if (latest_.size() > 4) latest_.pop_front();
  }
  void derive_key(std::uint64_t ticket, cipher::SecretString, std::string) override {
    tickets_.push_back(ticket);
  }
  Result<void> change_keys(const FileChange&) override { return {}; }
  Result<void> write_log(const LogPlace&, std::string_view lines) override {
    UVCHAT_ASSERT(!holds_piece(lines, marker_));
    return {};
  }
  Result<void> change_preferences(const FileChange&) override { return {}; }
  Result<void> change_state(const FileChange& change) override {
    state_ = *change(state_);
    UVCHAT_ASSERT(!holds_piece(state_, marker_));
    return {};
  }
  Result<void> change_accounts(const FileChange&) override { return {}; }
  void hang_up(bool) override {}
  void end_negotiation() override {}
  void connect_again() override { UVCHAT_ASSERT(!holds_piece(chat_.server_password(), marker_)); }
  static Preferences logging() {
    Preferences preferences;
    preferences.log = true;
    return preferences;
  }
  void begin_upload(std::uint64_t, UploadOrder) override {}
  void begin_download(std::uint64_t, DownloadOrder) override {}
  void stop_transfer(std::uint64_t) override {}
  void drop_upload(std::uint64_t, const std::string&, const FileTrust&) override {}
  void quit() override {}

  std::string marker_;
  std::string_view input_;
  Now now_{1'000'000, 1'800'000'000'000'000};
  Chat chat_{*this, {"s:1", "ana", {"#lobby", "#secret"}, false, false, logging()}};
  Screen screen_{chat_, {}};
  std::string killed_;
  std::map<std::uint64_t, InputLine> drafts_;  // by the room's id
  std::set<const Room*> keyed_;
  std::set<std::string> secret_names_ = {"#secret", "bob"};  // all that the keyed talks ever had
  std::deque<std::string> latest_;
  std::string state_;  // the file of what outlives the program
  std::vector<std::uint64_t> tickets_;
};

// A user who means to say this in the open is none of ours.
bool Play::means_to_say(const std::string& text) const {
  if (!holds_piece(text, marker_)) return true;
  if (!text.starts_with('/') || text.starts_with("//") || text.find('\n') != std::string::npos) {
    return is_in_secret();
  }
  const std::size_t space = std::min(text.find(' '), text.size());
  const std::string command = text.substr(1, space - 1);
  std::string target = text.substr(std::min(space + 1, text.size()));
  target = target.substr(0, target.find(' '));
  const bool to_secret = is_secret(target) || is_secret(target.substr(target.starts_with('@')));
  if (command == "msg" || command == "notice" || command == "query") return to_secret;
  return (command == "me" && is_in_secret()) ||
         (command == "topic" && (is_in_secret() || to_secret));
}

void Play::enter() {
  if (!means_to_say(input_line().text())) {
    clear();
    return;
  }
  input_line().take(chat_.may_be_remembered(input_line().text()));
  press(Key::enter);
}

const std::vector<Play::Instruction>& Play::instructions() {
  static const std::vector<Instruction> all = {
      {'p', &Play::isupport},      {'P', &Play::isupport_raw},  {'j', &Play::join},
      {'J', &Play::join_us},       {'q', &Play::part},          {'k', &Play::kick},
      {'r', &Play::rename},        {'n', &Play::nick},          {'m', &Play::mode},
      {'c', &Play::offer},         {'C', &Play::withdraw},      {'b', &Play::batch_open},
      {'B', &Play::batch_close},   {'f', &Play::refuse},        {'d', &Play::numeric},
      {'D', &Play::label_refused}, {'v', &Play::names_reply},   {'V', &Play::names_end},
      {'w', &Play::message},       {'t', &Play::topic},         {'e', &Play::echo},
      {'x', &Play::raw},

      {'o', &Play::ready},         {'l', &Play::lose},          {'L', &Play::connect},
      {'!', &Play::pass_time},     {'y', &Play::give_keys},     {'a', &Play::draft},
      {'A', &Play::paste},         {'u', &Play::older},         {'U', &Play::newer},
      {'Y', &Play::yank},          {'\n', &Play::enter},        {'s', &Play::says},
      {'/', &Play::says_slash},    {'i', &Play::acts},          {'N', &Play::notices},
      {'M', &Play::messages},      {'@', &Play::messages_some}, {',', &Play::messages_several},
      {'Q', &Play::queries},       {'T', &Play::sets_topic},    {'O', &Play::sets_topic_of},
      {'R', &Play::resends},       {'+', &Play::joins},         {'-', &Play::closes},
      {'I', &Play::changes_nick},  {'K', &Play::makes_key},     {'g', &Play::goes},
      {'G', &Play::goes_to_secret}};
  return all;
}

void Play::run() {
  while (!input_.empty()) {
    const std::uint8_t letter = byte();
    const auto named = std::find_if(
        instructions().begin(), instructions().end(),
        [&](const Instruction& each) { return static_cast<std::uint8_t>(each.letter) == letter; });
    const Instruction& instruction =
        named != instructions().end() ? *named : instructions()[letter % instructions().size()];
    (this->*instruction.run)();
    std::set<const Room*> open;
    for (const auto& room : chat_.rooms()) {
      if (keyed_.contains(room.get())) {
        open.insert(room.get());
        secret_names_.insert(room->name);
      }
    }
    keyed_ = std::move(open);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Play({reinterpret_cast<const char*>(data), size}).run();
  return 0;
}
