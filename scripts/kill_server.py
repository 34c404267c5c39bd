#!/usr/bin/env python3
"""Kills a server while clients talk, make accounts and rooms and change them; looks for what it lost.

  scripts/kill_server.py PROGRAM sqlite|postgres [TIMES [strict|relaxed]]

Each time the server is killed with SIGKILL in the middle of it, and started again on its database.
Then every account that was confirmed must let its owner in with the password that was confirmed
last, every room that was registered must have the topic and the access that were confirmed last,
every ban that was confirmed must be there, and the database must be sound. Every line that
anybody has heard must be in the history; where that is relaxed (as it is without a word), those
that were heard in the last tenth of a second may be lost. The PostgreSQL server of this script
listens on a socket in a temporary folder.
"""

from __future__ import annotations

import base64
import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from server_on_trial import Client, Gone, Postgres, Server

CLIENTS = 50
TALKERS = 10
PASSWORDS = 3  # of each account, one after the other
TOPICS = 3  # of each registered room, one after the other
OPERATOR_PASSWORD = "operator of this run"
ROOM = "#talk"
LATE_S = 0.1  # relaxed: what was heard so shortly before the end may be lost


class Room:
    """What was confirmed of a registered room. A second topic may have been set and not confirmed."""

    def __init__(self) -> None:
        self.topics = ["No topic is set"]
        self.access: set[str] = set()  # accounts that have +v


