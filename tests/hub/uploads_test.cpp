// Who may upload files: TOKEN (draft/authtoken), and what the server asks before it takes one.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/hub/accounts.h"
#include "uvchat/base/sha256.h"

namespace uvchat::hub {
namespace {

constexpr const char* upload_url = "https://files.example.org/upload";

struct Uploads : AccountsOf {
  explicit Uploads(HubSettings settings = with_uploads()) : AccountsOf(std::move(settings)) {}

  static HubSettings with_uploads() {
    HubSettings settings = with_accounts();
    settings.uploads.url = upload_url;
    return settings;
  }

  static errand::AdmitUpload by_token(const std::string& token) {
    return {token, {}, {}, *Address::parse("192.0.2.9")};
  }
  static errand::AdmitUpload by_password(const std::string& name, const std::string& password,
                                         const char* address = "192.0.2.9") {
    return {{}, name, password, *Address::parse(address)};
  }
  void asks_for(errand::AdmitUpload wish) {
    chat.hub().take({{{}, ++numbers_}, "uploads", std::move(wish)});
    chat.waits_ms(1);
  }
  // What has become of errands since the last look; `answers`: the server does what it is asked
  // for.
  std::vector<ErrandDone> told(bool answers = true) {
    std::vector<ErrandDone> done;
    for (auto asked = chat.hub().take_requests(); !asked.empty();
         asked = chat.hub().take_requests()) {
      for (const Request& request : asked) {
        if (const auto* answer = std::get_if<ErrandDone>(&request)) done.push_back(*answer);
        if (answers) serve(request);
      }
    }
    return done;
  }
  ErrandDone admits(errand::AdmitUpload wish) {
    asks_for(std::move(wish));
    const auto done = told();
    EXPECT_EQ(done.size(), 1U);
    return done.empty() ? ErrandDone{} : done.front();
  }
  bool is_admitted(errand::AdmitUpload wish) {
    return admits(std::move(wish)).outcome == errand::Outcome::done;
  }

  void says(Person& person, std::string_view line) {
    person.says(line);
    serves();
  }
  // Somebody who has made an account of their nick's name.
  Person& with_account(std::string_view nick, std::string_view caps = {}) {
    Person& person = chat.registered(nick, caps);
    makes_account(person);
    return person;
  }

 private:
  std::uint64_t numbers_ = 0;
};

struct UploadsOfGuests : Uploads {
  UploadsOfGuests() : Uploads(for_guests()) {}

