#include "plain/sender.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "chat/texts.h"
#include "plain/exit.h"
#include "uvchat/base/standard_descriptors.h"

namespace uvchat::cli {
namespace {

constexpr std::uint64_t enter_timeout_ms = 30'000;
constexpr std::uint64_t announce_timeout_ms = 10'000;

// A client without a screen: it enters the room, sends, and leaves.
class Sender final : private Client::Listener {
 public:
  Sender(uv_loop_t& loop, Options options, FileToSend file, std::FILE* errors)
      : loop_(loop),
        nick_(options.nick),
        room_(options.rooms.front()),
        file_(std::move(file)),
        errors_(errors),
        client_(loop, std::move(options), *this) {}

  int run() {
    uv_timer_init(&loop_, &timer_);
    timer_.data = this;
    wait(enter_timeout_ms);
    client_.start();
    uv_run(&loop_, UV_RUN_DEFAULT);
    return exit_code_;
  }

 private:
  enum class State : std::uint8_t { entering, sending, announcing, ending };

  void on_changed() override;
  void on_ended() override { uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr); }
  void enter();
  void look_at_announcement();
  void wait(std::uint64_t timeout_ms);
  void end(int code, const std::string& why = {});
  std::string latest_failure();
  Room* room();

  uv_loop_t& loop_;
  std::string nick_;
  std::string room_;
  FileToSend file_;
  std::FILE* errors_;
  uv_timer_t timer_{};
  State state_ = State::entering;
  UploadEnd upload_;
  int exit_code_ = exit_not_connected;
  Client client_;
};

Room* Sender::room() {
  const auto& rooms = client_.chat().rooms();
  return rooms.size() > 1 ? rooms[1].get() : nullptr;  // the one that was asked for
}

// What the chat would have shown.
std::string Sender::latest_failure() {
  std::string words;
  for (const auto& room : client_.chat().rooms()) {
    for (const Entry& entry : room->entries) {
      if (entry.kind == EntryKind::failure) words = entry.text;
    }
  }
  return words.empty() ? text(Text::plain_no_answer) : words;
}

void Sender::wait(std::uint64_t timeout_ms) {
  const auto late = [](uv_timer_t* timer) {
    auto& self = *static_cast<Sender*>(timer->data);
    if (self.state_ == State::announcing) {
      self.end(exit_not_confirmed, text(Text::plain_not_confirmed));
    } else {
      self.end(exit_not_connected, self.latest_failure());
    }
  };
  uv_timer_start(&timer_, late, timeout_ms, 0);
}

void Sender::enter() {
  Chat& chat = client_.chat();
  const Status& status = chat.status();
  if (chat.secret_prompt()) return end(exit_banned, latest_failure());
  if (status.link == LinkState::waiting || status.link == LinkState::offline) {
    return end(exit_not_connected, latest_failure());
  }
  const Room* const here = room();
  if (here == nullptr || status.link != LinkState::online) return;
  if (!here->joined) {
    const auto failed = std::find_if(here->entries.begin(), here->entries.end(),
                                     [](const auto& e) { return e.kind == EntryKind::failure; });
    if (failed != here->entries.end()) end(exit_refused, latest_failure());
    return;
  }
  if (status.nick != nick_ && status.account.empty()) {
    return end(exit_nick_refused, fill(Text::plain_nick_taken, {{"nick", nick_}}));
  }
  if (!chat.knows_server()) return;
  uv_timer_stop(&timer_);
  state_ = State::sending;
  chat.send(file_, client_.now());
}

void Sender::look_at_announcement() {
  Room* const here = room();
  const Entry* const entry = here == nullptr ? nullptr : find_entry(*here, upload_.entry);
  if (entry == nullptr || entry->refused) return end(exit_refused, latest_failure());
  if (entry->pending) return;
  const auto printed = print_output(upload_.url + "\n");
  end(printed ? exit_ok : exit_no_output, printed ? std::string() : printed.error().text);
}

void Sender::on_changed() {
  if (state_ == State::entering) enter();
  if (state_ == State::sending) {
    const auto upload = client_.chat().take_upload_end();
    if (!upload) return;
    if (upload->url.empty()) {
      return end(upload->is_unanswered ? exit_not_connected : exit_refused,
                 fill(Text::file_not_sent, {{"file", file_.path}, {"why", upload->why}}));
    }
    upload_ = *upload;
    state_ = State::announcing;
    wait(announce_timeout_ms);
  }
  if (state_ == State::announcing) look_at_announcement();
}

void Sender::end(int code, const std::string& why) {
  if (std::exchange(state_, State::ending) == State::ending) return;
  exit_code_ = code;
  if (!why.empty()) std::fprintf(errors_, "uvchat-cli: %s\n", why.c_str());
  uv_timer_stop(&timer_);
  client_.stop();
}

}  // namespace

int send_one_file(uv_loop_t& loop, Options options, FileToSend file, std::FILE* errors) {
  return Sender(loop, std::move(options), std::move(file), errors).run();
}

}  // namespace uvchat::cli
