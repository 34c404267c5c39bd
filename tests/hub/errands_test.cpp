// What operators ask for from outside of the chat.

#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "tests/hub/served.h"

namespace uvchat::hub {
namespace {

using errand::List;
using errand::Outcome;

struct Errands : testing::Test, ServedChat {
  explicit Errands(HubSettings settings = with_ana()) : ServedChat(std::move(settings)) {}

  static HubSettings with_ana() {
    HubSettings settings = some_settings();
    settings.accounts.kept = {account(1, "ana"), account(7, "bob")};
    return settings;
  }

  // Asks, lets the server answer, and returns what is told of it.
  ErrandDone asks(errand::Wish wish) {
    chat.hub().take({{{}, ++numbers_}, "grafana", std::move(wish)});
    chat.waits_ms(1);
    std::vector<ErrandDone> done;
    for (auto asked = chat.hub().take_requests(); !asked.empty();
         asked = chat.hub().take_requests()) {
      for (const Request& request : asked) {
        if (const auto* answer = std::get_if<ErrandDone>(&request)) done.push_back(*answer);
        if (const auto* ask = std::get_if<AskStore>(&request)) {
          if (const auto* deed = std::get_if<store::NoteDeed>(&ask->request)) {
            deeds.push_back(deed->deed.by + ": " + deed->deed.what + " " + deed->deed.about);
          }
        }
        requests.push_back(request);
        serve(request);
      }
    }
    EXPECT_EQ(done.size(), 1U);
    if (done.empty()) return {};
    EXPECT_EQ(done.front().ticket.number, numbers_);
    return done.front();
  }
  template <typename RowType>
  std::vector<RowType> rows(const ErrandDone& done) {
    const auto* found = std::get_if<std::vector<RowType>>(&done.rows);
    EXPECT_NE(found, nullptr);
    return found == nullptr ? std::vector<RowType>() : *found;
  }
  store::Answer answer_to(const store::Request& request) override {
    if (const auto* read = std::get_if<store::ReadInvitations>(&request);
        read != nullptr && !away) {
      return {.outcome = store::Outcome::done,
              .invitations = {{"id behind " + read->after, "op", 5}}};
    }
    const auto* old = std::get_if<store::ReadDeeds>(&request);
    if (old != nullptr && !away) {
      const std::string asked = old->what + " before " + std::to_string(old->before);
      return {.outcome = store::Outcome::done,
              .deeds = {{1, "ana", "REPORT", asked, 8}, {2, "bob", "REPORT", "newest", 9}}};
    }
    const auto* read = std::get_if<store::ReadFiles>(&request);
    const auto* drop = std::get_if<store::DropFile>(&request);
    if (away || (read == nullptr && drop == nullptr)) return ServedChat::answer_to(request);
    if (file.id.empty()) return {.outcome = store::Outcome::absent};
    store::Answer answer{.outcome = store::Outcome::done, .files = {file}};
    if (drop != nullptr) file = {};
    return answer;
  }
  Person& an_operator() {
    Person& boss = chat.registered("boss");
    chat.make_operator(boss);
    chat.hub().take_requests();
    boss.skips_all();
    return boss;
  }

  store::FileRow file;  // the only one; none where it has no id
  std::vector<std::string> deeds;
  std::vector<Request> requests;

