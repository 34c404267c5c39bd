#!/usr/bin/env python3
"""Tests of the page about a benchmark: small results, and what is written of them."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

import bench
import figures
import goals
import measure
import report
import servers
import table
import workloads
from figures import Results
from measure import DISTURBED, FAILED, OK, SKIPPED, Run, write_runs

FACTS = {
    "date": "2026-11-22",
    "cpu": "Abacus",
    "cpus": 2,
    "memory_gib": 4,
    "kernel": "6.1",
    "system": "Debian",
    "uvchat": "uvchat 0.1.0",
    "commit": "abcdef",
    "peers": {"ngircd": "26.1"},
}


def loadgen_report(rate: float = 100, p99_us: float = 50, lost: int = 0) -> dict:
    return {
        "scenario": {"clients": 10},
        "failure": None,
        "is_disturbed": False,
        "deliveries_per_s": rate,
        "fan_out": {"p50_us": p99_us / 2, "p99_us": p99_us, "p99.9_us": p99_us * 2},
        "delivered": 200,
        "missing": lost,
        "doubled": 0,
        "out_of_order": 0,
        "loadgen": {"cpu_share": 0.25},
        "register": {"done": 10, "per_s": 25_000},
        "stages": [
            {"name": "joining", "from_s": 1.0, "to_s": 3.0},
            {"name": "quiet", "from_s": 3.0, "to_s": 4.0},
            {"name": "steady", "from_s": 4.0, "to_s": 5.0},
            {"name": "quiet", "from_s": 5.0, "to_s": 9.0},
        ],
        "phases": [],
        "server": {
            "process": {"cpu_share": 0.5},
            "cpu_us_per_delivery": 4.0,
            "user_us_per_delivery": 1.0,
            "cpu_us_per_connection": 20.0,
            "memory_before_bytes": 1000,
            "memory_end_bytes": 6000,
            "memory_bytes_per_connection": 800.0,
        },
    }


class Measured:
    """Results that are made run by run."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.reports: dict[str, dict] = {}

    def add(
        self,
        workload: str,
        server: str,
        made: dict | None,
        status: str = OK,
        text: str = "",
        connections: list[int] | None = None,
    ) -> Measured:
        number = 1 + sum((r.workload, r.server) == (workload, server) for r in self.runs)
        path = f"{workload}/{server}-{number}.json" if made else ""
        if made:
            self.reports[path] = made
        self.runs.append(Run(workload, server, number, status, text, 1, path, connections or []))
        return self

    def results(self) -> Results:
        return Results(self.runs, self.reports)


def row(text: str, server: str) -> list[str]:
    """The cells of a server's row."""
    lines = [line for line in text.splitlines() if line.startswith(f"| {server} |")]
    return [cell.strip() for cell in lines[0].strip("|").split("|")]


