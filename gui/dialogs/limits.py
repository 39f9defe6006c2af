"""Limits typed by hand: steps and values from and to; an end that is left open is fitted."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from analysis.model.series import Span
from gui.widgets.labels import label

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?([eE][+-]?\d+)?")
Ends = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """Steps and values from and to; None is an open end. ``log`` values must be above 0."""

    steps: Ends
    values: Ends
    log: bool = False


def read_limit(text: str) -> float | None:
    """A number as people write it: 1e-3, 1,000; None for nothing and for infinity; ValueError says what is wrong."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-").replace("\N{INFINITY}", "inf")
    if plain.lower() in ("", "inf", "-inf", "+inf"):
        return None
    if "," in plain:
        if not _THOUSANDS.fullmatch(plain):
            raise ValueError(f"{text.strip()}: a comma groups thousands, as in 1,000; decimals take a point.")
        plain = plain.replace(",", "")
    try:
        value = float(plain)
    except ValueError:
        raise ValueError(f"{text.strip()} is no number.") from None
    if not math.isfinite(value):
        raise ValueError(f"{text.strip()} is no number.")
    return value


def typed_steps(before: Limits, wanted: Limits, whole: Span, zoom: Span | None) -> Span | None:
    """The range of steps after typing: the one before where its ends were left as they stood, None for the whole."""
    first, last = wanted.steps
    if _rounded(wanted.steps) == _rounded(before.steps):
        return zoom
    first = whole.first if first is None else first
    last = whole.last if last is None else last
    return None if (first, last) == (whole.first, whole.last) or first >= last else Span(first, last)


def typed_values(
    before: Limits, wanted: Limits, shown: tuple[float, float], held: tuple[float, float] | None
) -> tuple[float, float] | None:
    """The range of values after typing, ``held`` the one chosen before; None where it is fitted."""
    if wanted.values == (None, None):
        return None
    if _rounded(wanted.values) == _rounded(before.values):
        return held
    bottom, top = (None if end is None else math.log10(end) if wanted.log else end for end in wanted.values)
    bottom = shown[0] if bottom is None else bottom
    top = shown[1] if top is None else top
    return (bottom, top) if bottom < top else held


def _rounded(ends: Ends) -> tuple[str, ...]:
    """Limits as the fields show them."""
    return tuple("" if end is None else f"{end:.10g}" for end in ends)


class LimitsPopover(QFrame):
    """Four fields; Enter shows what was typed, an error stays beside them."""

    def __init__(self, parent: QWidget, title: str, now: Limits, apply: Callable[[Limits], None]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Limits")
        self._log, self._apply = now.log, apply
        self.fields: list[QLineEdit] = []
        self.error = label(role="muted", wrap=True)
        self.error.setFixedWidth(280)
        self.error.hide()
        grid = QGridLayout()
        for row, (name, ends) in enumerate((("Steps", now.steps), (title, now.values))):
            grid.addWidget(label(name, role="muted"), row, 0)
            for column, (end, value) in enumerate(zip(("from", "to"), ends, strict=True), start=1):
                field = QLineEdit("" if value is None else f"{value:.10g}")
                field.setPlaceholderText("open")
                field.setAccessibleName(f"{name} {end}")
                field.returnPressed.connect(self.take)
                grid.addWidget(field, row, column)
                self.fields.append(field)
        button = QPushButton("Show")
        button.setProperty("primary", "true")
        button.clicked.connect(self.take)
        below = QHBoxLayout()
        below.addWidget(label("Empty or inf: as far as fits", role="muted"), 1)
        below.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 12)
        rows.addLayout(grid)
        rows.addWidget(self.error)
        rows.addLayout(below)

    def take(self) -> None:
        """Show what was typed, or say what is wrong with it."""
        try:
            ends = [read_limit(field.text()) for field in self.fields]
            wanted = Limits((ends[0], ends[1]), (ends[2], ends[3]), self._log)
            _check(wanted)
        except ValueError as error:
            self.error.setText(str(error))
            self.error.show()
            self.adjustSize()
            return
        self._apply(wanted)
        self.close()


def _check(limits: Limits) -> None:
    """ValueError, in words for a person, where no plot can have these limits."""
    for name, (low, high) in (("Steps", limits.steps), ("Values", limits.values)):
        if low is not None and high is not None and low >= high:
            raise ValueError(f"{name}: from must be below to.")
    if limits.log and any(end is not None and end <= 0 for end in limits.values):
        raise ValueError("A log axis has no place for 0 and below.")


def show_limits(parent: QWidget, title: str, now: Limits, apply: Callable[[Limits], None]) -> LimitsPopover:
    """Open it at the pointer, within the window."""
    popover = LimitsPopover(parent, title, now, apply)
    popover.adjustSize()
    inside = parent.window().frameGeometry()
    at = QCursor.pos() if inside.contains(QCursor.pos()) else inside.center()
    x = min(at.x(), inside.right() - popover.width() - 8)
    y = min(at.y(), inside.bottom() - popover.height() - 8)
    popover.move(max(x, inside.left() + 8), max(y, inside.top() + 8))
    popover.show()
    popover.fields[0].setFocus()
    return popover
