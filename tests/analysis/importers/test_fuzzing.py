"""Sound files of every format, damaged in some places: they end in runs or in a reason, never in another error.

``packaging/fuzz_readers.py`` does the same for as long as it is given, led by what the readers do.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import analysis.importers
from analysis.importers import Importer
from analysis.registry import offered
from tests.analysis.importers.outcomes import outcome
from tests.analysis.importers.samples import CUT, laid, samples, sealed, unsealed

ALL = {importer.id: importer for importer in offered(analysis.importers, Importer)}
SLACK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
WORDS = [b"\n", b'"', b"nan", b"1e999", b",,", b"-1", b"\xff", b"\0", b"\xff\xff\xff\xff", b"\x80" * 12, b"{", CUT]


@st.composite
def damages(draw: st.DrawFn, data: bytes) -> bytes:
    """The data cut off, with bytes changed or taken out, with words put in, or with a part of itself elsewhere."""
    found = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(found) - 1, 0)))
        match draw(st.sampled_from(["cut", "flip", "replace", "splice"])):
            case "cut":
                del found[place:]
            case "flip" if found:
                found[place] ^= 1 << draw(st.integers(0, 7))
            case "replace":
                word = draw(st.one_of(st.binary(max_size=4), st.sampled_from(WORDS)))
                found[place : place + draw(st.integers(0, 8))] = word
            case _:
                start = draw(st.integers(0, len(data)))
                found[place:place] = data[start : start + draw(st.integers(0, 200))]
    return bytes(found)


@pytest.mark.parametrize("owner", ALL)
@given(data=st.data())
@SLACK
def test_damaged_files(tmp_path: Path, owner: str, data: st.DataObject) -> None:
    content = data.draw(damages(samples()[owner][1]))
    outcome(ALL[owner], laid(tmp_path, owner, content))


@pytest.mark.parametrize("owner", unsealed())
@given(data=st.data())
@SLACK
def test_damaged_records_under_sound_checksums(tmp_path: Path, owner: str, data: st.DataObject) -> None:
    content = sealed(owner, data.draw(damages(unsealed()[owner])))
    outcome(ALL[owner], laid(tmp_path, owner, content))
