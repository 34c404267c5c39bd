#!/usr/bin/env python3
"""Checks the rules of CONTRIBUTING.md that a compiler does not see.

Prints `FILE:LINE: RULE: TEXT` for each finding, and exits with 1 if there is one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import page_rules

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
LINE_COLUMNS_MAX = 100
SOURCE_FOLDERS = ("include", "src", "tools", "loadtest", "tests")

# Tables of data: as long as what they list.
LONG_TABLES: frozenset[str] = frozenset({"tools/uvchat-cli/chat/texts.def"})

# What a folder's files may include beside their own folder and include/.
# tests/X tests src/X, and its programs speak to the server through src/client.
INCLUDES = {
    "src/server": ["src"],
    "tools": ["src/client"],
    "tools/uvchat-server": ["src/server"],
    "loadtest": ["src/client"],
    "tests/client": ["src/client", "tools/uvchat-cli"],
    "tests/e2e": ["src/credentials", "src/server"],
    "tests/loadtest": ["loadtest", "src/client"],
    "tests/simulation": ["src/hub", "src/net", "src/server"],
    "tests/fuzz": ["src", "loadtest", "tools/uvchat-cli"],
    "tests/server": ["src"],
}

# Folders of a tool, with those of its other folders that each may include. A file beside them may
# include all of them.
TOOL_FOLDERS = {
    "tools/uvchat-cli/chat": [],
    "tools/uvchat-cli/screen": ["tools/uvchat-cli/chat"],
    "tools/uvchat-cli/transfer": ["tools/uvchat-cli/chat"],
    "tools/uvchat-cli/link": ["tools/uvchat-cli/chat", "tools/uvchat-cli/transfer"],
    "tools/uvchat-cli/plain": ["tools/uvchat-cli/chat", "tools/uvchat-cli/link"],
}

# Modules whose headers must know each other in one direction, a declaration ahead of a definition
# included. The others may only not #include each other in a circle.
WITHOUT_CIRCLES = (
    "include/uvchat",
    "src/base",
    "src/cipher",
    "src/client",
    "src/credentials",
    "src/files",
    "src/irc",
    "src/json",
    "src/server",
    "src/store",
    "src/tls",
)

# The hub is a pure state machine: what it must never reach.
IMPURE = re.compile(
    r"uv\.h|openssl/.*|sodium(/.*|\.h)|sqlite3\.h|libpq.*|nats.*|spdlog/.*"
    r"|thread|mutex|shared_mutex|condition_variable|future|atomic|random|chrono|iostream"
)
PURE_FOLDERS = ("src/hub", "include/uvchat/hub")

BANNED_NAME = re.compile(
    r"\b\w*?(?:(?:Manager|Helper|Util)s?(?![a-z])"
    r"|(?<![A-Za-z])(?:manager|helper|util)s?(?![A-Za-z]))\w*"
)
BANNED_NOTES = ("TODO", "FIXME", "XXX", "HACK")
BANNED_NOTE = re.compile(rf"\b(?:{'|'.join(BANNED_NOTES)})\b")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)

LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
PROJECT_VERSION = re.compile(r"^project\(\w+ VERSION ([\d.]+)", re.MULTILINE)

# In the order of precedence: what hides the braces and words that are none of the code's.
HIDDEN = re.compile(
    r"""
      //(?:\\\n|[^\n])*                                        # comment
    | /\*.*?\*/                                                # comment
    | (?:\bu8|\b[uUL]|\b)R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"  # raw string
    | "(?:\\.|[^"\\\n])*"                                      # string
    | (?<![0-9A-Za-z_])(?:u8|[uUL])?'(?:\\.|[^'\\\n])+'        # character, not 1'000
    """,
    re.VERBOSE | re.DOTALL,
)
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)

# How the text before a `{` ends where the brace opens a function's body.
FUNCTION_HEAD = re.compile(
    r"""\)\s*
    (?:(?:const|volatile|noexcept|override|final|mutable|try|&&?)\s*)*
    (?:->\s*[\w:<>,\s*&\[\]()]+)?
    (?:requires\b.*)?$""",
    re.VERBOSE | re.DOTALL,
)
MEMBER_INITIALISED = re.compile(r"\)\s*(?:noexcept\s*)?:[^:].*[\w>]\s*$", re.DOTALL)
MEMBERS_DONE = re.compile(r"\)\s*(?:noexcept\s*)?:[^:].*[)}]\s*$", re.DOTALL)
SCOPE_HEAD = re.compile(r"\b(?:namespace|class|struct|union)\b|\bextern\s*$")
FUNCTION_NAME = re.compile(r"(operator\s*[^\s(]+|operator\(\)|[\w:~]+(?:<[^()]*>)?)\s*\(([^()]*)")
DECLARED = re.compile(r"^(?:class|struct) (\w+);", re.MULTILINE)
DEFINED = re.compile(r"^(?:class|struct) (\w+)(?: final)?\s*(?::[^;{]*)?\{", re.MULTILINE)
NO_NAMES = {"alignas", "decltype", "requires", "noexcept", "sizeof", "explicit", "__attribute__"}


# `using a::b;` brings in a name; in a source it is there to be used.
BROUGHT_IN = re.compile(r"^[ \t]*using (?:\w+::)+(\w+);", re.MULTILINE)


def blank(match: re.Match[str]) -> str:
    """Spaces of the same shape, so that lines and columns stay what they were."""
    return re.sub(r"[^\n]", " ", match.group())


def visible_code(text: str) -> str:
    return DIRECTIVE.sub(blank, HIDDEN.sub(blank, text))


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def without_templates(head: str) -> str:
    """`template <class T> struct X` -> ` struct X`."""
    while match := re.search(r"\btemplate\s*<", head):
        depth, end = 1, match.end()
        while depth and end < len(head):
            depth += {"<": 1, ">": -1}.get(head[end], 0)
            end += 1
        head = head[: match.start()] + head[end:]
    return head


def function_name(head: str) -> str:
    for match in FUNCTION_NAME.finditer(without_templates(head)):
        name, arguments = match.groups()
        if name in ("TEST", "TEST_F", "TEST_P"):
            return f"{name}({' '.join(arguments.split())})"
        if name not in NO_NAMES:
            return name
    return "a lambda"


def kind_of_brace(head: str) -> str:
    """What a `{` opens that stands outside of functions, by the text before it."""
    if FUNCTION_HEAD.search(head) or MEMBERS_DONE.search(head):
        return "function"
    if MEMBER_INITIALISED.search(head):
        return "value"
    return "scope" if SCOPE_HEAD.search(without_templates(head)) else "value"


def functions(code: str) -> Iterator[tuple[str, int, int]]:
    """Name, offset of `{`, offset of `}` of each function of visible code."""
    open_braces: list[tuple[str, int, str]] = []  # kind, offset, head
    head = ""
    last = 0
    for match in re.finditer(r"[{};]", code):
        head += code[last : match.start()]
        last = match.end()
        inside = open_braces[-1][0] if open_braces else "scope"
        if match.group() == "{":
            kind = kind_of_brace(head) if inside == "scope" else "inner"
            open_braces.append((kind, match.start(), head))
            head = ""
        elif match.group() == "}" and open_braces:
            kind, begin, opening_head = open_braces.pop()
            # A value's declaration goes on after its braces; everything else is over.
            head = opening_head + "{}" if kind == "value" else ""
            if kind == "function":
                yield function_name(opening_head), begin, match.start()
        elif match.group() == ";":
            head = ""


BODY_HEAD = re.compile(r"\b(?:(?:if|for|while)(?:\s+constexpr)?\s*(?=\()|else\b(?!\s*if\b))")
NESTING = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def end_of(code: str, begin: int, ends: str) -> int:
    """The offset of the first character of `ends` from `begin` on that is in no bracket opened since."""
    depth = 0
    for at in range(begin, len(code)):
        if depth == 0 and code[at] in ends:
            return at
        depth += NESTING.get(code[at], 0)
    return len(code)


def skip_space(code: str, at: int) -> int:
    """And an attribute, as in `if (a) [[likely]] {`."""
    space = re.compile(r"\s*(?:\[\[\w+\]\]\s*)?")
    return space.match(code, at).end()


def bodies(code: str) -> Iterator[tuple[int, int, int]]:
    """For each if, for, while and else of visible code: where it begins, its head ends and its body begins."""
    for match in BODY_HEAD.finditer(code):
        end = match.end()
        if code[end : end + 1] == "(":
            end = end_of(code, end + 1, ")") + 1
        yield match.start(), end, skip_space(code, end)


def needless_braces(text: str, code: str, begin: int, body: int) -> tuple[int, str] | None:
    """Where the body's braces end, and the statement in one line; None where the braces are right.
    GoogleTest's macros hold an if."""
    end = end_of(code, body + 1, "}")
    statement = text[body + 1 : end].strip()
    first = text.rfind("\n", 0, begin) + 1
    is_alone = not text[first:begin].strip() and not re.match(r"\s*else\b", code[end + 1 :])
    is_one = end_of(code, body + 1, ";") == skip_space(code, body + 1) + len(statement) - 1
    line = text[first:body] + statement
    fits = "\n" not in line and len(line) <= LINE_COLUMNS_MAX
    starts_a_body = re.match(r"(?:(?:if|for|while|switch|do)\b|(?:ASSERT|EXPECT)_)", statement)
    return (end, line) if is_alone and is_one and fits and not starts_a_body else None


