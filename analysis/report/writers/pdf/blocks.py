"""Blocks of a report as flowables: numbered headings, figures and tables, and no heading left alone on a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from reportlab.platypus import Flowable, PageBreakIfNotEmpty, Paragraph

from analysis.model import report as model
from analysis.painters.pdf.drawing import drawing
from analysis.painters.pdf.text import ELLIPSIS, markup
from analysis.progress import Progress
from analysis.report.references import BULLET
from analysis.report.writers.pdf import styles
from analysis.report.writers.pdf.flowables import TONES, Break, Framed, Illustration, Title
from analysis.report.writers.pdf.parts import marked_up
from analysis.report.writers.pdf.tables import table_flowables

_HEADING_MOST = 160  # characters of a heading or a figure's title; a longer one is cut visibly
_TALLEST = styles.HEIGHT - 120.0  # of a figure, which leaves room for its heading and caption
_CHAPTER_ROOM = 0.4 * styles.HEIGHT  # a chapter begins on a new page where less is left
_WHOLE_TABLE = 0.3 * styles.HEIGHT  # a table up to this height is not split
_TOGETHER = 0.72 * styles.HEIGHT  # what stands under a heading is kept with it up to this height
_ANSWERS = {True: ("✓", "#1B7A43"), False: ("×", "#B3261E"), None: ("?", "#4A5568")}


@dataclass
class _Numbers:
    """How far the counting has come."""

    heading: int = 0
    chapter: int = 0
    part: int = 0
    figure: int = 0
    table: int = 0
    depth: int = 0

    def bookmark_depth(self, level: int) -> int:
        """The depth of a heading in the outline, which may go down by one at a time only."""
        self.depth = min(level, self.depth + 1)
        return self.depth

    def of_heading(self, level: int) -> str:
        self.heading += 1
        if level == 1:
            self.chapter, self.part = self.chapter + 1, 0
            return str(self.chapter)
        if level == 2:
            self.part += 1
            return f"{self.chapter}.{self.part}"
        return ""


def anchors_of(report: model.Report) -> frozenset[str]:
    """All anchors that a link may lead to."""
    blocks = (block for section in report.sections for block in section.blocks)
    return frozenset(
        block.anchor for block in blocks if isinstance(block, model.Heading | model.Picture) and block.anchor
    )


@dataclass(frozen=True, eq=False)
class _Set:
    """A block, the flowables it became, and their height in an empty column with the space around them."""

    block: model.Block
    flowables: tuple[Flowable, ...]
    height: float


def _set(block: model.Block, flowables: tuple[Flowable, ...]) -> _Set:
    heights = [one.wrap(styles.WIDTH, styles.HEIGHT)[1] for one in flowables]
    around = [one.getSpaceBefore() + one.getSpaceAfter() for one in flowables]
    return _Set(block, flowables, sum(heights) + sum(around))


def body(report: model.Report, progress: Progress) -> list[Flowable]:
    """All sections as flowables, figures laid out; raises Cancelled when ``progress`` was cancelled."""
    anchors = anchors_of(report)
    numbers = _Numbers()
    blocks = [block for section in report.sections for block in section.blocks]
    ready: list[_Set] = []
    for at, block in enumerate(blocks):
        progress.step(at, 2 * len(blocks), "Setting the text and drawing the figures")
        before = blocks[at - 1] if at else None
        lead = isinstance(before, model.Heading) and before.level == 1
        ready.append(_set(block, tuple(_flowables(block, numbers, anchors, lead=lead))))
    story: list[Flowable] = []
    for at, one in enumerate(ready):
        if not isinstance(ready[at - 1].block, model.Heading) or at == 0:
            story.extend(_break_before(one, ready[at + 1 :]))
        story.extend(one.flowables)
    return story


def _break_before(one: _Set, following: Sequence[_Set]) -> Iterator[Flowable]:
    """A new page where a heading would stand without what it announces, or a small table would be torn."""
    if isinstance(one.block, model.Heading):
        least = one.height + _announced(one.block, following)
        if one.block.level == 1:
            yield Break(max(least, _CHAPTER_ROOM))
        else:
            yield Break(least, one.height + _whole_part(one.block, following))
    elif isinstance(one.block, model.Table | model.Picture):
        yield Break(_least(one))


def _whole_part(heading: model.Heading, following: Sequence[_Set]) -> float:
    """The height of all of a part that has a figure; 0 for any other."""
    height, pictures = 0.0, 0
    for one in following:
        if isinstance(one.block, model.Heading) and one.block.level <= heading.level:
            break
        height += one.height
        pictures += isinstance(one.block, model.Picture)
    return height if pictures else 0.0


def _announced(heading: model.Heading, following: Sequence[_Set]) -> float:
    """The height of what belongs on the page of a heading: further headings, a few lines, the thing they lead to."""
    height, level = 0.0, heading.level
    for one in following:
        if isinstance(one.block, model.Heading):
            if one.block.level <= level:
                break
            level = one.block.level
        need = _least(one)
        if height and height + need > _TOGETHER:
            break
        height += need
        if not isinstance(one.block, model.Heading | model.Paragraph):
            break
    return height


def _least(one: _Set) -> float:
    """The height that must be left for a block to begin on a page."""
    height = one.height
    match one.block:
        case model.Table():
            return height if height < _WHOLE_TABLE else 110.0
        case model.Callout() | model.Paragraph() | model.Checklist():
            return min(height, 90.0)
        case _:
            return height


def _flowables(block: model.Block, numbers: _Numbers, anchors: frozenset[str], *, lead: bool) -> Iterator[Flowable]:
    match block:
        case model.Heading():
            yield _heading(block, numbers)
        case model.Paragraph():
            yield _paragraph(block, anchors, lead=lead)
        case model.Callout():
            yield _callout(block, anchors)
        case model.Table():
            yield from _table(block, numbers, anchors)
        case model.Picture():
            yield from _picture(block, numbers)
        case model.Checklist():
            for answer, text in block.items:
                sign, colour = _ANSWERS[answer]
                mark = f'<bullet><font color="{colour}">{sign}</font></bullet>'
                yield Paragraph(mark + markup(text), styles.BULLET)
        case model.PageBreak():
            yield PageBreakIfNotEmpty()
        case _:
            assert_never(block)


def _heading(block: model.Heading, numbers: _Numbers) -> Title:
    text = _cut(block.text)
    number = numbers.of_heading(block.level)
    return Title(
        block.level,
        number,
        text,
        depth=numbers.bookmark_depth(block.level),
        key=f"heading-{numbers.heading}",
        anchor=block.anchor,
    )


def _paragraph(block: model.Paragraph, anchors: frozenset[str], *, lead: bool) -> Paragraph:
    parts = block.parts
    if parts and isinstance(parts[0], str) and parts[0].startswith(BULLET):
        text = marked_up((parts[0].removeprefix(BULLET), *parts[1:]), anchors)
        return Paragraph(f"<bullet>{BULLET.strip()}</bullet>{text}", styles.BULLET)
    return Paragraph(marked_up(parts, anchors), styles.LEAD if lead else styles.BODY)


def _callout(block: model.Callout, anchors: frozenset[str]) -> Framed:
    colour = TONES[block.tone][1]
    title = Paragraph(f'<font color="{colour}">{markup(block.title, bold=True)}</font>', styles.CALLOUT_TITLE)
    lines = [Paragraph(marked_up(line, anchors), styles.CALLOUT) for line in _lines(block.parts)]
    return Framed(block.tone, (title, *lines))


def _lines(parts: Sequence[model.Part]) -> list[list[model.Part]]:
    """The parts between the line breaks that stand as parts of their own."""
    lines: list[list[model.Part]] = [[]]
    for part in parts:
        if part == "\n":
            lines.append([])
        else:
            lines[-1].append(part)
    return [line for line in lines if line]


def _table(block: model.Table, numbers: _Numbers, anchors: frozenset[str]) -> Iterator[Flowable]:
    if block.caption:
        numbers.table += 1
        head = markup(f"Table {numbers.table}", bold=True)
        yield Paragraph(f"{head}  {markup(block.caption)}", styles.TABLE_CAPTION)
    yield from table_flowables(block, anchors)


def _cut(text: str) -> str:
    return text if len(text) <= _HEADING_MOST else text[: _HEADING_MOST - 1] + ELLIPSIS


def _picture(block: model.Picture, numbers: _Numbers) -> Iterator[Flowable]:
    numbers.figure += 1
    laid_out = drawing(block.figure, styles.WIDTH, min(block.height, _TALLEST))
    said = " ".join((f"{_cut(block.figure.title)}.", block.figure.caption, *laid_out.notes))
    caption = f"{markup(f'Figure {numbers.figure}', bold=True)}  {markup(said)}"
    yield Illustration(laid_out, block.anchor)
    yield Paragraph(caption, styles.CAPTION)
