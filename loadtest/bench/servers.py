"""The servers that are measured, and how each is started and ended."""

from __future__ import annotations

import itertools
import json
import os
import resource
import socket
import string
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent / "peers"
NEVER_LARGE = 10_000_000  # members: more than a room ever has here
START_SECONDS_MAX = 10.0

# Each run has a port of its own, so that none meets the last one's connections in TIME_WAIT. Below
# those that the system gives to clients.
PORTS = itertools.count(17_000)


@dataclass(frozen=True)
class Server:
    """Placeholders in `command`, `environment` and the configuration: $port, $folder (its own, for
    this run), $tree (its unpacked packages), $build, $config, and what `settings` names."""

    name: str
    command: tuple[str, ...]
    protocol: str = "irc"
    template: str | None = None  # its configuration, in peers/
    peer: str | None = None  # its tree, below build/bench/peers
    settings: dict[str, object] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    connect_batch: int = 256  # connects under way at once: what its listen queue holds
    before: tuple[str, ...] = ()  # a command that makes what it needs, in its folder
    load: tuple[str, ...] = ()  # what loadgen is told besides


class ServerFailed(Exception):
    """It did not start."""


def uvchat(
    name: str = "uvchat",
    io_threads: int = 1,
    large_room: int = NEVER_LARGE,
    io_uring: bool = True,
    history: bool = False,
    **others: object,
) -> Server:
    settings: dict[str, object] = {
        "io_threads": io_threads,
        "large_room_members": large_room,
        "io_uring": json.dumps(io_uring),
        "history": json.dumps(history),
        "listen_as": '"protocol": "irc"',
        "tls": "{}",
    }
    settings.update(others.pop("settings", {}))
    command = ("$build/uvchat-server", "--config", "$config")
    others.setdefault("environment", {"STATE_DIRECTORY": "$folder"})
    return Server(name, command, template="uvchat.json", settings=settings, **others)


def uvchat_over_tls() -> Server:
    return uvchat(
        "uvchat-tls",
        settings={
            "listen_as": '"protocol": "irc", "tls": true',
            "tls": '{ "certificate": "cert.pem", "key": "key.pem" }',
        },
        before=("$build/uvchat-server", "make-certificate", "localhost"),
        load=("--tls", "--tls-insecure"),
    )


def uvchat_over_websocket() -> Server:
    settings = {"listen_as": '"protocol": "http"'}
    return uvchat("uvchat-websocket", settings=settings, protocol="websocket")


def floor(mode: str) -> Server:
    return Server(f"floor-{mode}", ("$build/floor", "$port", mode))


LIBRARIES = {"LD_LIBRARY_PATH": "$tree/usr/lib/x86_64-linux-gnu:$tree/lib/x86_64-linux-gnu"}


def ircd_hybrid() -> Server:
    files = [
        word
        for name in ("klinefile", "dlinefile", "xlinefile", "resvfile", "logfile", "pidfile")
        for word in (f"-{name}", f"$folder/{name}")
    ]
    return Server(
        "ircd-hybrid",
        ("$tree/usr/sbin/ircd-hybrid", "-foreground", "-configfile", "$config", *files),
        template="ircd-hybrid.conf",
        peer="ircd-hybrid",
        environment={
            **LIBRARIES,
            "LD_PRELOAD": "$build/libircd_hybrid_preload.so",
            "UVCHAT_BENCH_TREE": "$tree",
        },
    )


def inspircd() -> Server:
    as_root = ("--runasroot",) if os.geteuid() == 0 else ()
    return Server(
        "inspircd",
        ("$tree/usr/sbin/inspircd", "--config=$config", "--nofork", *as_root),
        template="inspircd.conf",
        peer="inspircd",
        environment=LIBRARIES,
    )


def ngircd() -> Server:
    return Server(
        "ngircd",
        ("$tree/usr/sbin/ngircd", "--nodaemon", "--config", "$config"),
        template="ngircd.conf",
        peer="ngircd",
        environment=LIBRARIES,
        connect_batch=8,
    )


def redis() -> Server:
    return Server(
        "redis",
        ("$tree/usr/bin/redis-server", "$config"),
        protocol="redis",
        template="redis.conf",
        peer="redis",
        environment=LIBRARIES,
    )


def nats() -> Server:
    return Server(
        "nats",
        ("$tree/usr/sbin/nats-server", "--config", "$config"),
        protocol="nats",
        template="nats.conf",
        peer="nats",
    )


def all_servers() -> dict[str, Server]:
    servers = [
        uvchat(),
        uvchat("uvchat-without-uring", io_uring=False),
        uvchat("uvchat-history", history=True),
        uvchat_over_websocket(),
        uvchat_over_tls(),
        floor("coalesced"),
        floor("per-message"),
        floor("uring"),
        ngircd(),
        inspircd(),
        ircd_hybrid(),
        redis(),
        nats(),
    ]
    return {server.name: server for server in servers}


def free_port() -> int:
    for port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise AssertionError


def raise_open_files() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def start_pinned(command: list[str], cpus: set[int], **options: object) -> subprocess.Popen[bytes]:
    """A session of its own: Ctrl-C reaches the benchmark alone, and that ends what it started."""

    def in_child() -> None:
        raise_open_files()
        os.sched_setaffinity(0, cpus)

    return subprocess.Popen(command, preexec_fn=in_child, start_new_session=True, **options)


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Places:
    build: Path  # the programs
    trees: Path  # the peers' packages
    work: Path  # configurations and logs of the servers


def fill(text: str, values: dict[str, object]) -> str:
    return string.Template(text).substitute(values)


def wait_until_open(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    last_lines = " / ".join(log.read_text(errors="replace").split("\n")[-6:]).strip(" /")
    raise ServerFailed(f"it did not start: {last_lines or 'it said nothing'}")


@contextmanager
def started(server: Server, places: Places, cpus: set[int]) -> Iterator[tuple[int, int]]:
    """Its process id and port, while it runs."""
    port = free_port()
    folder = places.work / f"{server.name}-{port}"
    folder.mkdir(parents=True, exist_ok=True)
    values: dict[str, object] = {
        **server.settings,
        "port": port,
        "folder": folder,
        "build": places.build,
        "tree": places.trees / (server.peer or ""),
        "config": folder / (server.template or "none"),
    }
    if server.template:
        template = (TEMPLATES / server.template).read_text()
        (folder / server.template).write_text(fill(template, values))
    if server.before:
        preparing = [fill(word, values) for word in server.before]
        subprocess.run(preparing, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    log = folder / "output.log"
    environment = {name: fill(text, values) for name, text in server.environment.items()}
    command = [fill(word, values) for word in server.command]
    try:
        with log.open("wb") as output:
            process = start_pinned(
                command,
                cpus,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **environment},
            )
    except OSError as error:
        raise ServerFailed(f"it did not start: {error}") from error
    try:
        wait_until_open(process, port, log)
        yield process.pid, port
    finally:
        end(process)
