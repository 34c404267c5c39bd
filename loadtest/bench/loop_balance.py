"""An operator who asks again and again how many connections each of the server's loops has."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# As in peers/uvchat.json.
OPERATOR = "bench"
PASSWORD = "bench"
ASKED_EVERY_S = 1.0
OF_A_LOOP = re.compile(rb"loop \d+: (\d+) connections")
END_OF_ANSWER = {"OPER": b" 381 ", "STATS": b" 219 "}


def ask(client: socket.socket, question: str) -> bytes:
    """What the server says up to the end of its answer."""
    client.sendall(f"{question}\r\n".encode())
    end = END_OF_ANSWER[question.split()[0]]
    answer = b""
    while end not in answer:
        chunk = client.recv(65536)
        if not chunk:
            raise ConnectionError("the server closed the operator's connection")
        answer += chunk
    return answer


def keep_the_most(client: socket.socket, is_over: threading.Event, most: list[int]) -> None:
    with suppress(OSError):  # loadgen too says that the server is gone
        while not is_over.wait(ASKED_EVERY_S):
            now = [int(count) for count in OF_A_LOOP.findall(ask(client, "STATS t"))]
            if sum(now) >= sum(most):
                most[:] = now


@contextmanager
def loop_balance(port: int) -> Iterator[list[int]]:
    """The connections of each loop, when there were most."""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(b"NICK operator\r\nUSER operator 0 * :operator\r\n")
        ask(client, f"OPER {OPERATOR} {PASSWORD}")
        is_over = threading.Event()
        most: list[int] = []
        asking = threading.Thread(target=keep_the_most, args=(client, is_over, most), daemon=True)
        asking.start()
        try:
            yield most
        finally:
            is_over.set()
            asking.join()
