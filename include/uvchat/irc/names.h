#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Nicks and channels: which are valid, and which are the same. CASEMAPPING=ascii.

namespace uvchat::irc {

// The form under which a name is looked up: two names are one where their folds are equal.
std::string fold(std::string_view name);
// The same into a string that is used again.
void fold_into(std::string& out, std::string_view name);
bool same_name(std::string_view a, std::string_view b);

// Letters, digits and []\`_^{|}- ; not beginning with a digit or '-'.
bool valid_nick(std::string_view nick, std::size_t chars_max);

// '#' and at least one more character; valid UTF-8 without space, comma, BEL or other controls.
bool valid_channel(std::string_view channel, std::size_t chars_max);
inline bool looks_like_channel(std::string_view name) { return name.starts_with('#'); }

// What may stand between '!' and '@': letters, digits, '-', '.', '_'.
bool valid_user_char(char c);

// The nearest valid nick to what somebody called himself: foreign characters become '_'.
// Never empty.
std::string nick_from(std::string_view name, std::size_t chars_max);

// Cuts the first of a list separated by commas off `list`; false when none is left.
bool next_in_list(std::string_view& list, std::string_view& item);

}  // namespace uvchat::irc
