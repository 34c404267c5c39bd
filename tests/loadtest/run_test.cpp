#include "loadtest/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <uv.h>

#include <csignal>
#include <functional>
#include <future>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "tests/client/scripted_server.h"

namespace uvchat::loadtest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A small IRC server on a thread of its own. `deliver` decides what becomes of a room's line at one
// of its members; the n-th call has number n, from 0.
class RelayServer {
 public:
  using Deliver = std::function<std::string(std::size_t number, const std::string& line)>;

  explicit RelayServer(Deliver deliver, Protocol protocol = Protocol::irc)
      : deliver_(std::move(deliver)), protocol_(protocol) {
    std::promise<std::uint16_t> port;
    thread_ = std::thread([this, &port] { serve(port); });
    port_ = port.get_future().get();
  }
  ~RelayServer() {
    uv_async_send(&stop_);
    thread_.join();
  }
  RelayServer(const RelayServer&) = delete;
  RelayServer& operator=(const RelayServer&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  void serve(std::promise<std::uint16_t>& port) {
    uv_loop_t loop;
    uv_loop_init(&loop);
    const bool is_irc = protocol_ == Protocol::irc;
    ScriptedServer server(
        loop,
        [this, is_irc](ScriptedServer& s, std::size_t client, std::string_view line) {
          is_irc ? take(s, client, line) : relay_message(s, client, line);
        },
        is_irc ? ScriptedServer::Framing::lines : ScriptedServer::Framing::none);
    stop_.data = &server;
    uv_async_init(&loop, &stop_, [](uv_async_t* stop) {
      static_cast<ScriptedServer*>(stop->data)->stop();
      uv_close(reinterpret_cast<uv_handle_t*>(stop), nullptr);
    });
    port.set_value(server.port());
    uv_run(&loop, UV_RUN_DEFAULT);
    EXPECT_EQ(uv_loop_close(&loop), 0);
  }

  void take(ScriptedServer& server, std::size_t client, std::string_view line) {
    const std::string name = "load" + std::to_string(client);
    if (line.starts_with("USER ")) {
      server.send(client, ":s 001 " + name + " :hi\r\n:s 422 " + name + " :No MOTD\r\n");
    } else if (line.starts_with("JOIN ")) {
      const std::string room(line.substr(5));
      rooms_[room].push_back(client);
      server.send(client, ":s 366 " + name + " " + room + " :End\r\nPING :x\r\n");
    } else if (line.starts_with("PART ")) {
      std::erase(rooms_[std::string(line.substr(5))], client);
      server.send(client, ":" + name + "!u@h " + std::string(line) + "\r\n");
    } else if (line == "QUIT") {
      for (auto& [room, members] : rooms_) {
        std::erase(members, client);
      }
      server.hang_up(client);
    } else if (line.starts_with("PRIVMSG ")) {
      const std::string room(line.substr(8, line.find(' ', 8) - 8));
      if (room.starts_with("load")) {
        server.send(std::stoul(room.substr(4)), ":" + name + "!u@h " + std::string(line) + "\r\n");
      }
      for (const std::size_t member : rooms_[room]) {
        if (member != client) {
          server.send(member,
                      deliver_(number_++, ":" + name + "!u@h " + std::string(line) + "\r\n"));
        }
      }
    }
  }

  static void relay_message(ScriptedServer& server, std::size_t client, std::string_view message) {
    for (std::size_t other = 0; other < server.clients(); ++other) {
      if (other != client) {
        server.send(other, std::string(message) + "\n");
      }
    }
  }

  Deliver deliver_;
  Protocol protocol_;
  std::map<std::string, std::vector<std::size_t>> rooms_;
  std::size_t number_ = 0;
  uv_async_t stop_{};
  std::uint16_t port_ = 0;
  std::thread thread_;
};

std::string as_it_is(std::size_t, const std::string& line) { return line; }

Scenario small_scenario(std::uint16_t port) {
  Scenario s;
  s.host = "127.0.0.1";
  s.port = port;
  s.clients = 6;
  s.rooms = 2;
  s.senders = 4;
  s.phases.front().rate_per_s = 200;
  s.phases.front().duration_ns = 200'000'000;
  return s;
}

Report report_of(const Scenario& scenario) { return Run(scenario, false).execute().value(); }

TEST(Run, DeliversEveryLineOfAnOpenLoopOnce) {
  RelayServer server(as_it_is);
  const Report report = report_of(small_scenario(server.port()));
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(report.counts.sent, 40U);
  EXPECT_EQ(report.counts.expected, 80U);
  EXPECT_EQ(report.counts.delivered, 80U);
  EXPECT_EQ(report.counts.doubled + report.counts.out_of_order + report.counts.unknown, 0U);
  EXPECT_EQ(report.fan_out.count(), 80U);
  EXPECT_EQ(report.completion.count(), 40U);
  EXPECT_EQ(report.registering.done, 6U);
  EXPECT_EQ(report.joining.done, 6U);
}

TEST(Run, KeepsASeriesOfWhatHappenedWhen) {
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  scenario.server_pid = getpid();
  const Report report = report_of(scenario);
  std::uint64_t deliveries = 0;
  std::uint64_t recorded = 0;
  double at_s = 0;
  for (const Sample& sample : report.samples) {
    EXPECT_EQ(sample.from_s, at_s);
    at_s = sample.to_s;
    deliveries += sample.deliveries;
    recorded += Histogram::of(sample.fan_out).count();
    EXPECT_GT(sample.server_memory_bytes.value_or(0), 0);
  }
  EXPECT_EQ(deliveries, 80U);
  EXPECT_EQ(recorded, 80U);
  std::vector<std::string> stages;
  for (const Stage& stage : report.stages) {
    stages.push_back(stage.name);
  }
  EXPECT_THAT(stages, ElementsAre("connecting", "joining", "quiet", "steady"));
  EXPECT_EQ(report.stages.back().to_s, at_s);
}

TEST(Run, DeliversEveryLineInSaturation) {
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  scenario.phases.front().rate_per_s = 0;
  scenario.phases.front().window = 3;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  EXPECT_GE(report.counts.sent, 12U);
  EXPECT_EQ(report.counts.expected, report.counts.sent * 2);
  EXPECT_EQ(report.lost(), 0U);
}

TEST(Run, CountsWhatTheServerLosesAndDoubles) {
  RelayServer server([](std::size_t number, const std::string& line) {
    return number == 10 ? "" : number == 20 ? line + line : line;
  });
  const Report report = report_of(small_scenario(server.port()));
  EXPECT_EQ(report.counts.sent, 40U);
  EXPECT_EQ(report.lost(), 1U);
  EXPECT_EQ(report.counts.doubled, 1U);
  EXPECT_EQ(report.counts.out_of_order, 0U);
  EXPECT_EQ(report.completion.count(), 39U);
}

TEST(Run, CountsLinesThatOvertakeEachOther) {
  std::string held;  // line 0 waits for the next one of the same sender to the same member
  RelayServer server([&held](std::size_t number, const std::string& line) {
    if (number == 0) {
      held = line;
      return std::string();
    }
    return number == 1 ? line + std::exchange(held, {}) : line;
  });
  Scenario scenario = small_scenario(server.port());
  scenario.clients = 2;
  scenario.rooms = 1;
  scenario.senders = 1;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.lost(), 0U);
  EXPECT_EQ(report.counts.out_of_order, 1U);
}

