#include "tests/hub/room.h"

namespace uvchat::hub {
namespace {

// alice is the operator of #a, bob a member, eve outside.
struct ChannelModes : Room {
  Person& alice = in_room("alice");
  Person& bob = in_room("bob");
  Person& eve = chat.registered("eve");
};

TEST_F(ChannelModes, ChangesAreToldInOneLineAndShown) {
  alice.says("MODE #A +ik-t+l key 5");
  alice.hears(":alice!~alice@* MODE #a +ik-t+l key 5");
  bob.hears(":alice!~alice@* MODE #a +ik-t+l key 5");
  bob.says("MODE #a");
  bob.hears(":srv 324 bob #a +inkl key 5");
  bob.hears(":srv 329 bob #a *");
  eve.says("MODE #a");
  eve.hears(":srv 324 eve #a +inkl * 5");
  alice.skips_all();
  alice.says("MODE #a +i-t");
  alice.hears_nothing();
  alice.says("MODE #a -kl anything");
  bob.skips_all();
  alice.hears(":alice!* MODE #a -kl *");
}

TEST_F(ChannelModes, AreForOperators) {
  bob.says("MODE #a +i-n+m");
  bob.hears(":srv 482 bob #a :*");
  bob.hears_nothing();
  eve.says("MODE #a +b x");
  eve.hears(":srv 482 eve #a :*");
  alice.hears_nothing();
  given(alice, "MODE #a +h bob");
  bob.says("MODE #a +m");
  alice.hears(":bob!* MODE #a +m");
}

TEST_F(ChannelModes, WhatCannotBeSetIsSaid) {
  alice.says("MODE #a +Zi");
  alice.hears(":srv 472 alice Z :*");
  alice.hears(":alice!* MODE #a +i");
  for (const char* change : {"+k", "+l", "+f", "+o"}) {
    alice.says("MODE #a " + std::string(change));
    alice.hears(":srv 696 alice #a " + std::string(1, change[1]) + " * :*");
  }
  for (const char* limit : {"0", "-1", "x", "5x", "99999999999"}) {
    alice.says("MODE #a +l " + std::string(limit));
    alice.hears(":srv 696 alice #a l * :*");
  }
  for (const char* key : {"a,b", ":a b", ":"}) {
    alice.says("MODE #a +k " + std::string(key));
    alice.hears(":srv 696 alice #a k * :*");
  }
  alice.says("MODE #a +k " + std::string(33, 'x'));
  alice.hears(":srv 696 alice #a k * :*");
  alice.says("MODE #a +v nobody");
  alice.hears(":srv 401 alice nobody :*");
  alice.says("MODE #a +v eve");
  alice.hears(":srv 441 alice eve #a :*");
  alice.says("MODE #none +i");
  alice.hears(":srv 403 alice #none :*");
  alice.hears_nothing();
}

TEST_F(ChannelModes, RanksAreGivenByThoseWhoHaveThem) {
  Person& carol = in_room("carol");
  alice.says("MODE #a +ov bob carol");
  bob.hears(":alice!* MODE #a +ov bob carol");
  all_skip();
  alice.says("MODE #a +q bob");
  alice.hears(":srv 482 alice #a :*");
  alice.says("MODE #a +a alice");
  alice.hears(":srv 482 alice #a :*");
  carol.says("MODE #a +v bob");
  carol.hears(":srv 482 carol #a :*");
  given(alice, "MODE #a -v+h carol carol");
  carol.says("MODE #a +v carol");
  carol.hears(":carol!* MODE #a +v carol");
  carol.says("MODE #a +h bob");
  carol.hears(":srv 482 carol #a :*");
  carol.says("MODE #a -o alice");
  carol.hears(":srv 482 carol #a :*");
  all_skip();
  bob.says("MODE #a -o alice");
  alice.hears(":bob!* MODE #a -o alice");
  carol.says("MODE #a -h carol");
  carol.hears_in_time(":carol!* MODE #a -h carol");
  carol.says("MODE #a -i");
  carol.hears(":srv 482 carol #a :*");
}

TEST_F(ChannelModes, AllPrefixesAreShownToThoseWhoAsked) {
  Person& carol = in_room("carol", "multi-prefix");
  given(alice, "MODE #a +vh bob bob");
  carol.says("NAMES #a");
  carol.hears(":srv 353 carol = #a :carol %+bob @alice");
  alice.says("NAMES #a");
  alice.hears(":srv 353 alice = #a :carol %bob @alice");
}

TEST_F(ChannelModes, ListsAreShownChangedAndBounded) {
  alice.says("MODE #a +b Eve");
  alice.hears(":alice!* MODE #a +b Eve!*@*");
  alice.says("MODE #a +b EVE!*@*");
  alice.hears_nothing();
  bob.skips_all();
  bob.says("MODE #a b");
  bob.hears(":srv 367 bob #a Eve!*@* alice!~alice@* 1790000000");
  bob.hears(":srv 368 bob #a :*");
  alice.says("MODE #a +eI x@host *!y@*");
  alice.hears(":alice!* MODE #a +eI *!x@host *!y@*");
  alice.says("MODE #a eI");
  alice.hears(":srv 348 alice #a *!x@host alice!* *");
  alice.hears(":srv 349 alice #a :*");
  alice.hears(":srv 346 alice #a *!y@* alice!* *");
  alice.hears(":srv 347 alice #a :*");
  alice.says("MODE #a -b eve!*@*");
  alice.hears(":alice!* MODE #a -b Eve!*@*");
  alice.says("MODE #a -b eve!*@*");
  alice.hears_nothing();
}

TEST(Masks, ThatCanMatchNobodyAreRefused) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("JOIN #a");
  alice.skips_all();
  for (const char letter : {'b', 'e', 'I'}) {
    for (const char* mask :
         {":", "::x", "a\x02!*@*", "x:y", "*!*@10.0.0.0/8", "a!b!c", "m:", "a,b"}) {
      alice.says("MODE #a +" + std::string(1, letter) + " " + mask);
      alice.hears(":srv 696 alice #a *");
    }
    alice.says("MODE #a +" + std::string(1, letter) + " " + std::string(210, 'x'));
    alice.hears(":srv 696 alice #a * :It is too long");
    alice.says("MODE #a +" + std::string(1, letter) + " *.example.org");
    alice.hears(":alice!* MODE #a +* *!*@*.example.org");
  }
}

TEST(Masks, ThatAreTooManyForOneCommandAreNamed) {
  Conversation chat;
  Person& alice = chat.registered("alice", "standard-replies");
  alice.says("JOIN #a");
  alice.skips_all();
  alice.says("MODE #a +bbbbbbbbbbbbb 1 2 3 4 5 6 7 8 9 a b c d");
  alice.hears(":alice!* MODE #a +bbbbbbbbbbbb *");
  alice.hears(":srv WARN MODE TEXT_SHORTENED #a :Only the first 12 changes were looked at");
}

TEST(ChannelLists, AreBounded) {
  HubSettings settings = Conversation::some_settings();
  settings.list_entries_max = 2;
  Conversation chat(settings);
  Person& alice = chat.registered("alice");
  alice.says("JOIN #a");
  alice.skips_all();
  alice.says("MODE #a +bbb x y z");
  alice.hears(":srv 478 alice #a b :*");
  alice.hears(":alice!* MODE #a +bb x!*@* y!*@*");
  alice.says("MODE #a +e x");
  alice.hears(":alice!* MODE #a +e x!*@*");
}

TEST_F(ChannelModes, WhoIsBannedNeitherComesInNorSpeaks) {
  given(alice, "MODE #a +bb bob eve");
  bob.says("PRIVMSG #a :x");
  bob.hears(":srv 404 bob #a :*+b*");
  eve.says("JOIN #a");
  eve.hears(":srv 474 eve #a :*+b*");
  given(alice, "MODE #a +e *!*@*");
  bob.says("PRIVMSG #a :x");
  alice.hears(":bob!* PRIVMSG #a :x");
  eve.says("JOIN #a");
  eve.hears(":eve!* JOIN #a");
}

TEST_F(ChannelModes, AVoiceSpeaksInSpiteOfABan) {
  given(alice, "MODE #a +bmv bob bob");
  bob.says("PRIVMSG #a :x");
  alice.hears(":bob!* PRIVMSG #a :x");
}

TEST_F(ChannelModes, WhoIsMutedComesInAndIsSilent) {
  given(alice, "MODE #a +b m:EVE!*@*");
  eve.says("JOIN #a");
  eve.hears_in_time(":srv 366 *");
  alice.skips_all();
  eve.says("PRIVMSG #a :x");
  eve.hears(":srv 404 eve #a :*");
  given(alice, "MODE #a +e m:eve");
  eve.skips_all();
  eve.says("PRIVMSG #a :x");
  alice.hears(":eve!* PRIVMSG #a :x");
  given(alice, "MODE #a -e+b m:eve r:*EVE*");
  eve.says("PART #a");
  eve.skips_all();
  eve.says("JOIN #a");
  eve.hears(":srv 474 eve #a :*");
}

TEST_F(ChannelModes, ABanMayNameTheMembersOfAChannel) {
  alice.says("JOIN #rivals");
  alice.skips_all();
  given(alice, "MODE #a +b j:#Rivals");
  eve.says("JOIN #rivals");
  eve.skips_all();
  eve.says("JOIN #a");
  eve.hears(":srv 474 eve #a :*");
  eve.says("PART #rivals");
  eve.skips_all();
  eve.says("JOIN #a");
  eve.hears(":eve!* JOIN #a");
  alice.skips_all();
  alice.says("MODE #a +b m:");
  alice.hears(":srv 696 alice #a b * :*");
}

TEST_F(ChannelModes, AKeyOpensOnlyItsChannel) {
  given(alice, "MODE #a +k sesame");
  for (const char* join : {"JOIN #a", "JOIN #a Sesame", "JOIN #b,#a sesame"}) {
    eve.skips_all();
    eve.says(join);
    eve.hears_in_time(":srv 475 eve #a :*+k*");
  }
  eve.says("JOIN #c,#a x,sesame");
  eve.hears_in_time(":eve!* JOIN #a");
}

TEST_F(ChannelModes, AFullChannelTakesNobody) {
  given(alice, "MODE #a +l 2");
  eve.says("JOIN #a");
  eve.hears(":srv 471 eve #a :*+l*");
  given(alice, "MODE #a -l");
  eve.says("JOIN #a");
  eve.hears(":eve!* JOIN #a");
}

TEST_F(ChannelModes, WhoMayNotComeInIsForwarded) {
  eve.says("JOIN #hall");
  eve.skips_all();
  alice.says("MODE #a +f #hall");
  alice.hears(":srv 482 alice #hall :*");
  alice.says("MODE #a +f #none");
  alice.hears(":srv 696 alice #a f #none :*");
  alice.says("JOIN #porch");
  alice.skips_all();
  alice.says("MODE #a +fi #PORCH");
  alice.hears(":alice!* MODE #a +fi #porch");
  alice.says("MODE #a");
  alice.hears(":srv 324 alice #a +intf #porch");
  eve.says("JOIN #a");
  eve.hears(":srv 470 eve #a #porch :*");
  eve.hears(":eve!* JOIN #porch");
  eve.skips_all();
  eve.says("JOIN #a");
  eve.hears(":srv 473 eve #a :*");
  given(alice, "MODE #a -f");
  alice.says("MODE #a");
  alice.hears(":srv 324 alice #a +int");
}

TEST_F(ChannelModes, InvitationMasksLetInPastModeI) {
  given(alice, "MODE #a +i");
  eve.says("JOIN #a");
  eve.hears(":srv 473 eve #a :*+i*");
  given(alice, "MODE #a +I eve");
  eve.says("JOIN #a");
  eve.hears(":eve!* JOIN #a");
}

TEST_F(ChannelModes, OutsidersSpeakWhereModeNIsOff) {
  given(alice, "MODE #a -n");
  eve.says("PRIVMSG #a :x");
  alice.hears(":eve!* PRIVMSG #a :x");
  given(alice, "MODE #a +m");
  eve.says("PRIVMSG #a :x");
  eve.hears(":srv 404 eve #a :*+m*");
}

TEST_F(ChannelModes, ASecretChannelIsUnknownOutside) {
  given(alice, "MODE #a +s");
  eve.says("NAMES #a");
  eve.hears(":srv 366 eve #a :*");
  eve.says("MODE #a");
  eve.hears(":srv 403 eve #a :*");
  eve.says("TOPIC #a");
  eve.hears(":srv 403 eve #a :*");
  bob.says("NAMES #a");
  bob.hears(":srv 353 bob @ #a :*");
}

TEST_F(ChannelModes, ASecretChannelAnswersOutsidersAsOneThatIsNotThere) {
  given(alice, "MODE #a +sCm");
  eve.says("JOIN #b");
  eve.skips_all();
  for (const std::string& room : {std::string("#A"), std::string("#none")}) {
    for (const std::string& line :
         {"PART " + room, "TOPIC " + room, "TOPIC " + room + " :x", "KICK " + room + " bob",
          "INVITE bob " + room, "RENAME " + room + " #c", "MODE " + room + " b",
          "PRIVMSG " + room + " :x", "PRIVMSG @" + room + " :x",
          "PRIVMSG " + room + " :\x01PING 1\x01"}) {
      eve.says(line);
      eve.hears(":srv 403 eve " + room + " :No such channel");
    }
    eve.says("NOTICE " + room + " :x");
    eve.says("MODE #b +f " + room);
    eve.hears(":srv 696 eve #b f " + room + " :*");
    eve.hears_nothing();
  }
  given(alice, "MODE #a -n");
  eve.says("PRIVMSG #A :x");
  eve.hears(":srv 403 eve #A :No such channel");
  given(alice, "MODE #a -m");
  eve.says("PRIVMSG #A :x");
  eve.hears(":srv 403 eve #A :No such channel");
  alice.hears_nothing();
}

TEST_F(ChannelModes, NoCtcpAndNoColours) {
  given(alice, "MODE #a +Cc");
  bob.says("PRIVMSG #a :\x01PING 1\x01");
  bob.hears(":srv 404 bob #a :*+C*");
  bob.says(
      "PRIVMSG #a :\x03"
      "4red");
  bob.hears(":srv 404 bob #a :*+c*");
  bob.says(
      "PRIVMSG #a :\x01"
      "ACTION waves\x01");
  alice.hears(
      ":bob!* PRIVMSG #a :\x01"
      "ACTION waves\x01");
}

TEST_F(ChannelModes, ModerationByOperatorsShowsThemWhatOthersSay) {
  Person& carol = in_room("carol", "echo-message");
  given(alice, "MODE #a +U");
  carol.says("PRIVMSG #a :let me speak");
  carol.hears(":carol!* PRIVMSG #a :let me speak");
  alice.hears(":carol!* PRIVMSG #a :let me speak");
  bob.hears_nothing();
  given(alice, "MODE #a +v carol");
  carol.says("PRIVMSG #a :all hear it");
  bob.hears(":carol!* PRIVMSG #a :all hear it");
  given(alice, "MODE #a +mb bob");
  bob.says("PRIVMSG #a :unban me");
  alice.hears(":bob!* PRIVMSG #a :unban me");
  bob.hears_nothing();
}

TEST_F(ChannelModes, ACipheredRoomTakesNothingElse) {
  given(alice, "MODE #a +x");
  bob.says("PRIVMSG #a :in clear");
  bob.hears(":srv 404 bob #a :*encrypted*");
  alice.says("TOPIC #a :in clear");
  alice.hears(":srv 404 alice #a :*encrypted*");
  alice.says("TOPIC #a :");
  alice.hears(":alice!* TOPIC #a :");
}

TEST_F(ChannelModes, TheTopicIsTheOperatorsInModeT) {
  bob.says("TOPIC #a :mine");
  bob.hears(":srv 482 bob #a :*");
  given(alice, "MODE #a -t");
  bob.says("TOPIC #a :mine");
  alice.hears(":bob!* TOPIC #a :mine");
}

TEST(UserModes, AreOnesOwn) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  chat.registered("bob");
  alice.says("MODE alice +iwB-w");
  alice.hears(":alice!* MODE alice +iwB-w");
  alice.says("MODE ALICE");
  alice.hears(":srv 221 alice +Bi");
  alice.says("MODE alice +ozs");
  alice.hears(":srv 501 alice :*");
  alice.hears_nothing();
  alice.says("MODE bob +i");
  alice.hears(":srv 502 alice :*");
  alice.says("MODE nobody +i");
  alice.hears(":srv 401 alice nobody :*");
}

}  // namespace
}  // namespace uvchat::hub
