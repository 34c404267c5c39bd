#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "uvchat/irc/names.h"

namespace uvchat::simulation {

// What an IRC client shows its user: the channels he is in and who else is, by the lines that it
// has seen. It knows nothing of the model.
class Roster {
 public:
  void see(std::string_view line);
  // By channel, folded.
  const std::map<std::string, std::set<std::string>>& channels() const { return channels_; }

 private:
  void see_names(const std::string& channel, std::string_view words);
  void leaves(const std::string& nick, const std::string& channel);
  void changes_nick(const std::string& from, const std::string& to);

  const irc::Names names_{irc::Casemapping::precis};
  std::string own_;
  std::map<std::string, std::set<std::string>> channels_;
};

}  // namespace uvchat::simulation