def brace_findings(text: str, code: str) -> Iterator[tuple[int, str]]:
    """Offset and text: a body of several lines stands in braces, a statement on its head's line in none."""
    for begin, head_end, body in bodies(code):
        if code[body : body + 1] != "{":
            if "\n" in code[head_end : end_of(code, body, ";")]:
                yield begin, "a body that is not on this line stands in braces"
        elif needless_braces(text, code, begin, body):
            yield begin, "the statement fits on this line, without braces"


class Source:
    def __init__(self, root: Path, path: Path) -> None:
        self.name = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8", errors="replace")
        self.code = visible_code(self.text)
        # Comments are dropped, and strings kept: the name stands between quotes.
        no_comments = HIDDEN.sub(
            lambda m: blank(m) if m.group().startswith("/") else m.group(), self.text
        )
        self.includes = [
            (line_of(self.text, m.start()), m[1] == '"', m[2])
            for m in INCLUDE.finditer(no_comments)
        ]


class Rules:
    def __init__(self, root: Path) -> None:
        self.root = root
        paths = (p for folder in SOURCE_FOLDERS for p in (root / folder).rglob("*"))
        self.sources = {
            source.name: source
            for source in (Source(root, p) for p in sorted(paths) if p.suffix in (".h", ".cpp", ".def"))
        }
        self.findings: list[str] = []

    def report(self, name: str, line: int, rule: str, text: str) -> None:
        self.findings.append(f"{name}:{line}: {rule}: {text}")

    def check(self) -> list[str]:
        for source in self.sources.values():
            self.check_includes(source)
            self.check_size(source)
            self.check_words(source)
            self.check_braces(source)
            self.check_used_names(source)
        self.check_circles()
        self.check_purity()
        self.check_dead_files()
        for name, line, rule, text in page_rules.findings(self.root, BANNED_NAME, BANNED_NOTE):
            self.report(name, line, rule, text)
        for page in sorted((*self.root.glob("*.md"), *self.root.glob("docs/*.md"))):
            self.check_links(page)
        self.check_version()
        return sorted(self.findings, key=lambda f: (f.split(":")[0], int(f.split(":")[1])))

    # -- includes ----------------------------------------------------------

    def resolve(self, source: Source, included: str) -> str | None:
        """The project's file that is included; None for a system's or library's."""
        beside = Path(source.name).parent.as_posix()
        # A tool is not below src/: its files, and its tests, name a file by its path in the tool.
        own = module(source.name)
        tools = [f for f in (own, *INCLUDES.get(own, [])) if f.startswith("tools/")]
        for folder in (beside, "include", "src", *tools):
            if f"{folder}/{included}" in self.sources:
                return f"{folder}/{included}"
        return included if included in self.sources else None

    def check_includes(self, source: Source) -> None:
        for line, is_quoted, included in source.includes:
            target = self.resolve(source, included)
            if target is None and is_quoted:
                self.report(source.name, line, "include", f'"{included}" is no file of the project')
            elif target is not None and not may_include(source.name, target):
                self.report(source.name, line, "include", f"{module(source.name)} includes {target}")
            elif target is not None and not may_include_folder(source.name, target):
                self.report(source.name, line, "include", f"{folder_of(source.name)} includes {target}")

    def check_circles(self) -> None:
        """No two modules need each other, nor do two pieces: below src/ a header and its source,
        elsewhere a header."""
        pieces: dict[str, set[str]] = {}
        modules: dict[str, set[str]] = {}
        for source in self.sources.values():
            for _, _, included in source.includes:
                target = self.resolve(source, included)
                if target is None or source.name.startswith("tests/"):
                    continue
                if piece(source.name) not in (None, piece(target)) and target.endswith(".h"):
                    pieces.setdefault(piece(source.name), set()).add(piece(target))
                if subject(source.name) != subject(target):
                    modules.setdefault(subject(source.name), set()).add(subject(target))
        for name, target in self.declared_ahead():
            pieces.setdefault(piece(name), set()).add(piece(target))
        for circle in circles(pieces):
            self.report(circle[0], 1, "circle", " -> ".join([*circle[1:], circle[0]]))
        for circle in circles(modules):
            self.report(f"src/{circle[0]}", 1, "circle", " -> ".join([*circle[1:], circle[0]]))

    def declared_ahead(self) -> Iterator[tuple[str, str]]:
        """Header, and the other header of its module that defines what it only declares."""
        headers = [s for s in self.sources.values() if s.name.endswith(".h")]
        homes = {(module(s.name), name): s.name for s in headers for name in DEFINED.findall(s.code)}
        for source in headers:
            if module(source.name) not in WITHOUT_CIRCLES:
                continue
            for name in DECLARED.findall(source.code):
                home = homes.get((module(source.name), name), source.name)
                if home != source.name:
                    yield source.name, home

    def check_used_names(self, source: Source) -> None:
        if source.name.endswith(".cpp"):
            for match in BROUGHT_IN.finditer(source.code):
                is_constructor = match[0].endswith(f"{match[1]}::{match[1]};")
                if not is_constructor and not re.search(rf"\b{match[1]}\b", source.code[match.end() :]):
                    line = line_of(source.code, match.start(1))
                    self.report(source.name, line, "using", f"{match[1]} is not used")

    def check_purity(self) -> None:
        """Follows the #include lines of the project's own files from the hub's. That is what -MM
        would tell, without compiling; what a system header includes does not count."""
        folders = tuple(folder + "/" for folder in PURE_FOLDERS)
        reached = {name: "" for name in self.sources if name.startswith(folders)}
        queue = list(reached)
        for name in queue:
            for line, _, included in self.sources[name].includes:
                target = self.resolve(self.sources[name], included)
                if target is not None and target not in reached:
                    reached[target] = name
                    queue.append(target)
                elif target is None and IMPURE.fullmatch(included):
                    way = f", reached from {reached[name]}" if reached[name] else ""
                    self.report(name, line, "pure hub", f"<{included}>{way}")

    # -- sizes and words ---------------------------------------------------

    def check_size(self, source: Source) -> None:
        lines = source.text.splitlines()
        if len(lines) > FILE_LINES_MAX and source.name not in LONG_TABLES:
            self.report(source.name, 1, "size", f"{len(lines)} lines, at most {FILE_LINES_MAX}")
        for number, line in enumerate(lines, 1):
            if len(line) > LINE_COLUMNS_MAX:
                self.report(source.name, number, "size", f"{len(line)} columns")
        for name, begin, end in functions(source.code):
            length = source.code.count("\n", begin, end) + 1
            if length > FUNCTION_LINES_MAX:
                self.report(
                    source.name,
                    line_of(source.code, begin),
                    "size",
                    f"{name} has {length} lines, at most {FUNCTION_LINES_MAX}",
                )

    def check_words(self, source: Source) -> None:
        for match in BANNED_NAME.finditer(source.code):
            line = line_of(source.code, match.start())
            self.report(source.name, line, "word", f"{match.group()} says nothing")
        if BANNED_NAME.search(Path(source.name).stem):
            self.report(source.name, 1, "word", "the file's name says nothing")
        for match in BANNED_NOTE.finditer(source.text):
            line = line_of(source.text, match.start())
            self.report(source.name, line, "word", f"{match.group()} is no plan")

    def check_braces(self, source: Source) -> None:
        for offset, text in brace_findings(source.text, source.code):
            self.report(source.name, line_of(source.code, offset), "braces", text)

    # -- files that nobody uses --------------------------------------------

    def check_dead_files(self) -> None:
        included = {
            self.resolve(source, name)
            for source in self.sources.values()
            for _, _, name in source.includes
        }
        lists = "\n".join(
            path.read_text(encoding="utf-8")
            for folder in SOURCE_FOLDERS
            for path in (self.root / folder).rglob("CMakeLists.txt")
        )
        for name in self.sources:
            if name.endswith(".h") and name not in included:
                self.report(name, 1, "dead", "no file includes it")
            elif name.endswith(".cpp") and not re.search(
                rf"(?<![\w-]){re.escape(Path(name).name)}(?![\w-])", lists
            ):
                self.report(name, 1, "dead", "no CMakeLists.txt builds it")

    # -- documents ---------------------------------------------------------

    def check_links(self, page: Path) -> None:
        text = FENCE.sub(blank, page.read_text(encoding="utf-8"))
        name = page.relative_to(self.root).as_posix()
        for match in LINK.finditer(text):
            file, _, heading = match[1].partition("#")
            target = page.parent / file if file else page
            if ":" in file:
                continue  # of another site
            if not target.exists():
                self.report(name, line_of(text, match.start()), "link", f"{file} is not there")
            elif heading and heading not in anchors(target):
                self.report(name, line_of(text, match.start()), "link", f"no heading #{heading}")

    def check_version(self) -> None:
        """The newest section of the changes is the version that is built."""
        build, changes = self.root / "CMakeLists.txt", self.root / "CHANGELOG.md"
        version = PROJECT_VERSION.search(build.read_text(encoding="utf-8")) if build.exists() else None
        if version is None:
            return
        text = changes.read_text(encoding="utf-8") if changes.exists() else ""
        newest = re.search(r"^## ([\d.]+)", text, re.MULTILINE)
        if newest is None or newest[1] != version[1]:
            line = line_of(text, newest.start()) if newest else 1
            self.report("CHANGELOG.md", line, "version", f"the newest is not {version[1]}")


