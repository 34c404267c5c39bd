#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/store/asked.h"

namespace uvchat::store {

// An engine with nothing in it, in a folder of the test's.
struct NewEngine {
  const char* name;
  Result<std::unique_ptr<Engine>> (*make)(const Folder& folder);
};
inline std::string name_of_engine(const testing::TestParamInfo<NewEngine>& engine) {
  return engine.param.name;
}

// What each engine keeps to.
class EachEngine : public testing::TestWithParam<NewEngine> {
 protected:
  EachEngine() {
    auto made = GetParam().make(folder_);
    if (!made) throw std::runtime_error(made.error().text);
    engine_ = std::move(*made);
  }

  Answer asks(const Request& request) { return ask(*engine_, request); }
  Outcome outcome_of(const Request& request) { return asks(request).outcome; }
  AccountId make(const std::string& name) { return asks(account_of(name)).account; }
  Account account(AccountId id) {
    for (const Account& account : contents_of(*engine_).accounts) {
      if (account.id == id) return account;
    }
    throw std::runtime_error("no such account");
  }

  const Folder folder_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace uvchat::store
