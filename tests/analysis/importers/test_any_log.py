"""Whatever bytes a log has: they end in runs or in a reason that names the file, never in another error."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import analysis.importers
from analysis.errors import UnreadableInput
from analysis.importers import Importer, Reading
from analysis.progress import silent
from analysis.registry import offered
from tests.analysis.importers.log_examples import EXAMPLES
from tests.analysis.importers.logs import write

MINE = sorted(EXAMPLES.keys() - {"wandb_csv"})
ALL = {importer.id: importer for importer in offered(analysis.importers, Importer)}
SLOW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
LETTERS = 'step,loss_r\n\r;\t"{}[]:0123.e-NaN#'


def outcome(importer: Importer, path: Path, data: bytes) -> Reading | UnreadableInput:
    """What comes of some bytes; sniffing them must come to an end as well."""
    path.write_bytes(data)
    assert 0 <= importer.sniff(path, data[:65_536]) <= 1
    try:
        return importer.read((path,), silent())
    except UnreadableInput as error:
        return error


def check(found: Reading | UnreadableInput, path: Path) -> None:
    """Every reason names the file and what to do; every point of a run has a finite step."""
    if isinstance(found, UnreadableInput):
        assert found.file == str(path)
        assert found.reason
        assert found.advice
        return
    assert found.runs
    for run in found.runs:
        assert run.name
        assert run.series
        for one in run.series:
            assert len(one) > 0
            assert np.isfinite(one.steps).all()
            assert all(np.isfinite(array).all() for array in one.along.values())


@pytest.mark.parametrize("owner", MINE)
@given(
    data=st.one_of(st.binary(max_size=300), st.text(st.sampled_from(LETTERS), max_size=200).map(str.encode)),
    example=st.integers(0, 3),
)
@SLOW
def test_any_bytes(tmp_path: Path, owner: str, data: bytes, example: int) -> None:
    examples = EXAMPLES[owner]
    name, text = examples[example % len(examples)]
    path = tmp_path / Path(name).name
    check(outcome(ALL[owner], path, data), path)
    check(outcome(ALL[owner], path, text.partition("\n")[0].encode() + b"\n" + data), path)


@pytest.mark.parametrize("owner", MINE)
def test_a_mark_and_line_ends_change_nothing(tmp_path: Path, owner: str) -> None:
    name, text = EXAMPLES[owner][0]
    unix = text.replace("\r\n", "\n")
    readings = [
        ALL[owner].read((write(tmp_path / "same" / Path(name).name, content),), silent())
        for content in (unix, unix.replace("\n", "\r\n"), "\ufeff" + unix)
    ]
    first = readings[0].runs[0]
    assert all((one.runs[0].name, one.runs[0].series) == (first.name, first.series) for one in readings)
