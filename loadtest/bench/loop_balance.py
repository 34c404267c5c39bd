"""An operator who asks again and again how many connections each of the server's loops has."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# As in peers/uvchat.json.
OPERATOR = "bench"
PASSWORD = "bench"
ASKED_EVERY_S = 1.0
OF_A_LOOP = re.compile(r"loop \d+: (\d+) connections")
IS_OPERATOR, END_OF_STATS, NO_PRIVILEGES, WRONG_PASSWORD, NO_OPERATORS = (
    "381", "219", "481", "464", "491")  # fmt: skip


class Operator:
    def __init__(self, client: socket.socket) -> None:
        self.client = client
        self.lines = client.makefile(encoding="utf-8", errors="replace")

    def ask(self, question: str, end: str) -> list[str]:
        """What the server says up to the numeric `end`."""
        self.client.sendall(f"{question}\r\n".encode())
        answer = []
        for line in self.lines:
            answer.append(line)
            numeric = line.split(" ", 2)[1]
            if numeric == end:
                return answer
            if numeric in (NO_PRIVILEGES, WRONG_PASSWORD, NO_OPERATORS):
                raise ConnectionError(f"the server does not take its operator: {line.strip()}")
        raise ConnectionError("the server closed the operator's connection")

    def connections(self) -> list[int]:
        """Of each loop."""
        said = map(OF_A_LOOP.search, self.ask("STATS t", END_OF_STATS))
        return [int(count[1]) for count in said if count]


def keep_the_most(operator: Operator, is_over: threading.Event, most: list[int]) -> None:
    while not is_over.wait(ASKED_EVERY_S):
        try:
            now = operator.connections()
        except OSError:  # loadgen, too, says that the server is gone; what was seen does not count
            most.clear()
            return
        if sum(now) >= sum(most):
            most[:] = now


@contextmanager
def loop_balance(port: int) -> Iterator[list[int]]:
    """The connections of each loop, when there were most; none where the server stopped to tell."""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        operator = Operator(client)
        client.sendall(b"NICK operator\r\nUSER operator 0 * :operator\r\n")
        operator.ask(f"OPER {OPERATOR} {PASSWORD}", IS_OPERATOR)
        is_over = threading.Event()
        most: list[int] = []
        asking = threading.Thread(
            target=keep_the_most, args=(operator, is_over, most), daemon=True
        )
        asking.start()
        try:
            yield most
        finally:
            is_over.set()
            asking.join()
