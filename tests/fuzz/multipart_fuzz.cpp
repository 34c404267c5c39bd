// A form, torn apart: the pieces do not matter, and no byte comes out that did not go in.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "files/file_type.h"
#include "files/multipart.h"
#include "uvchat/base/assert.h"
#include "uvchat/http/file_name.h"

namespace {

using namespace uvchat::files;

std::string read_form(std::string_view form, std::string_view boundary, std::size_t piece) {
  MultipartReader reader(boundary);
  std::string bytes;
  for (std::size_t at = 0; at < form.size(); at += piece) {
    if (!reader.feed(form.substr(at, piece), bytes)) return "refused";
  }
  UVCHAT_ASSERT(form.find(bytes) != form.npos);
  UVCHAT_ASSERT(uvchat::http::safe_name(reader.name()) == reader.name());
  const FileType type = type_of(bytes, reader.type());
  UVCHAT_ASSERT(type.is_inline == (type.kind != Kind::other));
  if (!reader.has_file()) return "none";
  return (reader.is_done() ? "whole " : "cut ") + reader.name() + "\n" + reader.type() + "\n" +
         bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::size_t piece = data[0] + std::size_t{1};
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t line = std::min(text.find('\n'), text.size());
  const auto boundary = MultipartReader::boundary_in(text.substr(0, line));
  const std::string_view form = text.substr(std::min(line + 1, text.size()));
  UVCHAT_ASSERT(!boundary || (!boundary->empty() && boundary->size() <= 70));
  const std::string used = boundary.value_or("b");
  UVCHAT_ASSERT(read_form(form, used, piece) == read_form(form, used, form.size() + 1));
  return 0;
}
