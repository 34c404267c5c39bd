#include "uvchat/base/scram.h"

#include <charconv>

#include "uvchat/base/base64.h"

namespace uvchat {
namespace {

constexpr std::string_view verifier_begin = "SCRAM-SHA-256$";

// Takes what stands before the next `end`, which goes too. Nothing where there is none.
std::optional<std::string_view> take_until(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  if (at == text.npos) return std::nullopt;
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at + 1);
  return taken;
}

std::optional<std::string> read_key(std::string_view text) {
  auto key = from_base64(text);
  return key && key->size() == scram_key_bytes ? std::move(key) : std::nullopt;
}

// The value of "k=value"; nothing where another attribute stands there, or no value.
std::optional<std::string_view> value_of(std::string_view attribute, char name) {
  if (attribute.size() < 3 || attribute[0] != name || attribute[1] != '=') return std::nullopt;
  return attribute.substr(2);
}

// ',' and '=' are written "=2C" and "=3D".
std::optional<std::string> unescaped(std::string_view text) {
  std::string name;
  for (std::size_t at = 0; at < text.size(); ++at) {
    char character = text[at];
    if (character == '\0') return std::nullopt;
    if (character == '=') {
      const std::string_view escape = text.substr(at, 3);
      if (escape != "=2C" && escape != "=3D") return std::nullopt;
      character = escape == "=2C" ? ',' : '=';
      at += 2;
    }
    name += character;
  }
  return name;
}

std::optional<std::string> read_name(std::string_view attribute, char letter) {
  const auto value = value_of(attribute, letter);
  return value ? unescaped(*value) : std::nullopt;
}

bool is_nonce(std::string_view text) {
  for (const char c : text) {
    if (c < '!' || c > '~' || c == ',') return false;
  }
  return !text.empty();
}

}  // namespace

KeptPassword parts_of_kept(std::string_view kept) {
  const std::size_t end = kept.find('\n');
  if (end == kept.npos) return {kept, {}};
  return {kept.substr(0, end), kept.substr(end + 1)};
}

std::string with_verifier(std::string_view hash, const ScramVerifier& verifier) {
  return std::string(hash) + "\n" + to_text(verifier);
}

std::string to_text(const ScramVerifier& verifier) {
  return std::string(verifier_begin) + std::to_string(verifier.iterations) + ":" + verifier.salt +
         "$" + to_base64(verifier.stored_key) + ":" + to_base64(verifier.server_key);
}

std::optional<ScramVerifier> read_scram_verifier(std::string_view text) {
  if (!text.starts_with(verifier_begin)) return std::nullopt;
  text.remove_prefix(verifier_begin.size());
  const auto iterations = take_until(text, ':');
  const auto salt = take_until(text, '$');
  const auto stored = take_until(text, ':');
  if (!iterations || !salt || !stored) return std::nullopt;
  ScramVerifier read;
  const char* end = iterations->data() + iterations->size();
  const auto [stopped, error] = std::from_chars(iterations->data(), end, read.iterations);
  const auto stored_key = read_key(*stored);
  const auto server_key = read_key(text);
  const bool is_number = error == std::errc() && stopped == end && read.iterations > 0;
  if (!is_number || salt->empty() || !from_base64(*salt) || !stored_key || !server_key) {
    return std::nullopt;
  }
  read.salt = *salt;
  read.stored_key = *stored_key;
  read.server_key = *server_key;
  return read;
}

std::optional<ScramFirst> read_scram_first(std::string_view text) {
  std::string_view rest = text;
  const auto binding = take_until(rest, ',');
  const auto identity = take_until(rest, ',');
  // "y": the client could bind, and has heard that we cannot.
  if (!identity || (*binding != "n" && *binding != "y")) return std::nullopt;
  ScramFirst read;
  read.header = text.substr(0, text.size() - rest.size());
  read.bare = rest;
  const auto wanted = identity->empty() ? std::string() : read_name(*identity, 'a');
  const auto who = take_until(rest, ',');
  const auto name = who ? read_name(*who, 'n') : std::nullopt;
  const auto nonce = value_of(rest.substr(0, rest.find(',')), 'r');
  if (!wanted || !name || !nonce || !is_nonce(*nonce)) return std::nullopt;
  if (nonce->size() > scram_nonce_bytes_max) return std::nullopt;
  read.wants_to_be = *wanted;
  read.name = *name;
  read.nonce = *nonce;
  return read;
}

std::optional<ScramFinal> read_scram_final(std::string_view text) {
  const std::size_t proof_at = text.rfind(",p=");
  if (proof_at == text.npos) return std::nullopt;
  ScramFinal read;
  read.without_proof = text.substr(0, proof_at);
  std::string_view rest = read.without_proof;
  const auto first = take_until(rest, ',');
  const auto binding = first ? value_of(*first, 'c') : std::nullopt;
  const auto header = binding ? from_base64(*binding) : std::nullopt;
  const auto nonce = value_of(rest.substr(0, rest.find(',')), 'r');
  const auto proof = read_key(text.substr(proof_at + 3));
  if (!header || !nonce || !is_nonce(*nonce) || !proof) return std::nullopt;
  read.header = *header;
  read.nonce = *nonce;
  read.proof = *proof;
  return read;
}

}  // namespace uvchat
