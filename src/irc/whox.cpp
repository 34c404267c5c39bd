#include "uvchat/irc/whox.h"

#include <algorithm>
#include <iterator>

#include "uvchat/base/ascii.h"

namespace uvchat::irc {
namespace {

constexpr std::size_t token_digits_max = 3;

bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= token_digits_max &&
         std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

WhoOptions parse_who_options(std::string_view param) {
  WhoOptions options;
  const std::size_t percent = param.find('%');
  options.operators_only = param.substr(0, percent).find('o') != param.npos;
  if (percent == param.npos) return options;
  options.extended = true;
  const std::string_view asked = param.substr(percent + 1);
  const std::size_t comma = asked.find(',');
  const std::string_view wanted = asked.substr(0, comma);
  std::copy_if(whox_fields.begin(), whox_fields.end(), std::back_inserter(options.fields),
               [wanted](char field) { return wanted.find(field) != wanted.npos; });
  if (comma != asked.npos && is_token(asked.substr(comma + 1))) {
    options.token = asked.substr(comma + 1);
  }
  return options;
}

}  // namespace uvchat::irc
