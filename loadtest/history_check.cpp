#include "loadtest/history_check.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>
#include <utility>

#include "client/irc_client.h"
#include "loadtest/client.h"
#include "loadtest/clock.h"
#include "uvchat/base/utf8.h"

namespace uvchat::loadtest {
namespace {

constexpr std::uint64_t check_tick_ms = 100;
constexpr int page_lines = 100;       // where the server does not say how many it gives
constexpr int page_lines_max = 1000;  // and though it may give more

}  // namespace

// From the connect to the end, or until the server goes away.
class HistoryCheck::Reader final : private client::IrcClient::Listener {
 public:
  explicit Reader(HistoryCheck& check)
      : check_(check),
        session_(check.loop_, check.read_buffer_, *this,
                 {"verify" + std::to_string(check.room_.number), "load", "uvchat loadgen"},
                 {"batch", "server-time", "message-tags", "draft/chathistory"}) {
    equip(session_, check.scenario_);
    session_.connect(check.server_);
  }

  void close() { session_.close(); }
  bool is_closed() const { return is_closed_; }

 private:
  // One line of a page.
  struct Said {
    std::optional<Marker> marker;  // of a line of this run
    bool is_older = false;         // than the run
  };

  void on_registered(client::IrcClient& session) override {
    if (!session.has_capability("draft/chathistory")) {
      check_.fail("the server keeps no history");
      return;
    }
    join();
  }
  void on_nick_refused(client::IrcClient& session, const irc::Message&) override {
    session.request_nick(session.nick() + "x");
  }
  void on_closed(client::IrcClient&, const client::Closed&) override { is_closed_ = true; }

  void join() {
    room_ = "#load" + std::to_string(check_.room_.number);
    session_.send_line("JOIN " + room_);
  }

  void ask(const std::string& before) {
    const std::string limit = " " + std::to_string(limit_);
    page_.clear();
    first_msgid_.clear();
    session_.send_line(before.empty() ? "CHATHISTORY LATEST " + room_ + " *" + limit
                                      : "CHATHISTORY BEFORE " + room_ + " msgid=" + before + limit);
  }

  void on_line(client::IrcClient&, const irc::Message& message) override {
    if (check_.is_over_) return;
    const std::string_view first = message.param(0);
    if (message.command == "005") {
      take_isupport(message);
    } else if (message.command == "366" && message.param(1) == room_) {
      ask("");
    } else if (message.command == "BATCH" && first.starts_with('+')) {
      if (message.param(1) == "chathistory") batch_ = first.substr(1);
    } else if (message.command == "BATCH" && !batch_.empty() && first.substr(1) == batch_) {
      batch_.clear();
      page_is_here();
    } else if (!batch_.empty() && irc::find_tag(message.tags, "batch") == batch_) {
      take_said(message);
    } else if (message.command == "FAIL" && first == "CHATHISTORY") {
      refused(message);
    } else if (message.command.starts_with('4') && message.param(1) == room_) {
      refused(message);  // not let in
    }
  }

  void refused(const irc::Message& message) {
    check_.fail(room_ + " cannot be read: " + printable(message.param(message.param_count - 1)));
  }

  void take_isupport(const irc::Message& message) {
    constexpr std::string_view name = "CHATHISTORY=";
    for (std::size_t i = 0; i < message.param_count; ++i) {
      const std::string_view token = message.param(i);
      int limit = 0;
      if (!token.starts_with(name)) continue;
      const auto read =
          std::from_chars(token.data() + name.size(), token.data() + token.size(), limit);
      if (read.ec == std::errc() && limit > 0) limit_ = std::min(limit, page_lines_max);
    }
  }

  void take_said(const irc::Message& message) {
    if (page_.size() > page_lines_max) return;  // more than was asked for
    if (first_msgid_.empty()) {
      first_msgid_ = irc::unescape_tag(irc::find_tag(message.tags, "msgid").value_or(""));
    }
    const std::string_view time = irc::find_tag(message.tags, "time").value_or("");
    Said said;
    said.is_older = !time.empty() && time < check_.began_;
    if (message.command == "PRIVMSG" && !said.is_older) said.marker = marker_of(message);
    page_.push_back(said);
  }

  std::optional<Marker> marker_of(const irc::Message& message) {
    if (check_.scenario_.cipher != Cipher::aes1) {
      return check_.cipher_.read_clear(message.param(1), check_.scenario_.payload_bytes);
    }
    const auto room = static_cast<std::uint32_t>(check_.room_.number);
    return check_.cipher_.open(room, ":" + std::string(message.source) + " PRIVMSG " + room_ +
                                         " :" + std::string(message.param(1)));
  }

