#include "server/ctl.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "hub/server_bans.h"
#include "server/ctl_table.h"
#include "server/file.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/utf8.h"
#include "uvchat/json/tree.h"

namespace uvchat::server {
namespace {

using nlohmann::ordered_json;

// Of all pages together: whoever answers may be somebody else.
constexpr std::size_t answer_bytes_max = 256 * 1024 * 1024;
constexpr std::size_t answer_bytes_min = 4 * 1024;  // so much a page counts at least

struct Ask {
  std::string method = "GET";
  std::string path;
  std::string query = {};
  ordered_json body = {};  // null: none
};

std::string encoded(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_letter(c) || is_digit(c)) {
      out.push_back(c);
    } else {
      out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
  }
  return out;
}

// The words from the i-th on.
std::string text_from(const CtlWish& wish, std::size_t i) {
  std::string text;
  for (; i < wish.words.size(); ++i) text.append(text.empty() ? "" : " ").append(wish.words[i]);
  return text;
}
std::string word(const CtlWish& wish, std::size_t i) {
  return i < wish.words.size() ? wish.words[i] : std::string();
}

Ask change(const std::string& path, ordered_json body) {
  for (auto at = body.begin(); at != body.end();) {
    const bool is_empty = at->is_string() && at->get_ref<const std::string&>().empty();
    at = is_empty ? body.erase(at) : std::next(at);
  }
  return {"POST", path, {}, std::move(body)};
}

Result<Ask> with_duration(const CtlWish& wish, Ask ask) {
  if (wish.duration.empty()) return ask;
  const auto ms = hub::parse_duration_ms(wish.duration);
  if (!ms) return fail(wish.duration + ": expected a duration like 90 (minutes), 30s, 1d12h");
  ask.body["duration_s"] = *ms / 1000;
  return ask;
}

Result<Ask> ask_of(const CtlWish& wish) {
  const std::string& command = wish.command;
  const std::string api = "/api/v1/";
  const std::string first = word(wish, 0);
  const std::string kind = wish.is_address ? "dline" : "kline";
  if (command == "kill") {
    return change(api + "users/kill", {{"nick", first}, {"reason", text_from(wish, 1)}});
  }
  if (command == "kill-session") {
    return change(api + "sessions/kill", {{"id", first}, {"reason", text_from(wish, 1)}});
  }
  if (command == "ban") {
    return with_duration(
        wish,
        change(api + "bans", {{"kind", kind}, {"mask", first}, {"reason", text_from(wish, 1)}}));
  }
  if (command == "unban") return change(api + "bans/lift", {{"kind", kind}, {"mask", first}});
  if (command == "invite") {
    ordered_json body = ordered_json::object();
    if (!first.empty()) {
      body["count"] = ordered_json::parse(first, nullptr, false);
      if (!body["count"].is_number()) return fail(first + ": expected a number");
    }
    return change(api + "invitations", std::move(body));
  }
  if (command == "uninvite") return change(api + "invitations/revoke", {{"id", first}});
  if (command == "suspend") {
    return with_duration(wish, change(api + "accounts/suspend",
                                      {{"account", first}, {"reason", text_from(wish, 1)}}));
  }
  if (command == "unsuspend") return change(api + "accounts/unsuspend", {{"account", first}});
  if (command == "reset-code") return change(api + "accounts/reset-code", {{"account", first}});
  if (command == "delete-file") return change(api + "files/delete", {{"id", first}});
  if (command == "reload") return Ask{"POST", api + "reload"};
  if (command == "log-level" && !first.empty()) return change(api + command, {{"level", first}});
  if (command == "bans") return Ask{"GET", api + "bans", "kind=" + kind};
  return Ask{"GET", api + command, first.empty() ? std::string() : "name=" + encoded(first)};
}

// What the server said, or why it did not do it. `bytes_left`: that it may say yet.
Result<ordered_json> answer_to(const AdminPlace& place, const Ask& ask, const std::string& query,
                               std::size_t& bytes_left) {
  const std::string body =
      ask.body.is_null() ? std::string()
                         : ask.body.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  const std::string target = ask.path + (query.empty() ? "" : "?" + query);
  const auto reply = ask_admin(place, ask.method, target, body);
  if (!reply) return tl::unexpected(reply.error());
  const std::size_t bytes = std::max(reply->body.size(), answer_bytes_min);
  if (bytes > bytes_left) return fail("the server's answer has no end");
  bytes_left -= bytes;
  ordered_json answer;
  if (!json::is_too_deep(reply->body)) answer = ordered_json::parse(reply->body, nullptr, false);
  if (reply->status == 200 && answer.is_object()) return answer;
  const auto error = answer.is_object() ? answer.find("error") : answer.end();
  if (answer.is_object() && error != answer.end() && error->is_object() &&
      error->contains("text") && (*error)["text"].is_string()) {
    return fail(printable((*error)["text"].get_ref<const std::string&>()));
  }
  return fail("the server answers " + std::to_string(reply->status) + ", and not as uvchat does");
}

// All pages of a list as one.
Result<ordered_json> whole_answer(const AdminPlace& place, const Ask& ask) {
  std::size_t bytes_left = answer_bytes_max;
  auto whole = answer_to(place, ask, ask.query, bytes_left);
  if (!whole) return whole;
  const std::string list = list_in(*whole);
  if (list.empty()) return whole;
  ordered_json next = (*whole)["next"];
  while (next.is_string()) {
    const std::string from = "from=" + encoded(next.get_ref<const std::string&>());
    const std::string query = ask.query.empty() ? from : ask.query + "&" + from;
    auto page = answer_to(place, ask, query, bytes_left);
    if (!page) return page;
    if (list_in(*page) != list) return fail("the server's answer has no list of " + list);
    for (ordered_json& row : (*page)[list]) (*whole)[list].push_back(std::move(row));
    next = (*page)["next"];
  }
  (*whole)["next"] = next;
  return whole;
}

}  // namespace