class Figures(unittest.TestCase):
    def test_the_median_is_of_the_rounds(self) -> None:
        measured = Measured()
        for rate in (100, 900, 300):
            measured.add("W2", "uvchat", loadgen_report(rate))
        self.assertEqual(measured.results().median("W2", "uvchat", figures.RATE), 300)

    def test_a_ratio_is_within_a_round(self) -> None:
        """The machine was ten times as fast in the second round: that is no ratio of 5."""
        measured = Measured()
        for rate in (100, 1000):
            measured.add("W2", "uvchat", loadgen_report(rate))
            measured.add("W2", "floor-coalesced", loadgen_report(rate * 2))
        results = measured.results()
        self.assertEqual(results.ratio("W2", "uvchat", "floor-coalesced", figures.RATE), 0.5)

    def test_a_round_that_one_side_lacks_has_no_ratio(self) -> None:
        measured = Measured()
        measured.add("W2", "uvchat", loadgen_report(100)).add("W2", "uvchat", loadgen_report(500))
        measured.add("W2", "floor-coalesced", None, FAILED, "it fell over")
        measured.add("W2", "floor-coalesced", loadgen_report(1000))
        results = measured.results()
        self.assertEqual(results.ratio("W2", "uvchat", "floor-coalesced", figures.RATE), 0.5)
        self.assertIsNone(results.ratio("W2", "uvchat", "redis", figures.RATE))

    def test_a_failed_run_gives_no_figure_though_it_has_a_report(self) -> None:
        measured = Measured().add("W5", "ngircd", loadgen_report(), FAILED, "timeout")
        self.assertIsNone(measured.results().median("W5", "ngircd", figures.RATE))

    def test_a_figure_that_is_null_is_none(self) -> None:
        self.assertIsNone(figures.P99({"fan_out": None}))
        self.assertIsNone(figures.RATE({"deliveries_per_s": None}))

    def test_quiet_is_when_the_last_byte_of_the_joins_has_come(self) -> None:
        self.assertEqual(figures.seconds_until_quiet(loadgen_report()), 2.5)
        self.assertIsNone(figures.seconds_until_quiet({"stages": []}))

    def test_memory_at_the_end_is_for_each_connection(self) -> None:
        self.assertEqual(figures.memory_at_end(loadgen_report()), 500)

    def test_a_change_is_the_median_of_the_pairs(self) -> None:
        phases = [{"fan_out": {"p99_us": us}} for us in (10, 11, 100, 130, 20, 24)]
        change = figures.change_of_phases({"phases": phases}, figures.P99)
        self.assertEqual((change.pairs, change.without, change.with_it), (3, 20, 24))
        self.assertAlmostEqual(change.ratio or 0, 1.2)

    def test_a_phase_without_deliveries_makes_no_pair(self) -> None:
        phases = [{"fan_out": None}, {"fan_out": {"p99_us": 9}}]
        self.assertEqual(figures.change_of_phases({"phases": phases}, figures.P99).pairs, 0)


