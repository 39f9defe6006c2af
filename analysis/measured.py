"""What was measured of series, kept so that grading it again by other thresholds measures nothing again."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from analysis.progress import checkpoint

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Measurements:
    """Answers of functions to series that never change. They are kept for as long as this is.

    A series is told by its identity, which costs nothing and cannot be mistaken while the answer is kept.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], tuple[tuple[object, ...], object]] = {}

    def of(self, measure: Callable[Given, Answer], *given: Given.args, **options: Given.kwargs) -> Answer:
        """The answer of ``measure``, from before where it was given the very same things before."""
        key = (measure, *map(id, given), *sorted(options.items()))
        checkpoint()
        if key not in self._kept:
            self._kept[key] = (given, measure(*given, **options))
        return self._kept[key][1]  # type: ignore[return-value]
