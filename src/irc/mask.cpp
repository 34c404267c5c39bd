#include "uvchat/irc/mask.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "uvchat/base/utf8.h"

namespace uvchat::irc {

namespace {

// The longest run between two stars that is looked for; no text that masks are held against is
// longer.
constexpr std::size_t run_bytes_max = 512;
constexpr std::size_t word_bits = 64;

bool continues_char(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Of the character at `at`; a byte that belongs to none counts as one.
std::size_t char_bytes(std::string_view text, std::size_t at) {
  return std::max<std::size_t>(utf8_char_bytes(text.substr(at)), 1);
}

// How many bytes of `text` the run takes from its begin on; npos where it does not fit.
std::size_t taken_by(std::string_view run, std::string_view text) {
  std::size_t t = 0;
  for (const char c : run) {
    if (t >= text.size() || (c != '?' && c != text[t])) return text.npos;
    t += c == '?' ? char_bytes(text, t) : 1;
  }
  return t;
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

// Where the first place ends at which `run` stands in `text`.
std::size_t end_of_first(std::string_view run, std::string_view text) {
  if (run.size() > text.size() || run.size() > run_bytes_max) return text.npos;
  if (run.size() == 1 && run != "?") {
    const std::size_t at = text.find(run.front());
    return at == text.npos ? at : at + 1;
  }
  return RunSearch(run).end_in(text);
}

// Whether `run` stands at the end of `text`.
bool ends_with(std::string_view text, std::string_view run) {
  std::size_t t = text.size();
  for (std::size_t r = run.size(); r > 0; --r) {
    if (t == 0) return false;
    --t;
    if (run[r - 1] != '?') {
      if (text[t] != run[r - 1]) return false;
      continue;
    }
    while (t > 0 && continues_char(text[t])) --t;
  }
  return true;
}

}  // namespace

// What stands before the first star and behind the last one has its place; of the runs between
// them each takes the first that is left.
bool glob_matches(std::string_view pattern, std::string_view text) {
  const std::size_t first_star = pattern.find('*');
  if (first_star == pattern.npos) return taken_by(pattern, text) == text.size();
  const std::size_t head = taken_by(pattern.substr(0, first_star), text);
  if (head == text.npos) return false;
  text.remove_prefix(head);
  pattern.remove_prefix(first_star + 1);
  while (!pattern.empty()) {
    const std::size_t star = pattern.find('*');
    if (star == pattern.npos) return ends_with(text, pattern);
    if (star > 0) {
      const std::size_t end = end_of_first(pattern.substr(0, star), text);
      if (end == text.npos) return false;
      text.remove_prefix(end);
    }
    pattern.remove_prefix(star + 1);
  }
  return true;
}

std::string whole_mask(std::string_view mask) {
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
  return text + pattern;
}

std::optional<BanMask> parse_ban_mask(std::string_view mask) {
  BanMask ban;
  if (mask.starts_with(':')) return std::nullopt;
  if (mask.starts_with("m:")) {
    ban.mutes = true;
    mask.remove_prefix(2);
  }
  if (mask.starts_with("r:") || mask.starts_with("j:")) {
    ban.of = mask.front() == 'r' ? BanMask::Of::realname : BanMask::Of::channel;
    mask.remove_prefix(2);
  }
  if (mask.empty() || mask.find(' ') != mask.npos) return std::nullopt;
  ban.pattern = ban.of == BanMask::Of::prefix ? whole_mask(mask) : std::string(mask);
  return ban;
}

}  // namespace uvchat::irc
