#include "uvchat/http/board.h"

#include <gtest/gtest.h>

namespace uvchat::http {
namespace {

class Shown final : public Board {
 public:
  std::string metrics() const override { return "uvchat_users 3\n"; }
  std::string why_not_ready() const override { return why; }
  std::size_t body_bytes_max(const Request&, const Asker& asker) const override {
    return asker.is_trusted ? 100 : 0;
  }
  std::optional<Response> answer(const Request& request, const Asker& asker) override {
    if (request.path == "/api/later") return std::nullopt;
    return say(200, asker.is_trusted ? "trusted" : "not trusted");
  }
  std::string why;
};

const HostRules own_names{{"chat.example.org"}, {}};

std::string shown(Board& board, std::string_view path, std::vector<Field> fields,
                  std::string_view method = "GET") {
  Request asked;
  asked.method = method;
  asked.path = path;
  asked.fields = std::move(fields);
  const auto response = answer_operator(board, own_names, asked, {});
  return response ? std::to_string(response->status) + " " + *response->body : "later";
}

TEST(Board, ShowsMetricsAndWhetherTheServerIsReady) {
  Shown board;
  EXPECT_EQ(shown(board, "/metrics", {{"host", "localhost"}}), "200 uvchat_users 3\n");
  EXPECT_EQ(shown(board, "/readyz", {{"host", "10.0.0.1:9100"}}), "200 ready\n");
  EXPECT_EQ(shown(board, "/healthz", {}), "200 ok\n");
  board.why = "the database is away";
  EXPECT_EQ(shown(board, "/readyz", {{"host", "localhost"}}), "503 the database is away\n");
}

TEST(Board, ServesNothingElse) {
  Shown board;
  EXPECT_EQ(shown(board, "/", {{"host", "localhost"}}).substr(0, 4), "404 ");
  EXPECT_EQ(shown(board, "/metrics", {{"host", "localhost"}}, "POST").substr(0, 4), "405 ");
  EXPECT_EQ(shown(board, "/",
                  {{"host", "localhost"}, {"connection", "upgrade"}, {"upgrade", "websocket"}})
                .substr(0, 4),
            "404 ");
}

TEST(Board, ShowsNothingToAPage) {
  Shown board;
  EXPECT_EQ(shown(board, "/metrics", {{"host", "evil.example"}}).substr(0, 4), "421 ");
  EXPECT_EQ(shown(board, "/metrics", {{"host", "localhost"}, {"origin", "http://localhost"}})
                .substr(0, 4),
            "403 ");
  EXPECT_EQ(shown(board, "/metrics", {}).substr(0, 4), "400 ");
}

TEST(Board, HasAnApiThatPagesCannotUse) {
  Shown board;
  const Field host{"host", "localhost"};
  EXPECT_EQ(shown(board, "/api/v1/users", {host}, "POST"), "200 not trusted\n");
  EXPECT_EQ(shown(board, "/api/later", {host}), "later");
  EXPECT_EQ(shown(board, "/api/later", {host, {"origin", "http://localhost"}}),
            "403 {\"error\":{\"code\":\"forbidden\",\"text\":\"No page of a browser may use the "
            "API.\"}}\n");
  EXPECT_EQ(shown(board, "/api/later", {{"host", "evil.example"}}).substr(0, 4), "421 ");
  EXPECT_EQ(shown(board, "/api/later", {}).substr(0, 4), "400 ");
}

TEST(Board, LetsOnlyWhatItAnswersHaveABody) {
  const Shown board;
  const auto bytes = [&](std::string_view path, std::vector<Field> fields, bool is_trusted) {
    Request head;
    head.method = "POST";
    head.path = path;
    head.fields = std::move(fields);
    return operator_body_bytes_max(board, own_names, head, {{}, is_trusted});
  };
  EXPECT_EQ(bytes("/api/v1/users", {{"host", "localhost"}}, true), 100U);
  EXPECT_EQ(bytes("/api/v1/users", {{"host", "localhost"}}, false), 0U);
  EXPECT_EQ(bytes("/metrics", {{"host", "localhost"}}, true), 0U);
  EXPECT_EQ(bytes("/api/v1/users", {{"host", "evil.example"}}, true), 0U);
  EXPECT_EQ(bytes("/api/v1/users", {{"host", "localhost"}, {"origin", "null"}}, true), 0U);
}

}  // namespace
}  // namespace uvchat::http