class Run:
    def __init__(self, program: str, engine: str, durability: str, folder: Path) -> None:
        self.program = program
        self.late_s = LATE_S if durability == "relaxed" else 0.0
        self.folder = folder
        self.postgres = Postgres(folder) if engine == "postgres" else None
        self.config = folder / "uvchat.json"
        # Those that were confirmed. One password is confirmed, a second may have been set.
        self.accounts: dict[str, list[str]] = {}
        self.changes = 0  # of passwords, topics and access, confirmed
        self.rooms: dict[str, Room] = {}  # by their founder's account
        self.bans: set[str] = set()
        self.heard: dict[str, float] = {}  # lines of this round: when they were heard first
        self.heard_count = 0  # in this round, with those that may be lost
        self.lines = 0
        self.count = 0
        self.lock = threading.Lock()
        self.ends = False
        hashed = subprocess.run([program, "hash-password"], input=OPERATOR_PASSWORD + "\n", text=True,
                                capture_output=True, check=True).stdout.strip()
        store = {"engine": engine, "durability": durability}
        if self.postgres:
            store["url"] = self.postgres.url
        self.config.write_text(json.dumps({
            "listen": [{"protocol": "irc", "address": "127.0.0.1", "port": 0}],
            "limits": {"flood": {"enabled": False}, "connections_per_address_max": 1000},
            "accounts": {"registrations_per_address": 1000000,
                         "login_throttle": {"attempts": 1000000, "seconds": 1},
                         "password_hash": {"operations": 1, "memory_bytes": 8192}},
            "rooms": [{"name": ROOM}],
            "operators": [{"name": "op", "password_hash": hashed}],
            "store": store}))

    def start(self) -> Server:
        return Server(self.program, self.config, self.folder / "log")

    def next_name(self) -> str:
        with self.lock:
            self.count += 1
            return f"n{self.count}"

    def makes_accounts(self, port: int) -> None:
        while not self.ends:
            name = self.next_name()
            client = Client(port, name)
            client.registers()
            client.says(f"REGISTER * * {name}-password-0")
            if "REGISTER SUCCESS" in client.hears("REGISTER SUCCESS", "FAIL REGISTER"):
                self.accounts[name] = [f"{name}-password-0"]
                for number in range(1, PASSWORDS):
                    self.changes_password(client, name, f"{name}-password-{number}")
                self.registers_room(client, name)
            client.close()

    def changes_password(self, client: Client, name: str, fresh: str) -> None:
        old = self.accounts[name][0]
        self.accounts[name].append(fresh)
        client.says(f"PRIVMSG NickServ :PASSWD {old} {fresh}")
        if "has been changed" in client.hears("has been changed", "not changed"):
            self.accounts[name] = [fresh]
            self.counts_change()

    def counts_change(self) -> None:
        with self.lock:
            self.changes += 1

    def registers_room(self, client: Client, founder: str) -> None:
        name = room_of(founder)
        client.says(f"JOIN {name}")
        client.says(f"CS REGISTER {name}")
        if "is registered" not in client.hears("is registered", "could not", "FAIL"):
            return
        room = self.rooms[founder] = Room()
        for number in range(TOPICS):
            room.topics.append(f"topic {number}")
            client.says(f"TOPIC {name} :topic {number}")
            if "FAIL" in client.hears(f" TOPIC {name} :topic {number}", "FAIL TOPIC"):
                return
            room.topics = room.topics[-1:]
            self.counts_change()
        for other in random.sample(list(self.accounts), min(2, len(self.accounts))):
            client.says(f"CS AMODE {name} +v {other}")
            if f"{other} has +v" in client.hears(f"{other} has +v", "not", "already", "founder"):
                room.access.add(other)
                self.counts_change()

    def sets_bans(self, client: Client) -> None:
        while not self.ends:
            mask = f"*@{self.next_name()}.example.org"
            client.says(f"KLINE {mask} :spam")
            if "BAN_SET" in client.hears("BAN_SET", "FAIL KLINE"):
                with self.lock:
                    self.bans.add(mask)

    def chats(self, port: int) -> None:
        client = Client(port, self.next_name())
        client.joins(ROOM, "echo-message message-tags server-time")
        client.says(f"PRIVMSG {ROOM} :begin")
        while not self.ends:
            line = client.hears(f" PRIVMSG {ROOM} ")
            heard_at = time.monotonic()
            with self.lock:
                self.heard.setdefault(re.search("msgid=([^; ]+)", line)[1], heard_at)
            if f":{client.nick}!" in line:
                client.says(f"PRIVMSG {ROOM} :another line after {len(self.heard)}")

    def goes_on(self, work, *arguments) -> None:
        try:
            work(*arguments)
        except (Gone, OSError):
            pass  # it was killed

    def one_round(self, seconds: float) -> None:
        server = self.start()
        self.ends = False
        client = operator(server.port, self.next_name())
        self.heard = {}
        work = [(self.makes_accounts, server.port)] * CLIENTS + [(self.chats, server.port)] * TALKERS
        threads = [threading.Thread(target=self.goes_on, args=each)
                   for each in [*work, (self.sets_bans, client)]]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        killed_at = time.monotonic()
        server.kill()
        self.ends = True
        for thread in threads:
            thread.join()
        self.heard_count = len(self.heard)
        self.heard = {line: at for line, at in self.heard.items() if at < killed_at - self.late_s}
        self.lines += len(self.heard)

    def lost(self, names: list[str]) -> list[str]:
        """What was confirmed and is not there, after another start."""
        server = self.start()
        missing = [lost for name in names for lost in self.lost_of(server.port, name)]
        client = operator(server.port, "checker")
        client.says("STATS k")
        found = set()
        while " 219 " not in (line := client.hears(" 216 ", " 219 ")):
            found.update(word for word in line.split() if "@" in word)
        missing += sorted(self.bans - found)
        client.close()
        missing += sorted(self.heard.keys() - lines_kept(server.port, self.heard_count))
        if not self.is_sound():
            missing.append("the database is damaged")
        server.process.terminate()
        server.process.wait()
        return missing

    def lost_of(self, port: int, name: str) -> list[str]:
        """Of one account and its room."""
        for password in self.accounts[name]:
            if client := lets_in(port, name, password):
                break
        else:
            return [name]
        missing = lost_of_room(client, room_of(name), self.rooms[name]) if name in self.rooms else []
        client.close()
        return missing

    def is_sound(self) -> bool:
        if self.postgres:
            counted = subprocess.run([*self.postgres.psql, "SELECT count(*) FROM nick JOIN account ON id = account"],
                                     capture_output=True, text=True, check=True).stdout
            return int(counted) >= len(self.accounts)
        database = sqlite3.connect(self.folder / "uvchat.db")
        sound = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        sound = sound and not database.execute("PRAGMA foreign_key_check").fetchall()
        database.close()
        return sound


