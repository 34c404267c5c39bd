#include "chat/state_file.h"
#include "tests/client/chat_conversation.h"

namespace uvchat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// A room that has a key, and another name.
class ChatRenameTest : public ChatConversation {
 protected:
  void in_a_room_with_a_key() {
    connect();
    join_lobby();
    key("#lobby", "secret of us all");
    sent();
  }

  std::vector<std::string> closed() {
    return read_state(state_file_, "127.0.0.1:6667", "ana")->closed;
  }
};

TEST_F(ChatRenameTest, IsRenamedByARawLineThatSaysNothingElse) {
  in_a_room_with_a_key();
  user("/raw RENAME #lobby #hall :because of the secret");
  user("/raw RENAME #lobby :#hall and more");
  user("/raw RENAME #lobby hall");
  EXPECT_THAT(sent(), IsEmpty());
  user("/raw RENAME #lobby #hall");
  EXPECT_THAT(sent(), ElementsAre("RENAME #lobby #hall"));
}

TEST_F(ChatRenameTest, ItsOldNameStaysClosedUntilTheUserOpensIt) {
  in_a_room_with_a_key();
  server(":bob!u@h RENAME #lobby #hall :");
  EXPECT_THAT(closed(), UnorderedElementsAre("#hall", "#lobby"));
  user("/join #lobby");
  server(":ana!u@h JOIN #lobby");
  sent();
  user("hello, others");
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_THAT(shown("#lobby"), Contains(HasSubstr("/key #lobby remove unlocks it")));
  user("/key #lobby remove");
  user("hello, others");
  EXPECT_THAT(sent(), ElementsAre("PRIVMSG #lobby :hello, others"));
  EXPECT_THAT(closed(), ElementsAre("#hall"));
  user("/go #hall");
  user("still secret");
  const auto lines = sent();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines.front(), HasSubstr("PRIVMSG #hall :+aes1"));
}

TEST_F(ChatRenameTest, AnOldNameThatIsNotOpenIsOpenedToo) {
  in_a_room_with_a_key();
  server(":bob!u@h RENAME #lobby #hall :");
  user("/key #lobby remove");
  EXPECT_EQ(last("#hall").text,
            "#lobby has no key any more: what you say there now leaves in clear.");
  EXPECT_THAT(closed(), ElementsAre("#hall"));
  EXPECT_EQ(room("#hall").cipher.substr(0, 4), "aes1");
}

}  // namespace
}  // namespace uvchat::cli
