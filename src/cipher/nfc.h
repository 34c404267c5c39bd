#pragma once

#include <unicode/normalizer2.h>

namespace uvchat::cipher {

// Unicode's NFC: one for all threads, made with the first call.
const icu::Normalizer2& nfc();

}  // namespace uvchat::cipher
