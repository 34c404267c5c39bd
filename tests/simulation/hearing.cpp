// What goes between the loops, the hub and the server: what the model is told of it, and whether it
// is what was sent.

#include "tests/simulation/world.h"
#include "uvchat/base/limits.h"

namespace uvchat::simulation {
namespace {

std::string_view reason_text(EndReason reason) {
  switch (reason) {
    case EndReason::eof:
      return "Connection closed";
    case EndReason::reset:
      return "Connection reset";
    case EndReason::send_queue_exceeded:
      return "SendQ exceeded";
    case EndReason::endless_line:
      return "Line too long";
    case EndReason::broken_framing:
      return "Protocol error";
    case EndReason::send_queues_exceeded:
      return "SendQ exceeded (server short of memory)";
  }
  return {};
}

}  // namespace

void World::Mail::deliver(DeliveryBatch&& batch) {
  world_.listening_.sees(batch);
  world_.loops_[batch.loop]->mail.emplace_back(std::move(batch));
}

void World::Mail::give_back(EventBatch&& batch) {
  world_.loops_[batch.loop]->mail.emplace_back(std::move(batch));
}

void World::Mail::carry_out(Request&& request) {
  if (const auto* counted = std::get_if<CountedByHub>(&request)) {
    world_.model_.counted_by_hub(counted->conn);
    world_.loops_[counted->conn.loop()]->mail.emplace_back(*counted);
    return;
  }
  if (auto* dline = std::get_if<DlineChanged>(&request)) {
    world_.door_.told(*dline);
    return world_.gate_.change_bans(std::move(*dline));
  }
  if (const auto* asked = std::get_if<AskStore>(&request)) world_.model_.asked_to_store(*asked);
  if (const auto* reload = std::get_if<ReloadSettings>(&request)) {
    world_.model_.asked_to_reload(*reload);
  }
  if (const auto* check = std::get_if<CheckPassword>(&request)) {
    world_.model_.asked_to_check(*check);
  }
  if (const auto* hash = std::get_if<HashPassword>(&request)) world_.model_.asked_to_hash(*hash);
  if (const auto* draw = std::get_if<DrawToken>(&request)) world_.model_.asked_to_draw(*draw);
  if (const auto* mail = std::get_if<SendMail>(&request)) world_.model_.asked_to_mail(*mail);
  if (const auto* uploads = std::get_if<AskUploads>(&request)) {
    world_.model_.asked_for_uploads(*uploads);
  }
  if (std::holds_alternative<ErrandDone>(request)) return;
  const Answer answer = world_.answer_to(request);
  // Nobody waits for it: but the hub asks for no more while much is under way.
  const bool is_prompt = !world_.random_.one_in(world_.bounds_.is_strict ? 2 : 4);
  if (ticket_of(answer).conn == ConnId() && is_prompt) {
    world_.listening_.sent(answer);
    return void(world_.runner_.answer(Answer(answer)));
  }
  if (!world_.random_.one_in(8)) world_.answers_.push_back(answer);
}

void World::heard(const EventBatch& batch, const Event& event) {
  ++outcome_.events;
  if (event.kind == EventKind::opened) {
    return model_.opened(event.conn, event.detail == 1, batch.hello(event));
  }
  Client& client = *by_conn_.at(event.conn);
  const bool gone = model_.session(event.conn).gone;
  if (event.kind == EventKind::line) {
    const auto flaw = static_cast<LineFlaw>(event.detail);
    check_heard_line(client, batch.payload(event), flaw);
    if (!gone) model_.line(event.conn, batch.payload(event), flaw);
  } else if (gone) {
    return;
  } else if (event.kind == EventKind::ended) {
    heard_end(client, event.conn, static_cast<EndReason>(event.detail));
  } else {
    const bool again = event.kind == EventKind::drained;
    model_.reads(event.conn, again, again ? batch.skipped_before(event) : TimeSpan());
  }
}

void World::heard_end(const Client& client, ConnId conn, EndReason reason) {
  if (reason == EndReason::eof && !client.eof_sent) fail("an end that nobody sent");
  if (reason == EndReason::reset && !client.reset) fail("a reset that nobody sent");
  if (reason == EndReason::eof && model_.session(conn).parked) {
    model_.no_more_lines(conn);  // what they have said before still takes effect
  } else {
    model_.ended(conn, str(reason_text(reason)));
  }
}

// Promise O1: a client's lines are heard as it sent them, whole and in order.
void World::check_heard_line(Client& client, std::string_view line, LineFlaw flaw) {
  if (client.classroom) {
    if (!client.unheard_text.starts_with(line)) return fail("heard what no pupil said");
    client.unheard_text.erase(0, line.size());
    return;
  }
  if (client.unheard.empty()) return fail("heard what nobody said: " + std::string(line));
  const std::string sent = std::move(client.unheard.front());
  client.unheard.pop_front();
  const bool right = flaw == LineFlaw::too_long
                         ? sent.size() > limits::client_line_bytes_max && sent.starts_with(line)
                         : sent == line;
  if (!right) fail("sent:  " + sent + "\nheard: " + std::string(line));
}

void World::heard_answer(const Answer& answer) {
  if (const auto* checked = std::get_if<PasswordChecked>(&answer)) {
    model_.password_checked(*checked);
  } else if (const auto* hashed = std::get_if<PasswordHashed>(&answer)) {
    model_.password_hashed(*hashed);
  } else if (const auto* drawn = std::get_if<TokenDrawn>(&answer)) {
    model_.token_drawn(*drawn);
  } else if (const auto* sent = std::get_if<MailSent>(&answer)) {
    model_.mail_sent(*sent);
  } else if (const auto* uploads = std::get_if<UploadsTold>(&answer)) {
    model_.uploads_told(*uploads);
  } else if (const auto* stored = std::get_if<StoreAnswered>(&answer)) {
    model_.stored(*stored);
  } else if (const auto* reloaded = std::get_if<SettingsReloaded>(&answer)) {
    const bool read = reloaded->settings != nullptr;
    model_.settings_reloaded(*reloaded, read ? &houses_.at(reloaded->ticket.number) : nullptr);
  }
}

}  // namespace uvchat::simulation
