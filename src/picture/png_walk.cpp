#include <algorithm>
#include <array>

#include "picture/walks.h"
#include "uvchat/base/ascii.h"

// PNG, third edition: a signature, and chunks of length, type, data and CRC.

namespace uvchat::picture {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view signature = "\x89PNG\r\n\x1A\n"sv;
constexpr std::uint32_t length_max = 0x7FFF'FFFF;
constexpr std::size_t around_bytes = 12;  // around a chunk's data

// What decides of the picture, its colours and its frames.
constexpr std::array shown_chunks{"IHDR"sv, "PLTE"sv, "IDAT"sv, "tRNS"sv, "cHRM"sv, "gAMA"sv,
                                  "sBIT"sv, "sRGB"sv, "cICP"sv, "mDCV"sv, "cLLI"sv, "mDCv"sv,
                                  "cLLi"sv, "bKGD"sv, "pHYs"sv, "acTL"sv, "fcTL"sv, "fdAT"sv};

bool is_critical(std::string_view type) { return type.front() >= 'A' && type.front() <= 'Z'; }

class PngWalk final : public PictureWalk {
  std::optional<std::size_t> take(std::string_view in, std::string& out) override {
    if (!has_begun_) return take_signature(in, out);
    if (in.size() < 8) return std::nullopt;
    const std::uint32_t length = big_number(in, 0, 4);
    const std::string_view type = in.substr(4, 4);
    const bool is_type = std::all_of(type.begin(), type.end(), is_letter);
    const bool is_head = type == "IHDR";
    if (!is_type || length > length_max || is_head == has_head_ || (is_head && length != 13)) {
      return refuse();
    }
    has_head_ = true;
    has_data_ = has_data_ || type == "IDAT";
    if (type == "IEND") return take_end(in, out);
    const std::uint64_t bytes = std::uint64_t{length} + around_bytes;
    if (type == "iCCP") return take_profile(length, in);
    if (std::find(shown_chunks.begin(), shown_chunks.end(), type) != shown_chunks.end()) {
      return keep(bytes);
    }
    // What has to be known to show the picture, and is not.
    return is_critical(type) ? refuse() : drop(bytes);
  }

  // A name, a nul, a nul for "deflated", and what zlib has made of the profile. It is not inflated.
  std::optional<std::size_t> take_profile(std::uint32_t length, std::string_view in) {
    constexpr std::size_t looked_at = 79 + 4;
    constexpr std::uint32_t profile_bytes_max = 4U << 20;
    const std::size_t wanted = 8 + std::min<std::size_t>(length, looked_at);
    if (in.size() < wanted) return std::nullopt;
    const std::string_view body = in.substr(8, wanted - 8);
    const std::size_t name_end = body.find('\0');
    const bool is_profile = length <= profile_bytes_max && name_end != std::string_view::npos &&
                            name_end > 0 && body.size() >= name_end + 4 &&
                            body[name_end + 1] == '\0' && (body[name_end + 2] & 0x0F) == 8 &&
                            big_number(body, name_end + 2, 2) % 31 == 0;
    const std::uint64_t bytes = std::uint64_t{length} + around_bytes;
    return is_profile ? keep(bytes) : drop(bytes);
  }

  std::optional<std::size_t> take_signature(std::string_view in, std::string& out) {
    if (in.size() < signature.size()) return std::nullopt;
    if (!in.starts_with(signature)) return refuse();
    has_begun_ = true;
    out.append(signature);
    return signature.size();
  }

  std::optional<std::size_t> take_end(std::string_view in, std::string& out) {
    if (!has_data_ || big_number(in, 0, 4) != 0) return refuse();
    if (in.size() < around_bytes) return std::nullopt;
    out.append(in.substr(0, around_bytes));
    return end();
  }

  bool has_begun_ = false;
  bool has_head_ = false;
  bool has_data_ = false;
};

}  // namespace

std::unique_ptr<PictureWalk> walk_png() { return std::make_unique<PngWalk>(); }

}  // namespace uvchat::picture