class Tables(unittest.TestCase):
    def test_a_time_has_three_digits_and_the_unit_that_suits(self) -> None:
        texts = [table.time_text(us) for us in (4.4567, 96, 5040, 234_900, 1_500_000)]
        self.assertEqual(texts, ["4.46 µs", "96 µs", "5.04 ms", "235 ms", "1.5 s"])

    def test_a_row_has_medians_and_ratios_to_the_workloads_floor(self) -> None:
        measured = Measured().add("W1", "uvchat", loadgen_report(90_000, 110))
        measured.add("W1", "floor-per-message", loadgen_report(100_000, 100))
        text = report.traffic_table(measured.results(), workloads.ALL["W1"])
        cells = row(text, "uvchat")
        self.assertEqual(cells[1:5], ["1", "90,000 (0.90 ×)", "55 µs", "110 µs (1.10 ×)"])
        self.assertEqual(cells[-1], "0")

    def test_a_server_that_failed_says_why_and_has_no_figures(self) -> None:
        measured = Measured().add("W5", "ngircd", None, FAILED, "only 5 of 10 clients had joined")
        cells = row(report.storm_table(measured.results(), workloads.ALL["W5"]), "ngircd")
        self.assertEqual(cells[1], "0 of 1; failed: only 5 of 10 clients had joined")
        self.assertEqual(set(cells[2:]), {"-"})

    def test_a_round_that_failed_leaves_the_others_figures(self) -> None:
        measured = Measured().add("W2", "nats", loadgen_report(700))
        measured.add("W2", "nats", None, FAILED, "a | b")
        cells = row(report.traffic_table(measured.results(), workloads.ALL["W2"]), "nats")
        self.assertEqual(cells[1:3], ["1 of 2; failed: a / b", "700"])

    def test_what_was_lost_is_summed_over_the_rounds(self) -> None:
        measured = Measured().add("W2", "nats", loadgen_report(lost=2))
        measured.add("W2", "nats", loadgen_report(lost=3), DISTURBED)
        cells = row(report.traffic_table(measured.results(), workloads.ALL["W2"]), "nats")
        self.assertEqual(cells[1], "2, 1 disturbed")
        self.assertEqual(cells[-1], "5 / 0 / 0")

    def test_idle_connections_have_their_rate_and_memory(self) -> None:
        measured = Measured().add("W4", "uvchat", loadgen_report())
        cells = row(report.idle_table(measured.results(), workloads.ALL["W4"]), "uvchat")
        self.assertEqual(cells[2:], ["25,000", "20", "800 B"])

    def test_a_storm_has_its_change_and_its_duration(self) -> None:
        made = loadgen_report()
        made["phases"] = [
            {"fan_out": {"p99_us": 100}, "storm": None},
            {"fan_out": {"p99_us": 150}, "storm": {"total_s": 1.25}},
        ]
        text = report.storms_table(Measured().add("reconnect_storm", "uvchat", made).results())
        self.assertIn("| uvchat | 1 | 1 | 100 µs | 150 µs | +50% | 1.25 s | 0 |", text)

    def test_a_slow_reader_is_in_a_run_of_its_own(self) -> None:
        measured = Measured()
        for calm, disturbed in ((100, 110), (200, 260), (100, 105)):
            measured.add(workloads.ALL_READ, "uvchat", loadgen_report(p99_us=calm))
            measured.add(workloads.ONE_READS_NOTHING, "uvchat", loadgen_report(p99_us=disturbed))
        text = report.storms_table(measured.results())
        self.assertIn("| uvchat | 3 | 3 | 100 µs | 110 µs | +10% | - | 0 |", text)
        self.assertIn("+10% | yes |", goals.summary(measured.results()))

    def test_loops_are_beside_one_loop(self) -> None:
        measured = Measured().add("loops-W2", "uvchat-1-loop", loadgen_report(100))
        measured.add("loops-W2", "uvchat-4-loops", loadgen_report(150))
        self.assertIn("| W2 | 4 | 1 | 150 (1.50 ×) |", report.loops_table(measured.results()))

    def test_loops_show_their_connections_in_the_worst_round(self) -> None:
        measured = Measured()
        for connections in ([], [501, 500], [700, 301], [502, 499]):
            measured.add("loops-W2", "uvchat-2-loops", loadgen_report(), connections=connections)
        self.assertIn("| 700 + 301 | 0 |", report.loops_table(measured.results()))

    def test_many_connections_are_the_sum_of_all_servers(self) -> None:
        measured = Measured()
        for p99_us in (50, 70, 60, 40):
            measured.add("many-4", "uvchat", loadgen_report(100, p99_us))
        cells = row(report.many_table(measured.results()), "uvchat")
        self.assertEqual(cells[1:4], ["4", "4", "40"])
        self.assertEqual(cells[5:], ["400", "70 µs", "800", "0"])


class Goals(unittest.TestCase):
    def test_a_goal_holds_or_does_not_or_was_not_measured(self) -> None:
        measured = Measured().add("W2", "uvchat", loadgen_report(80))
        measured.add("W2", "floor-coalesced", loadgen_report(100))
        measured.add("W2", "redis", loadgen_report(50))
        text = goals.summary(measured.results())
        self.assertIn("at least 1.1 × floor-coalesced | 80, 0.80 × the floor | **no** |", text)
        self.assertIn("| more than Redis | 80, 1.60 × Redis | yes |", text)
        self.assertIn("| at most 8 s | - | not measured |", text)

    def test_delayed_joins_are_judged_by_their_own_runs(self) -> None:
        measured = Measured().add("W5", "uvchat", loadgen_report())
        measured.add("W5", "uvchat-delayed-joins", loadgen_report())
        text = goals.summary(measured.results())
        self.assertIn("| at most 8 s | 2.50 s | yes |", text)
        self.assertIn("| at most 1.5 s | 2.50 s | **no** |", text)


    def test_memory_is_given_back_when_it_is_nearly_that_of_idle_connections(self) -> None:
        measured = Measured().add("W4", "uvchat", loadgen_report())
        measured.add("W5", "uvchat", loadgen_report())
        self.assertIn("| 500 B, 0.62 × W4 | yes |", goals.summary(measured.results()))

    def test_many_connections_lose_nothing_on_any_server(self) -> None:
        measured = Measured().add("many-1", "uvchat", loadgen_report())
        for lost in (0, 0, 3, 0):
            measured.add("many-4", "uvchat", loadgen_report(lost=lost))
        text = goals.summary(measured.results())
        self.assertIn("| 10 clients, 200 delivered, 0 lost | yes |", text)
        self.assertIn("| 40 clients, 800 delivered, 3 lost | **no** |", text)

    def test_many_connections_are_all_there(self) -> None:
        measured = Measured().add("many-4", "uvchat", loadgen_report(), DISTURBED, "it waited")
        measured.add("many-4", "uvchat", None, FAILED, "it fell over")
        self.assertIn("| it fell over | **no** |", goals.summary(measured.results()))

    def test_many_connections_that_could_not_be_tried_are_not_judged(self) -> None:
        measured = Measured().add("many-1", "uvchat", None, SKIPPED, "too many for this system")
        self.assertIn("| nothing lost | - | not measured |", goals.summary(measured.results()))


