"""The commands answer in their documented form, and say in one line what is wrong with the input."""

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.cli import main
from analysis.commands import COMMANDS
from analysis.model.project import Project
from analysis.model.report_options import Paper, ReportOptions
from analysis.progress import Progress
from analysis.storage import Document, save_project
from tests.conftest import ROOT
from tests.synthetic import run_of

HOSTILE = '<b>x</b><img src="http://x/y"/> & "q", ü'

Capture = pytest.CaptureFixture[str]


def chart(path: Path, *runs: str) -> str:
    """A chart of a metric called loss; the second row of the first run is blank."""
    header = ",".join(['"Step"', *('"' + f"{run} - loss".replace('"', '""') + '"' for run in runs)])
    rows = [",".join([str(step), *(str(step / 2) for _ in runs)]) for step in range(4)]
    rows[1] = ",".join(["1", "", *("NaN" for _ in runs[1:])])
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return str(path)


def test_inspect_as_json(tmp_path: Path, capsys: Capture) -> None:
    path = chart(tmp_path / "c.csv", HOSTILE, "b")
    with Path(path).open("a") as file:
        file.write("\n5.5,oops,7")
    assert main(["inspect", path, "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "ü" in captured.out
    found = json.loads(captured.out, parse_constant=pytest.fail)
    assert list(found) == ["runs", "notices", "files", "choices"]
    (file,) = found["files"]
    assert (file["outcome"], file["sure"], file["in_words"], file["runs"]) == ("read", 0.9, "sure", [HOSTILE, "b"])
    assert file["notices"] == found["notices"]
    common = {"name": "loss", "first_step": 0, "aggregate": False, "axis": "Step"}
    one = {"points": 3, "last_step": 3, "nonfinite": 0, "fidelity": "3 points at uneven steps"}
    other = {"points": 5, "last_step": 5.5, "nonfinite": 1, "fidelity": "5 points at uneven steps"}
    nothing = dict.fromkeys(("config", "tags", "summary", "seams"), 0)
    assert found["runs"] == [
        {"name": HOSTILE, "metrics": [common | one], **nothing},
        {"name": "b", "metrics": [common | other], **nothing},
    ]
    (notice,) = found["notices"]
    assert (notice["severity"], notice["file"], notice["line"]) == ("warning", "c.csv", 6)
    assert "“oops”" in notice["text"]


def test_inspect_as_a_table(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "c.csv").write_text('Step,"a\n\x1b[31m - loss",b - latent/mean\n0,1,2\n1,2,inf\n2,3,4\nx,1,1\n')
    assert main(["inspect", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "a\\n\\x1b[31m",
        "  loss  3 points  steps 0 to 2    complete",
        "b",
        "  latent/mean  3 points  steps 0 to 2  1 not finite  complete",
        "warning: c.csv:6: Left out: 1 row without a number in “Step”.",
    ]


def test_inspect_of_a_project(tmp_path: Path, capsys: Capture) -> None:
    project = Project().with_runs((run_of("a"), run_of("b", seed=1)))
    save_project(Document(project), tmp_path / "p.runloupe")
    assert main(["inspect", str(tmp_path / "p.runloupe"), chart(tmp_path / "c.csv", "b", "c"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(run["name"], len(run["metrics"])) for run in found["runs"]] == [("a", 6), ("b", 7), ("c", 1)]


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("none.csv", None, ""),
        ("empty.csv", b"", ":1"),
        ("table.csv", b"Name,State\nr,finished\n", ":1"),
        ("times.csv", b"Wall Time,a - loss\n12:00:01,5\n", ":2"),
        ("new\nline.csv", b"\xff\xfe\x00", ":1"),
        ("p.runloupe", b"no project", ""),
        ("gone.runloupe", None, ""),
    ],
)
def test_bad_input_is_one_line(tmp_path: Path, capsys: Capture, name: str, content: bytes | None, line: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    for command in (["inspect"], ["inspect", "--json"], ["report", "-o", str(tmp_path / "out.pdf")]):
        assert main([*command, str(path)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        shown = str(path).replace("\n", "\\n")
        assert captured.err.startswith(f"runloupe: {shown}{line}: ")
        assert captured.err.count("\n") == 1
        assert captured.err.endswith(".\n")
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize("arguments", [[], ["inspect"], ["inspect", "--jso"], ["report", "a.csv"], ["dance"]])
def test_wrong_options_are_told_in_one_line(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith("runloupe: ")
    assert told.count("\n") == 1


@dataclass
class Written:
    """What the report command handed on, in place of building and writing."""

    project: Project | None = None
    options: dict[str, object] | None = None
    path: Path | None = None


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    seen = Written()

    def build(project: Project, **options: object) -> str:
        seen.project, seen.options = project, options
        return "report"

    def write(report: str, path: Path, progress: Progress) -> None:
        assert report == "report"
        seen.path = path

    monkeypatch.setitem(sys.modules, "analysis.report.build", SimpleNamespace(build_report=build))
    monkeypatch.setattr("analysis.report.writers.writer_for", lambda _path: SimpleNamespace(write=write))
    return seen


def test_report_hands_on_what_was_asked(tmp_path: Path, capsys: Capture, written: Written) -> None:
    path = chart(tmp_path / "c.csv", "a", "b", "c")
    options = ["--a", "c", "--b", "a", "--title", "T", "--date", "2025-01-31"]
    assert main(["report", path, "-o", "out.pdf", *options]) == 0
    assert written.path == Path("out.pdf")
    assert written.project is not None
    ids = {run.name: run.id for run in written.project.runs}
    told = {"runs": (ids["c"], ids["a"]), "title": "T", "date": "2025-01-31"}
    assert written.options == {**told, "options": ReportOptions(), "last": None}
    assert capsys.readouterr() == ("", "")


def test_texts_paper_and_logo_of_a_report(tmp_path: Path, written: Written) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"\x89PNG\r\n\x1a\n...")
    given = ["--author", "Kim", "--organisation", "Org", "--confidentiality", "Internal", "--paper", "letter"]
    path = chart(tmp_path / "c.csv", "a", "b")
    assert main(["report", path, "-o", "out.pdf", *given, "--logo", str(logo), "--no-attachments"]) == 0
    assert written.options is not None
    wanted = ReportOptions("Kim", "Org", "Internal", logo.read_bytes(), Paper.LETTER, attach=False)
    assert written.options["options"] == wanted


def test_a_paper_that_is_none_is_refused(tmp_path: Path, capsys: Capture, written: Written) -> None:
    assert main(["report", chart(tmp_path / "c.csv", "a"), "-o", "out.pdf", "--paper", "A3"]) == 2
    assert "There are: A4, Letter." in capsys.readouterr().err
    assert written.path is None


def test_report_of_no_named_runs(tmp_path: Path, written: Written) -> None:
    assert main(["report", chart(tmp_path / "c.csv", "a", "b"), "-o", "out.pdf"]) == 0
    assert written.options == {"runs": (), "title": "", "date": "", "options": ReportOptions(), "last": None}
    assert main(["report", chart(tmp_path / "c.csv", "a", "b"), "-o", "out.pdf", "--a", "b"]) == 0
    assert written.options is not None
    assert written.project is not None
    assert written.options["runs"] == (written.project.runs[1].id,)


def test_report_tells_what_was_noticed(tmp_path: Path, capsys: Capture, written: Written) -> None:
    (tmp_path / "c.csv").write_text("epoch,a - loss\n0,1\n1,x\n2,3\n")
    (tmp_path / "d.csv").write_text("")
    assert main(["report", str(tmp_path), "-o", "out.pdf"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "runloupe: d.csv:1: The file is empty. Export it again.",
        "runloupe: c.csv:3: Left out: 1 cell without a number in 1 column, the first “x” of “a - loss”.",
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--a", "x"], f"There is no run 'x'. There are: 'a', {HOSTILE!r}."),
        (["--a", "a", "--b", "A"], f"There is no run 'A'. There are: 'a', {HOSTILE!r}."),
        (["--b", "a"], "A run B alone cannot be compared. Name the other with --a."),
    ],
)
def test_runs_that_cannot_be_reported(
    tmp_path: Path, capsys: Capture, written: Written, options: list[str], said: str
) -> None:
    assert main(["report", chart(tmp_path / "c.csv", "a", HOSTILE), "-o", "out.pdf", *options]) == 2
    assert capsys.readouterr().err == f"runloupe: {said}\n"
    assert written.path is None


def test_two_projects_are_one_too_many(tmp_path: Path, capsys: Capture) -> None:
    assert main(["inspect", str(tmp_path / "1.runloupe"), str(tmp_path / "2.runloupe")]) == 2
    said = "Only one project can be opened at a time. Name one."
    assert capsys.readouterr().err == f"runloupe: {tmp_path / '2.runloupe'}: {said}\n"


@pytest.mark.parametrize(
    "options",
    [
        ["--date", "2025-02-30"],
        ["--date", "soon"],
        ["--a", "a", "--b", "a"],
        ["-o", "out.docx"],
        ["-o", "/none/out.pdf"],
    ],
)
def test_reports_that_cannot_be_made(tmp_path: Path, capsys: Capture, options: list[str]) -> None:
    path = chart(tmp_path / "c.csv", "a", "b")
    assert main(["report", path, "-o", str(tmp_path / "out.pdf"), *options]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("runloupe: ")
    assert captured.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == [Path(path)]


def test_a_report_is_written(tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "out.pdf"
    assert main(["report", chart(tmp_path / "c.csv", HOSTILE, "b"), "-o", str(out), "--date", "2025-01-31"]) == 0
    assert out.read_bytes().startswith(b"%PDF-")
    assert capsys.readouterr() == ("", "")


def test_names_reach_any_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    path = tmp_path / "c\udc80.csv"
    with Path(chart(path, "模")).open("a") as file:
        file.write("\n4,oops")
    assert main(["inspect", str(path), "--json"]) == 0
    found = json.loads(raw.getvalue().decode())
    assert [run["name"] for run in found["runs"]] == ["模"]
    assert [notice["file"] for notice in found["notices"]] == ["c\udc80.csv"]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OSError(28, "No space left on device", "out.pdf"), 2, "runloupe: out.pdf: No space left on device.\n"),
        (OSError("odd"), 2, "runloupe: odd.\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_what_the_system_refuses(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, error: BaseException, code: int, said: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("analysis.read.read", fail)
    assert main(["inspect", "a.csv"]) == code
    assert capsys.readouterr().err == said


def fresh(arguments: list[str], after: str = "pass") -> subprocess.Popen[str]:
    code = f"import sys; from analysis.cli import main; code = main(sys.argv[1:]); {after}; sys.exit(code)"
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    path = chart(tmp_path / "c.csv", *(f"run {place}" for place in range(2000)))
    with fresh(["inspect", path, "--json"]) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


def test_inspect_loads_neither_qt_nor_the_slow_libraries(tmp_path: Path) -> None:
    with fresh(["inspect", chart(tmp_path / "c.csv", "a")], "print(*sys.modules, sep='\\n')") as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    loaded = {name.split(".")[0] for name in out.split()}
    assert "numpy" in loaded
    assert loaded.isdisjoint({"PySide6", "pyqtgraph", "gui", "pandas", "scipy", "reportlab", "sqlite3"})


@pytest.mark.corpus
def test_every_chart_of_the_corpus_is_inspected_without_an_error(corpus: Path, capsys: Capture) -> None:
    for path in sorted(corpus.glob("wandb_chart*/**/*.csv")):
        assert main(["inspect", str(path), "--json"]) == 0
        found = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
        assert found["runs"]
        assert not [notice for notice in found["notices"] if notice["severity"] == "error"]


def test_the_commands_are_those_of_the_parser(capsys: Capture) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit) as caught:
            main([command, "--help"])
        assert caught.value.code == 0
        assert capsys.readouterr().out.startswith(f"usage: runloupe {command}")


def test_a_report_never_replaces_what_it_is_made_of(tmp_path: Path, capsys: Capture) -> None:
    path = chart(tmp_path / "c.pdf", "a", "b")
    before = Path(path).read_bytes()
    assert main(["report", path, "-o", path]) == 2
    assert "would replace what it is made of" in capsys.readouterr().err
    assert Path(path).read_bytes() == before


def test_a_missing_folder_is_told_before_the_work(tmp_path: Path, capsys: Capture) -> None:
    path = chart(tmp_path / "c.csv", "a", "b")
    assert main(["report", path, "-o", str(tmp_path / "none" / "r.pdf")]) == 2
    assert "no such folder" in capsys.readouterr().err
