"""The samples behind plots as CSV: raw values as they were read, a row each."""

import re
from collections.abc import Iterable, Iterator

from analysis.model.run import Run
from analysis.model.series import Span

HEADER = "run,metric,step,value,low,high"
_FORMULA = re.compile(r"^[\s\ufeff]*[=+\-@\t\r|%]")


def samples(runs: Iterable[Run], metrics: Iterable[str], span: Span | None) -> Iterator[str]:
    """Lines of CSV with their ends, the header first: the samples of ``span`` (all without one), never smoothed.

    ``low`` and ``high`` are empty without a band. Numbers are written so that they read back as they are. A name that
    a spreadsheet would take for a formula gets an apostrophe in front.
    """
    yield HEADER + "\r\n"
    wanted = tuple(metrics)
    for run in runs:
        for metric in wanted:
            series = run.get(metric)
            if series is None:
                continue
            seen = series.within(span)
            start = f"{_cell(run.name)},{_cell(metric)},"
            if seen.low is None or seen.high is None:
                for step, value in zip(seen.steps.tolist(), seen.values.tolist(), strict=True):
                    yield f"{start}{_number(step)},{_number(value)},,\r\n"
                continue
            columns = (seen.steps.tolist(), seen.values.tolist(), seen.low.tolist(), seen.high.tolist())
            for numbers in zip(*columns, strict=True):
                yield f"{start}{','.join(map(_number, numbers))}\r\n"


def count(runs: Iterable[Run], metrics: Iterable[str], span: Span | None) -> int:
    """The number of samples that ``samples`` would write."""
    wanted = tuple(metrics)
    found = (series for run in runs for metric in wanted if (series := run.get(metric)) is not None)
    return sum(len(series.within(span)) for series in found)


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 and str(value)[0] != "-" else repr(value)


def guarded(text: str) -> str:
    """A text that no spreadsheet computes: an apostrophe in front of what would be a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _cell(text: str) -> str:
    """A name as a cell of its own, which no spreadsheet computes."""
    text = guarded(text)
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",\r\n]', text) else text
