#include "uvchat/http/hosts.h"

#include <gtest/gtest.h>

namespace uvchat::http {
namespace {

const HostRules rules{{"chat.example.org", "irc.local"}, {"https://friend.example.net"}};

Request from(std::string_view host, std::string_view origin = {}) {
  Request request;
  request.fields.push_back({"host", std::string(host)});
  if (!origin.empty()) request.fields.push_back({"origin", std::string(origin)});
  return request;
}

bool takes(std::string_view host) { return rules.takes_host_of(from(host)); }
bool takes(std::string_view host, std::string_view origin) {
  const Request request = from(host, origin);
  return rules.takes_host_of(request) && rules.takes_origin_of(request);
}

TEST(HostRules, TakesItsNamesInWhateverCaseAndWithWhateverPort) {
  EXPECT_TRUE(takes("chat.example.org"));
  EXPECT_TRUE(takes("Chat.Example.ORG:8080"));
  EXPECT_TRUE(takes("irc.local"));
  EXPECT_FALSE(takes("example.org"));
  EXPECT_FALSE(takes("chat.example.org.evil.example"));
  EXPECT_FALSE(takes("evil.example"));
}

TEST(HostRules, TakesLocalhostAndNumbers) {
  EXPECT_TRUE(takes("localhost:8080"));
  EXPECT_TRUE(takes("127.0.0.1:8080"));
  EXPECT_TRUE(takes("192.0.2.7"));
  EXPECT_TRUE(takes("[::1]:8080"));
  EXPECT_FALSE(takes("localhost.evil.example"));
  EXPECT_FALSE(takes("127.0.0.1.evil.example"));
  EXPECT_FALSE(takes("0x7f.1"));
  EXPECT_FALSE(takes("[::1].evil.example"));
  EXPECT_FALSE(takes("[127.0.0.1]"));
}

TEST(HostRules, TakesNoHostThatIsNone) {
  EXPECT_FALSE(takes(""));
  EXPECT_FALSE(takes(":80"));
  EXPECT_FALSE(takes("localhost:80:80"));
  EXPECT_FALSE(takes("localhost:port"));
  EXPECT_FALSE(takes("user@localhost"));
  EXPECT_FALSE(takes("localhost, evil.example"));
  Request two = from("localhost");
  two.fields.push_back({"host", "evil.example"});
  EXPECT_FALSE(rules.takes_host_of(two));
}

TEST(HostRules, TakesAnOwnPageAndAProgram) {
  EXPECT_TRUE(takes("localhost:8080", "http://localhost:8080"));
  EXPECT_TRUE(takes("chat.example.org", "https://chat.example.org"));
  EXPECT_TRUE(takes("chat.example.org:443", "https://chat.example.org"));
  EXPECT_TRUE(takes("chat.example.org", "HTTPS://Chat.Example.Org:443"));
  EXPECT_TRUE(takes("[::1]:8080", "http://[::1]:8080"));
  EXPECT_TRUE(takes("localhost:8080", ""));  // no browser leaves it out
}

TEST(HostRules, TakesAFriendsPage) {
  EXPECT_TRUE(takes("chat.example.org", "https://friend.example.net"));
  EXPECT_FALSE(takes("chat.example.org", "http://friend.example.net"));
  EXPECT_FALSE(takes("chat.example.org", "https://friend.example.net:444"));
}

TEST(HostRules, TakesNoPageOfAnotherSite) {
  EXPECT_FALSE(takes("localhost:8080", "https://evil.example"));
  EXPECT_FALSE(takes("localhost:8080", "http://localhost:3000"));
  EXPECT_FALSE(takes("localhost:8080", "http://localhost"));
  EXPECT_FALSE(takes("localhost:8080", "null"));
  EXPECT_FALSE(takes("localhost:8080", "file://localhost:8080"));
  EXPECT_FALSE(takes("localhost:8080", "http://localhost:8080/"));
  Request two = from("localhost", "http://localhost");
  two.fields.push_back({"origin", "https://evil.example"});
  EXPECT_FALSE(rules.takes_origin_of(two));
}

TEST(OriginText, HasOneSpelling) {
  EXPECT_EQ(origin_text("HTTPS://Chat.Example.Org:443"), "https://chat.example.org");
  EXPECT_EQ(origin_text("http://[2001:DB8::1]:81"), "http://[2001:db8::1]:81");
  EXPECT_EQ(origin_text("https://chat.example.org/page"), "");
  EXPECT_EQ(origin_text("chat.example.org"), "");
  EXPECT_EQ(origin_text("https://"), "");
  EXPECT_EQ(host_of("https://[2001:db8::1]:81"), "2001:db8::1");
}

}  // namespace
}  // namespace uvchat::http
