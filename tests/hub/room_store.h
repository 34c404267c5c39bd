#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/hub/served.h"

namespace uvchat::hub {

inline constexpr std::string_view ana_plain = "AGFuYQBzZWNyZXQ=";
inline constexpr std::string_view bob_plain = "AGJvYgBzZWNyZXQ=";

// A server with the accounts ana (1) and bob (2), whose store keeps rooms.
struct RoomStore : ServedChat {
  explicit RoomStore(const std::vector<store::KeptRoom>& rooms = {})
      : RoomStore(with(rooms), rooms) {}
  RoomStore(HubSettings settings, std::vector<store::KeptRoom> rooms)
      : ServedChat(std::move(settings)) {
    for (store::KeptRoom& room : rooms) kept.emplace(room.room.name.fold, std::move(room));
  }
  static HubSettings with(const std::vector<store::KeptRoom>& rooms) {
    HubSettings settings = some_settings();
    settings.accounts.kept = {account(1, "ana"), account(2, "bob")};
    settings.kept_rooms = rooms;
    settings.channels_per_account_max = 2;
    return settings;
  }
  std::vector<store::KeptRoom> all_kept() const {
    std::vector<store::KeptRoom> rooms;
    for (const auto& [fold, room] : kept) rooms.push_back(room);
    return rooms;
  }

  store::Answer answer_to(const store::Request& request) override {
    if (away) return store::unavailable("the disk is full");
    if (const auto* save = std::get_if<store::SaveRoom>(&request)) {
      kept[save->room.name.fold].room = save->room;
    } else if (const auto* drop = std::get_if<store::DropRoom>(&request)) {
      if (kept.erase(drop->fold) == 0) return {.outcome = store::Outcome::absent};
    } else if (const auto* rename = std::get_if<store::RenameRoom>(&request)) {
      if (rename->name.text == "#taken") return {.outcome = store::Outcome::taken};
      store::KeptRoom room = std::move(kept.at(rename->fold));
      kept.erase(rename->fold);
      room.room.name = rename->name;
      kept.emplace(rename->name.fold, std::move(room));
    } else if (const auto* access = std::get_if<store::SetAccess>(&request)) {
      auto& list = kept.at(access->room_fold).access;
      std::erase_if(list, [&](const auto& one) { return one.account == access->account; });
      if (!access->ranks.empty()) list.push_back({access->account, access->ranks});
    } else {
      return ServedChat::answer_to(request);
    }
    return {.outcome = store::Outcome::done};
  }

  Person& ana() { return logged_in("ana", ana_plain); }
  Person& bob() { return logged_in("bob", bob_plain); }
  // ana in #a, which she has registered.
  Person& founder() {
    Person& person = ana();
    person.says("JOIN #a");
    says(person, "CS REGISTER #a");
    person.skips_all();
    return person;
  }

  std::map<std::string, store::KeptRoom> kept;
};

}  // namespace uvchat::hub
