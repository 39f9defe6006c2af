"""What is current: the project, the selection, the assessments so far. It is the only thing that changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from analysis import candidates as answers
from analysis import wording
from analysis.annotations import editing
from analysis.annotations.changes import edit_text, named
from analysis.importers import Reading
from analysis.locating import Whereabouts
from analysis.model.alignment import Alignment, Terms
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.assessment import Assessment
from analysis.model.brush import Brush, KeptBrush
from analysis.model.candidate import PREFIX, Candidate, Proposals
from analysis.model.choices import Choices
from analysis.model.comparison import Comparison
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.model.series import Span
from analysis.stats.resuming import Marks
from analysis.storage import Document, JsonValue
from analysis.storage.locks import Lock
from analysis.storage.working_copy import WorkingCopy
from gui.assessing import Assessing
from gui.comparing import Comparing
from gui.digests import Digests
from gui.history import History
from gui.selection import Held, Selection, plain, selection_of
from gui.tasks import Tasks

_Zoom = tuple[Span | None, Held]
CHOICES = ("annotation", "candidate", "finding")


class Session(QObject):
    """Remembers which values are current and says when they change.

    ``project_changed(old, new)`` and ``selection_changed(old, new)`` carry both values, so that a panel redraws only
    what it shows; ``assessment_ready(run_id)`` tells that ``assessment(run_id)`` has an answer, ``files_noted`` that
    it is known where the files of the project lie.
    """

    project_changed = Signal(object, object)
    selection_changed = Signal(object, object)
    assessment_ready = Signal(str)
    files_noted = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.tasks = tasks
        self._latest: tuple[Choices, Reading] | None = None  # what was read of the files that had grown
        self.history = History(tasks, lambda: Document(self._project, self.view()))
        self.undo_stack = self.history.stack
        self.digests = Digests(tasks)
        self.comparing = Comparing(tasks)
        self.assessing = Assessing(tasks)
        self.assessing.ready.connect(self.assessment_ready)
        self.where = Whereabouts()  # of the files of the project, as far as they were looked for
        self.path: Path | None = None
        self.barred = ""  # why the file of the project can only be read
        self._lock: Lock | None = None
        self._project = Project()
        self._saved: Project | None = self._project
        self._selection = Selection()
        self._zooms: tuple[list[_Zoom], list[_Zoom]] = ([], [])
        self.marks = Marks()  # where files ended that were read again
        self._proposed: tuple[tuple[object, ...], Proposals] = ((), Proposals())
        self.history.arrived.connect(self._on_arrived)
        self.history.begin("New project", Document(self._project))

    @property
    def project(self) -> Project:
        return self._project

    @property
    def selection(self) -> Selection:
        return self._selection

    @property
    def unsaved(self) -> bool:
        return self._project is not self._saved

    @property
    def shown(self) -> tuple[Run, ...]:
        """The runs that are drawn, in the order of the sidebar."""
        return tuple(run for run in self._project.runs if run.id in self._selection.shown)

    @property
    def compared(self) -> tuple[Run, Run] | None:
        """Run A and run B, None while one of them is missing."""
        a, b = self._selection.a, self._selection.b
        if a is None or b is None or not (self._project.has(a) and self._project.has(b)):
            return None
        return self._project.run(a), self._project.run(b)

    @property
    def reported(self) -> tuple[Run, ...]:
        """The runs of the report: A and B, all that are shown where they are wanted as a group, or one alone."""
        shown = self.shown
        if self._project.report.group and len(shown) > 1:
            return shown
        return self.compared or shown[:1] or self._project.runs[:1]

    @property
    def terms(self) -> Terms:
        """What a person set for the comparison of A and B."""
        pair = self.compared
        return Terms() if pair is None else self._project.terms(pair[0].id, pair[1].id)

    @property
    def comparison(self) -> Comparison | None:
        """A against B; None without a pair, and while it is being worked out: ``comparing.ready`` tells."""
        pair = self.compared
        return None if pair is None else self.comparing.of(self._project, *pair)

    @property
    def alignment(self) -> Alignment:
        """How B is laid beside A: as a person chose, else as it is proposed, as far as that is known yet."""
        known = self.terms.alignment
        if known is None and (comparison := self.comparison) is not None:
            known = comparison.alignment
        return known or Alignment()

    def agree(self, text: str, **terms: object) -> None:
        """Change the terms on which A and B are compared, as one step: alignment, override, margins."""
        pair = self.compared
        if pair is not None:
            changed = replace(self.terms, **terms)  # type: ignore[arg-type]
            self.change(text, self._project.with_terms(pair[0].id, pair[1].id, changed))

    def change(self, text: str, project: Project) -> None:
        """Make a project the current one, as one step that can be undone, called ``text``; it is then on disk."""
        if project != self._project:
            self.history.push(text, self._project, project)

    def replace_data(self, text: str, project: Project) -> None:
        """A change that puts other data in the place of those that were read: undone, the earlier data are back."""
        self._latest = None
        self.change(text, project)

    def refresh(self, reading: Reading) -> None:
        """Take over what the files hold now. It is no step: what is undone later brings no shorter data back."""
        self._latest = (self._project.choices, reading)
        project = self._refreshed(self._project)
        if project != self._project:
            self._become(project)
            self.history.amend()

    def annotate(self, span: Span, *, metric: str = "", author: str = "") -> None:
        """Add an annotation over a span, on one metric or on all of them, and choose it."""
        mark = Annotation(
            AnnotationId(uuid4().hex),
            self._project.next_number,
            span,
            metrics=(metric,) if metric else (),
            author=author,
            time=datetime.now().astimezone().isoformat(timespec="seconds"),
        )
        self.change(f"Annotated {wording.steps(span)}", self._project.annotate(mark))
        self.select(annotation=mark.id)

    def keep_brush(self, name: str) -> None:
        """Keep the brush under a name, as one step."""
        if self._selection.brush is not None and name:
            self.change(f"Keep brush {name}", self._project.keep(KeptBrush(name, self._selection.brush)))

    def edit(self, annotation: AnnotationId, **fields_changed: object) -> None:
        """Change fields of an annotation as one step, which says what became of it."""
        mark = self._project.annotation(annotation)
        changed = replace(mark, **fields_changed)  # type: ignore[arg-type]
        self.change(edit_text(mark, changed), self._project.annotate(changed))

    def split(self, annotation: AnnotationId, step: float) -> None:
        """Cut an annotation in two at a step, as one step; UnusableRequest where that is not inside it."""
        mark = self._project.annotation(annotation)
        project = editing.split(self._project, mark, step, AnnotationId(uuid4().hex))
        self.change(f"Split {named(mark)} at {wording.step(step)}", project)

    @property
    def proposals(self) -> Proposals:
        """What the detectors propose for the runs that are shown, and what was answered."""
        project = self._project
        ready = [one for run in self.shown if (one := self.assessment(run.id)) is not None]
        given = (project.runs, project.annotations, project.rejections, *ready)
        known = self._proposed[0]
        if len(known) != len(given) or any(one is not other for one, other in zip(known, given, strict=True)):
            self._proposed = (given, answers.proposals(project, ready))
        return self._proposed[1]

    @property
    def candidate(self) -> Candidate | None:
        """The chosen candidate, while it is open and shown."""
        key, shown = self._selection.candidate, self._selection.proposals
        return next((one for one in self.proposals.open if one.key == key), None) if key and shown else None

    @property
    def seen_candidates(self) -> tuple[Candidate, ...]:
        """The open candidates while they are shown, the chosen one where it was moved to."""
        if not self._selection.proposals:
            return ()
        chosen, moved = self._selection.candidate, self._selection.adjusted
        return tuple(one.moved(moved) if one.key == chosen else one for one in self.proposals.open)

    def choose_mark(self, key: str) -> None:
        """Choose an annotation or a candidate by the key of its mark."""
        if key.startswith(PREFIX):
            self.select(candidate=key)
        else:
            self.select(annotation=AnnotationId(key))

    def accept(self, candidates: Sequence[Candidate], *, author: str) -> None:
        """Make annotations of candidates as one step; the chosen one over the steps to which it was moved."""
        project = self._project
        time = datetime.now().astimezone().isoformat(timespec="seconds")
        for one in candidates:
            moved = self._selection.adjusted if one.key == self._selection.candidate else None
            mark = answers.accepted(one, AnnotationId(uuid4().hex), project.next_number, moved)
            project = project.annotate(replace(mark, author=author, time=time))
        if candidates:
            self.change(f"Accept {answers.told(candidates)}", project)
            self.select(annotation=project.annotations[-1].id)

    def reject(self, candidates: Sequence[Candidate]) -> None:
        """Reject candidates as one step; they do not come back while their data are the same."""
        if candidates:
            self.change(f"Reject {answers.told(candidates)}", answers.rejecting(self._project, candidates))
            self.select(candidate=None, adjusted=None)

    def restore_rejected(self) -> None:
        """Propose again what was rejected of the runs that are shown, as one step."""
        gone = self.proposals.rejected
        if gone:
            self.change(f"Show {answers.told(gone)} again", answers.restoring(self._project, gone))

    def note_files(self, where: Whereabouts) -> None:
        """Remember what was found out about the files of the project."""
        self.where = where
        self.files_noted.emit()

    def owns(self, path: Path) -> bool:
        """Whether this window is the one that may save the project file ``path``."""
        return self._lock is not None and self.path is not None and self.path.resolve() == path.resolve()

    def hold(self, lock: Lock | None, barred: str = "") -> None:
        """Let go of the file that was open, for another whose ``lock`` this is, or that is ``barred``."""
        if self._lock is not None and self._lock is not lock:
            self._lock.release()
        self._lock, self.barred = lock, barred

    def reload(self, document: Document, path: Path) -> bool:
        """Show what a file holds and keep the steps, where it holds the present project; False where it does not."""
        same = self.path is not None and self.path.resolve() == path.resolve() and not self.unsaved
        if not same or document.project != self._project:
            return False
        self._show(self._project, path, document.view)
        return True

    def load(self, project: Project, *, path: Path | None, view: Mapping[str, object]) -> None:
        """Begin anew with a project as it was saved, at the selection that was saved beside it."""
        self._saved = project
        self._show(project, path, view)
        self.history.begin("Open" if path is None else f"Open {path.name}", Document(project, self.view()), path)

    def resume(self, copy: WorkingCopy, *, path: Path | None, view: Mapping[str, object] | None = None) -> None:
        """Go on where a working copy was left, its steps being those that can be undone."""
        document = copy.steps[copy.current].document
        self._saved = None if path is None or copy.saved is None else copy.steps[copy.saved].project()
        self._show(document.project, path, document.view if view is None else view)
        self.history.resume(copy, forget_file=path is None)

    def _show(self, project: Project, path: Path | None, view: Mapping[str, object]) -> None:
        self._zooms, self._latest, self.marks, self.path = ([], []), None, Marks(), path
        self.where = Whereabouts()
        selection = selection_of(view).fitted(project if view else Project(), project)
        self._become(project, replace(selection, tool=self._selection.tool))

    def mark_saved(self, path: Path, project: Project) -> None:
        """Remember that ``project`` now stands in the file ``path``."""
        self.path = path
        self._saved = project
        self.history.keeper.saved(path, project)
        self.project_changed.emit(self._project, self._project)

    def select(self, **changes: object) -> None:
        """Change some fields of the selection. A new zoom enters the zoom history; it lets chosen values go.

        A span given as ``brush`` is the rule of that span. An annotation, a candidate or a finding that is chosen lets
        go of what was chosen before.
        """
        old = self._selection
        if any(changes.get(name) for name in CHOICES):
            changes = {**dict.fromkeys((*CHOICES, "adjusted")), **changes}
        if isinstance(span := changes.get("brush"), Span):
            changes["brush"] = Brush.of(span)
        if changes.get("zoom", old.zoom) != old.zoom:
            changes.setdefault("values", ())
        new = replace(old, **changes)  # type: ignore[arg-type]
        if new == old:
            return
        if (new.zoom, new.values) != (old.zoom, old.values):
            past, future = self._zooms
            past.append((old.zoom, old.values))
            future.clear()
        self._select(new)

    def back(self) -> None:
        """Return to the zoom before this one."""
        self._travel(*self._zooms)

    def forward(self) -> None:
        """Return to the zoom that ``back`` left."""
        past, future = self._zooms
        self._travel(future, past)

    @property
    def can_go(self) -> tuple[bool, bool]:
        """Whether there is a zoom to go back to, and one to go forward to."""
        past, future = self._zooms
        return bool(past), bool(future)

    def assessment(self, run_id: RunId) -> Assessment | None:
        """What the analysis says of a run; None until it has been assessed."""
        return self.assessing.of(run_id)

    def view(self) -> dict[str, JsonValue]:
        """The selection as plain values, to be saved beside the project."""
        return plain(self._selection)

    def _travel(self, source: list[_Zoom], target: list[_Zoom]) -> None:
        if source:
            target.append((self._selection.zoom, self._selection.values))
            zoom, values = source.pop()
            self._select(replace(self._selection, zoom=zoom, values=values))

    def _select(self, new: Selection) -> None:
        old, self._selection = self._selection, new
        self.selection_changed.emit(old, new)

    def _on_arrived(self, project: Project) -> None:
        """A state that is returned to shows the data of its runs as they were last read, by the same choices."""
        self._become(self._refreshed(project))

    def _refreshed(self, project: Project) -> Project:
        choices, reading = self._latest or (None, None)
        if reading is None or choices != project.choices:
            return project
        mine = {path for run in project.runs for path in run.paths}
        later = project.refreshed(tuple(run for run in reading.runs if run.paths & mine))
        held = {run.id: run for run in self._project.runs}  # equal runs are not assessed anew
        runs = tuple(held[run.id] if held.get(run.id) == run else run for run in later.runs)
        return replace(later, runs=runs).with_files(tuple(file for file in reading.files if file.path in mine))

    def _become(self, project: Project, selection: Selection | None = None) -> None:
        """Take over a project and the selection that fits it; the project's signal comes first."""
        old, was = self._project, self._selection
        self._project = project
        self._selection = was.fitted(old, project) if selection is None else selection
        self.digests.release(project)
        if self.compared is None:
            self.comparing.release()
        self.project_changed.emit(old, project)
        if was != self._selection:
            self.selection_changed.emit(was, self._selection)
        self.assessing.update(project)
