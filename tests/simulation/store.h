#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/past_store.h"
#include "uvchat/store/request.h"

namespace uvchat::simulation {

// What stands for an Argon2id hash here.
inline std::string hash_of(const std::string& password) { return "hash of " + password; }

// Of the account's file of this number, up to 9.
inline std::string file_id(std::uint64_t account, int number) {
  return std::string(30, 'f') + std::to_string(account % 10) + std::to_string(number);
}

// What outlives the server, as its contract has it: accounts by their ids. It answers at once; who
// asks it may bring the answer late, twice or never.
class Store {
 public:
  struct Kept {
    store::OwnedName name;
    std::string hash;
    std::int64_t made_us = 0;
    std::string code_hash = {};  // of the code that it waits for; empty: it is verified
    std::string person = {};     // of somebody who stays without a session; empty: nobody
    std::vector<store::Presence> presence = {};
  };

  store::Answer answer(const store::Request& request);
  // An account's id is one more than its place.
  const std::vector<Kept>& accounts() const { return accounts_; }
  // In the order in which they were made.
  const std::vector<store::Room>& rooms() const { return rooms_; }
  PastStore& past() { return past_; }
  const PastStore& past() const { return past_; }

 private:
  store::Answer make(const store::MakeAccount& request);
  store::Answer read(const store::ReadCredentials& request) const;
  store::Answer use(const store::UseCode& request);

  std::optional<store::Answer> of_certificates(const store::Request& request);
  std::optional<store::Answer> of_files(const store::Request& request);
  store::Answer save(const store::Room& room);
  store::Answer rename(const store::RenameRoom& request);
  std::vector<store::Room>::iterator find(const std::string& fold);

  std::vector<Kept> accounts_;
  std::vector<store::Room> rooms_;
  std::vector<std::pair<store::AccountId, store::Certificate>> certificates_;
  std::vector<store::FileRow> files_;  // in the order in which they were made
  PastStore past_;
};

}  // namespace uvchat::simulation
