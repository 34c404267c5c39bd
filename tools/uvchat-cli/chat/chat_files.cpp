#include <utility>

#include "chat/chat.h"
#include "chat/client_state.h"
#include "chat/downloads.h"
#include "chat/keeping.h"
#include "chat/transfers.h"

// What a Chat has to do with files.

namespace uvchat::cli {

void Chat::on_transfer(std::uint64_t ticket, const TransferNews& news, Now now) {
  state_->now = now;
  if (!take_download_news(*state_, ticket, news)) take_transfer_news(*state_, ticket, news);
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

void Chat::set_canvas(const Canvas& canvas) { state_->downloads.canvas = canvas; }

const Drawing* Chat::drawing() const {
  const auto& drawing = state_->downloads.drawing;
  return drawing ? &*drawing : nullptr;
}

void Chat::close_drawing() {
  state_->downloads.drawing.reset();
  ++state_->version;
}

bool Chat::knows_server() const { return state_->ready; }

}  // namespace uvchat::cli
