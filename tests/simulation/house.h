#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "uvchat/base/random.h"

namespace uvchat::simulation {

// What a hub is told once and for all.
struct Bounds {
  std::uint8_t loops = 1;
  std::size_t page_entries_max = 1;
  std::size_t large_room_members = 0;
  bool keeps_bans = true;
  bool keeps_past = false;                       // what is said
  bool is_strict = false;                        // and tells it when it is stored
  bool may_lose = false;                         // what is too much while the store is away
  bool flood = false;                            // nobody may say much at once
  std::map<std::string, std::string> operators;  // the hash of each one's password
};

inline constexpr std::uint64_t registration_ms_max = 30'000;
inline constexpr std::uint64_t ping_interval_ms = 20'000;
inline constexpr std::uint64_t classroom_idle_ms = 30'000;
inline constexpr std::size_t monitored_max = 5;
inline constexpr std::size_t channels_max = 3;       // of one user
inline constexpr std::size_t list_entries_max = 3;   // of each list of a channel
inline constexpr std::size_t batch_bytes_max = 600;  // of a message of several lines
inline constexpr std::size_t batch_lines_max = 4;

inline constexpr std::size_t unstored_bytes_max = 4'000;  // where it may be too much
inline constexpr std::size_t page_lines_max = 10;         // of what was said before
inline constexpr std::size_t replayed_lines = 3;          // to those who join
inline constexpr std::size_t played_lines_max = 8;        // of a channel, by *playback
inline constexpr int redaction_window_s = 600;

// So often within a time.
struct TriesMax {
  int tries = 0;
  int seconds = 0;
};
inline constexpr TriesMax wrong_passwords_max{3, 20};
inline constexpr TriesMax registrations_max{3, 300};
inline constexpr int absent_days_max = 1;
inline constexpr std::uint64_t password_fine_ms = 3'000;
inline constexpr const char* upload_url = "https://srv/upload";

// What it is told, and may be told anew.
struct House {
  std::vector<std::string> motd, admin;
  std::optional<std::string> password;
  std::string default_modes;  // letters
  bool relays = false;
  bool takes_files = false;    // that people upload
  bool guests_upload = false;  // too
  std::size_t topic_bytes_max = 390;
  bool makes_accounts = true, makes_them_early = false, wants_email = false;
  bool sends_mail = false;
  bool hears_passwords = true;     // of connections that others can read
  bool keeps_people = false;       // who are logged in stay when their last connection ends
  std::size_t absent_max = 0;      // how many of them
  std::uint64_t nick_grace_s = 0;  // of guests with an owned nick; 0: they get none
};

House some_house(SeededRandom& random);

}  // namespace uvchat::simulation
