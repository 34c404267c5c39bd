#include "chat/address.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "arguments.h"
#include "chat/preferences.h"
#include "chat/texts.h"
#include "link/strict_tls.h"
#include "plain/plain.h"
#include "tests/tls/certificates.h"

namespace uvchat::cli {
namespace {

// "nick@host:port/room", or what is wrong.
std::string parsed(std::string_view text) {
  const auto address = parse_address(text);
  return address ? address->nick + "@" + address->server.host + ":" +
                       std::to_string(address->server.port) + "/" + address->room
                 : "wrong";
}

TEST(Address, IsAHostWithWhatElsePeopleSayThere) {
  EXPECT_EQ(parsed("example.org"), "@example.org:0/");
  EXPECT_EQ(parsed("ana@example.org:7000"), "ana@example.org:7000/");
  EXPECT_EQ(parsed("ana@[::1]:7000"), "ana@::1:7000/");
  EXPECT_EQ(parsed("a b@example.org"), "wrong");
  EXPECT_EQ(parsed("exa mple.org"), "wrong");
  EXPECT_EQ(parsed("example.org:port"), "wrong");
  EXPECT_EQ(parsed(""), "wrong");
}

TEST(Address, IsAUrlToo) {
  EXPECT_EQ(parsed("irc://example.org"), "@example.org:0/");
  EXPECT_EQ(parsed("IRC://ana@example.org:7000/maths"), "ana@example.org:7000/#maths");
  EXPECT_EQ(parsed("irc://example.org/%23maths,isnick?key=x"), "@example.org:0/#maths");
  EXPECT_EQ(parsed("irc://example.org/a%20b"), "wrong");
  EXPECT_EQ(parsed("irc://example.org/a%2"), "wrong");
  EXPECT_EQ(parsed("irc://example.org/a%zz"), "wrong");
}

TEST(Address, AUrlSaysWhetherItIsWithTls) {
  EXPECT_TRUE(parse_address("IRCS://example.org")->has_tls);
  EXPECT_FALSE(parse_address("irc://example.org")->has_tls);
  EXPECT_FALSE(parse_address("example.org")->has_tls);
  EXPECT_EQ(parsed("ircs://ana@example.org:7000/maths"), "ana@example.org:7000/#maths");
}

TEST(Preferences, AreReadAndRefusedLikeTheServersConfiguration) {
  const auto good = parse_preferences(
      R"({"server": "ana@h", "rooms": ["#a", "#b"], "language": "es", "protocol": "caesar"})", "f");
  ASSERT_TRUE(good) << good.error().text;
  EXPECT_EQ(good->rooms.size(), 2U);
  EXPECT_EQ(good->language, Language::spanish);
  EXPECT_EQ(good->protocol, Protocol::classroom);
  EXPECT_EQ(parse_preferences("{\n \"sever\": \"h\"}", "cli.json").error().text,
            "cli.json:2:2: There is no setting sever. Did you mean server?");
  EXPECT_EQ(parse_preferences("{\"rooms\": [\"a b\"]}", "cli.json").error().text,
            "cli.json:1:12: rooms takes rooms: #one #two");
}

TEST(Preferences, OfAKeyThatIsThereTwiceNoneCounts) {
  EXPECT_EQ(parse_preferences("{\"nick\": \"a\",\n\"nick\": \"b\"}", "cli.json").error().text,
            "cli.json:2:1: this cannot be read: nick: given twice");
  EXPECT_EQ(parse_preferences("{\"bell\": \"on\"}", "cli.json").error().text,
            "cli.json:1:10: bell takes true or false");
  EXPECT_EQ(parse_preferences("[]", "cli.json").error().text,
            "cli.json:1:1: the settings are a JSON object: { \"nick\": \"ana\" }");
  EXPECT_THAT(parse_preferences("{\"nick\": ", "cli.json").error().text,
              testing::StartsWith("cli.json:1:10: this cannot be read: "));
  EXPECT_TRUE(parse_preferences("", "cli.json"));
}

// The command line `words`, typed by somebody who answers `answer` to all questions.
tl::expected<Arguments, int> arguments(std::vector<const char*> words,
                                       const Preferences& preferences = {},
                                       const char* answer = nullptr) {
  words.insert(words.begin(), "uvchat-cli");
  const Ask ask = [=](const std::string&, const std::string&) { return answer; };
  return parse_arguments(static_cast<int>(words.size()), words.data(), preferences,
                         answer == nullptr ? Ask() : ask);
}

TEST(Arguments, TheCommandLineGoesBeforeThePreferences) {
  Preferences preferences;
  preferences.server = "eva@h:1";
  preferences.rooms = {"#p"};
  auto given = arguments({"ana@example.org", "--room", "#a", "--room", "#b"}, preferences, "x");
  ASSERT_TRUE(given);
  EXPECT_EQ(given->options.server.host, "example.org");
  EXPECT_EQ(given->options.server.port, 6667);
  EXPECT_EQ(given->options.nick, "ana");
  EXPECT_EQ(given->options.rooms, (std::vector<std::string>{"#a", "#b"}));
  given = arguments({"--nick", "bob"}, preferences, "x");
  EXPECT_EQ(given->options.server.port, 1);
  EXPECT_EQ(given->options.nick, "bob");
  EXPECT_EQ(given->options.rooms, std::vector<std::string>{"#p"});
}

TEST(Arguments, WhatIsMissingIsAskedForOnATerminal) {
  const auto given = arguments({"--protocol", "caesar"}, {}, "ana");
  ASSERT_TRUE(given);
  EXPECT_EQ(given->options.server.host, "ana");
  EXPECT_EQ(given->options.server.port, 8000);
  EXPECT_EQ(given->options.nick, "ana");
  EXPECT_FALSE(given->plain);
  EXPECT_EQ(arguments({}).error(), exit_usage);
  EXPECT_TRUE(arguments({"example.org"})->plain);
}

TEST(Arguments, TlsHasItsOwnPortAndMayBeAskedForInSeveralWays) {
  const std::string pin(64, 'a');
  for (const auto& words : std::vector<std::vector<const char*>>{
           {"ircs://h"}, {"h", "--tls"}, {"irc://h", "--pin", pin.c_str()}, {"h", "--pin-first"}}) {
    const auto given = arguments(words);
    ASSERT_TRUE(given);
    EXPECT_TRUE(given->options.tls.context);
    EXPECT_EQ(given->options.tls.peer, "h");
    EXPECT_EQ(given->options.server.port, 6697);
  }
  EXPECT_EQ(arguments({"ircs://h:7000"})->options.server.port, 7000);
  EXPECT_FALSE(arguments({"irc://h"})->options.tls.context);
}

TEST(Arguments, ACertificateOfOnesOwnMeansTlsAndComesWithItsKey) {
  const tls::Certificates certificates;
  const tls::CertificateFiles own = certificates.make("ana", {"ana.example"});
  const auto given = arguments(
      {"h", "--account", "ana", "--cert", own.certificate.c_str(), "--key", own.key.c_str()});
  ASSERT_TRUE(given);
  EXPECT_TRUE(given->options.tls.context);
  EXPECT_TRUE(given->options.shows_certificate);
  EXPECT_FALSE(arguments({"ircs://h"})->options.shows_certificate);
  EXPECT_EQ(arguments({"h", "--cert", own.certificate.c_str()}).error(), exit_usage);
  EXPECT_EQ(arguments({"h", "--key", own.key.c_str()}).error(), exit_usage);
  EXPECT_EQ(arguments({"h", "--cert", own.key.c_str(), "--key", own.key.c_str()}).error(),
            exit_usage);
}

TEST(Arguments, AHostThatHasSaidSoIsConnectedToWithTlsAlone) {
  const tls::Certificates folder;
  std::filesystem::create_directory(folder.path("uvchat"));
  const char* const before = getenv("XDG_CONFIG_HOME");
  const std::string kept = before == nullptr ? "" : before;
  setenv("XDG_CONFIG_HOME", folder.path("").c_str(), 1);
  const std::string file = folder.path("uvchat/sts.json");
  folder.write(
      "uvchat/sts.json",
      with_policy("", "h.example", TlsPolicy{7000, 300, std::time(nullptr) + 300}, 0).value());
  chmod(file.c_str(), 0600);
  for (const char* address : {"h.example", "H.Example:6667", "irc://h.example:6667"}) {
    const auto given = arguments({address});
    ASSERT_TRUE(given);
    EXPECT_TRUE(given->options.tls.context) << address;
    EXPECT_EQ(given->options.policy_port, 7000);
    EXPECT_EQ(given->options.server.port, 6667);  // its files know it by that
  }
  EXPECT_EQ(arguments({"ircs://h.example"})->options.policy_port, 0);
  EXPECT_FALSE(arguments({"other.example"})->options.tls.context);
  folder.write("uvchat/sts.json", "nonsense");
  EXPECT_EQ(arguments({"h.example"}).error(), exit_usage);
  kept.empty() ? unsetenv("XDG_CONFIG_HOME") : setenv("XDG_CONFIG_HOME", kept.c_str(), 1);
}

TEST(Arguments, WhomTlsBelievesIsSaidOnceAndSoThatItCanBeRead) {
  EXPECT_EQ(arguments({"ircs://h", "--pin", "ab:cd"}).error(), exit_usage);
  EXPECT_EQ(arguments({"ircs://h", "--tls-ca", "/none"}).error(), exit_usage);
  EXPECT_EQ(arguments({"ircs://h", "--tls-ca", ""}).error(), exit_usage);
  EXPECT_EQ(arguments({"ircs://h", "--tls-ca", "/none", "--pin-first"}).error(), exit_usage);
}

TEST(Arguments, ThePasswordOfAServerWithTlsIsNotForTheSameInClear) {
  Preferences preferences;
  preferences.server = "ircs://h:6667";
  preferences.password = "secret";
  EXPECT_EQ(arguments({"--nick", "ana"}, preferences)->options.password, "secret");
  EXPECT_EQ(arguments({"h", "--tls"}, preferences)->options.password, "");
  EXPECT_EQ(arguments({"h:6667"}, preferences)->options.password, "");
  EXPECT_EQ(arguments({"h:6667", "--tls"}, preferences)->options.password, "secret");
}

TEST(Arguments, TheClassroomsProtocolHasTwoNames) {
  for (const char* name : {"caesar", "classroom"}) {
    const auto given = arguments({"h", "--nick", "ana", "--protocol", name});
    ASSERT_TRUE(given);
    EXPECT_EQ(given->options.protocol, Protocol::classroom);
  }
}

TEST(Arguments, WhereTheUserWasLastIsWhereTheyGoWithoutArguments) {
  Preferences preferences;
  preferences.last_server = "[::1]:7000";
  preferences.last_nick = "eva";
  preferences.last_protocol = Protocol::classroom;
  preferences.last_rooms = {"#maths", "#music"};
  auto given = arguments({}, preferences, "x");
  ASSERT_TRUE(given);
  EXPECT_EQ(given->options.server.host, "::1");
  EXPECT_EQ(given->options.server.port, 7000);
  EXPECT_EQ(given->options.nick, "eva");
  EXPECT_EQ(given->options.protocol, Protocol::classroom);
  EXPECT_EQ(given->options.rooms, (std::vector<std::string>{"#maths", "#music"}));
  given = arguments({"--plain"}, preferences, "x");  // of one room, which is named
  EXPECT_EQ(given->options.rooms, (std::vector<std::string>{"#lobby"}));
  given = arguments({"h"}, preferences, "x");
  EXPECT_EQ(given->options.rooms, (std::vector<std::string>{"#lobby"}));
  EXPECT_EQ(given->options.protocol, Protocol::irc);
  EXPECT_EQ(given->options.nick, "eva");
  EXPECT_EQ(arguments({}, preferences).error(), exit_usage);  // no script goes where somebody was
}

TEST(Arguments, APasswordOfThePreferencesIsForTheirServerAlone) {
  Preferences preferences;
  preferences.server = "eva@h:7000";
  preferences.password = "hunter2";
  EXPECT_EQ(arguments({}, preferences, "x")->options.password, "hunter2");
  EXPECT_EQ(arguments({"h:7000"}, preferences, "x")->options.password, "hunter2");
  EXPECT_EQ(arguments({"h:7001"}, preferences, "x")->options.password, "");
  EXPECT_EQ(arguments({"other:7000"}, preferences, "x")->options.password, "");
}

TEST(Arguments, APasswordFileHoldsItInItsFirstLine) {
  const std::string file = testing::TempDir() + "/password";
  std::ofstream(file) << "open sesame\r\nwhat else\n";
  EXPECT_EQ(arguments({"h", "--password-file", file.c_str()}, {}, "x")->options.password,
            "open sesame");
  std::ofstream(file) << "\n";
  EXPECT_EQ(arguments({"h", "--password-file", file.c_str()}, {}, "x").error(), exit_usage);
  EXPECT_EQ(arguments({"h", "--password-file", "/"}, {}, "x").error(), exit_usage);
  EXPECT_EQ(arguments({"h", "--password-file", "/nosuch"}, {}, "x").error(), exit_usage);
  unlink(file.c_str());
  ASSERT_EQ(mkfifo(file.c_str(), 0600), 0);
  EXPECT_EQ(arguments({"h", "--password-file", file.c_str()}, {}, "x").error(), exit_usage);
  unlink(file.c_str());
}

TEST(Arguments, ARoomWithoutItsSignGetsIt) {
  const auto given = arguments({"h", "--room", "lobby", "--room", "&local"}, {}, "ana");
  ASSERT_TRUE(given);
  EXPECT_EQ(given->options.rooms, (std::vector<std::string>{"#lobby", "&local"}));
}

TEST(Arguments, TheVersionIsTold) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(arguments({"--version"}).error(), exit_ok);
  EXPECT_EQ(testing::internal::GetCapturedStdout().find("uvchat-cli "), 0U);
}

TEST(Arguments, TheHelpOfSendTellsOfItsOwnRoomAndExitCodes) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(arguments({"send", "--help"}).error(), exit_ok);
  const std::string help = testing::internal::GetCapturedStdout();
  EXPECT_EQ(help.find("#lobby"), std::string::npos) << help;
  EXPECT_NE(help.find("no room, or two"), std::string::npos) << help;
  EXPECT_EQ(help.find("  10  "), std::string::npos) << help;
}

TEST(Arguments, HelpThatCannotBePrintedIsNoSuccess) {
  const int output = dup(1);
  const int full = open("/dev/full", O_WRONLY);
  dup2(full, 1);
  close(full);
  testing::internal::CaptureStderr();
  const auto told = arguments({"--help"});
  dup2(output, 1);
  close(output);
  EXPECT_EQ(told.error(), exit_no_output);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("No space left"), std::string::npos);
}

