"""Parts of text with emphasis and links as paragraph markup, everything in them printed literally."""

from collections.abc import Container, Iterable
from xml.sax.saxutils import quoteattr

from analysis.model.report import Link, Part, Strong, plain
from analysis.painters.pdf.text import ELLIPSIS, markup
from analysis.painters.pdf.theme import ACCENT


def shortened(part: Part, limit: int) -> Part:
    """The part cut to a number of characters, the cut shown."""
    if len(plain(part)) <= limit:
        return part
    cut = plain(part)[: limit - 1] + ELLIPSIS
    match part:
        case str():
            return cut
        case Strong():
            return Strong(cut)
        case Link():
            return Link(cut, part.anchor)


def marked_up(parts: Iterable[Part], anchors: Container[str]) -> str:
    """Markup of parts in a row; a link to an anchor that is not in the report is printed as plain text."""
    return "".join(_marked_up(part, anchors) for part in parts)


def _marked_up(part: Part, anchors: Container[str]) -> str:
    match part:
        case str():
            return markup(part)
        case Strong():
            return markup(part.text, bold=True)
        case Link():
            if part.anchor not in anchors:
                return markup(part.text)
            return f"<a href={quoteattr('#' + part.anchor)} color={quoteattr(ACCENT)}>{markup(part.text)}</a>"
