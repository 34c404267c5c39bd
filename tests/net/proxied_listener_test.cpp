// Whom a listener behind a proxy lets in, and as whom.

#include "tests/net/proxied_listener.h"

namespace uvchat::net {
namespace {

using testing::StartsWith;

TEST_F(ProxiedListener, LetsInTheUserWhomTheProxyNamesAndTakesNothingBehindIt) {
  starts();
  Caller one = proxy();
  one.says(std::string(ana) + "NICK ana\r\n");
  EXPECT_EQ(lets_in(), "203.0.113.7 NICK ana\r\n");
  Caller two = proxy();
  two.says(
      std::string("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0C\xCB\0\x71\x08\x0A\0\0\x01\1\1\1\1NICK", 32));
  EXPECT_EQ(lets_in(), "203.0.113.8 NICK");
}

TEST_F(ProxiedListener, WaitsForAHeaderThatComesInPieces) {
  starts();
  Caller user = proxy();
  EXPECT_TRUE(lets_nobody_in());
  for (const char c : ana.substr(0, ana.size() - 1)) {
    user.says(std::string_view(&c, 1));
    passes(limits::tick_ms);
  }
  EXPECT_TRUE(lets_nobody_in());
  user.says("\nNICK ana\r\n");
  passes(limits::tick_ms);
  EXPECT_EQ(lets_in(), "203.0.113.7 NICK ana\r\n");
}

TEST_F(ProxiedListener, ClosesAMalformedHeaderAtOnce) {
  starts();
  Caller user = proxy();
  user.says("PROXY TCP4 203.0.113.7 nowhere 1 2\r\n");
  EXPECT_EQ(hears(user), "closed");
}

TEST_F(ProxiedListener, ClosesWhoHasNotBegunInTime) {
  starts();
  Caller silent = proxy();
  Caller slow = proxy();
  slow.says("PROXY TCP4 203.");
  passes(limits::greeting_ms_max - limits::tick_ms);
  EXPECT_EQ(silent.hears(), "nothing");
  EXPECT_EQ(slow.hears(), "nothing");
  passes(2 * limits::tick_ms);
  EXPECT_EQ(hears(silent), "closed");
  EXPECT_EQ(hears(slow), "closed");
  EXPECT_TRUE(lets_nobody_in());
}

TEST_F(ProxiedListener, BelievesProxiesAlone) {
  starts();
  Caller liar = stranger();
  liar.says(ana);
  EXPECT_EQ(lets_in(), "127.0.0.1 " + std::string(ana));
}

TEST_F(ProxiedListener, LetsInAProxyWithoutAHeaderAsItself) {
  starts();
  Caller itself = proxy();
  itself.says("NICK monitor\r\n");
  EXPECT_EQ(lets_in(), "127.0.0.9 NICK monitor\r\n");
}

TEST_F(ProxiedListener, LooksForNoHeaderWhereItIsOff) {
  listener.proxy = ProxyUse::off;
  starts();
  Caller user = proxy();
  EXPECT_EQ(lets_in(), "127.0.0.9");
}

TEST_F(ProxiedListener, RefusesWhoIsNoProxyAndWhoNamesNobodyWhereThatIsRequired) {
  listener.proxy = ProxyUse::required;
  starts();
  Caller liar = stranger();
  EXPECT_EQ(hears(liar), "ERROR :Closing link (Only for proxies)\r\n");
  Caller itself = proxy();
  itself.says("NICK monitor\r\n");
  EXPECT_EQ(hears(itself), "closed");
  Caller user = proxy();
  user.says(ana);
  EXPECT_EQ(lets_in(), "203.0.113.7");
}

TEST_F(ProxiedListener, ObeysOtherProxiesFromNowOn) {
  starts();
  settings.proxies = {*Network::parse("127.0.0.1")};
  gate_->change_settings(settings);
  Caller former = proxy();
  former.says(ana);
  EXPECT_EQ(lets_in(), "127.0.0.9 " + std::string(ana));
  Caller now = stranger();
  now.says(ana);
  EXPECT_EQ(lets_in(), "203.0.113.7");
}

TEST_F(ProxiedListener, LendsTheProxysAddressToWhoHasNoneButNotItsRights) {
  starts();
  std::vector<Caller> users;
  for (int i = 0; i < 3; ++i) {
    users.push_back(proxy());
    users.back().says("PROXY UNKNOWN\r\n");
  }
  EXPECT_EQ(lets_in(), "127.0.0.9 (borrowed)");
  EXPECT_EQ(lets_in(), "127.0.0.9 (borrowed)");
  turns();
  EXPECT_THAT(hears(users[2]), StartsWith("ERROR :Closing link (Too many connections"));
  Caller local = proxy();
  local.says(std::string_view("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16));
  EXPECT_EQ(lets_in(), "127.0.0.9") << "the proxy itself, which is exempt";
}

TEST_F(ProxiedListener, GivesNobodyTheRightsOfAnAddressOfTheProxysMachine) {
  starts();
  Caller near = proxy();
  near.says("PROXY TCP6 ::1 ::1 1 2\r\n");
  EXPECT_EQ(lets_in(), "::1 (borrowed)");
  Caller itself = proxy();
  itself.says("PROXY TCP4 127.0.0.9 127.0.0.1 1 2\r\n");
  EXPECT_EQ(lets_in(), "127.0.0.9 (borrowed)");
}

TEST_F(ProxiedListener, CountsTheUsersAddressAndNotTheProxysThatIsExempt) {
  starts();
  std::vector<Caller> users;
  for (const std::string_view user : {ana, ana, ana, ben}) {
    users.push_back(proxy());
    users.back().says(user);
    turns();
  }
  EXPECT_EQ(lets_in(), "203.0.113.7");
  EXPECT_EQ(lets_in(), "203.0.113.7");
  EXPECT_EQ(lets_in(), "203.0.113.8");
  EXPECT_THAT(hears(users[2]), StartsWith("ERROR :Closing link (Too many connections"));
  all_leave();
  Caller again = proxy();
  again.says(ana);
  EXPECT_EQ(lets_in(), "203.0.113.7");
}

TEST_F(ProxiedListener, ThrottlesTheUsersAddress) {
  settings.limits.throttle = {true, 1, 60};
  starts();
  std::vector<Caller> users;
  for (const std::string_view user : {ana, ana, ben}) {
    users.push_back(proxy());
    users.back().says(user);
    turns();
  }
  EXPECT_EQ(lets_in(), "203.0.113.7");
  EXPECT_EQ(lets_in(), "203.0.113.8");
  EXPECT_THAT(hears(users[1]), StartsWith("ERROR :Closing link ("));
}

TEST_F(ProxiedListener, RefusesAUserWhoIsDLined) {
  starts();
  gate_->change_bans({{ServerBanKind::dline, "203.0.113.7", "spam", "boss", 0, 0}, false});
  Caller banned = proxy();
  banned.says(ana);
  EXPECT_EQ(hears(banned), "ERROR :Closing link (D-lined: spam)\r\n");
  Caller other = proxy();
  other.says(ben);
  EXPECT_EQ(lets_in(), "203.0.113.8");
}

TEST_F(ProxiedListener, HasSoManyOfAProxyThatHaveNotNamedTheirUser) {
  starts();
  std::vector<Caller> silent;
  for (int i = 0; i < 4; ++i) silent.push_back(proxy());
  turns();
  Caller fifth = proxy();
  EXPECT_THAT(hears(fifth), StartsWith("ERROR :Closing link (Too many connections"));
  Caller of_another(port, "127.0.0.10");
  of_another.says(ben);
  EXPECT_EQ(lets_in(), "203.0.113.8");
  silent[0].says(ana);
  EXPECT_EQ(lets_in(), "203.0.113.7");
  Caller sixth = proxy();
  sixth.says(ben);
  EXPECT_EQ(lets_in(), "203.0.113.8");
  silent.pop_back();  // it gives up
  silent.push_back(proxy());
  silent.back().says(ana);
  EXPECT_EQ(lets_in(), "203.0.113.7");
}

TEST_F(ProxiedListener, GivesAwayThePlaceOfWhoLeavesInTheMiddleOfAHeader) {
  starts();
  for (int i = 0; i < 12; ++i) {
    proxy().says("PROXY TCP4 203.");
    passes(limits::tick_ms);
  }
  Caller user = proxy();
  user.says(ana);
  EXPECT_EQ(lets_in(), "203.0.113.7");
}

TEST_F(ProxiedListener, EndsThoseWhoHaveNotNamedTheirUserWhenItCloses) {
  starts();
  Caller silent = proxy();
  Caller slow = proxy();
  slow.says("PROXY ");
  EXPECT_TRUE(lets_nobody_in());
  closes();
  EXPECT_EQ(hears(silent), "closed");
  EXPECT_EQ(hears(slow), "closed");
}

TEST_F(ProxiedListener, TakesWhoComesByAUnixSocketForAProxyOrForOneOfThisMachine) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("uvchat-" + std::to_string(::getpid()))).string();
  listener.address = "unix:" + path;
  settings.proxies.clear();
  starts();
  const SocketFile file(path);
  Caller user(path);
  user.says(std::string(ana) + "NICK ana\r\n");
  EXPECT_EQ(lets_in(), "203.0.113.7 NICK ana\r\n");
  Caller near(path);
  near.says("NICK ben\r\n");
  EXPECT_EQ(lets_in(), "127.0.0.1 NICK ben\r\n");
}

// Whose requests are read for the name of their user.
TEST_F(ProxiedListener, BelievesTheRequestsOfAProxyAndNotThoseOfAUserThatItHasNamed) {
  listener.profile.protocol = Protocol::http;
  starts();
  Caller itself = proxy();
  itself.says("GET / HTTP/1.1\r\n");
  EXPECT_EQ(lets_in(), "127.0.0.9 (proxy's) GET / HTTP/1.1\r\n");
  Caller user = proxy();
  user.says(ana);
  EXPECT_EQ(lets_in(), "203.0.113.7");
  Caller nobody = proxy();
  nobody.says("PROXY UNKNOWN\r\n");
  EXPECT_EQ(lets_in(), "127.0.0.9 (borrowed)");
  Caller near = proxy();
  near.says("PROXY TCP4 127.0.0.9 127.0.0.1 1 2\r\n");
  EXPECT_EQ(lets_in(), "127.0.0.9 (borrowed)");
  Caller other = proxy();
  other.says("PROXY TCP4 127.0.0.10 127.0.0.1 1 2\r\n");
  EXPECT_EQ(lets_in(), "127.0.0.10 (borrowed)") << "an address of the proxy's own machine";
}

TEST_F(ProxiedListener, TakesAUnixSocketOfHttpForAProxysWithAHeaderOrWithout) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("uvchat-h" + std::to_string(::getpid()))).string();
  listener.profile.protocol = Protocol::http;
  listener.address = "unix:" + path;
  settings.proxies.clear();
  starts();
  const SocketFile file(path);
  Caller without(path);
  without.says("GET / HTTP/1.1\r\n");
  EXPECT_EQ(lets_in(), "127.0.0.1 (proxy's) GET / HTTP/1.1\r\n");
  Caller named(path);
  named.says(ana);
  EXPECT_EQ(lets_in(), "203.0.113.7");
}

}  // namespace
}  // namespace uvchat::net
