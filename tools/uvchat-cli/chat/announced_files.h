#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/room.h"
#include "uvchat/base/result.h"
#include "uvchat/cipher/file_link.h"

// Lines that announce a file. Where one is shown it says what the file is, with a number by which
// /get fetches it, instead of a long URL.

namespace uvchat::cli {

struct ClientState;
struct Talk;

// The file that a text names, where it may be fetched from there: over TLS, or on this machine
// where the server is on it.
std::optional<cipher::FileLink> link_in(const ClientState& chat, std::string_view text);

// Why a text names none: a sentence, without the key that it may have.
std::string why_no_file(std::string_view text);

// The text of an entry that announces a file becomes a description of it: of a file with its key,
// or of one that lies where the server lets files be sent to. Other entries stay as they are.
void describe_file(const ClientState& chat, Entry& entry);

// Such entries of the talk, the newest first.
std::vector<const Entry*> announcing_entries(const Talk& talk);

// What the file is called, for people: no path is made of it.
std::string shown_file_name(const ClientState& chat, const cipher::FileLink& link);

// The same, and the host where that is another than the server's: whoever fetches it tells that
// host their address.
std::string announced_name(const ClientState& chat, const cipher::FileLink& link);

// The text that announces the file: `which` itself, or that of the line with this number. The error
// is a sentence.
Result<std::string> announcement_of(const Talk& talk, std::string_view which);

}  // namespace uvchat::cli
