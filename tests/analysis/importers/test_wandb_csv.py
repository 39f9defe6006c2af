"""W&B charts as they are exported: names, bands, steps, and what is told about them."""

from pathlib import Path

import numpy as np
import pytest

from analysis.errors import Cancelled, UnreadableInput
from analysis.importers.wandb_csv import IMPORTER
from analysis.model.notice import Severity
from analysis.model.series import FidelityKind
from analysis.progress import Progress, silent
from tests.analysis.importers.charts import Cells, export, numbers, read_file, run_of, series_of, told, triple

WARNING, INFO = Severity.WARNING, Severity.INFO


def test_two_runs_in_one_file_keep_their_own_steps(tmp_path: Path) -> None:
    columns = {**triple("a - loss", [1, 2, "", 4]), **triple("b - loss", ["", 20.5, 30, "NaN"])}
    reading = read_file(tmp_path, export("Step", [0, 1, 2, 3], columns))
    assert [run.name for run in reading.runs] == ["a", "b"]
    assert reading.notices == ()
    first, second = series_of(reading, "a", "loss"), series_of(reading, "b", "loss")
    assert (numbers(first.steps), numbers(first.values)) == ([0, 1, 3], [1, 2, 4])
    assert numbers(second.steps) == [1, 2, 3]
    assert np.array_equal(second.values, [20.5, 30, np.nan], equal_nan=True)
    assert (second.nonfinite, second.aggregate, second.axis, dict(second.along)) == (1, False, "Step", {})


def test_the_source_names_the_file(tmp_path: Path) -> None:
    reading = read_file(tmp_path, "Step,a - loss\n0,1\n0,2\n", "c.csv")
    (source,) = reading.runs[0].sources
    assert (source.name, source.path, source.size, source.importer) == (
        "c.csv",
        str(tmp_path / "c.csv"),
        22,
        "wandb_csv",
    )
    assert source.sha256 == "a40f40d06780a3ad694fafb1ef6068d4d0751adcf11a800e539286f53dbe9821"
    assert source.notices == reading.notices
    assert [notice.file for notice in source.notices] == ["c.csv"]


def test_run_ids_follow_from_names(tmp_path: Path) -> None:
    reading = read_file(tmp_path, "Step,ü - loss\n0,1\n")
    assert reading.runs[0].id == "607474ca475a"


def test_hostile_names_come_through(tmp_path: Path) -> None:
    name = '<b>x</b><img src="http://x/y"/> & "q", ü'
    reading = read_file(tmp_path, export("Step", [0, 1], triple(f"{name} - latent/mean", [1, 2])))
    assert [(run.name, run.metrics) for run in reading.runs] == [(name, ("latent/mean",))]


@pytest.mark.parametrize("group", ["Group: X", "algo: UCEA", "alpha: 1.4138275384902954", "Grouped runs"])
def test_groups_are_runs(tmp_path: Path, group: str) -> None:
    reading = read_file(tmp_path, export("Step", [0, 1], triple(f"{group} - loss", [1, 2])))
    assert [run.name for run in reading.runs] == [group]


class TestBands:
    def test_kept_where_they_differ_somewhere(self, tmp_path: Path) -> None:
        columns = triple("g - loss", [1, "", 3], low=[1, "", 2], high=[1, "", 5]) | triple("h - loss", [7, 8, 9])
        reading = read_file(tmp_path, export("Step", [0, 1, 2], columns))
        band = series_of(reading, "g", "loss")
        assert (numbers(band.low), numbers(band.values), numbers(band.high)) == ([1, 2], [1, 3], [1, 5])
        assert band.aggregate
        assert not series_of(reading, "h", "loss").aggregate

    def test_of_nan_say_nothing(self, tmp_path: Path) -> None:
        reading = read_file(tmp_path, export("Step", [0, 1], triple("a - loss", ["NaN", "inf"])))
        assert not series_of(reading, "a", "loss").aggregate

    def test_one_end_that_differs_is_a_metric(self, tmp_path: Path) -> None:
        reading = read_file(tmp_path, "Step,a - loss,a - loss__MAX\n0,1,1\n1,2,3\n")
        assert run_of(reading, "a").metrics == ("loss", "loss__MAX")
        text = "“a - loss__MAX” has no counterpart; it is shown as a metric of its own."
        assert told(reading) == [(1, text)]

    def test_one_end_that_repeats_the_value_is_left_out(self, tmp_path: Path) -> None:
        reading = read_file(tmp_path, "Step,a - loss,a - loss__MIN\n0,1,1\n1,2,2\n")
        assert run_of(reading, "a").metrics == ("loss",)
        assert told(reading) == [(1, "“a - loss__MIN” has no counterpart; it repeats the value and is left out.")]

    def test_a_metric_may_be_named_like_one(self, tmp_path: Path) -> None:
        reading = read_file(tmp_path, export("Step", [0, 1], triple("a - loss__MIN", [1, 2])))
        assert run_of(reading, "a").metrics == ("loss__MIN",)
        assert reading.notices == ()

    def test_partial_triples_are_told(self, tmp_path: Path) -> None:
        columns = triple("a - loss", [1, "", 3, 4], low=[1, 2, 3, ""], high=[1, 2, "", 4])
        reading = read_file(tmp_path, export("Step", [0, 1, 2, 3], columns))
        assert numbers(series_of(reading, "a", "loss").values) == [1, 3, 4]
        assert told(reading) == [(3, "“a - loss”: value, MIN and MAX are not all there in 3 rows.")]


