#include "loadtest/receiver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "loadtest/marker.h"

namespace uvchat::loadtest {
namespace {

using testing::ElementsAre;

struct Heard {
  std::vector<Marker> markers;
  std::vector<std::string> others;

  void marked(const Marker& marker) { markers.push_back(marker); }
  void other(std::string_view line) { others.emplace_back(line); }
  friend bool operator==(const Heard&, const Heard&) = default;
};

std::string text_of(const Marker& marker) {
  std::string text(marker_bytes, '\0');
  write_marker(marker, text.data());
  return text;
}

TEST(Marker, IsReadAsItWasWritten) {
  for (const Marker& marker : {Marker{0, 0, 0}, Marker{1, 2, 3}, Marker{0xffff, 0xfffe, 0xffffffff},
                               Marker{0x1234, 0x5678, 0x9abcdef0}}) {
    EXPECT_EQ(read_marker(text_of(marker)), marker);
    EXPECT_EQ(read_marker(":a!b@c PRIVMSG #d :xxxx" + text_of(marker)), marker);
  }
}

TEST(Marker, HoldsNothingThatACipherWouldTurnOrALineWouldEndAt) {
  for (const char c : text_of({0x0123, 0x4567, 0x89abcdef})) {
    EXPECT_TRUE((c > ' ' && c < 'A') || c == '~') << c;
    EXPECT_NE(c, ',');
  }
}

TEST(Marker, IsNotFoundInLinesThatHaveNone) {
  const std::string marker = text_of({1, 2, 3});
  EXPECT_FALSE(read_marker(""));
  EXPECT_FALSE(read_marker(marker.substr(1)));
  EXPECT_FALSE(read_marker(marker + "x"));
  EXPECT_FALSE(read_marker(":server 366 load1 #load0 :End of /NAMES list"));
  std::string broken = marker;
  broken[7] = 'a';
  EXPECT_FALSE(read_marker(broken));
}

TEST(Receiver, HearsTheSameHoweverTheBytesAreCut) {
  const std::string bytes = ":a!b@c PRIVMSG #r :xx" + text_of({1, 2, 3}) + "\r\n" + "PING :x\r\n" +
                            text_of({4, 5, 6}) + "\n" + "\r\n" + ":s 366 n #r :e\n" +
                            text_of({0, 0, 0xffffffff}) + "\r\n";
  const Heard whole{{{1, 2, 3}, {4, 5, 6}, {0, 0, 0xffffffff}}, {"PING :x", "", ":s 366 n #r :e"}};
  for (std::size_t first = 0; first <= bytes.size(); ++first) {
    for (std::size_t last = first; last <= bytes.size(); ++last) {
      Heard heard;
      Receiver receiver;
      for (const std::string& part :
           {bytes.substr(0, first), bytes.substr(first, last - first), bytes.substr(last)}) {
        ASSERT_TRUE(receiver.feed(part, heard));
      }
      ASSERT_EQ(heard, whole) << "cut at " << first << " and " << last;
    }
  }
}

TEST(Receiver, HearsTheSameFromSingleBytes) {
  const std::string line = ":a!b@c PRIVMSG #r :" + text_of({7, 8, 9}) + "\r\n";
  Heard heard;
  Receiver receiver;
  for (const char& c : line + line) ASSERT_TRUE(receiver.feed({&c, 1}, heard));
  EXPECT_THAT(heard.markers, ElementsAre(Marker{7, 8, 9}, Marker{7, 8, 9}));
}

TEST(Receiver, RefusesAStreamWithoutLineEnds) {
  Heard heard;
  Receiver receiver;
  const std::string bytes(Receiver::line_bytes_max, 'x');
  EXPECT_TRUE(receiver.feed(bytes, heard));
  EXPECT_FALSE(receiver.feed("x", heard));
}

}  // namespace
}  // namespace uvchat::loadtest
