#include "hub/codes.h"

#include "uvchat/base/ascii.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/sha256.h"

namespace uvchat::hub {
namespace {

// Douglas Crockford's base 32: no letter that is taken for a digit, and no U.
constexpr std::string_view signs = "0123456789abcdefghjkmnpqrstvwxyz";
static_assert(signs.size() == 32);
constexpr std::size_t signs_of_code = 12;
constexpr std::size_t signs_of_group = 4;

char as_meant(char typed) {
  const char sign = to_lower(typed);
  if (sign == 'o') return '0';
  return sign == 'i' || sign == 'l' ? '1' : sign;
}

}  // namespace

std::string code_of_token(std::string_view token) {
  UVCHAT_ASSERT(!token.empty());
  const auto bytes = *from_base64url(sha256_text(token));
  std::string code;
  for (std::size_t i = 0; i < signs_of_code; ++i) {
    if (i > 0 && i % signs_of_group == 0) code += '-';
    code += signs[bytes[i] % signs.size()];
  }
  return code;
}

bool is_code(std::string_view typed) {
  std::size_t count = 0;
  for (const char c : typed) {
    if (c == '-') continue;
    if (signs.find(as_meant(c)) == std::string_view::npos) return false;
    ++count;
  }
  return count == signs_of_code;
}

std::string hash_of_code(std::string_view typed) {
  std::string meant;
  for (const char c : typed) {
    if (c != '-') meant += as_meant(c);
  }
  return sha256_text(meant);
}

}  // namespace uvchat::hub
