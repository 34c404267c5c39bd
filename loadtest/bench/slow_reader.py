"""A client that joins loadgen's room and reads nothing more.

loadgen has slow readers of its own. Over loopback, though, the kernel keeps megabytes for each of
those, and a server notices nothing for minutes. This one has small buffers, as behind a poor line:
those who join after it fill them, before the first line of the run.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

ETHERNET_SEGMENT_BYTES = 1448  # the server's kernel sizes its buffer by it
RECEIVE_BUFFER_BYTES = 4096
ROOM = "#load0"  # what loadgen calls its first


@contextmanager
def slow_reader(port: int) -> Iterator[list[int]]:
    with socket.socket() as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, ETHERNET_SEGMENT_BYTES)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        client.settimeout(10)
        client.connect(("127.0.0.1", port))
        client.sendall(f"NICK slow\r\nUSER slow 0 * :slow\r\nJOIN {ROOM}\r\n".encode())
        received = b""
        while b" 366 " not in received:  # the end of the members' names
            chunk = client.recv(4096)
            if not chunk:
                raise ConnectionError("the server closed the slow reader's connection")
            received += chunk
        yield []
