#include "chat/texts.h"

#include <algorithm>
#include <cstdlib>

namespace uvchat::cli {
namespace {

using Sentence = std::array<const char*, languages_count>;

constexpr auto sentences = std::to_array<Sentence>({
#define UVCHAT_TEXT(id, ...) {__VA_ARGS__},
#include "chat/texts.def"
#undef UVCHAT_TEXT
});

Language chosen = Language::english;

std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

const std::array<const char*, languages_count>& translations(Text id) {
  return sentences[static_cast<std::size_t>(id)];
}

void choose_language(Language language) { chosen = language; }

Language language_of_environment() {
  std::string_view locale = variable("LC_ALL");
  if (locale.empty()) locale = variable("LC_MESSAGES");
  if (locale.empty()) locale = variable("LANG");
  return locale.starts_with("es") ? Language::spanish : Language::english;
}

const char* text(Text id) { return translations(id)[static_cast<std::size_t>(chosen)]; }

std::string fill(Text id, std::initializer_list<Hole> holes) {
  std::string out;
  std::string_view rest = text(id);
  for (;;) {
    const std::size_t begin = rest.find('{');
    const std::size_t end = rest.find('}', begin);
    out += rest.substr(0, begin);
    if (end == std::string_view::npos) return out;
    const std::string_view name = rest.substr(begin + 1, end - begin - 1);
    for (const auto& [hole, value] : holes) out += hole == name ? value : std::string_view();
    rest.remove_prefix(end + 1);
  }
}

std::string listed(std::span<const std::string> names, std::size_t named_max) {
  const bool has_others = names.size() > named_max;
  const std::size_t in_row =
      has_others ? named_max - 1 : std::max<std::size_t>(names.size(), 2) - 1;
  std::string row;
  for (const std::string& name : names.first(std::min(in_row, names.size()))) {
    row += (row.empty() ? "" : ", ") + name;
  }
  if (has_others) {
    return fill(Text::list_others,
                {{"names", row}, {"count", std::to_string(names.size() - in_row)}});
  }
  return names.size() < 2 ? row : fill(Text::list_end, {{"names", row}, {"last", names.back()}});
}

}  // namespace uvchat::cli
