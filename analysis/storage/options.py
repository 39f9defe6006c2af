"""What was decided about the report as plain values and back; the logo as base64."""

import base64
import binascii
from collections.abc import Mapping

from analysis.model.report_options import Paper, ReportOptions
from analysis.storage.document import JsonValue
from analysis.storage.fields import text

_TEXTS = ("author", "organisation", "confidentiality")


def plain_options(options: ReportOptions) -> dict[str, JsonValue]:
    """The options as a JSON object; empty where all of them are as they always are."""
    if options == ReportOptions():
        return {}
    texts: dict[str, JsonValue] = {name: getattr(options, name) for name in _TEXTS}
    return {
        **texts,
        "logo": base64.b64encode(options.logo).decode("ascii"),
        "paper": options.paper.value,
        "order": list(options.order),
        "left_out": list(options.left_out),
        "attach": options.attach,
        "since": options.since,
        "group": options.group,
    }


def options_of(found: Mapping[str, JsonValue]) -> ReportOptions:
    """The options in a JSON object; ValueError where it is none of ours."""
    if not found:
        return ReportOptions()
    try:
        logo = base64.b64decode(text(found["logo"]), validate=True)
    except binascii.Error as error:
        raise ValueError("a logo is not in base64") from error
    author, organisation, confidentiality = (text(found[name]) for name in _TEXTS)
    return ReportOptions(
        author=author,
        organisation=organisation,
        confidentiality=confidentiality,
        logo=logo,
        paper=Paper(found["paper"]),
        order=_texts(found["order"]),
        left_out=_texts(found["left_out"]),
        attach=_yes(found["attach"]),
        since=text(found.get("since", "")),
        group=_yes(found.get("group", False)),
    )


def _yes(found: JsonValue) -> bool:
    if not isinstance(found, bool):
        raise ValueError(f"{found!r} is neither yes nor no")  # noqa: TRY004 - as damage is told here
    return found


def _texts(found: JsonValue) -> tuple[str, ...]:
    if not isinstance(found, list):
        raise ValueError(f"{found!r} is no list of texts")  # noqa: TRY004
    return tuple(text(entry) for entry in found)
