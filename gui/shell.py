"""The frame of the window: menus, toolbar and empty columns, painted before numpy and pyqtgraph are there."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.plan import COLUMNS, FACES, PRIMARY, TITLES, TOOLBAR, WIDTHS, Area
from gui.theme import Theme
from gui.widgets.icons import SIZE, icon
from gui.widgets.notice_bar import NoticeBar

LEAST_RIGHT = 384  # pixels in which a row of statistics can be read
NARROW = 1280  # pixels of window below which the toolbar shows icons only


class Shell(QMainWindow):
    """What the window looks like while it is empty. It imports neither the analysis nor the plots.

    ``painted`` tells once that it has been seen. ``made`` holds the actions by their keys: here those of the toolbar,
    switched off; ``menus`` the menus by their names, ``rooms`` the places of the panels by their areas.
    """

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.notices = NoticeBar()
        self.menus = {title: self.menuBar().addMenu(f"&{title}") for title in TITLES}
        self.made = {key: QAction(face.text, self, enabled=False) for key, face in FACES.items()}
        self.rooms: dict[Area, QVBoxLayout] = {}
        self._seen = False
        self._bar = self._make_toolbar()
        self._make_rooms()
        self.statusBar()
        self.setAcceptDrops(True)
        self.setWindowTitle("Runloupe")
        self.resize(1440, 900)

    def dress(self, chosen: Theme) -> None:
        """Wear a theme."""
        theme.apply(chosen)
        for face in FACES.values():
            ink = chosen.on_accent if face is PRIMARY else chosen.text
            self.set_icon(face.key, face.icon, ink, chosen)

    def set_icon(self, key: str, name: str, ink: str, chosen: Theme) -> None:
        """Give an action its icon, fainter while it is switched off."""
        self.made[key].setIcon(icon(name, ink, disabled=theme.mixed(chosen.text, chosen.surface, 0.35)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has room for icons only."""
        super().resizeEvent(event)
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for face in (face for group in TOOLBAR for face in group if not face.icon_only):
            _button(self._bar, self.made[face.key]).setToolButtonStyle(
                alone if event.size().width() < NARROW else beside
            )

    def _make_toolbar(self) -> QToolBar:
        bar = QToolBar("Tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(SIZE, SIZE))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for group in TOOLBAR:
            if group is not TOOLBAR[0]:
                bar.addSeparator()
            for face in group:
                bar.addAction(self.made[face.key])
                if face.icon_only:
                    _button(bar, self.made[face.key]).setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        room = QWidget()
        room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(room)
        bar.addAction(self.made[PRIMARY.key])
        _button(bar, self.made[PRIMARY.key]).setProperty("primary", "true")
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.addToolBar(bar)
        return bar

    def _make_rooms(self) -> None:
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.setHandleWidth(1)
        columns.setChildrenCollapsible(False)
        for areas in COLUMNS:
            column = QWidget()
            column.setProperty("surface", "true")
            rows = _rows(column)
            for area in areas:
                self.rooms[area] = QVBoxLayout()
                self.rooms[area].setSpacing(0)
                rows.addLayout(self.rooms[area], 0 if area in (Area.ABOVE, Area.BELOW) else 1)
            columns.addWidget(_scrolled(column) if Area.RIGHT in areas else column)
        columns.setSizes(list(WIDTHS))
        columns.setStretchFactor(1, 1)
        centre = QWidget()
        stack = _rows(centre)
        stack.addWidget(self.notices)
        stack.addWidget(columns, 1)
        self.setCentralWidget(centre)


def _rows(widget: QWidget) -> QVBoxLayout:
    rows = QVBoxLayout(widget)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    return rows


def _scrolled(column: QWidget) -> QScrollArea:
    """A column that scrolls when the window is too low for it, instead of squeezing its panels."""
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(LEAST_RIGHT)
    area.setWidget(column)
    return area


def _button(bar: QToolBar, action: QAction) -> QToolButton:
    widget = bar.widgetForAction(action)
    assert isinstance(widget, QToolButton)
    return widget
