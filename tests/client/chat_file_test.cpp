#include "tests/client/chat_conversation.h"

// Files that the user sends, as far as the chat decides.

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view file_host_here = "soju.im/FILEHOST=http://127.0.0.1:8080/upload";
constexpr std::string_view secure_host = "soju.im/FILEHOST=https://127.0.0.1:8080/upload";
constexpr std::string_view file_url = "http://127.0.0.1:8080/files/0123.jpg";

class ChatFileTest : public ChatConversation {
 protected:
  void enters(std::string_view isupport = file_host_here) {
    connect(echoing, isupport);
    join_lobby();
  }
  void is_given_a_token() { server(":s TOKEN GENERATE FILEHOST :t0ken"); }
  void tells(std::uint64_t ticket, const TransferNews& news) {
    chat_.on_transfer(ticket, news, now_);
  }
  void moves(std::uint64_t ticket, std::uint64_t bytes, std::uint64_t all) {
    tells(ticket, {.step = TransferNews::Step::moving, .bytes = bytes, .bytes_all = all});
  }
  static TransferNews done(std::uint64_t bytes = 3'000'000) {
    TransferNews news{.step = TransferNews::Step::done, .bytes = bytes, .bytes_all = bytes};
    news.place = file_url;
    news.upload_url = "http://127.0.0.1:8080/upload/secret";
    return news;
  }
  static TransferNews done_sealed() {
    TransferNews news = done();
    auto link = std::make_shared<cipher::FileLink>();
    link->url = "https://127.0.0.1:8080/files/0123";
    link->key = cipher::random_file_key();
    link->size = 5;
    link->name = "cat.jpg";
    news.link = link;
    return news;
  }
  static TransferNews failure(const std::string& why) {
    TransferNews news{.step = TransferNews::Step::failed};
    news.why = why;
    return news;
  }
};

TEST_F(ChatFileTest, AFileIsSentWithATokenAndAnnouncedByItsUrl) {
  enters();
  user("/send ~/cat.jpg");
  EXPECT_THAT(sent(), ElementsAre("TOKEN GENERATE FILEHOST #lobby"));
  EXPECT_THAT(uploads_, IsEmpty());
  is_given_a_token();
  ASSERT_EQ(uploads_.size(), 1U);
  const auto& [ticket, order] = uploads_.front();
  EXPECT_EQ(order.host_url, "http://127.0.0.1:8080/upload");
  EXPECT_EQ(order.token.view(), "t0ken");
  EXPECT_EQ(order.file.path, "~/cat.jpg");
  EXPECT_FALSE(order.is_enciphered);
  tells(ticket, done());
  EXPECT_THAT(sent(), ElementsAre("@label=1 PRIVMSG #lobby :" + std::string(file_url)));
  EXPECT_THAT(shown("#lobby"), Contains("cat.jpg was sent (3.0 MB)."));
  EXPECT_EQ(last("#lobby").text, "file cat.jpg");
}

TEST_F(ChatFileTest, TheUrlSaysWhatTheFileIs) {
  enters();
  user("/send ~/cat.jpg");
  is_given_a_token();
  sent();
  TransferNews news = done();
  auto link = std::make_shared<cipher::FileLink>();
  link->url = file_url;
  link->size = 3'000'000;
  link->type = "image/jpeg";
  link->name = "cat.jpg";
  link->extent = cipher::PixelExtent{640, 480};
  news.link = link;
  tells(1, news);
  EXPECT_THAT(sent(), ElementsAre("@label=1 PRIVMSG #lobby :" + std::string(file_url) +
                                  "#size=3000000&type=image/jpeg&name=cat.jpg&w=640&h=480"));
  EXPECT_EQ(last("#lobby").text, "file cat.jpg, 3.0 MB");
}

TEST_F(ChatFileTest, AKeyIsNotSaidInARoomInClear) {
  enters();
  user("/send cat.jpg");
  is_given_a_token();
  sent();
  tells(1, done_sealed());  // by a mistake of ours
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_THAT(dropped_, ElementsAre("http://127.0.0.1:8080/upload/secret"));
}

