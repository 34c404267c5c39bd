#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// /search: in the lines that are here, or by the server in all that it keeps (soju.im/search). What
// is found is shown among the lines around it.

namespace uvchat::cli {

struct Batch;
struct ClientState;
struct ServerLine;
struct Talk;

// A line that the server has found.
struct FoundLine {
  std::string msgid;
  std::int64_t time_ms = 0;
};

struct Finding {
  static constexpr std::size_t lines_max = 100;

  bool is_asked = false;         // and not answered yet
  std::uint64_t room_id = 0;     // in which room
  std::vector<FoundLine> lines;  // the newest first; empty: the server has found none
  std::size_t at = 0;            // which of them is shown
  bool is_coming = false;        // its surroundings are being fetched
  bool is_over = false;          // no older line holds the text: the next search begins anew
};

// Begins a search (search_words.h), or with an empty text goes on with the last one: to the next
// older line.
void search(ClientState& chat, Talk& talk, std::string_view wanted);
// The answer of the server.
void note_found(Batch& batch, const ServerLine& line);
void take_found(ClientState& chat, std::vector<FoundLine> lines);
// FAIL SEARCH
void refuse_search(ClientState& chat);
// Lines around what was found have come, or will not.
void show_found(ClientState& chat, Talk& talk);

}  // namespace uvchat::cli
