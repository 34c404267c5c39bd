#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "server/admin_api.h"
#include "server/admin_tokens.h"

namespace uvchat::server {

// An admin API whose hub is the test.
class AdminTest : public testing::Test {
 protected:
  using Json = nlohmann::ordered_json;
  struct Told {
    int status = 0;
    Json body;
    std::vector<http::Field> fields;
  };

  static http::Request request(const std::string& method, const std::string& path,
                               const std::string& body = {}) {
    http::Request made;
    made.method = method;
    made.path = path.substr(0, path.find('?'));
    if (path.find('?') != path.npos) made.query = path.substr(path.find('?') + 1);
    made.fields = {{"host", "localhost"}};
    made.body = body;
    return made;
  }
  static Told told(const http::Response& response) {
    return {response.status, Json::parse(*response.body), response.fields};
  }
  // What is answered at once.
  Told asks(const http::Request& asked) {
    const auto response = api.answer(asked, asker);
    EXPECT_TRUE(response.has_value());
    return response ? told(*response) : Told();
  }
  Told asks(const std::string& method, const std::string& path, const std::string& body = {}) {
    return asks(request(method, path, body));
  }
  // What is answered when the hub has said so.
  Told asks(const std::string& method, const std::string& path, const std::string& body,
            ErrandDone done) {
    EXPECT_FALSE(api.answer(request(method, path, body), asker).has_value());
    if (errands.empty()) return {};
    done.ticket = errands.back().ticket;
    api.answered(std::move(done));
    return answers.empty() ? Told() : answers.back();
  }
  template <typename W>
  const W& last_wish() const {
    return std::get<W>(errands.back().wish);
  }

  std::vector<Errand> errands;
  std::vector<Told> answers;
  Metrics metrics{1};
  NullLog log;
  http::Asker asker{ConnId(0, 1, 1), true};
  AdminApi api{metrics, log, [this](Errand&& errand) { errands.push_back(std::move(errand)); },
               [this](ConnId conn, std::function<http::Response()>&& make) {
                 EXPECT_EQ(conn, asker.conn);
                 answers.push_back(told(make()));
               }};
};

}  // namespace uvchat::server
