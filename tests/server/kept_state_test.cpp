#include "server/kept_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "server/cloak_key.h"

namespace uvchat::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* a_ban = R"({"bans": [{"kind": "kline", "mask": "*@10.0.0.0/8"}]})";

// "event: key=value key=value"
class Warnings final : public LogSink {
 public:
  void write(LogLevel level, std::string_view event,
             std::initializer_list<LogField> fields) override {
    std::string line(event);
    line += ':';
    for (const LogField& field : fields) {
      const auto* text = std::get_if<std::string_view>(&field.value);
      line += " " + std::string(field.key) + "=" +
              (text != nullptr ? std::string(*text)
                               : std::to_string(std::get<std::int64_t>(field.value)));
    }
    if (level == LogLevel::warning) warnings.push_back(std::move(line));
    if (level == LogLevel::info) told.push_back(std::move(line));
  }

  std::vector<std::string> warnings;
  std::vector<std::string> told;
};

constexpr const char* an_old_ban =
    R"({"bans": [{"kind": "kline", "mask": "*@10.0.0.0/33", "reason": "spam"},
                 {"kind": "kline", "mask": "*@10.0.0.0/8"}]})";

class StateThatIsKept : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    setenv("STATE_DIRECTORY", folder_.c_str(), 1);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  KeptState load() {
    auto state = load_state(config_, config_file_, log_);
    if (!state) throw std::runtime_error(state.error().text);
    return std::move(*state);
  }
  std::string refusal() {
    const auto state = load_state(config_, config_file_, log_);
    return state ? "loaded" : state.error().text;
  }
  std::vector<std::string> masks() {
    std::vector<std::string> masks;
    for (const ServerBan& ban : load().contents.bans) masks.push_back(ban.mask);
    return masks;
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  bool has(const std::string& name) const { return std::filesystem::exists(folder_ / name); }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("uvchat-state-") +
       testing::UnitTest::GetInstance()->current_test_info()->name());
  Config config_;
  std::string config_file_;
  Warnings log_;
};

TEST_F(StateThatIsKept, StandsInADatabaseOfTheStateDirectory) {
  EXPECT_EQ(load().why_bans_are_unkept, "");
  EXPECT_TRUE(has("uvchat.db"));
  EXPECT_FALSE(has("bans.json"));
}

TEST_F(StateThatIsKept, SaysWhichDatabaseItIsAndWhetherItIsANewOne) {
  const std::string database = ": database=sqlite " + (folder_ / "uvchat.db").string();
  load();
  EXPECT_THAT(log_.told, ElementsAre("database made" + database));
  load();
  EXPECT_THAT(log_.told, ElementsAre("database made" + database, "database opened" + database));
  config_.store.engine = StoreEngine::memory;
  load();
  EXPECT_EQ(log_.told.back(), "accounts, rooms and history end with the server: database=memory");
}

TEST_F(StateThatIsKept, IsDurableInADatabaseAlone) {
  setenv("STATE_DIRECTORY", "/proc/none", 1);
  EXPECT_EQ(refusal(), "loaded");
  config_.hub.history.is_strict = true;
  EXPECT_THAT(refusal(), testing::StartsWith("store.durability strict needs a database: "));
}

TEST_F(StateThatIsKept, TellsWhatToDoAboutADamagedDatabase) {
  load();
  std::fstream file(folder_ / "uvchat.db", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);
  file << std::string(8 * 4096, 'x');
  file.close();
  EXPECT_THAT(refusal(),
              testing::EndsWith("the database is damaged: \"Backups\" in "
                                "docs/operators.md tells how to put a copy in its place"));
}

TEST_F(StateThatIsKept, IsCopiedAndTellsHowLargeTheCopyIs) {
  const std::string copy = folder_ / "copy.db";
  const auto none = back_up(config_, "", copy);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().text,
            (folder_ / "uvchat.db").string() +
                ": cannot be opened: No such file or directory (--config FILE names the "
                "configuration of a server that has one)");
  load();
  const std::uint64_t bytes = back_up(config_, "", copy).value();
  EXPECT_EQ(bytes, std::filesystem::file_size(copy));
}

TEST_F(StateThatIsKept, TakesTheBansOfTheirFileIntoTheDatabaseOnce) {
  write("bans.json", a_ban);
  EXPECT_THAT(masks(), ElementsAre("*@10.0.0.0/8"));
  EXPECT_FALSE(has("bans.json"));
  EXPECT_TRUE(has("bans.json.imported"));
  EXPECT_THAT(masks(), ElementsAre("*@10.0.0.0/8"));
}

