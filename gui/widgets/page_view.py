"""A page of a report, drawn from the operators that will be printed: fonts, curves and colours of the file."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QRawFont, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

import resources
from analysis.report.placed import Face, Placed, PlacedPage
from gui.theme import LIGHT, Theme

_TOKEN = re.compile(
    r"\((?P<text>(?:[^()\\]|\\.)*)\)|(?P<dict><<.*?>>)|(?P<word>[^\s()\[\]<>]+)|(?P<array>\[[^\]]*\])", re.DOTALL
)
_ESCAPE = re.compile(r"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_CAPS = (Qt.PenCapStyle.FlatCap, Qt.PenCapStyle.RoundCap, Qt.PenCapStyle.SquareCap)
_JOINS = (Qt.PenJoinStyle.MiterJoin, Qt.PenJoinStyle.RoundJoin, Qt.PenJoinStyle.BevelJoin)
_FONT_PX = 64.0  # size at which glyphs are asked for; they are outlines, and scaled
Word = str | float


class Said(str):
    """A text between brackets, which is no operator whatever it reads."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _State:
    """What q saves and Q brings back, beside what the painter saves itself."""

    stroke: QColor = field(default_factory=lambda: QColor(Qt.GlobalColor.black))
    fill: QColor = field(default_factory=lambda: QColor(Qt.GlobalColor.black))
    opacity: tuple[float, float] = (1.0, 1.0)  # of strokes and of fills
    width: float = 1.0
    cap: int = 0
    join: int = 0
    dash: tuple[float, ...] = ()


