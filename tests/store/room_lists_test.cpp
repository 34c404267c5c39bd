#include "store/room_lists.h"

#include <gtest/gtest.h>

namespace uvchat::store {
namespace {

TEST(ListsOfARoom, AreReadAsTheyWereWritten) {
  const decltype(Room::lists) lists{
      {'b', {"*!*@spam", "op", "1000"}}, {'b', {std::string("3:\0:", 4), "", ""}}, {'e', {}}};
  const std::string text = lists_as_text(lists);
  EXPECT_EQ(text.substr(0, 24), "b3:8:*!*@spam2:op4:1000b");
  EXPECT_EQ(lists_in(text), lists);
  EXPECT_EQ(lists_in(""), decltype(Room::lists)());
}

TEST(ListsOfARoom, AreNotInATextThatEndsEarlyOrPromisesTooMuch) {
  const std::string text = lists_as_text({{'b', {"*!*@spam", "op", "1000"}}});
  for (std::size_t size = 1; size < text.size(); ++size) {
    EXPECT_FALSE(lists_in(text.substr(0, size))) << size;
  }
  for (const char* bad : {"b", "b:", "b-1:", "b3:", "b1:9:x", "b1:99999999999999999999:x", "b1",
                          "b4294967295:1:x", "b1:1x"}) {
    EXPECT_FALSE(lists_in(bad)) << bad;
  }
}

}  // namespace
}  // namespace uvchat::store
