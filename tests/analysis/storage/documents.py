"""Documents to save: one with everything in it, and any that hypothesis can think of."""

import math
import os
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from analysis.model.alignment import Alignment, Basis, Means, Pair, Repeats, Terms
from analysis.model.annotation import Annotation, AnnotationId, Origin, Provenance, SpanEvidence
from analysis.model.brush import Brush, KeptBrush, Part, Within
from analysis.model.choices import Choices, FileChoice
from analysis.model.file_report import FileReport, Outcome
from analysis.model.label import COLOURS, Label
from analysis.model.notice import Notice, Severity
from analysis.model.project import Data, ModelType, Project, Rejection
from analysis.model.report_options import Paper, ReportOptions
from analysis.model.run import ConfigValue, Run, RunId, Source
from analysis.model.seam import Seam
from analysis.model.series import Fidelity, FidelityKind, FloatArray, Series, Span, frozen_array
from analysis.storage import Document, JsonValue
from tests.synthetic import run_of

HOSTILE = '<b>x</b><img src="http://x/y"/> & "q", ü\u202e\0\n=1+1; DROP TABLE run;--'
PATH_OF_BYTES = os.fsdecode(b"/data/caf\xe9.csv")  # a path that is no UTF-8
VIEW: Mapping[str, JsonValue] = {"shown": ["a", HOSTILE], "zoom": [1.5, 7], "brush": None, "deep": {"on": True}}


def rich_document() -> Document:
    """A document in which every field of every noun holds something that is not its default."""
    third = version_3()
    odd, *others = third.project.runs
    nothing = frozen_array(())
    gone = Series("gone", nothing, nothing, Fidelity(FidelityKind.COMPLETE, 9, 9, 1.0), away="ef" * 32)
    odd = replace(odd, series=(*odd.series, gone))
    folders = ("/data/runs", PATH_OF_BYTES)
    report = replace(third.project.report, since=PATH_OF_BYTES, group=True)
    project = replace(third.project, runs=(odd, *others), report=report, folders=folders, data=Data.REFERENCED)
    return replace(third, project=project)


def version_3() -> Document:
    """What stands in data/version_3.runloupe, which was saved by version 3 of the format."""
    second = version_2()
    mark, *marks = second.project.annotations
    by = Provenance(HOSTILE, 7.5, math.inf, HOSTILE, Span(1.5, 3.0), (HOSTILE, "loss"))
    taken = (mark.runs[0], HOSTILE, Span(2.0, 5.0), "cd" * 32, "2025-05-06T07:08:09+02:00")
    evidence = (SpanEvidence(*taken, 4, 3, 1.5, math.inf, -1.0, 2.0, 4.0, 5.0), SpanEvidence(*taken, 1, 0))
    mark = replace(mark, title=HOSTILE, links=(AnnotationId("mark-0"), AnnotationId("gone")), evidence=evidence)
    mark = replace(mark, provenance=by)
    labels = (Label(HOSTILE, 9), Label("anomaly", 3))
    report = ReportOptions(
        HOSTILE, "Org", "Internal", b"\x89PNG\0", Paper.LETTER, ("summary", HOSTILE), ("glossary",), attach=False
    )
    terms = Terms(Alignment(Basis.EPOCH, -0.5, True, Means.NEVER), HOSTILE, {HOSTILE: math.inf}, {"loss": 0.5})
    project = replace(
        second.project,
        annotations=(mark, *marks),
        labels=labels,
        report=report,
        pairs=(Pair(RunId("r/1"), RunId("second"), terms), Pair(RunId("second"), RunId("r/1"), Terms())),
        repeats=(Repeats(HOSTILE, (RunId("r/1"), RunId("gone"))), Repeats("none", ())),
    )
    return replace(second, project=project)


