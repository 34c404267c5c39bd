#include "uvchat/picture/format.h"

#include <gtest/gtest.h>

#include "tests/picture/pictures.h"

namespace uvchat::picture {
namespace {

TEST(PictureFormat, IsWhatTheFirstBytesAnnounce) {
  EXPECT_EQ(format_of(jpeg_begin + jfif), Format::jpeg);
  EXPECT_EQ(format_of(png_begin), Format::png);
  EXPECT_EQ(format_of(webp_of("")), Format::webp);
  EXPECT_EQ(format_of("GIF89a"), Format::gif);
  EXPECT_EQ(format_of(box("ftyp", "avif")), Format::boxes);
  EXPECT_EQ(format_of(box("ftyp", "3gp4")), Format::boxes);
  EXPECT_EQ(format_of(box("ftyp", "crx ")), std::nullopt) << "a raw photo needs all of it";
  for (const char* const none : {"", "RIFF", "RIFF1234WAVE", "GIF88a", "<svg>", "\xFF\xD8"}) {
    EXPECT_EQ(format_of(none), std::nullopt) << none;
  }
}

}  // namespace
}  // namespace uvchat::picture
