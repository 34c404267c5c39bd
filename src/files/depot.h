#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "files/depot_folders.h"
#include "files/failure.h"
#include "files/part.h"
#include "uvchat/base/result.h"

// Where uploaded files lie: a folder of this process alone. Files are stored by the hash of what
// they hold, once however often they come; who they belong to is not known here. All names are
// hashes, so that nothing a stranger says becomes a path.

namespace uvchat::files {

// A part that a process before this one, or a dropped object, has left.
struct PartLeft {
  std::string name;
  std::uint64_t bytes = 0;
};

// A stored file, open. It can be read to its end even if it is dropped meanwhile. One thread.
class StoredFile {
 public:
  std::uint64_t size() const { return size_; }
  // Less than asked for at the file's end alone.
  Outcome<std::size_t> read(std::uint64_t offset, std::span<char> into) const;

 private:
  friend class Depot;
  StoredFile(OpenPlace place, Descriptor file, std::uint64_t size)
      : place_(std::move(place)), file_(std::move(file)), size_(size) {}

  OpenPlace place_;
  Descriptor file_;
  std::uint64_t size_;
};

// May wait for the disk. Several threads may ask at once, of different parts and files: two calls
// about the same part come one after the other, and no part is placed where the file of its hash is
// being dropped.
class Depot {
 public:
  // Makes the folder where it is not there. One that is a link, somebody else's, open to others, or
  // another process's depot is refused.
  static Result<Depot> open(const std::string& folder);

  // So many files may be open at once, parts included: beyond it they are `busy`.
  // REQUIRES: none is open.
  void bound_open_files(std::size_t max) { folders_->open_files_max = max; }

  // Of all that is stored or comes in.
  std::uint64_t bytes_on_disk() const { return folders_->bytes; }

  // Whether so many bytes fit and leave the disk its reserve: a twentieth, at most 1 GiB, which
  // uploads never use up, for what else writes there.
  bool has_room(std::uint64_t bytes) const { return folders_->has_room(bytes); }

  // A part's name is a SHA-256 in hex, of the upload's key.
  Outcome<std::vector<PartLeft>> parts() const;
  Outcome<Part> begin(const std::string& name);
  // Reads again what is there. REQUIRES: no other object has this part.
  Outcome<Part> resume(const std::string& name);
  // Of what is not there, too.
  Outcome<void> drop_part(const std::string& name);

  // A file's hash is the one that Part::seal() has told.
  Outcome<StoredFile> open_file(const std::string& hash) const;
  // Of what is not there, too.
  Outcome<void> drop_file(const std::string& hash);
  // All that begin with this byte.
  Outcome<std::vector<std::string>> hashes(std::uint8_t first_byte) const;

 private:
  explicit Depot(std::shared_ptr<DepotFolders> folders) : folders_(std::move(folders)) {}

  Outcome<Part> open_part(const std::string& name, int flags);
  bool count_files();
  bool tidy_parts();

  std::shared_ptr<DepotFolders> folders_;
};

}  // namespace uvchat::files
