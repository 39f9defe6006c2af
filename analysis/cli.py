"""The commands without a window: look into exports, assess them, and write a report of them."""

import argparse
import io
import json
import math
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

from analysis import annotation_command, wording
from analysis.commands import ANNOTATIONS, COMMANDS
from analysis.errors import RunloupeError, UnusableRequest, UnwritableOutput
from analysis.inspection import file_record, notice_record, run_record
from analysis.model.alignment import Alignment, Basis, Terms
from analysis.model.finding import Finding, Verdict
from analysis.model.notice import Notice, Severity
from analysis.model.project import ModelType, Project
from analysis.model.run import Run, RunId
from analysis.progress import silent

MODELS = {
    "autoencoder": ModelType.AUTOENCODER,
    "vae": ModelType.VAE,
    "normalised": ModelType.NORMALISED,
    "vicreg": ModelType.VICREG,
    "vq-vae": ModelType.VQ_VAE,
    "other": ModelType.OTHER,
    "not-stated": ModelType.NOT_STATED,
}
PROJECT_SUFFIX = ".runloupe"
FAILED = 1  # exit code: a rule that --fail-on names was met, or the runs are not comparable
UNUSABLE = 2  # exit code: the input or the request cannot be used; argparse's own for wrong options


def main(arguments: list[str]) -> int:
    """Run the command that the first argument names; the exit code.

    What a user can mend becomes one line on standard error and exit code 2; wrong options end in SystemExit(2).
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # names hold any character, and paths bytes that are none
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _parser().parse_args(arguments)
    failed = False
    try:
        failed = _run(options)
        sys.stdout.flush()
    except RunloupeError as error:
        _complain(str(error))
        return UNUSABLE
    except BrokenPipeError:  # the reader has seen enough; what is left to flush must not fail again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        _complain(f"{error.filename}: {error.strerror}." if error.filename else f"{error}.")
        return UNUSABLE
    except KeyboardInterrupt:
        return 130
    return FAILED if failed else 0


def _run(options: argparse.Namespace) -> bool:
    """Run a command; whether a rule of --fail-on was met."""
    if options.command == "assess":
        return _assess(options)
    if options.command == "compare":
        return _compare(options)
    if options.command == "inspect":
        _inspect(options.paths, as_json=options.json)
    elif options.command == ANNOTATIONS:
        for line in annotation_command.run(options):
            print(line if options.json else _one_line(line))
    else:
        _report(options)
    return False


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Wrong options are told in one line, as every other wrong input."""
        self.exit(UNUSABLE, f"runloupe: {_one_line(message)}; {self.prog} --help tells more.\n")


def _parser() -> argparse.ArgumentParser:
    from analysis.report.request import add_commands

    parser = _Parser(prog="runloupe", description="Compare training runs exported from W&B.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="|".join(COMMANDS))
    inspect = commands.add_parser("inspect", help="list runs, metrics and what was noticed")
    inspect.add_argument("--json", action="store_true", help="as JSON")
    assess = commands.add_parser("assess", help="ask all checks of every run")
    assess.add_argument("--json", action="store_true", help="as JSON, with all evidence")
    assess.add_argument("--model", metavar="TYPE", help=f"the model type: {', '.join(MODELS)}")
    assess.add_argument("--thresholds", type=Path, metavar="FILE", help="TOML with other thresholds")
    assess.add_argument("--write-thresholds", type=Path, metavar="FILE", help="write the thresholds in force as TOML")
    assess.add_argument(
        "--fail-on", action="append", default=[], metavar="RULE", help="exit code 1 if met: a check or a verdict"
    )
    compare = commands.add_parser("compare", help="tell how two runs differ, and since when")
    compare.add_argument("--a", metavar="NAME", help="the run to compare with; by default the first")
    compare.add_argument("--b", metavar="NAME", help="the run that is compared; by default the second")
    compare.add_argument("--align", metavar="HOW", help="step, epoch, tokens, ..., or after; by default as proposed")
    compare.add_argument("--offset", type=float, default=0.0, metavar="NUMBER", help="added to the places of B")
    compare.add_argument("--override", metavar="REASON", help="tell numbers though the verdict is: not comparable")
    compare.add_argument("--margin", action="append", default=[], metavar="METRIC=NUMBER", help="taken for equivalent")
    compare.add_argument(
        "--level", action="append", default=[], metavar="METRIC=NUMBER", help="whose reaching is timed"
    )
    compare.add_argument("--json", action="store_true", help="as JSON")
    for command in (inspect, assess, compare, *add_commands(commands)):
        command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="export, folder or project file")
    notes = commands.add_parser(ANNOTATIONS, help="list, export, import, merge, compare annotations")
    annotation_command.add_options(notes)
    return parser


