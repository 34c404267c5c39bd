#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "files/tus_head.h"
#include "uvchat/http/message.h"
#include "uvchat/http/site.h"
#include "uvchat/hub/errand.h"

// What requests of files say, and what their answers are made of.

namespace uvchat::files {

struct DeskFigures {
  std::uint64_t files_made = 0;
  std::uint64_t bytes_taken = 0;  // of bodies
  std::uint64_t bytes_given = 0;  // of files
  std::uint64_t refused = 0;      // requests that were answered with an error
  std::size_t uploads = 0;        // not finished, now
  std::uint64_t bytes_on_disk = 0;
};

// An upload as its first request announces it.
struct UploadPlan {
  bool is_tus = false;
  bool is_form = false;                   // the body is a form, of which one field is the file
  std::uint64_t bytes = 0;                // of the file; of a form, of all of it
  std::string type;                       // as it is claimed
  std::string name;                       // safe
  std::optional<Checksum> checksum = {};  // of the body
};
// `bytes_max`: of a file.
tl::expected<UploadPlan, http::Response> read_plan(const http::Request& head,
                                                   std::uint64_t bytes_max);

// Takes them out of the field Authorization, Basic or Bearer, and wipes it. Nothing where it says
// neither.
std::optional<errand::AdmitUpload> take_credentials(http::Request& head);

// The part of a path that is an id or a key: "/files/ID", "/files/ID.jpg", "/files/ID/name.jpg".
// Empty where it is none.
std::string id_in(std::string_view path, std::string_view prefix);
// What an upload's key is kept as, in the store and as the name of its part.
std::string hash_of_key(std::string_view key);

// What a file of so many bytes counts for, as ReadFileSpace has it.
std::uint64_t counted(std::uint64_t bytes);

// An answer without a body.
http::Response bare(int status);
bool is_tus(const http::Request& head);
// What is told with each answer.
void tell_all(const http::Site& site, const http::Request& head, http::Response& response);
// Of OPTIONS.
http::Response tell_ways(const http::Site& site, const http::Request& head,
                         std::uint64_t bytes_max);

}  // namespace uvchat::files
