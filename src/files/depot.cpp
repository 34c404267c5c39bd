#include "files/depot.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "uvchat/base/hex.h"

namespace uvchat::files {
namespace {

constexpr std::string_view part_ending = ".part";

tl::unexpected<Error> fail_at(const std::string& folder) {
  return fail(folder + ": " + std::strerror(errno));
}

// Why this folder cannot be a depot; empty where it can.
std::string fault_of(const Descriptor& folder) {
  struct stat is {};
  if (::fstat(folder.number(), &is) != 0) return std::strerror(errno);
  if (is.st_uid != ::geteuid()) return "it belongs to another user";
  if ((is.st_mode & 077U) != 0) return "others can get in: chmod 700";
  // Held until the descriptor is closed, whatever ends the process.
  if (::flock(folder.number(), LOCK_EX | LOCK_NB) != 0) return "another server has it";
  return {};
}

Result<Descriptor> open_root(const std::string& folder) {
  const bool is_new = ::mkdir(folder.c_str(), 0700) == 0;
  if (!is_new && errno != EEXIST) return fail_at(folder);
  Descriptor root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!root.is_open() && (errno == ELOOP || errno == ENOTDIR)) {
    return fail(folder + ": it is no folder, or a link to one");
  }
  if (!root.is_open()) return fail_at(folder);
  if (const std::string fault = fault_of(root); !fault.empty()) return fail(folder + ": " + fault);
  const Descriptor above = open_folder_at(root, "..");
  if (is_new && (!above.is_open() || ::fsync(above.number()) != 0)) return fail_at(folder);
  return root;
}

std::string hex_byte(unsigned byte) {
  const auto one = static_cast<std::uint8_t>(byte);
  return hex_text(std::span(&one, 1));
}

tl::unexpected<Failure> no_place() { return failure(EMFILE, "open a file for a transfer"); }

tl::unexpected<Failure> no_hash() { return failure(EINVAL, "use what is no hash as a name"); }

Descriptor place_of(const DepotFolders& folders, const std::string& hash) {
  return open_folder_at(folders.root, folder_name(hash));
}

Outcome<void> drop_at(DepotFolders& folders, const Descriptor& folder, const std::string& name) {
  const std::int64_t size = size_at(folder, name);
  if (::unlinkat(folder.number(), name.c_str(), 0) != 0) {
    if (errno == ENOENT) return {};
    return failure(errno, "remove an upload");
  }
  folders.bytes -= static_cast<std::uint64_t>(std::max<std::int64_t>(size, 0));
  return {};
}

}  // namespace

// Where the disk cannot be asked, its answers to writes will do.
bool DepotFolders::has_room(std::uint64_t bytes_more) const {
  struct statvfs is {};
  if (::fstatvfs(root.number(), &is) != 0) return true;
  const std::uint64_t all = std::uint64_t{is.f_blocks} * is.f_frsize;
  const std::uint64_t free = std::uint64_t{is.f_bavail} * is.f_frsize;
  const std::uint64_t reserve = std::min(all / 20, std::uint64_t{1} << 30);
  return free >= reserve && free - reserve >= bytes_more;
}

OpenPlace take_place(const std::shared_ptr<DepotFolders>& folders) {
  OpenPlace place(folders.get(), {folders});
  if (++folders->open_files > folders->open_files_max) place.reset();
  return place;
}

Outcome<std::size_t> StoredFile::read(std::uint64_t offset, std::span<char> into) const {
  if (offset >= size_) return 0;
  const auto wanted = std::min<std::uint64_t>(into.size(), size_ - offset);
  const std::int64_t read = read_at(file_, offset, into.first(wanted));
  if (read < 0) return failure(errno, "read a stored file");
  return static_cast<std::size_t>(read);
}

Result<Depot> Depot::open(const std::string& folder) {
  auto root = open_root(folder);
  if (!root) return tl::unexpected(root.error());
  auto folders = std::make_shared<DepotFolders>();
  folders->root = std::move(*root);
  const bool is_new = ::mkdirat(folders->root.number(), "parts", 0700) == 0;
  if (!is_new && errno != EEXIST) return fail_at(folder);
  if (is_new && ::fsync(folders->root.number()) != 0) return fail_at(folder);
  folders->parts = open_folder_at(folders->root, "parts");
  if (!folders->parts.is_open()) return fail_at(folder + "/parts");
  Depot depot(std::move(folders));
  if (!depot.tidy_parts() || !depot.count_files()) return fail_at(folder);
  return depot;
}

