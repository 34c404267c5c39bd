#include "server/config_table.h"

#include <cstdint>
#include <initializer_list>
#include <utility>

#include "server/config_rows.h"
#include "server/config_values.h"
#include "server/spam_filter_keys.h"
#include "uvchat/base/limits.h"

namespace uvchat::server {
namespace {

constexpr std::int64_t gibibyte = std::int64_t{1} << 30;
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::size_t rooms_max = 1'000;
constexpr std::int64_t slots_max = 1 << 24;  // a ConnId has 24 bits for a slot

std::vector<Row> server_rows() {
  using H = hub::HubSettings;
  const Choice<irc::Casemapping> casemappings{
      {{"ascii", irc::Casemapping::ascii}, {"precis", irc::Casemapping::precis}}};
  return {
      row("server.name", hub(&H::server_name),
          Text{"a host name of 1 to 63 letters, digits, dots and hyphens", is_host_name}, restart,
          "the server's own name"),
      row("server.description", hub(&H::description),
          Text{"one line of at most 150 bytes", is_description}, live,
          "a line about the server, for the welcome"),
      row("server.network", hub(&H::network), Text{"1 to 63 bytes without spaces", is_network_name},
          restart, "the network's name"),
      row("server.motd", hub(&H::motd),
          ListOf<Text>{{"one line of at most 400 bytes", is_server_line}}, live,
          "the message of the day, an item for each line"),
      row("server.admin", hub(&H::admin),
          ListOf<Text>{{"one line of at most 400 bytes", is_server_line}, 3}, live,
          "what ADMIN says: up to three lines, for example place, organisation, mail address"),
      row("server.icon", hub(&H::icon),
          OrNull<Text>{{"null or an https URL of at most 200 bytes without spaces", is_icon}}, live,
          "the URL of the network's picture"),
      row("server.password", hub(&H::password),
          OrNull<SecretText>{{"null or one line of 1 to 200 bytes", is_password}}, live,
          "what clients must say with PASS; the page asks for it"),
      row("server.io_threads", value_at(&Config::io_threads), Whole<0, 64>{}, restart,
          "I/O loops. 0: one on up to two cores, else one less than there are cores, at most 16"),
      row("server.io_uring", loop(&net::LoopSettings::io_uring), Boolean{}, restart,
          "what 32 or more clients are sent at the same moment goes with one system call, where "
          "the "
          "system allows it ([io_uring](operators.md#io_uring)). `STATS t` tells whether it does"),
      row("server.casemapping", hub(&H::casemapping), casemappings, restart,
          "which names are valid, and which are the same. `precis`: letters and digits of any "
          "script, in capitals or not, and a nick or a channel that looks like another is taken; "
          "`ascii`: nicks are ASCII, and only A-Z and a-z are the same"),
      row("server.cloak_hosts", hub(&H::cloak_hosts), Boolean{}, restart,
          "other users see a keyed hash instead of a user's address"),
      row("server.default_user_modes", hub(&H::default_user_modes),
          Text{"letters out of iwBT, each at most once", is_user_modes}, live,
          "modes that users have from the start"),
      row("server.client_tags_denied", hub(&H::client_tags_denied),
          ListOf<Text>{{"\"*\", a tag's name without its '+', or that name behind a '-'; of at "
                        "most 30 bytes",
                        is_denied_tag},
                       6},
          live,
          "client-only tags that are not relayed: each by its name, or all by `\"*\"`, which comes "
          "first. Behind it `-NAME` names one that is relayed"),
      row("server.spam_filters", value_at(&Config::spam_filters),
          ListOf<Object<hub::SpamFilterSettings>>{spam_filter_keys(), limits::filters_max}, live,
          ""),
  };
}

Object<ListenerConfig> listener_keys() {
  using L = ListenerConfig;
  using N = net::ListenerSettings;
  using net::Protocol;
  const auto has_classroom = [](const L& listener) { return listener.is_classroom(); };
  const auto has_http = [](const L& listener) { return listener.is_http(); };
  const auto has_port = [](const L& listener) { return !listener.net.is_unix(); };
  const auto is_unix = [](const L& listener) { return listener.net.is_unix(); };
  using net::ProxyUse;
  constexpr std::string_view otherwise = "only a listener with \"protocol\": \"caesar\" has it";
  return Object<L>({
      key("protocol", value_at(&L::net, &N::profile, &net::Profile::protocol),
          Choice<Protocol>{
              {{"irc", Protocol::irc}, {"caesar", Protocol::classroom}, {"http", Protocol::http}},
              {{"classroom", Protocol::classroom}}},
          "`caesar` is for the classroom's clients, and may be called `classroom`. `http` is for "
          "browsers: IRC over WebSocket, and the files of `http.folder`")
          .required(),
      key("address", value_at(&L::net, &N::address),
          Text{"a numeric IPv4 or IPv6 address, or \"unix:\" and a path", is_listen_address},
          "where it listens. `unix:/run/uvchat/irc.sock`: on a unix socket, whose clients count as "
          "ones of 127.0.0.1. A relative path counts from the folder of the configuration file"),
      key("port", value_at(&L::net, &N::port), Whole<0, 65'535>{},
          "0 takes a free one; the server prints which. A unix socket has none")
          .required()
          .only_if(has_port, "a listener on a unix socket has no port"),
      key("mode", &L::mode, Text{"four octal digits, like 0660", is_file_mode},
          "unix sockets only: who may connect, as chmod takes it")
          .only_if(is_unix, "only a listener on a unix socket has it"),
      key("tls", value_at(&L::net, &N::tls), Boolean{},
          "its clients connect with TLS and are shown `tls.certificate`; without TLS it takes "
          "none"),
      key("proxy", value_at(&L::net, &N::proxy),
          Choice<ProxyUse>{{{"off", ProxyUse::off},
                            {"accepted", ProxyUse::accepted},
                            {"required", ProxyUse::required}}},
          "whether a connection begins with a header of the PROXY protocol, version 1 or 2, which "
          "says whose it is ([Behind a proxy](operators.md#behind-a-proxy)). `accepted`: that of a "
          "proxy (`proxies`) may, and anybody else's does not. `required`: it must, and nobody "
          "else "
          "is let in"),
      key("admin", value_at(&L::net, &N::is_for_operators), Boolean{},
          "`http` only: it shows operators' programs `/metrics` and `/readyz`, has the admin API "
          "([The admin API](operators.md#the-admin-api)), and serves nothing else. Give it an "
          "address that nobody else reaches. Where no listener has it, the server makes one of its "
          "own: the unix socket `admin.sock` in the state directory")
          .only_if(has_http, "only a listener with \"protocol\": \"http\" has it"),
      key("room", &L::room, Text{"a channel's name, beginning with #", is_room},
          "`caesar` only: the room of its clients")
          .only_if(has_classroom, otherwise),
      key("shift", value_at(&L::net, &N::profile, &net::Profile::shift), Whole<0, 25>{},
          "`caesar` only: the places by which letters are rotated")
          .only_if(has_classroom, otherwise),
      key("password", &L::password, Boolean{},
          "`caesar` only. Its clients cannot say a password: where there is a `server.password`, "
          "this must be false, and they get in without it")
          .only_if(has_classroom, otherwise),
  });
}

std::vector<Row> connection_rows() {
  using A = AddressLimits;
  using F = FloodSettings;
  using G = net::GateSettings;
  using L = net::LoopSettings;
  using T = ConnectThrottle;
  return {
      row("limits.connections_max", value_at(&Config::connections_max), Whole<0, slots_max>{},
          restart,
          "0: what the file-descriptor limit allows, beside files that are sent and fetched. The "
          "last sixteenth, or a little more where it is small, is kept for addresses that have no "
          "connection yet"),
      row("limits.connections_per_address_max", addresses(&A::connections_max),
          Whole<1, slots_max>{}, live,
          "at once, from the moment a connection is accepted until its socket is closed. Of IPv6 a "
          "/64 counts as one address"),
      row("limits.exempt", addresses(&A::exempt), ListOf<NetworkText>{}, live,
          "addresses and networks for which `connections_per_address_max`, `connect_throttle`, the "
          "bound of channel lists for each address and that of requests by HTTP do not hold"),
      row("limits.greeting_per_proxy_max", value_at(&Config::gate, &G::greeting_per_proxy_max),
          Whole<1, slots_max>{}, live,
          "connections of one proxy (`proxies`) or gateway (`webirc`) that have not said yet for "
          "whom they are"),
      row("limits.flood.enabled", loop(&L::flood, &F::enabled), Boolean{}, restart,
          "slow down a client that sends too much, and one that sends expensive commands "
          "([work.md](work.md)); nothing is dropped while its sender stays"),
      row("limits.flood.burst_lines", loop(&L::flood, &F::burst_lines), Whole<1, 10'000>{}, restart,
          "lines that pass at once, from a connection, or from all those of an account together"),
      row("limits.flood.lines_per_second", loop(&L::flood, &F::lines_per_second),
          Whole<1, 10'000>{}, restart, "lines that pass after that"),
      row("limits.connect_throttle.enabled", addresses(&A::throttle, &T::enabled), Boolean{}, live,
          "bound how fast one address connects"),
      row("limits.connect_throttle.connections", addresses(&A::throttle, &T::connections),
          Whole<1, 1'000'000>{}, live, "connections that one address may open"),
      row("limits.connect_throttle.seconds", addresses(&A::throttle, &T::seconds),
          Whole<1, 86'400>{}, live, "the time in which `connections` may be opened"),
      row("limits.send_queue_soft_bytes", loop(&L::send_queue_soft_bytes), Whole<4096, gibibyte>{},
          restart,
          "above it, a client that reads too slowly is not listened to, and is left out of what is "
          "said in channels if it can fetch that (`draft/chathistory`)"),
      row("limits.send_queue_hard_bytes", loop(&L::send_queue_hard_bytes), Whole<4096, gibibyte>{},
          restart,
          "above it, or after 60 s above the soft limit (10 minutes, if it can fetch what it "
          "misses), "
          "a client is closed"),
      row("limits.send_queues_total_bytes", value_at(&Config::send_queues_total_bytes),
          Whole<0, 1024 * gibibyte>{}, restart,
          "of all clients together. 0: a quarter of the memory"),
  };
}

std::vector<Row> chat_rows() {
  using H = hub::HubSettings;
  return {
      row("limits.registration_timeout_ms", hub(&H::registration_timeout_ms), Whole<100, day_ms>{},
          live, "time for NICK and USER"),
      row("limits.ping_interval_ms", hub(&H::ping_interval_ms), Whole<100, day_ms>{}, live,
          "silence before a PING; after the same time again the client is closed"),
      row("limits.classroom_idle_ms", hub(&H::classroom_idle_ms), Whole<0, 7 * day_ms>{}, live,
          "a `caesar` client, which cannot be sent a PING, is closed when for this time neither it "
          "nor anybody in its room has said anything. 0: never"),
      row("limits.nick_chars_max", hub(&H::nick_chars_max), Whole<1, limits::nick_chars_max>{},
          restart, "characters of a nick"),
      row("limits.channel_chars_max", hub(&H::channel_chars_max),
          Whole<2, limits::channel_chars_max>{}, restart,
          "characters of a channel's name, with its `#`"),
      row("limits.topic_bytes_max", hub(&H::topic_bytes_max), Whole<1, limits::topic_bytes_max>{},
          live, "bytes of a topic"),
      row("limits.kick_bytes_max", hub(&H::kick_bytes_max), Whole<1, limits::kick_bytes_max>{},
          live, "bytes of a kick's reason"),
      row("limits.away_bytes_max", hub(&H::away_bytes_max), Whole<1, limits::away_bytes_max>{},
          live, "bytes of an away message"),
      row("limits.monitor_max", hub(&H::monitor_max), Whole<1, 10'000>{}, live,
          "nicks that one client may MONITOR"),
      row("limits.whowas_max", hub(&H::whowas_max), Whole<0, 100'000>{}, live,
          "past users that WHOWAS remembers"),
      row("limits.list_entries_max", hub(&H::list_entries_max), Whole<1, 10'000>{}, live,
          "entries of each list of a channel: bans, exceptions, invitations"),
      row("limits.multiline_bytes_max", hub(&H::multiline_bytes_max),
          Whole<1, limits::multiline_bytes_max>{}, live, "bytes of one message of several lines"),
      row("limits.multiline_lines_max", hub(&H::multiline_lines_max),
          Whole<1, limits::multiline_lines_max>{}, live, "lines of one message of several lines"),
      row("limits.channels_per_user_max", hub(&H::channels_per_user_max), Whole<1, 1000>{}, live,
          "channels that one user may be in"),
      row("limits.large_room_members", hub(&H::large_room_members), Whole<2, 10'000'000>{}, live,
          "a channel with more members is a [large room](operators.md#large-channels), until they "
          "are less than four fifths of it"),
  };
}

Object<hub::OperatorSettings> operator_keys() {
  using T = hub::OperatorSettings;
  return Object<T>({
      key("name", &T::name, Text{"1 to 63 bytes without spaces", is_operator_name},
          "the name that OPER takes; no two are the same")
          .required(),
      key("password_hash", &T::password_hash,
          SecretText{"what uvchat-server hash-password prints, beginning with $argon2id$",
                     is_password_hash},
          "Argon2id, with at most 1 GiB of memory")
          .required(),
  });
}

Object<hub::WebircGateway> gateway_keys() {
  using T = hub::WebircGateway;
  return Object<T>({
      key("password", &T::password,
          SecretText{"1 to 200 bytes without spaces", is_gateway_password},
          "a gateway that says it in WEBIRC is trusted to give its users' addresses")
          .required(),
      key("addresses", &T::addresses, ListOf<NetworkText>{},
          "networks from which such a gateway comes. A connection from there counts for the "
          "gateway, which may have `limits.greeting_per_proxy_max` of them, until it says WEBIRC "
          "or "
          "registers. From then on "
          "the limits and bans of its user's address hold for it, and no others. A D-line of the "
          "gateway's own address shuts out all its users")
          .required(),
  });
}

Object<hub::DeclaredRoom> room_keys() {
  using T = hub::DeclaredRoom;
  return Object<T>({
      key("name", &T::name, Text{"a channel's name, beginning with #", is_room},
          "a room that is always there; no two look alike")
          .required(),
      key("topic", &T::topic, Text{"one line of at most 390 bytes", is_topic},
          "its topic from the start"),
      key("modes", &T::modes,
          SecretText{"modes as MODE takes them, without f and lists: nt, ntkl secret 50",
                     is_room_modes},
          "its modes from the start"),
      key("founder", &T::founder, Text{"the name of an account, or nothing", is_account_name},
          "who is owner (`q`) there, whenever they are logged in"),
  });
}

std::vector<Row> other_rows() {
  using H = hub::HubSettings;
  using R = hub::RelaymsgSettings;
  const Choice<LogLevel> levels{{{"debug", LogLevel::debug},
                                 {"info", LogLevel::info},
                                 {"warning", LogLevel::warning},
                                 {"error", LogLevel::error}}};
  return {
      row("operators", hub(&H::operators), ListOf<Object<hub::OperatorSettings>>{operator_keys()},
          live, ""),
      row("proxies", value_at(&Config::gate, &net::GateSettings::proxies), ListOf<NetworkText>{},
          live,
          "networks of the proxies that are believed where `listen[].proxy` says so. Whoever comes "
          "by a unix socket is one of them"),
      row("webirc", hub(&H::webirc), ListOf<Object<hub::WebircGateway>>{gateway_keys()}, live, ""),
      row("channels.registered_per_account_max", hub(&H::channels_per_account_max),
          Whole<0, 10'000>{}, live, "channels that one account may register with ChanServ"),
      row("rooms", hub(&H::rooms), ListOf<Object<hub::DeclaredRoom>>{room_keys(), rooms_max}, live,
          ""),
      row("relaymsg.enabled", hub(&H::relaymsg, &R::enabled), Boolean{}, live,
          "RELAYMSG lets bots of other networks speak under their users' nicks"),
      row("relaymsg.separators", hub(&H::relaymsg, &R::separators),
          Text{"characters out of /=~;, each at most once", is_separators}, live,
          "such a nick has one of them, a user's has none"),
      row("store.engine", value_at(&Config::store, &StoreConfig::engine),
          Choice<StoreEngine>{{{"sqlite", StoreEngine::sqlite},
                               {"postgres", StoreEngine::postgres},
                               {"memory", StoreEngine::memory}}},
          restart,
          "where accounts, rooms and bans are kept. `postgres`: in the database of `store.url`. "
          "`memory`: accounts and rooms end with the server, and bans stand in the file "
          "`bans.json` "
          "of the state directory"),
      row("store.path", value_at(&Config::store, &StoreConfig::path),
          Text{"the path of a file, or nothing", is_path}, restart,
          "the database of `sqlite`. A relative path counts from the folder of the configuration "
          "file; nothing means `uvchat.db` in the state directory"),
      row("store.url", value_at(&Config::store, &StoreConfig::url),
          SecretText{"a connection string of libpq, or nothing", is_store_url}, restart,
          "the database of `postgres`, as libpq takes it: `postgresql://uvchat@/chat` or "
          "`host=db.example.org user=uvchat dbname=chat`. A password is better kept in a file that "
          "`passfile` names; `--print-config` does not show it"),
      row("store.durability", hub(&H::history, &hub::HistorySettings::is_strict),
          Choice<bool>{{{"relaxed", false}, {"strict", true}}}, restart,
          "`strict`: nobody hears what is said in rooms or between accounts before it is stored, "
          "and "
          "while the database is away it is refused. `relaxed`: people go on talking, and a crash "
          "may "
          "take what was said in the last moment from the history"),
      row("log.level", value_at(&Config::log, &LogConfig::level), levels, restart,
          "the least that is logged; the log goes to stderr"),
      row("log.format", value_at(&Config::log, &LogConfig::format),
          Choice<LogFormat>{{{"text", LogFormat::text}, {"json", LogFormat::json}}}, restart,
          "a line of text or a JSON object for each event"),
  };
}

}  // namespace

const std::vector<Row>& config_table() {
  static const std::vector<Row> table = [] {
    std::vector<Row> rows = server_rows();
    rows.push_back(row("listen", value_at(&Config::listen),
                       ListOf<Object<ListenerConfig>>{listener_keys()}, restart, ""));
    for (const auto& more :
         {tls_rows(), http_rows(), admin_rows(), connection_rows(), chat_rows(), history_rows(),
          upload_rows(), registration_rows(), account_rows(), other_rows()}) {
      rows.insert(rows.end(), more.begin(), more.end());
    }
    return rows;
  }();
  return table;
}

}  // namespace uvchat::server