def version_2() -> Document:
    """What stands in data/version_2.runloupe, which was saved by version 2 of the format."""
    first = version_1()
    odd, *others = first.project.runs
    mark, *marks = first.project.annotations
    seams = (Seam(2.0, 5.0, 3, HOSTILE, PATH_OF_BYTES), Seam(5.0, 5.0, 0, "", "b"))
    odd = replace(odd, tags=("t", HOSTILE), summary={"best": 1.5, "n": None}, seams=seams)
    mark = replace(mark, provenance=Provenance(HOSTILE, 7.5, math.inf))
    project = replace(
        first.project,
        runs=(odd, *others),
        annotations=(mark, *marks),
        model=ModelType.VAE,
        thresholds={"centring.concern": 0.25, HOSTILE: math.inf},
        rejections=(Rejection("ab" * 32, HOSTILE, Span(1.0, 2.5), "spike"),),
        kept=(
            KeptBrush("warm-up", Brush.of(Span(0.0, 2.0))),
            KeptBrush(HOSTILE, Brush((Part(None, (Within(HOSTILE, -math.inf, 1.5),)),), (Part(Span(1.0, 2.5)),))),
        ),
        choices=Choices(
            {PATH_OF_BYTES: FileChoice("any_table", True, True, HOSTILE, ("a", HOSTILE)), "b": FileChoice(step="")},
            {f"x - {HOSTILE}": "x"},
            {RunId("r/1"): HOSTILE},
            {RunId("second"): RunId("r/1")},
        ),
        files=(
            FileReport(PATH_OF_BYTES, Outcome.READ, "wandb_csv", 0.9, True, (Notice(Severity.INFO, HOSTILE, "a", 3),)),
            FileReport("b", Outcome.REFUSED, notices=(Notice(Severity.ERROR, "no"),)),
        ),
    )
    return replace(first, project=project)


def version_1() -> Document:
    """What stands in data/version_1.runloupe, which was saved by version 1 of the format."""
    notices = (Notice(Severity.ERROR, HOSTILE, "a.csv", 12), Notice(Severity.INFO, "read"))
    source = Source(HOSTILE, PATH_OF_BYTES, 2**40, "ab" * 32, "wandb_csv", notices)
    steps = frozen_array([0.0, 2.0, 5.0, 5.0])
    band = Series(
        name=HOSTILE,
        steps=steps,
        values=frozen_array([math.nan, math.inf, -math.inf, -0.0]),
        fidelity=Fidelity(FidelityKind.SAMPLED, 4, 10**300, 2.5),
        low=frozen_array([0.0, 1.0, 2.0, 5e-324]),
        high=frozen_array([3.0, 4.0, math.nan, 1e308]),
        axis="epoch",
        along={"z": frozen_array([4.0, 3.0, 2.0, 1.0]), "a": frozen_array([0.0, 0.0, 0.0, 0.0])},
    )
    plain = Series("loss", steps, frozen_array([1.0, 2.0, 3.0, 4.0]), Fidelity(FidelityKind.IRREGULAR, 4, 6))
    config: dict[str, ConfigValue] = {"i": 1, "f": 1.0, "b": True, "s": "1", "n": None, "nan": math.nan, "big": 2**80}
    odd = Run(RunId("r/1"), HOSTILE, (band, plain), (source, replace(source, name="2", notices=())), config, colour=7)
    mark = Annotation(
        id=AnnotationId("mark-1"),
        number=4,
        span=Span(2.0, 5.5),
        runs=(odd.id, RunId("gone")),
        metrics=(HOSTILE, "loss"),
        label="observation",
        severity=Severity.ERROR,
        note=HOSTILE * 3,
        author="Zoë",
        time="2025-05-06T07:08:09+02:00",
        origin=Origin.DETECTOR,
    )
    bare = Annotation(AnnotationId("mark-0"), 1, Span(0.0, 0.0))
    return Document(Project((odd, run_of("second", points=40), Run(RunId("e"), "empty", ())), (mark, bare), "T"), VIEW)


def bits(document: Document) -> list[tuple[str, bytes | None]]:
    """All arrays as bytes: equality of projects takes 0 for -0 and one NaN for another."""
    found: list[tuple[str, bytes | None]] = []
    for run in document.project.runs:
        for series in run.series:
            arrays = {"steps": series.steps, "values": series.values, "low": series.low, "high": series.high}
            for name, array in {**arrays, **series.along}.items():
                found.append((name, None if array is None else array.tobytes()))
    return found


