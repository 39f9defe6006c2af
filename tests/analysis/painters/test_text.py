"""Any text reaches the page: in glyphs where there are any, else as a visible code, never as markup."""

from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from analysis.painters.pdf.text import clean, fitted, markup, one_line, pieces, printable, width_of
from analysis.painters.pdf.theme import BOLD, MONO, SANS, VERDICTS, glyphs, load_fonts, run_style

HOSTILE = '<b>x</b><img src="http://x/y"/> & "q", ü'


def words_of(text: str) -> str:
    """What a paragraph of the markup prints."""
    load_fonts()
    style = ParagraphStyle("plain", fontName=SANS, fontSize=9)
    return "".join(fragment.text for fragment in Paragraph(markup(text), style).frags)


def test_markup_is_printed_literally() -> None:
    assert words_of(HOSTILE) == HOSTILE
    assert words_of("&amp; ]]> <para>") == "&amp; ]]> <para>"


def test_what_no_font_has_is_a_code() -> None:
    assert printable("a中\x07🚀\u200f") == "a[U+4E2D][U+0007][U+1F680][U+200F]"
    assert printable("\ud800") == "[U+D800]"


def test_lines_stay_in_paragraphs_and_become_spaces_elsewhere() -> None:
    assert printable("a\nb") == "a\nb"
    assert one_line("a\nb\tc") == "a b c"
    assert "<br/>" in markup("a\nb")


def test_the_mono_font_helps_out_and_a_superscript_minus_is_raised() -> None:
    assert list(pieces("a●b", SANS)) == [("a", SANS, False), ("●", MONO, False), ("b", SANS, False)]
    assert list(pieces("10⁻⁵", SANS)) == [("10", SANS, False), ("−", SANS, True), ("⁵", SANS, False)]


@given(st.text())
def test_every_printable_character_has_a_glyph(text: str) -> None:
    for stretch, font, _ in pieces(one_line(text), SANS):
        assert all(ord(character) in glyphs(font) for character in stretch)


@given(st.text())
def test_bookmarks_can_be_encoded(text: str) -> None:
    assert clean(text).encode("utf-16")


@given(st.text(max_size=60), st.floats(0, 200))
def test_fitted_text_fits(text: str, width: float) -> None:
    shown = fitted(one_line(text), BOLD, 8, width)
    assert width_of(shown, BOLD, 8) <= width + 1e-9 or shown == ""


def _contrast(colour: str) -> float:
    """The contrast to white paper by WCAG 2."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_lines_stand_out_and_names_can_be_read() -> None:
    for place in range(7):
        assert _contrast(run_style(place).line) >= 2.9
        assert _contrast(run_style(place).text) >= 4.5
    assert all(_contrast(colour) >= 4.5 for colour in VERDICTS.values())
    assert len({(run_style(place).line, run_style(place).dash) for place in range(7)}) == 7
