"""What the checks found in the shown runs; a click takes the plots to the steps of a finding."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from analysis import wording
from analysis.glossary import ordered, title
from analysis.model.finding import Finding, Verdict
from analysis.model.project import Project
from analysis.model.series import Span
from gui.panels import Area, Panel, PanelKind, Tools
from gui.selection import Selection
from gui.widgets.labels import label, tip

PLACE = Qt.ItemDataRole.UserRole
ORDER = (Verdict.CONCERN, Verdict.ATTENTION, Verdict.NOT_ENOUGH, Verdict.INFORMATION, Verdict.NO_CONCERN)
ROOM = 10.0  # steps at least on both sides of a finding that is looked at


class FindingsPanel(Panel):
    """The findings, worst first; those without concern are listed on demand. The rule stands below the list."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._found: tuple[Finding, ...] = ()
        self._count = label(role="muted")
        self._all = QCheckBox("All")
        self._all.setAccessibleName("Show all answers of the checks")
        self._all.toggled.connect(self._fill)
        self._list = _make_list()
        self._list.currentItemChanged.connect(self._on_current_changed)
        self._list.itemClicked.connect(self._on_clicked)
        self._rule = label(role="muted", wrap=True)
        self._rule.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rule.hide()
        self._lay_out()
        self._session.assessment_ready.connect(self._fill)
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)
        self._fill()

    def _lay_out(self) -> None:
        frame = QFrame()
        frame.setProperty("edge", "right")
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(12, 4, 12, 12)
        rows.setSpacing(8)
        line = QHBoxLayout()
        line.addWidget(label("Findings", role="title"))
        line.addWidget(self._count, 1)
        line.addWidget(self._all)
        rows.addLayout(line)
        rows.addWidget(self._list, 1)
        rows.addWidget(self._rule)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if old.runs is not new.runs:
            self._fill()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if (old.shown, old.a, old.b) != (new.shown, new.a, new.b):
            self._fill()
        if old.finding != new.finding:
            keys = [finding.key for finding in self._found]
            row = keys.index(new.finding) if new.finding in keys else -1
            self._list.setCurrentIndex(self._list.model().index(row, 0))

    def _fill(self) -> None:
        """List what the shown runs' assessments say so far."""
        known = [self._session.assessment(run.id) for run in self._session.shown]
        found = [finding for assessment in known if assessment is not None for finding in assessment.findings]
        open_ones = [finding for finding in found if finding.verdict.open]
        self._found = tuple(sorted(found if self._all.isChecked() else open_ones, key=_rank))
        self._count.setText(_counted(len(open_ones), len(found)))
        self._list.clear()
        self._rule.hide()
        for place, finding in enumerate(self._found):
            item = self._item(finding)
            item.setData(0, PLACE, place)
            self._list.addTopLevelItem(item)

    def _item(self, finding: Finding) -> QTreeWidgetItem:
        from analysis.assess import checks  # there once something was found; the start need not wait for it

        run = self._session.project.run(finding.run).name
        roles = {self._session.selection.a: "A", self._session.selection.b: "B"}
        metric = "whole run" if finding.metric is None else title(finding.metric)
        check = next((one.title for one in checks() if one.id == finding.check), finding.check)
        item = QTreeWidgetItem([wording.verdict(finding.verdict)[0], metric, check, roles.get(finding.run, run)])
        for column, text in enumerate((finding.verdict.value, finding.sentence, finding.sentence, run)):
            item.setToolTip(column, tip(text))
        return item

    def _chosen(self, item: QTreeWidgetItem | None) -> Finding | None:
        return None if item is None else self._found[item.data(0, PLACE)]

    def _on_current_changed(self, item: QTreeWidgetItem | None) -> None:
        finding = self._chosen(item)
        self._rule.setVisible(finding is not None)
        if finding is not None:
            self._rule.setText(f"{finding.sentence}\nRule: {finding.rule}\nCannot show: {finding.limits}")

    def _on_clicked(self, item: QTreeWidgetItem) -> None:
        """Go to the steps of the finding, and make sure that its metric is drawn."""
        finding = self._chosen(item)
        if finding is None or finding.span is None:
            return
        span, shown = finding.span, self._session.selection.metrics
        metrics = shown if finding.metric is None or finding.metric in shown else ordered((*shown, finding.metric))
        room = max(span.width, ROOM)
        whole = self._session.project.run(finding.run).span
        zoom = (
            None if whole is not None and span.width >= whole.width / 2 else Span(span.first - room, span.last + room)
        )
        self._session.select(metrics=metrics, zoom=zoom, finding=finding.key)


def _rank(finding: Finding) -> int:
    return ORDER.index(finding.verdict)


def _counted(open_ones: int, all_of_them: int) -> str:
    if not all_of_them:
        return "none yet"
    return f"{open_ones} of {all_of_them} answers"


def _make_list() -> QTreeWidget:
    found = QTreeWidget()
    found.setAccessibleName("Findings")
    found.setHeaderHidden(True)
    found.setColumnCount(4)
    found.setRootIsDecorated(False)
    found.setUniformRowHeights(True)
    found.setProperty("dense", "true")
    header = found.header()
    header.setStretchLastSection(False)
    header.setMinimumSectionSize(20)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    for column in (0, 3):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    return found


PANEL = PanelKind("findings", "Findings", Area.LEFT, order=1, stretch=2, make=FindingsPanel)
