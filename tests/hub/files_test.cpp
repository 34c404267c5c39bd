// FILES: what people have uploaded.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/hub/served.h"

namespace uvchat::hub {
namespace {

struct Files : Served {
  Files() : Served(with_uploads()) {}

  static HubSettings with_uploads() {
    HubSettings settings = some_settings();
    settings.uploads.url = "https://files.example.org/upload";
    return settings;
  }
  static std::string id(int number) { return std::string(30, 'a') + std::to_string(10 + number); }
  void has_file(int number, store::AccountId account) {
    files.insert(files.begin(), {.id = id(number),
                                 .hash = "hash",
                                 .bytes = 48'211,
                                 .type = "image/png",
                                 .name = "my cat.png",
                                 .account = account,
                                 .made_us = 1'790'000'000'123'000});
  }
  store::Answer answer_to(const store::Request& request) override {
    if (away) return Served::answer_to(request);
    if (const auto* read = std::get_if<store::ReadFiles>(&request)) return page_of(*read);
    const auto* drop = std::get_if<store::DropFile>(&request);
    if (drop != nullptr) return without(*drop);
    return Served::answer_to(request);
  }
  store::Answer without(const store::DropFile& drop) {
    const auto file = std::find_if(files.begin(), files.end(), [&](const store::FileRow& row) {
      return row.id == drop.id && (drop.account == 0 || row.account == drop.account);
    });
    if (file == files.end()) return {.outcome = store::Outcome::absent};
    store::Answer answer{.outcome = store::Outcome::done, .files = {*file}};
    files.erase(file);
    return answer;
  }
  store::Answer page_of(const store::ReadFiles& read) const {
    store::Answer answer{.outcome = store::Outcome::done};
    bool is_behind = read.after.empty();
    for (const store::FileRow& file : files) {
      const bool fits = answer.files.size() < read.rows_max;
      if (is_behind && fits && file.account == read.account) answer.files.push_back(file);
      is_behind = is_behind || (file.id == read.after && file.account == read.account);
    }
    if (!is_behind) answer.outcome = store::Outcome::absent;
    return answer;
  }

  UploadsTold told_of(const AskUploads& asked) override {
    UploadsTold told{asked.ticket, uploads_outcome};
    if (asked.give_up.empty() && asked.account == 1) told.uploads = uploads;
    if (!asked.give_up.empty()) given_up.emplace_back(asked.account, asked.give_up);
    return told;
  }

  std::vector<store::FileRow> files;   // the newest first
  std::vector<PendingUpload> uploads;  // of the account 1
  UploadsOutcome uploads_outcome = UploadsOutcome::done;
  std::vector<std::pair<store::AccountId, std::string>> given_up;
};

TEST_F(Files, AreListedForTheirOwnerTheNewestFirst) {
  Person& ana = with_account("ana");
  with_account("bob");
  has_file(1, 1);
  has_file(2, 2);
  has_file(3, 1);
  files.front().until_us = 1'790'000'086'400'000'000;
  says(ana, "FILES LIST");
  ana.hears(":srv FILES FILE https://files.example.org/files/" + id(3) +
            " 48211 image/png 2026-09-21T* *Z :my cat.png");
  ana.hears(":srv FILES FILE https://files.example.org/files/" + id(1) +
            " 48211 image/png 2026-09-21T*Z * :my cat.png");
  ana.hears(":srv FILES END *");
}

TEST_F(Files, AreListedWithTheirTypeAlone) {
  Person& ana = with_account("ana");
  has_file(1, 1);
  files.front().type = "text/plain; charset=utf-8";
  says(ana, "FILES LIST");
  ana.hears(":srv FILES FILE * 48211 text/plain 2026-09-21T*Z * :my cat.png");
}

TEST_F(Files, AreListedFiftyAtATime) {
  Person& ana = with_account("ana");
  for (int i = 0; i < 51; ++i) has_file(i, 1);
  says(ana, "FILES LIST");
  ana.hears_in_time(":srv FILES END " + id(1));
  says(ana, "FILES list after " + id(1));
  ana.hears(":srv FILES FILE https://files.example.org/files/" + id(0) + " *");
  ana.hears(":srv FILES END *");
  says(ana, "FILES LIST AFTER " + id(70));
  ana.hears(":srv FAIL FILES NO_SUCH_FILE :*");
  says(ana, "FILES LIST AFTER x");
  ana.hears(":srv FAIL FILES INVALID_PARAMS :*");
  says(ana, "FILES FROB");
  ana.hears(":srv FAIL FILES INVALID_PARAMS :*");
}

TEST_F(Files, AreDeletedByTheirOwner) {
  Person& ana = with_account("ana");
  with_account("bob");
  for (int i = 1; i < 4; ++i) has_file(i, 1);
  has_file(4, 2);
  says(ana, "FILES DELETE " + id(1));
  ana.hears(":srv FILES DELETED " + id(1));
  says(ana, "FILES DELETE https://files.example.org/files/" + id(2) + ".png");
  ana.hears(":srv FILES DELETED " + id(2));
  says(ana, "FILES DELETE " + id(2));
  ana.hears(":srv FAIL FILES NO_SUCH_FILE " + id(2) + " :*");
  says(ana, "FILES DELETE " + id(4));
  ana.hears(":srv FAIL FILES NO_SUCH_FILE " + id(4) + " :*");
  for (const char* wrong : {"x", "/files/x", "/files/", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    says(ana, std::string("FILES DELETE ") + wrong);
    ana.hears(":srv FAIL FILES INVALID_PARAMS :*");
  }
  EXPECT_EQ(files.size(), 2U);
  EXPECT_TRUE(chat.deeds().empty());
}

TEST_F(Files, OfOthersAreDeletedByOperatorsWhichIsADeed) {
  with_account("ana");
  Person& boss = with_account("boss");
  chat.make_operator(boss);
  chat.deeds();
  has_file(1, 1);
  has_file(2, 0);
  has_file(3, 2);
  std::vector<store::Deed> deeds;
  const auto deletes = [&](int number) {
    boss.says("FILES DELETE " + id(number));
    const auto asked = chat.requests<AskStore>();
    ASSERT_EQ(asked.size(), 1U);
    serve(Request(asked[0]));
    for (store::Deed& deed : chat.deeds()) deeds.push_back(std::move(deed));
  };
  for (int i = 1; i < 4; ++i) deletes(i);
  EXPECT_TRUE(files.empty());
  ASSERT_EQ(deeds.size(), 2U);  // one's own is none
  EXPECT_EQ(deeds[0].what, "FILES DELETE");
  EXPECT_EQ(deeds[0].about, id(1) + " of ana");
  EXPECT_EQ(deeds[1].about, id(2) + " of a guest");
}

TEST_F(Files, AreOfAccountsAlone) {
  Person& guest = chat.registered("guest");
  has_file(1, 0);
  says(guest, "FILES LIST");
  guest.hears(":srv FAIL FILES ACCOUNT_REQUIRED :*");
  says(guest, "FILES DELETE " + id(1));
  guest.hears(":srv FAIL FILES ACCOUNT_REQUIRED :*");
  EXPECT_EQ(files.size(), 1U);
}

TEST_F(Files, StayWhereTheDatabaseIsAway) {
  Person& ana = with_account("ana");
  has_file(1, 1);
  away = true;
  says(ana, "FILES LIST");
  ana.hears(":srv FAIL FILES STORE_UNAVAILABLE :Your files cannot be listed: the disk is full");
  says(ana, "FILES DELETE " + id(1));
  ana.hears(":srv FAIL FILES STORE_UNAVAILABLE " + id(1) + " :It is still there: the disk is full");
}

// --- Uploads that are not finished

const std::string upload_id(64, 'e');

TEST_F(Files, ThatAreNotFinishedStandBeforeTheFirstPage) {
  Person& ana = with_account("ana");
  has_file(1, 1);
  uploads = {{upload_id, 200'000, 300'000, 1'790'000'086'400'000, "my film.mp4"}};
  says(ana, "FILES LIST");
  ana.hears(":srv FILES UPLOAD " + upload_id +
            " 200000 300000 2026-09-21T14:14:46.400Z :my film.mp4");
  ana.hears(":srv FILES FILE *");
  ana.hears(":srv FILES END *");
  says(ana, "FILES LIST AFTER " + id(1));
  ana.hears(":srv FILES END *");
}

TEST_F(Files, ThatAreNotFinishedAreGivenUpByTheirOwner) {
  Person& ana = with_account("ana");
  says(ana, "FILES DELETE " + upload_id);
  ana.hears(":srv FILES DELETED " + upload_id);
  uploads_outcome = UploadsOutcome::absent;
  says(ana, "FILES DELETE " + upload_id);
  ana.hears(":srv FAIL FILES NO_SUCH_FILE " + upload_id + " :*");
  uploads_outcome = UploadsOutcome::busy;
  says(ana, "FILES DELETE " + upload_id);
  ana.hears(":srv FAIL FILES UPLOAD_FINISHED " + upload_id + " :It is becoming a file: look again");
  const std::pair<store::AccountId, std::string> own{1, upload_id};
  EXPECT_EQ(given_up, (std::vector{own, own, own}));
}

TEST_F(Files, ThatAreNotFinishedAreGivenUpByNobodyElse) {
  with_account("ana");
  Person& boss = with_account("boss");
  Person& guest = chat.registered("guest");
  chat.make_operator(boss);
  chat.make_operator(guest);
  boss.skips_all();
  guest.skips_all();
  uploads = {{upload_id, 1, 2, 3, {}}};
  says(boss, "FILES LIST");
  boss.hears(":srv FILES END *");
  says(boss, "FILES DELETE " + upload_id);
  says(guest, "FILES DELETE " + upload_id);
  guest.hears(":srv FAIL FILES ACCOUNT_REQUIRED :*");
  ASSERT_EQ(given_up.size(), 1U);
  EXPECT_EQ(given_up.front().first, 2U);  // the boss's own
}

TEST_F(Files, AreNotListedInPartWhereNobodyKnowsWhichAreNotFinished) {
  Person& ana = with_account("ana");
  has_file(1, 1);
  uploads_outcome = UploadsOutcome::unknown;
  says(ana, "FILES LIST");
  ana.hears(":srv FAIL FILES STORE_UNAVAILABLE :Your files cannot be listed now: try again");
  says(ana, "FILES DELETE " + upload_id);
  ana.hears(":srv FAIL FILES STORE_UNAVAILABLE " + upload_id +
            " :It may still be there: try again");
}

// --- Rooms without files

TEST_F(Files, AreNotSpokenOfInARoomThatForbidsThem) {
  Person& ana = chat.registered("ana");
  ana.says("JOIN #room");
  ana.says("MODE #room +W");
  ana.skips_all();
  for (const char* text :
       {"https://files.example.org/files/0123", "see http://FILES.example.org/FILES/1"}) {
    ana.says(std::string("PRIVMSG #room :") + text);
    ana.hears(":srv 404 ana #room :Cannot send to channel (+W): no uploaded files here");
  }
  for (const char* text : {"https://files.example.org/about", "https://other.org/files/1"}) {
    ana.says(std::string("PRIVMSG #room :") + text);
    ana.hears_nothing();
  }
  ana.says("MODE #room -W");
  ana.skips_all();
  ana.says("PRIVMSG #room :https://files.example.org/files/0123");
  ana.hears_nothing();
}

TEST_F(Files, AreNotSpokenOfThereInSeveralLines) {
  Person& ana = chat.registered("ana", "batch message-tags draft/multiline");
  ana.says("JOIN #room");
  ana.says("MODE #room +W");
  ana.skips_all();
  ana.says("BATCH +1 draft/multiline #room");
  ana.says("@batch=1 PRIVMSG #room :https://files.example.org/fi");
  ana.says("@batch=1;draft/multiline-concat PRIVMSG #room :les/0123");
  ana.says("BATCH -1");
  ana.hears(":srv 404 ana #room :Cannot send to channel (+W): no uploaded files here");
}

}  // namespace
}  // namespace uvchat::hub
