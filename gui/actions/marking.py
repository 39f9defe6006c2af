"""What is done to annotations beyond their labels: typed steps, edges by keys, split, links, statistics, authors."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from analysis.annotations import evidence
from analysis.annotations.agreement import RULE, agreement, authors
from analysis.annotations.changes import named
from analysis.annotations.listing import in_order
from analysis.errors import RunloupeError
from analysis.model.annotation import Annotation, SpanEvidence
from analysis.model.notice import Severity
from analysis.model.series import Span
from analysis.progress import Progress
from gui.actions.action import Action, Desk, say, with_annotation, with_runs
from gui.actions.file import tell
from gui.dialogs.ask import ask_text, ask_which
from gui.dialogs.files import ask_for_file, ask_to_save
from gui.dialogs.labels import Asks, LabelsDialog
from gui.widgets.step_box import step_of

HINT = "Two steps, as in 812 to 840, or one"


def _chosen(desk: Desk) -> Annotation | None:
    key = desk.session.selection.annotation
    return None if key is None else desk.session.project.annotation(key)


def _typed(desk: Desk) -> None:
    """Annotate steps that are typed."""

    def done(text: str) -> None:
        span = _span(text)
        if span is None:
            say(desk, Severity.WARNING, f"“{text}” names no steps. {HINT}.")
        else:
            desk.session.annotate(span, author=desk.settings.author)

    ask_text(desk.window, "Annotate steps", HINT, "", done)


def _span(text: str) -> Span | None:
    """The span that a text names: 812 to 840, 812 840, 812-840, or one step."""
    words = text.replace("to", " ").replace("–", " ").replace("…", " ").split()
    if len(words) == 1 and "-" in words[0][1:] and "e" not in words[0].lower():
        head, _, tail = words[0][1:].partition("-")
        words = [words[0][0] + head, tail]
    steps = [step_of(word) for word in words]
    known = [step for step in steps if step is not None]
    return Span.between(known[0], known[-1]) if len(known) == len(words) and len(words) in (1, 2) else None


def _edge(desk: Desk, *, first: bool) -> None:
    """Put the start or the end of the chosen annotation where the cursor is."""
    mark, step = _chosen(desk), desk.plots.cursor_step
    if mark is not None and step is not None:
        other = mark.span.last if first else mark.span.first
        desk.session.edit(mark.id, span=Span.between(step, other))


def _shift(by: int, desk: Desk) -> None:
    """Move the chosen annotation by samples of the longest series that it concerns."""
    mark = _chosen(desk)
    if mark is None:
        return
    runs = [run for run in desk.session.project.runs if mark.concerns(run=run.id)]
    known = [series.steps for run in runs for series in run.series if mark.concerns(metric=series.name)]
    steps = max(known, key=len, default=None)
    if steps is None:
        return
    place = min(max(int(steps.searchsorted(mark.span.first)) + by, 0), len(steps) - 1)
    first = float(steps[place])
    desk.session.edit(mark.id, span=Span(first, first + mark.span.width))


def _split(desk: Desk) -> None:
    """Split the chosen annotation at the cursor, or at a step that is typed."""
    mark, step = _chosen(desk), desk.plots.cursor_step
    if mark is None:
        return
    if step is not None and mark.span.first < step <= mark.span.last:
        desk.session.split(mark.id, step)
        return

    def done(text: str) -> None:
        typed = step_of(text)
        try:
            desk.session.split(mark.id, mark.span.first if typed is None else typed)
        except RunloupeError as error:
            tell(desk, error)

    middle = f"{round(0.5 * (mark.span.first + mark.span.last))}"
    ask_text(desk.window, "Split", f"Step at which the second part of {named(mark)} begins", middle, done)


def _link(desk: Desk) -> None:
    """Link the chosen annotation to another one to see."""
    mark = _chosen(desk)
    if mark is None:
        return
    marks = in_order(desk.session.project.annotations)
    others = [one for one in marks if one.id not in (mark.id, *mark.links)]
    if not others:
        say(desk, Severity.INFO, "There is no other annotation to link to.")
        return

    def done(place: int) -> None:
        desk.session.edit(mark.id, links=(*mark.links, others[place].id))

    ask_which(desk.window, "See also", f"{named(mark)} is linked to", [named(one) for one in others], done)


def _statistics(desk: Desk) -> None:
    """Attach the statistics of the span to the chosen annotation, as of now."""
    mark = _chosen(desk)
    if mark is None:
        return
    project = desk.session.project
    taken = datetime.now().astimezone().isoformat(timespec="seconds")

    def work(progress: Progress) -> tuple[SpanEvidence, ...]:
        return evidence.measured(project, mark, taken, progress)

    def done(found: tuple[SpanEvidence, ...]) -> None:
        still = any(one.id == mark.id for one in desk.session.project.annotations)
        if still and found:
            desk.session.edit(mark.id, evidence=found)
        elif not found:
            say(desk, Severity.INFO, f"No sample of its runs and metrics lies in {named(mark)}.")

    desk.session.tasks.run("Taking statistics", work, done, partial(tell, desk))


def _author(desk: Desk) -> None:
    """Ask who annotates; the chosen annotation gets the name too where it has none."""

    def done(text: str) -> None:
        name = text.strip()
        desk.prefer(replace(desk.settings, author=name))
        mark = _chosen(desk)
        if mark is not None and name and not mark.author:
            desk.session.edit(mark.id, author=name)

    ask_text(desk.window, "Author", "Your name, for the annotations that you make", desk.settings.author, done)


def _labels(desk: Desk) -> None:
    LabelsDialog(desk.window, desk.session, Asks(ask_text, ask_which, ask_for_file, ask_to_save)).open()


def _agreement(desk: Desk) -> None:
    """Tell how far two authors agree."""
    known = authors(desk.session.project.annotations)
    pairs = [(one, other) for place, one in enumerate(known) for other in known[place + 1 :]]

    def told(place: int) -> None:
        say(desk, Severity.INFO, f"{agreement(desk.session.project, *pairs[place]).sentence} {RULE}")

    if len(pairs) == 1:
        told(0)
    else:
        names = [f"{one or 'no author'} and {other or 'no author'}" for one, other in pairs]
        ask_which(desk.window, "Agreement", "Of which two authors?", names, told)


def _two_authors(desk: Desk) -> bool:
    return len(authors(desk.session.project.annotations)) > 1


ACTIONS = (
    Action("annotate.typed", "Annotate typed steps…", _typed, ("Ctrl+N",), with_runs),
    Action("annotate.first", "Start the annotation at the cursor", partial(_edge, first=True), ("{",), with_annotation),
    Action("annotate.last", "End the annotation at the cursor", partial(_edge, first=False), ("}",), with_annotation),
    Action("annotate.earlier", "Annotation one sample back", partial(_shift, -1), ("Ctrl+Left",), with_annotation),
    Action("annotate.later", "Annotation one sample on", partial(_shift, 1), ("Ctrl+Right",), with_annotation),
    Action("annotate.split", "Split the annotation…", _split, ("/",), with_annotation),
    Action("annotate.link", "Link to another annotation…", _link, ("Ctrl+L",), with_annotation),
    Action("annotate.statistics", "Attach statistics", _statistics, ("Ctrl+T",), with_annotation),
    Action("annotate.labels", "Labels…", _labels),
    Action("annotate.author", "Author…", _author),
    Action("annotate.agreement", "Agreement of two authors…", _agreement, (), _two_authors),
)
