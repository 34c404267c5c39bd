#include "uvchat/picture/orientation.h"

#include <gtest/gtest.h>

#include "tests/picture/pictures.h"

namespace uvchat::picture {
namespace {

std::string jpeg_with(const std::string& tiff) {
  return jpeg_begin + segment(0xE1, "Exif" + nul(2) + tiff) + jpeg_picture + jpeg_end;
}

unsigned told(const std::string& jpeg) { return static_cast<unsigned>(orientation_of_jpeg(jpeg)); }

// A directory with this one entry, whose value stands in it.
std::string tiff_with(unsigned tag, unsigned type, unsigned count, const std::string& value) {
  return "MM" + big(42, 2) + big(8, 4) + big(1, 2) + big(tag, 2) + big(type, 2) + big(count, 4) +
         value;
}

TEST(PictureOrientation, IsReadInBothOrdersOfBytes) {
  for (unsigned orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(told(jpeg_with(exif(true, orientation))), orientation);
    EXPECT_EQ(told(jpeg_with(exif(false, orientation))), orientation);
  }
}

TEST(PictureOrientation, ExifMayStandBehindOtherSegmentsButNotBehindThePicture) {
  const std::string turned = segment(0xE1, "Exif" + nul(2) + exif(true, 6));
  EXPECT_EQ(told(jpeg_begin + jfif + profile + "\xFF" + turned + jpeg_picture), 6U);
  EXPECT_EQ(told(jpeg_begin + segment(0xE1, "http://ns.adobe.com/xap/1.0/") + turned), 6U);
  EXPECT_EQ(told(jpeg_begin + jpeg_picture + turned), 1U);
  EXPECT_EQ(told(png_begin + turned), 1U);
}

TEST(PictureOrientation, WhatCannotBeUnderstoodIsUpright) {
  for (const unsigned wrong : {0U, 9U, 0x0600U, 0xFFFFU}) {
    EXPECT_EQ(told(jpeg_with(exif(true, wrong))), 1U) << wrong;
  }
  EXPECT_EQ(told(jpeg_with(tiff_with(0x0112, 3, 1, big(6, 2)))), 6U);
  EXPECT_EQ(told(jpeg_with(tiff_with(0x0112, 4, 1, big(6, 4)))), 1U);
  EXPECT_EQ(told(jpeg_with(tiff_with(0x0112, 3, 2, big(6, 2)))), 1U);
  EXPECT_EQ(told(jpeg_with(tiff_with(0x0112, 3, 1, ""))), 1U);
  EXPECT_EQ(told(jpeg_with("XX" + big(42, 2) + exif(true, 6).substr(4))), 1U);
}

TEST(PictureOrientation, PlacesAndNumbersThatLieLeadNowhere) {
  const std::string head = "MM" + big(42, 2);
  for (const std::uint64_t place : {0ULL, 9ULL, 0x7FFFFFFFULL, 0xFFFFFFFEULL, 0xFFFFFFFFULL}) {
    EXPECT_EQ(told(jpeg_with(head + big(place, 4) + big(0xFFFF, 2))), 1U) << place;
  }
  EXPECT_EQ(told(jpeg_with(head + big(8, 4) + big(0xFFFF, 2))), 1U);
  const std::string whole = jpeg_with(exif(true, 6));
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) told(whole.substr(0, bytes));
  EXPECT_EQ(told(jpeg_begin + "\xFF\xE1" + big(0, 2) + exif(true, 6)), 1U);
}

}  // namespace
}  // namespace uvchat::picture