  static HubSettings for_guests() {
    HubSettings settings = with_uploads();
    settings.uploads.guests = true;
    return settings;
  }
};

TEST_F(Uploads, AreAdmittedOnceByAToken) {
  Person& ana = with_account("ana");
  says(ana, "TOKEN GENERATE FILEHOST");
  ana.hears(":srv TOKEN GENERATE FILEHOST :token1");
  const ErrandDone done = admits(by_token("token1"));
  EXPECT_EQ(done.outcome, errand::Outcome::done);
  const auto& uploader = std::get<errand::Uploader>(done.rows);
  EXPECT_EQ(uploader.account, 1U);
  EXPECT_EQ(uploader.name, "ana");
  EXPECT_FALSE(uploader.is_guest);
  EXPECT_FALSE(uploader.is_operator);
  const ErrandDone again = admits(by_token("token1"));
  EXPECT_EQ(again.outcome, errand::Outcome::refused);
  EXPECT_EQ(again.text, "the token is unknown, used up or too old");
  EXPECT_FALSE(is_admitted(by_token("token2")));
}

TEST_F(Uploads, AreNotAdmittedByATokenThatIsTenMinutesOld) {
  Person& ana = with_account("ana");
  says(ana, "TOKEN GENERATE FILEHOST");
  chat.waits_ms(1'000);
  says(ana, "TOKEN GENERATE FILEHOST");
  chat.waits_ms(599'000);
  EXPECT_FALSE(is_admitted(by_token("token1")));
  EXPECT_TRUE(is_admitted(by_token("token2")));
}

TEST_F(Uploads, KnowTheNewestTokensOfOnePersonAlone) {
  Person& ana = with_account("ana");
  Person& bea = with_account("bea");
  says(bea, "TOKEN GENERATE FILEHOST");
  for (int i = 0; i < 17; ++i) says(ana, "TOKEN GENERATE FILEHOST");
  EXPECT_TRUE(is_admitted(by_token("token1")));
  EXPECT_FALSE(is_admitted(by_token("token2")));
  EXPECT_TRUE(is_admitted(by_token("token3")));
  EXPECT_TRUE(is_admitted(by_token("token18")));
}

TEST_F(Uploads, WantAnAccount) {
  Person& guest = chat.registered("guest");
  guest.says("TOKEN GENERATE FILEHOST");
  guest.hears(":srv FAIL TOKEN ACCOUNT_REQUIRED FILEHOST :*");
}

TEST_F(UploadsOfGuests, AreAdmittedAsLongAsTheGuestIsHere) {
  Person& guest = chat.registered("guest");
  for (int i = 0; i < 2; ++i) says(guest, "TOKEN GENERATE FILEHOST");
  guest.skips_all();
  const ErrandDone done = admits(by_token("token1"));
  ASSERT_EQ(done.outcome, errand::Outcome::done);
  const auto& uploader = std::get<errand::Uploader>(done.rows);
  EXPECT_EQ(uploader.account, 0U);
  EXPECT_EQ(uploader.name, "guest");
  EXPECT_TRUE(uploader.is_guest);
  guest.says("QUIT");
  const ErrandDone late = admits(by_token("token2"));
  EXPECT_EQ(late.outcome, errand::Outcome::refused);
  EXPECT_EQ(late.text, "the token is unknown, used up or too old");  // it takes no room any more
}

TEST_F(UploadsOfGuests, AreTheAccountsOfWhoHasLoggedInMeanwhile) {
  Person& ana = chat.registered("ana");
  says(ana, "TOKEN GENERATE FILEHOST");
  makes_account(ana);
  EXPECT_EQ(std::get<errand::Uploader>(admits(by_token("token1")).rows).account, 1U);
}

TEST_F(UploadsOfGuests, AreNotAdmittedOnceGuestsMayNot) {
  Person& guest = chat.registered("guest");
  says(guest, "TOKEN GENERATE FILEHOST");
  chat.takes_settings(with_uploads());
  EXPECT_FALSE(is_admitted(by_token("token1")));
}

TEST_F(Uploads, SayThatTheUploaderIsAnOperator) {
  Person& ana = with_account("ana");
  chat.make_operator(ana);
  says(ana, "TOKEN GENERATE FILEHOST");
  EXPECT_TRUE(std::get<errand::Uploader>(admits(by_token("token1")).rows).is_operator);
}

TEST_F(Uploads, AreNotAdmittedByTheTokenOfASuspendedAccount) {
  Person& ana = with_account("ana");
  says(ana, "TOKEN GENERATE FILEHOST");
  chat.hub().take({{{}, 99}, "local", errand::SuspendAccount{"ana", "spam", 0}});
  chat.waits_ms(1);
  serves();
  EXPECT_FALSE(is_admitted(by_token("token1")));
  EXPECT_EQ(admits(by_password("ana", "secret")).text, "this account is suspended: spam");
}

// --- By name and password

TEST_F(Uploads, AreAdmittedByNameAndPassword) {
  with_account("ana");
  const ErrandDone done = admits(by_password("ANA", "secret"));
  EXPECT_EQ(done.outcome, errand::Outcome::done);
  EXPECT_EQ(std::get<errand::Uploader>(done.rows).name, "ana");
  EXPECT_EQ(checks, 1);
}

TEST_F(Uploads, SayNotWhetherTheNameOrThePasswordIsWrong) {
  with_account("ana");
  EXPECT_EQ(admits(by_password("ana", "wrong")).text, "wrong name or password");
  EXPECT_EQ(admits(by_password("nobody", "secret")).text, "wrong name or password");
  EXPECT_EQ(checks, 2);  // it takes as long
  EXPECT_EQ(admits(by_password("ana", "")).text, "wrong name or password");
  EXPECT_EQ(admits(by_password(std::string(1'000, 'x'), "secret")).text, "wrong name or password");
}

TEST_F(Uploads, CountWrongPasswordsWithThoseOfLogins) {
  with_account("ana");
  for (int i = 0; i < 10; ++i) admits(by_password("ana", "wrong"));
  const ErrandDone done = admits(by_password("ana", "secret"));
  EXPECT_EQ(done.outcome, errand::Outcome::refused);
  EXPECT_EQ(done.text, "too many wrong passwords from your address, try again later");
  Person& thief = logs_in("thief", ana_secret, "192.0.2.9");
  thief.hears_in_time(":srv 904 * :*too many wrong passwords from your address*");
  EXPECT_TRUE(is_admitted(by_password("ana", "secret", "192.0.2.8")));
}

TEST_F(Uploads, MayBeTriedAgainWhenNobodyCanLookAtThePassword) {
  with_account("ana");
  away = true;
  EXPECT_EQ(admits(by_password("ana", "secret")).outcome, errand::Outcome::unavailable);
  away = false;
  asks_for(by_password("ana", "secret"));
  for (const auto& ask : chat.requests<AskStore>()) serve(ask);
  chat.answered(PasswordChecked{chat.request<CheckPassword>().ticket, PasswordVerdict::busy});
  const auto busy = told();
  ASSERT_EQ(busy.size(), 1U);
  EXPECT_EQ(busy[0].outcome, errand::Outcome::unavailable);
}

TEST_F(Uploads, AreToldThatAnAnswerIsLateAndNotToldTwice) {
  with_account("ana");
  asks_for(by_password("ana", "secret"));
  for (const auto& ask : chat.requests<AskStore>()) serve(ask);
  const Ticket ticket = chat.request<CheckPassword>().ticket;
  chat.waits_ms(limits::answer_ms_max);
  const auto late = told();
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late[0].outcome, errand::Outcome::unavailable);
  chat.answered(PasswordChecked{ticket, PasswordVerdict::match});
  EXPECT_TRUE(told().empty());
}

TEST_F(Uploads, WaitInBoundedNumberForThePool) {
  with_account("ana");
  for (std::size_t i = 0; i < limits::upload_logins_max; ++i) {
    asks_for(by_password("ana", "secret"));
  }
  EXPECT_TRUE(told(false).empty());
  const ErrandDone done = admits(by_password("ana", "secret"));
  EXPECT_EQ(done.outcome, errand::Outcome::unavailable);
}

TEST_F(Uploads, AreNotAdmittedFromBannedAddresses) {
  with_account("ana");
  chat.hub().take(
      {{{}, 99}, "local", errand::SetBan{ServerBanKind::dline, "192.0.2.9", "spam", 0}});
  chat.waits_ms(1);
  serves();
  EXPECT_EQ(admits(by_password("ana", "secret")).text, "your address is banned");
}

// --- Scopes

TEST_F(Uploads, ForAChannelAreForThoseWhoMaySpeakThere) {
  Person& ana = with_account("ana");
  Person& bob = chat.registered("bob");
  bob.says("JOIN #room");
  says(ana, "TOKEN GENERATE FILEHOST #ROOM");
  ana.hears(":srv FAIL TOKEN NO_PERMISSIONS #room :You are not in it");
  ana.says("JOIN #room");
  ana.skips_all();
  says(ana, "TOKEN GENERATE FILEHOST #room");
  ana.hears(":srv TOKEN GENERATE FILEHOST :*");
  bob.says("MODE #room +m");
  ana.skips_all();
  says(ana, "TOKEN GENERATE FILEHOST #room");
  ana.hears(":srv FAIL TOKEN NO_PERMISSIONS #room :*(+m)*");
  bob.says("MODE #room -m+Ub m:ana!*@*");  // operators hear them all the same
  ana.skips_all();
  says(ana, "TOKEN GENERATE FILEHOST #room");
  ana.hears(":srv TOKEN GENERATE FILEHOST :*");
  bob.says("MODE #room -U");
  ana.skips_all();
  says(ana, "TOKEN GENERATE FILEHOST #room");
  ana.hears(":srv FAIL TOKEN NO_PERMISSIONS #room :*(+b)*");
  bob.says("MODE #room -b+W m:ana!*@*");
  ana.skips_all();
  says(ana, "TOKEN GENERATE FILEHOST #room");
  ana.hears(":srv FAIL TOKEN NO_PERMISSIONS #room :No files are uploaded for this channel (+W)");
}

TEST_F(Uploads, ForWhatNobodyKnowsOfAreRefusedAlike) {
  Person& ana = with_account("ana");
  Person& bob = chat.registered("bob");
  bob.says("JOIN #secret");
  bob.says("MODE #secret +s");
  for (const char* scope : {"#secret", "#none", "nobody"}) {
    says(ana, std::string("TOKEN GENERATE FILEHOST ") + scope);
    ana.hears(std::string(":srv FAIL TOKEN INVALID_SCOPE ") + scope +
              " :There is no such channel or user");
  }
  says(ana, "TOKEN GENERATE FILEHOST bob");
  ana.hears(":srv TOKEN GENERATE FILEHOST :*");
}

// --- The command

TEST_F(Uploads, AreAServiceThatTheCommandTellsOf) {
  Person& ana = with_account("ana", "batch");
  ana.says("TOKEN SERVICELIST");
  ana.hears(":srv BATCH +* draft/authtoken *");
  ana.hears("@batch=* :srv TOKEN SERVICE FILEHOST https://files.example.org/upload :*");
  ana.hears(":srv BATCH -*");
  ana.says("TOKEN FROB");
  ana.hears(":srv FAIL TOKEN UNKNOWN_COMMAND FROB :*");
  ana.says("TOKEN GENERATE QDB");
  ana.hears(":srv FAIL TOKEN UNKNOWN_SERVICE QDB :*");
  ana.says("TOKEN GENERATE");
  ana.hears(":srv 461 ana TOKEN :*");
  Person& bob = chat.registered("bob");
  bob.says("TOKEN SERVICELIST");
  bob.hears(":srv FAIL TOKEN NEED_CAPABILITY batch :*");
  Person& early = chat.connected();
  early.says("TOKEN SERVICELIST");
  early.hears(":srv 451 * :*");
}

TEST_F(Uploads, AreToldOfAtTheWelcomeAndWhenTheirPlaceChanges) {
  Person& ana = chat.connected();
  ana.says("CAP REQ :batch draft/authtoken");
  ana.says("CAP END");
  ana.says("NICK ana");
  ana.says("USER u 0 * :Real");
  ana.hears_in_time("* 005 ana * draft/AUTHTOKEN draft/FILEHOST=" + std::string(upload_url) + "*");
  ana.hears_in_time("@batch=* :srv TOKEN SERVICE FILEHOST *");
  ana.hears_in_time("* 251 ana *");
  ana.skips_all();
  HubSettings moved = with_uploads();
  moved.uploads.url = "https://other.example.org/upload";
  chat.takes_settings(moved);
  ana.hears_in_time(":srv TOKEN NEW FILEHOST https://other.example.org/upload");
  moved.uploads.url.clear();
  chat.takes_settings(moved);
  ana.hears_in_time(":srv TOKEN DEL FILEHOST");
  ana.hears_in_time(":srv 005 ana *-draft/AUTHTOKEN*");
}

TEST_F(AccountsOf, WithoutUploadsThereIsNoService) {
  Person& ana = chat.registered("ana", "batch");
  ana.says("TOKEN SERVICELIST");
  ana.hears(":srv NOTE TOKEN NO_SERVICES :*");
  ana.says("TOKEN GENERATE FILEHOST");
  ana.hears(":srv FAIL TOKEN UNKNOWN_SERVICE FILEHOST :*");
  ana.says("CAP REQ draft/authtoken");
  ana.hears(":srv CAP ana NAK :draft/authtoken");
}

TEST_F(Uploads, TellWhoHasATokenWhoMadeIt) {
  Person& ana = with_account("ana");
  ana.says("JOIN #room");
  ana.skips_all();
  for (int i = 0; i < 3; ++i) says(ana, "TOKEN GENERATE FILEHOST #room");
  Person& service = chat.connected();
  service.says("TOKEN VALIDATE FILEHOST :token1");
  service.hears(":srv FAIL TOKEN NEED_CAPABILITY batch :*");
  service.says("CAP REQ batch");
  service.skips_all();
  service.says("TOKEN VALIDATE FILEHOST :token1");
  service.hears(":srv BATCH +* draft/authtoken FILEHOST");
  service.hears("@batch=* :srv TOKEN CLAIM account :ana");
  service.hears("@batch=* :srv TOKEN CLAIM name :ana");
  service.hears("@batch=* :srv TOKEN CLAIM scope :#room");
  service.hears(":srv BATCH -*");
  service.says("TOKEN VALIDATE :token1");
  service.hears(":srv FAIL TOKEN INVALID_TOKEN :*");
  service.says("TOKEN VALIDATE FILEHOST " + std::string(upload_url) + " :token2");
  service.hears(":srv BATCH +* draft/authtoken FILEHOST");
  service.skips_all();
  service.says("TOKEN VALIDATE FILEHOST https://evil.example.org/ :token3");
  service.hears(":srv FAIL TOKEN INVALID_TOKEN :*");
  EXPECT_TRUE(is_admitted(by_token("token3")));
}

TEST_F(Uploads, GiveNoTokenThatOthersCouldRead) {
  HubSettings settings = with_uploads();
  settings.uploads.guests = true;
  settings.accounts.allow_clear = false;
  chat.takes_settings(settings);
  Person& ana = chat.registered("ana");
  ana.says("TOKEN GENERATE FILEHOST");
  ana.hears(":srv FAIL TOKEN CLEAR_CONNECTION FILEHOST :*");
  Person& bob = chat.registered_with_tls("bob");
  says(bob, "TOKEN GENERATE FILEHOST");
  bob.hears(":srv TOKEN GENERATE FILEHOST :*");
}

}  // namespace
}  // namespace uvchat::hub
