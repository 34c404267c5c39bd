#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "chat/texts.h"
#include "tests/picture/jpegs.h"
#include "tests/picture/pictures.h"
#include "transfer/parcel.h"
#include "transfer/turning.h"

// What becomes of a picture before it leaves.

namespace uvchat::cli {
namespace {

using picture::Dots;
using picture::dots_of;
using picture::photo;
using picture::with_exif;
using testing::HasSubstr;
using testing::Not;

class SentPictureTest : public testing::Test {
 protected:
  SentPictureTest() {
    watch_.is_stopped = [] { return false; };
  }

  Result<std::string> packed(const std::string& contents, bool is_as_it_is = false) {
    const std::string path = testing::TempDir() + "sent-picture.jpg";
    std::ofstream(path, std::ios::binary) << contents;
    UploadOrder order;
    order.file = {path, is_as_it_is};
    const auto parcel = pack(order, watch_);
    std::ifstream file(path, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), contents) << "was changed";
    if (!parcel) return tl::unexpected(parcel.error());
    std::string sent(parcel->bytes, '\0');
    EXPECT_EQ(parcel->file.read_at(0, sent).value(), sent.size());
    return sent;
  }

  TransferWatch watch_;
};

TEST_F(SentPictureTest, APhotoLosesItsPlaceAndIsTurnedUpright) {
  // Where the dark corner of the file is to be seen.
  struct Seen {
    unsigned orientation;
    bool is_on_its_side, is_left, is_top;
  };
  for (const Seen seen :
       {Seen{1, false, true, true}, Seen{2, false, false, true}, Seen{3, false, false, false},
        Seen{4, false, true, false}, Seen{5, true, true, true}, Seen{6, true, false, true},
        Seen{7, true, false, false}, Seen{8, true, true, false}}) {
    const auto sent = packed(with_exif(photo(64, 32), seen.orientation));
    ASSERT_TRUE(sent) << sent.error().text;
    EXPECT_THAT(*sent, Not(HasSubstr("Exif")));
    EXPECT_THAT(*sent, Not(HasSubstr("latitude")));
    const Dots dots = dots_of(*sent);
    EXPECT_EQ(dots.width, seen.is_on_its_side ? 32 : 64);
    EXPECT_EQ(dots.height, seen.is_on_its_side ? 64 : 32);
    const int far_x = dots.width - 1;
    const int far_y = dots.height - 1;
    EXPECT_TRUE(dots.is_dark(seen.is_left ? 0 : far_x, seen.is_top ? 0 : far_y))
        << seen.orientation;
    EXPECT_FALSE(dots.is_dark(seen.is_left ? far_x : 0, seen.is_top ? 0 : far_y));
    EXPECT_FALSE(dots.is_dark(seen.is_left ? 0 : far_x, seen.is_top ? far_y : 0));
  }
}

TEST_F(SentPictureTest, OfAPictureThatEndsWithinABlockOnlyAPartOfThatIsLost) {
  const auto sent = packed(with_exif(photo(61, 30), 6));
  ASSERT_TRUE(sent) << sent.error().text;
  const Dots dots = dots_of(*sent);
  EXPECT_GE(dots.width, 24);
  EXPECT_LE(dots.width, 30);
  EXPECT_GE(dots.height, 56);
}

TEST_F(SentPictureTest, OtherPicturesLoseTheirMetadataToo) {
  using namespace picture;
  const std::string data = chunk("IDAT", "data");
  EXPECT_EQ(packed(png_begin + chunk("eXIf", exif(true, 1)) + data + png_end).value(),
            png_begin + data + png_end);
  const std::string image = riff_chunk("VP8 ", "image");
  EXPECT_EQ(packed(webp_of(image + riff_chunk("EXIF", exif(false, 1)))).value(), webp_of(image));
}

TEST_F(SentPictureTest, WhatIsNoPictureStaysAsItIs) {
  EXPECT_EQ(packed("latitude 40.4").value(), "latitude 40.4");
  EXPECT_EQ(packed("BM and so on").value(), "BM and so on");
}

TEST_F(SentPictureTest, ADamagedPictureIsSentOnlyIfItMayBeAsItIs) {
  const std::string whole = with_exif(photo(64, 32), 1);
  const std::string cut = whole.substr(0, whole.size() - 2);
  EXPECT_EQ(packed(cut).error().text, text(Text::picture_damaged));
  EXPECT_EQ(packed(cut, true).value(), cut);
  EXPECT_EQ(packed(with_exif("\xFF\xD8 nothing", 6)).error().text, text(Text::picture_damaged));
  EXPECT_EQ(packed(whole, true).value(), whole);
}

TEST_F(SentPictureTest, APictureBombIsNotTurned) {
  // A head that tells of more dots than are turned.
  std::string bomb = with_exif(photo(64, 32), 6);
  const std::size_t frame = bomb.find("\xFF\xC0");
  bomb.replace(frame + 5, 4, picture::big(60'000, 2) + picture::big(60'000, 2));
  EXPECT_EQ(packed(bomb).error().text, text(Text::picture_too_large));
  EXPECT_EQ(
      turned_upright(std::string(turned_bytes_max + 1, '\0'), picture::Orientation::turn_right)
          .error()
          .text,
      text(Text::picture_too_large));
}

TEST_F(SentPictureTest, AnEncipheredPictureIsCleanedBefore) {
  const std::string path = testing::TempDir() + "sent-picture.jpg";
  const std::string clean = packed(with_exif(photo(64, 32), 6)).value();
  UploadOrder order;
  order.file.path = path;
  order.is_enciphered = true;
  const auto parcel = pack(order, watch_);
  ASSERT_TRUE(parcel) << parcel.error().text;
  EXPECT_EQ(parcel->link->size, clean.size());
  EXPECT_EQ(parcel->link->type, "image/jpeg");
  EXPECT_EQ(parcel->link->name, "sent-picture.jpg");
  EXPECT_EQ(parcel->link->extent, (cipher::PixelExtent{32, 64}));  // upright
  EXPECT_EQ(parcel->name, "");
}

}  // namespace
}  // namespace uvchat::cli
