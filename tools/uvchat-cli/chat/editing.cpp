#include "chat/editing.h"

#include <utility>

#include "chat/client_state.h"
#include "chat/sending.h"

namespace uvchat::cli {

void edit_line(ClientState& chat, Talk& talk, const Entry& line, std::string_view text) {
  if (talk.edit) return tell_failure(chat, talk, cli::text(Text::edit_is_open));
  Edit edit;
  edit.msgid = line.msgid;
  edit.kind =
      line.kind == EntryKind::noticed ? cipher::LineKind::notice : cipher::LineKind::privmsg;
  edit.action = line.kind == EntryKind::acted;
  // What was encrypted is not said again in clear, though the room has no key any more.
  edit.only_sealed = talk.lock.closed || line.seal == Seal::opened;
  if (edit.only_sealed && !talk.lock.closed) {
    return tell_failure(chat, talk, fill(Text::no_key, {{"room", talk.room.name}}));
  }
  edit.text = text;
  edit.reply_to = line.reply_to;
  talk.redacted = line.msgid;
  talk.redacted_ms = chat.now.mono_ms;
  if (send_line(chat, "REDACT " + talk.room.name + " " + line.msgid)) talk.edit = std::move(edit);
}

bool go_on_with_edit(ClientState& chat, Talk& talk, std::string_view msgid) {
  if (!talk.edit || talk.edit->msgid != msgid) return false;
  const Edit edit = *std::exchange(talk.edit, std::nullopt);
  say(chat, talk,
      {.kind = edit.kind,
       .action = edit.action,
       .text = edit.text,
       .only_sealed = edit.only_sealed,
       .reply_to = edit.reply_to,
       .edits = edit.msgid});
  return true;
}

void give_up_edits(ClientState& chat) {
  for (std::size_t i = 1; i < chat.talks.size(); ++i) {
    Talk& talk = chat.talks.at(i);
    const bool was_open = std::exchange(talk.edit, std::nullopt).has_value();
    if (was_open) tell_failure(chat, talk, text(Text::edit_is_lost));
  }
}

}  // namespace uvchat::cli
