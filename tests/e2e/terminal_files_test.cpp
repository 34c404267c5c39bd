// Files that the program uvchat-cli sends and fetches, with the real server.

#include <array>
#include <filesystem>
#include <fstream>
#include <span>

#include "tests/e2e/running.h"
#include "tests/picture/jpegs.h"
#include "uvchat/base/hex.h"
#include "uvchat/cipher/conversation.h"
#include "uvchat/cipher/file_link.h"
#include "uvchat/tls/certificate.h"

namespace uvchat::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string contents_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class TerminalFiles : public ServerTest {
 protected:
  TerminalFiles() {
    std::filesystem::create_directories(folder_ + "/uvchat");
    config.uploads.path = folder_ + "/uploads";
    config.uploads.guests = true;
    config.listen[2].net.port = free_port();  // the URL of its files has it
  }

  // The program with settings of its own.
  Process runs(const std::vector<std::string>& words) const {
    std::vector<std::string> command = {"/usr/bin/env", "XDG_CONFIG_HOME=" + folder_,
                                        UVCHAT_CLI_PROGRAM};
    command.insert(command.end(), words.begin(), words.end());
    return Process(command);
  }
  std::string server() const { return "127.0.0.1:" + std::to_string(irc_port()); }
  Process sends(const std::string& path) const {
    return runs({"send", path, "--room", "#lobby", "--nick", "eva", server()});
  }
  // What has been fetched from there.
  std::string gets(const std::string& url) const {
    Process cli = runs({"get", url, folder_ + "/got.jpg"});
    const Process::End end = cli.ends();
    EXPECT_EQ(end.code, 0) << end.errors;
    return contents_of(end.output.substr(0, end.output.find('\n')));
  }
  std::string refusal_of(const std::vector<std::string>& words) const {
    Process cli = runs(words);
    const Process::End end = cli.ends();
    EXPECT_EQ(end.code, 6) << end.output;
    EXPECT_EQ(end.output, "");
    return end.errors;
  }
  // As a phone writes it: with its place, and on its side.
  std::string photo_on_disk() const {
    return file_with("cat.jpg", picture::with_exif(picture::photo(64, 32), 6));
  }
  static void expect_clean(const std::string& picture) {
    EXPECT_THAT(picture, Not(HasSubstr("Exif")));
    EXPECT_THAT(picture, Not(HasSubstr("latitude")));
    const picture::Dots dots = picture::dots_of(picture);
    EXPECT_EQ(dots.width, 32);
    EXPECT_EQ(dots.height, 64);
    EXPECT_TRUE(dots.is_dark(31, 0));
    EXPECT_FALSE(dots.is_dark(0, 0));
  }

  const std::string folder_ = scratch_directory() + "/terminal" + std::to_string(folders_++);

 private:
  static inline int folders_ = 0;
};

// What the room is told.
std::string text_in(const std::string& line) { return line.substr(line.find(" :", 1) + 2); }

// Without what is said of the file.
std::string url_in(const std::string& line) {
  const std::string said = text_in(line);
  return said.substr(0, said.find('#'));
}

TEST_P(TerminalFiles, APhotoIsSentWithoutItsPlaceAndFetchedUpright) {
  start();
  Client ana = member("ana");
  Process cli = sends(photo_on_disk());
  const std::string said = text_in(ana.hears(":eva!* PRIVMSG #lobby :http*"));
  const Process::End end = cli.ends();
  EXPECT_EQ(end.code, 0) << end.errors;
  const auto link = cipher::parse_file_link(said);
  ASSERT_TRUE(link.has_value()) << said;
  EXPECT_EQ(end.output, link->url + "\n");
  EXPECT_THAT(link->url, StartsWith("http://127.0.0.1:"));
  const std::string got = gets(said);
  expect_clean(got);
  EXPECT_EQ(link->size, got.size());
  EXPECT_EQ(link->name, "cat.jpg");
  EXPECT_EQ(link->extent, (cipher::PixelExtent{32, 64}));
  EXPECT_FALSE(link->key.has_value());
}

TEST_P(TerminalFiles, WhatAPipeBringsIsSentUnderTheNameThatItIsGiven) {
  start();
  Client ana = member("ana");
  Process cli =
      runs({"send", "-", "--name", "log.txt", "--room", "#lobby", "--nick", "eva", server()});
  cli.writes("line by ");
  cli.writes("line\n");
  cli.ends_input();
  const std::string said = text_in(ana.hears(":eva!* PRIVMSG #lobby :http*"));
  EXPECT_EQ(cli.ends().code, 0);
  EXPECT_THAT(said, testing::EndsWith("#size=13&name=log.txt"));
  EXPECT_EQ(gets(said), "line by line\n");
}

