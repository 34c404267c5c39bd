#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "uvchat/cipher/file_link.h"
#include "uvchat/cipher/secret.h"

// What the chat asks the program around it to carry, and what it is told of that.

namespace uvchat::cli {

// Whom a connection for a file believes.
struct FileTrust {
  bool as_chat = false;  // the authorities that the chat's connection believes, else the system's
  std::string pin =
      {};  // with `as_chat`: the one certificate that is believed; empty: none is named
};

// What the user wants to be sent.
struct FileToSend {
  std::string path;          // on this machine
  bool is_as_it_is = false;  // a picture keeps its metadata, and lies as it does
  std::string name = {};     // what it is called; empty: as in `path`
  bool is_input = false;     // what comes from the standard input, instead of a file
};

struct UploadOrder {
  std::string host_url;  // where files are sent to
  FileTrust trust;
  cipher::SecretString token;
  FileToSend file;
  bool is_enciphered = false;
};

// Where a picture is drawn with characters.
struct Canvas {
  std::size_t rows = 0;  // 0: there is no such place
  std::size_t columns = 0;
  bool has_colours = true;
};

struct DownloadOrder {
  std::string url;  // without a fragment
  FileTrust trust;
  std::shared_ptr<const cipher::FileLink> link;  // of an enciphered file; null: it is in clear
  std::string name;                              // as its sender calls it; not believed
  std::string place;                             // file or folder, as the user names it; or empty
  std::string folder;                            // where else; empty: the desktop's
  std::optional<Canvas> canvas = {};  // it is a picture, which is drawn there and not saved
};

// What a transfer is told of itself. `bytes` are those of the wire.
struct TransferNews {
  enum class Step : std::uint8_t { moving, broken, done, failed };
  Step step = Step::moving;
  std::uint64_t bytes = 0;
  std::uint64_t bytes_all = 0;  // 0: not known
  std::string why = {};         // it is broken or failed; a sentence without its full stop
  bool is_unanswered = false;   // failed, of an upload: nobody answers there
  // It is over, and what was sent could not be given up on the server.
  std::string why_left_there = {};
  std::string place = {};       // done: the file's URL; of a download its path
  std::string drawing = {};     // done, of a picture that was to be drawn: bytes for a terminal
  std::string upload_url = {};  // done: where it can be given up; a secret
  // Done, of an upload: how it is announced. Shared: the news are copied between threads, a key is
  // not.
  std::shared_ptr<const cipher::FileLink> link = {};
};

}  // namespace uvchat::cli
