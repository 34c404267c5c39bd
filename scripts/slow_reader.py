#!/usr/bin/env python3
"""One of many members reads nothing for a while, then reads again: who notices, and what is lost.

  scripts/slow_reader.py PROGRAM [SECONDS [MEMBERS [LINES_A_SECOND]]]      60 1000 20

First people talk for SECONDS while all read, then for SECONDS while one member, who can ask for the
history, reads nothing. Prints how long lines take to the others, from when they are sent to when they
are read, before and meanwhile; whether the slow one was told of a gap; and how many lines it is missing
after it has asked for what lies in it. Exits with 1 where there was no gap or something is missing.
"""

from __future__ import annotations

import json
import re
import resource
import selectors
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

from server_on_trial import Client, Server

ROOM = "#talk"
PADDING = "x" * 380
WATCHED = 20  # members whose lines are looked at; what the others hear is read and dropped
SOFT_BYTES = 64 * 1024
PATIENCE_S = 120
FETCHES = "batch draft/chathistory message-tags server-time"


def member(port: int, nick: str, caps: str = "") -> Client:
    client = Client(port, nick)
    client.joins(ROOM, caps)
    return client


class Crowd:
    """Members who read all that they hear, in a thread of their own."""

    def __init__(self, clients: list[Client]) -> None:
        self.waits_s: list[float] = []
        self.ends = False
        self.selector = selectors.DefaultSelector()
        for number, client in enumerate(clients):
            client.socket.setblocking(False)
            self.selector.register(client.socket, selectors.EVENT_READ, bytearray() if number < WATCHED else None)
        self.thread = threading.Thread(target=self.reads)
        self.thread.start()

    def reads(self) -> None:
        while not self.ends:
            for key, _ in self.selector.select(0.1):
                try:
                    more = key.fileobj.recv(65536)
                except BlockingIOError:
                    continue
                if not more:
                    self.selector.unregister(key.fileobj)
                elif key.data is not None:
                    self.looks_at(key.data, more)

    def looks_at(self, unread: bytearray, more: bytes) -> None:
        now = time.monotonic()
        unread += more
        end = unread.rfind(b"\n") + 1
        for sent in re.findall(rb" :\d+ ([\d.]+) x", bytes(unread[:end])):
            self.waits_s.append(now - float(sent))
        del unread[:end]

    def take_waits_s(self) -> list[float]:
        waits_s, self.waits_s = self.waits_s, []
        return sorted(waits_s)

    def stop(self) -> None:
        self.ends = True
        self.thread.join()


def talks(speaker: Client, seconds: float, rate: float, first: int) -> int:
    """Says lines with numbers from `first`, each when it is due; the number behind the last one."""
    begin = time.monotonic()
    count = int(seconds * rate)
    for i in range(count):
        time.sleep(max(0.0, begin + i / rate - time.monotonic()))
        speaker.says(f"PRIVMSG {ROOM} :{first + i} {time.monotonic():.6f} {PADDING}")
    time.sleep(1)
    return first + count


def number_of(line: str) -> int | None:
    found = re.search(rf" PRIVMSG {ROOM} :(\d+) ", line)
    return int(found[1]) if found else None


def fetch(slow: Client, after: str, before: str) -> set[int]:
    """The numbers of what was said between these times; nobody speaks meanwhile."""
    numbers: set[int] = set()
    reference = f"timestamp={after}"
    while reference:
        slow.says(f"CHATHISTORY BETWEEN {ROOM} {reference} timestamp={before} 1000")
        is_end = "draft/chathistory-end" in slow.hears(f"chathistory {ROOM}")
        reference = ""
        while "BATCH -" not in (line := slow.hears(" PRIVMSG ", "BATCH -")):
            numbers.add(number_of(line))
            if not is_end:
                reference = "msgid=" + re.search("msgid=([^; ]+)", line)[1]
    return numbers


def catches_up(slow: Client) -> tuple[set[int], set[int], int]:
    """The numbers of what it has heard, of what it has fetched besides, and how many gaps it was told of."""
    heard: set[int] = set()
    fetched: set[int] = set()
    gaps: list[str] = []
    slow.says("PING end")
    while " PONG " not in (line := slow.hears(" PRIVMSG ", "uvchat/skipped=", " PONG ")):
        if "uvchat/skipped=" in line:
            gaps.append(line)
        else:
            heard.add(number_of(line))
    for line in gaps:
        fetched |= fetch(slow, *re.search("uvchat/skipped=([^, ]+),([^; ]+)", line).groups())
    return heard, fetched - heard, len(gaps)


def p99_ms(waits_s: list[float]) -> str:
    return f"{waits_s[int(len(waits_s) * 0.99)] * 1000:.1f} ms" if waits_s else "nothing was heard"


def run(program: str, seconds: float, members: int, rate: float, folder: Path) -> bool:
    config = folder / "uvchat.json"
    config.write_text(json.dumps({
        "listen": [{"protocol": "irc", "address": "127.0.0.1", "port": 0}],
        "limits": {"flood": {"enabled": False}, "send_queue_soft_bytes": SOFT_BYTES}}))
    server = Server(program, config, folder / "log")
    crowd = None
    try:
        crowd = Crowd([member(server.port, f"m{number}") for number in range(members - 2)])
        speaker = member(server.port, "speaker")
        slow = member(server.port, "slow", FETCHES)
        slow.socket.settimeout(PATIENCE_S + 2 * seconds)
        slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader = threading.Thread(target=lambda: slow.hears(" :before the silence"))
        reader.start()
        end = talks(speaker, seconds, rate, 0)
        speaker.says(f"PRIVMSG {ROOM} :before the silence")
        reader.join()
        before = crowd.take_waits_s()
        first = end
        end = talks(speaker, seconds, rate, first)
        meanwhile = crowd.take_waits_s()
        heard, fetched, gaps = catches_up(slow)
        missing = set(range(first, end)) - heard - fetched
        print(f"p99 of the others: {p99_ms(before)} before, {p99_ms(meanwhile)} meanwhile "
              f"({len(before)} and {len(meanwhile)} deliveries looked at)")
        print(f"gaps told: {gaps}; lines said meanwhile: {end - first}, of them fetched: {len(fetched)}, "
              f"missing: {len(missing)}")
        return gaps > 0 and not missing
    finally:
        if crowd is not None:
            crowd.stop()
        server.kill()


def main() -> int:
    arguments = sys.argv[1:]
    if not 1 <= len(arguments) <= 4:
        sys.exit(__doc__)
    seconds, members, rate = (float(text) for text in (arguments[1:] + ["60", "1000", "20"][len(arguments) - 1:]))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, int(members) + 200)), hard))
    with tempfile.TemporaryDirectory() as folder:
        return 0 if run(arguments[0], seconds, int(members), rate, Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(main())
