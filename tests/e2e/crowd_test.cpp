#include "tests/e2e/crowd.h"

#include <sys/resource.h>

#include <set>

#include "tests/e2e/fixture.h"

namespace uvchat::e2e {
namespace {

constexpr std::size_t crowd_size = 2000;
constexpr rlim_t descriptors = 2 * crowd_size + 256;  // both ends are in this process

class CrowdedRoom : public ServerTest {
 protected:
  void SetUp() override {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::max(limit.rlim_cur, std::min(limit.rlim_max, descriptors));
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < descriptors) {
      GTEST_SKIP() << "needs " << descriptors << " file descriptors, allowed are "
                   << limit.rlim_cur;
    }
    start();
  }
};

UVCHAT_IN_BOTH_SHAPES(CrowdedRoom);

TEST_P(CrowdedRoom, TwoThousandHearALineOnceAndAreGoneWhenTheyVanish) {
  Client watcher = member("watcher", "#crowd");
  Crowd crowd(irc_port(), "#crowd", crowd_size);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < crowd_size; ++i) {
    const std::string line = watcher.hears("* JOIN #crowd");
    EXPECT_TRUE(seen.insert(line.substr(1, line.find('!') - 1)).second) << line;
  }
  ASSERT_TRUE(crowd.waits_for([](const auto& counts) { return counts.joined == crowd_size; }));

  crowd.member_says(0, "PRIVMSG #crowd :hear ye");
  watcher.hears(":c0!* PRIVMSG #crowd :hear ye");
  // What a line too many would be has come before the PONG.
  for (std::size_t i = 0; i < crowd_size; ++i) crowd.member_says(i, "PING x");
  ASSERT_TRUE(crowd.waits_for([](const auto& counts) { return counts.answered == crowd_size; }));
  EXPECT_TRUE(crowd.waits_for([](const auto& counts) {
    return counts.heard == crowd_size - 1 && counts.heard_most == 1 && counts.ended == 0;
  }));

  crowd.all_vanish();
  for (std::size_t i = 0; i < crowd_size; ++i) {
    const std::string line = watcher.hears("*");
    EXPECT_TRUE(matches(line, "* QUIT :Connection *")) << line;
    EXPECT_EQ(seen.erase(line.substr(1, line.find('!') - 1)), 1U) << line;
  }
  Client late = registered("late");
  late.says("JOIN #crowd");
  late.hears("* 353 late = #crowd :late @watcher");
}

}  // namespace
}  // namespace uvchat::e2e
