"""A log that its program went on writing to after a restart: where each piece of it begins, and the pieces as one."""

import numpy as np

from analysis.stats.logs.columns import ROW, Column, Log

FEWEST = 10  # rows of a piece; shorter ones may be records that were written out of order
MOST = 50  # pieces; more are no restarts but steps that count something else


def restarted_at(log: Log) -> tuple[int, ...]:
    """The rows at which a log goes back to a step behind its first, as after a restart from a checkpoint.

    A metric on its own has to go back: those that are logged at different moments need not be in order. Empty where
    no program appends to such a file, and where a piece is short or begins anew at the first step.
    """
    if not log.appended or log.axis == ROW:
        return ()
    falls: list[tuple[int, int]] = []  # the row that goes back, and the one before it of the same metric
    for column in log.columns:
        rows = column.rows[np.isfinite(log.steps[column.rows])]
        at = np.flatnonzero(np.diff(log.steps[rows]) < 0)
        falls += zip(rows[at + 1].tolist(), rows[at].tolist(), strict=True)
    starts = [0]
    for row, before in sorted(falls):
        if before >= starts[-1]:
            starts.append(row)
    sizes = np.diff([*starts, log.steps.size])
    if not 1 < len(starts) <= MOST or sizes.min() < FEWEST:
        return ()
    first = np.nanmin(log.steps[: starts[1]])
    begins_anew = any(log.steps[row] <= first for row in starts[1:])
    return () if begins_anew else tuple(starts[1:])


def part(column: Column, start: int, stop: int) -> Column:
    """The points of a column in the rows from ``start`` to before ``stop``."""
    first, last = np.searchsorted(column.rows, (start, stop))
    return Column(column.name, column.rows[first:last], column.values[first:last])
