#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/config.h"
#include "uvchat/json/keys.h"

// What the rows of the configuration's table are made of, and those that have files of their own.

namespace uvchat::server {

using namespace json;  // the words of the table

// A key of each item of a list: "listen[].port".
struct ItemKey {
  std::string_view name;
  std::string value;  // its default as JSON; empty: it is required
  std::string takes;
  std::string_view help;
};

// A key. Reading, refusing, printing, REHASH and the page of the keys follow from its row.
struct Row {
  Key<Config> key;  // its name is its path, "limits.flood.enabled"
  bool is_live;     // REHASH changes it; if false, a change waits for a restart
  std::function<void(const Config& from, Config& into)> copy;
  std::vector<ItemKey> items;  // of a list of objects
};

enum class Change : bool { at_restart, by_rehash };
inline constexpr Change live = Change::by_rehash;
inline constexpr Change restart = Change::at_restart;

inline std::vector<ItemKey> items_of(const auto&) { return {}; }

template <typename T>
std::vector<ItemKey> items_of(const ListOf<Object<T>>& list) {
  std::vector<ItemKey> items;
  for (const Key<T>& key : list.item.keys()) {
    items.push_back({key.name, key.is_required ? "" : key.print(T{}).dump(), key.takes, key.help});
  }
  return items;
}

template <typename Get, typename Kind>
Row row(std::string_view path, Way<Config, Get> way, const Kind& kind, Change change,
        std::string_view help) {
  return {key(path, way, kind, help), change == live,
          [=](const Config& from, Config& into) { way(into) = way(from); }, items_of(kind)};
}

// The ways to the structures that the hub and the loops obey. A loop is told its settings once, so
// its rows need a restart.
inline auto hub(auto... members) { return value_at(&Config::hub, members...); }
inline auto loop(auto... members) { return value_at(&Config::loop, members...); }
inline auto addresses(auto... members) {
  return hub(&hub::HubSettings::address_limits, members...);
}

// people_rows.cpp
std::vector<Row> registration_rows();
std::vector<Row> account_rows();
std::vector<Row> history_rows();
// admin_rows.cpp
std::vector<Row> admin_rows();
// tls_rows.cpp
std::vector<Row> tls_rows();
// http_rows.cpp
std::vector<Row> http_rows();
// upload_rows.cpp
std::vector<Row> upload_rows();

}  // namespace uvchat::server
