#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tests/hub/kept_lines.h"

namespace uvchat::hub {

// A conversation whose store refuses lines for some time.
struct UnstoredLines : Remembered {
  static constexpr std::string_view reads = "batch draft/chathistory message-tags server-time";
  static constexpr std::string_view mark =
      "*draft/chathistory-context :srv NOTICE #a :What was said until 2026-* is not stored yet: "
      "ask "
      "again later";

  explicit UnstoredLines(HubSettings settings = with_history()) : Remembered(std::move(settings)) {}

  store::Answer answer_to(const store::Request& request) override {
    const bool is_refused = refuses_lines && (std::holds_alternative<store::KeepLines>(request) ||
                                              std::holds_alternative<store::KeepGap>(request));
    return is_refused ? store::unavailable("the disk is full") : Remembered::answer_to(request);
  }
  Person& reader(std::string_view caps = reads) {
    Person& ana = chat.registered("ana", caps);
    says(ana, "JOIN #a");
    says(ana, "PRIVMSG #a :stored");
    gathers();
    refuses_lines = true;
    says(ana, "PRIVMSG #a :not stored");
    gathers();
    ana.skips_all();
    return ana;
  }
  // Who asks this, while of two lines the store has the second alone, and one before them.
  Person& refused_before(std::string_view question) {
    Person& ana = chat.registered("ana", reads);
    Person& ben = chat.registered("ben", reads);
    says(ana, "JOIN #a");
    says(ben, "JOIN #a");
    says(ana, "PRIVMSG #a :stored");
    gathers();
    ana.says("PRIVMSG #a :not stored");
    ana.says("CHATHISTORY LATEST #a * 1");
    chat.waits_ms(10);
    ben.says("PRIVMSG #a :stored too");
    ben.skips_all();
    ben.says(question);
    refuses_first_lines();
    return ben;
  }
  void stores_again() {
    refuses_lines = false;
    chat.waits_ms(2'000);
    serves();
  }
  // Of what was asked for the first lines are refused, and none after them.
  void refuses_first_lines() {
    for (const Request& request : chat.hub().take_requests()) {
      const auto* ask = std::get_if<AskStore>(&request);
      const bool are_lines =
          ask != nullptr && std::holds_alternative<store::KeepLines>(ask->request);
      refuses_lines = are_lines && !std::exchange(has_refused_lines, true);
      serve(request);
    }
    refuses_lines = false;
    serves();
  }
  // How many batches of lines the store is asked to keep, and refuses, within two seconds.
  std::size_t batches_refused() {
    chat.waits_ms(2'000);
    std::size_t batches = 0;
    for (const Request& request : chat.hub().take_requests()) {
      const auto* ask = std::get_if<AskStore>(&request);
      batches += ask != nullptr && std::holds_alternative<store::KeepLines>(ask->request) ? 1 : 0;
      serve(request);
    }
    return batches;
  }
  // Answers all but pages, which it gives back.
  std::vector<AskStore> serves_all_but_pages() {
    std::vector<AskStore> pages;
    for (const Request& request : chat.hub().take_requests()) {
      const auto* ask = std::get_if<AskStore>(&request);
      const bool is_page = ask != nullptr && std::holds_alternative<store::ReadLines>(ask->request);
      is_page ? pages.push_back(*ask) : serve(request);
    }
    return pages;
  }
  static void hears_page(Person& ana, const std::vector<std::string_view>& lines) {
    ana.hears("*BATCH +inner chathistory #a");
    for (const std::string_view line : lines) ana.hears("@batch=inner;" + std::string(line));
    ana.hears("*BATCH -inner");
    ana.hears_nothing();
  }

  bool refuses_lines = false;
  bool has_refused_lines = false;
};

// Few lines are kept while the store is away.
struct LostLines : UnstoredLines {
  explicit LostLines(HubSettings with = settings()) : UnstoredLines(std::move(with)) {}
  static HubSettings settings() {
    HubSettings settings = with_history();
    settings.history.backlog_bytes_max = 1'500;
    return settings;
  }
};

}  // namespace uvchat::hub
