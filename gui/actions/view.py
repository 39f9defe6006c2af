"""The View menu: how the plots are arranged, what the mouse does, and which steps are seen."""

from dataclasses import replace
from functools import partial

from analysis.model.series import Span
from gui.actions.action import (
    Action,
    Desk,
    faced,
    with_annotation,
    with_brush,
    with_candidate,
    with_pair,
    with_runs,
)
from gui.dialogs.smoothing import show_smoothing
from gui.plotting.tool import Tool
from gui.selection import OF_TWO, Layout

ZOOM_STEP = 0.6  # share of the range that one zoom step leaves
PAN_STEP = 0.25  # share of the range that one pan step moves


def _choose(field: str, value: object, desk: Desk) -> None:
    """Make a field of the selection have a value: a layout, a tool."""
    desk.session.select(**{field: value})


def _is_chosen(field: str, value: object, desk: Desk) -> bool:
    return bool(getattr(desk.session.selection, field) == value)


def _layout(layout: Layout, shortcut: str, tip: str) -> Action:
    needed = with_pair if layout in OF_TWO else with_runs
    run, checked = partial(_choose, "layout", layout), partial(_is_chosen, "layout", layout)
    return faced(f"view.{layout.name.lower()}", run, (shortcut,), needed, checked=checked, tip=tip)


def _tool(tool: Tool, shortcut: str, tip: str) -> Action:
    run, checked = partial(_choose, "tool", tool), partial(_is_chosen, "tool", tool)
    return faced(f"view.{tool.name.lower()}", run, (shortcut,), checked=checked, tip=tip)


def _whole(desk: Desk) -> None:
    desk.session.select(zoom=None, values=())


def _back(desk: Desk) -> None:
    desk.session.back()


def _forward(desk: Desk) -> None:
    desk.session.forward()


def _can_go_back(desk: Desk) -> bool:
    return desk.session.can_go[0]


def _can_go_forward(desk: Desk) -> bool:
    return desk.session.can_go[1]


def _zoom_by(factor: float, desk: Desk) -> None:
    desk.plots.zoom_by(factor)


def _pan_by(share: float, desk: Desk) -> None:
    desk.plots.pan_by(share)


def _fit_y(desk: Desk) -> None:
    desk.plots.fit_y()


def _ask_limits(desk: Desk) -> None:
    desk.plots.ask_limits()


def _log(desk: Desk) -> None:
    """The metric shown alone, or else all of them, on a logarithmic axis or back."""
    selection = desk.session.selection
    chosen = set(selection.metrics if selection.focus is None else (selection.focus,))
    known = set(selection.log)
    fresh = known - chosen if chosen <= known else known | chosen
    desk.session.select(log=tuple(sorted(fresh)))


def _is_log(desk: Desk) -> bool:
    selection = desk.session.selection
    chosen = selection.metrics if selection.focus is None else (selection.focus,)
    return bool(chosen) and set(chosen) <= set(selection.log)


def _quantiles(desk: Desk) -> None:
    desk.session.select(quantiles=not desk.session.selection.quantiles)


def _has_quantiles(desk: Desk) -> bool:
    return desk.session.selection.quantiles


def _focus(desk: Desk) -> None:
    """Zoom to the chosen annotation or candidate, or to the brush, with some room on both sides."""
    session = desk.session
    chosen, candidate = session.selection.annotation, session.candidate
    span = _extent(desk) if candidate is None else candidate.span
    if chosen is not None:
        span = session.project.annotation(chosen).span
    if span is not None:
        room = max(span.width, 10.0) * 0.5
        session.select(zoom=Span(span.first - room, span.last + room))


def _extent(desk: Desk) -> Span | None:
    """The steps from the first to the last that the brush can hold."""
    brush = desk.session.selection.brush
    return None if brush is None else brush.extent


def _can_focus(desk: Desk) -> bool:
    return with_brush(desk) or with_annotation(desk) or with_candidate(desk)


def _edge(desk: Desk, *, first: bool) -> None:
    """Set an edge of the brush at the cursor."""
    cursor, brush = desk.plots.cursor_step, _extent(desk)
    if cursor is None:
        return
    other = cursor if brush is None else brush.last if first else brush.first
    desk.session.select(brush=Span.between(cursor, other))


def _reference(desk: Desk) -> None:
    """Set the reference point at the cursor, or let it go."""
    now, cursor = desk.session.selection.reference, desk.plots.cursor_step
    desk.session.select(reference=cursor if now is None else None)


def _clear_brush(desk: Desk) -> None:
    if desk.session.selection.focus is not None:
        desk.session.select(focus=None)
        return
    gone = dict.fromkeys(("brush", "focus", "reference", "annotation", "candidate", "adjusted", "finding"))
    desk.session.select(**gone)


def _alone(desk: Desk) -> None:
    """Show the plot under the pointer, or the one that was gone to last, in full size; or all again."""
    selection = desk.session.selection
    metric = desk.plots.hovered or selection.metric or next(iter(selection.metrics), None)
    desk.session.select(focus=None if selection.focus is not None else metric)


def _can_be_alone(desk: Desk) -> bool:
    return with_runs(desk) and not with_candidate(desk)  # Enter accepts a candidate


def _is_alone(desk: Desk) -> bool:
    return desk.session.selection.focus is not None


def _move_cursor(samples: int, desk: Desk) -> None:
    desk.plots.move_cursor(samples)


