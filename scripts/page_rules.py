"""The rules of CONTRIBUTING.md for the browser client in web/: sizes, words, what a page must never
do with a text, and which folder may import which. check_rules.py runs them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os.path import normpath
from pathlib import Path

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
LINE_COLUMNS_MAX = 100

SUFFIXES = (".ts", ".tsx", ".mjs", ".css", ".html")
NOT_OURS = ("node_modules", "dist", "packed")

# What a folder of web/src may import beside itself. Files beside the folders may import all.
IMPORTS = {
    "irc": [],
    "keep": [],
    "cipher": [],
    "files": ["cipher"],
    "text": [],
    "words": ["chat"],
    "chat": ["irc", "keep", "cipher", "files"],
    "ui": ["chat", "keep", "cipher", "files", "text", "words", "styles"],
}

# Tables of words and data: as long as what they list; and pictures, whose lines are as long as they
# are.
LONG_TABLES = re.compile(r"web/src/words/\w+\.ts|web/src/text/\w+_table\.ts")
PICTURES = re.compile(r"web/src/ui/icons\.tsx")

IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]""")
FORBIDDEN = (
    (re.compile(r"(?::|\bas|<|,|\|)\s*any\b(?!\s*[:(])"), "any is no type"),
    (
        re.compile(r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML)\b"),
        "a text is never markup",
    ),
    (re.compile(r"\bdocument\.write\b|\beval\s*\(|\bnew\s+Function\b"), "a text is never a program"),
)
INLINE = re.compile(r"\sstyle=|\son\w+=|<style\b|<script(?![^>]*\bsrc=)")

# Where a slash begins a regular expression and is no division.
BEFORE_REGEX = re.compile(r"(?:^|[(,=:\[!&|?{};+\-*%<>~^]|\b(?:return|case|typeof|of|in))\s*$")
QUOTED = {
    "'": re.compile(r"'(?:\\.|[^'\\\n])*'"),
    '"': re.compile(r'"(?:\\.|[^"\\\n])*"'),
}
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*")
NOT_FUNCTIONS = {"if", "for", "while", "switch", "catch", "with"}
# Groups of tests hold functions, and are as long as they are many.
GROUP_OF_TESTS = re.compile(r"\bdescribe\b[^;{}]*=>\s*$")
ARROW_HEAD = re.compile(r"(?:(?:const|let)\s+(\w+)[^;]*)?=>\s*$", re.DOTALL)
# `name(a: B): C {`, with one level of brackets in the parameters.
METHOD_HEAD = re.compile(
    r"([\w$]+)\s*(?:<[^<>]*>)?\s*\((?:[^()]|\([^()]*\))*\)\s*(?::\s*[^;{}=]+)?\s*$"
)


def blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def visible_code(text: str) -> str:
    """The code with spaces instead of comments, strings and regular expressions. What stands in
    `${...}` of a template is code."""
    out: list[str] = []
    templates: list[int] = []  # for each open `${`, how many braces are open in it
    at = 0

    def template(begin: int) -> int:
        """Hides a template's text from behind its backtick or `}` to its next `${` or its end."""
        end = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(?:`|\$\{|$)", re.DOTALL).match(text, begin).end()
        if text[:end].endswith("${"):
            templates.append(0)
        out.append(blank(text[begin:end]))
        return end

    while at < len(text):
        c = text[at]
        match = COMMENT.match(text, at)
        if match is None and c in QUOTED:
            match = QUOTED[c].match(text, at)
        if match is None and c == "/" and BEFORE_REGEX.search("".join(out[-80:])):
            match = REGEX.match(text, at)
        if match is not None:
            out.append(blank(match.group()))
            at = match.end()
        elif c == "`":
            out.append(" ")
            at = template(at + 1)
        elif c == "}" and templates and templates[-1] == 0:
            templates.pop()
            out.append(" ")
            at = template(at + 1)
        else:
            if templates:
                templates[-1] += {"{": 1, "}": -1}.get(c, 0)
            out.append(c)
            at += 1
    return "".join(out)


def function_name(head: str) -> str | None:
    """What the function is called whose body begins behind `head`; None where it is no function's."""
    if match := ARROW_HEAD.search(head):
        return None if GROUP_OF_TESTS.search(head) else match[1] or "an arrow function"
    match = METHOD_HEAD.search(head)
    return None if match is None or match[1] in NOT_FUNCTIONS else match[1]


def functions(code: str) -> Iterator[tuple[str, int, int]]:
    """Name, offset of `{`, offset of `}` of each function of visible code, those within others too."""
    open_braces: list[tuple[int, int]] = []  # offset, where its head begins
    head_begin = 0
    for match in re.finditer(r"[{};]", code):
        if match.group() == "{":
            open_braces.append((match.start(), head_begin))
        elif match.group() == "}" and open_braces:
            begin, head = open_braces.pop()
            if name := function_name(code[head:begin]):
                yield name, begin, match.start()
        head_begin = match.end()


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def files_of_page(root: Path) -> list[Path]:
    web = root / "web"
    return sorted(
        path
        for path in web.rglob("*")
        if path.suffix in SUFFIXES and not set(path.relative_to(web).parts) & set(NOT_OURS)
    )


def size_findings(name: str, text: str, code: str) -> Iterator[tuple[int, str, str]]:
    lines = text.splitlines()
    if len(lines) > FILE_LINES_MAX and not LONG_TABLES.fullmatch(name):
        yield 1, "size", f"{len(lines)} lines, at most {FILE_LINES_MAX}"
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_COLUMNS_MAX and not PICTURES.fullmatch(name):
            yield number, "size", f"{len(line)} columns"
    for function, begin, end in functions(code):
        length = code.count("\n", begin, end) + 1
        if length > FUNCTION_LINES_MAX:
            said = f"{function} has {length} lines, at most {FUNCTION_LINES_MAX}"
            yield line_of(code, begin), "size", said


def import_findings(name: str, text: str) -> Iterator[tuple[int, str, str]]:
    parts = Path(name).parts
    if parts[:2] != ("web", "src") or len(parts) < 4:
        return
    own = parts[2]
    allowed = {own, *IMPORTS.get(own, [])}
    for match in IMPORT.finditer(text):
        target = Path(normpath(Path(name).parent / match[1])).parts
        if target[:2] == ("web", "src") and len(target) > 2 and target[2] not in allowed:
            yield line_of(text, match.start()), "import", f"{own} imports {target[2]}"


def findings(
    root: Path, banned_name: re.Pattern[str], banned_note: re.Pattern[str]
) -> Iterator[tuple[str, int, str, str]]:
    """File, line, rule, text."""
    for path in files_of_page(root):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8", errors="replace")
        is_script = path.suffix not in (".css", ".html")
        code = visible_code(text) if is_script else ""
        for line, rule, said in size_findings(name, text, code):
            yield name, line, rule, said
        for match in banned_name.finditer(code):
            yield name, line_of(code, match.start()), "word", f"{match.group()} says nothing"
        if banned_name.search(path.stem):
            yield name, 1, "word", "the file's name says nothing"
        for match in banned_note.finditer(text):
            yield name, line_of(text, match.start()), "word", f"{match.group()} is no plan"
        for pattern, why in FORBIDDEN:
            for match in pattern.finditer(code):
                yield name, line_of(code, match.start()), "page", why
        if path.suffix == ".html":
            for match in INLINE.finditer(text):
                yield name, line_of(text, match.start()), "page", "the page's policy forbids it inline"
        for line, rule, said in import_findings(name, text):
            yield name, line, rule, said
