"""How blocks fall on pages: no heading alone, small tables whole, a figure stretched until its part fills one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reportlab.platypus import Flowable, PageBreakIfNotEmpty

from analysis.model import report as model
from analysis.progress import Progress
from analysis.report.writers.pdf import styles
from analysis.report.writers.pdf.blocks import Setter
from analysis.report.writers.pdf.flowables import Break, Illustration
from analysis.report.writers.pdf.tags import Element

_CHAPTER_ROOM = 0.4  # of the page: a chapter begins on a new one where less is left
_WHOLE_TABLE = 0.3  # of the page: a table up to this height is not split
_TOGETHER = 0.72  # of the page: what stands under a heading is kept with it up to this height
_SHARED = 0.5  # of the page: a part shares the last page of one before it that leaves more than this free
_SPARE = 4.0  # points left free at the foot of a page that a figure was stretched to fill


def anchors_of(report: model.Report) -> frozenset[str]:
    """All anchors that a link may lead to."""
    blocks = (block for section in report.sections for block in section.blocks)
    return frozenset(
        block.anchor for block in blocks if isinstance(block, model.Heading | model.Picture) and block.anchor
    )


@dataclass(frozen=True, eq=False)
class _Set:
    """A block, the flowables it became, and their height in an empty column with the space around them."""

    block: model.Block
    flowables: tuple[Flowable, ...]
    height: float


def _set(block: model.Block, flowables: tuple[Flowable, ...], page: styles.Page) -> _Set:
    heights = [one.wrap(styles.WIDTH, page.body)[1] for one in flowables]
    around = [one.getSpaceBefore() + one.getSpaceAfter() for one in flowables]
    return _Set(block, flowables, sum(heights) + sum(around))


def body(report: model.Report, page: styles.Page, root: Element, progress: Progress) -> list[Flowable]:
    """All sections as flowables, figures laid out; raises Cancelled when ``progress`` was cancelled."""
    setter = Setter(page, anchors_of(report), root)
    blocks = [block for section in report.sections for block in section.blocks]
    ready: list[_Set] = []
    for at, block in enumerate(blocks):
        progress.step(at, 2 * len(blocks), "Setting the text and drawing the figures")
        before = blocks[at - 1] if at else None
        lead = isinstance(before, model.Heading) and before.level == 1
        ready.append(_set(block, tuple(setter.flowables(block, lead=lead)), page))
    _fill(ready, setter)
    story: list[Flowable] = []
    for at, one in enumerate(ready):
        if at == 0 or not isinstance(ready[at - 1].block, model.Heading):
            story.extend(_break_before(one, ready[at + 1 :], page))
        story.extend(one.flowables)
    return story


def _fill(ready: list[_Set], setter: Setter) -> None:
    """Stretch or shrink the one figure of a part that begins on a page of its own, so that the part fills it.

    A part that no figure makes fit leaves much of its last page free; there the next one begins, as it is.
    """
    page, end, used = setter.page, 0, 0.0  # where the last part ended, among the blocks and on its page
    for at, one in enumerate(ready):
        if _begins(one.block):
            stop = next((n for n in range(at + 1, len(ready)) if _ends(ready, n)), len(ready))
            start = at + isinstance(one.block, model.PageBreak)  # which has all the height that there is
            elastic = [n for n in range(at + 1, stop) if _is_elastic(ready[n].block)]
            total = sum(part.height for part in ready[start:stop])
            shares = isinstance(one.block, model.PageBreak) and at == end and 0 < used < _SHARED * page.body
            if shares:
                ready[at] = replace(one, flowables=(Break(page, _SHARED * page.body),))
            elif len(elastic) == 1:
                ready[elastic[0]] = _stretched(ready[elastic[0]], total, setter)
                total = sum(part.height for part in ready[start:stop])
            reached = total + (used if shares else 0.0)
            end, used = stop, reached % page.body if reached > page.body else 0.0


def _begins(block: model.Block) -> bool:
    """Whether a part begins here on a page of its own."""
    return isinstance(block, model.PageBreak) or (isinstance(block, model.Heading) and block.fresh)


def _ends(ready: Sequence[_Set], place: int) -> bool:
    """Whether a part that a page break began ends before this place."""
    block = ready[place].block
    if _begins(block):
        return True
    begins = isinstance(block, model.Heading) and block.level <= 2
    return begins and not isinstance(ready[place - 1].block, model.PageBreak | model.Heading)


def _is_elastic(block: model.Block) -> bool:
    return isinstance(block, model.Picture) and block.most > 0


def _stretched(one: _Set, total: float, setter: Setter) -> _Set:
    """The figure as high as its part, ``total`` points high, needs to fill its page; as it is where it takes more."""
    picture = one.block
    assert isinstance(picture, model.Picture)
    height = min(picture.height + setter.page.body - total - _SPARE, picture.most)
    if height < picture.least:
        return one
    changed = setter.redrawn(picture, height)
    flowables = [
        Illustration(changed, part.element) if isinstance(part, Illustration) else part for part in one.flowables
    ]
    return replace(one, flowables=tuple(flowables), height=one.height + height - picture.height)


def _break_before(one: _Set, following: Sequence[_Set], page: styles.Page) -> Iterator[Flowable]:
    """A new page where a heading would stand without what it announces, or a small table would be torn."""
    if isinstance(one.block, model.Heading) and one.block.fresh:
        yield PageBreakIfNotEmpty()
    elif isinstance(one.block, model.Heading):
        least = one.height + _announced(one.block, following, page)
        if one.block.level == 1:
            yield Break(page, max(least, _CHAPTER_ROOM * page.body))
        else:
            yield Break(page, least, one.height + _whole_part(one.block, following))
    elif isinstance(one.block, model.Table | model.Picture):
        yield Break(page, _least(one, page))


def _whole_part(heading: model.Heading, following: Sequence[_Set]) -> float:
    """The height of all of a part that has a figure; 0 for any other."""
    height, pictures = 0.0, 0
    for one in following:
        if _begins(one.block):
            break
        if isinstance(one.block, model.Heading) and one.block.level <= heading.level:
            break
        height += one.height
        pictures += isinstance(one.block, model.Picture)
    return height if pictures else 0.0


def _announced(heading: model.Heading, following: Sequence[_Set], page: styles.Page) -> float:
    """The height of what belongs on the page of a heading: further headings, a few lines, the thing they lead to."""
    height, level = 0.0, heading.level
    for one in following:
        if _begins(one.block):
            break
        if isinstance(one.block, model.Heading):
            if one.block.level <= level:
                break
            level = one.block.level
        need = _least(one, page)
        if height and height + need > _TOGETHER * page.body:
            break
        height += need
        if not isinstance(one.block, model.Heading | model.Paragraph):
            break
    return height


def _least(one: _Set, page: styles.Page) -> float:
    """The height that must be left for a block to begin on a page."""
    height = one.height
    match one.block:
        case model.Table():
            return height if height < _WHOLE_TABLE * page.body else 110.0
        case model.Callout() | model.Paragraph() | model.Checklist():
            return min(height, 90.0)
        case _:
            return height