def operator(port: int, nick: str) -> Client:
    client = Client(port, nick)
    client.registers()
    client.says(f"OPER op :{OPERATOR_PASSWORD}")
    client.hears(" 381 ")
    return client


def lines_kept(port: int, least: int) -> set[str]:
    """The newest lines of the room: more than `least`, if there are so many."""
    client = Client(port, "reader")
    client.joins(ROOM, "draft/chathistory batch message-tags server-time")
    found: set[str] = set()
    before = ""
    while len(found) <= least + 100:
        client.says(f"CHATHISTORY BEFORE {ROOM} msgid={before} 100" if before
                    else f"CHATHISTORY LATEST {ROOM} * 100")
        client.hears("BATCH +")
        page = []
        while " PRIVMSG " in (line := client.hears(" PRIVMSG ", "BATCH -")):
            page.append(re.search("msgid=([^; ]+)", line)[1])
        if not page:
            break
        before = page[0]
        found.update(page)
    client.close()
    return found


def room_of(founder: str) -> str:
    return f"#room-of-{founder}"


def lost_of_room(client: Client, name: str, room: Room) -> list[str]:
    """The client is logged in as the founder, and has not registered yet."""
    client.registers()
    client.says(f"TOPIC {name}")
    topic = client.hears(f" 332 {client.nick} {name} ", f" 331 {client.nick} ", " 403 ").split(" :", 1)[1]
    client.says(f"CS AMODE {name}")
    found = set()
    while ":End " not in (line := client.hears(" NOTICE ")):
        if line.endswith(" +v"):
            found.add(line.split()[-2].lstrip(":"))
        elif "not registered" in line:
            return [f"{name} is not registered"]
    missing = sorted(f"{name}: access of {other}" for other in room.access - found)
    if topic not in room.topics:
        missing.append(f"{name}: topic {room.topics}, has {topic}")
    return missing


def lets_in(port: int, name: str, password: str) -> Client | None:
    client = Client(port, name)
    client.says("CAP REQ sasl")
    client.says("AUTHENTICATE PLAIN")
    client.hears("AUTHENTICATE +")
    client.says("AUTHENTICATE " + base64.b64encode(f"\0{name}\0{password}".encode()).decode())
    if " 903 " in client.hears(" 903 ", " 904 ", "FAIL"):
        return client
    client.close()
    return None


def main() -> int:
    if not 3 <= len(sys.argv) <= 5 or sys.argv[2] not in ("sqlite", "postgres"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    durability = sys.argv[4] if len(sys.argv) > 4 else "relaxed"
    folder = Path(tempfile.mkdtemp(prefix="uvchat-kill-"))
    run = Run(sys.argv[1], sys.argv[2], durability, folder)
    lost: list[str] = []
    try:
        for number in range(times):
            before = set(run.accounts)
            run.one_round(random.uniform(0.2, 1.0))
            lost_now = run.lost(sorted(set(run.accounts) - before))
            if lost_now:
                print(f"  time {number + 1}: {len(lost_now)} lost; heard: {len(run.heard)} lines")
            lost += lost_now
        lost += run.lost(sorted(run.accounts))
    finally:
        if run.postgres:
            run.postgres.end()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{sys.argv[2]}, {durability}: killed {times} times; confirmed: {len(run.accounts)} accounts, "
          f"{len(run.rooms)} rooms, {run.changes} changes of passwords, topics and access, "
          f"{len(run.bans)} bans; heard: {run.lines} lines; lost: {len(lost)}")
    for name in lost[:20]:
        print(f"  lost: {name}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
