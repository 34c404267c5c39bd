#!/usr/bin/env python3
"""Tests of check_rules.py: small trees, and what is found in them."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import check_rules


def findings(files: dict[str, str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return check_rules.Rules(Path(folder)).check()


def found(rule: str, files: dict[str, str]) -> list[str]:
    return [f for f in findings(files) if f": {rule}: " in f]


def names(code: str) -> list[str]:
    return [name for name, _, _ in check_rules.functions(check_rules.visible_code(code))]


def body(lines: int) -> str:
    """A function's braces over so many lines."""
    return "{\n" + "  x();\n" * (lines - 2) + "}\n"


class IncludeRule(unittest.TestCase):
    def test_a_module_includes_itself_and_the_contracts(self) -> None:
        files = {
            "include/uvchat/base/a.h": "",
            "src/net/b.h": '#include "uvchat/base/a.h"\n#include <vector>\n',
            "src/net/c.cpp": '#include "net/b.h"\n',
        }
        self.assertEqual(found("include", files), [])

    def test_a_module_does_not_include_another(self) -> None:
        files = {"src/net/b.h": "", "src/hub/c.cpp": '\n#include "net/b.h"\n'}
        self.assertEqual(
            found("include", files), ["src/hub/c.cpp:2: include: src/hub includes src/net/b.h"]
        )

    def test_the_contracts_include_only_each_other(self) -> None:
        files = {"src/net/b.h": "", "include/uvchat/base/a.h": '#include "net/b.h"\n'}
        self.assertEqual(len(found("include", files)), 1)

    def test_only_the_server_includes_other_modules(self) -> None:
        files = {"src/net/b.h": "", "src/server/c.cpp": '#include "net/b.h"\n'}
        self.assertEqual(found("include", files), [])

    def test_tools_include_the_client_or_the_server(self) -> None:
        files = {
            "src/client/a.h": "",
            "src/server/b.h": "",
            "tools/uvchat-cli/c.cpp": '#include "client/a.h"\n#include "server/b.h"\n',
            "tools/uvchat-server/d.cpp": '#include "client/a.h"\n#include "server/b.h"\n',
            "loadtest/e.cpp": '#include "client/a.h"\n#include "server/b.h"\n',
        }
        self.assertEqual(
            found("include", files),
            [
                "loadtest/e.cpp:2: include: loadtest includes src/server/b.h",
                "tools/uvchat-cli/c.cpp:2: include: tools/uvchat-cli includes src/server/b.h",
                "tools/uvchat-server/d.cpp:1: include: tools/uvchat-server includes src/client/a.h",
            ],
        )

    def test_tests_include_what_they_test(self) -> None:
        files = {
            "src/net/a.h": "",
            "tests/net/b_test.cpp": '#include "net/a.h"\n',
            "tests/irc/c_test.cpp": '#include "net/a.h"\n',
            "src/server/d.h": "",
            "tests/e2e/e_test.cpp": '#include "server/d.h"\n',
        }
        self.assertEqual(
            found("include", files),
            ["tests/irc/c_test.cpp:1: include: tests/irc includes src/net/a.h"],
        )

    def test_a_missing_header_is_found_and_a_comment_includes_nothing(self) -> None:
        files = {"src/net/a.cpp": '// #include "x.h"\n/*\n#include "y.h"\n*/\n#include "z.h"\n'}
        self.assertEqual(
            found("include", files),
            ['src/net/a.cpp:5: include: "z.h" is no file of the project'],
        )


    def test_a_folder_of_a_tool_includes_those_it_may_know(self) -> None:
        cli = "tools/uvchat-cli"
        files = {
            f"{cli}/chat/a.h": "",
            f"{cli}/chat/b.cpp": '#include "chat/a.h"\n#include "screen/c.h"\n',
            f"{cli}/screen/c.h": '#include "chat/a.h"\n',
            f"{cli}/link/d.cpp": '#include "screen/c.h"\n',
            f"{cli}/main.cpp": '#include "chat/a.h"\n#include "screen/c.h"\n',
        }
        self.assertEqual(
            found("include", files),
            [
                f"{cli}/chat/b.cpp:2: include: {cli}/chat includes {cli}/screen/c.h",
                f"{cli}/link/d.cpp:1: include: {cli}/link includes {cli}/screen/c.h",
            ],
        )


