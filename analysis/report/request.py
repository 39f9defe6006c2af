"""What a person decides about a report, as options of a command line."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.errors import UnusableRequest
from analysis.model.project import Project
from analysis.model.report import Report
from analysis.model.report_options import Paper, ReportOptions
from analysis.model.run import RunId

PAPERS = {paper.value.lower(): paper for paper in Paper}
MOST_LOGO = 2_000_000  # bytes
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def add_commands(commands: "argparse._SubParsersAction[Any]") -> tuple[argparse.ArgumentParser, ...]:
    """Add the commands report and bundle, and give them for what all commands have."""
    report = commands.add_parser("report", help="write a report")
    bundle = commands.add_parser("bundle", help="write a report in every format into one folder")
    report.add_argument("-o", "--output", required=True, metavar="FILE", help="the report; its suffix tells the format")
    bundle.add_argument("-o", "--output", required=True, metavar="FOLDER", help="the folder; it is made")
    for command in (report, bundle):
        command.add_argument(
            "--a",
            metavar="NAME",
            help="the run to compare with; without it and --b, of three and more runs all are reported as a group",
        )
        command.add_argument("--b", metavar="NAME", help="the run that is compared; by default the next")
        _add_options(command)
    return report, bundle


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--title", default="", metavar="TEXT")
    parser.add_argument("--date", default="", metavar="YYYY-MM-DD", help="the date on the cover")
    parser.add_argument("--author", metavar="TEXT", help="who prepared it")
    parser.add_argument("--organisation", metavar="TEXT", help="in the head of the cover")
    parser.add_argument("--confidentiality", metavar="TEXT", help="at the foot of every page")
    parser.add_argument("--logo", type=Path, metavar="FILE", help="PNG or JPEG for the cover")
    parser.add_argument("--paper", metavar="SIZE", help="A4 or Letter")
    parser.add_argument("--sections", metavar="IDS", help="sections to come first, in this order, with commas between")
    parser.add_argument("--without", metavar="IDS", help="sections to leave out, with commas between")
    parser.add_argument("--no-attachments", action="store_true", help="do not put data and findings into the PDF")
    parser.add_argument(
        "--since", type=Path, metavar="FILE", help="the last report as JSON, or its bundle: tell what changed"
    )


def built(given: argparse.Namespace, project: Project, runs: tuple[RunId, ...]) -> Report:
    """The report that a command line asks for; raises as ``build_report`` and ``options_of`` do."""
    from analysis.report.build import build_report
    from analysis.report.references import ROLES
    from analysis.report.sections import PAIR
    from analysis.report.since import chosen_last

    if not runs and len(project.runs) > PAIR:
        runs = tuple(run.id for run in project.runs[: len(ROLES)])
    options = options_of(given, project.report)
    return build_report(
        project, runs=runs, title=given.title, date=given.date, options=options, last=chosen_last(options)
    )


def options_of(given: argparse.Namespace, kept: ReportOptions) -> ReportOptions:
    """The options that the project keeps, with those of the command line in their place.

    Raises UnusableRequest for a paper or section that there is none of, and for a logo that is no picture.
    """
    texts = {name: getattr(given, name) for name in ("author", "organisation", "confidentiality")}
    options = replace(kept, **{name: text for name, text in texts.items() if text is not None})
    if given.paper is not None:
        if given.paper.lower() not in PAPERS:
            names = ", ".join(paper.value for paper in Paper)
            raise UnusableRequest(f"There is no paper {given.paper!r}.", f"There are: {names}.")
        options = replace(options, paper=PAPERS[given.paper.lower()])
    if given.since is not None:
        options = replace(options, since=str(given.since))
    if given.logo is not None:
        options = replace(options, logo=logo_of(given.logo))
    if given.sections is not None:
        options = replace(options, order=_first(_ids(given.sections)))
    if given.without is not None:
        options = replace(options, left_out=_ids(given.without))
    return replace(options, attach=False) if given.no_attachments else options


def logo_of(path: Path) -> bytes:
    """The bytes of a PNG or JPEG file of a reasonable size; UnusableRequest where it is none."""
    content = path.read_bytes()
    if not content.startswith(PICTURES):
        raise UnusableRequest("The logo is neither PNG nor JPEG.", "Save it as PNG first.", file=str(path))
    if len(content) > MOST_LOGO:
        raise UnusableRequest("The logo is larger than 2 MB.", "Make it smaller first.", file=str(path))
    return content


def _ids(listed: str) -> tuple[str, ...]:
    from analysis.report.build import section_kinds

    names = tuple(dict.fromkeys(name.strip() for name in listed.split(",") if name.strip()))
    known = [kind.id for kind in section_kinds()]
    for name in names:
        if name not in known:
            raise UnusableRequest(f"A report has no section {name!r}.", f"There are: {', '.join(known)}.")
    return names


def _first(names: Sequence[str]) -> tuple[str, ...]:
    """The named sections first, then all others in their usual order."""
    from analysis.report.build import section_kinds

    return (*names, *(kind.id for kind in section_kinds() if kind.id not in names))
