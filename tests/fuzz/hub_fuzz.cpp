// Whatever people say to the hub, whenever, and however late the server answers: its invariants
// hold after each step, each line that it says is right, everybody is answered, and nothing is left
// in the end. The input is a script that a person can read (hub_crowd.h).

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/hub_crowd.h"
#include "tests/fuzz/hub_grammar.h"

using namespace uvchat;
using namespace uvchat::fuzz;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace {

constexpr std::size_t steps_max = 150;

std::vector<std::string> lines_of(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    lines.emplace_back(line);
  }
  return lines;
}

std::size_t put(const std::vector<std::string>& lines, std::uint8_t* data, std::size_t size_max) {
  std::size_t size = 0;
  for (const std::string& line : lines) {
    if (size + line.size() + 1 > size_max) break;
    std::copy(line.begin(), line.end(), data + size);
    size += line.size();
    data[size++] = '\n';
  }
  return size;
}

// Bytes of a line, in the way of the fuzzer.
void change_bytes(std::string& line) {
  const std::size_t size = line.size();
  line.resize(size + 20);
  line.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(line.data()), size, line.size()));
}

void change(std::vector<std::string>& lines, SeededRandom& random) {
  const std::size_t at = random.below(lines.size() + 1);
  const auto place = lines.begin() + static_cast<std::ptrdiff_t>(at);
  switch (lines.empty() ? 9 : random.below(10)) {
    case 0:
      lines.erase(place == lines.end() ? place - 1 : place);
      break;
    case 1:
      std::swap(lines[random.below(lines.size())], lines[random.below(lines.size())]);
      break;
    case 2:
      lines.insert(place, std::string(lines[random.below(lines.size())]));
      break;
    case 3:
      change_bytes(lines[random.below(lines.size())]);
      break;
    case 4:
      if (!lines.front().starts_with('=')) lines.insert(lines.begin(), std::string());
      lines.front() = some_settings(random);
      break;
    default:
      lines.insert(place, some_step(random));
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned int seed) {
  SeededRandom random(seed);
  std::vector<std::string> lines = lines_of(data, size);
  for (std::uint64_t n = 1 + random.below(8); n > 0; --n) change(lines, random);
  return put(lines, data, size_max);
}

// The beginning of one script and the end of another.
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                                 const std::uint8_t* two, std::size_t two_size,
                                                 std::uint8_t* out, std::size_t size_max,
                                                 unsigned int seed) {
  SeededRandom random(seed);
  std::vector<std::string> lines = lines_of(one, one_size);
  const std::vector<std::string> others = lines_of(two, two_size);
  lines.resize(random.below(lines.size() + 1));
  const auto from = static_cast<std::ptrdiff_t>(random.below(others.size() + 1));
  lines.insert(lines.end(), others.begin() + from, others.end());
  return put(lines, out, size_max);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> lines = lines_of(data, size);
  const bool has_settings = !lines.empty() && lines.front().starts_with('=');
  Crowd crowd(has_settings ? std::string_view(lines.front()).substr(1) : std::string_view());
  const std::size_t steps = std::min(lines.size(), steps_max);
  for (std::size_t i = has_settings ? 1 : 0; i < steps; ++i) crowd.play(lines[i]);
  crowd.end();
  return 0;
}
