"""TensorBoard event files: scalars of both kinds, folders as runs, and files that break off or are damaged."""

import hashlib
import math
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import Cancelled, UnreadableInput
from analysis.importers import Reading
from analysis.importers.tensorboard import IMPORTER
from analysis.model.notice import Severity
from analysis.progress import Progress, silent
from tests.analysis.importers.event_files import VERSION, event, events, frame, losses, simple, tensor
from tests.analysis.importers.outcomes import outcome, points, read_all, said
from tests.analysis.importers.protobuf import Single, Value, message

SLACK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
NAME = "run/events.out.tfevents.1700000000.host.1.0"


def written(folder: Path, data: bytes, name: str = NAME) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def read_events(folder: Path, *parts: bytes) -> Reading:
    return read_all(IMPORTER, written(folder, events(*parts)))


def test_simple_values(tmp_path: Path) -> None:
    data = events(event(0, simple("loss", 1.5), simple("lr", 0.1)), event(7, simple("loss", -2), wall=5.25))
    reading = read_all(IMPORTER, written(tmp_path, data))
    (run,) = reading.runs
    assert (run.name, run.metrics, reading.notices) == ("run", ("loss", "lr"), ())
    assert points(run, "loss") == [(0, 1.5), (7, -2)]
    assert points(run, "lr") == [(0, float(np.float32(0.1)))]
    assert {name: array.tolist() for name, array in run.series[0].along.items()} == {"Wall Time": [1e9, 5.25]}
    (source,) = run.sources
    assert (source.name, source.size) == (Path(NAME).name, len(data))
    assert source.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (((1, 1), (5, struct.pack("<f", 0.5))), 0.5),
        (((1, 1), (5, Single(0.25))), 0.25),
        (((1, 1), (4, struct.pack("<f", -4))), -4),
        (((1, 2), (6, struct.pack("<d", 0.1))), 0.1),
        (((1, 2), (6, 0.3)), 0.3),
        (((1, 2), (4, struct.pack("<d", math.pi))), math.pi),
        (((1, 3), (7, -3)), -3),
        (((1, 9), (10, message((1, -5))[1:])), -5),
        (((1, 9), (4, struct.pack("<q", 1 << 40))), 1 << 40),
        (((1, 19), (13, 0x3C00)), 1),
        (((1, 14), (13, 0x3FC0)), 1.5),
        (((1, 14), (4, b"\xc0\x3f")), 1.5),
        (((1, 10), (11, 1)), 1),
        (((1, 1), (2, message((2, message((1, 1))))), (5, Single(2))), 2),
    ],
)
def test_tensors_of_one_number(tmp_path: Path, fields: tuple[tuple[int, Value], ...], expected: float) -> None:
    (run,) = read_events(tmp_path, event(3, tensor("loss", *fields))).runs
    assert points(run, "loss") == [(3, expected)]


def test_nan_and_infinities_are_points(tmp_path: Path) -> None:
    cells = [math.nan, math.inf, -math.inf]
    (run,) = read_events(tmp_path, *(event(step, simple("a", cell)) for step, cell in enumerate(cells))).runs
    assert np.array_equal(run.series[0].values, cells, equal_nan=True)


def test_all_else_is_left_out_and_counted(tmp_path: Path) -> None:
    several = ((1, 1), (2, message((2, message((1, 2))))), (4, bytes(8)))
    parts = [
        event(0, simple("loss", 1), message((1, "h"), (5, b"")), message((1, "i"), (4, b""))),
        event(1, tensor("t", (1, 7), plugin="text"), tensor("t", (1, 7), plugin=""), tensor("x", *several)),
        event(2, tensor("p", (1, 1), (5, Single(1)), plugin="pr_curves")),
        frame(message((4, b"graph"))),
    ]
    reading = read_events(tmp_path, *parts)
    assert reading.runs[0].metrics == ("loss",)
    expected = "1 graph, 1 histogram, 1 image, 1 tensor, 2 texts, 1 “pr_curves” value"
    assert said(reading) == [f"Left out, as they are no scalars: {expected}."]


