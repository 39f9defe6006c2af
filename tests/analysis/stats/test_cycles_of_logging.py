"""Metrics that were logged at other steps of one cycle are paired by a constant shift, on a real export."""

from itertools import combinations
from pathlib import Path

import pytest

from analysis.model.comparison import Matching
from analysis.progress import silent
from analysis.read import read
from analysis.stats.matching import match

FOLDER = Path("wandb_chart/Gagiwoo__rl_drone_object_search")


@pytest.mark.corpus
def test_metrics_that_share_no_step_are_paired(corpus: Path) -> None:
    run = read([corpus / FOLDER], silent()).runs[0]
    assert len(run.series) == 3
    for one, other in combinations(run.series, 2):
        assert not set(one.steps.tolist()) & set(other.steps.tolist())
        pairs = match(one, other)
        assert (pairs.how, abs(pairs.shift) in {1, 2}, pairs.steps.size) == (Matching.SHIFTED, True, 5697)
