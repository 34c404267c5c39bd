#include "tests/hub/room.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view multiline_caps = "batch draft/multiline message-tags";
constexpr std::string_view echo_caps =
    "batch draft/multiline message-tags echo-message labeled-response server-time";

struct Multiline : Room {
  static HubSettings small() {
    HubSettings settings = Conversation::some_settings();
    settings.multiline_lines_max = 4;
    settings.multiline_bytes_max = 30;
    return settings;
  }
  Multiline() : Room(small()) {}

  void says_in_batch(Person& person, const std::vector<std::string>& lines,
                     std::string_view target = "#a") {
    person.says("BATCH +1 draft/multiline " + std::string(target));
    for (const std::string& line : lines) person.says("@batch=1" + line);
    person.says("BATCH -1");
  }
};

TEST_F(Multiline, AMessageOfSeveralLinesReachesEachAsHeReadsIt) {
  Person& alice = in_room("alice", echo_caps);
  Person& bob = in_room("bob", multiline_caps);
  Person& carol = in_room("carol", "message-tags server-time");
  Person& dave = in_room("dave");
  alice.says("@label=x;+reply=id BATCH +123 draft/multiline #A");
  alice.says("@batch=123 PRIVMSG #a hello");
  alice.says("@batch=123 PRIVMSG #a :");
  alice.says("@batch=123 privmsg #a :how is ");
  alice.says("@batch=123;draft/multiline-concat PRIVMSG #a :everyone?");
  for (Person* member : members) member->hears_nothing();
  alice.says("BATCH -123");
  alice.hears("@label=x;time=*;msgid=*;+reply=id :alice!* BATCH +lines draft/multiline #a");
  alice.hears("@batch=lines :alice!* PRIVMSG #a :hello");
  alice.hears_in_time("BATCH -lines");
  alice.hears_nothing();
  bob.hears("@msgid=*;+reply=id :alice!* BATCH +lines draft/multiline #a");
  bob.hears("@batch=lines :alice!* PRIVMSG #a :hello");
  bob.hears("@batch=lines :alice!* PRIVMSG #a :");
  bob.hears("@batch=lines :alice!* PRIVMSG #a :how is ");
  bob.hears("@batch=lines;draft/multiline-concat :alice!* PRIVMSG #a :everyone?");
  bob.hears("BATCH -lines");
  bob.hears_nothing();
  carol.hears("@time=*;msgid=*;+reply=id :alice!* PRIVMSG #a :hello");
  for (const char* text : {"how is ", "everyone?"}) {
    const std::string line = carol.next_line();
    EXPECT_EQ(line.find("msgid"), std::string::npos) << line;
    EXPECT_NE(line.find(";+reply=id :alice!"), std::string::npos) << line;
    EXPECT_TRUE(line.ends_with(text)) << line;
  }
  carol.hears_nothing();
  dave.hears(":alice!* PRIVMSG #a :hello");
  dave.hears(":alice!* PRIVMSG #a :how is ");
  dave.hears(":alice!* PRIVMSG #a :everyone?");
  dave.hears_nothing();
}

TEST_F(Multiline, TheClassroomHearsItLineByLine) {
  Person& pupil = chat.classroom();
  Person& alice = chat.registered("alice", multiline_caps);
  alice.says("JOIN #lobby");
  pupil.skips_all();
  says_in_batch(alice, {" PRIVMSG #lobby :uno", " PRIVMSG #lobby :", " PRIVMSG #lobby :dos"},
                "#lobby");
  pupil.hears("alice: uno");
  pupil.hears("alice: dos");
  pupil.hears_nothing();
}

TEST_F(Multiline, GoesToUsersAndToThoseWithARankToo) {
  Person& alice = in_room("alice", multiline_caps);
  Person& bob = in_room("bob", multiline_caps);
  says_in_batch(alice, {" NOTICE bob :one", " NOTICE bob :two"}, "bob");
  bob.hears("@msgid=* :alice!* BATCH +lines draft/multiline bob");
  bob.hears("@batch=lines :alice!* NOTICE bob :one");
  bob.hears("@batch=lines :alice!* NOTICE bob :two");
  bob.hears("BATCH -lines");
  says_in_batch(bob, {" PRIVMSG @#a :to you"}, "@#a");
  alice.hears("@msgid=* :bob!* BATCH +lines draft/multiline @#a");
  alice.hears("@batch=lines :bob!* PRIVMSG @#a :to you");
  alice.hears("BATCH -lines");
}

