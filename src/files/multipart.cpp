#include "files/multipart.h"

#include <algorithm>

#include "uvchat/base/ascii.h"
#include "uvchat/http/field_parameters.h"
#include "uvchat/http/file_name.h"

namespace uvchat::files {
namespace {

constexpr std::string_view form_type = "multipart/form-data";
constexpr std::string_view line_end = "\r\n";

bool is_boundary_sign(char c) {  // RFC 2046, 5.1.1
  return is_letter(c) || is_digit(c) ||
         std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

struct Line {
  std::string_view name, value;
};

Line take_line(std::string_view& head) {
  const std::size_t end = std::min(head.find(line_end), head.size());
  const std::string_view line = head.substr(0, end);
  head.remove_prefix(std::min(end + line_end.size(), head.size()));
  const std::size_t colon = std::min(line.find(':'), line.size());
  std::string_view value = line.substr(std::min(colon + 1, line.size()));
  while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
  return {line.substr(0, colon), value};
}

}  // namespace

std::optional<std::string> MultipartReader::boundary_in(std::string_view content_type) {
  std::string_view type =
      content_type.substr(0, std::min(content_type.find(';'), content_type.size()));
  while (!type.empty() && is_blank(type.back())) type.remove_suffix(1);
  if (!same_in_ascii(type, form_type)) return std::nullopt;
  auto boundary = http::parameter(content_type, "boundary");
  const bool is_proper = boundary && !boundary->empty() && boundary->size() <= 70 &&
                         !boundary->ends_with(' ') &&
                         std::all_of(boundary->begin(), boundary->end(), is_boundary_sign);
  return is_proper ? boundary : std::nullopt;
}

MultipartReader::MultipartReader(std::string_view boundary)
    : delimiter_(std::string("\r\n--").append(boundary)) {}

bool MultipartReader::feed(std::string_view in, std::string& out) {
  if (state_ == State::done || state_ == State::refused) return state_ == State::done;
  unread_.append(in);
  std::string_view rest = unread_;
  while (step(rest, out)) {
  }
  if (state_ == State::done || state_ == State::refused) rest = {};
  unread_.erase(0, unread_.size() - rest.size());
  return state_ != State::refused;
}

// False where there is nothing to be done before more has come, or ever.
bool MultipartReader::step(std::string_view& rest, std::string& out) {
  switch (state_) {
    case State::dropping:
    case State::file:
      return take_body(rest, out);
    case State::delimiter:
      return take_delimiter(rest);
    case State::head:
      return take_head(rest);
    case State::done:
    case State::refused:
      break;
  }
  return false;
}

// Its last bytes may begin a delimiter.
bool MultipartReader::take_body(std::string_view& rest, std::string& out) {
  const std::size_t found = rest.find(delimiter_);
  const bool is_whole = found != rest.npos;
  const std::size_t keep = std::min(rest.size(), delimiter_.size() - 1);
  const std::size_t body_bytes = is_whole ? found : rest.size() - keep;
  if (state_ == State::file) out.append(rest.substr(0, body_bytes));
  rest.remove_prefix(is_whole ? found + delimiter_.size() : body_bytes);
  if (is_whole) state_ = state_ == State::file ? State::done : State::delimiter;
  return is_whole;
}

// What follows it on its line; the line's end is the beginning of the head.
bool MultipartReader::take_delimiter(std::string_view& rest) {
  const std::size_t end = rest.substr(0, head_bytes_max).find(line_end);
  if (end == rest.npos && !rest.starts_with("--")) return wait_for_more(rest.size());
  const std::string_view padding = rest.substr(0, std::min(end, rest.size()));
  const bool is_last = !std::all_of(padding.begin(), padding.end(), is_blank);
  state_ = is_last || ++parts_ > parts_max ? State::refused : State::head;
  rest.remove_prefix(padding.size());
  return state_ == State::head;
}

bool MultipartReader::take_head(std::string_view& rest) {
  constexpr std::string_view head_end = "\r\n\r\n";
  const std::size_t end = rest.substr(0, head_bytes_max).find(head_end);
  if (end == rest.npos) return wait_for_more(rest.size());
  state_ = read_head(rest.substr(0, end));
  rest.remove_prefix(end + head_end.size());
  return state_ != State::refused;
}

bool MultipartReader::wait_for_more(std::size_t bytes_left) {
  if (bytes_left >= head_bytes_max) state_ = State::refused;
  return false;
}

MultipartReader::State MultipartReader::read_head(std::string_view head) {
  std::optional<std::string_view> disposition;
  std::string_view type;
  while (!head.empty()) {
    const Line line = take_line(head);
    if (same_in_ascii(line.name, "content-type")) type = line.value;
    if (!same_in_ascii(line.name, "content-disposition")) continue;
    if (disposition) return State::refused;  // readers do not agree on which one holds
    disposition = line.value;
  }
  if (!disposition) return State::dropping;
  const bool is_file = http::parameter(*disposition, "name") == "file" ||
                       http::parameter(*disposition, "filename") ||
                       http::parameter(*disposition, "filename*");
  if (!is_file) return State::dropping;
  name_ = http::name_in_disposition(*disposition);
  type_ = type;
  return State::file;
}

}  // namespace uvchat::files
