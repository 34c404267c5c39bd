#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "uvchat/base/ids.h"

// Files that people have uploaded, and their uploads: requests (request.h), and what they are
// answered with. The store keeps what is known of a file. Its bytes lie elsewhere, under their
// hash, and stay while some file has that hash.

namespace uvchat::store {

struct FileRow {
  std::string id;    // 128 random bits in hex: its URL
  std::string hash;  // SHA-256 in hex, of the bytes that are stored
  std::uint64_t bytes = 0;
  std::string type;       // media type as it is served
  std::string name;       // safe to show; empty: none
  AccountId account = 0;  // 0: a guest's
  std::int64_t made_us = 0;
  std::int64_t until_us = 0;  // 0: it stays

  bool operator==(const FileRow&) const = default;
};

// A file that is uploaded in pieces. Who knows its key may go on with it, or give it up.
struct UploadRow {
  std::string key_hash;     // SHA-256 in hex of the key
  AccountId account = 0;    // 0: a guest's
  std::uint64_t bytes = 0;  // how many it will have, as was said
  std::string type;         // as was said
  std::string name;         // safe to show
  std::int64_t until_us = 0;
  std::string file = {};  // its id; empty: it is not finished

  bool operator==(const UploadRow&) const = default;
};

// `absent`: there is no such account.
struct AddUpload {
  UploadRow upload;
};
// `absent`: there is none.
struct DropUpload {
  std::string key_hash;
};
// Answered with `uploads`, which is one, finished or not. `absent`: there is none.
struct FindUpload {
  std::string key_hash;
};
// Answered with `uploads`: those not finished whose key's hash is behind this one, in the order of
// their hashes.
struct ReadUploads {
  std::string after = {};  // empty: from the first one on
  std::uint32_t rows_max = 1'000;
};

// With `upload` not empty that upload is finished by it, in the same change. `absent`: there is no
// such account or upload, or the upload has another file.
struct AddFile {
  FileRow file;
  std::string upload = {};  // UploadRow::key_hash
};
// Answered with `files`, which is one. `absent`: there is none.
struct FindFile {
  std::string id;
};
// With the uploads that were finished by it. Answered with `files`, which is the one that is gone.
// `absent`: there is none, or it is not the account's.
struct DropFile {
  std::string id;
  AccountId account = 0;  // 0: whosever it is
};
// Answered with `files`, the newest first: those that are older than `after`. `absent`: `after` is
// no file of the account.
struct ReadFiles {
  AccountId account = 0;
  std::string after = {};  // an id; empty: from the newest on
  std::uint32_t rows_max = 50;
};
// Answered with `bytes`: of all files of the account together; of 0, of all guests; of nothing, of
// everybody. Bytes that came twice count twice. A file that is smaller than `file_bytes_min` counts
// as if it were not: it costs a row and a block on the disk. That of everybody takes a walk over an
// index of all files: ask seldom.
struct ReadFileSpace {
  std::optional<AccountId> account = {};
};
inline constexpr std::uint64_t file_bytes_min = 4'096;
// Answered with `hashes`: those of these that a file has. More than `hashes_max` are not looked at.
struct KnownHashes {
  std::vector<std::string> hashes;
};
inline constexpr std::size_t hashes_max = 1'000;
// At most so many files and so many uploads whose time is over. Answered with `count`.
struct DropExpired {
  std::int64_t at_us = 0;
  std::uint32_t rows_max = 100;
};

inline constexpr std::size_t files_told_max = 1'000;  // of ReadAccount

}  // namespace uvchat::store