class TestSteps:
    def test_companions_place_the_points(self, tmp_path: Path) -> None:
        columns = triple("a - _step", [9, 19, 29]) | triple("a - acc", [0.1, "", 0.3])
        reading = read_file(tmp_path, export("epoch", [0, 1, 2], columns))
        series = series_of(reading, "a", "acc")
        assert run_of(reading, "a").metrics == ("acc",)
        assert (series.axis, numbers(series.steps), numbers(series.along["epoch"])) == ("Step", [9, 29], [0, 2])
        assert told(reading) == [
            (None, "Shown over steps, as the _step columns tell them; “epoch” is kept beside them.")
        ]

    @pytest.mark.parametrize(
        ("companion", "why"),
        [
            (triple("b - _step", [9, 19.5, 29]), "the _step of “b” is a mean over several runs"),
            (triple("b - _step", [9, 19, 29], low=[9, 18, 29]), "the _step of “b” is a mean over several runs"),
            (triple("b - _step", [9, 19, 19]), "the _step of “b” does not grow from row to row"),
            (triple("b - _step", [9, "", 29]), "the _step of “b” is blank at points of “acc”"),
            ({}, "“b” has no _step column"),
        ],
    )
    def test_one_run_that_cannot_keeps_all_on_the_axis(
        self, tmp_path: Path, companion: dict[str, Cells], why: str
    ) -> None:
        good = triple("a - _step", [1, 2, 3]) | triple("a - acc", [1, 2, 3])
        (tmp_path / "1.csv").write_text(export("epoch", [0, 1, 2], good))
        (tmp_path / "2.csv").write_text(export("epoch", [0, 1, 2], {**companion, **triple("b - acc", [1, 2, 3])}))
        reading = IMPORTER.read((tmp_path / "1.csv", tmp_path / "2.csv"), silent())
        first, second = series_of(reading, "a", "acc"), series_of(reading, "b", "acc")
        assert (first.axis, second.axis) == ("epoch", "epoch")
        assert numbers(first.steps) == numbers(second.steps) == [0, 1, 2]
        assert numbers(first.along["_step"]) == [1, 2, 3]
        assert told(reading) == [(None, f"Shown over “epoch”, not over steps: {why}.")]

    def test_another_axis_of_the_drop_is_judged_by_itself(self, tmp_path: Path) -> None:
        (tmp_path / "1.csv").write_text(export("epoch", [0, 1], {"a - _step": [5, 9], "a - acc": [1, 2]}))
        (tmp_path / "2.csv").write_text(export("Relative Time (Wall)", [0.5, 1.25], {"a - lr": [1, 2]}))
        reading = IMPORTER.read((tmp_path / "1.csv", tmp_path / "2.csv"), silent())
        assert series_of(reading, "a", "acc").axis == "Step"
        assert series_of(reading, "a", "lr").axis == "Relative Time (Wall)"
        assert [(notice.file, notice.text.split(":")[0]) for notice in reading.notices] == [
            ("1.csv", "Shown over steps, as the _step columns tell them; “epoch” is kept beside them."),
            ("2.csv", "Shown over “Relative Time (Wall)”, not over steps"),
        ]

    def test_steps_have_one_name(self, tmp_path: Path) -> None:
        reading = read_file(tmp_path, "_step,a - loss,a - _step\n0,1,0\n5,2,5\n")
        series = series_of(reading, "a", "loss")
        assert (series.axis, numbers(series.steps), numbers(series.along["_step"])) == ("Step", [0, 5], [0, 5])
        assert reading.notices == ()

    def test_equal_steps_are_one_array(self, tmp_path: Path) -> None:
        columns: dict[str, Cells] = {"a - u": [1, 2, 3], "a - v": [4, 5, 6], "a - w": ["", 1, 2], "a - z": ["", 3, 4]}
        (tmp_path / "1.csv").write_text(export("Step", [0, 1, 2], columns))
        (tmp_path / "2.csv").write_text(export("Step", [0, 1, 2], {"a - y": [7, 8, 9]}))
        reading = IMPORTER.read((tmp_path / "1.csv", tmp_path / "2.csv"), silent())
        u, v, w, z, y = reading.runs[0].series
        assert u.steps is v.steps is y.steps
        assert w.steps is z.steps
        assert u.steps is not w.steps
        assert not u.steps.flags.writeable

    def test_order_of_the_file_is_kept(self, tmp_path: Path) -> None:
        reading = read_file(tmp_path, "Step,a - loss\n0,1\n5,2\n5,3\n2,4\n")
        assert numbers(series_of(reading, "a", "loss").steps) == [0, 5, 5, 2]
        assert told(reading) == [(4, "“Step” goes back or repeats in 2 rows; the order of the file is kept.")]

    def test_rows_without_a_step_are_left_out(self, tmp_path: Path) -> None:
        reading = read_file(tmp_path, "Step,a - loss\n0,1\n,2\nnan,3\nx,4\n1,5\n")
        assert numbers(series_of(reading, "a", "loss").values) == [1, 5]
        assert told(reading) == [(3, "Left out: 3 rows without a number in “Step”.")]

    @pytest.mark.parametrize("time", ["12:30:01", "2025-12-30T23:20:06Z", "Dec 30"])
    def test_times_are_refused(self, tmp_path: Path, time: str) -> None:
        with pytest.raises(UnreadableInput) as caught:
            read_file(tmp_path, f"Wall Time,a - loss\n{time},1\n{time},2\n")
        assert caught.value.reason == f"The first column “Wall Time” holds no numbers, for example “{time}”."
        assert caught.value.line == 2
        assert "Step" in caught.value.advice

    def test_a_column_of_row_numbers_is_passed_over(self, tmp_path: Path) -> None:
        reading = read_file(tmp_path, ",Step,a - loss\n0,10,1\n1,20,2\n")
        assert numbers(series_of(reading, "a", "loss").steps) == [10, 20]

    def test_fidelity_is_that_of_each_series(self, tmp_path: Path) -> None:
        columns = {"a - loss": range(8), "a - val": ["", 1, "", 2, "", 3, "", 4]}
        reading = read_file(tmp_path, export("Step", range(8), columns))
        kinds = [series.fidelity.kind for series in reading.runs[0].series]
        assert kinds == [FidelityKind.COMPLETE, FidelityKind.STRIDED]


