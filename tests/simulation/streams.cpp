// The streams of the simulation: short writes, writes that take their time, ends of all kinds; and
// what comes out at the other end.

#include <algorithm>

#include "tests/simulation/world.h"
#include "uvchat/cipher/caesar.h"

namespace uvchat::simulation {
namespace {

constexpr int shift = 10;

}  // namespace

std::ptrdiff_t World::Loop::try_write(std::uint32_t slot, Buffers buffers) {
  Client& client = *by_slot.at(slot);
  if (client.closing || client.shut || !client.writing.empty()) {
    world.fail("a write where none may be");
    return -1;
  }
  if (client.reset) return -1;
  if (!client.takes || world.random_.one_in(6)) return 0;
  std::string all;
  for (const std::string_view buffer : buffers) all += buffer;
  const std::size_t taken =
      world.random_.one_in(4) ? 1 + world.random_.below(all.size()) : all.size();
  world.taken(client, std::string_view(all).substr(0, taken));
  return static_cast<std::ptrdiff_t>(taken);
}

bool World::Loop::write(std::uint32_t slot, Buffers buffers) {
  Client& client = *by_slot.at(slot);
  if (client.closing || client.shut || !client.writing.empty()) world.fail("two writes at once");
  if (client.reset) return false;
  client.writing.assign(buffers.begin(), buffers.end());
  client.written_copy.clear();
  for (const std::string_view buffer : buffers) client.written_copy += buffer;
  return true;
}

void World::Loop::start_reading(std::uint32_t slot) { by_slot.at(slot)->reading = true; }
void World::Loop::stop_reading(std::uint32_t slot) { by_slot.at(slot)->reading = false; }

net::Streams::PeerState World::Loop::peer_state(std::uint32_t slot) {
  Client& client = *by_slot.at(slot);
  if (client.reading) world.fail("looked at a peer that is read");
  if (client.reset) {
    client.reset_told = true;
    return PeerState::gone;
  }
  if (!client.eof_sent) return PeerState::there;
  client.eof_told = true;
  client.on_its_way.clear();  // it will not be read any more
  return PeerState::half_closed;
}

void World::Loop::shutdown_write(std::uint32_t slot) {
  Client& client = *by_slot.at(slot);
  if (!client.writing.empty()) world.fail("shut down with a write under way");
  client.shut = true;
}

void World::Loop::close(std::uint32_t slot) {
  Client& client = *by_slot.at(slot);
  if (client.closing) world.fail("closed twice");
  client.closing = true;
}

// Bytes leave the client's pipe for its loop, as many as the network likes.
void World::carry_bytes(Client& client) {
  if (client.closing || !client.reading) return;
  Loop& loop = loop_of(client);
  const std::uint32_t slot = client.conn.slot();
  if (client.reset) {
    if (!std::exchange(client.reset_told, true)) loop.core.on_broken(slot);
    return;
  }
  if (client.on_its_way.empty()) {
    if (client.eof_sent && !std::exchange(client.eof_told, true)) loop.core.on_eof(slot, now_);
    return;
  }
  const std::span<char> lent = loop.core.lend(slot);
  if (lent.empty()) return;
  std::size_t size = std::min(lent.size(), client.on_its_way.size());
  if (random_.one_in(8)) size = 1;
  if (random_.one_in(2)) size = 1 + random_.below(size);
  std::copy_n(client.on_its_way.begin(), size, lent.begin());
  client.on_its_way.erase(0, size);
  loop.core.on_read(slot, size, now_);
}

void World::end_write(Client& client) {
  if (client.writing.empty() || client.closed) return;
  std::string now_there;
  for (const std::string_view buffer : client.writing) now_there += buffer;
  if (now_there != client.written_copy) fail("bytes of a write under way have changed");
  const bool ok = !client.reset && !client.closing;
  if (ok && !client.takes) return;
  client.writing.clear();
  if (ok) taken(client, client.written_copy);
  loop_of(client).core.on_written(client.conn.slot(), ok);
}

void World::end_close(Client& client) {
  if (!client.closing || client.closed) return;
  end_write(client);
  client.closed = true;
  Loop& loop = loop_of(client);
  loop.by_slot.erase(client.conn.slot());
  loop.core.on_closed(client.conn.slot());
  client.place = {};
  door_.go(client.number);
}

void World::taken(Client& client, std::string_view bytes) {
  for (const char c : bytes) {
    outcome_.wire_digest = (outcome_.wire_digest ^ static_cast<std::uint8_t>(c)) * 0x100000001B3U;
  }
  client.received.append(bytes);
  for (std::size_t end; (end = client.received.find('\n')) != std::string::npos;) {
    std::string line = client.received.substr(0, end);
    client.received.erase(0, end + 1);
    if (client.classroom) {
      cipher::rotate(line, -shift);
    } else if (line.ends_with('\r')) {
      line.pop_back();
    } else {
      fail("a line without CR: " + line);
    }
    see_line(client, std::move(line));
  }
}

// A slow reader is not sent the next line: neither is the rest of the message.
void World::leave_out(Session& session) {
  Expected& next = session.expected.front();
  if (next.piece == session.seen_piece) fail("half of a message is left out: " + next.line);
  session.left_out.push_back(std::move(next));
  session.expected.pop_front();
}

void World::see_line(Client& client, std::string line) {
  if (line.ends_with("PING :srv")) {
    if (!client.eof_sent && !random_.one_in(3)) {
      client.on_its_way += "PONG :srv\r\n";
      client.unheard.emplace_back("PONG :srv");
    }
    return;
  }
  ++outcome_.lines_seen;
  Session& session = model_.session(client.conn);
  auto& expected = session.expected;
  const std::string next = expected.empty() ? "" : expected.front().line;
  while (!expected.empty() && !Model::matches(expected.front().line, line)) {
    if (expected.front().said_us == 0) return fail("expected: " + next + "\nsaw:      " + line);
    leave_out(session);
  }
  if (expected.empty()) return fail("saw what nobody said: " + line + "\nafter " + next);
  session.seen_piece = expected.front().piece;
  expected.pop_front();
  if (!client.classroom) client.roster.see(line);
}

}  // namespace uvchat::simulation
