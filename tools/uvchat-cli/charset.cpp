#include "charset.h"

#include <langinfo.h>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <string>

#include "texts.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {

Result<void> choose_utf8() {
  std::setlocale(LC_CTYPE, "");
  std::string charset = ::nl_langinfo(CODESET);
  if (charset == "UTF-8") {
    return {};
  }
  std::string asked;
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(variable);
    if (asked.empty() && value != nullptr) {
      asked = value;
    }
  }
  std::transform(asked.begin(), asked.end(), asked.begin(), &to_lower);
  if ((asked.find("utf-8") != std::string::npos || asked.find("utf8") != std::string::npos) &&
      std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr) {
    return {};
  }
  return fail(fill(Text::screen_not_utf8, {{"charset", charset}}));
}

}  // namespace uvchat::cli
