"""Numbers, steps, percentages and verdicts into words; the only place that does: a number always reads alike."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from analysis.model.alignment import Basis
from analysis.model.assessment import Occurrence
from analysis.model.brush import Brush, Part
from analysis.model.choices import Choices, FileChoice
from analysis.model.comparison import Comparability, Interval, Matching, MetricDifference, Pairs
from analysis.model.finding import Evidence, Verdict
from analysis.model.run import RunId
from analysis.model.series import Fidelity, FidelityKind, Series, Span

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
TIMES = "\N{MULTIPLICATION SIGN}"
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number(value: float, digits: int = 4) -> str:
    """A value with ``digits`` significant digits, a real minus and powers of ten outside 1e-4 to 1e6."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0"
    mantissa, exponent = f"{abs(value):.{digits - 1}e}".split("e")
    power = int(exponent)
    if -4 <= power < 6:
        text = f"{abs(value):,.{max(digits - 1 - power, 0)}f}"
    else:
        text = f"{mantissa}{TIMES}10{str(power).translate(SUPERSCRIPT)}"
    return f"{MINUS}{text}" if value < 0 else text


def signed(value: float, digits: int = 4) -> str:
    """A value as a difference: with its sign, also a plus."""
    return f"+{number(value, digits)}" if value > 0 else number(value, digits)


def threshold(value: float) -> str:
    """A bound as somebody set it: exact, without the zeros that a measured value would carry."""
    digits = next((digits for digits in range(1, 9) if float(f"{value:.{digits}g}") == value), 9)
    if value and not 1e-4 <= abs(value) < 1e6:
        return number(value, digits)
    text = number(value, max(digits, 4))
    return text.rstrip("0").removesuffix(".") if "." in text else text


def percent(share: float, digits: int = 3) -> str:
    """A share of one as a percentage: 0.123 as 12.3 %."""
    return f"{number(100 * share, digits)}\N{NARROW NO-BREAK SPACE}%"


def count(value: int) -> str:
    return f"{value:,}"


def plural(value: int, one: str, many: str = "") -> str:
    """A count with its noun: 1 run, 2 runs."""
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def step(value: float) -> str:
    """A step: whole ones without decimals, others with up to three."""
    text = f"{abs(value):,.3f}".rstrip("0").rstrip(".")
    return f"{MINUS}{text}" if value < 0 else text


def steps(span: Span | None) -> str:
    """A span: step 1,210, or steps 1,210 to 1,300."""
    if span is None:
        return "no steps"
    if span.first == span.last:
        return f"step {step(span.first)}"
    return f"steps {step(span.first)} to {step(span.last)}"


def basis(by: Basis) -> str:
    """What points are placed by, in a list or after "Align by"."""
    match by:
        case Basis.TOKENS | Basis.SAMPLES:
            return f"{by.value} seen"
        case Basis.RELATIVE_TIME:
            return "time since the start"
        case Basis.PROGRESS:
            return "share of each run"
        case _:
            return str(by.value).replace("-", " ")


def place(value: float, axis: str) -> str:
    """A value on an axis: a step as a step, a share of the run in percent, a time of the clock as one."""
    match axis:
        case "Step":
            return step(value)
        case "Progress":
            return percent(value)
        case "Relative time":
            return f"{number(value)} s"
        case "Wall time":
            return _clock(value)
        case _:
            return number(value, 6).rstrip("0").rstrip(".") if "." in number(value, 6) else number(value, 6)


def _clock(value: float) -> str:
    try:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        return f"{number(value)} s"


def brush(rule: Brush) -> str:
    """A brush as a phrase: steps 5 to 9 and steps 20 to 30, without step 25."""
    text = " and ".join(_part(part) for part in rule.parts) or "all steps"
    left_out = " and ".join(_part(part) for part in rule.excluded)
    return f"{text}, without {left_out}" if left_out else text


def _part(part: Part) -> str:
    text = "all steps" if part.span is None else steps(part.span)
    within = " and ".join(f"{one.metric} is {number(one.low)} to {number(one.high)}" for one in part.within)
    return f"{text} where {within}" if within else text


def interval(bounds: Interval | None) -> str:
    """An interval: 95 % interval −0.1 to 0.2."""
    if bounds is None:
        return "no interval"
    return f"{percent(bounds.level, 2)} interval {signed(bounds.low)} to {signed(bounds.high)}"


def fidelity(value: Fidelity) -> str:
    """What the export holds of a metric, for badges and tables."""
    match value.kind:
        case FidelityKind.COMPLETE:
            return "complete"
        case FidelityKind.STRIDED:
            stride = value.stride or 0.0
            return f"every {step(stride) if stride >= 0.001 else number(stride)} steps"
        case FidelityKind.SAMPLED:
            return f"{count(value.points)} of {count(value.spanned)} steps sampled"
        case FidelityKind.IRREGULAR:
            return f"{count(value.points)} points at uneven steps"
        case FidelityKind.TOO_SHORT:
            return plural(value.points, "point")


def badge(series: Series) -> str:
    """The fidelity badge of a plot."""
    text = fidelity(series.fidelity)
    if series.away:
        return f"not at hand: {text}"
    return f"aggregate, {text}" if series.aggregate else text


def evidence(item: Evidence) -> str:
    """A piece of evidence: settled std 0.0254 (threshold 0.01)."""
    unit = f" {item.unit}" if item.unit else ""
    bound = "" if item.threshold is None else f" (threshold {threshold(item.threshold)}{unit})"
    return f"{item.name} {number(item.value)}{unit}{bound}"


