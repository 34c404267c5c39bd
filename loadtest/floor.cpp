// The floor: how little a server can do with a line and still be one, so that uvchat's figures can
// be divided by it. It knows the few words of IRC that a load generator says, and nothing of
// limits, modes, checks or time. A client is in one room at a time.
//
//   floor PORT per-message   a line is sent to each receiver as soon as it is read
//   floor PORT coalesced     what a turn has for a receiver is sent at the turn's end
//   floor PORT uring         as coalesced; to 32 and more it is sent by io_uring
//
// A turn is what follows one epoll_wait. Listens on 127.0.0.1.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "loadtest/floor_ring.h"

namespace {

enum class Mode : std::uint8_t { per_message, coalesced, uring };

constexpr std::size_t names_line_bytes = 500;
// With fewer a system call for all costs more than one for each.
constexpr std::size_t sends_of_ring_min = 32;
// What a burst has made larger goes back once it is sent.
constexpr std::size_t kept_output_bytes = 64 * 1024;

struct Room;

struct Client {
  std::string output;    // first what each delivery touches
  int fd = -1;           // -1: closed in this turn
  bool is_full = false;  // the kernel took no more: EPOLLOUT says when it does
  bool is_due = false;   // has output to be sent at the turn's end
  bool has_user = false;
  bool is_registered = false;
  Room* room = nullptr;
  std::size_t seat = 0;  // in the room's members
  std::string nick;
  std::string input;  // a line without its end yet

  std::string source() const { return ":" + nick + "!u@h "; }
};

struct Room {
  std::string name;
  std::vector<Client*> members;
};

class Floor {
 public:
  Floor(Mode mode, int listener) : mode_(mode), listener_(listener), epoll_(epoll_create1(0)) {
    watch(listener_, EPOLLIN, nullptr);
  }
  // False: this system has none.
  bool open_ring() { return ring_.open(); }
  [[noreturn]] void run();

 private:
  void watch(int fd, std::uint32_t events, Client* client) const;
  void take_event(const epoll_event& event);
  void end_turn();
  void accept_all();
  void close_client(Client& client);

  void read_all(Client& client);
  void take_bytes(Client& client, std::string_view bytes);
  std::string_view take_lines(Client& client, std::string_view bytes);
  void take_line(Client& client, std::string_view line);

  void relay(Client& from, std::string_view line);
  void take_word(Client& client, std::string_view word, std::string_view rest);
  void welcome(Client& client);
  void join(Client& client, std::string name);
  void tell_names(Client& client);
  void leave(Client& client, std::string_view word);

  void send(Client& client, std::string_view bytes);
  static void flush(Client& client);
  static void take_sent(Client& client, ssize_t sent);
  void flush_by_ring();

  Mode mode_;
  int listener_;
  int epoll_;
  uvchat::floor::Ring ring_;
  std::vector<std::unique_ptr<Client>> clients_;  // by descriptor
  std::vector<std::unique_ptr<Client>> gone_;     // until the turn's end: it may still have events
  std::vector<Client*> due_;
  std::unordered_map<std::string, Room> rooms_;
  std::array<char, 64 * 1024> read_buffer_{};
  std::string relayed_;
};

// -- turns ---------------------------------------------------------------------------------------

void Floor::run() {
  std::array<epoll_event, 1024> events{};
  for (;;) {
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) take_event(events[static_cast<std::size_t>(i)]);
    end_turn();
  }
}

void Floor::take_event(const epoll_event& event) {
  auto* client = static_cast<Client*>(event.data.ptr);
  if (client == nullptr) {
    accept_all();
    return;
  }
  if (client->fd >= 0 && client->is_full && (event.events & EPOLLOUT) != 0) flush(*client);
  if (client->fd >= 0 && (event.events & ~std::uint32_t{EPOLLOUT}) != 0) read_all(*client);
}

void Floor::end_turn() {
  if (mode_ == Mode::uring && due_.size() >= sends_of_ring_min) {
    flush_by_ring();
  } else {
    for (Client* client : due_) {
      client->is_due = false;
      if (client->fd >= 0) flush(*client);
    }
  }
  due_.clear();
  gone_.clear();
}

