#include "chat/texts.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace uvchat::cli {
namespace {

std::set<std::string> holes(const std::string& sentence) {
  static const std::regex hole("[{][a-z0-9]+[}]");
  const std::sregex_token_iterator first(sentence.begin(), sentence.end(), hole);
  return {first, std::sregex_token_iterator()};
}

TEST(Texts, EverySentenceStandsInEveryLanguageWithTheSameHoles) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Text::count_); ++i) {
    const auto& row = translations(static_cast<Text>(i));
    for (const char* const sentence : row) {
      ASSERT_NE(sentence, nullptr) << i;
      EXPECT_STRNE(sentence, "") << row[0];
      EXPECT_EQ(holes(sentence), holes(row[0])) << row[0];
    }
  }
}

TEST(Texts, HolesAreFilled) {
  EXPECT_EQ(fill(Text::is_now, {{"nick", "ana"}, {"new", "{nick}"}}), "ana is now {nick}");
}

TEST(Texts, TheLanguageIsTheFirstVariablesThatIsSet) {
  setenv("LC_ALL", "", 1);
  setenv("LC_MESSAGES", "es_MX.UTF-8", 1);
  setenv("LANG", "en_US.UTF-8", 1);
  EXPECT_EQ(language_of_environment(), Language::spanish);
  unsetenv("LC_MESSAGES");
  EXPECT_EQ(language_of_environment(), Language::english);
}

}  // namespace
}  // namespace uvchat::cli
