// Bytes that may be a picture, torn apart: the pieces do not matter, what stays is no longer than
// what came but for a few bytes, and what stays is a picture of which all stays.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "uvchat/base/assert.h"
#include "uvchat/picture/extent.h"
#include "uvchat/picture/format.h"
#include "uvchat/picture/metadata.h"
#include "uvchat/picture/orientation.h"

namespace {

using namespace uvchat::picture;

struct Walked {
  std::string kept;
  bool is_sound = true;
  bool is_whole = false;

  bool operator==(const Walked&) const = default;
};

Walked walk(Format format, std::string_view picture, std::size_t piece, std::uint64_t kept_bytes) {
  MetadataWalker walker(format, kept_bytes);
  Walked walked;
  for (std::size_t at = 0; at < picture.size() && walked.is_sound; at += piece) {
    walked.is_sound = walker.feed(picture.substr(at, piece), walked.kept);
  }
  walked.is_whole = walker.is_whole();
  UVCHAT_ASSERT(walker.kept_bytes() == walked.kept.size());
  UVCHAT_ASSERT(walked.is_sound || !walked.is_whole);
  return walked;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t piece = data[0] + std::size_t{1};
  const std::string_view picture(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto orientation = static_cast<unsigned>(orientation_of_jpeg(picture));
  UVCHAT_ASSERT(orientation >= 1 && orientation <= 8);
  if (const auto format = format_of(picture)) {
    const auto extent = extent_of(*format, picture);
    UVCHAT_ASSERT(!extent || extent->pixels() > 0);
  }
  for (const Format format :
       {Format::jpeg, Format::png, Format::webp, Format::gif, Format::boxes}) {
    const std::uint64_t kept_bytes = walk(format, picture, picture.size(), 0).kept.size();
    const Walked whole = walk(format, picture, picture.size(), kept_bytes);
    const Walked torn = walk(format, picture, piece, kept_bytes);
    UVCHAT_ASSERT(whole.is_sound == torn.is_sound && whole.is_whole == torn.is_whole);
    // A broken picture ends where it is seen, and that may be later in one piece.
    UVCHAT_ASSERT(!whole.is_sound || whole.kept == torn.kept);
    UVCHAT_ASSERT(whole.kept.size() <= picture.size() + 36);
    if (!whole.is_whole) continue;
    UVCHAT_ASSERT(walk(format, whole.kept, piece, kept_bytes) == whole);
  }
  return 0;
}
