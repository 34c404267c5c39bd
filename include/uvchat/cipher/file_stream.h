#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "uvchat/base/result.h"
#include "uvchat/cipher/secret.h"

// Files, enciphered chunk by chunk (docs/ciphered-lines.md, section 9), with the memory of one
// chunk.

namespace uvchat::cipher {

class Gcm;

inline constexpr std::uint64_t file_bytes_max = std::uint64_t{1} << 50;
inline constexpr std::size_t file_chunk_bytes = 65'536;

// One key enciphers one content, ever.
using FileKey = SecretBytes<32>;
FileKey random_file_key();

// Of a file of `size` bytes in clear. REQUIRES: size <= file_bytes_max.
std::uint64_t sealed_file_bytes(std::uint64_t size);

// How far a file of known size is: whose chunk is next, and under which nonce. One thread.
class FileChunks {
 public:
  explicit FileChunks(std::uint64_t size) : size_(size) {}

  bool done() const { return done_; }
  // In clear. REQUIRES: !done().
  std::size_t next_bytes() const;
  std::array<std::uint8_t, 12> next_nonce() const;
  void advance();

 private:
  bool next_is_last() const;

  std::uint64_t size_;
  std::uint64_t index_ = 0;
  bool done_ = false;
};

// One thread.
class FileSealer {
 public:
  // `size` is the file's, in clear. REQUIRES: size <= file_bytes_max.
  FileSealer(FileKey key, std::uint64_t size);
  FileSealer(FileSealer&&) noexcept;
  ~FileSealer();

  bool done() const { return chunks_.done(); }
  // What seal_next() takes. REQUIRES: !done().
  std::size_t next_bytes() const { return chunks_.next_bytes(); }
  // The next piece of the stored file; valid until the next call. REQUIRES: !done(), and
  // next_bytes() bytes. An empty file has one empty chunk.
  std::span<const std::uint8_t> seal_next(std::span<const std::uint8_t> clear);

 private:
  FileKey key_;
  FileChunks chunks_;
  std::unique_ptr<Gcm> gcm_;
  std::vector<std::uint8_t> sealed_;
};

// One thread. What it opens is whole only when it is done(): until then no part of it is to be kept
// as the file.
class FileOpener {
 public:
  // Fails where the stored file's size is not what the announced one's would be.
  static Result<FileOpener> start(FileKey key, std::uint64_t announced_bytes,
                                  std::uint64_t stored_bytes);
  FileOpener(FileOpener&&) noexcept;
  ~FileOpener();

  bool done() const { return chunks_.done(); }
  // What open_next() takes, a tag and all. REQUIRES: !done().
  std::size_t next_bytes() const;
  // The next piece of the file in clear; valid until the next call. Fails where the file is
  // damaged, and then for good. REQUIRES: !done(), and next_bytes() bytes.
  Result<std::span<const std::uint8_t>> open_next(std::span<const std::uint8_t> sealed);

 private:
  FileOpener(FileKey key, std::uint64_t size);

  FileKey key_;
  FileChunks chunks_;
  std::unique_ptr<Gcm> gcm_;
  std::vector<std::uint8_t> clear_;
  bool damaged_ = false;
};

}  // namespace uvchat::cipher
