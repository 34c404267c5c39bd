#include "transfer/parcel.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "chat/texts.h"

namespace uvchat::cli {
namespace {

std::string name_of(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

Result<Parcel> open_parcel(const std::string& path) {
  Parcel parcel;
  // A pipe that nobody writes into would hold it up.
  parcel.file = OpenFile(::open(at_home(path).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat about {};
  if (parcel.file.number() < 0 || ::fstat(parcel.file.number(), &about) != 0) {
    return fail(fill(Text::file_unreadable, {{"why", std::strerror(errno)}}));
  }
  if (!S_ISREG(about.st_mode)) return fail(text(Text::file_not_regular));
  if (about.st_size <= 0) return fail(text(Text::file_empty));
  parcel.bytes = static_cast<std::uint64_t>(about.st_size);
  if (parcel.bytes > cipher::file_bytes_max) return fail(text(Text::file_too_large));
  parcel.name = name_of(path);
  return parcel;
}

Result<void> seal_into(const OpenFile& to, cipher::FileSealer& sealer, const Parcel& clear,
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

Result<Parcel> sealed(const Parcel& clear, const TransferWatch& watch) {
  auto file = nameless_file();
  if (!file) return fail(fill(Text::file_no_copy, {{"why", file.error().text}}));
  Parcel parcel;
  parcel.file = *std::move(file);
  parcel.bytes = cipher::sealed_file_bytes(clear.bytes);
  parcel.link = std::make_shared<cipher::FileLink>();
  parcel.link->key = cipher::random_file_key();
  parcel.link->size = clear.bytes;
  parcel.link->name = clear.name;
  cipher::FileSealer sealer(parcel.link->key.clone(), clear.bytes);
  if (const auto done = seal_into(parcel.file, sealer, clear, watch); !done) {
    return tl::unexpected(done.error());
  }
  return parcel;
}

}  // namespace

Result<Parcel> pack(const std::string& path, bool is_enciphered, const TransferWatch& watch) {
  auto parcel = open_parcel(path);
  if (!parcel || !is_enciphered) return parcel;
  return sealed(*parcel, watch);
}

}  // namespace uvchat::cli
