#include "chat/drawing.h"
#include "tests/client/chat_conversation.h"

// Files that the user fetches, as far as the chat decides.

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

const std::string stored = "http://127.0.0.1:8080/files/0123.jpg";
const std::string elsewhere = "https://files.example/0123.jpg";
const std::string file_key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const std::string sealed = "https://chat.example.org/files/4567#aes1=" + file_key +
                           "&size=3000000&type=image/png&name=my%20cat.png";

class ChatGetTest : public ChatConversation {
 protected:
  ChatGetTest() {
    connect(echoing, "soju.im/FILEHOST=http://127.0.0.1:8080/upload");
    join_lobby();
  }
  void says(const std::string& nick, const std::string& what) {
    server(":" + nick + "!u@h PRIVMSG #lobby :" + what);
  }
  void tells(std::uint64_t ticket, const TransferNews& news) {
    chat_.on_transfer(ticket, news, now_);
  }
  void saves(std::uint64_t ticket, const std::string& path) {
    TransferNews news{.step = TransferNews::Step::done, .bytes = 3'000'000};
    news.place = path;
    tells(ticket, news);
  }
};

TEST_F(ChatGetTest, FilesThatWereAnnouncedAreListedTheNewestFirst) {
  says("luis", stored);
  says("luis", "look at http://127.0.0.1:8080/files/9999.jpg");
  says("eva", sealed);
  says("eva", elsewhere);
  user("/get");
  EXPECT_EQ(last("#lobby").kind, EntryKind::page);
  EXPECT_THAT(last("#lobby").text,
              MatchesRegex("Files that were announced here:\n"
                           "2  my cat.png .chat.example.org.  3.0 MB  eva  ..:..\n"
                           "1  0123.jpg  luis  ..:..\n"
                           "/get NUMBER fetches one."));
}

TEST_F(ChatGetTest, AFileWhoseNameIsNotAnnouncedIsListedByWhatIsKnownOfIt) {
  const std::string cat = "http://127.0.0.1:8080/files/8f14e45fceea167a5a36dedd4bea2543.jpg";
  says("luis", cat);
  user("/get");
  EXPECT_THAT(last("#lobby").text, HasSubstr("\n1  8f14e45f….jpg  luis  "));
  user("/get 1");
  const std::uint64_t ticket = downloads_.back().first;
  EXPECT_EQ(downloads_.back().second.name, "");
  saves(ticket, "/home/ana/Downloads/my cat.jpg");
  user("/get");
  EXPECT_THAT(last("#lobby").text, HasSubstr("\n1  my cat.jpg  luis  "));
  user("/get 1");
  EXPECT_EQ(downloads_.back().second.name, "");  // it is for people alone
}

TEST_F(ChatGetTest, WhereNoneWasAnnouncedThereIsNoList) {
  user("/get");
  EXPECT_THAT(last("#lobby").text, StartsWith("No file has been announced here"));
  user("/get 1");
  EXPECT_EQ(last("#lobby").text, "There is no file number 1 here; /get lists them.");
}