TEST(Run, ReportsEachPhaseOnItsOwn) {
  RelayServer server([](std::size_t number, const std::string& line) {
    return number == 90 ? std::string() : line;  // in the second phase
  });
  Scenario scenario = small_scenario(server.port());
  Phase burst;
  burst.kind = PhaseKind::burst;
  burst.name = "all at once";
  burst.burst_lines = 10;
  burst.every_ns = 50'000'000;
  burst.duration_ns = 100'000'000;
  Phase thinking;
  thinking.rate_per_s = 0;
  thinking.window = 1;
  thinking.think_ns = 5'000'000;
  thinking.duration_ns = 100'000'000;
  scenario.phases.push_back(burst);
  scenario.phases.push_back(thinking);
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  ASSERT_EQ(report.phases.size(), 3U);
  EXPECT_EQ(report.phases[0].name, "steady");
  EXPECT_EQ(report.phases[0].counts.sent, 40U);
  EXPECT_EQ(report.phases[0].fan_out.count(), 80U);
  EXPECT_EQ(report.phases[0].lost(), 0U);
  EXPECT_EQ(report.phases[1].name, "all at once");
  EXPECT_EQ(report.phases[1].counts.sent, 20U);
  EXPECT_EQ(report.phases[1].lost(), 1U);
  EXPECT_GT(report.phases[2].counts.sent, 0U);
  EXPECT_EQ(report.phases[2].lost(), 0U);
  EXPECT_EQ(report.counts.sent, 60U + report.phases[2].counts.sent);
  EXPECT_EQ(report.lost(), 1U);
}

TEST(Run, SendsItsShareOfPrivateLinesToOneClientEach) {
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  scenario.phases.front().private_share = 0.25;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.counts.sent, 40U);
  EXPECT_EQ(report.counts.expected, 10U + 30U * 2);
  EXPECT_EQ(report.counts.delivered, 70U);
  EXPECT_EQ(report.counts.unknown, 0U);
}

// Each phase is 100 ms of 200 lines a second.
Report report_of_phases(const std::vector<PhaseKind>& kinds) {
  std::signal(SIGPIPE, SIG_IGN);  // the server's: it may write to a client that is just leaving
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  scenario.senders = 2;
  scenario.phases.clear();
  for (const PhaseKind kind : kinds) {
    Phase& phase = scenario.phases.emplace_back();
    phase.kind = kind;
    phase.rate_per_s = 200;
    phase.duration_ns = 100'000'000;
    phase.client_share = 0.34;  // clients 5 and 4, the last of each room
  }
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(report.phases.size(), kinds.size());
  EXPECT_EQ(report.lost(), 0U);
  EXPECT_EQ(report.counts.doubled, 0U);
  EXPECT_EQ(report.counts.unknown, 0U);
  return report;
}

