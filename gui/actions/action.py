"""What a person can do: a record that menu, toolbar, shortcut list and tests share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget

from analysis.model.notice import Notice, Severity
from gui.plan import FACES
from gui.plotting.still import Still
from gui.session import Session
from gui.settings import Settings


class Plots(Protocol):
    """What actions may ask of the plots beyond the selection."""

    @property
    def cursor_step(self) -> float | None: ...

    @property
    def hovered(self) -> str: ...

    def fit_y(self) -> None: ...

    def move_cursor(self, samples: int) -> None: ...

    def zoom_by(self, factor: float) -> None: ...

    def pan_by(self, share: float) -> None: ...

    def ask_limits(self) -> None: ...

    def still(self) -> Still | None: ...


class Notify(Protocol):
    def __call__(self, notice: Notice, button: str = "", act: Callable[[], object] | None = None) -> None: ...


class Ask(Protocol):
    def __call__(self, notice: Notice, answers: Mapping[str, Callable[[], object]]) -> None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Where actions work: the session, the plots, the preferences, and a place for notices and dialogs."""

    session: Session
    plots: Plots
    window: QWidget
    notify: Notify
    ask: Ask
    preferences: Callable[[], Settings]
    prefer: Callable[[Settings], None]
    actions: "Callable[[], tuple[Action, ...]]"

    @property
    def settings(self) -> Settings:
        return self.preferences()


def always(desk: Desk) -> bool:  # noqa: ARG001 - it is asked like every other condition
    return True


def with_runs(desk: Desk) -> bool:
    return bool(desk.session.project.runs)


def with_pair(desk: Desk) -> bool:
    return desk.session.compared is not None


def with_brush(desk: Desk) -> bool:
    return with_runs(desk) and desk.session.selection.brush is not None


def with_annotation(desk: Desk) -> bool:
    return desk.session.selection.annotation is not None


def with_candidate(desk: Desk) -> bool:
    return desk.session.candidate is not None


@dataclass(frozen=True, slots=True)
class Action:
    """``key`` names it everywhere; ``shortcuts`` are Qt key sequences; ``checked`` makes it a switch."""

    key: str
    text: str
    run: Callable[[Desk], None]
    shortcuts: tuple[str, ...] = ()
    enabled: Callable[[Desk], bool] = always
    checked: Callable[[Desk], bool] | None = None
    icon: str = ""
    tip: str = ""


def faced(
    key: str,
    run: Callable[[Desk], None],
    shortcuts: tuple[str, ...],
    enabled: Callable[[Desk], bool] = always,
    *,
    checked: Callable[[Desk], bool] | None = None,
    tip: str = "",
) -> Action:
    """An action of the toolbar, whose face the window shows before there is anything to act on."""
    face = FACES[key]
    return Action(key, face.text, run, shortcuts, enabled, checked, face.icon, tip)


def say(desk: Desk, severity: Severity, text: str) -> None:
    desk.notify(Notice(severity, text))
