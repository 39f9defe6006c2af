"""What the x axis of the plots counts, and the form in which a difference is drawn."""

from dataclasses import dataclass
from enum import Enum

from analysis.model.alignment import Basis


@dataclass(frozen=True, slots=True)
class Axis:
    """``by`` what points are placed, or by the values of ``metric`` where one is named; ``log``: its powers of ten."""

    by: Basis = Basis.STEP
    metric: str = ""
    log: bool = False

    @property
    def plain(self) -> bool:
        """Whether places are steps as they were logged."""
        return self.by is Basis.STEP and not self.metric and not self.log


class Form(Enum):
    """How B is held against A in a plot of the difference."""

    LESS = "B - A"
    RATIO = "B / A"
    RELATIVE = "(B - A) / |A|"
