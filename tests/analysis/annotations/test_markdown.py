"""Notes: what was typed plainly stays, a little Markdown is read, and nothing in a note can do harm."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.annotations.markdown import Kind, Words, marked_up, parsed, safe_html


class Tags(HTMLParser):
    """The tags and attributes of a text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


@pytest.mark.parametrize(
    "note",
    [
        "2 * 3 * 4",
        "a_b_c and __init__",
        "f*g*h",
        "* ",
        "*",
        "**",
        "# no heading",
        "<b>x</b> & y",
        "![x](http://y/z.png)",
        "[a] (b)",
        "1.5 at step 3",
        "-5 is less",
        "```\nnever closed",
        "a\nb",
    ],
)
def test_plain_text_stays_as_typed(note: str) -> None:
    (block,) = parsed(note)
    assert block.words == (Words(note),)
    assert not marked_up(note)


def test_the_small_part_of_markdown_that_is_read() -> None:
    note = "It *drifts* and **jumps** at `lr=0.1`:\n- see [the log](https://x.org/a)\n  1. then\n\n```\na * b\n```"
    text, item, under, code = parsed(note)
    assert [one.text for one in text.words] == ["It ", "drifts", " and ", "jumps", " at ", "lr=0.1", ":"]
    assert [one.emphasis for one in text.words].index(True) == 1
    assert text.words[3].strong
    assert text.words[5].code
    assert (item.kind, item.sign, item.words[1]) == (Kind.ITEM, "•", Words("the log", address="https://x.org/a"))
    assert (under.sign, under.depth) == ("1.", 1)
    assert (code.kind, code.words[0].text) == (Kind.CODE, "a * b")
    assert marked_up(note)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "/etc/passwd", "data:text/html,x"])
def test_only_links_to_the_web_are_links(address: str) -> None:
    assert "<a " not in safe_html(f"[x]({address})")
    assert "<a " in safe_html("[x](https://x.org)")


@given(st.text() | st.text(st.sampled_from("*`[](!)<>\"'&\n-1. ahtps:/")))
def test_no_note_makes_other_tags_than_ours(note: str) -> None:
    for tag, attributes in Tags(safe_html(note)).found:
        assert tag in {"p", "b", "i", "code", "pre", "br", "a"}
        assert [name for name, _ in attributes] == (["href"] if tag == "a" else [])
        assert all((value or "").lower().startswith(("http://", "https://")) for _, value in attributes)
