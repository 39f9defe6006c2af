"""The document around the story: cover, contents, running head and foot, bookmarks, metadata; the same bytes twice."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate

from analysis.model.report import Report
from analysis.painters.pdf.text import clean, fitted, markup, one_line, width_of, write
from analysis.painters.pdf.theme import MONO, MUTED, RULE, SANS, load_fonts, shade
from analysis.progress import Progress
from analysis.report.writers.pdf import styles
from analysis.report.writers.pdf.contents import Contents, entry_of
from analysis.report.writers.pdf.cover import BAND, cover_story, paint_cover
from analysis.report.writers.pdf.filling import anchors_of, body
from analysis.report.writers.pdf.flowables import Text, Title
from analysis.report.writers.pdf.surroundings import attach, describe, label_pages
from analysis.report.writers.pdf.tags import Element, TaggedCanvas

_SMALL = 7.4
_HEAD, _FOOT_Y = 46.0, 36.0  # the running head from the top, the running foot from the bottom


def render(report: Report, progress: Progress) -> bytes:
    """The report as a PDF file; raises Cancelled when ``progress`` was cancelled."""
    out = BytesIO()
    document = laid_out(report, out, progress)
    attach(document.canv, report)
    document.canv.save()
    return out.getvalue()


def laid_out(report: Report, out: BytesIO, progress: Progress, page: int | None = None) -> "Document":
    """The report on its pages; its canvas is not yet saved.

    With ``page``, from 0, only that one is drawn, or the last where there are fewer; such a canvas cannot be saved.
    """
    load_fonts()
    rl_config.useA85 = 0  # plain binary streams: smaller and faster
    paper = styles.PAGES[report.options.paper]
    root = Element("Document")
    band, below = root.add("Sect"), root.add("Sect")
    cover = cover_story(report, anchors_of(report), below)
    first, second = root.add("H1"), root.add("TOC")
    third, fourth = Element("H1"), Element("TOC")
    root.kids += [third, fourth]
    story = body(report, paper, root, progress)
    entries = [entry for flowable in story if (entry := entry_of(flowable)) is not None]
    contents = Contents((entry for entry in entries if entry.level in {1, 2}), second)
    listed = Contents(sorted((entry for entry in entries if entry.level == 0), key=lambda one: one.number[0]), fourth)
    whole: list[Flowable] = [
        *cover,
        NextPageTemplate("page"),
        PageBreak(),
        Text(markup("Contents", bold=True), styles.HEADINGS[0], first),
        contents,
        PageBreak(),
    ]
    if listed.entries:
        whole += [Text(markup("Figures and tables", bold=True), styles.HEADINGS[0], third), listed, PageBreak()]
    else:
        root.kids = [kid for kid in root.kids if kid not in (third, fourth)]
    document = Document(out, report, paper, progress, band)
    document.set_pages([*whole, *story], root, (contents, listed), page)
    return document


class Document(BaseDocTemplate):
    """Pages of one report; keeps track of the section that the running head names."""

    canv: Any  # a TaggedCanvas, as soon as the first pass has begun

    def __init__(self, out: BytesIO, report: Report, page: styles.Page, progress: Progress, band: Element) -> None:
        super().__init__(
            out,
            pagesize=(page.width, page.height),
            title=clean(report.title),
            author=clean(report.options.author or report.options.organisation) or "Runloupe",
            subject=clean(report.subtitle),
            creator="Runloupe",
            keywords=["training run report"],
            lang="en-GB",
            displayDocTitle=1,
            initialFontName=SANS,
            invariant=1,
            pageCompression=1,
        )
        self.report = report
        self.paper = page
        self.progress = progress
        self.band = band
        self.parts = self.done = self.total = 0
        self.section = ""
        self.places: dict[str, int] = {}
        self.chapters: dict[str, int] = {}  # the first page of each section, from 0
        below = page.height - BAND - 22 - styles.BOTTOM
        cover = Frame(page.side, styles.BOTTOM, styles.WIDTH, below, 0, 0, 0, 0, id="cover")
        column = Frame(page.side, styles.BOTTOM, styles.WIDTH, page.body, 0, 0, 0, 0, id="page")
        self.addPageTemplates(
            [
                PageTemplate("cover", cover, onPage=self._cover),
                PageTemplate("page", column, onPageEnd=self._frame),
            ]
        )

    def set_pages(
        self, story: Sequence[Flowable], root: Element, listings: Sequence[Contents], page: int | None = None
    ) -> None:
        """One pass that only looks where everything falls, then one that draws, its page numbers known."""
        self.parts = len(story)
        self._doSave = 0
        undone: list[tuple[Any, ...]] = []
        self._multiBuildEdits = undone.append
        for silent in (True, False):
            known = dict(self.places)

            def canvas(*args: Any, silent: bool = silent, **more: Any) -> TaggedCanvas:
                made = TaggedCanvas(*args, pdfVersion=(1, 7), **more)
                made.silent, made.root = silent, root
                made.only = None if page is None else min(page, self.total - 1)
                return made

            self.build(list(story), canvasmaker=canvas)
            for undo, *arguments in undone:
                undo(*arguments)
            undone.clear()
            for listing in listings:
                listing.placed(self.places)
        assert self.places == known, "a page moved between two passes"
        describe(self.canv, self.report)
        label_pages(self.canv)
        self.canv.close_structure()

    def beforeDocument(self) -> None:  # noqa: N802 - ReportLab's name
        """At the start of each pass: metadata, and the counts begin again."""
        stamp = self.report.date.replace("-", "")
        self.canv.setDateFormatter(lambda *_: f"D:{stamp}000000Z")
        self.canv.showOutline()
        self.section, self.done = "", 0

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - ReportLab's name
        self.done += 1
        self.progress.step(self.parts + min(self.done, self.parts), 2 * self.parts, f"Setting page {self.page}")
        if isinstance(flowable, Title) and flowable.level == 1:
            self.section = f"{flowable.number}  {flowable.plain}"
            self.chapters[self.report.sections[int(flowable.number) - 1].id] = self.page - 1
        entry = entry_of(flowable, self.page)
        if entry is not None:
            self.places[entry.key] = self.page

    def afterPage(self) -> None:  # noqa: N802 - ReportLab's name
        self.total = max(self.total, self.page)

    def _cover(self, canvas: Any, _: object) -> None:
        if canvas.draws:
            paint_cover(canvas, self.report, self.paper, self.band)
            self._confidential(canvas)

    def _frame(self, canvas: Any, _: object) -> None:
        """Running head and foot."""
        if not canvas.draws:
            return
        with canvas.artifact():
            head, side = self.paper.height - _HEAD, self.paper.side
            canvas.setStrokeColor(shade(RULE))
            canvas.setLineWidth(0.4)
            canvas.line(side, head - 6, self.paper.width - side, head - 6)
            half = styles.WIDTH / 2 - 10
            self._small(canvas, head, left=fitted(one_line(self.report.title), SANS, _SMALL, half))
            self._small(canvas, head, right=fitted(one_line(self.section), SANS, _SMALL, half))
            made = f"Runloupe · {self.report.date} · data sha256 "
            self._small(canvas, _FOOT_Y, left=made, right=f"Page {self.page} of {self.total}")
            after = side + width_of(made, SANS, _SMALL)
            write(canvas, self.report.checksum[:16], x=after, y=_FOOT_Y, font=MONO, size=_SMALL - 0.8)
        self._confidential(canvas)

    def _confidential(self, canvas: TaggedCanvas) -> None:
        """The line that a person wishes for at the foot of every page."""
        if self.report.options.confidentiality:
            with canvas.artifact():
                said = fitted(one_line(self.report.options.confidentiality), SANS, _SMALL, styles.WIDTH)
                self._small(canvas, _FOOT_Y - 11, left=said)

    def _small(self, canvas: TaggedCanvas, y: float, *, left: str = "", right: str = "") -> None:
        """Small print at the left and at the right margin."""
        canvas.setFillColor(shade(MUTED))
        start = self.paper.width - self.paper.side - width_of(right, SANS, _SMALL)
        for x, text in ((self.paper.side, left), (start, right)):
            write(canvas, text, x=x, y=y, font=SANS, size=_SMALL)
