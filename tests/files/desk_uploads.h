#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tests/files/desk_world.h"

namespace uvchat::files {

// What is said of uploads.
class DeskUploads : public DeskWorld {
 protected:
  static constexpr std::string_view origin = "https://chat.example.org";
  // The path of a location.
  static std::string path(const std::string& location) {
    return location.starts_with(origin) ? location.substr(origin.size()) : "elsewhere";
  }
  void until_the_sweep_asks() {
    const auto asks = [this] {
      return !asked.empty() && std::holds_alternative<store::KnownHashes>(asked.front().request);
    };
    for (int second = 0; second < 257; ++second) {
      now.mono_ms += 1'000;
      desk->tick(now);
      while (!asks() && step()) continue;
      if (asks()) return;
    }
    FAIL() << "it does not ask";
  }
  void the_store_does_not_answer() {
    ASSERT_EQ(asked.size(), 1U);
    store::Answered answered{asked.front().ticket, store::unavailable("it is away")};
    asked.clear();
    desk->answered(std::move(answered));
    settle();
  }
  std::vector<PendingUpload> pending_of(store::AccountId account) {
    UploadsTold told = desk->asked({{}, account});
    EXPECT_EQ(told.outcome, UploadsOutcome::done);
    return std::move(told.uploads);
  }
  UploadsOutcome give_up(const std::string& id, store::AccountId account) {
    const UploadsOutcome outcome = desk->asked({{}, account, id}).outcome;
    settle();
    return outcome;
  }
  const http::Field of_9{"authorization", "Bearer of-9"};
  std::string fetched(const std::string& location) {
    const Talk& talk = say("GET", path(location));
    return talk.status() == 200 ? talk.got : "status " + std::to_string(talk.status());
  }
};

}  // namespace uvchat::files