TEST(Arguments, PlainModeIsForOneRoomOfAnyProtocol) {
  EXPECT_EQ(arguments({"h", "--plain", "--room", "#a", "--room", "#b"}).error(), exit_usage);
  EXPECT_TRUE(arguments({"h", "--plain", "--protocol", "caesar"}));
  EXPECT_EQ(arguments({"h", "--nick", "a b"}).error(), exit_usage);
  EXPECT_EQ(arguments({"h", "--port"}).error(), exit_usage);
}

// What is said to somebody who typed that.
std::string refusal(std::vector<const char*> words, const Preferences& preferences = {}) {
  testing::internal::CaptureStderr();
  const auto given = arguments(std::move(words), preferences, "ana");
  EXPECT_EQ(given ? exit_ok : given.error(), exit_usage);
  return testing::internal::GetCapturedStderr();
}

TEST(Arguments, AnEmptyOneIsNotAnAbsentOne) {
  Preferences preferences;
  preferences.server = "eva@h:1";
  preferences.nick = "eva";
  preferences.rooms = {"#p"};
  EXPECT_NE(refusal({""}, preferences).find("'' is not"), std::string::npos);
  EXPECT_NE(refusal({"h", "--nick", ""}, preferences).find("not empty"), std::string::npos);
  EXPECT_NE(refusal({"h", "--nick="}, preferences).find("nick"), std::string::npos);
  EXPECT_NE(refusal({"h", "--room", ""}, preferences).find("not empty"), std::string::npos);
  EXPECT_NE(refusal({"h", "--protocol", ""}, preferences).find("''"), std::string::npos);
  EXPECT_NE(refusal({"@h"}, preferences).find("'@h' is not"), std::string::npos);
  EXPECT_NE(refusal({"h:"}, preferences).find("'h:' is not"), std::string::npos);
}

