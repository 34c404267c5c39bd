#include "tests/hub/conversation.h"

namespace uvchat::hub {
namespace {

TEST(Whois, OfMoreThanFourNicksTellsWhereItEnds) {
  Conversation chat;
  Person& bob = chat.registered("bob");
  bob.says("WHOIS a,b,c,d,e,f");
  for (int i = 0; i < 4; ++i) {
    bob.hears(":srv 401 *");
    bob.hears(":srv 318 *");
  }
  bob.hears(":srv 407 bob e :Too many targets");
  bob.hears_nothing();
  bob.says("USERHOST bob bob bob bob bob bob bob");
  bob.hears(":srv 302 bob :*");
  bob.hears(":srv 407 bob bob :Too many targets");
  bob.hears_nothing();
}

TEST(Whois, TellsWhoSomebodyIs) {
  Conversation chat;
  Person& alice = chat.connected();
  alice.says("NICK alice");
  alice.says("USER al 0 * :Alice Liddell");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #a,#b");
  alice.says("MODE alice +B");
  chat.waits_ms(3'000);
  bob.says("WHOIS ALICE");
  bob.hears(":srv 311 bob alice ~al *.ip4 * :Alice Liddell");
  bob.hears(":srv 319 bob alice :@#a @#b");
  bob.hears(":srv 312 bob alice srv :uvchat");
  bob.hears(":srv 335 bob alice :is a bot on uvchat");
  bob.hears(":srv 317 bob alice 3 1790000000 :seconds idle, signon time");
  bob.hears(":srv 318 bob ALICE :*");
  bob.hears_nothing();
}

TEST(Whois, TellsOnesOwnAddressAndModes) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("MODE alice +i");
  alice.skips_all();
  alice.says("WHOIS alice");
  alice.hears_in_time(":srv 338 alice alice ~alice@192.0.2.7 192.0.2.7 :*");
  alice.hears(":srv 379 alice alice :is using modes +i");
}

TEST(Whois, TellsWhoUsesTlsAndOnlyTheOwnerWithWhichCertificate) {
  Conversation chat;
  Hello::Fingerprint fingerprint{};
  fingerprint.fill(0xA5);
  Person& alice = chat.connected_with_tls(fingerprint);
  alice.says("NICK alice");
  alice.says("USER al 0 * :Alice");
  Person& bob = chat.registered("bob");
  alice.skips_all();
  bob.says("WHOIS alice");
  bob.hears_in_time(":srv 671 bob alice :is using a secure connection (TLS)");
  bob.skips_all();
  bob.says("WHOIS bob");
  bob.hears_in_time(":srv 379 bob bob *");
  bob.hears(":srv 317 bob bob *");
  alice.says("WHOIS alice");
  std::string digits;
  for (int i = 0; i < 32; ++i) digits += "a5";
  alice.hears_in_time(":srv 276 alice alice :has client certificate fingerprint " + digits);
}

TEST(Whois, HidesChannelsAsTheyWish) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #open,#secret,#hall");
  alice.says("MODE #secret +s");
  bob.says("JOIN #hall");
  bob.skips_all();
  bob.says("WHOIS alice");
  bob.hears_in_time(":srv 319 bob alice :@#open @#hall");
  alice.says("MODE alice +i");
  bob.says("WHOIS alice");
  bob.hears_in_time(":srv 319 bob alice :@#hall");
  alice.says("MODE #hall +u");
  alice.says("PART #hall");
  alice.says("JOIN #hall");
  bob.skips_all();
  bob.says("WHOIS alice");
  bob.hears(":srv 311 *");
  bob.hears(":srv 312 *");
  alice.skips_all();
  alice.says("WHOIS alice");
  alice.hears_in_time(":srv 319 alice alice :@#open @#secret #hall");
}

TEST(Whois, ShowsEverythingToOperators) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  alice.says("JOIN #secret");
  alice.says("MODE #secret +s");
  chat.make_operator(bob);
  bob.says("WHOIS alice");
  bob.hears(":srv 311 *");
  bob.hears(":srv 319 bob alice :@#secret");
  bob.hears(":srv 312 *");
  bob.hears(":srv 338 bob alice ~alice@192.0.2.7 192.0.2.7 :*");
  bob.hears(":srv 379 bob alice :is using modes +");
  alice.skips_all();
  alice.says("WHOIS bob");
  alice.hears(":srv 311 *");
  alice.hears(":srv 312 *");
  alice.hears(":srv 313 alice bob :*");
  alice.hears(":srv 317 *");
  alice.goes();
  bob.skips_all();
  bob.says("WHOWAS alice");
  bob.hears(":srv 314 *");
  bob.hears(":srv 338 bob alice ~alice@192.0.2.7 192.0.2.7 :*");
}

