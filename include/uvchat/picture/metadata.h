#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "uvchat/picture/format.h"

namespace uvchat::picture {

class PictureWalk;

// Takes out of a picture what is not needed to show it: where and when it was taken, by whom and
// with what, its comments, its previews, and what lies behind its end. What shows it stays as it
// is: its data, its frames, and its colours, whose profile is looked at no further than to see that
// it is one. Which way up it is held is metadata, too: whoever sends
// a picture turns it before. Nothing is decoded. Keeps a few bytes of what it reads, whatever
// lengths are told; of a picture of boxes its head, at most 1 MiB. One thread.
class MetadataWalker {
 public:
  // WebP says at its beginning how long it is: a first walk tells kept_bytes() to a second one.
  explicit MetadataWalker(Format format, std::uint64_t kept_bytes = 0);
  ~MetadataWalker();
  MetadataWalker(MetadataWalker&&) noexcept;
  MetadataWalker& operator=(MetadataWalker&&) noexcept;

  // Appends to `out` what stays of these bytes, and of those before them that were not told yet.
  // False: it is no such picture, or a broken one; then it stays false.
  bool feed(std::string_view in, std::string& out);
  // The picture has come to its end: what follows is dropped.
  bool is_whole() const;
  // All that was appended so far.
  std::uint64_t kept_bytes() const { return kept_bytes_; }

 private:
  std::unique_ptr<PictureWalk> walk_;
  std::uint64_t kept_bytes_ = 0;
};

}  // namespace uvchat::picture
