"""What the analysis says is measured, never praised."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "analysis"
BANNED = re.compile(r"\b(perfect\w*|optimal\w*|ideal\w*|healthy|proves?|proven|production.ready)\b", re.IGNORECASE)
SPEAKING = sorted(
    [
        *(ROOT / "checks").glob("*.py"),
        *(ROOT / "metrics").glob("*.py"),
        *(ROOT / "stats").glob("*.py"),
        *(ROOT / name for name in ("compare.py", "assess.py", "glossary.py", "wording.py")),
    ]
)


@pytest.mark.parametrize("source", SPEAKING, ids=lambda source: str(source.relative_to(ROOT)))
def test_no_praise(source: Path) -> None:
    assert BANNED.findall(source.read_text(encoding="utf-8")) == []


def test_the_list_bites() -> None:
    assert BANNED.findall("An optimal schedule proves a perfectly healthy, production-ready run; ideal.") == [
        "optimal",
        "proves",
        "perfectly",
        "healthy",
        "production-ready",
        "ideal",
    ]