void Floor::watch(int fd, std::uint32_t events, Client* client) const {
  epoll_event event{};
  event.events = events;
  event.data.ptr = client;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

// Edge-triggered for both directions: one epoll_ctl in a client's life.
void Floor::accept_all() {
  for (;;) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
    if (fd < 0) return;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto slot = static_cast<std::size_t>(fd);
    if (clients_.size() <= slot) clients_.resize(slot + 1);
    clients_[slot] = std::make_unique<Client>();
    clients_[slot]->fd = fd;
    if (mode_ == Mode::uring) ring_.add(fd);
    watch(fd, EPOLLIN | EPOLLOUT | EPOLLET, clients_[slot].get());
  }
}

void Floor::close_client(Client& client) {
  leave(client, "QUIT :gone");
  gone_.push_back(std::move(clients_[static_cast<std::size_t>(client.fd)]));
  if (mode_ == Mode::uring) ring_.forget(client.fd);
  close(client.fd);
  client.fd = -1;
}

// -- input ---------------------------------------------------------------------------------------

void Floor::read_all(Client& client) {
  ssize_t count = 0;
  do {
    count = recv(client.fd, read_buffer_.data(), read_buffer_.size(), 0);
    if (count > 0) {
      take_bytes(client, {read_buffer_.data(), static_cast<std::size_t>(count)});
    } else if (count == 0 || errno != EAGAIN) {
      close_client(client);
    }
  } while (client.fd >= 0 && count == static_cast<ssize_t>(read_buffer_.size()));
}

void Floor::take_bytes(Client& client, std::string_view bytes) {
  if (client.input.empty()) {
    client.input = take_lines(client, bytes);
  } else {
    const std::string all = std::exchange(client.input, {}).append(bytes);
    client.input = take_lines(client, all);
  }
}

// What is left has no end yet.
std::string_view Floor::take_lines(Client& client, std::string_view bytes) {
  for (std::size_t end = bytes.find('\n'); end != bytes.npos && client.fd >= 0;
       end = bytes.find('\n')) {
    std::string_view line = bytes.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    take_line(client, line);
    bytes.remove_prefix(end + 1);
  }
  return bytes;
}

void Floor::take_line(Client& client, std::string_view line) {
  if (line.starts_with("PRIVMSG ") || line.starts_with("NOTICE ")) {
    relay(client, line);
    return;
  }
  const std::size_t space = line.find(' ');
  take_word(client, line.substr(0, space), space == line.npos ? "" : line.substr(space + 1));
}

// -- the protocol --------------------------------------------------------------------------------

void Floor::relay(Client& from, std::string_view line) {
  if (from.room == nullptr) return;
  relayed_.assign(1, ':').append(from.nick).append("!u@h ").append(line).append("\r\n");
  for (Client* member : from.room->members) {
    if (member != &from) send(*member, relayed_);
  }
}

void Floor::take_word(Client& client, std::string_view word, std::string_view rest) {
  if (word == "NICK") {
    client.nick = rest;
    welcome(client);
  } else if (word == "USER") {
    client.has_user = true;
    welcome(client);
  } else if (word == "PING") {
    send(client, ":floor PONG floor " + std::string(rest) + "\r\n");
  } else if (word == "JOIN") {
    join(client, std::string(rest));
  } else if (word == "PART" && client.room != nullptr) {
    const std::string part = "PART " + client.room->name;
    send(client, client.source() + part + "\r\n");
    leave(client, part);
  } else if (word == "QUIT") {
    close_client(client);
  }
}

void Floor::welcome(Client& client) {
  if (!client.is_registered && client.has_user && !client.nick.empty()) {
    client.is_registered = true;
    send(client, ":floor 001 " + client.nick + " :Welcome\r\n");
  }
}

void Floor::join(Client& client, std::string name) {
  if (client.room != nullptr) leave(client, "PART " + client.room->name);
  Room& room = rooms_[name];
  room.name = std::move(name);
  client.room = &room;
  client.seat = room.members.size();
  room.members.push_back(&client);
  const std::string line = client.source() + "JOIN " + room.name + "\r\n";
  for (Client* member : room.members) send(*member, line);
  tell_names(client);
}

