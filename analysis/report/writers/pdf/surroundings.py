"""What a document carries beside its pages: metadata, page labels, and the data and findings as attached files."""

import hashlib
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFStreamFilterZCompress, PDFString

from analysis.model.report import Report
from analysis.painters.pdf.text import clean
from analysis.report.attachments import Attachment, attachments
from analysis.report.writers.pdf.tags import TaggedCanvas

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{date}T00:00:00Z</xmp:CreateDate>
<xmp:CreatorTool>Runloupe</xmp:CreatorTool>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"""


def describe(canvas: TaggedCanvas, report: Report) -> None:
    """Title, author, language and date as XMP, beside those that stand in the document's information."""
    options = report.options
    text = _XMP.format(
        title=escape(clean(report.title)),
        author=escape(clean(options.author or options.organisation) or "Runloupe"),
        date=report.date,
    )
    entries = PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
    content = text.encode("utf-8", errors="backslashreplace")
    canvas._doc.Catalog.Metadata = PDFStream(entries, content, filters=[])  # noqa: SLF001 - there is no other door


def label_pages(canvas: TaggedCanvas) -> None:
    """The cover by its name, all others by the number that is printed on them."""
    cover = PDFDictionary({"P": PDFString("Cover")})
    rest = PDFDictionary({"S": PDFName("D"), "St": 2})
    canvas._doc.Catalog.PageLabels = PDFDictionary({"Nums": PDFArray([0, cover, 1, rest])})  # noqa: SLF001


def attach(canvas: TaggedCanvas, report: Report) -> None:
    """Put the findings and the data into the file, as files of their own."""
    if report.options.attach:
        _attach(canvas, attachments(report), report.date)


def _attach(canvas: TaggedCanvas, files: Iterable[Attachment], date: str) -> None:
    document, catalog = canvas._doc, canvas._doc.Catalog  # noqa: SLF001
    stamp = PDFString(f"D:{date.replace('-', '')}000000Z")
    names: list[Any] = []
    for file in sorted(files, key=lambda one: one.name):
        digest = hashlib.md5(file.content, usedforsecurity=False).hexdigest()
        params = {"Size": len(file.content), "ModDate": stamp, "CheckSum": f"<{digest}>"}
        kind = f"/{file.kind.replace('/', '#2F')}"
        entries = {"Type": PDFName("EmbeddedFile"), "Subtype": kind, "Params": PDFDictionary(params)}
        stream = PDFStream(PDFDictionary(entries), file.content, filters=[PDFStreamFilterZCompress()])
        named = PDFString(file.name)
        spec = PDFDictionary(
            {
                "Type": PDFName("Filespec"),
                "F": named,
                "UF": named,
                "Desc": PDFString(file.description),
                "AFRelationship": PDFName("Data"),
                "EF": PDFDictionary({"F": document.Reference(stream)}),
            }
        )
        names += [named, document.Reference(spec)]
    catalog.Names = PDFDictionary({"EmbeddedFiles": PDFDictionary({"Names": PDFArray(names)})})
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF"]
    catalog.AF = PDFArray(names[1::2])
