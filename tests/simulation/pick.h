#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/simulation/client.h"
#include "uvchat/base/random.h"

// What commands are made of, and the commands by what they are of.

namespace uvchat::simulation {

template <std::size_t N>
std::string pick(SeededRandom& random, const std::array<const char*, N>& from) {
  return from[random.below(N)];
}

// Empty where there is none.
inline std::string one_of(SeededRandom& random, const std::vector<std::string>& from) {
  return from.empty() ? "" : from[random.below(from.size())];
}

std::string some_nick(SeededRandom& random, const Speaker& who);
std::string some_channel(SeededRandom& random, const Speaker& who);
// Of several, with commas; sometimes of more than one command may have.
std::string some_nicks(SeededRandom& random, const Speaker& who);
std::string some_channels(SeededRandom& random, const Speaker& who);
std::string some_text(SeededRandom& random);

std::string some_channel_command(SeededRandom& random, const Speaker& who);
std::string some_message(SeededRandom& random, const Speaker& who);
std::string some_operator_command(SeededRandom& random, const Speaker& who);
std::string some_presence_command(SeededRandom& random, const Speaker& who);
std::string some_query(SeededRandom& random, const Speaker& who);
std::string some_cert(SeededRandom& random);
std::string some_word_of_files(SeededRandom& random, const Speaker& who);
std::string some_server_question(SeededRandom& random, const Speaker& who);

}  // namespace uvchat::simulation
