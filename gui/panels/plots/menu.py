"""The menu of a plot: what can be done at the step, and with the metric, that it was opened on."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from analysis import wording
from analysis.glossary import title
from analysis.model.series import Span
from gui.panels import Tools
from gui.widgets.labels import mnemonic_free

FORMATS = (("png", "PNG"), ("png2", "PNG, 2×"), ("svg", "SVG"), ("pdf", "PDF"), ("csv", "CSV"))


def plot_menu(parent: QWidget, tools: Tools, metric: str, step: float | None, ask: Callable[[str], None]) -> QMenu:
    """The menu of the plot of a metric at a step, None where places have none; ``ask`` runs an action for that plot."""
    session, name = tools.session, mnemonic_free(title(metric))
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if step is not None:
        here, author, at = Span(step, step), tools.author, f"step {wording.step(step)}"
        menu.addAction(f"Annotate {at} on all metrics", lambda: session.annotate(here, author=author()))
        menu.addAction(f"Annotate {at} on {name} only", lambda: session.annotate(here, metric=metric, author=author()))
        menu.addAction(f"Reference point at {at}", lambda: session.select(reference=step))
        chosen = session.selection.annotation
        mark = None if chosen is None else session.project.annotation(chosen)
        if mark is not None and mark.span.first < step <= mark.span.last:
            menu.addAction(f"Split E{mark.number} at {at}", lambda: session.split(mark.id, step))
    if session.selection.brush is not None:
        menu.addAction("Annotate the brush", partial(tools.act, "annotate.brush"))
        menu.addAction("Clear the brush", lambda: session.select(brush=None))
    menu.addSeparator()
    log = session.selection.log
    on = menu.addAction("Log axis", lambda: session.select(log=tuple(sorted({*log} ^ {metric}))))
    on.setCheckable(True)
    on.setChecked(metric in log)
    menu.addAction("Limits…", partial(ask, "view.limits"))
    for verb in ("copy", "save"):
        under = menu.addMenu("Copy as" if verb == "copy" else "Save as")
        for kind, text in FORMATS:
            under.addAction(text, partial(ask, f"plot.{verb}_{kind}"))
    menu.addSeparator()
    alone = session.selection.focus == metric
    text = "Show all metrics" if alone else f"Show {name} alone"
    menu.addAction(text, lambda: session.select(focus=None if alone else metric))
    menu.addAction("Fit y to what is seen", partial(tools.act, "view.fit_y"))
    menu.addAction("Whole range", partial(tools.act, "view.whole"))
    return menu
