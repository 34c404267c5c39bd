// Who may read what was said in rooms of all modes: a thousand of them, in which people come, go
// and speak at random. What each may read is worked out here from what has happened, and from
// nothing that the hub says of itself.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/hub/kept_lines.h"
#include "uvchat/base/random.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view reads = "batch draft/chathistory echo-message message-tags server-time";
constexpr int rooms = 1'000;
constexpr int steps_a_room = 30;

enum class Standing { nobody, voiced, halfop, op };

struct WhoMayRead : Remembered {
  struct Said {
    int number;
    bool in_closed_room;
    Standing least;
  };
  // Somebody, and what they are in the room.
  struct Visitor {
    Person& person;
    std::string nick;
    bool has_account;
    bool is_in = false;
    Standing standing = Standing::nobody;
    int since = -1;  // the first line that is theirs though the room was closed; -1: none is
  };

  WhoMayRead() {
    visitors.push_back({with_account("ana", reads), "ana", true});
    visitors.push_back({with_account("ben", reads), "ben", true});
    visitors.push_back({chat.registered("gil", reads), "gil", false});
    visitors.push_back({with_account("eve", reads), "eve", true});
  }

  void begin_room(const std::string& name) {
    room = name;
    lines.clear();
    modes.clear();
    for (Visitor& visitor : visitors) {
      visitor.is_in = false;
      visitor.standing = Standing::nobody;
      visitor.since = -1;
    }
    joins(visitors[0]);
    visitors[0].standing = Standing::op;
  }
  void end_room() {
    for (Visitor& visitor : visitors) {
      if (visitor.is_in) says(visitor.person, "PART " + room);
    }
    skips_all();
  }
  void skips_all() {
    chat.waits_ms(10);
    serves();
    for (Visitor& visitor : visitors) visitor.person.skips_all();
  }

  void joins(Visitor& visitor) {
    if (modes.contains('i')) says(visitors[0].person, "INVITE " + visitor.nick + " " + room);
    says(visitor.person, "JOIN " + room + (modes.contains('k') ? " key" : ""));
    visitor.is_in = true;
    if (visitor.since < 0 || !visitor.has_account) visitor.since = next_number();
    skips_all();
  }
  void leaves(Visitor& visitor) {
    if (random.one_in(2)) {
      says(visitor.person, "PART " + room);
    } else {
      says(visitors[0].person, "KICK " + room + " " + visitor.nick);
    }
    visitor.is_in = false;
    visitor.standing = Standing::nobody;
    skips_all();
  }
  void changes_mode() {
    const char mode = std::string_view("iksmuUC")[random.below(7)];
    const bool is_set = modes.contains(mode);
    const std::string change = {is_set ? '-' : '+', mode};
    says(visitors[0].person, "MODE " + room + " " + change + (mode == 'k' ? " key" : ""));
    if (modes.erase(mode) == 0) modes.insert(mode);
    skips_all();
  }
  void changes_standing(Visitor& visitor) {
    if (!visitor.is_in) return;
    if (visitor.standing != Standing::nobody) {
      const char letter = visitor.standing == Standing::voiced   ? 'v'
                          : visitor.standing == Standing::halfop ? 'h'
                                                                 : 'o';
      says(visitors[0].person, "MODE " + room + " -" + letter + " " + visitor.nick);
      visitor.standing = Standing::nobody;
    } else {
      visitor.standing = static_cast<Standing>(1 + random.below(3));
      const char letter = "-vho"[static_cast<int>(visitor.standing)];
      says(visitors[0].person, "MODE " + room + " +" + letter + " " + visitor.nick);
    }
    skips_all();
  }
  void speaks(Visitor& visitor) {
    const bool is_ranked = visitor.standing != Standing::nobody;
    if (!is_ranked && modes.contains('m') && !modes.contains('U')) return;  // it is refused
    constexpr std::array<std::string_view, 4> signs = {"", "", "+", "@"};
    const std::string_view sign = signs[random.below(signs.size())];
    Standing least = sign == "+" ? Standing::voiced : sign == "@" ? Standing::op : Standing::nobody;
    if (!is_ranked && modes.contains('U')) least = std::max(least, Standing::halfop);
    const std::string text = "line" + std::to_string(next_number());
    says(visitor.person, "PRIVMSG " + std::string(sign) + room + " :" + text);
    visitor.person.hears("*" + text);
    lines.push_back({next_number(), is_closed(), least});
    skips_all();
  }

