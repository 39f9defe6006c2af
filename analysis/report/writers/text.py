"""The report as plain text: the key findings on one page, then everything that needs no picture."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import assert_never

from analysis.model.report import (
    Align,
    Block,
    Callout,
    Checklist,
    Heading,
    PageBreak,
    Paragraph,
    Part,
    Picture,
    Report,
    Table,
    plain,
)
from analysis.progress import Progress
from analysis.report.files import write_file
from analysis.report.numbering import Numbers, on_one_line
from analysis.report.references import CANNOT
from analysis.report.writers import Writer

WIDTH = 100  # characters of a line
PAGE = 60  # lines of the page of key findings
SENTENCES = 2  # of an answer on the page of key findings
WIDEST = 60  # characters of a cell; a longer one goes on under itself
NEW_PAGE = "\f"
SIGNS = {True: "[x]", False: "[ ]", None: "[?]"}
UNDERLINES = {1: "=", 2: "-"}
MORE = "(The rest of this stands in the chapters below.)"


def write(report: Report, path: Path, progress: Progress) -> None:
    """Write the report to ``path`` in UTF-8; raises UnwritableOutput, and Cancelled when ``progress`` was cancelled."""
    write_file(path, render(report, progress).encode("utf-8", errors="backslashreplace"))


def render(report: Report, progress: Progress) -> str:
    """All of the report: a page of at most 60 lines, a form feed, and the chapters."""
    lines = [*key_findings(report), NEW_PAGE]
    numbers = Numbers()
    for done, section in enumerate(report.sections):
        progress.step(done, len(report.sections), "Setting the text")
        for block in section.blocks:
            lines.extend(_block(block, numbers))
    return "\n".join(line.rstrip(" ") for line in lines) + "\n"


def key_findings(report: Report) -> list[str]:
    """The page for who decides: what is established, what needs a decision, what the data cannot tell."""
    head = [*_wrapped(report.title.upper()), *_wrapped(f"{report.subtitle} · {report.date}"), ""]
    section = next((one for one in report.sections if one.id == "summary"), None)
    callouts = [] if section is None else [block for block in section.blocks if isinstance(block, Callout)]
    answers = list(_answers(report))
    texts = [["", *_callout(block)] for block in callouts] + ([["", "ANSWERS IN SHORT", *answers]] if answers else [])
    room = PAGE - len(head) - 1
    for left, text in zip(range(len(texts), 0, -1), sorted(texts, key=len), strict=True):
        _cut(text, room // left)  # what a short one leaves is there for the longer ones
        room -= len(text)
    return [*head, "KEY FINDINGS", *(line for text in texts for line in text)]


def _answers(report: Report) -> Iterator[str]:
    """The first two sentences of the answer to each question."""
    blocks = [block for section in report.sections if section.id == "insights" for block in section.blocks]
    question = ""
    for block in blocks:
        if isinstance(block, Heading):
            question = block.text if block.level > 1 else ""
        elif question and isinstance(block, Paragraph) and plain(block.parts[0]) != CANNOT:
            sentences = _said(block.parts).split(". ")
            said = ". ".join(sentences[:SENTENCES]).removesuffix(".")
            yield from _wrapped(f"- {question} {said}.", hanging=2)


def _cut(lines: list[str], most: int) -> None:
    """Leave so many lines; where some go, the last one says so."""
    if len(lines) > most:
        statements = [place for place, line in enumerate(lines[:most]) if line.startswith("- ")]
        del lines[max(statements[-1] if statements else 0, 1) :]
        lines.append(f"  {MORE}")


def _block(block: Block, numbers: Numbers) -> Iterator[str]:
    match block:
        case Heading():
            title = numbers.heading(block.level, on_one_line(block.text))
            yield from ("", title, UNDERLINES[block.level] * len(title)) if block.level in UNDERLINES else ("", title)
        case Paragraph():
            yield ""
            yield from _wrapped(_said(block.parts))
        case Callout():
            yield ""
            yield from _callout(block)
        case Table():
            yield ""
            if block.caption:
                yield from _wrapped(f"{numbers.next_table()}: {block.caption}")
            yield from _table(block)
        case Picture():
            yield ""
            yield from _wrapped(f"{numbers.next_figure()}: {block.figure.title}. {block.figure.caption}")
        case Checklist():
            yield ""
            for answer, text in block.items:
                yield from _wrapped(f"{SIGNS[answer]} {on_one_line(text)}", hanging=4)
        case PageBreak():
            yield ""
        case _:
            assert_never(block)


def _callout(block: Callout) -> Iterator[str]:
    """The title, and every statement on a line of its own that hangs under a dash."""
    yield from _wrapped(block.title.upper())
    for statement in _said(block.parts, "\n").split("\n"):
        if statement.strip():
            yield from _wrapped(f"- {' '.join(statement.split())}", hanging=2)


def _table(block: Table) -> Iterator[str]:
    """Columns as wide as their longest cell, those over 60 characters broken."""
    titles = [on_one_line(column.title) for column in block.columns]
    rows = [[on_one_line(plain(cell)) for cell in row] for row in block.rows]
    widths = [min(max(map(len, column)), WIDEST) for column in zip(titles, *rows, strict=True)]
    aligns = [column.align for column in block.columns]
    yield from _row(titles, widths, aligns)
    yield "  ".join("-" * width for width in widths)
    for row in rows:
        yield from _row(row, widths, aligns)


def _row(cells: Sequence[str], widths: Sequence[int], aligns: Sequence[Align]) -> Iterator[str]:
    broken = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    for place in range(max(map(len, broken))):
        texts = [lines[place] if place < len(lines) else "" for lines in broken]
        yield "  ".join(
            text.rjust(width) if align is Align.RIGHT else text.ljust(width)
            for text, width, align in zip(texts, widths, aligns, strict=True)
        )


def _said(parts: Iterable[Part], breaks: str = " ") -> str:
    return "".join(breaks if part == "\n" else on_one_line(plain(part)) for part in parts)


def _wrapped(text: str, hanging: int = 0) -> list[str]:
    return textwrap.wrap(on_one_line(text), WIDTH, subsequent_indent=" " * hanging, break_on_hyphens=False) or [""]


WRITER = Writer("text", "Plain text", ".txt", write)
