#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uvchat::files {

// Takes the file out of a form as it comes in (multipart/form-data, RFC 7578): the first part that
// is the field "file" or has a file's name. What comes before it and behind it is dropped. Keeps
// the head of one part and a few bytes more, whatever is sent. One thread.
class MultipartReader {
 public:
  static constexpr std::size_t head_bytes_max = 4096;  // of one part
  static constexpr std::size_t parts_max = 32;         // in front of the file

  // In a request's Content-Type. Nothing where it is no form, or has no proper boundary.
  static std::optional<std::string> boundary_in(std::string_view content_type);

  explicit MultipartReader(std::string_view boundary);

  // Appends to `out` what of these bytes is the file's. False: it is no form, or there is no file
  // in it; then it stays false.
  bool feed(std::string_view in, std::string& out);

  // The file has begun: its name and type are known.
  bool has_file() const { return state_ == State::file || state_ == State::done; }
  // The file is whole. A form that ends before was cut.
  bool is_done() const { return state_ == State::done; }
  const std::string& name() const { return name_; }  // a safe_name(); empty: none
  const std::string& type() const { return type_; }  // the uploader's claim; empty: none

 private:
  enum class State : std::uint8_t { dropping, delimiter, head, file, done, refused };

  bool step(std::string_view& rest, std::string& out);
  bool take_body(std::string_view& rest, std::string& out);
  bool take_delimiter(std::string_view& rest);
  bool take_head(std::string_view& rest);
  State read_head(std::string_view head);
  bool wait_for_more(std::size_t bytes_left);

  std::string delimiter_;        // "\r\n--boundary"
  std::string unread_ = "\r\n";  // the first delimiter may be without it
  State state_ = State::dropping;
  std::size_t parts_ = 0;
  std::string name_;
  std::string type_;
};

}  // namespace uvchat::files
