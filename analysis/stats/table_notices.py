"""What there is to tell about the cells of a table that were no numbers, in words."""

from analysis.model.notice import Notice, Severity
from analysis.stats.careful import Flaw
from analysis.stats.delimited import Table
from analysis.wording import plural


def notices(table: Table, *, key: int) -> list[Notice]:
    """What there is to tell about the cells of a table, but for those of the column ``key``, which places its rows."""
    flaws = table.flaws
    texts = [(flaw.line, place, flaw) for place, flaw in flaws.texts.items() if place != key]
    found: list[Notice] = []

    def tell(severity: Severity, flaw: Flaw, text: str) -> None:
        if flaw.count:
            found.append(Notice(severity, text, line=flaw.line))

    if flaws.decimal_comma:
        found.append(Notice(Severity.INFO, "Commas within numbers were read as decimal points."))
    words = plural(flaws.nothing.count, "cell")
    example = ", the first with NA" if flaws.nothing.sample.lower() == "na" else ""
    tell(Severity.INFO, flaws.nothing, f"Read as not logged: {words} with null, None or N/A{example}.")
    if texts:
        _, place, first = min(texts)
        cells = plural(sum(flaw.count for _, _, flaw in texts), "cell")
        example = f"the first “{first.sample[:40]}” of “{table.names[place]}”"
        tell(
            Severity.WARNING, first, f"Left out: {cells} without a number in {plural(len(texts), 'column')}, {example}."
        )
    rows, cells = plural(flaws.short.count, "row"), flaws.short.sample
    tell(Severity.WARNING, flaws.short, f"Read as not logged: missing cells in {rows}, the first with {cells}.")
    rows, cells = plural(flaws.overlong.count, "row"), flaws.overlong.sample
    tell(Severity.WARNING, flaws.overlong, f"Left out: cells beyond the heading in {rows}, the first with {cells}.")
    size = "" if flaws.cut.sample == "1 line" else f" after {flaws.cut.sample}"
    tell(Severity.WARNING, flaws.cut, f"Left out: the last row, which breaks off{size}. The file may have been cut.")
    return found
