// Every entry of vectors.json is a test. What another program has made of docs/ciphered-lines.md,
// ours has to make too.

#include "tests/cipher/vectors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "cipher/kdf.h"
#include "cipher/line_key.h"
#include "cipher/sealed_line.h"
#include "uvchat/cipher/caesar.h"
#include "uvchat/cipher/conversation.h"
#include "uvchat/cipher/file_stream.h"
#include "uvchat/cipher/names.h"
#include "uvchat/cipher/passphrase.h"
#include "uvchat/cipher/split.h"

namespace uvchat::cipher {
namespace {

using nlohmann::json;

std::string text_of(const json& entry, const char* name) {
  return entry.at(name).get<std::string>();
}

class VectorTest : public testing::TestWithParam<Vector> {
 protected:
  const json& entry() const { return GetParam().json; }
  std::string text(const char* name) const { return text_of(entry(), name); }
  template <typename T>
  T number(const char* name) const {
    return entry().at(name).get<T>();
  }
};

// Declares the tests of one list.
#define UVCHAT_VECTORS(suite, list)                                          \
  class suite : public VectorTest {};                                        \
  INSTANTIATE_TEST_SUITE_P(Vectors, suite, testing::ValuesIn(vectors(list)), \
                           [](const auto& tested) { return tested.param.name; })

UVCHAT_VECTORS(Keys, "keys");
UVCHAT_VECTORS(LineKeyVectors, "line_keys");
UVCHAT_VECTORS(Folds, "folds");
UVCHAT_VECTORS(Passphrases, "passphrases");
UVCHAT_VECTORS(Lines, "lines");
UVCHAT_VECTORS(Capacity, "capacity");
UVCHAT_VECTORS(Split, "split");
UVCHAT_VECTORS(CaesarVectors, "caesar");

TEST_P(Keys, AreMadeOfTheirPassphraseAndNames) {
  const json& names = entry().at("names");
  const std::string label =
      names.size() == 1 ? room_label(names[0].get<std::string>())
                        : private_label(names[0].get<std::string>(), names[1].get<std::string>());
  EXPECT_EQ(label, text("label"));
  const auto prepared = prepare_passphrase(text("passphrase"));
  ASSERT_TRUE(prepared.has_value());
  const auto root = derive_root(*prepared, label);
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(to_hex(root->bytes()), text("root"));
  EXPECT_EQ(to_hex(root->id()), text("key_id"));
  EXPECT_EQ(short_key_id(root->id()), text("key_id").substr(0, 8));
}

TEST_P(LineKeyVectors, AreMadeOfTheRootAndTheNames) {
  const LineKind kind = kind_of(text("kind"));
  const std::string info = line_key_info(kind, text("target"), text("sender"));
  EXPECT_EQ(to_hex(info), text("info"));
  LineKeys keys(root_of(text("key")));
  EXPECT_EQ(to_hex(keys.of(kind, text("target"), text("sender"))->key.bytes()), text("line_key"));
}

TEST_P(Folds, AreEqual) { EXPECT_EQ(fold_name(text("name")), text("folded")); }

TEST_P(Passphrases, ArePreparedOrRefused) {
  const auto prepared = prepare_passphrase(text("passphrase"));
  ASSERT_EQ(prepared.has_value(), !entry().value("refused", false));
  if (prepared) {
    EXPECT_EQ(prepared->view(), text("prepared"));
  } else {
    EXPECT_FALSE(prepared.error().text.empty());
  }
}

Opened open_line(Conversation& conversation, const json& line) {
  return conversation.open(kind_of(text_of(line, "kind")), text_of(line, "target"),
                           text_of(line, "sender"), text_of(line, "line"));
}

Conversation reader_of(const json& line) {
  Conversation conversation;
  for (const json& key : line.at("keys")) conversation.add_key(root_of(key.get<std::string>()));
  return conversation;
}

TEST_P(Lines, AreOfTheirClass) {
  Conversation reader = reader_of(entry());
  for (const json& before : entry().value("after", json::array())) {
    const json& line = vector_of("lines", before.get<std::string>());
    EXPECT_EQ(class_name(open_line(reader, line).line_class), text_of(line, "class"));
  }
  const Opened opened = open_line(reader, entry());
  EXPECT_EQ(class_name(opened.line_class), text("class"));
  EXPECT_EQ(opened.key_id.has_value(), opened.line_class == LineClass::other_key);
  EXPECT_EQ(!opened.version.empty(), opened.line_class == LineClass::unknown_version);
  if (opened.line_class == LineClass::ok) {
    EXPECT_EQ(opened.text, text("text"));
    EXPECT_EQ(opened.time_s, number<std::uint32_t>("time"));
  } else {
    EXPECT_EQ(opened.text, "");
  }
}

TEST_P(Lines, AreSealedTheSame) {
  if (!entry().contains("seal")) return;
  const json& seal = entry()["seal"];
  LineKeys keys(root_of(text_of(seal, "key")));
  const LineKey& key =
      *keys.of(kind_of(text("kind")), text_of(seal, "target"), text_of(seal, "sender"));
  const auto nonce_bytes = from_hex(text_of(seal, "nonce"));
  Nonce nonce{};
  ASSERT_EQ(nonce_bytes.size(), nonce.size());
  std::copy(nonce_bytes.begin(), nonce_bytes.end(), nonce.begin());
  Gcm gcm;
  EXPECT_EQ(seal_with_nonce(gcm, keys.root().id(), key.key, nonce,
                            {number<std::uint32_t>("time"), text("text")},
                            seal.at("extra_blocks").get<std::size_t>()),
            text("line"));
}

TEST_P(Capacity, IsEqual) {
  const LineRoom room{kind_of(text("kind")), text("target").size(),
                      number<std::size_t>("prefix_bytes"), number<std::size_t>("line_bytes"),
                      number<std::size_t>("topic_bytes")};
  EXPECT_EQ(text_bytes_max(room), number<std::size_t>("text_bytes"));
}

TEST_P(Split, CutsAtTheSamePlaces) {
  const std::string whole = text("text");
  const auto parts = split_text(whole, number<std::size_t>("text_bytes"));
  EXPECT_EQ(std::vector<std::string>(parts.begin(), parts.end()),
            entry().at("parts").get<std::vector<std::string>>());
}

TEST_P(CaesarVectors, AreRotated) {
  std::string rotated = text("clear");
  rotate(rotated, number<int>("shift"));
  EXPECT_EQ(rotated, text("ciphered"));
  rotate(rotated, -number<int>("shift"));
  EXPECT_EQ(rotated, text("clear"));
}

}  // namespace
}  // namespace uvchat::cipher
