#!/usr/bin/env python3
"""Tests of page_rules.py."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import check_rules
import page_rules


def findings(files: dict[str, str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return check_rules.Rules(Path(folder)).check()


def names(code: str) -> list[str]:
    return [name for name, _, _ in page_rules.functions(page_rules.visible_code(code))]


def body(lines: int) -> str:
    return "{\n" + "  x();\n" * (lines - 2) + "}\n"


class Size(unittest.TestCase):
    def test_functions_methods_and_arrow_functions_have_names(self) -> None:
        self.assertEqual(names("export function a(b: C): D {\n}\n"), ["a"])
        self.assertEqual(names("class X {\n  async y(z: () => void): Promise<Z> {\n  }\n}"), ["y"])
        self.assertEqual(names("const f = (a: B): C => {\n};"), ["f"])
        self.assertEqual(names("list.map((x) => {\n});"), ["an arrow function"])

    def test_what_else_has_braces_is_no_function(self) -> None:
        self.assertEqual(names("if (a) {\n} else {\n}\nfor (const x of y) {}\nclass A {}"), [])
        self.assertEqual(names("const a = { b: 1 };\ninterface X { y: Z }"), [])

    def test_braces_in_what_is_no_code_do_not_count(self) -> None:
        code = "function a() {\n  b('}', `}${c({ d: '}' })}}`, /[}/]{2}/, 1 / 2); // }\n}\n"
        self.assertEqual(names(code), ["a"])

    def test_a_function_has_sixty_lines_at_most(self) -> None:
        self.assertEqual(findings({"web/src/a.ts": "function a() " + body(60)}), [])
        self.assertEqual(
            findings({"web/src/a.ts": "function a() " + body(61)}),
            ["web/src/a.ts:1: size: a has 61 lines, at most 60"],
        )

    def test_a_group_of_tests_may_be_long(self) -> None:
        self.assertEqual(findings({"web/tests/a.test.ts": "describe('x', () => " + body(90)}), [])

    def test_lines_and_files_have_their_bounds(self) -> None:
        found = findings({"web/src/a.css": "x" * 101 + "\n", "web/src/b.ts": "//\n" * 401})
        self.assertEqual(
            found,
            ["web/src/a.css:1: size: 101 columns", "web/src/b.ts:1: size: 401 lines, at most 400"],
        )

    def test_what_others_wrote_or_the_build_made_does_not_count(self) -> None:
        long = "x" * 200
        files = {f"web/{folder}/a.ts": long for folder in ("node_modules/b", "dist", "packed")}
        self.assertEqual(findings(files), [])


class Words(unittest.TestCase):
    def test_words_that_say_nothing_and_notes_are_found(self) -> None:
        found = findings({"web/src/a.ts": "class KeyManager {}\n// TODO: more\n"})
        self.assertEqual([f.split(": ")[1] for f in found], ["word", "word"])

    def test_no_markup_no_program_no_any(self) -> None:
        for code in ("e.innerHTML = t", "eval(t)", "let a: any;", "f(x as any)"):
            self.assertEqual(len(findings({"web/src/a.tsx": code + "\n"})), 1, code)
        for code in ("// innerHTML", "'eval(x)'", "many: company", "{ any: 1 }", "a.any()"):
            self.assertEqual(findings({"web/src/a.tsx": code + "\n"}), [], code)


    def test_a_page_has_neither_style_nor_script_inline(self) -> None:
        for text in ('<p style="x">', "<style>", "<script>x()</script>", '<p onclick="x()">'):
            self.assertEqual(len(findings({"web/a.html": text})), 1, text)
        self.assertEqual(findings({"web/a.html": '<script type="module" src="/x.js"></script>'}), [])


class Imports(unittest.TestCase):
    def test_the_protocol_knows_nothing_of_the_chat(self) -> None:
        found = findings({"web/src/irc/a.ts": "import { b } from '../chat/b';\n"})
        self.assertEqual(found, ["web/src/irc/a.ts:1: import: irc imports chat"])

    def test_the_view_does_not_reach_past_the_chat(self) -> None:
        files = {
            "web/src/ui/side/a.tsx": "import type { C } from '../../chat/contract';\n",
            "web/src/ui/b.tsx": "const x = await import('../irc/socket');\n",
            "web/src/main.tsx": "import { s } from './irc/socket';\n",
        }
        self.assertEqual(findings(files), ["web/src/ui/b.tsx:1: import: ui imports irc"])


if __name__ == "__main__":
    unittest.main()
