#include "screen/key_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace uvchat::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A terminal whose reads and whose clock are the test.
class Keyboard : public testing::Test {
 protected:
  void types(std::string_view bytes) { decoder_.take(bytes, now_ms_); }
  void waits(std::uint64_t ms) { now_ms_ += ms; }

  // "é", "paste:...", "ctrl-c", "alt-a", "left": what came of it since the last call.
  std::vector<std::string> keys() {
    std::vector<std::string> names;
    while (const auto press = decoder_.next(now_ms_)) {
      names.push_back(name_of(*press));
      left_out_ = press->left_out;
    }
    return names;
  }

  static std::string name_of(const KeyPress& press) {
    switch (press.key) {
      case Key::text:
        return press.text;
      case Key::paste:
        return "paste:" + press.text;
      case Key::control:
        return "ctrl-" + press.text;
      case Key::alt:
        return "alt-" + press.text;
      case Key::enter:
        return "enter";
      case Key::escape:
        return "escape";
      case Key::left:
        return "left";
      case Key::alt_left:
        return "alt-left";
      case Key::word_right:
        return "word-right";
      case Key::wheel_up:
        return "wheel-up";
      case Key::f5:
        return "f5";
      default:
        return "another";
    }
  }

  KeyDecoder decoder_;
  std::uint64_t now_ms_ = 1000;
  std::size_t left_out_ = 0;
};

TEST_F(Keyboard, TextAndKeysComeInTheirOrder) {
  types("caf\u00e9\rx\033[D\003\033a");
  EXPECT_THAT(keys(), ElementsAre("caf\u00e9", "enter", "x", "left", "ctrl-c", "alt-a"));
}

