#include "uvchat/http/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace uvchat::http {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class FilesTest : public testing::Test {
 protected:
  FilesTest() { fs::create_directories(folder_); }
  ~FilesTest() override { fs::remove_all(folder_); }

  void put(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  void load() { files_ = Files::load(folder_.string()).value(); }

  std::string body(std::string_view path) {
    const File* file = files_.find(path);
    return file == nullptr ? "(none)" : *file->plain;
  }
  // What a GET of /page.txt with these fields gets.
  Response get(std::vector<Field> fields) {
    Request request;
    request.method = "GET";
    request.fields = std::move(fields);
    return respond_with(*files_.find("/page.txt"), request);
  }
  static std::string sent(const Response& response) {
    return response.body == nullptr
               ? ""
               : response.body->substr(response.begin, response.end - response.begin);
  }
  static std::string value(const Response& response, std::string_view name) {
    for (const Field& field : response.fields) {
      if (field.name == name) return field.value;
    }
    return "(none)";
  }

  const fs::path folder_ =
      fs::path(testing::TempDir()) / ("uvchat_files_" + std::to_string(::getpid()));
  Files files_;
};

TEST_F(FilesTest, ServesWhatLiesInTheFolder) {
  put("index.html", "home");
  put("app/main.js", "code");
  put("a b.txt", "spaced");
  load();
  EXPECT_EQ(body("/"), "home");
  EXPECT_EQ(body("/index.html"), "home");
  EXPECT_EQ(body("/app/main.js"), "code");
  EXPECT_EQ(body("/a%20b.txt"), "spaced");
  EXPECT_EQ(files_.find("/app/main.js")->type, "text/javascript; charset=utf-8");
  EXPECT_EQ(body("/app"), "(none)");
  EXPECT_EQ(body("/app/"), "(none)");
}

TEST_F(FilesTest, ServesNothingElse) {
  put("index.html", "home");
  put(".env", "secret");
  put(".git/config", "secret");
  std::ofstream(folder_.string() + ".outside") << "secret";
  fs::create_symlink(folder_.string() + ".outside", folder_ / "link.txt");
  fs::create_directory_symlink("/etc", folder_ / "etc");
  load();
  for (const std::string_view path :
       {"/.env", "/.git/config", "/link.txt", "/etc/passwd", "/../", "//index.html",
        "/./index.html", "/%2e%2e/index.html", "/%2", "/index.html%00", "index.html", ""}) {
    EXPECT_EQ(body(path), "(none)") << path;
  }
  fs::remove(folder_.string() + ".outside");
}

TEST_F(FilesTest, SaysWhyAFolderCannotBeServed) {
  const auto none = Files::load((folder_ / "none").string());
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().text, HasSubstr("No such file"));
}

TEST_F(FilesTest, AFileThatHasNotChangedIsNotSentAgain) {
  put("page.txt", "0123456789");
  load();
  const Response first = get({});
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(sent(first), "0123456789");
  const std::string etag = value(first, "ETag");
  const Response again = get({{"if-none-match", "\"other\", W/" + etag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(sent(again), "");
  EXPECT_EQ(get({{"if-none-match", "\"other\""}}).status, 200);
}

TEST_F(FilesTest, ARangeIsSentAlone) {
  put("page.txt", "0123456789");
  load();
  const auto range = [&](const std::string& asked) {
    const Response response = get({{"range", asked}});
    return std::to_string(response.status) + " " + sent(response) + " " +
           value(response, "Content-Range");
  };
  EXPECT_EQ(range("bytes=2-4"), "206 234 bytes 2-4/10");
  EXPECT_EQ(range("bytes=8-"), "206 89 bytes 8-9/10");
  EXPECT_EQ(range("bytes=8-99999999999999999"), "206 89 bytes 8-9/10");
  EXPECT_EQ(range("bytes=-3"), "206 789 bytes 7-9/10");
  EXPECT_EQ(range("bytes=-30"), "206 0123456789 bytes 0-9/10");
  EXPECT_THAT(range("bytes=10-"), HasSubstr("416"));
  EXPECT_THAT(range("bytes=-0"), HasSubstr("416"));
  for (const char* whole : {"bytes=4-2", "bytes=a-b", "bytes=", "bytes=-", "bytes=0-1,3-4",
                            "lines=1-2", "bytes=99999999999999999999-"}) {
    EXPECT_EQ(range(whole), "200 0123456789 (none)") << whole;
  }
}

TEST_F(FilesTest, ARangeOfAnotherStateOfTheFileIsNotSent) {
  put("page.txt", "0123456789");
  load();
  const std::string etag = value(get({}), "ETag");
  EXPECT_EQ(get({{"range", "bytes=0-1"}, {"if-range", etag}}).status, 206);
  EXPECT_EQ(get({{"range", "bytes=0-1"}, {"if-range", "\"old\""}}).status, 200);
}

TEST_F(FilesTest, AClientThatTakesACodingIsSentIt) {
  put("page.txt", "plain");
  put("page.txt.gz", "zipped");
  put("page.txt.br", "brotli");
  load();
  const auto coding = [&](const std::string& accepted) {
    return sent(get({{"accept-encoding", accepted}}));
  };
  EXPECT_EQ(coding("gzip, deflate, br"), "brotli");
  EXPECT_EQ(coding("gzip;q=0.5, br;q=0"), "zipped");
  EXPECT_EQ(coding("GZIP"), "zipped");
  EXPECT_EQ(coding("gzip;q=0.0"), "plain");
  EXPECT_EQ(coding("identity"), "plain");
  EXPECT_EQ(sent(get({})), "plain");
}

}  // namespace
}  // namespace uvchat::http
