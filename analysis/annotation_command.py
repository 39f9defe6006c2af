"""The command that exports, imports, merges and compares annotations of a project file without a window."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from analysis import wording
from analysis.annotations.agreement import RULE, agreement
from analysis.annotations.exchange import WRITERS, Known, clashes, export, read_annotations, taken
from analysis.annotations.fields import record
from analysis.annotations.merging import Side, conflicts, merged
from analysis.errors import UnusableRequest
from analysis.model.project import Project


def add_options(command: argparse.ArgumentParser) -> None:
    """The options of the command."""
    command.add_argument("project", type=Path, metavar="PROJECT", help="project file (.runloupe)")
    command.add_argument("--json", action="store_true", help="list as JSON")
    command.add_argument("--export", type=Path, metavar="FILE", help=f"write them: {', '.join(WRITERS)}")
    command.add_argument("--import", dest="source", type=Path, metavar="FILE", help="add those of a CSV or JSON")
    command.add_argument(
        "--known",
        choices=[one.value for one in Known],
        default=Known.BOTH.value,
        help="of an annotation that is known with other contents: keep both, replace it, skip the new one",
    )
    command.add_argument("--merge", type=Path, metavar="PROJECT", help="add runs, labels, annotations of another")
    command.add_argument(
        "--prefer",
        choices=[one.value for one in Side],
        default=Side.BOTH.value,
        help="of an annotation that differs in the two: mine, theirs, or keep both",
    )
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="the project that an import or merge makes")
    command.add_argument("--agreement", nargs=2, metavar="AUTHOR", help="F1 and kappa of two authors")


def run(options: argparse.Namespace) -> Iterator[str]:
    """Do what the options ask for and tell of it, a line at a time; RunloupeError where it cannot be done."""
    from analysis.referring import open_filled, save
    from analysis.storage import Document

    document = open_filled(options.project).document
    project = document.project
    if (options.source or options.merge) and options.output is None:
        raise UnusableRequest("An import or a merge makes a project.", "Name its file with --output.")
    if options.source is not None:
        project, told = _imported(project, options.source, Known(options.known))
        yield from told
    if options.merge is not None:
        project, told = _merged(project, open_filled(options.merge).document.project, Side(options.prefer))
        yield from told
    if options.output is not None:
        yield from (notice.text for notice in save(Document(project, document.view), options.output))
    if options.export is not None:
        yield export(project, options.export).text
    if options.agreement is not None:
        yield from _agreement(project, *options.agreement, as_json=options.json)
    elif not (options.source or options.merge or options.export):
        yield from _listed(project, as_json=options.json)


def _imported(project: Project, path: Path, known: Known) -> tuple[Project, list[str]]:
    found = read_annotations(path)
    clashing = clashes(project, found)
    arrived = taken(project, found, known)
    told = [arrived.sentence]
    if clashing:
        told.append(f"{wording.plural(clashing, 'annotation')} known with other contents: {known.value}.")
    return arrived.project, told


def _merged(mine: Project, theirs: Project, side: Side) -> tuple[Project, list[str]]:
    found = conflicts(mine, theirs)
    merge = merged(mine, theirs, {one.mine.id: side for one in found})
    told = [f"E{one.mine.number} differs in {', '.join(one.fields)}: {side.value}." for one in found]
    return merge.project, [merge.sentence, *told]


def _agreement(project: Project, one: str, other: str, *, as_json: bool) -> Iterator[str]:
    known = {mark.author for mark in project.annotations}
    for who in (one, other):
        if who not in known:
            names = ", ".join(repr(name) for name in sorted(known)) or "none"
            raise UnusableRequest(f"There is no annotation by {who!r}.", f"Authors: {names}.")
    found = agreement(project, one, other)
    if as_json:
        from analysis.record import plain

        numbers = {**asdict(found), "f1": found.f1, "kappa": found.kappa, "rule": RULE}
        yield json.dumps(plain(numbers), ensure_ascii=False, indent=1)
    else:
        yield found.sentence
        yield RULE


def _listed(project: Project, *, as_json: bool) -> Iterator[str]:
    from analysis.annotations.listing import in_order

    marks = in_order(project.annotations)
    if as_json:
        yield json.dumps([record(project, mark) for mark in marks], ensure_ascii=False, allow_nan=False, indent=1)
        return
    for mark in marks:
        who = f"  {mark.author}" if mark.author else ""
        title = f"  {mark.title}" if mark.title else ""
        yield f"E{mark.number}  {wording.steps(mark.span)}  {mark.label}  {mark.severity.value}{title}{who}"
    if not marks:
        yield "There are no annotations."
