"""Work runs beside the window, can be given up, and never answers late."""

import threading

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from analysis.errors import RunloupeError, UnreadableInput
from analysis.progress import Progress
from gui.tasks import Tasks, Work


def ignore(_: None) -> None:
    """An answer that nobody waits for."""


def never(error: RunloupeError) -> None:
    raise AssertionError(error)


def test_work_is_done_in_another_thread_and_answered_in_this_one(qtbot: QtBot) -> None:
    tasks = Tasks()
    answers: list[tuple[int, int]] = []
    tasks.run(
        "count",
        lambda _: threading.get_ident(),
        lambda answer: answers.append((answer, threading.get_ident())),
        never,
    )
    with qtbot.waitSignal(tasks.ended):
        pass
    ((worked, answered),) = answers
    assert worked != answered == threading.get_ident()
    assert tasks.running == ()


def test_a_cancelled_task_does_not_answer(qtbot: QtBot) -> None:
    tasks, started = Tasks(), threading.Event()
    answers: list[object] = []

    def work(progress: Progress) -> int:
        started.set()
        while True:
            progress.step(0, 1)

    task = tasks.run("spin", work, answers.append, never)
    assert started.wait(10)
    with qtbot.waitSignal(tasks.ended):
        task.cancel()
    assert answers == []


def test_patient_work_waits_for_all_other(qtbot: QtBot) -> None:
    tasks, go = Tasks(), threading.Event()
    order: list[str] = []
    tasks.run("patient", lambda _: "patient", order.append, never, patient=True)
    tasks.run("first", lambda _: "first" if go.wait(10) else "", order.append, never)
    tasks.run("second", lambda _: "second", order.append, never)
    qtbot.waitUntil(lambda: order == ["second"])
    go.set()
    qtbot.waitUntil(lambda: not tasks.running)
    assert order == ["second", "first", "patient"]


def test_a_late_answer_is_dropped(qtbot: QtBot) -> None:
    tasks, go = Tasks(), threading.Event()
    answers: list[object] = []
    task = tasks.run("wait", lambda _: go.wait(10), answers.append, never)
    task.cancel()
    with qtbot.waitSignal(tasks.ended):
        go.set()
    assert answers == []


def test_an_error_of_the_user_is_handed_over(qtbot: QtBot) -> None:
    tasks = Tasks(synchronous=True)
    errors: list[RunloupeError] = []

    def work(progress: Progress) -> None:
        raise UnreadableInput("It is empty.", "Export it again.", file="a.csv", line=1)

    tasks.run("read", work, ignore, errors.append)
    assert [str(error) for error in errors] == ["a.csv:1: It is empty. Export it again."]


def test_a_defect_is_raised_where_it_can_be_shown(qtbot: QtBot) -> None:
    tasks = Tasks()

    def work(progress: Progress) -> None:
        raise ZeroDivisionError

    with capture_exceptions() as caught:
        tasks.run("divide", work, ignore, never)
        with qtbot.waitSignal(tasks.ended):
            pass
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]


def test_progress_is_shown(qtbot: QtBot) -> None:
    tasks = Tasks()
    seen: list[object] = []
    tasks.changed.connect(lambda: seen.extend(task.state for task in tasks.running))
    tasks.run("step", lambda progress: progress.step(3, 7, "row"), lambda _: None, never)
    with qtbot.waitSignal(tasks.ended):
        pass
    assert (3, 7, "row") in seen


def test_stopping_waits_for_all(qtbot: QtBot) -> None:
    tasks, left = Tasks(), threading.Event()

    def work(progress: Progress) -> None:
        try:
            while True:
                progress.step(0, 1)
        finally:
            left.set()

    tasks.run("spin", work, lambda _: None, never)
    tasks.stop()
    assert left.is_set() or not tasks.running


@pytest.mark.parametrize("synchronous", [True, False])
def test_done_is_called_once(qtbot: QtBot, *, synchronous: bool) -> None:
    tasks = Tasks(synchronous=synchronous)
    answers: list[object] = []
    tasks.run("one", lambda _: 1, answers.append, never)
    if not synchronous:
        with qtbot.waitSignal(tasks.ended):
            pass
    assert answers == [1]


def work_of(name: str) -> Work[str]:
    return lambda _: name


class Hand(QObject):
    """Hears events in the order in which they come."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []

    def event(self, event: QEvent) -> bool:
        self.order.append("hand")
        return super().event(event)

    def answered(self, name: str) -> None:
        """An answer came, and the hand moves."""
        self.order.append(name)
        QApplication.postEvent(self, QEvent(QEvent.Type.User))


def test_answers_that_wait_together_let_the_hand_come_between(qtbot: QtBot) -> None:
    tasks, hand = Tasks(), Hand()
    for name in ("one", "two"):
        tasks.run(name, work_of(name), hand.answered, never)
    assert tasks._pool is not None
    tasks._pool.shutdown()  # both have answered, and nobody has heard it
    qtbot.waitUntil(lambda: len(hand.order) == 4)
    assert hand.order[1] == hand.order[3] == "hand"
