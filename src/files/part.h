#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "files/depot_folders.h"
#include "files/descriptor.h"
#include "files/digest.h"
#include "files/failure.h"
#include "files/file_type.h"
#include "uvchat/picture/format.h"
#include "uvchat/picture/metadata.h"

namespace uvchat::files {

// What seal() has made.
struct Sealed {
  std::string hash;  // SHA-256 in hex
  std::uint64_t bytes = 0;
};

// A file that comes in piece by piece. It outlives the object, and the process: Depot::resume()
// goes on with it. May wait for the disk. Owner: one thread at a time.
class Part {
 public:
  Part(Part&&) noexcept = default;
  Part& operator=(Part&&) noexcept = default;
  ~Part() = default;

  std::uint64_t size() const { return size_; }

  // All of the piece or nothing of it. What is appended survives the end of the process, in the
  // system's memory. After `full` the part is what it was, and goes on; after `failed` it is to be
  // dropped. Cheapest in pieces of 64 KiB and more.
  Outcome<void> append(std::span<const char> bytes);

  // roll_back() to here costs nothing: call it where a piece begins whose checksum comes.
  void mark();
  // Drops what came behind. To elsewhere than to the mark, the part is read again.
  // REQUIRES: size <= size().
  Outcome<void> roll_back(std::uint64_t size);

  // Closes its file until wake(), which is called before anything else is. What it knows of its
  // bytes stays: they are not read again. `busy`: wake() may be called again later.
  void rest();
  bool rests() const { return !file_.is_open(); }
  Outcome<void> wake();

  // Its first bytes: sniffed_bytes of them, or all where it has fewer.
  Outcome<std::string> head() const;

  // Gives the part its last form and writes it to the disk. A picture of this format loses its
  // metadata. Slow: as much is read and written as the part has.
  // After `full` and `damaged` the part is what it was, and may be sealed again: later, or as none.
  // Afterwards place() alone is asked for.
  Outcome<Sealed> seal(std::optional<picture::Format> format);

  // Moves the sealed part to its place in the depot, where it survives a loss of power: there it
  // appears whole or not at all. It takes the same steps where the same bytes lie there already.
  // After `full` it may be asked for again. REQUIRES: seal() was done, and the file of this hash is
  // not dropped meanwhile.
  Outcome<void> place();

 private:
  friend class Depot;
  Part(std::shared_ptr<DepotFolders> folders, std::string name, Descriptor file, OpenPlace place);

  Outcome<void> write_back();
  Outcome<void> hash_again(std::uint64_t size);
  using TakesPiece = std::function<Outcome<void>(std::string_view)>;
  Outcome<void> each_piece(std::uint64_t size, const TakesPiece& take);
  Outcome<Sealed> seal_as_it_is();
  Outcome<Sealed> seal_without_metadata(picture::Format format);
  Outcome<std::uint64_t> measure(picture::Format format);
  Outcome<void> walk_into(Part& clean, picture::MetadataWalker walker);
  void drop_clean();
  Outcome<void> move_into(const Descriptor& folder);
  Outcome<void> replace_in(const Descriptor& folder);
  tl::unexpected<Failure> broken(int error, std::string_view what);

  std::shared_ptr<DepotFolders> folders_;
  std::string name_;
  OpenPlace place_;  // of `file_`
  Descriptor file_;
  Descriptor replaced_;  // the same bytes, which lay there already: see move_into()
  std::uint64_t size_ = 0;
  Digest digest_;
  std::uint64_t marked_size_ = 0;
  Digest marked_digest_;
  std::uint64_t written_back_ = 0;  // up to here the system was asked to write to the disk
  std::optional<Sealed> sealed_;
  std::string sealed_name_;  // of the file that has the last form
  bool is_sound_ = true;
};

}  // namespace uvchat::files
