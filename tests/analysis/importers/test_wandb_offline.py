"""W&B runs on disk: rows, nested names, config, system metrics, and logs that break off or are damaged."""

import hashlib
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import Cancelled, UnreadableInput
from analysis.importers import Reading
from analysis.importers.wandb_offline import IMPORTER
from analysis.model.notice import Severity
from analysis.model.series import FidelityKind
from analysis.progress import Progress, silent
from tests.analysis.importers.outcomes import outcome, points, read_all, said
from tests.analysis.importers.protobuf import message
from tests.analysis.importers.wandb_logs import EXIT, HEADER, config, history, item, log, losses, run, stats

SLACK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def written(folder: Path, data: bytes, name: str = "run-abc123.wandb") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def read_log(folder: Path, *records: bytes) -> Reading:
    return read_all(IMPORTER, written(folder, log(*records)))


def test_a_whole_run(tmp_path: Path) -> None:
    data = log(run(name="try 1", values={"lr": 0.1, "net": {"size": [1, 2]}}), *losses(3), EXIT)
    reading = read_all(IMPORTER, written(tmp_path, data))
    (found,) = reading.runs
    assert (found.name, found.metrics, reading.notices) == ("try 1", ("loss",), ())
    assert points(found, "loss") == [(0, 1), (1, 1 / 2), (2, 1 / 3)]
    assert dict(found.config) == {"lr": 0.1, "net.size": "[1, 2]"}
    series = found.series[0]
    assert (series.axis, series.fidelity.kind) == ("Step", FidelityKind.COMPLETE)
    assert {name: array.tolist() for name, array in series.along.items()} == {
        "Relative Time (Process)": [0, 0.5, 1],
        "Wall Time": [1000, 1000.5, 1001],
    }
    (source,) = found.sources
    assert (source.name, source.size, source.importer) == ("run-abc123.wandb", len(data), "wandb_offline")
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.path == str(tmp_path / "run-abc123.wandb")


def test_the_id_names_a_run_without_a_name(tmp_path: Path) -> None:
    assert [one.name for one in read_log(tmp_path, run(own="xyz"), *losses(1), EXIT).runs] == ["xyz"]
    path = written(tmp_path, log(*losses(1), EXIT), "run-q1w2.wandb")
    assert [one.name for one in read_all(IMPORTER, path).runs] == ["q1w2"]


def test_each_metric_keeps_its_own_steps(tmp_path: Path) -> None:
    rows = [history({"a": 1, "_step": 0}), history({"b": 2, "_step": 1}), history({"a": 3, "b": 4, "_step": 5})]
    (found,) = read_log(tmp_path, *rows, EXIT).runs
    assert (points(found, "a"), points(found, "b")) == ([(0, 1), (5, 3)], [(1, 2), (5, 4)])
    assert dict(found.series[0].along) == {}


def test_metrics_of_the_same_rows_share_their_steps(tmp_path: Path) -> None:
    rows = [history({"a": step, "b": -step, "_step": step}) for step in range(4)]
    (found,) = read_log(tmp_path, *rows, EXIT).runs
    assert found.series[0].steps is found.series[1].steps


def test_nan_and_infinities_are_points(tmp_path: Path) -> None:
    cells = [b"NaN", b"Infinity", b"-Infinity", b'"NaN"', b'"-Infinity"']
    rows = [history({"a": cell, "_step": place}) for place, cell in enumerate(cells)]
    values = read_log(tmp_path, *rows, EXIT).runs[0].series[0].values
    assert np.array_equal(values, [math.nan, math.inf, -math.inf, math.nan, -math.inf], equal_nan=True)


@pytest.mark.parametrize("nested", [True, False])
def test_nested_names_are_joined_by_a_dot(tmp_path: Path, nested: bool) -> None:
    row = {"train.loss": 1, "kl": {"mean": 2, "z": {"0": 3}}, "_step": 0}
    (found,) = read_log(tmp_path, history(row, nested=nested), EXIT).runs
    assert found.metrics == ("train.loss", "kl.mean", "kl.z.0")


