#include "uvchat/cipher/file_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <span>

#include "cipher/kdf.h"
#include "tests/cipher/vectors.h"

namespace uvchat::cipher {
namespace {

using nlohmann::json;
using Bytes = std::vector<std::uint8_t>;

FileKey file_key(const json& entry) {
  const Bytes bytes = from_hex(entry.at("key").get<std::string>());
  return FileKey(std::span<const std::uint8_t, 32>(bytes));
}

Bytes clear_file(const json& entry) {
  const Bytes pattern = from_hex(entry.at("pattern").get<std::string>());
  Bytes clear(entry.at("size").get<std::size_t>());
  for (std::size_t i = 0; i < clear.size(); ++i) clear[i] = pattern[i % pattern.size()];
  return clear;
}

Bytes sealed_file(FileKey key, const Bytes& clear) {
  FileSealer sealer(std::move(key), clear.size());
  Bytes stored;
  for (std::size_t at = 0; !sealer.done();) {
    const std::size_t bytes = sealer.next_bytes();
    const auto sealed = sealer.seal_next(std::span(clear).subspan(at, bytes));
    stored.insert(stored.end(), sealed.begin(), sealed.end());
    at += bytes;
  }
  return stored;
}

// Nothing where it is damaged.
std::optional<Bytes> opened_file(FileKey key, std::uint64_t announced, const Bytes& stored) {
  auto opener = FileOpener::start(std::move(key), announced, stored.size());
  if (!opener) return std::nullopt;
  Bytes clear;
  for (std::size_t at = 0; !opener->done();) {
    const std::size_t bytes = opener->next_bytes();
    const auto opened = opener->open_next(std::span(stored).subspan(at, bytes));
    if (!opened) return std::nullopt;
    clear.insert(clear.end(), opened->begin(), opened->end());
    at += bytes;
  }
  return clear;
}

std::string hash_of(const Bytes& bytes) {
  return to_hex(sha256({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
}

void swap_chunks(Bytes& stored, std::size_t a, std::size_t b, bool copy) {
  constexpr std::size_t chunk = file_chunk_bytes + 16;
  const auto chunk_at = [&](std::size_t index) {
    const auto begin = stored.begin() + static_cast<std::ptrdiff_t>(index * chunk);
    const std::size_t bytes = std::min(chunk, stored.size() - index * chunk);
    return Bytes(begin, begin + static_cast<std::ptrdiff_t>(bytes));
  };
  std::vector<Bytes> chunks;
  for (std::size_t i = 0; i * chunk < stored.size(); ++i) chunks.push_back(chunk_at(i));
  if (copy) {
    chunks[b] = chunks[a];
  } else {
    std::swap(chunks[a], chunks[b]);
  }
  stored.clear();
  for (const Bytes& bytes : chunks) stored.insert(stored.end(), bytes.begin(), bytes.end());
}

void edit(Bytes& stored, const json& how) {
  if (how.contains("cut_to")) stored.resize(how["cut_to"].get<std::size_t>());
  if (how.contains("append_zero_bytes")) {
    stored.resize(stored.size() + how["append_zero_bytes"].get<std::size_t>());
  }
  if (how.contains("flip")) {
    stored[how["flip"]["byte"].get<std::size_t>()] ^= how["flip"]["mask"].get<std::uint8_t>();
  }
  for (const char* const name : {"swap_chunks", "copy_chunk"}) {
    if (!how.contains(name)) continue;
    const auto chunks = how[name].get<std::vector<std::size_t>>();
    swap_chunks(stored, chunks[0], chunks[1], std::string_view(name) == "copy_chunk");
  }
}

class Files : public testing::TestWithParam<Vector> {};
class DamagedFiles : public testing::TestWithParam<Vector> {};

const auto name_of_vector = [](const auto& tested) { return tested.param.name; };
INSTANTIATE_TEST_SUITE_P(Vectors, Files, testing::ValuesIn(vectors("files")), name_of_vector);
INSTANTIATE_TEST_SUITE_P(Vectors, DamagedFiles, testing::ValuesIn(vectors("files_damaged")),
                         name_of_vector);

TEST_P(Files, AreSealedTheSameAndOpened) {
  const json& entry = GetParam().json;
  const Bytes clear = clear_file(entry);
  const Bytes stored = sealed_file(file_key(entry), clear);
  EXPECT_EQ(stored.size(), entry.at("ciphertext_size").get<std::size_t>());
  EXPECT_EQ(stored.size(), sealed_file_bytes(clear.size()));
  EXPECT_EQ(hash_of(stored), entry.at("ciphertext_sha256").get<std::string>());
  if (entry.contains("ciphertext")) {
    EXPECT_EQ(to_hex(stored), entry["ciphertext"].get<std::string>());
  }
  EXPECT_TRUE(opened_file(file_key(entry), clear.size(), stored) == clear);
}

TEST_P(DamagedFiles, AreFoundOut) {
  const json& entry = GetParam().json;
  const json& of = vector_of("files", entry.at("of").get<std::string>());
  Bytes stored = sealed_file(file_key(of), clear_file(of));
  edit(stored, entry.at("edit"));
  ASSERT_EQ(hash_of(stored), entry.at("ciphertext_sha256").get<std::string>());
  EXPECT_EQ(entry.at("class").get<std::string>(), "damaged");
  EXPECT_FALSE(
      opened_file(file_key(entry), entry.at("announced_size").get<std::uint64_t>(), stored));
}

TEST(FileOpener, StaysDamaged) {
  Bytes stored = sealed_file(random_file_key(), Bytes(10));
  auto opener = FileOpener::start(random_file_key(), 10, stored.size());
  ASSERT_TRUE(opener.has_value());
  EXPECT_FALSE(opener->open_next(stored).has_value());
  EXPECT_FALSE(opener->open_next(stored).has_value());
  EXPECT_FALSE(opener->done());
}

TEST(FileOpener, RefusesSizesThatNoFileHas) {
  EXPECT_FALSE(FileOpener::start(random_file_key(), file_bytes_max + 1, 16).has_value());
  EXPECT_FALSE(FileOpener::start(random_file_key(), ~std::uint64_t{0}, 15).has_value());
}

}  // namespace
}  // namespace uvchat::cipher
