"""The parts of a page that ReportLab has not: headings that are bookmarks, figures, framed statements, check marks."""

from collections.abc import Sequence

from reportlab.platypus import CondPageBreak, Flowable, Paragraph

from analysis.model.report import Tone
from analysis.painters.pdf.drawing import Drawing
from analysis.painters.pdf.text import clean, markup
from analysis.painters.pdf.theme import BOLD, shade
from analysis.report.writers.pdf.styles import HEADINGS, HEIGHT

_MOST_LOST = 0.5 * HEIGHT  # of a page left empty for the sake of keeping a part whole

TONES = {
    Tone.ESTABLISHED: ("✓", "#1B7A43", "#EDF6F0"),
    Tone.DECISION: ("!", "#8A5A00", "#FBF5E9"),
    Tone.UNKNOWN: ("?", "#4A5568", "#F1F3F6"),
}


class Break(CondPageBreak):
    """A new page where fewer than ``least`` points are left, or fewer than ``whole`` and little is lost by it."""

    def __init__(self, least: float, whole: float = 0.0) -> None:
        super().__init__(least)
        self.least = min(least, HEIGHT - 1)
        self.whole = whole if whole < HEIGHT else 0.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's name
        self.height = max(self.least, self.whole) if aH < _MOST_LOST else self.least
        size: tuple[float, float] = super().wrap(aW, aH)
        return size


class Title(Paragraph):
    """A heading: its number and text on the page, a bookmark in the outline, the target of links to its anchor."""

    def __init__(self, level: int, number: str, text: str, *, depth: int, key: str, anchor: str) -> None:
        self.level = level
        self.number = number
        self.plain = text
        self.depth = depth
        self.key = key
        self.anchor = anchor
        head = f"{number}  " if number else ""
        super().__init__(markup(f"{head}{text}", bold=True), HEADINGS[level - 1])

    def draw(self) -> None:
        for anchor in filter(None, (self.key, self.anchor)):
            self.canv.bookmarkHorizontal(anchor, 0, self.height + 12)
        label = clean(f"{self.number} {self.plain}".strip())
        self.canv.addOutlineEntry(label, self.key, level=self.depth - 1, closed=self.depth > 1)
        super().draw()


class Illustration(Flowable):
    """A drawing, laid out once and drawn at each pass."""

    def __init__(self, drawing: Drawing, anchor: str) -> None:
        super().__init__()
        self.drawing = drawing
        self.anchor = anchor
        self.width, self.height = drawing.width, drawing.height

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's name
        del aW, aH
        return self.width, self.height

    def draw(self) -> None:
        if self.anchor:
            self.canv.bookmarkHorizontal(self.anchor, 0, self.height + 12)
        self.drawing.put(self.canv)


class Framed(Flowable):
    """Paragraphs on a tint with a bar and a sign at their left; splits between and within its paragraphs."""

    _LEFT, _RIGHT, _PAD = 34.0, 12.0, 9.0

    def __init__(self, tone: Tone, content: Sequence[Paragraph], *, begins: bool = True) -> None:
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
            parts = [half for half in halves if isinstance(half, Paragraph)]
            if len(parts) > 1:
                first, rest = [*first, parts[0]], [*parts[1:], *rest[1:]]
        if not rest or len(first) < (2 if self.begins else 1):  # a title alone is no beginning
            return []
        return [Framed(self.tone, first, begins=self.begins), Framed(self.tone, rest, begins=False)]

    def draw(self) -> None:
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
        y = self.height - self._PAD
        for part, height in zip(self.content, self.heights, strict=True):
            y -= height
            part.drawOn(canvas, self._LEFT, y + part.style.spaceAfter)
