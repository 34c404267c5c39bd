#include "chat/announce.h"

#include <algorithm>

#include "chat/wrap.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t columns_max = 200;

// Cells hold no control characters, and none that change the direction of text. A semicolon would
// begin another part of the sequence.
std::string one_line(std::string_view text) {
  std::string line;
  for (const Cell& cell : cut(text, columns_max)) append(line, cell);
  std::replace(line.begin(), line.end(), ';', ',');
  return line;
}

std::string osc(std::string_view body) { return "\033]" + std::string(body) + "\007"; }

std::string through_tmux(std::string_view bytes) {
  std::string out = "\033Ptmux;";
  for (const char c : bytes) out += c == '\033' ? "\033\033" : std::string(1, c);
  return out + "\033\\";
}

}  // namespace

Announcing announcing_of(const char* term, const char* tmux, const char* vte) {
  const std::string_view name = term == nullptr ? "" : term;
  const bool in_tmux = tmux != nullptr && *tmux != '\0';
  Announcing announcing;
  for (const std::string_view deaf : {"linux", "vt", "dumb", "ansi", "cons", "sun"}) {
    if (name.empty() || name.starts_with(deaf)) return announcing;
  }
  announcing.title = true;
  if (name.starts_with("screen") && !in_tmux) return announcing;
  const bool speaks_777 = vte != nullptr || name.starts_with("rxvt") || name.starts_with("foot");
  announcing.notice = speaks_777 ? Announcing::Notice::osc_777 : Announcing::Notice::osc_9;
  announcing.through_tmux = in_tmux;
  return announcing;
}

std::string title_bytes(const Announcing& announcing, std::string_view title) {
  return announcing.title ? osc("2;" + one_line(title)) : "";
}

std::string notice_bytes(const Announcing& announcing, const Alert& alert) {
  const bool has_both = !alert.nick.empty() && !alert.room.empty();
  const std::string who = one_line(alert.nick + (has_both ? " " : "") + alert.room);
  const std::string text = one_line(alert.text);
  std::string bytes;
  switch (announcing.notice) {
    case Announcing::Notice::none:
      return "";
    case Announcing::Notice::osc_9:  // "9;4;" and similar have other meanings: words only
      bytes = osc("9;uvchat: " + who + (text.empty() ? "" : ": " + text));
      break;
    case Announcing::Notice::osc_777:
      bytes = osc("777;notify;" + who + ";" + text);
      break;
  }
  return announcing.through_tmux ? through_tmux(bytes) : bytes;
}

std::string keep_title_bytes(const Announcing& announcing) {
  return announcing.title ? "\033[22;0t" : "";
}

std::string put_back_title_bytes(const Announcing& announcing) {
  return announcing.title ? "\033[23;0t" : "";
}

}  // namespace uvchat::cli
