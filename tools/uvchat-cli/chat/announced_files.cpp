#include "chat/announced_files.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "chat/amounts.h"
#include "chat/client_state.h"
#include "chat/file_url.h"
#include "chat/text.h"
#include "chat/transfers.h"
#include "chat/wrap.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

constexpr std::size_t announced_max = 20;
constexpr std::size_t announcement_bytes_max = 2000;

bool is_of_somebody(const Entry& entry) {
  return entry.kind == EntryKind::said || entry.kind == EntryKind::acted ||
         entry.kind == EntryKind::noticed;
}

bool is_of_server(const ClientState& chat, const cipher::FileLink& link) {
  const auto host = parse_file_url(chat.server.file_host());
  return host && same_origin(*host, link.url);
}

// The file that the whole text announces.
std::optional<cipher::FileLink> announced_in(const ClientState& chat, const std::string& text) {
  if (!text.starts_with("http") || text.size() > announcement_bytes_max) return std::nullopt;
  auto link = link_in(chat, text);
  const bool is_announced = link && (link->key || is_of_server(chat, *link));
  return is_announced ? std::move(link) : std::nullopt;
}

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

// The last part of its URL. Of an id, as servers give it, the first digits tell it from others.
std::string name_in_url(const std::string& url) {
  constexpr std::size_t id_digits = 32;
  constexpr std::size_t shown_digits = 8;
  std::string name = url.substr(0, url.find('?'));
  name = name.substr(name.rfind('/') + 1);
  const std::size_t end = std::min(name.find('.'), name.size());
  const bool is_id =
      end == id_digits && std::all_of(name.begin(), name.begin() + id_digits, is_hex);
  return is_id ? name.substr(0, shown_digits) + "…" + name.substr(end) : name;
}

// What a long name ends with says what it is: a part before that goes.
std::string fitted_name(const std::string& name) {
  constexpr std::size_t shown_columns = 60;
  constexpr std::size_t ending_bytes_max = 16;
  if (columns_of(name) <= shown_columns) return name;
  const std::size_t dot = std::min(name.rfind('.'), name.size());
  const bool has_ending = name.size() - dot <= ending_bytes_max;
  const std::string ending = has_ending ? name.substr(dot) : std::string();
  std::string fitted;  // ends in "…"
  for (const Cell& cell : cut(name, shown_columns - columns_of(ending))) append(fitted, cell);
  return fitted + ending;
}

std::string name_of(const ClientState& chat, const cipher::FileLink& link) {
  if (!link.name.empty()) return link.name;
  for (const auto& [url, name] : chat.downloads.names) {
    if (url == link.url) return name;
  }
  std::string name = name_in_url(link.url);
  return name.empty() ? link.url : name;
}

}  // namespace

std::optional<cipher::FileLink> link_in(const ClientState& chat, std::string_view text) {
  auto link = cipher::parse_file_link(text);
  const auto url = link ? parse_file_url(link->url) : std::nullopt;
  const bool is_fetched_from =
      url &&
      (url->has_tls || (is_this_machine(url->host) && is_this_machine(host_of_server(chat))));
  return is_fetched_from ? std::move(link) : std::nullopt;
}

std::string why_no_file(std::string_view text) {
  const std::size_t hash = std::min(text.find('#'), text.size());
  const std::string_view url = text.substr(0, hash);
  const bool is_key_damaged = text.substr(hash).find("aes1=") != std::string_view::npos &&
                              cipher::parse_file_link(url) && !cipher::parse_file_link(text);
  return is_key_damaged ? cli::text(Text::file_key_damaged)
                        : fill(Text::no_file_url, {{"url", printable(url)}});
}

void describe_file(const ClientState& chat, Entry& entry) {
  const bool may_announce = is_of_somebody(entry) && entry.announced.empty() &&
                            entry.seal != Seal::unreadable && !entry.is_taken_back;
  auto link = may_announce ? announced_in(chat, entry.text) : std::nullopt;
  if (!link) return;
  const std::string name = announced_name(chat, *link);
  std::string described = link->size ? fill(Text::file_announced_sized,
                                            {{"file", name}, {"bytes", bytes_text(*link->size)}})
                                     : fill(Text::file_announced, {{"file", name}});
  entry.announced = std::exchange(entry.text, std::move(described));
  entry.styles.clear();
  if (!link->key) entry.leads_to = link->url;
}

std::vector<const Entry*> announcing_entries(const Talk& talk) {
  std::vector<const Entry*> found;
  const auto& entries = talk.room.entries;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (found.size() == announced_max) break;
    if (!entry->announced.empty() && !entry->refused) found.push_back(&*entry);
  }
  return found;
}

std::string shown_file_name(const ClientState& chat, const cipher::FileLink& link) {
  return fitted_name(printable(name_of(chat, link)));
}

std::string announced_name(const ClientState& chat, const cipher::FileLink& link) {
  const auto elsewhere = is_of_server(chat, link) ? std::nullopt : parse_file_url(link.url);
  const std::string name = shown_file_name(chat, link);
  return elsewhere ? name + " (" + printable(elsewhere->host) + ")" : name;
}

Result<std::string> announcement_of(const Talk& talk, std::string_view which) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(which.data(), which.data() + which.size(), number);
  if (error != std::errc() || end != which.data() + which.size()) return std::string(which);
  const auto& entries = talk.room.entries;
  const auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& each) {
    return !each.announced.empty() && each.file_number == number;
  });
  if (entry != entries.end()) return entry->announced;
  return fail(fill(Text::no_such_file, {{"number", std::string(which)}}));
}

}  // namespace uvchat::cli
