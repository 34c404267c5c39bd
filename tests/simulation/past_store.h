#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/simulation/house.h"
#include "uvchat/store/request.h"

namespace uvchat::simulation {

// Who has read up to a line is given those before it that were stored late, at most so much before
// it; and at most so many besides the others of the page, which may be none.
inline constexpr std::int64_t late_slack_us = 5'000'000;
inline std::size_t late_lines_max(std::size_t count) { return page_lines_max - count; }

// One of its words, which are parted by spaces.
bool has_word(std::string_view text, std::string_view word);

// What outlives the server of what was said, as the contract of lines has it. Its pages are small,
// so that late lines are more than they have room for. What it was given last a search does not
// find until more comes or somebody reads.
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
  struct Kept {
    store::StoredLine line;
    std::int64_t stored_us = 0;  // 0: it was not late
  };
  using Lines = std::map<store::LineKey, Kept>;

  bool change(const store::Request& request);
  void keep(const store::KeepLines& request);
  void keep(const store::KeepGap& request);
  store::Answer take_back(const store::Redact& request);
  bool may_read(const store::Reader& reader, const store::StoredLine& line) const;
  bool may_know(const store::Reader& reader, const store::KeepGap& gap) const;
  bool was_there(const store::Reader& reader, std::int64_t time_us) const;
  store::Answer read(const store::ReadLines& request) const;
  void add_gaps(const store::ReadLines& request, store::Page& page) const;
  void add_late(const store::ReadLines& request, const Lines& room, store::Page& page) const;
  store::Answer find(const store::SearchLines& request) const;
  store::Answer read_talks(const store::ReadTalks& request) const;
  store::Answer read_markers(const store::ReadMarkers& request) const;

  std::map<store::RoomNumber, Lines> lines_;
  std::set<std::pair<store::RoomNumber, store::LineKey>> unindexed_;
  // By their beginnings.
  std::map<std::pair<store::RoomNumber, std::int64_t>, store::KeepGap> gaps_;
  std::map<store::RoomNumber, std::string> names_;
  std::map<store::RoomNumber, store::Talk> talks_;
  std::map<store::RoomNumber, std::int64_t> lost_last_;  // of talks
  std::map<std::pair<store::RoomNumber, store::AccountId>, std::int64_t> joined_;
  std::map<std::pair<store::AccountId, std::string>, std::int64_t> markers_;
  std::uint64_t epochs_ = 0;
};

}  // namespace uvchat::simulation
