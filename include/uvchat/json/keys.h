#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "uvchat/base/address.h"
#include "uvchat/json/tree.h"

// The words of which a table of keys is made. A *kind* knows what may stand at one place of a file:
// `takes` says it in words, `read` checks a node and stores its value, `print` gives the value back
// as JSON. Kinds are plain values and compose: an Object has a kind for each key, a ListOf has one
// for its items.

namespace uvchat::json {

using Read = tl::expected<void, Fault>;

struct Place {
  const Node& node;
  std::string path;
};

Read refuse(std::size_t offset, const std::string& path, const std::string& text);
Read refuse_value(const Place& place, const std::string& expected);
// Without what is there instead, where that is a text: it may be a secret.
Read refuse_kind(const Place& place, const std::string& expected);
Read refuse_unknown(const Place& key, const std::vector<std::string_view>& known);
std::optional<std::int64_t> whole_number(const Node& node);
// R"("irc", "caesar")"
std::string quoted_list(const std::vector<std::string_view>& names);

template <std::int64_t Min, std::int64_t Max>
struct Whole {
  template <typename T>
  Read read(const Place& place, T& into) const {
    static_assert(std::in_range<T>(Min) && std::in_range<T>(Max));
    const auto number = whole_number(place.node);
    if (!number || *number < Min || *number > Max) return refuse_value(place, takes());
    into = static_cast<T>(*number);
    return {};
  }
  std::string takes() const {
    return "a whole number from " + std::to_string(Min) + " to " + std::to_string(Max);
  }
  template <typename T>
  nlohmann::ordered_json print(T value) const {
    return value;
  }
};

struct Boolean {
  Read read(const Place& place, bool& into) const;
  std::string takes() const { return "true or false"; }
  nlohmann::ordered_json print(bool value) const { return value; }
};

struct Text {
  std::string_view expected;
  bool (*valid)(std::string_view);

  Read read(const Place& place, std::string& into) const;
  std::string takes() const { return std::string(expected); }
  nlohmann::ordered_json print(const std::string& value) const { return value; }
};

// A Text that an error does not repeat.
struct SecretText {
  std::string_view expected;
  bool (*valid)(std::string_view);

  Read read(const Place& place, std::string& into) const;
  std::string takes() const { return std::string(expected); }
  nlohmann::ordered_json print(const std::string& value) const { return value; }
};

// A network in its text form.
struct NetworkText {
  Read read(const Place& place, Network& into) const;
  std::string takes() const {
    return "an IP address or a network like 10.0.0.0/8 or 2001:db8::/32";
  }
  nlohmann::ordered_json print(const Network& value) const { return value.text(); }
};

// What `kind` takes, or null.
template <typename Kind>
struct OrNull {
  Kind kind;

  template <typename V>
  Read read(const Place& place, std::optional<V>& into) const {
    if (place.node.type == Node::Type::null) {
      into.reset();
      return {};
    }
    return kind.read(place, into.emplace());
  }
  std::string takes() const { return kind.takes(); }
  template <typename V>
  nlohmann::ordered_json print(const std::optional<V>& value) const {
    return value ? nlohmann::ordered_json(kind.print(*value)) : nlohmann::ordered_json();
  }
};

template <typename Enum>
struct Choice {
  std::vector<std::pair<std::string_view, Enum>> values;
  std::vector<std::pair<std::string_view, Enum>> aliases{};  // read, and never printed or named

  Read read(const Place& place, Enum& into) const {
    for (const auto* words : {&values, &aliases}) {
      for (const auto& [name, value] : *words) {
        if (place.node.type == Node::Type::string && place.node.text == name) {
          into = value;
          return {};
        }
      }
    }
    return refuse_value(place, takes());
  }
  std::string takes() const {
    std::vector<std::string_view> names;
    for (const auto& [name, value] : values) names.push_back(name);
    return "one of " + quoted_list(names);
  }
  nlohmann::ordered_json print(Enum wanted) const {
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& entry) { return entry.second == wanted; });
    return found == values.end() ? nlohmann::ordered_json() : nlohmann::ordered_json(found->first);
  }
};

// One row of the table: a key of the object T.
template <typename T>
struct Key {
  std::string_view name;
  std::string takes;      // of a table that documents its keys: what a value may be
  std::string_view help;  // then: one line of what it does
  std::function<Read(const Place&, T&)> read;
  std::function<nlohmann::ordered_json(const T&)> print;
  bool is_required = false;
  std::string_view condition;           // why it is refused where it does not apply
  bool (*applies)(const T&) = nullptr;  // null: always

