"""The structure of a document for those who hear it: what each piece of a page is, in reading order, with links."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import (
    LinkAnnotation,
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas

ARTIFACT = "/Artifact BMC"  # what only decorates: rules, grids, running heads
END = "EMC"


@dataclass(eq=False)
class Element:
    """A node: what it is (H1, P, Table, TD, Figure, ...), what is said instead of it, and its content in order."""

    role: str
    alt: str = ""
    scope: str = ""  # of a TH
    kids: "list[Element | Piece | PDFObjectReference]" = field(default_factory=list)

    def add(self, role: str, alt: str = "", scope: str = "") -> "Element":
        """A new child at the end."""
        child = Element(role, alt, scope)
        self.kids.append(child)
        return child


@dataclass(frozen=True, slots=True)
class Piece:
    """A marked stretch of a page's content: its page, counted from 0, and its number on that page."""

    page: int
    number: int


class TaggedCanvas(Canvas):
    """A canvas on which everything drawn is either a piece of an element or an artifact."""

    _code: list[str]  # what Canvas keeps for itself, and offers no door to
    _doc: Any
    _annotationrefs: list[PDFObjectReference]
    _absRect: Callable[..., Any]  # noqa: N815 - ReportLab's name
    _addAnnotation: Callable[..., None]  # noqa: N815
    _bookmarkReference: Callable[[str], Any]  # noqa: N815

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.root = Element("Document")
        self.silent = False  # while a pass only looks where everything falls, nothing is drawn
        self.only: int | None = None  # the one page, from 0, that is drawn; None for all
        self._owners: list[list[Element]] = []  # of the pieces of each page, by their numbers
        self._links: list[Element] = []  # of the annotations, in order
        self._annotations: list[_TaggedLink] = []
        self._current: list[Element] = []

    @property
    def draws(self) -> bool:
        """Whether anything is drawn on the present page."""
        return not self.silent and self.only in {None, self.getPageNumber() - 1}

    @contextmanager
    def element(self, element: Element) -> Iterator[None]:
        """What is drawn within is a piece of ``element``."""
        page = self.getPageNumber() - 1
        while len(self._owners) <= page:
            self._owners.append([])
        piece = Piece(page, len(self._owners[page]))
        self._owners[page].append(element)
        element.kids.append(piece)
        self._current.append(element)
        self._code.append(f"/{element.role} <</MCID {piece.number}>> BDC")
        yield
        self._code.append(END)
        self._current.pop()

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn within decorates only."""
        self._code.append(ARTIFACT)
        yield
        self._code.append(END)

    def linkRect(self, contents: str, destinationname: str, Rect: Any = None, *_: Any, **__: Any) -> None:  # noqa: N802, N803
        """A link; within an element it is an element of its own that belongs to it."""
        target = self._bookmarkReference(destinationname)
        link = _TaggedLink(self._absRect(Rect, 1), contents or "To another place in this document", target)
        self._addAnnotation(link)
        if self._current:
            element = self._current[-1].add("Link")
            element.kids.append(self._annotationrefs[-1])
            self._annotations.append(link)
            self._links.append(element)

    def _setAnnotations(self, page: Any) -> None:  # noqa: N802 - ReportLab's name, called as each page is closed
        page.Annots = self._annotationrefs
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = self.getPageNumber() - 1
        page.Tabs = PDFName("S")

    def close_structure(self) -> None:
        """Write the tree of elements into the document; after the last page."""
        document = self._doc
        pages = [document.Reference(page) for page in document.Pages.pages]
        root = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        reference = document.Reference(root)
        written: dict[int, PDFObjectReference] = {}
        root["K"] = PDFArray([_written(self.root, reference, document, pages, written)])
        numbers: list[Any] = []
        for page in range(len(pages)):
            owners = self._owners[page] if page < len(self._owners) else []
            numbers += [page, document.Reference(PDFArray([written[id(owner)] for owner in owners]))]
        for place, (link, element) in enumerate(zip(self._annotations, self._links, strict=True), start=len(pages)):
            link.parent = place
            numbers += [place, written[id(element)]]
        root["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
        root["ParentTreeNextKey"] = len(pages) + len(self._links)
        catalog = document.Catalog
        catalog.StructTreeRoot = root
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})


class _TaggedLink(LinkAnnotation):
    """A link that knows its place in the tree."""

    permitted = (*LinkAnnotation.permitted, "StructParent")

    def __init__(self, rect: Any, contents: str, target: Any) -> None:
        super().__init__(rect, contents, target, Border="[0 0 0]", F=4)
        self.parent: int | None = None

    def Dict(self) -> Any:  # noqa: N802 - ReportLab's name
        if self.parent is not None:
            self.otherkw["StructParent"] = self.parent
        return super().Dict()


def _written(
    element: Element, parent: Any, document: Any, pages: list[Any], written: dict[int, PDFObjectReference]
) -> PDFObjectReference:
    """The element and all below it as objects of the document."""
    entry = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(element.role), "P": parent})
    reference: PDFObjectReference = document.Reference(entry)
    written[id(element)] = reference
    if element.alt:
        entry["Alt"] = PDFString(element.alt)
    if element.scope:
        entry["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName(element.scope)})
    pages_of = {kid.page for kid in element.kids if isinstance(kid, Piece)}
    if len(pages_of) == 1:
        entry["Pg"] = pages[min(pages_of)]
    kids: list[Any] = []
    for kid in element.kids:
        match kid:
            case Element():
                kids.append(_written(kid, reference, document, pages, written))
            case Piece() if len(pages_of) == 1:
                kids.append(kid.number)
            case Piece():
                kids.append(PDFDictionary({"Type": PDFName("MCR"), "Pg": pages[kid.page], "MCID": kid.number}))
            case _:
                kids.append(PDFDictionary({"Type": PDFName("OBJR"), "Obj": kid}))
    if kids:
        entry["K"] = kids[0] if len(kids) == 1 else PDFArray(kids)
    return reference
