"""Blocks of a report as flowables: numbered headings, figures and tables, each an element of the structure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never
from weakref import WeakKeyDictionary

from reportlab.platypus import Flowable, PageBreakIfNotEmpty

from analysis.model import report as model
from analysis.model.figure import Figure, Sheet
from analysis.painters.pdf.drawing import Drawing, drawing
from analysis.painters.pdf.panel import Content
from analysis.painters.pdf.text import ELLIPSIS, clean, markup
from analysis.report.references import BULLET
from analysis.report.writers.pdf import styles
from analysis.report.writers.pdf.flowables import TONES, Framed, Illustration, Numbered, Text, Title
from analysis.report.writers.pdf.parts import marked_up
from analysis.report.writers.pdf.tables import table_flowables
from analysis.report.writers.pdf.tags import Element

_HEADING_MOST = 160  # characters of a heading or a figure's title; a longer one is cut visibly
_FOR_CAPTION = 120.0  # left free by the tallest figure, for its heading and caption
_ANSWERS = {True: ("✓", "#1B7A43"), False: ("×", "#B3261E"), None: ("?", "#4A5568")}


@dataclass(eq=False)
class Setter:
    """Makes flowables of blocks, one after the other: how far the counting has come, and where links may lead."""

    page: styles.Page
    anchors: frozenset[str]
    root: Element
    heading: int = 0
    chapter: int = 0
    part: int = 0
    figure: int = 0
    table: int = 0
    depth: int = 0
    drawings: dict[int, Drawing] = field(default_factory=dict)  # by the identity of their pictures
    _items: Element | None = None

    def flowables(self, block: model.Block, *, lead: bool) -> Iterator[Flowable]:
        """The parts of a page that show the block; ``lead`` for the paragraph that opens a chapter."""
        if not (isinstance(block, model.Checklist) or (isinstance(block, model.Paragraph) and _is_item(block))):
            self._items = None
        match block:
            case model.Heading():
                yield self._heading(block)
            case model.Paragraph():
                yield self._paragraph(block, lead=lead)
            case model.Callout():
                yield self._callout(block)
            case model.Table():
                yield from self._table(block)
            case model.Picture():
                yield from self._picture(block)
            case model.Checklist():
                for answer, text in block.items:
                    sign, colour = _ANSWERS[answer]
                    mark = f'<bullet><font color="{colour}">{sign}</font></bullet>'
                    yield Text(mark + markup(text), styles.BULLET, self._item())
            case model.PageBreak():
                yield PageBreakIfNotEmpty()
            case _:
                assert_never(block)

    def redrawn(self, block: model.Picture, height: float) -> Drawing:
        """The picture at another height, its curves thinned as before."""
        return _drawing(block.figure, height, self.drawings[id(block)].contents)

    def _of_heading(self, level: int) -> str:
        self.heading += 1
        if level == 1:
            self.chapter, self.part = self.chapter + 1, 0
            return str(self.chapter)
        if level == 2:
            self.part += 1
            return f"{self.chapter}.{self.part}"
        return ""

    def _heading(self, block: model.Heading) -> Title:
        number = self._of_heading(block.level)
        self.depth = min(block.level, self.depth + 1)  # an outline may go down by one at a time only
        key = f"heading-{self.heading}"
        title = Title(block.level, number, _cut(block.text), depth=self.depth, key=key, anchor=block.anchor)
        if title.element is not None:
            self.root.kids.append(title.element)
        return title

    def _item(self) -> Element:
        """The body of a new item in the list that is being set."""
        if self._items is None:
            self._items = self.root.add("L")
        return self._items.add("LI").add("LBody")

    def _paragraph(self, block: model.Paragraph, *, lead: bool) -> Text:
        if _is_item(block):
            first = str(block.parts[0]).removeprefix(BULLET)
            text = marked_up((first, *block.parts[1:]), self.anchors)
            return Text(f"<bullet>{BULLET.strip()}</bullet>{text}", styles.BULLET, self._item())
        style = styles.LEAD if lead else styles.BODY
        return Text(marked_up(block.parts, self.anchors), style, self.root.add("P"))

    def _callout(self, block: model.Callout) -> Framed:
        colour = TONES[block.tone][1]
        around = self.root.add("Div")
        said = f'<font color="{colour}">{markup(block.title, bold=True)}</font>'
        title = Text(said, styles.CALLOUT_TITLE, around.add("P"))
        lines = [Text(marked_up(line, self.anchors), styles.CALLOUT, around.add("P")) for line in _lines(block.parts)]
        return Framed(block.tone, (title, *lines))

    def _table(self, block: model.Table) -> Iterator[Flowable]:
        around = self.root.add("Table")
        if block.caption:
            self.table += 1
            head = markup(f"Table {self.table}", bold=True)
            yield Numbered("Table", self.table, block.caption, f"table-{self.table}")
            text = f"{head}  {markup(block.caption)}"
            yield Text(text, styles.TABLE_CAPTION, around.add("Caption"))
        yield from table_flowables(block, self.anchors, around, self.root)

    def _picture(self, block: model.Picture) -> Iterator[Flowable]:
        self.figure += 1
        tallest = self.page.body - _FOR_CAPTION
        made = _drawing(block.figure, min(block.height, tallest))
        self.drawings[id(block)] = made
        title = _cut(block.figure.title)
        said = " ".join((f"{title}.", block.figure.caption, *made.notes))
        caption = f"{markup(f'Figure {self.figure}', bold=True)}  {markup(said)}"
        yield Numbered("Figure", self.figure, title, f"figure-{self.figure}", block.anchor)
        yield Illustration(made, self.root.add("Figure", clean(f"{_kind(block.figure)}: {said}")))
        yield Text(caption, styles.CAPTION, self.root.add("P"))


_DRAWN: WeakKeyDictionary[Figure | Sheet, dict[float, Drawing]] = WeakKeyDictionary()


def _drawing(figure: Figure | Sheet, height: float, contents: tuple[Content, ...] = ()) -> Drawing:
    """The figure over the width of the page; as it was drawn where the same one was, as long as it lives."""
    known = _DRAWN.setdefault(figure, {})
    if height not in known:
        known[height] = drawing(figure, styles.WIDTH, height, contents=contents)
    return known[height]


def _kind(figure: Figure | Sheet) -> str:
    """What is to be seen, for those who do not see it."""
    if isinstance(figure, Sheet):
        return f"Charts of {_named([chart.title for chart in figure.charts])}"
    return f"Curves over {figure.axis.lower()} of {_named([panel.title for panel in figure.panels])}"


def _named(titles: Sequence[str]) -> str:
    return ", ".join(title for title in titles if title) or "nothing"


def _is_item(block: model.Paragraph) -> bool:
    first = block.parts[0] if block.parts else ""
    return isinstance(first, str) and first.startswith(BULLET)


def _lines(parts: Sequence[model.Part]) -> list[list[model.Part]]:
    """The parts between the line breaks that stand as parts of their own."""
    lines: list[list[model.Part]] = [[]]
    for part in parts:
        if part == "\n":
            lines.append([])
        else:
            lines[-1].append(part)
    return [line for line in lines if line]


def _cut(text: str) -> str:
    return text if len(text) <= _HEADING_MOST else text[: _HEADING_MOST - 1] + ELLIPSIS
