#pragma once

#include <cstdint>
#include <string>

#include "chat/transfer_orders.h"
#include "transfer/arriving_file.h"
#include "transfer/http.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

struct Downloaded {
  std::string path;
  std::uint64_t bytes = 0;  // in clear
};

// Fetches the file that the order names, and deciphers it where it is enciphered: each piece is
// verified before it is written, and the file gets its name when all of it is there. A connection
// that breaks is made again, and the download goes on behind what has come, where the server has
// the same file still. The errors are parts of a sentence.
Result<Downloaded> download(Http& http, const DownloadOrder& order, const TransferWatch& watch);

// Fetches the picture that the order names, and draws it on the order's canvas; nothing is kept.
Result<std::string> download_drawing(Http& http, const DownloadOrder& order,
                                     const TransferWatch& watch);

}  // namespace uvchat::cli
