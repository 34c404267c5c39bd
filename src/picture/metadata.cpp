#include "uvchat/picture/metadata.h"

#include "picture/walks.h"

namespace uvchat::picture {
namespace {

std::unique_ptr<PictureWalk> walk_of(Format format, std::uint64_t kept_bytes) {
  if (format == Format::jpeg) return walk_jpeg();
  if (format == Format::png) return walk_png();
  if (format == Format::gif) return walk_gif();
  if (format == Format::boxes) return walk_boxes();
  return walk_webp(kept_bytes);
}

}  // namespace

MetadataWalker::MetadataWalker(Format format, std::uint64_t kept_bytes)
    : walk_(walk_of(format, kept_bytes)) {}

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