def test_files_of_a_folder_are_one_run_in_the_order_of_their_names(tmp_path: Path) -> None:
    later = written(tmp_path, events(*losses(2, start=1)), "a/events.out.tfevents.20.h")
    first = written(tmp_path, events(*losses(3)), "a/events.out.tfevents.10.h")
    reading = read_all(IMPORTER, later, first)
    (run,) = reading.runs
    assert points(run, "loss") == [(0, 0), (1, 0.25), (2, 0.5)]
    assert [(seam.at, seam.until, seam.dropped) for seam in run.seams] == [(1, 2, 2)]
    assert [source.path for source in run.sources] == [str(first), str(later)]
    joined = "Joined as pieces of one run: from step 1 on events.out.tfevents.20.h takes over; left out: 2 points of "
    joined += "events.out.tfevents.10.h from there to step 2."
    assert said(reading) == [
        "Read as one run: 2 event files of a.",
        joined,
    ]


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        (["logs/a"], ["a"]),
        (["logs/a", "logs/b"], ["a", "b"]),
        (["logs/a/train", "logs/b/train"], ["a/train", "b/train"]),
        (["logs", "logs/train"], ["logs", "logs/train"]),
    ],
)
def test_runs_are_named_by_their_folders(tmp_path: Path, folders: list[str], expected: list[str]) -> None:
    paths = [written(tmp_path, events(*losses(1)), f"{folder}/events.out.tfevents.1.h") for folder in folders]
    assert [run.name for run in read_all(IMPORTER, *paths).runs] == expected


def test_headers_without_values(tmp_path: Path) -> None:
    paths = [written(tmp_path, VERSION, f"a/events.out.tfevents.{number}.h") for number in (1, 2)]
    with pytest.raises(UnreadableInput, match="holds a header and no values"):
        IMPORTER.read(tuple(paths), silent())
    good = written(tmp_path, events(*losses(1)), "b/events.out.tfevents.3.h")
    reading = read_all(IMPORTER, *paths, good)
    assert [run.name for run in reading.runs] == ["b"]
    assert [(notice.severity, notice.file) for notice in reading.notices] == [
        (Severity.ERROR, "events.out.tfevents.1.h"),
        (Severity.ERROR, "events.out.tfevents.2.h"),
    ]
    beside = written(tmp_path, events(*losses(1)), "a/events.out.tfevents.3.h")
    assert said(read_all(IMPORTER, *paths, beside))[:2] == ["The file holds a header and no values."] * 2


