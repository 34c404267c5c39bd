#include "transfer/parcel.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/texts.h"
#include "transfer/clean_picture.h"
#include "uvchat/picture/extent.h"

namespace uvchat::cli {
namespace {

std::string name_of(const FileToSend& file) {
  if (!file.name.empty() || file.is_input) return file.name;
  return file.path.substr(file.path.find_last_of('/') + 1);
}

// A copy of what the standard input brings: how long it is must be known before it is sent.
Result<PlainFile> read_input(const TransferWatch& watch) {
  auto copy = nameless_file();
  if (!copy) return fail(fill(Text::file_no_copy, {{"why", copy.error().text}}));
  PlainFile all{*std::move(copy), 0};
  std::vector<char> piece(64 * 1024);
  for (;;) {
    if (watch.is_stopped()) return fail(text(Text::file_stopped));
    const ssize_t count = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(fill(Text::file_unreadable, {{"why", std::strerror(errno)}}));
    if (count == 0) break;
    const auto written =
        all.file.write_at(all.bytes, {piece.data(), static_cast<std::size_t>(count)});
    if (!written) return fail(fill(Text::file_no_copy, {{"why", written.error().text}}));
    all.bytes += static_cast<std::uint64_t>(count);
    if (all.bytes > cipher::file_bytes_max) return fail(text(Text::file_too_large));
  }
  if (all.bytes == 0) return fail(text(Text::file_empty));
  return all;
}

Result<PlainFile> open_file(const std::string& path) {
  PlainFile opened;
  // A pipe that nobody writes into would hold it up.
  opened.file = OpenFile(::open(at_home(path).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat about {};
  if (opened.file.number() < 0 || ::fstat(opened.file.number(), &about) != 0) {
    return fail(fill(Text::file_unreadable, {{"why", std::strerror(errno)}}));
  }
  if (!S_ISREG(about.st_mode)) return fail(text(Text::file_not_regular));
  if (about.st_size <= 0) return fail(text(Text::file_empty));
  opened.bytes = static_cast<std::uint64_t>(about.st_size);
  if (opened.bytes > cipher::file_bytes_max) return fail(text(Text::file_too_large));
  return opened;
}

std::string media_type_of(std::optional<picture::Format> format) {
  if (!format) return {};
  switch (*format) {
    case picture::Format::jpeg:
      return "image/jpeg";
    case picture::Format::png:
      return "image/png";
    case picture::Format::webp:
      return "image/webp";
    case picture::Format::gif:
      return "image/gif";
    case picture::Format::boxes:  // the server looks closer
      break;
  }
  return {};
}

// Nothing where its beginning does not say it, or cannot be read: it is sent nevertheless.
std::optional<cipher::PixelExtent> extent_of(const PlainFile& file, picture::Format format) {
  std::string bytes(std::min<std::uint64_t>(file.bytes, picture::extent_bytes), '\0');
  const auto got = file.file.read_at(0, bytes);
  if (!got) return std::nullopt;
  const auto extent = picture::extent_of(format, std::string_view(bytes).substr(0, *got));
  return extent ? std::optional(cipher::PixelExtent{extent->width, extent->height}) : std::nullopt;
}

Result<void> seal_into(const OpenFile& to, cipher::FileSealer& sealer, const PlainFile& clear,
                       const TransferWatch& watch) {
  std::vector<char, cipher::WipingAllocator<char>> chunk(cipher::file_chunk_bytes);
  std::uint64_t from = 0;
  std::uint64_t at = 0;
  while (!sealer.done()) {
    if (watch.is_stopped()) return fail(text(Text::file_stopped));
    const std::size_t wanted = sealer.next_bytes();
    const auto got = clear.file.read_at(from, std::span(chunk).first(wanted));
    if (!got) return fail(fill(Text::file_unreadable, {{"why", got.error().text}}));
    if (*got != wanted) return fail(text(Text::file_shrank));
    const auto sealed =
        sealer.seal_next({reinterpret_cast<const std::uint8_t*>(chunk.data()), wanted});
    const auto written =
        to.write_at(at, {reinterpret_cast<const char*>(sealed.data()), sealed.size()});
    if (!written) return fail(fill(Text::file_no_copy, {{"why", written.error().text}}));
    from += wanted;
    at += sealed.size();
  }
  return {};
}

Result<Parcel> sealed(const PlainFile& clear, std::shared_ptr<cipher::FileLink> link,
                      const TransferWatch& watch) {
  auto file = nameless_file();
  if (!file) return fail(fill(Text::file_no_copy, {{"why", file.error().text}}));
  Parcel parcel;
  parcel.file = *std::move(file);
  parcel.bytes = cipher::sealed_file_bytes(clear.bytes);
  parcel.link = std::move(link);
  auto key = cipher::random_file_key();
  cipher::FileSealer sealer(key.clone(), clear.bytes);
  parcel.link->key = std::move(key);
  if (const auto done = seal_into(parcel.file, sealer, clear, watch); !done) {
    return tl::unexpected(done.error());
  }
  return parcel;
}

}  // namespace

Result<Parcel> pack(const UploadOrder& order, const TransferWatch& watch) {
  auto file = order.file.is_input ? read_input(watch) : open_file(order.file.path);
  if (!file) return tl::unexpected(file.error());
  const auto format = picture_in(*file);
  if (!format) return tl::unexpected(format.error());
  if (*format && !order.file.is_as_it_is) {
    file = clean_picture(*file, **format, watch);
    if (!file) return tl::unexpected(file.error());
  }
  auto link = std::make_shared<cipher::FileLink>();
  link->size = file->bytes;
  link->type = media_type_of(*format);
  link->name = name_of(order.file);
  // One that keeps how it lies may be shown on its side.
  if (*format && !order.file.is_as_it_is) link->extent = extent_of(*file, **format);
  if (order.is_enciphered) return sealed(*file, std::move(link), watch);
  Parcel parcel;
  parcel.file = std::move(file->file);
  parcel.bytes = file->bytes;
  parcel.name = link->name;
  parcel.link = std::move(link);
  return parcel;
}

}  // namespace uvchat::cli