  Key required() && {
    is_required = true;
    return std::move(*this);
  }
  Key only_if(bool (*holds)(const T&), std::string_view text) && {
    applies = holds;
    condition = text;
    return std::move(*this);
  }
  bool applies_to(const T& object) const { return applies == nullptr || applies(object); }
};

// The way from a T to the value of a key: a member, a member of that one, and so on.
template <typename T, typename Get>
struct Way {
  Get to;

  auto& operator()(auto& object) const { return to(object); }
};

template <typename T, typename V, typename... Members>
auto value_at(V T::*first, Members... members) {
  const auto to = [=](auto& object) -> auto& { return ((object.*first).*....*members); };
  return Way<T, decltype(to)>{to};
}

template <typename T, typename Get, typename Kind>
Key<T> key(std::string_view name, Way<T, Get> way, Kind kind) {
  Key<T> row;
  row.name = name;
  row.read = [=](const Place& place, T& object) { return kind.read(place, way(object)); };
  row.print = [=](const T& object) { return kind.print(way(object)); };
  return row;
}

template <typename T, typename V, typename Kind>
Key<T> key(std::string_view name, V T::*member, Kind kind) {
  return key(name, value_at(member), std::move(kind));
}

// Of a table that documents its keys.
template <typename Where, typename Kind>
auto key(std::string_view name, Where where, const Kind& kind, std::string_view help) {
  auto row = key(name, where, kind);
  row.takes = kind.takes();
  row.help = help;
  return row;
}

template <typename T>
class Object {
 public:
  explicit Object(std::vector<Key<T>> keys) : keys_(std::move(keys)) {}

  // Keys that are not given leave what `into` has.
  Read read(const Place& place, T& into) const {
    if (place.node.type != Node::Type::object) return refuse_kind(place, takes());
    for (const Node& child : place.node.children) {
      if (Read done = read_key(place, child, into); !done) return done;
    }
    for (const Key<T>& key : keys_) {
      const Node* given = place.node.find(key.name);
      if (given == nullptr && key.is_required && key.applies_to(into)) {
        return refuse(place.node.offset, place.path,
                      "the key \"" + std::string(key.name) + "\" is missing");
      }
      if (given != nullptr && !key.applies_to(into)) {
        return refuse(given->key_offset, path_of_key(place.path, given->raw_key),
                      std::string(key.condition));
      }
    }
    return {};
  }

  std::string takes() const { return "an object"; }
  const std::vector<Key<T>>& keys() const { return keys_; }

  nlohmann::ordered_json print(const T& object) const {
    auto printed = nlohmann::ordered_json::object();
    for (const Key<T>& key : keys_) {
      if (key.applies_to(object)) printed[std::string(key.name)] = key.print(object);
    }
    return printed;
  }

 private:
  Read read_key(const Place& object, const Node& child, T& into) const {
    const Place place{child, path_of_key(object.path, child.raw_key)};
    std::vector<std::string_view> known;
    for (const Key<T>& key : keys_) {
      if (key.name == child.key) return key.read(place, into);
      known.push_back(key.name);
    }
    return refuse_unknown(place, known);
  }

  std::vector<Key<T>> keys_;
};

template <typename Kind>
struct ListOf {
  Kind item;
  std::size_t items_max = std::numeric_limits<std::size_t>::max();

  template <typename V>
  Read read(const Place& place, std::vector<V>& into) const {
    if (place.node.type != Node::Type::list) return refuse_kind(place, "a list");
    if (place.node.children.size() > items_max) {
      return refuse(place.node.children[items_max].offset, path_of_item(place.path, items_max),
                    "at most " + std::to_string(items_max) + " items");
    }
    into.clear();
    for (const Node& child : place.node.children) {
      const Place at{child, path_of_item(place.path, into.size())};
      if (Read done = item.read(at, into.emplace_back()); !done) return done;
    }
    return {};
  }
  std::string takes() const {
    const bool is_bounded = items_max != std::numeric_limits<std::size_t>::max();
    return "a list" + (is_bounded ? " of at most " + std::to_string(items_max) : std::string()) +
           "; each item: " + item.takes();
  }
  template <typename V>
  nlohmann::ordered_json print(const std::vector<V>& values) const {
    auto printed = nlohmann::ordered_json::array();
    for (const V& value : values) printed.push_back(item.print(value));
    return printed;
  }
};

}  // namespace uvchat::json
