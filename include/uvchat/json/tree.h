#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

// JSON text as a tree that remembers where everything stands and keeps an object's keys in the
// file's order: what error messages need and a JSON DOM forgets. A key that is given twice is
// refused, and so is what is nested deeper than any file of ours: whoever walks such a tree would
// need a stack without an end. Messages quote the text so that a terminal can show it.

namespace uvchat::json {

struct Node {
  enum class Type : std::uint8_t { object, list, string, number, boolean, null };

  Type type = Type::null;
  std::size_t offset = 0;      // where the value begins in the text
  std::string_view raw;        // a plain value as it stands in the text
  std::string text;            // a string's value
  std::vector<Node> children;  // an object's or a list's, in the text's order

  // Of a child of an object:
  std::string key;
  std::string_view raw_key;  // without its quotes
  std::size_t key_offset = 0;

  const Node* find(std::string_view name) const;
};

// What is wrong, and where in the text. It becomes an Error when the file's name is put before it.
struct Fault {
  std::size_t offset = 0;
  std::string text;
};

// The depth of a tree that parse_tree() takes.
inline constexpr std::size_t depth_max = 16;  // the configuration itself needs 4

// True of a text that nests deeper than that: for who reads it into another kind of tree.
bool is_too_deep(std::string_view text);

// The nodes' views point into `text`.
tl::expected<Node, Fault> parse_tree(std::string_view text);

// A value in a message's words: as it stands in the file, or "an object", "a list".
std::string describe(const Node& node);

// "limits" and "flood" make "limits.flood"; "listen" and 1 make "listen[1]".
std::string path_of_key(const std::string& parent, std::string_view raw_key);
std::string path_of_item(const std::string& parent, std::size_t index);

// "LINE:COLUMN" of an offset.
std::string position_of(std::string_view text, std::size_t offset);

}  // namespace uvchat::json
