// docs/configuration.md beside the keys that the server reads.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "server/config_file.h"
#include "server/config_table.h"

namespace uvchat::server {
namespace {

using testing::HasSubstr;

std::string page() {
  std::ifstream file(UVCHAT_DOCS "/configuration.md");
  EXPECT_TRUE(file) << "docs/configuration.md is not there";
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ConfigurationPage, HasTheTableThatTheRowsGive) {
  const std::string text = page();
  const std::string begin = "<!-- keys: scripts/configuration_page.sh writes this table -->\n";
  const std::string end = "<!-- end of the keys -->\n";
  const auto from = text.find(begin);
  const auto to = text.find(end);
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  EXPECT_EQ(text.substr(from + begin.size(), to - from - begin.size()), print_keys())
      << "run scripts/configuration_page.sh";
}

TEST(ConfigurationPage, SaysOfAKeyWhatItsRowSays) {
  const std::string keys = print_keys();
  EXPECT_THAT(keys, HasSubstr("| `limits.monitor_max` | 100 | a whole number from 1 to 10000 | "
                              "REHASH | nicks that one client may MONITOR |\n"));
  EXPECT_THAT(
      keys,
      HasSubstr(
          "| `listen[].port` | required | a whole number from 0 to 65535 | "
          "restart | 0 takes a free one; the server prints which. A unix socket has none |\n"));
  EXPECT_THAT(keys, HasSubstr("| `server.icon` | null |"));
  EXPECT_THAT(keys, HasSubstr("| `server.name` | `uvchat.local` |"));
  EXPECT_THAT(keys, HasSubstr("| `server.default_user_modes` | empty |"));
  EXPECT_THAT(keys,
              HasSubstr("| `server.admin` | `[]` | a list of at most 3; each item: one line"));
  EXPECT_THAT(keys, HasSubstr("| `operators[].name` | required |"));
}

TEST(ConfigurationPage, LeavesNoKeyWithoutItsLine) {
  for (const Row& row : config_table()) {
    EXPECT_NE(row.key.help.empty(), row.items.empty()) << row.key.name;
    for (const ItemKey& item : row.items) EXPECT_FALSE(item.help.empty()) << item.name;
  }
}

}  // namespace
}  // namespace uvchat::server
