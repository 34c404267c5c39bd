#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/hub/room_store.h"

namespace uvchat::hub {

// What a store has, besides passwords: it outlives a server.
struct StoredChat {
  std::map<store::AccountId, store::Account> accounts;
  std::vector<store::KeptRoom> rooms;

  static StoredChat of_two() {
    return {{{1, ServedChat::account(1, "ana")}, {2, ServedChat::account(2, "bob")}}, {}};
  }
};

// A server with the accounts ana (1) and bob (2), whose store keeps rooms, settings, and who is
// where.
struct PeopleStore : RoomStore {
  explicit PeopleStore(const StoredChat& stored = StoredChat::of_two(),
                       AlwaysOn rule = AlwaysOn::opt_in)
      : RoomStore(with(stored, rule), stored.rooms), accounts_of(stored.accounts) {}

  static HubSettings with(const StoredChat& stored, AlwaysOn rule) {
    HubSettings settings = RoomStore::with(stored.rooms);
    settings.accounts.kept.clear();
    for (const auto& [id, account] : stored.accounts) settings.accounts.kept.push_back(account);
    settings.accounts.always_on = rule;
    return settings;
  }
  StoredChat stored() const { return {accounts_of, all_kept()}; }

  store::Answer answer_to(const store::Request& request) override {
    if (away) return RoomStore::answer_to(request);
    if (const auto* set = std::get_if<store::SetSetting>(&request)) {
      auto& settings = accounts_of.at(set->account).settings;
      std::erase_if(settings, [&](const auto& one) { return one.first == set->name; });
      if (!set->value.empty()) settings.emplace_back(set->name, set->value);
    } else if (const auto* presence = std::get_if<store::SavePresence>(&request)) {
      accounts_of.at(presence->account).presence = presence->rooms;
      ++presences;
    } else if (const auto* rename = std::get_if<store::RenameRoom>(&request)) {
      if (kept.find(rename->fold) == kept.end()) return {.outcome = store::Outcome::absent};
      for (auto& [id, account] : accounts_of) {
        for (store::Presence& in : account.presence) {
          if (in.room_fold == rename->fold) in.room_fold = rename->name.fold;
        }
      }
    }
    if (std::holds_alternative<store::SaveRoom>(request)) ++saved_rooms;
    return RoomStore::answer_to(request);
  }

  // So long that the store has all.
  void settles() {
    for (int round = 0; round < 8; ++round) {
      chat.waits_ms(1'000);
      serves();
    }
  }
  std::string setting(store::AccountId id, const std::string& name) const {
    for (const auto& [key, value] : accounts_of.at(id).settings) {
      if (key == name) return value;
    }
    return {};
  }

  std::map<store::AccountId, store::Account> accounts_of;
  int presences = 0;
  int saved_rooms = 0;
};

}  // namespace uvchat::hub
