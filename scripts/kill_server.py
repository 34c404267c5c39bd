#!/usr/bin/env python3
"""Kills a server while clients make accounts, change passwords and set bans; looks for what it lost.

  scripts/kill_server.py PROGRAM sqlite|postgres [TIMES]

Each time the server is killed with SIGKILL in the middle of it, and started again on its database.
Then every account that was confirmed must let its owner in with the password that was confirmed
last, every ban that was confirmed must be there, and the database must be sound. The PostgreSQL server of this script
listens on a socket in a temporary folder.
"""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

CLIENTS = 50
PASSWORDS = 3  # of each account, one after the other
NOBODY = 65534
OPERATOR_PASSWORD = "operator of this run"


class Gone(Exception):
    """The server has closed the connection, or says nothing."""


class Client:
    def __init__(self, port: int, nick: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.unread = b""
        self.nick = nick

    def says(self, line: str) -> None:
        try:
            self.socket.sendall(line.encode() + b"\r\n")
        except OSError as error:
            raise Gone from error

    def hears(self, *words: str) -> str:
        """The next line in which one of these stands."""
        while True:
            line = self._line()
            if line.startswith("PING"):
                self.says("PONG" + line[4:])
            if any(word in line for word in words):
                return line

    def registers(self) -> None:
        self.says(f"NICK {self.nick}")
        self.says(f"USER {self.nick} 0 * :{self.nick}")
        self.hears(" 001 ")

    def close(self) -> None:
        self.socket.close()

    def _line(self) -> str:
        while b"\n" not in self.unread:
            try:
                more = self.socket.recv(65536)
            except OSError as error:
                raise Gone from error
            if not more:
                raise Gone
            self.unread += more
        line, self.unread = self.unread.split(b"\n", 1)
        return line.decode(errors="replace").strip()


class Postgres:
    def __init__(self, folder: Path) -> None:
        programs = max(Path("/usr/lib/postgresql").glob("*/bin/initdb")).parent
        self.folder = folder
        data = folder / "postgres"
        self.account = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        data.mkdir(mode=0o700)
        if self.account:
            os.chown(data, NOBODY, NOBODY)
            folder.chmod(0o755)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **self.account}
        subprocess.run([programs / "initdb", "-D", data, "-U", "uvchat", "-A", "trust"], check=True, **quiet)
        self.process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", data, "-c", "listen_addresses="], **quiet)
        self.psql = [programs / "psql", "-h", data, "-U", "uvchat", "-d", "postgres", "-Atc"]
        self.url = f"host={data} user=uvchat dbname=postgres"
        for _ in range(200):
            if subprocess.run([*self.psql, "SELECT 1"], capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.1)
        sys.exit("PostgreSQL does not start")

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


