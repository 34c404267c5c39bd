#include <algorithm>

#include "picture/walks.h"

// GIF89a: a screen, and blocks, most of which are rows of up to 255 bytes that end with an empty
// one.

namespace uvchat::picture {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t screen_bytes = 13;  // with the signature
constexpr std::size_t image_head_bytes = 10;
constexpr std::size_t control_bytes = 8;  // how long a frame stays, and what of it is see-through
constexpr std::size_t application_head_bytes = 14;
constexpr std::size_t loop_bytes = 4;  // how often the frames are shown again

// By the byte that has the flags of one.
std::uint64_t palette_bytes(std::string_view in, std::size_t at) {
  const unsigned flags = big_number(in, at, 1);
  return (flags & 0x80) != 0 ? std::uint64_t{3} << ((flags & 0x07) + 1) : 0;
}

class GifWalk final : public PictureWalk {
  std::optional<std::size_t> take(std::string_view in, std::string& out) override {
    if (!has_begun_) return take_screen(in);
    if (is_in_image_head_) return begin_image_data();
    if (in_ != In::nothing) return take_row(in);
    switch (in.front()) {
      case '\x2C':
        return take_image(in);
      case '\x21':
        return take_extension(in, out);
      case '\x3B':
        if (!has_image_) return refuse();
        out.push_back('\x3B');
        return end();
      default:
        // Programs that show it stop here.
        return has_image_ ? end() : refuse();
    }
  }

  // Some have no last byte.
  bool is_complete() const override {
    return has_image_ && in_ == In::nothing && !is_in_image_head_;
  }

  std::optional<std::size_t> take_screen(std::string_view in) {
    if (in.size() < screen_bytes) return std::nullopt;
    if (!in.starts_with("GIF87a") && !in.starts_with("GIF89a")) return refuse();
    has_begun_ = true;
    return keep(screen_bytes + palette_bytes(in, 10));
  }

  std::optional<std::size_t> take_image(std::string_view in) {
    if (in.size() < image_head_bytes) return std::nullopt;
    is_in_image_head_ = true;
    return keep(image_head_bytes + palette_bytes(in, 9));
  }

  std::optional<std::size_t> begin_image_data() {
    is_in_image_head_ = false;
    has_image_ = true;
    in_ = In::image;
    return keep(1);  // how wide its first codes are
  }

  std::optional<std::size_t> take_row(std::string_view in) {
    const std::uint64_t bytes = 1 + big_number(in, 0, 1);
    const bool stays = in_ == In::image;
    if (bytes == 1) in_ = In::nothing;
    return stays ? keep(bytes) : drop(bytes);
  }

  // Comments, texts and what programs have added go, but for how often the frames are shown again.
  std::optional<std::size_t> take_extension(std::string_view in, std::string& out) {
    if (in.size() < 3) return std::nullopt;
    if (in[1] == '\xF9') {
      if (in.size() < control_bytes) return std::nullopt;
      if (in[2] != '\x04' || in[7] != '\0') return refuse();
      return keep(control_bytes);
    }
    if (in.substr(1, 2) == "\xFF\x0B"sv) {
      constexpr std::size_t bytes = application_head_bytes + loop_bytes;
      if (in.size() <= application_head_bytes) return std::nullopt;
      const bool may_be_loop = in[application_head_bytes] == '\x03';
      if (may_be_loop && in.size() < bytes) return std::nullopt;
      const std::string_view name = in.substr(3, 11);
      const bool is_loop = (name == "NETSCAPE2.0" || name == "ANIMEXTS1.0") &&
                           in.substr(application_head_bytes, 2) == "\x03\x01"sv;
      if (is_loop) out.append(in.substr(0, bytes)).push_back('\0');
      in_ = In::dropped;
      return is_loop ? bytes : application_head_bytes;
    }
    in_ = In::dropped;
    return 2;
  }

  enum class In : std::uint8_t { nothing, image, dropped };

  In in_ = In::nothing;  // what rows belong to
  bool has_begun_ = false;
  bool is_in_image_head_ = false;
  bool has_image_ = false;
};

}  // namespace

std::unique_ptr<PictureWalk> walk_gif() { return std::make_unique<GifWalk>(); }

}  // namespace uvchat::picture
