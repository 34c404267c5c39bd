// Of FileDesk: what is done now and then.

#include <algorithm>
#include <iterator>
#include <utility>

#include "files/desk_deals.h"
#include "files/file_desk.h"

namespace uvchat::files {
namespace {

constexpr std::uint64_t look_again_ms = 5'000;
constexpr std::uint64_t drop_interval_ms = 60'000;
constexpr std::uint64_t tell_busy_again_ms = 60'000;
constexpr std::uint32_t dropped_rows_max = 500;
constexpr unsigned folders = 256;

}  // namespace

// The files and the uploads of an earlier run: what the store knows of them, and what has come.
// Until that is known nobody goes on with an upload, and a new one is none of them.
void FileDesk::look_back() {
  look_at_ms_ = now_.mono_ms + look_again_ms;
  ask(store::ReadFileSpace{}, [this](store::Answer&& space) {
    if (space.outcome != store::Outcome::done) return serve_waiting();
    stored_bytes_ = space.bytes;
    read_uploads({});
  });
}

void FileDesk::read_uploads(std::string after) {
  store::ReadUploads page;
  page.after = std::move(after);
  const std::uint32_t rows_max = page.rows_max;
  ask(std::move(page), [this, rows_max](store::Answer&& known) {
    if (known.outcome != store::Outcome::done) return serve_waiting();
    for (const store::UploadRow& row : known.uploads) {
      const auto upload = std::make_shared<Upload>();
      upload->is_kept = true;
      upload->row = row;
      uploads_.emplace(row.key_hash, upload);
    }
    if (known.uploads.size() == rows_max) return read_uploads(known.uploads.back().key_hash);
    run<Outcome<std::vector<PartLeft>>>([this] { return depot_.parts(); },
                                        [this](Outcome<std::vector<PartLeft>>&& parts) {
                                          if (parts) {
                                            find_again(std::move(*parts));
                                          } else {
                                            log_.write(LogLevel::error,
                                                       "uploads cannot be found again",
                                                       {{"reason", parts.error().text}});
                                          }
                                          serve_waiting();
                                        });
  });
}

// A part that no row names is that of a plain POST, which nobody goes on with.
void FileDesk::find_again(std::vector<PartLeft>&& parts) {
  if (std::exchange(knows_uploads_, true)) return;
  for (const PartLeft& part : parts) {
    const auto it = uploads_.find(part.name);
    if (it == uploads_.end()) {
      run<Outcome<void>>([this, name = part.name] { return depot_.drop_part(name); },
                         [](Outcome<void>&&) {});
    } else if (it->second->part == nullptr) {
      it->second->bytes = part.bytes;
    }
  }
}

void FileDesk::tick(Now now) {
  now_ = now;
  if (!knows_uploads_) {
    if (now.mono_ms >= look_at_ms_) look_back();
    return;
  }
  if (now.mono_ms >= drop_at_ms_) {
    drop_at_ms_ = now.mono_ms + drop_interval_ms;
    drop_late();
  }
  let_parts_rest(open_parts_max);
  if (!is_sweeping_) sweep();
}

// Uploads whose keys are not good any more or whose account has ended, and files whose time is
// over.
void FileDesk::drop_late() {
  std::vector<UploadPtr> late;
  for (const auto& [hash, upload] : uploads_) {
    if (ends_us(*upload) <= now_.wall_us && !upload->is_busy) late.push_back(upload);
  }
  for (const UploadPtr& upload : late) drop(upload);
  std::set<std::string> kept;
  for (const auto& [hash, upload] : uploads_) {
    if (upload->is_kept) kept.insert(hash);
  }
  look_for_ended({}, std::move(kept));
  ask(store::DropExpired{now_.wall_us, dropped_rows_max}, [this](store::Answer&& dropped) {
    if (dropped.outcome == store::Outcome::done && dropped.count == dropped_rows_max) {
      drop_at_ms_ = now_.mono_ms;  // there may be more
    }
  });
}

// With an account the store lets its uploads go. `ended`: those that it had when this began, and
// has not behind all that was read.
void FileDesk::look_for_ended(std::string after, std::set<std::string> ended) {
  store::ReadUploads page;
  page.after = std::move(after);
  const std::uint32_t rows_max = page.rows_max;
  ask(std::move(page), [this, rows_max, ended = std::move(ended)](store::Answer&& answer) mutable {
    if (answer.outcome != store::Outcome::done) return;
    for (const store::UploadRow& row : answer.uploads) ended.erase(row.key_hash);
    if (answer.uploads.size() == rows_max) {
      return look_for_ended(answer.uploads.back().key_hash, std::move(ended));
    }
    for (const std::string& hash : ended) {
      const auto it = uploads_.find(hash);
      if (it != uploads_.end() && !it->second->is_busy) drop(UploadPtr(it->second));
    }
  });
}

// An open part costs a descriptor. To read a part again, instead, would let those who have many
// uploads keep the disk and a processor busy with a byte for each.
void FileDesk::let_parts_rest(std::size_t open_max) {
  std::vector<UploadPtr> idle;
  for (const auto& [hash, upload] : uploads_) {
    const bool is_open = upload->part != nullptr && !upload->part->rests();
    if (is_open && !upload->is_busy) idle.push_back(upload);
  }
  if (idle.size() <= open_max) return;
  std::sort(idle.begin(), idle.end(),
            [](const UploadPtr& a, const UploadPtr& b) { return a->used_ms < b->used_ms; });
  idle.resize(idle.size() - open_max);
  for (const UploadPtr& upload : idle) upload->part->rest();
}

// Somebody was told to come later: as many files are open as may be.
void FileDesk::make_places() {
  let_parts_rest(0);
  if (now_.mono_ms < tell_busy_at_ms_) return;
  tell_busy_at_ms_ = now_.mono_ms + tell_busy_again_ms;
  log_.write(LogLevel::warning, "too many files are sent and fetched at once, some are refused",
             {{"raise", "LimitNOFILE, or ulimit -n"}});
}

// When a sweep of all folders begins, what has gone before the last one is off the disk.
void FileDesk::weigh_all() {
  if (known_bytes_) {
    stored_bytes_ = *known_bytes_;
    for (const auto& [account, bytes] : recorded_bytes_) stored_bytes_ += bytes;
  }
  known_bytes_.reset();
  recorded_before_ = std::exchange(recorded_bytes_, {});
  ask(store::ReadFileSpace{}, [this](store::Answer&& space) {
    if (space.outcome == store::Outcome::done) known_bytes_ = space.bytes;
  });
}

// A folder each time.
void FileDesk::sweep() {
  if (next_folder_ % folders == 0) weigh_all();
  is_sweeping_ = true;
  recorded_.clear();
  const auto folder = static_cast<std::uint8_t>(next_folder_++ % folders);
  const auto look = [this, folder] { return depot_.hashes(folder); };
  run<Outcome<std::vector<std::string>>>(look, [this](auto&& hashes) {
    if (hashes && !hashes->empty()) return ask_which_are_known(std::move(*hashes));
    is_sweeping_ = false;
  });
}

// As many as fit a question; the others' turn comes with the next sweep.
void FileDesk::ask_which_are_known(std::vector<std::string>&& hashes) {
  if (hashes.size() > store::hashes_max) {
    std::rotate(hashes.begin(),
                hashes.begin() + static_cast<std::ptrdiff_t>(next_folder_ / folders *
                                                             store::hashes_max % hashes.size()),
                hashes.end());
    hashes.resize(store::hashes_max);
  }
  ask(store::KnownHashes{hashes}, [this, hashes](store::Answer&& known) {
    if (known.outcome != store::Outcome::done) {
      is_sweeping_ = false;
      return;
    }
    const std::set<std::string> used(known.hashes.begin(), known.hashes.end());
    for (const std::string& hash : hashes) {
      const bool is_used =
          used.count(hash) > 0 || recording_.count(hash) > 0 || recorded_.count(hash) > 0;
      if (!is_used) dropping_.insert(hash);
    }
    drop_files();
  });
}

void FileDesk::drop_files() {
  run<Outcome<void>>(
      [this, hashes = dropping_]() -> Outcome<void> {
        Outcome<void> all;
        for (const std::string& hash : hashes) {
          if (auto dropped = depot_.drop_file(hash); !dropped) all = dropped;
        }
        return all;
      },
      [this](Outcome<void>&& dropped) {
        if (!dropped) {
          log_.write(LogLevel::warning, "files cannot be removed",
                     {{"reason", dropped.error().text}});
        }
        dropping_.clear();
        is_sweeping_ = false;
        for (const auto& then : std::exchange(waiting_for_drop_, {})) then();
      });
}

// A file that is being dropped is placed anew behind that.
void FileDesk::wait_for_drop(const std::string& hash, std::function<void()> then) {
  if (dropping_.count(hash) == 0) return then();
  waiting_for_drop_.push_back(std::move(then));
}

}  // namespace uvchat::files
