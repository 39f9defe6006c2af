"""The headings of exported tables: what kind of table it is, and run, metric and triple of each column of a chart."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

SEPARATOR = " - "
COMPANION = "_step"  # the metric that maps a custom x axis back to steps
LOWEST, HIGHEST = "__MIN", "__MAX"
PLACES = 16  # separators of one heading that are tried, from its end
NOTHING_DECIDED: Mapping[str, str] = MappingProxyType({})
STEP_LIKE = re.compile(r"(.*/)?(_?step|global_?step|epochs?|iter(ation)?s?)", re.IGNORECASE)
METRIC_WORDS = frozenset(
    re.findall(
        r"\w+",
        "acc accuracy auc epoch error f1 grad iou len length loss lr map mean mse norm perplexity ppl precision rate"
        " recall reward score std step time value",
    )
)


class Kind(Enum):
    """What a row of headings belongs to."""

    CHART = "chart"
    NAMELESS = "chart whose headings name runs only"
    RUNS = "table of runs"
    HISTORY = "history of one run"
    OTHER = "something else"


def kind_of(headings: Sequence[str]) -> Kind:
    """The kind of table that a row of headings stands over; the first of them is that of the x axis.

    A table of runs has one row a run and begins with its name; a history has one row a log call and a bare ``_step``.
    A chart may have been saved again with the metric in the file name only. That is assumed where the first heading
    counts steps and no other ends in a word for a metric, for then it is the log of one run.
    """
    bare = set(headings)
    named = bool(split_headings(headings[1:]))
    if headings[0] == "Name" and ("State" in bare or not named):
        return Kind.RUNS
    if named:
        return Kind.CHART
    if "_step" in bare and bare & {"_runtime", "_timestamp"}:
        return Kind.HISTORY
    if len(headings) > 1 and STEP_LIKE.fullmatch(headings[0].strip()) and not any(map(_is_metric, headings[1:])):
        return Kind.NAMELESS
    return Kind.OTHER


def _is_metric(heading: str) -> bool:
    words = re.findall(r"[a-z0-9]+", heading.lower())
    return bool(words) and words[-1] in METRIC_WORDS


@dataclass(frozen=True, slots=True)
class Split:
    """A heading as run and metric; ``ways`` it could be split, and whether other headings told which one to take."""

    run: str
    metric: str
    ways: int = 1
    told: bool = True


@dataclass(frozen=True, slots=True)
class Triple:
    """Positions of a column and of the columns with its smallest and largest values, None where there is none."""

    base: int
    low: int | None = None
    high: int | None = None


def triples(headings: Sequence[str]) -> tuple[Triple, ...]:
    """The columns that stand for themselves, each with its MIN and MAX, ordered by position.

    Parameters
    ----------
    headings
        All headings of one file but that of the x axis. A heading that ends in ``__MIN`` or ``__MAX`` is taken for a
        companion only where its base stands in the same file and has no such companion yet.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, heading in enumerate(headings):
        places[heading].append(place)
    used: set[int] = set()

    def take(heading: str) -> int | None:
        place = next((place for place in places.get(heading, ()) if place not in used), None)
        if place is not None:
            used.add(place)
        return place

    found = []
    leading = [place for place, heading in enumerate(headings) if _stem(heading) not in places]
    for place in (*leading, *range(len(headings))):
        if place not in used:
            used.add(place)
            heading = headings[place]
            found.append(Triple(place, take(heading + LOWEST), take(heading + HIGHEST)))
    return tuple(sorted(found, key=lambda triple: triple.base))


def _stem(heading: str) -> str | None:
    """The heading without a closing MIN or MAX, None where it has neither."""
    return heading[: -len(LOWEST)] if heading.endswith((LOWEST, HIGHEST)) else None


def split_headings(headings: Iterable[str], decided: Mapping[str, str] = NOTHING_DECIDED) -> dict[str, Split]:
    """Run and metric of each heading that has a separator with something on both sides; others are left out.

    ``<run> - <metric>`` cannot be split with certainty where run or metric contain the separator themselves, so all
    headings of all files are looked at together. A run with a ``_step`` column is known. Otherwise a split is the
    better the more metrics its run and the more runs its metric would have, whichever is fewer; between equals the
    last separator is taken and ``told`` is false. ``decided`` names the run of some headings.
    """
    options = {heading: options_of(heading) for heading in headings}
    for heading, run in decided.items():
        chosen = [way for way in options.get(heading, ()) if way[0] == run]
        if chosen:
            options[heading] = chosen
    known = {run for ways in options.values() for run, metric in ways if metric == COMPANION}
    runs = Counter(run for ways in options.values() for run, _ in ways)
    metrics = Counter(metric for ways in options.values() for _, metric in ways)

    def merit(way: tuple[str, str]) -> tuple[bool, int]:
        run, metric = way
        return run in known, min(runs[run], metrics[metric])

    found = {}
    for heading, ways in options.items():
        if ways:
            best = max(map(merit, ways))
            equals = [way for way in ways if merit(way) == best]
            found[heading] = Split(*equals[-1], ways=len(ways), told=len(equals) == 1)
    return found


def options_of(heading: str) -> list[tuple[str, str]]:
    """All ways to split a heading, the last separator last; for a ``_step`` column there is one."""
    found: list[tuple[str, str]] = []
    place = heading.rfind(SEPARATOR)
    while place > 0 and len(found) < PLACES:
        way = heading[:place], heading[place + len(SEPARATOR) :]
        if way[1] == COMPANION:
            return [way]
        if way[1]:
            found.insert(0, way)
        place = heading.rfind(SEPARATOR, 0, place + len(SEPARATOR) - 1)
    return found
