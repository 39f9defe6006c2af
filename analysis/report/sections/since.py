"""What changed since the last report: findings, numbers, annotations, thresholds, old beside new."""

from collections.abc import Iterator

from analysis import wording
from analysis.model.report import Block, Column, Heading, Paragraph, Section, Table
from analysis.report.references import short
from analysis.report.sections import Material, SectionKind
from analysis.report.since import Change, changes

SAID = 220  # characters of what was said


def build(material: Material) -> Section:
    """A table a kind of change; where nothing changed, that."""
    last, now = material.last, material.now
    assert last is not None  # wanted only with both
    assert now is not None
    same = "The data are the same." if last.checksum == now.checksum else "The data are others: their checksums differ."
    blocks: list[Block] = [
        Heading(1, "What changed since the last report", "since"),
        Paragraph((f"The last report is of {last.date}. {same}",)),
    ]
    for title, old, new in (
        ("Findings", last.findings, now.findings),
        ("Numbers", last.differences, now.differences),
        ("Annotations", last.annotations, now.annotations),
        ("Thresholds", last.thresholds, now.thresholds),
    ):
        blocks.extend(_kind(title, changes(old, new), len(new)))
    return Section("since", tuple(blocks))


def _kind(title: str, found: tuple[Change, ...], total: int) -> Iterator[Block]:
    yield Heading(2, title)
    if not found:
        yield Paragraph((f"All {wording.count(total)} as they were." if total else "None, now as then.",))
        return
    columns = (Column("What"), Column("Then", weight=2.0), Column("Now", weight=2.0))
    rows = tuple(
        (short(one.what, 80), short(one.before, SAID) or "not there", short(one.now, SAID) or "gone") for one in found
    )
    yield Table(columns, rows, f"{title} that are new, gone or different: {wording.count(len(found))}.")


def _wanted(material: Material) -> bool:
    return material.last is not None


SECTION = SectionKind("since", "What changed since the last report", 15, _wanted, build)
