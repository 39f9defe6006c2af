"""One file per section of the report; each declares SECTION."""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.model.assessment import Assessment
from analysis.model.comparison import Comparison
from analysis.model.project import Project
from analysis.model.report import Section
from analysis.model.run import Run
from analysis.report.since import Last

PAIR = 2  # runs that are compared; more are a group


@dataclass(frozen=True, slots=True)
class Material:
    """All that a section may draw on; ``runs`` are the reported ones, A first, ``comparison`` is there with two.

    ``left_out`` counts the metrics of the machine, which are not reported. ``last`` is the report before this one,
    where it is known, ``now`` this one in the same terms.
    """

    project: Project
    runs: tuple[Run, ...]
    metrics: tuple[str, ...]
    assessments: tuple[Assessment, ...]
    comparison: Comparison | None
    left_out: int = 0
    last: Last | None = None
    now: Last | None = None

    @property
    def is_group(self) -> bool:
        """Whether there are more runs than two that are held against each other."""
        return len(self.runs) > PAIR

    @property
    def are_repeats(self) -> bool:
        """Whether a person has said that all runs are repeats of one recipe."""
        ids = {run.id for run in self.runs}
        return any(ids <= set(group.runs) for group in self.project.repeats)


@dataclass(frozen=True, slots=True)
class SectionKind:
    """A section; ``order`` places it, ``wanted`` tells whether the material has something for it."""

    id: str
    title: str
    order: int
    wanted: Callable[[Material], bool]
    build: Callable[[Material], Section]
