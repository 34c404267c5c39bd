#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "chat/transfer_orders.h"
#include "transfer/http.h"
#include "transfer/open_file.h"
#include "uvchat/base/result.h"
#include "uvchat/cipher/file_link.h"

namespace uvchat::cli {

// A file as it goes to the server. What is enciphered, and a picture that has lost its metadata, is
// a copy that has no name. One key enciphers one content, whatever becomes of the file meanwhile,
// and however often it is sent.
struct Parcel {
  OpenFile file;
  std::uint64_t bytes = 0;
  std::string name;                        // told to the server; empty: none
  std::shared_ptr<cipher::FileLink> link;  // how it is announced, without its URL
};

// What the order names, in the form in which it is sent. The file itself is only read. The errors
// are parts of a sentence.
Result<Parcel> pack(const UploadOrder& order, const TransferWatch& watch);

}  // namespace uvchat::cli
