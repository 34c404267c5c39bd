#pragma once

#include <span>
#include <string>
#include <string_view>

#include "hub/call.h"

namespace uvchat::hub {

// The words behind the target.
inline std::span<const std::string_view> mode_words_of(const Call& call) {
  return std::span(call.message.params).first(call.message.param_count).subspan(1);
}

inline bool is_one_of(char letter, std::string_view letters) {
  return letters.find(letter) != letters.npos;
}

// The changes that took effect, to be told in one line: "+o-v alice bob".
class Applied {
 public:
  void add(bool on, char letter, std::string_view param = {}) {
    if (letters_.empty() || on != on_) letters_ += on ? '+' : '-';
    on_ = on;
    letters_ += letter;
    if (!param.empty()) params_.append(" ").append(param);
  }
  bool empty() const { return letters_.empty(); }
  std::size_t size() const { return letters_.size() + params_.size(); }
  std::string text() const { return letters_ + params_; }

 private:
  std::string letters_;
  std::string params_;
  bool on_ = true;
};

}  // namespace uvchat::hub
