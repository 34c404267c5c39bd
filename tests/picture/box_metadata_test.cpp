// Films, and pictures that are made of boxes as films are.

#include <gtest/gtest.h>

#include <string>

#include "tests/picture/pictures.h"
#include "tests/picture/walked.h"

namespace uvchat::picture {
namespace {

const std::string secret = "latitude 40.4";
std::string walked_boxes(const std::string& file) { return walked(Format::boxes, file); }
std::string blank_box(std::size_t bytes) { return box("free", nul(bytes)); }

TEST(FilmMetadata, LeavesWhatShowsIt) {
  const std::string track = box("trak", box("tkhd", nul(20)) + box("mdia", box("minf", "tables")));
  const std::string film = film_begin + box("moov", box("mvhd", nul(20)) + track) +
                           box("mdat", "frames") + box("moof", "more") + box("mdat", "frames");
  EXPECT_EQ(walked_boxes(film), film);
}

TEST(FilmMetadata, BlanksWhereAndWithWhatItWasMadeInItsPlace) {
  const std::string track = box("tkhd", nul(20));
  const std::string film = film_begin + box("uuid", secret) + box("free", secret) +
                           box("moov", box("udta", box("\xA9xyz", secret)) + box("meta", secret) +
                                           box("trak", track + box("udta", secret))) +
                           box("mdat", "frames") + box("mpvd", secret) +
                           box("meta", nul(4) + handler("mdir") + secret);
  const std::size_t bytes = secret.size();
  EXPECT_EQ(walked_boxes(film), film_begin + blank_box(bytes) + blank_box(bytes) +
                                    box("moov", blank_box(bytes + 8) + blank_box(bytes) +
                                                    box("trak", track + blank_box(bytes))) +
                                    box("mdat", "frames") + blank_box(bytes) +
                                    blank_box(4 + handler("mdir").size() + bytes));
}

TEST(FilmMetadata, BlanksWhenItWasMade) {
  const auto film = [](const std::string& old, const std::string& large) {
    return film_begin +
           box("moov", box("mvhd", nul(4) + old + "scale") +
                           box("trak", box("tkhd", "\x01" + nul(3) + large + "scale") +
                                           box("mdia", box("mdhd", nul(4) + old + "scale"))));
  };
  EXPECT_EQ(walked_boxes(film("12345678", "1234567812345678")), film(nul(8), nul(16)));
}

TEST(FilmMetadata, LeavesTheTitleOfASong) {
  const std::string song = box("ftyp", "M4A " + nul(4)) + box("moov", box("udta", "title"));
  EXPECT_EQ(walked_boxes(song), song);
}

TEST(FilmMetadata, TakesABoxThatIsLongOrLastsToTheEnd) {
  const std::string head = film_begin + big(1, 4) + "mdat" + big(16 + 6, 8) + "frames";
  EXPECT_EQ(walked_boxes(head + nul(4) + "mdat" + "the rest"), head + nul(4) + "mdat" + "the rest");
  EXPECT_EQ(walked_boxes(head + nul(4) + "uuid" + secret),
            head + nul(4) + "free" + nul(secret.size()));
}

TEST(FilmMetadata, TakesOneThatBreaksOff) {
  const std::string film = film_begin + box("mdat", "frames");
  EXPECT_EQ(walked_boxes(film.substr(0, film.size() - 3)), film.substr(0, film.size() - 3));
  EXPECT_EQ(walked_boxes(film_begin + big(4, 4) + "mdat" + secret), film_begin);
  EXPECT_EQ(walked_boxes(film_begin + box("moov", big(4, 4) + "trak" + secret)),
            film_begin + box("moov", nul(8 + secret.size())));
  // A long head where its container has room for a short one.
  const std::string torn = film_begin + box("moov", big(1, 4) + "uuid" + "1234");
  EXPECT_EQ(walked_boxes(torn + box("mdat", "frames")),
            film_begin + box("moov", nul(12)) + box("mdat", "frames"));
  EXPECT_EQ(walked_boxes(""), "cut");
  EXPECT_EQ(walked_boxes(box("moov", "x")), "damaged");
}

// A picture in `mdat`, and behind it what its camera says.
std::string picture_of(const std::string& infos, const std::string& exif_bytes) {
  const auto head_of = [&infos](std::uint64_t at) {
    return picture_head(2, infos,
                        item_place(1, 0, at, 6) + item_place(2, 0, at + 6, secret.size()));
  };
  const std::uint64_t begin = picture_begin.size() + head_of(0).size() + 8;
  return picture_begin + head_of(begin) + box("mdat", "pixels" + exif_bytes + "tail");
}

TEST(BoxPictureMetadata, BlanksExifAndXmpWhereTheyLie) {
  for (const char* kind : {"Exif", "mime"}) {
    const std::string infos = item(1, "av01") + item(2, kind);
    EXPECT_EQ(walked_boxes(picture_of(infos, secret)), picture_of(infos, nul(secret.size())));
  }
  const std::string image = item(1, "av01") + item(2, "av01");
  EXPECT_EQ(walked_boxes(picture_of(image, secret)), picture_of(image, secret));
}

TEST(BoxPictureMetadata, BlanksWhatLiesInItsHead) {
  const auto picture = [](const std::string& data) {
    return picture_begin + picture_head(1, item(7, "Exif"), item_place(7, 1, 2, secret.size()),
                                        box("idat", "ab" + data));
  };
  EXPECT_EQ(walked_boxes(picture(secret)), picture(nul(secret.size())));
  EXPECT_EQ(walked_boxes(picture(secret.substr(1))), "damaged") << "it is said to be longer";
}

TEST(BoxPictureMetadata, IsRefusedWhereItCannotBeTakenOut) {
  const auto picture = [](const std::string& place) {
    return picture_begin + picture_head(1, item(7, "Exif"), place) + box("mdat", secret);
  };
  EXPECT_EQ(walked_boxes(picture(item_place(7, 0, 3, 4))), "damaged") << "it lies before";
  EXPECT_EQ(walked_boxes(picture(item_place(7, 2, 500, 4))), "damaged") << "in another item";
  EXPECT_EQ(walked_boxes(picture(item_place(7, 0, 500, 0))), "damaged") << "of an unknown length";
  EXPECT_EQ(walked_boxes(picture("")), "damaged");
  EXPECT_EQ(walked_boxes(picture_begin + big(2 << 20, 4) + "meta"), "damaged") << "it is too long";
}

// Each place that is kept in mind costs memory, and a file has room for millions.
TEST(BoxPictureMetadata, HidesNoMoreThanAPictureHas) {
  std::string picture = picture_begin;
  for (unsigned i = 0; i < 4'096; ++i) {
    picture += picture_head(1, item(7, "Exif"), item_place(7, 0, 0x7000'0000 + 8 * i, 4));
  }
  EXPECT_EQ(walked_boxes(picture), picture);
  EXPECT_EQ(
      walked_boxes(picture + picture_head(1, item(7, "Exif"), item_place(7, 0, 0x7F00'0000, 4))),
      "damaged");
}

}  // namespace
}  // namespace uvchat::picture
