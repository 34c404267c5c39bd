#include "chat/logging.h"

#include <array>
#include <ctime>
#include <string>
#include <string_view>
#include <utility>

#include "chat/client_state.h"
#include "chat/log_files.h"

namespace uvchat::cli {
namespace {

bool is_logged(const ClientState& chat, const Talk& talk, const Entry& entry) {
  const bool is_event = entry.kind == EntryKind::event;
  const bool is_said = entry.kind == EntryKind::said || entry.kind == EntryKind::acted ||
                       entry.kind == EntryKind::noticed;
  if (!chat.settings.log || (!is_said && !is_event) || entry.from_history || entry.pending ||
      entry.refused) {
    return false;
  }
  const bool has_no_key = entry.seal == Seal::none && (is_event || !talk.lock.closed);
  return has_no_key || chat.settings.log_encrypted;
}

std::string time_text(std::int64_t time_ms) {
  const std::time_t time = static_cast<std::time_t>(time_ms / 1000);
  std::tm local{};
  localtime_r(&time, &local);
  std::array<char, 32> out{};
  const std::size_t size = std::strftime(out.data(), out.size(), "%Y-%m-%d %H:%M:%S ", &local);
  return {out.data(), size};
}

std::string who(const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::said:
      return "<" + entry.nick + "> ";
    case EntryKind::acted:
      return "* " + entry.nick + " ";
    case EntryKind::noticed:
      return "-" + entry.nick + "- ";
    default:
      return "-- ";
  }
}

// Each line of a message begins like a message, so that no line can look like another person's.
std::string lines_of(const Entry& entry) {
  const std::string begin = time_text(entry.time_ms) + who(entry);
  std::string lines;
  for (std::string_view rest = entry.announced.empty() ? entry.text : entry.announced;;) {
    const std::size_t end = rest.find('\n');
    lines += begin + std::string(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    lines += '\n';
    rest.remove_prefix(end + 1);
  }
  return lines + (entry.note.empty() ? "" : " (" + entry.note + ")") + "\n";
}

}  // namespace

void log_entry(ClientState& chat, const Talk& talk, const Entry& entry) {
  if (!is_logged(chat, talk, entry)) return;
  const auto written = chat.host.write_log({chat.options.server, talk.fold}, lines_of(entry));
  if (written) {
    chat.log_failed = false;
  } else if (!std::exchange(chat.log_failed, true)) {
    tell_failure(chat, chat.talks.server_talk(),
                 fill(Text::log_not_written, {{"why", written.error().text}}));
  }
}

}  // namespace uvchat::cli
