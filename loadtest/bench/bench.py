#!/usr/bin/env python3
"""Measures uvchat beside the floor and other servers, and writes a page about it.

scripts/bench.sh gets and builds what this needs.
"""

from __future__ import annotations

import argparse
import datetime
import json
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import facts
import report
import servers
import workloads
from figures import Results
from loop_balance import loop_balance
from measure import (
    ATTEMPTS_MAX,
    Bench,
    Load,
    Run,
    cpus_of_several_loops,
    load_arguments,
    pinned_cpus,
    read_runs,
    write_runs,
)
from servers import Places, Server
from slow_reader import slow_reader
from workloads import Scenario, Workload

ROOT = Path(__file__).resolve().parents[2]
QUICK_SERVERS = ["uvchat", "floor-coalesced", "floor-per-message", "floor-uring"]
STORM_SERVERS = MANY_SERVERS = ("uvchat", "floor-coalesced")
LOOPS = (1, 2, 4)
FAN_OUT_WORKLOADS = ("W1", "W2", "W3", "W3s")
# What is about what is delivered, and not about connections.
FAN_OUT_SERVERS = (
    "uvchat-without-uring",
    "uvchat-history",
    "uvchat-websocket",
    "uvchat-tls",
    "floor-uring",
)
HTML_BYTES_MAX = 100_000  # a page beside the documentation


@dataclass(frozen=True)
class Plan:
    servers: list[Server]
    workloads: list[Workload]
    rounds: int
    peer_rounds: int  # of the peers, and of W5
    seconds: float
    pairs: int  # with and without slow readers and storms; 0: none of that
    has_loops: bool
    has_many: bool
    is_quick: bool


def rotated(servers: list[Server], by: int) -> list[Server]:
    by %= max(1, len(servers))
    return servers[by:] + servers[:by]


def seconds_max(seconds: float) -> float:
    """Connecting, joining, quiet, the measured time, draining, a rest, the reports."""
    return seconds + 2 * workloads.SETUP_SECONDS_MAX + workloads.REST_SECONDS + 30


def run_workload(bench: Bench, plan: Plan, workload: Workload, number: int) -> Iterator[Run]:
    candidates = list(plan.servers)
    if workload.name not in FAN_OUT_WORKLOADS:
        candidates = [server for server in candidates if server.name not in FAN_OUT_SERVERS]
    if workload.name == "W5":
        if any(server.name == "uvchat" for server in candidates):
            candidates.append(servers.uvchat("uvchat-delayed-joins", large_room=1000))
        if plan.is_quick:  # it does not come to an end in a minute
            candidates = [server for server in candidates if server.name != "floor-per-message"]
    if number > plan.peer_rounds:  # they take most of the time
        is_long = workload.name == "W5"
        candidates = [s for s in candidates if s.peer is None and not is_long]
    for server in rotated(candidates, number - 1):
        load = Load(
            load_arguments(server, workload.loadgen_arguments(plan.seconds)),
            pinned_cpus(),
            seconds_max(plan.seconds),
            attempts_max=2 if plan.is_quick else ATTEMPTS_MAX,
        )
        yield bench.run(workload.name, server, number, load)


def run_workloads(bench: Bench, plan: Plan) -> Iterator[Run]:
    for number in range(1, plan.rounds + 1):
        for workload in plan.workloads:
            yield from run_workload(bench, plan, workload, number)


def run_scenario(bench: Bench, plan: Plan, scenario: Scenario, server: Server) -> Run:
    seconds = min(plan.seconds, 4.0)
    path = bench.results / f"{scenario.name}.json"
    scenario.write(plan.pairs, seconds, path)
    # Each storm may take as long as connecting, and the quiet after it 10 s.
    longest = seconds_max(2 * plan.pairs * (seconds + 15))
    # It is long, and judged by medians of its phases: it is not done again.
    load = Load(["--scenario", str(path)], pinned_cpus(), longest, attempts_max=1)
    return bench.run(scenario.name, server, 1, load)


def run_slow_readers(bench: Bench, plan: Plan, server: Server) -> Iterator[Run]:
    arguments = load_arguments(server, workloads.ALL["W1"].loadgen_arguments(plan.seconds))
    calm = Load(arguments, pinned_cpus(), seconds_max(plan.seconds))
    disturbed = replace(calm, company=slow_reader)
    for number in range(1, plan.pairs + 1):
        yield bench.run(workloads.ALL_READ, server, number, calm)
        yield bench.run(workloads.ONE_READS_NOTHING, server, number, disturbed)


def run_storms(bench: Bench, plan: Plan) -> Iterator[Run]:
    chosen = [server for server in plan.servers if server.name in STORM_SERVERS]
    for server in chosen if plan.pairs > 0 else ():
        yield from run_slow_readers(bench, plan, server)
        for scenario in workloads.SCENARIO_LIST:
            yield run_scenario(bench, plan, scenario, server)


def run_loops(bench: Bench, plan: Plan) -> Iterator[Run]:
    candidates = [servers.uvchat(f"uvchat-{n}-loop{'s' * (n > 1)}", io_threads=n) for n in LOOPS]
    chosen = [w for w in plan.workloads if w.name in FAN_OUT_WORKLOADS]
    for number in range(1, plan.rounds + 1) if plan.has_loops else ():
        for workload in chosen:
            arguments = workload.loadgen_arguments(plan.seconds)
            longest = seconds_max(plan.seconds)
            load = Load(arguments, cpus_of_several_loops(), longest, 1, company=loop_balance)
            for server in rotated(candidates, number - 1):
                yield bench.run(report.loops_workload(workload.name), server, number, load)


