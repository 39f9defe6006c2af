"""The report as Markdown: text, links and tables; figures as SVG files in a folder beside it."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import assert_never
from urllib.parse import quote

from analysis.model import report as model
from analysis.model.report import Block, Part, Report
from analysis.progress import Progress
from analysis.report.files import make_folder, write_file
from analysis.report.numbering import Numbers, anchor_id
from analysis.report.references import BULLET
from analysis.report.writers import Writer
from analysis.tables import literal

SIGNS = {True: "[x]", False: "[ ]", None: "[ ] (cannot tell)"}


def write(report: Report, path: Path, progress: Progress) -> None:
    """Write the report to ``path`` in UTF-8, its figures into a folder of the same name.

    Raises UnwritableOutput, and Cancelled when ``progress`` was cancelled.
    """
    folder = f"{path.stem}_figures"
    text = render(report, progress, folder)
    pictures = [block for section in report.sections for block in section.blocks if isinstance(block, model.Picture)]
    if pictures:
        _draw(pictures, path.with_name(folder), progress)
    write_file(path, text.encode("utf-8", errors="backslashreplace"))


def _draw(pictures: Sequence[model.Picture], folder: Path, progress: Progress) -> None:
    from analysis.painters.pdf.single import as_file_svg

    make_folder(folder)
    for number, picture in enumerate(pictures, start=1):
        progress.step(number, len(pictures), f"Drawing figure {number}")
        write_file(folder / f"figure-{number}.svg", as_file_svg(picture.figure, picture.height).encode())


def render(report: Report, progress: Progress, folder: str) -> str:
    """All of the report; figures are named as files of a folder."""
    lines = [f"# {literal(report.title)}", "", literal(f"{report.subtitle} · {report.date}"), ""]
    lines.extend(f"- **{literal(name)}**: {literal(value)}" for name, value in report.facts)
    numbers = Numbers()
    for done, section in enumerate(report.sections):
        progress.step(done, len(report.sections), "Setting the text")
        for block in section.blocks:
            lines.extend(("", *_block(block, numbers, folder)))
    return "\n".join(lines) + "\n"


def _block(block: Block, numbers: Numbers, folder: str) -> Iterator[str]:
    match block:
        case model.Heading():
            yield from _target(block.anchor)
            yield f"{'#' * (block.level + 1)} {literal(numbers.heading(block.level, block.text))}"
        case model.Paragraph():
            text = _said(block.parts)
            yield f"- {text.removeprefix(BULLET)}" if text.startswith(BULLET) else text
        case model.Callout():
            yield from _callout(block)
        case model.Table():
            yield from _table(block, numbers)
        case model.Picture():
            yield from _target(block.anchor)
            title = literal(f"{block.figure.title}. {block.figure.caption}")
            name = numbers.next_figure()
            yield f"![{name}](<{quote(folder)}/figure-{numbers.figure}.svg>)"
            yield ""
            yield f"**{name}** {title}"
        case model.Checklist():
            yield from (f"- {SIGNS[answer]} {literal(text)}" for answer, text in block.items)
        case model.PageBreak():
            yield "---"
        case _:
            assert_never(block)


def _target(anchor: str) -> Iterator[str]:
    """What links lead to."""
    if anchor:
        yield f'<a id="{anchor_id(anchor)}"></a>'
        yield ""


def _callout(block: model.Callout) -> Iterator[str]:
    yield f"> **{literal(block.title)}**"
    for line in _said(block.parts, "\n").split("\n"):
        yield ">"
        yield f"> - {line}"


def _table(block: model.Table, numbers: Numbers) -> Iterator[str]:
    if block.caption:
        yield f"**{numbers.next_table()}** {literal(block.caption)}"
        yield ""
    yield _row(literal(column.title) for column in block.columns)
    yield _row("---:" if column.align is model.Align.RIGHT else "---" for column in block.columns)
    for row in block.rows:
        yield _row(_part(cell) for cell in row)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _said(parts: Iterable[Part], breaks: str = " ") -> str:
    return "".join(breaks if part == "\n" else _part(part) for part in parts)


def _part(part: Part) -> str:
    match part:
        case str():
            return literal(part)
        case model.Strong():
            return f"**{literal(part.text.strip())}** "
        case model.Link():
            return f"[{literal(part.text)}](#{anchor_id(part.anchor)})"


WRITER = Writer("markdown", "Markdown", ".md", write)
