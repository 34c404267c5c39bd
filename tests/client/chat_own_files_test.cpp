#include "tests/client/chat_conversation.h"

// The files that the user has on the server.

namespace uvchat::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string cat = "https://chat.example.org/files/8f14e45fceea167a5a36dedd4bea2543";
const std::string dog = "https://chat.example.org/files/0c5e45fceea167a5a36dedd4bea25430";

class ChatOwnFilesTest : public ChatConversation {
 protected:
  ChatOwnFilesTest() {
    connect(echoing);
    join_lobby();
  }
  void names(const std::string& url, const std::string& name, const std::string& until = "*") {
    server(":s FILES FILE " + url + " 48211 image/jpeg 2001-11-28T12:00:00.000Z " + until + " :" +
           name);
  }
};

TEST_F(ChatOwnFilesTest, AreListedWithNumbers) {
  user("/files");
  EXPECT_THAT(sent(), ElementsAre("FILES LIST"));
  names(cat, "cat.jpg");
  names(dog, "", "2027-01-02T07:00:00.000Z");
  server(":s FILES END *");
  const Entry& page = last("#lobby");
  EXPECT_EQ(page.kind, EntryKind::page);
  EXPECT_THAT(page.text, StartsWith("Your files on the server:\n1  cat.jpg  48.2 kB  2001-11-28 "));
  EXPECT_THAT(page.text, HasSubstr("  " + cat + "\n2  (no name)  48.2 kB  2001-11-28 "));
  EXPECT_THAT(page.text, HasSubstr("  until 2027-01-02  " + dog + "\n"));
  EXPECT_THAT(page.text, HasSubstr("/files delete 1 deletes the first."));
}

TEST_F(ChatOwnFilesTest, ThatAreNotFinishedAreListedAndDeletedToo) {
  const std::string id(64, 'e');
  user("/files");
  sent();
  server(":s FILES UPLOAD " + id + " 200000 300000 2001-11-29T12:00:00.000Z :film.mp4");
  server(":s FILES UPLOAD " + id + "2 0 7 2001-11-29T12:00:00.000Z :");
  names(cat, "cat.jpg");
  server(":s FILES END *");
  EXPECT_THAT(last("#lobby").text,
              StartsWith("Your files on the server:\n"
                         "1  film.mp4  200 kB of 300 kB, not finished  until 2001-11-29 "));
  EXPECT_THAT(last("#lobby").text, HasSubstr("\n2  (no name)  0 B of 7 B, not finished"));
  EXPECT_THAT(last("#lobby").text, HasSubstr("\n3  cat.jpg"));
  user("/files delete 1");
  EXPECT_THAT(sent(), ElementsAre("FILES DELETE " + id));
}

TEST_F(ChatOwnFilesTest, AreDeletedByNumber) {
  user("/files");
  names(cat, "cat.jpg");
  names(dog, "dog.jpg");
  server(":s FILES END *");
  sent();
  user("/files delete 2");
  EXPECT_THAT(sent(), ElementsAre("FILES DELETE " + dog));
  server(":s FILES DELETED 0c5e45fceea167a5a36dedd4bea25430");
  EXPECT_EQ(last("#lobby").text, "The file 0c5e45fceea167a5a36dedd4bea25430 is deleted.");
  user("/files delete 3");
  EXPECT_EQ(last("#lobby").text, "There is no file number 3 in the list; /files shows it.");
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatOwnFilesTest, AreDeletedByUrlWhoseKeyDoesNotLeave) {
  user("/files delete " + cat + "#aes1=secret");
  EXPECT_THAT(sent(), ElementsAre("FILES DELETE " + cat));
}

TEST_F(ChatOwnFilesTest, OlderOnesComeWithFilesMoreAndHaveTheNextNumbers) {
  user("/files more");
  EXPECT_THAT(last("#lobby").text, StartsWith("There are no older files"));
  user("/files");
  names(cat, "cat.jpg");
  server(":s FILES END 8f14e45fceea167a5a36dedd4bea2543");
  EXPECT_THAT(last("#lobby").text, HasSubstr("/files more shows older ones"));
  sent();
  user("/files more");
  EXPECT_THAT(sent(), ElementsAre("FILES LIST AFTER 8f14e45fceea167a5a36dedd4bea2543"));
  names(dog, "dog.jpg");
  server(":s FILES END *");
  EXPECT_THAT(last("#lobby").text, HasSubstr("\n2  dog.jpg"));
}

TEST_F(ChatOwnFilesTest, WhoHasNoneIsTold) {
  user("/files");
  server(":s FILES END *");
  EXPECT_EQ(last("#lobby").text, "There are no files of yours on the server.");
}

TEST_F(ChatOwnFilesTest, ARefusalIsTold) {
  user("/files");
  server(":s FAIL FILES ACCOUNT_REQUIRED :Log in first");
  EXPECT_EQ(last("#lobby").text, "That needs an account, and a login.");
}

TEST_F(ChatOwnFilesTest, WhatElseIsTypedIsExplained) {
  for (const char* const line :
       {"/files x", "/files delete", "/files delete a b", "/files more x"}) {
    user(line);
    EXPECT_THAT(last("#lobby").text, HasSubstr("/files [more|delete NUMBER|URL]")) << line;
  }
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatOwnFilesTest, AnswersToARawLineAreShownAsTheyAre) {
  user("/raw FILES LIST");
  names(cat, "cat.jpg");
  EXPECT_EQ(last("#lobby").text,
            "FILES FILE " + cat + " 48211 image/jpeg 2001-11-28T12:00:00.000Z * cat.jpg");
  server(":s FILES END *");
  EXPECT_EQ(last("#lobby").text, "FILES END *");
}

TEST_F(ChatOwnFilesTest, AnAnswerThatNobodyKnowsStandsInTheServersWindow) {
  server(":s WEATHER tomorrow :it rains");
  EXPECT_EQ(chat_.rooms().front()->entries.back().text, "WEATHER tomorrow it rains");
  server(":bob!u@h WEATHER tomorrow :it snows");
  EXPECT_EQ(chat_.rooms().front()->entries.back().text, "WEATHER tomorrow it rains");
}

}  // namespace
}  // namespace uvchat::cli