class PageImage:
    """Reads the operators of a page and paints them."""

    def __init__(self, placed: Placed, painter: QPainter) -> None:
        self._placed = placed
        self._painter = painter
        self._state = _State()
        self._saved: list[_State] = []
        self._path = QPainterPath()
        self._clips = False
        self._face: Face | None = None
        self._size = 1.0
        self._rise = self._leading = 0.0
        self._line = QTransform()  # where the present line of text begins
        self._at = 0.0  # how far it has come
        self._opacities: Mapping[str, tuple[float | None, float | None]] = {}
        self._logo = QImage.fromData(placed.logo) if placed.logo else QImage()

    def draw(self, page: PlacedPage) -> None:
        """Paint all of a page; the painter's origin is its upper left corner, a unit is a point."""
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, self._placed.height)
        painter.scale(1, -1)
        waiting: list[Word] = []
        self._opacities = page.opacities
        for word in words(page.operators):
            done = _OPERATORS.get(word) if type(word) is str else None
            if done is None:
                waiting.append(word)
            else:
                done(self, waiting)
                waiting = []

    # ------------------------------------------------------------------------------------------ state

    def save(self, _: list[Word]) -> None:
        self._painter.save()
        self._saved.append(self._state)

    def restore(self, _: list[Word]) -> None:
        if self._saved:
            self._painter.restore()
            self._state = self._saved.pop()

    def move(self, words: list[Word]) -> None:
        self._painter.setTransform(QTransform(*_numbers(words[-6:])), combine=True)

    def use_state(self, words: list[Word]) -> None:
        stroke, fill = self._opacities.get(str(words[-1]), (None, None))
        old = self._state.opacity
        self._state = replace(
            self._state, opacity=(old[0] if stroke is None else stroke, old[1] if fill is None else fill)
        )

    def set_width(self, words: list[Word]) -> None:
        self._state = replace(self._state, width=_numbers(words)[-1])

    def set_cap(self, words: list[Word]) -> None:
        self._state = replace(self._state, cap=int(_numbers(words)[-1]))

    def set_join(self, words: list[Word]) -> None:
        self._state = replace(self._state, join=int(_numbers(words)[-1]))

    def set_dash(self, words: list[Word]) -> None:
        inner = next((word for word in words if isinstance(word, str) and word.startswith("[")), "[]")
        self._state = replace(self._state, dash=tuple(float(part) for part in inner.strip("[]").split()))

    def set_stroke(self, words: list[Word]) -> None:
        self._state = replace(self._state, stroke=_colour(words))

    def set_fill(self, words: list[Word]) -> None:
        self._state = replace(self._state, fill=_colour(words))

    # ------------------------------------------------------------------------------------------ paths

    def begin(self, words: list[Word]) -> None:
        self._path.moveTo(*_numbers(words)[-2:])

    def line(self, words: list[Word]) -> None:
        self._path.lineTo(*_numbers(words)[-2:])

    def curve(self, words: list[Word]) -> None:
        self._path.cubicTo(*_numbers(words)[-6:])

    def close(self, _: list[Word]) -> None:
        self._path.closeSubpath()

    def rectangle(self, words: list[Word]) -> None:
        self._path.addRect(QRectF(*_numbers(words)[-4:]))

    def clip(self, _: list[Word]) -> None:
        self._clips = True

    def stroke(self, _: list[Word]) -> None:
        self._painter.strokePath(self._path, self._pen())
        self.forget([])

    def fill(self, _: list[Word]) -> None:
        self._painter.fillPath(self._path, _faded(self._state.fill, self._state.opacity[1]))
        self.forget([])

    def both(self, _: list[Word]) -> None:
        self._painter.fillPath(self._path, _faded(self._state.fill, self._state.opacity[1]))
        self.stroke([])

    def forget(self, _: list[Word]) -> None:
        if self._clips:
            self._painter.setClipPath(self._path, Qt.ClipOperation.IntersectClip)
            self._clips = False
        self._path = QPainterPath()

    def _pen(self) -> QPen:
        state = self._state
        pen = QPen(_faded(state.stroke, state.opacity[0]), state.width or 0.1)
        pen.setCapStyle(_CAPS[state.cap])
        pen.setJoinStyle(_JOINS[state.join])
        if state.dash and state.width:
            parts = state.dash if len(state.dash) % 2 == 0 else state.dash * 2
            pen.setDashPattern([max(part / state.width, 0.001) for part in parts])
        return pen

    # ------------------------------------------------------------------------------------------ text

    def begin_text(self, _: list[Word]) -> None:
        self._line, self._at, self._rise = QTransform(), 0.0, 0.0

    def set_font(self, words: list[Word]) -> None:
        self._face = self._placed.faces.get(str(words[-2]))
        self._size = _numbers(words[-1:])[0]

    def set_leading(self, words: list[Word]) -> None:
        self._leading = _numbers(words)[-1]

    def set_rise(self, words: list[Word]) -> None:
        self._rise = _numbers(words)[-1]

    def set_line(self, words: list[Word]) -> None:
        self._line, self._at = QTransform(*_numbers(words)[-6:]), 0.0

    def shift_line(self, words: list[Word]) -> None:
        dx, dy = _numbers(words)[-2:]
        self._line, self._at = QTransform(1, 0, 0, 1, dx, dy) * self._line, 0.0

    def next_line(self, _: list[Word]) -> None:
        self.shift_line([0.0, -self._leading])

    def show(self, words: list[Word]) -> None:
        """Glyph by glyph at their advances, as a printer does."""
        if self._face is None:
            return
        raw = _raw_font(self._face.file)
        characters = self._face.characters
        codes = [characters[code] for code in map(ord, str(words[-1])) if code < len(characters)]
        glyphs = raw.glyphIndexesForString("".join(map(chr, codes)))
        scale = self._size / _FONT_PX
        shape, x = QPainterPath(), 0.0
        for glyph, advance in zip(glyphs, raw.advancesForGlyphIndexes(glyphs), strict=True):
            shape.addPath(_glyph(self._face.file, glyph).translated(x, 0))
            x += advance.x()
        painter = self._painter
        painter.save()
        painter.setTransform(QTransform(scale, 0, 0, -scale, self._at, self._rise) * self._line, combine=True)
        painter.fillPath(shape, _faded(self._state.fill, self._state.opacity[1]))
        painter.restore()
        self._at += x * scale

    def picture(self, _: list[Word]) -> None:
        """The logo, the only picture that a report holds, in the unit square."""
        self._painter.save()
        self._painter.scale(1, -1)
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._painter.drawImage(QRectF(0, -1, 1, 1), self._logo)
        self._painter.restore()