TEST(Whois, OfManyChannelsTakesSeveralLines) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  Person& bob = chat.registered("bob");
  for (int i = 10; i < 30; ++i) alice.says("JOIN #" + std::to_string(i) + std::string(58, 'x'));
  bob.says("WHOIS alice");
  bob.hears(":srv 311 *");
  std::size_t channels = 0;
  for (int line = 0; line < 3; ++line) {
    const std::string heard = bob.next_line();
    EXPECT_TRUE(heard.starts_with(":srv 319 bob alice :@#"));
    EXPECT_LE(heard.size(), 510U);
    channels += static_cast<std::size_t>(std::count(heard.begin(), heard.end(), '#'));
  }
  EXPECT_EQ(channels, 20U);
  bob.hears(":srv 312 *");
}

TEST(Whois, MayNameAServerOrAUserOnIt) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  for (const char* server : {"srv", "S*", "alice"}) {
    alice.says("WHOIS " + std::string(server) + " alice");
    alice.hears(":srv 311 alice alice *");
    alice.skips_all();
  }
  alice.says("WHOIS elsewhere alice");
  alice.hears(":srv 402 alice elsewhere :*");
  alice.hears_nothing();
}

TEST(Whois, SaysWhatIsMissing) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("WHOIS");
  alice.hears(":srv 431 alice :*");
  alice.says("WHOIS nobody");
  alice.hears(":srv 401 alice nobody :*");
  alice.hears(":srv 318 alice nobody :*");
  alice.says("WHOIS a,b,c,d,e");
  for (const char* nick : {"a", "b", "c", "d"}) {
    alice.hears(":srv 401 alice " + std::string(nick) + " :*");
    alice.hears(":srv 318 alice " + std::string(nick) + " :*");
  }
  alice.hears(":srv 407 alice e :*");
  alice.hears_nothing();
}

TEST(Whowas, RemembersThoseWhoWentTheNewestFirst) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  for (const char* name : {"one", "two"}) {
    Person& bob = chat.connected();
    bob.says("NICK bob");
    bob.says("USER " + std::string(name) + " 0 * :Bob");
    bob.says("QUIT");
    chat.waits_ms(1'000);
  }
  const auto hears_two = [&] {
    alice.hears(":srv 314 alice bob ~two *.ip4 * :Bob");
    alice.hears(":srv 312 alice bob srv :2026-09-21T*");
  };
  for (const char* count : {"", " 0", " -1", " 2", " 9"}) {
    alice.says("WHOWAS BOB" + std::string(count));
    hears_two();
    alice.hears(":srv 314 alice bob ~one *.ip4 * :Bob");
    alice.hears(":srv 312 *");
    alice.hears(":srv 369 alice BOB :*");
  }
  alice.says("WHOWAS bob 1");
  hears_two();
  alice.hears(":srv 369 alice bob :*");
  alice.hears_nothing();
}

TEST(Whowas, RemembersNicksThatWereChanged) {
  Conversation chat;
  Person& alice = chat.registered("alice");
  alice.says("NICK bob");
  alice.says("NICK BOB");
  alice.skips_all();
  alice.says("WHOWAS alice");
  alice.hears(":srv 314 BOB alice ~alice *");
  alice.skips_all();
  alice.says("WHOWAS bob");  // another spelling is the same nick
  alice.hears(":srv 406 BOB bob :*");
  alice.hears(":srv 369 BOB bob :*");
}

TEST(Whowas, ForgetsTheOldest) {
  HubSettings settings = Conversation::some_settings();
  settings.whowas_max = 2;
  Conversation chat(settings);
  Person& alice = chat.registered("alice");
  for (const char* nick : {"a", "b", "c", "d", "e"}) alice.says("NICK " + std::string(nick));
  alice.skips_all();
  alice.says("WHOWAS b");
  alice.hears(":srv 406 *");
  alice.hears(":srv 369 *");
  for (const char* nick : {"c", "d"}) {
    alice.says("WHOWAS " + std::string(nick));
    alice.hears(":srv 314 e " + std::string(nick) + " *");
    alice.skips_all();
  }
}

TEST(Whowas, MayRememberNobody) {
  HubSettings settings = Conversation::some_settings();
  settings.whowas_max = 0;
  Conversation chat(settings);
  Person& alice = chat.registered("alice");
  alice.says("NICK bob");
  alice.skips_all();
  alice.says("WHOWAS alice");
  alice.hears(":srv 406 *");
  alice.hears(":srv 369 *");
  alice.says("WHOWAS");
  alice.hears(":srv 431 *");
}

TEST(Whowas, OfManyIsSearchedInPages) {
  HubSettings settings = Conversation::some_settings();
  settings.whowas_max = 3'000;
  Conversation chat(settings);
  Person& alice = chat.registered("alice");
  for (int i = 0; i < 1'400; ++i) {
    alice.says("NICK b");
    alice.says("NICK a");
    alice.skips_all();
  }
  alice.says("WHOWAS b");
  EXPECT_GT(chat.ticks(), 3U);
  std::size_t found = 0;
  for (std::string line; !(line = alice.next_line()).starts_with(":srv 369 ");) {
    ASSERT_FALSE(line.empty());
    found += line.starts_with(":srv 314 ") ? 1 : 0;
  }
  EXPECT_EQ(found, 1'400U);
}

}  // namespace
}  // namespace uvchat::hub
