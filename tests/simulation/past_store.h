#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "uvchat/store/request.h"

namespace uvchat::simulation {

// One of its words, which are parted by spaces.
bool has_word(std::string_view text, std::string_view word);

// What outlives the server of what was said, as the contract of lines has it. Nothing is late here,
// and nothing is too much.
class PastStore {
 public:
  // Nothing where it is asked for something else.
  std::optional<store::Answer> answer(const store::Request& request);
  // As a start of the server finds it.
  store::HistoryContents contents() const;
  // A room has another name: the markers in it go with it, and those of the new name are dropped.
  void rename_markers(const std::string& old_fold, const std::string& fold);
  std::uint64_t begin_epoch() { return ++epochs_; }

 private:
  using Lines = std::map<store::LineKey, store::StoredLine>;

  bool change(const store::Request& request);
  void keep(const store::KeepLines& request);
  store::Answer take_back(const store::Redact& request);
  bool may_read(const store::Reader& reader, const store::StoredLine& line) const;
  store::Answer read(const store::ReadLines& request) const;
  store::Answer find(const store::SearchLines& request) const;
  store::Answer read_talks(const store::ReadTalks& request) const;
  store::Answer read_markers(const store::ReadMarkers& request) const;

  std::map<store::RoomNumber, Lines> lines_;
  std::map<store::RoomNumber, std::string> names_;
  std::map<store::RoomNumber, store::Talk> talks_;
  std::map<std::pair<store::RoomNumber, store::AccountId>, std::int64_t> joined_;
  std::map<std::pair<store::AccountId, std::string>, std::int64_t> markers_;
  std::uint64_t epochs_ = 0;
};

}  // namespace uvchat::simulation
