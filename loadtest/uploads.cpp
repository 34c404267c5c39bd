#include "loadtest/uploads.h"

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <charconv>
#include <string_view>
#include <utility>

#include "client/connection.h"
#include "loadtest/account_login.h"
#include "loadtest/clock.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/utf8.h"

namespace uvchat::loadtest {
namespace {

namespace http = boost::beast::http;

constexpr std::uint64_t upload_tick_ms = 1;
constexpr std::size_t piece_bytes = 65'536;
constexpr std::size_t pieces_of_tick = 4;  // so that the chat's lines are not late for an upload
constexpr std::int64_t pause_ns = 100'000'000;  // of who was refused
constexpr std::size_t answer_bytes_max = 65'536;
constexpr std::size_t shown_reason_bytes_max = 120;

// Where a path or a whole URL leads on the server that has told it.
std::string path_of(std::string_view location) {
  const std::size_t scheme = location.find("://");
  if (scheme == std::string_view::npos) return std::string(location);
  const std::size_t path = location.find('/', scheme + 3);
  return path == std::string_view::npos ? "/" : std::string(location.substr(path));
}

}  // namespace

// One upload after the other, each over a connection of its own, as most clients do it.
class Uploads::Uploader final : public client::Connection::Listener {
 public:
  Uploader(Uploads& uploads, const std::string& account)
      : uploads_(uploads),
        authorization_("Basic " + to_base64(account + ":" + uploads.scenario_.account_password)) {}

  void tick() {
    if (is_over_ || (connection_ && is_closing_)) return;
    if (connection_) return send_more();
    if (hrtime_ns() >= begins_ns_) begin();
  }
  void end() {
    is_over_ = true;
    leave();
  }

 private:
  enum class Step : std::uint8_t { sends, takes_away };

  void begin() {
    const FileHost& at = uploads_.file_host_;
    step_ = Step::sends;
    left_ = uploads_.file_bytes_;
    began_ns_ = hrtime_ns();
    is_closing_ = false;
    connection_ =
        std::make_unique<client::Connection>(uploads_.loop_, uploads_.read_buffer_, *this);
    if (at.has_tls) connection_->use_tls(uploads_.scenario_.tls);
    connection_->connect(at.host, at.port);
  }

  void send_more() {
    static const std::string piece(piece_bytes, 'u');
    for (std::size_t i = 0; i < pieces_of_tick && left_ > 0 && is_ready(); ++i) {
      const auto bytes = std::min<std::uint64_t>(left_, piece.size());
      left_ -= bytes;
      connection_->send(std::string_view(piece).substr(0, bytes));
    }
  }
  bool is_ready() const { return connection_->connected() && connection_->pending_bytes() == 0; }

  void ask(std::string_view method, std::string_view path, const std::string& fields) {
    answer_.emplace();
    answer_->body_limit(answer_bytes_max);
    answer_->eager(true);
    unread_.clear();
    connection_->send(std::string(method) + " " + std::string(path) +
                      " HTTP/1.1\r\nHost: " + uploads_.file_host_.authority +
                      "\r\nTus-Resumable: 1.0.0\r\n" + fields + "\r\n");
  }

  void on_connected() override {
    const std::string bytes = std::to_string(left_);
    ask("POST", uploads_.file_host_.path,
        "Authorization: " + authorization_ + "\r\nUpload-Length: " + bytes +
            "\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: " + bytes +
            "\r\n");
  }
  void on_bytes(std::string_view bytes) override {
    if (is_closing_ || !answer_) return;
    unread_ += bytes;
    boost::system::error_code error;
    const std::size_t taken = answer_->put(boost::asio::buffer(unread_), error);
    unread_.erase(0, taken);
    if (answer_->is_done()) return answered();
    const bool is_wrong = error && error != http::error::need_more;
    if (is_wrong || unread_.size() > answer_bytes_max) refused("its answer is no HTTP");
  }
  void answered() {
    const auto& answer = answer_->get();
    if (step_ == Step::takes_away) return leave();
    if (answer.result() != http::status::created || left_ > 0) {
      return refused(std::to_string(answer.result_int()) + " " + answer.body());
    }
    uploads_.finished(began_ns_);
    step_ = Step::takes_away;
    const std::string path = path_of(std::string(answer[http::field::location]));
    ask("DELETE", path, "Content-Length: 0\r\n");
  }
  void refused(const std::string& why) {
    count_refusal(why);
    leave();
  }
  void count_refusal(const std::string& why) {
    uploads_.refused(why);
    begins_ns_ = hrtime_ns() + pause_ns;
  }
  void leave() {
    if (!connection_ || is_closing_) return;
    is_closing_ = true;
    connection_->close({client::CloseCause::asked, "the upload is over"});
  }
  void on_closed(const client::Closed& closed) override {
    if (!is_closing_) count_refusal(closed.text);
    connection_.reset();
    answer_.reset();
  }

