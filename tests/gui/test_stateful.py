"""Any sequence of edits, undo, redo, jumps, saves, reopenings and crashes: the project is what a plain list says."""

import math
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from PySide6.QtWidgets import QApplication

from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.brush import Brush, KeptBrush
from analysis.model.label import Label
from analysis.model.notice import Severity
from analysis.model.project import Data, ModelType, Project, Rejection
from analysis.model.run import Run, RunId
from analysis.model.series import Series, Span
from analysis.progress import silent
from analysis.storage import Document, open_project, save_project
from analysis.storage.left_behind import left_behind
from analysis.storage.opening import open_to_edit
from analysis.storage.places import VARIABLE
from analysis.storage.working_copy import WorkingCopy
from gui.assessing import Assessing
from gui.session import Session
from gui.tasks import Tasks
from tests.synthetic import run_of, series_of

spans = st.builds(Span.between, st.integers(0, 300), st.integers(0, 300))
words = st.text(max_size=6)
Edit = Callable[[Project], Project]


class Sequences(RuleBasedStateMachine):
    """``states`` are the projects that the model says there are, ``place`` the current one, ``file`` what is saved."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        os.environ[VARIABLE] = str(Path(self.folder.name) / "state")
        self.path = Path(self.folder.name) / "p.runloupe"
        self.session = Session(Tasks(synchronous=True))
        self.states = [Project()]
        self.texts = ["New project"]
        self.place = 0
        self.file: Project | None = None
        self.number = 0

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.history.keeper.finish()
            self.folder.cleanup()

    def edit(self, text: str, edit: Edit) -> None:
        """Do an edit to the session and, apart from it, to the model."""
        self.session.change(text, edit(self.session.project))
        after = edit(self.states[self.place])
        if after != self.states[self.place]:
            self.states[self.place + 1 :] = [after]
            self.texts[self.place + 1 :] = [text]
            self.place += 1

    @property
    def now(self) -> Project:
        return self.states[self.place]

    @rule(name=st.sampled_from(("oak", "dawn", "elm")), seed=st.integers(0, 2))
    def open(self, name: str, seed: int) -> None:
        made = run_of(name, seed=seed, points=20)
        self.edit(f"Open {name}", lambda project: project.with_runs((made,)))

    @precondition(lambda self: self.now.runs)
    @rule(data=st.data(), name=st.text("abc", min_size=1, max_size=3))
    def rename(self, data: st.DataObject, name: str) -> None:
        run = data.draw(st.sampled_from([run.id for run in self.now.runs]))
        if name not in {one.name for one in self.now.runs}:
            self.edit(f"Rename to {name}", lambda project: project.renamed(run, name))

    @precondition(lambda self: self.now.runs)
    @rule(data=st.data())
    def remove_run(self, data: st.DataObject) -> None:
        run = data.draw(st.sampled_from([run.id for run in self.now.runs]))
        self.edit("Remove run", lambda project: project.without_run(run))

    @precondition(lambda self: self.now.runs)
    @rule(values=st.lists(st.sampled_from((0.0, 1.0, math.nan, math.inf)), min_size=1, max_size=4))
    def read_again(self, values: list[float]) -> None:
        run = self.now.runs[0]
        changed = replace(run, series=(*run.series[1:], self.series(run, values)))
        self.edit("Read again", lambda project: project.with_run(changed))

    def series(self, run: Run, values: list[float]) -> Series:
        name = run.series[0].name if run.series else "x"
        return series_of(name, np.array(values))

    @rule(span=spans, note=words, data=st.data())
    def annotate(self, span: Span, note: str, data: st.DataObject) -> None:
        self.number += 1
        runs = tuple(data.draw(st.sets(st.sampled_from([run.id for run in self.now.runs] or [RunId("gone")]))))
        made = AnnotationId(f"m{self.number}")
        self.edit(
            f"Annotate {self.number}",
            lambda project: project.annotate(Annotation(made, project.next_number, span, runs, note=note)),
        )

    @precondition(lambda self: self.now.annotations)
    @rule(
        data=st.data(),
        change=st.fixed_dictionaries(
            {},
            optional={
                "span": spans,
                "note": words,
                "title": words,
                "label": words,
                "severity": st.sampled_from(Severity),
                "metrics": st.sampled_from(((), ("latent/mean",))),
                "links": st.sampled_from(((), (AnnotationId("m1"),))),
            },
        ),
    )
    def change_annotation(self, data: st.DataObject, change: dict[str, object]) -> None:
        mark = data.draw(st.sampled_from([mark.id for mark in self.now.annotations]))
        self.edit(
            f"Change {sorted(change)}",
            lambda project: project.annotate(replace(project.annotation(mark), **change)),  # type: ignore[arg-type]
        )

    @precondition(lambda self: self.now.annotations)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        mark = data.draw(st.sampled_from([mark.id for mark in self.now.annotations]))
        self.edit("Delete", lambda project: project.without_annotation(mark))

    @rule(name=words, span=spans)
    def keep_brush(self, name: str, span: Span) -> None:
        self.edit(f"Keep brush {name}", lambda project: project.keep(KeptBrush(name, Brush.of(span))))

    @rule(value=st.floats(0, 1), model=st.sampled_from(ModelType), data=st.sampled_from(Data))
    def set_bounds(self, value: float, model: ModelType, data: Data) -> None:
        self.edit("Set", lambda project: replace(project, thresholds={"a.concern": value}, model=model, data=data))

    @rule(span=spans, name=words)
    def reject(self, span: Span, name: str) -> None:
        no = Rejection("ab" * 32, name, span, "spike")
        self.edit("Reject", lambda project: replace(project, rejections=(*project.rejections, no)))

    @rule(names=st.lists(words, unique=True, max_size=3))
    def relabel(self, names: list[str]) -> None:
        labels = tuple(Label(name, place) for place, name in enumerate(names))
        self.edit("Labels", lambda project: replace(project, labels=labels))

    @precondition(lambda self: self.place > 0)
    @rule()
    def undo(self) -> None:
        self.session.undo_stack.undo()
        self.place -= 1

    @precondition(lambda self: self.place + 1 < len(self.states))
    @rule()
    def redo(self) -> None:
        self.session.undo_stack.redo()
        self.place += 1

    @rule(data=st.data())
    def jump(self, data: st.DataObject) -> None:
        self.place = data.draw(st.integers(0, len(self.states) - 1))
        self.session.history.go_to(self.place)

    @rule()
    def save(self) -> None:
        project = self.session.project
        save_project(Document(project, self.session.view()), self.path)
        self.session.mark_saved(self.path, project)
        self.file = self.now

    @precondition(lambda self: self.file is not None)
    @rule()
    def reopen(self) -> None:
        """Close the window after a save, and open the file in the next one."""
        self.save()
        self.session.history.keeper.finish()
        self.session = Session(Tasks(synchronous=True))
        found = open_to_edit(self.path, silent())
        if found.copy is not None:
            self.session.resume(found.copy, path=self.path)
        else:
            assert len(self.states) == 1, "a history was lost"
            self.session.load(found.document.project, path=self.path, view=found.document.view)
            self.texts = ["Open p.runloupe"]
        assert not self.session.unsaved

    @rule()
    def crash(self) -> None:
        """The process ends, and what it left is opened by the next one."""
        if not self.session.unsaved or self.place == 0:
            return
        self.session.history.keeper.leave()
        (orphan,) = left_behind()
        copy = WorkingCopy.open(orphan.file)
        assert copy is not None
        self.session = Session(Tasks(synchronous=True))
        self.session.resume(copy, path=copy.path if copy.fits_its_file else None)
        assert self.session.unsaved

    @invariant()
    def same(self) -> None:
        if hasattr(self, "session"):
            assert self.session.project == self.now
            assert self.session.history.texts == tuple(self.texts)
            assert self.session.undo_stack.index() == self.place
            assert self.session.history.keeper.waiting == 0 or len(self.states) == 1
            if self.file is not None:
                assert open_project(self.path).project == self.file


def test_any_sequence_is_what_a_list_says(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    monkeypatch.setenv(VARIABLE, "")  # what the machine sets is put back
    monkeypatch.setattr(Assessing, "update", lambda *_: None)  # nobody reads the assessments here
    examples = int(os.environ.get("RUNLOUPE_SEQUENCES", "12"))
    run_state_machine_as_test(
        Sequences,
        settings=settings(
            max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