class Circles(unittest.TestCase):
    def test_of_headers_that_include_each_other(self) -> None:
        files = {
            "src/hub/a.h": '#include "hub/b.h"\n',
            "src/hub/b.h": '#include "hub/c.h"\n',
            "src/hub/c.h": '#include "hub/a.h"\n',
        }
        self.assertEqual(
            found("circle", files),
            ["src/hub/a:1: circle: src/hub/b -> src/hub/c -> src/hub/a"],
        )

    def test_of_headers_that_declare_what_the_other_defines(self) -> None:
        files = {
            "src/irc/a.h": "class B;\nclass A {\n};\n",
            "src/irc/b.h": '#include "irc/a.h"\nclass B {\n};\n',
        }
        self.assertEqual(
            found("circle", files), ["src/irc/a:1: circle: src/irc/b -> src/irc/a"]
        )

    def test_of_modules(self) -> None:
        files = {
            "include/uvchat/base/a.h": '#include "uvchat/irc/b.h"\n',
            "include/uvchat/irc/b.h": "",
            "src/irc/c.cpp": '#include "uvchat/base/d.h"\n',
            "include/uvchat/base/d.h": "",
        }
        self.assertEqual(found("circle", files), ["src/base:1: circle: irc -> base"])

    def test_a_source_counts_with_its_header(self) -> None:
        files = {"src/irc/a.h": "", "src/irc/a.cpp": '#include "irc/b.h"\n', "src/irc/b.h": '#include "irc/a.h"\n'}
        self.assertEqual(found("circle", files), ["src/irc/a:1: circle: src/irc/b -> src/irc/a"])

    def test_a_source_of_a_tool_is_in_none(self) -> None:
        files = {"loadtest/a.h": "", "loadtest/a.cpp": '#include "b.h"\n', "loadtest/b.h": '#include "a.h"\n'}
        self.assertEqual(found("circle", files), [])


class Braces(unittest.TestCase):
    def test_a_body_that_is_not_on_its_heads_line_stands_in_braces(self) -> None:
        for code in ("if (a)\n  b();", "if (a) b(1,\n  2);", "for (;;)\n  b();", "if (a) {\n  b();\n  c();\n} else\n  d();"):
            self.assertEqual(len(found("braces", {"src/a/a.h": code})), 1, code)

    def test_a_statement_that_fits_on_its_heads_line_stands_in_none(self) -> None:
        for code in ("if (a) {\n  b();\n}", "while (a(1)) {\n  b([] { c(); });\n}", "for (;;) { b(); }"):
            self.assertEqual(len(found("braces", {"src/a/a.h": code})), 1, code)

    def test_all_else_is_as_it_should_be(self) -> None:
        long = "x" * 90
        for code in (
            "if (a) b();",
            "if (a) {\n  b();\n  c();\n}",
            "if (a) {\n  // why\n  b();\n}",
            "if (a) {\n  b();\n} else {\n  c();\n}",
            "if (a) {\n  if (b) c();\n}",
            f"if (a) {{\n  b({long});\n}}",
            "if (a &&\n    b) {\n  c();\n}",
            "do {\n  a();\n} while (b);",
            "while (a) {\n}",
        ):
            self.assertEqual(found("braces", {"src/a/a.h": code}), [], code)


class PureHub(unittest.TestCase):
    def test_what_the_hub_reaches_is_pure(self) -> None:
        files = {
            "src/hub/a.cpp": '#include "uvchat/base/b.h"\n',
            "include/uvchat/base/b.h": '#include "uvchat/base/c.h"\n#include <vector>\n',
            "include/uvchat/base/c.h": "\n#include <mutex>\n",
        }
        self.assertEqual(
            found("pure hub", files),
            ["include/uvchat/base/c.h:2: pure hub: <mutex>, reached from include/uvchat/base/b.h"],
        )

    def test_what_it_does_not_reach_need_not_be(self) -> None:
        files = {"src/hub/a.cpp": "", "include/uvchat/base/b.h": "#include <mutex>\n"}
        self.assertEqual(found("pure hub", files), [])

    def test_no_library_of_io_or_secrets(self) -> None:
        for header in ("uv.h", "openssl/evp.h", "sodium.h", "sqlite3.h", "chrono", "random"):
            files = {"src/hub/a.cpp": f"#include <{header}>\n"}
            self.assertEqual(len(found("pure hub", files)), 1, header)


class Functions(unittest.TestCase):
    def test_their_names(self) -> None:
        code = """
        namespace a { class alignas(8) B final : public C<int> {
          B() : x_(1), y_{2}, z_{} {}
          ~B() override {}
          int get() const noexcept override { if (x) { return 1; } return 2; }
          bool operator==(const B&) const { return true; }
          int y_{2}; std::function<void()> f_ = {};
        }; }
        template <typename T> requires std::integral<T>
        auto twice(T t = {}) -> std::vector<T> { return {t}; }
        struct P { int x; } p = make(1);
        enum class E { a, b };
        const int table[] = {1, 2};
        extern "C" int main(int argc, char** argv) { return 0; }
        TEST_F(Suite, DoesThis) { EXPECT_EQ(1'000, 'x'); }
        """
        self.assertEqual(
            names(code),
            ["B", "~B", "get", "operator==", "twice", "main", "TEST_F(Suite, DoesThis)"],
        )

    def test_braces_in_strings_and_comments_are_none(self) -> None:
        code = """
        void f() { a("}{\\"{"); b('{'); c(R"x({ )" { )x"); /* { */ d(); }  // {
        void g() {}
        """
        self.assertEqual(names(code), ["f", "g"])

    def test_a_directive_is_no_code(self) -> None:
        self.assertEqual(names("#define X(a) \\\n  if (a) {\nvoid f() {}\n"), ["f"])


