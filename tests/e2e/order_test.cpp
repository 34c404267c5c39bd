#include <map>
#include <thread>

#include "tests/e2e/fixture.h"

// The promises of order: each sender's lines in the order sent, and one order for all who hear.

namespace uvchat::e2e {
namespace {

constexpr int sender_count = 8;
constexpr int line_count = 200;  // of each sender

class Order : public ServerTest {
 protected:
  void SetUp() override { start(); }

  static std::string nick_of(int sender) { return "s" + std::to_string(sender); }

  static void say_all(Client& client, const std::string& nick) {
    for (int line = 0; line < line_count; line += 5) {
      std::string some;
      for (int i = line; i < line + 5; ++i) {
        some += "PRIVMSG #lobby :" + std::to_string(i) + "\r\n";
        // A change of nick takes its place among the lines, for everybody the same.
        if (i == line_count / 2) some += "NICK " + nick + "-renamed\r\n";
      }
      client.socket.sends(some);
    }
    client.says("NOTICE #lobby :done");
  }

  // What is said in the room, up to the last sender's last word.
  static std::vector<std::string> hear_all(Client& client) {
    std::vector<std::string> heard;
    for (int done = 0; done < sender_count;) {
      const std::string line = client.hears(":s*!*");
      heard.push_back(line);
      if (matches(line, "* NOTICE #lobby :done")) ++done;
    }
    return heard;
  }
};

UVCHAT_IN_BOTH_SHAPES(Order);

TEST_P(Order, AllHearAllInOneOrderAndEachSenderInItsOwn) {
  std::vector<Client> clients;
  for (int i = 0; i < sender_count; ++i) {
    clients.push_back(member(nick_of(i), "#lobby", "echo-message"));
  }
  for (int i = 0; i < 4; ++i) clients.push_back(member("listener" + std::to_string(i)));
  for (Client& client : clients) client.hears_all();

  std::vector<std::jthread> speakers;
  for (int i = 0; i < sender_count; ++i) {
    Client& client = clients[static_cast<std::size_t>(i)];
    speakers.emplace_back([&client, i] { say_all(client, nick_of(i)); });
  }
  const std::vector<std::string> order = hear_all(clients.back());
  speakers.clear();

  std::map<std::string, int> next;
  for (const std::string& line : order) {
    if (!matches(line, "* PRIVMSG *")) continue;
    int& expected = next[line.substr(0, line.find_first_of("-!"))];
    EXPECT_TRUE(line.ends_with(" :" + std::to_string(expected))) << line << ", not " << expected;
    ++expected;
  }
  EXPECT_EQ(next.size(), std::size_t{sender_count});
  for (const auto& [sender, count] : next) EXPECT_EQ(count, line_count) << sender;
  clients.pop_back();
  for (Client& client : clients) EXPECT_EQ(hear_all(client), order);
}

}  // namespace
}  // namespace uvchat::e2e
