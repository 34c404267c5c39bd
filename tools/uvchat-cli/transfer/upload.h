#pragma once

#include <string>

#include "chat/transfer_orders.h"
#include "transfer/http.h"
#include "transfer/parcel.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

struct Uploaded {
  std::string url;         // of the file
  std::string upload_url;  // where it can be given up; a secret
};

// Sends the parcel by tus 1.0. A connection that breaks is made again, and the upload goes on where
// the server has it. What is stopped or fails is given up on the server, too. The error is a part
// of a sentence.
Result<Uploaded> upload(Http& http, const std::string& host_url, std::string_view token,
                        const Parcel& parcel, const TransferWatch& watch);

// Gives up an upload, finished or not. While the server still has the connection that has sent it,
// or is busy, that is tried again for some seconds; the watch is told where it does not come about.
void drop_upload(Http& http, const std::string& upload_url, const TransferWatch& watch);

}  // namespace uvchat::cli
