// What a newcomer's look at the server's bans costs, with as many as are promised to be cheap.

#include <chrono>
#include <cstdio>
#include <string>

#include "hub/server_bans.h"
#include "hub/session.h"

namespace {

using namespace uvchat;
using namespace uvchat::hub;

constexpr int bans_of_each_kind = 25'000;
constexpr int wildcards = 1'000;
constexpr int newcomers = 20'000;

void add(ServerBans& bans, ServerBanKind kind, std::string mask) {
  static_cast<void>(bans.add({kind, std::move(mask), "spam", "ana!~ana@example.org", 1, 0}));
}

void fill(ServerBans& bans) {
  for (int i = 0; i < bans_of_each_kind; ++i) {
    const std::string bytes = std::to_string(i / 256) + "." + std::to_string(i % 256);
    add(bans, ServerBanKind::dline, "10.1." + bytes);
    add(bans, ServerBanKind::kline, "~u" + std::to_string(i) + "@172." + bytes + ".0/24");
    add(bans, ServerBanKind::kline, "*@host" + std::to_string(i) + ".example.org");
    add(bans, ServerBanKind::kline, "*@*.net" + std::to_string(i) + ".example.com");
  }
}

void fill_with_wildcards(ServerBans& bans) {
  for (int i = 0; i < wildcards; ++i) {
    add(bans, ServerBanKind::kline, "*@*.evil" + std::to_string(i) + ".*");
  }
}

void measure(const ServerBans& bans, const char* what) {
  UserPool users;
  Session session(ConnId(0, 0, 1), 0, SessionKind::irc, users.make());
  const std::uint64_t looks = bans.looks();
  int found = 0;
  const auto before = std::chrono::steady_clock::now();
  for (int i = 0; i < newcomers; ++i) {
    session.address = *Address::parse("192.0.2." + std::to_string(i % 256));
    session.person().set_names("nick", "~user", "d3adb33f.64a9ed60.f8944118.ip4");
    found += bans.of(session, 2) != nullptr ? 1 : 0;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
  std::printf("a newcomer among %zu bans%s: %.2f us, %llu looks (%d found)\n", bans.size(), what,
              took.count() * 1e6 / newcomers,
              static_cast<unsigned long long>((bans.looks() - looks) / newcomers), found);
}

}  // namespace

int main() {
  ServerBans bans(HashKey{1});
  fill(bans);
  measure(bans, "");
  fill_with_wildcards(bans);
  measure(bans, ", 1000 with wildcards");
  return 0;
}
