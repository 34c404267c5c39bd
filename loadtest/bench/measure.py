"""Runs one server under one load, and keeps what loadgen reports."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
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


def nobody(_port: int) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True)
class Load:
    """What is put on a server."""

    arguments: list[str]  # loadgen's
    cpus: Cpus
    seconds_max: float
    attempts_max: int = ATTEMPTS_MAX
    company: Callable[[int], AbstractContextManager[None]] = nobody  # who is there too, by port


@dataclass(frozen=True)
class Bench:
    places: Places
    results: Path

    def loadgen(self, arguments: list[str], cpus: set[int], seconds_max: float, log: Path) -> int:
        """Its exit code; -1 where it had to be ended."""
        command = [str(self.places.build / "loadgen"), "--quiet", *arguments]
        with log.open("wb") as output:
            process = servers.start_pinned(
                command, cpus, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
            try:
                return process.wait(seconds_max)
            except subprocess.TimeoutExpired:
                return -1
            finally:
                servers.end(process)

    def attempt(self, server: Server, name: str, load: Load) -> tuple[str, str]:
        """Status, and why. loadgen's reports and words are `name` with .json, .html and .log."""
        json_path, html_path, log = (
            self.results / f"{name}.{suffix}" for suffix in ("json", "html", "log")
        )
        json_path.unlink(missing_ok=True)
        reports = ["--json", str(json_path), "--html", str(html_path)]
        try:
            with servers.started(server, self.places, load.cpus.server) as (pid, port):
                target = ["--server-pid", str(pid), f"127.0.0.1:{port}"]
                arguments = [*load.arguments, *reports, *target]
                with load.company(port):
                    code = self.loadgen(arguments, load.cpus.loadgen, load.seconds_max, log)
        except ServerFailed as error:
            return NOT_STARTED, str(error)
        except OSError as error:  # its company's
            return FAILED, str(error)
        if code == EXIT_USAGE:
            return SKIPPED, log.read_text(errors="replace").splitlines()[0]
        if not json_path.exists():
            return FAILED, f"loadgen ended with {code} and without a report"
        report = json.loads(json_path.read_text())
        if report["failure"]:
            return FAILED, report["failure"]
        return (DISTURBED, "a side waited for its CPU") if report["is_disturbed"] else (OK, "")

    def run(self, workload: str, server: Server, round_number: int, load: Load) -> Run:
        (self.results / workload).mkdir(parents=True, exist_ok=True)
        name = f"{workload}/{server.name}-{round_number}"
        for attempt in range(1, load.attempts_max + 1):
            status, text = self.attempt(server, name, load)
            line = f"{workload:<20} {server.name:<20} round {round_number}: {status} {text}"
            print(line.rstrip(), flush=True)
            if status != DISTURBED:
                break
        has_report = (self.results / f"{name}.json").exists()
        path = f"{name}.json" if has_report else ""
        return Run(workload, server.name, round_number, status, text, attempt, path)


def load_arguments(server: Server, arguments: list[str]) -> list[str]:
    """Of a workload, for that server."""
    protocol = [] if server.protocol == "irc" else ["--protocol", server.protocol]
    return [*protocol, "--connect-batch", str(server.connect_batch), *arguments]


def write_runs(path: Path, runs: list[Run]) -> None:
    path.write_text(json.dumps([asdict(run) for run in runs], indent=1) + "\n")


def read_runs(path: Path) -> list[Run]:
    return [Run(**run) for run in json.loads(path.read_text())]
