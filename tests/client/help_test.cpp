#include "chat/help.h"

#include <clocale>

#include "chat/commands.h"
#include "chat/wrap.h"
#include "screen/message_pane.h"
#include "tests/client/chat_conversation.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class Help : public ChatConversation {
 protected:
  void SetUp() override {
    std::setlocale(LC_CTYPE, "C.UTF-8");
    connect();
    join_lobby();
  }

  std::string page(const std::string& line) {
    user(line);
    return last("#lobby").text;
  }

  // The rows of the newest entry in a pane of that width.
  std::vector<std::string> rows(std::size_t columns) {
    Grid grid(100, columns);
    Room only;
    only.entries.push_back(last("#lobby"));
    MessagePane(only, {0, 0, 100, columns}, PaneView{}).draw(grid, std::nullopt);
    std::vector<std::string> all;
    for (std::size_t row = 0; row < 100; ++row) {
      if (!grid.text(row).starts_with("──")) all.push_back(grid.text(row));
    }
    all.erase(all.begin(), std::find_if(all.begin(), all.end(),
                                        [](const std::string& row) { return !row.empty(); }));
    return all;
  }
};

TEST_F(Help, TellsEveryCommandInItsTopic) {
  const std::string all = page("/help");
  for (const Command& command : commands()) {
    EXPECT_THAT(all, HasSubstr("/" + std::string(command.name))) << all;
  }
}

TEST_F(Help, FitsOnAScreenOf80By24) {
  constexpr std::size_t rows_of_the_pane = 21;
  constexpr std::size_t columns_of_the_pane = 63;
  for (const std::string& word : help_words()) {
    page("/help " + word);
    EXPECT_LE(rows(columns_of_the_pane).size(), rows_of_the_pane) << word;
  }
  page("/help");
  EXPECT_LE(rows(columns_of_the_pane).size(), rows_of_the_pane);
}

TEST_F(Help, HasItsWordsOneBelowTheOther) {
  page("/help people");
  EXPECT_THAT(rows(40), Contains("/nick NICK           changes what you"));
  EXPECT_THAT(rows(40), Contains("                    are called"));
}

TEST_F(Help, OfACommandHasAnExample) {
  EXPECT_THAT(page("/help key"), HasSubstr("/key #maths new"));
  EXPECT_THAT(page("/help /j"), HasSubstr("/join #maths"));
  EXPECT_THAT(page("/help join"), HasSubstr("Also:  /j"));
}

TEST_F(Help, TellsOfWordsThatAreCommandsOfTheServices) {
  EXPECT_THAT(page("/help nickserv"), HasSubstr("/ns set always-on on"));
  EXPECT_THAT(page("/help chanserv"), HasSubstr("/cs register #club"));
  EXPECT_THAT(page("/help always-on"), HasSubstr("/ns set always-on on"));
  EXPECT_THAT(page("/help export"), HasSubstr("/ns export"));
  EXPECT_THAT(page("/help redact"), HasSubstr("/redact found"));
}

TEST_F(Help, OfNothingSaysSo) {
  EXPECT_EQ(page("/help frobnicate"), "There is no topic and no command frobnicate: see /help.");
}

TEST_F(Help, CompletesItsWords) {
  EXPECT_THAT(chat_.complete("/help ci", 8).words, ElementsAre("cipher "));
  EXPECT_THAT(chat_.complete("/help encr", 10).words, ElementsAre("encryption "));
  EXPECT_THAT(chat_.complete("/help roo", 9).words, ElementsAre("rooms "));
  EXPECT_THAT(chat_.complete("/key #lobby n", 13).words, ElementsAre("new "));
  EXPECT_THAT(chat_.complete("/set fold", 9).words, ElementsAre("fold_joins "));
  EXPECT_THAT(chat_.complete("/cipher c", 9).words, ElementsAre("caesar "));
  EXPECT_THAT(chat_.complete("/help alw", 9).words, ElementsAre("always-on "));
  EXPECT_THAT(chat_.complete("/ns sess", 8).words, ElementsAre("sessions "));
  EXPECT_THAT(chat_.complete("/cs am", 6).words, ElementsAre("amode "));
  EXPECT_THAT(chat_.complete("/n", 2).words, Contains("/ns "));
  EXPECT_THAT(chat_.complete("/msg b", 6).words, ElementsAre("bob "));
}

TEST_F(Help, IsOfferedToWhoHasJustBegun) {
  chat_.welcome(now_);
  EXPECT_EQ(
      last("#lobby").text,
      "Type a line and press Enter to say it in #lobby. /help lists the commands, F1 the keys.");
}

}  // namespace
}  // namespace uvchat::cli
