#include "uvchat/picture/metadata.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/picture/pictures.h"
#include "tests/picture/walked.h"

namespace uvchat::picture {
namespace {

std::string jpeg_of(const std::string& segments) { return jpeg_begin + segments + jpeg_end; }
std::string walked_jpeg(const std::string& segments) {
  return walked(Format::jpeg, jpeg_of(segments));
}

const std::string exif_head = "Exif" + nul(2);

TEST(JpegMetadata, LeavesWhatShowsThePicture) {
  const std::string adobe = segment(0xEE, "Adobe" + big(100, 2) + nul(4) + "\x01");
  const std::string all = jfif + adobe + profile + segment(0xDD, big(4, 2)) + jpeg_picture;
  EXPECT_EQ(walked_jpeg(all), jpeg_of(all));
  const std::string progressive =
      segment(0xC2, "\x08" + big(8, 2) + big(8, 2) + "\x01\x01\x11" + nul(1)) + scan_head +
      scan_data + scan_head + scan_data;
  EXPECT_EQ(walked_jpeg(progressive), jpeg_of(progressive));
}

TEST(JpegMetadata, TakesOutWhereAndByWhomItWasTaken) {
  const std::string kept =
      walked_jpeg(jfif + segment(0xE1, exif_head + exif(true, 1)) +
                  segment(0xE1, "http://ns.adobe.com/xap/1.0/") + segment(0xED, "Photoshop 3.0") +
                  segment(0xE2, "MPF" + nul(1) + "II*") + segment(0xEE, "no Adobe") +
                  segment(0xEF, "x") + segment(0xFE, "<script>") + jpeg_picture);
  EXPECT_EQ(kept, jpeg_of(jfif + jpeg_picture));
}

TEST(JpegMetadata, LeavesAProfileOfSeveralSegmentsAndNothingBehindIt) {
  const std::string icc = icc_of(200);
  const std::string parts =
      icc_segment(1, 2, icc.substr(0, 150)) + icc_segment(2, 2, icc.substr(150));
  EXPECT_EQ(walked_jpeg(parts + icc_segment(3, 3, "x") + jpeg_picture),
            jpeg_of(parts + jpeg_picture));
}

TEST(JpegMetadata, TakesOutWhatIsNoProfileOfColours) {
  EXPECT_EQ(
      walked_jpeg(icc_segment(1, 1, "latitude 40.4") + icc_segment(1, 1, std::string(200, 'x')) +
                  icc_segment(2, 2, icc_of(140)) + jpeg_picture),
      jpeg_of(jpeg_picture));
}

TEST(JpegMetadata, TakesOutWhichWayUpItWasHeld) {
  EXPECT_EQ(walked_jpeg(segment(0xE1, exif_head + exif(true, 6)) + jpeg_picture),
            jpeg_of(jpeg_picture));
}

TEST(JpegMetadata, TakesOutPreviews) {
  const std::string with_preview = segment(0xE0, jfif.substr(4, 12) + "\x02\x01" + "pixels") +
                                   segment(0xE0, "JFXX" + nul(1) + "\x10");
  EXPECT_EQ(walked_jpeg(with_preview + jpeg_picture), jpeg_of(jfif + jpeg_picture));
}

TEST(JpegMetadata, TakesOutWhatIsBehindItsEnd) {
  EXPECT_EQ(walked(Format::jpeg, jpeg_of(jpeg_picture) + jpeg_of(jpeg_picture) + "PK\x03\x04"),
            jpeg_of(jpeg_picture));
}

TEST(JpegMetadata, SkipsFillingInFrontOfMarkers) {
  EXPECT_EQ(walked_jpeg("\xFF\xFF" + quantization + frame + scan_head + scan_data + "\xFF"),
            jpeg_of(quantization + frame + scan_head + scan_data));
}

TEST(JpegMetadata, SeesThatAPictureIsBroken) {
  EXPECT_EQ(walked(Format::jpeg, ""), "cut");
  EXPECT_EQ(walked(Format::jpeg, jpeg_begin + jpeg_picture), "cut");
  EXPECT_EQ(walked(Format::jpeg, jpeg_begin + "\xFF\xE1\xFF\xFF" + exif_head), "cut");
  EXPECT_EQ(walked(Format::jpeg, "GIF89a"), "damaged");
  EXPECT_EQ(walked_jpeg(""), "damaged");
  EXPECT_EQ(walked_jpeg(scan_head + scan_data), "damaged");
  EXPECT_EQ(walked_jpeg("\xFF\xE1" + big(1, 2) + jpeg_picture), "damaged");
  EXPECT_EQ(walked_jpeg(jfif + "x" + jpeg_picture), "damaged");
  EXPECT_EQ(walked_jpeg(jpeg_begin + jpeg_picture), "damaged");
  EXPECT_EQ(walked_jpeg(segment(0x02, "x") + jpeg_picture), "damaged");
}

TEST(PngMetadata, LeavesPictureColoursAndFrames) {
  const std::string all = png_begin + chunk("iCCP", png_profile) + chunk("sRGB", nul(1)) +
                          chunk("PLTE", "abc") + chunk("tRNS", "x") + chunk("acTL", nul(8)) +
                          chunk("fcTL", nul(26)) + chunk("IDAT", "data") + chunk("fdAT", "frame") +
                          png_end;
  EXPECT_EQ(walked(Format::png, all), all);
}

TEST(PngMetadata, TakesOutTheRestAndWhatIsBehindItsEnd) {
  const std::string data = chunk("IDAT", "data");
  EXPECT_EQ(walked(Format::png, png_begin + chunk("eXIf", exif(true, 6)) + chunk("tEXt", "Author") +
                                    data + chunk("zTXt", "x") + chunk("iTXt", "XML:com.adobe.xmp") +
                                    chunk("tIME", nul(7)) + chunk("prVt", "x") + data + png_end +
                                    "<html>"),
            png_begin + data + data + png_end);
}

TEST(PngMetadata, TakesOutWhatIsNoProfileOfColours) {
  const std::string data = chunk("IDAT", "data");
  for (const std::string& other :
       {std::string("x"), "n" + nul(2) + "latitude", nul(2) + "\x78\x9C" + "latitude",
        std::string(90, 'n') + nul(2) + "\x78\x9C", "n" + nul(2) + "\x78"}) {
    EXPECT_EQ(walked(Format::png, png_begin + chunk("iCCP", other) + data + png_end),
              png_begin + data + png_end);
  }
}

TEST(PngMetadata, SeesThatAPictureIsBroken) {
  const std::string data = chunk("IDAT", "data");
  EXPECT_EQ(walked(Format::png, png_begin + data), "cut");
  EXPECT_EQ(walked(Format::png, png_begin + big(0x7FFF'FFFF, 4) + "IDAT"), "cut");
  EXPECT_EQ(walked(Format::png, png_begin + big(0x8000'0000, 4) + "IDAT"), "damaged");
  EXPECT_EQ(walked(Format::png, png_begin + png_end), "damaged");
  EXPECT_EQ(walked(Format::png, png_begin.substr(0, 8) + data + png_end), "damaged");
  EXPECT_EQ(walked(Format::png, png_begin + png_begin.substr(8) + data + png_end), "damaged");
  EXPECT_EQ(walked(Format::png, png_begin + chunk("QQQQ", "x") + data + png_end), "damaged");
  EXPECT_EQ(walked(Format::png, png_begin + chunk("a\r\nb", "x") + data + png_end), "damaged");
}

TEST(WebpMetadata, LeavesTheSimpleForms) {
  const std::string lossy = webp_of(riff_chunk("VP8 ", "data"));
  EXPECT_EQ(walked(Format::webp, lossy), lossy);
  const std::string odd = webp_of(riff_chunk("VP8L", "odd"));
  EXPECT_EQ(walked(Format::webp, odd + "behind"), odd);
}

TEST(WebpMetadata, TakesOutMetadataAndSaysSo) {
  const std::string colours = riff_chunk("ICCP", icc_of(141));
  const std::string image = riff_chunk("ALPH", "a") + riff_chunk("VP8 ", "data");
  EXPECT_EQ(walked(Format::webp,
                   webp_of(features(0x3C) + colours + image + riff_chunk("EXIF", exif(true, 1)) +
                           riff_chunk("XMP ", "xmp") + riff_chunk("abcd", "x"))),
            webp_of(features(0x30) + colours + image));
  const std::string frames =
      riff_chunk("ANIM", nul(6)) + riff_frame(image) + riff_frame(riff_chunk("VP8L", "odd"));
  EXPECT_EQ(walked(Format::webp, webp_of(features(0x0A) + frames + riff_chunk("EXIF", "x"))),
            webp_of(features(0x02) + frames));
}

TEST(WebpMetadata, BlanksWhatDoesNotShowInAFrame) {
  const std::string image = riff_chunk("VP8L", "odd");
  const std::string before = riff_frame(image + riff_chunk("EXIF", "latitude") + "tail");
  EXPECT_EQ(walked(Format::webp, webp_of(features(2) + before + riff_frame(image))),
            webp_of(features(2) + riff_frame(image + riff_chunk("JUNK", nul(8)) + nul(4)) +
                    riff_frame(image)));
  EXPECT_EQ(walked(Format::webp, webp_of(features(2) + riff_frame(riff_chunk("JUNK", "latitude")))),
            webp_of(features(2) + riff_frame(riff_chunk("JUNK", nul(8)))));
}

TEST(WebpMetadata, TakesOutWhatIsNoProfileOfColours) {
  const std::string image = riff_chunk("VP8 ", "data");
  EXPECT_EQ(walked(Format::webp, webp_of(features(0) + riff_chunk("ICCP", "latitude") + image)),
            webp_of(features(0) + image));
}

TEST(WebpMetadata, SeesThatAPictureIsBroken) {
  const std::string image = riff_chunk("VP8 ", "data");
  const std::string whole = webp_of(image);
  EXPECT_EQ(walked(Format::webp, whole.substr(0, whole.size() - 1)), "cut");
  EXPECT_EQ(walked(Format::webp, webp_of("")), "cut");
  EXPECT_EQ(walked(Format::webp, webp_of(features(0x08))), "cut");
  EXPECT_EQ(walked(Format::webp, webp_of("VP8 " + little(100, 4) + "data")), "damaged");
  EXPECT_EQ(walked(Format::webp, webp_of(features(2) + riff_chunk("ANMF", nul(15)))), "damaged");
  EXPECT_EQ(walked(Format::webp, webp_of(features(2) + riff_frame("VP8 " + little(9, 4) + "data"))),
            "damaged");
  EXPECT_EQ(walked(Format::webp, webp_of("VP8 " + little(0xFFFF'FFFF, 4) + "data")), "damaged");
  EXPECT_EQ(walked(Format::webp, "RIFF" + little(3, 4) + "WEBP" + image), "damaged");
  EXPECT_EQ(walked(Format::webp, webp_of(image + features(0))), "damaged");
  EXPECT_EQ(walked(Format::webp, webp_of(riff_chunk("EXIF", "x") + image)), "damaged");
  EXPECT_EQ(walked(Format::webp, webp_of(riff_chunk("VP8X", nul(9)) + image)), "damaged");
}

TEST(GifMetadata, LeavesFramesAndHowOftenTheyAreShown) {
  const std::string all = gif_begin + gif_loop + gif_frame + gif_frame + gif_end;
  EXPECT_EQ(walked(Format::gif, all), all);
  EXPECT_EQ(walked(Format::gif, gif_begin + gif_frame), gif_begin + gif_frame);
}

TEST(GifMetadata, TakesOutWhatPeopleAndProgramsHaveAdded) {
  const std::string xmp = gif_application("XMP DataXMP", "\x02<x\x01>" + nul(1));
  const std::string comment = gif_extension('\xFE', rows("latitude 40.4"));
  const std::string text = gif_extension('\x01', rows(nul(12)));
  const std::string short_one = gif_application("NETSCAPE2.0", nul(1));
  const std::string loop_and_more = gif_loop.substr(0, gif_loop.size() - 1) + rows("latitude 40.4");
  EXPECT_EQ(walked(Format::gif, gif_begin + comment + xmp + loop_and_more + text + gif_frame +
                                    short_one + comment + gif_end + "<html>"),
            gif_begin + gif_loop + gif_frame + gif_end);
}

TEST(GifMetadata, EndsWhereNoProgramReadsOn) {
  EXPECT_EQ(walked(Format::gif, gif_begin + gif_frame + "latitude"), gif_begin + gif_frame);
}

TEST(GifMetadata, SeesThatAPictureIsBroken) {
  EXPECT_EQ(walked(Format::gif, gif_begin), "cut");
  EXPECT_EQ(walked(Format::gif, gif_begin + gif_frame.substr(0, gif_frame.size() - 1)), "cut");
  EXPECT_EQ(walked(Format::gif, gif_begin + gif_end), "damaged");
  EXPECT_EQ(walked(Format::gif, "GIF90a" + gif_begin.substr(6) + gif_frame), "damaged");
  EXPECT_EQ(walked(Format::gif, gif_begin + gif_extension('\xF9', rows("x")) + gif_frame),
            "damaged");
}

}  // namespace
}  // namespace uvchat::picture
