"""Brings what tables of runs tell to the runs of a project, by their names and only where those leave no doubt."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from analysis.errors import UnreadableInput
from analysis.model.attachment import Attachment
from analysis.model.notice import Notice, Severity
from analysis.model.project import Project
from analysis.model.run import Run
from analysis.stats.run_names import run_id
from analysis.wording import plural

NUMBERED = re.compile(r"(.+) \(\d+\)")  # how runs of one name are told apart


def attach(project: Project, attachments: Sequence[Attachment]) -> tuple[Project, tuple[Notice, ...]]:
    """The project with what the attachments tell of its runs, and what there is to tell about that.

    Names are not unique: where several rows, or several runs, may be meant, nothing is attached. What a run knows
    already of itself stays.
    """
    by_file: dict[str, list[Attachment]] = defaultdict(list)
    for one in attachments:
        by_file[one.label].append(one)
    told: list[Notice] = []
    for label, mine in by_file.items():
        project, notices = _attached(project, label, mine)
        told += notices
    return project, tuple(told)


def _attached(project: Project, label: str, rows: Sequence[Attachment]) -> tuple[Project, list[Notice]]:
    times = Counter(row.name for row in rows)
    doubtful, absent, done, kept = [], [], [], 0
    for row in rows:
        runs = _meant(row.name, project.runs, times)
        if not runs:
            absent.append(row)
        elif len(runs) > 1 or times[row.name] > 1:
            doubtful.append(row)
        else:
            kept += _differing(runs[0], row)
            project = project.with_run(_with(runs[0], row))
            done.append(row)
    return project, list(_told(label, done, doubtful, absent, kept))


def _meant(name: str, runs: Iterable[Run], times: Counter[str]) -> list[Run]:
    """The runs that a row of that name may be about: also those of that name with a number, if no row names them.

    A run that a person gave another name is known by its id.
    """
    found = []
    for run in runs:
        numbered = NUMBERED.fullmatch(run.name)
        if run.name == name or run.id == run_id(name) or (numbered and numbered[1] == name and run.name not in times):
            found.append(run)
    return found


def _differing(run: Run, row: Attachment) -> int:
    """How many settings the run knows otherwise than the row tells them."""
    pairs = ((run.config, row.config), (run.summary, row.summary))
    return sum(key in own and repr(own[key]) != repr(value) for own, told in pairs for key, value in told.items())


def _with(run: Run, row: Attachment) -> Run:
    known = {(source.name, source.sha256) for source in run.sources}
    fresh = () if (row.source.name, row.source.sha256) in known else (row.source,)
    return replace(
        run,
        config={**row.config, **run.config},
        summary={**row.summary, **run.summary},
        tags=tuple(dict.fromkeys((*run.tags, *row.tags))),
        sources=(*run.sources, *fresh),
    )


def _told(
    label: str, done: Sequence[Attachment], doubtful: Sequence[Attachment], absent: Sequence[Attachment], kept: int
) -> Iterable[Notice]:
    if done:
        text = f"Config, tags and summary attached, by name, to {plural(len(done), 'run')}."
        yield Notice(Severity.INFO, text, label, done[0].line)
    if kept:
        text = f"Kept as the run itself tells: {plural(kept, 'setting')} for which this table has another value."
        yield Notice(Severity.WARNING, text, label)
    if doubtful:
        text = (
            f"Not attached: {plural(len(doubtful), 'row')} whose name several rows or several open runs have, "
            f"the first “{doubtful[0].name}”."
        )
        yield Notice(Severity.WARNING, text, label, doubtful[0].line)
    if absent:
        text = f"Not attached: {plural(len(absent), 'row')} of which no run is open, the first “{absent[0].name}”."
        yield Notice(Severity.INFO, text, label, absent[0].line)


def alone(attachments: Sequence[Attachment]) -> UnreadableInput:
    """What to say of tables of runs where no run is open."""
    first = attachments[0]
    rows = plural(sum(one.label == first.label for one in attachments), "run")
    reason = f"This is a W&B table of {rows}: config, tags and summary, one row a run, without steps."
    return UnreadableInput(reason, "Open it together with the charts of these runs.", file=first.source.path, line=1)
