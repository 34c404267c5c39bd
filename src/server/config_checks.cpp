#include <arpa/inet.h>

#include <array>
#include <map>

#include "hub/text_room.h"
#include "server/config_file.h"
#include "server/config_table.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"
#include "uvchat/irc/names.h"

namespace uvchat::server {
namespace {

constexpr std::size_t listeners_max = 256;  // an event names its listener with one byte

const Node* find(const Node& root, std::string_view object, std::string_view key) {
  const Node* parent = root.find(object);
  return parent == nullptr ? nullptr : parent->find(key);
}

Read check_send_queue(const Node& root, const net::LoopSettings& loop) {
  if (loop.send_queue_soft_bytes < loop.send_queue_hard_bytes) return {};
  // At least one of the two is given: the defaults are consistent.
  if (const Node* soft = find(root, "limits", "send_queue_soft_bytes"); soft != nullptr) {
    return refuse_value(
        {*soft, "limits.send_queue_soft_bytes"},
        "less than send_queue_hard_bytes (" + std::to_string(loop.send_queue_hard_bytes) + ")");
  }
  return refuse_value(
      {*find(root, "limits", "send_queue_hard_bytes"), "limits.send_queue_hard_bytes"},
      "more than send_queue_soft_bytes (" + std::to_string(loop.send_queue_soft_bytes) + ")");
}

// An address can be written in several ways.
std::array<unsigned char, 1 + sizeof(in6_addr)> binary_address(const std::string& text) {
  std::array<unsigned char, 1 + sizeof(in6_addr)> binary{};
  binary[0] = inet_pton(AF_INET, text.c_str(), &binary[1]) == 1 ? 4 : 6;
  if (binary[0] == 6) inet_pton(AF_INET6, text.c_str(), &binary[1]);
  return binary;
}

bool same_endpoint(const net::ListenerSettings& a, const net::ListenerSettings& b) {
  if (a.is_unix() || b.is_unix()) return a.address == b.address;
  return a.port != 0 && a.port == b.port && binary_address(a.address) == binary_address(b.address);
}

Read check_listeners(const Node& list, const std::vector<ListenerConfig>& listeners) {
  if (listeners.empty()) return refuse_value({list, "listen"}, "at least one listener");
  if (listeners.size() > listeners_max) {
    return refuse(list.children[listeners_max].offset, path_of_item("listen", listeners_max),
                  "at most " + std::to_string(listeners_max) + " listeners");
  }
  for (std::size_t second = 1; second < listeners.size(); ++second) {
    for (std::size_t first = 0; first < second; ++first) {
      if (same_endpoint(listeners[first].net, listeners[second].net)) {
        return refuse(list.children[second].offset, path_of_item("listen", second),
                      "the same address" +
                          std::string(listeners[first].net.is_unix() ? "" : " and port") + " as " +
                          path_of_item("listen", first));
      }
    }
  }
  return {};
}

Read check_operators(const Node& list, const std::vector<hub::OperatorSettings>& operators) {
  for (std::size_t second = 1; second < operators.size(); ++second) {
    for (std::size_t first = 0; first < second; ++first) {
      if (operators[first].name == operators[second].name) {
        return refuse(list.children[second].find("name")->offset,
                      path_of_item("operators", second) + ".name",
                      "the same name as " + path_of_item("operators", first));
      }
    }
  }
  return {};
}

Read check_tokens(const Node& list, const std::vector<AdminToken>& tokens) {
  for (std::size_t second = 1; second < tokens.size(); ++second) {
    for (std::size_t first = 0; first < second; ++first) {
      if (tokens[first].name != tokens[second].name) continue;
      return refuse(list.children[second].find("name")->offset,
                    path_of_item("admin.tokens", second) + ".name",
                    "the same name as " + path_of_item("admin.tokens", first));
    }
  }
  return {};
}

Read check_filters(const Node& list, const std::vector<hub::SpamFilterSettings>& filters) {
  for (std::size_t index = 0; index < filters.size(); ++index) {
    if (!filters[index].targets.empty()) continue;
    return refuse(list.children[index].find("targets")->offset,
                  path_of_item("server.spam_filters", index) + ".targets", "at least one target");
  }
  return {};
}

Read check_room(const Node& root, std::size_t index, const Config& config) {
  const std::string& room = config.listen[index].room;
  const auto chars_max = config.hub.channel_chars_max;
  if (!config.listen[index].is_classroom() || utf8_length(room) <= chars_max) return {};
  const std::string path = path_of_item("listen", index) + ".room";
  if (const Node* list = root.find("listen"); list != nullptr) {
    const Node& listener = list->children[index];
    if (const Node* given = listener.find("room"); given != nullptr) {
      return refuse_value({*given, path}, "at most channel_chars_max (" +
                                              std::to_string(chars_max) + ") characters");
    }
  }
  // The room is a default, so it is the limit that was given.
  return refuse_value({*find(root, "limits", "channel_chars_max"), "limits.channel_chars_max"},
                      "at least the " + std::to_string(utf8_length(room)) + " characters of " +
                          path + " (" + room + ")");
}

Read refuse_room(const Node& root, std::size_t index, std::string_view key,
                 const std::string& text) {
  const Node* given = root.find("rooms")->children[index].find(key);
  return refuse(given->offset, path_of_item("rooms", index) + "." + std::string(key), text);
}

Read check_room_name(const Node& root, const Config& config, std::size_t index) {
  const std::string& name = config.hub.rooms[index].name;
  const auto chars_max = config.hub.channel_chars_max;
  if (utf8_length(name) <= chars_max) return {};
  if (root.find("rooms") != nullptr) {
    return refuse_room(root, index, "name",
                       "at most channel_chars_max (" + std::to_string(chars_max) + ") characters");
  }
  // The room is a default, so it is the limit that was given.
  return refuse_value({*find(root, "limits", "channel_chars_max"), "limits.channel_chars_max"},
                      "at least the " + std::to_string(utf8_length(name)) + " characters of " +
                          path_of_item("rooms", index) + " (" + name + ")");
}

Read check_rooms(const Node& root, const Config& config) {
  const irc::Names names(config.hub.casemapping);
  std::map<std::string, std::size_t> rooms_by_look;
  for (std::size_t index = 0; index < config.hub.rooms.size(); ++index) {
    const hub::DeclaredRoom& room = config.hub.rooms[index];
    if (Read done = check_room_name(root, config, index); !done) return done;
    for (std::string& look : names.looks_of(room.name)) {
      const auto [at, is_free] = rooms_by_look.try_emplace(std::move(look), index);
      if (is_free || at->second == index) continue;
      return refuse_room(root, index, "name",
                         "it looks like the name of " + path_of_item("rooms", at->second));
    }
    const std::size_t bytes_max = hub::topic_room(config.hub, room.name, config.hub.server_name);
    if (room.topic.size() <= bytes_max) continue;
    return refuse_room(
        root, index, "topic",
        "at most " + std::to_string(bytes_max) + " bytes fit into a line of this server");
  }
  return {};
}

// The two files of a certificate belong together, and a listener with TLS needs them.
Read check_tls(const Node& root, const Config& config) {
  const tls::CertificateFiles& files = config.tls.first;
  const bool has_some = !files.certificate.empty() || !files.key.empty();
  if (has_some && (files.certificate.empty() || files.key.empty())) {
    const bool lacks_key = files.key.empty();
    return refuse(find(root, "tls", lacks_key ? "certificate" : "key")->offset,
                  lacks_key ? "tls.certificate" : "tls.key",
                  lacks_key ? "it needs tls.key" : "it needs tls.certificate");
  }
  if (!has_some && !config.tls.others.empty()) {
    return refuse(find(root, "tls", "other_certificates")->offset, "tls.other_certificates",
                  "there must be tls.certificate, for clients that ask for no name");
  }
  for (std::size_t index = 0; index < config.listen.size(); ++index) {
    if (!config.listen[index].net.tls || has_some) continue;
    const Node& listener = root.find("listen")->children[index];
    return refuse(listener.find("tls")->offset, path_of_item("listen", index) + ".tls",
                  "it needs tls.certificate and tls.key");
  }
  return {};
}

// A client that was told of TLS keeps to it for long: what cannot be true is not told.
Read check_sts(const Node& root, const Config& config) {
  if (config.tls.sts.port == 0) return {};
  const Node& port = *find(root, "tls", "sts")->find("port");
  if (config.tls.first.certificate.empty()) {
    return refuse(port.offset, "tls.sts.port", "it needs tls.certificate and tls.key");
  }
  const std::string& name = config.hub.server_name;
  if (name != "localhost" && !Address::parse(name)) return {};
  return refuse(
      port.offset, "tls.sts.port",
      "it needs a server.name that is a host's, so that clients can check the certificate");
}

// A listener that lets in proxies alone needs some.
Read check_proxies(const Node& root, const Config& config) {
  if (!config.gate.proxies.empty()) return {};
  for (std::size_t index = 0; index < config.listen.size(); ++index) {
    const net::ListenerSettings& listener = config.listen[index].net;
    if (listener.proxy != net::ProxyUse::required || listener.is_unix()) continue;
    return refuse(root.find("listen")->children[index].find("proxy")->offset,
                  path_of_item("listen", index) + ".proxy",
                  "it needs proxies, which says whose header is believed");
  }
  return {};
}

Read check_store(const Node& root, const Config& config) {
  const StoreConfig& store = config.store;
  if (store.engine == StoreEngine::memory && config.hub.history.is_strict) {
    return refuse(find(root, "store", "durability")->offset, "store.durability",
                  "strict needs a database, and with store.engine memory there is none");
  }
  if (store.engine != StoreEngine::postgres || !store.url.empty()) return {};
  return refuse(find(root, "store", "engine")->offset, "store.engine",
                "postgres needs store.url, which says where the database is");
}

Read check_sendmail(const Node& root, const MailConfig& mail) {
  if (mail.program.empty() || mail.program.front().starts_with('/')) return {};
  return refuse(find(root, "accounts", "sendmail")->children.front().offset,
                path_of_item("accounts.sendmail", 0),
                "the whole path of the program, beginning with /");
}

// The classroom's protocol has no password, so the file must say that its clients get in without
// one.
Read check_password(const Node& root, const Config& config) {
  if (!config.hub.password) return {};
  for (std::size_t index = 0; index < config.listen.size(); ++index) {
    const ListenerConfig& listener = config.listen[index];
    if (!listener.is_classroom() || !listener.password) continue;
    const std::string path = path_of_item("listen", index);
    if (const Node* list = root.find("listen"); list != nullptr) {
      return refuse(list->children[index].offset, path,
                    "its clients cannot be asked for server.password; \"password\": false lets "
                    "them in without it");
    }
    // The listener is a default, so it is the password that was given.
    return refuse(find(root, "server", "password")->offset, "server.password",
                  "the clients of " + path + " (" + listener.net.address + ":" +
                      std::to_string(listener.net.port) +
                      ") cannot be asked for it; list it under \"listen\" with \"password\": "
                      "false, or list others");
  }
  return {};
}

// A line of the message of the day or of ADMIN must fit behind ":server 372 nick :- " for any nick.
Read check_lines(const Node& root, const Config& config, std::string_view key,
                 const std::vector<std::string>& lines) {
  constexpr std::size_t around = sizeof(": 372  :- ") - 1 + 2;
  const std::size_t bytes_max =
      limits::line_bytes_max - around - limits::nick_bytes_max - config.hub.server_name.size();
  for (std::size_t index = 0; index < lines.size(); ++index) {
    if (lines[index].size() <= bytes_max) continue;
    return refuse(find(root, "server", key)->children[index].offset,
                  path_of_item("server." + std::string(key), index),
                  "at most " + std::to_string(bytes_max) + " bytes fit into a line of this server");
  }
  return {};
}

bool is_loopback(const Network& network) {
  static const Network v4 = *Network::parse("127.0.0.0/8");
  static const Network v6 = *Network::parse("::1");
  return network == v6 || (v4.contains(network.base) && network.prefix_bits >= v4.prefix_bits);
}

// Whether only those of this machine get there. A proxy brings others.
bool is_private(const ListenerConfig& listener) {
  if (listener.net.proxy != net::ProxyUse::off) return false;
  const auto address = Network::parse(listener.net.address);
  return listener.net.is_unix() || (address && is_loopback(*address));
}

std::string place_of(const net::ListenerSettings& listener, std::string_view before_port) {
  const std::string port = std::string(before_port) + std::to_string(listener.port);
  return listener.address + (listener.is_unix() ? "" : port);
}

std::string shown(const Config& config, std::size_t index) {
  return path_of_item("listen", index) + " (" + place_of(config.listen[index].net, " port ") + ")";
}

}  // namespace

std::vector<std::string> warnings_of(const Config& config) {
  std::string exempt;
  for (const Network& network : config.hub.address_limits.exempt) {
    if (!is_loopback(network)) exempt += (exempt.empty() ? "" : ", ") + network.text();
  }
  std::vector<std::string> warnings;
  for (std::size_t index = 0; index < config.listen.size(); ++index) {
    const ListenerConfig& listener = config.listen[index];
    if (is_private(listener)) continue;
    if (!exempt.empty()) {
      warnings.push_back(shown(config, index) + ": limits.exempt frees " + exempt +
                         " from the limits of connections");
    }
    if (listener.net.is_for_operators) {
      warnings.push_back(shown(config, index) + ": whoever reaches it can read the metrics");
      if (!listener.net.tls && !config.admin_tokens.empty()) {
        warnings.push_back(shown(config, index) +
                           ": it has no \"tls\", so tokens are sent in clear");
      }
      continue;
    }
    if (config.hub.password && listener.is_classroom()) {
      warnings.push_back(shown(config, index) + ": nobody is asked for server.password");
    }
    if (!config.hub.accounts.allow_clear && !listener.net.tls && !listener.is_classroom() &&
        config.hub.accounts.who_registers != hub::WhoRegisters::nobody) {
      warnings.push_back(
          shown(config, index) +
          ": people on other machines can neither register nor log in here, because it "
          "has no \"tls\" and accounts.allow_clear is false");
    }
  }
  const std::uint16_t port = config.tls.sts.port;
  const bool is_there = std::any_of(config.listen.begin(), config.listen.end(), [&](const auto& l) {
    return l.net.tls && !l.is_http() && l.net.port == port;
  });
  if (port != 0 && !is_there) {
    warnings.push_back("tls.sts.port (" + std::to_string(port) +
                       "): clients are sent there, and no listener of irc with \"tls\" has it");
  }
  return warnings;
}

Read check_together(const Node& root, const Config& config) {
  if (Read done = check_send_queue(root, config.loop); !done) return done;
  if (const Node* list = root.find("listen"); list != nullptr) {
    if (Read done = check_listeners(*list, config.listen); !done) return done;
  }
  if (const Node* list = find(root, "admin", "tokens"); list != nullptr) {
    if (Read done = check_tokens(*list, config.admin_tokens); !done) return done;
  }
  if (const Node* list = root.find("operators"); list != nullptr) {
    if (Read done = check_operators(*list, config.hub.operators); !done) return done;
  }
  if (const Node* list = find(root, "server", "spam_filters"); list != nullptr) {
    if (Read done = check_filters(*list, config.spam_filters); !done) return done;
  }
  if (Read done = check_tls(root, config); !done) return done;
  if (Read done = check_sts(root, config); !done) return done;
  if (Read done = check_proxies(root, config); !done) return done;
  if (Read done = check_store(root, config); !done) return done;
  if (Read done = check_sendmail(root, config.mail); !done) return done;
  if (Read done = check_password(root, config); !done) return done;
  if (Read done = check_lines(root, config, "motd", config.hub.motd); !done) return done;
  if (Read done = check_lines(root, config, "admin", config.hub.admin); !done) return done;
  for (std::size_t index = 0; index < config.listen.size(); ++index) {
    if (Read done = check_room(root, index, config); !done) return done;
  }
  return check_rooms(root, config);
}

}  // namespace uvchat::server
