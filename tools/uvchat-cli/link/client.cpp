#include "link/client.h"

#include <array>
#include <chrono>
#include <unordered_set>
#include <utility>

#include "chat/file.h"
#include "chat/log_files.h"
#include "chat/server_key.h"
#include "chat/text.h"
#include "chat/texts.h"
#include "link/link.h"
#include "transfer/carrier.h"
#include "uvchat/base/assert.h"
#include "uvchat/cipher/root_key.h"

namespace uvchat::cli {

namespace {

// As the server lists it to the owner of the account.
std::string device_name() {
  std::array<char, UV_MAXHOSTNAMESIZE> host{};
  std::size_t size = host.size();
  const bool is_known = uv_os_gethostname(host.data(), &size) == 0;
  return "uvchat-cli" + (is_known ? " " + printable(host.data()) : std::string());
}

client::Target reached_at(const Options& options) {
  client::Target target = options.server;
  if (options.policy_port != 0) target.port = options.policy_port;
  return target;
}

}  // namespace

class Client::Parts final : public Chat::Host, public Link::Listener {
 public:
  Parts(uv_loop_t& loop, Options options, Client::Listener& listener)
      : loop_(loop),
        options_(std::move(options)),
        listener_(listener),
        logs_(options_.logs_folder),
        chat_(*this, {.server = server_key(options_.server),
                      .nick = options_.nick,
                      .rooms = options_.rooms,
                      .classroom = options_.protocol == Protocol::classroom,
                      .has_tls = options_.tls.context != nullptr && options_.policy_port == 0,
                      .preferences = options_.preferences,
                      .account = options_.account,
                      .device = device_name(),
                      .shows_certificate = options_.shows_certificate}),
        link_(loop, *this, reached_at(options_), options_.tls, options_.strict,
              [this](const WireParts& parts) {
                return options_.protocol == Protocol::classroom
                           ? classroom_wire(parts, chat_.wanted_nick())
                           : irc_wire(parts, chat_.wanted_nick(), chat_.server_password(),
                                      Chat::capabilities());
              }),
        carrier_(loop, options_.authorities_file,
                 [this](std::uint64_t ticket, const TransferNews& news) {
                   chat_.on_transfer(ticket, news, now());
                   listener_.on_changed();
                 }) {}

  void start();
  void stop() { chat_.quit(now()); }
  Chat& chat() { return chat_; }
  Now now() const;

 private:
  // A key being made in libuv's pool. It lives until the loop has handled its result.
  struct KeyWork {
    Parts* parts = nullptr;
    std::uint64_t ticket = 0;
    cipher::SecretString passphrase;
    std::string label;
    Result<cipher::RootKey> root = fail({});
    uv_work_t request{};
  };

  void send_line(std::string_view line) override { link_.send_line(line); }
  void derive_key(std::uint64_t ticket, cipher::SecretString passphrase,
                  std::string label) override;
  Result<void> change_keys(const FileChange& change) override;
  Result<void> change_state(const FileChange& change) override;
  Result<void> change_preferences(const FileChange& change) override;
  Result<void> write_log(const LogPlace& place, std::string_view lines) override;
  Result<void> change_accounts(const FileChange& change) override;
  void end_negotiation() override { link_.end_negotiation(); }
  void connect_again() override { link_.connect_again(); }
  void hang_up(bool tries_again) override { link_.hang_up(tries_again); }
  void begin_upload(std::uint64_t ticket, UploadOrder order) override {
    carrier_.upload(ticket, std::move(order));
  }
  void begin_download(std::uint64_t ticket, DownloadOrder order) override {
    carrier_.download(ticket, std::move(order));
  }
  void stop_transfer(std::uint64_t ticket) override { carrier_.stop(ticket); }
  void drop_upload(std::uint64_t ticket, const std::string& upload_url,
                   const FileTrust& trust) override {
    carrier_.drop(ticket, upload_url, trust);
  }
  void quit() override;

  void on_link_connecting() override;
  bool on_link_negotiated(bool is_secure) override;
  void on_link_registered(std::string_view nick) override;
  void on_link_line(const irc::Message& message) override;
  void on_link_lost(const std::string& why, std::optional<std::uint64_t> retry_in_ms) override;
  void on_link_forgets(const std::string& why) override { chat_.on_failure(why, now()); }
  void on_link_ended() override;
  void end_if_done();

