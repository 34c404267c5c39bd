"""What the figures were measured on."""

from __future__ import annotations

import datetime
import os
import platform
import subprocess
from pathlib import Path


def output_of(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()


def cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def memory_gib() -> int:
    pages, page_bytes = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return round(pages * page_bytes / 2**30)


def system() -> str:
    for line in Path("/etc/os-release").read_text().splitlines():
        if line.startswith("PRETTY_NAME="):
            return line.partition("=")[2].strip('"')
    return platform.system()


def peer_versions(trees: Path) -> dict[str, str]:
    versions = {}
    for path in sorted(trees.glob("*/versions")):
        peer = path.parent.name
        packages = dict(line.split() for line in path.read_text().splitlines())
        versions[peer] = packages.get(peer) or packages[f"{peer}-server"]
    return versions


def gather(root: Path, build: Path, trees: Path) -> dict[str, object]:
    cpus = sorted(os.sched_getaffinity(0))
    return {
        "date": datetime.date.today().isoformat(),
        "cpu": cpu_model(),
        "cpus": len(cpus),
        "memory_gib": memory_gib(),
        "kernel": platform.release(),
        "system": system(),
        "uvchat": output_of(str(build / "uvchat-server"), "--version"),
        "commit": output_of("git", "-C", str(root), "describe", "--always", "--dirty"),
        "peers": peer_versions(trees),
    }
