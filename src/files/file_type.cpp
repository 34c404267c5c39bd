#include "files/file_type.h"

#include <algorithm>
#include <array>
#include <string>

#include "files/sound_frames.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/utf8.h"

namespace uvchat::files {
namespace {

using namespace std::string_view_literals;

constexpr FileType other_type{Kind::other, "application/octet-stream", "", false};

constexpr auto shown_types = std::to_array<FileType>({
    {Kind::jpeg, "image/jpeg", "jpg", true},
    {Kind::png, "image/png", "png", true},
    {Kind::webp, "image/webp", "webp", true},
    {Kind::gif, "image/gif", "gif", true},
    {Kind::avif, "image/avif", "avif", true},
    {Kind::mpeg_audio, "audio/mpeg", "mp3", true},
    {Kind::aac, "audio/aac", "aac", true},
    {Kind::ogg, "audio/ogg", "ogg", true},
    {Kind::flac, "audio/flac", "flac", true},
    {Kind::wav, "audio/wav", "wav", true},
    {Kind::mp4_audio, "audio/mp4", "m4a", true},
    {Kind::mp4, "video/mp4", "mp4", true},
    {Kind::webm_audio, "audio/webm", "weba", true},
    {Kind::webm, "video/webm", "webm", true},
    {Kind::text, "text/plain; charset=utf-8", "txt", true},
});

FileType type_with(Kind kind) {
  const auto* found = std::find_if(shown_types.begin(), shown_types.end(),
                                   [kind](const FileType& type) { return type.kind == kind; });
  return found == shown_types.end() ? other_type : *found;
}

// What makes a page, a drawing or a document of bytes that begin otherwise: readers of them look
// further than at the beginning.
constexpr std::array markers{"<html"sv,   "<!doctype"sv, "<script"sv, "<svg"sv,
                             "<iframe"sv, "<body"sv,     "%pdf-"sv};

bool could_be_a_page(std::string_view bytes) {
  std::string small(bytes);
  std::transform(small.begin(), small.end(), small.begin(), to_lower);
  return std::any_of(markers.begin(), markers.end(),
                     [&](std::string_view marker) { return small.find(marker) != small.npos; });
}

bool has_at(std::string_view bytes, std::size_t at, std::string_view part) {
  return bytes.size() >= at && bytes.substr(at).starts_with(part);
}

std::size_t byte_of(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

// Its first segment is one with which pictures begin.
bool is_jpeg(std::string_view bytes) {
  if (!bytes.starts_with("\xFF\xD8\xFF"sv)) return false;
  const std::size_t marker = byte_of(bytes, 3);
  const bool is_known = (marker >= 0xE0 && marker <= 0xEF) || marker == 0xFE || marker == 0xDB ||
                        marker == 0xC4 || (marker >= 0xC0 && marker <= 0xC2);
  return is_known && byte_of(bytes, 4) * 256 + byte_of(bytes, 5) >= 2;
}

bool is_gif(std::string_view bytes) {
  const bool has_size = byte_of(bytes, 6) + byte_of(bytes, 7) > 0 &&
                        byte_of(bytes, 8) + byte_of(bytes, 9) > 0 && bytes.size() > 13;
  return has_size && (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a"));
}

bool is_riff(std::string_view bytes, std::string_view form) {
  return bytes.starts_with("RIFF") && has_at(bytes, 8, form);
}

// A stream of sound: its first page names one of these codecs.
bool is_ogg_sound(std::string_view bytes) {
  if (!bytes.starts_with("OggS\0\x02"sv)) return false;
  const std::size_t begin = 27 + byte_of(bytes, 26);
  return has_at(bytes, begin, "\x01vorbis"sv) || has_at(bytes, begin, "OpusHead") ||
         has_at(bytes, begin,
                "\x7F"
                "FLAC"sv) ||
         has_at(bytes, begin, "Speex   ");
}

// EBML, whose head says which of its formats it is.
bool is_webm(std::string_view bytes) {
  constexpr std::string_view document_type = "\x42\x82\x84webm"sv;
  return bytes.starts_with("\x1A\x45\xDF\xA3"sv) &&
         bytes.substr(0, 64).find(document_type) != bytes.npos;
}

constexpr std::array film_brands{"isom"sv, "iso2"sv, "iso3"sv, "iso4"sv, "iso5"sv, "iso6"sv,
                                 "mp41"sv, "mp42"sv, "avc1"sv, "dash"sv, "M4V "sv, "MSNV"sv};
constexpr std::array sound_brands{"M4A "sv, "M4B "sv};

bool is_one_of(std::string_view brand, const auto& brands) {
  return std::find(brands.begin(), brands.end(), brand) != brands.end();
}

// The file's first box lists the brands that it keeps to (ISO/IEC 14496-12, 4.3).
Kind kind_by_brand(std::string_view bytes, bool is_claimed_sound) {
  const std::size_t size = byte_of(bytes, 2) * 256 + byte_of(bytes, 3);
  const bool is_box = bytes.starts_with("\0\0"sv) && has_at(bytes, 4, "ftyp") && size >= 16 &&
                      size % 4 == 0 && size <= std::min(bytes.size(), sniffed_bytes);
  if (!is_box) return Kind::other;
  const std::string_view major = bytes.substr(8, 4);
  if (is_one_of(major, sound_brands)) return Kind::mp4_audio;
  if (is_one_of(major, film_brands)) return is_claimed_sound ? Kind::mp4_audio : Kind::mp4;
  if (major == "avif" || major == "avis") return Kind::avif;
  if (major != "mif1" && major != "msf1") return Kind::other;
  for (std::size_t at = 16; at < size; at += 4) {
    if (bytes.substr(at, 4) == "avif") return Kind::avif;
  }
  return Kind::other;
}

bool is_text_sign(char c) { return !is_control(c) || c == '\t' || c == '\n' || c == '\r'; }

// C1, which terminals take for orders: U+0080 to U+009F.
bool has_upper_controls(std::string_view text) {
  for (std::size_t at = text.find('\xC2'); at != text.npos; at = text.find('\xC2', at + 1)) {
    if (byte_of(text, at + 1) < 0xA0) return true;
  }
  return false;
}

// To the end of what is looked at, which may lie within a character.
bool is_text(std::string_view bytes) {
  std::string_view text = bytes;
  if (bytes.size() >= sniffed_bytes && utf8_ends_short(bytes)) {
    text = bytes.substr(0, utf8_valid_prefix(bytes));
  }
  if (text.empty() || !utf8_valid(text) || has_upper_controls(text)) return false;
  if (!std::all_of(text.begin(), text.end(), is_text_sign)) return false;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != text.npos && text[first] != '<';  // markup is none, whichever it is
}

Kind kind_of(std::string_view bytes, bool is_claimed_sound) {
  if (is_jpeg(bytes)) return Kind::jpeg;
  if (bytes.starts_with("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"sv)) return Kind::png;
  if (is_gif(bytes)) return Kind::gif;
  if (is_riff(bytes, "WEBPVP8 ") || is_riff(bytes, "WEBPVP8L") || is_riff(bytes, "WEBPVP8X")) {
    return Kind::webp;
  }
  if (is_riff(bytes, "WAVE")) return Kind::wav;
  if (is_ogg_sound(bytes)) return Kind::ogg;
  if (bytes.starts_with("fLaC\0\0\0\x22"sv) || bytes.starts_with("fLaC\x80\0\0\x22"sv)) {
    return Kind::flac;
  }
  if (is_webm(bytes)) return is_claimed_sound ? Kind::webm_audio : Kind::webm;
  if (is_mpeg_sound(bytes)) return Kind::mpeg_audio;
  if (is_adts_sound(bytes)) return Kind::aac;
  if (is_text(bytes)) return Kind::text;
  return kind_by_brand(bytes, is_claimed_sound);
}

}  // namespace

FileType type_of(std::string_view first_bytes, std::string_view claimed) {
  const std::string_view bytes = first_bytes.substr(0, sniffed_bytes);
  if (could_be_a_page(bytes)) return other_type;
  const bool is_claimed_sound = same_in_ascii(claimed.substr(0, 6), "audio/");
  return type_with(kind_of(bytes, is_claimed_sound));
}

FileType type_named(std::string_view media_type) {
  const auto* found =
      std::find_if(shown_types.begin(), shown_types.end(),
                   [&](const FileType& type) { return type.media_type == media_type; });
  return found == shown_types.end() ? other_type : *found;
}

}  // namespace uvchat::files
