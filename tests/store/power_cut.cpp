#include "tests/store/power_cut.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace uvchat::store {
namespace {

constexpr const char* disk_name = "power cut";
constexpr int minded = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;

std::string contents_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

// All that is not about what stays goes to the real file.
const sqlite3_io_methods PowerCutDisk::methods = {
    2,
    &PowerCutDisk::close,
    [](sqlite3_file* f, void* into, int size, sqlite3_int64 at) {
      return of(f).real()->pMethods->xRead(of(f).real(), into, size, at);
    },
    &PowerCutDisk::write,
    &PowerCutDisk::truncate,
    &PowerCutDisk::sync,
    [](sqlite3_file* f, sqlite3_int64* size) {
      return of(f).real()->pMethods->xFileSize(of(f).real(), size);
    },
    [](sqlite3_file* f, int lock) { return of(f).real()->pMethods->xLock(of(f).real(), lock); },
    [](sqlite3_file* f, int lock) { return of(f).real()->pMethods->xUnlock(of(f).real(), lock); },
    [](sqlite3_file* f, int* is_reserved) {
      return of(f).real()->pMethods->xCheckReservedLock(of(f).real(), is_reserved);
    },
    // It may speak of sizes and of what is to come; none of it is a write.
    [](sqlite3_file* f, int what, void* argument) {
      if (what == SQLITE_FCNTL_SIZE_HINT || what == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
      return of(f).real()->pMethods->xFileControl(of(f).real(), what, argument);
    },
    [](sqlite3_file* f) { return of(f).real()->pMethods->xSectorSize(of(f).real()); },
    [](sqlite3_file* f) { return of(f).real()->pMethods->xDeviceCharacteristics(of(f).real()); },
    [](sqlite3_file* f, int part, int size, int extends, void volatile** at) {
      return of(f).real()->pMethods->xShmMap(of(f).real(), part, size, extends, at);
    },
    [](sqlite3_file* f, int from, int count, int flags) {
      return of(f).real()->pMethods->xShmLock(of(f).real(), from, count, flags);
    },
    [](sqlite3_file* f) { of(f).real()->pMethods->xShmBarrier(of(f).real()); },
    [](sqlite3_file* f, int removes) {
      return of(f).real()->pMethods->xShmUnmap(of(f).real(), removes);
    },
    nullptr,
    nullptr,
};

PowerCutDisk::PowerCutDisk(std::uint64_t seed)
    : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_), random_(seed) {
  vfs_.zName = disk_name;
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(Open)) + real_->szOsFile;
  vfs_.pNext = nullptr;
  vfs_.xOpen = &PowerCutDisk::open;
  vfs_.xDelete = &PowerCutDisk::remove;
  vfs_.xAccess = [](sqlite3_vfs* v, const char* name, int flags, int* result) {
    return of(v).real_->xAccess(of(v).real_, name, flags, result);
  };
  vfs_.xFullPathname = [](sqlite3_vfs* v, const char* name, int size, char* out) {
    return of(v).real_->xFullPathname(of(v).real_, name, size, out);
  };
  sqlite3_vfs_register(&vfs_, 1);
}

PowerCutDisk::~PowerCutDisk() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_, 1);
}

bool PowerCutDisk::operate() {
  if (left_ > 0) --left_;
  return left_ > 0;
}

int PowerCutDisk::open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                       int* got) {
  PowerCutDisk& disk = of(vfs);
  Open& opened = of(file);
  opened.base.pMethods = nullptr;
  opened.disk = &disk;
  opened.file = nullptr;
  const bool is_minded = name != nullptr && (flags & minded) != 0;
  const bool is_there = is_minded && std::filesystem::exists(name);
  if (is_minded && !is_there && !disk.operate()) return SQLITE_CANTOPEN;
  const int code = disk.real_->xOpen(disk.real_, name, opened.real(), flags, got);
  if (opened.real()->pMethods != nullptr) opened.base.pMethods = &methods;
  if (code != SQLITE_OK || !is_minded) return code;
  const bool is_known = disk.files_.contains(name) && !disk.files_[name].is_deleted;
  File& known = disk.files_[name];
  if (is_there && !is_known) {  // from before, or made by somebody else
    known.synced = contents_of_file(name);
    known.is_named = true;
    known.live_bytes = known.synced.size();
  }
  if (!is_there) {
    known.live_bytes = 0;
    known.unsynced.clear();
  }
  known.is_deleted = false;
  opened.file = &known;
  return code;
}

