// Every single bit of a line, and every character, is under its key's guard.

#include <gtest/gtest.h>

#include "tests/cipher/vectors.h"
#include "uvchat/base/base64.h"
#include "uvchat/cipher/conversation.h"

namespace uvchat::cipher {
namespace {

constexpr std::string_view prefix = "+aes1 ";

// One line of class ok, and a reader who has its key and nothing opened yet.
class ChangedLine : public testing::TestWithParam<const char*> {
 protected:
  ChangedLine() : entry_(vector_of("lines", GetParam())) {
    for (const auto& key : entry_["keys"]) reader_.add_key(root_of(key.get<std::string>()));
  }

  LineClass class_of(std::string_view line) {
    return reader_
        .open(kind_of(entry_["kind"].get<std::string>()), entry_["target"].get<std::string>(),
              entry_["sender"].get<std::string>(), line)
        .line_class;
  }
  std::string line() const { return entry_["line"].get<std::string>(); }

 private:
  const nlohmann::json& entry_;
  Conversation reader_;
};

INSTANTIATE_TEST_SUITE_P(Vectors, ChangedLine,
                         testing::Values("ok-hello", "ok-29", "ok-220", "ok-private", "ok-notice"),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           name[2] = '_';
                           return name;
                         });

TEST_P(ChangedLine, BySomeBitIsOfAnotherKeyOrDamaged) {
  std::vector<std::uint8_t> bytes = *from_base64url(line().substr(prefix.size()));
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80 >> (bit % 8));
    bytes[bit / 8] ^= mask;
    EXPECT_EQ(class_of(std::string(prefix) + to_base64url(bytes)),
              bit < 128 ? LineClass::other_key : LineClass::damaged)
        << "bit " << bit;
    bytes[bit / 8] ^= mask;
  }
  EXPECT_EQ(class_of(line()), LineClass::ok);
}

TEST_P(ChangedLine, BySomeCharacterIsOfAnotherKeyOrDamaged) {
  for (std::size_t at = prefix.size(); at < line().size(); ++at) {
    for (int c = 0; c < 256; ++c) {
      std::string changed = line();
      if (changed[at] == static_cast<char>(c)) continue;
      changed[at] = static_cast<char>(c);
      const LineClass found = class_of(changed);
      // The key id's 128 bits are in the first 22 characters.
      const bool may_be_other = at <= prefix.size() + 21;
      EXPECT_TRUE(found == LineClass::damaged || (may_be_other && found == LineClass::other_key))
          << "character " << at << " became " << c;
    }
  }
  EXPECT_EQ(class_of(line()), LineClass::ok);
}

TEST_P(ChangedLine, CutAnywhereIsDamagedOrOfAnotherKey) {
  for (std::size_t size = prefix.size(); size < line().size(); ++size) {
    EXPECT_EQ(class_of(line().substr(0, size)), LineClass::damaged) << size << " characters left";
  }
  for (std::size_t at = prefix.size(); at < line().size(); ++at) {
    EXPECT_EQ(class_of(line().erase(at, 1)), LineClass::damaged) << "without character " << at;
  }
  EXPECT_EQ(class_of(line()), LineClass::ok);
}

}  // namespace
}  // namespace uvchat::cipher
