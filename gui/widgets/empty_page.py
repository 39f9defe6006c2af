"""What a window without runs shows."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gui.widgets.labels import label


def empty_page(act: Callable[[str], None]) -> QWidget:
    """What a new project shows: what to drop, and a sample to try."""
    page = QWidget()
    rows = QVBoxLayout(page)
    rows.setAlignment(Qt.AlignmentFlag.AlignCenter)
    rows.setSpacing(16)
    heading = label("Drop Weights & Biases chart exports here", role="display", wrap=True)
    heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
    rows.addWidget(heading)
    text = label(
        "On a line plot in Weights & Biases choose Export, then CSV, once a metric. Drop all files of your runs "
        "together: they tell each other which part of a column is the run and which the metric.",
        role="muted",
        wrap=True,
    )
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text.setMinimumWidth(280)
    text.setMaximumWidth(460)
    rows.addWidget(text, alignment=Qt.AlignmentFlag.AlignCenter)
    for caption, key, primary in (("Open files…", "file.open", "true"), ("Open the sample project", "file.sample", "")):
        button = QPushButton(caption)
        button.setProperty("primary", primary)
        button.clicked.connect(lambda _=False, key=key: act(key))
        rows.addWidget(button, alignment=Qt.AlignmentFlag.AlignCenter)
    return page