TEST_F(Multiline, AllItsLinesAreCheckedBeforeOneIsSaid) {
  Person& alice = in_room("alice", multiline_caps);
  Person& bob = in_room("bob", multiline_caps);
  given(alice, "MODE #a +c");
  says_in_batch(bob, {" PRIVMSG #a :plain",
                      " PRIVMSG #a :\x02"
                      "bold"});
  bob.hears(":srv 404 bob #a :*+c*");
  bob.hears_nothing();
  alice.hears_nothing();
  given(alice, "MODE #a -c+m");
  says_in_batch(bob, {" PRIVMSG #a :x"});
  bob.hears(":srv 404 bob #a :*+m*");
  given(bob, "MODE bob +T");
  says_in_batch(alice, {" PRIVMSG bob :x", " PRIVMSG bob :\x01VERSION\x01"}, "bob");
  alice.hears(":srv 531 alice bob :*");
  bob.hears_nothing();
}

TEST_F(Multiline, WithoutAnEchoTheLabelIsAcknowledged) {
  Person& alice = in_room("alice", "batch draft/multiline labeled-response");
  alice.says("@label=x BATCH +1 draft/multiline #a");
  alice.says("@batch=1 PRIVMSG #a :x");
  alice.hears_nothing();
  alice.says("BATCH -1");
  alice.hears("@label=x :srv ACK");
}

TEST_F(Multiline, IsWithinItsLimits) {
  Person& alice = in_room("alice", echo_caps);
  Person& bob = in_room("bob");
  alice.says("@label=l BATCH +1 draft/multiline #a");
  for (int i = 0; i < 4; ++i) alice.says("@batch=1 PRIVMSG #a :x");
  alice.hears_nothing();
  alice.says("@batch=1 PRIVMSG #a :x");
  alice.hears("@label=l;time=* :srv FAIL BATCH MULTILINE_MAX_LINES 4 :*");
  alice.says("@batch=1 PRIVMSG #a :x");
  alice.says("BATCH -1");
  alice.hears_nothing();
  const std::string ten(10, 'x');
  alice.says("BATCH +2 draft/multiline #a");
  alice.says("@batch=2 PRIVMSG #a :" + ten);
  alice.says("@batch=2;draft/multiline-concat PRIVMSG #a :" + ten);
  alice.says("@batch=2 PRIVMSG #a :" + ten);
  alice.hears("@time=* :srv FAIL BATCH MULTILINE_MAX_BYTES 30 :*");
  bob.hears_nothing();
  alice.says("PRIVMSG #a :again");
  alice.hears_in_time("* PRIVMSG #a :again");
  bob.hears(":alice!* PRIVMSG #a :again");
  says_in_batch(alice, {" PRIVMSG #a :" + ten, ";draft/multiline-concat PRIVMSG #a :" + ten,
                        ";draft/multiline-concat PRIVMSG #a :" + ten});
  alice.hears_in_time("BATCH -lines");
}

TEST_F(Multiline, WhatIsNoMessageIsRefused) {
  Person& alice = in_room("alice", multiline_caps);
  Person& bob = in_room("bob");
  says_in_batch(alice, {" PRIVMSG #a :x", " PRIVMSG #b :y"});
  alice.hears(":srv FAIL BATCH MULTILINE_INVALID_TARGET #a #b :*");
  says_in_batch(alice, {" PRIVMSG #a :x", " NOTICE #a :y"});
  alice.hears(":srv FAIL BATCH MULTILINE_INVALID :*not both");
  says_in_batch(alice, {" PRIVMSG #a :x", ";draft/multiline-concat PRIVMSG #a :"});
  alice.hears(":srv FAIL BATCH MULTILINE_INVALID :*blank*");
  says_in_batch(alice, {" PRIVMSG #a :", " PRIVMSG #a :"});
  alice.hears(":srv FAIL BATCH MULTILINE_INVALID :*blank*");
  says_in_batch(alice, {});
  alice.hears(":srv FAIL BATCH MULTILINE_INVALID :*");
  says_in_batch(alice, {" PRIVMSG #a :x", " PRIVMSG #a :" + std::string(600, 'x')});
  alice.hears(":srv 417 alice :*");
  alice.hears(":srv FAIL BATCH MULTILINE_INVALID :*");
  alice.hears_nothing();
  bob.hears_nothing();
}

