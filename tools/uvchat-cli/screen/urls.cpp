#include "screen/urls.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "uvchat/base/ascii.h"
#include "uvchat/base/utf8.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t url_bytes_max = 2000;
constexpr std::size_t urls_max = 100;  // in one text

bool starts_with_caseless(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(),
                                                   [](char a, char b) { return a == to_lower(b); });
}

std::size_t scheme_bytes(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (starts_with_caseless(text, scheme)) return scheme.size();
  }
  return 0;
}

// A URL may hold letters, marks and digits of every script. Punctuation outside ASCII ends it,
// except for the middle dot of Catalan.
bool may_stand_in_url(char32_t c) {
  constexpr char32_t middle_dot = 0xB7;
  if (c < 0x80) return c > ' ' && c != '"' && c != '<' && c != '>' && c != 0x7F;
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
  return c == middle_dot || (mask & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK | U_GC_S_MASK)) != 0;
}

std::size_t url_bytes(std::string_view text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string_view behind = rest;
    if (!may_stand_in_url(utf8_take(behind))) break;
    rest = behind;
  }
  return text.size() - rest.size();
}

// Of the three kinds of brackets.
constexpr std::string_view openers("([{");
constexpr std::string_view closers(")]}");

std::string_view without_sentence_end(std::string_view url) {
  constexpr std::string_view marks(".,;:!?'*|`");
  std::array<int, 3> not_opened{};  // closing brackets without an opening one
  for (const char c : url) {
    if (const std::size_t kind = openers.find(c); kind != std::string_view::npos) {
      --not_opened[kind];
    } else if (const std::size_t closed = closers.find(c); closed != std::string_view::npos) {
      ++not_opened[closed];
    }
  }
  while (!url.empty()) {
    const std::size_t kind = closers.find(url.back());
    const bool closes_nothing = kind != std::string_view::npos && not_opened[kind]-- > 0;
    if (!closes_nothing && marks.find(url.back()) == std::string_view::npos) break;
    url.remove_suffix(1);
  }
  return url;
}

std::string percent_safe(std::string_view url) {
  constexpr char digits[] = "0123456789ABCDEF";
  constexpr std::string_view signs("-._~:/?#[]@!$&'()*+,;=%");
  std::string out;
  for (const char c : url) {
    if (is_letter(c) || is_digit(c) || signs.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
    }
  }
  return out;
}

bool has_host(std::string_view behind_scheme) {
  return !behind_scheme.empty() &&
         std::string_view("/?#@:.").find(behind_scheme.front()) == std::string_view::npos;
}

}  // namespace

std::vector<Url> urls_in(std::string_view text) {
  std::vector<Url> urls;
  for (std::size_t at = 0; at < text.size() && urls.size() < urls_max;) {
    const std::size_t scheme = scheme_bytes(text.substr(at));
    const bool in_word = at > 0 && (is_letter(text[at - 1]) || is_digit(text[at - 1]));
    if (scheme == 0 || in_word) {
      ++at;
      continue;
    }
    const std::string_view whole = text.substr(at, url_bytes(text.substr(at)));
    const std::string_view url = without_sentence_end(whole);
    if (url.size() > scheme && has_host(url.substr(scheme))) {
      Url found{at, at + url.size(), percent_safe(url)};
      if (found.target.size() <= url_bytes_max) urls.push_back(std::move(found));
    }
    at += std::max(whole.size(), scheme);
  }
  return urls;
}

}  // namespace uvchat::cli
