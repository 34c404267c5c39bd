#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/e2e/client.h"

namespace uvchat::e2e {

// A client as the classroom's original is one: it enciphers `name: text` whole and sends it at
// once; what a receive brings it decodes whole, deciphers and prints. A receive that is not UTF-8
// is the end of the original, and here an exception.
class Pupil {
 public:
  Pupil(std::uint16_t port, std::string name) : socket(port), name_(std::move(name)) {}

  // In NFC, as keyboards make it; the original's cipher spoils letters outside ASCII.
  void says(std::string_view text);
  // Goes on to the next line of all that was printed; nothing is passed over.
  std::string hears();

  Socket socket;

 private:
  std::string name_;
  std::string printed_;
};

// The original's formula, on code points: (c - base + shift) % 26 + base for all that is a letter
// to Python, where base is 'a' for what is lower case, else 'A'.
std::string original_cipher(std::string_view text, int shift);

std::string composed(std::string_view text);    // NFC
std::string decomposed(std::string_view text);  // NFD

}  // namespace uvchat::e2e