class Page(unittest.TestCase):
    def test_it_is_written_from_what_is_kept_of_a_run(self) -> None:
        measured = Measured().add("W1", "uvchat", loadgen_report())
        measured.add("W1", "redis", None, SKIPPED, "loadgen does not take it")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "W1").mkdir()
            for path, made in measured.reports.items():
                (folder / path).write_text(json.dumps(made))
                (folder / path).with_suffix(".html").write_text("<p>charts</p>")
            (folder / "facts.json").write_text(json.dumps(FACTS))
            write_runs(folder / "runs.json", measured.runs)
            text = bench.publish(folder, folder / "docs").read_text()
            self.assertTrue((folder / "docs/benchmarks/uvchat-W1.html").exists())
        self.assertIn("Abacus, 2 cores", text)
        self.assertIn("### W1:", text)
        self.assertNotIn("### W2:", text)
        self.assertNotIn("## Several loops", text)
        self.assertIn("0 of 1; skipped: loadgen does not take it", text)
        self.assertIn("[W1](benchmarks/uvchat-W1.html)", text)
        self.assertNotIn("$", text)

    def test_without_a_run_it_still_says_what_must_hold(self) -> None:
        text = report.page(Results([], {}), FACTS, "")
        self.assertIn("not measured", text)


class Course(unittest.TestCase):
    def test_the_load_has_a_core_of_its_own(self) -> None:
        threads_of = {0: {0, 1}, 1: {0, 1}, 2: {2, 3}, 3: {2, 3}}
        self.assertEqual(measure.core_beside(0, [0, 1, 2, 3], threads_of), 2)
        self.assertEqual(measure.core_beside(0, [0, 1], threads_of), 1)
        self.assertEqual(measure.core_beside(0, [0], threads_of), 0)

    def test_each_round_begins_at_another_server(self) -> None:
        three = list(servers.all_servers().values())[:3]
        firsts = [bench.rotated(three, n)[0].name for n in range(4)]
        self.assertEqual(firsts, [three[n % 3].name for n in range(4)])

    def test_a_scenario_has_as_many_pairs_as_are_asked_for(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            for scenario in workloads.SCENARIO_LIST:
                path = Path(name) / "scenario.json"
                scenario.write(3, 1.5, path)
                phases = json.loads(path.read_text())["phases"]
                self.assertEqual(len(phases), 6 if scenario.is_paired else 1)
                self.assertEqual({phase["duration"] for phase in phases}, {"1.5s"})

    def test_every_configuration_has_all_its_placeholders(self) -> None:
        values = {"port": 1, "folder": "f", "tree": "t", "build": "b", "config": "c"}
        for server in servers.all_servers().values():
            if server.template:
                template = (servers.TEMPLATES / server.template).read_text()
                # It raises for one that has no value, and for a lone $.
                filled = servers.fill(template, {**values, **server.settings})
                self.assertIn("1", filled)


if __name__ == "__main__":
    unittest.main()
