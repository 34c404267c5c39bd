#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace uvchat::cli {

// An incremental search through the lines that were typed before, newest first. Upper and lower
// case are the same.
class HistorySearch {
 public:
  // `lines` (oldest first) stay as they are, and outlive the search.
  explicit HistorySearch(const std::deque<std::string>& lines);

  void insert(std::string_view typed);
  void erase_left();
  // Goes to the next older line, if there is one.
  void older();

  const std::string& wanted() const { return wanted_; }
  // Null if no line has it, or nothing is searched for yet.
  const std::string* found() const;

 private:
  void look(std::size_t below);

  const std::deque<std::string>& lines_;
  std::string wanted_;
  std::size_t found_ = 0;  // the line behind it; 0: none
};

}  // namespace uvchat::cli
