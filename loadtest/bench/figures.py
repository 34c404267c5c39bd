"""Figures out of loadgen's reports: medians of rounds, and ratios within a round."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from measure import DISTURBED, OK, Run

Report = dict  # loadgen's --json
Measure = Callable[[Report], "float | None"]

QUIET_SECONDS = 0.5  # loadgen's stage "quiet" ends so long after the last byte


def at(place: str) -> Measure:
    """What stands at `a/b/c`; None where nothing or null does."""

    def measure(report: Report) -> float | None:
        value: object = report
        for key in place.split("/"):
            value = value.get(key) if isinstance(value, dict) else None
        return float(value) if isinstance(value, (int, float)) else None

    return measure


RATE = at("deliveries_per_s")
P50 = at("fan_out/p50_us")
P99 = at("fan_out/p99_us")
P999 = at("fan_out/p99.9_us")
CPU = at("server/cpu_us_per_delivery")
USER_CPU = at("server/user_us_per_delivery")
SERVER_SHARE = at("server/process/cpu_share")
LOADGEN_SHARE = at("loadgen/cpu_share")
CONNECTIONS_RATE = at("register/per_s")
CPU_PER_CONNECTION = at("server/cpu_us_per_connection")
REGISTERED = at("register/done")
DELIVERED = at("delivered")
MEMORY_CONNECTED = at("server/memory_bytes_per_connection")


def memory_at_end(report: Report) -> float | None:
    """Bytes for each connection, when the run is over: all of them are still there."""
    before, end = at("server/memory_before_bytes")(report), at("server/memory_end_bytes")(report)
    if before is None or end is None:
        return None
    return (end - before) / report["scenario"]["clients"]


def seconds_until_quiet(report: Report) -> float | None:
    """From the first JOIN until the last byte that followed from one."""
    stages = {stage["name"]: stage for stage in reversed(report.get("stages", []))}
    if "joining" not in stages or "quiet" not in stages:
        return None
    return stages["quiet"]["to_s"] - QUIET_SECONDS - stages["joining"]["from_s"]


def faults(report: Report) -> tuple[int, int, int]:
    """What did not come until loadgen stopped waiting, what came twice, what out of order."""
    return report["missing"], report["doubled"], report["out_of_order"]


def median(values: Iterable[float]) -> float | None:
    values = list(values)
    return statistics.median(values) if values else None


@dataclass
class Results:
    """The runs of one benchmark, and the reports of those that have one."""

    runs: list[Run]
    reports: dict[str, Report] = field(default_factory=dict)  # by Run.report

    @staticmethod
    def load(folder: Path, runs: list[Run]) -> Results:
        paths = {run.report for run in runs if run.report}
        return Results(runs, {path: json.loads((folder / path).read_text()) for path in paths})

    def of(self, workload: str, server: str) -> list[Run]:
        return [run for run in self.runs if (run.workload, run.server) == (workload, server)]

    def servers(self, workload: str) -> list[str]:
        """In the order in which they first ran."""
        return list(dict.fromkeys(run.server for run in self.runs if run.workload == workload))

    def complete(self, workload: str, server: str) -> list[Report]:
        return list(self.by_round(workload, server).values())

    def by_round(self, workload: str, server: str) -> dict[int, Report]:
        return {
            run.round: self.reports[run.report]
            for run in self.of(workload, server)
            if run.status in (OK, DISTURBED) and run.report in self.reports
        }

    def median(self, workload: str, server: str, measure: Measure) -> float | None:
        figures = map(measure, self.complete(workload, server))
        return median(figure for figure in figures if figure is not None)

    def ratio(self, workload: str, server: str, base: str, measure: Measure) -> float | None:
        """The median, over the rounds that have both, of one by the other in the same round."""
        ours, bases = self.by_round(workload, server), self.by_round(workload, base)
        pairs = [(measure(ours[n]), measure(bases[n])) for n in ours.keys() & bases.keys()]
        return median(a / b for a, b in pairs if a is not None and b)


@dataclass(frozen=True)
class Change:
    """What a disturbance did to a figure: medians over the pairs of phases."""

    pairs: int
    without: float | None
    with_it: float | None
    ratio: float | None


def change_of(pairs: Iterable[tuple[Report, Report]], measure: Measure) -> Change:
    both = [(measure(without), measure(with_it)) for without, with_it in pairs]
    both = [(a, b) for a, b in both if a and b is not None]
    return Change(
        len(both),
        median(a for a, _ in both),
        median(b for _, b in both),
        median(b / a for a, b in both),
    )


def change_of_phases(report: Report, measure: Measure) -> Change:
    """Of a report whose phases stand in pairs."""
    return change_of(zip(report["phases"][::2], report["phases"][1::2]), measure)


def change_of_runs(
    results: Results, server: str, without: str, with_it: str, measure: Measure
) -> Change:
    """Of two workloads, a pair a round."""
    calm, disturbed = results.by_round(without, server), results.by_round(with_it, server)
    return change_of(((calm[n], disturbed[n]) for n in sorted(calm.keys() & disturbed)), measure)


def storm_seconds(report: Report) -> float | None:
    """The median of its storms' durations."""
    storms = [phase["storm"]["total_s"] for phase in report["phases"] if phase.get("storm")]
    return median(storms)
