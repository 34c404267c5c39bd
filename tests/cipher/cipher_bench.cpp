// What ciphered lines and files cost on this machine: cipher_bench prints it. A release build tells
// the truth.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "uvchat/cipher/conversation.h"
#include "uvchat/cipher/file_stream.h"
#include "uvchat/cipher/passphrase.h"

namespace uvchat::cipher {
namespace {

constexpr std::size_t lines_count = 50'000;  // below what a conversation remembers

RootKey some_root() {
  const SecretBytes<RootKey::bytes_count> key = random_file_key();
  return RootKey(key.bytes());
}

template <typename Work>
double seconds_of(Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void print_line_cost(const char* what, double seconds, std::size_t count) {
  std::printf("%-44s %8.2f us\n", what, seconds * 1e6 / static_cast<double>(count));
}

std::string nick(std::size_t number) { return "nick" + std::to_string(number); }

void measure_lines(std::size_t text_bytes) {
  Conversation sender;
  sender.add_key(some_root());
  Conversation reader;
  reader.add_key(sender.current()->clone());
  const std::string text(text_bytes, 'x');
  std::vector<std::string> lines(lines_count);
  std::size_t failures = 0;
  const double sealing = seconds_of([&] {
    for (std::string& line : lines) {
      line = sender.seal(LineKind::privmsg, "#lobby", "ana", text, 0, false).value_or("");
    }
  });
  const double opening = seconds_of([&] {
    for (const std::string& line : lines) {
      const Opened opened = reader.open(LineKind::privmsg, "#lobby", "ana", line);
      failures += opened.line_class == LineClass::ok ? 0 : 1;
    }
  });
  const std::string size = std::to_string(text_bytes) + " bytes of text";
  print_line_cost(("seal a line, " + size).c_str(), sealing, lines_count);
  print_line_cost(("open a line, " + size).c_str(), opening, lines_count);
  if (failures > 0) std::printf("%zu lines did not open\n", failures);
}

void measure_new_senders() {
  Conversation reader;
  reader.add_key(some_root());
  constexpr std::size_t senders = 1000;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < senders; ++i) {
    Conversation sender;
    sender.add_key(reader.current()->clone());
    lines.push_back(
        sender.seal(LineKind::privmsg, "#lobby", nick(i), "hola", 0, false).value_or(""));
  }
  const double seconds = seconds_of([&] {
    for (std::size_t i = 0; i < senders; ++i) {
      reader.open(LineKind::privmsg, "#lobby", nick(i), lines[i]);
    }
  });
  print_line_cost("open a sender's first line (makes its key)", seconds, senders);
}

void measure_root_key() {
  const auto prepared = prepare_passphrase(random_passphrase());
  constexpr int count = 5;
  const double seconds = seconds_of([&] {
    for (int i = 0; i < count; ++i) {
      if (!derive_root(*prepared, "#lobby")) std::printf("no memory\n");
    }
  });
  std::printf("%-44s %8.2f ms\n", "derive a root key", seconds * 1e3 / count);
}

void measure_files() {
  constexpr std::uint64_t size = std::uint64_t{256} << 20;
  const FileKey key = random_file_key();
  FileSealer sealer(key.clone(), size);
  const std::vector<std::uint8_t> chunk(file_chunk_bytes);
  const double seconds = seconds_of([&] {
    while (!sealer.done()) sealer.seal_next(chunk);
  });
  std::printf("%-44s %8.0f MB/s\n", "seal a file", static_cast<double>(size) / seconds / 1e6);
}

}  // namespace
}  // namespace uvchat::cipher

int main() {
  for (const std::size_t text_bytes : {std::size_t{28}, std::size_t{220}}) {
    uvchat::cipher::measure_lines(text_bytes);
  }
  uvchat::cipher::measure_new_senders();
  uvchat::cipher::measure_root_key();
  uvchat::cipher::measure_files();
  return 0;
}
