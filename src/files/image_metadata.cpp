#include "files/image_metadata.h"

#include "files/picture_walks.h"
#include "uvchat/base/assert.h"

namespace uvchat::files {
namespace {

std::unique_ptr<PictureWalk> walk_of(Kind kind, std::uint64_t kept_bytes) {
  if (kind == Kind::jpeg) return walk_jpeg();
  if (kind == Kind::png) return walk_png();
  return walk_webp(kept_bytes);
}

}  // namespace

bool MetadataWalker::knows(Kind kind) {
  return kind == Kind::jpeg || kind == Kind::png || kind == Kind::webp;
}

MetadataWalker::MetadataWalker(Kind kind, std::uint64_t kept_bytes)
    : walk_(walk_of(kind, kept_bytes)) {
  UVCHAT_ASSERT(knows(kind));
}

MetadataWalker::~MetadataWalker() = default;
MetadataWalker::MetadataWalker(MetadataWalker&&) noexcept = default;
MetadataWalker& MetadataWalker::operator=(MetadataWalker&&) noexcept = default;

bool MetadataWalker::feed(std::string_view in, std::string& out) {
  const std::size_t had = out.size();
  const bool is_sound = walk_->feed(in, out);
  kept_bytes_ += out.size() - had;
  return is_sound;
}

bool MetadataWalker::is_whole() const { return walk_->is_whole(); }

}  // namespace uvchat::files