_OPERATORS: Mapping[str, Callable[[PageImage, list[Word]], None]] = {
    "q": PageImage.save,
    "Q": PageImage.restore,
    "cm": PageImage.move,
    "gs": PageImage.use_state,
    "w": PageImage.set_width,
    "J": PageImage.set_cap,
    "j": PageImage.set_join,
    "d": PageImage.set_dash,
    "RG": PageImage.set_stroke,
    "rg": PageImage.set_fill,
    "m": PageImage.begin,
    "l": PageImage.line,
    "c": PageImage.curve,
    "h": PageImage.close,
    "re": PageImage.rectangle,
    "W": PageImage.clip,
    "W*": PageImage.clip,
    "S": PageImage.stroke,
    "f": PageImage.fill,
    "f*": PageImage.fill,
    "B": PageImage.both,
    "n": PageImage.forget,
    "BT": PageImage.begin_text,
    "Tf": PageImage.set_font,
    "TL": PageImage.set_leading,
    "Ts": PageImage.set_rise,
    "Tm": PageImage.set_line,
    "Td": PageImage.shift_line,
    "T*": PageImage.next_line,
    "Tj": PageImage.show,
    "Do": PageImage.picture,
    **dict.fromkeys(("ET", "BDC", "BMC", "EMC", "Tr", "Tc", "Tw", "M", "i"), lambda _image, _words: None),
}


def words(operators: str) -> Iterator[Word]:
    """Numbers, and all other words of a page; texts without their brackets and escapes."""
    for found in _TOKEN.finditer(operators):
        if (text := found["text"]) is not None:
            yield Said(_ESCAPE.sub(_meant, text))
        elif (word := found["word"]) is not None:
            try:
                yield float(word)
            except ValueError:
                yield word
        else:
            yield found.group()


def _meant(escape: re.Match[str]) -> str:
    code = escape[1]
    return chr(int(code, 8)) if code[0] in "01234567" else _NAMED.get(code, code)


def _numbers(words: list[Word]) -> list[float]:
    return [word for word in words if isinstance(word, float)]


def _colour(words: list[Word]) -> QColor:
    return QColor.fromRgbF(*_numbers(words)[-3:])


def _faded(colour: QColor, opacity: float) -> QColor:
    made = QColor(colour)
    made.setAlphaF(opacity)
    return made


@cache
def _raw_font(file: str) -> QRawFont:
    return QRawFont(str(resources.path(file)), _FONT_PX, QFont.HintingPreference.PreferNoHinting)


@cache
def _glyph(file: str, glyph: int) -> QPainterPath:
    return _raw_font(file).pathForGlyph(glyph)


class PageView(QWidget):
    """One page on a desk, as large as fits, its edge a hairline; a page is painted once a size."""

    def __init__(self) -> None:
        super().__init__()
        self._placed: Placed | None = None
        self._page = 0
        self._image: QImage | None = None
        self._desk, self._edge = QColor(LIGHT.raised), QColor(LIGHT.axis)
        self.setMinimumSize(240, 320)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Page of the report")

    @property
    def page(self) -> int:
        """The page that is seen, from 0."""
        return self._page

    def show_page(self, placed: Placed | None, page: int) -> None:
        """Show a page; without pages the desk is empty."""
        self._placed = placed
        self._page = 0 if placed is None else max(0, min(page, len(placed.pages) - 1))
        self._image = None
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of the desk; a page keeps its own."""
        self._desk, self._edge = QColor(theme.raised), QColor(theme.axis)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._desk)
        if self._placed is None:
            return
        ratio = self.devicePixelRatioF()
        size = QSizeF(self._placed.width, self._placed.height)
        size.scale(QSizeF(self.width() - 24, self.height() - 24), Qt.AspectRatioMode.KeepAspectRatio)
        pixels = (size * ratio).toSize()
        if self._image is None or self._image.size() != pixels:
            self._image = painted(self._placed, self._page, pixels.width())
        self._image.setDevicePixelRatio(ratio)
        corner = QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2)
        painter.drawImage(corner, self._image)
        painter.setPen(QPen(self._edge, 0))
        painter.drawRect(QRectF(corner, size))


def painted(placed: Placed, page: int, width: int) -> QImage:
    """A page as an image so many pixels wide."""
    scale = width / placed.width
    image = QImage(width, max(round(placed.height * scale), 1), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(scale, scale)
    PageImage(placed, painter).draw(placed.pages[page])
    painter.end()
    return image