def test_steps_as_text_and_beside_the_items(tmp_path: Path) -> None:
    beside = message((2, message((1, item("a", 8)), (2, message((1, 7))))))
    (found,) = read_log(tmp_path, history({"a": 1, "_step": "3"}), beside, EXIT).runs
    assert points(found, "a") == [(3, 1), (7, 8)]


def test_what_is_no_number_is_left_out_and_told(tmp_path: Path) -> None:
    row = {"a": 1, "done": True, "note": "x", "picture": {"_type": "image-file", "size": 3}, "none": None, "_step": 0}
    reading = read_log(tmp_path, history(row), history({"a": 2}), history({"a": b"{", "_step": 1}), EXIT)
    assert reading.runs[0].metrics == ("a",)
    assert said(reading) == [
        "Left out, without a step: 1 row of the history.",
        "Left out, as they are no numbers: “done” (1), “note” (1), “picture” (1) and 2 further metrics.",
    ]


def test_system_metrics_count_the_time_since_the_start(tmp_path: Path) -> None:
    parts = [
        run(start=1000),
        *losses(2),
        stats(1010, {"cpu": 5, "network": {"sent": 7}}),
        stats(1020, {"cpu": 6}),
        EXIT,
    ]
    (found,) = read_log(tmp_path, *parts).runs
    assert found.metrics == ("loss", "system/cpu", "system/network.sent")
    assert points(found, "system/cpu") == [(9.5, 5), (19.5, 6)]
    assert [series.axis for series in found.series] == ["Step", "Relative Time (Wall)", "Relative Time (Wall)"]


def test_system_metrics_without_a_start_are_left_out(tmp_path: Path) -> None:
    reading = read_log(tmp_path, *losses(2), stats(1010, {"cpu": 5}), EXIT)
    assert reading.runs[0].metrics == ("loss",)
    assert said(reading) == ["Left out: the system metrics, as the run does not tell when it began."]


def test_config_is_updated_and_removed(tmp_path: Path) -> None:
    later = message((5, config({"lr": 0.2, "_wandb": {"t": 1}}) + message((2, item("old", None, nested=False)))))
    (found,) = read_log(tmp_path, run(values={"lr": 0.1, "old": 1, "n": None}), later, *losses(1), EXIT).runs
    assert dict(found.config) == {"n": None, "lr": 0.2}


