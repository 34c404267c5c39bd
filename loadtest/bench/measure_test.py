#!/usr/bin/env python3
"""Tests of a run: servers and a loadgen that are scripts, and what is said of them."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

from measure import DISTURBED, FAILED, NOT_STARTED, OK, Bench, Load, Run, pinned_cpus
from servers import Places, Server

LISTENS = """
import socket, time
server = socket.create_server(("127.0.0.1", $port))
time.sleep(30)
"""
# Ends at once where another one has left its mark, or else leaves its own.
STARTS_ONCE = """
import pathlib, sys
mark = pathlib.Path("$folder").parent / "mark"
if mark.exists():
    sys.exit("no more than one of me")
mark.touch()
""" + LISTENS

REPORTS = """#!/usr/bin/env python3
import json, sys
path = next(a.split("=", 1)[1] for a in sys.argv if a.startswith("--json="))
is_disturbed = path.endswith("-2.json")
open(path, "w").write(json.dumps({"failure": None, "is_disturbed": is_disturbed}))
"""
HANGS = """#!/usr/bin/env python3
import time
time.sleep(30)
"""


def server(script: str) -> Server:
    return Server("fake", (sys.executable, "-c", script))


class Together(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_together(self, script: str, loadgen: str, seconds_max: float = 20) -> list[Run]:
        program = self.folder / "loadgen"
        program.write_text(loadgen)
        program.chmod(0o755)
        places = Places(self.folder, self.folder, self.folder / "servers")
        load = Load([], pinned_cpus(), seconds_max, attempts_max=1)
        with contextlib.redirect_stdout(io.StringIO()):
            bench = Bench(places, self.folder / "results")
            return bench.run_together("many", server(script), [1, 2, 3], load)

    def test_each_server_has_a_report_of_its_own(self) -> None:
        runs = self.run_together(LISTENS, REPORTS)
        self.assertEqual([run.status for run in runs], [OK, DISTURBED, OK])
        self.assertEqual([run.round for run in runs], [1, 2, 3])
        for run in runs:
            json.loads((self.folder / "results" / run.report).read_text())

    def test_no_load_begins_where_one_server_does_not_start(self) -> None:
        runs = self.run_together(STARTS_ONCE, REPORTS)
        self.assertEqual({run.status for run in runs}, {NOT_STARTED})
        self.assertIn("no more than one of me", runs[0].text)
        self.assertEqual({run.report for run in runs}, {""})

    def test_a_loadgen_that_hangs_is_ended_and_said_to_have(self) -> None:
        runs = self.run_together(LISTENS, HANGS, seconds_max=0.2)
        self.assertEqual({(run.status, run.text) for run in runs},
                         {(FAILED, "loadgen did not end in time")})  # fmt: skip


if __name__ == "__main__":
    unittest.main()
