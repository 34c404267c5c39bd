#include "server/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace uvchat::server {
namespace {

using testing::HasSubstr;

std::string file_of_docs(const std::string& name) {
  std::ifstream file(std::string(UVCHAT_DOCS) + "/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// All names of figures in a text: "uvchat_users".
std::set<std::string> names_in(const std::string& text) {
  std::set<std::string> names;
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
  for (std::size_t at = text.find("uvchat_"); at != text.npos; at = text.find("uvchat_", at + 1)) {
    names.insert(text.substr(at, text.find_first_not_of(letters, at) - at));
  }
  return names;
}

TEST(Metrics, SumUpWhatTheLoopsSay) {
  Metrics metrics(2);
  LoopFigures figures;
  figures.open_irc = 3;
  figures.open_websocket = 1;
  figures.deliveries = 100;
  figures.sends_many = 64;
  figures.sends_single = 5;
  metrics.loop_says(0, figures);
  metrics.loop_says(1, figures);
  const std::string page = metrics.metrics();
  EXPECT_THAT(page, HasSubstr("\nuvchat_connections{protocol=\"irc\"} 6\n"));
  EXPECT_THAT(page, HasSubstr("\nuvchat_connections{protocol=\"websocket\"} 2\n"));
  EXPECT_THAT(page, HasSubstr("\nuvchat_deliveries_total 200\n"));
  EXPECT_THAT(page, HasSubstr("\nuvchat_sends_total{way=\"io_uring\"} 128\n"
                              "uvchat_sends_total{way=\"alone\"} 10\n"));
}

TEST(Metrics, TellHowLongThingsTake) {
  Metrics metrics(1);
  ChatFigures figures;
  for (const std::uint64_t us : {50U, 100U, 101U, 2'000'000U}) figures.hub.steps_us.add(us);
  metrics.hub_says(figures, 0);
  const std::string page = metrics.metrics();
  EXPECT_THAT(page, HasSubstr("\nuvchat_hub_step_seconds_bucket{le=\"0.0001\"} 2\n"));
  EXPECT_THAT(page, HasSubstr("\nuvchat_hub_step_seconds_bucket{le=\"0.00025\"} 3\n"));
  EXPECT_THAT(page, HasSubstr("\nuvchat_hub_step_seconds_bucket{le=\"1\"} 3\n"));
  EXPECT_THAT(page, HasSubstr("\nuvchat_hub_step_seconds_bucket{le=\"+Inf\"} 4\n"));
  EXPECT_THAT(page, HasSubstr("\nuvchat_hub_step_seconds_sum 2.00025\n"));
  EXPECT_THAT(page, HasSubstr("\nuvchat_hub_step_seconds_count 4\n"));
  EXPECT_THAT(page, HasSubstr("uvchat_turn_seconds_bucket{loop=\"0\",le=\"+Inf\"} 0\n"));
}

TEST(Metrics, CountLoginsByOutcome) {
  Metrics metrics(1);
  metrics.password_checked(PasswordVerdict::match);
  metrics.password_checked(PasswordVerdict::mismatch);
  metrics.password_checked(PasswordVerdict::mismatch);
  EXPECT_THAT(metrics.metrics(), HasSubstr("uvchat_password_checks_total{outcome=\"right\"} 1\n"
                                           "uvchat_password_checks_total{outcome=\"wrong\"} 2\n"));
}

TEST(Metrics, TellWhyTheServerIsNotReady) {
  Metrics metrics(1);
  EXPECT_EQ(metrics.why_not_ready(), "");
  store::Figures figures;
  figures.why_away = "the disk is full";
  metrics.store_says(figures);
  EXPECT_EQ(metrics.why_not_ready(), "the database is away: the disk is full");
  EXPECT_THAT(metrics.metrics(), HasSubstr("\nuvchat_store_away 1\n"));
}

// Each name is said to be one kind, once, before its figures.
TEST(Metrics, AreWhatPrometheusReads) {
  const Metrics metrics(2);
  std::istringstream page(metrics.metrics());
  std::set<std::string> said;
  std::string about;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("# HELP ")) {
      about = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_TRUE(said.insert(about).second) << line;
    } else if (line.starts_with("# TYPE ")) {
      EXPECT_THAT(line, testing::StartsWith("# TYPE " + about + " "));
    } else {
      EXPECT_THAT(line, testing::MatchesRegex(about + "[a-z_]*([{][^}]*[}])? [0-9.e+]+"));
    }
  }
  EXPECT_GT(said.size(), 30U);
}

TEST(Metrics, AreThoseThatTheBoardOfTheDocumentationShows) {
  const std::set<std::string> known = names_in(Metrics(1).metrics());
  const std::set<std::string> shown = names_in(file_of_docs("grafana.json"));
  EXPECT_GT(shown.size(), 10U);
  for (const std::string& name : shown) EXPECT_TRUE(known.contains(name)) << name;
}

TEST(Metrics, AreAllDocumented) {
  const std::set<std::string> documented = names_in(file_of_docs("metrics.md"));
  std::istringstream page(Metrics(1).metrics());
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("# HELP ")) continue;
    const std::string name = line.substr(7, line.find(' ', 7) - 7);
    EXPECT_TRUE(documented.contains(name)) << name;
  }
}

}  // namespace
}  // namespace uvchat::server