  int next_number() const { return static_cast<int>(lines.size()); }
  bool is_closed() const {
    return modes.contains('i') || modes.contains('k') || modes.contains('s');
  }

  std::set<int> may_read(const Visitor& visitor) const {
    std::set<int> numbers;
    if (!visitor.is_in) return numbers;
    for (const Said& line : lines) {
      const bool is_theirs = !line.in_closed_room || line.number >= visitor.since;
      if (is_theirs && visitor.standing >= line.least) numbers.insert(line.number);
    }
    return numbers;
  }
  std::set<int> reads_with(Visitor& visitor, const std::string& words) {
    says(visitor.person, "CHATHISTORY " + words);
    std::set<int> numbers;
    for (std::string line = visitor.person.next_line();
         line.find("FAIL") == line.npos && line.find("BATCH -") == line.npos;
         line = visitor.person.next_line()) {
      const std::size_t at = line.find(":line");
      if (at != line.npos) numbers.insert(std::stoi(line.substr(at + 5)));
    }
    visitor.person.skips_all();
    return numbers;
  }
  void everybody_reads() {
    for (Visitor& visitor : visitors) {
      const std::set<int> expected = may_read(visitor);
      EXPECT_EQ(reads_with(visitor, "LATEST " + room + " * 100"), expected) << visitor.nick;
      EXPECT_EQ(reads_with(visitor, "AFTER " + room + " timestamp=1970-01-01T00:00:00.000Z 100"),
                expected)
          << visitor.nick;
      EXPECT_EQ(reads_with(visitor, "BEFORE " + room + " timestamp=2100-01-01T00:00:00.000Z 100"),
                expected)
          << visitor.nick;
      read += expected.size();
      withheld += lines.size() - expected.size();
    }
  }
  void something_happens() {
    Visitor& visitor = visitors[random.below(visitors.size())];
    const bool is_founder = &visitor == &visitors.front();
    switch (random.below(5)) {
      case 0:
        return changes_mode();
      case 1:
        return is_founder ? void() : changes_standing(visitor);
      case 2:
        if (is_founder) return;
        return visitor.is_in ? leaves(visitor) : joins(visitor);
      default:
        return visitor.is_in ? speaks(visitor) : void();
    }
  }

  std::vector<Visitor> visitors;
  std::string room;
  std::set<char> modes;
  std::vector<Said> lines;
  SeededRandom random{1};
  std::size_t read = 0;      // lines, by all together
  std::size_t withheld = 0;  // from all together
};

TEST_F(WhoMayRead, IsNotAGuestWhoComesInTheMomentAfterItWasSaid) {
  Visitor &ana = visitors[0], &gil = visitors[2];
  says(ana.person, "JOIN #room");
  says(ana.person, "MODE #room +s");
  says(ana.person, "PRIVMSG #room :line1");
  says(gil.person, "JOIN #room");
  says(ana.person, "PRIVMSG #room :line2");
  gil.person.skips_all();
  EXPECT_EQ(reads_with(gil, "LATEST #room * 10"), std::set<int>{2});
}

TEST_F(WhoMayRead, IsTheSameInAThousandRoomsAsWhoCouldHaveHeardIt) {
  for (int i = 0; i < rooms && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    begin_room("#room" + std::to_string(i));
    for (int step = 0; step < steps_a_room; ++step) something_happens();
    everybody_reads();
    end_room();
  }
  EXPECT_GT(read, 5'000U);
  EXPECT_GT(withheld, 5'000U);
}

}  // namespace
}  // namespace uvchat::hub
