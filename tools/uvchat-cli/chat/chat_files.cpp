#include <utility>

#include "chat/chat.h"
#include "chat/client_state.h"
#include "chat/keeping.h"
#include "chat/transfers.h"

// What a Chat has to do with files.

namespace uvchat::cli {

void Chat::on_transfer(std::uint64_t ticket, const TransferNews& news, Now now) {
  state_->now = now;
  take_transfer_news(*state_, ticket, news);
  keep_state(*state_);
}

std::optional<UploadEnd> Chat::take_upload_end() {
  return std::exchange(state_->transfers.latest, std::nullopt);
}

void Chat::send(FileToSend file, Now now) {
  state_->now = now;
  send_file(*state_, state_->talks.current(), std::move(file));
  keep_state(*state_);
}

bool Chat::knows_server() const { return state_->ready; }

}  // namespace uvchat::cli
