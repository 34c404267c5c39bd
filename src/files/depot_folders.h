#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "files/descriptor.h"

namespace uvchat::files {

// What a depot and its parts share: the open folders, and how much lies there.
//   parts/HASH.part   what comes in, by the hash of its upload's key
//   parts/HASH.clean  a picture while it is written without its metadata
//   HH/HASH           what is stored, by the hash of what it holds; HH are its first two digits
struct DepotFolders {
  Descriptor root;
  Descriptor parts;
  std::atomic<std::uint64_t> bytes = 0;
  // Two parts of the same bytes may be placed at the same time: held from the look at what lies
  // there until it is replaced. One for all hashes, so that nobody who waits learns of theirs.
  std::mutex placing;
  // Stored files and parts, which strangers may keep open for long.
  std::atomic<std::size_t> open_files = 0;
  std::size_t open_files_max = std::numeric_limits<std::size_t>::max();

  bool has_room(std::uint64_t bytes_more) const;
};

struct GivesPlaceBack {
  std::shared_ptr<DepotFolders> folders;
  void operator()(DepotFolders* counted) const { --counted->open_files; }
};
// Counts an open file, as long as it lives. Null: it counts nothing.
using OpenPlace = std::unique_ptr<DepotFolders, GivesPlaceBack>;
// Null: as many are open as may be.
OpenPlace take_place(const std::shared_ptr<DepotFolders>& folders);

// A SHA-256 in small hex digits: all names in the depot are made of one.
inline bool is_hash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

inline std::string part_name(std::string_view hash) { return std::string(hash) + ".part"; }
inline std::string clean_name(std::string_view hash) { return std::string(hash) + ".clean"; }
inline std::string folder_name(std::string_view hash) { return std::string(hash.substr(0, 2)); }

}  // namespace uvchat::files
