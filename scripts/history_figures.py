#!/usr/bin/env python3
"""What a history costs: a server without one and one with it (SQLite), in turn, under the same load.

  scripts/history_figures.py PROGRAM LOADGEN LOAD [ROUNDS [SECONDS]]

LOAD is one of
  strict  100 rooms of ten people, all of whom talk, each with one line in flight, and a strict history
  W1      one room of 1,000, one sender, 100 lines a second; relaxed, as are those that follow
  W2      one room of 1,000, ten senders, each with 8 lines in flight
  W3s     as strict

In each round one run without history, then one with it. Printed are the lines a second of both, their CPU a delivery and
the ratios; with them the CPU of each thread for a line. After a strict run every line that was heard is looked for in the
history; how many lines SEARCH did not find yet at the end of the load is printed, and how long it took until it found all.
It fails where a run fails or loses a line. The figures mean something only on a machine with nothing else to do.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from server_on_trial import Client, Server

OPERATOR_PASSWORD = "operator of this run"
BEHIND_S_MAX = 120
LOOK_S = 0.5
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    rooms: int
    arguments: str
    durability: str = "relaxed"


CLIENTS = 1000
ALL_TALK = "--senders 1000 --rate max --window 1"
LOADS = {
    "strict": Load(100, ALL_TALK, "strict"),
    "W1": Load(1, "--senders 1 --rate 100"),
    "W2": Load(1, "--senders 10 --rate max --window 8"),
    "W3s": Load(100, ALL_TALK),
}


@dataclass
class Measured:
    lines_per_s: float
    cpu_us_per_delivery: float
    disturbed: bool
    cpu_us_per_line: dict[str, float]  # by thread
    unindexed: int = 0  # lines, when the load ended
    behind_s: float = 0.0  # until there were none

    def __str__(self) -> str:
        threads = ", ".join(f"{name} {us:.1f}" for name, us in self.cpu_us_per_line.items())
        return (f"{self.lines_per_s:.0f} lines/s, {self.cpu_us_per_delivery:.3f} us a delivery; us a line: {threads}"
                f"{' (disturbed)' if self.disturbed else ''}")


def thread_times(pid: int) -> dict[str, float]:
    """The CPU that each thread of a process has had, in us, by its name."""
    times: dict[str, float] = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        name, fields = re.fullmatch(r"\d+ \((.*)\) (.*)", (task / "stat").read_text().strip()).groups()
        user, system = fields.split()[11:13]
        times[name] = times.get(name, 0) + (int(user) + int(system)) * 1e6 / TICKS_PER_S
    return times


class Figures:
    def __init__(self, program: str, loadgen: str, load: Load, folder: Path) -> None:
        self.program = program
        self.loadgen = loadgen
        self.load = load
        self.folder = folder
        self.hashed = subprocess.run([program, "hash-password"], input=OPERATOR_PASSWORD + "\n", text=True,
                                     capture_output=True, check=True).stdout.strip()

    def start(self, name: str, with_history: bool) -> Server:
        folder = self.folder / name
        folder.mkdir()
        config = folder / "uvchat.json"
        config.write_text(json.dumps({
            "listen": [{"protocol": "irc", "address": "127.0.0.1", "port": 0}],
            "limits": {"flood": {"enabled": False}, "connections_per_address_max": CLIENTS + 10},
            "operators": [{"name": "op", "password_hash": self.hashed}],
            "rooms": [{"name": f"#load{number}"} for number in range(self.load.rooms)],
            "history": {"enabled": with_history},
            "store": {"engine": "sqlite", "durability": self.load.durability if with_history else "relaxed"}}))
        return Server(self.program, config, folder / "log")

    def run(self, name: str, with_history: bool, seconds: float) -> Measured:
        server = self.start(name, with_history)
        report = self.folder / f"{name}.json"
        verifies = with_history and self.load.durability == "strict"
        command = [self.loadgen, "--quiet", "--clients", str(CLIENTS), "--rooms", str(self.load.rooms),
                   *self.load.arguments.split(), "--duration", f"{seconds}s", "--server-pid", str(server.process.pid),
                   "--json", str(report), *(["--verify-history"] if verifies else []), f"127.0.0.1:{server.port}"]
        try:
            watch = IndexWatch(server.port) if verifies else None
            load = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE)
            if load.returncode != 0:
                sys.exit(f"{name}: loadgen failed:\n{load.stdout}")
            told = json.loads(report.read_text())
            lines = told["lines_per_s"] * seconds
            threads = {name: us / lines for name, us in thread_times(server.process.pid).items() if us / lines >= 0.1}
            measured = Measured(told["lines_per_s"], told["server"]["cpu_us_per_delivery"], told["is_disturbed"], threads)
            if watch:
                measured.unindexed, measured.behind_s = watch.result()
            return measured
        finally:
            server.process.terminate()
            server.process.wait()
            shutil.rmtree(self.folder / name, ignore_errors=True)


class IndexWatch:
    """Asks STATS s again and again: what search lacks grows under load, and is gone at some time after it."""

    def __init__(self, port: int) -> None:
        self.client = Client(port, "watcher")
        self.client.registers()
        self.client.says(f"OPER op :{OPERATOR_PASSWORD}")
        self.client.hears(" 381 ")
        self.most = 0
        self.last_grew = time.monotonic()
        self.done = threading.Event()
        self.all_found: float | None = None
        self.ends = False
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def lacks(self) -> int:
        self.client.says("STATS s")
        lines = 0
        while " 219 " not in (line := self.client.hears("that search does not find yet", " 219 ")):
            lines = int(re.search(r"store: (\d+) lines?", line)[1])
        return lines

    def watch(self) -> None:
        """The load has ended when the number has ceased to grow."""
        while not self.ends:
            lines = self.lacks()
            if lines > self.most:
                self.most, self.last_grew, self.all_found = lines, time.monotonic(), None
            elif lines == 0 and self.all_found is None:
                self.all_found = time.monotonic()
            time.sleep(LOOK_S)

    def result(self) -> tuple[int, float]:
        until = time.monotonic() + BEHIND_S_MAX
        while self.all_found is None and time.monotonic() < until:
            time.sleep(LOOK_S)
        self.ends = True
        self.thread.join()
        self.client.close()
        if self.all_found is None:
            sys.exit(f"search does not find all {BEHIND_S_MAX} s after the load")
        return self.most, max(self.all_found - self.last_grew, 0.0)


def main() -> int:
    if not 4 <= len(sys.argv) <= 6 or sys.argv[3] not in LOADS:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    seconds = float(sys.argv[5]) if len(sys.argv) > 5 else 10
    folder = Path(tempfile.mkdtemp(prefix="uvchat-history-"))
    rates = []
    costs = []
    try:
        figures = Figures(sys.argv[1], sys.argv[2], LOADS[sys.argv[3]], folder)
        for number in range(1, rounds + 1):
            without = figures.run(f"without-{number}", False, seconds)
            kept = figures.run(f"with-{number}", True, seconds)
            rates.append(kept.lines_per_s / without.lines_per_s)
            costs.append(kept.cpu_us_per_delivery / without.cpu_us_per_delivery)
            print(f"round {number}\n  without: {without}\n  with:    {kept}\n  ratio: lines/s {rates[-1]:.2f}, CPU a delivery "
                  f"{costs[-1]:.2f}")
            if kept.unindexed:
                print(f"  search lacked {kept.unindexed} lines, for {kept.behind_s:.1f} s after the load")
            sys.stdout.flush()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"median ratio: lines/s {statistics.median(rates):.2f}, CPU a delivery {statistics.median(costs):.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
