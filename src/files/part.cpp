#include "files/part.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "uvchat/base/assert.h"

namespace uvchat::files {
namespace {

constexpr std::size_t read_bytes = std::size_t{256} * 1024;

// A window's bytes are given to the disk when it is full, and waited for when the next one is. So a
// large upload leaves no more than two of them to be written when it is finished, and the disk is
// busy meanwhile.
constexpr std::uint64_t window_bytes = std::uint64_t{8} << 20;

tl::unexpected<Failure> damaged() {
  return tl::unexpected<Failure>(Failure{Trouble::damaged, "the picture is damaged"});
}

}  // namespace

Part::Part(std::shared_ptr<DepotFolders> folders, std::string name, Descriptor file,
           OpenPlace place)
    : folders_(std::move(folders)),
      name_(std::move(name)),
      place_(std::move(place)),
      file_(std::move(file)) {}

// What the system has failed to write it forgets: a second try would seem to succeed.
tl::unexpected<Failure> Part::broken(int error, std::string_view what) {
  is_sound_ = false;
  auto told = failure(error, what);
  told.value().trouble = Trouble::failed;
  return told;
}

Outcome<void> Part::append(std::span<const char> bytes) {
  UVCHAT_ASSERT(!sealed_);
  if (!is_sound_) return broken(EIO, "go on with an upload");
  if (!folders_->has_room(bytes.size())) return failure(ENOSPC, "write to an upload");
  if (const int error = write_at(file_, size_, bytes); error != 0) {
    if (::ftruncate(file_.number(), static_cast<off_t>(size_)) != 0) {
      return broken(errno, "shorten an upload");
    }
    return failure(error, "write to an upload");
  }
  digest_.update(bytes);
  size_ += bytes.size();
  folders_->bytes += bytes.size();
  return write_back();
}

Outcome<void> Part::write_back() {
  while (size_ - written_back_ >= window_bytes) {
    const auto begin = static_cast<off64_t>(written_back_);
    constexpr auto window = static_cast<off64_t>(window_bytes);
    constexpr unsigned and_wait =
        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    int outcome = ::sync_file_range(file_.number(), begin, window, SYNC_FILE_RANGE_WRITE);
    if (outcome == 0 && begin >= window) {
      outcome = ::sync_file_range(file_.number(), begin - window, window, and_wait);
    }
    // Some file systems cannot be asked: they write when they like.
    if (outcome != 0 && errno != ENOSYS && errno != EINVAL && errno != ESPIPE) {
      return broken(errno, "write an upload to the disk");
    }
    written_back_ += window_bytes;
  }
  return {};
}

void Part::mark() {
  marked_size_ = size_;
  marked_digest_ = digest_;
}

Outcome<void> Part::roll_back(std::uint64_t size) {
  UVCHAT_ASSERT(!sealed_ && size <= size_);
  if (!is_sound_) return broken(EIO, "go on with an upload");
  if (::ftruncate(file_.number(), static_cast<off_t>(size)) != 0) {
    return broken(errno, "shorten an upload");
  }
  folders_->bytes -= size_ - size;
  written_back_ = std::min(written_back_, size / window_bytes * window_bytes);
  if (size != marked_size_) return hash_again(size);
  size_ = size;
  digest_ = marked_digest_;
  return {};
}

// As what it is now: the mark is here.
Outcome<void> Part::hash_again(std::uint64_t size) {
  Digest digest;
  auto read = each_piece(size, [&](std::string_view piece) -> Outcome<void> {
    digest.update(piece);
    return {};
  });
  if (!read) return read;
  size_ = size;
  digest_ = std::move(digest);
  mark();
  return {};
}

void Part::rest() {
  file_ = Descriptor();
  replaced_ = Descriptor();
  place_.reset();
}

Outcome<void> Part::wake() {
  if (!rests()) return {};
  OpenPlace place = take_place(folders_);
  if (!place) return failure(EMFILE, "open an upload");
  file_ = open_at(folders_->parts, part_name(name_), O_RDWR);
  if (rests()) return failure(errno, "open an upload");
  place_ = std::move(place);
  return {};
}

Outcome<std::string> Part::head() const {
  std::string bytes(sniffed_bytes, '\0');
  const std::int64_t read = read_at(file_, 0, bytes);
  if (read < 0) return failure(errno, "read an upload again");
  bytes.resize(static_cast<std::size_t>(read));
  return bytes;
}

Outcome<Sealed> Part::seal(std::optional<picture::Format> format) {
  UVCHAT_ASSERT(!sealed_);
  if (!is_sound_) return broken(EIO, "finish an upload");
  return format ? seal_without_metadata(*format) : seal_as_it_is();
}

Outcome<Sealed> Part::seal_as_it_is() {
  if (::fsync(file_.number()) != 0) return broken(errno, "write an upload to the disk");
  sealed_ = Sealed{digest_.hex(), size_};
  sealed_name_ = part_name(name_);
  return *sealed_;
}

// Into a part of its own, which takes this one's place in the end.
Outcome<Sealed> Part::seal_without_metadata(picture::Format format) {
  std::uint64_t kept_bytes = 0;
  if (format == picture::Format::webp) {
    const auto measured = measure(format);
    if (!measured) return tl::unexpected(measured.error());
    kept_bytes = *measured;
  }
  drop_clean();
  Descriptor file = open_at(folders_->parts, clean_name(name_), O_RDWR | O_CREAT | O_EXCL);
  if (!file.is_open()) return failure(errno, "make a file for a picture");
  Part clean(folders_, name_, std::move(file), {});
  auto walked = walk_into(clean, picture::MetadataWalker(format, kept_bytes));
  if (walked && ::fsync(clean.file_.number()) != 0) {
    walked = failure(errno, "write a picture to the disk");
  }
  if (!walked) {
    drop_clean();
    return tl::unexpected(walked.error());
  }
  sealed_ = Sealed{clean.digest_.hex(), clean.size_};
  sealed_name_ = clean_name(name_);
  return *sealed_;
}

Outcome<void> Part::each_piece(std::uint64_t size, const TakesPiece& take) {
  std::vector<char> piece(read_bytes);
  for (std::uint64_t at = 0; at < size;) {
    const std::uint64_t wanted = std::min<std::uint64_t>(piece.size(), size - at);
    const auto read = read_at(file_, at, std::span(piece).first(wanted));
    if (read <= 0) return broken(read < 0 ? errno : EIO, "read an upload again");
    const auto bytes = static_cast<std::size_t>(read);
    if (auto taken = take(std::string_view(piece.data(), bytes)); !taken) return taken;
    at += bytes;
  }
  return {};
}

Outcome<std::uint64_t> Part::measure(picture::Format format) {
  picture::MetadataWalker walker(format);
  std::string kept;
  const auto walked = each_piece(size_, [&](std::string_view piece) -> Outcome<void> {
    kept.clear();
    if (!walker.feed(piece, kept)) return damaged();
    return {};
  });
  if (!walked) return tl::unexpected(walked.error());
  return walker.kept_bytes();
}

Outcome<void> Part::walk_into(Part& clean, picture::MetadataWalker walker) {
  std::string kept;
  auto walked = each_piece(size_, [&](std::string_view piece) -> Outcome<void> {
    kept.clear();
    if (!walker.feed(piece, kept)) return damaged();
    return clean.append(kept);
  });
  if (!walked) return walked;
  if (!walker.is_whole()) return damaged();
  return {};
}

void Part::drop_clean() {
  const std::string name = clean_name(name_);
  const std::int64_t size = size_at(folders_->parts, name);
  if (::unlinkat(folders_->parts.number(), name.c_str(), 0) != 0) return;
  folders_->bytes -= static_cast<std::uint64_t>(std::max<std::int64_t>(size, 0));
}

Outcome<void> Part::place() {
  UVCHAT_ASSERT(sealed_);
  if (!is_sound_) return broken(EIO, "finish an upload");
  const std::string name = folder_name(sealed_->hash);
  if (::mkdirat(folders_->root.number(), name.c_str(), 0700) != 0 && errno != EEXIST) {
    return failure(errno, "make a folder for uploads");
  }
  const Descriptor folder = open_folder_at(folders_->root, name);
  if (!folder.is_open()) return failure(errno, "open a folder of uploads");
  return move_into(folder);
}

Outcome<void> Part::replace_in(const Descriptor& folder) {
  const std::lock_guard lock(folders_->placing);
  const std::string& hash = sealed_->hash;
  replaced_ = open_at(folder, hash, O_RDONLY);
  const std::int64_t size = replaced_.is_open() ? size_of(replaced_) : 0;
  const int parts = folders_->parts.number();
  if (::renameat(parts, sealed_name_.c_str(), folder.number(), hash.c_str()) != 0) {
    return failure(errno, "move an upload to its place");
  }
  is_sound_ = false;  // it is no part any more
  folders_->bytes -= static_cast<std::uint64_t>(std::max<std::int64_t>(size, 0));
  return {};
}

// What lies there already has the same bytes. It is replaced, and kept open until the part goes:
// how long a disk takes to free it would tell the uploader that somebody has the file. For the same
// reason all folders are written, whether the file's is new or not.
Outcome<void> Part::move_into(const Descriptor& folder) {
  if (auto replaced = replace_in(folder); !replaced) return replaced;
  const int parts = folders_->parts.number();
  const bool is_kept = ::fsync(folder.number()) == 0 && ::fsync(folders_->root.number()) == 0;
  // With its metadata the picture is not needed any more.
  const std::string own = part_name(name_);
  if (is_kept && sealed_name_ != own && ::unlinkat(parts, own.c_str(), 0) == 0) {
    folders_->bytes -= size_;
  }
  if (!is_kept || ::fsync(parts) != 0) {
    return broken(errno, "write a folder of uploads to the disk");
  }
  return {};
}

}  // namespace uvchat::files
