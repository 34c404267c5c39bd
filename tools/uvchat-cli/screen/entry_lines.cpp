#include "screen/entry_lines.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "chat/text.h"
#include "chat/texts.h"
#include "screen/urls.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

constexpr std::string_view separator = " │ ";

Look look_of_text(const Entry& entry) {
  if (entry.refused || entry.kind == EntryKind::failure) return Look::failure;
  if (entry.seal == Seal::unreadable) return Look::warning;
  if (entry.is_taken_back) return Look::dim;
  return entry.pending || entry.kind == EntryKind::event ? Look::dim : Look::plain;
}

Look look_of_speaker(const Entry& entry) {
  return entry.mention ? Look::mention : entry.own ? Look::strong : look_of_nick(entry.nick);
}

void add(ShownLine& line, std::span<const Cell> cells, const Ink& ink) {
  for (const Cell& cell : cells) line.push_back({cell, ink});
}

void add(ShownLine& line, std::string_view text, Look look) {
  add(line, cells_of(text), Ink{look});
}

struct Mark {
  std::string text;
  Look look = Look::plain;
};

Mark mark_of_seal(const Entry& entry, Marks marks) {
  switch (entry.seal) {
    case Seal::opened:
      return {marks.lock, Look::lock};
    case Seal::in_clear:
      return {"!", Look::warning};
    case Seal::unreadable:
      return {"?", Look::warning};
    case Seal::none:
      break;
  }
  return {};
}

Mark mark_of(const Entry& entry, Marks marks) {
  Mark mark = mark_of_seal(entry, marks);
  return entry.borrowed ? Mark{mark.text + marks.borrowed, Look::warning} : mark;
}

std::string name_of(const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::said:
      return entry.nick;
    case EntryKind::acted:
      return "*";
    case EntryKind::noticed:
      return "-" + entry.nick + "-";
    case EntryKind::event:
      return "--";
    case EntryKind::info:
      return "·";
    case EntryKind::failure:
      return "!!";
    case EntryKind::page:
      break;
  }
  return "";
}

Look look_of_name(const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::event:
    case EntryKind::info:
    case EntryKind::page:
      return Look::dim;
    case EntryKind::failure:
      return Look::failure;
    default:
      return look_of_speaker(entry);
  }
}

// What the entry says. Of a message that its sender has replaced: that the other stands below.
std::string_view text_of(const Room& room, const Entry& entry) {
  const bool is_replaced =
      entry.is_taken_back && room.edited.contains(edit_of(entry.nick, entry.msgid));
  return is_replaced ? text(Text::replaced_below) : std::string_view(entry.text);
}

// The message that the entry answers, as it is shown now: a text that was taken back is gone here.
std::string answered_in(const Room& room, const Entry& entry) {
  if (entry.reply_to.empty()) return "";
  if (!room.msgids.contains(entry.reply_to)) return text(Text::screen_reply_unknown);
  const auto found = std::find_if(room.entries.rbegin(), room.entries.rend(),
                                  [&](const Entry& each) { return each.msgid == entry.reply_to; });
  if (found == room.entries.rend()) return text(Text::screen_reply_unknown);
  const std::string_view said = text_of(room, *found);
  return found->nick + ": " + std::string(said.substr(0, said.find('\n')));
}

std::string reactions_to(const Room& room, const Entry& entry) {
  constexpr std::size_t named_max = 3;
  const auto found = entry.msgid.empty() ? room.reactions.end() : room.reactions.find(entry.msgid);
  if (found == room.reactions.end() || entry.is_taken_back) return "";
  std::vector<std::pair<std::string_view, std::vector<std::string>>> kinds;
  for (const Reaction& reaction : found->second) {
    if (!reaction.is_given) continue;
    auto kind = std::find_if(kinds.begin(), kinds.end(),
                             [&](const auto& each) { return each.first == reaction.text; });
    if (kind == kinds.end()) kind = kinds.insert(kind, {reaction.text, {}});
    kind->second.push_back(reaction.nick);
  }
  std::string all;
  for (const auto& [sign, nicks] : kinds) {
    all += (all.empty() ? "" : "  ") + std::string(sign) + " " + listed(nicks, named_max);
  }
  return all;
}

// The cells that /search has found. Compared cell by cell, so that a letter and its mark are one,
// however they are written.
class SearchMarks {
 public:
  SearchMarks(std::string_view text, std::span<const Cell> cells, const std::string& searched)
      : marked_(cells.size(), false) {
    const std::string wanted = folded(searched);
    std::string all;
    std::vector<std::size_t> cell_of_byte;
    for (std::size_t i = 0; i < cells.size() && !wanted.empty(); ++i) {
      const std::size_t end = i + 1 < cells.size() ? cells[i + 1].begin : text.size();
      all += folded(text.substr(cells[i].begin, end - cells[i].begin));
      cell_of_byte.resize(all.size(), i);
    }
    for (std::size_t at = all.find(wanted); !wanted.empty() && at != std::string::npos;
         at = all.find(wanted, at + wanted.size())) {
      std::fill(
          marked_.begin() + static_cast<std::ptrdiff_t>(cell_of_byte[at]),
          marked_.begin() + static_cast<std::ptrdiff_t>(cell_of_byte[at + wanted.size() - 1]) + 1,
          true);
    }
  }

