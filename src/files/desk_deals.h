#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "files/depot.h"
#include "files/desk_values.h"
#include "files/file_desk.h"
#include "files/file_type.h"
#include "files/multipart.h"
#include "files/part.h"
#include "files/tus_head.h"

// What the desk knows of an upload and of a request.

namespace uvchat::files {

inline constexpr std::string_view too_many_open =
    "Too many files are sent and fetched now. Try again later.";

// What jobs of a body use, of which one is under way at a time.
struct Intake {
  std::shared_ptr<Part> part;
  std::optional<MultipartReader> form;  // nothing: the body is the file
  std::optional<Digest> digest;         // of this body; nothing: no checksum was announced
  std::uint64_t bytes_max = 0;          // of the part
};

struct FileDesk::Upload {
  store::UploadRow row;
  bool is_kept = false;        // the store has it, and the client may go on with it: tus
  bool is_busy = false;        // a request is at it
  bool is_finishing = false;   // all bytes are there, and it is becoming a file
  bool is_given_up = false;    // it goes as soon as that request can be stopped
  std::shared_ptr<Part> part;  // null: not opened since the start
  std::uint64_t bytes = 0;     // of it, that are written
  // Its bytes have their place, and the store does not have the file yet: `recording_` has its
  // hash.
  std::optional<store::FileRow> made;
  std::uint64_t used_ms = 0;
};

struct FileDesk::Deal {
  http::Request head;
  http::Visitor visitor;
  bool is_answered = false;
  bool is_left = false;
  // Of an upload.
  UploadPlan plan;
  UploadPtr upload;
  bool is_first = false;  // it has made the upload
  std::string key;        // told in its answer
  std::shared_ptr<Intake> intake;
  std::uint64_t begins_at = 0;  // in the part
  std::deque<std::string> pieces;
  bool is_writing = false;
  bool has_ended = false;     // its body has come whole
  bool is_body_over = false;  // what has come of it is written, or is not wanted any more
  // Of a file that is fetched.
  std::shared_ptr<StoredFile> file;
  std::uint64_t at = 0;
  std::uint64_t end = 0;
};

}  // namespace uvchat::files
