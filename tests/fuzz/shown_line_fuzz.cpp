// Lines of a hostile author on a screen of any size: nothing of theirs steers the terminal, links
// lead where a browser may go, and every size can be drawn. The first three bytes are the size and
// the colours; the rest are lines, each an entry.

#include <algorithm>
#include <array>
#include <clocale>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "chat/announce.h"
#include "chat/formatting.h"
#include "chat/text.h"
#include "screen/message_pane.h"
#include "screen/painter.h"
#include "screen/urls.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/utf8.h"

using namespace uvchat;
using namespace uvchat::cli;

namespace {

Pen pen_of(std::int16_t colours) {
  Pen pen;
  pen.go_to = [](std::size_t row, std::size_t column) {
    return "\033[" + std::to_string(row) + ";" + std::to_string(column) + "H";
  };
  pen.fore = [](std::int16_t colour) { return "\033[38;5;" + std::to_string(colour) + "m"; };
  pen.back = [](std::int16_t colour) { return "\033[48;5;" + std::to_string(colour) + "m"; };
  pen.plain = "\033[m";
  pen.bold = "\033[1m";
  pen.colours = colours;
  pen.links = true;
  return pen;
}

bool is_url(std::string_view url) {
  return (url.empty() || url.find("://") != std::string_view::npos) &&
         std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

// Cuts one sequence of ours off; false: it is none.
bool take_sequence(std::string_view& bytes) {
  if (bytes.starts_with("\033[")) {
    bytes.remove_prefix(std::min(bytes.find_first_not_of("0123456789;", 2), bytes.size()));
    const bool ends = bytes.starts_with('H') || bytes.starts_with('m');
    bytes.remove_prefix(ends ? 1 : 0);
    return ends;
  }
  const std::size_t end = bytes.find("\033\\");
  if (!bytes.starts_with("\033]8;") || end == std::string_view::npos) return false;
  const std::string_view body = bytes.substr(4, end - 4);
  bytes.remove_prefix(end + 2);
  return body.find(';') != std::string_view::npos && is_url(body.substr(body.find(';') + 1));
}

void check_bytes(std::string_view bytes) {
  while (!bytes.empty()) {
    if (bytes.front() == '\033') {
      UVCHAT_ASSERT(take_sequence(bytes));
    } else {
      const char32_t c = utf8_take(bytes);
      UVCHAT_ASSERT(c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0));
    }
  }
}

void check_text(std::string_view raw) {
  const FormattedText text = formatted(raw);
  UVCHAT_ASSERT(text.changes.size() <= style_changes_max);
  for (const StyleChange& change : text.changes) {
    UVCHAT_ASSERT(change.begin <= text.text.size());
    const Style style = readable(change.style, 256);
    UVCHAT_ASSERT(style.fore == Style::no_colour || style.fore != style.back);
  }
  std::size_t last = 0;
  for (const Url& url : urls_in(text.text)) {
    UVCHAT_ASSERT(url.begin >= last && url.end > url.begin && url.end <= text.text.size());
    UVCHAT_ASSERT(is_url(url.target) && !url.target.empty());
    last = url.end;
  }
  const Announcing all{true, Announcing::Notice::osc_777, false};
  for (const std::string& bytes :
       {title_bytes(all, raw), notice_bytes(all, {"", "", std::string(raw)})}) {
    UVCHAT_ASSERT(bytes.find_first_of("\033\007", 1) == bytes.size() - 1);
    UVCHAT_ASSERT(is_printable(std::string_view(bytes).substr(1, bytes.size() - 2)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  if (size < 3 || size > 4096) return 0;
  const std::size_t rows = data[0] % 40 + 1;
  const std::size_t columns = data[1] % 130 + 1;
  constexpr auto counts = std::to_array<std::int16_t>({0, 8, 16, 256});
  const Pen pen = pen_of(counts[data[2] % counts.size()]);
  std::string_view rest(reinterpret_cast<const char*>(data) + 3, size - 3);
  Room room;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    check_text(line);
    FormattedText text = formatted(line);
    Entry entry;
    entry.number = room.next_number++;
    entry.kind = static_cast<EntryKind>(line.size() % 7);
    entry.movement = line.size() % 5 == 0 ? Movement::joins : Movement::none;
    entry.nick = cli::printable(line.substr(0, line.find(' ')));
    entry.text = std::move(text.text);
    entry.styles = std::move(text.changes);
    room.entries.push_back(std::move(entry));
  }
  PaneView view;
  view.found = 1;
  view.searched = room.entries.empty() ? "" : room.entries.front().text.substr(0, 2);
  const MessagePane pane(room, {0, 0, rows, columns}, view);
  Grid grid(rows, columns);
  pane.draw(grid, pane.up(std::nullopt, data[2]));
  check_bytes(painted(Grid(), grid, pen, 0, 0));
  return 0;
}
