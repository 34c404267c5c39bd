#include "loadtest/line_cipher.h"

#include <span>
#include <utility>

#include "loadtest/clock.h"
#include "uvchat/base/assert.h"
#include "uvchat/cipher/caesar.h"
#include "uvchat/cipher/passphrase.h"
#include "uvchat/irc/message.h"

namespace uvchat::loadtest {
namespace {

constexpr int caesar_shift = 10;
constexpr std::uint32_t time_s = 0;  // nobody reads it

}  // namespace

Result<LineCipher> LineCipher::make(const Scenario& scenario) {
  LineCipher made(scenario);
  if (scenario.cipher != Cipher::aes1) return made;
  const auto passphrase = cipher::prepare_passphrase(cipher::random_passphrase());
  if (!passphrase) return fail(passphrase.error().text);
  const auto root = cipher::derive_root(*passphrase, "loadgen");
  if (!root) return fail(root.error().text);
  for (cipher::Conversation& conversation : made.conversations_) {
    conversation.add_key(root->clone());
  }
  return made;
}

void LineCipher::seal(std::string& line, std::size_t from, std::uint32_t room,
                      std::string_view target, std::string_view nick) {
  if (cipher_ == Cipher::none) return;
  const std::int64_t begin_ns = hrtime_ns();
  if (cipher_ == Cipher::caesar) {
    cipher::rotate(std::span(line).subspan(from), caesar_shift);
  } else {
    const auto sealed =
        conversations_[room].seal(cipher::LineKind::privmsg, target, nick,
                                  std::string_view(line).substr(from), time_s, false);
    UVCHAT_ASSERT(sealed.has_value());  // a payload is ASCII, and a run is not 2^32 lines long
    line.replace(from, std::string::npos, *sealed);
  }
  ++cost_.sealed;
  cost_.sealing_ns += hrtime_ns() - begin_ns;
}

std::optional<Marker> LineCipher::open(std::uint32_t room, std::string_view line) {
  if (cipher_ != Cipher::aes1) return std::nullopt;
  const std::int64_t begin_ns = hrtime_ns();
  const std::optional<irc::Message> message = irc::parse(line);
  if (!message || message->command != "PRIVMSG") return std::nullopt;
  cipher::Conversation& conversation = conversations_[room];
  const std::string_view nick = message->source.substr(0, message->source.find('!'));
  const cipher::Opened opened =
      conversation.open(cipher::LineKind::privmsg, message->param(0), nick, message->param(1));
  conversation.forget_nonces();
  if (opened.line_class == cipher::LineClass::clear) return std::nullopt;
  if (opened.line_class != cipher::LineClass::ok) {
    ++cost_.unreadable;
    return std::nullopt;
  }
  ++cost_.opened;
  cost_.opening_ns += hrtime_ns() - begin_ns;
  return read_marker(opened.text);
}

std::optional<Marker> LineCipher::read_clear(std::string_view text,
                                             std::size_t payload_bytes) const {
  std::string padding = "x";
  if (cipher_ == Cipher::caesar) cipher::rotate(std::span(padding), caesar_shift);
  if (text.size() != payload_bytes || text.size() < marker_bytes) return std::nullopt;
  const std::string_view before = text.substr(0, text.size() - marker_bytes);
  if (before.find_first_not_of(padding) != std::string_view::npos) return std::nullopt;
  return read_marker(text);
}

}  // namespace uvchat::loadtest
