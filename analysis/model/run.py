"""A training run as it was exported: its metrics, its configuration and the files it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NewType

from analysis.model.notice import Notice
from analysis.model.seam import Seam
from analysis.model.series import Series, Span

RunId = NewType("RunId", str)

ConfigValue = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its name and place, size in bytes, sha256 as hex, who read it, what was noticed.

    ``relative`` is its place as seen from the project file that named it last, with slashes; it only helps to find it.
    """

    name: str
    path: str
    size: int
    sha256: str
    importer: str
    notices: tuple[Notice, ...] = ()
    relative: str = field(default="", compare=False)


def no_config() -> Mapping[str, ConfigValue]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Run:
    """One run. ``series`` are ordered as they were met and unique by name; ``colour`` is a place in the palette.

    ``config`` are its hyperparameters, nested keys joined with dots; ``summary`` what the logger keeps of the end of
    the run; ``seams`` where the pieces of it were joined, in the order of the steps.
    """

    id: RunId
    name: str
    series: tuple[Series, ...]
    sources: tuple[Source, ...] = ()
    config: Mapping[str, ConfigValue] = field(default_factory=no_config)
    colour: int = 0
    tags: tuple[str, ...] = ()
    summary: Mapping[str, ConfigValue] = field(default_factory=no_config)
    seams: tuple[Seam, ...] = ()

    def __post_init__(self) -> None:
        names = [series.name for series in self.series]
        if len(set(names)) != len(names):
            raise ValueError(f"run {self.name!r}: two metrics of one name in {names}")
        object.__setattr__(self, "config", MappingProxyType(dict(self.config)))
        object.__setattr__(self, "summary", MappingProxyType(dict(self.summary)))

    def __hash__(self) -> int:
        return hash((self.id, self.name))

    @property
    def metrics(self) -> tuple[str, ...]:
        return tuple(series.name for series in self.series)

    @property
    def paths(self) -> frozenset[str]:
        """The absolute paths of the files that it came from."""
        return frozenset(source.path for source in self.sources)

    @property
    def away(self) -> bool:
        """Whether data of it are not at hand, because the files that it refers to are not."""
        return any(series.away for series in self.series)

    def get(self, metric: str) -> Series | None:
        """The series of a metric, None when the run has none."""
        return next((series for series in self.series if series.name == metric), None)

    @property
    def span(self) -> Span | None:
        """The smallest and largest step of all metrics; None without points."""
        spans = [series.span for series in self.series]
        known = [span for span in spans if span is not None]
        return Span(min(s.first for s in known), max(s.last for s in known)) if known else None

    def merged(self, other: "Run") -> "Run | None":
        """This run with the metrics and files of ``other``; None when the two hold other data of one metric.

        What this run says of itself stays.
        """
        fresh = []
        for series in other.series:
            mine = self.get(series.name)
            if mine is None:
                fresh.append(series)
            elif mine != series:
                return None
        known = {(source.name, source.sha256) for source in self.sources}
        sources = tuple(source for source in other.sources if (source.name, source.sha256) not in known)
        if not fresh and not sources:
            return self
        return replace(
            self,
            series=(*self.series, *fresh),
            sources=(*self.sources, *sources),
            config={**other.config, **self.config},
            summary={**other.summary, **self.summary},
            seams=self.seams or other.seams,
        )

    def refreshed(self, later: "Run") -> "Run":
        """This run with what its files hold now; id, name, colour and tags stay, and so do metrics that are gone."""
        fresh = tuple(series for series in later.series if self.get(series.name) is None)
        held = {series.name: series for series in later.series}
        series = tuple(held.get(one.name, one) for one in self.series)
        sources = {source.path: source for source in (*self.sources, *later.sources)}
        return replace(
            self,
            series=(*series, *fresh),
            sources=tuple(sources.values()),
            config={**self.config, **later.config},
            summary={**self.summary, **later.summary},
            seams=later.seams or self.seams,
        )


Group = tuple[Run, ...]  # the repeats of one recipe