TEST(Run, ExpectsNothingAtClientsInAJoinStormUntilTheyAreBack) {
  const Report report = report_of_phases({PhaseKind::join_storm, PhaseKind::steady});
  EXPECT_EQ(report.phases[0].storm.done, 2U);
  EXPECT_EQ(report.phases[0].counts.expected, 20U);
  EXPECT_EQ(report.phases[1].counts.expected, 40U);
}

TEST(Run, BringsClientsBackInAReconnectStorm) {
  const Report report = report_of_phases({PhaseKind::reconnect_storm, PhaseKind::steady});
  EXPECT_EQ(report.phases[0].storm.done, 2U);
  EXPECT_EQ(report.phases[0].counts.expected, 20U);
  EXPECT_EQ(report.phases[1].counts.expected, 40U);
  EXPECT_EQ(report.registering.done, 6U);
}

TEST(Run, DoesWithoutTheClientsThatHaveQuit) {
  const Report report = report_of_phases({PhaseKind::mass_quit, PhaseKind::steady});
  EXPECT_EQ(report.phases[0].storm.done, 2U);
  EXPECT_EQ(report.phases[0].counts.expected, 20U);
  EXPECT_EQ(report.phases[1].counts.expected, 20U);
  EXPECT_EQ(report.clients_lost, 0U);
}

TEST(Run, ExpectsNothingAtClientsThatDoNotReadUntilTheyHaveCaughtUp) {
  const Report report = report_of_phases({PhaseKind::slow_readers, PhaseKind::steady});
  EXPECT_EQ(report.phases[0].counts.expected, 20U);
  EXPECT_EQ(report.phases[1].counts.expected, 40U);
  EXPECT_EQ(report.clients_dropped, 0U);
}

TEST(Run, SpeaksTheClassroomProtocol) {
  RelayServer server(as_it_is, Protocol::caesar);
  Scenario scenario = small_scenario(server.port());
  scenario.protocol = Protocol::caesar;
  scenario.rooms = 1;
  scenario.phases.front().rate_per_s = 0;
  scenario.phases.front().window = 1;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  EXPECT_GE(report.counts.sent, 4U);
  EXPECT_EQ(report.counts.expected, report.counts.sent * 5);
  EXPECT_EQ(report.lost(), 0U);
  EXPECT_EQ(report.counts.unknown, 0U);
}

TEST(Run, OpensWhatItSealedAtEveryReceiver) {
  RelayServer server([](std::size_t number, const std::string& line) {
    EXPECT_THAT(line, HasSubstr(" :+aes1 "));
    return number == 20 ? line + line : line;
  });
  Scenario scenario = small_scenario(server.port());
  scenario.cipher = Cipher::aes1;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.counts.sent, 40U);
  EXPECT_EQ(report.counts.delivered, 80U);
  EXPECT_EQ(report.lost(), 0U);
  EXPECT_EQ(report.counts.doubled, 1U);
  EXPECT_EQ(report.cipher.sealed, 40U);
  EXPECT_EQ(report.cipher.opened, 81U);
  EXPECT_EQ(report.cipher.unreadable, 0U);
}

TEST(Run, CountsWhatDoesNotOpenAsLost) {
  RelayServer server([](std::size_t number, std::string line) {
    if (number == 10) line[line.size() - 10] = line[line.size() - 10] == 'A' ? 'B' : 'A';
    return line;
  });
  Scenario scenario = small_scenario(server.port());
  scenario.cipher = Cipher::aes1;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.lost(), 1U);
  EXPECT_EQ(report.cipher.unreadable, 1U);
}

TEST(Run, FindsItsMarkersUnderCaesarsCipher) {
  RelayServer server([](std::size_t, const std::string& line) {
    EXPECT_THAT(line, HasSubstr(" :hhhh"));
    return line;
  });
  Scenario scenario = small_scenario(server.port());
  scenario.cipher = Cipher::caesar;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.counts.delivered, 80U);
  EXPECT_EQ(report.cipher.sealed, 40U);
  EXPECT_EQ(report.cipher.opened, 0U);
}

TEST(Run, EndsWhereTheServerDoesNotAnswer) {
  RelayServer server(as_it_is, Protocol::caesar);  // which knows no NICK
  Scenario scenario = small_scenario(server.port());
  scenario.setup_timeout_ns = 50'000'000;
  EXPECT_THAT(report_of(scenario).failure, HasSubstr("only 0 of 6 clients were registered"));
}

TEST(Run, OnlyRegistersWhereItIsIdle) {
  RelayServer server(as_it_is);
  Scenario scenario = small_scenario(server.port());
  scenario.idle = true;
  const Report report = report_of(scenario);
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(report.registering.done, 6U);
  EXPECT_EQ(report.joining.done, 0U);
  EXPECT_EQ(report.counts.sent, 0U);
}

TEST(Run, SaysThatThereIsNoServer) {
  Scenario scenario = small_scenario(1);
  const Report report = report_of(scenario);
  EXPECT_THAT(report.failure, HasSubstr("connection refused"));
}

}  // namespace
}  // namespace uvchat::loadtest
