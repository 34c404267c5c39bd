#include "transfer/clean_picture.h"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "chat/texts.h"
#include "transfer/turning.h"
#include "uvchat/picture/metadata.h"
#include "uvchat/picture/orientation.h"

namespace uvchat::cli {
namespace {

using picture::Orientation;

constexpr std::size_t read_bytes = 64 * 1024;

Error cannot_read(const Error& error) {
  return Error{fill(Text::file_unreadable, {{"why", error.text}})};
}

Result<std::string> first_bytes(const PlainFile& file, std::uint64_t bytes_max) {
  std::string bytes(std::min(file.bytes, bytes_max), '\0');
  const auto got = file.file.read_at(0, bytes);
  if (!got) return tl::unexpected(cannot_read(got.error()));
  if (*got != bytes.size()) return fail(text(Text::file_shrank));
  return bytes;
}

using TakesPiece = std::function<Result<void>(std::string_view)>;
using EachPiece = std::function<Result<void>(const TakesPiece&)>;

// The walks of a picture, which is read piece by piece.
class Cleaning {
 public:
  Cleaning(EachPiece each_piece, picture::Format format)
      : each_piece_(std::move(each_piece)), format_(format) {}

  Result<PlainFile> copy() const {
    const auto kept_bytes = measure();
    if (!kept_bytes) return tl::unexpected(kept_bytes.error());
    auto file = nameless_file();
    if (!file) return fail(fill(Text::file_no_copy, {{"why", file.error().text}}));
    PlainFile clean{*std::move(file), 0};
    const auto written = walk(*kept_bytes, [&](std::string_view kept) -> Result<void> {
      const auto done = clean.file.write_at(clean.bytes, kept);
      if (!done) return fail(fill(Text::file_no_copy, {{"why", done.error().text}}));
      clean.bytes += kept.size();
      return {};
    });
    if (!written) return tl::unexpected(written.error());
    return clean;
  }

 private:
  // WebP says at its beginning how long it is.
  Result<std::uint64_t> measure() const {
    std::uint64_t bytes = 0;
    if (format_ != picture::Format::webp) return bytes;
    const auto walked = walk(0, [&](std::string_view kept) -> Result<void> {
      bytes += kept.size();
      return {};
    });
    if (!walked) return tl::unexpected(walked.error());
    return bytes;
  }

  Result<void> walk(std::uint64_t kept_bytes, const TakesPiece& take) const {
    picture::MetadataWalker walker(format_, kept_bytes);
    std::string kept;
    auto walked = each_piece_([&](std::string_view piece) -> Result<void> {
      kept.clear();
      if (!walker.feed(piece, kept)) return fail(text(Text::picture_damaged));
      return take(kept);
    });
    if (walked && !walker.is_whole()) return fail(text(Text::picture_damaged));
    return walked;
  }

  EachPiece each_piece_;
  picture::Format format_;
};

Result<void> each_piece_of(const PlainFile& file, const TransferWatch& watch,
                           const TakesPiece& take) {
  std::string piece(read_bytes, '\0');
  for (std::uint64_t at = 0; at < file.bytes; at += piece.size()) {
    if (watch.is_stopped()) return fail(text(Text::file_stopped));
    piece.resize(std::min<std::uint64_t>(read_bytes, file.bytes - at));
    const auto got = file.file.read_at(at, piece);
    if (!got) return tl::unexpected(cannot_read(got.error()));
    if (*got != piece.size()) return fail(text(Text::file_shrank));
    if (auto taken = take(piece); !taken) return taken;
  }
  return {};
}

}  // namespace

Result<std::optional<picture::Format>> picture_in(const PlainFile& file) {
  constexpr std::uint64_t looked_at = 16;
  return first_bytes(file, looked_at).map([](const std::string& bytes) {
    return picture::format_of(bytes);
  });
}

Result<PlainFile> clean_picture(const PlainFile& file, picture::Format format,
                                const TransferWatch& watch) {
  auto orientation = Orientation::upright;
  if (format == picture::Format::jpeg) {
    const auto head = first_bytes(file, picture::orientation_bytes);
    if (!head) return tl::unexpected(head.error());
    orientation = picture::orientation_of_jpeg(*head);
  }
  if (orientation == Orientation::upright) {
    return Cleaning([&](const TakesPiece& take) { return each_piece_of(file, watch, take); },
                    format)
        .copy();
  }
  if (file.bytes > turned_bytes_max) return fail(text(Text::picture_too_large));
  const auto turned =
      first_bytes(file, file.bytes).and_then([orientation](const std::string& whole) {
        return turned_upright(whole, orientation);
      });
  if (!turned) return tl::unexpected(turned.error());
  return Cleaning([&](const TakesPiece& take) { return take(*turned); }, format).copy();
}

}  // namespace uvchat::cli
