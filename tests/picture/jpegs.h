#pragma once

#include <gtest/gtest.h>
#include <turbojpeg.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/picture/pictures.h"

// Pictures that programs can show.

namespace uvchat::picture {

// Of grey dots, in rows.
struct Dots {
  int width = 0;
  int height = 0;
  std::vector<unsigned char> dots = {};

  bool is_dark(int x, int y) const {
    return dots.at(static_cast<std::size_t>(y * width + x)) < 128;
  }
};

struct FreeJpeg {
  void operator()(unsigned char* bytes) const { tjFree(bytes); }
};
struct EndJpeg {
  void operator()(void* turbo) const { tjDestroy(turbo); }
};

inline std::string jpeg_of(const Dots& dots) {
  const std::unique_ptr<void, EndJpeg> turbo(tjInitCompress());
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  EXPECT_EQ(tjCompress2(turbo.get(), dots.dots.data(), dots.width, 0, dots.height, TJPF_GRAY,
                        &bytes, &size, TJSAMP_GRAY, 90, 0),
            0);
  const std::unique_ptr<unsigned char, FreeJpeg> owner(bytes);
  return {reinterpret_cast<const char*>(bytes), size};
}

inline Dots dots_of(const std::string& jpeg) {
  const std::unique_ptr<void, EndJpeg> turbo(tjInitDecompress());
  const auto* const bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
  Dots dots;
  EXPECT_EQ(tjDecompressHeader(turbo.get(), const_cast<unsigned char*>(bytes), jpeg.size(),
                               &dots.width, &dots.height),
            0);
  dots.dots.resize(static_cast<std::size_t>(dots.width * dots.height));
  EXPECT_EQ(tjDecompress2(turbo.get(), bytes, jpeg.size(), dots.dots.data(), dots.width, 0,
                          dots.height, TJPF_GRAY, 0),
            0);
  return dots;
}

// Its upper left corner alone is dark.
inline std::string photo(int width, int height) {
  Dots dots{width, height};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) dots.dots.push_back(x < width / 2 && y < height / 2 ? 0 : 255);
  }
  return jpeg_of(dots);
}

inline std::string with_exif(const std::string& jpeg, unsigned orientation) {
  return jpeg_begin + segment(0xE1, "Exif" + nul(2) + exif(true, orientation)) + jpeg.substr(2);
}

}  // namespace uvchat::picture
