#include "uvchat/picture/extent.h"

#include <gtest/gtest.h>

#include "tests/picture/pictures.h"

namespace uvchat::picture {
namespace {

TEST(PictureExtent, StandsInTheHeadOfEachFormat) {
  const std::string frame_of_jpeg =
      segment(0xC2, "\x08" + big(480, 2) + big(640, 2) + "\x01\x01\x11" + nul(1));
  EXPECT_EQ(extent_of(Format::jpeg, jpeg_begin + jfif + huffman + frame_of_jpeg),
            (Extent{640, 480}));
  const std::string png = "\x89PNG\r\n\x1A\n" + chunk("IHDR", big(640, 4) + big(480, 4) + nul(5));
  EXPECT_EQ(extent_of(Format::png, png), (Extent{640, 480}));
  EXPECT_EQ(extent_of(Format::gif, "GIF89a" + little(640, 2) + little(480, 2)), (Extent{640, 480}));
  EXPECT_EQ(extent_of(Format::webp,
                      webp_of(riff_chunk("VP8X", nul(4) + little(639, 3) + little(479, 3)))),
            (Extent{640, 480}));
  const std::string lossless = "\x2F" + little(639 | 479U << 14, 4) + nul(8);
  EXPECT_EQ(extent_of(Format::webp, webp_of(riff_chunk("VP8L", lossless))), (Extent{640, 480}));
  const std::string lossy = nul(3) + "\x9D\x01\x2A" + little(640, 2) + little(480, 2);
  EXPECT_EQ(extent_of(Format::webp, webp_of(riff_chunk("VP8 ", lossy))), (Extent{640, 480}));
}

TEST(PictureExtent, IsNoneWhereItIsNotTold) {
  EXPECT_EQ(extent_of(Format::jpeg, jpeg_begin + jfif + scan_head + frame), std::nullopt);
  EXPECT_EQ(extent_of(Format::png, jpeg_begin + jpeg_picture), std::nullopt);
  EXPECT_EQ(extent_of(Format::gif, "GIF89a" + nul(4)), std::nullopt);
  EXPECT_EQ(extent_of(Format::webp, webp_of(riff_chunk("EXIF", nul(30)))), std::nullopt);
  const std::string whole = jpeg_begin + jfif + jpeg_picture;
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    extent_of(Format::jpeg, whole.substr(0, bytes));
  }
}

TEST(PictureExtent, OfABombIsTold) {
  const std::string png =
      "\x89PNG\r\n\x1A\n" + chunk("IHDR", big(0xFFFF'FFFF, 4) + big(0xFFFF'FFFF, 4) + nul(5));
  EXPECT_EQ(extent_of(Format::png, png)->pixels(), 0xFFFF'FFFE'0000'0001U);
}

}  // namespace
}  // namespace uvchat::picture
