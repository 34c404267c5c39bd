// The configuration as --print-config shows it where nothing is configured.

#include <gtest/gtest.h>

#include <string_view>

#include "server/config_file.h"

namespace uvchat::server {
namespace {

constexpr std::string_view printed_defaults = R"({
  "server": {
    "name": "uvchat.local",
    "description": "uvchat",
    "network": "uvchat",
    "motd": [
      "Welcome to uvchat."
    ],
    "admin": [],
    "icon": null,
    "password": null,
    "io_threads": 0,
    "io_uring": true,
    "casemapping": "precis",
    "cloak_hosts": true,
    "default_user_modes": "",
    "client_tags_denied": [],
    "spam_filters": []
  },
  "listen": [
    {
      "protocol": "irc",
      "address": "127.0.0.1",
      "port": 6667,
      "tls": false,
      "proxy": "off"
    },
    {
      "protocol": "caesar",
      "address": "127.0.0.1",
      "port": 8000,
      "tls": false,
      "proxy": "off",
      "room": "#lobby",
      "shift": 10,
      "password": true
    },
    {
      "protocol": "http",
      "address": "127.0.0.1",
      "port": 8080,
      "tls": false,
      "proxy": "off",
      "admin": false
    }
  ],
  "tls": {
    "certificate": "",
    "key": "",
    "sts": {
      "port": 0,
      "duration_s": 2592000,
      "preload": false,
      "hosts": []
    },
    "other_certificates": []
  },
  "http": {
    "url": "",
    "hosts": [],
    "origins": [],
    "forwarded_by": "x-forwarded-for",
    "folder": ""
  },
  "admin": {
    "tokens": []
  },
  "limits": {
    "connections_max": 0,
    "connections_per_address_max": 64,
    "exempt": [
      "127.0.0.0/8",
      "::1"
    ],
    "greeting_per_proxy_max": 256,
    "flood": {
      "enabled": true,
      "burst_lines": 20,
      "lines_per_second": 5
    },
    "connect_throttle": {
      "enabled": true,
      "connections": 32,
      "seconds": 60
    },
    "send_queue_soft_bytes": 262144,
    "send_queue_hard_bytes": 4194304,
    "send_queues_total_bytes": 0,
    "registration_timeout_ms": 30000,
    "ping_interval_ms": 90000,
    "classroom_idle_ms": 86400000,
    "nick_chars_max": 32,
    "channel_chars_max": 64,
    "topic_bytes_max": 390,
    "kick_bytes_max": 390,
    "away_bytes_max": 390,
    "monitor_max": 100,
    "whowas_max": 1000,
    "list_entries_max": 100,
    "multiline_bytes_max": 4096,
    "multiline_lines_max": 32,
    "channels_per_user_max": 100,
    "large_room_members": 1000
  },
  "history": {
    "enabled": true,
    "retention_days": 365,
    "lines_per_room_max": 100000,
    "events_per_room_max": 10000,
    "room_bytes_max": 67108864,
    "bytes_max": 4294967296,
    "page_lines_max": 1000,
    "playback_lines_max": 1000,
    "search_time_max_ms": 1000,
    "redaction": true,
    "replayed_lines": 50,
    "redaction_window_seconds": 86400,
    "persist_tagmsg_with": [
      "+draft/persist"
    ]
  },
  "uploads": {
    "enabled": true,
    "path": "",
    "file_bytes_max": 104857600,
    "account_bytes_max": 1073741824,
    "bytes_max": 10737418240,
    "guests": false,
    "keep_days": 0
  },
  "accounts": {
    "registration": "open",
    "registration_before_connect": false,
    "registration_email_required": false,
    "password_bytes_min": 1,
    "sendmail": [],
    "mail_from": "",
    "mails_per_hour_max": 100,
    "unverified_days": 3,
    "registrations_per_address": 4,
    "nick_grace_seconds": 60,
    "scram": false,
    "always_on": "opt-in",
    "always_on_max": 10000,
    "always_on_days": 30,
    "multiclient": true,
    "allow_clear": false,
    "login_throttle": {
      "attempts": 10,
      "seconds": 60
    },
    "account_throttle": {
      "attempts": 100,
      "seconds": 3600
    },
    "password_hash": {
      "operations": 3,
      "memory_bytes": 67108864
    }
  },
  "operators": [],
  "proxies": [],
  "webirc": [],
  "channels": {
    "registered_per_account_max": 20
  },
  "rooms": [
    {
      "name": "#lobby",
      "topic": "",
      "modes": "nt",
      "founder": ""
    }
  ],
  "relaymsg": {
    "enabled": false,
    "separators": "/"
  },
  "store": {
    "engine": "sqlite",
    "path": "",
    "url": "",
    "durability": "relaxed"
  },
  "log": {
    "level": "info",
    "format": "text"
  }
}
)";

TEST(Config, EveryKnownKeyIsPrintedWithItsValue) {
  EXPECT_EQ(print_config(Config{}), printed_defaults);
}

}  // namespace
}  // namespace uvchat::server
