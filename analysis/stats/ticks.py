"""Where an axis has its ticks and what stands beside them."""

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from functools import lru_cache

from analysis import wording

_DIGITS = 60  # enough for any quotient of two doubles that lie on one axis


def ticks(low: float, high: float, about: int = 5) -> tuple[tuple[float, str], ...]:
    """Round values within ``low`` to ``high`` with their labels, some ``about`` of them, ascending.

    The distance of two ticks is 1, 2 or 5 times a power of ten. All labels of one axis have the same number of
    decimals; outside of 1e-4 to 1e6 they share one power of ten. A range of one value has that value alone.
    Raises ValueError when a bound is not finite or ``low`` exceeds ``high``.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or low > high:
        raise ValueError(f"an axis cannot reach from {low} to {high}")
    wanted = max(about, 2)
    rough = high / wanted - low / wanted
    if rough <= 0:
        return ((low, wording.number(low)),)
    with localcontext() as context:
        context.prec = _DIGITS
        return _labelled(*_multiples(Decimal(repr(low)), Decimal(repr(high)), _distance(rough)))


def log_ticks(low: float, high: float, about: int = 5) -> tuple[tuple[float, str], ...]:
    """Ticks of a logarithmic axis from 10 to the ``low`` to 10 to the ``high``: (exponent, label), ascending.

    Powers of ten, every k-th where there are more than ``about``; between them 2 and 5 times a power where there are
    few; round values as of a linear axis where not even those are two.
    """
    first, last = math.ceil(low), math.floor(high)
    powers = range(first, last + 1)
    every = max(1, math.ceil(len(powers) / max(about, 2)))
    if len(powers) > 2:
        return tuple((float(power), _power(power)) for power in powers if power % every == 0)
    finer = [
        (power + math.log10(factor), wording.number(factor * 10.0**power, 1))
        for power in range(math.floor(low), last + 1)
        for factor in (1, 2, 5)
        if low <= power + math.log10(factor) <= high and -300 < power < 300
    ]
    if len(finer) >= 2 or not -300 < low <= high < 300:
        return tuple(finer)
    return tuple((math.log10(value), text) for value, text in ticks(10.0**low, 10.0**high, about) if value > 0)


def _power(power: int) -> str:
    return wording.number(10.0**power, 1) if -4 <= power < 6 else f"10{str(power).translate(wording.SUPERSCRIPT)}"


def _distance(rough: float) -> Decimal:
    """1, 2 or 5 times a power of ten, whichever is nearest to ``rough`` as a ratio."""
    exact = Decimal(repr(rough))
    power = exact.adjusted()
    share = float(exact.scaleb(-power))
    factor = 1 if share < math.sqrt(2) else 2 if share < math.sqrt(10) else 5 if share < math.sqrt(50) else 10
    return Decimal(factor).scaleb(power)


def _multiples(low: Decimal, high: Decimal, distance: Decimal) -> tuple[int, int, Decimal]:
    """The first and the last multiple of a distance between two bounds."""
    first = int((low / distance).to_integral_value(ROUND_CEILING))
    last = int((high / distance).to_integral_value(ROUND_FLOOR))
    return first, last, distance


@lru_cache(maxsize=256)
def _labelled(first: int, last: int, distance: Decimal) -> tuple[tuple[float, str], ...]:
    """Multiples of a distance with labels of one number of decimals and one power of ten."""
    values = [distance * place for place in range(first, last + 1)]
    largest = max((abs(value) for value in values), default=Decimal(0))
    power = largest.adjusted() if largest else 0
    shared = 0 if -4 <= power < 6 else power
    unit = f"{wording.TIMES}10{str(shared).translate(wording.SUPERSCRIPT)}" if shared else ""
    decimals = max((_decimals(value.scaleb(-shared)) for value in values), default=0)
    return tuple((float(value), _label(value.scaleb(-shared), decimals, unit)) for value in values)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _label(value: Decimal, decimals: int, unit: str) -> str:
    if not value:
        return "0"
    text = f"{abs(value):,.{decimals}f}{unit}"
    return f"{wording.MINUS}{text}" if value < 0 else text
