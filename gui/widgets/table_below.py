"""What stands below the plots: a title, fields, ways to copy, a table, and a sentence about it."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.widgets.labels import label


def lay_out_below(
    panel: QWidget,
    title: str,
    *,
    fields: Sequence[QWidget],
    formats: Iterable[str],
    copy: Callable[[str], None],
    table: QWidget,
    sentence: QWidget,
) -> None:
    """Fill a panel; ``copy`` is called with the name of a format, one of ``formats``."""
    frame = QFrame()
    frame.setProperty("strip", "true")
    line = QHBoxLayout()
    line.setSpacing(12)
    line.addWidget(label(title, role="title"))
    for field in fields:
        line.addWidget(field)
    line.addStretch(1)
    line.addWidget(label("Copy as", role="muted"))
    for name in formats:
        button = QPushButton(name)
        button.setAccessibleName(f"Copy as {name}")
        button.setProperty("flat", "true")
        button.clicked.connect(partial(copy, name))
        line.addWidget(button)
    rows = QVBoxLayout(frame)
    rows.setContentsMargins(16, 6, 12, 6)
    rows.setSpacing(4)
    rows.addLayout(line)
    rows.addWidget(table, 1)
    rows.addWidget(sentence)
    around = QVBoxLayout(panel)
    around.setContentsMargins(0, 0, 0, 0)
    around.addWidget(frame)
