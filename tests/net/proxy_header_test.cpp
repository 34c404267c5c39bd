#include "net/proxy_header.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace uvchat::net {
namespace {

// In words: what the header says, and how long it is.
std::string said(std::string_view bytes) {
  using Kind = ProxyHeader::Kind;
  const ProxyHeader header = ProxyHeader::read(bytes);
  const std::string size = " " + std::to_string(header.size);
  switch (header.kind) {
    case Kind::unfinished:
      return "unfinished";
    case Kind::none:
      return "none";
    case Kind::malformed:
      return "malformed";
    case Kind::local:
      return "local" + size;
    case Kind::unknown:
      return "unknown" + size;
    case Kind::named:
      return header.address.text() + size;
  }
  return {};
}

// Version 2: the two bytes of command and family, and what follows the length.
std::string binary(char command, char family, std::string_view rest) {
  std::string bytes("\r\n\r\n\0\r\nQUIT\n", 12);
  bytes +=
      {command, family, static_cast<char>(rest.size() / 256), static_cast<char>(rest.size() % 256)};
  return bytes.append(rest);
}
const std::string port_bytes("\x1A\x0B\x1A\x0C", 4);
const std::string v4_block = std::string("\xCB\x00\x71\x07\x0A\x00\x00\x01", 8) + port_bytes;
const std::string v6_block = std::string("\x20\x01\x0D\xB8", 4) + std::string(11, '\0') + "\x07" +
                             std::string(16, '\0') + port_bytes;

TEST(ProxyHeader, NamesTheUserInWords) {
  EXPECT_EQ(said("PROXY TCP4 203.0.113.7 10.0.0.1 4000 6667\r\nNICK ana\r\n"), "203.0.113.7 43");
  EXPECT_EQ(said("PROXY TCP6 2001:db8::7 ::1 65535 0\r\n"), "2001:db8::7 36");
  EXPECT_EQ(said("PROXY TCP6 ::ffff:203.0.113.7 ::1 1 2\r\n"), "203.0.113.7 39");
}

TEST(ProxyHeader, NamesTheUserInBytes) {
  EXPECT_EQ(said(binary(0x21, 0x11, v4_block) + "NICK ana\r\n"), "203.0.113.7 28");
  EXPECT_EQ(said(binary(0x21, 0x12, v4_block)), "203.0.113.7 28");
  EXPECT_EQ(said(binary(0x21, 0x21, v6_block)), "2001:db8::7 52");
}

TEST(ProxyHeader, HasMoreBehindTheAddressesThatIsSkipped) {
  EXPECT_EQ(said(binary(0x21, 0x11, v4_block + std::string(500, '\xFF')) + "x"), "203.0.113.7 528");
  EXPECT_EQ(said("PROXY UNKNOWN\r\n"), "unknown 15");
  EXPECT_EQ(said("PROXY UNKNOWN whatever 1 2 3\r\n"), "unknown 30");
}

TEST(ProxyHeader, SaysThatTheProxySpeaksForItselfOrForNobodyKnown) {
  EXPECT_EQ(said(binary(0x20, 0x11, v4_block)), "local 28");
  EXPECT_EQ(said(binary(0x20, 0x7F, "anything")), "local 24");
  EXPECT_EQ(said(binary(0x20, 0, "")), "local 16");
  EXPECT_EQ(said(binary(0x21, 0, "")), "unknown 16");
  EXPECT_EQ(said(binary(0x21, 0x31, std::string(216, 'x'))), "unknown 232");
}

TEST(ProxyHeader, IsNoneWhereAnotherProtocolBegins) {
  for (const std::string_view bytes :
       {std::string_view("NICK ana\r\n"), std::string_view("PASS x"), std::string_view("PRO"),
        std::string_view("PROXX"), std::string_view("\r\n\r\nX"), std::string_view("\x16\x03\x01"),
        std::string_view("\r\nNICK ana")}) {
    const bool may_come = bytes == "PRO";
    EXPECT_EQ(said(bytes), may_come ? "unfinished" : "none") << bytes;
  }
}

TEST(ProxyHeader, IsUnfinishedUntilItsLastByteHasCome) {
  for (const std::string& header :
       {std::string("PROXY TCP4 203.0.113.7 10.0.0.1 4000 6667\r\n"),
        std::string("PROXY UNKNOWN\r\n"), binary(0x21, 0x11, v4_block + "more"),
        binary(0x21, 0x21, v6_block), binary(0x20, 0, "")}) {
    for (std::size_t size = 0; size < header.size(); ++size) {
      EXPECT_EQ(said(std::string_view(header).substr(0, size)), "unfinished") << size;
    }
    const ProxyHeader whole = ProxyHeader::read(header);
    EXPECT_EQ(whole.size, header.size());
    EXPECT_EQ(ProxyHeader::read(header + "\r\nmore"), whole);
  }
}

TEST(ProxyHeader, IsRefusedWhereItsWordsAreWrong) {
  for (const std::string_view line : {"PROXY \r\n",
                                      "PROXY TCP4\r\n",
                                      "PROXY TCP5 203.0.113.7 10.0.0.1 1 2\r\n",
                                      "PROXY tcp4 203.0.113.7 10.0.0.1 1 2\r\n",
                                      "PROXY UNKNOWNx\r\n",
                                      "PROXY TCP4  203.0.113.7 10.0.0.1 1 2\r\n",
                                      "PROXY TCP4 203.0.113.7 10.0.0.1 1 2 \r\n",
                                      "PROXY TCP4 203.0.113.7 10.0.0.1 1\r\n",
                                      "PROXY TCP4 203.0.113.7 10.0.0.1 1 2 3\r\n",
                                      "PROXY TCP4 203.0.113.7 ::1 1 2\r\n",
                                      "PROXY TCP4 2001:db8::7 10.0.0.1 1 2\r\n",
                                      "PROXY TCP6 203.0.113.7 10.0.0.1 1 2\r\n",
                                      "PROXY TCP4 203.0.113.07 10.0.0.1 1 2\r\n",
                                      "PROXY TCP4 203.0.113 10.0.0.1 1 2\r\n",
                                      "PROXY TCP4 203.0.113.7 x 1 2\r\n",
                                      "PROXY TCP4 203.0.113.7 10.0.0.1 01 2\r\n",
                                      "PROXY TCP4 203.0.113.7 10.0.0.1 -1 2\r\n",
                                      "PROXY TCP4 203.0.113.7 10.0.0.1 65536 2\r\n",
                                      "PROXY TCP4 203.0.113.7 10.0.0.1 1 x\r\n",
                                      "PROXY TCP4 203.0.113.7 10.0.0.1 100000000000 2\r\n",
                                      "PROXY TCP4 203.0.113.7 10.0.0.1 1 2\n",
                                      "PROXY UNKNOWN\rx\n",
                                      "PROXY UNKNOWN\n"}) {
    EXPECT_EQ(said(line), "malformed") << line;
  }
  EXPECT_EQ(said(std::string_view("PROXY UNKNOWN \0\r\n", 17)), "malformed");
}

TEST(ProxyHeader, IsRefusedWhereItsBytesAreWrong) {
  EXPECT_EQ(said(binary(0x11, 0x11, v4_block)), "malformed") << "version 1";
  EXPECT_EQ(said(binary(0x22, 0x11, v4_block)), "malformed") << "no command";
  for (const int family : {0x01, 0x10, 0x13, 0x20, 0x33, 0x41}) {
    EXPECT_EQ(said(binary(0x21, static_cast<char>(family), v6_block)), "malformed") << family;
  }
  EXPECT_EQ(said(binary(0x21, 0x11, v4_block.substr(1))), "malformed")
      << "too short for the addresses";
  EXPECT_EQ(said(binary(0x21, 0x21, v6_block.substr(1))), "malformed");
  EXPECT_EQ(said(binary(0x21, 0x31, std::string(215, 'x'))), "malformed");
}

TEST(ProxyHeader, IsRefusedWhereItIsTooLong) {
  const std::string line = "PROXY UNKNOWN " + std::string(91, 'x');
  EXPECT_EQ(said(line + "\r\n"), "unknown 107");
  EXPECT_EQ(said(line + "\r"), "unfinished");
  EXPECT_EQ(said(line + "x\r\n"), "malformed");
  EXPECT_EQ(said(line + "xx"), "malformed");
  const std::size_t rest = ProxyHeader::bytes_max - 16;
  EXPECT_EQ(said(binary(0x21, 0, std::string(rest, 'x'))), "unknown 4096");
  EXPECT_EQ(said(binary(0x21, 0, std::string(rest + 1, 'x')).substr(0, 16)), "malformed");
  EXPECT_EQ(said(binary(0x20, 0, std::string(60'000, 'x')).substr(0, 16)), "malformed");
}

}  // namespace
}  // namespace uvchat::net
