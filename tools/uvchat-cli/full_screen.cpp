#include "full_screen.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <memory>
#include <utility>

#include "plain/plain.h"
#include "screen/charset.h"
#include "screen/screen.h"
#include "screen/terminal.h"
#include "uvchat/base/assert.h"

namespace uvchat::cli {
namespace {

constexpr std::uint64_t frame_ms = 33;  // between two pictures, if the user types nothing

// A client, its screen and the terminal on one loop.
class FullScreen final : private Client::Listener {
 public:
  FullScreen(uv_loop_t& loop, Options options, Terminal& terminal);

  void start();

 private:
  static constexpr std::array<int, 6> signals = {SIGWINCH, SIGCONT, SIGTSTP,
                                                 SIGTERM,  SIGHUP,  SIGINT};

  void on_changed() override;
  void on_ended() override;
  void on_readable();
  void take_keys();
  void on_signal(int number);
  void draw();

  Terminal& terminal_;
  uv_loop_t& loop_;
  Client client_;
  Screen screen_;
  uv_poll_t keyboard_{};
  uv_timer_t key_due_{};  // a key sequence has not gone on in time
  uv_timer_t frame_{};
  std::array<uv_signal_t, signals.size()> signal_handles_{};
  std::uint64_t drawn_at_ms_ = 0;
};

FullScreen::FullScreen(uv_loop_t& loop, Options options, Terminal& terminal)
    : terminal_(terminal),
      loop_(loop),
      client_(loop, std::move(options), *this),
      screen_(client_.chat(), terminal.marks()) {}

void FullScreen::start() {
  uv_poll_init(&loop_, &keyboard_, 0);
  keyboard_.data = this;
  uv_poll_start(&keyboard_, UV_READABLE, [](uv_poll_t* poll, int, int) {
    static_cast<FullScreen*>(poll->data)->on_readable();
  });
  for (uv_timer_t* const timer : {&frame_, &key_due_}) {
    uv_timer_init(&loop_, timer);
    timer->data = this;
  }
  for (std::size_t i = 0; i < signals.size(); ++i) {
    uv_signal_init(&loop_, &signal_handles_[i]);
    signal_handles_[i].data = this;
    uv_signal_start(
        &signal_handles_[i],
        [](uv_signal_t* handle, int number) {
          static_cast<FullScreen*>(handle->data)->on_signal(number);
        },
        signals[i]);
  }
  client_.chat().welcome(client_.now());
  client_.start();
  draw();
}

void FullScreen::on_changed() {
  if (uv_is_active(reinterpret_cast<uv_handle_t*>(&frame_)) != 0 ||
      uv_is_closing(reinterpret_cast<uv_handle_t*>(&frame_)) != 0) {
    return;
  }
  const std::uint64_t since_ms = uv_now(&loop_) - drawn_at_ms_;
  uv_timer_start(
      &frame_, [](uv_timer_t* timer) { static_cast<FullScreen*>(timer->data)->draw(); },
      since_ms < frame_ms ? frame_ms - since_ms : 0, 0);
}

void FullScreen::on_readable() {
  if (terminal_.is_gone()) {
    take_keys();  // typed before the end
    uv_poll_stop(&keyboard_);
    client_.stop();
    return;
  }
  take_keys();
}

void FullScreen::take_keys() {
  const auto now_ms = [this] { return client_.now().mono_ms; };
  while (auto press = terminal_.read(now_ms())) {
    if (press->key == Key::control && press->text == "l") {
      terminal_.start_anew();
    } else if (press->key == Key::control && press->text == "z") {
      terminal_.suspend();
    } else {
      screen_.press(*press, client_.now());
    }
    sodium_memzero(press->text.data(), press->text.size());  // it may be part of a passphrase
  }
  screen_.set_pasting(terminal_.pasting());
  if (uv_is_closing(reinterpret_cast<uv_handle_t*>(&key_due_)) != 0) return;
  if (const auto due_ms = terminal_.due_ms()) {
    const std::uint64_t now = now_ms();
    uv_timer_start(
        &key_due_, [](uv_timer_t* timer) { static_cast<FullScreen*>(timer->data)->take_keys(); },
        *due_ms - std::min(*due_ms, now), 0);
  } else {
    uv_timer_stop(&key_due_);
  }
  draw();
}

void FullScreen::on_signal(int number) {
  if (number == SIGWINCH || number == SIGCONT) {
    terminal_.start_anew();
    draw();
  } else if (number == SIGTSTP) {
    terminal_.suspend();
    draw();
  } else {
    client_.stop();
  }
}

void FullScreen::draw() {
  const Screen::Picture picture =
      screen_.draw(terminal_.rows(), terminal_.columns(), client_.now());
  const Settings& settings = client_.chat().settings();
  terminal_.use_mouse(settings.mouse);
  terminal_.paint(picture.grid, picture.cursor_row, picture.cursor_column, settings.colours);
  terminal_.announce(picture.title, picture.bell, picture.notice);
  drawn_at_ms_ = uv_now(&loop_);
}

void FullScreen::on_ended() {
  uv_close(reinterpret_cast<uv_handle_t*>(&keyboard_), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&frame_), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&key_due_), nullptr);
  for (uv_signal_t& handle : signal_handles_) {
    uv_close(reinterpret_cast<uv_handle_t*>(&handle), nullptr);
  }
}

}  // namespace

int run_full_screen(Options options) {
  const auto utf8 = choose_utf8();
  auto terminal = utf8 ? Terminal::open() : tl::unexpected(utf8.error());
  if (!terminal) {
    std::fprintf(stderr, "uvchat-cli: %s\n", terminal.error().text.c_str());
    return exit_usage;
  }
  uv_loop_t loop;
  int status = uv_loop_init(&loop);
  UVCHAT_ASSERT(status == 0);
  {
    FullScreen full_screen(loop, std::move(options), **terminal);
    full_screen.start();
    uv_run(&loop, UV_RUN_DEFAULT);
  }
  status = uv_loop_close(&loop);
  UVCHAT_ASSERT(status == 0);
  return exit_ok;
}

}  // namespace uvchat::cli
