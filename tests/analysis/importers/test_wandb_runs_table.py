"""A W&B table of runs goes to the runs that it names, and to no others."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.importers.wandb_runs_table import IMPORTER, typed
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.progress import silent
from analysis.read import read
from analysis.stats.attaching import attach
from tests.analysis.importers.charts import export
from tests.synthetic import run_of

HEAD = '"Name","State","Notes","User","Tags","Created","Runtime","Sweep","amp","betas","lr","opt.name","loss","val/acc"'
OAK = '"oak","finished","-","someone","base, long","2026-05-25T14:08:33.000Z","61","","true","[0.9,0.99]","1e-4","adam"'
ROWS = (
    OAK + ',"NaN","0.5"',
    '"elm","crashed","a, note","someone","","2026-05-25T14:08:33.000Z","61","","false","","0","007","2",""',
)


def table(folder: Path, *rows: str) -> Path:
    path = folder / "wandb_export.csv"
    path.write_text("\n".join((HEAD, *rows)))
    return path


def test_rows_go_to_the_runs_that_they_name(tmp_path: Path) -> None:
    attached = read([table(tmp_path, *ROWS)], silent()).attached
    project, told = attach(Project().with_runs((run_of("oak"), run_of("ash"))), attached)
    oak, ash = project.runs
    assert oak.tags == ("base", "long")
    assert (oak.config["lr"], oak.config["amp"], oak.config["betas"]) == (1e-4, True, "[0.9,0.99]")
    assert oak.config["opt.name"] == "adam"
    assert (oak.summary["State"], oak.summary["val/acc"]) == ("finished", 0.5)
    assert "User" not in {**oak.config, **oak.summary}
    assert [source.name for source in oak.sources][-1] == "wandb_export.csv"
    assert (ash.config, ash.tags, ash.summary) == ({}, (), {})
    assert [(one.severity, one.line) for one in told] == [(Severity.INFO, 2), (Severity.INFO, 3)]


def test_names_that_leave_a_doubt_are_told_and_not_guessed(tmp_path: Path) -> None:
    attached = read([table(tmp_path, *ROWS, ROWS[0])], silent()).attached
    project, told = attach(Project().with_runs((run_of("oak"),)), attached)
    assert project.runs[0].config == {}
    assert [one.text.split(":")[0] for one in told if one.severity is Severity.WARNING] == ["Not attached"]
    attached = read([table(tmp_path, *ROWS)], silent()).attached
    two = Project().with_runs((run_of("elm"), run_of("elm (2)")))
    assert all(run.config == {} for run in attach(two, attached)[0].runs)


def test_what_a_run_knows_of_itself_stays(tmp_path: Path) -> None:
    attached = read([table(tmp_path, *ROWS)], silent()).attached
    project, told = attach(Project().with_runs((replace(run_of("oak"), config={"lr": 3}),)), attached)
    assert project.runs[0].config["lr"] == 3
    assert Severity.WARNING in {one.severity for one in told}


def test_with_its_charts_and_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = table(tmp_path, *ROWS)
    chart = tmp_path / "chart.csv"
    chart.write_text(export("Step", [0, 1], {"oak - loss": [1, 2]}))
    assert main(["inspect", "--json", str(path), str(chart)]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert (run["name"], run["tags"]) == ("oak", 2)
    assert run["config"] > 2
    assert main(["inspect", str(path)]) == 2
    assert "wandb_export.csv:1: This is a W&B table of 2 runs" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cell", "value"),
    [("true", True), ("3", 3), ("0.5", 0.5), ("1e-7", 1e-7), ("007", "007"), ("[1,2]", "[1,2]"),
     ("Infinity", float("inf")), ("adam", "adam"), ('{"a": 1}', '{"a": 1}'), ("1_000", "1_000")],
)  # fmt: skip
def test_values_have_the_type_that_was_logged(cell: str, value: object) -> None:
    assert (typed(cell), type(typed(cell))) == (value, type(value))


def test_a_table_of_anything_is_not_claimed() -> None:
    assert IMPORTER.sniff(Path("a.csv"), b"Name,Age\nBob,3\n") == 0
