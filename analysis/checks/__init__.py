"""One file per check, one question asked of a run; each declares CHECK."""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.model.finding import Finding
from analysis.model.run import Run


@dataclass(frozen=True, slots=True)
class Check:
    """A question and how it is answered; ``run`` gives no finding where the run lacks the metrics for it."""

    id: str
    title: str
    question: str
    run: Callable[[Run], tuple[Finding, ...]]
