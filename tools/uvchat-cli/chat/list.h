#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace uvchat::cli {

struct ClientState;
struct ServerLine;

// Which rooms of a list the user wants to see.
struct ListFilter {
  std::string word;           // in the name, or a mask of it; empty: any
  std::size_t more_than = 0;  // members
  std::size_t less_than = static_cast<std::size_t>(-1);

  bool is_any() const { return *this == ListFilter(); }
  bool operator==(const ListFilter&) const = default;
};

// The answer to /list so far. Only the largest rooms of a very long list are kept.
struct RoomList {
  static constexpr std::size_t rows_max = 100;

  struct Row {
    std::size_t members = 0;
    std::string name;
    std::string topic;

    bool operator<(const Row& other) const {
      return members != other.members ? members > other.members : name < other.name;
    }
  };

  std::size_t asked = 0;  // answers that are still to come; only the last one is shown
  ListFilter filter;
  std::set<Row> rows;
  std::size_t count = 0;     // rooms that the server has named
  std::size_t matching = 0;  // of these, the ones that pass the filter
};

// Parses "/list WORD >10 <100"; nothing if it is not of this form.
std::optional<ListFilter> parse_list_filter(std::string_view arguments);
void ask_list(ClientState& chat, ListFilter filter);
// Take 322 and 323. False if the user has not asked for them with /list.
bool take_list_row(ClientState& chat, const ServerLine& line);
bool take_list_end(ClientState& chat);

}  // namespace uvchat::cli
