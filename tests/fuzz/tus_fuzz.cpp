// Fields of requests of tus: whatever they say, what is read of them is within bounds and safe to
// use, or there is a refusal with a status of the protocol.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "files/tus_head.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"
#include "uvchat/http/file_name.h"

namespace {

using namespace uvchat;
using namespace uvchat::files;

constexpr std::uint64_t bytes_max = 1'000'000;

// A line is a field.
http::Request read_request(std::string_view text) {
  http::Request request;
  request.method = "POST";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t colon = std::min(line.find(':'), line.size());
    request.fields.push_back({std::string(line.substr(0, colon)),
                              std::string(line.substr(std::min(colon + 1, line.size())))});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return request;
}

void check_refusal(const http::Response& refusal) {
  constexpr int statuses[] = {400, 412, 413, 415};
  UVCHAT_ASSERT(std::count(std::begin(statuses), std::end(statuses), refusal.status) == 1);
  for (const http::Field& field : refusal.fields) {
    UVCHAT_ASSERT(field.value.find_first_of("\r\n") == std::string::npos);
  }
}

void check_checksum(const std::optional<Checksum>& checksum) {
  if (!checksum) return;
  UVCHAT_ASSERT(checksum->value.size() == (checksum->hash == Hash::sha1 ? 20U : 32U));
}

void check_name(const std::string& name) {
  UVCHAT_ASSERT(name.size() <= http::name_bytes_max && utf8_valid(name) &&
                http::safe_name(name) == name);
  UVCHAT_ASSERT(name.find_first_of("/\\") == std::string::npos && !name.starts_with('.'));
  UVCHAT_ASSERT(std::none_of(name.begin(), name.end(), is_control));
  const std::string field = http::disposition(false, name);
  UVCHAT_ASSERT(std::none_of(field.begin(), field.end(), is_control) && is_ascii(field));
  UVCHAT_ASSERT(http::name_in_disposition(field) == name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const http::Request request = read_request(text);
  if (const auto creation = read_tus_creation(request, bytes_max)) {
    UVCHAT_ASSERT(creation->length <= bytes_max);
    check_name(creation->name);
    check_checksum(creation->checksum);
    UVCHAT_ASSERT(is_ascii(creation->type) && creation->type.size() <= 127);
  } else {
    check_refusal(creation.error());
  }
  if (const auto patch = read_tus_patch(request)) {
    check_checksum(patch->checksum);
  } else {
    check_refusal(patch.error());
  }
  check_name(http::safe_name(text));
  check_name(http::name_in_disposition(text));
  return 0;
}