def _inspect(paths: Sequence[Path], *, as_json: bool) -> None:
    project, notices = _opened(paths)
    if as_json:
        found = {
            "runs": [run_record(run) for run in project.runs],
            "notices": [notice_record(n) for n in notices],
            "files": [file_record(file, project) for file in project.files],
            "choices": wording.decisions(project.choices, {run.id: run.name for run in project.runs}),
        }
        print(json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1))
        return
    for run in project.runs:
        print(_one_line(run.name))
        print("\n".join(_table(run)))
    for notice in notices:
        print(f"{notice.severity.value}: {_told(notice)}")


def _assess(options: argparse.Namespace) -> bool:
    """Print what the checks say of every run; whether a rule of --fail-on was met."""
    from analysis.asking import Context
    from analysis.assess import assess
    from analysis.record import assessment_record, thresholds_record, told
    from analysis.thresholds import as_toml, left_out, read_thresholds, thresholds, usable

    rules = _rules(options.fail_on)
    if options.model is not None and options.model not in MODELS:
        raise UnusableRequest(f"There is no model type {options.model!r}.", f"There are: {', '.join(MODELS)}.")
    changes = {} if options.thresholds is None else dict(read_thresholds(options.thresholds))
    project, notices = _opened(options.paths)
    for notice in notices:
        if notice.severity is not Severity.INFO:
            _complain(_told(notice))
    for text in left_out(project.thresholds):
        _complain(text)
    model = project.model if options.model is None else MODELS[options.model]
    bounds = thresholds({**usable(project.thresholds), **changes})
    if options.write_thresholds is not None:
        options.write_thresholds.write_text(as_toml(bounds), encoding="utf-8")
    found = [assess(run, silent(), Context(bounds, model)) for run in project.runs]
    if options.json:
        records = [assessment_record(run, one) for run, one in zip(project.runs, found, strict=True)]
        whole = {"model": model.value, "runs": records, "thresholds": thresholds_record(bounds)}
        print(json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1))
    else:
        for run, one in zip(project.runs, found, strict=True):
            print("\n".join(map(_one_line, told(run, one, model))))
    return any(rules & _met(finding) for one in found for finding in one.findings)


def _met(finding: Finding) -> set[str]:
    """The rules of --fail-on that a finding meets: its verdict, and its check where it asks for attention."""
    from analysis.assess import checks

    if finding.verdict not in (Verdict.ATTENTION, Verdict.CONCERN):
        return set()
    number = next(check.number for check in checks() if check.id == finding.check)
    met = {finding.check, number.casefold(), "attention"}  # a concern needs attention, too
    return met | {"concern"} if finding.verdict is Verdict.CONCERN else met


def _rules(given: Sequence[str]) -> set[str]:
    """The rules that were asked for; UnusableRequest, with the list of all, for one that is none."""
    from analysis.assess import checks

    known = ["attention", "concern", *(check.id for check in checks()), *(check.number for check in checks())]
    for rule in given:
        if rule.casefold() not in map(str.casefold, known):
            raise UnusableRequest(f"There is no rule {rule!r}.", f"There are: {', '.join(known)}.")
    return {rule.casefold() for rule in given}


def _compare(options: argparse.Namespace) -> bool:
    """Print what may be said of two runs; whether they are not comparable."""
    from analysis.compare import compare_runs
    from analysis.comparison_record import comparison_record, told
    from analysis.model.comparison import Comparability

    project, notices = _opened(options.paths)
    for notice in notices:
        if notice.severity is not Severity.INFO:
            _complain(_told(notice))
    named = _chosen(project, options.a, options.b)
    a, b = (*named, *(run.id for run in project.runs if run.id not in named), None, None)[:2]
    if a is None or b is None:
        raise UnusableRequest("Two runs are needed for a comparison.", "Name files that hold two.")
    if a == b:
        raise UnusableRequest("A run cannot be compared with itself.", "Name another run with --b.")
    project = project.with_terms(a, b, _terms(options, project.terms(a, b)))
    found = compare_runs(project, a, b)
    if options.json:
        record = comparison_record(project.run(a), project.run(b), found)
        print(json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1))
    else:
        print("\n".join(map(_one_line, told(project.run(a), project.run(b), found))))
    return found.comparability is Comparability.NOT_COMPARABLE and found.override is None


