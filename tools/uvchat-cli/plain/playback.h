#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "chat/search_words.h"
#include "chat/server_facts.h"
#include "uvchat/irc/message.h"

namespace uvchat::cli {

// What was said before, for a conversation by lines: what is asked of the server, and how the lines
// of its answers are printed. Answers that were not asked for are not its own.
class Playback {
 public:
  // So many lines are printed at the joining, and by a search.
  static constexpr std::size_t lines_max = 20;

  // The line to send; nothing where the server keeps no history, or finds nothing in it.
  std::optional<std::string> ask_latest(const ServerFacts& server, std::string_view room);
  std::optional<std::string> ask_search(const ServerFacts& server, std::string_view room,
                                        const SearchWords& words);

  struct Taken {
    bool is_past = false;  // the line is part of an answer
    std::string text;      // to print; empty: nothing
  };
  Taken take(const irc::Message& message, std::int64_t now_ms);

 private:
  void take_batch(const irc::Message& message, Taken& taken);

  std::size_t asked_ = 0;
  std::map<std::string, std::string, std::less<>>
      open_;                                     // batches, with the time of what they tell
  std::set<std::string, std::less<>> searches_;  // of these
  std::size_t found_ = 0;
};

}  // namespace uvchat::cli
