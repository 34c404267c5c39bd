#pragma once

#include <cstddef>
#include <cstdint>

// The bounds that more than one file must know, with what holds between them. Those that the
// configuration can lower stand here with their greatest value.

namespace uvchat::limits {

// Lines (modern.ircdocs.horse, IRCv3 message-tags); all with their CR LF.
inline constexpr std::size_t line_bytes_max = 512;
inline constexpr std::size_t client_tags_bytes_max = 4096;  // '@' + 4094 + ' '
inline constexpr std::size_t client_line_bytes_max = client_tags_bytes_max + line_bytes_max;
inline constexpr std::size_t params_max = 15;
inline constexpr std::size_t label_bytes_max = 64;

// Names: characters are the configuration's business (up to these), bytes are ours.
inline constexpr std::size_t nick_chars_max = 32;
inline constexpr std::size_t nick_bytes_max = 64;
inline constexpr std::size_t channel_chars_max = 64;
inline constexpr std::size_t channel_bytes_max = 128;
inline constexpr std::size_t channel_fold_bytes_max = 2 * channel_bytes_max;
inline constexpr std::size_t user_bytes_max = 20;
inline constexpr std::size_t host_bytes_max = 63;
inline constexpr std::size_t topic_bytes_max = 390;
inline constexpr std::size_t kick_bytes_max = 390;
inline constexpr std::size_t away_bytes_max = 390;
inline constexpr std::size_t targets_max = 4;
inline constexpr std::size_t channels_per_command_max = 20;
inline constexpr std::size_t realname_bytes_max = 100;
inline constexpr std::size_t realname_fold_bytes_max = 200;
inline constexpr std::size_t key_bytes_max = 32;
inline constexpr std::size_t mask_bytes_max = 200;                  // folded, too
inline constexpr std::size_t list_bytes_max = 64 * 1024;            // of a channel's lists of masks
inline constexpr std::size_t address_list_bytes_max = 1024 * 1024;  // set from one address
inline constexpr std::size_t server_bans_max = 200'000;
inline constexpr std::size_t wildcard_bans_max = 1'000;   // of them, that no look-up finds
inline constexpr std::size_t modes_per_command_max = 12;  // that take a parameter
inline constexpr std::size_t mode_changes_max = 40;       // in one command, with those that do not
inline constexpr std::size_t renamed_members_max = 1000;  // each may be told all the names again
inline constexpr std::uint64_t rename_interval_ms = 10'000;
inline constexpr std::size_t userhost_nicks_max = 5;  // RFC 1459
inline constexpr std::size_t invitations_max = 50;    // that one user may hold
inline constexpr std::size_t multiline_bytes_max = 65'536;
inline constexpr std::size_t multiline_lines_max = 100;

// ":nick!user@host PRIVMSG #channel :" ... CR LF leaves at least 200 bytes of text.
static_assert(1 + nick_bytes_max + 1 + user_bytes_max + 1 + host_bytes_max + 1 + 7 + 1 +
                  channel_bytes_max + 2 + 2 + 200 <=
              line_bytes_max);

// The classroom protocol: one receive of the original is at most this.
inline constexpr std::size_t classroom_message_bytes_max = 1024;

// A turn and what is handed over in it.
inline constexpr std::size_t turn_lines_max = 4096;
inline constexpr std::size_t turn_bytes_max = 512 * 1024;
inline constexpr std::size_t event_batches_per_loop = 2;
inline constexpr std::size_t page_entries_max = 1000;  // of a long answer in one step of the hub
inline constexpr std::size_t sessions_of_account_max = 32;
inline constexpr std::size_t accepted_max = 30;           // whose messages one accepts
inline constexpr std::size_t grouped_nicks_max = 5;       // of an account, besides its name
inline constexpr std::size_t suspension_bytes_max = 200;  // of its reason
inline constexpr std::size_t device_bytes_max = 64;       // how its owner calls it
inline constexpr std::size_t password_bytes_max = 300;
inline constexpr std::size_t email_bytes_max = 254;             // RFC 5321
inline constexpr std::size_t room_access_max = 200;             // accounts on a channel's list
inline constexpr std::size_t room_changes_waiting_max = 1'000;  // each behind another one
inline constexpr std::uint32_t deeds_said_max = 200;            // in one answer
inline constexpr std::size_t history_backlog_bytes_max = 64 * 1024 * 1024;  // not stored yet
inline constexpr std::size_t history_errands_max = 10'000;
inline constexpr std::size_t history_ended_rooms_max = 500'000;  // whose numbers are not free yet
inline constexpr std::size_t taken_back_max = 500;               // lines in a request
inline constexpr std::uint64_t strict_commit_ms_max = 5'000;  // of what is told when it is stored
inline constexpr std::size_t guest_talks_bytes_max = 16 * 1024 * 1024;
inline constexpr std::size_t guest_talk_bytes_max = 64 * 1024;
inline constexpr std::size_t guest_markers_max = 200;
inline constexpr std::size_t kept_tags_bytes_max = 512;
// Of what operators ask for from outside of the chat.
inline constexpr std::size_t errand_rows_max = 200;     // of a page
inline constexpr std::size_t errand_looks_max = 4'096;  // at places where a row may be, for a page
inline constexpr std::size_t errands_max = 64;          // that the hub has not answered
inline constexpr std::size_t deferred_max = 1'000;      // commands that the server has not answered
// Work of the hub, in units of hub/work.h.
inline constexpr std::uint64_t page_work_max = 1'000;  // then the answer goes on in a later step
inline constexpr std::uint64_t line_work_max = 7'000;  // then what is left of the line is refused
// Of spam filters: so many, with patterns of so many bytes and steps of RE2's program, and memory
// for each; and what they may cost for one message.
inline constexpr std::size_t filters_max = 64;
inline constexpr std::size_t filter_bytes_max = 1'000;
inline constexpr int filter_steps_max = 500;
inline constexpr std::int64_t filter_memory_bytes_max = 1024 * 1024;
inline constexpr std::uint64_t filter_work_max = 100'000;
inline constexpr std::uint64_t free_work = 500;  // a line that costs more is charged
// A reader of the database is busier than the hub, and never with two at once: ten times as long as
// it was busy with a question, whoever asked it waits.
inline constexpr std::uint64_t reading_us_a_unit = 5;
inline constexpr std::uint64_t work_per_ms = 20;  // of the time in which its sender waits
inline constexpr std::uint64_t charge_ms_max = 10'000;
inline constexpr std::uint64_t heavy_work = 2'000;  // and what it has sent behind it waits, too
// What one step of the hub may last, in its parts.
inline constexpr std::uint64_t turn_us_max = 1'500;
inline constexpr std::uint64_t stored_us_max = 1'000;
inline constexpr std::uint64_t pages_us_max = 2'000;
inline constexpr std::uint64_t deadlines_us_max = 500;
inline constexpr std::uint64_t errands_us_max = 500;
inline constexpr std::size_t upload_logins_max = 256;  // whose passwords are looked at
inline constexpr int steps_turn_share = 4;  // of the last turn's time may go into several steps
inline constexpr std::uint64_t stall_us = 100'000;  // a turn or step of which the log warns
inline constexpr std::size_t outbox_expanded_bytes_max = 64 * 1024 * 1024;
inline constexpr std::size_t delivery_backlog_bytes_max = 128 * 1024 * 1024;
inline constexpr std::size_t patient_bytes_max = 4 * 1024;  // that wait for a connection's turn
inline constexpr int listen_backlog = 4096;

// Connections and their addresses.
inline constexpr std::size_t greetings_max = 1'024;  // under way at once
inline constexpr std::size_t greetings_per_address_max = 16;
inline constexpr std::size_t greetings_per_network_max = 128;  // of an IPv6 /48 or an IPv4 /24
inline constexpr std::size_t greetings_crowded = 768;  // from so many on a slow one has less time
inline constexpr std::size_t connect_windows_max = 65'536;  // addresses that the throttle watches

// Buffers.
inline constexpr std::size_t input_buffer_bytes_max = 16 * 1024;
// Of a line that has not come whole, with what its framing adds.
inline constexpr std::size_t unfinished_bytes_max = client_line_bytes_max + 512;
inline constexpr std::size_t inputs_bytes_max =
    32 * 1024 * 1024;  // of a loop: then each keeps a line
inline constexpr std::size_t small_block_bytes = 512;
inline constexpr std::size_t large_block_bytes = 4096;
inline constexpr std::size_t slab_bytes = 1024 * 1024;
inline constexpr std::size_t object_slab_bytes = 16 * 1024;
inline constexpr std::size_t write_buffers_max = 16;
inline constexpr std::size_t write_bytes_max = 64 * 1024;
inline constexpr std::size_t notsent_lowat_bytes = 128 * 1024;
static_assert(unfinished_bytes_max * 3 < input_buffer_bytes_max);
static_assert(write_buffers_max * large_block_bytes <= write_bytes_max);

// Time.
// A wall clock that goes back by more than this was set right; by less, it waits.
inline constexpr std::int64_t clock_step_back_us = 5'000'000;
inline constexpr std::uint64_t tick_ms = 50;
inline constexpr std::uint64_t answer_ms_max = 10'000;        // of the server to the hub
inline constexpr std::uint64_t client_batch_ms_max = 10'000;  // between two lines of an open batch
inline constexpr std::uint64_t trim_ms = 1'000;               // memory that a burst left goes back
inline constexpr std::uint64_t heap_trim_ms = 5'000;
inline constexpr std::size_t heap_unneeded_bytes = 8 * 1024 * 1024;
inline constexpr std::uint64_t greeting_ms_max = 10'000;
inline constexpr std::uint64_t greeting_crowded_ms_max = 4'000;
inline constexpr std::uint64_t send_queue_soft_ms_max = 60'000;
// Of those who are sent what they can fetch again: nothing of it is queued meanwhile.
inline constexpr std::uint64_t send_queue_gap_ms_max = 600'000;
inline constexpr std::uint64_t input_rest_ms_max = 5'000;  // lines left behind an EOF
inline constexpr std::uint64_t drain_ms_max = 5'000;       // a send queue after its close
inline constexpr std::uint64_t linger_ms_max = 1'000;      // for the peer's EOF after ours
inline constexpr std::uint64_t shutdown_ms_max = 10'000;   // all of them after SIGTERM

}  // namespace uvchat::limits