def occurrence(event: Occurrence) -> str:
    """An event with what was measured and the bound that it was held against."""
    return (
        f"{event.kind} at {steps(event.span)}, {number(event.value, 3)} {event.unit} "
        f"against a threshold of {number(event.threshold, 3)}"
    )


def verdict(value: Verdict) -> str:
    """A verdict with the sign that stands beside its colour."""
    match value:
        case Verdict.NO_CONCERN:
            return "✓ no concern found"
        case Verdict.ATTENTION:
            return "! needs attention"
        case Verdict.CONCERN:
            return "× concern"
        case Verdict.NOT_ENOUGH:
            return "? not enough evidence"
        case Verdict.INFORMATION:
            return "i for information"


def comparability(value: Comparability) -> str:
    match value:
        case Comparability.COMPARABLE:
            return "These two runs can be compared."
        case Comparability.WITH_RESERVATIONS:
            return "These two runs can be compared, with reservations."
        case Comparability.NOT_COMPARABLE:
            return "These two runs are not comparable."


def matching(pairs: Pairs) -> str:
    """How steps were matched, for printing under every difference."""
    match pairs.how:
        case Matching.SAME_STEPS:
            where = f"{pairs.axis.lower()}s" if pairs.axis in ("Step", "Epoch") else "places"
            text = f"{plural(len(pairs), 'pair')}, same {where}"
        case Matching.SHIFTED:
            text = f"{plural(len(pairs), 'pair')}, B shifted by {_shift(pairs)}"
        case Matching.MEANS:
            text = f"{plural(len(pairs), 'pair')} of means over cells {place(pairs.cell, pairs.axis)} wide"
        case Matching.NONE:
            text = "no steps in common"
    left = []
    if pairs.unmatched_a:
        left.append(f"{count(pairs.unmatched_a)} of A")
    if pairs.unmatched_b:
        left.append(f"{count(pairs.unmatched_b)} of B")
    if left:
        text += f"; {' and '.join(left)} without a partner"
    if pairs.nonfinite:
        text += f"; {plural(pairs.nonfinite, 'pair')} with a value that is not finite left out"
    return text


def paired(pairs: Pairs, number: int) -> str:
    """So many pairs, by how they were made: matched steps only where it was steps that met."""
    match pairs.how:
        case Matching.MEANS:
            return plural(number, "pair of means", "pairs of means")
        case Matching.SHIFTED:
            behind = f"with B shifted by {_shift(pairs)}"
            return plural(number, f"pair {behind}", f"pairs {behind}")
        case _:
            return plural(number, "matched step" if pairs.axis == "Step" else "pair")


def paired_by(pairs: Pairs) -> str:
    """How pairs were made, in a few words for a table."""
    match pairs.how:
        case Matching.SAME_STEPS:
            return "same steps" if pairs.axis == "Step" else f"same {pairs.axis.lower()}"
        case Matching.SHIFTED:
            return f"B shifted by {_shift(pairs)}"
        case Matching.MEANS:
            return f"means over {place(pairs.cell, pairs.axis)}"
        case Matching.NONE:
            return "no pairs"


def all_paired(pairs: Iterable[Pairs]) -> str:
    """How several metrics were paired: once where it is the same, else the ways with the number of metrics of each."""
    ways = Counter(paired_by(one) for one in pairs)
    if len(ways) == 1:
        return f"paired by {next(iter(ways))}"
    return "paired by " + ", ".join(f"{way} ({plural(number, 'metric')})" for way, number in ways.items())


def moved(shift: float) -> str:
    """By how much steps are moved, with its sign."""
    return f"{MINUS if shift < 0 else '+'}{step(abs(shift))}"


def _shift(pairs: Pairs) -> str:
    return f"{moved(pairs.shift)} steps" if pairs.axis == "Step" else f"{moved(pairs.shift)} of {pairs.axis.lower()}"


def around_zero(entry: MetricDifference) -> str:
    """Where zero lies to the interval of a difference, for a table."""
    if not len(entry.pairs):
        return "no pairs"
    if entry.interval is None:
        return "no interval"
    return "within" if entry.interval.contains(0.0) else "outside"


def sureness(sure: float, *, by_hand: bool = False) -> str:
    """How sure an importer is of the format of a file, 0 to 1, in words."""
    if by_hand:
        return "chosen by hand"
    if sure >= 0.9:
        return "sure"
    if sure >= 0.5:
        return "fairly sure"
    return "not sure" if sure >= 0.3 else "a guess"


def decisions(choices: Choices, names: Mapping[RunId, str]) -> tuple[str, ...]:
    """What a person decided about files and runs, a sentence each; ``names`` are those of the runs by their ids."""
    found = [
        f"{Path(path).name}: {', '.join(_file_decisions(choice))}."
        for path, choice in choices.files.items()
        if choice != FileChoice()
    ]
    found += [f"The heading “{text}” names the run “{run}”." for text, run in choices.splits.items()]
    found += [f"A run was named “{name}”." for name in choices.names.values()]
    found += [
        f"A run read under another name is one with “{names.get(into, into)}”: matched by hand."
        for into in choices.same.values()
    ]
    return tuple(found)


def _file_decisions(choice: FileChoice) -> Iterator[str]:
    if choice.left_out:
        yield "left out"
    if choice.importer:
        yield f"read as {choice.importer}"
    if choice.apart:
        yield "kept apart from other files"
    if choice.step is not None:
        yield f"steps from “{choice.step}”" if choice.step else "placed by the number of the row"
    if choice.metrics is not None:
        yield f"metrics {', '.join(f'“{name}”' for name in choice.metrics) or 'none'}"
