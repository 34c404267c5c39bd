#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/answer_codes.h"
#include "hub/call.h"

// Services are parts of the server that users speak to as if they were people: "/msg NickServ
// HELP". What is said to a service is relayed to nobody and kept nowhere, and its answers go to the
// session that asked, alone.

namespace uvchat::hub {

struct Service;

// What a handler of a service gets.
struct ServiceCall {
  Call& call;
  const Service& service;
  std::vector<std::string> words;  // behind the command

  std::string_view word(std::size_t i) const {
    return i < words.size() ? std::string_view(words[i]) : std::string_view();
  }
  // The words from the i-th on.
  std::string text_from(std::size_t i) const;
  // `code`: as Line has it.
  void say(std::string_view code, std::string_view text) const;
};

enum class WhoMay : std::uint8_t { everybody, logged_in, operators };

struct ServiceCommand {
  std::string_view name;  // in capitals
  void (*handler)(ServiceCall&);
  std::uint8_t least_words;
  WhoMay who;
  std::string_view form;
  std::string_view purpose;  // a sentence
  // More are refused: a word that was not meant as it is read must not do anything.
  std::uint8_t most_words = std::uint8_t{255};
};

struct Service {
  std::string_view nick;
  std::string_view purpose;
  std::span<const ServiceCommand> commands;  // sorted by name
};

// To the session that asked, as the service of this nick, as a part of the answer.
void say_as(Call& call, std::string_view service, std::string_view code, std::string_view text);
// A word to say again, so that nobody does by mistake what cannot be taken back: always the same
// for the same wish.
std::string confirmation_word(const ChatState& state, std::string_view wish);

// Somebody says this to the service.
void ask_service(Call& call, const Service& service, std::string_view text);

}  // namespace uvchat::hub
