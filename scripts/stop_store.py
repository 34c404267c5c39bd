#!/usr/bin/env python3
"""Takes a server's database away for a while as people talk, and tells what they notice.

  scripts/stop_store.py PROGRAM sqlite|postgres [strict|relaxed [SECONDS]]

The file of SQLite is locked; PostgreSQL is shut down and started again. Meanwhile people must be able
to talk (relaxed) or be told that they cannot (strict), and PING and NAMES must be answered. Afterwards
each line that somebody heard must be in the history or in a gap that the history tells of, and no line
that was refused. Prints what was seen; exits with 1 where something of this does not hold.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from pathlib import Path

from server_on_trial import Client, Gone, Postgres, Server

TALKERS = 20
PAUSE_S = 0.05  # between two lines of one of them
BEFORE_S, AFTER_S = 3, 25
ROOM = "#talk"


class Trial:
    def __init__(self, program: str, engine: str, durability: str, folder: Path) -> None:
        self.folder = folder
        self.postgres = Postgres(folder) if engine == "postgres" else None
        config = folder / "uvchat.json"
        store = {"engine": engine, "durability": durability}
        if self.postgres:
            store["url"] = self.postgres.url
        config.write_text(json.dumps({
            "listen": [{"protocol": "irc", "address": "127.0.0.1", "port": 0}],
            "limits": {"flood": {"enabled": False}, "connections_per_address_max": 1000},
            "accounts": {"registrations_per_address": 1000000,
                         "password_hash": {"operations": 1, "memory_bytes": 8192}},
            "rooms": [{"name": ROOM}],
            "store": store}))
        self.server = Server(program, config, folder / "log")
        self.lock = threading.Lock()
        self.ends = False
        self.heard: set[str] = set()     # texts of lines
        self.refused: dict[str, float] = {}
        self.heard_at: list[float] = []
        self.waits_s: dict[str, list[float]] = {"PING": [], "NAMES": []}
        self.registered: list[tuple[float, bool]] = []
        self.memory_kib = 0

    def talks(self, number: int) -> None:
        client = self.joined(f"talker{number}", "echo-message message-tags standard-replies")
        count = 0
        while not self.ends:
            count += 1
            text = f"{number}.{count}."
            client.says(f"PRIVMSG {ROOM} :{text}")
            while True:
                line = client.hears(f" PRIVMSG {ROOM} ", "FAIL PRIVMSG")
                if "FAIL PRIVMSG" in line:
                    with self.lock:
                        self.refused[text] = time.monotonic()
                    break
                heard = line.rsplit(":", 1)[1]
                with self.lock:
                    self.heard.add(heard)
                    self.heard_at.append(time.monotonic())
                if heard == text:
                    break
            time.sleep(PAUSE_S)

    def asks(self, command: str, line: str, answer: str) -> None:
        client = self.joined("asker" + command, "")
        while not self.ends:
            begin = time.monotonic()
            client.says(line)
            client.hears(answer)
            self.waits_s[command].append(time.monotonic() - begin)
            time.sleep(0.1)

    def makes_accounts(self) -> None:
        count = 0
        while not self.ends:
            count += 1
            client = Client(self.server.port, f"new{count}")
            client.registers()
            client.says("REGISTER * * secret")
            is_made = "SUCCESS" in client.hears("REGISTER SUCCESS", "FAIL REGISTER")
            self.registered.append((time.monotonic(), is_made))
            client.close()
            time.sleep(0.5)

    def watches_memory(self) -> None:
        status = Path(f"/proc/{self.server.process.pid}/status")
        while not self.ends:
            found = re.search(r"RssAnon:\s+(\d+)", status.read_text())
            self.memory_kib = max(self.memory_kib, int(found[1]))
            time.sleep(0.2)

    def joined(self, nick: str, caps: str) -> Client:
        client = Client(self.server.port, nick)
        client.joins(ROOM, caps)
        return client

    def goes_on(self, work, *arguments) -> None:
        try:
            work(*arguments)
        except (Gone, OSError):
            if not self.ends:
                raise

    def takes_away(self, seconds: float) -> None:
        if self.postgres:
            self.postgres.end()
            time.sleep(seconds)
            self.postgres.start()
            return
        lock = sqlite3.connect(self.folder / "uvchat.db", isolation_level=None, timeout=10)
        lock.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        lock.execute("ROLLBACK")
        lock.close()

    def run(self, seconds: float) -> tuple[float, float]:
        work = [(self.talks, number) for number in range(TALKERS)]
        work += [(self.asks, "PING", "PING now", " PONG "), (self.asks, "NAMES", f"NAMES {ROOM}", " 366 "),
                 (self.makes_accounts,), (self.watches_memory,)]
        threads = [threading.Thread(target=self.goes_on, args=each) for each in work]
        for thread in threads:
            thread.start()
        time.sleep(BEFORE_S)
        begin = time.monotonic()
        self.takes_away(seconds)
        end = time.monotonic()
        time.sleep(AFTER_S)
        self.ends = True
        for thread in threads:
            thread.join()
        return begin, end

    def kept(self) -> tuple[set[str], int]:
        """The texts in the history, and how many lines its gaps say are missing."""
        client = self.joined("reader", "draft/chathistory batch message-tags server-time")
        texts: set[str] = set()
        lost: dict[str, int] = {}
        before = ""
        while True:
            client.says(f"CHATHISTORY BEFORE {ROOM} msgid={before} 100" if before
                        else f"CHATHISTORY LATEST {ROOM} * 100")
            client.hears("BATCH +")
            ids = []
            while "BATCH -" not in (line := client.hears(" PRIVMSG ", " NOTICE ", "BATCH -")):
                if " PRIVMSG " in line:
                    ids.append(re.search("msgid=([^; ]+)", line)[1])
                    texts.add(line.rsplit(":", 1)[1])
                elif found := re.search(r"(\d+) (?:lines|messages)", line):
                    lost[line] = int(found[1])
            if not ids:
                client.close()
                return texts, sum(lost.values())
            before = ids[0]


def main() -> int:
    if not 3 <= len(sys.argv) <= 5 or sys.argv[2] not in ("sqlite", "postgres"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    durability = sys.argv[3] if len(sys.argv) > 3 else "relaxed"
    seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 30.0
    folder = Path(tempfile.mkdtemp(prefix="uvchat-stop-"))
    trial = Trial(sys.argv[1], sys.argv[2], durability, folder)
    try:
        begin, end = trial.run(seconds)
        texts, in_gaps = trial.kept()
    finally:
        trial.server.process.terminate()
        trial.server.process.wait()
        if trial.postgres:
            trial.postgres.end()
        shutil.rmtree(folder, ignore_errors=True)
    during = sum(1 for at in trial.heard_at if begin < at < end) // TALKERS
    after = [at - end for at in trial.heard_at if at > end]
    made = [at - end for at, is_made in trial.registered if is_made and at > end]
    missing = trial.heard - texts
    wrong = texts & trial.refused.keys()
    print(f"{sys.argv[2]}, {durability}: without a database for {end - begin:.0f} s")
    print(f"  lines heard meanwhile: {during}; refused: {len(trial.refused)}"
          + (f", the first after {min(trial.refused.values()) - begin:.1f} s" if trial.refused else ""))
    for command, waits in trial.waits_s.items():
        print(f"  {command} answered {len(waits)} times, within {max(waits) * 1000:.0f} ms")
    print(f"  accounts: {sum(1 for _, is_made in trial.registered if is_made)} made, "
          f"{sum(1 for _, is_made in trial.registered if not is_made)} refused")
    print(f"  back: a line after {min(after, default=-1):.1f} s, an account after {min(made, default=-1):.1f} s")
    print(f"  RssAnon at most {trial.memory_kib / 1024:.0f} MiB")
    print(f"  heard: {len(trial.heard)}; of them not in the history: {len(missing)}, in gaps: {in_gaps}; "
          f"refused and yet in the history: {len(wrong)}")
    is_well = len(missing) <= in_gaps and not wrong and after and made
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
