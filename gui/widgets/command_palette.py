"""Every action by its name: type a few letters, press Enter."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

WIDE, HIGH, TOP = 520, 380, 90
ACTION = Qt.ItemDataRole.UserRole


class CommandPalette(QFrame):
    """A field and the actions that fit what is typed in it; what cannot be done now is listed too, and greyed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Commands")
        self._actions = [action for action in parent.actions() if action.text()]
        self.field = QLineEdit()
        self.field.setPlaceholderText("Type a command")
        self.field.setAccessibleName("Command")
        self.list = QTreeWidget()
        self.list.setAccessibleName("Commands")
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setColumnCount(2)
        self.list.setColumnWidth(0, WIDE - 150)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 8, 8, 8)
        rows.addWidget(self.field)
        rows.addWidget(self.list, 1)
        self.resize(WIDE, HIGH)
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self._run)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item, _column: self._run())
        self._fill("")

    def _fill(self, typed: str) -> None:
        self.list.clear()
        scored = [(score, action) for action in self._actions if (score := _score(typed, action.text())) is not None]
        for _, action in sorted(scored, key=lambda pair: pair[0]):
            keys = ", ".join(key.toString() for key in action.shortcuts())
            item = QTreeWidgetItem([_name(action), keys])
            item.setData(0, ACTION, action)
            item.setToolTip(0, action.toolTip())
            item.setDisabled(not action.isEnabled())
            self.list.addTopLevelItem(item)
        self._choose(0)

    def _choose(self, place: int) -> None:
        item = self.list.topLevelItem(min(max(place, 0), self.list.topLevelItemCount() - 1))
        if item is not None:
            self.list.setCurrentItem(item)

    def _run(self) -> None:
        item = self.list.currentItem()
        action = item.data(0, ACTION) if item is not None else None
        if isinstance(action, QAction) and action.isEnabled():
            self.close()
            action.trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down in the field walk the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if event.key() in by:
                self._choose(self.list.currentIndex().row() + by[Qt.Key(event.key())])
                return True
        return bool(super().eventFilter(watched, event))


def show_palette(parent: QWidget) -> CommandPalette:
    """Open it in the upper middle of a window."""
    palette = CommandPalette(parent)
    frame = parent.geometry()
    palette.move(frame.center().x() - WIDE // 2, frame.top() + TOP)
    palette.show()
    palette.field.setFocus()
    return palette


def _name(action: QAction) -> str:
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")


def _score(typed: str, text: str) -> tuple[int, str] | None:
    """How well a name fits: all words as beginnings of words, then as parts; None where it does not."""
    words, name = typed.lower().split(), text.lower()
    if all(any(part.startswith(word) for part in name.split()) for word in words):
        return 0, name
    return (1, name) if all(word in name for word in words) else None
