#include "uvchat/store/request.h"

namespace uvchat::store {

Request::Request() = default;
Request::Request(const Request& other) = default;
Request::Request(Request&& other) noexcept = default;
Request& Request::operator=(const Request& other) = default;
Request& Request::operator=(Request&& other) noexcept = default;
Request::~Request() = default;

bool is_slow_question(const Request& request) {
  return std::holds_alternative<ReadLines>(request) || std::holds_alternative<ReadTalks>(request) ||
         std::holds_alternative<SearchLines>(request);
}

bool is_question(const Request& request) {
  return std::holds_alternative<ReadCredentials>(request) ||
         std::holds_alternative<ReadAccount>(request) ||
         std::holds_alternative<ReadTokens>(request) ||
         std::holds_alternative<FindCertificate>(request) ||
         std::holds_alternative<ReadCertificates>(request) ||
         std::holds_alternative<ReadDeeds>(request) ||
         std::holds_alternative<ReadMarkers>(request) ||
         std::holds_alternative<ReadInvitations>(request) ||
         std::holds_alternative<ReadUploads>(request) ||
         std::holds_alternative<FindFile>(request) || std::holds_alternative<ReadFiles>(request) ||
         std::holds_alternative<ReadFileSpace>(request) ||
         std::holds_alternative<FindUpload>(request) ||
         std::holds_alternative<KnownHashes>(request) || is_slow_question(request);
}

}  // namespace uvchat::store
