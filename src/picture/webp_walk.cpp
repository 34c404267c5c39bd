#include <algorithm>
#include <array>
#include <utility>

#include "picture/walks.h"

// WebP (RFC 9649): RIFF, a length, and chunks of name, length and data, with a byte more where that
// is odd.

namespace uvchat::picture {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t riff_head_bytes = 12;  // RIFF, length, WEBP
constexpr std::size_t chunk_head_bytes = 8;
constexpr std::size_t frame_head_bytes = 16;  // of ANMF, in front of its chunks
constexpr std::size_t looked_at = chunk_head_bytes + profile_head_bytes;
constexpr std::size_t features_bytes = 10;        // VP8X has so many
constexpr unsigned metadata_flags = 0x08 | 0x04;  // Exif, XMP

constexpr std::array shown_riff_chunks{"VP8 "sv, "VP8L"sv, "ALPH"sv, "ANIM"sv, "ANMF"sv, "ICCP"sv};
constexpr std::array frame_chunks{"VP8 "sv, "VP8L"sv, "ALPH"sv};
constexpr std::array image_chunks{"VP8 "sv, "VP8L"sv, "ANMF"sv};

bool is_one_of(std::string_view name, const auto& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string little_text(std::uint32_t number) {
  std::string text;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    text += static_cast<char>(number >> shift & 0xFF);
  }
  return text;
}

class WebpWalk final : public PictureWalk {
 public:
  explicit WebpWalk(std::uint64_t kept_bytes) : kept_bytes_(kept_bytes) {}

 private:
  std::optional<std::size_t> take(std::string_view in, std::string& out) override {
    if (!has_begun_) return take_begin(in, out);
    if (frame_left_ > 0) return take_in_frame(in, out);
    if (left_ == 0) return has_image_ ? end() : refuse();
    if (in.size() < chunk_head_bytes) return std::nullopt;
    const std::string_view name = in.substr(0, 4);
    const std::uint64_t length = little_number(in, 4, 4);
    const std::uint64_t bytes = chunk_head_bytes + length + (length & 1);
    if (bytes > left_) return refuse();
    if (name == "VP8X") return has_first_ ? refuse() : take_features(length, in, out);
    if (!has_first_ && name != "VP8 " && name != "VP8L") return refuse();
    if (name == "ICCP" && in.size() < std::min<std::uint64_t>(bytes, looked_at)) {
      return std::nullopt;
    }
    has_first_ = true;
    left_ -= bytes;
    has_image_ = has_image_ || is_one_of(name, image_chunks);
    if (name == "ANMF") return begin_frame(length);
    if (name == "ICCP" && !is_profile(in.substr(chunk_head_bytes), length)) return drop(bytes);
    return is_one_of(name, shown_riff_chunks) ? keep(bytes) : drop(bytes);
  }

  bool is_complete() const override { return left_ == 0 && frame_left_ == 0 && has_image_; }

  std::optional<std::size_t> begin_frame(std::uint64_t length) {
    if (length < frame_head_bytes) return refuse();
    frame_left_ = length - frame_head_bytes + (length & 1);
    return keep(chunk_head_bytes + frame_head_bytes);
  }

  // A frame says its length before its chunks: what does not show becomes a chunk of zeros.
  std::optional<std::size_t> take_in_frame(std::string_view in, std::string& out) {
    if (frame_left_ < chunk_head_bytes) return blank(std::exchange(frame_left_, 0));
    if (in.size() < chunk_head_bytes) return std::nullopt;
    const std::string_view name = in.substr(0, 4);
    const std::uint64_t length = little_number(in, 4, 4);
    if (length > frame_left_ - chunk_head_bytes) return refuse();
    // The byte behind an odd chunk may be missing at the end of a frame.
    const std::uint64_t bytes = std::min(chunk_head_bytes + length + (length & 1), frame_left_);
    frame_left_ -= bytes;
    if (is_one_of(name, frame_chunks)) return keep(bytes);
    out.append("JUNK").append(in.substr(4, 4));
    blank(bytes - chunk_head_bytes);
    return chunk_head_bytes;
  }

  std::optional<std::size_t> take_begin(std::string_view in, std::string& out) {
    if (in.size() < riff_head_bytes) return std::nullopt;
    left_ = little_number(in, 4, 4);
    if (!in.starts_with("RIFF") || in.substr(8, 4) != "WEBP" || left_ < 4) return refuse();
    left_ -= 4;
    has_begun_ = true;
    out.append("RIFF").append(little_text(static_cast<std::uint32_t>(kept_bytes_ - 8)));
    out.append("WEBP");
    return riff_head_bytes;
  }

  // It says what follows, and has to agree with what is left of that.
  std::optional<std::size_t> take_features(std::uint64_t length, std::string_view in,
                                           std::string& out) {
    constexpr std::size_t bytes = chunk_head_bytes + features_bytes;
    if (length != features_bytes) return refuse();
    if (in.size() < bytes) return std::nullopt;
    has_first_ = true;
    left_ -= bytes;
    const unsigned flags = big_number(in, chunk_head_bytes, 1) & ~metadata_flags;
    out.append(in.substr(0, chunk_head_bytes));
    out.push_back(static_cast<char>(flags));
    out.append(in.substr(chunk_head_bytes + 1, features_bytes - 1));
    return bytes;
  }

  std::uint64_t kept_bytes_;
  std::uint64_t left_ = 0;        // of what the picture says it has
  std::uint64_t frame_left_ = 0;  // of a frame, which is not in `left_` any more
  bool has_begun_ = false;
  bool has_first_ = false;
  bool has_image_ = false;
};

}  // namespace

std::unique_ptr<PictureWalk> walk_webp(std::uint64_t kept_bytes) {
  return std::make_unique<WebpWalk>(kept_bytes);
}

}  // namespace uvchat::picture
