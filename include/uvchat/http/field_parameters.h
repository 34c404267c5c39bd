#pragma once

#include <optional>
#include <string>
#include <string_view>

// The parameters behind a field's value (RFC 9110, 5.6.6): `form-data; name="file"`.

namespace uvchat::http {

// Its value, unquoted. Nothing where it is not there, or stands there twice. The name is compared
// without regard to case.
std::optional<std::string> parameter(std::string_view field, std::string_view name);

// The text of an extended value in UTF-8 (RFC 8187): "UTF-8'en'a%20b". Nothing where it is none.
std::optional<std::string> decoded_extended(std::string_view value);

}  // namespace uvchat::http
