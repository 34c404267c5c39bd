// Files that people send and fetch.

#include <filesystem>
#include <map>

#include "tests/e2e/running.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/base64.h"

namespace uvchat::e2e {
namespace {

using testing::HasSubstr;

struct Answer {
  int status = 0;
  std::map<std::string, std::string> fields;  // by name, in lower case
  std::string body;
};

// A request of its own connection.
Answer asks(std::uint16_t port, const std::string& request, const std::string& fields = {},
            const std::string& body = {}) {
  Socket socket(port);
  const std::string length =
      body.empty() ? std::string() : "Content-Length: " + std::to_string(body.size()) + "\r\n";
  socket.sends(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields + length +
               "\r\n" + body);
  std::string all;
  for (std::string part = socket.receives(65'536); !part.empty(); part = socket.receives(65'536)) {
    all += part;
  }
  Answer answer;
  std::size_t at = all.find("\r\n") + 2;
  answer.status = std::stoi(all.substr(all.find(' ') + 1, 3));
  for (std::size_t end = all.find("\r\n", at); end != at; end = all.find("\r\n", at)) {
    const std::string line = all.substr(at, end - at);
    std::string name = line.substr(0, line.find(':'));
    std::transform(name.begin(), name.end(), name.begin(), to_lower);
    answer.fields[name] = line.substr(line.find(": ") + 2);
    at = end + 2;
  }
  answer.body = all.substr(at + 2);
  return answer;
}

class FilesTest : public ServerTest {
 protected:
  FilesTest() {
    config.http.url = "http://localhost";
    config.uploads.path = scratch_directory() + "/new" + std::to_string(folders_++) + "/uploads";
  }

  Client with_account(const std::string& name) {
    Client person = registered(name);
    person.says("REGISTER * * secret-of-" + name);
    person.hears("* REGISTER SUCCESS " + name + " *");
    return person;
  }
  static std::string token_of(Client& person, const std::string& scope = {}) {
    person.says("TOKEN GENERATE FILEHOST" + (scope.empty() ? "" : " " + scope));
    const std::string line = person.hears("* TOKEN GENERATE FILEHOST *");
    return line.substr(line.rfind(' ') + 1 + (line[line.rfind(' ') + 1] == ':' ? 1 : 0));
  }
  static std::string bearer(const std::string& token) {
    return "Authorization: Bearer " + token + "\r\n";
  }
  static std::string basic(const std::string& name, const std::string& password) {
    return "Authorization: Basic " + to_base64(name + ":" + password) + "\r\n";
  }
  static std::string path_of(const std::string& url) {
    const std::string origin = "http://localhost";
    return url.starts_with(origin) ? url.substr(origin.size()) : url;
  }
  static std::string unique(const std::string& name) { return name + std::to_string(people_++); }

