#include "server/ban_file.h"

#include <filesystem>
#include <limits>

#include "server/file.h"
#include "uvchat/json/keys.h"
#include "uvchat/json/tree.h"

namespace uvchat::server {
namespace {

using namespace json;

constexpr std::size_t ban_file_bytes_max = std::size_t{64} * 1024 * 1024;

struct Bans {
  std::vector<ServerBan> bans;
};

bool is_some(std::string_view text) { return !text.empty(); }
bool is_any(std::string_view) { return true; }

Object<ServerBan> ban_keys() {
  using T = ServerBan;
  using Time = Whole<0, std::numeric_limits<std::int64_t>::max()>;
  return Object<T>({
      key("kind", &T::kind,
          Choice<ServerBanKind>{{{"kline", ServerBanKind::kline}, {"dline", ServerBanKind::dline}}})
          .required(),
      key("mask", &T::mask, Text{"a mask", is_some}).required(),
      key("reason", &T::reason, Text{"a text", is_any}),
      key("set_by", &T::set_by, Text{"a text", is_any}),
      key("set_ms", &T::set_ms, Time{}),
      key("expires_ms", &T::expires_ms, Time{}),
  });
}

const Object<Bans>& ban_table() {
  static const Object<Bans> table(
      {key("bans", &Bans::bans, ListOf<Object<ServerBan>>{ban_keys()}).required()});
  return table;
}

}  // namespace

Result<std::vector<ServerBan>> load_bans(const std::string& path, std::int64_t wall_ms) {
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return std::vector<ServerBan>();
  const auto text = read_file(path, ban_file_bytes_max);
  if (!text) return tl::unexpected(text.error());
  const auto refused = [&](const Fault& fault) {
    return fail(path + ":" + position_of(*text, fault.offset) + ": " + fault.text);
  };
  const auto root = parse_tree(*text);
  if (!root) return refused(root.error());
  Bans read;
  if (const Read done = ban_table().read({*root, ""}, read); !done) return refused(done.error());
  std::erase_if(read.bans, [&](const ServerBan& ban) {
    return ban.expires_ms != 0 && ban.expires_ms <= wall_ms;
  });
  return std::move(read.bans);
}

Result<void> save_bans(const std::string& path, const std::vector<ServerBan>& bans) {
  using nlohmann::ordered_json;
  // What a client called a reason may be no UTF-8, and a ban must not fail for that.
  const std::string text =
      ban_table().print({bans}).dump(2, ' ', false, ordered_json::error_handler_t::replace);
  return replace_file(path, text + "\n");
}

}  // namespace uvchat::server
