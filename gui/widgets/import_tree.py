"""What opening some files would give, as a tree: the files with what was noticed, the runs with their metrics."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from analysis import wording
from analysis.importers import OpenHeading
from analysis.model.file_report import FileReport, Outcome
from analysis.model.notice import Notice
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.stats.logs.files import short_names
from gui.widgets.labels import tip
from gui.widgets.notice_bar import SIGNS

NAME, WHAT, POINTS, HOW = range(4)
KEY = Qt.ItemDataRole.UserRole
TOLD = KEY + 1  # whether what is told of a file is shown at once
FILE, RUN, HEADING = "file", "run", "heading"
EXPANDED = 6  # as many runs, or fewer, show their metrics at once


class ImportTree(QTreeWidget):
    """Each item that something can be decided about has its kind and its key: a path, the id of a run, a heading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Files and runs")
        self.setHeaderLabels(["Name", "What it is", "Points", "How sure, how complete"])
        self.setIndentation(16)
        self.setUniformRowHeights(True)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (WHAT, POINTS, HOW):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    @property
    def chosen(self) -> tuple[str, str] | None:
        """The kind and the key of the current item, or of the one that it belongs to."""
        item = self.currentItem()
        while item is not None:
            key = item.data(NAME, KEY)
            if key is not None:
                return key[0], key[1]
            item = item.parent()
        return None

    def fill(
        self,
        files: Iterable[FileReport],
        runs: Iterable[Run],
        headings: Iterable[OpenHeading],
        names: dict[str, str],
    ) -> None:
        """Show what was found, and keep what was chosen; ``names`` are those of the importers by their ids."""
        was = self.chosen
        runs = tuple(runs)
        files = tuple(files)
        labels = short_names(Path(file.path) for file in files)
        groups = [("Files", [_file_item(file, labels[Path(file.path)], runs, names) for file in files])]
        groups.append(("Headings that can be split in several places", [_heading_item(one) for one in headings]))
        groups.append(("Runs", [_run_item(run) for run in runs]))
        with QSignalBlocker(self):
            self.clear()
            for title, items in groups:
                if items:
                    self._add(f"{title} ({wording.count(len(items))})", items)
            for item in groups[2][1] if len(runs) <= EXPANDED else ():
                item.setExpanded(True)
        self.choose(was)

    def _add(self, title: str, items: list[QTreeWidgetItem]) -> None:
        """Add a group; what is told of a file has the whole width."""
        group = QTreeWidgetItem([title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.addChildren(items)
        self.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        group.setExpanded(True)
        for item in items:
            if item.data(NAME, KEY)[0] == FILE:
                for at in range(item.childCount()):
                    self.setFirstColumnSpanned(at, self.indexFromItem(item), True)  # noqa: FBT003 - Qt's signature
                item.setExpanded(item.data(NAME, TOLD))

    def choose(self, wanted: tuple[str, str] | None) -> None:
        """Make the item of a kind and key the current one; the first file where there is none."""
        first = None
        for place in range(self.topLevelItemCount()):
            group = self.topLevelItem(place)
            for index in range(0 if group is None else group.childCount()):
                child = group.child(index) if group is not None else None
                first = first or child
                if child is not None and wanted is not None and tuple(child.data(NAME, KEY)) == wanted:
                    self.setCurrentItem(child)
                    return
        if first is not None:
            self.setCurrentItem(first)


def _file_item(file: FileReport, label: str, runs: tuple[Run, ...], names: dict[str, str]) -> QTreeWidgetItem:
    mine = sum(file.path in run.paths for run in runs)
    what = names.get(file.importer, file.outcome.value)
    if file.outcome not in {Outcome.READ, Outcome.UNKNOWN}:
        what = file.outcome.value
    sure = ""
    if file.importer and file.outcome is Outcome.READ:
        sure = wording.sureness(file.sure, by_hand=file.by_hand)
        sure += "" if file.by_hand else f" ({wording.number(file.sure, 1)})"
    item = QTreeWidgetItem([label, what, "", sure])
    item.setData(NAME, KEY, (FILE, file.path))
    told = f"{file.path}: {wording.plural(mine, 'run')}" if mine else file.path
    item.setToolTip(NAME, tip(told))
    for notice in file.notices:
        child = QTreeWidgetItem([_told(notice)])
        child.setToolTip(NAME, tip(_told(notice)))
        item.addChild(child)
    item.setData(NAME, TOLD, file.outcome is Outcome.REFUSED)
    return item


def _told(notice: Notice) -> str:
    where = "" if notice.line is None else f"line {wording.count(notice.line)}: "
    return f"{SIGNS[notice.severity]}  {where}{notice.text}"


def _heading_item(heading: OpenHeading) -> QTreeWidgetItem:
    run, metric = heading.taken
    item = QTreeWidgetItem([heading.text, f"run “{run}”", "", "told" if heading.told else "not told by the files"])
    item.setData(NAME, KEY, (HEADING, heading.text))
    item.setToolTip(NAME, tip(f"run “{run}”, metric “{metric}”"))
    return item


def _run_item(run: Run) -> QTreeWidgetItem:
    longest = max((len(series) for series in run.series), default=0)
    item = QTreeWidgetItem([run.name, _from(run), wording.count(longest), wording.steps(run.span)])
    item.setData(NAME, KEY, (RUN, run.id))
    item.setToolTip(NAME, tip(run.name))
    _align(item)
    for series in run.series:
        child = QTreeWidgetItem([series.name, _extent(series), wording.count(len(series)), wording.badge(series)])
        child.setToolTip(NAME, tip(series.name))
        _align(child)
        item.addChild(child)
    return item


def _from(run: Run) -> str:
    return f"{wording.plural(len(run.series), 'metric')} from {wording.plural(len(run.sources), 'file')}"


def _extent(series: Series) -> str:
    bare = wording.steps(series.span)
    return bare if series.axis == "Step" else f"{series.axis}: {bare.removeprefix('steps ')}"


def _align(item: QTreeWidgetItem) -> None:
    item.setTextAlignment(POINTS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
