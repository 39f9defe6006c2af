"""The statistics of a brushed stretch in words: A, B and B − A, a row a statistic; for window, clipboard and report."""

import math
from collections.abc import Callable

from analysis import wording
from analysis.stats.digest import SHARES, Described

Row = tuple[str, str, str, str]
ABSENT = wording.DASH

PICKS: dict[str, Callable[[Described], float]] = {
    "Mean": lambda found: found.mean,
    "Standard deviation": lambda found: found.std,
    "Minimum": lambda found: found.low,
    "Maximum": lambda found: found.high,
    "Slope a step": lambda found: found.slope,
    "Median": lambda found: found.quantiles[SHARES.index(0.5)],
}


def rows(a: Described | None, b: Described | None) -> tuple[Row, ...]:
    """All statistics; ABSENT where a run has no such metric or too few points. Estimates carry the sign ≈."""
    quantiles = {
        f"Quantile {100 * share:.0f}\N{NARROW NO-BREAK SPACE}%": (lambda found, at=place: found.quantiles[at])
        for place, share in enumerate(SHARES)
    }
    exact = ("Mean", "Standard deviation", "Minimum", "Maximum", "Slope a step")
    found = [_minus(name, PICKS[name], a, b) for name in exact]
    found.insert(3, _steps("  at step", lambda one: one.low_step, a, b))
    found.insert(5, _steps("  at step", lambda one: one.high_step, a, b))
    found += [_minus(name, pick, a, b, near=True) for name, pick in quantiles.items()]
    found.append(("n", _count(a), _count(b), ""))
    found.append(("Effective n", _effective(a), _effective(b), ""))
    if any(one is not None and one.nonfinite for one in (a, b)):
        counts = (ABSENT if one is None else wording.count(one.nonfinite) for one in (a, b))
        found.append(("Not finite", *counts, ""))  # type: ignore[arg-type]
    return tuple(found)


def shown(name: str, found: Described | None) -> str:
    """One statistic of one run."""
    return ABSENT if found is None else _sign(found, near=name == "Median") + _number(PICKS[name](found))


def difference(name: str, a: Described | None, b: Described | None) -> str:
    """B − A of one statistic."""
    return _minus(name, PICKS[name], a, b, near=name == "Median")[3]


def _minus(
    name: str, pick: Callable[[Described], float], a: Described | None, b: Described | None, *, near: bool = False
) -> Row:
    texts = [ABSENT if one is None else _sign(one, near=near) + _number(pick(one)) for one in (a, b)]
    apart = ABSENT
    if a is not None and b is not None and not math.isnan(gap := pick(b) - pick(a)):
        apart = ("≈ " if near and (a.approximate or b.approximate) else "") + wording.signed(gap)
    return name, texts[0], texts[1], apart


def _steps(name: str, pick: Callable[[Described], float], a: Described | None, b: Described | None) -> Row:
    texts = [ABSENT if one is None or math.isnan(pick(one)) else wording.step(pick(one)) for one in (a, b)]
    return name, texts[0], texts[1], ""


def _count(found: Described | None) -> str:
    return ABSENT if found is None else wording.count(found.count)


def _effective(found: Described | None) -> str:
    if found is None or math.isnan(found.effective):
        return ABSENT
    return _sign(found, near=True) + wording.number(found.effective, 3)


def _number(value: float) -> str:
    return ABSENT if math.isnan(value) else wording.number(value)


def _sign(found: Described, *, near: bool) -> str:
    return "≈ " if near and found.approximate else ""