Result<std::string> control(const CtlWish& wish, std::size_t columns) {
  const auto ask = ask_of(wish);
  if (!ask) return tl::unexpected(ask.error());
  const auto answer = whole_answer(wish.place, *ask);
  if (!answer) return tl::unexpected(answer.error());
  if (wish.as_json) {
    return answer->dump(2, ' ', true, ordered_json::error_handler_t::replace) + "\n";
  }
  return table_of(*answer, columns);
}

Result<std::string> token_in(const std::string& path) {
  constexpr std::size_t bytes_max = 4'096;
  auto text = read_file(path, bytes_max, Links::followed);
  if (!text) return text;
  if (others_may_read(path)) return fail(path + ": others may read it: chmod 600 " + path);
  std::string token = text->substr(0, text->find_first_of("\r\n"));
  if (token.empty() || token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
                                               "wxyz0123456789-_.~+/=") != token.npos) {
    return fail(path + ": its first line is no token");
  }
  return token;
}

const std::vector<CtlCommand>& ctl_commands() {
  static const std::vector<CtlCommand> commands{
      {"status", "what the server is doing", {}, {}},
      {"sessions", "connections; of one user, if a nick is given", {}, "NICK"},
      {"users", "who is here", {}, "NICK"},
      {"rooms", "channels", {}, "NAME"},
      {"accounts", "accounts", {}, "NAME"},
      {"bans", "K-lines, or with --address D-lines", {}, {}, false, false, true},
      {"invitations", "codes that nobody has used yet", {}, {}},
      {"kill", "end a user with all their sessions", {"NICK"}, "REASON", true},
      {"kill-session", "end one connection", {"ID"}, "REASON", true},
      {"ban",
       "ban user@host (a K-line), or with --address an address or a network (a D-line)",
       {"MASK"},
       "REASON",
       true,
       true,
       true},
      {"unban", "lift such a ban", {"MASK"}, {}, false, false, true},
      {"invite", "make codes with which people make accounts", {}, "COUNT"},
      {"uninvite", "make a code worthless, by its id", {"ID"}, {}},
      {"suspend", "nobody can log in to the account", {"ACCOUNT"}, "REASON", true, true},
      {"unsuspend", "they can again", {"ACCOUNT"}, {}},
      {"reset-code",
       "make a code with which an account's owner sets a new password",
       {"ACCOUNT"},
       {}},
      {"files",
       "what an account has uploaded, or without a name what guests have, the newest first",
       {},
       "ACCOUNT"},
      {"delete-file", "delete a file, whosever it is, by its id", {"ID"}, {}},
      {"deeds",
       "what operators have done, and what people have reported, the newest first",
       {},
       {}},
      {"reports", "what people have reported, the newest first", {}, {}},
      {"reload", "read the configuration again", {}, {}},
      {"log-level", "show the level of the log, or set it until the next start", {}, "LEVEL"},
  };
  return commands;
}

}  // namespace uvchat::server
