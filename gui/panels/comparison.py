"""The strip above the plots of A against B: whether the two can be compared, how B is laid beside A, and by what."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from analysis import wording
from analysis.glossary import title
from analysis.model.alignment import Basis
from analysis.model.comparison import Comparability, Comparison
from analysis.model.project import Project
from gui.comparing import touches
from gui.dialogs.ask import ask_text
from gui.dialogs.limits import read_limit
from gui.panels import Area, Panel, PanelKind, Tools
from gui.selection import OF_TWO, Selection
from gui.theme import LIGHT, Theme, dash, run_colour
from gui.widgets.icons import chip
from gui.widgets.labels import label, tip

SIGNS = {
    Comparability.COMPARABLE: "✓",
    Comparability.WITH_RESERVATIONS: "!",
    Comparability.NOT_COMPARABLE: "×",
}
LONGEST = 150  # pixels of the name of a run
AFTER = "B continues after A"


class ComparisonPanel(Panel):
    """The verdict before any number, its reasons on demand; beside it what may be changed about the comparison."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._session = tools.session
        self._theme = LIGHT
        self._names = [(QLabel(), label(role="title")) for _ in "AB"]
        self._headline = label(role="title", wrap=True)
        self._aligned = label(role="muted", wrap=True)
        self._reasons = label(role="muted", wrap=True)
        self._parting = label(wrap=True)
        self._more = _flat("Reasons")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._reasons.setVisible)
        self._reasons.hide()
        self._override = _flat("Compare all the same…")
        self._override.clicked.connect(self._on_override)
        self.chooser = QComboBox()
        self.chooser.setAccessibleName("What A and B are aligned by")
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.chooser.setMinimumContentsLength(15)
        self.chooser.activated.connect(self._on_chosen)
        self.offset = QLineEdit()
        self.offset.setAccessibleName("Offset of B, added to its places")
        self.offset.setToolTip(tip("What is added to every place of B. Or take the tool “Move B” and drag its curve."))
        self.offset.setFixedWidth(88)
        self.offset.returnPressed.connect(self.commit)
        self._lay_out()
        self.hide()
        self._session.project_changed.connect(self._on_project_changed)
        self._session.selection_changed.connect(self._on_selection_changed)
        self._session.comparing.ready.connect(self._update)
        self._session.comparing.failed.connect(self._headline.setText)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._show_names()

    def _show_names(self) -> None:
        """Which run is A and which is B, each with a piece of its line."""
        metrics = self.fontMetrics()
        for role, run, (line, name) in zip("AB", self._session.compared or (), self._names, strict=False):
            line.setPixmap(chip(run_colour(self._theme, run.colour), dash(run.colour)).pixmap(22, 16))
            name.setText(f"{role} {metrics.elidedText(run.name, Qt.TextElideMode.ElideMiddle, LONGEST)}")
            name.setToolTip(tip(run.name))

    def commit(self) -> None:
        """Move B by what was typed; what is no number is put back."""
        alignment = self._session.alignment
        if not self.isVisible() or not self.offset.isModified():
            return
        self.offset.setModified(False)
        try:
            offset = read_limit(self.offset.text()) or 0.0
        except ValueError:
            offset = alignment.offset
        if offset != alignment.offset:
            self._session.agree(f"Move B by {wording.signed(offset)}", alignment=replace(alignment, offset=offset))
        self.offset.setText(f"{offset:.10g}")

    def _lay_out(self) -> None:
        frame = QFrame()
        frame.setProperty("strip", "true")
        line = QHBoxLayout()
        line.setSpacing(8)
        for chip_of, name in self._names:
            line.addWidget(chip_of)
            line.addWidget(name)
        line.addSpacing(8)
        line.addWidget(self._headline, 1)
        line.addWidget(self._more)
        line.addWidget(self._override)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(label("Align by", role="muted"))
        below.addWidget(self.chooser)
        below.addWidget(label("B moved by", role="muted"))
        below.addWidget(self.offset)
        below.addWidget(self._aligned, 1)
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(16, 6, 12, 6)
        rows.setSpacing(4)
        rows.addLayout(line)
        rows.addWidget(self._reasons)
        rows.addLayout(below)
        rows.addWidget(self._parting)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)

    def _on_project_changed(self, old: Project, new: Project) -> None:
        if touches(old, new):
            self._update()

    def _on_selection_changed(self, old: Selection, new: Selection) -> None:
        if (old.a, old.b, old.layout) != (new.a, new.b, new.layout):
            self._update()

    def _update(self) -> None:
        pair = self._session.compared
        wanted = pair is not None and self._session.selection.layout in OF_TWO
        self.setVisible(wanted)
        if pair is None or not wanted:
            return
        self._show_names()
        comparison = self._session.comparison
        if comparison is not None:
            self._show(comparison)
        else:
            self._headline.setText("Comparing…")
            self._aligned.setText("")
            self._reasons.setText("")
            self._parting.hide()

    def _show(self, comparison: Comparison) -> None:
        refused = comparison.comparability is Comparability.NOT_COMPARABLE
        reasons = comparison.reservations
        sign, verdict = SIGNS[comparison.comparability], comparison.verdict
        because = f" {reasons[0]}" if refused and reasons else ""
        overridden = "" if comparison.override is None else f" Numbers are shown all the same: {comparison.override}"
        self._headline.setText(f"{sign} {verdict}{because}{overridden}")
        self._aligned.setText(comparison.aligned)
        parting = comparison.parting
        self._parting.setVisible(parting is not None)
        self._parting.setText("" if parting is None else f"{title(parting.metric)}: {parting.sentence}")
        listed = [f"{place}. {reason}" for place, reason in enumerate(reasons, start=1)]
        self._reasons.setText("\n".join((*listed, comparison.caveat)))
        noun = "reason" if refused else "reservation"
        self._more.setText(wording.plural(len(reasons), noun) if reasons else "What this cannot show")
        self._override.setVisible(refused)
        self._override.setText("Compare all the same…" if comparison.override is None else "Take the override back")
        self._fill(comparison)

    def _fill(self, comparison: Comparison) -> None:
        """Offer the alignments; what these runs do not allow is grey and says why."""
        with QSignalBlocker(self.chooser):
            self.chooser.clear()
            model = self.chooser.model()
            assert isinstance(model, QStandardItemModel)
            for place, offer in enumerate(comparison.offers):
                name = AFTER if offer.alignment.after else self._named(offer.alignment.by)
                self.chooser.addItem(f"{name} (proposed)" if offer.proposed else name, offer.alignment)
                item = model.item(place)
                item.setToolTip(tip(offer.reason))
                item.setEnabled(offer.possible)
                if (offer.alignment.by, offer.alignment.after) == (comparison.alignment.by, comparison.alignment.after):
                    self.chooser.setCurrentIndex(place)
                    self.chooser.setToolTip(tip(offer.reason))
        self.offset.setText(f"{comparison.alignment.offset:.10g}")
        self.offset.setModified(False)

    def _named(self, by: Basis) -> str:
        """What points are placed by; their own count by its name where that is not the step."""
        a, b = self._session.compared or (None, None)
        shared = () if a is None or b is None else (one.axis for one in a.series if b.get(one.name) is not None)
        counts = next(iter(shared), "Step")
        return wording.basis(by) if by is not Basis.STEP or counts == "Step" else f"{counts.lower()}, as logged"

    def _on_chosen(self, place: int) -> None:
        chosen, name = self.chooser.itemData(place), self.chooser.itemText(place).removesuffix(" (proposed)")
        text = AFTER if chosen.after else f"Align by {name}"
        self._session.agree(text, alignment=chosen)

    def _on_override(self) -> None:
        session, comparison = self._session, self._session.comparison
        if comparison is None:
            return
        if comparison.override is not None:
            session.agree("Take the override back", override=None)
            return

        def done(reason: str) -> None:
            if reason.strip():
                session.agree("Compare in spite of the verdict", override=reason.strip())

        question = f"{comparison.verdict}\nWhy are numbers wanted all the same? The reason is kept and printed."
        ask_text(self, "Compare all the same", question, "", done)


def _flat(text: str) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("flat", "true")
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


PANEL = PanelKind("comparison", "Comparability", Area.ABOVE, order=0, stretch=0, make=ComparisonPanel)
