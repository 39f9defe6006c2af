"""What the checks are held to."""

from dataclasses import replace
from functools import partial

from analysis.model.notice import Notice, Severity
from analysis.model.project import ModelType
from gui.actions.action import Action, Desk, with_runs

DEPENDS = "scale"  # the check whose answer depends on the kind of model
OFFERED = (ModelType.AUTOENCODER, ModelType.VAE, ModelType.VQ_VAE, ModelType.NORMALISED, ModelType.VICREG)
QUESTION = "Which kind of model was trained? No file tells it, and what scale a latent should have depends on it."


def _thresholds(desk: Desk) -> None:
    from gui.dialogs.thresholds import show_thresholds

    show_thresholds(desk.window, desk.session)


def ask_model(desk: Desk, run_id: str) -> None:
    """Ask once for the kind of model, when the first run is assessed of which an answer depends on it.

    It is not asked again in this project, whether it was answered or dismissed: the dialog of the checks has it.
    """
    session = desk.session
    if session.project.model is not ModelType.NOT_STATED or session.selection.asked:
        return
    found = [session.assessment(run.id) for run in session.project.runs if run.id == run_id]
    if any(one is not None and any(finding.check == DEPENDS for finding in one.findings) for one in found):
        session.select(asked=True)
        answers = {_named(kind): partial(_state, desk, kind) for kind in (*OFFERED, ModelType.OTHER)}
        desk.ask(Notice(Severity.INFO, QUESTION), answers)


def _named(kind: ModelType) -> str:
    return f"{kind.value[0].upper()}{kind.value[1:]}"


def _state(desk: Desk, kind: ModelType) -> None:
    project = desk.session.project
    desk.session.change(f"State the kind of model: {kind.value}", replace(project, model=kind))


ACTIONS = (Action("checks.thresholds", "Checks and thresholds…", _thresholds, ("T",), with_runs),)
