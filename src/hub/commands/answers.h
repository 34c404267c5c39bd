#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "hub/call.h"
#include "hub/text_room.h"

// What the answers of several handlers have in common: refusals, what is said of a channel, and
// texts that do not fit.

namespace uvchat::hub {

// --- Refusals

// Whether the server or user that a query is addressed to is here; says so where it is not. An
// empty name means this server.
bool is_here(Call& call, std::string_view name);
// Says so where the caller is no operator of the server.
bool is_operator(Call& call);
void no_such_nick(Call& call, std::string_view nick);
void no_such_channel(Call& call, std::string_view name);
void not_operator(Call& call, const Channel& channel);
// The caller's membership in the channel `name`; says what is wrong where there is none.
Membership* own_membership(Call& call, std::string_view name);
// "accounts are ..." as a sentence.
std::string capitalised(std::string_view text);
// A letter that a client sent, as a word of an answer: "*" for a piece of a longer character.
std::string printable(char letter);

// --- Channels

void send_topic(Call& call, const Channel& channel);
// Its modes, and when it was made. The key is for members only, and where it forwards to for those,
// too, who may know of that channel.
void send_modes(Call& call, const Channel& channel);
// The NAMES of the channel, under whatever name it has when it is said; the end of the list is left
// out where more follows.
Page names_page(const Channel& channel, bool with_end = true);
void end_of_names(Call& call, std::string_view name);
// A page for another session than the caller's: no part of the answer that its reader is waiting
// for, if they wait for one; and whoever asked for it has paid for it.
Page aside(Page page);

// --- Texts that do not fit: whoever sends one is told what is left of it.

// What is kept of a text: at most `bytes_max` bytes, in whole characters. Where that is not all,
// the caller is told so. `context`: what the command was about; may be empty.
std::string_view shortened(Call& call, std::string_view command, std::string_view context,
                           std::string_view text, std::size_t bytes_max);
// The same, of texts that are shortened elsewhere. `what`: what was kept, or what became of them,
// as a sentence.
void tell_shortened(Call& call, std::string_view command, std::string_view context,
                    const std::string& what);

// --- Work

// How many memberships are looked through in a unit of work.
inline constexpr std::size_t memberships_a_unit = 32;

}  // namespace uvchat::hub