// A picture whose process ended while it was written is written again.
bool Depot::tidy_parts() {
  std::vector<std::string> unfinished;
  const bool is_read = each_name(folders_->parts, [&](const std::string& name) {
    if (name.ends_with(".clean")) unfinished.push_back(name);
    if (!name.ends_with(part_ending)) return;
    folders_->bytes +=
        static_cast<std::uint64_t>(std::max<std::int64_t>(size_at(folders_->parts, name), 0));
  });
  for (const std::string& name : unfinished) ::unlinkat(folders_->parts.number(), name.c_str(), 0);
  return is_read;
}

bool Depot::count_files() {
  for (unsigned byte = 0; byte < 256; ++byte) {
    const Descriptor place = open_folder_at(folders_->root, hex_byte(byte));
    if (!place.is_open() && errno == ENOENT) continue;
    const bool is_read = place.is_open() && each_name(place, [&](const std::string& name) {
                           folders_->bytes += static_cast<std::uint64_t>(
                               std::max<std::int64_t>(size_at(place, name), 0));
                         });
    if (!is_read) return false;
  }
  return true;
}

Outcome<std::vector<PartLeft>> Depot::parts() const {
  std::vector<PartLeft> left;
  const bool is_read = each_name(folders_->parts, [&](const std::string& name) {
    if (!name.ends_with(part_ending)) return;
    const std::string hash = name.substr(0, name.size() - part_ending.size());
    const std::int64_t size = size_at(folders_->parts, name);
    if (is_hash(hash) && size >= 0) left.push_back({hash, static_cast<std::uint64_t>(size)});
  });
  if (!is_read) return failure(errno, "read the folder of unfinished uploads");
  return left;
}

Outcome<Part> Depot::open_part(const std::string& name, int flags) {
  if (!is_hash(name)) return no_hash();
  OpenPlace place = take_place(folders_);
  if (!place) return no_place();
  Descriptor file = open_at(folders_->parts, part_name(name), O_RDWR | flags);
  if (!file.is_open()) return failure(errno, "open an upload");
  return Part(folders_, name, std::move(file), std::move(place));
}

Outcome<Part> Depot::begin(const std::string& name) { return open_part(name, O_CREAT | O_EXCL); }

Outcome<Part> Depot::resume(const std::string& name) {
  auto part = open_part(name, 0);
  if (!part) return part;
  const std::int64_t size = size_of(part->file_);
  if (size < 0) return failure(errno, "open an upload");
  if (const auto read = part->hash_again(static_cast<std::uint64_t>(size)); !read) {
    return tl::unexpected(read.error());
  }
  return part;
}

Outcome<void> Depot::drop_part(const std::string& name) {
  if (!is_hash(name)) return no_hash();
  const auto dropped = drop_at(*folders_, folders_->parts, clean_name(name));
  return dropped ? drop_at(*folders_, folders_->parts, part_name(name)) : dropped;
}

Outcome<StoredFile> Depot::open_file(const std::string& hash) const {
  if (!is_hash(hash)) return no_hash();
  OpenPlace place = take_place(folders_);
  if (!place) return no_place();
  const Descriptor folder = place_of(*folders_, hash);
  if (!folder.is_open()) return failure(errno, "open a stored file");
  Descriptor file = open_at(folder, hash, O_RDONLY);
  const std::int64_t size = file.is_open() ? size_of(file) : -1;
  if (size < 0) return failure(errno, "open a stored file");
  return StoredFile(std::move(place), std::move(file), static_cast<std::uint64_t>(size));
}

Outcome<void> Depot::drop_file(const std::string& hash) {
  if (!is_hash(hash)) return no_hash();
  const Descriptor place = place_of(*folders_, hash);
  if (!place.is_open() && errno == ENOENT) return {};
  return drop_at(*folders_, place, hash);
}

Outcome<std::vector<std::string>> Depot::hashes(std::uint8_t first_byte) const {
  std::vector<std::string> found;
  const Descriptor place = open_folder_at(folders_->root, hex_byte(first_byte));
  if (!place.is_open() && errno == ENOENT) return found;
  const bool is_read = place.is_open() && each_name(place, [&](const std::string& name) {
                         if (is_hash(name)) found.push_back(name);
                       });
  if (!is_read) return failure(errno, "read a folder of stored files");
  return found;
}

}  // namespace uvchat::files
