#include "uvchat/cipher/file_stream.h"

#include <algorithm>
#include <utility>

#include "cipher/gcm.h"
#include "cipher/random.h"
#include "uvchat/base/assert.h"

namespace uvchat::cipher {
namespace {

constexpr const char* damaged_file = "the file is damaged";

std::uint64_t chunks_of(std::uint64_t size) {
  return std::max<std::uint64_t>(1, (size + file_chunk_bytes - 1) / file_chunk_bytes);
}

}  // namespace

FileKey random_file_key() {
  FileKey key;
  fill_random(key.writable());
  return key;
}

std::uint64_t sealed_file_bytes(std::uint64_t size) {
  UVCHAT_ASSERT(size <= file_bytes_max);
  return size + gcm_tag_bytes * chunks_of(size);
}

bool FileChunks::next_is_last() const { return index_ + 1 == chunks_of(size_); }

std::size_t FileChunks::next_bytes() const {
  UVCHAT_ASSERT(!done_);
  return static_cast<std::size_t>(
      std::min<std::uint64_t>(file_chunk_bytes, size_ - index_ * file_chunk_bytes));
}

std::array<std::uint8_t, 12> FileChunks::next_nonce() const {
  std::array<std::uint8_t, 12> nonce{};
  for (std::size_t i = 0; i < sizeof(index_); ++i) {
    nonce[10 - i] = static_cast<std::uint8_t>(index_ >> (8 * i));
  }
  nonce[11] = next_is_last() ? 1 : 0;
  return nonce;
}

void FileChunks::advance() {
  done_ = next_is_last();
  ++index_;
}

FileSealer::FileSealer(FileKey key, std::uint64_t size)
    : key_(std::move(key)), chunks_(size), gcm_(std::make_unique<Gcm>()) {
  UVCHAT_ASSERT(size <= file_bytes_max);
}
FileSealer::FileSealer(FileSealer&&) noexcept = default;
FileSealer::~FileSealer() = default;

std::span<const std::uint8_t> FileSealer::seal_next(std::span<const std::uint8_t> clear) {
  UVCHAT_ASSERT(clear.size() == next_bytes());
  sealed_.resize(clear.size() + gcm_tag_bytes);
  gcm_->seal(key_, chunks_.next_nonce(), clear, sealed_);
  chunks_.advance();
  return sealed_;
}

FileOpener::FileOpener(FileKey key, std::uint64_t size)
    : key_(std::move(key)), chunks_(size), gcm_(std::make_unique<Gcm>()) {}
FileOpener::FileOpener(FileOpener&&) noexcept = default;
FileOpener::~FileOpener() = default;

Result<FileOpener> FileOpener::start(FileKey key, std::uint64_t announced_bytes,
                                     std::uint64_t stored_bytes) {
  if (announced_bytes > file_bytes_max || sealed_file_bytes(announced_bytes) != stored_bytes) {
    return fail(damaged_file);
  }
  return FileOpener(std::move(key), announced_bytes);
}

std::size_t FileOpener::next_bytes() const { return chunks_.next_bytes() + gcm_tag_bytes; }

Result<std::span<const std::uint8_t>> FileOpener::open_next(std::span<const std::uint8_t> sealed) {
  UVCHAT_ASSERT(sealed.size() == next_bytes());
  clear_.resize(sealed.size() - gcm_tag_bytes);
  damaged_ = damaged_ || !gcm_->open(key_, chunks_.next_nonce(), sealed, clear_);
  if (damaged_) return fail(damaged_file);
  chunks_.advance();
  return clear_;
}

}  // namespace uvchat::cipher