 private:
  std::uint64_t numbers_ = 0;
};

TEST_F(Errands, ReadUsersByPagesThatHoldEachOnce) {
  for (int i = 0; i < 25; ++i) chat.registered("p" + std::to_string(i));
  std::set<std::string> nicks;
  std::uint64_t from = 0;
  int pages = 0;
  do {
    const ErrandDone done = asks(errand::Read{List::users, from, 10, {}});
    for (const errand::UserRow& row : rows<errand::UserRow>(done)) {
      EXPECT_TRUE(nicks.insert(row.nick).second);
      EXPECT_EQ(row.address, *Address::parse("192.0.2.7"));
    }
    from = done.next;
    ++pages;
  } while (from != 0);
  EXPECT_EQ(nicks.size(), 25U);
  EXPECT_EQ(pages, 3);
}

TEST_F(Errands, ReadSessionsOfAllLoopsAlsoOfThoseWhoAreNotRegistered) {
  for (int i = 0; i < 5; ++i) chat.registered("p" + std::to_string(i));
  Person& silent = chat.connected();
  std::set<ConnId> seen;
  std::uint64_t from = 0;
  do {
    const ErrandDone done = asks(errand::Read{List::sessions, from, 2, {}});
    for (const auto& row : rows<errand::SessionRow>(done)) {
      EXPECT_TRUE(seen.insert(row.conn).second);
      EXPECT_EQ(row.is_registered, row.conn != silent.conn());
    }
    from = done.next;
  } while (from != 0);
  EXPECT_EQ(seen.size(), 6U);
  EXPECT_EQ(rows<errand::SessionRow>(asks(errand::Read{List::sessions, 0, 9, "P3"})).size(), 1U);
}

TEST_F(Errands, ReadWhatIsNotThereAsNothing) {
  const std::uint64_t far = ~std::uint64_t{0};
  for (const List list : {List::sessions, List::users, List::rooms, List::accounts, List::klines}) {
    EXPECT_EQ(asks(errand::Read{list, far, 10, {}}).next, 0U);
  }
  EXPECT_TRUE(rows<errand::UserRow>(asks(errand::Read{List::users, 0, 10, "nobody"})).empty());
  EXPECT_TRUE(rows<errand::RoomRow>(asks(errand::Read{List::rooms, 0, 10, "#nowhere"})).empty());
}

TEST_F(Errands, ReadRoomsThatAreSecretToo) {
  Person& ana = chat.registered("ana1");
  ana.says("JOIN #a");
  ana.says("MODE #a +s");
  ana.says("TOPIC #a :what it is");
  const auto found = rows<errand::RoomRow>(asks(errand::Read{List::rooms, 0, 10, {}}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "#a");
  EXPECT_EQ(found[0].topic, "what it is");
  EXPECT_NE(found[0].modes.find('s'), std::string::npos);
  EXPECT_EQ(found[0].members, 1U);
}

TEST_F(Errands, ReadAccountsThatHaveGapsBetweenThem) {
  const ErrandDone first = asks(errand::Read{List::accounts, 0, 1, {}});
  EXPECT_EQ(rows<errand::AccountRow>(first).at(0).name, "ana");
  const ErrandDone second = asks(errand::Read{List::accounts, first.next, 1, {}});
  EXPECT_EQ(rows<errand::AccountRow>(second).at(0).name, "bob");
  EXPECT_EQ(second.next, 0U);
  EXPECT_EQ(rows<errand::AccountRow>(asks(errand::Read{List::accounts, 0, 9, "BOB"})).at(0).id, 7U);
}

TEST_F(Errands, OfOneStepAreNoMoreThanItsTimeAllows) {
  chat.pages_wait(true);  // and no errand waits for these
  for (int i = 0; i < 3; ++i) chat.hub().take({{}, "local", errand::ReadStatus{}});
  chat.waits_ms(1);
  EXPECT_EQ(chat.requests<ErrandDone>().size(), 3U);
}

TEST_F(Errands, KillAUserAsTheServerItself) {
  Person& boss = an_operator();
  Person& bad = chat.registered("bad");
  bad.skips_all();
  EXPECT_EQ(asks(errand::KillUser{"bad", "spam"}).outcome, Outcome::done);
  bad.hears(":srv KILL bad :spam");
  bad.hears("ERROR :Closing link (Killed (srv): spam)");
  EXPECT_TRUE(bad.closed());
  boss.hears(":srv NOTICE boss :*** grafana (admin API) killed bad: spam");
  ASSERT_EQ(deeds.size(), 1U);
  EXPECT_EQ(deeds[0].substr(0, 29), "grafana (admin API): KILL bad");
  EXPECT_EQ(asks(errand::KillUser{"bad", "spam"}).outcome, Outcome::absent);
}

TEST_F(Errands, ShortenAReasonThatDoesNotFit) {
  Person& bad = chat.registered("bad");
  bad.skips_all();
  asks(errand::KillUser{"bad", std::string(390, 'x')});
  EXPECT_LE(bad.next_line().size() + 2, limits::line_bytes_max);
  EXPECT_LE(bad.next_line().size() + 2, limits::line_bytes_max);
}

TEST_F(Errands, EndOneSessionOfSeveral) {
  Person& bad = chat.connected();
  EXPECT_EQ(asks(errand::KillSession{bad.conn(), ""}).outcome, Outcome::done);
  bad.hears("ERROR :Closing link (Killed (srv): No reason given)");
  EXPECT_TRUE(bad.closed());
  EXPECT_EQ(asks(errand::KillSession{bad.conn(), ""}).outcome, Outcome::absent);
  EXPECT_EQ(asks(errand::KillSession{{}, ""}).outcome, Outcome::absent);
}

TEST_F(Errands, FindNoSessionUnderANumberThatNoConnectionCanHave) {
  errand::KillSession kill;
  kill.conn.packed = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(asks(kill).outcome, Outcome::absent);
}

TEST_F(Errands, BanThoseWhoAreHereAndTellTheGate) {
  Person& boss = an_operator();
  Person& bad = chat.connected(0, "10.1.2.3");
  bad.says("NICK bad");
  bad.says("USER bad 0 * :x");
  bad.skips_all();
  EXPECT_EQ(asks(errand::SetBan{ServerBanKind::dline, "10.1.0.0/16", "go away", 60'000}).outcome,
            Outcome::done);
  bad.hears(":srv 465 bad :*go away");
  bad.hears("ERROR :Closing link (D-lined: go away)");
  EXPECT_TRUE(bad.closed());
  boss.hears(
      ":srv NOTICE boss :*** grafana (admin API) set DLINE 10.1.0.0/16 until 2026-*: go away");
  const auto told = std::count_if(requests.begin(), requests.end(), [](const Request& request) {
    return std::holds_alternative<DlineChanged>(request);
  });
  EXPECT_EQ(told, 1);
  const auto bans = rows<ServerBan>(asks(errand::Read{List::dlines, 0, 10, {}}));
  ASSERT_EQ(bans.size(), 1U);
  EXPECT_EQ(bans[0].set_by, "grafana (admin API)");
  EXPECT_TRUE(rows<ServerBan>(asks(errand::Read{List::klines, 0, 10, {}})).empty());
  EXPECT_EQ(asks(errand::LiftBan{ServerBanKind::dline, "10.1.0.0/16"}).outcome, Outcome::done);
  EXPECT_EQ(asks(errand::LiftBan{ServerBanKind::dline, "10.1.0.0/16"}).outcome, Outcome::absent);
}

TEST_F(Errands, BanNobodyByWhatIsNoMask) {
  EXPECT_EQ(asks(errand::SetBan{ServerBanKind::kline, "ana", "", 0}).outcome, Outcome::refused);
  EXPECT_EQ(asks(errand::SetBan{ServerBanKind::dline, "x@y", "", 0}).outcome, Outcome::refused);
  EXPECT_TRUE(deeds.empty());
}

TEST_F(Errands, BanNotEverybody) {
  for (const char* mask : {"*@*", "*", "**@?*", "~*@*.*", "*@*:*", "*@0.0.0.0/0", "*@::/0"}) {
    EXPECT_EQ(asks(errand::SetBan{ServerBanKind::kline, mask, "", 0}).outcome, Outcome::refused)
        << mask;
  }
  for (const char* mask : {"0.0.0.0/0", "10.1.2.3/0", "::/0", "2001:db8::/1", "2000::/3"}) {
    const ErrandDone done = asks(errand::SetBan{ServerBanKind::dline, mask, "", 0});
    EXPECT_EQ(done.outcome, Outcome::refused) << mask;
    EXPECT_THAT(done.text, testing::StartsWith("That would ban everybody")) << mask;
  }
  EXPECT_TRUE(deeds.empty());
  for (const char* mask : {"a*@*", "*@*.example", "*@128.0.0.0/1"}) {
    EXPECT_EQ(asks(errand::SetBan{ServerBanKind::kline, mask, "", 0}).outcome, Outcome::done)
        << mask;
  }
}

TEST_F(Errands, SayWhenABanMayBeGoneAfterARestart) {
  away = true;
  const ErrandDone done = asks(errand::SetBan{ServerBanKind::kline, "*@*.example.org", "", 0});
  EXPECT_EQ(done.outcome, Outcome::done);
  EXPECT_EQ(done.text, "It holds, but may be gone after a restart: the disk is full");
}

TEST_F(Errands, SuspendAnAccountAndEndItsSessions) {
  Person& ana = logged_in("ana", "AGFuYQBzZWNyZXQ=");
  const ErrandDone done = asks(errand::SuspendAccount{"ANA", "spam", 60'000});
  EXPECT_EQ(done.outcome, Outcome::done);
  ana.hears_in_time("ERROR :*Your account is suspended: spam*");
  EXPECT_TRUE(ana.closed());
  auto found = rows<errand::AccountRow>(asks(errand::Read{List::accounts, 0, 9, "ana"}));
  EXPECT_EQ(found.at(0).suspension.by, "grafana");
  EXPECT_EQ(asks(errand::UnsuspendAccount{"ana"}).outcome, Outcome::done);
  found = rows<errand::AccountRow>(asks(errand::Read{List::accounts, 0, 9, "ana"}));
  EXPECT_TRUE(found.at(0).suspension.by.empty());
  EXPECT_EQ(deeds, (std::vector<std::string>{"grafana (admin API): SUSPEND ana spam",
                                             "grafana (admin API): UNSUSPEND ana"}));
  EXPECT_EQ(asks(errand::SuspendAccount{"nobody", "", 0}).outcome, Outcome::absent);
}

TEST_F(Errands, MakeCodesThatAreToldOnceTheyAreStored) {
  const ErrandDone made = asks(errand::MakeInvitations{"token", 3});
  EXPECT_EQ(std::set<std::string>(made.codes.begin(), made.codes.end()).size(), 3U);
  const ErrandDone reset = asks(errand::MakeResetCode{"ana", "token"});
  EXPECT_EQ(reset.codes.size(), 1U);
  EXPECT_EQ(deeds, (std::vector<std::string>{"grafana (admin API): INVITE 3",
                                             "grafana (admin API): SARESET ana"}));
  away = true;
  for (const ErrandDone& done :
       {asks(errand::MakeInvitations{"token", 2}), asks(errand::MakeResetCode{"ana", "token"})}) {
    EXPECT_EQ(done.outcome, Outcome::unavailable);
    EXPECT_TRUE(done.codes.empty());
    EXPECT_EQ(done.text, "the disk is full");
  }
}

TEST_F(Errands, ReadAndRevokeInvitations) {
  const auto found = rows<store::Invitation>(asks(errand::ReadInvitations{"x", 5}));
  EXPECT_EQ(found.at(0).id, "id behind x");
  EXPECT_EQ(asks(errand::RevokeInvitation{"abcdefghijkl"}).outcome, Outcome::done);
  away = true;
  EXPECT_EQ(asks(errand::ReadInvitations{"", 5}).outcome, Outcome::unavailable);
}

TEST_F(Errands, ReadTheFilesOfAnAccount) {
  file = {.id = std::string(32, 'a'),
          .hash = {},
          .bytes = 7,
          .type = "image/png",
          .name = "cat.png",
          .account = 1,
          .made_us = 5};
  const auto found = rows<errand::FileRow>(asks(errand::ReadFiles{"ana", "x", 3}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].url, "/files/" + std::string(32, 'a'));
  EXPECT_EQ(found[0].account, "ana");
  EXPECT_EQ(found[0].name, "cat.png");
  EXPECT_EQ(asks(errand::ReadFiles{"nobody", "", 3}).outcome, Outcome::absent);
  file = {};
  EXPECT_EQ(asks(errand::ReadFiles{"ana", "gone", 3}).outcome, Outcome::absent);
  away = true;
  EXPECT_EQ(asks(errand::ReadFiles{"ana", "", 3}).outcome, Outcome::unavailable);
}

TEST_F(Errands, ReadTheFilesOfGuests) {
  file.id = std::string(32, 'a');
  const auto found = rows<errand::FileRow>(asks(errand::ReadFiles{"", "", 3}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].account, "");
}

TEST_F(Errands, ReadWhatWasReportedTheNewestFirst) {
  const auto found = rows<store::Deed>(asks(errand::ReadDeeds{"REPORT", 10, 5}));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].about, "newest");
  EXPECT_EQ(found[1].about, "REPORT before 10");
  away = true;
  EXPECT_EQ(asks(errand::ReadDeeds{"", 0, 5}).outcome, Outcome::unavailable);
}

TEST_F(Errands, DeleteAFileWhichIsNotedAndTold) {
  Person& boss = an_operator();
  boss.says("MODE boss +s");
  boss.skips_all();
  file.id = std::string(32, 'a');
  file.account = 7;
  const std::string id = file.id;
  EXPECT_EQ(asks(errand::DropFile{id}).outcome, Outcome::done);
  EXPECT_EQ(deeds, (std::vector<std::string>{"grafana (admin API): FILES DELETE " +
                                             std::string(32, 'a') + " of bob"}));
  boss.hears("*grafana (admin API) deletes the file " + std::string(32, 'a') + " of bob");
  EXPECT_EQ(asks(errand::DropFile{id}).outcome, Outcome::absent);
  away = true;
  EXPECT_EQ(asks(errand::DropFile{id}).outcome, Outcome::unavailable);
  EXPECT_EQ(deeds.size(), 1U);
}

TEST_F(Errands, ReloadAndTellWhatBecameOfIt) {
  chat.hub().take({{{}, 1}, "local", errand::Reload{}});
  chat.waits_ms(1);
  const Ticket ticket = chat.request<ReloadSettings>().ticket;
  chat.answered(SettingsReloaded{ticket, nullptr, "uvchat.json:1:1: no", {}});
  const auto refused = chat.request<ErrandDone>();
  EXPECT_EQ(refused.outcome, Outcome::refused);
  EXPECT_EQ(refused.text, "uvchat.json:1:1: no");
  chat.answered(SettingsReloaded{ticket, nullptr, "once more", {}});
  EXPECT_TRUE(chat.requests<ErrandDone>().empty());
  chat.hub().take({{{}, 2}, "local", errand::Reload{}});
  chat.waits_ms(1);
  chat.answered(SettingsReloaded{chat.request<ReloadSettings>().ticket,
                                 std::make_shared<HubSettings>(with_ana()),
                                 {},
                                 {"listen"}});
  EXPECT_EQ(chat.request<ErrandDone>().needs_restart, std::vector<std::string>{"listen"});
}

TEST_F(Errands, TellHowTheChatIsDoing) {
  chat.registered("ana1");
  an_operator();
  const auto status = std::get<errand::Status>(asks(errand::ReadStatus{}).rows);
  EXPECT_EQ(status.users, 2U);
  EXPECT_EQ(status.operators, 1U);
  EXPECT_EQ(status.accounts, 2U);
}

TEST_F(Errands, NoteWhatTheServerHasDoneItself) {
  Person& boss = an_operator();
  asks(errand::Note{"LOGLEVEL", "debug", "sets the level of the log to debug"});
  boss.hears(":srv NOTICE boss :*** grafana (admin API) sets the level of the log to debug");
  EXPECT_EQ(deeds, std::vector<std::string>{"grafana (admin API): LOGLEVEL debug"});
}

}  // namespace
}  // namespace uvchat::hub
