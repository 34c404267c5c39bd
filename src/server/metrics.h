#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "files/desk_values.h"
#include "uvchat/base/time.h"
#include "uvchat/hub/figures.h"
#include "uvchat/hub/request.h"
#include "uvchat/store/figures.h"

namespace uvchat::server {

// The server's figures, as each part has told its own last, in the text format of Prometheus.
// docs/operators.md lists the names, and docs/grafana.json shows them. Thread-safe: what is held
// under the lock is copied, never computed.
class Metrics {
 public:
  explicit Metrics(std::size_t loops) : loops_(loops) {}

  void loop_says(std::size_t loop, const LoopFigures& figures);
  // `turns_waiting`: of loops, that the hub has not begun.
  void hub_says(const ChatFigures& figures, std::size_t turns_waiting);
  void store_says(const store::Figures& figures);
  void files_say(const files::DeskFigures& figures);
  void password_checked(PasswordVerdict verdict);

  std::string metrics() const;
  // Why the server cannot do all of its work now; empty: it can.
  std::string why_not_ready() const;

 private:
  mutable std::mutex mutex_;
  std::vector<LoopFigures> loops_;
  ChatFigures chat_;
  std::size_t turns_waiting_ = 0;
  store::Figures store_;
  files::DeskFigures files_;
  std::array<std::uint64_t, 3> passwords_{};  // by PasswordVerdict
};

}  // namespace uvchat::server
