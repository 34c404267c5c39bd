#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "uvchat/picture/metadata.h"

namespace uvchat::picture {

inline std::string walk_in(Format format, const std::string& picture, std::size_t piece,
                           std::uint64_t kept_bytes) {
  MetadataWalker walker(format, kept_bytes);
  std::string kept;
  for (std::size_t at = 0; at < picture.size(); at += piece) {
    if (!walker.feed(picture.substr(at, piece), kept)) return "damaged";
  }
  EXPECT_EQ(walker.kept_bytes(), kept.size());
  return walker.is_whole() ? kept : "cut";
}

// What stays of a picture, however it comes; it stays the same when that is walked again.
inline std::string walked(Format format, const std::string& picture) {
  const std::string measured = walk_in(format, picture, picture.size() + 1, 0);
  const std::string kept = walk_in(format, picture, picture.size() + 1, measured.size());
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U}) {
    EXPECT_EQ(walk_in(format, picture, piece, kept.size()), kept);
  }
  if (kept != "damaged" && kept != "cut") {
    EXPECT_EQ(walk_in(format, kept, 5, kept.size()), kept);
  }
  return kept;
}

}  // namespace uvchat::picture
