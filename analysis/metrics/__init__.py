"""One file per well-known metric; each declares METRIC."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric that is known by name.

    ``place`` orders it in lists; ``matches`` sees the logged name; ``meaning`` is a sentence for the glossary.
    """

    id: str
    title: str
    unit: str
    place: int
    matches: Callable[[str], bool]
    meaning: str
