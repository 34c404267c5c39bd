#include "link/strict_tls.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "chat/file.h"
#include "chat/kept_file.h"
#include "chat/texts.h"
#include "uvchat/base/ascii.h"

namespace uvchat::cli {
namespace {

using Json = nlohmann::json;

// The same for all spellings.
std::string host_key(std::string_view host) {
  std::string key(host);
  std::transform(key.begin(), key.end(), key.begin(), to_lower);
  if (key.ends_with('.')) key.pop_back();
  return key;
}

tl::unexpected<Error> broken(const std::string& why) {
  return fail(fill(Text::policies_file_broken, {{"why", why}}));
}

Result<Json> parse_policies(std::string_view file) {
  auto root = parse_kept_file(file);
  if (!root) return broken(root.error().text);
  return root;
}

std::optional<TlsPolicy> policy_in(const Json& node) {
  if (!node.is_object()) return std::nullopt;
  const auto number = [&](const char* name, std::uint64_t max) -> std::optional<std::uint64_t> {
    const auto at = node.find(name);
    if (at == node.end() || !at->is_number_unsigned()) return std::nullopt;
    const auto value = at->get<std::uint64_t>();
    return value <= max ? std::optional(value) : std::nullopt;
  };
  const auto port = number("port", UINT16_MAX);
  const auto duration = number("duration", policy_duration_s_max);
  const auto until = number("until", std::uint64_t{INT64_MAX});
  if (!port || *port == 0 || !duration || !until) return std::nullopt;
  return TlsPolicy{static_cast<std::uint16_t>(*port), *duration, static_cast<std::int64_t>(*until)};
}

// All of them; an error where one cannot be read: it may be the one that matters.
Result<std::map<std::string, TlsPolicy>> policies_in(std::string_view file) {
  const auto root = parse_policies(file);
  if (!root) return tl::unexpected(root.error());
  std::map<std::string, TlsPolicy> policies;
  for (const auto& [host, node] : root->items()) {
    const auto policy = policy_in(node);
    if (!policy) return broken(fill(Text::kept_part_wrong, {{"part", host}}));
    policies[host_key(host)] = *policy;
  }
  return policies;
}

template <typename N>
std::optional<N> number_in(std::string_view text) {
  N value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) return std::nullopt;
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                  : std::nullopt;
}

// "port=6697,duration=300"
StsWords words_in(std::string_view value) {
  StsWords words;
  while (!value.empty()) {
    const std::string_view part = value.substr(0, value.find(','));
    value.remove_prefix(std::min(part.size() + 1, value.size()));
    const std::string_view name = part.substr(0, part.find('='));
    const std::string_view rest = part.substr(std::min(name.size() + 1, part.size()));
    if (name == "port") words.port = number_in<std::uint16_t>(rest).value_or(0);
    if (name == "duration") words.duration_s = number_in<std::uint64_t>(rest);
  }
  return words;
}

}  // namespace

bool may_have_policy(std::string_view host) {
  const std::string key = host_key(host);
  const bool is_here = key == "localhost" || key.ends_with(".localhost");
  // "::1%lo", and "127.1", which is an address, too.
  const std::string_view last = std::string_view(key).substr(key.rfind('.') + 1);
  const bool is_address = key.find(':') != key.npos || last.empty() || is_digit(last.front());
  return !is_here && !is_address;
}

Result<std::optional<TlsPolicy>> kept_policy(std::string_view file, std::string_view host,
                                             std::int64_t now_s) {
  const auto policies = policies_in(file);
  if (!policies) return tl::unexpected(policies.error());
  const auto at = policies->find(host_key(host));
  const bool holds = at != policies->end() && at->second.until_s > now_s;
  return holds ? std::optional(at->second) : std::nullopt;
}

Result<std::string> with_policy(std::string_view file, std::string_view host,
                                const std::optional<TlsPolicy>& policy, std::int64_t now_s) {
  auto policies = policies_in(file);
  if (!policies) return tl::unexpected(policies.error());
  policies->erase(host_key(host));
  std::erase_if(*policies, [&](const auto& each) { return each.second.until_s <= now_s; });
  while (policy && policies->size() >= policies_max) {
    policies->erase(std::min_element(
        policies->begin(), policies->end(),
        [](const auto& a, const auto& b) { return a.second.until_s < b.second.until_s; }));
  }
  if (policy) policies->emplace(host_key(host), *policy);
  Json root = Json::object();
  for (const auto& [name, kept] : *policies) {
    root[name] = {{"port", kept.port}, {"duration", kept.duration_s}, {"until", kept.until_s}};
  }
  return root.dump(2) + "\n";
}

std::optional<StsWords> sts_in(const irc::Message& message) {
  const bool tells = message.command == "CAP" && message.param_count > 2 &&
                     (message.param(1) == "LS" || message.param(1) == "NEW");
  if (!tells) return std::nullopt;
  std::string_view list = message.param(message.param_count - 1);
  while (!list.empty()) {
    const std::string_view word = list.substr(0, list.find(' '));
    list.remove_prefix(std::min(word.size() + 1, list.size()));
    if (word.starts_with("sts=")) return words_in(word.substr(4));
  }
  return std::nullopt;
}

Result<std::optional<TlsPolicy>> StrictTls::kept(std::int64_t now_s) const {
  if (host_.empty() || file_.empty()) return std::nullopt;
  return read_secret_file(file_).and_then(
      [&](const std::string& file) { return kept_policy(file, host_, now_s); });
}

Result<void> StrictTls::keep(const std::optional<TlsPolicy>& policy, std::int64_t now_s) const {
  if (file_.empty()) return {};
  return change_secret_file(
      file_, [&](const std::string& file) { return with_policy(file, host_, policy, now_s); });
}

Result<std::uint16_t> StrictTls::take(const irc::Message& message, const Seen& seen,
                                      std::int64_t now_s) {
  if (host_.empty() || (seen.is_local && spares_this_machine)) return std::uint16_t{0};
  const auto words = sts_in(message);
  if (!words) return std::uint16_t{0};
  if (!seen.has_tls) return words->port;
  if (!seen.is_believed || !words->duration_s) return std::uint16_t{0};
  const std::uint64_t duration_s = std::min(*words->duration_s, policy_duration_s_max);
  const TlsPolicy policy{seen.port, duration_s, now_s + static_cast<std::int64_t>(duration_s)};
  told_ = duration_s == 0 ? std::nullopt : std::optional(policy);
  return keep(told_, now_s).map([] { return std::uint16_t{0}; });
}

Result<void> StrictTls::visited(std::int64_t now_s) {
  auto told = std::exchange(told_, std::nullopt);
  if (!told) return {};
  told->until_s = now_s + static_cast<std::int64_t>(told->duration_s);
  return keep(told, now_s);
}

}  // namespace uvchat::cli
