"""Runs one server under one load, and keeps what loadgen reports."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path

import servers
from servers import Places, Server, ServerFailed

ATTEMPTS_MAX = 3
EXIT_USAGE = 64  # loadgen's: it does not know one of the arguments

# What became of a run. Figures are taken of those that are OK or DISTURBED.
OK = "ok"
DISTURBED = "disturbed"  # each time a side had to wait for its CPU
FAILED = "failed"  # what loadgen reports as a failure: a timeout, connections lost
NOT_STARTED = "not started"
SKIPPED = "skipped"  # loadgen cannot do this


@dataclass(frozen=True)
class Run:
    workload: str
    server: str
    round: int
    status: str
    text: str = ""  # why it is not OK
    attempts: int = 1
    report: str = ""  # loadgen's, a path below the results; empty: there is none
    connections: list[int] = field(default_factory=list)  # of each loop, where that was asked


@dataclass(frozen=True)
class Cpus:
    server: set[int]
    loadgen: set[int]


def threads_of_core(cpu: int) -> set[int]:
    """Those that share a core with it, "0,4" or "0-1"; itself among them."""
    path = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
    threads = {cpu}
    if path.exists():
        for part in path.read_text().strip().split(","):
            first, _, last = part.partition("-")
            threads |= set(range(int(first), int(last or first) + 1))
    return threads


def core_beside(first: int, cpus: list[int], threads_of: Mapping[int, set[int]]) -> int:
    """Another core's CPU; where there is none, another thread of the same; or else the same."""
    others = [cpu for cpu in cpus if cpu not in threads_of[first]]
    return (others or [cpu for cpu in cpus if cpu != first] or [first])[0]


def pinned_cpus() -> Cpus:
    """The server on the first core, the load on the second."""
    cpus = sorted(os.sched_getaffinity(0))
    load = core_beside(cpus[0], cpus, {cpus[0]: threads_of_core(cpus[0])})
    return Cpus({cpus[0]}, {load})


def cpus_of_several_loops() -> Cpus:
    """The load on the last, the server on all others."""
    cpus = sorted(os.sched_getaffinity(0))
    return Cpus(set(cpus[:-1]) or set(cpus), {cpus[-1]})


# Who is there beside the load, by the server's port; what is seen is how many connections each loop
# has, and empty where nobody looks.
Company = Callable[[int], AbstractContextManager[list[int]]]


def nobody(_port: int) -> AbstractContextManager[list[int]]:
    return nullcontext([])


@dataclass(frozen=True)
class Load:
    """What is put on a server."""

    arguments: list[str]  # loadgen's
    cpus: Cpus
    seconds_max: float
    attempts_max: int = ATTEMPTS_MAX
    company: Company = nobody


@dataclass(frozen=True)
class Outcome:
    status: str
    text: str = ""  # why it is not OK
    connections: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Bench:
    places: Places
    results: Path

    def path(self, name: str, suffix: str) -> Path:
        return self.results / f"{name}.{suffix}"

    @contextmanager
    def loadgen(
        self, server_pid: int, port: int, name: str, load: Load
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Its reports and words are `name` with .json, .html and .log."""
        reports = [f"--{suffix}={self.path(name, suffix)}" for suffix in ("json", "html")]
        target = ["--server-pid", str(server_pid), f"127.0.0.1:{port}"]
        command = [str(self.places.build / "loadgen"), "--quiet", *load.arguments, *reports]
        with self.path(name, "log").open("wb") as output:
            process = servers.start_pinned(
                [*command, *target],
                load.cpus.loadgen,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        try:
            yield process
        finally:
            servers.end(process)

    def outcome(self, code: int | None, name: str, connections: list[int]) -> Outcome:
        """Of a run of loadgen with that exit code; None: it did not end in time."""
        if code is None:
            return Outcome(FAILED, "loadgen did not end in time")
        if code == EXIT_USAGE:
            words = self.path(name, "log").read_text(errors="replace")
            return Outcome(SKIPPED, words.splitlines()[0])
        if not self.path(name, "json").exists():
            return Outcome(FAILED, f"loadgen ended with {code} and without a report")
        report = json.loads(self.path(name, "json").read_text())
        if report["failure"]:
            return Outcome(FAILED, report["failure"])
        if report["is_disturbed"]:
            return Outcome(DISTURBED, "a side waited for its CPU", connections)
        return Outcome(OK, connections=connections)

    def attempt(self, server: Server, names: list[str], load: Load) -> list[Outcome]:
        """For each name a server and a load of its own, all at once."""
        for name in names:
            self.path(name, "json").unlink(missing_ok=True)
        try:
            with ExitStack() as running:
                targets = []
                for _ in names:
                    start = servers.started(server, self.places, load.cpus.server)
                    pid, port = running.enter_context(start)
                    targets.append((pid, port, running.enter_context(load.company(port))))
                loads = [
                    running.enter_context(self.loadgen(pid, port, name, load))
                    for name, (pid, port, _) in zip(names, targets)
                ]
                deadline = time.monotonic() + load.seconds_max
                return [
                    self.outcome(exit_code(process, deadline), name, seen)
                    for process, name, (_, _, seen) in zip(loads, names, targets)
                ]
        except ServerFailed as error:
            return [Outcome(NOT_STARTED, str(error))] * len(names)
        except OSError as error:  # its company's, or there is no loadgen
            return [Outcome(FAILED, str(error))] * len(names)

    def run_together(self, workload: str, server: Server, rounds: list[int], load: Load) -> list[Run]:
        """As many servers as there are rounds, all at once, each with a load of its own."""
        (self.results / workload).mkdir(parents=True, exist_ok=True)
        names = [f"{workload}/{server.name}-{number}" for number in rounds]
        for attempt in range(1, load.attempts_max + 1):
            outcomes = self.attempt(server, names, load)
            for number, outcome in zip(rounds, outcomes):
                line = f"{workload:<20} {server.name:<20} round {number}: {outcome.status}"
                print(f"{line} {outcome.text}".rstrip(), flush=True)
            if all(outcome.status != DISTURBED for outcome in outcomes):
                break
        return [
            Run(
                workload,
                server.name,
                number,
                outcome.status,
                outcome.text,
                attempt,
                f"{name}.json" if self.path(name, "json").exists() else "",
                outcome.connections,
            )
            for number, name, outcome in zip(rounds, names, outcomes)
        ]

    def run(self, workload: str, server: Server, round_number: int, load: Load) -> Run:
        return self.run_together(workload, server, [round_number], load)[0]


def exit_code(process: subprocess.Popen[bytes], deadline: float) -> int | None:
    """None where it has not ended by then."""
    try:
        return process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return None


def load_arguments(server: Server, arguments: list[str]) -> list[str]:
    """Of a workload, for that server."""
    protocol = [] if server.protocol == "irc" else ["--protocol", server.protocol]
    batch = ["--connect-batch", str(server.connect_batch)]
    return [*protocol, *server.load, *batch, *arguments]


def write_runs(path: Path, runs: list[Run]) -> None:
    path.write_text(json.dumps([asdict(run) for run in runs], indent=1) + "\n")


def read_runs(path: Path) -> list[Run]:
    return [Run(**run) for run in json.loads(path.read_text())]