def assert_same(opened: Document, saved: Document) -> None:
    """Equal, in the same order, with values of the same types and arrays of the same bits."""
    assert opened == saved
    assert bits(opened) == bits(saved)
    assert [repr(dict(run.config)) for run in opened.project.runs] == [
        repr(dict(run.config)) for run in saved.project.runs
    ]
    assert repr(dict(opened.view)) == repr(dict(saved.view))


numbers = st.floats(width=64).map(lambda value: math.nan if math.isnan(value) else value)
scalars = st.none() | st.booleans() | st.integers() | numbers | st.text()
json_values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
any_text = st.text() | st.text(st.characters(categories=("Cs", "L")), max_size=4)
array_bits = st.integers(0, 2**64 - 1) | st.sampled_from((0, 1 << 63, 0x7FF0000000000001, 0xFFF8000000000000))
notices = st.builds(
    Notice, st.sampled_from(Severity), any_text, st.none() | any_text, st.none() | st.integers(1, 10**9)
)
sources = st.builds(
    Source, any_text, any_text, st.integers(0, 2**62), st.text(), st.text(), st.lists(notices, max_size=2).map(tuple)
)
finite = st.floats(allow_nan=False, allow_infinity=False)
seams = st.builds(Seam, finite, finite, st.integers(0, 2**62), any_text, any_text)
spans = st.builds(Span.between, finite, finite)
withins = st.tuples(any_text, finite, finite).map(lambda w: Within(w[0], min(w[1:]), max(w[1:])))
parts = st.builds(Part, st.none() | spans, st.lists(withins, max_size=2).map(tuple))
brushes = st.builds(Brush, st.lists(parts, min_size=1, max_size=2).map(tuple), st.lists(parts, max_size=2).map(tuple))
rejections = st.builds(Rejection, st.text(), any_text, spans, any_text)
names = st.lists(any_text, max_size=2).map(tuple)
provenances = st.builds(Provenance, any_text, finite, finite, any_text, st.none() | spans, names)

labels = st.builds(Label, any_text, st.integers(0, len(COLOURS) - 1))
evidences = st.builds(
    SpanEvidence,
    any_text.map(RunId),
    any_text,
    spans,
    any_text,
    any_text,
    st.integers(0, 2**50),
    st.integers(0, 2**50),
    *(st.none() | finite for _ in range(6)),
)

alignments = st.builds(Alignment, st.sampled_from(Basis), finite, st.booleans(), st.sampled_from(Means))
bounds = st.dictionaries(any_text, finite, max_size=2)
terms = st.builds(Terms, st.none() | alignments, st.none() | any_text, bounds, bounds)
pairs = st.builds(Pair, any_text, any_text, terms)
repeats = st.builds(Repeats, any_text, st.lists(any_text, max_size=2).map(tuple))
texts_by_text = st.dictionaries(any_text, any_text, max_size=2)
choices = st.builds(
    Choices,
    st.dictionaries(
        any_text,
        st.builds(
            FileChoice,
            any_text,
            st.booleans(),
            st.booleans(),
            st.none() | any_text,
            st.none() | st.lists(any_text, max_size=2).map(tuple),
        ),
        max_size=2,
    ),
    texts_by_text,
    texts_by_text,
    st.dictionaries(any_text.map("a".__add__), any_text.map("b".__add__), max_size=2),
)
names = st.lists(any_text, max_size=2).map(tuple)
papers, logos = st.sampled_from(Paper), st.binary(max_size=4)
report_options = st.builds(
    ReportOptions, any_text, any_text, any_text, logos, papers, names, names, st.booleans(), any_text, st.booleans()
)
files = st.builds(
    FileReport,
    any_text,
    st.sampled_from(Outcome),
    any_text,
    st.floats(0, 1),
    st.booleans(),
    st.lists(notices, max_size=2).map(tuple),
)