  bool has(std::size_t cell) const { return marked_[cell]; }

 private:
  static std::string folded(std::string_view text) {
    return text.size() == 1 ? std::string(1, to_lower(text[0])) : caseless(text);
  }

  std::vector<bool> marked_;
};

// Makes the lines of one entry.
class Writer {
 public:
  Writer(const Room& room, const Entry& entry, const LineFormat& format)
      : entry_(entry),
        format_(format),
        text_(text_of(room, entry)),
        styles_(entry.styles),
        answered_(answered_in(room, entry)),
        reactions_(reactions_to(room, entry)) {
    if (!entry.leads_to.empty()) {
      urls_ = {{0, text_.size(), entry.leads_to}};
    } else if (entry.seal != Seal::unreadable && entry.announced.empty()) {
      urls_ = urls_in(text_);
    }
  }
  // Replaces the text.
  Writer(const Entry& entry, const LineFormat& format, std::string_view text)
      : entry_(entry), format_(format), text_(text) {}

  EntryLines write() {
    for (std::size_t i = 0; i < urls_.size(); ++i) {
      out_.links.push_back({"u" + std::to_string(entry_.number) + "-" + std::to_string(i),
                            std::move(urls_[i].target)});
    }
    if (!answered_.empty()) {
      ShownLine flow;
      add_speaker(flow);
      const std::size_t columns = std::max<std::size_t>(format_.columns, indent() + 2) - indent();
      add(flow, cut("↪ " + answered_, columns), Ink{Look::dim});
      write_rows(flow, indent(), true);
    }
    std::string_view rest = text_;
    for (bool is_first = answered_.empty(), is_last = false; !is_last; is_first = false) {
      const std::size_t end = rest.find('\n');
      is_last = end == std::string_view::npos;
      write_line(rest.substr(0, end), is_first, is_last);
      rest.remove_prefix(is_last ? rest.size() : end + 1);
    }
    return std::move(out_);
  }

 private:
  bool is_page() const { return entry_.kind == EntryKind::page; }
  bool is_narrow() const { return format_.nick_columns == 0; }

  std::size_t indent() const {
    return is_page()     ? 0
           : is_narrow() ? format_.time_columns
                         : format_.time_columns + format_.nick_columns + columns_of(separator);
  }

  Ink ink_at(std::size_t byte, const SearchMarks& found, std::size_t cell) {
    Ink ink{look_of_text(entry_)};
    while (style_ < styles_.size() && styles_[style_].begin <= byte) ++style_;
    ink.style = style_ == 0 ? Style{} : styles_[style_ - 1].style;
    while (link_ < urls_.size() && urls_[link_].end <= byte) ++link_;
    if (link_ < urls_.size() && urls_[link_].begin <= byte) {
      ink.link = static_cast<std::uint32_t>(link_ + 1);
    }
    return found.has(cell) ? Ink{Look::found, {}, ink.link} : ink;
  }

  void add_speaker(ShownLine& flow) const {
    if (is_narrow()) {
      const Mark mark = mark_of(entry_, format_.marks);
      add(flow, mark.text, mark.look);
      if (entry_.kind == EntryKind::said) {
        add(flow, "<" + entry_.nick + "> ", look_of_speaker(entry_));
      } else if (entry_.kind == EntryKind::noticed || entry_.kind == EntryKind::acted) {
        add(flow, name_of(entry_) + " ", look_of_speaker(entry_));
      }
    }
    if (entry_.kind == EntryKind::acted) add(flow, entry_.nick + " ", look_of_speaker(entry_));
  }

