#include "loadtest/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "loadtest/ledger.h"
#include "loadtest/part.h"
#include "loadtest/schedule.h"

namespace uvchat::loadtest {
namespace {

// Each receiver has a latency of its own, and every tenth line is lost to the room's last member.
Report played(const Scenario& scenario, const Layout& layout) {
  const Schedule schedule(scenario.phases.front());
  Ledger ledger(layout, false);
  Report report;
  report.scenario = scenario;
  for (const std::uint32_t client : layout.clients) {
    report.registering.each.record(1'000'000 + client);
    ++report.registering.done;
    report.registering.first_ns = 5'000;
    report.registering.last_ns = 5'000 + 2'000'000'000;
  }
  for (std::uint64_t line = 0; line < schedule.lines(); ++line) {
    const Seat from = layout.seats[line % scenario.senders];
    const std::uint32_t members = layout.rooms[from.room].members;
    if (members == 0) continue;
    const std::int64_t due_ns = schedule.due_ns(line);
    const Marker marker = ledger.next_line(from, due_ns);
    for (std::uint32_t member = 0; member + (line % 10 == 0 ? 1 : 0) < members; ++member) {
      const std::int64_t latency_ns = 50'000 + 997 * member + 131 * from.room;
      if (member != from.member) ledger.delivered({from.room, member}, marker, due_ns + latency_ns);
    }
  }
  report.counts = ledger.counts();
  report.fan_out = ledger.fan_out();
  report.completion = ledger.completion();
  report.measured_s = 2;
  report.lines_per_s = static_cast<double>(report.counts.sent) / 2;
  report.deliveries_per_s = static_cast<double>(report.counts.delivered) / 2;
  report.samples = {{0, 1, 0, 0, {}, {}, {}, {}},
                    {1,
                     3,
                     report.counts.sent,
                     report.counts.delivered,
                     report.fan_out.buckets_since({}),
                     {},
                     {},
                     {}}};
  report.stages = {{"connecting", 0, 1}, {"steady", 1, 3}};
  PhaseReport& phase = report.phases.emplace_back();
  phase.name = "steady";
  phase.measured_s = 2;
  phase.lines_per_s = report.lines_per_s;
  phase.deliveries_per_s = report.deliveries_per_s;
  phase.counts = report.counts;
  phase.fan_out = report.fan_out;
  phase.completion = report.completion;
  return report;
}

TEST(Merge, OfAllPartsIsTheReportOfTheWhole) {
  Scenario s;
  s.clients = 100;
  s.rooms = 9;
  s.senders = 31;
  s.zipf_exponent = 0.8;
  s.processes = 4;
  std::vector<Report> parts;
  for (std::uint32_t process = 0; process < s.processes; ++process) {
    parts.push_back(played(s, part_of(s, process).layout));
  }
  const Report whole = played(s, Layout(s));
  EXPECT_GT(whole.missing(), 0U);
  Report merged = merge(s, parts);
  EXPECT_EQ(merged.processes.size(), 4U);
  merged.processes.clear();
  EXPECT_EQ(to_json(merged).dump(2), to_json(whole).dump(2));
}

TEST(Merge, TakesAStepFromTheFirstBeginningToTheLastEnd) {
  Report one;
  one.registering = {{}, 10, 2'000'000'000, 4'000'000'000};
  Report other;
  other.registering = {{}, 30, 1'000'000'000, 3'000'000'000};
  const Report merged = merge({}, {one, {}, other});
  EXPECT_EQ(merged.registering.done, 40U);
  EXPECT_EQ(merged.registering.total_s(), 3);
  EXPECT_NEAR(merged.registering.per_s(), 40 / 3.0, 1e-9);
}

TEST(Merge, LooksAtTheBusiestProcess) {
  Report calm;
  calm.own = {0.3, 0.01};
  Report busy;
  busy.own = {0.9, 0.02};
  const Report merged = merge({}, {calm, busy, calm});
  EXPECT_EQ(merged.own.cpu_share, 0.9);
  EXPECT_EQ(merged.own.wait_share, 0.02);
  EXPECT_NEAR(merged.own_cpu_share(), 1.5, 1e-9);
  EXPECT_TRUE(merged.is_bottleneck());
}

TEST(Merge, SharesTheServersTimeAmongTheDeliveriesOfAll) {
  Report measured;
  measured.counts.delivered = 100;
  measured.server.emplace().cpu_us_per_delivery = 8;
  measured.server->user_us_per_delivery = 4;
  Report other;
  other.counts.delivered = 300;
  const Report merged = merge({}, {measured, other});
  EXPECT_EQ(merged.server->cpu_us_per_delivery, 2);
  EXPECT_EQ(merged.server->user_us_per_delivery, 1);
}

TEST(Merge, PutsSamplesOfTheSameTimeTogether) {
  const auto sample = [](double from_s, double to_s, std::uint64_t lines, double share) {
    Sample made;
    made.from_s = from_s;
    made.to_s = to_s;
    made.lines = lines;
    made.own_cpu_share = share;
    return made;
  };
  Report one;
  one.samples = {sample(0, 1, 10, 0.5), sample(1, 2, 20, 0.5)};
  Report other;
  other.samples = {sample(0, 0.99, 1, 0.1), sample(0.99, 1.9, 2, 0.1), sample(1.9, 2.1, 4, 0.1)};
  const Report merged = merge({}, {one, other});
  ASSERT_EQ(merged.samples.size(), 2U);
  EXPECT_EQ(merged.samples[0].lines, 11U);
  EXPECT_EQ(merged.samples[1].lines, 26U);
  EXPECT_NEAR(*merged.samples[0].own_cpu_share, 0.6, 0.01);
}

TEST(Merge, OfNothingIsAnEmptyReport) {
  EXPECT_EQ(merge({}, {}).counts.sent, 0U);
  EXPECT_FALSE(to_text(merge({}, {})).empty());
}

}  // namespace
}  // namespace uvchat::loadtest
