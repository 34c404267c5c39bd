#include "files/sound_frames.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace uvchat::files {
namespace {

std::uint32_t octet(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

constexpr std::size_t head_bytes = 7;  // of the longer of the two heads

// In kbit/s, by the index in a frame's head (ISO/IEC 11172-3, 2.4.2.3; 13818-3). 0: not one that
// tells how long the frame is.
using Rates = std::array<std::uint16_t, 16>;
constexpr Rates layer_2{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0};
constexpr Rates layer_3{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0};
constexpr Rates low_rate{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0};
constexpr std::array<std::uint32_t, 4> samples_per_second{44'100, 48'000, 32'000, 0};

// 0: no frame begins here.
std::size_t mpeg_frame_bytes(std::string_view bytes) {
  if (octet(bytes, 0) != 0xFF || (octet(bytes, 1) & 0xE0) != 0xE0) return 0;
  const std::uint32_t version = octet(bytes, 1) >> 3 & 3;  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const std::uint32_t layer = octet(bytes, 1) >> 1 & 3;    // 2: layer II, 1: layer III
  if (version == 1 || layer == 0 || layer == 3) return 0;
  const Rates& rates = version != 3 ? low_rate : layer == 2 ? layer_2 : layer_3;
  const std::uint32_t rate = rates[octet(bytes, 2) >> 4] * std::uint32_t{1000};
  const std::uint32_t divisor = version == 3 ? 1 : version == 2 ? 2 : 4;
  const std::uint32_t frequency = samples_per_second[octet(bytes, 2) >> 2 & 3] / divisor;
  if (rate == 0 || frequency == 0) return 0;
  const std::uint32_t slots = version != 3 && layer == 1 ? 72 : 144;
  return slots * rate / frequency + (octet(bytes, 2) >> 1 & 1);
}

std::size_t adts_frame_bytes(std::string_view bytes) {
  if (octet(bytes, 0) != 0xFF || (octet(bytes, 1) & 0xF6) != 0xF0) return 0;
  return (octet(bytes, 3) & 3) << 11 | octet(bytes, 4) << 3 | octet(bytes, 5) >> 5;
}

bool has_two_frames(std::string_view bytes, std::size_t (*frame_bytes)(std::string_view)) {
  if (bytes.size() < head_bytes) return false;
  const std::size_t first = frame_bytes(bytes);
  if (first < head_bytes || first + head_bytes > bytes.size()) return false;
  return frame_bytes(bytes.substr(first)) != 0;
}

// Its length has seven bits in each byte (ID3v2.4, 3.1).
bool has_id3_tag(std::string_view bytes) {
  return bytes.size() >= 10 && bytes.starts_with("ID3") && octet(bytes, 3) <= 4 &&
         octet(bytes, 4) == 0 &&
         ((octet(bytes, 6) | octet(bytes, 7) | octet(bytes, 8) | octet(bytes, 9)) & 0x80) == 0;
}

}  // namespace

bool is_mpeg_sound(std::string_view first_bytes) {
  return has_id3_tag(first_bytes) || has_two_frames(first_bytes, mpeg_frame_bytes);
}

bool is_adts_sound(std::string_view first_bytes) {
  return has_two_frames(first_bytes, adts_frame_bytes);
}

}  // namespace uvchat::files
