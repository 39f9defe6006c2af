"""The same report as text, Markdown and JSON."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import analysis.report.writers
from analysis.errors import UnwritableOutput
from analysis.model.project import Project
from analysis.progress import silent
from analysis.registry import offered
from analysis.report.values import SCHEMA
from analysis.report.writers import Writer, writer_for
from analysis.report.writers.text import PAGE, WIDTH
from tests.analysis.report.projects import DATE, HOSTILE, report_of, two_runs
from tests.synthetic import run_of


def text_of(suffix: str, folder: Path, project: Project) -> str:
    path = folder / f"out{suffix}"
    writer_for(path).write(report_of(project), path, silent())
    return path.read_text(encoding="utf-8")


def test_key_findings_fit_on_one_page(tmp_path: Path) -> None:
    page, rest = text_of(".txt", tmp_path, two_runs()).split("\f")
    assert "KEY FINDINGS" in page
    assert "WHAT THIS REPORT CANNOT TELL" in page
    assert "- Is the schedule finished? A: The learning rate follows" in page
    assert len(page.rstrip().splitlines()) <= PAGE
    assert all(len(line) <= WIDTH for line in page.splitlines())
    assert "How this was computed" in rest


def test_every_finding_stands_in_every_format(tmp_path: Path) -> None:
    project = Project((run_of("alone"),))
    report = report_of(project)
    text = " ".join(text_of(".txt", tmp_path, project).split())
    found = json.loads(text_of(".json", tmp_path, project))
    assert report.findings
    assert [entry["id"] for entry in found["findings"]] == [entry.name for entry in report.findings]
    for entry, record in zip(report.findings, found["findings"], strict=True):
        assert record["sentence"] == entry.finding.sentence
        assert record["evidence"][0]["value"] == pytest.approx(entry.finding.evidence[0].value, nan_ok=True)
        assert entry.name in text


def test_json_says_which_schema_and_date(tmp_path: Path) -> None:
    found = json.loads(text_of(".json", tmp_path, two_runs()))
    assert (found["schema"], found["date"]) == (SCHEMA, DATE)
    assert [section["id"] for section in found["sections"]] == [
        section.id for section in report_of(two_runs()).sections
    ]


def test_markdown_prints_hostile_text_as_it_is(tmp_path: Path) -> None:
    text = text_of(".md", tmp_path, two_runs())
    assert HOSTILE not in text
    assert r"\<b\>x\</b\>\<img src" in text


def test_links_of_markdown_lead_somewhere(tmp_path: Path) -> None:
    text = text_of(".md", tmp_path, two_runs())
    targets = {part.split('"')[0] for part in text.split('<a id="')[1:]}
    links = {part.split(")")[0] for part in text.split("](#")[1:]}
    assert links
    assert links <= targets


@pytest.mark.parametrize("writer", offered(analysis.report.writers, Writer), ids=lambda writer: writer.id)
def test_the_same_report_gives_the_same_bytes_and_no_folder_an_error(tmp_path: Path, writer: Writer) -> None:
    one, two = tmp_path / "a" / f"out{writer.suffix}", tmp_path / "b" / f"out{writer.suffix}"
    report = report_of(two_runs(points=60))
    one.parent.mkdir()
    two.parent.mkdir()
    for path in (one, two):
        writer.write(report, path, silent())
    assert one.read_bytes() == two.read_bytes()
    with pytest.raises(UnwritableOutput):
        writer.write(report, tmp_path / "nowhere" / "out", silent())


def test_figures_of_markdown_lie_beside_it(tmp_path: Path) -> None:
    text = text_of(".md", tmp_path, two_runs(points=60))
    named = re.findall(r"!\[Figure \d+\]\(<([^>]+)>\)", text)
    assert len(named) > 8
    for name in named:
        assert (tmp_path / name).read_text(encoding="utf-8").startswith("<?xml")


def test_html_holds_its_figures_and_asks_for_nothing(tmp_path: Path) -> None:
    text = text_of(".html", tmp_path, two_runs(points=60, a=HOSTILE))
    assert text.count("<svg ") == text.count("<figure") > 8
    assert "<img" not in text
    assert "<script" not in text
    assert "&lt;b&gt;x&lt;/b&gt;&lt;img src=" in text
    loaded = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"'> )]+)""", re.sub(r">[^<]*<", "><", text))
    assert loaded
    assert all(target.startswith("#") for target in loaded)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_json_follows_its_schema(tmp_path: Path) -> None:
    schema = json.loads((Path(__file__).parents[3] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    for project in (two_runs(points=60), Project((run_of("alone"),))):
        follows(json.loads(text_of(".json", tmp_path, project)), schema, "report")
    with pytest.raises(AssertionError, match=r"report\.date"):
        follows({**json.loads(text_of(".json", tmp_path, project)), "date": 5}, schema, "report")


KINDS = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}


def follows(value: object, schema: dict[str, Any], where: str) -> None:
    """Fail where a value is not as a schema says; of JSON Schema the words that ours uses."""
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    fits = any(value is None if kind == "null" else isinstance(value, KINDS[kind]) for kind in kinds)  # type: ignore[arg-type]
    assert fits or not kinds, where
    assert value in schema.get("enum", [value]), where
    assert value == schema.get("const", value), where
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        assert set(schema.get("required", ())) <= set(value), where
        other = schema.get("additionalProperties", {})
        assert other is not False or set(value) <= set(properties), f"{where}: {set(value) - set(properties)}"
        for name, entry in value.items():
            follows(entry, properties.get(name, other or {}), f"{where}.{name}")
    if isinstance(value, list):
        for place, entry in enumerate(value):
            follows(entry, schema.get("items", {}), f"{where}[{place}]")
