"""A server, its database and its clients, for the scripts that make their lives hard."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

NOBODY = 65534


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
            try:
                line = self._line()
            except OSError as error:
                raise Gone(f"{self.nick} waits for one of {words}") from error
            if line.startswith("PING"):
                self.says("PONG" + line[4:])
            if any(word in line for word in words):
                return line

    def registers(self) -> None:
        self.says(f"NICK {self.nick}")
        self.says(f"USER {self.nick} 0 * :{self.nick}")
        self.says("CAP END")
        self.hears(" 001 ")

    def joins(self, room: str, caps: str = "") -> None:
        """Registers, with these capabilities, and is in the room when this returns."""
        if caps:
            self.says(f"CAP REQ :{caps}")
        self.registers()
        self.says(f"JOIN {room}")
        self.hears(" 366 ")

    def close(self) -> None:
        self.socket.close()

    def _line(self) -> str:
        while b"\n" not in self.unread:
            more = self.socket.recv(65536)
            if not more:
                raise ConnectionResetError
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
        self.command = [programs / "postgres", "-D", data, "-k", data, "-c", "listen_addresses="]
        self.quiet = quiet
        self.psql = [programs / "psql", "-h", data, "-U", "uvchat", "-d", "postgres", "-Atc"]
        self.url = f"host={data} user=uvchat dbname=postgres"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, **self.quiet)
        for _ in range(200):
            if subprocess.run([*self.psql, "SELECT 1"], capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.1)
        sys.exit("PostgreSQL does not start")

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


class Server:
    def __init__(self, program: str, config: Path, log: Path, under: Sequence[str] = ()) -> None:
        environment = {**os.environ, "STATE_DIRECTORY": str(config.parent)}
        self.process = subprocess.Popen([*under, program, "--config", str(config)], env=environment,
                                        stdout=subprocess.PIPE, stderr=log.open("ab"), text=True)
        line = self.process.stdout.readline()
        if "listening irc" not in line:
            sys.exit(f"the server does not start: {log.read_text()[-500:]}")
        self.port = int(line.rsplit(":", 1)[1])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
