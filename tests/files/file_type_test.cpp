#include "files/file_type.h"

#include <gtest/gtest.h>

#include <string>

namespace uvchat::files {
namespace {

using namespace std::string_literals;

std::string served_as(const std::string& bytes, std::string_view claimed = "") {
  const FileType type = type_of(bytes, claimed);
  return std::string(type.media_type) + (type.is_inline ? "" : " to be saved");
}

const std::string saved = "application/octet-stream to be saved";
const std::string text = "text/plain; charset=utf-8";

const std::string jpeg = "\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01"s;
const std::string png = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\0\x01"s;
const std::string gif = "GIF89a\x01\0\x01\0\x80\0\0\xFF\xFF\xFF"s;
const std::string webp = "RIFF\x1A\0\0\0WEBPVP8L\x0D\0\0\0"s;

std::string mp4_with(const std::string& major, const std::string& others) {
  const auto size = static_cast<char>(16 + others.size());
  return "\0\0\0"s + size + "ftyp" + major + "\0\0\0\0"s + others;
}

TEST(FileType, IsWhatTheBytesSay) {
  EXPECT_EQ(served_as(jpeg), "image/jpeg");
  EXPECT_EQ(served_as(png), "image/png");
  EXPECT_EQ(served_as(gif), "image/gif");
  EXPECT_EQ(served_as(webp), "image/webp");
  EXPECT_EQ(served_as(mp4_with("avif", "mif1")), "image/avif");
  EXPECT_EQ(served_as(mp4_with("mif1", "miafavif")), "image/avif");
  EXPECT_EQ(served_as("fLaC\0\0\0\x22"s), "audio/flac");
  EXPECT_EQ(served_as("RIFF\x24\0\0\0WAVEfmt "s), "audio/wav");
  EXPECT_EQ(served_as("OggS\0\x02"s + std::string(20, '\0') + "\x01\x13OpusHead"s), "audio/ogg");
  EXPECT_EQ(served_as(mp4_with("M4A ", "isom")), "audio/mp4");
  EXPECT_EQ(served_as(mp4_with("isom", "avc1")), "video/mp4");
  EXPECT_EQ(served_as("\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x84webm"), "video/webm");
  EXPECT_EQ(served_as("ID3\x04\0\0\0\0\0\0"s), "audio/mpeg");
}

TEST(FileType, TellsSoundWithoutAWordByTwoFrames) {
  const std::string mpeg_frame = "\xFF\xFB\x90\0"s + std::string(413, 'x');  // 128 kbit/s, 44.1 kHz
  EXPECT_EQ(served_as(mpeg_frame + mpeg_frame), "audio/mpeg");
  EXPECT_EQ(served_as(mpeg_frame), saved);
  EXPECT_EQ(served_as(mpeg_frame + "x" + mpeg_frame), saved);
  const std::string adts_frame = "\xFF\xF1\x50\x80\x02\x1F\xFC"s + std::string(9, 'x');
  EXPECT_EQ(served_as(adts_frame + adts_frame), "audio/aac");
  EXPECT_EQ(served_as("\xFF\xFE" + std::string(100, 'a')), saved);
}

TEST(FileType, BelievesAClaimOnlyBetweenSoundAndFilm) {
  EXPECT_EQ(served_as(mp4_with("isom", ""), "audio/mp4"), "audio/mp4");
  EXPECT_EQ(served_as("\x1A\x45\xDF\xA3\x42\x82\x84webm", "audio/webm;codecs=opus"), "audio/webm");
  EXPECT_EQ(served_as(png, "text/html"), "image/png");
  EXPECT_EQ(served_as("\x7F"
                      "ELF\x02",
                      "image/png"),
            saved);
  EXPECT_EQ(served_as("hello", "text/html"), text);
}

TEST(FileType, ShowsTextThatIsNothingElse) {
  EXPECT_EQ(served_as("hello\r\n\tworld"), text);
  EXPECT_EQ(served_as("\xEF\xBB\xBFma\xC3\xB1"
                      "ana"),
            text);
  EXPECT_EQ(served_as("a < b"), text);
  EXPECT_EQ(served_as(""), saved);
  EXPECT_EQ(served_as("a\0b"s), saved);
  EXPECT_EQ(served_as("\x1B[2J"), saved);
  EXPECT_EQ(served_as("a\xC2\x9B"
                      "2J"),
            saved);
  EXPECT_EQ(served_as("caf\xE9"), saved);
}

TEST(FileType, SeesThatACharacterIsCutByTheEndOfWhatIsLookedAt) {
  const std::string almost(sniffed_bytes - 1, 'a');
  EXPECT_EQ(served_as(almost + "\xC3\xB1"), text);
  EXPECT_EQ(served_as("ma\xC3"), saved);
}

TEST(FileType, NeverShowsWhatBrowsersRun) {
  EXPECT_EQ(served_as("<!DOCTYPE html><p>"), saved);
  EXPECT_EQ(served_as(" \n<p onclick=a()>", "text/plain"), saved);
  EXPECT_EQ(served_as("\xEF\xBB\xBF<?xml version='1.0'?>"), saved);
  EXPECT_EQ(served_as("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/svg+xml"),
            saved);
  EXPECT_EQ(served_as("hello <ScRipt>alert(1)</script>"), saved);
  EXPECT_EQ(served_as("%PDF-1.7\n"), saved);
  EXPECT_EQ(served_as("PK\x03\x04"), saved);
  EXPECT_EQ(served_as(mp4_with("qt  ", "")), saved);
  EXPECT_EQ(served_as("\x1A\x45\xDF\xA3\x42\x82\x88matroska"), saved);
}

TEST(FileType, TakesWhatIsTwoThingsForNeither) {
  EXPECT_EQ(served_as(jpeg + "<html><script>a()</script>"), saved);
  EXPECT_EQ(served_as(jpeg + "\n%PDF-1.4"), saved);
  EXPECT_EQ(served_as(gif + "<SVG onload=a()>"), saved);
  EXPECT_EQ(served_as("GIF89a=0;alert(1)"), "image/gif");  // sent with nosniff it does not run
  EXPECT_EQ(served_as("GIF89a\0\0\0\0"s), saved);
}

TEST(FileType, IsKeptAsAWord) {
  EXPECT_EQ(type_named("image/webp").kind, Kind::webp);
  EXPECT_TRUE(type_named(text).is_inline);
  EXPECT_EQ(type_named(text).extension, "txt");
  EXPECT_EQ(type_named("text/html").media_type, "application/octet-stream");
  EXPECT_FALSE(type_named("text/html").is_inline);
  EXPECT_EQ(type_named("").kind, Kind::other);
}

}  // namespace
}  // namespace uvchat::files
