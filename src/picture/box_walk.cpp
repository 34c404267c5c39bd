#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "picture/box_items.h"
#include "picture/walks.h"

// ISO/IEC 14496-12: boxes of length, type and data, some of which hold boxes: films, and pictures
// (HEIF, AVIF). Others point to bytes by their place in the file, so all stay where they are: what
// goes becomes zeros in a box that is `free`.

namespace uvchat::picture {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t picture_head_bytes_max = 1 << 20;
constexpr std::uint64_t no_end = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t ranges_max = 4'096;  // of what a picture hides: more has none
constexpr std::array containers{"moov"sv, "trak"sv, "mdia"sv};  // each in the one before

// Of a file, and of what describes a film.
constexpr std::array shown_boxes{"moov"sv, "mdat"sv, "styp"sv, "moof"sv, "sidx"sv,
                                 "ssix"sv, "mfra"sv, "prft"sv, "pdin"sv, "imda"sv};
constexpr std::array hidden_boxes{"udta"sv, "meta"sv, "uuid"sv, "free"sv, "skip"sv};
constexpr std::array timed_boxes{"mvhd"sv, "tkhd"sv, "mdhd"sv};
constexpr std::array sound_brands{"M4A "sv, "M4B "sv};

bool is_any_of(std::string_view type, const auto& types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

class BoxWalk final : public PictureWalk {
  std::optional<std::size_t> take(std::string_view in, std::string& out) override {
    if (kept_until_ > at_) return keep_on();
    while (!ends_.empty() && at_ == ends_.back()) ends_.pop_back();
    const std::uint64_t left = (ends_.empty() ? no_end : ends_.back()) - at_;
    if (left < 8) return skip(left);
    if (in.size() < 8) return std::nullopt;
    if (at_ == 0 && in.substr(4, 4) != "ftyp") return refuse();
    std::uint64_t bytes = big_number(in, 0, 4);
    const bool is_long = bytes == 1;
    if (is_long && in.size() < 16) return std::nullopt;
    if (is_long) bytes = std::uint64_t{big_number(in, 8, 4)} << 32 | big_number(in, 12, 4);
    if (bytes == 0) bytes = left;
    const std::size_t head_bytes = is_long ? 16 : 8;
    // Programs that show it stop here.
    const bool has_room = bytes >= head_bytes && left >= head_bytes;
    if (!has_room && at_ == 0) return refuse();
    if (!has_room) return ends_.empty() ? end() : skip(left);
    return take_box(in, head_bytes, std::min(bytes, left), out);
  }

  // A film that breaks off is shown until there.
  bool may_break_off() const override { return at_ > 0; }

  std::optional<std::size_t> take_box(std::string_view in, std::size_t head_bytes,
                                      std::uint64_t bytes, std::string& out) {
    const std::string_view type = in.substr(4, 4);
    if (at_ == 0) return take_brand(in, bytes);
    if (type == "meta" && ends_.empty()) return take_meta(in, head_bytes, bytes, out);
    const bool is_shown =
        ends_.empty() ? is_any_of(type, shown_boxes) : !is_any_of(type, hidden_boxes);
    if (!is_shown) return hide(in, head_bytes, bytes, out);
    const bool is_timed = !ends_.empty() && is_any_of(type, timed_boxes);
    if (is_timed && in.size() < head_bytes + 1 && bytes > head_bytes) return std::nullopt;
    spare(at_ + head_bytes);
    if (ends_.size() < containers.size() && type == containers[ends_.size()]) {
      ends_.push_back(at_ + bytes);
      return keep_box(head_bytes);
    }
    if (is_timed && bytes > head_bytes) hide_times(in[head_bytes] == '\0' ? 8 : 16, head_bytes);
    return keep_box(bytes);
  }

  // Songs keep their names.
  std::optional<std::size_t> take_brand(std::string_view in, std::uint64_t bytes) {
    if (in.size() < 12) return std::nullopt;
    return keep_box(is_any_of(in.substr(8, 4), sound_brands) ? no_end : bytes);
  }

  // Of a film all of it goes. That of a picture is what shows it, too.
  std::optional<std::size_t> take_meta(std::string_view in, std::size_t head_bytes,
                                       std::uint64_t bytes, std::string& out) {
    if (bytes > picture_head_bytes_max) return refuse();
    if (in.size() < bytes) return std::nullopt;
    std::string meta(in.substr(0, static_cast<std::size_t>(bytes)));
    if (!is_of_picture(meta)) return hide(in, head_bytes, bytes, out);
    const auto ranges = blank_items(meta);
    if (!ranges || hidden_.size() + ranges->size() > ranges_max) return refuse();
    for (const ByteRange& range : *ranges) {
      if (range.begin < at_ + bytes) return refuse();  // that is said already
      std::uint64_t& range_end = hidden_[range.begin];
      range_end = std::max(range_end, range.end);
    }
    out.append(meta);
    at_ += bytes;
    return meta.size();
  }

  std::optional<std::size_t> hide(std::string_view in, std::size_t head_bytes, std::uint64_t bytes,
                                  std::string& out) {
    out.append(in.substr(0, 4)).append("free").append(in.substr(8, head_bytes - 8));
    at_ += head_bytes;
    skip(bytes - head_bytes);
    return head_bytes;
  }

  // When it was made and changed: behind version and flags.
  void hide_times(std::uint64_t bytes, std::size_t head_bytes) {
    const std::uint64_t begin = at_ + head_bytes + 4;
    hidden_[begin] = begin + bytes;
  }

  // The heads of boxes stay, whatever a picture says of them.
  void spare(std::uint64_t until) {
    while (!hidden_.empty() && hidden_.begin()->first < until) {
      const std::uint64_t range_end = hidden_.begin()->second;
      hidden_.erase(hidden_.begin());
      if (range_end <= until) continue;
      std::uint64_t& later = hidden_[until];
      later = std::max(later, range_end);
    }
  }

  std::optional<std::size_t> skip(std::uint64_t bytes) {
    at_ += bytes;
    return blank(bytes);
  }

  std::optional<std::size_t> keep_box(std::uint64_t bytes) {
    kept_until_ = bytes > no_end - at_ ? no_end : at_ + bytes;
    return keep_on();
  }

  // Up to where something is hidden, or to the end of that.
  std::optional<std::size_t> keep_on() {
    while (!hidden_.empty() && hidden_.begin()->second <= at_) hidden_.erase(hidden_.begin());
    const std::uint64_t from = at_;
    if (hidden_.empty() || hidden_.begin()->first >= kept_until_) {
      at_ = kept_until_;
      return keep(at_ - from);
    }
    const auto [begin, range_end] = *hidden_.begin();
    if (begin > at_) {
      at_ = begin;
      return keep(at_ - from);
    }
    return skip(std::min(range_end, kept_until_) - from);
  }

  std::uint64_t at_ = 0;             // in the file
  std::uint64_t kept_until_ = 0;     // but for what is hidden
  std::vector<std::uint64_t> ends_;  // of the boxes that are open
  std::map<std::uint64_t, std::uint64_t> hidden_;
};

}  // namespace

std::unique_ptr<PictureWalk> walk_boxes() { return std::make_unique<BoxWalk>(); }

}  // namespace uvchat::picture
