#include "net/socket.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace uvchat::net {
namespace {

std::string text_of_v6(const char* address) {
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  inet_pton(AF_INET6, address, &v6.sin6_addr);
  return address_of(reinterpret_cast<const sockaddr&>(v6)).text();
}

ListenerSettings on(const std::string& address, std::uint16_t port) { return {{}, address, port}; }

TEST(Socket, KnowsAPeersAddress) {
  EXPECT_EQ(text_of_v6("2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(text_of_v6("::1"), "::1");
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  inet_pton(AF_INET, "192.0.2.7", &v4.sin_addr);
  EXPECT_EQ(address_of(reinterpret_cast<const sockaddr&>(v4)).text(), "192.0.2.7");
}

TEST(Socket, TakesAMappedIpv4AddressForIpv4) {
  EXPECT_EQ(text_of_v6("::ffff:192.0.2.7"), "192.0.2.7");
}

TEST(Socket, TakesAFreePortWhenItIsGivenNone) {
  const Result<Fd> socket = listen_on(on("127.0.0.1", 0));
  ASSERT_TRUE(socket.has_value());
  EXPECT_NE(port_of(*socket), 0);
}

TEST(Socket, SaysThatAPortIsTaken) {
  const Result<Fd> first = listen_on(on("127.0.0.1", 0));
  ASSERT_TRUE(first.has_value());
  const std::uint16_t port = port_of(*first);
  const Result<Fd> second = listen_on(on("127.0.0.1", port));
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().text,
            "cannot listen on 127.0.0.1:" + std::to_string(port) + ": address already in use");
}

TEST(Socket, SaysThatAnAddressIsNone) {
  const Result<Fd> named = listen_on(on("localhost", 6667));
  ASSERT_FALSE(named.has_value());
  EXPECT_EQ(named.error().text,
            "cannot listen on localhost:6667: not a numeric IPv4 or IPv6 address");
  const Result<Fd> broken = listen_on(on("1::2::3", 6667));
  ASSERT_FALSE(broken.has_value());
  EXPECT_EQ(broken.error().text,
            "cannot listen on [1::2::3]:6667: not a numeric IPv4 or IPv6 address");
}

// A unix socket in a folder of the test's own.
class UnixSocket : public testing::Test {
 protected:
  UnixSocket() { std::filesystem::create_directory(folder); }
  ~UnixSocket() override { std::filesystem::remove_all(folder); }

  std::string why_not() {
    const Result<Fd> socket = listen_on(listener);
    return socket.has_value() ? "listens" : socket.error().text;
  }
  std::filesystem::perms rights() const { return std::filesystem::status(path).permissions(); }

  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("uvchat-socket-" + std::to_string(::getpid()));
  const std::string path = (folder / "s").string();
  ListenerSettings listener = on("unix:" + path, 0);
  const std::string cannot = "cannot listen on unix:" + path + ": ";
};

TEST_F(UnixSocket, IsForItsOwnUserAlone) {
  const Result<Fd> socket = listen_on(listener);
  ASSERT_TRUE(socket.has_value()) << socket.error().text;
  EXPECT_EQ(rights(), std::filesystem::perms(0600));
  EXPECT_EQ(port_of(*socket), 0);
}

TEST_F(UnixSocket, IsForThoseWhomItsModeLetsIn) {
  listener.mode = 0666;
  const mode_t before = ::umask(0077);
  const Result<Fd> socket = listen_on(listener);
  ::umask(before);
  ASSERT_TRUE(socket.has_value()) << socket.error().text;
  EXPECT_EQ(rights(), std::filesystem::perms(0666));
}

TEST_F(UnixSocket, TakesThePlaceOfOneWhoseServerHasGone) {
  EXPECT_EQ(why_not(), "listens");
  ASSERT_TRUE(std::filesystem::exists(path)) << "left behind";
  EXPECT_EQ(why_not(), "listens");
}

TEST_F(UnixSocket, LeavesThatOfALivingServerAlone) {
  const Result<Fd> living = listen_on(listener);
  ASSERT_TRUE(living.has_value());
  EXPECT_EQ(why_not(), cannot + "a server listens there");
}

TEST_F(UnixSocket, LeavesOtherFilesAlone) {
  std::ofstream(path) << "precious";
  EXPECT_EQ(why_not(), cannot + "there is another file");
  EXPECT_EQ(std::filesystem::file_size(path), 8U);
}

TEST_F(UnixSocket, SaysThatItsPathIsTooLong) {
  listener.address = "unix:/" + std::string(107, 'x');
  EXPECT_EQ(why_not(),
            "cannot listen on " + listener.address + ": a path of at most 107 bytes is needed");
}

TEST_F(UnixSocket, GoesWithItsOwner) {
  const Result<Fd> first = listen_on(listener);
  {
    SocketFile file(path);
    const SocketFile moved(std::move(file));
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(UnixSocket, StaysWhereItIsAnothers) {
  std::optional<SocketFile> file;
  {
    const Result<Fd> first = listen_on(listener);
    file.emplace(path);
    std::filesystem::rename(path, path + ".old");  // its number is not given again
  }
  const Result<Fd> second = listen_on(listener);
  ASSERT_TRUE(second.has_value());
  file.reset();
  EXPECT_TRUE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace uvchat::net
