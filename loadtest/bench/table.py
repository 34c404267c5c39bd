"""Figures as text, and tables of Markdown."""

from __future__ import annotations

ABSENT = "-"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def number(figure: float) -> str:
    return f"{figure:,.0f}"


def time_text(us: float) -> str:
    """Three digits, and the unit that suits."""
    for unit, size in (("s", 1e6), ("ms", 1e3)):
        if us >= size:
            return f"{us / size:.3g} {unit}" if us / size < 1000 else f"{us / size:,.0f} {unit}"
    return f"{us:.3g} µs"


def seconds_text(seconds: float) -> str:
    return f"{seconds:.2f} s"


def bytes_text(figure: float) -> str:
    return f"{figure:,.0f} B"


def share_text(share: float) -> str:
    return f"{share:.0%}"


def ratio_text(ratio: float) -> str:
    return f"{ratio:.2f} ×"
