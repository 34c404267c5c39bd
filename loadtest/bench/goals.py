"""What uvchat must reach, beside what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import figures
import workloads
from figures import Change, Measure, Results
from measure import FAILED
from table import bytes_text, number, ratio_text, seconds_text, table, time_text
from workloads import Many

FLOOR = "floor-coalesced"


@dataclass(frozen=True)
class Judged:
    measured: str
    holds: bool | None  # None: it was not measured


@dataclass(frozen=True)
class Goal:
    what: str
    must: str
    judge: Callable[[Results], Judged]


NOT_MEASURED = Judged("-", None)


def against_floor(
    workload: str,
    measure: Measure,
    shown: Callable[[float], str],
    at_most: float | None = None,
    at_least: float | None = None,
    floors: tuple[str, ...] = (FLOOR,),
    server: str = "uvchat",
) -> Callable[[Results], Judged]:
    """Of several floors, the one that costs least, so the measure must be one of cost."""

    def judge(results: Results) -> Judged:
        figure = results.median(workload, server, measure)
        ratios = [results.ratio(workload, server, floor, measure) for floor in floors]
        known = [ratio for ratio in ratios if ratio is not None]
        if figure is None or not known:
            return NOT_MEASURED
        ratio = max(known)
        holds = ratio <= at_most if at_most is not None else ratio >= (at_least or 0)
        return Judged(f"{shown(figure)}, {ratio_text(ratio)} the floor", holds)

    return judge


def bound(
    workload: str,
    measure: Measure,
    shown: Callable[[float], str],
    at_most: float | None = None,
    at_least: float | None = None,
    server: str = "uvchat",
) -> Callable[[Results], Judged]:
    def judge(results: Results) -> Judged:
        figure = results.median(workload, server, measure)
        if figure is None:
            return NOT_MEASURED
        holds = figure <= at_most if at_most is not None else figure >= (at_least or 0)
        return Judged(shown(figure), holds)

    return judge


def faster_than_redis(results: Results) -> Judged:
    ours = results.median("W2", "uvchat", figures.RATE)
    ratio = results.ratio("W2", "uvchat", "redis", figures.RATE)
    if ours is None or ratio is None:
        return NOT_MEASURED
    return Judged(f"{number(ours)}, {ratio_text(ratio)} Redis", ratio > 1)


def judged_change(change: Change, at_most: float) -> Judged:
    if change.ratio is None:
        return NOT_MEASURED
    return Judged(f"{change.ratio - 1:+.0%}", change.ratio - 1 < at_most)


def slow_reader(results: Results) -> Judged:
    names = (workloads.ALL_READ, workloads.ONE_READS_NOTHING)
    return judged_change(figures.change_of_runs(results, "uvchat", *names, figures.P99), 0.2)


def reconnect_storm(results: Results) -> Judged:
    reports = results.complete("reconnect_storm", "uvchat")
    if not reports:
        return NOT_MEASURED
    return judged_change(figures.change_of_phases(reports[0], figures.P99), 1.0)


def memory_given_back(results: Results) -> Judged:
    idle = results.median("W4", "uvchat", figures.MEMORY_CONNECTED)
    after = results.median("W5", "uvchat", figures.memory_at_end)
    if idle is None or after is None:
        return NOT_MEASURED
    return Judged(f"{bytes_text(after)}, {ratio_text(after / idle)} W4", after <= 1.5 * idle)


def nothing_lost(many: Many) -> Callable[[Results], Judged]:
    def judge(results: Results) -> Judged:
        runs = results.of(many.name, "uvchat")
        failed = next((run for run in runs if run.status == FAILED), None)
        if failed:
            return Judged(failed.text, False)
        reports = results.complete(many.name, "uvchat")
        if len(reports) < many.servers:
            return NOT_MEASURED
        clients = sum(figures.REGISTERED(report) or 0 for report in reports)
        delivered = sum(figures.DELIVERED(report) or 0 for report in reports)
        lost = sum(sum(figures.faults(report)) for report in reports)
        text = f"{number(clients)} clients, {number(delivered)} delivered, {number(lost)} lost"
        return Judged(text, lost == 0 and delivered > 0)

    return judge


PER_MESSAGE = ("floor-per-message",)
ANY_FLOOR = ("floor-coalesced", "floor-uring")


def fan_out_goals(server: str, words: str, w1: float, w2: float, w3: float, w3s: float) -> list[Goal]:
    """What a delivery costs, and how many go, beside floors that use epoll."""
    return [
        Goal(
            f"W1{words}: server CPU for each delivery",
            f"at most {w1} × floor-per-message",
            against_floor("W1", figures.CPU, time_text, w1, floors=PER_MESSAGE, server=server),
        ),
        Goal(
            f"W2{words}: deliveries a second",
            f"at least {w2} × floor-coalesced",
            against_floor("W2", figures.RATE, number, at_least=w2, server=server),
        ),
        Goal(
            f"W3{words}: server CPU for each delivery",
            f"at most {w3} × the cheaper floor",
            against_floor("W3", figures.CPU, time_text, w3, floors=ANY_FLOOR, server=server),
        ),
        Goal(
            f"W3s{words}: deliveries a second",
            f"at least {w3s} × floor-coalesced",
            against_floor("W3s", figures.RATE, number, at_least=w3s, server=server),
        ),
    ]


GOALS = (
    *fan_out_goals("uvchat", "", 0.95, 1.1, 1.05, 1.0),
    *fan_out_goals("uvchat-without-uring", " without io_uring", 1.05, 0.95, 1.1, 0.95),
    Goal(
        "W1: p99",
        "no worse than floor-per-message",
        against_floor("W1", figures.P99, time_text, at_most=1.0, floors=PER_MESSAGE),
    ),
    Goal("W2: deliveries a second", "more than Redis", faster_than_redis),
    Goal(
        "W3: p99",
        "at most 1.2 × floor-coalesced",
        against_floor("W3", figures.P99, time_text, at_most=1.2),
    ),
    Goal(
        "W4: memory of an idle connection",
        "at most 900 bytes",
        bound("W4", figures.MEMORY_CONNECTED, bytes_text, at_most=900),
    ),
    Goal(
        "W4: connections a second",
        "at least 20,000",
        bound("W4", figures.CONNECTIONS_RATE, number, at_least=20_000),
    ),
    Goal(
        "W5: 10,000 joins, until quiet",
        "at most 8 s",
        bound("W5", figures.seconds_until_quiet, seconds_text, at_most=8),
    ),
    Goal(
        "W5: the same with delayed joins",
        "at most 1.5 s",
        bound(
            "W5",
            figures.seconds_until_quiet,
            seconds_text,
            at_most=1.5,
            server="uvchat-delayed-joins",
        ),
    ),
    Goal(
        "W5: p99 afterwards",
        "at most 1.1 × floor-coalesced",
        against_floor("W5", figures.P99, time_text, at_most=1.1),
    ),
    Goal("W5: memory of a connection after a rest", "at most 1.5 × W4", memory_given_back),
    Goal("Slow reader: p99 of the others", "grows by less than 20 %", slow_reader),
    Goal("Reconnect storm: p99 of the others", "grows by less than 100 %", reconnect_storm),
    Goal(
        "10,000 quit at once",
        "at most 2 s",
        bound("mass_quit", figures.storm_seconds, seconds_text, at_most=2),
    ),
    *(
        Goal(
            f"{many.servers * many.clients:,} connections to {many.servers}"
            f" process{'es' * (many.servers > 1)}, in rooms of ten",
            "nothing lost",
            nothing_lost(many),
        )
        for many in workloads.MANY
    ),
)

VERDICTS = {True: "yes", False: "**no**", None: "not measured"}


def summary(results: Results) -> str:
    rows = []
    for goal in GOALS:
        judged = goal.judge(results)
        rows.append([goal.what, goal.must, judged.measured, VERDICTS[judged.holds]])
    return table(["", "uvchat must", "measured", "holds"], rows)
