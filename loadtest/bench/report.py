"""The page about a benchmark: tables, and the words around them."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from pathlib import Path

import figures
import workloads
from figures import Change, Measure, Results
from goals import summary
from measure import DISTURBED, OK
from table import (
    ABSENT,
    bytes_text,
    number,
    ratio_text,
    seconds_text,
    share_text,
    table,
    time_text,
)
from workloads import Scenario, Workload

PAGE = Path(__file__).resolve().parent / "benchmarks.md.in"
Shown = Callable[[float], str]


def shown(figure: float | None, text: Shown) -> str:
    return ABSENT if figure is None else text(figure)


class Cells:
    """The cells of one server's row in one workload's table."""

    def __init__(self, results: Results, workload: str, server: str, floor: str = "") -> None:
        self.results, self.workload, self.server, self.floor = results, workload, server, floor

    def figure(self, measure: Measure, text: Shown) -> str:
        return shown(self.results.median(self.workload, self.server, measure), text)

    def beside_floor(self, measure: Measure, text: Shown) -> str:
        ratio = self.results.ratio(self.workload, self.server, self.floor, measure)
        cell = self.figure(measure, text)
        return cell if ratio is None else f"{cell} ({ratio_text(ratio)})"

    def cpu(self) -> str:
        user = self.figure(figures.USER_CPU, lambda us: f"{us:.3f}")
        cell = self.beside_floor(figures.CPU, lambda us: f"{us:.3f}")
        return cell if cell == ABSENT else f"{cell}, user {user}"

    def each(self, measure: Measure) -> list[float]:
        """The figure of each run that has one."""
        measured = map(measure, self.results.complete(self.workload, self.server))
        return [figure for figure in measured if figure is not None]

    def sum_of(self, measure: Measure) -> str:
        each = self.each(measure)
        return number(sum(each)) if each else ABSENT

    def connections(self) -> str:
        """Of each loop, in the run in which they were spread worst."""
        runs = [run.connections for run in self.results.of(self.workload, self.server)]
        worst = max(filter(None, runs), key=lambda run: max(run) - min(run), default=[])
        return " + ".join(map(str, worst)) or ABSENT

    def faults(self) -> str:
        """Lost, doubled and out of order, of all rounds."""
        reports = self.results.complete(self.workload, self.server)
        sums = [sum(kind) for kind in zip(*map(figures.faults, reports))]
        return " / ".join(map(number, sums)) if any(sums) else "0" if sums else ABSENT

    def status(self) -> str:
        runs = self.results.of(self.workload, self.server)
        good = [run for run in runs if run.status in (OK, DISTURBED)]
        disturbed = sum(run.status == DISTURBED for run in good)
        bad = [run for run in runs if run not in good]
        text = f"{len(good)} of {len(runs)}" if bad else f"{len(good)}"
        if disturbed:
            text += f", {disturbed} disturbed"
        if bad:
            text += f"; {bad[0].status}: {bad[0].text}".replace("|", "/")
        return text


def traffic_table(results: Results, workload: Workload) -> str:
    head = ["server", "runs", "deliveries/s", "p50", "p99", "p99.9", "server CPU µs/delivery",
            "server CPU", "loadgen CPU", "lost"]  # fmt: skip
    rows = []
    for server in results.servers(workload.name):
        cells = Cells(results, workload.name, server, workload.floor)
        rows.append([
            server,
            cells.status(),
            cells.beside_floor(figures.RATE, number),
            cells.figure(figures.P50, time_text),
            cells.beside_floor(figures.P99, time_text),
            cells.figure(figures.P999, time_text),
            cells.cpu(),
            cells.figure(figures.SERVER_SHARE, share_text),
            cells.figure(figures.LOADGEN_SHARE, share_text),
            cells.faults(),
        ])  # fmt: skip
    return table(head, rows)


def idle_table(results: Results, workload: Workload) -> str:
    head = ["server", "runs", "connections/s", "server CPU µs/connection", "memory/connection"]
    rows = []
    for server in results.servers(workload.name):
        cells = Cells(results, workload.name, server, workload.floor)
        rows.append([
            server,
            cells.status(),
            cells.beside_floor(figures.CONNECTIONS_RATE, number),
            cells.figure(figures.CPU_PER_CONNECTION, lambda us: f"{us:.0f}"),
            cells.figure(figures.MEMORY_CONNECTED, bytes_text),
        ])  # fmt: skip
    return table(head, rows)


def storm_table(results: Results, workload: Workload) -> str:
    head = ["server", "runs", "joined, and quiet", "then p50", "p99", "p99.9",
            "server CPU µs/delivery", "memory/connection after the joins",
            "after a rest", "lost"]  # fmt: skip
    rows = []
    for server in results.servers(workload.name):
        cells = Cells(results, workload.name, server, workload.floor)
        rows.append([
            server,
            cells.status(),
            cells.beside_floor(figures.seconds_until_quiet, seconds_text),
            cells.figure(figures.P50, time_text),
            cells.beside_floor(figures.P99, time_text),
            cells.figure(figures.P999, time_text),
            cells.cpu(),
            cells.figure(figures.MEMORY_CONNECTED, bytes_text),
            cells.figure(figures.memory_at_end, bytes_text),
            cells.faults(),
        ])  # fmt: skip
    return table(head, rows)


TABLES = {"W4": idle_table, "W5": storm_table}


def workload_section(results: Results, workload: Workload) -> str:
    make = TABLES.get(workload.name, traffic_table)
    return f"### {workload.name}: {workload.title}\n\n{make(results, workload)}\n"


def change_cells(change: Change) -> list[str]:
    return [
        str(change.pairs) if change.pairs else ABSENT,
        shown(change.without, time_text),
        shown(change.with_it, time_text),
        shown(change.ratio, lambda ratio: f"{ratio - 1:+.0%}"),
    ]


def slow_reader_rows(results: Results) -> Iterator[list[str]]:
    names = (workloads.ALL_READ, workloads.ONE_READS_NOTHING)
    for server in results.servers(names[1]):
        cells = Cells(results, names[1], server)
        change = figures.change_of_runs(results, server, *names, figures.P99)
        title = "one of 1,001 members reads nothing"
        yield [title, server, cells.status(), *change_cells(change), ABSENT, cells.faults()]


def scenario_rows(results: Results, scenario: Scenario) -> Iterator[list[str]]:
    for server in results.servers(scenario.name):
        cells = Cells(results, scenario.name, server)
        reports = results.complete(scenario.name, server)
        # A scenario that failed has reported its phases up to there: they are no pairs.
        phases = reports[0] if reports else {"phases": []}
        yield [
            scenario.title,
            server,
            cells.status(),
            *change_cells(figures.change_of_phases(phases, figures.P99)),
            shown(figures.storm_seconds(phases), seconds_text),
            cells.faults(),
        ]


def storms_table(results: Results) -> str:
    head = ["", "server", "runs", "pairs", "p99 without", "p99 with", "change", "the storm takes",
            "lost"]  # fmt: skip
    rows = list(slow_reader_rows(results))
    for scenario in workloads.SCENARIO_LIST:
        rows += scenario_rows(results, scenario)
    return table(head, rows)


def loops_workload(workload: str) -> str:
    """The name under which the runs with several loops are kept."""
    return f"loops-{workload}"


def loops_table(results: Results) -> str:
    head = ["", "loops", "runs", "deliveries/s", "p50", "p99", "server CPU µs/delivery",
            "server CPU", "connections of each", "lost"]  # fmt: skip
    rows = []
    for name in workloads.ALL:
        for server in results.servers(loops_workload(name)):
            cells = Cells(results, loops_workload(name), server, "uvchat-1-loop")
            rows.append([
                name,
                server.split("-")[1],
                cells.status(),
                cells.beside_floor(figures.RATE, number),
                cells.figure(figures.P50, time_text),
                cells.beside_floor(figures.P99, time_text),
                cells.cpu(),
                cells.figure(figures.SERVER_SHARE, share_text),
                cells.connections(),
                cells.faults(),
            ])  # fmt: skip
    return table(head, rows)


def many_table(results: Results) -> str:
    head = ["server", "processes", "runs", "connections", "memory of each", "deliveries/s of all",
            "p99 of the slowest", "delivered", "lost"]  # fmt: skip
    rows = []
    for many in workloads.MANY:
        for server in results.servers(many.name):
            cells = Cells(results, many.name, server)
            rows.append([
                server,
                number(many.servers),
                cells.status(),
                cells.sum_of(figures.REGISTERED),
                cells.figure(figures.MEMORY_CONNECTED, bytes_text),
                cells.sum_of(figures.RATE),
                shown(max(cells.each(figures.P99), default=None), time_text),
                cells.sum_of(figures.DELIVERED),
                cells.faults(),
            ])  # fmt: skip
    return table(head, rows)


def facts_table(facts: dict) -> str:
    peers = ", ".join(f"{name} {version}" for name, version in facts["peers"].items())
    return table(
        ["", ""],
        [
            ["date", facts["date"]],
            ["uvchat", f"{facts['uvchat']}, commit {facts['commit']}"],
            ["CPU", f"{facts['cpu']}, {facts['cpus']} cores"],
            ["memory", f"{facts['memory_gib']} GiB"],
            ["system", f"{facts['system']}, Linux {facts['kernel']}"],
            ["peers, as Debian has them", peers or "none"],
        ],
    )


def section(title: str, text: str, rows: str) -> str:
    """Nothing where the table has no row."""
    return f"## {title}\n\n{text}\n\n{rows}\n" if rows.count("\n") > 1 else ""


STORMS_TEXT = """What is compared is p99 of what the others say to each other, in pairs, one after
the other; the change is the median of the pairs' changes. The slow reader's pairs are two runs of
W1, in one of which a member with a small receive buffer reads nothing. A reconnect storm's pairs
are phases of one run."""

LOOPS_TEXT = """`io_threads` of 1, 2 and 4, the server on all cores but the last, loadgen on that
one. The ratios are to one loop. Where there are more loops than cores they wait for one another, so
these runs are not repeated for having been disturbed. An operator's STATS tells how many
connections each loop has, himself among them; shown is the round in which they differ most."""

MANY_TEXT = """Rooms of ten, of which one member speaks; 1,000 lines a second for each server. A
process may open only so many files, so 60,000 connections go to four servers, from four loadgens,
at the same time on the same two cores; each stays for twelve seconds after its last line. These
runs are not repeated for having been disturbed."""


def page(results: Results, facts: dict, html_links: str) -> str:
    measured = [w for w in workloads.ALL.values() if results.servers(w.name)]
    return string.Template(PAGE.read_text()).substitute(
        facts=facts_table(facts),
        summary=summary(results),
        workloads="\n".join(workload_section(results, workload) for workload in measured),
        storms=section("Slow readers and storms", STORMS_TEXT, storms_table(results)),
        loops=section("Several loops", LOOPS_TEXT, loops_table(results)),
        many=section("Many connections", MANY_TEXT, many_table(results)),
        html=html_links,
    )