def run_many(bench: Bench, plan: Plan) -> Iterator[Run]:
    chosen = [server for server in plan.servers if server.name in MANY_SERVERS]
    for server in chosen if plan.has_many else ():
        for many in workloads.MANY:
            longest = seconds_max(plan.seconds)
            load = Load(many.loadgen_arguments(plan.seconds), pinned_cpus(), longest, 1)
            rounds = list(range(1, many.servers + 1))
            yield from bench.run_together(many.name, server, rounds, load)


def measure(bench: Bench, plan: Plan) -> None:
    """After each run the results are written, so that what there is outlives an interruption."""
    runs: list[Run] = []
    parts: Iterable[Iterator[Run]] = (
        run_workloads(bench, plan),
        run_storms(bench, plan),
        run_loops(bench, plan),
        run_many(bench, plan),
    )
    for part in parts:
        for run in part:
            runs.append(run)
            write_runs(bench.results / "runs.json", runs)


def publish_html(results: Path, runs: list[Run], folder: Path) -> str:
    """uvchat's charts of the first round, beside the page; a sentence about where they are."""
    links = []
    for run in runs:
        path = (results / run.report).with_suffix(".html")
        is_wanted = (run.server, run.round) == ("uvchat", 1) and run.workload in workloads.ALL
        if run.report and is_wanted and path.exists() and path.stat().st_size <= HTML_BYTES_MAX:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / f"uvchat-{run.workload}.html")
            links.append(f"[{run.workload}]({folder.name}/uvchat-{run.workload}.html)")
    return f"uvchat's, as charts: {', '.join(links)}." if links else ""


def publish(results: Path, out: Path) -> Path:
    """Writes the page about the runs in a folder."""
    runs = read_runs(results / "runs.json")
    machine = json.loads((results / "facts.json").read_text())
    out.mkdir(parents=True, exist_ok=True)
    links = publish_html(results, runs, out / "benchmarks")
    page = out / "benchmarks.md"
    page.write_text(report.page(Results.load(results, runs), machine, links))
    return page


def chosen(names: str | None, known: dict[str, object], default: list[str]) -> list:
    wanted = names.split(",") if names else default
    for name in wanted:
        if name not in known:
            sys.exit(f"bench.py: there is no {name}, only {', '.join(known)}")
    return [known[name] for name in wanted]


def plan_of(arguments: argparse.Namespace) -> Plan:
    known = servers.all_servers()
    quick = arguments.quick
    rounds = arguments.rounds or (1 if quick else 3)
    return Plan(
        servers=chosen(arguments.servers, known, QUICK_SERVERS if quick else list(known)),
        workloads=chosen(arguments.workloads, workloads.ALL, list(workloads.ALL)),
        rounds=rounds,
        peer_rounds=arguments.peer_rounds if arguments.peer_rounds is not None else rounds,
        seconds=arguments.seconds or (2 if quick else 8),
        pairs=arguments.pairs if arguments.pairs is not None else 0 if quick else 7,
        has_loops=not (quick or arguments.no_loops),
        has_many=not (quick or arguments.no_many),
        is_quick=quick,
    )


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.sh", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="three minutes: a look, no figures")
    parser.add_argument("--rounds", type=int, help="of each workload; 3")
    parser.add_argument("--peer-rounds", type=int, help="of the peers, and of W5; as --rounds")
    parser.add_argument("--seconds", type=float, help="measured in each run; 8")
    parser.add_argument("--servers", help=", ".join(servers.all_servers()))
    parser.add_argument("--workloads", help=", ".join(workloads.ALL))
    parser.add_argument("--pairs", type=int, help="with and without slow readers, storms; 7")
    parser.add_argument("--no-loops", action="store_true", help="uvchat with one loop only")
    parser.add_argument("--no-many", action="store_true", help="not 15,000 connections and more")
    parser.add_argument("--out", type=Path, help="where the page goes; docs, --quick: the results")
    parser.add_argument("--build", type=Path, default=ROOT / "build/release", help="the programs")
    parser.add_argument("--page-of", type=Path, help="only write the page, of a folder of results")
    return parser.parse_args()


def stop(*_: object) -> None:
    """Once: what was started has then to be ended in peace."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> int:
    arguments = parse_arguments()
    if arguments.page_of:
        print(publish(arguments.page_of, arguments.out or arguments.page_of))
        return 0
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    servers.raise_open_files()
    work = ROOT / "build/bench"
    started = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
    results = work / "results" / started
    results.mkdir(parents=True)
    places = Places(arguments.build.resolve(), work / "peers", results / "servers")
    machine = facts.gather(ROOT, places.build, places.trees)
    (results / "facts.json").write_text(json.dumps(machine, indent=1) + "\n")
    plan = plan_of(arguments)
    interrupted = False
    try:
        measure(Bench(places, results), plan)
    except KeyboardInterrupt:
        interrupted = True
    if not (results / "runs.json").exists():
        return 130
    out = results if arguments.quick or interrupted else ROOT / "docs"
    print(f"bench: {publish(results, arguments.out or out)}; reports in {results}")
    return 130 if interrupted else 0


if __name__ == "__main__":
    sys.exit(main())