TEST_F(Keyboard, ACharacterMayComeInAnyNumberOfReads) {
  types("caf\xc3");
  EXPECT_THAT(keys(), ElementsAre("caf"));
  waits(60'000);
  EXPECT_THAT(keys(), IsEmpty());
  types("\xa9 \xf0\x9f");
  EXPECT_THAT(keys(), ElementsAre("\u00e9 "));
  types("\x98");
  EXPECT_THAT(keys(), IsEmpty());
  types("\x80");
  EXPECT_THAT(keys(), ElementsAre("\U0001f600"));
}

TEST_F(Keyboard, BytesOfNoCharacterAreMarkedAndEatNothing) {
  types(
      "\xff"
      "a\xc3"
      "b\xe6\x97\r");
  EXPECT_THAT(keys(), ElementsAre("\ufffd"
                                  "a\ufffd"
                                  "b\ufffd\ufffd",
                                  "enter"));
}

TEST_F(Keyboard, EscapeIsAKeyWhereNothingFollows) {
  types("\033");
  EXPECT_THAT(keys(), IsEmpty());
  EXPECT_EQ(decoder_.due_ms(), now_ms_ + KeyDecoder::escape_ms);
  waits(KeyDecoder::escape_ms);
  EXPECT_THAT(keys(), ElementsAre("escape"));
  EXPECT_EQ(decoder_.due_ms(), std::nullopt);
}

TEST_F(Keyboard, ASequenceMayComeInPieces) {
  for (const char* const piece : {"\033[", "1;", "5", "C"}) {
    EXPECT_THAT(keys(), IsEmpty());
    types(piece);
    waits(KeyDecoder::escape_ms + 1);
  }
  EXPECT_THAT(keys(), ElementsAre("word-right"));
}

TEST_F(Keyboard, ASequenceThatEndsNowhereIsGivenUp) {
  types("\033[1;5");
  EXPECT_THAT(keys(), IsEmpty());
  waits(KeyDecoder::sequence_ms);
  EXPECT_THAT(keys(), IsEmpty());
  types("hello");
  EXPECT_THAT(keys(), ElementsAre("hello"));
  types("\033[");
  waits(KeyDecoder::sequence_ms);
  EXPECT_THAT(keys(), ElementsAre("alt-["));
  types("\033[12\rx");
  EXPECT_THAT(keys(), ElementsAre("enter", "x"));
}

TEST_F(Keyboard, AnUnknownSequenceIsNoText) {
  types("a\033[?62;c\033[200;3Rb\033[Pc\033[M !!d");
  EXPECT_THAT(keys(), ElementsAre("a", "b", "c", "d"));
}

TEST_F(Keyboard, TheWheelTurnsSomewhere) {
  types("\033[<65;40;2M");
  const auto press = decoder_.next(now_ms_);
  ASSERT_TRUE(press);
  EXPECT_EQ(press->key, Key::wheel_down);
  EXPECT_EQ(press->row, 1U);
  EXPECT_EQ(press->column, 39U);
  types("\033[<64;0;0M\033[<64M\033[<64;99999999999999999999;1M\033[<0;1;1M\033[<0;1;1mx");
  EXPECT_THAT(keys(), ElementsAre("x"));
}

TEST_F(Keyboard, TheTerminalTellsOfItsFocus) {
  types("\033[O\033[Ix");
  EXPECT_EQ(decoder_.next(now_ms_)->key, Key::focus_out);
  EXPECT_EQ(decoder_.next(now_ms_)->key, Key::focus_in);
}

TEST_F(Keyboard, TerminalsThatSayKeysInOtherWaysAreUnderstood) {
  types("\033OD\033[[E\033\033[D\033[<64;10;5M");
  EXPECT_THAT(keys(), ElementsAre("left", "f5", "alt-left", "wheel-up"));
  decoder_.define("\033[99~", Key::f5);
  decoder_.define("x", Key::f5);
  types("\033[99~x");
  EXPECT_THAT(keys(), ElementsAre("f5", "x"));
}

TEST_F(Keyboard, APasteComesAsOneKey) {
  types("a\033[200~one\rtwo\033[A\003\033[201~b\r");
  EXPECT_THAT(keys(), ElementsAre("a", "paste:one\rtwo\033[A\003", "b", "enter"));
}

TEST_F(Keyboard, APasteMayBeCutAnywhere) {
  const std::string all = "\033[200~caf\u00e9\033[20\rz\033[201~x";
  for (std::size_t cut = 1; cut < all.size(); ++cut) {
    types(all.substr(0, cut));
    std::vector<std::string> names = keys();
    types(all.substr(cut));
    for (const std::string& name : keys()) names.push_back(name);
    EXPECT_THAT(names, ElementsAre("paste:caf\u00e9\033[20\rz", "x")) << cut;
  }
}

TEST_F(Keyboard, APasteWithoutItsEndIsOverWhenNothingMoreComes) {
  types("\033[200~pasted");
  EXPECT_THAT(keys(), IsEmpty());
  EXPECT_EQ(decoder_.pasting(), 6U);
  waits(KeyDecoder::paste_silence_ms - 1);
  types("\rtyped\r");
  EXPECT_THAT(keys(), IsEmpty());
  EXPECT_EQ(decoder_.due_ms(), now_ms_ + KeyDecoder::paste_silence_ms);
  waits(KeyDecoder::paste_silence_ms);
  EXPECT_THAT(keys(), ElementsAre("paste:pasted\rtyped\r"));
  EXPECT_EQ(decoder_.pasting(), std::nullopt);
  types("after\r");
  EXPECT_THAT(keys(), ElementsAre("after", "enter"));
}

TEST_F(Keyboard, ATypedEscapeOrCtrlCEndsAPasteAndLosesNothing) {
  for (const char* const key : {"\033", "\003"}) {
    types("\033[200~pasted");
    EXPECT_THAT(keys(), IsEmpty());
    types(key);
    waits(KeyDecoder::escape_ms);
    EXPECT_THAT(keys(), ElementsAre("paste:pasted"));
    types("x");
    EXPECT_THAT(keys(), ElementsAre("x"));
  }
}

TEST_F(Keyboard, APasteThatIsTooLongSaysHowMuchIsMissing) {
  types("\033[200~x");
  for (std::size_t i = 0; i < KeyDecoder::paste_bytes_max; ++i) {
    types("\u00e9");
    EXPECT_THAT(keys(), IsEmpty());
  }
  types("\033[201~");
  const auto names = keys();
  ASSERT_EQ(names.size(), 1U);
  EXPECT_EQ(names[0].size(), std::string("paste:").size() + KeyDecoder::paste_bytes_max - 1);
  EXPECT_TRUE(names[0].ends_with("\u00e9"));
  EXPECT_EQ(left_out_, KeyDecoder::paste_bytes_max + 2);
}

}  // namespace
}  // namespace uvchat::cli
