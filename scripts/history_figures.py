#!/usr/bin/env python3
"""What a history costs: a server without one and one with a strict one (SQLite), in turn, under the same load.

  scripts/history_figures.py PROGRAM LOADGEN [ROUNDS [SECONDS]]

100 rooms of ten people, all of whom talk, each with one line in flight. In each round one run without history, then one
with it, whose every line that was heard is looked for there when it is over. Printed are the lines a second of both and
their ratio, how many lines SEARCH did not find yet at the end of the load, and how long it took until it found all. It fails
where a run fails or loses a line. The figures mean something only on a machine with nothing else to do.
"""

from __future__ import annotations

import json
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

ROOMS = 100
CLIENTS = 1000
OPERATOR_PASSWORD = "operator of this run"
BEHIND_S_MAX = 120
LOOK_S = 0.5


@dataclass
class Measured:
    lines_per_s: float
    server_cpu: float
    disturbed: bool
    unindexed: int = 0  # lines, when the load ended
    behind_s: float = 0.0  # until there were none


class Figures:
    def __init__(self, program: str, loadgen: str, folder: Path) -> None:
        self.program = program
        self.loadgen = loadgen
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
            "rooms": [{"name": f"#load{number}"} for number in range(ROOMS)],
            "history": {"enabled": with_history},
            "store": {"engine": "sqlite", "durability": "strict" if with_history else "relaxed"}}))
        return Server(self.program, config, folder / "log")

    def run(self, name: str, with_history: bool, seconds: float) -> Measured:
        server = self.start(name, with_history)
        report = self.folder / f"{name}.json"
        command = [self.loadgen, "--quiet", "--clients", str(CLIENTS), "--rooms", str(ROOMS), "--senders", str(CLIENTS),
                   "--rate", "max", "--window", "1", "--duration", f"{seconds}s", "--server-pid", str(server.process.pid),
                   "--json", str(report), f"127.0.0.1:{server.port}"]
        try:
            watch = IndexWatch(server.port) if with_history else None
            load = subprocess.run([*command, *(["--verify-history"] if with_history else [])], check=False, text=True,
                                  stdout=subprocess.PIPE)
            if load.returncode != 0:
                sys.exit(f"{name}: loadgen failed:\n{load.stdout}")
            told = json.loads(report.read_text())
            measured = Measured(told["lines_per_s"], told["server"]["process"]["cpu_share"], told["is_disturbed"])
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
            lines = int(re.search(r"store: (\d+) lines", line)[1])
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
    if not 3 <= len(sys.argv) <= 5:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 10
    folder = Path(tempfile.mkdtemp(prefix="uvchat-history-"))
    ratios = []
    try:
        figures = Figures(sys.argv[1], sys.argv[2], folder)
        for number in range(1, rounds + 1):
            without = figures.run(f"without-{number}", False, seconds)
            kept = figures.run(f"strict-{number}", True, seconds)
            ratios.append(kept.lines_per_s / without.lines_per_s)
            print(f"round {number}: without history {without.lines_per_s:.0f} lines/s ({without.server_cpu:.2f} CPU), strict "
                  f"{kept.lines_per_s:.0f} lines/s ({kept.server_cpu:.2f} CPU), ratio {ratios[-1]:.2f}; search lacked "
                  f"{kept.unindexed} lines, for {kept.behind_s:.1f} s after the load"
                  f"{'; disturbed' if without.disturbed or kept.disturbed else ''}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"ratio: median {statistics.median(ratios):.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