def test_uneven_steps_of_a_log_are_not_called_sampled(tmp_path: Path) -> None:
    rows = [history({"a": 1, "_step": place + place // 3}) for place in range(500)]
    assert read_log(tmp_path, *rows, EXIT).runs[0].series[0].fidelity.kind is FidelityKind.IRREGULAR


def test_steps_that_go_back_stay_and_are_told(tmp_path: Path) -> None:
    reading = read_log(tmp_path, *losses(3), *losses(2, start=1), EXIT)
    assert [step for step, _ in points(reading.runs[0], "loss")] == [0, 1, 2, 1, 2]
    assert said(reading) == [
        "Steps go back in “loss”: 1 time, first from 2 to 1; the points stay in the order in which they were logged."
    ]


def test_a_run_without_an_exit_did_not_finish(tmp_path: Path) -> None:
    reading = read_log(tmp_path, run(), *losses(2))
    text = "The run did not finish writing: there is no exit record, so it crashed or was still going."
    assert said(reading) == [text]
    assert reading.runs[0].sources[0].notices == reading.notices


class TestDamage:
    def test_every_truncation_keeps_what_came_before(self, tmp_path: Path) -> None:
        rows = losses(5)
        data = log(run(), *rows, EXIT)
        ends = [len(log(run(), *rows[:count])) for count in range(6)]
        for size in range(len(data)):
            found = outcome(IMPORTER, written(tmp_path, data[:size]))
            whole = sum(end <= size for end in ends) - 1
            if whole < 1:
                assert isinstance(found, UnreadableInput)
                continue
            assert isinstance(found, Reading)
            assert len(found.runs[0].series[0]) == whole
            assert any("ends within a record" in text for text in said(found)) == (size not in ends)

    def test_a_flipped_bit_costs_its_block_and_is_told(self, tmp_path: Path) -> None:
        data = bytearray(log(run(), *losses(3000), EXIT))
        place = len(data) // 2
        data[place] ^= 4
        reading = read_all(IMPORTER, written(tmp_path, bytes(data)))
        steps = [step for step, _ in points(reading.runs[0], "loss")]
        assert 2000 < len(steps) < 3000
        assert (steps[0], steps[-1]) == (0, 2999)
        (text,) = said(reading)
        assert text.startswith("The file holds a record with a wrong checksum at byte ")
        assert text.endswith("; the rest of that block of 32,768 is left out.")

    def test_a_record_longer_than_a_block(self, tmp_path: Path) -> None:
        long = history({"a": 1, "text": "x" * 100_000, "_step": 0})
        data = log(run(), long, history({"a": 2, "_step": 1}), EXIT)
        assert points(read_all(IMPORTER, written(tmp_path, data)).runs[0], "a") == [(0, 1), (1, 2)]
        assert isinstance(outcome(IMPORTER, written(tmp_path, data[:65_536])), UnreadableInput)

    def test_what_is_no_message_is_left_out(self, tmp_path: Path) -> None:
        reading = read_log(tmp_path, *losses(2), b"\x12\xff", b"\x0f", message((2, b"\x0a\x7f")), EXIT)
        assert said(reading) == ["Left out, as they cannot be decoded: 3 records."]
        assert len(reading.runs[0].series[0]) == 2

    def test_deep_and_long_values_end(self, tmp_path: Path) -> None:
        deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
        rows = [history({"x": deep, "_step": 0}), history({"x": b"9" * 9000, "y": b"9" * 400, "_step": 1}), *losses(2)]
        assert read_log(tmp_path, run(values={"c": deep}), *rows, EXIT).runs[0].metrics == ("loss",)

    @given(st.binary(max_size=300), st.booleans())
    @SLACK
    def test_any_bytes(self, tmp_path: Path, data: bytes, headed: bool) -> None:
        outcome(IMPORTER, written(tmp_path, HEADER + data if headed else data))

    @given(st.lists(st.binary(max_size=60), max_size=6))
    @SLACK
    def test_any_records(self, tmp_path: Path, records: list[bytes]) -> None:
        outcome(IMPORTER, written(tmp_path, log(*records, *losses(1))))

    @given(st.data())
    @SLACK
    def test_any_change_inside_records(self, tmp_path: Path, data: st.DataObject) -> None:
        records = [
            run(values={"a": {"b": 1}}),
            *losses(2),
            stats(1010, {"cpu": 5}),
            message((5, config({"c": 1}))),
            EXIT,
        ]
        place = data.draw(st.integers(0, len(records) - 1))
        record = bytearray(records[place])
        record[data.draw(st.integers(0, len(record) - 1))] = data.draw(st.integers(0, 255))
        records[place] = bytes(record)
        outcome(IMPORTER, written(tmp_path, log(*records)))

    @given(st.data())
    @SLACK
    def test_any_change_of_the_file_never_changes_a_value(self, tmp_path: Path, data: st.DataObject) -> None:
        whole = bytearray(log(run(), *losses(8), EXIT))
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
        found = outcome(IMPORTER, written(tmp_path, bytes(whole)))
        if isinstance(found, Reading):
            assert set(points(found.runs[0], "loss")) <= {(step, 1 / (1 + step)) for step in range(8)}
            assert found.notices


class TestSeveralFiles:
    def test_of_one_id_are_one_run(self, tmp_path: Path) -> None:
        second = written(tmp_path, log(run(name="a", start=2000), *losses(2, start=2), EXIT), "2/run-abc123.wandb")
        first = written(tmp_path, log(run(name="a"), *losses(2)), "1/run-abc123.wandb")
        reading = read_all(IMPORTER, second, first)
        (found,) = reading.runs
        assert [step for step, _ in points(found, "loss")] == [0, 1, 2, 3]
        assert [source.path for source in found.sources] == [str(first), str(second)]
        assert "Read as a later part of the run in run-abc123.wandb: both have its id." in said(reading)
        assert [(seam.at, seam.dropped, seam.later) for seam in found.seams] == [(2, 0, "2/run-abc123.wandb")]

    def test_a_later_file_that_begins_before_the_end_of_the_first_takes_over(self, tmp_path: Path) -> None:
        first = written(tmp_path, log(run(name="a"), *losses(6)), "1/run-abc123.wandb")
        second = written(tmp_path, log(run(name="a", start=2000), *losses(5, start=3), EXIT), "2/run-abc123.wandb")
        reading = read_all(IMPORTER, first, second)
        (found,) = reading.runs
        assert [step for step, _ in points(found, "loss")] == list(range(8))
        (seam,) = found.seams
        assert (seam.at, seam.until, seam.dropped) == (3, 5, 3)
        assert any("left out: 3 points of 1/run-abc123.wandb" in text for text in said(reading))

    def test_a_copy_and_an_earlier_state_are_read_once(self, tmp_path: Path) -> None:
        data = log(run(), *losses(5), EXIT)
        names = ("1/run-abc123.wandb", "2/run-abc123.wandb", "3/run-abc123.wandb")
        paths = [written(tmp_path, part, name) for part, name in zip((data[:300], data, data), names, strict=True)]
        reading = read_all(IMPORTER, *paths)
        assert [len(one.series[0]) for one in reading.runs] == [5]
        assert len(reading.runs[0].sources) == 1
        assert sum("the same file, or an earlier state of it" in text for text in said(reading)) == 2

    def test_of_one_name_are_told_apart_by_their_ids(self, tmp_path: Path) -> None:
        paths = [written(tmp_path, log(run(own, "x"), *losses(1), EXIT), f"run-{own}.wandb") for own in ("one", "two")]
        assert [found.name for found in read_all(IMPORTER, *paths).runs] == ["x (one)", "x (two)"]

    def test_one_that_cannot_be_read_hides_no_other(self, tmp_path: Path) -> None:
        bad = written(tmp_path, log(run(), EXIT), "run-bad.wandb")
        good = written(tmp_path, log(*losses(1), EXIT), "run-good.wandb")
        reading = read_all(IMPORTER, bad, good)
        (notice,) = reading.notices
        assert (notice.severity, notice.file) == (Severity.ERROR, "run-bad.wandb")
        assert notice.text.startswith("Nothing was logged with wandb.log: there is no history in this file.")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="cannot be opened"):
        IMPORTER.read((tmp_path / "run-x.wandb",), silent())


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        IMPORTER.read((written(tmp_path, log(*losses(3))),), progress)


@pytest.mark.parametrize("head", [b"", b":W&B", HEADER[:6] + b"\1", b"Step,a - b\n", b"version https://git-lfs"])
def test_other_files_are_not_claimed(head: bytes) -> None:
    assert IMPORTER.sniff(Path("run-x.wandb"), head) == 0


def test_a_run_that_logged_nothing_keeps_the_metrics_of_the_machine(tmp_path: Path) -> None:
    file = tmp_path / "run-abc123.wandb"
    file.write_bytes(log(run(), *(stats(1002 + at, {"cpu": at}) for at in range(3))))
    reading = IMPORTER.read((file,), silent())
    (found,) = reading.runs
    assert found.metrics == ("system/cpu",)
    assert found.series[0].values.tolist() == [0, 1, 2]
    said = "Nothing was logged with wandb.log: there is no history in this file, only the metrics of the machine."
    assert said in [notice.text for notice in reading.notices]


@pytest.mark.corpus
def test_the_corpus(corpus: Path) -> None:
    refused: dict[str, int] = {}
    read = values = 0
    paths = sorted((corpus / "wandb_offline").rglob("*.wandb"))
    for path in paths:
        assert IMPORTER.sniff(path, path.read_bytes()[:65_536]) == 1
        found = outcome(IMPORTER, path)
        if isinstance(found, UnreadableInput):
            refused[found.reason] = refused.get(found.reason, 0) + 1
            continue
        read += 1
        values += sum(len(series) for series in found.runs[0].series)
    for row in (("read", read, f"{values:,} values"), *(("refused", n, reason) for reason, n in refused.items())):
        print("{:8} {:3}  {}".format(*row))  # noqa: T201 - the table is the answer
    assert (len(paths), read, values) == (61, 50, 269_766)


@pytest.mark.corpus
def test_all_of_the_corpus_in_one_drop(corpus: Path) -> None:
    reading = read_all(IMPORTER, *sorted((corpus / "wandb_offline").rglob("*.wandb")))
    assert len(reading.runs) == 50
