#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/hub/conversation.h"

namespace uvchat::hub {

// A conversation whose server answers: each password is "secret", and the store keeps accounts.
struct ServedChat {
  explicit ServedChat(HubSettings settings = some_settings()) : chat(std::move(settings)) {}
  virtual ~ServedChat() = default;

  static HubSettings some_settings() {
    HubSettings settings = Conversation::some_settings();
    settings.accounts.allow_clear = true;
    return settings;
  }
  // As it was kept, with this id.
  static store::Account account(store::AccountId id, const std::string& name) {
    return {.id = id, .names = {{name, name, name}}};
  }

  void serves() {
    for (auto asked = chat.hub().take_requests(); !asked.empty();
         asked = chat.hub().take_requests()) {
      for (const Request& request : asked) serve(request);
    }
  }
  void serve(const Request& request) {
    if (const auto* hash = std::get_if<HashPassword>(&request)) {
      chat.answered(PasswordHashed{hash->ticket, "#"});
    } else if (const auto* check = std::get_if<CheckPassword>(&request)) {
      chat.answered(PasswordChecked{check->ticket, PasswordVerdict::match});
    } else if (const auto* draw = std::get_if<DrawToken>(&request)) {
      chat.answered(TokenDrawn{draw->ticket, "token"});
    } else if (const auto* ask = std::get_if<AskStore>(&request)) {
      chat.answered(StoreAnswered{ask->ticket, answer_to(ask->request)});
    } else if (const auto* uploads = std::get_if<AskUploads>(&request)) {
      chat.answered(told_of(*uploads));
    }
  }
  virtual UploadsTold told_of(const AskUploads& asked) {
    return {asked.ticket, UploadsOutcome::done};
  }
  virtual store::Answer answer_to(const store::Request& request) {
    if (away) return store::unavailable("the disk is full");
    const bool makes = std::holds_alternative<store::MakeAccount>(request);
    return {.outcome = store::Outcome::done, .account = makes ? ++accounts : 0};
  }

  void says(Person& person, std::string_view line) {
    person.says(line);
    serves();
  }
  // Somebody with an account of their nick's name.
  Person& with_account(std::string_view nick, std::string_view caps = {}) {
    Person& person = chat.registered(nick, caps);
    says(person, "REGISTER * * secret");
    person.skips_all();
    return person;
  }
  // Somebody who logs in to the account that the server has had from the start. `plain`: what SASL
  // PLAIN sends for it and any password.
  Person& logged_in(std::string_view nick, std::string_view plain) {
    Person& person = chat.registered(nick, "sasl");
    person.says("AUTHENTICATE PLAIN");
    says(person, "AUTHENTICATE " + std::string(plain));
    person.hears_in_time("* 903 *");
    person.skips_all();
    return person;
  }

  Conversation chat;
  store::AccountId accounts = 0;
  bool away = false;
};

struct Served : testing::Test, ServedChat {
  explicit Served(HubSettings settings = some_settings()) : ServedChat(std::move(settings)) {}
};

}  // namespace uvchat::hub
