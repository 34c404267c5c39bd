#include "picture/box_items.h"

#include <algorithm>
#include <array>
#include <set>

namespace uvchat::picture {
namespace {

using namespace std::string_view_literals;

constexpr std::array hidden_items{"Exif"sv, "mime"sv, "uri "sv};
constexpr std::size_t extents_max = 256;  // Exif and XMP have one each
constexpr std::array boxes_out_of_a_head{"xml "sv, "bxml"sv, "udta"sv, "uuid"sv};

// Numbers, big-endian, one behind the other. Behind the end they are 0, and it is not sound.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t next(std::size_t count) {
    if (count > 8 || count > bytes_.size()) {
      is_sound_ = false;
      return 0;
    }
    std::uint64_t number = 0;
    for (const char c : bytes_.substr(0, count)) {
      number = number << 8 | static_cast<unsigned char>(c);
    }
    bytes_.remove_prefix(count);
    return number;
  }
  bool is_sound() const { return is_sound_; }

 private:
  std::string_view bytes_;
  bool is_sound_ = true;
};

std::string_view inside(std::string_view around, const Box& box) {
  return around.substr(box.begin + box.head_bytes, box.end - box.begin - box.head_bytes);
}

// Of a box that holds boxes from `at` on; nothing where it has none of this type.
std::optional<Box> find_box(std::string_view around, std::size_t at, std::string_view type) {
  while (const auto box = box_at(around, at, around.size())) {
    if (box->type == type) return box;
    at = box->end;
  }
  return std::nullopt;
}

// Behind its head a box may have a version and flags.
constexpr std::size_t version_bytes = 4;
std::size_t begin_of_children(std::string_view meta) {
  const auto box = box_at(meta, 0, meta.size());
  return box ? box->head_bytes + version_bytes : meta.size();
}

// The items that are no picture.
std::set<std::uint64_t> hidden_in(std::string_view iinf) {
  std::set<std::uint64_t> found;
  Numbers head(iinf);
  const bool is_short = head.next(1) == 0;
  std::size_t at = version_bytes + (is_short ? 2 : 4);
  while (const auto box = box_at(iinf, at, iinf.size())) {
    at = box->end;
    const std::string_view entry = inside(iinf, *box);
    Numbers numbers(entry);
    const std::uint64_t version = numbers.next(1);
    if (box->type != "infe" || version < 2) continue;
    numbers.next(3);
    const std::size_t id_bytes = version == 2 ? 2 : 4;
    const std::uint64_t id = numbers.next(id_bytes);
    const std::size_t type_at = version_bytes + id_bytes + 2;
    if (entry.size() < type_at + 4) continue;
    const std::string_view type = entry.substr(type_at, 4);
    if (std::find(hidden_items.begin(), hidden_items.end(), type) != hidden_items.end()) {
      found.insert(id);
    }
  }
  return found;
}

struct Extents {
  std::vector<ByteRange> in_file;
  std::vector<ByteRange> in_box;  // from the begin of `idat` on
};

// Where they lie.
std::optional<Extents> extents_of(std::string_view iloc, const std::set<std::uint64_t>& items) {
  Extents extents;
  Numbers numbers(iloc);
  const std::uint64_t version = numbers.next(1);
  numbers.next(3);
  const std::uint64_t sizes = numbers.next(1), more_sizes = numbers.next(1);
  const std::size_t offset_bytes = sizes >> 4, length_bytes = sizes & 15;
  const std::size_t base_bytes = more_sizes >> 4, index_bytes = version == 0 ? 0 : more_sizes & 15;
  const std::uint64_t count = numbers.next(version < 2 ? 2 : 4);
  for (std::uint64_t i = 0; i < count && numbers.is_sound(); ++i) {
    const std::uint64_t id = numbers.next(version < 2 ? 2 : 4);
    const std::uint64_t method = version == 0 ? 0 : numbers.next(2) & 15;
    numbers.next(2);
    const std::uint64_t base = numbers.next(base_bytes);
    const std::uint64_t parts = numbers.next(2);
    if (offset_bytes + length_bytes + index_bytes == 0) {
      if (items.count(id) > 0) return std::nullopt;
      continue;
    }
    for (std::uint64_t part = 0; part < parts && numbers.is_sound(); ++part) {
      numbers.next(index_bytes);
      const std::uint64_t begin = base + numbers.next(offset_bytes);
      const std::uint64_t length = numbers.next(length_bytes);
      if (items.count(id) == 0) continue;
      if (method > 1 || length == 0 || begin + length < begin) return std::nullopt;
      (method == 0 ? extents.in_file : extents.in_box).push_back({begin, begin + length});
      if (extents.in_file.size() + extents.in_box.size() > extents_max) return std::nullopt;
    }
  }
  if (!numbers.is_sound()) return std::nullopt;
  return extents;
}

void blank_box(std::string& around, const Box& box) {
  around.replace(box.begin + 4, 4, "free");
  std::fill(around.begin() + static_cast<std::ptrdiff_t>(box.begin + box.head_bytes),
            around.begin() + static_cast<std::ptrdiff_t>(box.end), '\0');
}

}  // namespace

std::optional<Box> box_at(std::string_view around, std::size_t at, std::size_t end) {
  if (at > end || end - at < 8) return std::nullopt;
  Numbers numbers(around.substr(at, end - at));
  std::uint64_t bytes = numbers.next(4);
  numbers.next(4);
  std::size_t head_bytes = 8;
  if (bytes == 1) {
    bytes = numbers.next(8);
    head_bytes = 16;
  } else if (bytes == 0) {
    bytes = end - at;
  }
  if (!numbers.is_sound() || bytes < head_bytes || bytes > end - at) return std::nullopt;
  return Box{around.substr(at + 4, 4), at, head_bytes, at + static_cast<std::size_t>(bytes)};
}

bool is_of_picture(std::string_view meta) {
  const auto handler = find_box(meta, begin_of_children(meta), "hdlr");
  return handler && inside(meta, *handler).substr(0, 12).ends_with("pict");
}

std::optional<std::vector<ByteRange>> blank_items(std::string& meta) {
  const std::size_t children = begin_of_children(meta);
  std::size_t at = children;
  while (const auto box = box_at(meta, at, meta.size())) {
    at = box->end;
    const bool is_hidden = std::find(boxes_out_of_a_head.begin(), boxes_out_of_a_head.end(),
                                     box->type) != boxes_out_of_a_head.end();
    if (is_hidden) blank_box(meta, *box);
  }
  const auto infos = find_box(meta, children, "iinf");
  const auto places = find_box(meta, children, "iloc");
  if (!infos || !places) return std::vector<ByteRange>();
  const auto items = hidden_in(inside(meta, *infos));
  auto extents = extents_of(inside(meta, *places), items);
  if (!extents) return std::nullopt;
  const auto data = find_box(meta, children, "idat");
  for (const ByteRange& range : extents->in_box) {
    if (!data || range.end > data->end - data->begin - data->head_bytes) return std::nullopt;
    const std::size_t begin = data->begin + data->head_bytes;
    std::fill(meta.begin() + static_cast<std::ptrdiff_t>(begin + range.begin),
              meta.begin() + static_cast<std::ptrdiff_t>(begin + range.end), '\0');
  }
  return std::move(extents->in_file);
}

}  // namespace uvchat::picture
