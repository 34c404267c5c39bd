#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>

namespace uvchat::store {

// A disk whose power is cut: while it lives, SQLite's files are on it. What was written goes to the
// real file; what was synced is remembered. After a number of writes and syncs the power fails: all
// that follows is refused and changes nothing. restore() then makes the files what such a disk has
// kept: all that was synced, and of the rest nothing, everything, or any of its sectors. A file
// whose name was never synced may be gone, and one that was deleted may be back.
//
// One at a time, for one thread. The databases on it are closed before restore().
class PowerCutDisk {
 public:
  enum class Keeps : std::uint8_t { synced, everything, any_sectors };

  explicit PowerCutDisk(std::uint64_t seed);
  ~PowerCutDisk();
  PowerCutDisk(const PowerCutDisk&) = delete;
  PowerCutDisk& operator=(const PowerCutDisk&) = delete;

  // Counted from now on; the power is on.
  void cut_after(std::uint64_t operations) { left_ = operations; }
  bool is_cut() const { return left_ == 0; }
  void restore(Keeps keeps);

 private:
  static constexpr std::uint64_t sector_bytes = 512;

  struct File {
    std::string synced;
    bool is_named = false;             // its name is on the disk
    bool is_deleted = false;           // but maybe not on the disk
    std::set<std::uint64_t> unsynced;  // sectors
    std::uint64_t live_bytes = 0;      // of the real file
  };
  // What SQLite has open: ours, with the real one behind it in the same piece of memory.
  struct Open {
    sqlite3_file base;
    PowerCutDisk* disk;
    File* file;  // null: one whose end nobody minds
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };
  static Open& of(sqlite3_file* file) { return *reinterpret_cast<Open*>(file); }
  static PowerCutDisk& of(sqlite3_vfs* vfs) { return *static_cast<PowerCutDisk*>(vfs->pAppData); }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* got);
  static int remove(sqlite3_vfs* vfs, const char* name, int is_synced);
  static int close(sqlite3_file* file);
  static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at);
  static int truncate(sqlite3_file* file, sqlite3_int64 size);
  static int sync(sqlite3_file* file, int flags);
  static const sqlite3_io_methods methods;

  // False: the power is off.
  bool operate();
  void note_written(File& file, std::uint64_t at, std::uint64_t size);
  void take_synced(Open& open);
  void names_are_synced();
  std::string image_of(const std::string& path, const File& file, Keeps keeps);

  sqlite3_vfs* const real_;
  sqlite3_vfs vfs_{};
  std::map<std::string, File> files_;  // by path
  std::uint64_t left_ = ~std::uint64_t{0};
  std::mt19937_64 random_;
};

}  // namespace uvchat::store
