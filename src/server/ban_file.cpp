#include "server/ban_file.h"

#include "hub/server_bans.h"
#include "server/cloak_key.h"
#include "server/file.h"
#include "uvchat/base/limits.h"
#include "uvchat/json/keys.h"
#include "uvchat/json/tree.h"

namespace uvchat::server {
namespace {

using namespace json;

constexpr std::int64_t year_10000_ms = 253'402'300'800'000;  // to which dates have four digits
constexpr std::size_t ban_file_bytes_max = std::size_t{64} * 1024 * 1024;

struct Bans {
  std::vector<ServerBan> bans;
};

// It becomes part of a line.
bool is_line(std::string_view text) {
  return text.size() <= limits::line_bytes_max &&
         text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}
bool is_mask(std::string_view text) { return !text.empty() && is_line(text); }

Object<ServerBan> ban_keys() {
  using T = ServerBan;
  using Time = Whole<0, year_10000_ms>;
  return Object<T>({
      key("kind", &T::kind,
          Choice<ServerBanKind>{{{"kline", ServerBanKind::kline}, {"dline", ServerBanKind::dline}}})
          .required(),
      key("mask", &T::mask, Text{"a mask", is_mask}).required(),
      key("reason", &T::reason, Text{"one line", is_line}),
      key("set_by", &T::set_by, Text{"one line", is_line}),
      key("set_ms", &T::set_ms, Time{}),
      key("expires_ms", &T::expires_ms, Time{}),
  });
}

std::size_t at(ServerBanKind kind) { return static_cast<std::size_t>(kind); }

const Object<Bans>& ban_table() {
  static const Object<Bans> table(
      {key("bans", &Bans::bans, ListOf<Object<ServerBan>>{ban_keys()}).required()});
  return table;
}

// Each as the hub would keep it; one whose mask is none stays as it was written.
Read take_into_use(const Node& list, std::vector<ServerBan>& bans) {
  hub::ServerBans hub_bans(random_key());
  for (std::size_t at = 0; at < bans.size(); ++at) {
    const Node& mask = *list.children[at].find("mask");
    const std::string path = path_of_item("bans", at) + ".mask";
    const auto parsed = hub::ServerBanMask::parse(bans[at].kind, bans[at].mask);
    if (!parsed) continue;
    bans[at].mask = parsed->text();
    if (hub_bans.find(bans[at].kind, bans[at].mask) != nullptr) {
      return refuse(mask.offset, path, "the same mask as in an item before it");
    }
    if (const auto why = hub_bans.add(bans[at])) {
      return refuse(mask.offset, path, std::string(*why));
    }
  }
  return {};
}

}  // namespace

bool is_usable(const ServerBan& ban) {
  return hub::ServerBanMask::parse(ban.kind, ban.mask).has_value() && is_line(ban.reason) &&
         is_line(ban.set_by);
}

bool is_over(const ServerBan& ban, std::int64_t wall_ms) {
  return !hub::ServerBans::holds(ban, wall_ms);
}

Result<std::vector<ServerBan>> load_bans(const std::string& path, std::int64_t wall_ms) {
  const auto text = read_file_if_there(path, ban_file_bytes_max, Links::refused);
  if (!text) return tl::unexpected(text.error());
  if (!*text) return std::vector<ServerBan>();
  const auto refused = [&](const Fault& fault) {
    return fail(path + ":" + position_of(**text, fault.offset) + ": " + fault.text);
  };
  const auto root = parse_tree(**text);
  if (!root) return refused(root.error());
  Bans read;
  if (const Read done = ban_table().read({*root, ""}, read); !done) return refused(done.error());
  if (const Read done = take_into_use(*root->find("bans"), read.bans); !done) {
    return refused(done.error());
  }
  std::erase_if(read.bans, [&](const ServerBan& ban) { return is_over(ban, wall_ms); });
  return std::move(read.bans);
}

KeptBans::KeptBans(const std::vector<ServerBan>& bans) {
  for (const ServerBan& ban : bans) change({ban});
}

void KeptBans::change(const store::ChangeBan& change) {
  remove(change.ban.kind, change.ban.mask);
  if (change.lifted) return;
  by_mask_[at(change.ban.kind)][change.ban.mask] = ++set_;
  in_order_.emplace_hint(in_order_.end(), set_, change.ban);
}

std::vector<ServerBan> KeptBans::all() const {
  std::vector<ServerBan> bans;
  for (const auto& [number, ban] : in_order_) bans.push_back(ban);
  return bans;
}

void KeptBans::remove(ServerBanKind kind, const std::string& mask) {
  const auto found = by_mask_[at(kind)].find(mask);
  if (found == by_mask_[at(kind)].end()) return;
  in_order_.erase(found->second);
  by_mask_[at(kind)].erase(found);
}

Result<void> KeptBans::save(const std::string& path, std::int64_t wall_ms) {
  std::erase_if(in_order_, [&](const auto& entry) {
    const ServerBan& ban = entry.second;
    return is_over(ban, wall_ms) && by_mask_[at(ban.kind)].erase(ban.mask) > 0;
  });
  const Object<ServerBan> keys = ban_keys();
  std::string text = "{\"bans\": [";
  for (const auto& [number, ban] : in_order_) {
    text.append(text.ends_with('[') ? "\n  " : ",\n  ");
    // What a client called a reason may be no UTF-8, and a ban must not fail for that.
    text += keys.print(ban).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
  text.append("\n]}\n");
  if (text.size() > ban_file_bytes_max) {
    return fail(path + ": cannot be written: larger than " + std::to_string(ban_file_bytes_max) +
                " bytes");
  }
  return replace_file(path, text);
}

}  // namespace uvchat::server
