"""The configurations of A and B side by side, below their plots: nested keys as a tree, values as they are typed."""

from collections.abc import Iterable

from PySide6.QtGui import QBrush, QColor, QFont, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
)

from analysis import wording
from analysis.model.comparison import Comparison, Kind, Setting
from analysis.model.project import Project
from analysis.model.run import ConfigValue
from analysis.tables import FORMATS, Table
from gui.comparing import touches
from gui.panels import Area, Panel, PanelKind, Tools
from gui.selection import Below, Selection
from gui.theme import LIGHT, Theme, run_colour
from gui.widgets.labels import label, tip
from gui.widgets.table_below import lay_out_below

HEAD = ("Key", "A", "B")
HEIGHT = 150  # pixels of the tree
APART = "."  # between the parts of a nested key


class ConfigDifferencePanel(Panel):
    """What differs is bold; at first nothing else is shown."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._theme = LIGHT
        self._settings: tuple[Setting, ...] = ()
        self._shown: Comparison | None = None
        self.only = QCheckBox("Only differences")
        self.only.setChecked(True)
        self.only.toggled.connect(self._fill)
        self.filter = QLineEdit(placeholderText="Filter: key or value", clearButtonEnabled=True)
        self.filter.setAccessibleName("Filter the configurations")
        self.filter.setMaximumWidth(220)
        self.filter.textChanged.connect(self._fill)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Configurations of A and B")
        self.tree.setHeaderLabels(list(HEAD))
        self.tree.setUniformRowHeights(True)
        self.tree.setProperty("dense", "true")
        self.tree.setIndentation(16)
        self.tree.setFixedHeight(HEIGHT)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._below = label(role="muted", wrap=True)
        lay_out_below(
            self,
            "Configurations",
            fields=[self.only, self.filter],
            formats=FORMATS,
            copy=self.copy,
            table=self.tree,
            sentence=self._below,
        )
        self.hide()
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)
        self._session.comparing.ready.connect(self._update)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fill()

    def copy(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signature
        """Put what is seen on the clipboard in one of the formats, whole keys in a row each."""
        QGuiApplication.clipboard().setText(FORMATS[name](Table(HEAD, tuple(map(_cells, self.seen())))))

    def seen(self) -> tuple[Setting, ...]:
        """The settings that are seen."""
        wanted = self.filter.text().casefold()
        found = (one for one in self._settings if one.differs or not self.only.isChecked())
        return tuple(one for one in found if any(wanted in cell.casefold() for cell in _cells(one)))

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if touches(old, new):
            self._update()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if (old.a, old.b, old.layout, old.below) != (new.a, new.b, new.layout, new.below):
            self._update()

    def _update(self) -> None:
        wanted = self._session.compared is not None and self._session.selection.stands_below is Below.CONFIG
        self.setVisible(wanted)
        comparison = self._session.comparison if wanted else None
        if comparison is not None and comparison is not self._shown:
            self._shown, self._settings = comparison, comparison.settings
            self._fill()

    def _fill(self, *_: object) -> None:
        seen = self.seen()
        self.tree.clear()
        _add(self.tree, seen, self._session.compared, self._theme)
        self.tree.expandAll()
        self.tree.setVisible(bool(seen))
        self._below.setText(self._said(len(seen)))

    def _said(self, seen: int) -> str:
        pair, known = self._session.compared, len(self._settings)
        if pair is None:
            return ""
        silent = [role for role, run in zip("AB", pair, strict=True) if not run.config]
        if silent:
            return f"The files of {' and '.join(silent)} hold no configuration: what differs there is not known."
        other = sum(one.differs for one in self._settings)
        return f"{wording.plural(other, 'key')} of {wording.count(known)} differ; {wording.count(seen)} shown."


def _add(tree: QTreeWidget, seen: Iterable[Setting], pair: object, theme: Theme) -> None:
    """A row a setting, under the parts of its nested key."""
    branches: dict[str, QTreeWidgetItem] = {}
    for one in seen:
        *path, name = one.key.split(APART)
        parent = tree.invisibleRootItem()
        for place in range(len(path)):
            key = APART.join(path[: place + 1])
            if key not in branches:
                branches[key] = QTreeWidgetItem([path[place]])
                parent.addChild(branches[key])
            parent = branches[key]
        parent.addChild(_item(one, name, pair, theme))


def _item(one: Setting, name: str, pair: object, theme: Theme) -> QTreeWidgetItem:
    item = QTreeWidgetItem([name, *_cells(one)[1:]])
    for column, kind in ((1, one.kind_a), (2, one.kind_b)):
        item.setToolTip(column, tip(f"{item.text(column)}\n{kind.value}"))
    item.setToolTip(0, tip(one.key))
    if one.differs and isinstance(pair, tuple):
        bold = QFont()
        bold.setWeight(QFont.Weight.DemiBold)
        item.setFont(0, bold)
        for column, run in enumerate(pair, start=1):
            item.setForeground(column, QBrush(QColor(run_colour(theme, run.colour))))
    return item


def _cells(one: Setting) -> tuple[str, str, str]:
    return one.key, _written(one.a, one.kind_a), _written(one.b, one.kind_b)


def _written(value: ConfigValue, kind: Kind) -> str:
    """A value as it is typed: a text in quotes where it would pass for a number, a flag or nothing."""
    match kind:
        case Kind.MISSING:
            return wording.DASH
        case Kind.NONE:
            return "none"
        case Kind.FLAG:
            return "true" if value else "false"
        case Kind.NUMBER:
            return repr(value)
        case _:
            text = str(value)
            return f'"{text}"' if _passes(text) else text


def _passes(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text.casefold() in ("", "true", "false", "none", wording.DASH)
    return True


PANEL = PanelKind("config-difference", "Configurations", Area.BELOW, order=1, stretch=0, make=ConfigDifferencePanel)
