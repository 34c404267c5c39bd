#include "net/staging.h"

#include <utility>

#include "uvchat/base/assert.h"

namespace uvchat::net {

Staging::Staging(std::uint8_t loop) : loop_(loop), free_(limits::event_batches_per_loop) {}

bool Staging::room() {
  if (filling_.has_value()) return fits(*filling_);
  if (free_.empty()) return false;
  filling_ = std::move(free_.back());
  free_.pop_back();
  filling_->loop = loop_;
  return true;
}

void Staging::add(EventKind kind, std::uint8_t detail, ConnId conn, std::string_view payload) {
  UVCHAT_ASSERT(filling_.has_value() && fits(*filling_));
  UVCHAT_ASSERT(payload.size() <= limits::client_line_bytes_max);
  filling_->add(kind, detail, conn, payload);
}

void Staging::add_opened(std::uint8_t listener, ConnId conn, const Hello& hello) {
  UVCHAT_ASSERT(filling_.has_value() && fits(*filling_));
  filling_->add_opened(listener, conn, hello);
}

void Staging::add_drained(ConnId conn, const TimeSpan& left_out) {
  UVCHAT_ASSERT(filling_.has_value() && fits(*filling_));
  filling_->add_drained(conn, left_out);
}

std::optional<EventBatch> Staging::take() {
  if (!any()) return std::nullopt;
  ++lent_;
  return std::exchange(filling_, std::nullopt);
}

void Staging::give_back(EventBatch&& batch) {
  UVCHAT_ASSERT(lent_ > 0);
  --lent_;
  batch.clear();
  free_.push_back(std::move(batch));
}

void Staging::check_invariants() const {
  const std::size_t filling = filling_.has_value() ? 1 : 0;
  UVCHAT_ASSERT(free_.size() + filling + lent_ == limits::event_batches_per_loop);
  if (filling_.has_value()) {
    UVCHAT_ASSERT(filling_->events.size() <= limits::turn_lines_max);
    UVCHAT_ASSERT(filling_->bytes.size() <= limits::turn_bytes_max);
  }
}

}  // namespace uvchat::net
