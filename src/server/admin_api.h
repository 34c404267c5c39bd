#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/admin_routes.h"
#include "server/config.h"
#include "server/metrics.h"
#include "uvchat/base/log.h"
#include "uvchat/http/board.h"
#include "uvchat/hub/errand.h"

namespace uvchat::server {

// The admin API (docs/openapi.json): who may ask, what they ask for, and what they are told. What
// is asked of the chat is an errand of the hub, of which limits::errands_max may wait; none of them
// is asked for before its sender is known. Thread-safe.
class AdminApi final : public http::Board {
 public:
  // Must not block. The second one is called on any thread, and answers a request of that
  // connection.
  using Ask = std::function<void(Errand&&)>;
  using Answer = std::function<void(ConnId, std::function<http::Response()>&&)>;

  // Metrics and log outlive it.
  AdminApi(const Metrics& metrics, LogSink& log, Ask ask, Answer answer);

  // In the place of those before.
  void take_tokens(std::vector<AdminToken> tokens);
  // The hub's answer.
  void answered(ErrandDone&& done);

  std::string metrics() const override { return metrics_.metrics(); }
  std::string why_not_ready() const override { return metrics_.why_not_ready(); }
  std::size_t body_bytes_max(const http::Request& head, const http::Asker& asker) const override;
  std::optional<http::Response> answer(const http::Request& request,
                                       const http::Asker& asker) override;

 private:
  using Clock = std::chrono::steady_clock;
  struct Asked {
    ConnId conn;
    const AdminRoute* route = nullptr;
    std::size_t rows_max = 0;
    Clock::time_point at;
  };

  std::optional<std::string> name_of(const http::Request& request, const http::Asker& asker) const;
  // Its number; 0: too many wait.
  std::uint64_t enlist(Asked asked);

  const Metrics& metrics_;
  LogSink& log_;
  const Ask ask_;
  const Answer answer_;
  mutable std::mutex mutex_;
  std::vector<AdminToken> tokens_;
  std::map<std::uint64_t, Asked> asked_;  // by number
  std::uint64_t numbers_ = 0;
};

}  // namespace uvchat::server
