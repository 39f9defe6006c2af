"""What a question is asked of, and what an answer consists of."""

from dataclasses import dataclass

from analysis import glossary
from analysis.model.annotation import Annotation
from analysis.model.report import Numbered
from analysis.model.run import Run
from analysis.model.series import Series


@dataclass(frozen=True, slots=True)
class Insight:
    """The letter of a run, a question, its answer, what the data cannot tell of it, findings on the same metrics."""

    role: str
    question: str
    answer: str
    cannot: str
    findings: tuple[str, ...]
    metric: str


@dataclass(frozen=True)
class Subject:
    """A reported run with its letter, its numbered findings and the annotations of the project."""

    run: Run
    role: str
    findings: tuple[Numbered, ...]
    annotations: tuple[Annotation, ...]

    def get(self, kind: str) -> Series | None:
        """The metric that the glossary knows under this id, with at least one finite value."""
        for series in self.run.series:
            known = glossary.recognise(series.name)
            if known is not None and known.id == kind and len(series) > series.nonfinite:
                return series
        return None

    def on(self, *metrics: str) -> tuple[str, ...]:
        """The numbers of the findings on these metrics."""
        return tuple(entry.name for entry in self.findings if entry.finding.metric in metrics)


def called(series: Series) -> str:
    """The name of a metric within a sentence."""
    title = glossary.title(series.name)
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
