"""The document around the story: cover, contents, running head and foot, bookmarks, metadata; the same bytes twice."""

from io import BytesIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
)

from analysis.model.report import Report
from analysis.painters.pdf.text import clean, fitted, markup, one_line, width_of, write
from analysis.painters.pdf.theme import MONO, MUTED, RULE, SANS, load_fonts, shade
from analysis.progress import Progress
from analysis.report.writers.pdf import styles
from analysis.report.writers.pdf.blocks import body
from analysis.report.writers.pdf.contents import ENTRY, PAGE, Contents, Entry
from analysis.report.writers.pdf.cover import cover_facts, paint_cover
from analysis.report.writers.pdf.flowables import Title

_SMALL = 7.4
_HEAD_Y, _FOOT_Y = styles.PAPER_HEIGHT - 46, 36.0


def render(report: Report, progress: Progress) -> bytes:
    """The report as a PDF file; raises Cancelled when ``progress`` was cancelled."""
    load_fonts()
    rl_config.useA85 = 0  # plain binary streams: smaller and faster
    contents = Contents()
    story: list[Flowable] = [
        *cover_facts(report),
        NextPageTemplate("page"),
        PageBreak(),
        Paragraph(markup("Contents", bold=True), styles.HEADINGS[0]),
        contents,
        PageBreak(),
        *body(report, progress),
    ]
    out = BytesIO()
    _Document(out, report, contents, progress, len(story)).multiBuild(story)
    return out.getvalue()


class _Document(BaseDocTemplate):
    """Pages of one report; keeps track of the section that the running head names."""

    def __init__(self, out: BytesIO, report: Report, contents: Contents, progress: Progress, parts: int) -> None:
        super().__init__(
            out,
            pagesize=(styles.PAPER_WIDTH, styles.PAPER_HEIGHT),
            title=clean(report.title),
            author="Runloupe",
            subject=clean(report.subtitle),
            creator="Runloupe",
            lang="en-GB",
            displayDocTitle=1,
            initialFontName=SANS,
            invariant=1,
            pageCompression=1,
        )
        self.report = report
        self.contents = contents
        self.progress = progress
        self.parts = parts
        self.done = 0
        self.section = ""
        below = styles.PAPER_HEIGHT - 330 - 40 - styles.BOTTOM
        cover = Frame(styles.SIDE, styles.BOTTOM, styles.WIDTH, below, 0, 0, 0, 0, id="cover")
        page = Frame(styles.SIDE, styles.BOTTOM, styles.WIDTH, styles.HEIGHT, 0, 0, 0, 0, id="page")
        self.addPageTemplates(
            [
                PageTemplate("cover", cover, onPage=lambda canvas, _: paint_cover(canvas, report)),
                PageTemplate("page", page, onPageEnd=lambda canvas, _: self._frame(canvas)),
            ]
        )

    def beforeDocument(self) -> None:  # noqa: N802 - ReportLab's name
        """At the start of each pass: metadata, and the counts begin again."""
        stamp = self.report.date.replace("-", "")
        self.canv.setDateFormatter(lambda *_: f"D:{stamp}000000Z")
        self.canv.showOutline()
        self.section, self.done = "", 0

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - ReportLab's name
        self.done += 1
        self.progress.step(self.parts + min(self.done, self.parts), 2 * self.parts, f"Setting page {self.page}")
        if isinstance(flowable, Title):
            if flowable.level == 1:
                self.section = f"{flowable.number}  {flowable.plain}"
            entry = Entry(flowable.level, flowable.number, flowable.plain, flowable.key, self.page)
            self.notify(ENTRY, entry)

    def afterPage(self) -> None:  # noqa: N802 - ReportLab's name
        self.notify(PAGE, self.page)

    def _frame(self, canvas: Canvas) -> None:
        """Running head and foot."""
        right = styles.PAPER_WIDTH - styles.SIDE
        canvas.setStrokeColor(shade(RULE))
        canvas.setLineWidth(0.4)
        canvas.line(styles.SIDE, _HEAD_Y - 6, right, _HEAD_Y - 6)
        canvas.setFillColor(shade(MUTED))
        half = styles.WIDTH / 2 - 10
        _small(canvas, _HEAD_Y, left=fitted(one_line(self.report.title), SANS, _SMALL, half))
        _small(canvas, _HEAD_Y, right=fitted(one_line(self.section), SANS, _SMALL, half))
        made = f"Runloupe · {self.report.date} · data sha256 "
        _small(canvas, _FOOT_Y, left=made, right=f"Page {self.page} of {self.contents.known_pages}")
        after = styles.SIDE + width_of(made, SANS, _SMALL)
        write(canvas, self.report.checksum[:16], x=after, y=_FOOT_Y, font=MONO, size=_SMALL - 0.8)


def _small(canvas: Canvas, y: float, *, left: str = "", right: str = "") -> None:
    """Small print at the left and at the right margin."""
    start = styles.PAPER_WIDTH - styles.SIDE - width_of(right, SANS, _SMALL)
    for x, text in ((styles.SIDE, left), (start, right)):
        write(canvas, text, x=x, y=y, font=SANS, size=_SMALL)