 private:
  static inline int folders_ = 0;
  static inline int people_ = 0;
};

TEST_P(FilesTest, ATokenIsGoodForOneFileThatEverybodyWithItsUrlCanFetch) {
  start();
  Client ana = with_account(unique("ana"));
  const std::string token = token_of(ana);
  const Answer sent = asks(http_port(), "POST /upload", bearer(token), "hello there");
  ASSERT_EQ(sent.status, 201) << sent.body;
  const Answer got = asks(http_port(), "GET " + path_of(sent.fields.at("location")));
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, "hello there");
  EXPECT_EQ(got.fields.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(asks(http_port(), "POST /upload", bearer(token), "again").status, 401);
}

TEST_P(FilesTest, APasswordIsGoodTooAndAWrongOneIsNot) {
  start();
  const std::string name = unique("ben");
  Client ben = with_account(name);
  EXPECT_EQ(asks(http_port(), "POST /upload", basic(name, "secret-of-" + name), "hi").status, 201);
  EXPECT_EQ(asks(http_port(), "POST /upload", basic(name, "a guess"), "hi").status, 401);
  EXPECT_EQ(asks(http_port(), "POST /upload", {}, "hi").status, 401);
}

TEST_P(FilesTest, GuestsMayUploadWhereTheyAreLet) {
  start();
  Client guest = registered(unique("guest"));
  guest.says("TOKEN GENERATE FILEHOST");
  guest.hears("* FAIL TOKEN ACCOUNT_REQUIRED *");
  stop();
  config.uploads.guests = true;
  start();
  Client other = registered(unique("guest"));
  EXPECT_EQ(asks(http_port(), "POST /upload", bearer(token_of(other)), "hi").status, 201);
}

TEST_P(FilesTest, AFileIsDeletedByItsOwner) {
  start();
  Client ana = with_account(unique("ana"));
  Client eve = with_account(unique("eve"));
  const Answer sent = asks(http_port(), "POST /upload", bearer(token_of(ana)), "hello");
  const std::string url = sent.fields.at("location");
  ana.says("FILES LIST");
  EXPECT_THAT(ana.hears("* FILES FILE *"), HasSubstr(url.substr(url.rfind('/') + 1, 32)));
  eve.says("FILES DELETE " + url);
  eve.hears("* FAIL FILES NO_SUCH_FILE *");
  ana.says("FILES DELETE " + url);
  ana.hears("* FILES DELETED *");
  EXPECT_EQ(asks(http_port(), "GET " + path_of(url)).status, 404);
}

TEST_P(FilesTest, WhatIsNotFinishedIsListedAndDeletedByItsOwner) {
  start();
  Client ana = with_account(unique("ana"));
  const std::string version = "Tus-Resumable: 1.0.0\r\n";
  const Answer made = asks(http_port(), "POST /upload",
                           bearer(token_of(ana)) + version + "Upload-Length: 300000\r\n");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string upload = path_of(made.fields.at("location"));
  ana.says("FILES LIST");
  const std::string line = ana.hears("* FILES UPLOAD *");
  EXPECT_THAT(line, HasSubstr(" 0 300000 "));
  const std::size_t place = line.find(" UPLOAD ") + 8;
  const std::string id = line.substr(place, 64);
  ana.says("FILES DELETE " + id);
  ana.hears("* FILES DELETED " + id);
  EXPECT_EQ(asks(http_port(), "HEAD " + upload, version).status, 404);
  ana.says("FILES LIST");
  EXPECT_THAT(ana.hears("* FILES *"), HasSubstr("FILES END *"));
}

TEST_P(FilesTest, AnUploadGoesOnAfterARestart) {
  start();
  const std::string name = unique("ana");
  Client ana = with_account(name);
  const std::string version = "Tus-Resumable: 1.0.0\r\n";
  const Answer made = asks(http_port(), "POST /upload",
                           bearer(token_of(ana)) + version + "Upload-Length: 300000\r\n");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string upload = path_of(made.fields.at("location"));
  const std::string patch =
      version + "Content-Type: application/offset+octet-stream\r\nUpload-Offset: ";
  const std::string bytes(300'000, 'x');
  EXPECT_EQ(asks(http_port(), "PATCH " + upload, patch + "0\r\n", bytes.substr(0, 200'000)).status,
            204);
  stop();
  start();
  EXPECT_EQ(asks(http_port(), "HEAD " + upload, version).fields.at("upload-offset"), "200000");
  const Answer rest =
      asks(http_port(), "PATCH " + upload, patch + "200000\r\n", bytes.substr(200'000));
  ASSERT_EQ(rest.status, 204);
  const std::string file = path_of(rest.fields.at("content-location"));
  EXPECT_EQ(asks(http_port(), "GET " + file).body, bytes);
  EXPECT_EQ(asks(http_port(), "DELETE " + upload, version).status, 204);
  EXPECT_EQ(asks(http_port(), "GET " + file).status, 404);
}

TEST_P(FilesTest, ALargeFileGoesThroughWhilePeopleTalk) {
  start();
  Client ana = with_account(unique("ana"));
  std::string bytes;
  while (bytes.size() < 20'000'000) bytes += std::to_string(bytes.size());
  const Answer sent = asks(http_port(), "POST /upload", bearer(token_of(ana)), bytes);
  ASSERT_EQ(sent.status, 201) << sent.body;
  const std::string file = path_of(sent.fields.at("location"));
  EXPECT_EQ(asks(http_port(), "GET " + file).body, bytes);
  EXPECT_EQ(asks(http_port(), "GET " + file, "Range: bytes=19999000-\r\n").body,
            bytes.substr(19'999'000));
}

UVCHAT_IN_BOTH_SHAPES(FilesTest);

}  // namespace
}  // namespace uvchat::e2e