TEST_F(StateThatIsKept, SaysThatBansOfCloakedHostsMatchNobodyWithANewKey) {
  write("bans.json", R"({"bans": [{"kind": "kline", "mask": "*@*.1a2b3c4d.ip4"}]})");
  load_cloak_key(folder_).value();
  load();
  EXPECT_THAT(log_.warnings, IsEmpty());
  std::filesystem::remove(folder_ / "cloak.key");
  load();
  EXPECT_THAT(
      log_.warnings,
      ElementsAre("the database has bans of cloaked hosts that match nobody now: reason=" +
                  (folder_ / "cloak.key").string() + " was missing, and is another one now"));
  load();
  EXPECT_EQ(log_.warnings.size(), 1U);
}

TEST_F(StateThatIsKept, LeavesOutABanOfItsFileWhoseMaskIsNoneAndSaysSo) {
  write("bans.json", an_old_ban);
  config_.store.engine = StoreEngine::memory;
  EXPECT_THAT(masks(), ElementsAre("*@10.0.0.0/8"));
  ASSERT_THAT(log_.warnings, ElementsAre(testing::StartsWith("a ban is left out: ")));
  EXPECT_THAT(log_.warnings.front(), testing::HasSubstr("mask=*@10.0.0.0/33 reason=spam"));
  EXPECT_TRUE(has("bans.json"));
}

TEST_F(StateThatIsKept, LeavesOutABanOfTheDatabaseWhoseMaskIsNoneAndSaysSoEachTime) {
  write("bans.json", an_old_ban);
  for (int start = 0; start < 2; ++start) {
    log_.warnings.clear();
    EXPECT_THAT(masks(), ElementsAre("*@10.0.0.0/8"));
    EXPECT_THAT(log_.warnings, ElementsAre(testing::HasSubstr("mask=*@10.0.0.0/33")));
  }
}

TEST_F(StateThatIsKept, RefusesAFileOfBansThatIsBrokenAndLeavesItThere) {
  write("bans.json", "{\"bans\": [7]}");
  EXPECT_EQ(refusal(), folder_.string() + "/bans.json:1:11: bans[0]: expected an object, got 7");
  EXPECT_TRUE(has("bans.json"));
}

TEST_F(StateThatIsKept, StaysInTheFileOfBansWithTheEngineMemory) {
  config_.store.engine = StoreEngine::memory;
  write("bans.json", a_ban);
  KeptState state = load();
  EXPECT_EQ(state.contents.bans.size(), 1U);
  const store::Request lifted =
      store::ChangeBan{{ServerBanKind::kline, "*@10.0.0.0/8", {}, {}, 0, 0}, true};
  EXPECT_EQ(state.engine->carry_out({&lifted, 1}).front().outcome, store::Outcome::done);
  EXPECT_FALSE(has("uvchat.db"));
  EXPECT_THAT(load().contents.bans, IsEmpty());
}

TEST_F(StateThatIsKept, IsRefusedInOneLineWherePostgresCannotBeReached) {
  config_.store.engine = StoreEngine::postgres;
  config_.store.url = "host=/nowhere dbname=chat password=s3cret";
  EXPECT_THAT(refusal(), testing::MatchesRegex("store.url: connection to server on socket "
                                               "\"/nowhere/[^\n]* failed: No such file [^\n]*"));
  EXPECT_EQ(refusal().find("s3cret"), std::string::npos);
  const auto copied = back_up(config_, config_file_, folder_ / "copy.db");
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().text, "the database is in PostgreSQL: copy it with pg_dump");
}

TEST_F(StateThatIsKept, StandsWhereTheConfigurationSaysCountedFromItsFolder) {
  std::filesystem::create_directory(folder_ / "etc");
  config_file_ = folder_ / "etc" / "uvchat.json";
  config_.store.path = "mine.db";
  load();
  EXPECT_TRUE(has("etc/mine.db"));
  config_.store.path = folder_ / "other.db";
  load();
  EXPECT_TRUE(has("other.db"));
}

TEST_F(StateThatIsKept, IsRefusedWhereItsDatabaseCannotBeUsed) {
  write("uvchat.db", std::string(5'000, 'x'));
  EXPECT_EQ(refusal(), folder_.string() + "/uvchat.db: is no database");
  std::filesystem::remove(folder_ / "uvchat.db");
  const KeptState first = load();
  EXPECT_EQ(refusal(), folder_.string() + "/uvchat.db: another server has it open");
}

TEST_F(StateThatIsKept, IsForgottenWhereThereIsNoPlaceForIt) {
  for (const char* name : {"STATE_DIRECTORY", "XDG_STATE_HOME", "HOME"}) unsetenv(name);
  const KeptState state = load();
  EXPECT_EQ(state.why_bans_are_unkept, "no state directory: HOME names no absolute path");
  EXPECT_TRUE(state.engine->probe());
}

}  // namespace
}  // namespace uvchat::server