int PowerCutDisk::remove(sqlite3_vfs* vfs, const char* name, int is_synced) {
  PowerCutDisk& disk = of(vfs);
  if (!disk.operate()) return SQLITE_IOERR_DELETE;
  const int code = disk.real_->xDelete(disk.real_, name, 0);
  if (const auto file = disk.files_.find(name); file != disk.files_.end()) {
    file->second.is_deleted = true;
    file->second.unsynced.clear();
  }
  if (is_synced != 0) disk.names_are_synced();
  return code;
}

// All are in one folder.
void PowerCutDisk::names_are_synced() {
  std::erase_if(files_, [](const auto& file) { return file.second.is_deleted; });
  for (auto& [path, file] : files_) file.is_named = true;
}

int PowerCutDisk::close(sqlite3_file* file) {
  return of(file).real()->pMethods->xClose(of(file).real());
}

void PowerCutDisk::note_written(File& file, std::uint64_t at, std::uint64_t size) {
  for (std::uint64_t i = at / sector_bytes; i * sector_bytes < at + size; ++i) {
    file.unsynced.insert(i);
  }
  file.live_bytes = std::max(file.live_bytes, at + size);
}

int PowerCutDisk::write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  Open& opened = of(file);
  if (opened.file != nullptr) {
    if (!opened.disk->operate()) return SQLITE_IOERR_WRITE;
    opened.disk->note_written(*opened.file, static_cast<std::uint64_t>(at),
                              static_cast<std::uint64_t>(size));
  }
  return opened.real()->pMethods->xWrite(opened.real(), bytes, size, at);
}

int PowerCutDisk::truncate(sqlite3_file* file, sqlite3_int64 size) {
  Open& opened = of(file);
  if (opened.file != nullptr) {
    if (!opened.disk->operate()) return SQLITE_IOERR_TRUNCATE;
    opened.file->live_bytes = static_cast<std::uint64_t>(size);
  }
  return opened.real()->pMethods->xTruncate(opened.real(), size);
}

// The first sync of a journal syncs its folder too: that is how SQLite's own file system does it.
int PowerCutDisk::sync(sqlite3_file* file, int) {
  Open& opened = of(file);
  if (opened.file == nullptr) return SQLITE_OK;
  if (!opened.disk->operate()) return SQLITE_IOERR_FSYNC;
  opened.disk->take_synced(opened);
  if (!opened.file->is_named) opened.disk->names_are_synced();
  return SQLITE_OK;
}

void PowerCutDisk::take_synced(Open& open) {
  File& file = *open.file;
  file.synced.resize(file.live_bytes);
  for (const std::uint64_t sector : file.unsynced) {
    const std::uint64_t at = sector * sector_bytes;
    if (at >= file.live_bytes) continue;
    const std::uint64_t size = std::min(sector_bytes, file.live_bytes - at);
    open.real()->pMethods->xRead(open.real(), file.synced.data() + at, static_cast<int>(size),
                                 static_cast<sqlite3_int64>(at));
  }
  file.unsynced.clear();
}

std::string PowerCutDisk::image_of(const std::string& path, const File& file, Keeps keeps) {
  if (keeps == Keeps::synced || file.is_deleted) return file.synced;
  const std::string live = contents_of_file(path);
  if (keeps == Keeps::everything) return live;
  std::string image = file.synced;
  if (live.size() < image.size() && random_() % 2 == 0) image.resize(live.size());
  for (const std::uint64_t sector : file.unsynced) {
    const std::uint64_t at = sector * sector_bytes;
    if (at >= live.size() || random_() % 2 == 0) continue;
    const std::uint64_t size = std::min<std::uint64_t>(sector_bytes, live.size() - at);
    if (image.size() < at + size) image.resize(at + size);
    image.replace(at, size, live, at, size);
  }
  return image;
}

void PowerCutDisk::restore(Keeps keeps) {
  for (const auto& [path, file] : files_) {
    const bool may_be_gone = !file.is_named || file.is_deleted;
    const bool keeps_changes =
        keeps == Keeps::everything || (keeps == Keeps::any_sectors && random_() % 2 == 0);
    const bool is_there = may_be_gone ? keeps_changes == !file.is_deleted : true;
    const std::string image = image_of(path, file, keeps);
    std::filesystem::remove(path + "-shm");
    std::filesystem::remove(path);
    if (is_there) std::ofstream(path, std::ios::binary) << image;
  }
  files_.clear();
  left_ = ~std::uint64_t{0};
}

}  // namespace uvchat::store
