"""What the detectors propose for the shown runs, by kind: accept, reject, one or all of a kind."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from analysis import wording
from analysis.candidates import RULE
from analysis.glossary import title
from analysis.model.candidate import Candidate, Proposals
from gui.panels import Area, Panel, PanelKind, Tools
from gui.selection import Selection
from gui.widgets.labels import label, tip

KEY = Qt.ItemDataRole.UserRole  # of a candidate; of a group, its kind
MOST_METRICS = 2  # that a row names


class CandidatesPanel(Panel):
    """A row a candidate under the row of its kind; a row of a kind stands for all in it. Hidden while there are none.

    Where a candidate is chosen and what stands behind it are told below the list.
    """

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._tools = tools
        self._filling = False
        self._filled: Proposals | None = None
        self._rows: dict[str, QTreeWidgetItem] = {}  # by the keys of candidates
        self._count = label(role="muted")
        self._shown = QCheckBox("Show")
        self._shown.setAccessibleName("Show candidates on the plots")
        self._shown.clicked.connect(lambda: tools.act("annotate.candidates"))
        self._list = _make_list()
        self._list.currentItemChanged.connect(self._on_current_changed)
        self._list.itemDoubleClicked.connect(self._on_double_clicked)
        self._about = label(role="muted", wrap=True)
        self._yes, self._no, self._again = QPushButton("Accept"), QPushButton("Reject"), QPushButton()
        self._yes.clicked.connect(self._accept)
        self._no.clicked.connect(self._reject)
        self._again.clicked.connect(lambda: tools.act("annotate.rejected"))
        self._lay_out()
        for signal in (self._session.assessment_ready, self._session.project_changed):
            signal.connect(self._fill)
        self._session.selection_changed.connect(self._on_selection_changed)
        self._fill()

    def _lay_out(self) -> None:
        frame = QFrame()
        frame.setProperty("edge", "right")
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(12, 4, 12, 12)
        rows.setSpacing(8)
        line = QHBoxLayout()
        heading = label("Candidates", role="title")
        heading.setToolTip(tip(RULE))
        line.addWidget(heading)
        line.addWidget(self._count, 1)
        line.addWidget(self._shown)
        rows.addLayout(line)
        rows.addWidget(self._list, 1)
        rows.addWidget(self._about)
        buttons = QHBoxLayout()
        buttons.addWidget(self._yes)
        buttons.addWidget(self._no)
        rows.addLayout(buttons)
        rows.addWidget(self._again)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if (old.shown, old.proposals) != (new.shown, new.proposals):
            self._fill()
        elif old.candidate != new.candidate:
            self._choose()

    def _fill(self) -> None:
        found = self._session.proposals
        self._shown.setChecked(self._session.selection.proposals)
        if found is not self._filled:
            self._filled = found
            self._list_all(found)
            self._count.setText(_counted(found))
            self._again.setText(f"Show {wording.plural(len(found.rejected), 'rejected one')} again")
            self._again.setVisible(bool(found.rejected))
            for widget in (self._list, self._yes, self._no):
                widget.setVisible(bool(found.open))
            self.setVisible(bool(found.proposed))
        self._choose()

    def _list_all(self, found: Proposals) -> None:
        self._filling = True
        self._list.clear()
        self._rows.clear()
        for kind in sorted({one.kind for one in found.open}):
            of_kind = [one for one in found.open if one.kind == kind]
            group = QTreeWidgetItem([f"{kind} ({len(of_kind)})"])
            group.setData(0, KEY, kind)
            for one in of_kind:
                row = QTreeWidgetItem([wording.steps(one.span), _metrics(one)])
                row.setData(0, KEY, one.key)
                row.setToolTip(0, tip(self._session.project.run(one.run).name))
                row.setToolTip(1, tip("\n".join(title(metric) for metric in one.metrics)))
                group.addChild(row)
                self._rows[one.key] = row
            self._list.addTopLevelItem(group)
            group.setFirstColumnSpanned(True)
            group.setExpanded(True)
        self._filling = False

    def _choose(self) -> None:
        """Make the row of the chosen candidate the current one, and tell of it."""
        chosen = self._session.candidate
        self._filling = True
        if chosen is not None or self._current not in {one.kind for one in self._session.proposals.open}:
            self._list.setCurrentIndex(QModelIndex())
        if chosen is not None:
            self._list.setCurrentItem(self._rows[chosen.key])
        self._filling = False
        self._tell()

    def _tell(self) -> None:
        meant = self._meant()
        self._about.setText(_about(meant[0]) if len(meant) == 1 else "")
        self._about.setVisible(len(meant) == 1)
        all_of_them = f" all {len(meant)}" if len(meant) > 1 else ""
        for button, verb in ((self._yes, "Accept"), (self._no, "Reject")):
            button.setText(f"{verb}{all_of_them}")
            button.setEnabled(bool(meant))

    @property
    def _current(self) -> str:
        item = self._list.currentItem()
        return "" if item is None else str(item.data(0, KEY))

    def _meant(self) -> tuple[Candidate, ...]:
        """The candidate of the current row, or all of its kind."""
        key = self._current
        return tuple(one for one in self._session.proposals.open if key in (one.key, one.kind))

    def _on_current_changed(self, item: QTreeWidgetItem | None) -> None:
        if item is None or self._filling:
            return
        of_group = item.parent() is None
        self._session.select(candidate=None if of_group else item.data(0, KEY), adjusted=None)
        self._tell()

    def _on_double_clicked(self) -> None:
        if self._session.candidate is not None:
            self._tools.act("view.focus")

    def _accept(self) -> None:
        self._session.accept(self._meant(), author=self._tools.author())

    def _reject(self) -> None:
        self._session.reject(self._meant())


def _make_list() -> QTreeWidget:
    found = QTreeWidget()
    found.setAccessibleName("Candidates")
    found.setHeaderHidden(True)
    found.setColumnCount(2)
    found.setUniformRowHeights(True)
    found.setProperty("dense", "true")
    found.setMinimumHeight(76)
    found.header().setStretchLastSection(True)
    found.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    return found


def _counted(found: Proposals) -> str:
    told = [f"{len(found.open)} of {found.proposed} open"]
    if found.accepted:
        adjusted = f" ({found.adjusted} adjusted)" if found.adjusted else ""
        told.append(f"{found.accepted} accepted{adjusted}")
    if found.rejected:
        told.append(f"{len(found.rejected)} rejected")
    return ", ".join(told)


def _metrics(one: Candidate) -> str:
    names = [title(metric) for metric in one.metrics]
    more = f" and {len(names) - MOST_METRICS} more" if len(names) > MOST_METRICS else ""
    return f"{', '.join(names[:MOST_METRICS])}{more}"


def _about(one: Candidate) -> str:
    """What stands behind a candidate."""
    return "\n".join(f"{title(part.metric)}: {wording.occurrence(part)}." for part in one.parts)


PANEL = PanelKind("candidates", "Candidates", Area.LEFT, order=2, stretch=2, make=CandidatesPanel)
