#include "screen/urls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace uvchat::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> urls(std::string_view text) {
  std::vector<std::string> found;
  for (const Url& url : urls_in(text)) found.push_back(url.target);
  return found;
}

std::string marked(std::string_view text) {
  const Url url = urls_in(text).at(0);
  return std::string(text.substr(url.begin, url.end - url.begin));
}

TEST(Urls, AreTheUrlsOfAText) {
  EXPECT_THAT(urls("see http://a.example and https://b.example/x?y=1#z now"),
              ElementsAre("http://a.example", "https://b.example/x?y=1#z"));
  EXPECT_THAT(urls("HTTPS://A.example"), ElementsAre("HTTPS://A.example"));
  EXPECT_THAT(urls("ftp://a.example javascript:x file:///etc http:// https:///x xhttp://y.z"),
              IsEmpty());
}

TEST(Urls, EndWhereTheSentenceDoes) {
  EXPECT_EQ(marked("Go to https://a.example/x."), "https://a.example/x");
  EXPECT_EQ(marked("(https://a.example/x)"), "https://a.example/x");
  EXPECT_EQ(marked("https://a.example/a_(b)!"), "https://a.example/a_(b)");
  EXPECT_EQ(marked("<https://a.example/x>,"), "https://a.example/x");
  EXPECT_EQ(marked("“https://a.example/x”"), "https://a.example/x");
  EXPECT_EQ(marked("https://a.example/x。看"), "https://a.example/x");
  EXPECT_EQ(marked("https://a.example/x\nhttps://b.example"), "https://a.example/x");
}

TEST(Urls, AreMadeOfAsciiThatIsSafe) {
  EXPECT_THAT(urls("https://es.example/Año"), ElementsAre("https://es.example/A%C3%B1o"));
  EXPECT_THAT(urls("https://a.example/\\^`{}x"), ElementsAre("https://a.example/%5C%5E%60%7B%7Dx"));
  EXPECT_THAT(urls("https://a.example/x;y"), ElementsAre("https://a.example/x;y"));
  EXPECT_EQ(marked("https://a.example/\u202Ex"), "https://a.example/");  // it turns the text
}

TEST(Urls, AreBounded) {
  EXPECT_THAT(urls("https://a.example/" + std::string(3000, 'x')), IsEmpty());
  std::string many;
  for (int i = 0; i < 500; ++i) many += "http://a ";
  EXPECT_EQ(urls_in(many).size(), 100U);
  EXPECT_EQ(marked("https://a.example/" + std::string(1000, ')')), "https://a.example/");
}

}  // namespace
}  // namespace uvchat::cli