class TestNames:
    def test_all_files_of_a_drop_tell_where_to_split(self, tmp_path: Path) -> None:
        (tmp_path / "loss.csv").write_text(export("Step", [0], {"r1 - val - loss": [1], "r2 - val - loss": [2]}))
        (tmp_path / "acc.csv").write_text(export("Step", [0], {"r1 - acc": [1], "r2 - acc": [2]}))
        alone = IMPORTER.read((tmp_path / "loss.csv",), silent())
        assert [(run.name, run.metrics) for run in alone.runs] == [("r1 - val", ("loss",)), ("r2 - val", ("loss",))]
        ((line, text),) = told(alone, WARNING)
        assert line == 1
        assert text.startswith("2 headings can be split in several places; nothing tells where,")
        assert text.endswith("run “r1 - val” and metric “loss”.")
        together = IMPORTER.read((tmp_path / "loss.csv", tmp_path / "acc.csv"), silent())
        assert [(run.name, run.metrics) for run in together.runs] == [
            ("r1", ("val - loss", "acc")),
            ("r2", ("val - loss", "acc")),
        ]
        (notice,) = together.notices
        assert (notice.severity, notice.file, notice.line) == (INFO, "loss.csv", 1)
        assert notice.text.endswith("the other headings tell where: run “r1” and metric “val - loss”.")

    def test_equal_headings_are_runs_of_one_name(self, tmp_path: Path) -> None:
        text = "Step,a - _step,a - loss,a - _step,a - loss,a (2) - loss\n1,10,1,20,2,3\n2,11,4,21,5,6\n"
        reading = read_file(tmp_path, text)
        assert [(run.name, numbers(run.series[0].values)) for run in reading.runs] == [
            ("a", [1, 4]),
            ("a (2) (2)", [2, 5]),
            ("a (2)", [3, 6]),
        ]
        assert told(reading, WARNING) == [
            (1, "Met more than once and read as further runs of that name, with a number: “a - _step”, “a - loss”.")
        ]

    def test_headings_without_run_or_name_are_told(self, tmp_path: Path) -> None:
        reading = read_file(tmp_path, 'Step,a - loss,"",extra\n0,1,2,3\n')
        assert run_of(reading, "a").metrics == ("loss",)
        assert told(reading, WARNING) == [
            (1, "Left out: 1 column without a heading."),
            (1, "Left out, without “ - ” between a run and a metric: “extra”."),
        ]

    def test_blank_columns_are_told(self, tmp_path: Path) -> None:
        reading = read_file(tmp_path, export("Step", [0, 1], {"a - loss": [1, 2], "b - loss": ["", ""]}))
        assert [run.name for run in reading.runs] == ["a"]
        assert told(reading) == [(1, "Left out: 1 column without any value, the first “b - loss”.")]

    def test_a_chart_saved_without_metric_names(self, tmp_path: Path) -> None:
        reading = read_file(tmp_path, "Step,8-dim,16-dim\n6,0.5,\n14,0.6,0.7\n", "val_score.csv")
        assert [(run.name, run.metrics) for run in reading.runs] == [
            ("8-dim", ("val_score",)),
            ("16-dim", ("val_score",)),
        ]
        assert numbers(series_of(reading, "16-dim", "val_score").steps) == [14]
        text = "The headings name no metric: they were read as runs, the name of the file as the metric “val_score”."
        assert told(reading, WARNING) == [(1, text)]