class TestDamage:
    def test_every_truncation_keeps_what_came_before(self, tmp_path: Path) -> None:
        parts = losses(4)
        data = events(*parts)
        ends = [len(events(*parts[:count])) for count in range(5)]
        for size in range(len(data)):
            found = outcome(IMPORTER, written(tmp_path, data[:size]))
            whole = sum(end <= size for end in ends) - 1
            if whole < 1:
                assert isinstance(found, UnreadableInput)
                continue
            assert isinstance(found, Reading)
            assert len(found.runs[0].series[0]) == whole
            expected = [] if size in ends else [f"at byte {ends[whole]}; what came before was read."]
            assert [text.removeprefix("The file ends within a record ") for text in said(found)] == expected

    def test_a_damaged_record_is_left_out_and_told(self, tmp_path: Path) -> None:
        data = bytearray(events(*losses(4)))
        place = len(events(*losses(1)))
        data[place + 20] ^= 1
        reading = read_all(IMPORTER, written(tmp_path, bytes(data)))
        assert [step for step, _ in points(reading.runs[0], "loss")] == [0, 2, 3]
        text = f"The file holds a record with a wrong checksum at byte {place}; that record is left out."
        assert said(reading) == [text]

    def test_a_damaged_header_costs_no_value(self, tmp_path: Path) -> None:
        data = bytearray(events(*losses(2)))
        data[20] ^= 1
        reading = read_all(IMPORTER, written(tmp_path, bytes(data)))
        assert len(reading.runs[0].series[0]) == 2
        assert said(reading) == ["The file holds a record with a wrong checksum at byte 0; that record is left out."]

    def test_behind_a_damaged_length_nothing_is_read(self, tmp_path: Path) -> None:
        data = bytearray(events(*losses(4)))
        place = len(events(*losses(2)))
        data[place] ^= 1
        reading = read_all(IMPORTER, written(tmp_path, bytes(data)))
        assert [step for step, _ in points(reading.runs[0], "loss")] == [0, 1]
        text = (
            f"The file holds the length of a record with a wrong checksum at byte {place}; what came before was read."
        )
        assert said(reading) == [text]
        assert reading.runs[0].sources[0].sha256 == hashlib.sha256(data).hexdigest()

    def test_what_is_no_event_is_left_out(self, tmp_path: Path) -> None:
        reading = read_events(tmp_path, *losses(2), frame(b"\xff"), event(2, b"\x0a\x7f"))
        assert said(reading) == ["Left out, as they cannot be decoded: 2 records."]

    def test_a_claim_of_more_than_is_there(self, tmp_path: Path) -> None:
        found = outcome(IMPORTER, written(tmp_path, frame(b"")[:8].replace(b"\0" * 8, b"\xff" * 8) + bytes(100)))
        assert isinstance(found, UnreadableInput)
        assert found.reason == "The file holds the length of a record with a wrong checksum at its beginning."

    def test_records_longer_than_what_is_read_at_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        long = frame(message((5, message((1, message((1, "i"), (4, bytes(300_000))))))))
        monkeypatch.setattr("analysis.stats.tf_records.CHUNK", 1000)
        data = events(*losses(1)) + long + losses(1, start=9)[0]
        assert points(read_all(IMPORTER, written(tmp_path, data)).runs[0], "loss") == [(0, 0), (9, 2.25)]

    @given(st.binary(max_size=200), st.booleans())
    @SLACK
    def test_any_bytes(self, tmp_path: Path, data: bytes, headed: bool) -> None:
        outcome(IMPORTER, written(tmp_path, VERSION + data if headed else data))

    @given(st.lists(st.binary(max_size=60), max_size=5))
    @SLACK
    def test_any_records(self, tmp_path: Path, records: list[bytes]) -> None:
        outcome(IMPORTER, written(tmp_path, events(*map(frame, records), *losses(1))))

    @given(st.data())
    @SLACK
    def test_any_change_inside_records(self, tmp_path: Path, data: st.DataObject) -> None:
        scalar = tensor("a", (1, 1), (2, message((2, message((1, 1))))), (5, Single(2)))
        record = bytearray(message((1, 1e9), (2, 5), (5, message((1, scalar), (1, simple("b", 1))))))
        for _ in range(data.draw(st.integers(1, 3))):
            record[data.draw(st.integers(0, len(record) - 1))] = data.draw(st.integers(0, 255))
        outcome(IMPORTER, written(tmp_path, events(frame(bytes(record)), *losses(1))))

    @given(st.data())
    @SLACK
    def test_any_change_of_the_file_never_changes_a_value(self, tmp_path: Path, data: st.DataObject) -> None:
        whole = bytearray(events(*losses(6)))
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
        found = outcome(IMPORTER, written(tmp_path, bytes(whole)))
        if isinstance(found, Reading):
            assert set(points(found.runs[0], "loss")) <= {(step, step / 4) for step in range(6)}
            assert found.notices


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="cannot be opened"):
        IMPORTER.read((tmp_path / "x.tfevents.1",), silent())


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        IMPORTER.read((written(tmp_path, events(*losses(3))),), progress)


def test_what_is_claimed() -> None:
    assert IMPORTER.sniff(Path("a"), VERSION) == 1
    assert IMPORTER.sniff(Path("x.tfevents.1"), frame(b"")) == 1
    assert IMPORTER.sniff(Path("x.tfrecord"), frame(b"data")) == 0
    assert IMPORTER.sniff(Path("x.tfevents.1"), b"x" * 40) == 0.2
    for head in (b"", b"version https://git-lfs.github.com/spec/v1\n", b" \n"):
        assert IMPORTER.sniff(Path("x.tfevents.1"), head) == 0


@pytest.mark.corpus
def test_the_corpus(corpus: Path) -> None:
    outcomes: dict[str, int] = {}
    values = 0
    for path in sorted(path for path in (corpus / "tfevents").rglob("*tfevents*") if path.is_file()):
        if IMPORTER.sniff(path, path.read_bytes()[:65_536]) == 0:
            assert path.read_bytes().startswith(b"version https://git-lfs")
            outcomes["not claimed: git-LFS pointer"] = outcomes.get("not claimed: git-LFS pointer", 0) + 1
            continue
        found = outcome(IMPORTER, path)
        kind = f"refused: {found.reason}" if isinstance(found, UnreadableInput) else "read"
        outcomes[kind] = outcomes.get(kind, 0) + 1
        values += 0 if isinstance(found, UnreadableInput) else sum(len(series) for series in found.runs[0].series)
    for kind, times in outcomes.items():
        print(f"{times:3}  {kind}")  # noqa: T201 - the table is the answer
    assert (sum(outcomes.values()), outcomes["read"], values) == (39, 22, 34_805)
