#include "uvchat/cipher/file_link.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace uvchat::cipher {
namespace {

constexpr std::size_t line_text_max = 220;
const std::string key_text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const std::string bare = "https://chat.example.org/f/3kq9#aes1=" + key_text + "&size=123456";

FileLink some_file(std::string type, std::string name) {
  std::array<std::uint8_t, 32> key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  return {"https://chat.example.org/f/3kq9", FileKey(key), 123'456, std::move(type),
          std::move(name)};
}

std::string text_of(std::string type, std::string name, std::size_t bytes = line_text_max) {
  return file_link_text(some_file(std::move(type), std::move(name)), bytes).value_or("");
}

TEST(FileLink, SaysKeySizeTypeAndName) {
  EXPECT_EQ(text_of("image/png", "gato.png"), bare + "&type=image/png&name=gato.png");
  EXPECT_EQ(text_of("image/svg+xml", "a b&c#d.svg"),
            bare + "&type=image/svg+xml&name=a%20b%26c%23d.svg");
}

TEST(FileLink, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(text_of("", ""), bare);
  EXPECT_EQ(text_of("no type", "a"), bare + "&name=a");
  EXPECT_EQ(text_of("text/plain", ""), bare + "&type=text/plain");
}

TEST(FileLink, SaysNothingOfWhereTheFileLay) {
  EXPECT_EQ(text_of("", "/home/ana/gato.png"), bare + "&name=gato.png");
  EXPECT_EQ(text_of("", "C:\\Users\\ana\\gato.png"), bare + "&name=gato.png");
}

TEST(FileLink, ShortensTheNameBeforeItsExtension) {
  const std::string begin = bare + "&type=image/png&name=";
  EXPECT_EQ(text_of("image/png", "fotografia.png", begin.size() + 8), begin + "foto.png");
  EXPECT_EQ(text_of("image/png", "sin punto", begin.size() + 6), begin + "sin%20");
  EXPECT_EQ(text_of("image/png", ".escondido", begin.size() + 4), begin + ".esc");
  // A character is not cut, nor is its escape.
  EXPECT_EQ(text_of("image/png", "ñañ.png", begin.size() + 15), begin + "%C3%B1a.png");
  EXPECT_EQ(text_of("image/png", "ñañ.png", begin.size() + 10), begin + "%C3%B1.png");
}

TEST(FileLink, LeavesOutNameAndTypeWhereNothingOfTheNameFits) {
  const std::string begin = bare + "&type=image/png&name=";
  EXPECT_EQ(text_of("image/png", "foto.png", begin.size() + 4), bare);
  EXPECT_EQ(text_of("image/png", "foto.png", begin.size() - 8), bare);
  EXPECT_EQ(text_of("image/png", "", bare.size() + 3), bare);
  EXPECT_EQ(text_of("image/png", "foto.png", bare.size()), bare);
}

TEST(FileLink, FailsWhereEvenThatDoesNotFit) {
  EXPECT_FALSE(file_link_text(some_file("", ""), bare.size() - 1).has_value());
  FileLink link = some_file("", "");
  for (const char* url : {"ftp://host/f", "https://host", "https:///f", "https://host/f#x",
                          "https://host/a b", "https://host/caf\u00e9", ""}) {
    link.url = url;
    EXPECT_FALSE(file_link_text(link, line_text_max).has_value()) << url;
  }
}

TEST(FileLink, IsReadBack) {
  const auto link = parse_file_link(text_of("image/png", "mañana & más.png"));
  ASSERT_TRUE(link.has_value());
  EXPECT_EQ(link->url, "https://chat.example.org/f/3kq9");
  EXPECT_EQ(link->size, 123'456U);
  EXPECT_EQ(link->type, "image/png");
  EXPECT_EQ(link->name, "mañana & más.png");
  EXPECT_EQ(link->key->bytes()[31], 31);
}

TEST(FileLink, IsReadInAnyOrderAndWithMore) {
  const auto link = parse_file_link("https://h/f#name=a&later=1&size=0&&aes1=" + key_text);
  ASSERT_TRUE(link.has_value());
  EXPECT_EQ(link->size, 0U);
  EXPECT_EQ(link->name, "a");
  EXPECT_EQ(link->type, "");
}

TEST(FileLink, OfAFileInClearHasNoKey) {
  const FileLink said{"http://127.0.0.1:8080/f", std::nullopt, 5, "image/png", "a b.png"};
  const std::string text = file_link_text(said, line_text_max).value_or("");
  EXPECT_EQ(text, "http://127.0.0.1:8080/f#size=5&type=image/png&name=a%20b.png");
  const auto link = parse_file_link(text);
  ASSERT_TRUE(link.has_value());
  EXPECT_FALSE(link->key.has_value());
  EXPECT_EQ(link->size, 5U);
  EXPECT_EQ(link->name, "a b.png");
  EXPECT_EQ(file_link_text({"https://h/f", {}, {}, "", ""}, line_text_max), "https://h/f");
  EXPECT_FALSE(parse_file_link("https://h/f#size=x")->size.has_value());
}

TEST(FileLink, SaysHowLargeAPictureIs) {
  FileLink said{"https://h/f", std::nullopt, 5, "image/png", "a.png", PixelExtent{640, 480}};
  const std::string text = "https://h/f#size=5&type=image/png&name=a.png&w=640&h=480";
  EXPECT_EQ(file_link_text(said, line_text_max), text);
  EXPECT_EQ(parse_file_link(text)->extent, (PixelExtent{640, 480}));
  EXPECT_EQ(file_link_text(said, text.size() - 5), "https://h/f#size=5&type=image/png&name=a.png");
  said.name = "abc.png";  // the name loses what has to go
  EXPECT_EQ(file_link_text(said, text.size()), text);
  for (const char* extent :
       {"&w=640", "&w=0&h=480", "&w=640&h=32768", "&w=640&h=-1", "&w=6x&h=4"}) {
    EXPECT_FALSE(parse_file_link("https://h/f#size=5" + std::string(extent))->extent) << extent;
  }
}

TEST(FileLink, LosesPathsAndControlsOfANameWhenRead) {
  const auto name = [](const std::string& encoded) {
    return parse_file_link(bare + "&name=" + encoded)->name;
  };
  EXPECT_EQ(name("..%2F..%2Fetc%2Fpasswd"), "passwd");
  EXPECT_EQ(name("../../etc/passwd"), "passwd");
  EXPECT_EQ(name("C:%5Cautoexec.bat"), "autoexec.bat");
  EXPECT_EQ(name(".."), "");
  EXPECT_EQ(name("%2e%2e"), "");
  EXPECT_EQ(name("a%2f"), "");
  EXPECT_EQ(name("a%00b%0D%0A%1b.png"), "ab.png");
  EXPECT_EQ(name("cv%E2%80%AEgpj.exe"), "cvgpj.exe");  // or it would end in ".jpg" on the screen
  EXPECT_EQ(name("%FF"), "\uFFFD");
  EXPECT_EQ(name("100%"), "100%");
  EXPECT_EQ(name("%zz%4"), "%zz%4");
}

TEST(FileLink, OfAnotherFormIsNone) {
  const std::vector<std::string> others = {"",
                                           "hola",
                                           "mira " + bare,
                                           bare + " ",
                                           "ftp" + bare.substr(5),
                                           "https://h/f#aes1=" + key_text,
                                           "https://h/f#size=-1&aes1=" + key_text,
                                           "https://h/f#size=1x&aes1=" + key_text,
                                           "https://h/f#size=&aes1=" + key_text,
                                           "https://h/f#size=18446744073709551615&aes1=" + key_text,
                                           "https://h/f#size=1&aes1=" + key_text + "A",
                                           "https://h/f#size=1&aes1=" + key_text + "=",
                                           "https://h/f#size=1&aes1=" + key_text.substr(1),
                                           "https:///f#size=1&aes1=" + key_text,
                                           "https://h#size=1&aes1=" + key_text,
                                           bare + "#",
                                           bare + "&name=\u00f1"};
  for (const std::string& text : others) EXPECT_FALSE(parse_file_link(text).has_value()) << text;
}

TEST(FileLink, WithATypeThatIsNoneHasNone) {
  for (const char* type : {"image", "/png", "image/", "a/b/c", "image/p%20ng", "image/png;x=y"}) {
    EXPECT_EQ(parse_file_link(bare + "&type=" + type)->type, "") << type;
  }
}

}  // namespace
}  // namespace uvchat::cipher