def arrays(length: int) -> st.SearchStrategy[FloatArray]:
    """Any bits at all, signalling NaNs among them, or uniform steps."""
    anything = st.lists(array_bits, min_size=length, max_size=length).map(
        lambda found: np.array(found, np.uint64).view(np.float64)
    )
    uniform = st.tuples(st.floats(-1e6, 1e6), st.floats(-10, 10)).map(
        lambda pair: pair[0] + pair[1] * np.arange(length)
    )
    return (anything | uniform).map(frozen_array)


@st.composite
def runs(draw: st.DrawFn, index: int) -> Run:
    length = draw(st.integers(0, 5))
    common = draw(arrays(length))
    series = []
    for name in draw(st.lists(any_text, max_size=3, unique=True)):
        band = draw(st.booleans())
        series.append(
            Series(
                name=name,
                steps=common if draw(st.booleans()) else draw(arrays(length)),
                values=draw(arrays(length)),
                fidelity=draw(
                    st.builds(
                        Fidelity,
                        st.sampled_from(FidelityKind),
                        st.integers(0, 99),
                        st.integers(0, 10**309),
                        st.none() | st.floats(allow_nan=False),
                    )
                ),
                low=draw(arrays(length)) if band else None,
                high=draw(arrays(length)) if band else None,
                axis=draw(any_text),
                along=draw(st.dictionaries(any_text, arrays(length), max_size=2)),
                away="" if length else draw(any_text),
            )
        )
    config = draw(st.dictionaries(any_text, scalars, max_size=3))
    run_id, name = RunId(f"{index}{draw(any_text)}"), f"{index}{draw(any_text)}"
    return Run(
        id=run_id,
        name=name,
        series=tuple(series),
        sources=tuple(draw(st.lists(sources, max_size=2))),
        config=config,
        colour=draw(st.integers(0, 9)),
        tags=tuple(draw(st.lists(any_text, max_size=2))),
        summary=draw(st.dictionaries(any_text, scalars, max_size=2)),
        seams=tuple(draw(st.lists(seams, max_size=2))),
    )


@st.composite
def marks(draw: st.DrawFn, index: int) -> Annotation:
    return Annotation(
        id=AnnotationId(f"{index}{draw(any_text)}"),
        number=10 - index,
        span=draw(spans),
        runs=tuple(RunId(entry) for entry in draw(st.lists(any_text, max_size=2))),
        metrics=tuple(draw(st.lists(any_text, max_size=2))),
        label=draw(any_text),
        severity=draw(st.sampled_from(Severity)),
        note=draw(any_text),
        author=draw(any_text),
        time=draw(any_text),
        origin=draw(st.sampled_from(Origin)),
        provenance=draw(st.none() | provenances),
        title=draw(any_text),
        links=tuple(AnnotationId(entry) for entry in draw(st.lists(any_text, max_size=2))),
        evidence=tuple(draw(st.lists(evidences, max_size=2))),
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    project = Project(
        tuple(draw(runs(index)) for index in range(draw(st.integers(0, 3)))),
        tuple(draw(marks(index)) for index in range(draw(st.integers(0, 3)))),
        draw(any_text),
        draw(st.sampled_from(ModelType)),
        draw(st.dictionaries(any_text, finite, max_size=2)),
        tuple(draw(st.lists(rejections, max_size=2))),
        draw(choices),
        tuple(draw(st.lists(files, max_size=2, unique_by=lambda file: file.path))),
        tuple(draw(st.lists(st.builds(KeptBrush, any_text, brushes), max_size=2, unique_by=lambda kept: kept.name))),
        tuple(draw(st.lists(labels, max_size=2, unique_by=lambda label: label.name))),
        tuple(draw(st.lists(pairs, max_size=2, unique_by=lambda pair: (pair.a, pair.b)))),
        tuple(draw(st.lists(repeats, max_size=2, unique_by=lambda group: group.name))),
        report=draw(report_options),
        folders=tuple(draw(st.lists(any_text, max_size=2, unique=True))),
        data=draw(st.sampled_from(Data)),
    )
    return Document(project, draw(st.dictionaries(st.text(), json_values, max_size=3)))
