"""The kind of model is asked for once, where an answer depends on it, and not again."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from analysis.model.project import ModelType, Project
from analysis.storage import Document, open_project, save_project
from gui.actions.checks import QUESTION
from gui.main_window import MainWindow
from tests.synthetic import run_of, series_of


def asked(window: MainWindow) -> bool:
    return QUESTION in [notice.text for notice in window.notices.notices]


def press(window: MainWindow, text: str) -> None:
    (button,) = (one for one in window.notices.findChildren(QPushButton) if one.text() == text)
    button.click()


@pytest.fixture
def opened(window: MainWindow) -> MainWindow:
    window.session.change("Open", Project().with_runs((run_of("oak"),)))
    return window


def test_an_answer_grades_the_scale_and_is_one_undo_step(opened: MainWindow) -> None:
    assert asked(opened)
    press(opened, "VAE")
    assert not asked(opened)
    stated = [opened.session.project.model]
    assessment = opened.session.assessment(opened.session.project.runs[0].id)
    assert assessment is not None
    assert "R6" in assessment.rating.rated
    opened.act("edit.undo")
    stated.append(opened.session.project.model)
    assert stated == [ModelType.VAE, ModelType.NOT_STATED]
    assert not asked(opened)


def test_a_dismissal_holds_for_further_runs_and_after_opening_again(opened: MainWindow, tmp_path: Path) -> None:
    press(opened, "Dismiss")
    opened.session.change("Open", opened.session.project.with_runs((run_of("ash", seed=1),)))
    assert not asked(opened)
    path = tmp_path / "p.runloupe"
    save_project(Document(opened.session.project, opened.session.view()), path)
    kept = open_project(path)
    opened.session.load(Project(), path=None, view={})
    opened.session.load(kept.project, path=path, view=kept.view)
    assert not asked(opened)


def test_runs_without_latents_are_not_asked_about(window: MainWindow) -> None:
    run = run_of("oak")
    loss = series_of("loss", run.series[1].values + 2)
    window.session.change("Open", Project().with_runs((type(run)(run.id, run.name, (loss,)),)))
    assert not asked(window)
