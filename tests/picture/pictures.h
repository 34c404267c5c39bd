#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

// Pictures, made of bytes.

namespace uvchat::picture {

inline std::string big(std::uint64_t number, std::size_t bytes) {
  std::string digits;
  for (std::size_t i = bytes; i > 0; --i) digits += static_cast<char>(number >> 8 * (i - 1) & 0xFF);
  return digits;
}

inline std::string little(std::uint64_t number, std::size_t bytes) {
  const std::string digits = big(number, bytes);
  return {digits.rbegin(), digits.rend()};
}

inline std::string nul(std::size_t bytes) { return std::string(bytes, '\0'); }

// A TIFF head with make, orientation and a place on Earth, as phones write it.
inline std::string exif(bool is_big, unsigned orientation) {
  const auto number = is_big ? big : little;
  const auto entry = [&](unsigned tag, unsigned type, unsigned count, const std::string& value) {
    return number(tag, 2) + number(type, 2) + number(count, 4) + value;
  };
  return (is_big ? "MM" : "II") + number(42, 2) + number(8, 4) + number(3, 2) +
         entry(0x010F, 2, 4, "GPS!") + entry(0x0112, 3, 1, number(orientation, 2) + nul(2)) +
         entry(0x8825, 4, 1, number(50, 4)) + number(0, 4) + "latitude 40.4";
}

inline std::string segment(unsigned marker, const std::string& body) {
  return "\xFF" + std::string(1, static_cast<char>(marker)) + big(body.size() + 2, 2) + body;
}

inline const std::string jpeg_begin = "\xFF\xD8";
inline const std::string jpeg_end = "\xFF\xD9";
inline const std::string jfif =
    segment(0xE0, "JFIF" + nul(1) + "\x01\x02\x01" + big(72, 2) + big(72, 2) + nul(2));
inline const std::string quantization = segment(0xDB, nul(1) + std::string(64, '\x10'));
inline const std::string frame =
    segment(0xC0, "\x08" + big(8, 2) + big(8, 2) + "\x01\x01\x11" + nul(1));
inline const std::string huffman = segment(0xC4, nul(17) + "abc");
inline const std::string scan_head = segment(0xDA, "\x01\x01" + nul(2) + "\x3F" + nul(1));
// Data that has a byte FF and a restart marker in it.
inline const std::string scan_data = "\x12\x34\xFF" + nul(1) + "\x56\xFF\xD0\x78";
inline const std::string jpeg_picture =
    quantization + frame + huffman + scan_head + scan_data + huffman + scan_head + scan_data;
// Colours, as far as they are looked at.
inline std::string icc_of(std::uint64_t bytes) {
  return big(bytes, 4) + nul(32) + "acsp" + nul(88) + std::string(bytes - 128, 'c');
}
inline std::string icc_segment(unsigned number, unsigned count, const std::string& data) {
  return segment(0xE2, "ICC_PROFILE" + nul(1) + big(number, 1) + big(count, 1) + data);
}
inline const std::string profile = icc_segment(1, 1, icc_of(140));
// A name, how it is packed, and the head that zlib writes.
inline const std::string png_profile = "ICC Profile" + nul(2) + "\x78\x9C" + "colours";

// Its sum is not looked at by anyone here.
inline std::string chunk(const std::string& type, const std::string& data) {
  return big(data.size(), 4) + type + data + "sum!";
}

inline const std::string png_begin =
    "\x89PNG\r\n\x1A\n" + chunk("IHDR", big(1, 4) + big(1, 4) + "\x08" + nul(4));
inline const std::string png_end = chunk("IEND", "");

inline std::string riff_chunk(const std::string& name, const std::string& data) {
  return name + little(data.size(), 4) + data + nul(data.size() & 1);
}

inline std::string webp_of(const std::string& chunks) {
  return "RIFF" + little(chunks.size() + 4, 4) + "WEBP" + chunks;
}

// One frame of an animation, made of chunks.
inline std::string riff_frame(const std::string& chunks) {
  return riff_chunk("ANMF", std::string(16, 'h') + chunks);
}

inline std::string features(unsigned flags) {
  return riff_chunk("VP8X", std::string(1, static_cast<char>(flags)) + nul(9));
}

inline std::string rows(const std::string& data) { return big(data.size(), 1) + data + nul(1); }
inline std::string gif_extension(char kind, const std::string& data) {
  return std::string("\x21") + kind + data;
}
inline std::string gif_application(const std::string& name, const std::string& data) {
  return gif_extension('\xFF', big(name.size(), 1) + name + data);
}
inline const std::string gif_begin =
    "GIF89a" + little(1, 2) + little(1, 2) + "\x80" + nul(2) + "rgbRGB";
inline const std::string gif_loop = gif_application("NETSCAPE2.0", rows("\x01" + little(7, 2)));
inline const std::string gif_frame = gif_extension('\xF9', rows("\x01\x05" + nul(2))) + "\x2C" +
                                     nul(4) + little(1, 2) + little(1, 2) + nul(1) + "\x02" +
                                     rows("codes");
inline const std::string gif_end = "\x3B";

// ISO/IEC 14496-12.
inline std::string box(const std::string& type, const std::string& data) {
  return big(data.size() + 8, 4) + type + data;
}
inline const std::string film_begin = box("ftyp", "isom" + nul(4) + "isom");
inline const std::string picture_begin = box("ftyp", "avif" + nul(4) + "avifmif1");
inline std::string handler(const std::string& type) { return box("hdlr", nul(8) + type + nul(13)); }
inline std::string item(unsigned id, const std::string& type) {
  return box("infe", "\x02" + nul(3) + big(id, 2) + nul(2) + type + nul(1));
}
// Of one extent; method 1: in `idat`.
inline std::string item_place(unsigned id, unsigned method, std::uint64_t at, std::uint64_t bytes) {
  return big(id, 2) + big(method, 2) + nul(2) + big(1, 2) + big(at, 4) + big(bytes, 4);
}
// What says where the items of a picture lie: `items` of them, of which each has a place.
inline std::string picture_head(unsigned items, const std::string& infos, const std::string& places,
                                const std::string& more = {}) {
  return box("meta", nul(4) + handler("pict") + box("iinf", nul(4) + big(items, 2) + infos) +
                         box("iloc", "\x01" + nul(3) + "\x44" + nul(1) + big(items, 2) + places) +
                         more);
}

}  // namespace uvchat::picture
