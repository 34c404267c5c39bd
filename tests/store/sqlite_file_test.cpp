// A database as a file: what becomes of it, and which files are refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "store/sqlite_schema.h"
#include "tests/store/asked.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;

class SqliteFile : public testing::Test {
 protected:
  std::string bytes() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  std::size_t pages_of_history() const {
    const auto engine = opened(path_);
    const auto& sqlite = dynamic_cast<const SqliteEngine&>(*engine);
    return static_cast<std::size_t>(
        ask_for_number(sqlite.database(),
                       "SELECT count(*) FROM sqlite_schema WHERE rootpage > 0 AND (tbl_name IN"
                       " ('line', 'redaction', 'joined', 'talk_last', 'gap', 'marker')"
                       " OR tbl_name LIKE 'words%')")
            .value());
  }
  void put(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }

  const Folder folder_;
  const std::string path_ = folder_.database();
};

TEST_F(SqliteFile, HoldsTheSameWhenItIsOpenedAgain) {
  AccountId ana = 0;
  {
    const auto engine = opened(path_);
    ana = ask(*engine, account_of("ana")).account;
    ask(*engine, ban_of("~x@*"));
  }
  const auto engine = opened(path_);
  EXPECT_THAT(names_in(*engine), ElementsAre("ana"));
  EXPECT_THAT(masks_in(*engine), ElementsAre("~x@*"));
  EXPECT_EQ(ask(*engine, ReadCredentials{ana}).credentials.password_hash, "$argon2id$ana");
  EXPECT_NE(ask(*engine, account_of("bea")).account, ana);
}

TEST_F(SqliteFile, IsItsOwnersAloneAndStandsAloneWhenItIsClosed) {
  {
    const auto engine = opened(path_);
    ask(*engine, account_of("ana"));
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      struct stat is {};
      ASSERT_EQ(::stat(entry.path().c_str(), &is), 0);
      EXPECT_EQ(is.st_mode & 0777U, 0600U) << entry.path();
    }
  }
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    left.push_back(entry.path().filename());
  }
  EXPECT_THAT(left, ElementsAre("uvchat.db"));
}