  // A line of the text, before wrapping.
  void write_line(std::string_view line, bool is_first, bool is_last) {
    ShownLine flow;
    if (is_first) add_speaker(flow);
    const std::vector<Cell> cells = cells_of(line);
    const bool is_found = entry_.number == format_.found;
    const SearchMarks found(line, cells, is_found ? format_.searched : std::string());
    const auto line_begin = static_cast<std::size_t>(line.data() - text_.data());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      flow.push_back({cells[i], ink_at(line_begin + cells[i].begin, found, i)});
    }
    if (is_last && entry_.file_number != 0 && !entry_.announced.empty()) {
      add(flow, "  /get " + std::to_string(entry_.file_number), Look::dim);
    }
    if (is_last && !entry_.edits.empty() && !entry_.is_taken_back) {
      add(flow, " (" + std::string(text(Text::edited)) + ")", Look::dim);
    }
    if (is_last && !entry_.note.empty()) add(flow, " (" + entry_.note + ")", Look::dim);
    if (is_last && !reactions_.empty()) add(flow, "  [" + reactions_ + "]", Look::dim);
    if (is_page()) {
      write_page_line(flow);
    } else {
      write_rows(flow, indent(), is_first);
    }
  }

  // "/go NUMBER  shows another room": wrapped rows are indented to the second column.
  void write_page_line(ShownLine& flow) {
    std::size_t columns = 0;
    std::optional<std::size_t> hang;
    for (std::size_t i = 0; i < flow.size() && !hang; ++i) {
      const bool is_gap = i > 1 && !flow[i].cell.is_space() && flow[i - 1].cell.is_space() &&
                          flow[i - 2].cell.is_space() && columns > leading_spaces(flow);
      if (is_gap) {
        hang = columns;
        std::for_each(flow.begin(), flow.begin() + static_cast<std::ptrdiff_t>(i),
                      [](Glyph& glyph) { glyph.ink.look = Look::strong; });
      }
      columns += flow[i].cell.columns;
    }
    hang_ = std::min(hang.value_or(leading_spaces(flow)), format_.columns / 2);
    write_rows(flow, 0, false);
    hang_ = 0;
  }

  static std::size_t leading_spaces(const ShownLine& flow) {
    return static_cast<std::size_t>(
        std::find_if(flow.begin(), flow.end(),
                     [](const Glyph& glyph) { return !glyph.cell.is_space(); }) -
        flow.begin());
  }

  void write_rows(const ShownLine& flow, std::size_t indent, bool is_head) {
    std::vector<Cell> cells;
    for (const Glyph& glyph : flow) cells.push_back(glyph.cell);
    const std::size_t columns = std::max<std::size_t>(format_.columns, indent + 2) - indent;
    for (const Row& row : wrap(cells, columns, hang_)) {
      ShownLine line;
      write_margin(line, is_head, row.begin > 0);
      line.insert(line.end(), flow.begin() + static_cast<std::ptrdiff_t>(row.begin),
                  flow.begin() + static_cast<std::ptrdiff_t>(row.end));
      out_.lines.push_back(std::move(line));
      is_head = false;
    }
  }

  void write_margin(ShownLine& line, bool is_head, bool is_wrapped) const {
    if (is_page()) {
      add(line, std::string(is_wrapped ? hang_ : 0, ' '), Look::plain);
      return;
    }
    const Look time_look = entry_.number == format_.found ? Look::mention : Look::dim;
    if (format_.time_columns > 0) {
      const std::string time = is_head ? clock_text(entry_.time_ms, format_.time_format) : "";
      const std::vector<Cell> cells = cut(time, format_.time_columns - 1);
      add(line, cells, Ink{time_look});
      add(line, std::string(format_.time_columns - columns_of(cells), ' '), Look::plain);
    }
    if (!is_narrow()) {
      write_nick_field(line, is_head);
      add(line, separator, Look::dim);
    }
  }

  // "alice", right-aligned in its column, with the mark before it.
  void write_nick_field(ShownLine& line, bool is_head) const {
    const Mark mark = is_head ? mark_of(entry_, format_.marks) : Mark{};
    const std::size_t mark_columns = std::min(columns_of(mark.text), format_.nick_columns);
    const std::vector<Cell> name =
        cut(is_head ? name_of(entry_) : "", format_.nick_columns - mark_columns);
    add(line, std::string(format_.nick_columns - mark_columns - columns_of(name), ' '),
        Look::plain);
    add(line, mark.text, mark.look);
    add(line, name, Ink{look_of_name(entry_)});
  }

  const Entry& entry_;
  const LineFormat& format_;
  std::string_view text_;
  std::span<const StyleChange> styles_;
  EntryLines out_;
  std::vector<Url> urls_;
  std::string answered_;   // what it answers: "bob: shall we?"
  std::string reactions_;  // "+1 ana, bob"
  std::size_t style_ = 0;  // the number of changes before the cell
  std::size_t link_ = 0;   // the first one that does not end before the cell
  std::size_t hang_ = 0;
};

}  // namespace

EntryLines lines_of(const Room& room, EntryGroup group, const LineFormat& format) {
  const Entry& newest = room.entries[group.end - 1];
  if (group.end - group.begin == 1) return Writer(room, newest, format).write();
  const std::string text = movements_of(room, group);
  return Writer(newest, format, text).write();
}

ShownLine rule(std::string_view text, Look look, std::size_t columns) {
  ShownLine line;
  add(line, cut("── " + std::string(text) + " ", columns), Ink{look});
  std::size_t used = 0;
  for (const Glyph& glyph : line) used += glyph.cell.columns;
  const std::vector<Cell> dash = cells_of("─");
  for (; used < columns; ++used) add(line, dash, Ink{look});
  return line;
}

std::size_t nick_field_columns(const Entry& entry, Marks marks) {
  return columns_of(mark_of(entry, marks).text) + columns_of(name_of(entry));
}

std::string clock_text(std::int64_t unix_ms, const std::string& format) {
  const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 64> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), format.c_str(), &local);
  return printable({text.data(), length});
}

}  // namespace uvchat::cli
