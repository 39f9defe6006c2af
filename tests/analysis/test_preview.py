"""What opening files would give, and when a person should look at it first."""

from pathlib import Path

import pytest

from analysis.model.choices import Choices, FileChoice
from analysis.model.project import Project
from analysis.preview import Preview, preview
from analysis.progress import silent
from analysis.read import read

CHART = "Step,{}\n0,1\n1,2\n2,3\n"


def seen(folder: Path, choices: Choices | None = None, **files: str) -> Preview:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return preview([folder], silent(), choices or Choices())


def test_what_is_sure_raises_no_doubt(tmp_path: Path) -> None:
    found = seen(tmp_path, a_csv=CHART.format("oak - loss"), b_csv=CHART.format("oak - acc,dawn - acc"))
    assert found.doubts == ()
    assert found.tables == {}


def test_what_lies_beside_a_log_raises_no_doubt(tmp_path: Path) -> None:
    found = seen(tmp_path, a_csv=CHART.format("oak - loss"), output_log="Epoch begins", conda_yaml="a: 1", s_json="[]")
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("t,loss\n0,1\n5,2\n", "b.csv could be read in more than one way"),
        ("hello,world\nfoo,bar\n", "b.csv cannot be read"),
        ("", "b.csv cannot be read"),
        (CHART.format("Oak - acc"), "“oak” and “Oak” may be one run under two names"),
        (CHART.format("x - y - z"), "1 heading can be split in several places; taken was run “x - y” and metric “z”"),
    ],
)
def test_doubts(tmp_path: Path, text: str, doubt: str) -> None:
    (found,) = seen(tmp_path, a_csv=CHART.format("oak - loss"), b_csv=text).doubts
    assert doubt in found


def test_a_doubt_that_was_settled_is_none(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    text = "t,loss\n0,1\n5,2\n"
    assert seen(tmp_path, b_csv=text).doubts
    assert not seen(tmp_path, Choices().with_file(path, FileChoice("any_table", step="t")), b_csv=text).doubts


def test_other_data_of_a_run_that_is_open_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CHART.format("oak - loss"))
    known = Project().with_runs(read([path], silent()).runs).runs
    assert preview([path], silent(), Choices(), known).doubts == ()
    path.write_text(CHART.format("oak - loss") + "3,9\n")
    (doubt,) = preview([path], silent(), Choices(), known).doubts
    assert "“oak” is open already with other data" in doubt


def test_the_beginning_of_a_table(tmp_path: Path) -> None:
    text = "t,loss,loss,who\n" + "".join(f"{row},{row},{row},x\n" for row in range(99))
    sample = seen(tmp_path, a_csv=text).tables[str(tmp_path / "a.csv")]
    assert sample.names == ("t", "loss", "loss (2)", "who")
    assert sample.numeric == (True, True, True, False)
    assert sample.rows[:2] == (("0", "0", "0", "x"), ("1", "1", "1", "x"))
    assert len(sample.rows) == 8