TEST_F(ChatFileTest, TheRoomTellsHowFarItIs) {
  enters();
  user("/send cat.jpg");
  is_given_a_token();
  moves(1, 0, 4'000'000);
  after(1'000);
  moves(1, 1'000'000, 4'000'000);
  EXPECT_THAT(shown("#lobby"),
              Contains("Sending cat.jpg  [#####---------------]  25 %  1.0 MB of 4.0 MB  "
                       "1.0 MB/s  4 s left"));
}

TEST_F(ChatFileTest, SeveralAreSentOneAfterTheOther) {
  enters();
  user("/send a.txt");
  user("/send b.txt");
  EXPECT_THAT(sent(), ElementsAre("TOKEN GENERATE FILEHOST #lobby"));
  EXPECT_THAT(shown("#lobby"), Contains("b.txt waits to be sent."));
  is_given_a_token();
  tells(1, done());
  EXPECT_THAT(sent(), Contains("TOKEN GENERATE FILEHOST #lobby"));
  is_given_a_token();
  EXPECT_EQ(uploads_.back().second.file.path, "b.txt");
}

TEST_F(ChatFileTest, WhatIsCancelledIsNotAnnounced) {
  enters();
  user("/send a.txt");
  user("/send b.txt");
  is_given_a_token();
  sent();
  user("/send --cancel");
  EXPECT_THAT(stopped_, ElementsAre(1));
  tells(1, done());
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_THAT(shown("#lobby"), Contains("a.txt was cancelled."));
  EXPECT_THAT(shown("#lobby"), Contains("b.txt was cancelled."));
  user("/send --cancel");
  EXPECT_THAT(last("#lobby").text, "Nothing is under way here.");
}

TEST_F(ChatFileTest, WhatTheServerKeepsOfACancelledFileIsTold) {
  enters();
  user("/send a.txt");
  is_given_a_token();
  user("/send --cancel");
  TransferNews end = failure("it was cancelled");
  end.why_left_there = "there is no answer";
  tells(1, end);
  EXPECT_EQ(last("#lobby").kind, EntryKind::failure);
  EXPECT_EQ(last("#lobby").text,
            "a.txt: what was sent of it is still on the server: there is no answer.");
}

TEST_F(ChatFileTest, WhatHadArrivedBeforeItWasCancelledIsTakenBack) {
  enters();
  user("/send a.txt");
  is_given_a_token();
  user("/send --cancel");
  tells(1, done());
  EXPECT_THAT(dropped_, ElementsAre("http://127.0.0.1:8080/upload/secret"));
  tells(1, {.step = TransferNews::Step::done});
  EXPECT_EQ(last("#lobby").text, "a.txt was cancelled.");
}

TEST_F(ChatFileTest, AFailureThatLeavesSomethingOnTheServerSaysSo) {
  enters();
  user("/send a.txt");
  is_given_a_token();
  TransferNews end = failure("there is no answer: the line is cut.");
  end.why_left_there = "there is no answer";
  tells(1, end);
  EXPECT_EQ(last("#lobby").text,
            "a.txt was not sent: there is no answer: the line is cut; what was sent of it is still "
            "on the server.");
}

TEST_F(ChatFileTest, CancelStandsAlone) {
  enters();
  user("/send a.txt");
  is_given_a_token();
  user("/send --cancel a.txt");
  EXPECT_THAT(last("#lobby").text, StartsWith("/send --cancel stands alone"));
  EXPECT_THAT(stopped_, IsEmpty());
  EXPECT_THAT(sent(), ElementsAre("TOKEN GENERATE FILEHOST #lobby"));
}

TEST_F(ChatFileTest, AFailureIsToldOnce) {
  enters();
  user("/send a.txt");
  is_given_a_token();
  const std::size_t lines = shown("#lobby").size();
  tells(1, failure("it is empty"));
  EXPECT_EQ(shown("#lobby").size(), lines);
  EXPECT_EQ(last("#lobby").kind, EntryKind::failure);
  EXPECT_EQ(last("#lobby").text, "a.txt was not sent: it is empty.");
}

TEST_F(ChatFileTest, AFailureIsTheNewestLineAlsoWhereOthersHaveTalked) {
  enters();
  user("/send a.txt");
  is_given_a_token();
  server(":bob!u@h PRIVMSG #lobby :hi");
  tells(1, failure("it is empty"));
  EXPECT_EQ(last("#lobby").text, "a.txt was not sent: it is empty.");
  EXPECT_THAT(shown("#lobby"), Not(Contains("a.txt is being sent.")));
}

TEST_F(ChatFileTest, WhyAScriptsFileIsNotSentEndsWithOneFullStop) {
  enters();
  user("/send a.txt");
  server(":s FAIL TOKEN ACCOUNT_REQUIRED FILEHOST :Log in to upload files");
  EXPECT_EQ(chat_.take_upload_end()->why, "That needs an account, and a login");
}

TEST_F(ChatFileTest, ThePathMayHaveSpacesAndQuotes) {
  enters();
  user("/send '/tmp/my cat.jpg'");
  is_given_a_token();
  EXPECT_EQ(uploads_.back().second.file.path, "/tmp/my cat.jpg");
}

TEST_F(ChatFileTest, APictureIsSentAsItIsOnlyWhereTheUserSaysSo) {
  enters();
  user("/send cat.jpg");
  is_given_a_token();
  EXPECT_FALSE(uploads_.back().second.file.is_as_it_is);
  tells(1, done());
  user("/send --as-is 'my cat.jpg'");
  is_given_a_token();
  EXPECT_TRUE(uploads_.back().second.file.is_as_it_is);
  EXPECT_EQ(uploads_.back().second.file.path, "my cat.jpg");
}

TEST_F(ChatFileTest, WhyItFailsIsSaid) {
  enters();
  user("/send a.txt");
  server(":s FAIL TOKEN ACCOUNT_REQUIRED FILEHOST :Log in to upload files");
  EXPECT_EQ(last("#lobby").text, "a.txt was not sent: That needs an account, and a login.");
  user("/send b.txt");
  is_given_a_token();
  tells(2, failure("it is empty"));
  EXPECT_EQ(last("#lobby").text, "b.txt was not sent: it is empty.");
  user("/send c.txt");
  server(":s 421 ana TOKEN :Unknown command");
  EXPECT_EQ(last("#lobby").text, "c.txt was not sent: the server takes no files.");
  user("/send d.txt");
  after(30'000);
  EXPECT_EQ(last("#lobby").text, "d.txt was not sent: the server lets nothing be sent.");
}

TEST_F(ChatFileTest, AServerThatTakesNoFilesGetsNone) {
  enters("NETWORK=x");
  user("/send a.txt");
  EXPECT_EQ(last("#lobby").text, "a.txt was not sent: the server takes no files.");
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatFileTest, TheTokenGoesToTheServersOwnHostAlone) {
  for (const std::string_view url :
       {"https://evil.example/upload", "https://127.0.0.1@evil.example/upload",
        "https://127.0.0.1.evil.example/upload", "ftp://127.0.0.1/upload", "file:///etc/passwd",
        "http://127.0.0.1:8080\\x20/upload", "https://127.0.0.1:99999/upload"}) {
    enters("soju.im/FILEHOST=" + std::string(url));
    user("/send a.txt");
    EXPECT_THAT(last("#lobby").text, StartsWith("a.txt was not sent: ")) << url;
    EXPECT_THAT(sent(), IsEmpty()) << url;
  }
}

TEST_F(ChatFileTest, TheUserMayTrustAnotherHostButNotInClear) {
  enters("soju.im/FILEHOST=https://files.example/upload");
  user("/send a.txt");
  EXPECT_THAT(last("#lobby").text, HasSubstr("/set file_host files.example"));
  user("/set file_host files.example");
  user("/send a.txt");
  EXPECT_THAT(sent(), ElementsAre("TOKEN GENERATE FILEHOST #lobby"));
  is_given_a_token();
  EXPECT_FALSE(uploads_.back().second.trust.as_chat);
  server(":s 005 ana soju.im/FILEHOST=http://files.example/upload :are supported");
  user("/send b.txt");
  tells(1, failure("x"));
  EXPECT_THAT(shown("#lobby"), Contains(HasSubstr("b.txt was not sent: files would go in clear")));
}

TEST_F(ChatFileTest, ATokenThatIsNoWordIsNotUsed) {
  enters();
  user("/send a.txt");
  server(":s TOKEN GENERATE FILEHOST :a b");
  EXPECT_THAT(uploads_, IsEmpty());
  server(":s TOKEN GENERATE FILEHOST :unasked");
  EXPECT_THAT(uploads_, IsEmpty());
}

TEST_F(ChatFileTest, AClearFileIsNeverAnnouncedInARoomThatHasAKeyByThen) {
  enters();
  user("/send a.txt");
  is_given_a_token();
  key("#lobby", "a passphrase");
  sent();
  tells(1, done());
  EXPECT_THAT(sent(), Not(Contains(HasSubstr("PRIVMSG"))));
  EXPECT_THAT(dropped_, ElementsAre("http://127.0.0.1:8080/upload/secret"));
  EXPECT_THAT(last("#lobby").text, HasSubstr("key was set or removed meanwhile"));
}

TEST_F(ChatFileTest, AFileThatWaitsForItsTokenIsNotSentInClearIntoARoomWithAKey) {
  enters();
  user("/send a.txt");
  key("#lobby", "a passphrase");
  is_given_a_token();
  EXPECT_THAT(uploads_, IsEmpty());
}

TEST_F(ChatFileTest, InARoomWithAKeyTheFileIsEncipheredAndSoIsItsUrl) {
  enters(secure_host);
  key("#lobby", "a passphrase");
  user("/send cat.jpg");
  is_given_a_token();
  ASSERT_EQ(uploads_.size(), 1U);
  EXPECT_TRUE(uploads_.front().second.is_enciphered);
  sent();
  tells(1, done_sealed());
  const auto lines = sent();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines.front(), HasSubstr("PRIVMSG #lobby :"));
  EXPECT_THAT(lines.front(), Not(HasSubstr("http")));
  EXPECT_EQ(last("#lobby").seal, Seal::opened);
}

TEST_F(ChatFileTest, ToAServerOnThisMachineAnEncipheredFileGoesByHttpToo) {
  enters();
  key("#lobby", "a passphrase");
  user("/send cat.jpg");
  is_given_a_token();
  ASSERT_EQ(uploads_.size(), 1U);
  EXPECT_TRUE(uploads_.front().second.is_enciphered);
  sent();
  TransferNews news = done_sealed();
  auto link = std::make_shared<cipher::FileLink>();
  link->url = file_url;
  link->key = cipher::random_file_key();
  link->size = 5;
  news.link = link;
  tells(1, news);
  EXPECT_THAT(sent(), ElementsAre(HasSubstr("PRIVMSG #lobby :")));
  EXPECT_EQ(last("#lobby").announced.substr(0, file_url.size()), file_url);
}

TEST_F(ChatFileTest, AnEncipheredFileWithoutItsKeyIsNotAnnounced) {
  enters(secure_host);
  key("#lobby", "a passphrase");
  user("/send cat.jpg");
  is_given_a_token();
  sent();
  tells(1, done());  // in clear, by a mistake of ours
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_THAT(dropped_, ElementsAre("http://127.0.0.1:8080/upload/secret"));
}

TEST_F(ChatFileTest, ARoomThatLostItsKeyGetsNoFile) {
  enters(secure_host);
  user("/key #lobby");
  chat_.cancel_secret(now_);
  key("#lobby", "a passphrase");
  user("/send cat.jpg");
  user("/key #lobby remove");
  sent();
  is_given_a_token();
  EXPECT_THAT(uploads_, IsEmpty());
}

TEST_F(ChatFileTest, AfterALostConnectionTheTokenIsAskedForAgain) {
  enters();
  user("/send a.txt");
  chat_.on_lost("gone", now_.mono_ms, now_);
  connect(echoing, file_host_here);
  join_lobby();
  after(1'000);
  is_given_a_token();
  EXPECT_EQ(uploads_.size(), 1U);
}

TEST_F(ChatFileTest, AnAnnouncementWaitsForTheConnection) {
  enters();
  user("/send a.txt");
  is_given_a_token();
  chat_.on_lost("gone", now_.mono_ms, now_);
  tells(1, done());
  sent();
  connect(echoing, file_host_here);
  server(":ana!u@h JOIN #lobby");
  server(":s 366 ana #lobby :End");
  EXPECT_THAT(sent(), Contains(HasSubstr("PRIVMSG #lobby :" + std::string(file_url))));
}

}  // namespace
}  // namespace uvchat::cli
