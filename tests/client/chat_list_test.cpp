#include "chat/list.h"

#include <sstream>
#include "tests/client/chat_conversation.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// What /list shows, and where.
class ChatListTest : public ChatConversation {
 protected:
  void in_lobby(std::string_view isupport = "") {
    connect("", isupport);
    join_lobby();
  }

  // Of that many rooms.
  void answer(std::size_t count) {
    server(":s 321 ana Channel :Users  Name");
    for (std::size_t i = 1; i <= count; ++i) {
      server(":s 322 ana #room" + std::to_string(i) + " " + std::to_string(i) + " :about it");
    }
    server(":s 323 ana :End of /LIST");
  }

  void answer_with_three() {
    server(":s 321 ana Channel :Users  Name");
    server(":s 322 ana #music 7 :all kinds");
    server(":s 322 ana #Maths 12 :");
    server(":s 322 ana #art 7 :paint");
    server(":s 323 ana :End of /LIST");
  }

  // The lines of the latest page.
  std::vector<std::string> answers() {
    std::vector<std::string> lines;
    if (last("#lobby").kind != EntryKind::page) return lines;
    std::istringstream page(last("#lobby").text);
    for (std::string line; std::getline(page, line);) lines.push_back(line);
    return lines;
  }
};

TEST_F(ChatListTest, TheLargestRoomsComeFirstThenByName) {
  in_lobby();
  user("/list");
  EXPECT_THAT(sent(), ElementsAre("LIST"));
  answer_with_three();
  EXPECT_THAT(answers(), ElementsAre("#Maths  12 people", "#art    7 people   paint",
                                     "#music  7 people   all kinds", "Rooms: 3"));
}

TEST_F(ChatListTest, ItIsShownWhereTheUserIsAndMovesNobody) {
  in_lobby();
  server(":ana!u@h JOIN #other");
  const std::size_t before = chat_.current();
  user("/list");
  EXPECT_EQ(chat_.current(), before);
  answer_with_three();
  EXPECT_EQ(chat_.current(), before);
  EXPECT_EQ(answers().back(), "Rooms: 3");
}

TEST_F(ChatListTest, AWordOrAMaskOrANumberOfMembersFilters) {
  in_lobby();
  user("/list mat");
  EXPECT_THAT(sent(), ElementsAre("LIST"));
  answer_with_three();
  EXPECT_THAT(answers(), ElementsAre("#Maths  12 people", "Rooms that match: 1 of 3"));
  user("/list #m* <10");
  answer_with_three();
  EXPECT_EQ(answers().front(), "#music  7 people  all kinds");
  user("/list >12");
  answer_with_three();
  EXPECT_EQ(last("#lobby").text, "The server shows no such room.");
  sent();
  for (const char* const wrong : {"/list >", "/list >ten", "/list a b", "/list <-1"}) {
    user(wrong);
    EXPECT_THAT(last("#lobby").text, StartsWith("Usage: /list")) << wrong;
  }
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ChatListTest, AServerThatFiltersByMembersIsAskedTo) {
  in_lobby("ELIST=CMNTU");
  user("/list >10 <99 maths");
  EXPECT_THAT(sent(), ElementsAre("LIST >10,<99"));
}

TEST_F(ChatListTest, OfALongListTheLargestRoomsAreShown) {
  in_lobby();
  user("/list");
  answer(1000);
  EXPECT_EQ(answers().size(), RoomList::rows_max + 1);
  EXPECT_EQ(answers().front(), "#room1000  1000 people  about it");
  EXPECT_THAT(answers().back(), StartsWith("These are the 100 largest of 1000 rooms"));
}

TEST_F(ChatListTest, ASecondListTakesThePlaceOfTheFirst) {
  in_lobby();
  user("/list");
  user("/list art");
  answer_with_three();
  EXPECT_THAT(answers(), IsEmpty());
  answer_with_three();
  EXPECT_THAT(answers(), ElementsAre("#art  7 people  paint", "Rooms that match: 1 of 3"));
}

TEST_F(ChatListTest, AListThatTheConnectionBrokeOffIsForgotten) {
  in_lobby();
  user("/list");
  server(":s 322 ana #music 7 :all kinds");
  chat_.on_lost("it broke", now_.mono_ms + 1000, now_);
  connect();
  join_lobby();
  user("/list");
  answer_with_three();
  EXPECT_EQ(answers().back(), "Rooms: 3");
}

TEST_F(ChatListTest, TheNamesAndTopicsOfAHostileServerAreMadePrintable) {
  in_lobby();
  user("/list");
  server(":s 322 ana #e\x1b[2Jvil x :\x07topic");
  server(":s 323 ana :End of /LIST");
  EXPECT_THAT(answers(), ElementsAre("#e?[2Jvil  0 people  ?topic", "Rooms: 1"));
}

TEST_F(ChatListTest, AListAskedForByARawLineIsShownInTheServersRoom) {
  in_lobby();
  user("/raw LIST");
  answer_with_three();
  EXPECT_THAT(shown("127.0.0.1:6667"), Contains(HasSubstr("#music (7) all kinds")));
}

}  // namespace
}  // namespace uvchat::cli
