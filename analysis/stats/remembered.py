"""What is computed from a series alone is computed once, as long as the series lives: its arrays never change."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from analysis.model.series import Series

Answer = TypeVar("Answer")


def once_a_series(compute: Callable[[Series], Answer]) -> Callable[[Series], Answer]:
    """``compute``, its answers remembered; they must not refer to the series, which would then live for ever."""
    known: WeakKeyDictionary[Series, Answer] = WeakKeyDictionary()

    @wraps(compute)
    def remembered(series: Series) -> Answer:
        if series not in known:
            known[series] = compute(series)
        return known[series]

    return remembered
