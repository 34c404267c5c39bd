#include "uvchat/http/site.h"

#include <gtest/gtest.h>

namespace uvchat::http {
namespace {

const Site site{{{"chat.example.org"}, {}}, {}, {}};

Request request(std::string_view method, std::string_view path, std::vector<Field> fields = {}) {
  Request made;
  made.method = method;
  made.path = path;
  made.fields = {{"host", "chat.example.org"}};
  made.fields.insert(made.fields.end(), fields.begin(), fields.end());
  return made;
}

int status(const Request& asked) {
  const Decision decision = decide(site, asked);
  const auto* accepted = std::get_if<WebSocketAccepted>(&decision);
  return accepted != nullptr ? accepted->response.status : std::get<Response>(decision).status;
}

const std::vector<Field> upgrade_fields{{"connection", "keep-alive, Upgrade"},
                                        {"upgrade", "websocket"},
                                        {"sec-websocket-version", "13"},
                                        {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="}};

std::vector<Field> with(Field more) {
  std::vector<Field> fields = upgrade_fields;
  fields.push_back(std::move(more));
  return fields;
}

TEST(Site, TellsWhatItIsAndThatItIsWell) {
  EXPECT_EQ(status(request("GET", "/")), 200);
  EXPECT_EQ(status(request("HEAD", "/")), 200);
  EXPECT_EQ(status(request("GET", "/healthz")), 200);
  EXPECT_EQ(status(request("GET", "/nothing")), 404);
}

TEST(Site, UnderstandsGetAndHeadAlone) {
  EXPECT_EQ(status(request("POST", "/")), 405);
  EXPECT_EQ(status(request("BREW", "/")), 405);
}

TEST(Site, AnswersForItsOwnNamesAlone) {
  Request other = request("GET", "/");
  other.fields[0].value = "evil.example";
  EXPECT_EQ(status(other), 421);
  other.fields = {};
  EXPECT_EQ(status(other), 400);
  other.path = "/healthz";
  EXPECT_EQ(status(other), 200);
}

TEST(Site, TakesAWebSocketOnEveryPath) {
  EXPECT_EQ(status(request("GET", "/", upgrade_fields)), 101);
  EXPECT_EQ(status(request("GET", "/irc", upgrade_fields)), 101);
}

TEST(Site, TakesNoWebSocketOfAForeignPage) {
  EXPECT_EQ(status(request("GET", "/", with({"origin", "https://evil.example"}))), 403);
  EXPECT_EQ(status(request("GET", "/", with({"origin", "https://chat.example.org"}))), 101);
  Request rebound = request("GET", "/", with({"origin", "http://evil.example"}));
  rebound.fields[0].value = "evil.example";
  EXPECT_EQ(status(rebound), 421);
}

TEST(Site, SaysWhatIsWrongWithAnUpgrade) {
  const auto without = [](std::string_view name, std::string_view value) {
    std::vector<Field> fields = upgrade_fields;
    for (Field& field : fields) {
      if (field.name == name) field.value = value;
    }
    return status(request("GET", "/", fields));
  };
  EXPECT_EQ(without("connection", "close"), 400);
  EXPECT_EQ(without("sec-websocket-version", "8"), 426);
  EXPECT_EQ(without("sec-websocket-key", "short"), 400);
  EXPECT_EQ(without("sec-websocket-key", ""), 400);
  EXPECT_EQ(status(request("POST", "/", upgrade_fields)), 400);
}

}  // namespace
}  // namespace uvchat::http
