// EXPORT: all that is kept of somebody, as JSON, for them.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "hub/commands/nickserv_words.h"
#include "hub/iso_time.h"
#include "hub/line.h"
#include "hub/saved_person.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t piece_bytes_max = 300;  // which a NOTICE of any server and nick has room for

constexpr std::string_view not_here =
    "What you have said, in channels and in private: a search for what is from you finds it "
    "(from:NAME in the page, SEARCH from=<account> in IRC). What is in your files: of the newest "
    "1,000 the names are here (all of them are in the page's settings, and in FILES LIST)";

std::string time_of(std::int64_t us) { return us == 0 ? std::string() : iso_time(us / 1000); }

Json names_in(const store::Account& account) {
  Json names = Json::array();
  for (const store::OwnedName& name : account.names) names.push_back(name.text);
  return names;
}

Json suspension_in(const store::Suspension& suspension) {
  if (suspension.by.empty()) return nullptr;
  return {{"by", suspension.by},
          {"reason", suspension.reason},
          {"since", time_of(suspension.at_ms * 1000)},
          {"until", time_of(suspension.until_ms * 1000)}};
}

Json devices_in(const store::AccountData& data) {
  Json devices = Json::array();
  for (const store::Token& token : data.tokens) {
    devices.push_back({{"number", token.number},
                       {"name", token.device},
                       {"made", time_of(token.made_us)},
                       {"used", time_of(token.used_us)}});
  }
  return devices;
}

Json certificates_in(const store::AccountData& data) {
  Json certificates = Json::array();
  for (const store::Certificate& certificate : data.certificates) {
    certificates.push_back(
        {{"fingerprint", certificate.fingerprint}, {"added", time_of(certificate.added_us)}});
  }
  return certificates;
}

// The newest; FILES LIST tells all.
Json uploaded_files_in(const store::AccountData& data) {
  Json files = Json::array();
  for (const store::FileRow& file : data.files) {
    files.push_back({{"id", file.id},
                     {"name", file.name},
                     {"bytes", file.bytes},
                     {"made", time_of(file.made_us)}});
  }
  return files;
}

Json networks_in(const store::AccountData& data) {
  Json networks = Json::array();
  for (const auto& [network, used_us] : data.networks) {
    networks.push_back({{"network", network}, {"last_login", time_of(used_us)}});
  }
  return networks;
}

Json presence_in(const store::Account& account) {
  Json rooms = Json::array();
  for (const store::Presence& room : account.presence) {
    rooms.push_back(
        {{"room", room.room_fold}, {"ranks", room.ranks}, {"joined", time_of(room.joined_us)}});
  }
  return rooms;
}

// As whom they come back, where they stay without a connection. `kept`: as the store has it.
Json person_in(const irc::Names& names, std::string_view kept) {
  const auto person = read_saved_person(names, kept);
  if (!person) return nullptr;
  return {{"nick", person->nick},
          {"user", person->user},
          {"host", person->host},
          {"realname", person->realname},
          {"modes", "+" + person->modes.letters()},
          {"away", person->away},
          {"absent_since", time_of(person->absent_since_ms * 1000)}};
}

// Without a hash of anything.
std::string document_of(const irc::Names& names, const store::AccountData& data) {
  Json settings = Json::object();
  Json person;
  for (const auto& [name, value] : data.account.settings) {
    name == person_setting ? person = person_in(names, value) : settings[name] = value;
  }
  Json access = Json::array();
  for (const auto& [room, ranks] : data.access) {
    access.push_back({{"room", room}, {"ranks", ranks}});
  }
  const Json document = {{"names", names_in(data.account)},
                         {"made", time_of(data.account.made_us)},
                         {"verified", data.account.is_verified},
                         {"email", data.email},
                         {"suspension", suspension_in(data.account.suspension)},
                         {"settings", std::move(settings)},
                         {"devices", devices_in(data)},
                         {"certificates", certificates_in(data)},
                         {"networks", networks_in(data)},
                         {"files", uploaded_files_in(data)},
                         {"founded_rooms", data.founded},
                         {"access", std::move(access)},
                         {"person", std::move(person)},
                         {"presence", presence_in(data.account)},
                         {"not_here", not_here}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Cut anywhere: clients leave out spaces at the ends of a line, so there are none.
std::vector<std::string> pieces_of(const std::string& document) {
  std::string text;
  for (const char c : document) c == ' ' ? text += "\\u0020" : text += c;
  std::vector<std::string> pieces;
  for (std::string_view left = text; !left.empty();) {
    pieces.emplace_back(utf8_cut(left, piece_bytes_max));
    left.remove_prefix(pieces.back().size());
  }
  return pieces;
}

// Its owner alone is told it: the session may have ended, or be another's by now.
class Saying {
 public:
  Saying(store::AccountId account, std::vector<std::string> pieces)
      : account_(account), pieces_(std::move(pieces)) {}

  Progress operator()(Call& page) {
    const Account* account = page.session.account();
    if (account == nullptr || account->id != account_) return Progress::done;
    const std::string all = std::to_string(pieces_.size());
    const std::size_t end = std::min(pieces_.size(), said_ + page.state.settings.page_entries_max);
    for (; said_ < end && !page_is_full(page); ++said_) {
      const std::string number = std::to_string(said_ + 1);
      say_as(page, nickserv_nick, "PIECE " + number + " " + all,
             number + "/" + all + " " + pieces_[said_]);
    }
    return said_ == pieces_.size() ? Progress::done : Progress::more;
  }

 private:
  store::AccountId account_;
  std::vector<std::string> pieces_;
  std::size_t said_ = 0;
};

Progress ask_for_data(Call& page, store::AccountId id) {
  ask(page, AskStore{{}, store::ReadAccount{id}},
      StoreAnswered{{}, store::unavailable("the database does not answer")});
  return Progress::waiting;
}

Progress say_data(Call& page, store::AccountId id) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  if (!is_stored(page, "Your data cannot be read") || !answer.data) return Progress::done;
  std::vector<std::string> pieces = pieces_of(document_of(page.state.names, *answer.data));
  page.state.work.add(pieces.size());
  answer_in_pages(page, Saying(id, std::move(pieces)));
  return Progress::done;
}

}  // namespace

void export_data(ServiceCall& asked) {
  const store::AccountId id = asked.call.user().account->id;
  const auto read = [id](Call& page) { return ask_for_data(page, id); };
  const auto say = [id](Call& page) { return say_data(page, id); };
  answer_in_pages(asked.call, in_steps({read, say}));
}

}  // namespace uvchat::hub