TEST_P(TerminalFiles, NothingIsOverwrittenAndAUrlWithoutAFileIsRefused) {
  start();
  Client ana = member("ana");
  Process cli = sends(file_with("notes.txt", "all that there is"));
  const std::string url = url_in(ana.hears(":eva!* PRIVMSG #lobby :http*"));
  EXPECT_EQ(cli.ends().code, 0);
  Process first = runs({"get", url, folder_ + "/"});
  EXPECT_EQ(first.ends().output, folder_ + "/notes.txt\n");
  Process second = runs({"get", url, folder_ + "/"});
  EXPECT_EQ(second.ends().output, folder_ + "/notes (2).txt\n");
  EXPECT_EQ(contents_of(folder_ + "/notes (2).txt"), "all that there is");
  EXPECT_THAT(refusal_of({"get", url.substr(0, url.size() - 8) + "0000.txt", folder_ + "/"}),
              HasSubstr("there is no such file, or it is deleted"));
  Process far = runs({"get", "http://files.example/a"});
  EXPECT_EQ(far.ends().code, 64);
}

TEST_P(TerminalFiles, WhereNobodyAnswersToFilesThereIsNoConnection) {
  config.http.url = "http://127.0.0.1:1";
  start();
  Process cli = sends(file_with("notes.txt", "all that there is"));
  const Process::End end = cli.ends();
  EXPECT_EQ(end.code, 3);
  EXPECT_THAT(end.errors, HasSubstr("notes.txt was not sent: there is no answer"));
}

TEST_P(TerminalFiles, InARoomWithAKeyThePhotoIsEncipheredAndNobodyElseCanReadIt) {
  start();
  std::array<std::uint8_t, cipher::RootKey::bytes_count> root{};
  root.fill(7);
  std::ofstream(folder_ + "/uvchat/keys.json")
      << "{\"" << server() << "\": {\"#lobby\": [\"" << hex_text(root) << "\"]}}";
  std::filesystem::permissions(
      folder_ + "/uvchat/keys.json",
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  Client ana = member("ana");
  Process cli = sends(photo_on_disk());
  const std::string sealed = text_in(ana.hears(":eva!* PRIVMSG #lobby :+aes1*"));
  const Process::End end = cli.ends();
  EXPECT_EQ(end.code, 0) << end.errors;
  cipher::Conversation conversation;
  conversation.add_key(cipher::RootKey(root));
  const cipher::Opened opened =
      conversation.open(cipher::LineKind::privmsg, "#lobby", "eva", sealed);
  ASSERT_EQ(opened.line_class, cipher::LineClass::ok);
  const auto link = cipher::parse_file_link(opened.text);
  ASSERT_TRUE(link.has_value()) << opened.text;
  EXPECT_EQ(link->name, "cat.jpg");
  EXPECT_EQ(link->type, "image/jpeg");
  EXPECT_EQ(end.output, link->url + "\n");
  expect_clean(gets(opened.text));
  const std::string stored = gets(link->url);
  EXPECT_EQ(stored.size(), cipher::sealed_file_bytes(*link->size));
  EXPECT_FALSE(stored.starts_with("\xFF\xD8"));
}

TEST_P(TerminalFiles, OverTlsTheCertificateIsBelievedAsThatOfTheChat) {
  const auto made = tls::make_certificate({"127.0.0.1"}, 30).value();
  const auto other = tls::make_certificate({"127.0.0.1"}, 30).value();
  const std::string believed = file_with("of-files.cert", made.certificate);
  config.tls.first = {believed, file_with("of-files.key", made.key)};
  config.listen[2].net.tls = true;
  server::ListenerConfig listener;
  listener.net.tls = true;
  listener.net.port = 0;
  config.listen.push_back(listener);
  start();
  Client ana = member("ana");
  Process cli = runs({"send", photo_on_disk(), "--room", "#lobby", "--nick", "eva", "--tls-ca",
                      believed, "127.0.0.1:" + std::to_string(port_of_listener(3))});
  const std::string url = text_in(ana.hears(":eva!* PRIVMSG #lobby :http*"));
  const Process::End end = cli.ends();
  EXPECT_EQ(end.code, 0) << end.errors;
  EXPECT_THAT(url, StartsWith("https://127.0.0.1:"));
  Process get = runs({"get", url, folder_ + "/got.jpg", "--tls-ca", believed});
  EXPECT_EQ(get.ends().code, 0);
  expect_clean(contents_of(folder_ + "/got.jpg"));
  const std::string strange = file_with("strange.cert", other.certificate);
  for (const auto& trust :
       {std::vector<std::string>{}, {"--tls-ca", strange}, {"--pin", std::string(64, 'a')}}) {
    std::vector<std::string> words = {"get", url, folder_ + "/never.jpg"};
    words.insert(words.end(), trust.begin(), trust.end());
    EXPECT_THAT(refusal_of(words), HasSubstr("the certificate there is not believed"));
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/never.jpg"));
}

UVCHAT_IN_BOTH_SHAPES(TerminalFiles);

}  // namespace
}  // namespace uvchat::e2e