// The child commits until it is killed in the middle; what it was answered is there.
TEST_F(SqliteFile, HoldsAllThatWasConfirmedBeforeItsServerWasKilled) {
  std::array<int, 2> told{};
  ASSERT_EQ(::pipe(told.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto engine = opened(path_);
    for (int i = 0;; ++i) {
      const bool done = ask(*engine, account_of(std::to_string(i))).outcome == Outcome::done;
      const char byte = done ? 'd' : 'x';
      if (::write(told[1], &byte, 1) != 1) ::_exit(1);
    }
  }
  ::close(told[1]);
  std::string confirmed;
  char byte = 0;
  while (confirmed.size() < 100 && ::read(told[0], &byte, 1) == 1) confirmed.push_back(byte);
  ::kill(child, SIGKILL);
  while (::read(told[0], &byte, 1) == 1) confirmed.push_back(byte);
  ::close(told[0]);
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(confirmed, std::string(confirmed.size(), 'd'));
  const auto engine = opened(path_);
  const auto names = names_in(*engine);
  ASSERT_GE(names.size(), confirmed.size());
  EXPECT_LE(names.size(), confirmed.size() + 1);
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(names[i], std::to_string(i));
}

TEST_F(SqliteFile, BelongsToOneServerAtATime) {
  const auto first = opened(path_);
  EXPECT_EQ(refusal(path_), path_ + ": another server has it open");
  const std::string link = folder_.path() / "link.db";
  std::filesystem::create_symlink(path_, link);
  EXPECT_EQ(refusal(link), link + ": another server has it open");
  EXPECT_EQ(ask(*first, account_of("ana")).outcome, Outcome::done);
}

TEST_F(SqliteFile, IsRefusedWhereItsFolderIsMissing) {
  const std::string path = folder_.path() / "none" / "uvchat.db";
  EXPECT_EQ(refusal(path), path + ".lock: cannot be made: No such file or directory");
}

TEST_F(SqliteFile, IsRefusedWhereItIsNoDatabaseAndIsLeftAsItWas) {
  for (const std::string& text : {std::string("x"), std::string(5'000, 'x')}) {
    put(text);
    EXPECT_EQ(refusal(path_), path_ + ": is no database");
    EXPECT_TRUE(bytes() == text);
  }
  std::filesystem::remove(path_);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(refusal(path_), path_ + ": is no regular file");
}

TEST_F(SqliteFile, IsRefusedWhereItIsAnothersAndIsLeftAsItWas) {
  Stranger(path_).does("PRAGMA journal_mode = WAL; CREATE TABLE song(name)");
  const std::string before = bytes();
  EXPECT_EQ(refusal(path_), path_ + ": is the database of another program");
  EXPECT_TRUE(bytes() == before);
}

TEST_F(SqliteFile, IsRefusedWhereItIsNewerAndIsLeftAsItWas) {
  opened(path_).reset();
  Stranger(path_).does("PRAGMA user_version = 99");
  const std::string before = bytes();
  EXPECT_EQ(refusal(path_),
            path_ + ": was written by a newer uvchat-server: its schema is 99, this one knows " +
                std::to_string(migrations().size()));
  EXPECT_TRUE(bytes() == before);
}

TEST_F(SqliteFile, IsRefusedWhereItMayNotBeWritten) {
  opened(path_).reset();
  std::filesystem::permissions(path_, std::filesystem::perms(0444));
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0777));
  const bool is_root = ::geteuid() == 0;  // who may write everything
  ASSERT_EQ(is_root ? ::seteuid(65'534) : 0, 0);
  const std::string error = refusal(path_);
  ASSERT_EQ(is_root ? ::seteuid(0) : 0, 0);
  EXPECT_EQ(error, path_ + ": is read-only");
}

TEST_F(SqliteFile, IsRefusedWhereAPageIsDamaged) {
  {
    const auto engine = opened(path_);
    for (int i = 0; i < 300; ++i) ask(*engine, account_of(std::to_string(i)));
    for (int i = 0; i < 300; ++i) ask(*engine, ban_of("~" + std::to_string(i) + "@*"));
  }
  const std::string sound = bytes();
  std::size_t refused = 0;
  for (std::size_t page = 0; page * 4096 < sound.size(); ++page) {
    std::string damaged = sound;
    damaged.replace(page * 4096 + (page == 0 ? 100 : 0), 3'000, 3'000, '\x7f');
    put(damaged);
    const std::string error = refusal(path_);
    if (error == "opened") continue;
    ++refused;
    EXPECT_EQ(error, path_ + ": the database is damaged");
  }
  // But for those of the table in which SQLite counts, of the map of pages, and of what was said:
  // of that there may be so much that it takes too long to look at.
  put(sound);
  const std::size_t unseen = 2 + pages_of_history();
  EXPECT_GE(refused + unseen, sound.size() / 4096);
  EXPECT_EQ(refusal(path_), "opened");
}

// Whatever stands in it, it is refused, or works as far as it goes.
TEST_F(SqliteFile, EndsNothingWhereSomeBytesAreWrong) {
  {
    const auto engine = opened(path_);
    for (int i = 0; i < 50; ++i) ask(*engine, account_of(std::to_string(i)));
  }
  const std::string sound = bytes();
  for (std::size_t i = 0; i < 200; ++i) {
    std::string damaged = sound;
    for (std::size_t n = 0; n < 3; ++n) {
      char& byte = damaged[(i * 7919 + n * 104'729) % sound.size()];
      byte = static_cast<char>(byte ^ (1 << ((i + n) % 8)));
    }
    put(damaged);
    const auto engine = SqliteEngine::open(path_);
    if (!engine) {
      EXPECT_EQ(engine.error().text.find('\n'), std::string::npos) << engine.error().text;
      continue;
    }
    static_cast<void>((*engine)->contents());
    ask(**engine, account_of("ana"));
    ask(**engine, SetPassword{1, "new"});
  }
}

TEST_F(SqliteFile, GoesThroughTheMigrationsItHasNotSeenEachOfThemWhole) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
  const Database owner(database);
  const std::array first{"CREATE TABLE a(x)"};
  const std::array broken{"CREATE TABLE a(x)", "CREATE TABLE b(x)",
                          "CREATE TABLE c(x); CREATE TABLE b(x)"};
  const auto tables = [&] {
    return ask_for_text(database, "SELECT group_concat(name) FROM sqlite_schema").value();
  };
  ASSERT_TRUE(migrate(database, first));
  EXPECT_EQ(tables(), "a");
  EXPECT_FALSE(migrate(database, broken));
  EXPECT_EQ(tables(), "a,b");
  EXPECT_EQ(ask_for_number(database, "PRAGMA user_version").value(), 2);
  EXPECT_EQ(ask_for_number(database, "PRAGMA application_id").value(), application_id);
}

// As the first release has left it.
TEST_F(SqliteFile, OfTheFirstSchemaIsMigratedAndKeepsWhatItHeld) {
  {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    const Database owner(database);
    ASSERT_TRUE(migrate(database, migrations().first(1)));
    ASSERT_TRUE(try_run(database,
                        "INSERT INTO account(id, password_hash, credential_version, email, made_us)"
                        " VALUES(7, '$argon2id$ana', 3, '', 1000);"
                        "INSERT INTO nick(account, text, fold, skeleton)"
                        " VALUES(7, 'Ana', 'ana', 'skeleton of ana');"
                        "INSERT INTO ban(kind, mask, reason, set_by, set_ms, expires_ms)"
                        " VALUES(1, '192.0.2.0/24', 'spam', 'op', 5, 0)"));
  }
  const auto engine = opened(path_);
  const Contents contents = contents_of(*engine);
  const Account ana{.id = 7,
                    .names = {{"Ana", "ana", "skeleton of ana"}},
                    .made_us = 1'000,
                    .credential_version = 3};
  EXPECT_THAT(contents.accounts, ElementsAre(ana));
  EXPECT_THAT(contents.bans,
              ElementsAre(ServerBan{ServerBanKind::dline, "192.0.2.0/24", "spam", "op", 5, 0}));
  EXPECT_EQ(ask(*engine, ReadCredentials{7}).credentials.password_hash, "$argon2id$ana");
  EXPECT_EQ(ask(*engine, account_of("bea")).account, 8U);
}

// What is not looked up by a key takes longer the more there is.
TEST_F(SqliteFile, HasNoStatementThatScansATable) {
  const auto engine = opened(path_);
  const auto& sqlite = dynamic_cast<const SqliteEngine&>(*engine);
  for (const Request& request : one_of_each()) {
    ASSERT_EQ(ask(*engine, request).outcome, Outcome::done) << request.index();
  }
  ASSERT_GT(sqlite.statements().size(), 40U);
  for (const char* sql : sqlite.statements()) {
    const std::string explained = std::string("EXPLAIN QUERY PLAN ") + sql;
    Statement plan(explained.c_str());
    ASSERT_TRUE(plan.prepare(sqlite.database())) << sql;
    Running running(plan);
    while (running.step() == SQLITE_ROW) {
      const std::string step = running.text(3);
      if (step == "SCAN CONSTANT ROW") continue;  // of no table
      if (step == "SCAN other") continue;         // what was found by a key just now
      // Of these there are few, or they are looked at seldom.
      if (step == "SCAN erasing" || step == "SCAN freed" || step == "SCAN kept") continue;
      if (step == "SCAN file USING COVERING INDEX file_account") continue;
      if (step.find("SCAN words VIRTUAL TABLE INDEX") == 0) continue;  // its own index
      EXPECT_EQ(step.find("SCAN"), std::string::npos) << sql << ": " << step;
      EXPECT_EQ(step.find("TEMP B-TREE"), std::string::npos) << sql << ": " << step;
    }
  }
}

TEST_F(SqliteFile, EmptiesItsJournalWhenNobodyReads) {
  const auto engine = opened(path_);
  for (int i = 0; i < 20; ++i) ask(*engine, account_of(std::to_string(i)));
  EXPECT_GT(engine->journal_bytes(), 0U);
  {
    Stranger reader(path_);
    reader.does("BEGIN; SELECT count(*) FROM account");
    while (engine->tidy()) continue;
    EXPECT_GT(engine->journal_bytes(), 0U);
  }
  EXPECT_FALSE(engine->tidy());
  EXPECT_EQ(engine->journal_bytes(), 0U);
  EXPECT_EQ(std::filesystem::file_size(path_ + "-wal"), 0U);
}

TEST_F(SqliteFile, ForgetsWhatIsGoneAndGivesBackItsSpace) {
  const auto engine = opened(path_);
  const std::string long_text(3'000, 'x');
  for (int i = 0; i < 300; ++i) ask(*engine, ban_of(long_text + std::to_string(i)));
  while (engine->tidy()) continue;
  const auto full = std::filesystem::file_size(path_);
  for (int i = 0; i < 300; ++i) ask(*engine, lifting_of(long_text + std::to_string(i)));
  while (engine->tidy()) continue;
  EXPECT_LT(std::filesystem::file_size(path_), full / 2);
  EXPECT_EQ(bytes().find(long_text), std::string::npos);
}

TEST_F(SqliteFile, HoldsNothingOfADroppedAccount) {
  const auto engine = opened(path_);
  ask(*engine, account_of("bea"));
  MakeAccount request = account_of("erased");
  request.code_hash = "erased code";
  const AccountId ana = ask(*engine, request).account;
  ask(*engine, GroupNick{ana, name_of("erased nick")});
  ask(*engine, SetSetting{ana, "erased setting", "erased"});
  ask(*engine, NoteLogin{ana, "erased network", 5});
  ask(*engine, AddToken{ana, "erased hash", "erased device", 5});
  ask(*engine, AddCertificate{ana, "erased fingerprint", 5});
  ask(*engine, Suspend{ana, {"op", "erased reason", 1, 2}});
  ask(*engine, SaveRoom{room_of("#erased", ana)});
  ask(*engine, SavePresence{ana, {{"#erased room", "", 1}}});
  while (engine->tidy()) continue;
  EXPECT_NE(bytes().find("erased"), std::string::npos);
  EXPECT_EQ(ask(*engine, DropAccount{ana}).outcome, Outcome::done);
  while (engine->tidy()) continue;
  EXPECT_EQ(bytes().find("erased"), std::string::npos);
  EXPECT_EQ(std::filesystem::file_size(path_ + "-wal"), 0U);
  EXPECT_THAT(names_in(*engine), ElementsAre("bea"));
}

// Each of them would end or deceive the server if it were believed.
TEST_F(SqliteFile, IsRefusedWhereItHoldsWhatCannotBe) {
  for (const char* damage :
       {"UPDATE ban SET kind = 7", "UPDATE room SET lists = 'b3:9:x'", "DELETE FROM nick",
        "DELETE FROM account", "PRAGMA foreign_keys = OFF; DELETE FROM room",
        "UPDATE past_room SET number = 9000000", "UPDATE past_room SET number = -1",
        "UPDATE past_room SET number = 2147483648", "UPDATE talk SET room = 9000000",
        "UPDATE talk SET room = (SELECT number FROM past_room)"}) {
    std::filesystem::remove(path_);
    {
      const auto engine = opened(path_);
      const AccountId ana = ask(*engine, account_of("ana")).account;
      ask(*engine, ban_of("~x@*"));
      ask(*engine, SaveRoom{room_of("#chat", ana)});
      ask(*engine, SetAccess{"fold of #chat", ana, "q"});
      ask(*engine, KeepLines{{}, {{ana, ana, 8}}, {{7, "#chat"}}});
    }
    Stranger(path_).does(damage);
    const auto contents = opened(path_)->contents();
    ASSERT_FALSE(contents) << damage;
    EXPECT_EQ(contents.error().text, path_ + ": the database is damaged") << damage;
  }
}

}  // namespace
}  // namespace uvchat::store
