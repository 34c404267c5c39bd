#include "uvchat/irc/mask.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include "uvchat/base/address.h"
#include "uvchat/base/ascii.h"

namespace uvchat::irc {

namespace {

// The longest run between two stars that is looked for; no text that masks are held against is
// longer.
constexpr std::size_t run_bytes_max = 512;
constexpr std::size_t short_run_bytes_max = 6;
constexpr std::size_t word_bits = 64;
constexpr std::uint64_t steps_a_run = 6;  // besides the bytes that it compares

bool continues_char(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Behind the character at `at`.
std::size_t behind_char(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && continues_char(text[at]);) ++at;
  return at;
}

// A run of literal characters and '?', without a star, that is looked for in a text. All places
// where it may begin are followed at once, a bit for each byte of the run (the Shift-And search),
// so that the time is that of text times run / 64, whatever they hold.
class RunSearch {
 public:
  // REQUIRES: 1 to run_bytes_max bytes.
  explicit RunSearch(std::string_view run)
      : words_((run.size() + word_bits - 1) / word_bits), last_(run.size() - 1) {
    std::fill_n(masks_.begin(), (any_byte + 1) * words_, 0);
    for (std::size_t i = 0; i < run.size(); ++i) {
      mask_of(run[i] == '?' ? any_byte : static_cast<unsigned char>(run[i]))[i / word_bits] |=
          std::uint64_t{1} << i % word_bits;
    }
  }

  // Where the first place ends at which the run stands in `text`; npos where there is none.
  std::size_t end_in(std::string_view text) {
    std::fill_n(reached_.begin(), words_, 0);
    for (std::size_t t = 0; t < text.size(); ++t) {
      take(text[t]);
      const bool whole = t + 1 == text.size() || !continues_char(text[t + 1]);
      if (whole && (reached_[last_ / word_bits] >> last_ % word_bits & 1) != 0) return t + 1;
    }
    return text.npos;
  }

  // Of making it, and of a search: as many steps as comparing so many bytes is.
  std::uint64_t steps_in(std::size_t text_bytes) const { return words_ * (50 + text_bytes); }

 private:
  static constexpr std::size_t any_byte = 256;  // the row of '?'

  std::uint64_t* mask_of(std::size_t byte) { return masks_.data() + byte * words_; }

  // A '?' that has begun a character takes the rest of it, too.
  void take(char c) {
    const std::uint64_t* const same = mask_of(static_cast<unsigned char>(c));
    const std::uint64_t* const any = mask_of(any_byte);
    const bool inside = continues_char(c);
    std::uint64_t carry = 1;
    for (std::size_t w = 0; w < words_; ++w) {
      const std::uint64_t before = reached_[w];
      const std::uint64_t next = before << 1 | carry;
      carry = before >> (word_bits - 1);
      reached_[w] = (next & same[w]) | ((inside ? before : next) & any[w]);
    }
  }

  const std::size_t words_;
  const std::size_t last_;
  std::array<std::uint64_t, run_bytes_max / word_bits> reached_;
  std::array<std::uint64_t, (any_byte + 1) * (run_bytes_max / word_bits)> masks_;
};

// One mask held against one text, which it takes from its begin on.
class Matching {
 public:
  Matching(std::string_view pattern, std::string_view text, std::uint64_t& steps)
      : pattern_(pattern), text_(text), steps_(steps) {}

  // What stands before the first star and behind the last one has its place; of the runs between
  // them each takes the first that is left.
  bool matches() {
    const std::size_t first_star = pattern_.find('*');
    const std::size_t head = end_at(pattern_.substr(0, first_star), 0);
    if (first_star == pattern_.npos) return head == text_.size();
    if (head == text_.npos) return false;
    text_.remove_prefix(head);
    pattern_.remove_prefix(first_star + 1);
    while (!pattern_.empty()) {
      steps_ += steps_a_run;
      const std::size_t star = pattern_.find('*');
      if (star == pattern_.npos) return ends_with(pattern_);
      const std::size_t end = star == 0 ? 0 : end_of_first(pattern_.substr(0, star));
      if (end == text_.npos) return false;
      text_.remove_prefix(end);
      pattern_.remove_prefix(star + 1);
    }
    return true;
  }

 private:
  // Where `run` ends that begins at `at`; npos where it does not stand there.
  std::size_t end_at(std::string_view run, std::size_t at) {
    for (const char c : run) {
      ++steps_;
      if (at >= text_.size() || (c != '?' && c != text_[at])) return text_.npos;
      at = c == '?' ? behind_char(text_, at) : at + 1;
    }
    return at;
  }

  // Where the first place ends at which `run` stands. A short one is looked for at each character,
  // for RunSearch begins with a table.
  std::size_t end_of_first(std::string_view run) {
    if (run.size() > text_.size() || run.size() > run_bytes_max) return text_.npos;
    if (run.size() > short_run_bytes_max) {
      RunSearch search(run);
      const std::size_t end = search.end_in(text_);
      steps_ += search.steps_in(std::min(end, text_.size()));
      return end;
    }
    for (std::size_t at = 0; at < text_.size(); at = behind_char(text_, at)) {
      const std::size_t end = end_at(run, at);
      if (end != text_.npos) return end;
    }
    return text_.npos;
  }

