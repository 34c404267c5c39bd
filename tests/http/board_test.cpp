#include "uvchat/http/board.h"

#include <gtest/gtest.h>

namespace uvchat::http {
namespace {

class Shown final : public Board {
 public:
  std::string metrics() const override { return "uvchat_users 3\n"; }
  std::string why_not_ready() const override { return why; }
  std::string why;
};

const HostRules own_names{{"chat.example.org"}, {}};

std::string shown(const Board& board, std::string_view path, std::vector<Field> fields,
                  std::string_view method = "GET") {
  Request asked;
  asked.method = method;
  asked.path = path;
  asked.fields = std::move(fields);
  const Response response = answer_operator(board, own_names, asked);
  return std::to_string(response.status) + " " + *response.body;
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
  const Shown board;
  EXPECT_EQ(shown(board, "/", {{"host", "localhost"}}).substr(0, 4), "404 ");
  EXPECT_EQ(shown(board, "/metrics", {{"host", "localhost"}}, "POST").substr(0, 4), "405 ");
  EXPECT_EQ(shown(board, "/",
                  {{"host", "localhost"}, {"connection", "upgrade"}, {"upgrade", "websocket"}})
                .substr(0, 4),
            "404 ");
}

TEST(Board, ShowsNothingToAPage) {
  const Shown board;
  EXPECT_EQ(shown(board, "/metrics", {{"host", "evil.example"}}).substr(0, 4), "421 ");
  EXPECT_EQ(shown(board, "/metrics", {{"host", "localhost"}, {"origin", "http://localhost"}})
                .substr(0, 4),
            "403 ");
  EXPECT_EQ(shown(board, "/metrics", {}).substr(0, 4), "400 ");
}

}  // namespace
}  // namespace uvchat::http
