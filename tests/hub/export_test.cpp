// NickServ's EXPORT: all that is kept of somebody, for them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/hub/accounts.h"

namespace uvchat::hub {
namespace {

using nlohmann::json;

struct Export : AccountsOf {
  // The document in the lines that this person has heard.
  static json joined(Person& person) {
    std::string text;
    std::size_t all = 1;
    for (std::size_t number = 1; number <= all; ++number) {
      const std::string line = person.next_line();
      const std::string head =
          " NOTICE "
          "ana :" +
          std::to_string(number) + "/";
      const std::size_t at = line.find(head);
      EXPECT_NE(at, std::string::npos) << line;
      if (at == std::string::npos) return {};
      const std::string rest = line.substr(at + head.size());
      all = std::stoul(rest);
      text += rest.substr(rest.find(' ') + 1);
      EXPECT_EQ(line.find_last_of(' '), at + head.size() + rest.find(' '));
      EXPECT_LE(line.size(), 510U);
    }
    return json::parse(text);
  }
};

TEST_F(Export, HasAllThatIsKeptAndNoHash) {
  own_data.account.names = {{"ana", "ana", "ana"}, {"\u00f1a\u00f1a", "f", "s"}};
  own_data.account.made_us = 1'790'000'000'000'000;
  own_data.account.settings = {
      {"always-on", "true"}, {"person", "1790000000000 +iw ana ~u host.example\nAna A.\nat lunch"}};
  own_data.account.presence = {{"#tea", "o", 1'790'000'000'000'000}};
  own_data.tokens = {{1, "my \"phone\" \x02", 1'790'000'000'000'000, 0}};
  own_data.certificates = {{"a5b6", 1'790'000'000'000'000}};
  own_data.files = {{"0c5e", "hash", 7, "image/png", "my cat.png"}};
  own_data.networks = {{"192.0.2.7", 1'790'000'000'000'000}};
  own_data.access = {{"#tea", "o"}};
  own_data.founded = {"#own"};
  Person& ana = chat.registered("ana");
  Person& bob = chat.registered("bob");
  ana.says("REGISTER * ana@example.org secret");
  serves();
  ana.skips_all();
  ana.says("NS EXPORT");
  serves();
  const json document = joined(ana);
  EXPECT_EQ(document["names"], json({"ana", "\u00f1a\u00f1a"}));
  EXPECT_EQ(document["email"], "ana@example.org");
  EXPECT_EQ(document["settings"]["always-on"], "true");
  EXPECT_FALSE(document["settings"].contains("person"));
  EXPECT_EQ(document["person"]["nick"], "ana");
  EXPECT_EQ(document["person"]["host"], "host.example");
  EXPECT_EQ(document["person"]["realname"], "Ana A.");
  EXPECT_EQ(document["person"]["away"], "at lunch");
  EXPECT_EQ(document["person"]["modes"], "+iw");
  EXPECT_EQ(document["person"]["absent_since"], "2026-09-21T14:13:20.000Z");
  EXPECT_THAT(document["not_here"].get<std::string>(),
              testing::StartsWith("What you have said, in channels and in private: "));
  EXPECT_EQ(document["devices"][0]["name"], "my \"phone\" \x02");
  EXPECT_EQ(document["certificates"][0]["fingerprint"], "a5b6");
  EXPECT_EQ(document["files"][0]["id"], "0c5e");
  EXPECT_EQ(document["files"][0]["name"], "my cat.png");
  EXPECT_EQ(document["files"][0]["bytes"], 7);
  EXPECT_EQ(document["certificates"][0]["added"], "2026-09-21T14:13:20.000Z");
  EXPECT_EQ(document["networks"][0]["network"], "192.0.2.7");
  EXPECT_EQ(document["founded_rooms"], json({"#own"}));
  EXPECT_EQ(document["access"][0]["ranks"], "o");
  EXPECT_EQ(document["presence"][0]["room"], "#tea");
  EXPECT_EQ(document.dump().find("#secret"), std::string::npos);
  ana.hears_nothing();
  bob.hears_nothing();
}

TEST_F(Export, OfMuchComesInPages) {
  for (int i = 0; i < 3'000; ++i) {
    own_data.access.emplace_back("#a room with spaces " + std::to_string(i), "v");
  }
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("NS EXPORT");
  serves();
  chat.waits_ms(1'000);
  EXPECT_EQ(joined(ana)["access"].size(), 3'000U);
}

TEST_F(Export, IsForThoseWhoAreLoggedIn) {
  Person& bob = chat.registered("bob");
  bob.says("NS EXPORT");
  bob.hears(":NickServ!* NOTICE bob :Log in first.");
}

TEST_F(Export, IsNotThereWhereTheStoreIsAway) {
  Person& ana = chat.registered("ana");
  makes_account(ana);
  ana.says("NS EXPORT");
  away = true;
  serves();
  ana.hears(":NickServ!* NOTICE ana :Your data cannot be read: the disk is full");
  away = false;
}

}  // namespace
}  // namespace uvchat::hub
