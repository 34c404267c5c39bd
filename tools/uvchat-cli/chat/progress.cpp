#include "chat/progress.h"

#include <utility>

#include "chat/amounts.h"
#include "chat/client_state.h"
#include "chat/text.h"

namespace uvchat::cli {

Progress begin_progress(ClientState& chat, Talk& talk, const std::string& sentence) {
  Entry entry;
  entry.kind = EntryKind::info;
  entry.text = printable(sentence);
  Progress progress;
  progress.room_id = talk.room.id;
  progress.entry = add(chat, talk, std::move(entry));
  progress.measured_ms = chat.now.mono_ms;
  return progress;
}

void show_progress(ClientState& chat, const Progress& progress, const std::string& sentence) {
  Talk* const talk = chat.talks.find_id(progress.room_id);
  Entry* const entry = talk == nullptr ? nullptr : find_entry(talk->room, progress.entry);
  if (entry == nullptr) return;
  entry->text = printable(sentence);
  entry->styles.clear();
  ++chat.version;
}

void fail_progress(ClientState& chat, const Progress& progress, const std::string& sentence) {
  Talk* const talk = chat.talks.find_id(progress.room_id);
  if (talk == nullptr) return;
  take_out(chat, talk->room, progress.entry);
  tell_failure(chat, *talk, sentence);
}

void take_pace(const ClientState& chat, Progress& progress, std::uint64_t bytes) {
  constexpr std::uint64_t measure_ms = 1000;
  progress.bytes = bytes;
  const std::uint64_t since_ms = chat.now.mono_ms - progress.measured_ms;
  if (bytes < progress.measured_bytes) {  // it begins anew
    progress.measured_bytes = bytes;
    progress.measured_ms = chat.now.mono_ms;
  } else if (since_ms >= measure_ms) {
    const std::uint64_t now = (bytes - progress.measured_bytes) * 1000 / since_ms;
    const std::uint64_t before = progress.bytes_a_second;
    progress.bytes_a_second = before == 0 ? now : (before * 2 + now) / 3;
    progress.measured_bytes = bytes;
    progress.measured_ms = chat.now.mono_ms;
  }
}

std::string bar_of(ClientState& chat, Progress& progress, const TransferNews& news) {
  take_pace(chat, progress, news.bytes);
  return progress_text({news.bytes, news.bytes_all, progress.bytes_a_second});
}

std::string within_sentence(std::string why) {
  if (why.ends_with('.')) why.pop_back();
  return why;
}

}  // namespace uvchat::cli
