#!/usr/bin/env python3
"""Compiles each source below the given folders on its own, without an object: a missing include shows.

Usage: compile_each.py BUILD_DIRECTORY FOLDER...   (the directory has a compile_commands.json)
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
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


def main() -> int:
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    root = Path(__file__).resolve().parent.parent
    folders = tuple(f"{root / folder}{os.sep}" for folder in sys.argv[2:])
    entries = json.loads(Path(sys.argv[1], "compile_commands.json").read_text(encoding="utf-8"))
    wanted = [entry for entry in entries if entry["file"].startswith(folders)]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        complaints = [text for text in pool.map(complaint, wanted) if text]
    print("\n".join(complaints) or f"compile_each.py: {len(wanted)} sources, no finding")
    return 1 if complaints or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
