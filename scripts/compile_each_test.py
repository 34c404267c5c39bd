#!/usr/bin/env python3
"""Tests of compile_each.py, with a compiler that is always there."""

from __future__ import annotations

import unittest

import compile_each


def entry(command: str) -> dict[str, str]:
    return {"directory": "/", "file": "/src/a.cpp", "command": f"{command} -o a.o -c a.cpp"}


class CompileEach(unittest.TestCase):
    def test_nothing_is_written(self) -> None:
        self.assertEqual(
            compile_each.without_object("cc -I'a b' -o a.o -c a.cpp"),
            ["cc", "-Ia b", "-c", "a.cpp", "-fsyntax-only"],
        )

    def test_a_compiler_that_fails_is_told_of_though_it_says_nothing(self) -> None:
        self.assertEqual(compile_each.complaint(entry("true")), "")
        self.assertEqual(
            compile_each.complaint(entry("false")), "/src/a.cpp: the compiler ends with 1\n"
        )

    def test_each_source_is_in_one_part(self) -> None:
        for name in ("src/a.cpp", "src/b.cpp", "tools/c.cpp"):
            parts = [i for i in range(3) if compile_each.in_part(name, f"{i}/3")]
            self.assertEqual(len(parts), 1)
            self.assertTrue(compile_each.in_part(name, f"{parts[0] + 30}/3"))


if __name__ == "__main__":
    unittest.main()
