#include "transfer/turning.h"

#include <turbojpeg.h>

#include <memory>

#include "chat/texts.h"

namespace uvchat::cli {
namespace {

using picture::Orientation;

struct EndTurbo {
  void operator()(void* turbo) const { tjDestroy(turbo); }
};
struct FreeTurbo {
  void operator()(unsigned char* bytes) const { tjFree(bytes); }
};

TJXOP operation_for(Orientation orientation) {
  switch (orientation) {
    case Orientation::upright:
      return TJXOP_NONE;
    case Orientation::mirrored:
      return TJXOP_HFLIP;
    case Orientation::upside_down:
      return TJXOP_ROT180;
    case Orientation::upside_down_mirrored:
      return TJXOP_VFLIP;
    case Orientation::transposed:
      return TJXOP_TRANSPOSE;
    case Orientation::turn_right:
      return TJXOP_ROT90;
    case Orientation::transversed:
      return TJXOP_TRANSVERSE;
    case Orientation::turn_left:
      return TJXOP_ROT270;
  }
  return TJXOP_NONE;
}

}  // namespace

Result<std::string> turned_upright(std::string_view jpeg, Orientation orientation) {
  const std::unique_ptr<void, EndTurbo> turbo(tjInitTransform());
  const auto* const bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
  int width = 0;
  int height = 0;
  int sampling = 0;
  int colours = 0;
  if (jpeg.size() > turned_bytes_max) return fail(text(Text::picture_too_large));
  if (turbo == nullptr || tjDecompressHeader3(turbo.get(), bytes, jpeg.size(), &width, &height,
                                              &sampling, &colours) != 0) {
    return fail(text(Text::picture_damaged));
  }
  if (static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) > turned_pixels_max) {
    return fail(text(Text::picture_too_large));
  }
  tjtransform transform{};
  transform.op = operation_for(orientation);
  transform.options = TJXOPT_TRIM;
  unsigned char* out = nullptr;
  unsigned long out_bytes = 0;
  // A picture of a great many scans would take as many times as long.
  const int status = tjTransform(turbo.get(), bytes, jpeg.size(), 1, &out, &out_bytes, &transform,
                                 TJFLAG_LIMITSCANS);
  const std::unique_ptr<unsigned char, FreeTurbo> owner(out);
  // What programs show all the same, such as stray bytes before a marker, is a warning.
  const bool is_done = status == 0 || tjGetErrorCode(turbo.get()) == TJERR_WARNING;
  if (!is_done || out == nullptr) return fail(text(Text::picture_damaged));
  return std::string(reinterpret_cast<const char*>(out), out_bytes);
}

}  // namespace uvchat::cli
