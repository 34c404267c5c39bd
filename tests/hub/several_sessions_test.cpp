// One user with several sessions, as accounts have them: each of their clients hears what happens,
// once, and what one of them does the others are told like anybody else.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "hub/acts/quit.h"
#include "hub/command.h"
#include "hub/state.h"
#include "uvchat/base/log.h"

namespace uvchat::hub {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SeveralSessions : public testing::Test {
 protected:
  static HubSettings settings() {
    HubSettings settings;
    settings.server_name = "srv";
    settings.loops = 2;
    settings.cloak_hosts = false;
    settings.why_bans_are_unkept = "there is no disk";
    settings.listeners = {{SessionKind::irc, {}}};
    return settings;
  }

  Session& connected(std::uint8_t loop) {
    Session& session = state.open(ConnId(loop, ++slots, 1), 0);
    state.set_address(session, *Address::parse("192.0.2.1"));
    return session;
  }
  Session& registered(std::string_view nick, std::uint8_t loop = 0) {
    Session& session = connected(loop);
    session.person().set_names(nick, "~u", "h");
    state.register_user(session, now);
    return session;
  }
  // Another client of the user of `first`.
  Session& another_of(const Session& first, std::uint8_t loop) {
    Session& session = connected(loop);
    session.registration.reset();
    state.attach(session, *first.user);
    return session;
  }
  void says(Session& session, std::string_view line) {
    dispatch(state, session, line, LineFlaw::none, now);
    state.check_invariants();
    hear();
  }
  void ends(Session& session) {
    end_session(state, session, "gone", now);
    state.forget(session);
    state.check_invariants();
    hear();
  }
  // What the session has heard since the last look.
  std::vector<std::string> heard(const Session& session) {
    return std::exchange(lines[session.conn], {});
  }

  void hear() {
    for (std::uint8_t loop = 0; loop < 2; ++loop) {
      DeliveryBatch batch = state.outbox.take(loop);
      for (const Effect& effect : batch.effects) {
        if (effect.kind == EffectKind::deliver_one) hear(effect.conn, batch.slice(effect));
        if (effect.kind != EffectKind::deliver_list) continue;
        const DeliveryBatch::List& list = batch.lists[effect.value];
        for (std::uint32_t i = 0; i < list.count; ++i) {
          const ConnId conn = batch.receivers[list.first + i];
          if (conn != effect.conn) hear(conn, batch.slice(effect));
        }
      }
      state.outbox.give_back(std::move(batch));
    }
  }
  void hear(ConnId conn, std::string_view bytes) {
    for (std::size_t end = 0; (end = bytes.find("\r\n")) != bytes.npos;
         bytes.remove_prefix(end + 2)) {
      lines[conn].emplace_back(bytes.substr(0, end));
    }
  }

