#include "screen/history_search.h"

#include "chat/text.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
HistorySearch::HistorySearch(const std::deque<std::string>& lines) : lines_(lines) {}

// The newest line among the `below` oldest.
void HistorySearch::look(std::size_t below) {
  const std::string wanted = caseless(wanted_);
  while (below > 0 && caseless(lines_[below - 1]).find(wanted) == std::string::npos) --below;
  found_ = below;
}

void HistorySearch::insert(std::string_view typed) {
  for (const char c : typed) {
    if (!is_control(c)) wanted_ += c;
  }
  if (!wanted_.empty()) look(found_ > 0 ? found_ : lines_.size());
}

void HistorySearch::erase_left() {
  while (!wanted_.empty() && (static_cast<unsigned char>(wanted_.back()) & 0xC0) == 0x80) {
    wanted_.pop_back();
  }
  if (!wanted_.empty()) wanted_.pop_back();
  found_ = 0;
  if (!wanted_.empty()) look(lines_.size());
}

void HistorySearch::older() {
  const std::size_t here = found_;
  if (here > 0) {
    look(here - 1);
    found_ = found_ == 0 ? here : found_;
  }
}

const std::string* HistorySearch::found() const {
  return found_ == 0 ? nullptr : &lines_[found_ - 1];
}

}  // namespace uvchat::cli