void Floor::tell_names(Client& client) {
  const std::string head = ":floor 353 " + client.nick + " = " + client.room->name + " :";
  std::string reply = head;
  std::size_t line_begin = 0;
  for (const Client* member : client.room->members) {
    if (reply.size() - line_begin + member->nick.size() > names_line_bytes) {
      reply += "\r\n";
      line_begin = reply.size();
      reply += head;
    }
    reply += member->nick;
    reply += ' ';
  }
  reply += "\r\n:floor 366 " + client.nick + " " + client.room->name + " :End of names\r\n";
  send(client, reply);
}

// The last member takes the seat that becomes free.
void Floor::leave(Client& client, std::string_view word) {
  if (client.room == nullptr) return;
  std::vector<Client*>& members = client.room->members;
  members[client.seat] = members.back();
  members[client.seat]->seat = client.seat;
  members.pop_back();
  client.room = nullptr;
  const std::string line = client.source().append(word).append("\r\n");
  for (Client* member : members) send(*member, line);
}

// -- output --------------------------------------------------------------------------------------

void Floor::send(Client& client, std::string_view bytes) {
  if (client.is_full) {
    client.output += bytes;
  } else if (mode_ != Mode::per_message) {
    client.output += bytes;
    if (!client.is_due) {
      client.is_due = true;
      due_.push_back(&client);
    }
  } else {
    const ssize_t sent = ::send(client.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < static_cast<ssize_t>(bytes.size()) && (sent >= 0 || errno == EAGAIN)) {
      client.is_full = true;
      client.output = bytes.substr(sent > 0 ? static_cast<std::size_t>(sent) : 0);
    }
  }
}

// A connection that is broken loses its output here; that it is, its next read says.
void Floor::flush(Client& client) {
  const ssize_t sent = ::send(client.fd, client.output.data(), client.output.size(), MSG_NOSIGNAL);
  take_sent(client, sent < 0 ? -errno : sent);
}

void Floor::take_sent(Client& client, ssize_t sent) {
  std::string& output = client.output;
  client.is_full = false;
  if (sent < static_cast<ssize_t>(output.size()) && (sent >= 0 || sent == -EAGAIN)) {
    client.is_full = true;
    output.erase(0, sent > 0 ? static_cast<std::size_t>(sent) : 0);
  } else if (output.capacity() > kept_output_bytes) {
    std::string().swap(output);
  } else {
    output.clear();
  }
}

// Each send has ended when send() returns.
void Floor::flush_by_ring() {
  const auto take = [](void* client, ssize_t sent) {
    take_sent(*static_cast<Client*>(client), sent);
  };
  for (Client* client : due_) {
    client->is_due = false;
    if (client->fd < 0 || client->output.empty()) continue;
    if (ring_.put(client->fd, client->output, client)) ring_.send(take);
  }
  ring_.send(take);
}

// -- start ---------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 3> mode_names{"per-message", "coalesced", "uring"};

std::optional<Mode> mode_named(std::string_view name) {
  const auto it = std::find(mode_names.begin(), mode_names.end(), name);
  if (it == mode_names.end()) return std::nullopt;
  return static_cast<Mode>(it - mode_names.begin());
}

// -1 where the port is not to be had.
int listen_on(std::uint16_t port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool listens =
      bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      listen(listener, 4096) == 0;
  return listens ? listener : -1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto mode = mode_named(argc == 3 ? argv[2] : "");
  const int port = argc == 3 ? std::atoi(argv[1]) : 0;
  if (!mode || port < 1 || port > 65'535) {
    std::fputs("usage: floor PORT per-message|coalesced|uring\n", stderr);
    return 64;
  }
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  const int listener = listen_on(static_cast<std::uint16_t>(port));
  if (listener < 0) {
    std::perror("floor: cannot listen");
    return 1;
  }
  Floor floor(*mode, listener);
  if (*mode == Mode::uring && !floor.open_ring()) {
    std::fputs("floor: this system has no io_uring\n", stderr);
    return 1;
  }
  floor.run();
}
