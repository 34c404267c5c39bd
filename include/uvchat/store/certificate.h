#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "uvchat/store/history.h"

// Certificates of clients, which log in to accounts without a password: requests (request.h), and
// what they are answered with. A fingerprint is hex_text() of the SHA-256 of a certificate.

namespace uvchat::store {

// A fingerprint becomes the account's. To add one that it has does no harm. `taken`: another
// account has it; `absent`: there is no such account, or it has `certificates_max` others already.
struct AddCertificate {
  AccountId account = 0;
  std::string fingerprint;
  std::int64_t at_us = 0;
};
inline constexpr std::size_t certificates_max = 16;  // of an account

// `absent`: the account has no such certificate.
struct ForgetCertificate {
  AccountId account = 0;
  std::string fingerprint;
};

// Answered with the account that it belongs to. `absent`: to none.
struct FindCertificate {
  std::string fingerprint;
};

// Answered with `certificates`, in the order in which they were added.
struct ReadCertificates {
  AccountId account = 0;
};

struct Certificate {
  std::string fingerprint;
  std::int64_t added_us = 0;

  bool operator==(const Certificate&) const = default;
};

}  // namespace uvchat::store