  Now now{1'000'000, 1'790'000'000'123'000};
  NullLog log;
  ChatState state{settings(), HashKey{1}, 7, now, log};
  std::map<ConnId, std::vector<std::string>> lines;
  std::uint32_t slots = 0;
};

TEST_F(SeveralSessions, HearAChannelOnceEachButNotWhatTheySayThemselves) {
  Session& phone = registered("ana");
  Session& laptop = another_of(phone, 1);
  Session& bob = registered("bob");
  says(phone, "JOIN #a");
  EXPECT_THAT(heard(laptop), ElementsAre(":ana!~u@h JOIN #a"));
  says(bob, "JOIN #a");
  heard(phone), heard(laptop), heard(bob);
  says(bob, "PRIVMSG #a :hi");
  EXPECT_THAT(heard(phone), ElementsAre(":bob!~u@h PRIVMSG #a :hi"));
  EXPECT_THAT(heard(laptop), ElementsAre(":bob!~u@h PRIVMSG #a :hi"));
  says(laptop, "PRIVMSG #a :hello");
  EXPECT_THAT(heard(phone), ElementsAre(":ana!~u@h PRIVMSG #a :hello"));
  EXPECT_THAT(heard(laptop), IsEmpty());
  EXPECT_THAT(heard(bob), ElementsAre(":ana!~u@h PRIVMSG #a :hello"));
}

TEST_F(SeveralSessions, HearWhatOneOfThemSaysToOperatorsAlone) {
  Session& bob = registered("bob");
  Session& phone = registered("ana");
  Session& laptop = another_of(phone, 1);
  for (Session* session : {&bob, &phone}) says(*session, "JOIN #a");
  says(bob, "MODE #a +U");
  heard(phone), heard(laptop), heard(bob);
  says(phone, "PRIVMSG #a :hi");
  EXPECT_THAT(heard(laptop), ElementsAre(":ana!~u@h PRIVMSG #a :hi"));
  says(phone, "PRIVMSG @#a :hello");
  EXPECT_THAT(heard(laptop), ElementsAre(":ana!~u@h PRIVMSG @#a :hello"));
  EXPECT_THAT(heard(phone), IsEmpty());
}

TEST_F(SeveralSessions, HearWallopsEach) {
  Session& phone = registered("ana");
  Session& laptop = another_of(phone, 1);
  Session& bob = registered("bob", 1);
  state.set_mode(*phone.user, 'w', true);
  state.set_mode(*bob.user, 'o', true);
  says(bob, "WALLOPS :hi");
  EXPECT_THAT(heard(phone), ElementsAre(":bob!~u@h WALLOPS :hi"));
  EXPECT_THAT(heard(laptop), ElementsAre(":bob!~u@h WALLOPS :hi"));
  EXPECT_THAT(heard(bob), IsEmpty());
}

TEST_F(SeveralSessions, AllHearAPrivateMessageAndWhatIsAnswered) {
  Session& phone = registered("ana");
  Session& laptop = another_of(phone, 0);
  Session& bob = registered("bob", 1);
  says(bob, "PRIVMSG ana :psst");
  EXPECT_THAT(heard(phone), ElementsAre(":bob!~u@h PRIVMSG ana :psst"));
  EXPECT_THAT(heard(laptop), ElementsAre(":bob!~u@h PRIVMSG ana :psst"));
  says(phone, "PRIVMSG bob :yes?");
  EXPECT_THAT(heard(laptop), ElementsAre(":ana!~u@h PRIVMSG bob :yes?"));
  EXPECT_THAT(heard(phone), IsEmpty());
  EXPECT_THAT(heard(bob), ElementsAre(":ana!~u@h PRIVMSG bob :yes?"));
}

TEST_F(SeveralSessions, TheUserGoesWithTheLastOne) {
  Session& phone = registered("ana");
  Session& laptop = another_of(phone, 1);
  Session& bob = registered("bob");
  says(phone, "JOIN #a");
  says(bob, "JOIN #a");
  heard(bob);
  ends(phone);
  EXPECT_THAT(heard(bob), IsEmpty());
  EXPECT_EQ(state.counts().registered, 2U);
  says(bob, "PRIVMSG ana :still there?");
  EXPECT_THAT(heard(laptop), testing::Contains(":bob!~u@h PRIVMSG ana :still there?"));
  ends(laptop);
  EXPECT_THAT(heard(bob), ElementsAre(":ana!~u@h QUIT :gone"));
  EXPECT_EQ(state.counts().registered, 1U);
  EXPECT_EQ(state.directory.find_user("ana"), nullptr);
}

TEST_F(SeveralSessions, ANewNickAndModesReachAllOfThem) {
  Session& phone = registered("ana");
  Session& laptop = another_of(phone, 1);
  says(phone, "NICK anna");
  EXPECT_THAT(heard(phone), ElementsAre(":ana!~u@h NICK anna"));
  EXPECT_THAT(heard(laptop), ElementsAre(":ana!~u@h NICK anna"));
  says(laptop, "MODE anna +i");
  EXPECT_THAT(heard(phone), ElementsAre(":anna!~u@h MODE anna +i"));
  EXPECT_THAT(heard(laptop), ElementsAre(":anna!~u@h MODE anna +i"));
}

TEST_F(SeveralSessions, EachHasItsOwnCapabilities) {
  Session& phone = registered("ana");
  Session& laptop = another_of(phone, 0);
  Session& bob = registered("bob");
  says(phone, "JOIN #a");
  says(bob, "JOIN #a");
  says(laptop, "CAP REQ :server-time");
  heard(phone), heard(laptop);
  says(bob, "PRIVMSG #a :hi");
  EXPECT_THAT(heard(phone), ElementsAre(":bob!~u@h PRIVMSG #a :hi"));
  EXPECT_THAT(heard(laptop), ElementsAre(HasSubstr("@time=")));
}

TEST_F(SeveralSessions, HearAChannelAlsoWhereOneChangesItsCapabilities) {
  Session& phone = registered("ana");
  Session& laptop = another_of(phone, 0);
  Session& bob = registered("bob");
  says(phone, "JOIN #a");
  says(bob, "JOIN #a");
  says(phone, "CAP REQ :message-tags");
  heard(phone), heard(laptop);
  says(bob, "PRIVMSG #a :hi");
  EXPECT_THAT(heard(phone), ElementsAre(testing::EndsWith(":bob!~u@h PRIVMSG #a :hi")));
  EXPECT_THAT(heard(laptop), ElementsAre(":bob!~u@h PRIVMSG #a :hi"));
}

TEST_F(SeveralSessions, AKillEndsThemAll) {
  Session& phone = registered("ana");
  const ConnId phone_conn = phone.conn;
  const ConnId laptop_conn = another_of(phone, 1).conn;
  Session& root = registered("root");
  state.set_mode(*root.user, 'o', true);
  says(root, "KILL ana :out");
  EXPECT_EQ(state.find(phone_conn), nullptr);
  EXPECT_EQ(state.find(laptop_conn), nullptr);
  EXPECT_THAT(lines[laptop_conn], testing::Contains(HasSubstr("ERROR :Closing link (Killed")));
}

TEST_F(SeveralSessions, AreOneUserInTheAnswerToWho) {
  Session& phone = registered("ana");
  another_of(phone, 1);
  Session& bob = registered("bob", 1);
  says(bob, "WHO *");
  EXPECT_THAT(heard(bob), ElementsAre(HasSubstr(" 352 bob * ~u h srv ana "),
                                      HasSubstr(" 352 bob * ~u h srv bob "), HasSubstr(" 315 ")));
}

TEST_F(SeveralSessions, ABanOfAnAddressEndsThoseFromThereAlone) {
  Session& phone = registered("ana");
  const ConnId laptop_conn = another_of(phone, 1).conn;
  state.find(laptop_conn)->address = *Address::parse("198.51.100.7");
  Session& root = registered("root");
  state.set_mode(*root.user, 'o', true);
  says(root, "DLINE 198.51.100.0/24 :out");
  EXPECT_THAT(lines[laptop_conn], testing::Contains("ERROR :Closing link (D-lined: out)"));
  EXPECT_EQ(state.find(laptop_conn), nullptr);
  EXPECT_EQ(phone.user->sessions, &phone);
}

TEST_F(SeveralSessions, EachMonitorsForItself) {
  Session& phone = registered("ana");
  Session& laptop = another_of(phone, 1);
  says(phone, "MONITOR + bob");
  heard(phone);
  Session& bob = registered("bob");
  says(bob, "NICK rob");
  EXPECT_THAT(heard(phone), ElementsAre(HasSubstr(" 731 ")));
  EXPECT_THAT(heard(laptop), IsEmpty());
}

}  // namespace
}  // namespace uvchat::hub
