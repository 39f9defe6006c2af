"""The parts of a page: text, tables, headings that are bookmarks, figures, framed statements; each knows its tag."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Paragraph
from reportlab.platypus import Table as PlatypusTable

from analysis.model.report import Tone
from analysis.painters.pdf.drawing import Drawing
from analysis.painters.pdf.text import clean, markup
from analysis.painters.pdf.theme import BOLD, shade
from analysis.report.writers.pdf.styles import HEADINGS, Page
from analysis.report.writers.pdf.tags import ARTIFACT, END, Element

_MOST_LOST = 0.5  # of a page left empty for the sake of keeping a part whole

TONES = {
    Tone.ESTABLISHED: ("✓", "#1B7A43", "#EDF6F0"),
    Tone.DECISION: ("!", "#8A5A00", "#FBF5E9"),
    Tone.UNKNOWN: ("?", "#4A5568", "#F1F3F6"),
}


class Part(Flowable):
    """A flowable that leaves no trace while a pass only looks where everything falls."""

    canv: Any  # a TaggedCanvas, while there is one

    def drawOn(self, canvas: Any, x: float, y: float, *spare: float, **_sW: float) -> None:  # noqa: N802, N803
        if canvas.draws:
            super().drawOn(canvas, x, y, *spare, **_sW)


@dataclass(slots=True)
class _Known:
    """What a text of a style was parsed into, and its lines and height by the width that they were broken for."""

    given: ParagraphStyle
    frags: Any
    style: ParagraphStyle
    bullet: Any
    broken: dict[float, tuple[Any, float]]


_KNOWN: dict[tuple[str, int], _Known] = {}  # by text and style: most of a report is as it was when one thing changes
_MOST_KNOWN = 8_000


class Text(Part, Paragraph):
    """A paragraph that is broken into lines once a width; ``element`` is what it is part of, None where it decorates.

    With ``once`` only its first appearance is read out: heads of tables stand on every page of theirs.
    """

    def __init__(
        self,
        text: str | None,
        style: ParagraphStyle,
        element: Element | None = None,
        *,
        once: bool = False,
        bulletText: str | None = None,  # noqa: N803 - ReportLab's name
        frags: Any = None,
    ) -> None:
        known = _KNOWN.get((text, id(style))) if text else None
        if known is not None and known.given is not style:
            known = None
        if known is not None:
            super().__init__(text or "", known.style, bulletText=known.bullet, frags=known.frags)
        else:
            super().__init__(text or "", style, bulletText=bulletText, frags=frags)
        if known is None and text and frags is None and bulletText is None:
            known = _Known(style, self.frags, self.style, self.bulletText, {})
            if len(_KNOWN) >= _MOST_KNOWN:
                _KNOWN.clear()
            _KNOWN[text, id(style)] = known
        self._known = known
        self.blPara: Any
        self.element = element
        self.once = once
        self._broken_at = 0.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's names
        if self._broken_at != aW or not hasattr(self, "blPara"):
            self._break(aW, aH)
            self._broken_at = aW
        return self.width, self.height

    def _break(self, width: float, height: float) -> None:
        """Into lines; as an equal text was broken where one was."""
        broken = None if self._known is None else self._known.broken.get(width)
        if broken is None:
            super().wrap(width, height)
            if self._known is not None:
                self._known.broken[width] = self.blPara, self.height
            return
        style = self.style
        later = width - style.leftIndent - style.rightIndent
        self.width, self._wrapWidths = width, [later - style.firstLineIndent, later]  # as ReportLab's wrap sets them
        self.blPara, self.height = broken

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 - ReportLab's names
        parts: list[Flowable] = super().split(aW, aH)
        for part in parts:
            if isinstance(part, Text):
                part.element = self.element
        return parts

    def draw(self) -> None:
        if self.element is None or (self.once and self.element.kids):
            with self.canv.artifact():
                super().draw()
        else:
            with self.canv.element(self.element):
                super().draw()


class Grid(Part, PlatypusTable):
    """A table whose cells are texts; its rules decorate."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{**more, "renderCB": _mark_rules})


def _mark_rules(table: Grid, what: str, *_: object) -> None:
    if what in {"startBG", "startLines"}:
        table.canv._code.append(ARTIFACT)  # noqa: SLF001 - a callback cannot be a context
    elif what in {"endBG", "endLines"}:
        table.canv._code.append(END)  # noqa: SLF001


class Break(CondPageBreak):
    """A new page where fewer than ``least`` points are left, or fewer than ``whole`` and little is lost by it."""

    def __init__(self, page: Page, least: float, whole: float = 0.0) -> None:
        super().__init__(least)
        self.least = min(least, page.body - 1)
        self.whole = whole if whole < page.body else 0.0
        self.most_lost = _MOST_LOST * page.body

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's name
        self.height = max(self.least, self.whole) if aH < self.most_lost else self.least
        size: tuple[float, float] = super().wrap(aW, aH)
        return size


