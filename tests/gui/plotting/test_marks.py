"""Many marks: those in sight are found, drawn as they would be one by one, and none hides without being counted."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from analysis.model.figure import Mark, Panel
from analysis.model.notice import Severity
from analysis.model.series import Span
from gui import theme
from gui.plotting.annotation_item import grip_at, tags
from gui.plotting.backdrop import _mark
from gui.plotting.frame import Frame
from gui.plotting.mark_bands import bands
from gui.plotting.mark_index import MarkIndex
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown

steps = st.integers(0, 60).map(float)
spans = st.tuples(steps, steps).map(lambda pair: Span.between(*pair))


def mark_of(number: int, span: Span, label: str = "x") -> Mark:
    return Mark(str(number), number, span, label, Severity.WARNING)


def plot_of(*marks: Mark) -> Plot:
    plot = Plot(Panel("x", "x", marks), {})
    plot.show(Frame(0.0, 1000.0, 0.0, 1.0, 500.0, 300.0))
    return plot


@given(st.lists(spans, max_size=30), spans)
def test_the_index_finds_what_touches_the_view(found: list[Span], view: Span) -> None:
    index = MarkIndex(mark_of(number, span) for number, span in enumerate(found))
    seen = {index.marks[place].number for place in index.seen(view)}
    assert seen == {number for number, span in enumerate(found) if span.overlaps(view)}


@given(st.lists(spans, max_size=20), steps)
def test_the_index_finds_edges_near_a_step(found: list[Span], step: float) -> None:
    index = MarkIndex(mark_of(number, span) for number, span in enumerate(found))
    near = {(index.marks[place].number, part) for place, part in index.near(step, 2.0)}
    for number, span in enumerate(found):
        parts = {part for part, end in (("last", span.last), ("first", span.first)) if abs(end - step) <= 2.0}
        assert bool(parts) == bool({(number, part) for part in parts} & near)


def test_one_picture_of_many_marks_is_what_they_are_one_by_one() -> None:
    frame = Frame(0.0, 100.0, 0.0, 1.0, 400.0, 10.0)
    shown = Shown(labels={"x": 0, "y": 2})
    marks = [mark_of(n, Span(3.0 * n, 3.0 * n + 8.0 * (n % 3)), "xy"[n % 2]) for n in range(30)]
    singly = QImage(400, 10, QImage.Format.Format_ARGB32_Premultiplied)
    at_once = singly.copy()
    for image in (singly, at_once):
        image.fill(QColor(shown.theme.plot))
    with QPainter(singly) as painter:
        for one in marks:
            _mark(painter, frame, one, shown)
    colours = {key: (name, theme.mixed(name, shown.theme.plot, 0.5)) for key, name in enumerate(shown.theme.labels)}
    first, last = (np.array([getattr(one.span, end) for one in marks]) for end in ("first", "last"))
    with QPainter(at_once) as painter:
        row = bands(frame, (first, last), np.array([shown.labels[one.label] for one in marks]), colours, 0.10)
        painter.drawImage(QRectF(0, 0, 400, 10), row)
    alone, together = (_pixels(image) for image in (singly, at_once))
    apart = set(np.flatnonzero((np.abs(alone - together) > 12).any(axis=1)).tolist())
    edges = {round(4 * end) + by for one in marks for end in (one.span.first, one.span.last) for by in (-1, 0)}
    assert apart <= edges  # an edge lies over all tints here, and under those of later marks there
    assert len({tuple(pixel) for pixel in together.tolist()}) > 4


def test_no_plain_mark_tints_nothing() -> None:
    none = np.empty(0)
    row = bands(Frame(0.0, 1.0, 0.0, 1.0, 20.0, 10.0), (none, none), none.astype(np.intp), {}, 0.10)
    assert {row.pixel(x, 0) for x in range(20)} == {0}


def _pixels(image: QImage) -> NDArray[np.int64]:
    known = np.frombuffer(bytes(image.constBits()), np.uint8).astype(np.int64)
    found: NDArray[np.int64] = known.reshape(image.height(), image.width(), 4)[5]
    return found


def test_tags_of_overlapping_marks_stack_and_never_touch() -> None:
    found = tags(plot_of(*(mark_of(n, Span(100.0 + n, 400.0)) for n in range(6))), Shown())
    assert len(found) == 6
    assert not any(a.rect.intersects(b.rect) for a in found for b in found if a is not b)


def test_two_thousand_tags_take_half_of_the_plot_and_the_chosen_one_is_there() -> None:
    plot = plot_of(*(mark_of(n, Span(0.5 * n, 0.5 * n + 3)) for n in range(2000)))
    shown = Shown(selected="1234")
    found = tags(plot, shown)
    assert max(tag.rect.bottom() for tag in found if tag.mark.key != "1234") <= 150
    assert "1234" in {tag.mark.key for tag in found}
    assert len(found) < 200
    assert tags(plot, shown) is found
    edge = plot.frame.x(617.0)
    grip = grip_at(plot, shown, edge, 290.0)
    assert grip is not None
    assert grip.mark.key == "1234"


def test_the_numbers_of_many_marks_go_with_them_and_none_is_cut() -> None:
    plot = plot_of(*(mark_of(n, Span(0.5 * n, 0.5 * n + 3)) for n in range(2000)))
    before = {tag.mark.key: tag for tag in tags(plot, Shown())}
    assert len(before) > 15
    plot.show(Frame(137.0, 1137.0, 0.0, 1.0, 500.0, 300.0))
    after = tags(plot, Shown())
    assert {tag.mark.key for tag in after if tag.mark.span.first < 940} <= set(before)
    for tag in after:
        assert abs(tag.rect.left() - plot.frame.x(tag.mark.span.first)) <= 1
        assert tag.rect.left() >= 0
        assert tag.rect.right() <= 500
        assert not any(tag.rect.intersects(other.rect) for other in after if other is not tag)


def test_one_of_many_stays_where_its_number_was_when_it_is_chosen_or_dragged() -> None:
    plot = plot_of(*(mark_of(n, Span(0.5 * n, 0.5 * n + 3)) for n in range(2000)))
    one = tags(plot, Shown())[4]
    chosen = next(tag for tag in tags(plot, Shown(selected=one.mark.key)) if tag.mark is one.mark)
    assert abs(chosen.rect.left() - one.rect.left()) <= 1
    assert chosen.rect.top() == one.rect.top()
    away = Span(one.mark.span.first + 40.0, one.mark.span.last + 40.0)
    dragged = next(tag for tag in tags(plot, Shown(moved={one.mark.key: away})) if tag.mark is one.mark)
    assert dragged.rect.top() == one.rect.top()
    assert abs(dragged.rect.left() - plot.frame.x(away.first)) <= 1