  uv_loop_t& loop_;
  Options options_;
  Client::Listener& listener_;
  LogFiles logs_;
  Chat chat_;
  Link link_;
  Carrier carrier_;
  uv_timer_t tick_{};
  std::size_t works_ = 0;
  bool stopping_ = false;
  bool link_ended_ = false;
  bool tick_closed_ = false;
  bool carrier_closed_ = false;
};

Now Client::Parts::now() const {
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return {uv_hrtime() / 1'000'000,
          std::chrono::duration_cast<std::chrono::microseconds>(wall).count()};
}

void Client::Parts::start() {
  chat_.load_password(options_.password);
  chat_.load_state(std::move(options_.kept), now());
  if (!options_.keys_file.empty()) {
    auto keys = read_private_file(options_.keys_file);
    chat_.load_keys(keys, now());
    if (keys) cipher::wipe(keys->data(), keys->size());
  }
  uv_timer_init(&loop_, &tick_);
  tick_.data = this;
  const auto tick = [](uv_timer_t* timer) {
    auto& self = *static_cast<Parts*>(timer->data);
    self.chat_.on_tick(self.now());
    self.listener_.on_changed();
  };
  uv_timer_start(&tick_, tick, 1000, 1000);
  if (!options_.accounts_file.empty()) {
    auto accounts = read_secret_file(options_.accounts_file);
    chat_.load_accounts(accounts, now());
    if (accounts) cipher::wipe(accounts->data(), accounts->size());
  }
  link_.start(chat_.begin_login(options_.account_password, now()));
}

void Client::Parts::quit() {
  if (std::exchange(stopping_, true)) return;
  const auto closed = [](uv_handle_t* handle) {
    auto& self = *static_cast<Parts*>(handle->data);
    self.tick_closed_ = true;
    self.end_if_done();
  };
  uv_close(reinterpret_cast<uv_handle_t*>(&tick_), closed);
  link_.close();
  carrier_.close([this] {
    carrier_closed_ = true;
    end_if_done();
  });
}

void Client::Parts::derive_key(std::uint64_t ticket, cipher::SecretString passphrase,
                               std::string label) {
  auto work = std::make_unique<KeyWork>();
  work->parts = this;
  work->ticket = ticket;
  work->passphrase = std::move(passphrase);
  work->label = std::move(label);
  work->request.data = work.get();
  const auto make = [](uv_work_t* request) {
    auto& job = *static_cast<KeyWork*>(request->data);
    job.root = cipher::derive_root(job.passphrase, job.label);
  };
  const auto made = [](uv_work_t* request, int) {
    const std::unique_ptr<KeyWork> job(static_cast<KeyWork*>(request->data));
    Parts& self = *job->parts;
    --self.works_;
    self.chat_.on_key(job->ticket, std::move(job->root), self.now());
    self.listener_.on_changed();
    self.end_if_done();
  };
  const int status = uv_queue_work(&loop_, &work->request, make, made);
  UVCHAT_ASSERT(status == 0);
  static_cast<void>(work.release());  // `made` owns it again
  ++works_;
}

Result<void> Client::Parts::change_keys(const FileChange& change) {
  if (options_.keys_file.empty()) return fail(text(Text::keys_file_nowhere));
  return change_private_file(options_.keys_file, change);
}

Result<void> Client::Parts::change_accounts(const FileChange& change) {
  return options_.accounts_file.empty() ? Result<void>(fail(text(Text::accounts_nowhere)))
                                        : change_secret_file(options_.accounts_file, change);
}

Result<void> Client::Parts::change_state(const FileChange& change) {
  return options_.state_file.empty() ? Result<void>()
                                     : change_private_file(options_.state_file, change);
}

Result<void> Client::Parts::change_preferences(const FileChange& change) {
  return options_.preferences_file.empty()
             ? Result<void>(fail(text(Text::preferences_nowhere)))
             : change_private_file(followed(options_.preferences_file), change);
}

Result<void> Client::Parts::write_log(const LogPlace& place, std::string_view lines) {
  return options_.logs_folder.empty() ? Result<void>(fail(text(Text::logs_nowhere)))
                                      : logs_.write(place, lines);
}

void Client::Parts::on_link_connecting() {
  chat_.on_connecting(now());
  listener_.on_changed();
}

bool Client::Parts::on_link_negotiated(bool is_secure) {
  const bool goes_on = chat_.on_negotiated(is_secure, now());
  listener_.on_changed();
  return goes_on;
}

void Client::Parts::on_link_registered(std::string_view nick) {
  const auto pinned = link_.pinned_certificate();
  chat_.on_secured(link_.tls_version(), !link_.is_secure(),
                   pinned ? tls::fingerprint_text(*pinned) : "");
  chat_.on_registered(nick, now());
  listener_.on_changed();
}

void Client::Parts::on_link_line(const irc::Message& message) {
  chat_.on_line(message, now());
  listener_.on_changed();
}

void Client::Parts::on_link_lost(const std::string& why, std::optional<std::uint64_t> retry_in_ms) {
  const Now time = now();
  const auto retry_at_ms = retry_in_ms ? std::optional(time.mono_ms + *retry_in_ms) : std::nullopt;
  chat_.on_lost(why, retry_at_ms, time);
  listener_.on_changed();
}

void Client::Parts::on_link_ended() {
  link_ended_ = true;
  end_if_done();
}

void Client::Parts::end_if_done() {
  if (link_ended_ && tick_closed_ && carrier_closed_ && works_ == 0) listener_.on_ended();
}

Client::Client(uv_loop_t& loop, Options options, Listener& listener)
    : parts_(std::make_unique<Parts>(loop, std::move(options), listener)) {}
Client::~Client() = default;
void Client::start() { parts_->start(); }
void Client::stop() { parts_->stop(); }
Chat& Client::chat() { return parts_->chat(); }
Now Client::now() const { return parts_->now(); }

}  // namespace uvchat::cli