def _terms(options: argparse.Namespace, known: Terms) -> Terms:
    """The terms that the options ask for, on top of those of the project."""
    alignment = known.alignment
    if options.align is not None or options.offset:
        ways = {one.value: one for one in Basis}
        how = options.align or Basis.STEP.value
        if how != "after" and how not in ways:
            raise UnusableRequest(f"Runs cannot be aligned by {how!r}.", f"There are: {', '.join(ways)} and after.")
        if not math.isfinite(options.offset):
            raise UnusableRequest("An offset must be finite.", "Name a number.")
        alignment = Alignment(ways.get(how, Basis.STEP), options.offset, after=how == "after")
    return Terms(
        alignment,
        known.override if options.override is None else options.override,
        {**known.margins, **_by_metric(options.margin)},
        {**known.levels, **_by_metric(options.level)},
    )


def _by_metric(given: Sequence[str]) -> dict[str, float]:
    """What is given as METRIC=NUMBER; UnusableRequest where it is not."""
    found = {}
    for text in given:
        metric, _, number = text.rpartition("=")
        try:
            found[metric] = float(number)
        except ValueError:
            found[metric] = math.nan
        if not metric or not math.isfinite(found[metric]):
            raise UnusableRequest(f"{text!r} is not a metric with a number.", "Write it as loss=0.1.")
    return found


def _report(options: argparse.Namespace) -> None:
    """Write one file, or with the command bundle a folder of all formats."""
    from analysis.report.bundle import write_bundle
    from analysis.report.request import built
    from analysis.report.writers import writer_for

    output = Path(options.output)
    writer = None if options.command == "bundle" else writer_for(output)
    if not output.absolute().parent.is_dir():
        raise UnwritableOutput("There is no such folder to write to.", "Make it first.", file=str(output.parent))
    if any(output.resolve() == path.resolve() for path in options.paths):
        raise UnusableRequest("The report would replace what it is made of.", "Name another file.", file=str(output))
    project, notices = _opened(options.paths)
    for notice in notices:
        if notice.severity is not Severity.INFO:
            _complain(_told(notice))
    report = built(options, project, _chosen(project, options.a, options.b))
    if writer is None:
        write_bundle(report, output, silent())
    else:
        writer.write(report, output, silent())


def _opened(paths: Iterable[Path]) -> tuple[Project, tuple[Notice, ...]]:
    """The runs of all paths as one project, and what there is to tell about the files."""
    saved = [path for path in paths if path.suffix.lower() == PROJECT_SUFFIX and not path.is_dir()]
    exports = [path for path in paths if path not in saved]
    project, away = Project(), tuple[Notice, ...]()
    if len(saved) > 1:
        raise UnusableRequest("Only one project can be opened at a time.", "Name one.", file=str(saved[1]))
    if saved:
        from analysis.referring import open_filled

        found = open_filled(saved[0])
        project, away = found.document.project, found.notices
    sources = dict.fromkeys(source for run in project.runs for source in run.sources)
    notices = (*away, *dict.fromkeys(notice for source in sources for notice in source.notices))
    if exports:
        from analysis.read import read
        from analysis.stats.attaching import alone, attach

        reading = read(exports, silent(), project.choices)
        project, told = attach(project.with_runs(reading.runs).with_files(reading.files), reading.attached)
        if reading.attached and not project.runs:
            raise alone(reading.attached)
        return project, (*notices, *reading.notices, *told)
    return project, notices


def _chosen(project: Project, a: str | None, b: str | None) -> tuple[RunId, ...]:
    """The runs that are named, A first; none where neither is."""
    if b is not None and a is None:
        raise UnusableRequest("A run B alone cannot be compared.", "Name the other with --a.")
    known = {run.name: run.id for run in project.runs}
    for name in (a, b):
        if name is not None and name not in known:
            names = ", ".join(repr(one) for one in known)
            raise UnusableRequest(f"There is no run {name!r}.", f"There are: {names}.")
    return tuple(known[name] for name in (a, b) if name is not None)


def _table(run: Run) -> list[str]:
    """One line a metric: name, points, steps, values that are not finite, fidelity."""
    rows = [
        (
            _one_line(series.name),
            wording.plural(len(series), "point"),
            wording.steps(series.span) if series.axis == "Step" else f"{series.axis}: {wording.steps(series.span)}",
            f"{wording.count(series.nonfinite)} not finite" if series.nonfinite else "",
            wording.badge(series),
        )
        for series in run.series
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _told(notice: Notice) -> str:
    where = "" if notice.file is None else f"{notice.file}:{notice.line}: " if notice.line else f"{notice.file}: "
    return _one_line(where + notice.text)


def _complain(text: str) -> None:
    print(f"runloupe: {_one_line(text)}", file=sys.stderr)


def _one_line(text: str) -> str:
    """The text with what would break the line, or command the terminal, written as an escape."""
    text = text.replace("\N{NARROW NO-BREAK SPACE}", " ")  # ours, before a percent sign
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)
