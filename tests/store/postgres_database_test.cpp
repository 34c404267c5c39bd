// A database in PostgreSQL: what becomes of it, and which are refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/postgres_open.h"
#include "store/postgres_schema.h"
#include "tests/store/postgres_server.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PostgresDatabase : public testing::Test {
 protected:
  void SetUp() override {
    if (PostgresServer::running() == nullptr) GTEST_SKIP() << "no PostgreSQL";
    url_ = server().new_schema();
  }

  static PostgresServer& server() { return *PostgresServer::running(); }
  static std::unique_ptr<Engine> opened(const std::string& url) {
    auto engine = PostgresEngine::open(url);
    if (!engine) throw std::runtime_error(engine.error().text);
    return std::move(*engine);
  }
  static std::string refusal(const std::string& url) {
    const auto engine = PostgresEngine::open(url);
    return engine ? "opened" : engine.error().text;
  }

  std::string url_;
};

TEST_F(PostgresDatabase, HoldsTheSameWhenItIsOpenedAgain) {
  AccountId ana = 0;
  {
    const auto engine = opened(url_);
    ana = ask(*engine, account_of("ana")).account;
    ask(*engine, ban_of("~x@*"));
  }
  const auto engine = opened(url_);
  EXPECT_THAT(names_in(*engine), ElementsAre("ana"));
  EXPECT_THAT(masks_in(*engine), ElementsAre("~x@*"));
  EXPECT_EQ(ask(*engine, ReadCredentials{ana}).credentials.password_hash, "$argon2id$ana");
  EXPECT_NE(ask(*engine, account_of("bea")).account, ana);
}

TEST_F(PostgresDatabase, BelongsToOneServerAtATime) {
  const auto first = opened(url_);
  EXPECT_EQ(refusal(url_), "store.url: another server has the database open");
  EXPECT_EQ(refusal(server().new_schema()), "opened");
  EXPECT_EQ(ask(*first, account_of("ana")).outcome, Outcome::done);
}

TEST_F(PostgresDatabase, IsRefusedInOneLineWhereNobodyAnswers) {
  const std::string error = refusal("host=" + std::string("/nowhere") + " dbname=chat");
  EXPECT_THAT(error, HasSubstr("store.url: connection to server on socket \"/nowhere"));
  EXPECT_THAT(error, HasSubstr("failed: No such file or directory"));
  EXPECT_THAT(error, Not(HasSubstr("\n")));
  EXPECT_EQ(refusal("colour=blue password=s3cret"), "store.url: no connection string of libpq");
}

TEST_F(PostgresDatabase, IsRefusedWhereThePasswordIsWrongAndDoesNotTellIt) {
  const std::string error = refusal(server().url("user=locked password=s3cret"));
  EXPECT_THAT(error, HasSubstr("password authentication failed for user \"locked\""));
  EXPECT_THAT(error, Not(HasSubstr("s3cret")));
  EXPECT_THAT(error, Not(HasSubstr("\n")));
}

TEST_F(PostgresDatabase, IsRefusedWhereNothingMayBeMade) {
  EXPECT_EQ(refusal(server().url("options='-c search_path=nowhere'")),
            "store.url: there is no schema of its search_path");
  EXPECT_EQ(refusal(server().url("user=locked password=right")),
            "store.url: the database does not do it: permission denied for schema public");
}

TEST_F(PostgresDatabase, IsRefusedWhereItIsAnothersAndIsLeftAsItWas) {
  for (const char* table : {"song(name TEXT)", "schema_version(version TEXT)"}) {
    const std::string url = server().new_schema();
    server().asked(std::string("CREATE TABLE ") + table, url);
    EXPECT_EQ(refusal(url), "store.url: it is the database of another program");
    EXPECT_EQ(
        server().asked("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()", url),
        "1");
  }
}

