"""Notes in a small part of Markdown: emphasis, code, lists, links. All else, images and HTML too, stays as typed."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

WEB = ("http://", "https://")
_INLINE = re.compile(
    r"`(?P<code>[^`\n]{1,500})`"
    r"|(?<![\w*])\*\*(?P<strong>(?!\s)[^\n*](?:[^\n*]|\*(?!\*)){0,500}?)(?<!\s)\*\*(?![\w*])"
    r"|(?<![\w*])\*(?P<emphasis>[^\s*](?:[^\n*]{0,500}[^\s*])?)\*(?![\w*])"
    r"|(?<!!)\[(?P<words>[^\]\[\n]{1,500})\]\((?P<address>[^()\s]{1,2000})\)"
)
_ITEM = re.compile(r"(?P<indent> {0,8})(?P<sign>[-*+]|\d{1,3}[.)]) (?P<text>\S.*)")
_FENCE = re.compile(r" {0,3}```")


class Kind(Enum):
    """What a block of a note is."""

    TEXT = "text"
    ITEM = "item"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one look; ``address`` is where a link leads, as typed."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph whose lines end where they were typed, an item of a list with its ``sign``, or lines of code."""

    kind: Kind
    words: tuple[Words, ...]
    sign: str = ""
    depth: int = 0


def parsed(note: str) -> tuple[Block, ...]:
    """The blocks of a note."""
    return tuple(_blocks(note.splitlines()))


def _blocks(lines: list[str]) -> Iterator[Block]:
    text: list[str] = []
    code: list[str] | None = None
    for line in lines:
        if code is not None:
            if _FENCE.match(line):
                yield Block(Kind.CODE, (Words("\n".join(code), code=True),))
                code = None
            else:
                code.append(line)
            continue
        item, fence = _ITEM.fullmatch(line), _FENCE.match(line)
        if item or fence or not line.strip():
            yield from _paragraph(text)
            text = []
        if fence:
            code = []
        elif item:
            sign = item["sign"] if item["sign"][0].isdigit() else "•"
            yield Block(Kind.ITEM, _words(item["text"]), sign, len(item["indent"]) // 2)
        elif line.strip():
            text.append(line)
    yield from _paragraph(text if code is None else [*text, "```", *code])  # a fence that is not closed is none


def _paragraph(lines: list[str]) -> Iterator[Block]:
    if lines:
        yield Block(Kind.TEXT, _words("\n".join(lines)))


def _words(text: str) -> tuple[Words, ...]:
    found: list[Words] = []
    end = 0
    for match in _INLINE.finditer(text):
        if match.start() > end:
            found.append(Words(text[end : match.start()]))
        if match["code"]:
            found.append(Words(match["code"], code=True))
        elif match["strong"]:
            found.append(Words(match["strong"], strong=True))
        elif match["emphasis"]:
            found.append(Words(match["emphasis"], emphasis=True))
        else:
            found.append(Words(match["words"], address=match["address"]))
        end = match.end()
    if end < len(text):
        found.append(Words(text[end:]))
    return tuple(found)


def marked_up(note: str) -> bool:
    """Whether anything in a note would look otherwise than it was typed."""
    return any(
        block.kind is not Kind.TEXT or any(one != Words(one.text) for one in block.words) for block in parsed(note)
    )


def safe_html(note: str) -> str:
    """A note as HTML of our own making: no image, no style, no address but of the web in a link."""
    return "".join(_html(block) for block in parsed(note))


def _html(block: Block) -> str:
    inner = "".join(_html_words(one) for one in block.words)
    if block.kind is Kind.CODE:
        return f"<pre>{inner}</pre>"
    if block.kind is Kind.ITEM:
        return f"<p>{'&nbsp;' * 4 * block.depth}{block.sign}&nbsp;{inner}</p>"
    return f"<p>{inner}</p>"


def _html_words(one: Words) -> str:
    text = html.escape(one.text).replace("\n", "<br>")
    if one.code:
        return f"<code>{text}</code>"
    if one.strong or one.emphasis:
        tag = "b" if one.strong else "i"
        return f"<{tag}>{text}</{tag}>"
    if one.address:
        shown = html.escape(one.address)
        # an address of anything but the web is words: no file is opened and nothing runs from a note
        return f'<a href="{shown}">{text}</a>' if one.address.lower().startswith(WEB) else f"{text} ({shown})"
    return text