def anchors(page: Path) -> set[str]:
    """The fragments by which a page's headings are linked to."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
        for title in HEADING.findall(text)
    }


def circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """A way back for each node that begins one: [a, b, c] where a -> b -> c -> a."""
    found: list[list[str]] = []
    done: set[str] = set()

    def walk(node: str, way: list[str]) -> None:
        if node in way:
            found.append(way[way.index(node) :])
        elif node not in done:
            for target in sorted(arrows.get(node, ())):
                walk(target, [*way, node])
            done.add(node)

    for node in sorted(arrows):
        walk(node, [])
    return found


def module(name: str) -> str:
    """`src/hub/commands/x.cpp` is of the module src/hub; include/ and loadtest/ are one each."""
    parts = Path(name).parts
    is_one = parts[0] in ("include", "loadtest") or len(parts) == 2
    return parts[0] if is_one else "/".join(parts[:2])


def piece(name: str) -> str | None:
    """`src/hub/call` is both src/hub/call.h and call.cpp. None: a source that may be in a circle."""
    if name.startswith(("src/", "include/")):
        return name.replace("include/uvchat/", "src/").rsplit(".", 1)[0]
    return name if name.endswith(".h") else None


def subject(name: str) -> str:
    """The module of a source or of a contract: "irc" for src/irc/x.cpp and include/uvchat/irc/x.h."""
    parts = Path(name).parts
    return parts[2] if parts[0] == "include" and len(parts) > 3 else module(name).split("/")[-1]


def folder_of(name: str) -> str:
    return Path(name).parent.as_posix()


def may_include_folder(name: str, target: str) -> bool:
    allowed = TOOL_FOLDERS.get(folder_of(name))
    is_inside = module(name) == module(target)
    return allowed is None or not is_inside or folder_of(target) in (folder_of(name), *allowed)


def may_include(name: str, target: str) -> bool:
    own = module(name)
    allowed = ["include", own]
    if own.startswith("tests/"):
        default = [own.replace("tests/", "src/"), "src/client"]
        allowed += ["tests", *INCLUDES.get(own, default)]
    elif own.startswith("tools/"):
        allowed += INCLUDES.get(own, INCLUDES["tools"])
    else:
        allowed += INCLUDES.get(own, [])
    return target.startswith(tuple(folder + "/" for folder in allowed))


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    rules = Rules(root)
    findings = rules.check()
    for finding in findings:
        print(finding)
    if not findings:
        print(f"check_rules.py: {len(rules.sources)} files, no finding")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
