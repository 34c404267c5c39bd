#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "chat/transfer_orders.h"

namespace uvchat::cli {

// Carries files by HTTP, each on a thread of its own, and tells a loop what becomes of them.
//
// Owned and used by the loop's thread. close() stops all; `on_closed` is the last call, and from
// then on the carrier may be destroyed.
class Carrier {
 public:
  using Tell = std::function<void(std::uint64_t ticket, const TransferNews& news)>;

  // `authorities_file`: see FileTrust; empty: the system's.
  Carrier(uv_loop_t& loop, std::string authorities_file, Tell tell);
  ~Carrier();
  Carrier(const Carrier&) = delete;
  Carrier& operator=(const Carrier&) = delete;

  void upload(std::uint64_t ticket, UploadOrder order);
  void download(std::uint64_t ticket, DownloadOrder order);
  // Its end alone is told from now on.
  void stop(std::uint64_t ticket);
  void drop(std::uint64_t ticket, const std::string& upload_url, const FileTrust& trust);
  void close(std::function<void()> on_closed);

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace uvchat::cli