class Title(Text):
    """A heading: its number and text on the page, a bookmark in the outline, the target of links to its anchor."""

    def __init__(self, level: int, number: str, text: str, *, depth: int, key: str, anchor: str) -> None:
        self.level = level
        self.number = number
        self.plain = text
        self.depth = depth
        self.key = key
        self.anchor = anchor
        head = f"{number}  " if number else ""
        super().__init__(markup(f"{head}{text}", bold=True), HEADINGS[level - 1], Element(f"H{level}"))

    def draw(self) -> None:
        for anchor in filter(None, (self.key, self.anchor)):
            self.canv.bookmarkHorizontal(anchor, 0, self.height + 12)
        if self.canv.only is None:  # an outline has all its entries or none
            label = clean(f"{self.number} {self.plain}".strip())
            self.canv.addOutlineEntry(label, self.key, level=self.depth - 1, closed=self.depth > 1)
        super().draw()


class Numbered(Part):
    """Nothing to be seen: where a figure or a table begins, for the list of them."""

    def __init__(self, kind: str, number: int, title: str, key: str, anchor: str = "") -> None:
        super().__init__()
        self.kind = kind
        self.number = number
        self.title = title
        self.key = key
        self.anchor = anchor
        self.width = self.height = 0.0
        self._ZEROSIZE = True

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's name
        del aW, aH
        return 0.0, 0.0

    def draw(self) -> None:
        for anchor in filter(None, (self.key, self.anchor)):
            self.canv.bookmarkHorizontal(anchor, 0, 12)


class Illustration(Part):
    """A drawing, laid out once."""

    def __init__(self, drawing: Drawing, element: Element) -> None:
        super().__init__()
        self.drawing = drawing
        self.element = element
        self.width, self.height = drawing.width, drawing.height

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's name
        del aW, aH
        return self.width, self.height

    def draw(self) -> None:
        with self.canv.element(self.element):
            self.drawing.put(self.canv)


class Framed(Part):
    """Paragraphs on a tint with a bar and a sign at their left; splits between and within its paragraphs."""

    _LEFT, _RIGHT, _PAD = 34.0, 12.0, 9.0

    def __init__(self, tone: Tone, content: Sequence[Text], *, begins: bool = True) -> None:
        super().__init__()
        self.tone = tone
        self.content = list(content)
        self.begins = begins
        self.spaceBefore, self.spaceAfter = 4.0, 8.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's name
        self.width = aW
        inner = aW - self._LEFT - self._RIGHT
        self.heights = [part.wrap(inner, aH)[1] + part.style.spaceAfter for part in self.content]
        self.height = sum(self.heights) + 2 * self._PAD - (3.0 if self.content else 0.0)
        return self.width, self.height

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 - ReportLab's name
        self.wrap(aW, aH)
        room = aH - 2 * self._PAD
        taken, used = 0, 0.0
        while taken < len(self.content) and used + self.heights[taken] <= room:
            used += self.heights[taken]
            taken += 1
        first, rest = self.content[:taken], self.content[taken:]
        if rest:
            halves = rest[0].split(aW - self._LEFT - self._RIGHT, room - used)
            parts = [half for half in halves if isinstance(half, Text)]
            if len(parts) > 1:
                first, rest = [*first, parts[0]], [*parts[1:], *rest[1:]]
        if not rest or len(first) < (2 if self.begins else 1):  # a title alone is no beginning
            return []
        return [Framed(self.tone, first, begins=self.begins), Framed(self.tone, rest, begins=False)]

    def draw(self) -> None:
        with self.canv.artifact():
            self._tint()
        y = self.height - self._PAD
        for part, height in zip(self.content, self.heights, strict=True):
            y -= height
            part.drawOn(self.canv, self._LEFT, y + part.style.spaceAfter)

    def _tint(self) -> None:
        sign, colour, tint = TONES[self.tone]
        canvas = self.canv
        canvas.setFillColor(shade(tint))
        canvas.roundRect(0, 0, self.width, self.height, 3, stroke=0, fill=1)
        canvas.setFillColor(shade(colour))
        canvas.rect(0, 0, 2.4, self.height, stroke=0, fill=1)
        if self.begins:
            middle = self.height - self._PAD - 6.6
            canvas.circle(18, middle, 6.2, stroke=0, fill=1)
            canvas.setFillColor(shade("#FFFFFF"))
            canvas.setFont(BOLD, 8)
            canvas.drawCentredString(18, middle - 2.8, sign)
