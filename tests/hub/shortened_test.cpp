#include <gtest/gtest.h>

#include "tests/hub/conversation.h"

// Texts that do not fit: who sends one hears what is left of it.

namespace uvchat::hub {
namespace {

const std::string long_nick(32, 'n');
const std::string long_room = "#" + std::string(63, 'r');

std::string text_in(const std::string& line) { return line.substr(line.find(" :", 1) + 2); }

struct Shortened : testing::Test {
  Conversation chat;
  Person& ana = in_room(long_nick, "standard-replies");
  Person& bob = in_room("bob", "");

  Person& in_room(std::string_view nick, std::string_view caps) {
    Person& person = chat.registered(nick, caps);
    person.says("JOIN " + long_room);
    person.skips_all();
    return person;
  }
};

TEST_F(Shortened, ATopicIsTheSameForAllAndItsSetterHearsWhatIsLeft) {
  ana.skips_all();
  ana.says("TOPIC " + long_room + " :" + std::string(390, 't'));
  ana.hears(":srv WARN TOPIC TEXT_SHORTENED " + long_room +
            " :Only the first 3* of 390 bytes were kept");
  const std::string told = ana.next_line();
  EXPECT_LE(told.size(), 510U);
  EXPECT_EQ(bob.next_line(), told);
  Person& late = chat.registered(std::string(31, 'n') + "2");
  late.says("JOIN " + long_room);
  late.hears("*JOIN*");
  EXPECT_EQ(text_in(late.next_line()), text_in(told));
  late.says("LIST");
  late.hears_in_time(":srv 321 *");
  EXPECT_EQ(text_in(late.next_line()), text_in(told));
}

TEST_F(Shortened, ATextThatFitsIsNoNews) {
  ana.says("TOPIC " + long_room + " :" + std::string(200, 't'));
  ana.skips_all();
  bob.hears(":*TOPIC*");
  ana.says("AWAY :" + std::string(300, 'a'));
  ana.hears(":srv 306 *");
  ana.hears_nothing();
}

TEST_F(Shortened, AReasonOfAKickAndOfWhoLeaves) {
  ana.skips_all();
  ana.says("KICK " + long_room + " bob :" + std::string(390, 'k'));
  ana.hears(":srv WARN KICK TEXT_SHORTENED " + long_room +
            " :Only the first 3* of 390 bytes were kept");
  EXPECT_LE(bob.next_line().size(), 510U);
  bob.says("JOIN " + long_room);
  bob.skips_all();
  bob.says("PART " + long_room + " :" + std::string(420, 'p'));
  bob.hears(":srv NOTICE bob :PART " + long_room + ": Only the first 3* of 420 bytes were kept");
  bob.hears(":bob!* PART *p");
  bob.says("QUIT :" + std::string(500, 'q'));
  bob.hears(":srv NOTICE bob :QUIT: Only the first 390 of 500 bytes were kept");
  bob.hears(":bob!* QUIT :Quit: *q");
  bob.hears("ERROR :*q)");
  ana.skips_all();
  Person& labelled = chat.registered("lisa", "labeled-response batch standard-replies");
  labelled.says("@label=x QUIT :" + std::string(500, 'q'));
  labelled.hears("@label=x :srv BATCH +* labeled-response");
  labelled.hears("@batch=* :srv WARN QUIT TEXT_SHORTENED :*");
  labelled.hears("@batch=* :lisa!* QUIT :Quit: *q");
  labelled.hears(":srv BATCH -*");
  labelled.hears("ERROR :*q)");
}

TEST_F(Shortened, AnAwayMessageAndARealNameAndAUserName) {
  bob.says("AWAY :" + std::string(400, 'a'));
  bob.hears(":srv NOTICE bob :AWAY: Only the first 390 of 400 bytes were kept");
  bob.hears(":srv 306 *");
  Person& eve = chat.connected();
  eve.says("NICK eve");
  eve.says("USER a/very+long.user-name+indeed 0 * :" + std::string(120, 'r'));
  eve.hears(":srv NOTICE eve :USER: Your user name is ~averylong.user-name here");
  eve.hears(":srv NOTICE eve :USER: Only the first 100 of 120 bytes were kept");
  eve.hears(":srv 001 *");
}

TEST_F(Shortened, WhatIsSaidButNotWhatMustNotBeAnswered) {
  ana.skips_all();
  bob.says("PRIVMSG " + long_room + " :" + std::string(430, 'm'));
  bob.hears(":srv 417 bob :A line to " + long_room + " has room for 3* bytes: nothing was sent");
  ana.hears_nothing();
  bob.says("NOTICE " + long_room + " :" + std::string(430, 'm'));
  bob.hears_nothing();
  ana.skips_all();
  ana.says("NOTICE bob :" + std::string(490, 'm'));
  ana.hears(":srv WARN NOTICE TEXT_SHORTENED bob :Only the first 4* of 490 bytes were kept");
}

TEST_F(Shortened, AnOperatorsReasons) {
  chat.make_operator(ana);
  ana.skips_all();
  ana.says("WALLOPS :" + std::string(480, 'w'));
  ana.hears(":srv WARN WALLOPS TEXT_SHORTENED :Only the first 4* of 480 bytes were kept");
  ana.says("KILL bob :" + std::string(480, 'k'));
  ana.hears_in_time(":srv WARN KILL TEXT_SHORTENED bob :Only the first 3* of 480 bytes were kept");
  ana.skips_all();
  ana.says("KLINE bad@* :" + std::string(480, 'k'));
  ana.hears(":srv FAIL KLINE REASON_TOO_LONG :A reason has at most 390 bytes: nothing was done");
}

}  // namespace
}  // namespace uvchat::hub