  // From its end to its beginning, so that each line is older than those before.
  void page_is_here() {
    check_.answered_ns_ = hrtime_ns();
    for (auto said = page_.rbegin(); said != page_.rend(); ++said) {
      if (said->marker) check_.take(*said->marker);
    }
    const bool is_last = page_.empty() || page_.front().is_older || first_msgid_.empty();
    if (!is_last) {
      ask(std::string(first_msgid_));
      return;
    }
    session_.send_line("PART " + room_);
    check_.room_is_read();
    if (!check_.is_over_) join();
  }

  HistoryCheck& check_;
  std::string room_;
  int limit_ = page_lines;
  std::string batch_;  // that is open
  std::vector<Said> page_;
  std::string first_msgid_;  // of the page
  bool is_closed_ = false;
  client::IrcClient session_;
};

HistoryCheck::HistoryCheck(uv_loop_t& loop, std::span<char> read_buffer, const Scenario& scenario,
                           LineCipher& cipher, Listener& listener)
    : loop_(loop),
      read_buffer_(read_buffer),
      scenario_(scenario),
      cipher_(cipher),
      listener_(listener),
      began_(server_time(wall_ms())) {
  uv_timer_init(&loop_, &timer_);
  timer_.data = this;
}

HistoryCheck::~HistoryCheck() = default;

void HistoryCheck::start(std::vector<std::vector<Sequences>> heard,
                         const sockaddr_storage& server) {
  heard_ = std::move(heard);
  server_ = server;
  answered_ns_ = hrtime_ns();
  report_.is_asked_for = true;
  if (!go_to_room(0)) {
    end();
    return;
  }
  uv_timer_start(&timer_, &HistoryCheck::on_tick, 0, check_tick_ms);
}

void HistoryCheck::close() {
  is_over_ = true;
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
  if (reader_ != nullptr) reader_->close();
}

void HistoryCheck::on_tick(uv_timer_t* timer) { static_cast<HistoryCheck*>(timer->data)->tick(); }

void HistoryCheck::tick() {
  if (is_over_) return;
  if (hrtime_ns() - answered_ns_ > scenario_.setup_timeout_ns) {
    fail("the server gave no page for " + format_duration(scenario_.setup_timeout_ns));
  } else if (reader_ == nullptr || reader_->is_closed()) {
    read_from_the_beginning();
    reader_ = std::make_unique<Reader>(*this);
  }
}

bool HistoryCheck::go_to_room(std::size_t number) {
  const auto is_silent = [](const Sequences& lines) { return lines.count() == 0; };
  while (number < heard_.size() &&
         std::all_of(heard_[number].begin(), heard_[number].end(), is_silent)) {
    ++number;
  }
  if (number == heard_.size()) return false;
  room_.number = number;
  read_from_the_beginning();
  return true;
}

void HistoryCheck::read_from_the_beginning() {
  const std::size_t senders = heard_[room_.number].size();
  room_.found.assign(senders, {});
  room_.oldest.assign(senders, std::numeric_limits<std::uint32_t>::max());
  room_.report = {};
}

void HistoryCheck::take(const Marker& marker) {
  if (marker.room != room_.number || marker.sender >= room_.found.size()) return;
  std::uint32_t& oldest = room_.oldest[marker.sender];
  if (!room_.found[marker.sender].add(marker.sequence)) {
    ++room_.report.doubled;
  } else {
    room_.report.out_of_order += marker.sequence > oldest ? 1 : 0;
  }
  oldest = std::min(oldest, marker.sequence);
}

void HistoryCheck::room_is_read() {
  const std::vector<Sequences>& heard = heard_[room_.number];
  for (std::size_t sender = 0; sender < heard.size(); ++sender) {
    report_.heard += heard[sender].count();
    report_.missing += heard[sender].count_without(room_.found[sender]);
  }
  report_.doubled += room_.report.doubled;
  report_.out_of_order += room_.report.out_of_order;
  if (!go_to_room(room_.number + 1)) end();
}

void HistoryCheck::fail(std::string why) {
  report_.failure = std::move(why);
  end();
}

void HistoryCheck::end() {
  if (std::exchange(is_over_, true)) return;
  uv_timer_stop(&timer_);
  listener_.on_history_checked();
}

}  // namespace uvchat::loadtest
