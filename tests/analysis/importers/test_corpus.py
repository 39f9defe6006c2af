"""Real exports, held cell by cell against a reading of the same bytes that knows nothing of charts."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from analysis.importers.wandb_csv import IMPORTER
from analysis.model.notice import Severity
from analysis.model.series import FidelityKind, Series
from analysis.progress import silent
from tests.analysis.importers.charts import numbers, run_of, series_of

pytestmark = pytest.mark.corpus

FOLDERS = ("wandb_chart", "wandb_chart_reformatted")


def charts(corpus: Path) -> list[Path]:
    found = [path for folder in FOLDERS for path in sorted((corpus / folder).rglob("*.csv"))]
    assert len(found) >= 62
    return found


def naive(path: Path) -> tuple[list[str], dict[str, list[str]]]:
    """The x column and the others by heading, as text."""
    header, *rows = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))
    columns = [list(column) for column in zip(*rows, strict=True)]
    assert len(set(header)) == len(header)
    return columns[0], dict(zip(header[1:], columns[1:], strict=True))


def test_every_chart_is_claimed(corpus: Path) -> None:
    for path in charts(corpus):
        expected = 0.3 if "reformatted" in str(path) else 0.9
        assert IMPORTER.sniff(path, path.read_bytes()[:65_536]) >= expected, path


def test_nothing_else_is_claimed_with_certainty(corpus: Path) -> None:
    others = [path for path in sorted(corpus.rglob("*")) if path.is_file() and path not in charts(corpus)]
    assert len(others) > 500
    for path in others:
        assert IMPORTER.sniff(path, path.read_bytes()[:65_536]) <= 0.3, path


def test_every_cell_of_every_chart(corpus: Path) -> None:
    for path in charts(corpus):
        x, columns = naive(path)
        reading = IMPORTER.read((path,), silent())
        assert [one for one in reading.notices if one.severity is Severity.ERROR] == []
        found = {(run.name, series.name): series for run in reading.runs for series in run.series}
        bases = [name for name in columns if not name.endswith(("__MIN", "__MAX", " - _step"))]
        expected = {(*name.split(" - "), path.stem)[:2]: name for name in bases}
        assert found.keys() == expected.keys(), path
        for (run, metric), series in found.items():
            heading, companion = expected[run, metric], f"{run} - _step"
            there = [place for place, cell in enumerate(columns[heading]) if cell]
            names = {heading, f"{heading}__MIN", f"{heading}__MAX", companion} & columns.keys()
            cells = {name: [float(columns[name][place]) for place in there] for name in names}
            cells["x"] = [float(x[place]) for place in there]
            check(series, cells, heading=heading, companion=companion)


def check(series: Series, cells: dict[str, list[float]], *, heading: str, companion: str) -> None:
    """Hold a series against the cells of the rows in which its heading has one; "x" is the column of the x axis."""
    assert numbers(series.values) == cells[heading]
    coordinates = {"steps": numbers(series.steps)} | {name: numbers(array) for name, array in series.along.items()}
    assert cells["x"] in coordinates.values()
    assert companion not in cells or cells[companion] in coordinates.values()
    low, high = cells.get(f"{heading}__MIN", cells[heading]), cells.get(f"{heading}__MAX", cells[heading])
    assert series.aggregate == (low != cells[heading] or high != cells[heading])
    if series.low is not None and series.high is not None:
        assert (numbers(series.low), numbers(series.high)) == (low, high)
        assert np.all((series.low <= series.values) & (series.values <= series.high))


def test_eight_runs_and_no_bound_among_them(corpus: Path) -> None:
    reading = IMPORTER.read((corpus / "wandb_chart/druidowm__nanoGPT/wandb_export.csv",), silent())
    assert len(reading.runs) == 8
    assert {run.metrics for run in reading.runs} == {("train/loss",)}
    assert not any(run.series[0].aggregate for run in reading.runs)


def test_three_files_are_six_runs_of_three_metrics(corpus: Path) -> None:
    paths = tuple(sorted((corpus / "wandb_chart/Gagiwoo__rl_drone_object_search/make_graph").glob("*.csv")))
    reading = IMPORTER.read(paths, silent())
    assert len(paths) == 3
    assert [len(run.series) for run in reading.runs] == [3] * 6
    first = reading.runs[0]
    assert first.metrics == ("rollout/success_rate", "rollout/ep_rew_mean", "rollout/ep_len_mean")
    assert [(numbers(series.steps)[0], len(series)) for series in first.series] == [(3, 5697), (2, 5697), (1, 5697)]
    for run in reading.runs:
        steps = [set(numbers(series.steps)) for series in run.series]
        assert not steps[0] & steps[1] | steps[0] & steps[2] | steps[1] & steps[2]
        assert len(run.sources) == 3


def test_five_files_of_groups_keep_their_bands_on_one_axis(corpus: Path) -> None:
    paths = tuple(sorted((corpus / "wandb_chart/billimarco__PPO-VLM").glob("*.csv")))
    reading = IMPORTER.read(paths, silent())
    assert len(paths) == 5
    assert len(reading.runs) == 6
    for run in reading.runs:
        assert len(run.series) == 5
        assert all(series.aggregate and series.axis == "global_step" for series in run.series)
        assert {series.fidelity.kind for series in run.series} == {FidelityKind.STRIDED}
        by_steps: dict[int, int] = {}
        for series in run.series:
            assert by_steps.setdefault(len(series), id(series.steps)) == id(series.steps)
    (notice,) = reading.notices
    assert notice.severity is Severity.INFO
    assert notice.text.startswith("Shown over “global_step”, not over steps: ")


def test_sampling_is_recognised(corpus: Path) -> None:
    path = corpus / "wandb_chart/EvergreenTree__di-f-fu-sion/cifar10.csv"
    found = series_of(IMPORTER.read((path,), silent()), "colu", "train/loss").fidelity
    assert (found.kind, found.points, found.spanned) == (FidelityKind.SAMPLED, 500, 549)
    path = corpus / "wandb_chart/gradio-app__trackio/_other_versions/ad662646/examples/logs.csv"
    (run,) = IMPORTER.read((path,), silent()).runs
    assert run.series[0].fidelity.kind is FidelityKind.SAMPLED
    path = corpus / "wandb_chart/billimarco__PPO-VLM/entropy.csv"
    series = run_of(IMPORTER.read((path,), silent()), "Group: CNN_Adapted").series[0]
    assert (series.axis, series.fidelity.kind) == ("Step", FidelityKind.IRREGULAR)


def test_all_charts_of_the_corpus_in_one_drop(corpus: Path) -> None:
    paths = tuple(charts(corpus))
    reading = IMPORTER.read(paths, silent())
    assert not [one for one in reading.notices if one.severity is Severity.ERROR]
    assert {source.path for run in reading.runs for source in run.sources} == {str(path) for path in paths}
