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
