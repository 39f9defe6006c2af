"""How curves are smoothed: a small window whose every change is shown at once."""

import math
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from analysis.model.smoothing import Kernel, Smoothing, Unit
from gui.widgets.labels import label

WIDEST = 5001
FEEL = 100  # the slider goes over the logarithm of the window, in this many parts a power of ten
HINT = "Computed from all samples, which stay visible. Curves shorter than ten windows are not smoothed."


class SmoothingPopover(QFrame):
    """Kind, width and unit. ``changed`` is told of every choice; it closes at a click elsewhere."""

    def __init__(self, parent: QWidget, now: Smoothing, changed: Callable[[Smoothing], None]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Smoothing")
        self._now, self._changed = now, changed
        self.on = QCheckBox("Smooth curves")
        self.on.setChecked(now.on)
        self.kernel = _choice("Kind", [kernel.value.capitalize() for kernel in Kernel], list(Kernel).index(now.kernel))
        self.unit = _choice("Unit", [unit.value for unit in Unit], list(Unit).index(now.unit))
        self.window_box = QSpinBox(minimum=2, maximum=WIDEST, value=now.window)
        self.window_box.setAccessibleName("Window")
        self.window_box.setKeyboardTracking(False)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(_place(2), _place(WIDEST))
        self.slider.setAccessibleName("Window")
        self.slider.setValue(_place(now.window))
        self._lay_out()
        self.on.toggled.connect(lambda on: self._take(on=on))
        self.kernel.currentIndexChanged.connect(lambda place: self._take(kernel=list(Kernel)[place], on=True))
        self.unit.currentIndexChanged.connect(lambda place: self._take(unit=list(Unit)[place], on=True))
        self.window_box.valueChanged.connect(lambda value: self._take(window=value, on=True))
        self.slider.valueChanged.connect(lambda place: self.window_box.setValue(round(10 ** (place / FEEL))))

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 12)
        rows.setSpacing(8)
        rows.addWidget(self.on)
        form = QFormLayout()
        form.addRow(label("Kind", role="muted"), self.kernel)
        width = QHBoxLayout()
        width.addWidget(self.window_box)
        width.addWidget(self.unit)
        form.addRow(label("Window", role="muted"), width)
        rows.addLayout(form)
        rows.addWidget(self.slider)
        hint = label(HINT, role="muted", wrap=True)
        hint.setFixedWidth(280)
        rows.addWidget(hint)

    def _take(self, **changes: object) -> None:
        new = replace(self._now, **changes)  # type: ignore[arg-type]
        if new == self._now:
            return
        self._now = new
        with QSignalBlocker(self.on), QSignalBlocker(self.slider):
            self.on.setChecked(new.on)
            self.slider.setValue(_place(new.window))
        self._changed(new)


def show_smoothing(parent: QWidget, now: Smoothing, changed: Callable[[Smoothing], None]) -> SmoothingPopover:
    """Open it at the pointer, within the window."""
    popover = SmoothingPopover(parent, now, changed)
    popover.adjustSize()
    inside = parent.frameGeometry()
    at = QCursor.pos() if inside.contains(QCursor.pos()) else inside.center()
    x = min(at.x(), inside.right() - popover.width() - 8)
    y = min(at.y(), inside.bottom() - popover.height() - 8)
    popover.move(max(x, inside.left() + 8), max(y, inside.top() + 8))
    popover.show()
    return popover


def _choice(name: str, texts: list[str], place: int) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.addItems(texts)
    made.setCurrentIndex(place)
    return made


def _place(window: int) -> int:
    return round(FEEL * math.log10(window))