class TestSeveralFiles:
    def write(self, folder: Path, name: str, text: str) -> Path:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def test_one_metric_a_file_makes_whole_runs(self, tmp_path: Path) -> None:
        paths = tuple(
            self.write(
                tmp_path,
                f"{metric}.csv",
                export("Step", [place, place + 3], {"a - " + metric: [1, 2], "b - " + metric: [3, 4]}),
            )
            for place, metric in enumerate(("z", "y", "x"))
        )
        reading = IMPORTER.read(paths, silent())
        assert [(run.name, run.metrics) for run in reading.runs] == [("a", ("z", "y", "x")), ("b", ("z", "y", "x"))]
        assert [source.name for source in reading.runs[1].sources] == ["z.csv", "y.csv", "x.csv"]
        assert [numbers(series.steps) for series in reading.runs[0].series] == [[0, 3], [1, 4], [2, 5]]

    def test_the_same_data_is_kept_once(self, tmp_path: Path) -> None:
        one = self.write(tmp_path, "1.csv", export("Step", [5, 9], {"a - loss": [1, 2]}))
        two = self.write(tmp_path, "2.csv", export("epoch", [0, 1], {"a - _step": [5, 9], "a - loss": [1, 2]}))
        reading = IMPORTER.read((one, two), silent())
        assert reading.runs[0].metrics == ("loss",)
        assert numbers(reading.runs[0].series[0].along["epoch"]) == [0, 1]
        assert [source.name for source in reading.runs[0].sources] == ["1.csv", "2.csv"]
        assert (1, "Kept once, with the same data in an earlier file: “a - loss”.") in told(reading, INFO)

    def test_other_data_is_kept_beside(self, tmp_path: Path) -> None:
        paths = tuple(
            self.write(tmp_path, name, export("Step", [0, 1], {"a - loss": [value, value]}))
            for value, name in enumerate(("log.csv", "other.csv", "z.csv"))
        )
        reading = IMPORTER.read(paths, silent())
        assert [(one.name, numbers(one.values)) for one in reading.runs[0].series] == [
            ("loss", [0, 0]),
            ("loss (other.csv)", [1, 1]),
            ("loss (z.csv)", [2, 2]),
        ]
        text = "Kept beside an earlier file with other data, under the name of this file: “a - loss”."
        assert [(one.file, one.text) for one in reading.notices] == [("other.csv", text), ("z.csv", text)]

    def test_an_unreadable_one_does_not_hide_the_others(self, tmp_path: Path) -> None:
        good = self.write(tmp_path, "good.csv", "Step,a - loss\n0,1\n")
        bad = self.write(tmp_path, "bad.csv", "Name,State\nr,finished\n")
        reading = IMPORTER.read((bad, good, tmp_path / "none.csv"), silent())
        assert [run.name for run in reading.runs] == ["a"]
        assert [(one.severity, one.file, one.line) for one in reading.notices] == [
            (Severity.ERROR, "bad.csv", 1),
            (Severity.ERROR, "none.csv", 1),
        ]
        with pytest.raises(UnreadableInput, match="table of runs"):
            IMPORTER.read((bad,), silent())

    def test_a_file_without_a_metric_is_told(self, tmp_path: Path) -> None:
        bare = self.write(tmp_path, "bare.csv", export("epoch", [0, 1], triple("a - _step", [5, 9])))
        good = self.write(tmp_path, "good.csv", export("Step", [0, 1], {"a - loss": [1, 2]}))
        reading = IMPORTER.read((bare, good), silent())
        assert [(run.name, run.metrics) for run in reading.runs] == [("a", ("loss",))]
        text = "No column holds values of a metric."
        assert [(one.severity, one.file, one.text) for one in reading.notices] == [(WARNING, "bare.csv", text)]
        with pytest.raises(UnreadableInput, match=text) as caught:
            IMPORTER.read((bare,), silent())
        assert (caught.value.file, caught.value.line) == (str(bare), 1)

    def test_nothing_in_nothing_out(self) -> None:
        reading = IMPORTER.read((), silent())
        assert (reading.runs, reading.notices) == ((), ())