TEST_F(Multiline, NothingElseMayComeWhileABatchIsOpen) {
  Person& alice = in_room("alice", multiline_caps);
  Person& bob = in_room("bob");
  for (const char* line : {"PRIVMSG #a :x", "@batch=2 PRIVMSG #a :x", "JOIN #b", "@batch=1 JOIN #b",
                           "BATCH +2 draft/multiline #a", "NO-SUCH"}) {
    alice.says("BATCH +1 draft/multiline #a");
    alice.says(line);
    alice.hears(":srv FAIL BATCH MULTILINE_INVALID :*");
    alice.says("BATCH -1");
    alice.hears_nothing();
  }
  alice.says("BATCH +1 draft/multiline #a");
  alice.says("PING x");
  alice.hears(":srv PONG srv :x");
  alice.says("@batch=1 PRIVMSG #a :x");
  alice.says("BATCH -1");
  alice.hears_nothing();
  bob.hears(":alice!* PRIVMSG #a :x");
  bob.hears_nothing();
}

TEST_F(Multiline, ABatchHasAReferenceATypeAndATarget) {
  Person& alice = in_room("alice", multiline_caps);
  for (const char* word : {"x", "+", "-", ":", "-none"}) {
    alice.says("BATCH " + std::string(word));
    alice.hears(":srv FAIL BATCH INVALID_REFTAG *");
  }
  alice.says("BATCH \u200f");  // no sign to cut off, and no half of a character
  alice.hears(":srv FAIL BATCH INVALID_REFTAG \u200f :*");
  alice.says("BATCH +1 netsplit a b");
  alice.hears(":srv FAIL BATCH UNKNOWN_TYPE 1 netsplit :*");
  alice.says("BATCH +1");
  alice.hears(":srv FAIL BATCH UNKNOWN_TYPE 1 * :*");
  alice.says("BATCH +1 draft/multiline");
  alice.hears(":srv FAIL BATCH MULTILINE_INVALID :*target*");
  alice.says("@batch=1 PRIVMSG #a :x");
  alice.hears(":srv FAIL BATCH INVALID_REFTAG 1 :*");
  alice.says("BATCH");
  alice.hears(":srv 461 alice BATCH :*");
}

TEST_F(Multiline, IsForThoseWhoAskedForItAndForBatches) {
  Person& alice = in_room("alice", "draft/multiline message-tags");
  Person& bob = in_room("bob", multiline_caps);
  alice.says("BATCH +1 draft/multiline #a");
  alice.hears(":srv FAIL BATCH UNKNOWN_TYPE 1 draft/multiline :*");
  alice.says("@batch=1 PRIVMSG #a :a tag like others");
  bob.hears_in_time("* PRIVMSG #a :a tag like others");
  says_in_batch(bob, {" PRIVMSG #a :one"});
  alice.hears("@msgid=* :bob!* PRIVMSG #a :one");
}

TEST_F(Multiline, ABatchIsOpenForALimitedTime) {
  Person& alice = in_room("alice", echo_caps);
  Person& bob = in_room("bob");
  alice.says("@label=l BATCH +1 draft/multiline #a");
  chat.waits_ms(9'000);
  alice.says("@batch=1 PRIVMSG #a :x");
  chat.waits_ms(9'000);
  alice.hears_nothing();
  chat.waits_ms(1'000);
  alice.hears("@label=l;time=* :srv FAIL BATCH TIMEOUT 1 :*");
  alice.says("@batch=1 PRIVMSG #a :y");
  alice.says("BATCH -1");
  alice.hears_nothing();
  bob.hears_nothing();
  chat.waits_ms(90'000);
  alice.hears_in_time("* PING :srv");
}

}  // namespace
}  // namespace uvchat::hub
