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

// The words of which the table of keys is made. A *kind* knows what may stand at one place of the
// file: `read` checks a node and stores its value, `print` gives the value back as JSON. Kinds are
// plain values and compose: an Object has a kind for each key, a ListOf has one for its items.

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
    if (!number || *number < Min || *number > Max) {
      return refuse_value(
          place, "a whole number from " + std::to_string(Min) + " to " + std::to_string(Max));
    }
    into = static_cast<T>(*number);
    return {};
  }
  template <typename T>
  nlohmann::ordered_json print(T value) const {
    return value;
  }
};

struct Boolean {
  Read read(const Place& place, bool& into) const;
  nlohmann::ordered_json print(bool value) const { return value; }
};

struct Text {
  std::string_view expected;
  bool (*valid)(std::string_view);

  Read read(const Place& place, std::string& into) const;
  nlohmann::ordered_json print(const std::string& value) const { return value; }
};

// A Text that an error does not repeat.
struct SecretText {
  std::string_view expected;
  bool (*valid)(std::string_view);

  Read read(const Place& place, std::string& into) const;
  nlohmann::ordered_json print(const std::string& value) const { return value; }
};

// A network in its text form.
struct NetworkText {
  Read read(const Place& place, Network& into) const;
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
  template <typename V>
  nlohmann::ordered_json print(const std::optional<V>& value) const {
    return value ? nlohmann::ordered_json(kind.print(*value)) : nlohmann::ordered_json();
  }
};

template <typename Enum>
struct Choice {
  std::vector<std::pair<std::string_view, Enum>> values;

  Read read(const Place& place, Enum& into) const {
    std::vector<std::string_view> names;
    for (const auto& [name, value] : values) {
      if (place.node.type == Node::Type::string && place.node.text == name) {
        into = value;
        return {};
      }
      names.push_back(name);
    }
    return refuse_value(place, "one of " + quoted_list(names));
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

template <typename T, typename V, typename Kind>
Key<T> key(std::string_view name, V T::*member, Kind kind) {
  Key<T> row;
  row.name = name;
  row.read = [=](const Place& place, T& object) { return kind.read(place, object.*member); };
  row.print = [=](const T& object) { return kind.print(object.*member); };
  return row;
}

template <typename T>
class Object {
 public:
  explicit Object(std::vector<Key<T>> keys) : keys_(std::move(keys)) {}

  // Keys that are not given leave what `into` has.
  Read read(const Place& place, T& into) const {
    if (place.node.type != Node::Type::object) {
      return refuse_kind(place, "an object");
    }
    for (const Node& child : place.node.children) {
      if (Read done = read_key(place, child, into); !done) {
        return done;
      }
    }
    for (const Key<T>& key : keys_) {
      const Node* given = place.node.find(key.name);
      if (given == nullptr && key.is_required) {
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

  nlohmann::ordered_json print(const T& object) const {
    auto printed = nlohmann::ordered_json::object();
    for (const Key<T>& key : keys_) {
      if (key.applies_to(object)) {
        printed[std::string(key.name)] = key.print(object);
      }
    }
    return printed;
  }

 private:
  Read read_key(const Place& object, const Node& child, T& into) const {
    const Place place{child, path_of_key(object.path, child.raw_key)};
    std::vector<std::string_view> known;
    for (const Key<T>& key : keys_) {
      if (key.name == child.key) {
        return key.read(place, into);
      }
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
    if (place.node.type != Node::Type::list) {
      return refuse_kind(place, "a list");
    }
    if (place.node.children.size() > items_max) {
      return refuse(place.node.children[items_max].offset, path_of_item(place.path, items_max),
                    "at most " + std::to_string(items_max) + " items");
    }
    into.clear();
    for (const Node& child : place.node.children) {
      const Place at{child, path_of_item(place.path, into.size())};
      if (Read done = item.read(at, into.emplace_back()); !done) {
        return done;
      }
    }
    return {};
  }
  template <typename V>
  nlohmann::ordered_json print(const std::vector<V>& values) const {
    auto printed = nlohmann::ordered_json::array();
    for (const V& value : values) {
      printed.push_back(item.print(value));
    }
    return printed;
  }
};

}  // namespace uvchat::json