  bool ends_with(std::string_view run) {
    std::size_t t = text_.size();
    for (std::size_t r = run.size(); r > 0; --r) {
      ++steps_;
      if (t == 0) return false;
      --t;
      if (run[r - 1] != '?') {
        if (text_[t] != run[r - 1]) return false;
        continue;
      }
      while (t > 0 && continues_char(text_[t])) --t;
    }
    return true;
  }

  std::string_view pattern_, text_;
  std::uint64_t& steps_;
};

constexpr std::array<std::pair<std::string_view, BanMask::Of>, 4> extban_words{{
    {"r:", BanMask::Of::realname},
    {"j:", BanMask::Of::channel},
    {"a:", BanMask::Of::account},
    {"account:", BanMask::Of::account},
}};

bool is_word(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c == ' ' || is_control(c); });
}

// Of letters, digits, wildcards and `others`.
bool consists_of(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || is_digit(c) || c == '*' || c == '?' || others.find(c) != others.npos;
  });
}

// A letter before the first colon would be an extended ban.
bool is_unknown_extban(std::string_view host) {
  return host.size() > 1 && is_letter(host[0]) && host[1] == ':';
}

// Beyond ASCII anything may be in a nick.
bool may_match_nicks(std::string_view nick) {
  std::string ascii;
  std::copy_if(nick.begin(), nick.end(), std::back_inserter(ascii),
               [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return consists_of(ascii, "[]\\`_^{|}-");
}

// Each part of a whole mask has only what may be in such a name. Beyond ASCII there are nicks
// alone.
bool may_match_prefixes(std::string_view whole) {
  const std::size_t bang = whole.find('!');
  const std::size_t at = whole.find('@', bang);
  const std::string_view host = whole.substr(at + 1);
  const bool is_network = host.find('/') != host.npos && Network::parse(host);
  return may_match_nicks(whole.substr(0, bang)) &&
         consists_of(whole.substr(bang + 1, at - bang - 1), "~.-_") && consists_of(host, ".:-/_") &&
         !is_network && !is_unknown_extban(host);
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text, std::uint64_t& steps) {
  return Matching(pattern, text, steps).matches();
}

bool glob_matches(std::string_view pattern, std::string_view text) {
  std::uint64_t steps = 0;
  return glob_matches(pattern, text, steps);
}

std::string whole_mask(std::string_view mask) {
  if (mask.find_first_of("!@") == mask.npos && mask.find_first_of(".:/") != mask.npos) {
    return "*!*@" + std::string(mask);
  }
  const std::size_t bang = mask.find('!');
  const std::size_t at = mask.find('@', bang == mask.npos ? 0 : bang);
  const bool has_nick = bang != mask.npos || at == mask.npos;
  const std::string_view nick = has_nick ? mask.substr(0, bang) : std::string_view();
  const std::size_t user_begin = bang == mask.npos ? 0 : bang + 1;
  std::string_view user;
  if (bang != mask.npos || at != mask.npos) {
    user = mask.substr(user_begin, at == mask.npos ? mask.npos : at - user_begin);
  }
  const std::string_view host = at == mask.npos ? std::string_view() : mask.substr(at + 1);
  const auto or_any = [](std::string_view part) { return part.empty() ? "*" : part; };
  std::string whole(or_any(nick));
  return whole.append("!").append(or_any(user)).append("@").append(or_any(host));
}

std::string BanMask::text() const {
  std::string text = mutes ? "m:" : "";
  if (of == Of::realname) text += "r:";
  if (of == Of::channel) text += "j:";
  if (of == Of::account) text += "a:";
  return text + pattern;
}

std::optional<BanMask> parse_ban_mask(std::string_view mask) {
  BanMask ban;
  if (mask.starts_with(':')) return std::nullopt;
  if (mask.starts_with("m:")) {
    ban.mutes = true;
    mask.remove_prefix(2);
  }
  for (const auto& [word, of] : extban_words) {
    if (!mask.starts_with(word)) continue;
    ban.of = of;
    mask.remove_prefix(word.size());
    break;
  }
  if (mask.empty() || mask.starts_with(':') || !is_word(mask)) return std::nullopt;
  ban.pattern = ban.of == BanMask::Of::prefix ? whole_mask(mask) : std::string(mask);
  if (ban.of == BanMask::Of::prefix && !may_match_prefixes(ban.pattern)) return std::nullopt;
  if (ban.of == BanMask::Of::channel && !mask.starts_with('#')) return std::nullopt;
  if (ban.of == BanMask::Of::account && !may_match_nicks(mask)) return std::nullopt;
  return ban;
}

bool folds_into_signs(std::string_view mask, std::string_view folded) {
  const auto signs_in = [](std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](char c) {
      return std::string_view("*?!@").find(c) != std::string_view::npos;
    });
  };
  return signs_in(mask) != signs_in(folded);
}

std::string fold_of_mask(const Names& names, std::string_view mask) {
  std::string folded = names.fold(mask);
  return folds_into_signs(mask, folded) ? "\n" : folded;  // which is in no name
}

}  // namespace uvchat::irc