class Sizes(unittest.TestCase):
    def test_a_function_has_at_most_60_lines(self) -> None:
        self.assertEqual(found("size", {"src/a/a.cpp": "void f() " + body(60)}), [])
        self.assertEqual(
            found("size", {"src/a/a.cpp": "\nint X::f(int a,\n  int b) const " + body(61)}),
            ["src/a/a.cpp:3: size: X::f has 61 lines, at most 60"],
        )

    def test_a_file_has_at_most_400_lines(self) -> None:
        self.assertEqual(found("size", {"src/a/a.h": "\n" * 400}), [])
        self.assertEqual(
            found("size", {"src/a/a.h": "\n" * 401}), ["src/a/a.h:1: size: 401 lines, at most 400"]
        )

    def test_a_line_has_at_most_100_columns(self) -> None:
        self.assertEqual(found("size", {"src/a/a.h": "// " + "ñ" * 97}), [])
        self.assertEqual(
            found("size", {"src/a/a.h": "\n" + "x" * 101}), ["src/a/a.h:2: size: 101 columns"]
        )


class Words(unittest.TestCase):
    def test_names_that_say_nothing(self) -> None:
        names_like = "RoomManager ManagerOfRooms string_utils helper util_ HelperX Managers"
        for name in names_like.split():
            self.assertEqual(len(found("word", {"src/a/a.h": f"int {name};"})), 1, name)

    def test_words_that_only_look_like_them(self) -> None:
        code = 'int utility; int managerial; int utilised; f("Helper"); // the Manager'
        self.assertEqual(found("word", {"src/a/a.h": code}), [])

    def test_a_name_that_is_brought_in_and_not_used(self) -> None:
        files = {"src/net/a.cpp": "using std::sort;\nusing std::swap;\nvoid f(int& a) { swap(a, a); }\n"}
        self.assertEqual(found("using", files), ["src/net/a.cpp:1: using: sort is not used"])

    def test_notes_to_oneself(self) -> None:
        for note in check_rules.BANNED_NOTES:
            self.assertEqual(len(found("word", {"src/a/a.h": f"// {note}: later"})), 1, note)
        self.assertEqual(found("word", {"src/a/a.h": '"a-XXXXXX"'}), [])

    def test_the_name_of_a_file(self) -> None:
        self.assertEqual(len(found("word", {"src/a/string_util.h": ""})), 1)


class DeadFiles(unittest.TestCase):
    def test_every_source_is_built_and_every_header_included(self) -> None:
        files = {
            "src/a/CMakeLists.txt": "uvchat_module(a used.cpp)",
            "src/a/used.cpp": '#include "a/used.h"\n',
            "src/a/used.h": "",
            "src/a/us.cpp": "",
            "src/a/dead.h": "",
        }
        self.assertEqual(
            found("dead", files),
            [
                "src/a/dead.h:1: dead: no file includes it",
                "src/a/us.cpp:1: dead: no CMakeLists.txt builds it",
            ],
        )


class Documents(unittest.TestCase):
    def test_a_link_leads_to_a_file_and_a_heading_that_are_there(self) -> None:
        files = {
            "README.md": "[a](docs/a.md) [b](docs/a.md#two-words) [c](#top) [d](https://x.example/)",
            "docs/a.md": "# A\n\n## Two words\n[up](../README.md)\n```\n[no](link.md)\n```\n",
        }
        self.assertEqual(
            found("link", files), ["README.md:1: link: no heading #top"]
        )

    def test_a_link_to_nothing_is_found(self) -> None:
        files = {"docs/a.md": "x\n[b](b.md) ![p](pictures/p.png)\n"}
        self.assertEqual(
            found("link", files),
            ["docs/a.md:2: link: b.md is not there", "docs/a.md:2: link: pictures/p.png is not there"],
        )

    def test_the_newest_changes_are_those_of_the_version_that_is_built(self) -> None:
        build = {"CMakeLists.txt": "project(uvchat VERSION 0.2.0 LANGUAGES CXX)\n"}
        changes = "# Changes\n\n## 0.2.0\n\n## 0.1.0\n"
        self.assertEqual(found("version", build | {"CHANGELOG.md": changes}), [])
        older = build | {"CHANGELOG.md": "# Changes\n\n## 0.1.0\n"}
        self.assertEqual(found("version", older), ["CHANGELOG.md:3: version: the newest is not 0.2.0"])
        self.assertEqual(found("version", build), ["CHANGELOG.md:1: version: the newest is not 0.2.0"])


if __name__ == "__main__":
    unittest.main()
