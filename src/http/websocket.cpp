#include "uvchat/http/websocket.h"

#include <openssl/evp.h>

#include <algorithm>
#include <optional>

#include "http/list.h"
#include "uvchat/base/base64.h"
#include "uvchat/base/utf8.h"

namespace uvchat::http {
namespace {

constexpr std::string_view text_name = "text.ircv3.net";
constexpr std::string_view binary_name = "binary.ircv3.net";
constexpr std::size_t key_bytes = 16;
constexpr std::size_t control_bytes_max = 125;

// The first of the client's subprotocols that is known: the client's order counts.
std::optional<Subprotocol> chosen(const Request& request) {
  for (const Field& field : request.fields) {
    if (field.name != "sec-websocket-protocol") continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      const std::string_view name = take_item(rest);
      if (name == text_name) return Subprotocol::text;
      if (name == binary_name) return Subprotocol::binary;
    }
  }
  return std::nullopt;
}

bool is_known(std::uint8_t opcode) { return opcode <= 0x2 || (opcode >= 0x8 && opcode <= 0xA); }

// Codes that may stand in a close frame (RFC 6455, 7.4).
bool may_be_sent(unsigned code) {
  return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
         (code >= 3000 && code <= 4999);
}

unsigned two_bytes(std::string_view bytes) {
  return static_cast<unsigned>(static_cast<unsigned char>(bytes[0])) << 8U |
         static_cast<unsigned char>(bytes[1]);
}

}  // namespace

std::string proof_of(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) {
    return {};
  }
  return to_base64({reinterpret_cast<const char*>(digest.data()), size});
}

bool asks_for_websocket(const Request& request) { return request.lists("upgrade", "websocket"); }

tl::expected<WebSocketAccepted, Response> accept_websocket(const Request& request) {
  if (request.method != "GET" || !request.is_1_1 || !request.lists("connection", "upgrade")) {
    return tl::unexpected(
        say(400, "A WebSocket begins with GET, HTTP/1.1 and \"Connection: Upgrade\"."));
  }
  const std::string* version = request.only("sec-websocket-version");
  if (version == nullptr || *version != "13") {
    Response response = say(426, "This server speaks version 13 of WebSocket.");
    response.fields.push_back({"Sec-WebSocket-Version", "13"});
    return tl::unexpected(std::move(response));
  }
  const std::string* key = request.only("sec-websocket-key");
  const auto nonce = key == nullptr ? std::nullopt : from_base64(*key);
  if (!nonce || nonce->size() != key_bytes) {
    return tl::unexpected(say(400, "Sec-WebSocket-Key must be 16 bytes as base64."));
  }
  WebSocketAccepted accepted;
  accepted.response.status = 101;
  accepted.response.fields = {{"Upgrade", "websocket"},
                              {"Connection", "Upgrade"},
                              {"Sec-WebSocket-Accept", proof_of(*key)}};
  if (const std::optional<Subprotocol> subprotocol = chosen(request)) {
    const bool is_text = *subprotocol == Subprotocol::text;
    accepted.subprotocol = *subprotocol;
    accepted.response.fields.push_back(
        {"Sec-WebSocket-Protocol", std::string(is_text ? text_name : binary_name)});
  }
  return accepted;
}

Frame read_frame(std::string_view bytes, Sender sender) {
  Frame frame;
  if (bytes.size() < 2) return frame;
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  const std::uint8_t opcode = at(0) & 0x0F;
  const bool is_masked = (at(1) & 0x80) != 0;
  const std::uint8_t size = at(1) & 0x7F;
  frame.is_final = (at(0) & 0x80) != 0;
  frame.opcode = static_cast<Opcode>(opcode);
  const bool is_valid_control = frame.is_final && size <= control_bytes_max;
  if ((at(0) & 0x70) != 0 || !is_known(opcode) || is_masked != (sender == Sender::client) ||
      (frame.is_control() && !is_valid_control)) {
    frame.state = Frame::State::invalid;
    return frame;
  }
  const std::size_t size_bytes = size == 127 ? 8 : size == 126 ? 2 : 0;
  const std::size_t mask_bytes = is_masked ? frame.mask.size() : 0;
  const std::size_t head_bytes = 2 + size_bytes + mask_bytes;
  if (bytes.size() < head_bytes) return frame;
  frame.payload_bytes = size_bytes == 0 ? size : 0;
  for (std::size_t i = 0; i < size_bytes; ++i) {
    frame.payload_bytes = frame.payload_bytes << 8U | at(2 + i);
  }
  // A size is written in as few bytes as it needs, and its highest bit is 0 (RFC 6455, 5.2).
  const std::uint64_t least = size_bytes == 8 ? 65'536 : size_bytes == 2 ? 126 : 0;
  if (frame.payload_bytes < least || frame.payload_bytes >> 63U != 0) {
    frame.state = Frame::State::invalid;
    return frame;
  }
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(2 + size_bytes), mask_bytes,
              frame.mask.begin());
  frame.head_bytes = head_bytes;
  if (bytes.size() - head_bytes >= frame.payload_bytes) frame.state = Frame::State::whole;
  return frame;
}

void Frame::append_payload(std::string_view bytes, std::string& out) const {
  const std::string_view masked = bytes.substr(head_bytes, static_cast<std::size_t>(payload_bytes));
  out.reserve(out.size() + masked.size());
  for (std::size_t i = 0; i < masked.size(); ++i) {
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(masked[i]) ^ mask[i % 4]));
  }
}

void append_frame(Opcode opcode, std::string_view payload, std::string& out,
                  std::string_view mask) {
  const std::size_t size = payload.size();
  const unsigned mask_bit = mask.empty() ? 0 : 0x80;
  const auto append_size = [&](unsigned bytes) {
    for (unsigned i = bytes; i > 0; --i) out.push_back(static_cast<char>(size >> (i - 1) * 8U));
  };
  out.push_back(static_cast<char>(0x80U | static_cast<unsigned>(opcode)));
  const std::size_t size_bytes = size < 126 ? 0 : size < 65'536 ? 2 : 8;
  const std::size_t told = size_bytes == 0 ? size : size_bytes == 2 ? 126 : 127;
  out.push_back(static_cast<char>(told | mask_bit));
  append_size(static_cast<unsigned>(size_bytes));
  out.append(mask);
  const std::size_t from = out.size();
  out.append(payload);
  for (std::size_t i = 0; i < size && !mask.empty(); ++i) {
    out[from + i] = static_cast<char>(out[from + i] ^ mask[i % mask.size()]);
  }
}

void append_close(CloseCode code, std::string& out) {
  const auto number = static_cast<unsigned>(code);
  const std::array<char, 2> payload{static_cast<char>(number >> 8U), static_cast<char>(number)};
  append_frame(Opcode::close, {payload.data(), payload.size()}, out);
}

CloseCode answer_to_close(std::string_view payload) {
  if (payload.empty()) return CloseCode::normal;
  if (payload.size() < 2 || !may_be_sent(two_bytes(payload))) return CloseCode::protocol_error;
  if (!utf8_valid(payload.substr(2))) return CloseCode::invalid_payload;
  return static_cast<CloseCode>(two_bytes(payload));
}

}  // namespace uvchat::http
