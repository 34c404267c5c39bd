#include "screen/charset.h"

#include <langinfo.h>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <string>

#include "chat/texts.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {

namespace {

// The locale that the environment asks for, in lower case; empty where it asks for none.
std::string asked_locale() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(variable);
    if (value != nullptr && *value != '\0') {
      std::string asked = value;
      std::transform(asked.begin(), asked.end(), asked.begin(), &to_lower);
      return asked;
    }
  }
  return "";
}

}  // namespace

Result<void> choose_utf8() {
  std::setlocale(LC_CTYPE, "");
  const std::string charset = ::nl_langinfo(CODESET);
  if (charset == "UTF-8") return {};
  const std::string asked = asked_locale();
  const bool asks_for_utf8 =
      asked.find("utf-8") != std::string::npos || asked.find("utf8") != std::string::npos;
  const bool asks_for_none = asked.empty() || asked == "c" || asked == "posix";
  if ((asks_for_utf8 || asks_for_none) && std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr) return {};
  return fail(fill(Text::screen_not_utf8, {{"charset", charset}}));
}

}  // namespace uvchat::cli