class Server:
    def __init__(self, program: str, config: Path, log: Path) -> None:
        environment = {**os.environ, "STATE_DIRECTORY": str(config.parent)}
        self.process = subprocess.Popen([program, "--config", str(config)], env=environment,
                                        stdout=subprocess.PIPE, stderr=log.open("ab"), text=True)
        line = self.process.stdout.readline()
        if "listening irc" not in line:
            sys.exit(f"the server does not start: {log.read_text()[-500:]}")
        self.port = int(line.rsplit(":", 1)[1])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Run:
    def __init__(self, program: str, engine: str, folder: Path) -> None:
        self.program = program
        self.folder = folder
        self.postgres = Postgres(folder) if engine == "postgres" else None
        self.config = folder / "uvchat.json"
        # Those that were confirmed. One password is confirmed, a second may have been set.
        self.accounts: dict[str, list[str]] = {}
        self.changes = 0  # of passwords, confirmed
        self.bans: set[str] = set()
        self.count = 0
        self.lock = threading.Lock()
        self.ends = False
        hashed = subprocess.run([program, "hash-password"], input=OPERATOR_PASSWORD + "\n", text=True,
                                capture_output=True, check=True).stdout.strip()
        store = {"engine": engine}
        if self.postgres:
            store["url"] = self.postgres.url
        self.config.write_text(json.dumps({
            "listen": [{"protocol": "irc", "address": "127.0.0.1", "port": 0}],
            "limits": {"flood": {"enabled": False}, "connections_per_address_max": 1000},
            "accounts": {"registrations_per_address": 1000000,
                         "login_throttle": {"attempts": 1000000, "seconds": 1},
                         "password_hash": {"operations": 1, "memory_bytes": 8192}},
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
            client.close()

    def changes_password(self, client: Client, name: str, fresh: str) -> None:
        old = self.accounts[name][0]
        self.accounts[name].append(fresh)
        client.says(f"PRIVMSG NickServ :PASSWD {old} {fresh}")
        if "has been changed" in client.hears("has been changed", "not changed"):
            self.accounts[name] = [fresh]
            with self.lock:
                self.changes += 1

    def sets_bans(self, client: Client) -> None:
        while not self.ends:
            mask = f"*@{self.next_name()}.example.org"
            client.says(f"KLINE {mask} :spam")
            if "BAN_SET" in client.hears("BAN_SET", "FAIL KLINE"):
                with self.lock:
                    self.bans.add(mask)

    def talks(self, work, *arguments) -> None:
        try:
            work(*arguments)
        except (Gone, OSError):
            pass  # it was killed

    def one_round(self, seconds: float) -> None:
        server = self.start()
        self.ends = False
        client = operator(server.port, self.next_name())
        threads = [threading.Thread(target=self.talks, args=(self.makes_accounts, server.port))
                   for _ in range(CLIENTS)]
        threads.append(threading.Thread(target=self.talks, args=(self.sets_bans, client)))
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        server.kill()
        self.ends = True
        for thread in threads:
            thread.join()

    def lost(self, names: list[str]) -> list[str]:
        """What was confirmed and is not there, after another start."""
        server = self.start()
        missing = [name for name in names
                   if not any(lets_in(server.port, name, password) for password in self.accounts[name])]
        client = operator(server.port, "checker")
        client.says("STATS k")
        found = set()
        while " 219 " not in (line := client.hears(" 216 ", " 219 ")):
            found.update(word for word in line.split() if "@" in word)
        missing += sorted(self.bans - found)
        client.close()
        if not self.is_sound():
            missing.append("the database is damaged")
        server.process.terminate()
        server.process.wait()
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


def lets_in(port: int, name: str, password: str) -> bool:
    client = Client(port, "checker")
    client.says("CAP REQ sasl")
    client.says("AUTHENTICATE PLAIN")
    client.hears("AUTHENTICATE +")
    client.says("AUTHENTICATE " + base64.b64encode(f"\0{name}\0{password}".encode()).decode())
    let_in = " 903 " in client.hears(" 903 ", " 904 ", "FAIL")
    client.close()
    return let_in


def main() -> int:
    if len(sys.argv) not in (3, 4) or sys.argv[2] not in ("sqlite", "postgres"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    times = int(sys.argv[3]) if len(sys.argv) == 4 else 50
    folder = Path(tempfile.mkdtemp(prefix="uvchat-kill-"))
    run = Run(sys.argv[1], sys.argv[2], folder)
    lost: list[str] = []
    try:
        for _ in range(times):
            before = set(run.accounts)
            run.one_round(random.uniform(0.2, 1.0))
            lost += run.lost(sorted(set(run.accounts) - before))
        lost += run.lost(sorted(run.accounts))
    finally:
        if run.postgres:
            run.postgres.end()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{sys.argv[2]}: killed {times} times; confirmed: {len(run.accounts)} accounts, "
          f"{run.changes} changes of passwords, {len(run.bans)} bans; lost: {len(lost)}")
    for name in lost[:20]:
        print(f"  lost: {name}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