def _theme(name: str, desk: Desk) -> None:
    desk.prefer(replace(desk.settings, theme=name))


def _is_theme(name: str, desk: Desk) -> bool:
    return desk.settings.theme == name


def _smooth(desk: Desk) -> None:
    now = desk.session.selection.smoothing
    desk.session.select(smoothing=replace(now, on=not now.on))


def _choose_smoothing(desk: Desk) -> None:
    show_smoothing(desk.window, desk.session.selection.smoothing, lambda new: desk.session.select(smoothing=new))


def _is_smooth(desk: Desk) -> bool:
    return desk.session.selection.smoothing.on


def _full_screen(desk: Desk) -> None:
    if desk.window.isFullScreen():
        desk.window.showNormal()
    else:
        desk.window.showFullScreen()


LAYOUTS = (
    _layout(Layout.OVERVIEW, "V", "All shown runs, one plot a metric"),
    _layout(Layout.COMPARE, "C", "A at the left, B at the right, one y axis a row"),
    _layout(Layout.OVERLAY, "O", "A and B on top of each other, further runs in grey"),
    _layout(Layout.DIFFERENCE, "G", "B less A, pair by pair, and the table of differences"),
    _layout(Layout.DISTRIBUTIONS, "H", "Histograms, scatter and correlations of A and B over the brush"),
    _layout(Layout.REPORT, "P", "The pages of the report beside its sections"),
)

TOOLS = (
    _tool(Tool.BRUSH, "B", "Drag over steps to read their statistics"),
    _tool(Tool.ANNOTATE, "M", "Drag over steps to annotate them; with Shift for one metric only"),
    Action(
        "view.move",
        "Move B",
        partial(_choose, "tool", Tool.MOVE),
        ("E",),
        checked=partial(_is_chosen, "tool", Tool.MOVE),
        icon="move-horizontal",
        tip="Drag the curve of B along the steps, in the views of A against B",
    ),
    _tool(Tool.ZOOM, "Z", "Drag a rectangle to zoom; the wheel zooms with every tool"),
)

RANGE = (
    faced("view.whole", _whole, ("Home", "0"), with_runs),
    faced("view.back", _back, ("Backspace",), _can_go_back, tip="The range before"),
    faced("view.forward", _forward, ("Shift+Backspace",), _can_go_forward),
    Action("view.zoom_in", "Zoom in", partial(_zoom_by, ZOOM_STEP), ("W", "+"), with_runs),
    Action("view.zoom_out", "Zoom out", partial(_zoom_by, 1 / ZOOM_STEP), ("S", "-"), with_runs),
    Action("view.left", "Earlier steps", partial(_pan_by, -PAN_STEP), ("A", "Left"), with_runs),
    Action("view.right", "Later steps", partial(_pan_by, PAN_STEP), ("D", "Right"), with_runs),
    Action("view.fit_y", "Fit y to what is seen", _fit_y, ("Y",), with_runs),
    Action("view.limits", "Limits…", _ask_limits, ("L",), with_runs, tip="Type the limits of steps and values"),
    Action("view.focus", "Focus on the selection", _focus, ("F",), _can_focus, icon="crosshair"),
    Action("view.alone", "One plot in full size, or all", _alone, (), _can_be_alone, _is_alone),
    Action("view.brush_first", "Start the brush at the cursor", partial(_edge, first=True), ("[",), with_runs),
    Action("view.brush_last", "End the brush at the cursor", partial(_edge, first=False), ("]",), with_runs),
    Action("view.reference", "Reference point at the cursor", _reference, ("R",), with_runs),
    Action("view.clear", "Let brush and choice go", _clear_brush, ("Escape",), with_runs),
    Action("view.cursor_left", "Cursor one sample back", partial(_move_cursor, -1), ("Alt+Left",), with_runs),
    Action("view.cursor_right", "Cursor one sample on", partial(_move_cursor, 1), ("Alt+Right",), with_runs),
    Action("view.cursor_left_ten", "Cursor ten back", partial(_move_cursor, -10), ("Alt+Shift+Left",), with_runs),
    Action("view.cursor_right_ten", "Cursor ten on", partial(_move_cursor, 10), ("Alt+Shift+Right",), with_runs),
)

LOOK = (
    Action("view.smooth", "Smoothed curve on top", _smooth, ("Shift+S",), checked=_is_smooth),
    Action(
        "view.quantiles",
        "Leave outliers out of y",
        _quantiles,
        ("Q",),
        with_runs,
        _has_quantiles,
        tip="y from 1 to 99 % of the samples; each plot says what is not in view",
    ),
    Action("view.log", "Log axis", _log, ("Shift+L",), with_runs, _is_log, tip="Values on a logarithmic axis"),
    Action(
        "view.smoothing", "Smoothing…", _choose_smoothing, ("Alt+S",), with_runs, tip="Kind and window of smoothing"
    ),
    Action("view.theme_system", "Theme of the system", partial(_theme, "system"), checked=partial(_is_theme, "system")),
    Action(
        "view.theme_light", "Light theme", partial(_theme, "light"), checked=partial(_is_theme, "light"), icon="sun"
    ),
    Action("view.theme_dark", "Dark theme", partial(_theme, "dark"), checked=partial(_is_theme, "dark"), icon="moon"),
    Action("view.full_screen", "Full screen", _full_screen, ("F11",)),
)

ACTIONS = (*LAYOUTS, *TOOLS, *RANGE, *LOOK)
