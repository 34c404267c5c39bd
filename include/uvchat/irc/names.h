#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/limits.h"

// Nicks and channels: which are valid, and which are the same.

namespace uvchat::irc {

enum class Casemapping : std::uint8_t {
  ascii,   // nicks are ASCII; A-Z and a-z are the same, nothing else is
  precis,  // nicks are of RFC 8264's IdentifierClass; NFKC_Casefold makes names the same
};

// The rules of one network. Immutable, and any threads may use one together. All texts may be any
// bytes; what is not UTF-8 is valid as no name, and no promise is made of its fold.
class Names {
 public:
  // The greatest lengths that are valid, in characters. In bytes the limits::..._bytes_max hold.
  explicit Names(Casemapping mapping, std::size_t nick_chars_max = limits::nick_chars_max,
                 std::size_t channel_chars_max = limits::channel_chars_max);

  // The form under which a name is looked up: two names are one where their folds are equal.
  std::string fold(std::string_view name) const;
  // The same into a string that is used again.
  void fold_into(std::string& out, std::string_view name) const;
  bool same(std::string_view a, std::string_view b) const;

  // ASCII: letters, digits and []\`_^{|}- ; not beginning with a digit or '-'.
  // precis: besides, letters, digits and marks beyond ASCII, as RFC 8264 section 4.2 has them but
  // for joiners; beginning with a letter. Letters run in one direction, digits are of one Arabic
  // kind (RFC 5893 and RFC 5892 appendix A, in short). A valid nick's fold breaks none of this.
  bool valid_nick(std::string_view nick) const;

  // '#' and at least one more character; valid UTF-8 without space, comma, BEL or other controls.
  // precis: the same of its fold, which has at most limits::channel_fold_bytes_max; nothing
  // unassigned or invisible but what joins letters or emoji.
  bool valid_channel(std::string_view channel) const;

  // The nearest valid nick to a name that a person gave: foreign characters become '_'.
  std::string nick_from(std::string_view name) const;

  // What people may take a name for: its fold first, then what it looks like (UTS 39) as it is
  // spelled, in small letters and in capitals. Names of which one of these is the same look alike.
  // ASCII characters stand for themselves, so that of ASCII names only equal ones do. ascii: the
  // fold alone.
  std::vector<std::string> looks_of(std::string_view name) const;
  // The same, and adds to `steps` how much it has done: some hundreds take a microsecond.
  std::vector<std::string> looks_of(std::string_view name, std::uint64_t& steps) const;
  bool look_alike(std::string_view a, std::string_view b) const;

 private:
  Casemapping mapping_;
  std::size_t nick_chars_max_;
  std::size_t channel_chars_max_;
};

inline bool looks_like_channel(std::string_view name) { return name.starts_with('#'); }

// What may stand between '!' and '@': letters, digits, '-', '.', '_'.
bool valid_user_char(char c);

// Cuts the first of a list separated by commas off `list`; false when none is left.
bool next_in_list(std::string_view& list, std::string_view& item);

}  // namespace uvchat::irc
