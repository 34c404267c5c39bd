#include "uvchat/picture/metadata.h"

#include "picture/walks.h"
#include "uvchat/base/assert.h"

namespace uvchat::picture {
namespace {

std::unique_ptr<PictureWalk> walk_of(Format format, std::uint64_t kept_bytes) {
  if (format == Format::jpeg) return walk_jpeg();
  if (format == Format::png) return walk_png();
  return walk_webp(kept_bytes);
}

}  // namespace

bool MetadataWalker::knows(Format format) {
  return format == Format::jpeg || format == Format::png || format == Format::webp;
}

MetadataWalker::MetadataWalker(Format format, std::uint64_t kept_bytes)
    : walk_(walk_of(format, kept_bytes)) {
  UVCHAT_ASSERT(knows(format));
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

}  // namespace uvchat::picture
