#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "files/digest.h"
#include "uvchat/http/message.h"

// What requests of tus 1.0.0 (https://tus.io/protocols/resumable-upload) say in their heads. What
// is refused is refused with the status that the protocol has for it.

namespace uvchat::files {

inline constexpr std::string_view tus_version = "1.0.0";
inline constexpr std::string_view tus_extensions =
    "creation,creation-with-upload,termination,expiration,checksum";
inline constexpr std::string_view tus_algorithms = "sha1,sha256";

// Of a refusal whose status has several causes: which of them it is, for programs.
inline constexpr std::string_view refusal_field = "Upload-Refusal";
namespace refusal {
inline constexpr std::string_view file_too_large = "file_too_large";
inline constexpr std::string_view account_full = "account_full";
inline constexpr std::string_view server_full = "server_full";
inline constexpr std::string_view too_many_uploads = "too_many_uploads";
inline constexpr std::string_view too_much_lately = "too_much_lately";
}  // namespace refusal

// Of one request's body.
struct Checksum {
  Hash hash = Hash::sha256;
  std::string value;  // the bytes that the hash has to have
};

struct TusCreation {
  std::uint64_t length = 0;          // of the file
  std::string name;                  // a safe_name(); empty: none
  std::string type;                  // the uploader's claim: "image/png"; empty: none
  std::optional<Checksum> checksum;  // of what comes with the creation
};

struct TusPatch {
  std::uint64_t offset = 0;
  std::optional<Checksum> checksum;
};

// The method that is meant: those who can say GET and POST alone name it in a field.
std::string_view tus_method(const http::Request& request);

// A response of tus whose body is one line of text.
http::Response say_in_tus(int status, std::string_view line);

// Of every request but OPTIONS: 412 where the client speaks another version.
std::optional<http::Response> refuse_tus_version(const http::Request& request);

// Both look at the version, too.
tl::expected<TusCreation, http::Response> read_tus_creation(const http::Request& head,
                                                            std::uint64_t bytes_max);
tl::expected<TusPatch, http::Response> read_tus_patch(const http::Request& head);

}  // namespace uvchat::files
