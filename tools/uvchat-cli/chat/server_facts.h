#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/irc/message.h"
#include "uvchat/irc/names.h"

namespace uvchat::cli {

// A sign that can stand before a name but in none: no letter, digit or other character of nicks.
bool is_name_sign(char c);

// What a server has said about itself (CAP, 005); until then, the rules of RFC 1459.
class ServerFacts {
 public:
  // More than this is not kept.
  static constexpr std::size_t offers_max = 512;
  static constexpr std::size_t offers_bytes_max = 65'536;

  // A new connection: nothing is known, but the rules for names stay until the server sends others.
  // Keys are found by names, so a server that sends no rules would hide them.
  void forget();

  struct News {
    bool names_changed = false;        // other names may be equal by the new rule
    std::vector<std::string> refused;  // rules; each is reported once for a connection
  };
  // Of the rules for names (CASEMAPPING, UTF8MAPPING, CHANTYPES, PREFIX) the first one of a
  // connection holds, if it keeps the existing names as they are: a server that could change a rule
  // later could make a room another one while people talk in it.
  News on_isupport(const irc::Message& message);
  // The greeting is over: the rules are what they are now.
  void settle();
  void on_cap(const irc::Message& message);
  void on_welcome(const irc::Message& message);

  // As the source of its lines; empty: it has not greeted us. The first one of a connection holds.
  std::string_view name() const { return name_; }
  bool has(std::string_view capability) const;
  // Of "draft/multiline=max-bytes=4096", the part after the first '='.
  std::string_view capability_value(std::string_view capability) const;
  // A number of "max-bytes=4096,max-lines=100"; `otherwise` if it is not there.
  std::size_t capability_number(std::string_view capability, std::string_view key,
                                std::size_t otherwise) const;

  std::string fold(std::string_view name) const;
  bool same(std::string_view a, std::string_view b) const;
  bool is_channel(std::string_view name) const;
  // Completes a room's name that was written without its sign: "lobby" becomes "#lobby".
  std::string as_channel(std::string_view name) const;
  // Removes the STATUSMSG characters before a channel: "@#room" becomes "#room".
  std::string_view without_status(std::string_view target) const;

  // The place of a rank, 0 for the highest; ranks() if it is no rank.
  std::size_t rank_of_prefix(char prefix) const;
  std::size_t ranks() const { return prefixes_.size(); }
  // '@' of 'o'; NUL for a mode that gives no prefix.
  char prefix_of_mode(char mode) const;
  // Whether a mode letter takes a parameter in MODE.
  bool mode_takes_parameter(char mode, bool set) const;

  std::size_t line_bytes() const { return line_bytes_; }  // with CR LF
  std::size_t topic_bytes() const { return topic_bytes_; }
  std::size_t history_lines() const { return history_lines_; }
  bool monitors() const { return monitors_; }
  bool has_whox() const { return has_whox_; }
  // Whether LIST takes conditions of this kind (ELIST).
  bool filters_list_by(char kind) const { return list_filters_.find(kind) != std::string::npos; }
  // The URL that files are sent to (FILEHOST); empty: it takes none.
  const std::string& file_host() const { return file_host_; }
  const std::string& network() const { return network_; }

 private:
  struct Rule {
    std::string_view key;
    std::string value;
    bool settled = false;
    bool told = false;
  };

  void take_token(std::string_view key, std::string_view value);
  // False if it is refused.
  bool take_rule(Rule& rule, std::string_view value);
  bool is_good_prefix(std::string_view value) const;
  void take_offer(std::string_view name, std::string_view value);

  std::map<std::string, std::string, std::less<>> offered_;
  std::size_t offered_bytes_ = 0;
  std::vector<std::string> active_;
  std::array<Rule, 4> rules_ = {
      {{"CASEMAPPING", "rfc1459"}, {"UTF8MAPPING", ""}, {"CHANTYPES", "#&"}, {"PREFIX", "(ov)@+"}}};
  bool rfc1459_ = true;
  bool precis_ = false;
  irc::Names ascii_names_{irc::Casemapping::ascii};
  irc::Names precis_names_{irc::Casemapping::precis};
  std::string prefix_modes_ = "ov";
  std::string prefixes_ = "@+";
  std::string channel_types_ = "#&";
  std::string modes_always_ = "bk";  // of CHANMODES: lists, and those with a parameter always
  std::string modes_when_set_ = "l";
  std::string network_;
  std::string file_host_;
  std::size_t line_bytes_ = 512;
  std::size_t topic_bytes_ = 390;
  std::string name_;
  std::size_t history_lines_ = 100;  // that one CHATHISTORY may ask for
  std::string list_filters_;
  bool monitors_ = false;
  bool has_whox_ = false;
};

}  // namespace uvchat::cli
