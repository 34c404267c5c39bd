#pragma once

#include <sqlite3.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite_engine.h"

// Requests of people whose names stand for them, and where a database stands.

namespace uvchat::store {

inline OwnedName name_of(const std::string& text) {
  return {text, "fold of " + text, "skeleton of " + text};
}

inline MakeAccount account_of(const std::string& name) {
  return {name_of(name), "$argon2id$" + name, name + "@example.org", 1'000};
}

inline ChangeBan ban_of(const std::string& mask, std::int64_t set_ms = 0,
                        std::int64_t expires_ms = 0) {
  return {{ServerBanKind::kline, mask, "spam", "op!op@host", set_ms, expires_ms}, false};
}

inline ChangeBan lifting_of(const std::string& mask) {
  return {{ServerBanKind::kline, mask, {}, {}, 0, 0}, true};
}

inline Room room_of(const std::string& name, AccountId founder) {
  return {.name = name_of(name),
          .founder = founder,
          .topic = "about " + name,
          .topic_by = "ana!ana@host",
          .topic_at_ms = 5,
          .modes = "+nt",
          .lists = {{'b', {"*!*@spam", "op", "7"}}, {'I', {"*!*@friend", "op", "8"}}},
          .made_us = 3};
}

// In the first epoch, the later the higher, by 100 us.
inline LineKey key_at(std::int64_t time_us) {
  return {time_us, 1, (1U << 20) + static_cast<std::uint64_t>(time_us) / 100};
}
inline StoredLine line_of(RoomNumber room, std::int64_t time_us, const std::string& text) {
  return {.room = room, .key = key_at(time_us), .source = "ana!ana@host", .text = text};
}

inline KeepLines keep(std::vector<StoredLine> lines, std::vector<Talk> talks = {},
                      std::vector<RoomName> rooms = {}) {
  return {std::make_shared<const std::vector<StoredLine>>(std::move(lines)), std::move(talks),
          std::move(rooms)};
}

inline std::vector<Request> certificates_and_invitations() {
  return {AddCertificate{1, "fingerprint", 1},
          FindCertificate{"fingerprint"},
          ReadCertificates{1},
          ForgetCertificate{1, "fingerprint"},
          Invite{"abcdefghijkl, and more", "op", 1},
          ReadInvitations{"", 10},
          RevokeInvitation{"abcdefghijkl"}};
}

inline FileRow file_of(AccountId account, const std::string& id, const std::string& hash = "hash") {
  return {.id = id,
          .hash = hash,
          .bytes = 100,
          .type = "image/png",
          .name = id + ".png",
          .account = account,
          .made_us = 5};
}

inline UploadRow upload_of(AccountId account, const std::string& key_hash) {
  return {.key_hash = key_hash,
          .account = account,
          .bytes = 100,
          .type = "image/png",
          .name = "cat.png",
          .until_us = 1'000};
}

inline std::vector<Request> files_and_uploads_of_one() {
  return {AddUpload{upload_of(1, "key")},
          ReadUploads{},
          AddFile{file_of(1, "file"), "key"},
          FindFile{"file"},
          ReadFiles{.account = 1},
          ReadFiles{.account = 1, .after = "file"},
          ReadFileSpace{1},
          ReadFileSpace{0},
          ReadFileSpace{},
          FindUpload{"key"},
          KnownHashes{{"hash"}},
          DropFile{"file", 1},
          AddUpload{upload_of(0, "key")},
          DropUpload{"key"},
          DropExpired{2'000, 10}};
}

inline std::vector<Request> more_of_each() {
  std::vector<Request> all = certificates_and_invitations();
  for (const Request& request : files_and_uploads_of_one()) all.push_back(request);
  return all;
}

// One of each kind, about the account 1 and its room.
inline std::vector<Request> one_of_each() {
  MakeAccount invited = account_of("bea");
  invited.invitation_hash = "invitation";
  invited.code_hash = "code";
  std::vector<Request> all{
      account_of("ana"),
      Invite{"invitation", "op", 1},
      invited,
      ReadCredentials{1, "192.0.2.1", 0},
      NoteLogin{1, "192.0.2.1", 1},
      SetCode{1, CodePurpose::verify, "code", 9},
      UseCode{1, CodePurpose::verify, "code", 1},
      AddToken{1, "token", "phone", 1},
      UseToken{"token", 2, 0},
      AddToken{1, "other token", "tablet", 1},
      ForgetToken{1, "other token"},
      ReadTokens{1},
      RevokeTokens{1, 1},
      RevokeTokens{1, 0},
      SetEmail{1, "new@example.org"},
      SetSetting{1, "theme", "dark"},
      SetSetting{1, "theme", ""},
      SaveRoom{room_of("#chat", 1)},
      SetAccess{"fold of #chat", 1, "q"},
      SetAccess{"fold of #chat", 1, ""},
      SavePresence{1, {{"fold of #chat", "q", 1}}},
      RenameRoom{"fold of #chat", name_of("#new")},
      DropRoom{"fold of #new"},
      GroupNick{1, name_of("anita")},
      UngroupNick{1, name_of("anita").fold},
      ReadAccount{1},
      SetPassword{1, "$argon2id$new"},
      Suspend{1, {"op", "spam", 1, 0}},
      Suspend{1, {}},
      ban_of("~x@*"),
      lifting_of("~x@*"),
      NoteDeed{{1, "op", "KILL", "ana"}},
      ReadDeeds{5},
      BeginEpoch{},
      BeginEra{1, 500},
      NoteJoin{7, 1, 900},
      keep({line_of(7, 1'000, "hello"), line_of(8, 2'000, "private")}, {{1, 1, 8}}, {{7, "#chat"}}),
      ReadLines{.reader = {.room = 7}, .count_max = 10, .with_late = true},
      ReadLines{.reader = {.room = 7}, .newest = true, .count_max = 10},
      SearchLines{.readers = {{.room = 7}}, .words = {"hello"}, .from = "ana", .count_max = 10},
      SearchLines{.readers = {{.room = 7}}, .from = "ana", .count_max = 10},
      ReadTalks{1, 0, 9'000, 10},
      SetMarker{1, "fold of #chat", 5},
      ReadMarkers{1},
      KeepGap{7, 1'500, 1'600, 3},
      Redact{7, key_at(1'000), "op!op@host", 1, "rude", 3'000},
      TakeBack{{{7, key_at(1'000)}}},
      EraseLines{1, 0, 4'000},
      FreeRoom{9},
      DropAccount{2, true},
      DropAccount{1}};
  for (const Request& more : more_of_each()) all.insert(all.end() - 2, more);
  return all;
}

inline Answer ask(Engine& engine, const Request& request) {
  return engine.carry_out({&request, 1}).at(0);
}

inline Contents contents_of(Engine& engine) {
  auto contents = engine.contents();
  if (!contents) throw std::runtime_error(contents.error().text);
  return std::move(*contents);
}

inline std::vector<std::string> masks_in(Engine& engine) {
  std::vector<std::string> masks;
  for (const ServerBan& ban : contents_of(engine).bans) masks.push_back(ban.mask);
  return masks;
}

inline std::vector<std::string> names_in(Engine& engine) {
  std::vector<std::string> names;
  for (const Account& account : contents_of(engine).accounts) {
    for (const OwnedName& name : account.names) names.push_back(name.text);
  }
  return names;
}

// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "uvchat-store-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string database() const { return path_ / "uvchat.db"; }

 private:
  std::filesystem::path path_;
};

inline std::unique_ptr<Engine> opened(const std::string& path) {
  auto engine = SqliteEngine::open(path);
  if (!engine) throw std::runtime_error(engine.error().text);
  return std::move(*engine);
}

inline std::string refusal(const std::string& path) {
  const auto engine = SqliteEngine::open(path);
  return engine ? "opened" : engine.error().text;
}

// Another program that has the database open.
class Stranger {
 public:
  explicit Stranger(const std::string& path) {
    if (sqlite3_open(path.c_str(), &database_) != SQLITE_OK) throw std::runtime_error("not opened");
  }
  ~Stranger() { sqlite3_close(database_); }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;

  void does(const std::string& sql) {
    if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(database_));
    }
  }

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace uvchat::store
