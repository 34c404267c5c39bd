#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What stands behind /search as a question: words, with from:NICK, after:DATE and before:DATE among
// them, as the page has it.

namespace uvchat::cli {

struct Entry;

struct SearchWords {
  std::string typed;                           // all of it
  std::string text;                            // without those parts
  std::string from;                            // a nick; empty: whoever said it
  std::optional<std::int64_t> after_ms = {};   // Unix time: from this day on
  std::optional<std::int64_t> before_ms = {};  // until this day begins

  // The server looks for words, or for what somebody has said.
  bool has_subject() const { return !text.empty() || !from.empty(); }
};

// A DATE is YYYY-MM-DD, in local time. What looks like such a part and is none belongs to the text.
SearchWords search_words(std::string_view typed);
// "SEARCH ...": what to send.
std::string search_line(std::string_view room, const SearchWords& words, std::size_t lines);
// Whether the entry is what is looked for, in the client: any part of its text, or its nick.
bool is_searched(const Entry& entry, const SearchWords& words);
// Whether its text has it.
bool has_searched_text(const Entry& entry, const SearchWords& words);
// How such parts begin, in every language: "from:".
std::vector<std::string_view> search_keys();
// The one that the word begins with, where a nick stands behind it; empty: none.
std::string_view nick_key_of(std::string_view word);

}  // namespace uvchat::cli
