#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <variant>

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
  std::string fetched(const std::string& location) {
    const Talk& talk = say("GET", path(location));
    return talk.status() == 200 ? talk.got : "status " + std::to_string(talk.status());
  }
};

}  // namespace uvchat::files
