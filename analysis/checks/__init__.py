"""One file per check, one question asked of a run; each declares CHECK."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from analysis import wording
from analysis.asking import Context
from analysis.model.comparison import Interval
from analysis.model.finding import Evidence, Finding, Verdict
from analysis.model.run import Run
from analysis.model.series import Span


@dataclass(frozen=True, slots=True)
class Check:
    """A question and how it is answered; ``run`` gives no finding where the run lacks the metrics for it.

    ``number`` is the one under which it is counted: R1 to R13 are asked of every run, N1 and so on where their metric
    is logged. ``needs`` says which columns would answer the question where nothing could be graded. ``critical`` checks
    weigh more in the rating; ``latent`` ones are asked of latent statistics only; one that ``informs`` grades nothing.
    """

    id: str
    number: str
    title: str
    question: str
    needs: str
    run: Callable[[Run, Context], tuple[Finding, ...]]
    critical: bool = False
    latent: bool = False
    informs: bool = False


def verdict_of(grade: int) -> Verdict:
    """What a grade says: 2 needs attention, 1 is a concern."""
    return Verdict.NO_CONCERN if grade > 2 else Verdict.ATTENTION if grade == 2 else Verdict.CONCERN


@dataclass(frozen=True, slots=True)
class Statistic:
    """What a check measured: the number with its name and unit, its 95 % interval, and the points behind it."""

    name: str
    value: float
    unit: str = ""
    interval: tuple[float, float] | None = None
    points: int = 0
    effective: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A check that is being asked of a metric: what all of its findings have in common."""

    check: str
    run: Run
    metric: str | None
    span: Span | None
    rule: str
    limits: str

    def graded(
        self,
        found: Statistic,
        sentence: str,
        context: Context,
        *,
        section: str = "",
        grade: int | None = None,
        more: tuple[Evidence, ...] = (),
    ) -> Finding:
        """The finding graded by the thresholds of a section, the check's own by default; ``grade`` overrules it."""
        section = section or self.check
        by_bounds = context.thresholds.grade(section, found.value)
        value = by_bounds.value if grade is None else grade
        plain = self.unrated(found, sentence, verdict=verdict_of(value), more=more, threshold=by_bounds.bound)
        return replace(plain, grade=value, source=context.thresholds.source(section))

    def unrated(
        self,
        found: Statistic,
        sentence: str,
        *,
        verdict: Verdict = Verdict.NOT_ENOUGH,
        more: tuple[Evidence, ...] = (),
        threshold: float | None = None,
    ) -> Finding:
        """The finding without a grade, and why there is none."""
        return Finding(
            check=self.check,
            run=self.run.id,
            metric=self.metric,
            span=self.span,
            verdict=verdict,
            rule=self.rule,
            evidence=(Evidence(found.name, found.value, found.unit, threshold), *more),
            sentence=sentence,
            limits=self.limits,
            interval=None if found.interval is None else Interval(*found.interval),
            points=found.points,
            effective=found.effective,
        )


def bounds_told(context: Context, section: str, unit: str = "") -> str:
    """The bounds of the grades in words: 5 to 0.02, 4 to 0.05, 3 to 0.1, 2 to 0.3, else 1."""
    bounds = context.thresholds.bounds(section)
    told = [f"{grade} to {wording.number(bound, 3)}{unit}" for grade, bound in bounds]
    return f"Grades: {', '.join(told)}, else {bounds[-1][0] - 1}."
