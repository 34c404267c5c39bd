// SET: what the owner of an account decides for it.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "hub/acts/absences.h"
#include "hub/acts/stay.h"
#include "hub/commands/login.h"
#include "hub/commands/nickserv_words.h"
#include "uvchat/base/ascii.h"

namespace uvchat::hub {
namespace {

struct Setting {
  std::string_view name;  // as people write it, and under which the store has it
  std::string_view form;
  std::string_view purpose;  // a sentence
  // What holds now, as a text.
  std::string (*shown)(const ChatState&, const Account&);
  // words[1] and what follows are what it is to be.
  void (*set)(ServiceCall&, const Setting&);
};

// --- Settings that are on or off

constexpr std::string_view switch_form = "on | off | default";

// As the store has it: empty for the default.
std::optional<std::string> read_switch(std::string_view given) {
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return same_in_ascii(word, given); });
  };
  if (is_one_of({"on", "true", "yes"})) return "on";
  if (is_one_of({"off", "false", "no"})) return "off";
  if (is_one_of({"default"})) return "";
  return std::nullopt;
}

std::string shown_switch(bool is_on, std::string_view set) {
  return std::string(is_on ? "on" : "off") + (set.empty() ? " (the default)" : "");
}

Page ask_to_set(store::AccountId id, const std::string& name, const std::string& value) {
  return [=](Call& page) {
    ChatState& state = page.state;
    ask_to_change(page, store::SetSetting{id, name, value},
                  [&state, id, name, value](const store::Answer& answer, Now now) {
                    Account* account = state.accounts.find(id);
                    if (account == nullptr || answer.outcome != store::Outcome::done) return;
                    account->set(name, value);
                    look_at_staying(state, *account, now);
                  });
    return Progress::waiting;
  };
}

void set_switch(ServiceCall& asked, const Setting& setting) {
  const auto value = read_switch(asked.word(1));
  if (!value) {
    return asked.say(code::invalid_params,
                     std::string(setting.name) + " is one of: " + std::string(setting.form));
  }
  const store::AccountId id = asked.call.user().account->id;
  const auto tell = [&setting, id](Call& page) {
    const Account* account = page.state.accounts.find(id);
    if (!is_stored(page, "Nothing has changed") || account == nullptr) return Progress::done;
    say_as(page, nickserv_nick, code::done,
           std::string(setting.name) + ": " + setting.shown(page.state, *account));
    return Progress::done;
  };
  answer_in_pages(asked.call, in_steps({ask_to_set(id, std::string(setting.name), *value), tell}));
}

// --- The table

std::string shown_always_on(const ChatState& state, const Account& account) {
  const AccountSettings& settings = state.settings.accounts;
  if (settings.always_on == AlwaysOn::off) return "off (nobody stays here without a connection)";
  return shown_switch(is_always_on(settings, account), account.setting("always-on"));
}

std::string shown_auto_away(const ChatState&, const Account& account) {
  return shown_switch(has_auto_away(account), account.setting("auto-away"));
}

std::string shown_multiclient(const ChatState& state, const Account& account) {
  return shown_switch(takes_several_sessions(state.settings.accounts, account),
                      account.setting("multiclient"));
}

std::string shown_email(const ChatState&, const Account& account) {
  return account.has_email ? "there is one (EXPORT shows it)" : "none";
}

constexpr auto settings_of_accounts = std::to_array<Setting>({
    {"always-on", switch_form,
     "You stay in your channels when your last connection ends, until one comes back.",
     shown_always_on, set_switch},
    {"auto-away", switch_form, "While you stay without a connection you are away.", shown_auto_away,
     set_switch},
    {"email", "<address> <password> [<code>] | none <password>",
     "Where a code for a new password is sent. Where the server sends e-mail, a code comes to a "
     "new "
     "address first.",
     shown_email, [](ServiceCall& asked, const Setting&) { set_email(asked); }},
    {"multiclient", switch_form, "Several connections at once may be logged in to your account.",
     shown_multiclient, set_switch},
});
static_assert(std::is_sorted(settings_of_accounts.begin(), settings_of_accounts.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));

void say_setting(const ServiceCall& asked, const Setting& setting) {
  const std::string name(setting.name);
  const std::string shown = setting.shown(asked.call.state, *asked.call.user().account);
  asked.say("SETTING " + name + " " + shown, name + ": " + shown);
}

}  // namespace

void change_settings(ServiceCall& asked) {
  if (asked.words.empty()) {
    for (const Setting& setting : settings_of_accounts) say_setting(asked, setting);
    return asked.say(code::help, "SET <name> says what it is for, SET <name> <value> changes it.");
  }
  const auto setting =
      std::find_if(settings_of_accounts.begin(), settings_of_accounts.end(),
                   [&](const Setting& s) { return same_in_ascii(s.name, asked.words[0]); });
  if (setting == settings_of_accounts.end()) {
    return asked.say(code::no_such_setting, "There is no such setting: SET lists them.");
  }
  if (asked.words.size() > 1) return setting->set(asked, *setting);
  say_setting(asked, *setting);
  asked.say(code::help, setting->purpose);
  asked.say(code::help, "SET " + std::string(setting->name) + " " + std::string(setting->form));
}

}  // namespace uvchat::hub
