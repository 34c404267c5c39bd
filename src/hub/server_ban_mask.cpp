#include "hub/server_ban_mask.h"

#include <algorithm>

#include "hub/session.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/mask.h"

namespace uvchat::hub {
namespace {

bool is_mask_word(std::string_view text) {
  return !text.empty() && text.size() <= limits::mask_bytes_max &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return is_control(c) || c == ' ' || c == '!'; });
}

}  // namespace

std::string ban_fold(std::string_view text) {
  std::string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(), to_lower);
  return folded;
}

bool has_wildcards(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

std::optional<ServerBanMask> ServerBanMask::parse(ServerBanKind kind, std::string_view text) {
  if (!is_mask_word(text)) return std::nullopt;
  ServerBanMask mask;
  mask.kind = kind;
  if (kind == ServerBanKind::dline) {
    mask.network = Network::parse(text);
    if (!mask.network) return std::nullopt;
    return mask;
  }
  const std::size_t at = text.rfind('@');
  const bool has_user = at != std::string_view::npos;
  mask.user = has_user ? ban_fold(text.substr(0, at)) : "*";
  mask.host = ban_fold(text.substr(has_user ? at + 1 : 0));
  if (mask.user.empty() || mask.host.empty()) return std::nullopt;
  mask.network = Network::parse(mask.host);
  if (mask.network) mask.host = mask.network->text();
  // What was added to it counts as well.
  if (mask.text().size() > limits::mask_bytes_max) return std::nullopt;
  return mask;
}

std::string ServerBanMask::text() const {
  return kind == ServerBanKind::dline ? network->text() : user + "@" + host;
}

bool ServerBanMask::means(const Session& session) const {
  if (network && !network->contains(session.address)) return false;
  if (kind == ServerBanKind::dline) return true;
  if (!irc::glob_matches(user, ban_fold(session.user.user()))) return false;
  return network || irc::glob_matches(host, ban_fold(session.user.host())) ||
         irc::glob_matches(host, session.address.text());
}

}  // namespace uvchat::hub
