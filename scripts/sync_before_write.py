#!/usr/bin/env python3
"""Shows that a strict history is on disk before anybody hears of it: what strace sees of one line.

  scripts/sync_before_write.py PROGRAM

The server runs under strace with store.durability strict and a database of SQLite; somebody says one line in a room,
where another hears it. Printed are the write of the line to the database's journal, the sync of the journal that
follows, and the first write that delivers the line, as strace saw them. It fails unless they stand in this order, and
the sync had ended before the delivery began. Needs strace.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from server_on_trial import Client, Server

ROOM = "#talk"
TEXT = "this-line-is-on-disk-before-it-is-heard"
CALLS = "pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg"
SHOWN_CHARACTERS = 160
END_S = 20


@dataclass
class Call:
    """A system call: the numbers of the lines where it begins and where it has ended."""

    name: str
    text: str  # what is known when it begins: its file and its bytes
    begins: int
    ends: int = sys.maxsize


def calls_of(lines: list[str]) -> list[Call]:
    """In the order in which they begin. A call may end after others have begun."""
    calls: list[Call] = []
    unfinished: dict[str, Call] = {}
    for number, line in enumerate(lines):
        thread, _, rest = line.strip().partition(" ")
        rest = rest.strip()
        if resumed := re.match(r"<\.\.\. (\w+) resumed>", rest):
            if call := unfinished.pop(thread, None):
                call.text += " ... " + rest[resumed.end():].strip()
                call.ends = number if "= -1" not in rest else sys.maxsize
        elif begun := re.match(r"(\w+)\(", rest):
            call = Call(begun[1], rest.removesuffix(" <unfinished ...>"), number)
            if rest.endswith("<unfinished ...>"):
                unfinished[thread] = call
            elif "= -1" not in rest:
                call.ends = number
            calls.append(call)
    return calls


def order_of(calls: list[Call]) -> tuple[list[Call], str]:
    """The three calls as far as they are there; and what is wrong, or nothing."""
    deliveries = [call for call in calls
                  if TEXT in call.text and call.name in ("write", "writev", "sendto", "sendmsg") and "socket:" in call.text]
    written = [call for call in calls if call.name == "pwrite64" and "-wal>" in call.text and TEXT in call.text]
    if not deliveries:
        return [], "nobody was sent the line"
    if not written:
        return deliveries[:1], "the line was not written to the journal"
    syncs = [call for call in calls
             if call.name in ("fdatasync", "fsync") and "-wal>" in call.text and call.begins > written[0].ends]
    if not syncs:
        return [written[0], deliveries[0]], "the journal was not synced"
    found = [written[0], syncs[0], deliveries[0]]
    return found, "" if syncs[0].ends < deliveries[0].begins else "the line was sent before the journal was synced"


def say_one_line(server: Server) -> None:
    hearer = Client(server.port, "hearer")
    speaker = Client(server.port, "speaker")
    speaker.says("CAP REQ :echo-message")
    for client in (hearer, speaker):
        client.registers()
        client.says(f"JOIN {ROOM}")
        client.hears(" 366 ")
    speaker.says(f"PRIVMSG {ROOM} :{TEXT}")
    for client in (hearer, speaker):
        client.hears(TEXT)
        client.close()


def trace(program: str, folder: Path) -> list[str]:
    config = folder / "uvchat.json"
    traced = folder / "trace"
    config.write_text(json.dumps({
        "listen": [{"protocol": "irc", "address": "127.0.0.1", "port": 0}],
        "rooms": [{"name": ROOM}],
        "store": {"engine": "sqlite", "durability": "strict"}}))
    # -D: the server is our child, and what ends it does not reach strace.
    strace = ["strace", "-D", "-f", "-y", "-s", "8192", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(traced)]
    server = Server(program, config, folder / "log", under=strace)
    say_one_line(server)
    server.process.terminate()
    server.process.wait()
    for _ in range(END_S * 10):
        lines = traced.read_text(errors="replace").splitlines()
        if any("+++ exited with" in line and line.startswith(f"{server.process.pid} ") for line in lines):
            break
        time.sleep(0.1)
    return lines


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    if shutil.which("strace") is None:
        print("strace is not installed", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="uvchat-sync-"))
    try:
        found, wrong = order_of(calls_of(trace(sys.argv[1], folder)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for call in found:
        text = call.text.replace(str(folder) + "/", "")
        at = max(text.find(TEXT), 0)
        shown = text if len(text) <= SHOWN_CHARACTERS else text[:60] + " ... " + text[at:at + SHOWN_CHARACTERS - 65] + " ..."
        print(shown)
    print(wrong if wrong else "the journal was synced before the line was sent")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
