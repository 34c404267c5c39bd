#include "uvchat/json/tree.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>
#include <utility>

#include "uvchat/base/utf8.h"

namespace uvchat::json {
namespace {

using Type = Node::Type;

constexpr std::size_t quoted_bytes_max = 60;
constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view blanks_and_separators = " \t\r\n,:";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct Span {
  std::size_t begin;
  std::size_t end;
};

std::size_t end_of_string(std::string_view text, std::size_t begin) {
  std::size_t at = begin + 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

// The first token at or after `from`. The parser has read it already and says what it is, but not
// where it stands.
Span token_after(std::string_view text, std::size_t from, std::string_view skipped) {
  const std::size_t begin = std::min(text.find_first_not_of(skipped, from), text.size());
  if (begin == text.size()) return {begin, begin};
  if (text[begin] == '"') return {begin, end_of_string(text, begin)};
  if (std::string_view("{}[],:").find(text[begin]) != std::string_view::npos) {
    return {begin, begin + 1};
  }
  return {begin, std::min(text.find_first_of(" \t\r\n,:{}[]\"", begin), text.size())};
}

std::string clip(std::string_view text) {
  if (text.size() <= quoted_bytes_max) return printable(text);
  return printable(utf8_cut(text, quoted_bytes_max)) + "...";
}

// The second one, in the text's order, of the first two children that have the same key.
const Node* second_of_equal_keys(const Node& object) {
  std::vector<const Node*> by_key;
  by_key.reserve(object.children.size());
  for (const Node& child : object.children) by_key.push_back(&child);
  std::sort(by_key.begin(), by_key.end(), [](const Node* a, const Node* b) {
    return std::tie(a->key, a->offset) < std::tie(b->key, b->offset);
  });
  const Node* second = nullptr;
  for (std::size_t i = 1; i < by_key.size(); ++i) {
    if (by_key[i]->key == by_key[i - 1]->key &&
        (second == nullptr || by_key[i]->offset < second->offset)) {
      second = by_key[i];
    }
  }
  return second;
}

// "[json...] parse error at line 1, column 2: syntax error while parsing value - invalid literal;
// last read: 'nul'" -> "invalid literal"
std::string reason_of(std::string_view what) {
  const std::size_t dash = what.find(" - ");
  if (dash != std::string_view::npos) what.remove_prefix(dash + 3);
  return std::string(what.substr(0, what.find("; last read: ")));
}

// Of "unexpected '{'; expected ']'": a value follows another one.
bool lacks_comma(std::string_view reason) {
  const bool is_in_row = reason.ends_with("expected ']'") || reason.ends_with("expected '}'");
  const bool is_value = reason.starts_with("unexpected '{'") ||
                        reason.starts_with("unexpected '['") ||
                        reason.find(" literal; ") != std::string_view::npos;
  return is_in_row && is_value;
}

// Each callback stands for exactly one token, so a cursor that goes from token to token knows where
// the value of each callback begins.
class TreeBuilder final : public nlohmann::json::json_sax_t {
 public:
  explicit TreeBuilder(std::string_view text) : text_(text) {}

  bool null() override { return plain(Type::null); }
  bool boolean(bool) override { return plain(Type::boolean); }
  bool number_integer(number_integer_t) override { return plain(Type::number); }
  bool number_unsigned(number_unsigned_t) override { return plain(Type::number); }
  bool number_float(number_float_t, const string_t&) override { return plain(Type::number); }
  bool string(string_t& value) override {
    add(Type::string).text = value;
    return true;
  }
  bool binary(binary_t&) override { return false; }  // JSON text has none

  bool start_object(std::size_t) override { return open(Type::object); }
  bool start_array(std::size_t) override { return open(Type::list); }
  bool end_object() override {
    if (const Node* second = second_of_equal_keys(*open_.back()); second != nullptr) {
      return refuse(second->key_offset, path_of_key(path_of_current(), second->raw_key),
                    "given twice");
    }
    return close();
  }
  bool end_array() override { return close(); }

  bool key(string_t& value) override {
    const Span token = next_token();
    key_ = value;
    raw_key_ = text_.substr(token.begin + 1, token.end - token.begin - 2);
    key_offset_ = token.begin;
    return true;
  }

  bool parse_error(std::size_t chars_read, const std::string&,
                   const nlohmann::json::exception& error) override {
    const Span token = token_after(text_, end_, blanks_and_separators);
    if (error.id == 406) {  // a number that no double can hold
      return refuse(token.begin, "number too large: " +
                                     clip(text_.substr(token.begin, token.end - token.begin)));
    }
    const std::string reason = reason_of(error.what());
    const bool complete_token = reason.starts_with("unexpected");
    return refuse(complete_token ? begin_of_token_before(chars_read) : token.begin,
                  "syntax error: " + reason +
                      (lacks_comma(reason) ? ": is a comma missing in front of it?" : ""));
  }

  tl::expected<Node, Fault> finish() && {
    if (fault_) return tl::unexpected(std::move(*fault_));
    return std::move(root_);
  }

 private:
  Span next_token() {
    const Span token = token_after(text_, end_, blanks_and_separators);
    end_ = token.end;
    return token;
  }

  Node& add(Type type) {
    const Span token = next_token();
    Node& node = open_.empty() ? root_ : open_.back()->children.emplace_back();
    node.type = type;
    node.offset = token.begin;
    node.raw = text_.substr(token.begin, token.end - token.begin);
    node.key = std::exchange(key_, {});
    node.raw_key = std::exchange(raw_key_, {});
    node.key_offset = key_offset_;
    return node;
  }

  bool plain(Type type) {
    add(type);
    return true;
  }

  bool open(Type type) {
    if (open_.size() == depth_max) {
      return refuse(next_token().begin, "nested more than " + std::to_string(depth_max) + " deep");
    }
    // The pointer stays good: its siblings come only after it is closed.
    open_.push_back(&add(type));
    return true;
  }

  bool close() {
    next_token();
    open_.pop_back();
    return true;
  }

  // Tokens written without anything between them ("truefalse") are one for the cursor, which then
  // is already past what the parser complains about.
  std::size_t begin_of_token_before(std::size_t chars_read) const {
    if (end_ >= chars_read) return chars_read - 1;
    Span token{end_, end_};
    do {
      token = token_after(text_, token.end, blanks);
    } while (token.end < chars_read && token.begin < text_.size());
    return token.begin;
  }

  bool refuse(std::size_t offset, const std::string& what) {
    return refuse(offset, path_of_current(), what);
  }

  bool refuse(std::size_t offset, const std::string& path, const std::string& what) {
    fault_ = Fault{offset, path.empty() ? what : path + ": " + what};
    return false;
  }

  std::string path_of_current() const {
    std::string path;
    for (std::size_t depth = 0; depth < open_.size(); ++depth) {
      const Node& parent = *open_[depth];
      const bool last = depth + 1 == open_.size();
      if (parent.type == Type::list) {
        path = path_of_item(path, parent.children.size() - (last ? 0 : 1));
      } else if (const auto name = last ? raw_key_ : open_[depth + 1]->raw_key; !name.empty()) {
        path = path_of_key(path, name);
      }
    }
    return path;
  }

  std::string_view text_;
  std::size_t end_ = 0;  // of the last token taken
  Node root_;
  std::vector<Node*> open_;
  std::string key_;
  std::string_view raw_key_;
  std::size_t key_offset_ = 0;
  std::optional<Fault> fault_;
};

}  // namespace

const Node* Node::find(std::string_view name) const {
  const auto found = std::find_if(children.begin(), children.end(),
                                  [&](const Node& child) { return child.key == name; });
  return found == children.end() ? nullptr : &*found;
}

bool is_too_deep(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') {
      at = end_of_string(text, at) - 1;
    } else if (text[at] == '{' || text[at] == '[') {
      if (++depth > depth_max) return true;
    } else if ((text[at] == '}' || text[at] == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

tl::expected<Node, Fault> parse_tree(std::string_view text) {
  if (text.starts_with(byte_order_mark)) {
    return tl::unexpected(Fault{0, "expected UTF-8 without a byte order mark"});
  }
  // The parser takes a NUL for the end and would not look at what follows.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return tl::unexpected(Fault{nul, "syntax error: unexpected NUL byte"});
  }
  TreeBuilder builder(text);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return std::move(builder).finish();
}

std::string describe(const Node& node) {
  switch (node.type) {
    case Type::object:
      return "an object";
    case Type::list:
      return node.children.empty() ? "an empty list" : "a list";
    default:
      return clip(node.raw);
  }
}

std::string path_of_key(const std::string& parent, std::string_view raw_key) {
  return parent.empty() ? clip(raw_key) : parent + "." + clip(raw_key);
}

std::string path_of_item(const std::string& parent, std::size_t index) {
  return parent + "[" + std::to_string(index) + "]";
}

std::string position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
  return std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace uvchat::json
