#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/chat.h"
#include "chat/log_files.h"
#include "uvchat/cipher/root_key.h"

namespace uvchat::cli {

// A chat whose server, user and clock are the test.
class ChatConversation : public testing::Test, public Chat::Host {
 protected:
  // What the chat's user is to know of a server that speaks IRCv3.
  static constexpr std::string_view echoing =
      "message-tags server-time batch echo-message labeled-response";

  void connect(std::string_view capabilities = "", std::string_view isupport = "") {
    chat_.on_connecting(now_);
    if (!capabilities.empty()) {
      server(":s CAP * LS :" + std::string(capabilities));
      std::string names;
      for (std::string_view rest = capabilities; !rest.empty();) {
        const std::string_view word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
        names += std::string(word.substr(0, word.find('='))) + " ";
      }
      server(":s CAP * ACK :" + names);
    }
    server(":s 001 ana :Welcome");
    chat_.on_registered("ana", now_);
    if (!isupport.empty()) server(":s 005 ana " + std::string(isupport) + " :are supported");
    server(":s PONG s uvchat-ready");
    sent();
  }

  // In #lobby with bob.
  void join_lobby() {
    server(":ana!u@h JOIN #lobby");
    server(":s 353 ana = #lobby :@bob ana");
    server(":s 366 ana #lobby :End");
    sent();
  }

  void server(std::string_view line) {
    const auto message = irc::parse(line);
    ASSERT_TRUE(message) << line;
    chat_.on_line(*message, now_);
  }

  void user(std::string_view line) { chat_.on_input(line, now_); }

  void after(std::uint64_t ms) {
    now_.mono_ms += ms;
    now_.wall_us += static_cast<std::int64_t>(ms) * 1000;
    chat_.on_tick(now_);
  }

  // The room gets the key of that passphrase.
  void key(std::string_view room, std::string_view passphrase) {
    user("/key " + std::string(room));
    ASSERT_TRUE(chat_.secret_prompt());
    chat_.on_secret(passphrase, now_);
    make_keys();
  }

  void make_keys() {
    for (auto& [ticket, root] : std::exchange(wanted_keys_, {})) {
      chat_.on_key(ticket, std::move(root), now_);
    }
  }

  // What was sent since the last call.
  std::vector<std::string> sent() { return std::exchange(sent_, {}); }

  Room& room(std::string_view name) {
    for (const auto& room : chat_.rooms()) {
      if (room->name == name) return *room;
    }
    ADD_FAILURE() << "no room " << name;
    return *chat_.rooms().front();
  }

  Entry& last(std::string_view name) { return room(name).entries.back(); }

  // "<bob> hi", "* bob waves", "joins": the lines of a room as a reader sees them.
  std::vector<std::string> shown(std::string_view name) {
    std::vector<std::string> lines;
    for (const Entry& entry : room(name).entries) {
      switch (entry.kind) {
        case EntryKind::said:
          lines.push_back("<" + entry.nick + "> " + entry.text);
          break;
        case EntryKind::acted:
          lines.push_back("* " + entry.nick + " " + entry.text);
          break;
        case EntryKind::noticed:
          lines.push_back("-" + entry.nick + "- " + entry.text);
          break;
        default:
          lines.push_back(entry.text);
          break;
      }
    }
    return lines;
  }

  void send_line(std::string_view line) override { sent_.emplace_back(line); }
  // Argon2id is tested elsewhere: here a key is its label and its passphrase.
  void derive_key(std::uint64_t ticket, cipher::SecretString passphrase,
                  std::string label) override {
    std::string bytes = label + "|" + std::string(passphrase.view());
    bytes.resize(cipher::RootKey::bytes_count, '.');
    wanted_keys_.emplace_back(
        ticket, cipher::RootKey(std::span<const std::uint8_t, cipher::RootKey::bytes_count>(
                    reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size())));
  }
  Result<void> change_keys(const FileChange& change) override {
    return change(keys_file_).map([this](std::string file) { keys_file_ = std::move(file); });
  }
  Result<void> change_state(const FileChange& change) override {
    ++state_writings_;
    if (disk_is_full_) return fail("the disk is full");
    return change(state_file_).map([this](std::string file) { state_file_ = std::move(file); });
  }
  Result<void> change_preferences(const FileChange& change) override {
    return change(preferences_file_).map([this](std::string file) {
      preferences_file_ = std::move(file);
    });
  }
  Result<void> write_log(const LogPlace& place, std::string_view lines) override {
    if (disk_is_full_) return fail("the disk is full");
    logs_[place.fold] += lines;
    return {};
  }
  Result<void> change_accounts(const FileChange& change) override {
    return change(accounts_file_).map([this](std::string file) {
      accounts_file_ = std::move(file);
    });
  }
  void connect_again() override { ++connects_again_; }
  void hang_up(bool tries_again) override {
    ++hangs_up_;
    tries_again_ = tries_again;
  }
  void end_negotiation() override { ++negotiations_ended_; }
  void begin_upload(std::uint64_t ticket, UploadOrder order) override {
    uploads_.emplace_back(ticket, std::move(order));
  }
  void begin_download(std::uint64_t ticket, DownloadOrder order) override {
    downloads_.emplace_back(ticket, std::move(order));
  }
  void stop_transfer(std::uint64_t ticket) override { stopped_.push_back(ticket); }
  void drop_upload(std::uint64_t, const std::string& upload_url, const FileTrust&) override {
    dropped_.push_back(upload_url);
  }
  void quit() override { has_quit_ = true; }

  Now now_{1'000'000, 1'800'000'000'000'000};
  std::vector<std::string> sent_;
  std::vector<std::pair<std::uint64_t, Result<cipher::RootKey>>> wanted_keys_;
  std::string keys_file_;
  std::string state_file_;
  std::map<std::string, std::string> logs_;  // by the fold of the talk's name
  std::string preferences_file_;
  std::string accounts_file_;
  int state_writings_ = 0;
  bool disk_is_full_ = false;
  int connects_again_ = 0;
  int hangs_up_ = 0;
  bool tries_again_ = true;
  int negotiations_ended_ = 0;
  bool has_quit_ = false;
  std::vector<std::pair<std::uint64_t, UploadOrder>> uploads_;
  std::vector<std::pair<std::uint64_t, DownloadOrder>> downloads_;
  std::vector<std::uint64_t> stopped_;
  std::vector<std::string> dropped_;
  Chat chat_{*this, {"127.0.0.1:6667", "ana", {"#lobby"}}};
};

}  // namespace uvchat::cli
