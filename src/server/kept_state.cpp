#include "server/kept_state.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "server/ban_file.h"
#include "server/bans_in_file.h"
#include "server/cloak_key.h"
#include "server/file.h"
#include "store/backup.h"
#include "store/postgres_engine.h"
#include "store/sqlite_engine.h"

namespace uvchat::server {
namespace {

constexpr const char* no_folder = "no state directory: HOME names no absolute path";

std::int64_t wall_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// The state directory.
struct Folder {
  std::string path;
  std::string why_not;  // it cannot be used; empty: it can
  std::string why_not_ours;

  std::string ban_file() const { return path + "/bans.json"; }
};

Result<Folder> find_folder(LogSink& log) {
  const auto named = state_directory();
  if (!named) return tl::unexpected(named.error());
  Folder folder{*named, {}, {}};
  const Result<void> made = named->empty() ? Result<void>(fail(no_folder)) : make_folder(*named);
  if (!made) {
    folder.why_not = made.error().text;
    return folder;
  }
  if (others_may_write(*named)) {
    log.write(LogLevel::warning, "others may write into the state directory", {{"path", *named}});
  }
  const auto owned = own_folder(*named);
  if (!owned) return tl::unexpected(owned.error());
  if (!*owned) folder.why_not_ours = "another server keeps its own in " + *named;
  return folder;
}

Result<HashKey> find_cloak_key(const Folder& folder, LogSink& log) {
  if (!folder.why_not.empty()) return random_key();
  auto key = load_cloak_key(folder.path);
  const std::string path = folder.path + "/cloak.key";
  if (key && others_may_read(path)) {
    log.write(LogLevel::warning, "others may read the key of the cloaked hosts", {{"path", path}});
  }
  return key;
}

// An error where there is none.
Result<std::string> database_path(const Config& config, const std::string& config_file) {
  if (config.store.engine == StoreEngine::memory) {
    return fail("there is no database: store.engine is memory");
  }
  if (config.store.engine == StoreEngine::postgres) {
    return fail("the database is in PostgreSQL: copy it with pg_dump");
  }
  if (!config.store.path.empty()) {
    return std::filesystem::path(config_file).parent_path() / config.store.path;
  }
  const auto folder = state_directory();
  if (folder && folder->empty()) return fail(no_folder);
  return folder ? *folder + "/uvchat.db" : folder;
}

// All of them, or none: the file goes when they are in the database.
Result<void> import_bans(const Folder& folder, store::Engine& engine, LogSink& log) {
  if (!folder.why_not.empty() || !folder.why_not_ours.empty()) return {};
  const std::string path = folder.ban_file();
  if (!std::filesystem::exists(std::filesystem::symlink_status(path))) return {};
  auto bans = load_bans(path, wall_ms());
  if (!bans) return tl::unexpected(bans.error());
  std::vector<store::Request> changes;
  for (ServerBan& ban : *bans) changes.emplace_back(store::ChangeBan{std::move(ban), false});
  for (const store::Answer& answer : engine.carry_out(changes)) {
    if (answer.outcome != store::Outcome::done) return fail(path + ": " + answer.why);
  }
  if (std::rename(path.c_str(), (path + ".imported").c_str()) != 0) {
    return fail(path + ": cannot be renamed: " + std::strerror(errno));
  }
  log.write(LogLevel::info, "bans imported", {{"file", path}, {"bans", changes.size()}});
  return {};
}

// A path that was mistyped makes another database: so it is told which one it is.
void tell_opened(LogSink& log, std::string_view event, const store::Engine& engine) {
  log.write(LogLevel::info, event, {{"database", engine.name()}});
}

// What an operator is to do, besides what is wrong.
Error with_advice(Error error) {
  if (error.text.ends_with("the database is damaged")) {
    error.text += ": \"Backups\" in docs/operators.md tells how to put a copy in its place";
  }
  return error;
}

Result<std::unique_ptr<store::Engine>> open_file(const std::string& path, LogSink& log) {
  std::error_code error;
  const bool was_there = std::filesystem::file_size(path, error) > 0 && !error;
  auto engine = store::SqliteEngine::open(path);
  if (engine) tell_opened(log, was_there ? "database opened" : "database made", **engine);
  if (engine && others_may_read(path)) {
    log.write(LogLevel::warning, "others may read the database", {{"path", path}});
  }
  return engine;
}

Result<std::unique_ptr<store::Engine>> open_database(const Config& config,
                                                     const std::string& config_file,
                                                     const Folder& folder, LogSink& log) {
  const bool in_file = config.store.engine != StoreEngine::postgres;
  auto engine = in_file ? open_file(*database_path(config, config_file), log)
                        : store::PostgresEngine::open(config.store.url);
  if (engine && !in_file) tell_opened(log, "database opened", **engine);
  if (!engine) return engine;
  if (const auto done = import_bans(folder, **engine, log); !done) {
    return tl::unexpected(done.error());
  }
  return engine;
}

// Accounts end with the server; bans stand in their file, where there is a place for it.
Result<std::unique_ptr<store::Engine>> open_memory(const Folder& folder, std::string& why_unkept,
                                                   LogSink& log) {
  auto engine = store::SqliteEngine::in_memory();
  if (!engine) return engine;
  tell_opened(log, "accounts, rooms and history end with the server", **engine);
  if (folder.path.empty()) {
    why_unkept = folder.why_not;
    return engine;
  }
  auto bans = load_bans(folder.ban_file(), wall_ms());
  if (!bans) return tl::unexpected(bans.error());
  why_unkept = folder.why_not.empty() ? folder.why_not_ours : folder.why_not;
  if (folder.why_not.empty() && !why_unkept.empty()) {
    log.write(LogLevel::warning, "bans end with the next start",
              {{"reason", why_unkept + ": give this one a STATE_DIRECTORY"}});
  }
  return std::make_unique<BansInFile>(std::move(*engine), folder.ban_file(), std::move(*bans));
}

// Such a mask ends like cloaked_host().
bool bans_cloaked_hosts(const std::vector<ServerBan>& bans) {
  return std::any_of(bans.begin(), bans.end(), [](const ServerBan& ban) {
    return ban.mask.ends_with(".ip4") || ban.mask.ends_with(".ip6");
  });
}

// It is stored before a line is told that has it in its id.
Result<std::uint64_t> begin_epoch(store::Engine& engine) {
  const std::array<store::Request, 1> begin{store::BeginEpoch{}};
  const store::Answer answer = std::move(engine.carry_out(begin).front());
  if (answer.outcome == store::Outcome::done) return answer.epoch;
  if (answer.outcome == store::Outcome::unavailable) return fail(answer.why);
  return fail("the database has been started too often to number what is said");
}

}  // namespace

Result<KeptState> load_state(const Config& config, const std::string& config_file, LogSink& log) {
  const auto folder = find_folder(log);
  if (!folder) return tl::unexpected(folder.error());
  const bool had_key = std::filesystem::exists(folder->path + "/cloak.key");
  const auto key = find_cloak_key(*folder, log);
  if (!key) return tl::unexpected(key.error());
  if (!folder->why_not.empty()) {
    log.write(LogLevel::warning, "bans end, and cloaked hosts change, with the next start",
              {{"reason", folder->why_not}});
  }
  KeptState state;
  state.cloak_key = *key;
  const bool has_place = folder->why_not.empty() || !config.store.path.empty() ||
                         config.store.engine == StoreEngine::postgres;
  const bool in_memory = config.store.engine == StoreEngine::memory || !has_place;
  if (in_memory && config.hub.history.is_strict) {
    return fail("store.durability strict needs a database: " + folder->why_not);
  }
  auto engine = in_memory ? open_memory(*folder, state.why_bans_are_unkept, log)
                          : open_database(config, config_file, *folder, log);
  if (!engine) return tl::unexpected(with_advice(engine.error()));
  state.engine = std::move(*engine);
  auto contents = state.engine->contents();
  if (!contents) return tl::unexpected(with_advice(contents.error()));
  state.contents = std::move(*contents);
  if (config.hub.history.enabled) {
    const auto epoch = begin_epoch(*state.engine);
    if (!epoch) return tl::unexpected(epoch.error());
    state.epoch = *epoch;
  }
  std::erase_if(state.contents.bans, [&log, now = wall_ms()](const ServerBan& ban) {
    if (is_over(ban, now)) return true;
    if (is_usable(ban)) return false;
    log.write(LogLevel::warning, "a ban is left out: nobody can be meant by its mask or its texts",
              {{"kind", ban.kind == ServerBanKind::kline ? "KLINE" : "DLINE"},
               {"mask", ban.mask},
               {"reason", ban.reason},
               {"set by", ban.set_by}});
    return true;
  });
  if (!had_key && bans_cloaked_hosts(state.contents.bans)) {
    log.write(LogLevel::warning, "the database has bans of cloaked hosts that match nobody now",
              {{"reason", folder->path + "/cloak.key was missing, and is another one now"}});
  }
  return state;
}

void hand_over(KeptState& state, hub::HubSettings& settings) {
  settings.bans = std::move(state.contents.bans);
  settings.accounts.kept = std::move(state.contents.accounts);
  settings.kept_rooms = std::move(state.contents.rooms);
  settings.history.kept = std::move(state.contents.history);
  settings.history.epoch = state.epoch;
  settings.why_bans_are_unkept = state.why_bans_are_unkept;
}

Result<std::uint64_t> back_up(const Config& config, const std::string& config_file,
                              const std::string& to) {
  const auto database = database_path(config, config_file);
  if (!database) return tl::unexpected(database.error());
  auto done = store::back_up(*database, to);
  if (!done && config_file.empty() && !std::filesystem::exists(*database)) {
    done.error().text += " (--config FILE names the configuration of a server that has one)";
  }
  if (!done) return tl::unexpected(with_advice(done.error()));
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(to, error);
  if (error) return fail(to + ": cannot be read: " + error.message());
  return bytes;
}

}  // namespace uvchat::server