TEST_F(PostgresDatabase, IsRefusedWhereItIsNewerOrItsVersionCannotBe) {
  opened(url_).reset();
  server().asked("UPDATE schema_version SET uvchat = 99", url_);
  EXPECT_EQ(
      refusal(url_),
      "store.url: it was written by a newer uvchat-server: its schema is 99, this one knows " +
          std::to_string(postgres_migrations().size()));
  server().asked("UPDATE schema_version SET uvchat = -1", url_);
  EXPECT_EQ(refusal(url_), "store.url: the database is damaged");
  server().asked("DELETE FROM schema_version", url_);
  EXPECT_EQ(refusal(url_), "store.url: the database is damaged");
}

TEST_F(PostgresDatabase, IsRefusedWhereItMayNotBeWritten) {
  opened(url_).reset();
  const auto last = url_.rfind('\'');
  std::string read_only = url_;
  read_only.insert(last, " -c default_transaction_read_only=on");
  EXPECT_EQ(refusal(read_only), "store.url: the database is read-only");
}

TEST_F(PostgresDatabase, IsRefusedWhereItHoldsWhatCannotBe) {
  for (const char* damage : {"UPDATE ban SET kind = 7", "UPDATE room SET lists = 'b3:9:x'",
                             "DELETE FROM nick", "DROP TABLE ban"}) {
    const std::string url = server().new_schema();
    {
      const auto engine = opened(url);
      const AccountId ana = ask(*engine, account_of("ana")).account;
      ask(*engine, ban_of("~x@*"));
      ask(*engine, SaveRoom{room_of("#chat", ana)});
    }
    server().asked(damage, url);
    const auto contents = opened(url)->contents();
    ASSERT_FALSE(contents) << damage;
    EXPECT_THAT(contents.error().text, HasSubstr("store.url: the database ")) << damage;
  }
}

TEST_F(PostgresDatabase, ConfirmsWhatIsOnDiskAlsoWhereTheServerWouldConfirmEarlier) {
  const auto confirms = [&](const char* setting) {
    std::string url = url_;
    url.insert(url.rfind('\''), std::string(" -c synchronous_commit=") + setting);
    const auto link = open_postgres(url);
    if (!link) throw std::runtime_error(link.error().text);
    return std::get<std::string>((*link)->ask("SHOW synchronous_commit").value().value());
  };
  EXPECT_EQ(confirms("off"), "on");
  EXPECT_EQ(confirms("on"), "on");
  EXPECT_EQ(confirms("remote_apply"), "remote_apply");
}

TEST_F(PostgresDatabase, IsTidiedAfterAnAccountIsDropped) {
  const auto engine = opened(url_);
  const AccountId ana = ask(*engine, account_of("ana")).account;
  EXPECT_FALSE(engine->tidy());
  ask(*engine, DropAccount{ana});
  while (engine->tidy()) continue;
  // PostgreSQL counts them a moment later.
  const auto vacuums = [&] {
    return server().asked(
        "SELECT sum(vacuum_count) FROM pg_stat_user_tables WHERE schemaname = current_schema()",
        url_);
  };
  const std::string all = std::to_string(postgres_tables_of_accounts().size());
  for (int i = 0; i < 500 && vacuums() != all; ++i) ::usleep(20'000);
  EXPECT_EQ(vacuums(), all);
  EXPECT_EQ(ask(*engine, account_of("ana")).outcome, Outcome::done);
}

TEST_F(PostgresDatabase, TakesALargeBatchOfWhichSomeIsRefused) {
  const auto engine = opened(url_);
  std::vector<Request> batch;
  for (int i = 0; i < 1'000; ++i) {
    batch.emplace_back(account_of(i % 100 == 99 ? "0" : std::to_string(i)));
  }
  const auto answers = engine->carry_out(batch);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    EXPECT_EQ(answers[i].outcome, i % 100 == 99 ? Outcome::taken : Outcome::done) << i;
  }
  EXPECT_EQ(names_in(*engine).size(), 990U);
}

}  // namespace
}  // namespace uvchat::store
