#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/record.h"
#include "hub/settings.h"
#include "hub/work.h"

namespace re2 {
class RE2;
}

namespace uvchat::hub {

// Operators' patterns, made ready to be held against what people say. RE2 needs time that is linear
// in the text, and each pattern has a bound for its memory; what a text costs is counted as work.
class SpamFilters {
 public:
  // Why a pattern is refused: it is wrong, or would cost too much. Empty: it is good.
  static std::string why_not(const std::string& pattern);

  // REQUIRES: all patterns are good.
  explicit SpamFilters(std::vector<SpamFilterSettings> settings);
  ~SpamFilters();
  SpamFilters(const SpamFilters&) = delete;
  SpamFilters& operator=(const SpamFilters&) = delete;

  bool empty() const { return filters_.empty(); }

  // `is_last` is called for each filter of this target that matches a line, or all lines together,
  // with codes for formatting or without; and with its number, from 0. It says whether the others
  // are of no interest any more. False: what there is to look at costs too much.
  using Found = std::function<bool(std::size_t number, const SpamFilterSettings& filter)>;
  bool look(Work& work, SpamTarget target, bool is_logged_in, std::span<const TextLine> lines,
            const Found& is_last) const;

 private:
  struct Filter;

  std::vector<std::unique_ptr<Filter>> filters_;
};

// The text as it is read: without codes for formatting, characters that nobody sees, and the frame
// of an ACTION.
std::string without_formatting(std::string_view text);

}  // namespace uvchat::hub
