"""The inks of a drawing as a PNG picture, drawn at twice its size and averaged, so that edges are smooth."""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import assert_never

from PIL import Image, ImageDraw, ImageFont

import resources
from analysis.painters.pdf.drawing import Drawing
from analysis.painters.pdf.inks import Clipped, Fill, Ink, Stroke, Text
from analysis.painters.pdf.text import placed
from analysis.painters.pdf.theme import FILES, PAPER

SHARP = 2.0  # pixels a point
_OVER = 2  # times larger while it is drawn

Point = tuple[float, float]


def png(drawing: Drawing, *, width: float, height: float, left: float, below: float) -> bytes:
    """The picture, sizes in points, on white; the origin of the drawing lies ``left``, ``below`` its edges."""
    scale = SHARP * _OVER
    image = Image.new("RGB", (round(width * scale), round(height * scale)), PAPER)
    _Brush(image, scale, left, height - below).put(drawing.inks)
    small = image.resize((round(width * SHARP), round(height * SHARP)), Image.Resampling.BOX)
    out = BytesIO()
    small.save(out, "PNG", optimize=False, dpi=(72 * SHARP, 72 * SHARP))
    return out.getvalue()


class _Brush:
    """Draws inks on an image; ``left`` and ``top`` is where their origin lies, in points from the upper left."""

    def __init__(self, image: Image.Image, scale: float, left: float, top: float) -> None:
        self.image = image
        self.scale = scale
        self.left = left
        self.top = top

    def put(self, inks: Sequence[Ink]) -> None:
        for ink in inks:
            match ink:
                case Text():
                    self._text(ink)
                case Stroke():
                    self._stroke(ink)
                case Fill():
                    self._fill(ink)
                case Clipped():
                    self._clipped(ink)
                case _:
                    assert_never(ink)

    def _at(self, x: float, y: float) -> Point:
        return (self.left + x) * self.scale, (self.top - y) * self.scale

    def _clipped(self, ink: Clipped) -> None:
        """Draw on a copy of the box, which is then taken over."""
        (x0, y1), (x1, y0) = self._at(ink.box.x, ink.box.y), self._at(ink.box.right, ink.box.top)
        box = (math.floor(x0), math.floor(y0), math.ceil(x1), math.ceil(y1))
        copy = self.image.crop(box)
        _Brush(copy, self.scale, self.left - box[0] / self.scale, self.top - box[1] / self.scale).put(ink.inks)
        self.image.paste(copy, box[:2])

    def _text(self, ink: Text) -> None:
        draw = ImageDraw.Draw(self.image)
        for part, font, size, dx, dy in placed(ink.text, ink.font, ink.size):
            where = self._at(ink.box.x + dx, ink.y + dy)
            draw.text(where, part, fill=ink.colour, font=_font(font, round(size * self.scale, 1)), anchor="ls")

    def _stroke(self, ink: Stroke) -> None:
        width = max(1, round(ink.width * self.scale))
        lines = [
            [self._at(x, y) for x, y in piece] for points in _polylines(ink.path) for piece in _dashed(points, ink.dash)
        ]
        self._through(lines, ink.colour, ink.opacity, width)

    def _fill(self, ink: Fill) -> None:
        areas = [[self._at(x, y) for x, y in points] for points in _polylines(ink.path) if len(points) > 2]
        self._through(areas, ink.colour, ink.opacity, 0)

    def _through(self, shapes: Sequence[list[Point]], colour: str, opacity: float, width: int) -> None:
        """Lines of a width, or areas where it is 0; a pale ink covers itself only once, for it goes through a mask."""
        places = [place for shape in shapes for place in shape]
        if not places:
            return
        if opacity >= 1:
            draw = ImageDraw.Draw(self.image)
            for shape in shapes:
                _shape(draw, shape, colour, width)
            return
        left, top = (math.floor(min(place[axis] for place in places)) - width - 1 for axis in (0, 1))
        right, bottom = (math.ceil(max(place[axis] for place in places)) + width + 2 for axis in (0, 1))
        left, top = max(left, 0), max(top, 0)
        right, bottom = min(right, self.image.width), min(bottom, self.image.height)
        if right <= left or bottom <= top:
            return
        mask = Image.new("L", (right - left, bottom - top), 0)
        draw = ImageDraw.Draw(mask)
        for shape in shapes:
            _shape(draw, [(x - left, y - top) for x, y in shape], round(255 * opacity), width)
        self.image.paste(colour, (left, top), mask)


def _shape(draw: ImageDraw.ImageDraw, points: list[Point], ink: str | int, width: int) -> None:
    if width == 0:
        draw.polygon(points, fill=ink)
    elif all(point == points[0] for point in points):  # a path of no length is a dot
        (x, y), half = points[0], width / 2
        draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)
    else:
        draw.line(points, fill=ink, width=width, joint="curve" if width > 2 and len(points) < 500 else None)


@cache
def _font(name: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(resources.path(FILES[name])), size)


def _polylines(path: str) -> Iterator[list[Point]]:
    """The lines of a path of PDF operators; closed ones end where they begin."""
    points: list[Point] = []
    numbers: list[float] = []
    for token in path.split():
        match token:
            case "m":
                yield from [points] if points else []
                points = [(numbers[0], numbers[1])]
            case "l":
                points.append((numbers[0], numbers[1]))
            case "h":
                points.append(points[0])
            case "re":
                yield from [points] if points else []
                x, y, wide, tall = numbers
                points = [(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall), (x, y)]
            case _:
                numbers.append(float(token))
                continue
        numbers.clear()
    yield from [points] if points else []


def _dashed(points: list[Point], dash: tuple[float, ...]) -> Iterator[list[Point]]:
    """The parts of a line that a pattern of strokes and gaps leaves; all of it without a pattern."""
    if not dash:
        yield points
        return
    place, left, piece = 0, dash[0], [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        done = 0.0
        while length - done > left:
            done += left
            at = (x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length)
            if place % 2 == 0:
                yield [*piece, at]
            place, piece = (place + 1) % len(dash), [at]
            left = dash[place]
        left -= length - done
        if place % 2 == 0:
            piece.append((x1, y1))
    if place % 2 == 0:
        yield piece
