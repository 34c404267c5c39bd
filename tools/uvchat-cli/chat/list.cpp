#include "chat/list.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "chat/client_state.h"
#include "chat/commands.h"
#include "chat/keys.h"
#include "chat/receive.h"
#include "chat/sending.h"
#include "chat/text.h"
#include "chat/wrap.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/mask.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t topic_bytes_max = 400;
constexpr std::size_t name_columns_max = 30;

std::optional<std::size_t> count_of(std::string_view digits) {
  std::size_t number = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool is_number =
      parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size() && !digits.empty();
  return is_number ? std::optional(number) : std::nullopt;
}

bool is_mask(std::string_view word) { return word.find_first_of("*?") != std::string_view::npos; }

// The server filters what it can (ELIST). All that comes is filtered here too.
std::string server_filter(const ClientState& chat, const ListFilter& filter) {
  std::string items;
  const auto add_item = [&](const std::string& item) {
    items += (items.empty() ? "" : ",") + item;
  };
  if (chat.server.filters_list_by('U')) {
    if (filter.more_than > 0) add_item(">" + std::to_string(filter.more_than));
    if (filter.less_than != ListFilter().less_than) {
      add_item("<" + std::to_string(filter.less_than));
    }
  }
  return items;
}

bool lets_through(const ClientState& chat, const ListFilter& filter, const RoomList::Row& row) {
  if (row.members <= filter.more_than && filter.more_than > 0) return false;
  if (row.members >= filter.less_than) return false;
  const std::string name = chat.server.fold(row.name);
  const std::string word = chat.server.fold(filter.word);
  return is_mask(filter.word) ? irc::glob_matches(word, name)
                              : name.find(word) != std::string::npos;
}

std::string people(std::size_t count) {
  return count == 1 ? text(Text::list_person)
                    : fill(Text::list_people, {{"count", std::to_string(count)}});
}

// "#maths  12 people  Exams"
std::string page_of(const RoomList& list) {
  std::size_t name_columns = 0;
  std::size_t people_columns = 0;
  for (const RoomList::Row& row : list.rows) {
    name_columns = std::max(name_columns, columns_of(row.name));
    people_columns = std::max(people_columns, columns_of(people(row.members)));
  }
  name_columns = std::min(name_columns, name_columns_max);
  std::string page;
  for (const RoomList::Row& row : list.rows) {
    const std::string count = people(row.members);
    page += padded(row.name, name_columns) + "  ";
    page += row.topic.empty() ? count : padded(count, people_columns) + "  " + row.topic;
    page += '\n';
  }
  return page;
}

std::string summary(const RoomList& list) {
  const std::string count = std::to_string(list.count);
  const std::string matching = std::to_string(list.matching);
  if (list.matching == 0) return text(Text::reply_list_empty);
  if (list.matching > list.rows.size()) {
    return fill(Text::list_largest,
                {{"shown", std::to_string(list.rows.size())}, {"matching", matching}});
  }
  return list.filter.is_any()
             ? fill(Text::list_all, {{"count", count}})
             : fill(Text::list_matching, {{"matching", matching}, {"count", count}});
}

}  // namespace

std::optional<ListFilter> parse_list_filter(std::string_view arguments) {
  ListFilter filter;
  while (!arguments.empty()) {
    const std::string_view word = take_word(arguments);
    if (!word.starts_with('>') && !word.starts_with('<')) {
      if (!std::exchange(filter.word, word).empty()) return std::nullopt;
      continue;
    }
    const auto number = count_of(word.substr(1));
    if (!number) return std::nullopt;
    (word.starts_with('>') ? filter.more_than : filter.less_than) = *number;
  }
  return filter;
}

void ask_list(ClientState& chat, ListFilter filter) {
  const std::string items = server_filter(chat, filter);
  RoomList fresh;
  fresh.asked = chat.list.asked + 1;
  fresh.filter = std::move(filter);
  chat.list = std::move(fresh);
  send_line(chat, items.empty() ? "LIST" : "LIST " + items);
}

// 322 <nick> <room> <members> :<topic>
bool take_list_row(ClientState& chat, const ServerLine& line) {
  RoomList& list = chat.list;
  if (list.asked == 0) return false;
  ++list.count;
  RoomList::Row row{count_of(line.param(2)).value_or(0), std::string(line.param(1)), {}};
  if (list.asked > 1 || !lets_through(chat, list.filter, row)) return true;
  ++list.matching;
  row.name = printable(row.name);
  const std::string_view topic = line.message.param_count > 3 ? line.last() : std::string_view();
  row.topic = printable(
      utf8_cut(read_topic(chat, chat.keyring.find(line.param(1)), line.param(1), topic).text,
               topic_bytes_max));
  list.rows.insert(std::move(row));
  if (list.rows.size() > RoomList::rows_max) list.rows.erase(std::prev(list.rows.end()));
  return true;
}

bool take_list_end(ClientState& chat) {
  RoomList& list = chat.list;
  if (list.asked == 0) return false;
  if (--list.asked > 0) {  // of a list that a newer /list replaces
    list.count = 0;
    return true;
  }
  tell_page(chat, chat.talks.current(), page_of(list) + summary(list));
  list = {};
  return true;
}

}  // namespace uvchat::cli
