#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/result.h"

// What outlives the program beside the keys, which are only on disk if the user asks: which
// conversations are closed, how many lines each key may have sealed, and what is not sent yet.
//
// The file is JSON, by server: { "HOST:PORT": { "closed": ["#room"], "lines": { "KEY ID": 1024 },
// "unsent": { "NICK": [...] } } }.

namespace uvchat::cli {

// A message that has not been sent. Of a closed conversation `lines` are sealed, by `sender`.
struct KeptMessage {
  std::string to;
  std::string status;
  bool notice = false;
  bool action = false;
  bool sealed = false;
  std::string sender;
  std::vector<std::string> lines;
  bool perhaps_said = false;  // it was sent, and the server's answer never came
};

struct KeptState {
  std::vector<std::string> closed;
  std::map<std::string, std::uint64_t> lines;  // by the key id's hex
  std::vector<KeptMessage> unsent;             // of one nick
};

// An error where the file is broken, so that it is not known what is closed, or what else of it
// would be lost.
Result<KeptState> read_state(std::string_view file, const std::string& server,
                             const std::string& nick);
// Of the file at `path`; empty: there is none. The error tells the user what to do: without this no
// program of ours may send anything.
Result<KeptState> read_state_file(const std::string& path, const std::string& server,
                                  const std::string& nick);
// `file` with `state` in it. What others wrote stays: their unsent messages, the greater number of
// lines, and all that is closed but for `opened`.
Result<std::string> write_state(std::string_view file, const std::string& server,
                                const std::string& nick, const KeptState& state,
                                const std::vector<std::string>& opened);

}  // namespace uvchat::cli