  Uploads& uploads_;
  const std::string authorization_;
  std::unique_ptr<client::Connection> connection_;
  std::optional<http::response_parser<http::string_body>> answer_;
  std::string unread_;  // of the answer
  Step step_ = Step::sends;
  std::uint64_t left_ = 0;  // bytes of the file
  std::int64_t began_ns_ = 0;
  std::int64_t begins_ns_ = 0;  // not before
  bool is_closing_ = false;
  bool is_over_ = false;
};

Uploads::Uploads(uv_loop_t& loop, std::span<char> read_buffer, const Scenario& scenario)
    : loop_(loop), read_buffer_(read_buffer), scenario_(scenario) {
  uv_timer_init(&loop_, &timer_);
  timer_.data = this;
}

Uploads::~Uploads() = default;

Result<Uploads::FileHost> Uploads::file_host_of(const std::string& url) {
  FileHost at;
  std::string_view rest = url;
  at.has_tls = rest.starts_with("https://");
  if (!at.has_tls && !rest.starts_with("http://")) return fail("it is no URL of http or https");
  rest.remove_prefix(at.has_tls ? 8 : 7);
  at.authority = rest.substr(0, rest.find('/'));
  at.path = rest.substr(at.authority.size());
  if (at.path.empty()) at.path = "/";
  std::string_view host = at.authority;
  at.port = at.has_tls ? 443 : 80;
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && colon + 1 < host.size() && host.back() != ']') {
    const std::string_view digits = host.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), at.port);
    if (error != std::errc() || end != digits.end()) return fail("its port is no number");
    host = host.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  at.host = host;
  return at;
}

void Uploads::start(const Phase& phase, const std::string& file_host) {
  if (phase.uploads == 0) return;
  started_ns_ = hrtime_ns();
  report_.at_once = std::max(report_.at_once, phase.uploads);
  if (file_host.empty()) return refused("the server takes no files (it tells no FILEHOST)");
  auto at = file_host_of(file_host);
  if (!at) return refused("the server's FILEHOST cannot be used: " + at.error().text);
  if (at->has_tls && !scenario_.has_tls()) {
    return refused("the server takes files over TLS alone: --tls says whom to believe");
  }
  file_host_ = std::move(*at);
  file_bytes_ = phase.upload_bytes;
  for (std::uint32_t i = 0; i < phase.uploads; ++i) {
    uploaders_.push_back(std::make_unique<Uploader>(*this, account_name(i % scenario_.accounts)));
  }
  uv_timer_start(&timer_, &Uploads::on_tick, 0, upload_tick_ms);
}

void Uploads::stop() {
  if (started_ns_ == 0) return;
  measured_ns_ += hrtime_ns() - std::exchange(started_ns_, 0);
  uv_timer_stop(&timer_);
  for (const auto& uploader : uploaders_) uploader->end();
}

void Uploads::close() {
  stop();
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
}

void Uploads::on_tick(uv_timer_t* timer) { static_cast<Uploads*>(timer->data)->tick(); }

void Uploads::tick() {
  for (const auto& uploader : uploaders_) uploader->tick();
}

void Uploads::finished(std::int64_t began_ns) {
  report_.each.record(hrtime_ns() - began_ns);
  ++report_.finished;
  report_.bytes += file_bytes_;
}

void Uploads::refused(const std::string& why) {
  ++report_.refused;
  if (!report_.why.empty()) return;
  report_.why = printable(utf8_cut(why.substr(0, why.find('\n')), shown_reason_bytes_max));
}

UploadsReport Uploads::report() const {
  UploadsReport report = report_;
  const std::int64_t now_ns = started_ns_ != 0 ? hrtime_ns() - started_ns_ : 0;
  report.measured_s = static_cast<double>(measured_ns_ + now_ns) / 1e9;
  return report;
}

}  // namespace uvchat::loadtest
