#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The texts of SCRAM-SHA-256 (RFC 5802, RFC 7677) as the server reads and writes them, without
// channel binding. Pure: no key is worked out here.

namespace uvchat {

// What is kept of a password for SCRAM, "SCRAM-SHA-256$100000:SALT$STORED:SERVER" with all three in
// base64. Who reads it can pretend to be the server, and can try passwords at the cost of PBKDF2
// alone.
struct ScramVerifier {
  std::uint32_t iterations = 0;
  std::string salt;        // base64, as it is sent
  std::string stored_key;  // 32 bytes
  std::string server_key;  // 32 bytes

  bool operator==(const ScramVerifier&) const = default;
};
inline constexpr std::uint32_t scram_iterations = 100'000;  // of each verifier that is made
inline constexpr std::size_t scram_key_bytes = 32;

// What is kept of a password: "$argon2id$...", and behind a line feed the verifier, where one was
// wanted. Views are into what was taken apart.
struct KeptPassword {
  std::string_view hash;
  std::string_view verifier;  // empty: there is none
};
KeptPassword parts_of_kept(std::string_view kept);
std::string with_verifier(std::string_view hash, const ScramVerifier& verifier);

std::string to_text(const ScramVerifier& verifier);
// Nothing where `text` is none.
std::optional<ScramVerifier> read_scram_verifier(std::string_view text);

// "n,,n=ana,r=NONCE": the client's first message. Views are into what was read.
struct ScramFirst {
  std::string_view header;  // "n,," or with the name that the client wants to be: "n,a=ana,"
  std::string_view bare;    // what stands behind it
  std::string wants_to_be;  // empty: whom it logs in as
  std::string name;
  std::string_view nonce;  // at most scram_nonce_bytes_max
};
inline constexpr std::size_t scram_nonce_bytes_max = 128;
// Nothing where it is malformed, asks for channel binding or for an extension.
std::optional<ScramFirst> read_scram_first(std::string_view text);

// "c=biws,r=NONCE,p=PROOF": its second one.
struct ScramFinal {
  std::string_view without_proof;
  std::string header;  // of its first message
  std::string_view nonce;
  std::string proof;  // 32 bytes
};
std::optional<ScramFinal> read_scram_final(std::string_view text);

}  // namespace uvchat
