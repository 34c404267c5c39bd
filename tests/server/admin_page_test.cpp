// What docs/openapi.json says of the admin API is what the server does.

#include <fstream>
#include <set>

#include "server/admin_json.h"
#include "tests/server/admin_fixture.h"

namespace uvchat::server {
namespace {

using Json = nlohmann::ordered_json;

Json openapi() {
  std::ifstream file(UVCHAT_DOCS "/openapi.json");
  return Json::parse(file);
}

// The operations of the page, with their methods in capitals.
std::vector<std::tuple<std::string, std::string, Json>> operations() {
  std::vector<std::tuple<std::string, std::string, Json>> found;
  const Json whole = openapi();
  for (const auto& [path, methods] : whole["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      found.emplace_back(method == "get" ? "GET" : "POST", path, operation);
    }
  }
  return found;
}

// What is wrong with the value by the schema; empty: nothing. Of JSON Schema as far as the page
// uses it.
std::string fault_of(const Json& value, Json schema, const std::string& at = "answer") {
  static const Json whole = openapi();
  while (schema.contains("$ref")) {
    schema = whole.at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1)));
  }
  if (schema.contains("oneOf")) {
    std::string all;
    for (const Json& one : schema["oneOf"]) {
      const std::string fault = fault_of(value, one, at);
      if (fault.empty()) return {};
      all += fault + "; ";
    }
    return all;
  }
  std::set<std::string> types;
  if (schema["type"].is_array()) types = schema["type"].get<std::set<std::string>>();
  if (schema["type"].is_string()) types = {schema["type"].get<std::string>()};
  const std::string type = value.is_number_integer() ? "integer" : value.type_name();
  if (types.count(type) == 0) return at + " is of type " + type;
  if (schema.contains("enum") &&
      std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
    return at + " is none of the enum";
  }
  if (value.is_array()) {
    for (const Json& item : value) {
      const std::string fault = fault_of(item, schema["items"], at + "[]");
      if (!fault.empty()) return fault;
    }
  }
  if (!value.is_object()) return {};
  for (const Json& key : schema["required"]) {
    if (!value.contains(key.get<std::string>())) return at + " has no " + key.get<std::string>();
  }
  for (const auto& [key, member] : value.items()) {
    if (!schema["properties"].contains(key)) return at + "." + key + " is not documented";
    const std::string fault = fault_of(member, schema["properties"][key], at + "." + key);
    if (!fault.empty()) return fault;
  }
  return {};
}

// One row of each kind that says all that it can, and one that says as little.
std::vector<ErrandDone> answers_of(AdminAnswer kind) {
  const auto two = [](auto full) {
    std::vector<decltype(full)> rows(2);
    rows[0] = std::move(full);
    return rows;
  };
  ErrandDone done;
  if (kind == AdminAnswer::status) done.rows = errand::Status{};
  if (kind == AdminAnswer::sessions) {
    errand::SessionRow row;
    row.nick = row.account = "ana";
    row.address = *Address::parse("192.0.2.7");
    row.has_websocket = true;
    done.rows = two(row);
  } else if (kind == AdminAnswer::users) {
    errand::UserRow row;
    row.nick = row.account = row.away = "ana";
    row.address = *Address::parse("192.0.2.7");
    done.rows = two(row);
  } else if (kind == AdminAnswer::rooms) {
    errand::RoomRow row;
    row.topic = row.founder = "ana";
    done.rows = two(row);
  } else if (kind == AdminAnswer::accounts) {
    errand::AccountRow row;
    row.nicks = {"a", "b"};
    row.suspension = {"op", "why", 1, 2};
    row.online_as = "ana";
    done.rows = two(row);
  } else if (kind == AdminAnswer::bans) {
    done.rows = two(ServerBan{ServerBanKind::dline, "10.0.0.0/8", "why", "op", 1, 2});
  } else if (kind == AdminAnswer::invitations) {
    done.rows = std::vector<store::Invitation>{{"abcdefghijkl", "op", 1}};
  }
  if (kind == AdminAnswer::deeds) done.rows = two(store::Deed{1, "op", "KILL", "eve", 7});
  if (kind == AdminAnswer::files) {
    errand::FileRow row;
    row.name = "cat.jpg";
    row.until_us = 1'000;
    done.rows = two(row);
  }
  ErrandDone more = done;
  more.next = 7;
  more.text = "a warning";
  more.codes = {"k7dq-3mza-94hw"};
  more.needs_restart = {"listen"};
  return {done, more};
}

