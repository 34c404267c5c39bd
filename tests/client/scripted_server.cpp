#include "tests/client/scripted_server.h"

#include <array>
#include <csignal>
#include <optional>
#include <utility>

#include "uvchat/base/assert.h"
#include "uvchat/tls/session.h"

namespace uvchat {

struct ScriptedServer::Client {
  ScriptedServer* server = nullptr;
  std::size_t number = 0;
  uv_tcp_t tcp{};
  std::string partial;
  char buffer[4096];
  std::optional<tls::Session> session;  // with TLS
  bool is_secured = false;
};

namespace {

void close_once(uv_tcp_t& tcp) {
  if (uv_is_closing(reinterpret_cast<uv_handle_t*>(&tcp)) == 0) {
    uv_close(reinterpret_cast<uv_handle_t*>(&tcp), nullptr);
  }
}

uv_stream_t* stream_of(uv_tcp_t& tcp) { return reinterpret_cast<uv_stream_t*>(&tcp); }

// What a test sends always fits into the kernel's buffers.
void write_to(uv_tcp_t& tcp, std::string_view bytes) {
  if (bytes.empty() || uv_is_closing(reinterpret_cast<uv_handle_t*>(&tcp)) != 0) return;
  const uv_buf_t buffer = uv_buf_init(const_cast<char*>(bytes.data()),  // only read by libuv
                                      static_cast<unsigned>(bytes.size()));
  const int sent = uv_try_write(stream_of(tcp), &buffer, 1);
  UVCHAT_ASSERT(sent < 0 || static_cast<std::size_t>(sent) == bytes.size());
}

}  // namespace

ScriptedServer::ScriptedServer(uv_loop_t& loop, Script script, Framing framing)
    : loop_(loop), script_(std::move(script)), framing_(framing) {
  std::signal(SIGPIPE, SIG_IGN);  // it may write to a client that is just leaving
  sockaddr_in address{};
  uv_ip4_addr("127.0.0.1", 0, &address);
  uv_tcp_init(&loop_, &listener_);
  listener_.data = this;
  uv_tcp_bind(&listener_, reinterpret_cast<const sockaddr*>(&address), 0);
  const int status = uv_listen(stream_of(listener_), 128, &ScriptedServer::on_connection);
  UVCHAT_ASSERT(status == 0);
  int size = sizeof address;
  uv_tcp_getsockname(&listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
}

ScriptedServer::~ScriptedServer() = default;

void ScriptedServer::on_connection(uv_stream_t* listener, int) {
  auto& self = *static_cast<ScriptedServer*>(listener->data);
  self.clients_.push_back(std::make_unique<Client>());
  Client& client = *self.clients_.back();
  client.server = &self;
  client.number = self.clients_.size() - 1;
  client.tcp.data = &client;
  uv_tcp_init(&self.loop_, &client.tcp);
  uv_accept(listener, stream_of(client.tcp));
  uv_tcp_nodelay(&client.tcp, 1);
  if (self.takes_one_) self.stop_listening();
  const auto lend = [](uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
    auto& reader = *static_cast<Client*>(handle->data);
    *buffer = uv_buf_init(reader.buffer, sizeof reader.buffer);
  };
  uv_read_start(stream_of(client.tcp), lend, &ScriptedServer::on_read);
  if (self.tls_) {
    client.session = tls::Session::server(self.tls_);
  } else {
    self.send(client.number, self.greeting_);
  }
}

void ScriptedServer::on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  auto& client = *static_cast<Client*>(stream->data);
  if (count < 0) {
    close_once(client.tcp);
    return;
  }
  client.server->take(client, {buffer->base, static_cast<std::size_t>(count)});
}

void ScriptedServer::take(Client& client, std::string_view bytes) {
  if (!client.session) {
    take_text(client, bytes);
    return;
  }
  using Status = tls::Session::Status;
  std::string out;
  if (!client.is_secured) {
    const Status status = client.session->shake_hands(bytes, out);
    write_to(client.tcp, out);
    if (status == Status::failed) close_once(client.tcp);
    if (status != Status::done) return;
    client.is_secured = true;
    send(client.number, greeting_);
  }
  std::array<char, tls::Session::record_bytes_max> record;
  for (;;) {
    out.clear();
    const auto got = client.session->read(bytes, record, out);
    write_to(client.tcp, out);
    if (got.bytes > 0) take_text(client, {record.data(), got.bytes});
    if (got.status == Status::closed || got.status == Status::failed) close_once(client.tcp);
    if (got.status != Status::done) return;
  }
}

void ScriptedServer::take_text(Client& client, std::string_view text) {
  client.partial += text;
  if (framing_ == Framing::none) client.partial += '\n';
  for (;;) {
    const std::size_t end = client.partial.find('\n');
    if (end == std::string::npos) return;
    std::string line = client.partial.substr(0, end);
    client.partial.erase(0, end + 1);
    if (line.ends_with('\r')) line.pop_back();
    lines_.push_back(line);
    script_(*this, client.number, line);
  }
}

std::string ScriptedServer::address_of(std::size_t client) const {
  sockaddr_in address{};
  int size = sizeof address;
  uv_tcp_getpeername(&clients_[client]->tcp, reinterpret_cast<sockaddr*>(&address), &size);
  char text[INET_ADDRSTRLEN] = "";
  uv_ip4_name(&address, text, sizeof text);
  return text;
}

void ScriptedServer::send(std::size_t client, std::string_view bytes) {
  Client& to = *clients_[client];
  std::string records;
  if (to.session && !bytes.empty()) to.session->write(bytes, records);
  write_to(to.tcp, to.session ? records : bytes);
}

void ScriptedServer::hang_up(std::size_t client) {
  Client& to = *clients_[client];
  std::string goodbye;
  if (to.is_secured) to.session->close(goodbye);
  write_to(to.tcp, goodbye);
  close_once(to.tcp);
}

void ScriptedServer::cut_off(std::size_t client) { close_once(clients_[client]->tcp); }

void ScriptedServer::stop_listening() { close_once(listener_); }

void ScriptedServer::stop() {
  stop_listening();
  for (const std::unique_ptr<Client>& client : clients_) close_once(client->tcp);
}

}  // namespace uvchat
