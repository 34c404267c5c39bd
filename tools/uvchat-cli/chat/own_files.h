#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// The files that the user has on the server: FILES.

namespace uvchat::cli {

struct ClientState;
struct ServerLine;

struct OwnFiles {
  static constexpr std::size_t listed_max = 1000;

  bool is_asked = false;            // by /files, and the end of the list has not come yet
  std::string page;                 // what has come of it
  std::vector<std::string> listed;  // their URLs, or ids of uploads; the first as number 1
  std::string next;                 // behind this one there are more; empty: there are none
};

void list_own_files(ClientState& chat);
// Those behind the ones that were listed.
void list_more_own_files(ClientState& chat);
// `which`: its number in the list, or its URL.
void delete_own_file(ClientState& chat, std::string_view which);

// FILES FILE, UPLOAD, END and DELETED; shown as they are where nobody has asked by /files.
void receive_files(ClientState& chat, const ServerLine& line);
// The list does not come.
void refuse_files(ClientState& chat);

}  // namespace uvchat::cli