TEST(AdminPage, HasEveryPathThatIsServedAndNoOther) {
  std::set<std::string> documented;
  for (const auto& [method, path, operation] : operations()) documented.insert(method + " " + path);
  std::set<std::string> served;
  for (const AdminRoute& route : admin_routes()) {
    served.insert(std::string(route.method) + " " + std::string(route.path));
  }
  EXPECT_EQ(documented, served);
}

TEST(AdminPage, SaysWhatAnswersHave) {
  for (const auto& [method, path, operation] : operations()) {
    for (const AdminRoute& route : admin_routes()) {
      if (route.method != method || route.path != path) continue;
      const Json& content = operation["responses"]["200"]["content"]["application/json"];
      for (const ErrandDone& done : answers_of(route.answer)) {
        const auto response = response_of(done, route.answer, 100, {"the database is away"});
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(fault_of(Json::parse(*response.body), content["schema"]), "") << path;
      }
    }
  }
}

TEST_F(AdminTest, TakesTheParametersOfThePageAndNoOther) {
  for (const auto& [method, path, operation] : operations()) {
    if (method != "GET") continue;
    std::string query;
    for (const Json& parameter : operation["parameters"]) {
      const std::string name = parameter["name"];
      const std::string value = name == "limit"           ? "5"
                                : name == "kind"          ? "kline"
                                : name != "from"          ? "ana"
                                : path == "/api/v1/files" ? std::string(32, 'a')
                                                          : "123456789012";
      query += (query.empty() ? "?" : "&") + name + "=" + value;
    }
    for (const AdminRoute& route : admin_routes()) {
      if (route.path != path || route.method != method) continue;
      EXPECT_TRUE(route.read(request(method, path + query)).has_value()) << path << query;
      const std::string more = query + (query.empty() ? "?" : "&") + "other=1";
      EXPECT_FALSE(route.read(request(method, path + more)).has_value()) << path;
    }
  }
}

TEST_F(AdminTest, TakesTheBodiesOfThePageAndNoOther) {
  for (const auto& [method, path, operation] : operations()) {
    if (!operation.contains("requestBody")) continue;
    const Json& content = operation["requestBody"]["content"]["application/json"];
    const Json& example = content["example"];
    EXPECT_EQ(fault_of(example, content["schema"], "example"), "") << path;
    const auto is_taken = [&, &method = method, &path = path](const Json& body) {
      for (const AdminRoute& route : admin_routes()) {
        if (route.path != path || route.method != method) continue;
        EXPECT_TRUE(route.takes_body);
        return route.read(request(method, path, body.dump())).has_value();
      }
      return false;
    };
    EXPECT_TRUE(is_taken(example)) << path;
    for (const auto& [key, schema] : content["schema"]["properties"].items()) {
      EXPECT_TRUE(example.contains(key)) << path << " " << key;
      Json without = example;
      without.erase(key);
      const Json& required = content["schema"]["required"];
      const bool is_required = std::find(required.begin(), required.end(), key) != required.end();
      EXPECT_EQ(is_taken(without), !is_required) << path << " " << key;
    }
    Json more = example;
    more["other"] = 1;
    EXPECT_FALSE(is_taken(more)) << path;
  }
}

TEST_F(AdminTest, SaysErrorsAsThePageHasThem) {
  const Json schema = Json::parse(R"({"$ref": "#/components/schemas/Error"})");
  EXPECT_EQ(fault_of(asks("GET", "/api/v1/nothing").body, schema), "");
  EXPECT_EQ(fault_of(asks("GET", "/api/v1/users?x=1").body, schema), "");
  for (const auto& response :
       {http::say_error(403, "forbidden", "no"), http::say_unreadable(413)}) {
    EXPECT_EQ(fault_of(told(response).body, schema), "");
  }
  const std::string codes = openapi()["components"]["schemas"]["Error"].dump();
  for (const char* code : {"bad_request", "unauthorized", "forbidden", "no_such_path", "not_found",
                           "method_not_allowed", "too_large", "refused", "too_busy", "unavailable",
                           "timeout", "wrong_host"}) {
    EXPECT_NE(codes.find(code), std::string::npos) << code;
  }
}

}  // namespace
}  // namespace uvchat::server
