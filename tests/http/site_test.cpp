#include "uvchat/http/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace uvchat::http {
namespace {

using testing::HasSubstr;

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

std::string field_of(const Response& response, std::string_view name) {
  for (const Field& field : response.fields) {
    if (field.name == name) return field.value;
  }
  return "(none)";
}

Site with_page(std::string url = {}) {
  static const BuiltInFile page[] = {{"/index.html", "home", "zipped", {}},
                                     {"/assets/app-1a2b.js", "code", {}, {}}};
  Site made = site;
  made.files = Files::of(page);
  made.is_built_in = true;
  made.url = std::move(url);
  return made;
}

Response get_from(const Site& from, std::string_view path, std::string_view host) {
  Request asked = request("GET", path);
  asked.fields[0].value = host;
  return std::get<Response>(decide(from, asked));
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

TEST(Site, WithoutAPageSaysSoInOneOfItsOwn) {
  const Response said = get_from(site, "/", "chat.example.org");
  EXPECT_EQ(field_of(said, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(*said.body, HasSubstr("built without its page"));
  EXPECT_THAT(field_of(said, "Content-Security-Policy"), HasSubstr("default-src 'none'"));
}

TEST(Site, SendsItsPageUnderAClosedPolicy) {
  const Response page = get_from(with_page(), "/", "chat.example.org:8443");
  EXPECT_EQ(*page.body, "home");
  EXPECT_EQ(field_of(page, "Content-Security-Policy"),
            "default-src 'none'; script-src chat.example.org:8443/assets/ 'wasm-unsafe-eval'; "
            "style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
            "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'");
  EXPECT_EQ(field_of(page, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(field_of(page, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(field_of(page, "Cross-Origin-Opener-Policy"), "same-origin");
}

TEST(Site, NamesInItsPolicyTheAddressThatPeopleOpen) {
  const Site known = with_page("https://talk.example.org");
  const Response page = get_from(known, "/", "chat.example.org");
  EXPECT_THAT(field_of(page, "Content-Security-Policy"),
              AllOf(HasSubstr("script-src chat.example.org/assets/ talk.example.org/assets/ '"),
                    HasSubstr("connect-src 'self' wss://talk.example.org;")));
  const Response plain = get_from(with_page("http://chat.example.org"), "/", "chat.example.org");
  EXPECT_THAT(field_of(plain, "Content-Security-Policy"),
              AllOf(HasSubstr("script-src chat.example.org/assets/ '"),
                    HasSubstr("connect-src 'self' ws://chat.example.org;")));
}

// A policy cannot name a numeric address.
TEST(Site, OfANumberTakesScriptsFromTheWholeServer) {
  for (const std::string_view host : {"192.0.2.1:8080", "[2001:db8::1]:8080"}) {
    EXPECT_THAT(field_of(get_from(with_page(), "/", host), "Content-Security-Policy"),
                HasSubstr("script-src 'self' 'wasm-unsafe-eval';"))
        << host;
  }
}

TEST(Site, LetsBrowsersKeepWhatIsNamedByItsContents) {
  const Site own = with_page();
  EXPECT_EQ(field_of(get_from(own, "/assets/app-1a2b.js", "localhost"), "Cache-Control"),
            "public, max-age=31536000, immutable");
  EXPECT_EQ(field_of(get_from(own, "/", "localhost"), "Cache-Control"), "no-cache");
  EXPECT_EQ(field_of(get_from(own, "/index.html", "localhost"), "Cache-Control"), "no-cache");
}

TEST(Site, SendsItsPageInACodingThatTheClientTakes) {
  Request asked = request("GET", "/", {{"accept-encoding", "gzip, br"}});
  const Response zipped = std::get<Response>(decide(with_page(), asked));
  EXPECT_EQ(*zipped.body, "zipped");
  EXPECT_EQ(field_of(zipped, "Content-Encoding"), "gzip");
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