REFUSED = {
    "table of runs": '"Name","State","Notes","Created","lr"\n"r","finished","-","2026-05-25T14:08:33.000Z","0.1"',
    "run.history()": ",_step,_runtime,loss\n0,0,1.5,3\n",
    "No heading": "epoch,loss,val_loss\n0,1,2\n",
    "no rows": "Step,a - loss\n",
    "No column holds a value": 'Step,a - loss\n0,""\n1,\n',
    "No heading holds": "Step,8-dim,16-dim\n0,1,two\n",
    "empty": "",
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_is_no_chart_is_refused_with_a_reason(tmp_path: Path, reason: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_file(tmp_path, REFUSED[reason])
    assert reason in caught.value.reason
    assert caught.value.file == str(tmp_path / "chart.csv")
    assert caught.value.advice


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="cannot be opened"):
        IMPORTER.read((tmp_path,), silent())


def test_cancel(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Step,a - loss\n0,1\n")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        IMPORTER.read((tmp_path / "a.csv",), progress)


def test_progress_runs_over_all_files(tmp_path: Path) -> None:
    paths = tuple(tmp_path / name for name in ("a.csv", "b.csv"))
    for path in paths:
        path.write_text("Step,a - loss\n0,1\n")
    seen: list[tuple[int, int, str]] = []
    IMPORTER.read(paths, Progress(lambda done, total, text: seen.append((done, total, text))))
    reading = [(done, total, text) for done, total, text in seen if text.startswith("Reading")]
    assert reading == [
        (14, 36, "Reading a.csv"),
        (18, 36, "Reading a.csv"),
        (32, 36, "Reading b.csv"),
        (36, 36, "Reading b.csv"),
    ]


@pytest.mark.parametrize(
    ("name", "head", "low", "high"),
    [
        ("a.csv", '"Step","r - l","r - l__MIN","r - l__MAX"\n"0","1","1","1"', 1.0, 1.0),
        ("a.txt", "Step;r - l\n0;1\n", 0.8, 0.95),
        ("a.csv", "Wall Time,r - l\n12:01:00,1\n", 0.1, 1.0),
        ("a.csv", "Step,8-dim\n0,1\n", 0.25, 0.35),
        ("a.csv", "Name,State\nr,finished\n", 0.1, 0.3),
        ("a.csv", "lr,_step,_runtime\n1,2,3\n", 0.1, 0.3),
        ("a.csv", "epoch,loss\n1,2\n", 0.0, 0.0),
        ("README.md", "Runs, metrics - and more\nA text.\n", 0.0, 0.0),
        ("a.csv", "", 0.0, 0.0),
        ("a.csv", "\0\1\2", 0.0, 0.0),
    ],
)
def test_sniff(name: str, head: str, low: float, high: float) -> None:
    assert low <= IMPORTER.sniff(Path(name), head.encode()) <= high


def test_sniff_of_a_head_that_ends_within_a_character() -> None:
    head = ("Step," + ",".join(f"rün{place} - loss" for place in range(9000))).encode()
    assert IMPORTER.sniff(Path("a.csv"), head[: head.index("ü".encode(), 65_000) + 1]) > 0
