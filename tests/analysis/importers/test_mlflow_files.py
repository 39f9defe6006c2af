"""MLflow's file store: runs of several files, names and parameters, and lines that are damaged."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import Cancelled, UnreadableInput
from analysis.importers import Reading
from analysis.importers.mlflow_files import IMPORTER
from analysis.model.notice import Severity
from analysis.progress import Progress, silent
from tests.analysis.importers.outcomes import outcome, points, read_all, said

SLACK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
TIME = 1_700_000_000_000
META = "artifact_uri: file:///x\nrun_id: {run}\nrun_name: {name}\n"


def lines(*values: object, start: int = 0) -> str:
    return "".join(f"{TIME + 1000 * step} {value} {step}\n" for step, value in enumerate(values, start))


def store(folder: Path, run: str, files: dict[str, str | bytes], name: str = "''") -> tuple[Path, ...]:
    """The files of a run, with its meta.yaml."""
    paths = []
    for place, content in {"meta.yaml": META.format(run=run, name=name), **files}.items():
        path = folder / "mlruns" / "0" / run / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    return tuple(paths)


def test_a_run(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "metrics/loss": lines(3, 2.5),
        "metrics/val/loss": lines(7),
        "params/lr": "0.1",
        "params/net/size": "",
        "tags/mlflow.runName": "tagged",
        "tags/mlflow.user": "somebody",
        "tags/mlflow.source.git.commit": "0f0f",
        "tags/stage": "second",
    }
    paths = store(tmp_path, "f00d", files)
    assert [IMPORTER.sniff(path, path.read_bytes()) for path in paths] == [0.9, 1, 1] + [0.9] * 6
    reading = read_all(IMPORTER, *paths)
    (run,) = reading.runs
    assert (run.name, run.metrics, dict(run.config)) == ("tagged", ("loss", "val/loss"), {"lr": "0.1", "net/size": ""})
    assert points(run, "loss") == [(0, 3), (1, 2.5)]
    assert run.series[0].along["Wall Time"].tolist() == [TIME / 1000, TIME / 1000 + 1]
    assert [source.name for source in run.sources][:5] == ["loss", "val/loss", "lr", "net/size", "mlflow.runName"]
    assert (run.tags, dict(run.summary)) == (("stage: second",), {"mlflow.source.git.commit": "0f0f"})
    assert reading.notices == ()


def test_names_of_runs(tmp_path: Path) -> None:
    paths = store(tmp_path, "1", {"metrics/a": lines(1)}, name="'stated'")
    paths += store(tmp_path, "2", {"metrics/a": lines(1)})
    paths += store(tmp_path, "3333333333", {"metrics/a": lines(1)}, name="twin")
    paths += store(tmp_path, "4444444444", {"metrics/a": lines(1)}, name="twin")
    assert [run.name for run in read_all(IMPORTER, *paths).runs] == [
        "stated",
        "2",
        "twin (33333333)",
        "twin (44444444)",
    ]


def test_one_metric_alone(tmp_path: Path) -> None:
    _, path = store(tmp_path, "f00d", {"metrics/loss": lines(1, 2)}, name="stated")
    assert [(run.name, run.metrics) for run in read_all(IMPORTER, path).runs] == [("stated", ("loss",))]
    alone = tmp_path / "here" / "loss"
    alone.parent.mkdir()
    alone.write_text(lines(1, 2))
    assert IMPORTER.sniff(alone, alone.read_bytes()) == 0.6
    assert [(run.name, run.metrics) for run in read_all(IMPORTER, alone).runs] == [("here", ("loss",))]


def test_values_that_are_not_finite_are_points(tmp_path: Path) -> None:
    (run,) = read_all(IMPORTER, *store(tmp_path, "r", {"metrics/a": lines("nan", "NaN", "inf", "-Infinity")})).runs
    assert np.array_equal(run.series[0].values, [math.nan, math.nan, math.inf, -math.inf], equal_nan=True)


def test_lines_without_a_step_stand_at_their_time(tmp_path: Path) -> None:
    reading = read_all(IMPORTER, *store(tmp_path, "r", {"metrics/a": f"{TIME} 1\n{TIME + 500} 2\n"}))
    assert points(reading.runs[0], "a") == [(TIME / 1000, 1), (TIME / 1000 + 0.5, 2)]
    assert reading.runs[0].series[0].axis == "Wall Time"
    assert said(reading) == ["Shown over the time, as the lines have no step."]
    reading = read_all(IMPORTER, *store(tmp_path, "r", {"metrics/a": f"{TIME} 1\n{TIME} 2 5\n"}))
    assert points(reading.runs[0], "a") == [(0, 1), (5, 2)]
    assert said(reading) == ["1 line without a step: at step 0, as MLflow itself reads them."]


def test_newer_lines_say_what_they_belong_to(tmp_path: Path) -> None:
    (run,) = read_all(IMPORTER, *store(tmp_path, "r", {"metrics/a": f"{TIME} 1 3 f00d\n{TIME} 2 4 x y z\n"})).runs
    assert points(run, "a") == [(3, 1), (4, 2)]


def test_metrics_of_models_repeat_those_of_runs(tmp_path: Path) -> None:
    paths = store(tmp_path, "r", {"metrics/a": lines(1)})
    model = tmp_path / "mlruns" / "0" / "models" / "m-1" / "metrics" / "a"
    model.parent.mkdir(parents=True)
    model.write_text(f"{TIME} 1 0 r\n")
    reading = read_all(IMPORTER, *paths, model)
    assert [run.name for run in reading.runs] == ["r"]
    assert said(reading) == ["Left out: 1 metric file of logged models, which repeat those of their runs."]
    assert [run.name for run in read_all(IMPORTER, model).runs] == ["m-1"]


def test_damaged_lines_are_told_with_their_number(tmp_path: Path) -> None:
    content = lines(1) + "x\n\n" + lines(2, 3, start=1) + f"{TIME} 4"
    reading = read_all(IMPORTER, *store(tmp_path, "r", {"metrics/a": content}))
    assert points(reading.runs[0], "a") == [(0, 1), (1, 2), (2, 3)]
    assert [(notice.file, notice.line, notice.text) for notice in reading.notices] == [
        ("r/metrics/a", 6, "The last line has no end, so it may be cut short: it is left out."),
        ("r/metrics/a", 2, "Left out, as they are no time, value and step: 2 lines."),
    ]
    assert reading.runs[0].sources[0].notices == reading.notices


def test_a_bad_metric_hides_no_other(tmp_path: Path) -> None:
    reading = read_all(IMPORTER, *store(tmp_path, "r", {"metrics/a": "nothing\n", "metrics/b": lines(1)}))
    assert reading.runs[0].metrics == ("b",)
    assert [(notice.severity, notice.file, notice.line) for notice in reading.notices] == [(Severity.ERROR, "a", 1)]


def test_runs_without_metrics(tmp_path: Path) -> None:
    paths = store(tmp_path, "r", {"params/a": "1"})
    with pytest.raises(UnreadableInput, match="no metric"):
        IMPORTER.read(paths, silent())
    reading = read_all(IMPORTER, *paths, *store(tmp_path, "s", {"metrics/a": lines(1)}))
    assert said(reading) == ["Left out: 1 run without metrics."]


def test_steps_that_go_back_are_told(tmp_path: Path) -> None:
    reading = read_all(IMPORTER, *store(tmp_path, "r", {"metrics/a": lines(1, 2) + lines(3)}))
    assert [step for step, _ in points(reading.runs[0], "a")] == [0, 1, 0]
    assert said(reading)[0].startswith("Steps go back in “a”: 1 time, first from 1 to 0")


def test_every_truncation_keeps_whole_lines(tmp_path: Path) -> None:
    data = lines(0.5, 0.25, 0.125).encode()
    for size in range(len(data) + 1):
        found = outcome(IMPORTER, *store(tmp_path, "r", {"metrics/a": data[:size]}))
        whole = data[:size].count(b"\n")
        assert isinstance(found, Reading) == (whole > 0)
        if isinstance(found, Reading):
            assert points(found.runs[0], "a") == [(step, 0.5 / 2**step) for step in range(whole)]


@given(st.one_of(st.binary(max_size=80), st.text("0123456789 -.\nenaif", max_size=60).map(str.encode)))
@SLACK
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    outcome(IMPORTER, *store(tmp_path, "r", {"metrics/a": data, "params/p": data, "tags/mlflow.runName": data}))
    outcome(IMPORTER, *store(tmp_path, "s", {"metrics/b": lines(1), "params/p": data, "tags/mlflow.runName": data}))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="cannot be opened"):
        IMPORTER.read((tmp_path / "metrics" / "a",), silent())


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        IMPORTER.read(store(tmp_path, "r", {"metrics/a": lines(1)}), progress)


@pytest.mark.parametrize("name", ["meta.yaml", "metrics/a", "params/a", "a.txt", "a.csv"])
def test_other_files_are_not_claimed(tmp_path: Path, name: str) -> None:
    assert IMPORTER.sniff(tmp_path / name, b"Step,a - b\n0,1\n") == 0


@pytest.mark.corpus
def test_the_corpus(corpus: Path) -> None:
    paths = [path for path in sorted((corpus / "mlflow").rglob("*")) if path.is_file()]
    assert all(IMPORTER.sniff(path, path.read_bytes()) > 0.8 for path in paths)
    reading = read_all(IMPORTER, *paths)
    expected = {
        str(path): [tuple(map(float, line.split()[:0:-1])) for line in path.read_text().splitlines()]
        for path in paths
        if path.parent.name == "metrics"
    }
    found = {
        source.path: points(run, source.name) for run in reading.runs for source in run.sources if run.get(source.name)
    }
    assert found == expected
    print(f"{len(reading.runs)} runs, {len(expected)} metrics, {sum(map(len, expected.values())):,} values")  # noqa: T201
    assert (len(paths), len(reading.runs), reading.notices) == (105, 17, ())
