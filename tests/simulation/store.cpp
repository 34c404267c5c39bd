#include "tests/simulation/store.h"

#include <algorithm>

namespace uvchat::simulation {

store::Answer Store::answer(const store::Request& request) {
  if (auto of_past = past_.answer(request)) return *of_past;
  if (auto answer = of_certificates(request)) return *answer;
  if (auto answer = of_files(request)) return *answer;
  if (const auto* asked = std::get_if<store::MakeAccount>(&request)) return make(*asked);
  if (const auto* asked = std::get_if<store::ReadCredentials>(&request)) return read(*asked);
  if (const auto* asked = std::get_if<store::UseCode>(&request)) return use(*asked);
  if (const auto* asked = std::get_if<store::SetSetting>(&request)) {
    accounts_.at(asked->account - 1).person = asked->value;
  }
  if (const auto* asked = std::get_if<store::SavePresence>(&request)) {
    accounts_.at(asked->account - 1).presence = asked->rooms;
  }
  if (const auto* asked = std::get_if<store::SaveRoom>(&request)) return save(asked->room);
  if (const auto* asked = std::get_if<store::RenameRoom>(&request)) return rename(*asked);
  if (const auto* asked = std::get_if<store::DropRoom>(&request)) {
    const auto room = find(asked->fold);
    if (room == rooms_.end()) return {.outcome = store::Outcome::absent};
    rooms_.erase(room);
  }
  return {.outcome = store::Outcome::done};
}

store::Answer Store::make(const store::MakeAccount& request) {
  const auto is_like = [&](const Kept& kept) {
    return kept.name.fold == request.name.fold || kept.name.skeleton == request.name.skeleton;
  };
  if (std::any_of(accounts_.begin(), accounts_.end(), is_like)) {
    return {.outcome = store::Outcome::taken};
  }
  accounts_.push_back({request.name, request.password_hash, request.made_us, request.code_hash});
  for (int number = 0; number < 3; ++number) {  // whose uploads nobody has seen
    files_.push_back({.id = file_id(accounts_.size(), number),
                      .hash = "hash",
                      .bytes = 7,
                      .type = "text/plain; charset=utf-8",
                      .name = "",
                      .account = accounts_.size(),
                      .made_us = request.made_us});
  }
  return {.outcome = store::Outcome::done, .account = accounts_.size()};
}

store::Answer Store::read(const store::ReadCredentials& request) const {
  if (request.account == 0 || request.account > accounts_.size()) {
    return {.outcome = store::Outcome::absent};
  }
  return {.outcome = store::Outcome::done,
          .account = request.account,
          .credentials = {accounts_[request.account - 1].hash, 1}};
}

store::Answer Store::use(const store::UseCode& request) {
  Kept& kept = accounts_.at(request.account - 1);
  if (kept.code_hash.empty() || kept.code_hash != request.code_hash) {
    return {.outcome = store::Outcome::absent};
  }
  kept.code_hash.clear();
  return {.outcome = store::Outcome::done};
}

std::optional<store::Answer> Store::of_certificates(const store::Request& request) {
  using store::Answer, store::Outcome;
  const auto named = [&](const std::string& fingerprint) {
    return std::find_if(certificates_.begin(), certificates_.end(),
                        [&](const auto& one) { return one.second.fingerprint == fingerprint; });
  };
  if (const auto* add = std::get_if<store::AddCertificate>(&request)) {
    const auto at = named(add->fingerprint);
    if (at != certificates_.end()) {
      return Answer{.outcome = at->first == add->account ? Outcome::done : Outcome::taken};
    }
    certificates_.push_back({add->account, {add->fingerprint, add->at_us}});
    return Answer{.outcome = Outcome::done};
  }
  if (const auto* forget = std::get_if<store::ForgetCertificate>(&request)) {
    const auto at = named(forget->fingerprint);
    if (at == certificates_.end() || at->first != forget->account) {
      return Answer{.outcome = Outcome::absent};
    }
    certificates_.erase(at);
    return Answer{.outcome = Outcome::done};
  }
  if (const auto* find = std::get_if<store::FindCertificate>(&request)) {
    const auto at = named(find->fingerprint);
    if (at == certificates_.end()) return Answer{.outcome = Outcome::absent};
    return Answer{.outcome = Outcome::done, .account = at->first};
  }
  if (const auto* read = std::get_if<store::ReadCertificates>(&request)) {
    Answer answer{.outcome = Outcome::done};
    for (const auto& [account, certificate] : certificates_) {
      if (account == read->account) answer.certificates.push_back(certificate);
    }
    return answer;
  }
  return std::nullopt;
}

std::optional<store::Answer> Store::of_files(const store::Request& request) {
  using store::Answer, store::FileRow, store::Outcome;
  if (const auto* read = std::get_if<store::ReadFiles>(&request)) {
    Answer answer{.outcome = Outcome::done};
    bool is_behind = read->after.empty();
    for (auto file = files_.rbegin(); file != files_.rend(); ++file) {
      if (file->account != read->account) continue;
      const bool fits = is_behind && answer.files.size() < read->rows_max;
      if (fits) answer.files.push_back(*file);
      is_behind = is_behind || file->id == read->after;
    }
    if (!is_behind) answer.outcome = Outcome::absent;
    return answer;
  }
  if (const auto* drop = std::get_if<store::DropFile>(&request)) {
    const auto file = std::find_if(files_.begin(), files_.end(), [&](const FileRow& row) {
      return row.id == drop->id && (drop->account == 0 || row.account == drop->account);
    });
    if (file == files_.end()) return Answer{.outcome = Outcome::absent};
    Answer answer{.outcome = Outcome::done, .files = {*file}};
    files_.erase(file);
    return answer;
  }
  return std::nullopt;
}

std::vector<store::Room>::iterator Store::find(const std::string& fold) {
  return std::find_if(rooms_.begin(), rooms_.end(),
                      [&](const store::Room& room) { return room.name.fold == fold; });
}

store::Answer Store::save(const store::Room& room) {
  const bool is_taken = std::any_of(rooms_.begin(), rooms_.end(), [&](const store::Room& other) {
    return other.name.fold != room.name.fold && other.name.skeleton == room.name.skeleton;
  });
  if (is_taken) return {.outcome = store::Outcome::taken};
  const auto kept = find(room.name.fold);
  kept == rooms_.end() ? rooms_.push_back(room) : void(*kept = room);
  return {.outcome = store::Outcome::done};
}

store::Answer Store::rename(const store::RenameRoom& request) {
  const auto room = find(request.fold);
  if (room == rooms_.end()) return {.outcome = store::Outcome::absent};
  const bool is_taken = std::any_of(rooms_.begin(), rooms_.end(), [&](const store::Room& other) {
    return &other != &*room &&
           (other.name.fold == request.name.fold || other.name.skeleton == request.name.skeleton);
  });
  if (is_taken) return {.outcome = store::Outcome::taken};
  room->name = request.name;
  past_.rename_markers(request.fold, request.name.fold);
  for (Kept& kept : accounts_) {
    for (store::Presence& in : kept.presence) {
      if (in.room_fold == request.fold) in.room_fold = request.name.fold;
    }
  }
  return {.outcome = store::Outcome::done};
}

}  // namespace uvchat::simulation
