#include "tests/server/admin_fixture.h"
#include "uvchat/base/limits.h"

namespace uvchat::server {
namespace {

using testing::HasSubstr;

ErrandDone status_of(std::size_t users) {
  errand::Status status;
  status.users = users;
  return {.ticket = {}, .rows = status};
}

TEST_F(AdminTest, WhoReachesTheServersOwnSocketNeedsNoToken) {
  const Told status = asks("GET", "/api/v1/status", {}, status_of(3));
  EXPECT_EQ(status.status, 200);
  EXPECT_EQ(status.body["users"], 3);
  EXPECT_EQ(status.body["log_level"], "info");
  EXPECT_EQ(errands.back().by, "local");
}

TEST_F(AdminTest, OthersNeedTheTokenAsABearer) {
  const MadeToken made = make_token("grafana");
  const MadeToken other = make_token("other");
  api.take_tokens({{"other", token_digest(other.token)}, {"grafana", token_digest(made.token)}});
  asker.is_trusted = false;
  const auto status_of = [&](std::vector<http::Field> fields) {
    http::Request asked = request("GET", "/api/v1/log-level");
    asked.fields = std::move(fields);
    return asks(asked).status;
  };
  EXPECT_EQ(status_of({}), 401);
  EXPECT_EQ(status_of({{"authorization", "Bearer"}}), 401);
  EXPECT_EQ(status_of({{"authorization", "Bearer "}}), 401);
  EXPECT_EQ(status_of({{"authorization", "Basic " + made.token}}), 401);
  EXPECT_EQ(status_of({{"authorization", "Bearer " + made.token + "x"}}), 401);
  EXPECT_EQ(status_of({{"authorization", "Bearer " + token_digest(made.token)}}), 401);
  EXPECT_EQ(status_of({{"authorization", "Bearer " + made.token},
                       {"authorization", "Bearer " + made.token}}),
            401);
  EXPECT_EQ(status_of({{"authorization", "bearer " + made.token}}), 200);
  http::Request asked = request("GET", "/api/v1/status?token=" + made.token);
  EXPECT_EQ(asks(asked).status, 401);
  asked = request("GET", "/api/v1/status");
  asked.fields = {{"authorization", "Bearer " + made.token}};
  EXPECT_FALSE(api.answer(asked, asker).has_value());
  EXPECT_EQ(errands.back().by, "grafana");
  api.take_tokens({});
  EXPECT_EQ(status_of({{"authorization", "Bearer " + made.token}}), 401);
}

TEST_F(AdminTest, ABodyIsReadOfThoseAloneWhoMayAskForWhatTakesOne) {
  EXPECT_EQ(api.body_bytes_max(request("POST", "/api/v1/bans"), asker), 65'536U);
  EXPECT_EQ(api.body_bytes_max(request("POST", "/api/v1/reload"), asker), 0U);
  EXPECT_EQ(api.body_bytes_max(request("GET", "/api/v1/bans"), asker), 0U);
  EXPECT_EQ(api.body_bytes_max(request("POST", "/api/v1/nothing"), asker), 0U);
  asker.is_trusted = false;
  EXPECT_EQ(api.body_bytes_max(request("POST", "/api/v1/bans"), asker), 0U);
}

TEST_F(AdminTest, WhatIsNotThereIsSaidNotToBe) {
  EXPECT_EQ(asks("GET", "/api/v1/nothing").status, 404);
  EXPECT_EQ(asks("GET", "/api/").body["error"]["code"], "no_such_path");
  const Told refused = asks("PUT", "/api/v1/bans");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.fields.back().value, "GET, POST");
  EXPECT_TRUE(errands.empty());
}

TEST_F(AdminTest, ListsAreAskedForByPages) {
  errand::UserRow ana;
  ana.nick = "ana";
  ErrandDone page{.ticket = {}, .rows = std::vector{ana}};
  page.next = 55;
  const Told users = asks("GET", "/api/v1/users?limit=7&from=33&name=%c3%b1and%C3%BA", {}, page);
  EXPECT_EQ(last_wish<errand::Read>().from, 33U);
  EXPECT_EQ(last_wish<errand::Read>().rows_max, 7U);
  EXPECT_EQ(last_wish<errand::Read>().only, "ñandú");
  EXPECT_EQ(users.body["users"][0]["nick"], "ana");
  EXPECT_EQ(users.body["users"][0]["away"], nullptr);
  EXPECT_EQ(users.body["next"], "55");
  page.next = 0;
  EXPECT_EQ(asks("HEAD", "/api/v1/users", {}, page).body["next"], nullptr);
  for (const char* wrong :
       {"limit=0", "limit=201", "limit=x", "from=-1", "from=x", "name=", "a=b", "name=%", "name=%4",
        "name=%zz", "name=a%0d%0aQUIT", "=", "&", "name=%ff", "from=99999999999999999999999"}) {
    EXPECT_EQ(asks("GET", "/api/v1/users?" + std::string(wrong)).status, 400) << wrong;
  }
}

TEST_F(AdminTest, InvitationsHaveANextPageWhereThereAreMore) {
  const std::vector<store::Invitation> three{
      {"aaaaaaaaaaaa", "op", 1}, {"bbbbbbbbbbbb", "op", 2}, {"cccccccccccc", "op", 3}};
  const Told page = asks("GET", "/api/v1/invitations?limit=2", {}, {.ticket = {}, .rows = three});
  EXPECT_EQ(last_wish<errand::ReadInvitations>().rows_max, 3U);
  EXPECT_EQ(page.body["invitations"].size(), 2U);
  EXPECT_EQ(page.body["next"], "bbbbbbbbbbbb");
  EXPECT_EQ(
      asks("GET", "/api/v1/invitations?limit=3", {}, {.ticket = {}, .rows = three}).body["next"],
      nullptr);
  EXPECT_EQ(asks("GET", "/api/v1/invitations?from=short").status, 400);
}

TEST_F(AdminTest, FilesAreAskedForByAccountAndHaveANextPage) {
  std::vector<errand::FileRow> three(3);
  for (std::size_t i = 0; i < 3; ++i) three[i].id = std::string(32, static_cast<char>('a' + i));
  const std::string id(32, 'e');
  const Told page =
      asks("GET", "/api/v1/files?limit=2&name=ana&from=" + id, {}, {.ticket = {}, .rows = three});
  EXPECT_EQ(last_wish<errand::ReadFiles>().account, "ana");
  EXPECT_EQ(last_wish<errand::ReadFiles>().after, id);
  EXPECT_EQ(last_wish<errand::ReadFiles>().rows_max, 3U);
  EXPECT_EQ(page.body["files"].size(), 2U);
  EXPECT_EQ(page.body["next"], std::string(32, 'b'));
  EXPECT_EQ(asks("GET", "/api/v1/files", {}, {.ticket = {}, .rows = three}).status, 200);
  EXPECT_EQ(last_wish<errand::ReadFiles>().account, "");
  EXPECT_EQ(asks("GET", "/api/v1/files?name=ana&from=x").status, 400);
  asks("POST", "/api/v1/files/delete", "{\"id\": \"" + id + "\"}", {});
  EXPECT_EQ(last_wish<errand::DropFile>().id, id);
  EXPECT_EQ(asks("POST", "/api/v1/files/delete", R"({"id": "../x"})").status, 400);
}

TEST_F(AdminTest, DeedsAndReportsHaveANextPageWhereThereAreMore) {
  const std::vector<store::Deed> three{{3, "ana", "REPORT", "eve!e@h: spam", 9},
                                       {2, "ana", "REPORT", "b", 7},
                                       {1, "a", "REPORT", "", 4}};
  const ErrandDone told{.ticket = {}, .rows = three};
  const Told page = asks("GET", "/api/v1/reports?limit=2&from=12", {}, told);
  EXPECT_EQ(last_wish<errand::ReadDeeds>().what, "REPORT");
  EXPECT_EQ(last_wish<errand::ReadDeeds>().before, 12);
  EXPECT_EQ(last_wish<errand::ReadDeeds>().rows_max, 3U);
  EXPECT_EQ(page.body["deeds"][0]["about"], "eve!e@h: spam");
  EXPECT_EQ(page.body["deeds"].size(), 2U);
  EXPECT_EQ(page.body["next"], "7");
  EXPECT_EQ(asks("GET", "/api/v1/deeds", {}, told).body["next"], nullptr);
  EXPECT_EQ(last_wish<errand::ReadDeeds>().what, "");
  EXPECT_EQ(asks("GET", "/api/v1/deeds?from=9223372036854775808").status, 400);
  EXPECT_EQ(asks("GET", "/api/v1/deeds?name=ana").status, 400);
}

TEST_F(AdminTest, WhatGoesIntoALineHasNoEndOfALine) {
  const auto status_of = [&](const std::string& body) {
    return asks("POST", "/api/v1/users/kill", body).status;
  };
  EXPECT_EQ(status_of(R"({"nick": "ana", "reason": "a\r\nQUIT"})"), 400);
  EXPECT_EQ(status_of(R"({"nick": "ana", "reason": "a\u0000"})"), 400);
  EXPECT_EQ(status_of(R"({"nick": "a\nb"})"), 400);
  EXPECT_EQ(status_of(R"({"nick": ""})"), 400);
  EXPECT_EQ(status_of(R"({"nick": "ana", "reason": ")" + std::string(391, 'x') + "\"}"), 400);
  EXPECT_TRUE(errands.empty());
}

TEST_F(AdminTest, ABodyThatIsNotWhatIsAskedForIsRefused) {
  const auto error_of = [&](const std::string& body) {
    const Told answer = asks("POST", "/api/v1/bans", body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.body["error"]["code"], "bad_request");
    return answer.body["error"]["text"].get<std::string>();
  };
  EXPECT_THAT(error_of(""), HasSubstr("\"kind\" is missing"));
  error_of("{");
  error_of("[]");
  error_of("null");
  error_of("\xff");
  error_of(R"({"kind": "kline", "mask": "a@b", "mask": "c@d"})");
  error_of(R"({"kind": "kline", "mask": "a@b", "more": 1})");
  error_of(R"({"kind": "zline", "mask": "a@b"})");
  error_of(R"({"kind": "kline", "mask": 7})");
  error_of(R"({"kind": "kline", "mask": "a@b", "duration_s": -1})");
  error_of(R"({"kind": "kline", "mask": "a@b", "duration_s": 9999999999})");
  error_of(std::string(30'000, '['));
  error_of(R"({"kind":)" + std::string(30'000, '{'));
  EXPECT_TRUE(errands.empty());
}

TEST_F(AdminTest, ChangesAreWhatTheHubIsAskedFor) {
  asks("POST", "/api/v1/bans", R"({"kind": "dline", "mask": "10.0.0.0/8", "duration_s": 90})", {});
  EXPECT_EQ(last_wish<errand::SetBan>().kind, ServerBanKind::dline);
  EXPECT_EQ(last_wish<errand::SetBan>().duration_ms, 90'000);
  asks("POST", "/api/v1/sessions/kill", R"({"id": "72057594037927937"})", {});
  EXPECT_EQ(last_wish<errand::KillSession>().conn.packed, 72'057'594'037'927'937U);
  asks("POST", "/api/v1/invitations", {}, {});
  EXPECT_EQ(last_wish<errand::MakeInvitations>().count, 1);
  const std::string token = last_wish<errand::MakeInvitations>().token;
  EXPECT_EQ(token.size(), 43U);
  const Told codes = asks("POST", "/api/v1/accounts/reset-code", R"({"account": "ana"})",
                          {.ticket = {}, .codes = {"k7dq-3mza-94hw"}});
  EXPECT_NE(last_wish<errand::MakeResetCode>().token, token);
  EXPECT_EQ(codes.body["codes"][0], "k7dq-3mza-94hw");
}

TEST_F(AdminTest, WhatTheHubRefusesHasItsStatus) {
  const auto refused = [&](errand::Outcome outcome) {
    const Told answer = asks("POST", "/api/v1/users/kill", R"({"nick": "ana"})",
                             {.ticket = {}, .outcome = outcome, .text = "a \"quoted\"\x01 text"});
    EXPECT_EQ(answer.body["error"]["text"], "a \"quoted\"\x01 text");
    return std::to_string(answer.status) + " " + answer.body["error"]["code"].get<std::string>();
  };
  EXPECT_EQ(refused(errand::Outcome::absent), "404 not_found");
  EXPECT_EQ(refused(errand::Outcome::refused), "422 refused");
  EXPECT_EQ(refused(errand::Outcome::unavailable), "503 unavailable");
}

TEST_F(AdminTest, NoMoreWaitForTheHubThanItsBound) {
  for (std::size_t i = 0; i < limits::errands_max; ++i) {
    EXPECT_FALSE(api.answer(request("GET", "/api/v1/status"), asker).has_value());
  }
  EXPECT_EQ(asks("GET", "/api/v1/status").status, 503);
  EXPECT_EQ(errands.size(), limits::errands_max);
  api.answered({.ticket = errands.front().ticket, .rows = errand::Status{}});
  EXPECT_FALSE(api.answer(request("GET", "/api/v1/status"), asker).has_value());
}

TEST_F(AdminTest, AnAnswerIsToldOnce) {
  asks("GET", "/api/v1/status", {}, status_of(0));
  api.answered({.ticket = errands.back().ticket, .rows = errand::Status{}});
  EXPECT_EQ(answers.size(), 1U);
}

TEST(AdminTokens, AreMadeAndKnownAgain) {
  const MadeToken made = make_token("grafana");
  EXPECT_EQ(made.token.size(), 43U);
  EXPECT_TRUE(is_token_digest(token_digest(made.token)));
  EXPECT_THAT(made.row, HasSubstr(token_digest(made.token)));
  EXPECT_THAT(made.row, testing::Not(HasSubstr(made.token)));
  // FIPS 180-4, of "abc".
  EXPECT_EQ(token_digest("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace uvchat::server