TEST_F(ChatGetTest, AFileIsFetchedByItsNumber) {
  says("luis", stored);
  user("/get 1");
  ASSERT_EQ(downloads_.size(), 1U);
  const auto& [ticket, order] = downloads_.front();
  EXPECT_EQ(order.url, stored);
  EXPECT_EQ(order.place, "");
  EXPECT_EQ(order.link, nullptr);
  EXPECT_TRUE(order.trust.as_chat);
  tells(ticket, {.step = TransferNews::Step::moving, .bytes = 0, .bytes_all = 4'000'000});
  after(1'000);
  tells(ticket, {.step = TransferNews::Step::moving, .bytes = 1'000'000, .bytes_all = 4'000'000});
  EXPECT_THAT(shown("#lobby"),
              Contains("Fetching 0123.jpg  [#####---------------]  25 %  1.0 MB of 4.0 MB  "
                       "1.0 MB/s  4 s left"));
  saves(ticket, "/home/ana/Downloads/0123.jpg");
  EXPECT_THAT(shown("#lobby"), Contains("Saved as /home/ana/Downloads/0123.jpg (3.0 MB)."));
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatGetTest, AFileKeepsItsNumber) {
  says("luis", stored);
  EXPECT_EQ(last("#lobby").file_number, 1U);
  says("eva", sealed);
  EXPECT_EQ(last("#lobby").file_number, 2U);
  user("/get 1");
  EXPECT_EQ(downloads_.back().second.url, stored);
}

TEST_F(ChatGetTest, ALineThatAnnouncesAFileSaysWhatItIsAndNotItsUrl) {
  says("luis", stored + "#size=18&type=text/plain&name=notes.txt&w=1&h=1&blur=11____");
  EXPECT_EQ(last("#lobby").text, "file notes.txt, 18 B");
  EXPECT_EQ(last("#lobby").leads_to, stored);
  says("luis", stored);
  EXPECT_EQ(last("#lobby").text, "file 0123.jpg");
  says("eva", sealed);
  EXPECT_EQ(last("#lobby").text, "file my cat.png (chat.example.org), 3.0 MB");
  EXPECT_EQ(last("#lobby").leads_to, "");  // a browser would get what is encrypted
  const std::string of_a_stranger = elsewhere + "#size=5&name=a.png";
  says("luis", of_a_stranger);
  EXPECT_EQ(last("#lobby").text, of_a_stranger);
  EXPECT_EQ(last("#lobby").file_number, 0U);
}

TEST_F(ChatGetTest, WhatAFileIsCalledSteersNothingAndIsNotLong) {
  says("eva", stored + "#size=5&name=a%1B%5B2Jcv%E2%80%AEgpj.exe");
  EXPECT_EQ(last("#lobby").text, "file a[2Jcvgpj.exe, 5 B");
  says("eva", stored + "#size=5&name=%2Fetc%2F" + std::string(300, 'x') + ".png");
  EXPECT_EQ(last("#lobby").text, "file " + std::string(55, 'x') + "….png, 5 B");
  says("eva", stored + "#name=" + std::string(3'000, 'x'));
  EXPECT_THAT(last("#lobby").text, StartsWith("http://"));
}

TEST_F(ChatGetTest, ADamagedKeyIsToldAndNotShown) {
  user("/get https://chat.example.org/files/4567#aes1=" + file_key + "A&size=5");
  EXPECT_THAT(last("#lobby").text, HasSubstr("is damaged"));
  EXPECT_THAT(last("#lobby").text, Not(HasSubstr(file_key)));
  user("/get ftp://chat.example.org/files/4567#aes1=" + file_key + "&size=5");
  EXPECT_EQ(last("#lobby").text.find(file_key), std::string::npos);
}

TEST_F(ChatGetTest, AnEncipheredFileIsFetchedWithItsKeyWhichTheServerDoesNotSee) {
  says("eva", sealed);
  user("/get 1 '~/a cat.png'");
  ASSERT_EQ(downloads_.size(), 1U);
  const DownloadOrder& order = downloads_.front().second;
  EXPECT_EQ(order.url, "https://chat.example.org/files/4567");
  EXPECT_EQ(order.name, "my cat.png");
  EXPECT_EQ(order.place, "~/a cat.png");
  ASSERT_NE(order.link, nullptr);
  EXPECT_EQ(order.link->size, 3'000'000U);
  EXPECT_EQ(order.link->key->bytes()[31], 31);
  EXPECT_FALSE(order.trust.as_chat);
}

TEST_F(ChatGetTest, AUrlThatTheUserNamesIsFetchedToo) {
  user("/get " + elsewhere);
  EXPECT_EQ(downloads_.back().second.url, elsewhere);
  user("/set download_folder ~/Files");
  chat_.on_transfer(1, {.step = TransferNews::Step::failed}, now_);
  user("/get " + stored);
  EXPECT_EQ(downloads_.back().second.folder, "~/Files");
}

TEST_F(ChatGetTest, WhatWouldGoInClearOrIsNoFileIsNotFetched) {
  for (const std::string& url :
       {std::string("http://files.example/a"), std::string("ftp://127.0.0.1/a"),
        std::string("file:///etc/passwd"), std::string("https://a@b/c"), std::string("cat.jpg"),
        std::string("http://127.0.0.1.evil.example/a")}) {
    user("/get " + url);
    EXPECT_THAT(last("#lobby").text, StartsWith("That is no URL that files are fetched from: "))
        << url;
  }
  EXPECT_THAT(downloads_, IsEmpty());
}

TEST_F(ChatGetTest, OneIsFetchedAfterTheOtherAndAllCanBeCancelled) {
  says("eva", sealed);
  says("luis", stored);
  user("/get 1");
  user("/get 2");
  EXPECT_EQ(downloads_.size(), 1U);
  TransferNews failure{.step = TransferNews::Step::failed};
  failure.why = "it is not there any more";
  tells(1, failure);
  EXPECT_EQ(last("#lobby").text, "my cat.png was not fetched: it is not there any more.");
  EXPECT_EQ(downloads_.size(), 2U);
  user("/get --cancel foo");
  EXPECT_EQ(last("#lobby").text,
            "/get --cancel stands alone, and gives up all that is being fetched for this room.");
  EXPECT_THAT(stopped_, IsEmpty());
  user("/get --cancel ");
  EXPECT_THAT(stopped_, ElementsAre(2));
  saves(2, "/tmp/x");
  EXPECT_THAT(shown("#lobby"), Contains("0123.jpg was cancelled."));
  user("/get --cancel");
  EXPECT_EQ(last("#lobby").text, "Nothing is under way here.");
}

TEST_F(ChatGetTest, APictureIsDrawnOnTheScreenAndNotSaved) {
  says("eva", sealed);
  user("/show 1");
  EXPECT_EQ(last("#lobby").text, "Pictures are drawn on the full screen alone.");
  chat_.set_canvas({20, 60, true});
  user("/show 1");
  ASSERT_EQ(downloads_.size(), 1U);
  const auto& [ticket, order] = downloads_.front();
  ASSERT_TRUE(order.canvas.has_value());
  EXPECT_EQ(order.canvas->columns, 60U);
  TransferNews news{.step = TransferNews::Step::done};
  news.drawing = "\033[38;5;196mab\n";
  tells(ticket, news);
  ASSERT_NE(chat_.drawing(), nullptr);
  EXPECT_EQ(chat_.drawing()->name, "my cat.png");
  ASSERT_EQ(chat_.drawing()->rows.size(), 1U);
  EXPECT_EQ(chat_.drawing()->rows[0].size(), 2U);
  EXPECT_THAT(shown("#lobby"), Contains("my cat.png was drawn on the screen."));
  chat_.close_drawing();
  EXPECT_EQ(chat_.drawing(), nullptr);
}

TEST_F(ChatGetTest, ALineThatWasTakenBackAnnouncesNothing) {
  server("@msgid=m1 :luis!u@h PRIVMSG #lobby :" + stored);
  server(":luis!u@h REDACT #lobby m1");
  EXPECT_EQ(room("#lobby").entries.back().announced, "");
  user("/get 1");
  EXPECT_THAT(downloads_, IsEmpty());
  user("/get");
  EXPECT_THAT(last("#lobby").text, HasSubstr("No file"));
}

}  // namespace
}  // namespace uvchat::cli
