#!/usr/bin/env python3
"""Compiles each source below the given folders on its own, without an object: a missing include shows.

Usage: compile_each.py [--part I/N] BUILD_DIRECTORY FOLDER...

The directory has a compile_commands.json. --part takes one of N parts of the sources, the one of the
number I modulo N: who counts I up sees all of them in N runs.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def without_object(command: str) -> list[str]:
    words = shlex.split(command)
    output = words.index("-o")
    return [*words[:output], *words[output + 2 :], "-fsyntax-only"]


def complaint(entry: dict[str, str]) -> str:
    done = subprocess.run(
        without_object(entry["command"]),
        cwd=entry["directory"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode == 0:
        return ""
    return f"{entry['file']}: the compiler ends with {done.returncode}\n{done.stdout}"


def in_part(name: str, part: str) -> bool:
    number, count = map(int, part.split("/"))
    return zlib.crc32(name.encode()) % count == number % count


def main(words: list[str]) -> int:
    part = "0/1"
    if words[:1] == ["--part"] and len(words) > 1:
        part, words = words[1], words[2:]
    if len(words) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    root = Path(__file__).resolve().parent.parent
    folders = tuple(f"{root / folder}{os.sep}" for folder in words[1:])
    entries = json.loads(Path(words[0], "compile_commands.json").read_text(encoding="utf-8"))
    wanted = [
        entry
        for entry in entries
        if entry["file"].startswith(folders)
        and in_part(str(Path(entry["file"]).relative_to(root)), part)
    ]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        complaints = [text for text in pool.map(complaint, wanted) if text]
    print("\n".join(complaints) or f"compile_each.py: {len(wanted)} sources, no finding")
    return 1 if complaints or not wanted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
