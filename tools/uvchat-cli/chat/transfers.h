#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/progress.h"
#include "chat/transfer_orders.h"
#include "uvchat/base/result.h"

// Files that the user sends: one is sent at a time, the others wait.

namespace uvchat::cli {

struct ClientState;
struct ServerLine;
struct Talk;

struct Transfer {
  enum class State : std::uint8_t {
    waiting,
    asking,  // for its token
    moving,
  };

  std::uint64_t ticket = 0;
  State state = State::waiting;
  Progress progress;
  bool is_sealed = false;  // decided when the user sent it, and for good
  FileToSend file;
  std::string name;  // as it is shown
  std::uint64_t asked_ms = 0;
};

// What the user or the chat has given up, until the server has, too.
struct Farewell {
  std::uint64_t ticket = 0;
  std::uint64_t room_id = 0;
  std::string name;
};

// How the latest upload has ended.
struct UploadEnd {
  std::string url;            // announced; empty: it was not
  std::string why;            // not
  std::uint64_t room_id = 0;  // the announcement is this entry
  std::uint64_t entry = 0;
  bool is_unanswered = false;  // nobody answers where files are sent to
};

struct Transfers {
  static constexpr std::size_t waiting_max = 100;

  std::deque<Transfer> list;
  std::vector<Farewell> farewells;
  std::uint64_t next_ticket = 1;
  std::optional<UploadEnd> latest;
};

// Sends a file to the talk, when its turn comes. The user is told why not, if it cannot be sent.
void send_file(ClientState& chat, Talk& talk, FileToSend file);
// All of the talk, as when it is closed. False: there is none.
bool cancel_transfers(ClientState& chat, const Talk& talk);
// Whatever can begin now, begins.
void begin_transfers(ClientState& chat);
// A connection is lost, and with it the question for a token.
void hold_transfers(ClientState& chat);

void take_transfer_news(ClientState& chat, std::uint64_t ticket, const TransferNews& news);
void receive_token(ClientState& chat, const ServerLine& line);
// The server refuses a token. False: none was asked for.
bool refuse_token(ClientState& chat, const std::string& why);

// The host of the chat's server; empty: none.
std::string host_of_server(const ClientState& chat);
// Whom a connection for this file believes.
FileTrust file_trust(const ClientState& chat, const std::string& url);
// Where files are sent to; an error says why they are not.
Result<std::string> file_host(const ClientState& chat);

}  // namespace uvchat::cli
