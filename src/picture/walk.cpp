#include "picture/walk.h"

#include <algorithm>

namespace uvchat::picture {

bool PictureWalk::feed(std::string_view in, std::string& out) {
  if (unread_.empty()) {
    unread_ = walk(in, out);
  } else {
    unread_.append(in);
    const std::size_t left = walk(unread_, out).size();
    unread_.erase(0, unread_.size() - left);
  }
  return state_ != State::damaged;
}

bool PictureWalk::is_whole() const {
  const bool is_between_parts = run_bytes_ == 0 && unread_.empty();
  if (state_ != State::walking) return state_ == State::ended;
  return may_break_off() || (is_between_parts && is_complete());
}

// What is left of `in`.
std::string_view PictureWalk::walk(std::string_view in, std::string& out) {
  while (!in.empty() && state_ == State::walking) {
    const auto taken = run_bytes_ > 0 ? take_run(in, out) : take(in, out);
    if (!taken) break;
    in.remove_prefix(*taken);
  }
  return state_ == State::walking ? in : std::string_view();
}

std::size_t PictureWalk::take_run(std::string_view in, std::string& out) {
  const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(run_bytes_, in.size()));
  if (run_fate_ == Fate::stays) out.append(in.substr(0, bytes));
  if (run_fate_ == Fate::zeros) out.append(bytes, '\0');
  run_bytes_ -= bytes;
  return bytes;
}

std::optional<std::size_t> PictureWalk::run(std::uint64_t bytes, Fate fate) {
  run_bytes_ = bytes;
  run_fate_ = fate;
  return 0;
}

std::optional<std::size_t> PictureWalk::end() {
  state_ = State::ended;
  return 0;
}

std::optional<std::size_t> PictureWalk::refuse() {
  state_ = State::damaged;
  return 0;
}

bool is_profile(std::string_view head, std::uint64_t bytes) {
  constexpr std::uint64_t bytes_min = 128;
  constexpr std::uint64_t bytes_max = std::uint64_t{4} << 20;
  return head.size() >= profile_head_bytes && head.substr(36, 4) == "acsp" && bytes >= bytes_min &&
         bytes <= bytes_max;
}

std::uint32_t big_number(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t number = 0;
  for (const char c : bytes.substr(at, count)) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

std::uint32_t little_number(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t number = 0;
  for (std::size_t i = count; i > 0; --i) {
    number = number << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  }
  return number;
}

}  // namespace uvchat::picture