TEST(Arguments, OneThatCanHoldOnlyOnceIsNotRepeated) {
  EXPECT_NE(refusal({"h", "--nick", "a", "--nick", "b"}).find("--nick is given twice"),
            std::string::npos);
  EXPECT_NE(refusal({"h", "--protocol", "irc", "--protocol", "irc"}).find("given twice"),
            std::string::npos);
}

TEST(Arguments, ANickThatTheClassroomWouldCutIsRefused) {
  const std::string nick(65, 'a');
  EXPECT_NE(refusal({"h", "--protocol", "caesar", "--nick", nick.c_str()}).find("64 bytes"),
            std::string::npos);
}

TEST(Arguments, AreRefusedInTheUsersLanguage) {
  EXPECT_EQ(refusal({"h", "x"}),
            "uvchat-cli: unknown argument 'x': --help tells what can be given\n");
  choose_language(Language::spanish);
  EXPECT_EQ(refusal({"h", "--nick"}),
            "uvchat-cli: --nick necesita una palabra detrás; --help explica más\n");
  EXPECT_EQ(refusal({"h", "--protocol", "x"}),
            "uvchat-cli: el protocolo es irc o caesar, no 'x'\n");
  testing::internal::CaptureStdout();
  EXPECT_EQ(arguments({"--help"}).error(), exit_ok);
  const std::string help = testing::internal::GetCapturedStdout();
  EXPECT_NE(help.find("uvchat-cli [Opciones] [servidor]"), std::string::npos) << help;
  EXPECT_NE(help.find("--protocol irc|caesar "), std::string::npos) << help;
  choose_language(Language::english);
}

}  // namespace
}  // namespace uvchat::cli
